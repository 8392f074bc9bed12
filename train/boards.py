"""Fits what claims are made with on stories that were read statement by statement (`boards`): pairs, worth.

    python train/boards.py --data ../shared/data --held-out DIR    # by folds over stories; writes what the scorer reads
    python train/boards.py --data ../shared/data --ship            # on all stories; writes models/claims.npz, worth.npz
    python train/boards.py … --corrections FILE                     # also from pairs that editors joined and parted

Beside the 33 stories of the data, which are scored, 58 more of its stories were read by the same rules
(`boards_read.jsonl`: offsets and labels, no text): they are fitted on, in no fold with a story of their topic, and
never scored; `--only-scored` leaves them out, for comparing. `--held-out` relates every story with models that have not
seen it (nor another story of its ECB+ topic) and writes DIR/NAME.json as `../shared/score/boards.py --cache DIR` takes
it. About ten minutes of one core with annotating, which `--notes FILE` keeps. `FILE` of `--corrections` is what
`stemma corrections --train FILE` wrote: its pairs are fitted on in every fold, and never scored. Needs lightgbm.
"""

from __future__ import annotations

import argparse
import functools
import json
import pickle
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from claims import MODELS, forest
from stemma.annotate import annotate_many
from stemma.model import Annotated, Article, Claim, Lineage, Statement
from stemma.relate.claims import grouping, likeness, memory, models, worth
from stemma.relate.claims.claims import claims as make_claims
from stemma.relate.claims.conflicts import conflicts
from stemma.relate.claims.statements import statements
from stemma.relate.forest import Forest
from stemma.relate.texts.derive import derive
from stemma.relate.texts.lineage import lineages

FOLDS = 5
SAME_PAGE = 0.3
"""Weight of a pair of statements of one page."""
PAIRS = {"num_leaves": 15, "learning_rate": 0.05, "min_data_in_leaf": 60, "feature_fraction": 0.7, "trees": 200}
WORTH = {"num_leaves": 8, "learning_rate": 0.04, "min_data_in_leaf": 40, "feature_fraction": 0.5, "trees": 250}
SEEDS = (0, 1)
LINK, LONE = 0.38, 0.4
PIECE = 0.3
"""Weight of another piece of what an editor must see, beside the largest: which one is shown does not matter much."""


@dataclass
class Board:
    """A story with its articles annotated, and what its reader said of the statements of the sheet."""

    name: str
    members: list[Annotated]
    lineages: tuple[Lineage, ...]
    gold: dict[str, Any]
    sheet: dict[str, Any]
    said: list[Statement] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @property
    def topic(self) -> str:
        """What the story is about: stories of one ECB+ topic are kept in one fold."""
        found = re.match(r"(\d+)ecb", self.name)
        return f"ecb{found[1]}" if found else self.name


def kept(notes: Path | None, make: Callable[[], list[Board]]) -> list[Board]:
    """What `make` gives, or `notes` has from an earlier run; `notes` is written where it is not there."""
    if notes is not None and notes.exists():
        return pickle.loads(notes.read_bytes())
    made = make()
    if notes is not None:
        notes.write_bytes(pickle.dumps(made))
    return made


def boards(data: Path) -> list[Board]:
    """The stories of `boards`, annotated."""
    made = []
    for path in sorted((data / "boards" / "sheets").glob("*.sheet.json")):
        name = path.name.split(".")[0]
        sheet = json.loads(path.read_text(encoding="utf-8"))
        gold = json.loads(sorted((data / "boards" / "gold").glob(f"{name}.*.json"))[0].read_text(encoding="utf-8"))
        made.append(_board(name, sheet, gold))
    return made


READ = Path(__file__).with_name("boards_read.jsonl")
"""A line for each story: its set and articles (id, outlet), statements [s, a, spans], claims, minor and junk."""


