"""Claims, their status and their conflicts, measured on six real stories labelled by hand.

    python bench/claims.py --data ../shared/data [--json] [--peers] [--boards]

Every figure of grouping is held out: the pair model is fitted on five stories and tested on the sixth (the word
vectors never saw an article of the six). *gold spans*: the statements of the gold, grouped; status, conflicts and
counts on gold groups. *raw text*: annotate, relate and compare with the gold by overlap of spans. Peers group the same
gold spans by average link over TF-IDF or MiniLM cosines, with the threshold that is best on the five.

A conflict counts as right if its claim has a gold conflict of that kind in which both of its values occur; as a trap
if both of its sides lie in a pair that the gold calls no conflict.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from claims_gold import Gold, gold_stories, matched, raw, read_off, training
from stemma.lang.en.figures import figures
from stemma.lang.terms import stems
from stemma.model import Annotated, Claim, Conflict, ConflictSide, Statement, StatusChange
from stemma.relate.claims import conflicts as differ
from stemma.relate.claims import copies, grouping, likeness, models, origins, status
from stemma.relate.claims.claims import claims as board
from stemma.relate.claims.statements import statements as find
from stemma.relate.clusters import average_link
from stemma.relate.forest import Forest

Result = TypeVar("Result")
PEER_THRESHOLDS = np.arange(-0.2, 0.8, 0.025)


def pair_counts(group: Sequence[object], claim: Sequence[str], article: Sequence[str]) -> np.ndarray:
    """(right, predicted, gold) pairs of statements of different articles in one group."""
    n = len(claim)
    rows, columns = np.triu_indices(n, 1)
    across = np.array([article[i] != article[j] for i, j in zip(rows, columns, strict=True)])
    ours = np.array([group[i] == group[j] for i, j in zip(rows, columns, strict=True)])[across]
    gold = np.array([claim[i] == claim[j] for i, j in zip(rows, columns, strict=True)])[across]
    return np.array([(ours & gold).sum(), ours.sum(), gold.sum()], dtype=float)


def prf(counts: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 of (right, predicted, gold)."""
    precision, recall = counts[0] / max(counts[1], 1), counts[0] / max(counts[2], 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def b_cubed(group: Sequence[int], claim: Sequence[str]) -> tuple[float, float]:
    """B³ precision and recall, as sums over the statements."""
    g, c = np.array(group), np.array(claim)
    precision = sum(float(np.mean(c[g == x] == y)) for x, y in zip(g, c, strict=True))
    recall = sum(float(np.mean(g[c == y] == x)) for x, y in zip(g, c, strict=True))
    return precision, recall


def numbered(groups: Sequence[Sequence[int]], n: int) -> list[int]:
    """The group number of each of `n` statements."""
    out = [0] * n
    for number, members in enumerate(groups):
        for i in members:
            out[i] = number
    return out


def score_groups(stories: Sequence[Gold], groups: Sequence[list[list[int]]], name: str) -> dict[str, float]:
    """Pair P/R/F1 pooled over the stories, and B³ over all statements."""
    pairs, b, total = np.zeros(3), np.zeros(2), 0
    for story, made in zip(stories, groups, strict=True):
        of = numbered(made, len(story.claim))
        pairs += pair_counts(of, story.claim, [s.article for s in story.statements])
        b += b_cubed(of, story.claim)
        total += len(story.claim)
    precision, recall, f1 = prf(pairs)
    bp, br = b / total
    return {
        f"{name}.pair_p": precision,
        f"{name}.pair_r": recall,
        f"{name}.pair_f1": f1,
        f"{name}.b3": 2 * bp * br / (bp + br),
    }


def fold_models(stories: Sequence[Gold]) -> tuple[list[Forest], list[list[list[int]]]]:
    """For each story the model fitted on the others, and the groups it makes of the story's gold spans."""
    models, groups = [], []
    for held, story in enumerate(stories):
        others = [s for k, s in enumerate(stories) if k != held]
        model = training.fit(*training.training_pairs(others), training.LINK)
        models.append(model)
        groups.append(with_model(model, lambda story=story: groups_of(story)))
    return models, groups


def peer(stories: Sequence[Gold], similarity: Callable[[list[str]], np.ndarray], name: str) -> dict[str, float]:
    """Average link over a cosine of whole spans; the threshold is the best on the other five stories."""
    every = []
    for story in stories:
        close = similarity([s.text for s in story.statements])
        every.append([numbered(average_link(close, t), len(close)) for t in PEER_THRESHOLDS])
    counts = [
        [pair_counts(g, s.claim, [x.article for x in s.statements]) for g in runs]
        for s, runs in zip(stories, every, strict=True)
    ]
    chosen = []
    for held in range(len(stories)):
        total = sum(np.array(c) for k, c in enumerate(counts) if k != held)
        best = int(np.argmax([prf(row)[2] for row in total]))
        of = every[held][best]
        chosen.append([[i for i, x in enumerate(of) if x == g] for g in sorted(set(of))])
    return score_groups(stories, chosen, f"claims.peer.{name}")


def measure_status(stories: Sequence[Gold], read: Sequence[Sequence[Statement]]) -> dict[str, float]:
    """Status of gold groups: accuracy, and the share of "confirmed" that the gold does not confirm."""
    right = total = said = false = 0
    for story, statements in zip(stories, read, strict=True):
        for claim in story.record["claims"]:
            group = [s for s, c in zip(statements, story.claim, strict=True) if c == claim["id"]]
            found = status.ledger(group, statements)[-1].status
            right += agrees(found, claim["status"])
            said += found == "confirmed"
            false += found == "confirmed" != claim["status"]
            total += 1
    return {"claims.status": right / total, "claims.false_confirmed": false / max(said, 1)}


def agrees(found: str, gold: str) -> bool:
    """Whether a state of the ledger is what the gold, made before it had all its states, calls `gold`."""
    fits = {"speculated": {"unconfirmed"}, "announced": {"reported", "confirmed"}}
    fits |= {"superseded": {"reported", "confirmed", "unconfirmed"}, "denied": {"disputed"}}
    return gold in fits.get(found, {found})


def gold_claims(story: Gold, statements: Sequence[Statement]) -> list[Claim]:
    """The gold groups as claims."""
    made = []
    for claim in story.record["claims"]:
        group = tuple(s for s, c in zip(statements, story.claim, strict=True) if c == claim["id"])
        made.append(
            Claim(claim["id"], claim["text"], group, "reported", (StatusChange(None, "reported", ()),), 1, 1, (1, 1))
        )
    return made


def measure_conflicts(
    stories: Sequence[Gold], read: Sequence[Sequence[Statement]], members: Sequence[Sequence[Annotated]]
) -> dict[str, float]:
    """Conflicts inside gold groups: precision, recall, and how many of the gold's look-alikes are hit."""
    right = made = found = gold = hit = traps = 0
    for story, statements, articles in zip(stories, read, members, strict=True):
        predicted = differ.conflicts(gold_claims(story, statements), articles)
        record = story.record
        right += sum(any(fits(p, g, story, both=False) for g in record["conflicts"]) for p in predicted)
        found += sum(any(fits(p, g, story, both=True) for p in predicted) for g in record["conflicts"])
        hit += sum(any(trapped(p, t, story) for p in predicted) for t in record["not_conflicts"])
        made, gold, traps = made + len(predicted), gold + len(record["conflicts"]), traps + len(record["not_conflicts"])
    return {
        "claims.conflicts_p": right / max(made, 1),
        "claims.conflicts_r": found / gold,
        "claims.traps": float(hit),
        "claims.conflicts": float(made),
        "claims.traps_of": float(traps),
    }


def fits(p: Conflict, gold: dict, story: Gold, both: bool) -> bool:
    """Whether conflict `p` is the gold one (`both`: side for side), or at least has its values in that claim."""
    kinds = {"list": {"omission", "name"}, "name": {"name", "omission"}}.get(gold["kind"], {gold["kind"]})
    claims = {
        story.claim[i]
        for i, s in enumerate(story.statements)
        for side in (gold["a"], gold["b"])
        if s.article == side["article"] and same_words(s.text, side["quote"])
    }
    if p.kind not in kinds or p.claim not in claims:
        return False
    if p.kind == "polarity":
        return True
    one, two = read_values(gold["a"]["quote"]), read_values(gold["b"]["quote"])
    a, b = (read_values(side.text) | ({0.0} if (side.value or "").endswith(" 0") else set()) for side in (p.a, p.b))
    if p.kind != "number":
        return True
    if both:
        return bool((a & one and b & two) or (a & two and b & one))
    return bool(a & (one | two) or b & (one | two))


def trapped(p: Conflict, trap: dict, story: Gold) -> bool:
    """Whether both sides of `p` lie in the two quotes of a pair that is no conflict."""

    def lies(side: ConflictSide, quoted: dict) -> bool:
        return side.article == quoted["article"] and side.text in quoted["quote"]

    a, b = trap["a"], trap["b"]
    return p.kind == trap["kind"] and ((lies(p.a, a) and lies(p.b, b)) or (lies(p.a, b) and lies(p.b, a)))


def same_words(a: str, b: str) -> bool:
    return a in b or b in a


def read_values(text: str) -> set[float]:
    """The bare numbers in `text`, without "about" and "more than"; "no injuries" are 0."""
    return {bare.low for v in figures(text) for bare in figures(v.text)} | {v.low for v in figures(text) if v.exact}


def measure_raw(
    stories: Sequence[Gold], members: Sequence[Sequence[Annotated]], models: Sequence[Forest]
) -> dict[str, float]:
    """From bare text to the board: statements found, pairs, status, false "confirmed", origins in range."""
    found = total = right = judged = said = false = ranged = counted = 0
    pairs, shown = np.zeros(3), np.zeros(2)
    for story, articles, model in zip(stories, members, models, strict=True):
        made = with_model(model, lambda articles=articles: board(articles))
        statements = [s for c in made for s in c.statements]
        home = [k for k, c in enumerate(made) for _ in c.statements]
        at = matched(statements, story)
        found, total = found + sum(i is not None for i in at), total + len(at)
        groups = [-k - 1 if i is None else home[i] for k, i in enumerate(at)]
        pairs += pair_counts(groups, story.claim, [s.article for s in story.statements])
        shown += shown_confirmed(made, groups, story)
        for claim in story.record["claims"]:
            votes = Counter(g for g, c in zip(groups, story.claim, strict=True) if c == claim["id"] and g >= 0)
            if not votes:
                continue
            best = made[votes.most_common(1)[0][0]]
            right, judged = right + agrees(best.status, claim["status"]), judged + 1
            said += best.status == "confirmed"
            false += best.status == "confirmed" != claim["status"]
            want = story.record["counts"]["claims"].get(claim["id"])
            if want:
                low, high = want["origins"]
                ranged += best.origins[0] <= high and best.origins[1] >= low
                counted += 1
    precision, recall, f1 = prf(pairs)
    return {
        "claims.raw.found": found / total, "claims.raw.pair_p": precision, "claims.raw.pair_r": recall,
        "claims.raw.pair_f1": f1, "claims.raw.status": right / judged,
        "claims.raw.false_confirmed": false / max(said, 1), "claims.raw.confirmed": float(said),
        "claims.raw.shown_false_confirmed": shown[1] / max(shown[0], 1), "claims.raw.shown_confirmed": float(shown[0]),
        "claims.raw.origins": ranged / counted,
    }  # fmt: skip


def shown_confirmed(made: Sequence[Claim], groups: Sequence[int], story: Gold) -> np.ndarray:
    """Of the board's own *confirmed*: how many hold gold statements, and how many of these mostly such as are not so.

    The other way about, each gold claim is looked for on the board; there one board claim can count as several.
    """
    status_of = {claim["id"]: claim["status"] for claim in story.record["claims"]}
    out = np.zeros(2)
    for number, claim in enumerate(made):
        votes = Counter(c for g, c in zip(groups, story.claim, strict=True) if g == number)
        if claim.status == "confirmed" and votes:
            out += 1, status_of[votes.most_common(1)[0][0]] != "confirmed"
    return out


def coverage(data: Path) -> list[tuple[float, float, float, float]]:
    """What abstaining from a status costs: confidence asked for, share answered, share right, false "confirmed".

    Of the gold claims as found on held-out boards; a claim of one statement has nothing to be unsure of but itself.
    """
    stories = gold_stories(data)
    told: list[tuple[float, bool, str, str]] = []
    for story, model in zip(stories, fold_models(stories)[0], strict=True):
        members = raw(story)
        made = with_model(model, lambda members=members: board(members))
        at = matched([s for c in made for s in c.statements], story)
        home = [k for k, c in enumerate(made) for _ in c.statements]
        for claim in story.record["claims"]:
            mine = zip(at, story.claim, strict=True)
            votes = Counter(home[i] for i, c in mine if c == claim["id"] and i is not None)
            if votes:
                best = made[votes.most_common(1)[0][0]]
                told.append((best.confidence, agrees(best.status, claim["status"]), best.status, claim["status"]))
    out = []
    for asked in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        kept = [t for t in told if t[0] >= asked]
        sure = [t for t in kept if t[2] == "confirmed"]
        false = sum(t[3] != "confirmed" for t in sure) / max(len(sure), 1)
        out.append((asked, len(kept) / len(told), sum(t[1] for t in kept) / max(len(kept), 1), false))
    return out


GIVEN = 0.2
"""Where average link stops for spans that are known to be claims; for what Stemma finds itself the model says it."""


def groups_of(story: Gold) -> list[list[int]]:
    """The story's gold spans as the model at hand groups them (no frames, no antecedents)."""
    weights = grouping.page_weights([s.article for s in story.statements])
    return average_link(grouping.same(story.statements, story.members), GIVEN, weights=weights)


def with_model(model: Forest, run: Callable[[], Result]) -> Result:
    """`run()` with `model` in place of the shipped pair model."""
    shipped = models.pairs
    model = replace(model, settings=shipped().trees.settings | model.settings)
    models.pairs = lambda: models.Model(model, likeness.FEATURES)  # type: ignore[assignment]
    copies._remembered.cache_clear()  # what the shipped model grouped
    try:
        return run()
    finally:
        models.pairs = shipped
        copies._remembered.cache_clear()


def measure_origins(stories: Sequence[Gold], read: Sequence[Sequence[Statement]]) -> dict[str, float]:
    """Origins of gold groups: how many ranges meet the gold one."""
    ranged = counted = 0
    for story, statements in zip(stories, read, strict=True):
        for name, want in story.record["counts"]["claims"].items():
            low, high = origins.origins([s for s, c in zip(statements, story.claim, strict=True) if c == name])
            ranged += low <= want["origins"][1] and high >= want["origins"][0]
            counted += 1
    return {"claims.origins": ranged / counted}


def tfidf(texts: list[str]) -> np.ndarray:
    held = [stems(text) for text in texts]
    terms = {term: n for n, term in enumerate(sorted({term for bag in held for term in bag}))}
    idf = np.log((1 + len(held)) / np.array([sum(term in bag for bag in held) for term in terms]))
    table = np.zeros((len(held), len(terms)))
    for row, bag in enumerate(held):
        for term, count in Counter(bag).items():
            table[row, terms[term]] = (1 + np.log(count)) * idf[terms[term]]
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
    return np.asarray(table @ table.T)


def minilm(texts: list[str]) -> np.ndarray:
    embedded = training.encode(texts)
    return np.asarray(embedded @ embedded.T)


def measure(data: Path, peers: bool = False) -> dict[str, float]:
    """All figures by name. `peers` adds TF-IDF and MiniLM cosines (needs torch and transformers)."""
    stories = gold_stories(data)
    models, groups = fold_models(stories)
    out = score_groups(stories, groups, "claims.gold")
    read = [read_off(story) for story in stories]
    members = [raw(story) for story in stories]
    out |= measure_status(stories, read) | measure_conflicts(stories, read, members) | measure_origins(stories, read)
    out |= measure_raw(stories, members, models)
    if peers:
        out |= peer(stories, tfidf, "tfidf")
        try:
            out |= peer(stories, minilm, "minilm")
        except ImportError as error:
            print(f"MiniLM skipped: {error}")
    return out


def calibration(data: Path) -> list[tuple[float, int, float, float]]:
    """Groups of held-out stories by their mean link probability: bin, how many, confidence shown, share of right pairs.

    Groups of gold spans and of found statements; a pair with a statement that the gold does not list counts as wrong.
    """
    stories = gold_stories(data)
    told: list[tuple[float, float, float]] = []
    for story, model in zip(stories, fold_models(stories)[0], strict=True):
        members = raw(story)
        found = [s for s in find(members) if s.antecedent is None]
        sides = [(found, [training.gold_claims_of(s, story) for s in found], members)]
        sides.append((list(story.statements), [{c} for c in story.claim], story.members))
        for said, labels, articles in sides:
            score = with_model(model, lambda said=said, articles=articles: grouping.same(said, articles))
            for group in average_link(score, model.settings["link"]):
                pairs = [(i, j) for i in group for j in group if i < j and (labels[i] or labels[j])]
                if pairs:
                    mean = float(np.mean([score[i, j] for i in group for j in group if i != j]))
                    right = float(np.mean([bool(labels[i] & labels[j]) for i, j in pairs]))
                    told.append((mean, grouping.calibrated(score, group), right))
    out = []
    for low in np.arange(0.1, 1, 0.1):
        chosen = [t for t in told if low <= t[0] < low + 0.1]
        if chosen:
            _, shown, right = np.mean(chosen, axis=0)
            out.append((round(float(low), 1), len(chosen), float(shown), float(right)))
    return out


def speed(data: Path) -> tuple[int, float]:
    """How many statements the raw texts of the stories hold together, and CPU seconds to make one board of them."""
    members = [member for story in gold_stories(data)[1:] for member in raw(story)][:36]
    began = time.process_time()
    made = board(members)
    return sum(len(claim.statements) for claim in made), time.process_time() - began


def print_boards(data: Path) -> None:
    """Two stories' boards as a desk editor would see them, disputed on top."""
    for story in gold_stories(data)[1:3]:
        made = [c for c in board(raw(story)) if len({s.article for s in c.statements}) > 1]
        print(f"\n== {story.record['headline']}")
        for claim in sorted(made, key=lambda c: (c.status != "disputed", -c.outlets)):
            steps = " → ".join(f"{h.status} {(h.time or '')[:10]}" for h in claim.history)
            counts = (
                f"{claim.outlets} outlets, {claim.lineages} lineages, {claim.origins[0]}–{claim.origins[1]} origins"
            )
            print(f"{claim.status:12} {claim.text[:90]}\n{'':13}{steps} · {counts}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--peers", action="store_true", help="also group by TF-IDF and MiniLM cosine")
    parser.add_argument("--boards", action="store_true", help="print two boards instead of figures")
    parser.add_argument("--calibration", action="store_true", help="print confidence against held-out precision")
    parser.add_argument("--coverage", action="store_true", help="print what abstaining from a status costs")
    parser.add_argument("--speed", action="store_true", help="print the CPU time of one large board")
    options = parser.parse_args()
    if options.speed:
        print("{} statements in {:.2f} s CPU".format(*speed(options.data)))
        return
    if options.coverage:
        for asked, share, right, false in coverage(options.data):
            print(f"confidence {asked:.1f}: answered {share:.2f}, right {right:.2f}, false confirmed {false:.2f}")
        return
    if options.calibration:
        for low, count, shown, right in calibration(options.data):
            print(f"mean link probability from {low:.1f}: {count:4} groups, shown {shown:.2f}, right {right:.2f}")
        return
    if options.boards:
        print_boards(options.data)
        return
    figures = measure(options.data, options.peers)
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        print(f"{name:32}{value:8.3f}")


if __name__ == "__main__":
    main()