def read(data: Path) -> list[Board]:
    """The stories of `READ`, annotated; their texts are those of `data`."""
    texts: dict[str, dict[str, Any]] = {}
    for name in ("ecbplus", "basil"):
        for line in (data / "stories" / f"{name}.dev.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts[row["id"]] = row
    made = []
    for line in READ.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        articles = [
            {
                "a": f"A{n}", "id": a["id"], "outlet": a["outlet"], "title": texts[a["id"]]["title"],
                "body": texts[a["id"]]["text"],
                # The dates of ECB+ are those of its files
                "published": texts[a["id"]].get("date") if one["set"] == "basil" else None,
            }
            for n, a in enumerate(one["articles"], 1)
        ]  # fmt: skip
        sheet = {"articles": articles, "statements": [{"s": s, "a": a, "content": c} for s, a, c in one["statements"]]}
        made.append(_board(one["story"], sheet, {key: one[key] for key in ("claims", "minor", "junk")}))
    return made


def corrected(path: Path) -> list[Board]:
    """The stories that `stemma corrections --train` wrote, annotated."""
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [_board(one["sheet"]["story"], one["sheet"], one["gold"]) for one in found]


def _board(name: str, sheet: dict[str, Any], gold: dict[str, Any]) -> Board:
    articles = [
        Article(a["id"], a["body"], outlet=a["outlet"], title=a["title"], published=a["published"], language="en")
        for a in sheet["articles"]
    ]
    members = [Annotated(a, n) for a, n in zip(articles, annotate_many(articles), strict=True)]
    derived = [d for a, b in combinations(articles, 2) for d in derive(a, b)]
    return Board(name, members, lineages(articles, derived), gold, sheet)


def folds(stories: Sequence[Board], more: Sequence[Board] = ()) -> dict[str, int]:
    """The fold of each story, by topic; those of `more` with another topic than any of `stories` come after them."""
    topics = sorted({s.topic for s in stories})
    random.Random(7).shuffle(topics)
    topics += sorted({s.topic for s in more} - set(topics))
    number = {topic: n % FOLDS for n, topic in enumerate(topics)}
    return {s.name: number[s.topic] for s in (*stories, *more)}


def labelled(story: Board, said: Iterable[Statement]) -> list[tuple[set[str], str]]:
    """For each statement the gold claims it belongs to and what it is: claim, react, minor, junk, unknown, title.

    A statement is about those of the sheet of which half of either is covered by the other, the best and what is
    nearly as good (the definition of the scorer).
    """
    article = {a["a"]: a["id"] for a in story.sheet["articles"]}
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in story.sheet["statements"]:
        of[article[one["a"]]].append(one)
    member, react = defaultdict(set), defaultdict(set)
    for claim in story.gold["claims"]:
        for s in claim["members"] + claim.get("deny", []):
            member[s].add(claim["id"])
        for s in claim.get("react", []):
            react[s].add(claim["id"])
    minor, junk = set(story.gold.get("minor", [])), set(story.gold.get("junk", []))
    found: list[tuple[set[str], str]] = []
    for statement in said:
        if statement.where == "title":
            found.append((set(), "title"))
            continue
        ids = _matched(of[statement.article], statement)
        ks, rs = (set().union(*(table[i] for i in ids)) if ids else set() for table in (member, react))
        kind = "claim" if ks else "react" if rs else "minor" if minor & set(ids) else "junk" if junk & set(ids) else ""
        found.append((ks | rs, kind or "unknown"))
    return found


def _matched(sheet: Sequence[dict[str, Any]], statement: Statement) -> list[str]:
    def size(spans: Iterable[Sequence[int]]) -> int:
        return sum(e - s for s, e in spans)

    hits = []
    for one in sheet:
        shared = sum(max(0, min(e, f) - max(s, g)) for s, e in one["content"] for g, f in statement.content)
        a, b = size(one["content"]), size(statement.content)
        if shared and shared >= 0.5 * min(a, b):
            hits.append((shared / max(1, a + b - shared), one["s"]))
    best = max(hits, default=(0.0, ""))[0]
    return [s for share, s in hits if share >= 0.6 * best]


def pair_rows(story: Board) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and weights of the candidate pairs of a story, pairs with an unknown statement left out."""
    said = [s for s in statements(story.members) if s.antecedent is None]
    if "pairs" in story.gold:
        return _taught(story, said)
    told = labelled(story, said)
    whole = memory.story(said, story.members)
    views = likeness.Views(whole, whole)
    rows, columns = grouping.candidates(views)
    known = np.array([kind not in ("unknown", "title") for _, kind in told], dtype=bool)
    kept = known[rows] & known[columns] & (rows < columns)
    rows, columns = rows[kept], columns[kept]
    same = np.array([bool(told[i][0] & told[j][0]) for i, j in zip(rows, columns, strict=True)], dtype=float)
    weight = np.where(whole.pages[rows] != whole.pages[columns], 1.0, SAME_PAGE) / np.sqrt(max(50, len(rows)))
    return likeness.features(views, rows, columns), same, weight


def _taught(story: Board, said: Sequence[Statement]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`pair_rows` of a story of which only some pairs were judged: those, whether the machine compares them or not."""
    article = {a["a"]: a["id"] for a in story.sheet["articles"]}
    of = {one["s"]: one for one in story.sheet["statements"]}
    place = {(s.article, s.content): n for n, s in enumerate(said) if s.where == "body"}
    at = {s: place.get((article[one["a"]], tuple(map(tuple, one["content"])))) for s, one in of.items()}
    judged = [(at[a], at[b], same) for a, b, same in story.gold["pairs"] if at[a] is not None and at[b] is not None]
    rows, columns = (np.array([pair[k] for pair in judged], dtype=np.intp) for k in (0, 1))
    whole = memory.story(said, story.members)
    views = likeness.Views(whole, whole)
    weight = np.full(len(judged), 1 / np.sqrt(max(50, len(judged))))
    return likeness.features(views, rows, columns), np.array([float(pair[2]) for pair in judged]), weight


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray | None, settings: dict[str, Any]) -> list[Any]:
    """One booster for each of `SEEDS`."""
    import lightgbm

    common = {
        "objective": "binary", "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1,
        "num_threads": 1, "deterministic": True,
    }  # fmt: skip
    own = {k: v for k, v in settings.items() if k != "trees"}
    data = lightgbm.Dataset(x, y, weight=weight, free_raw_data=False)
    return [lightgbm.train(common | own | {"seed": seed}, data, settings["trees"]) for seed in SEEDS]


def pair_model(stories: Sequence[Board], link: float = LINK, lone: float = LONE) -> models.Model:
    """The pair model of `stories`; the trees of the same ones are fitted once."""
    names = tuple(story.name for story in stories)
    if names not in _TREES:
        rows = [_kept(pair_rows, story) for story in stories]
        x, y, w = (np.concatenate([r[k] for r in rows]) for k in range(3))
        made = fit(x, y, w * len(w) / w.sum(), PAIRS)
        _TREES[names] = _named(forest([b.dump_model() for b in made], {}), likeness.FEATURES)
    settings = {"link": link, "lone": lone, "slope": 6.0, "shift": -2.0}
    return models.Model(replace(_TREES[names], settings=settings), likeness.FEATURES)


_TREES: dict[tuple[str, ...], Forest] = {}


def worth_model(stories: Sequence[Board]) -> models.Model:
    """The worth model of `stories`, whose `claims` are made already."""
    x = np.concatenate([worth.features(s.claims, s.members) for s in stories])
    y, weight = (np.concatenate(part) for part in zip(*map(main, stories), strict=True))
    trees = forest([b.dump_model() for b in fit(x, y, weight, WORTH)], {})
    return models.Model(_named(trees, worth.FEATURES), worth.FEATURES)


def main(story: Board) -> tuple[np.ndarray, np.ndarray]:
    """Whether each claim of a story is (mostly) one that an editor must see, and the weight of that in the fit.

    Of a claim that came in pieces the largest counts in full, the others `PIECE`: they are no claims that need not be
    shown, and yet one of them is enough.
    """
    gold = {c["id"]: c["main"] for c in story.gold["claims"]}
    best: dict[str, tuple[int, int]] = {}
    mine: list[str | None] = []
    for number, claim in enumerate(story.claims):
        count: dict[str, int] = defaultdict(int)
        for ks, _ in labelled(story, claim.statements):
            for k in ks:
                count[k] += 1
        top = max(count, key=lambda k: (count[k], k), default=None)
        mine.append(top)
        if top is not None and (count[top], -number) > best.get(top, (0, 0)):
            best[top] = (count[top], -number)
    wanted = np.array([float(bool(k and gold[k])) for k in mine])
    largest = np.array([bool(k and best[k][1] == -n) for n, k in enumerate(mine)])
    return wanted, np.where((wanted > 0) & ~largest, PIECE, 1.0)


def _named(trees: Any, names: Sequence[str]) -> Any:
    return replace(trees, features=tuple(names))


_KEEP: dict[tuple[Any, str], Any] = {}


def _kept(function: Any, story: Board, by: Any = None) -> Any:
    """What `function` makes of a story, worked out once; `by` what it depends on besides, for the function itself."""
    key = (by or function, story.name)
    if key not in _KEEP:
        _KEEP[key] = function(story)
    return _KEEP[key]


def every(rows: np.ndarray) -> np.ndarray:
    """A worth model that keeps every claim: for making the claims that worth is fitted on."""
    return np.ones(len(rows))


def held_out(
    stories: Sequence[Board],
    out: Path,
    links: Sequence[float],
    more: Sequence[Board] = (),
    taught: Sequence[Board] = (),
) -> None:
    """Relate each story with models of the other folds and write what the scorer reads.

    `more` are fitted on where they are of another fold, `taught` (pairs alone) always.
    """
    fold = folds(stories, more)
    known = [*stories, *more]
    for link in links:
        pairs = claimed(known, fold, link, LONE, taught)
        for k in range(FOLDS):
            judge = worth_model([s for s in known if fold[s.name] != k])
            for story in (s for s in stories if fold[s.name] == k):
                made = make_claims(story.members, story.lineages, model=pairs[k], worth=judge)
                _write(out / f"{link:g}" / f"{story.name}.json", made, story, pairs[k])


def claimed(
    known: Sequence[Board], fold: dict[str, int], link: float, lone: float, taught: Sequence[Board]
) -> list[models.Model]:
    """Gives each story the claims that a pair model makes which has not seen it; returns the model of each fold."""
    pairs = [pair_model([*(s for s in known if fold[s.name] != k), *taught], link, lone) for k in range(FOLDS)]
    for story in known:
        made = _kept(functools.partial(_claims, pairs[fold[story.name]]), story, (link, lone, fold[story.name]))
        story.claims = list(made)
    return pairs


def _claims(model: models.Model, story: Board) -> tuple[Claim, ...]:
    return make_claims(story.members, story.lineages, model=model, worth=every)  # type: ignore[arg-type]


def judged(stories: Sequence[Board], more: Sequence[Board]) -> str:
    """How many of the pairs that editors judged are told right by the boards alone, and with what was said of other
    stories: each corrected story by a model that has not seen it."""
    alone = pair_model(stories)
    pairs, right = 0, [0, 0]
    for story in more:
        x, y, _ = _kept(pair_rows, story)
        others = [one for one in more if one is not story]
        for k, model in enumerate((alone, pair_model([*stories, *others]) if others else alone)):
            right[k] += int(sum((model(x) >= 0.5) == (y >= 0.5)))
        pairs += len(y)
    return (
        f"{pairs} pairs of {len(more)} corrected stories: right {right[0]} by the boards alone, {right[1]} with others"
    )


def _write(path: Path, made: Sequence[Claim], story: Board, model: models.Model) -> None:
    rows = [
        {
            "id": c.id, "text": c.text, "status": c.status, "worth": c.worth,
            "statements": [
                {"article": s.article, "content": s.content, "act": s.act, "text": s.text, "where": s.where}
                for s in c.statements
            ],
        }
        for c in made
    ]  # fmt: skip
    found = conflicts(made, story.members)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"board": worth.board(made, story.members, model), "claims": rows, "conflicts": len(found)})
    )


def ship(
    stories: Sequence[Board], fold: dict[str, int], link: float, lone: float, taught: Sequence[Board] = ()
) -> None:
    """Fit both models on all stories and write them; worth on claims that held-out pair models made."""
    claimed(stories, fold, link, lone, taught)
    worth_model(stories).trees.save(str(MODELS / "worth.npz"))
    pair_model([*stories, *taught], link, lone).trees.save(str(MODELS / "claims.npz"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, help="file that keeps the annotated stories between runs")
    parser.add_argument("--held-out", type=Path, help="folder for what models make of stories they have not seen")
    parser.add_argument("--links", type=float, nargs="*", default=[LINK], help="where average link stops")
    parser.add_argument("--corrections", type=Path, help="what `stemma corrections --train` wrote")
    parser.add_argument("--only-scored", action="store_true", help="fit on the 33 stories alone")
    parser.add_argument("--ship", action="store_true", help="write the models of the package")
    given = parser.parse_args()
    stories = kept(given.notes, lambda: boards(given.data))
    notes = given.notes and given.notes.with_suffix(".read")
    more = [] if given.only_scored else kept(notes, lambda: read(given.data))
    taught = corrected(given.corrections) if given.corrections else []
    if taught:
        print(judged(stories, taught))
    if given.held_out:
        held_out(stories, given.held_out, given.links, more, taught)
    if given.ship:
        ship([*stories, *more], folds(stories, more), given.links[0], LONE, taught)
