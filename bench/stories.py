"""Story clustering against gold: `python bench/stories.py --data ../shared/data`.

BCubed (Amigó et al. 2009), pairwise F1, number of stories and false merges on five sets, one pass, one setting for
all. Held out in two ways: `folds` (a third of the topics of all sets is held out of training and of the background
table; each article is scored by the model that has not seen its topic, in the full stream) and `leave-one-set-out`.
`embedded` are the same streams with embeddings of the headlines. `mixed` is one stream of four sets, of which most
stories are cut down to one article: of the stories of several outlets, the share that is of one gold story (`right`).

    --real     the stories of several outlets among the real pages of `reading/`, to be read by eye (shipped model)
    --peers    tuned TF-IDF single pass, MiniLM + HDBSCAN, TF-IDF + MiniLM average link, in the same run
    --order    the stream in other orders against the stream in its own order
    --hand     the six stories of `stories_gold`: complete, and without their look-alikes
    --curve    cost of one article against the number of open stories; --memory N  peak memory
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from stemma.model import Annotated, Annotations, Article  # noqa: E402
from stemma.relate.stories.features import Frequencies  # noqa: E402
from stemma.relate.stories.index import MemoryStoryIndex  # noqa: E402
from stemma.relate.stories.placing import Embedding, PairModel, Stories  # noqa: E402

FOLDS = 3
DATED = ("ecbplus", "basil", "allsides")
"""Sets whose headlines are placed without their texts, too."""
Stream = list[tuple[Article, str]]


def _training() -> ModuleType:
    """`train/stories.py`, which has the same name as this file."""
    spec = importlib.util.spec_from_file_location("train_stories", ROOT / "train" / "stories.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_stories"] = module
    spec.loader.exec_module(module)
    return module


def score(gold: Sequence[str], found: Sequence[str], counted: Sequence[bool] | None = None) -> dict[str, float]:
    """BCubed precision, recall, F1; pairwise F1; false pairs; numbers of stories.

    With `counted`, only these items are scored, but against the company of all. `false_pairs` is the share of the
    pairs joined that are of different gold stories, `false_merges` the share of the pairs of different gold stories
    that are joined.
    """
    both, g, f = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    items = [x for i, x in enumerate(zip(gold, found, strict=True)) if counted is None or counted[i]]
    n = len(items)
    precision = sum(both[x] / f[x[1]] for x in items) / n
    recall = sum(both[x] / g[x[0]] for x in items) / n
    together = sum(both[x] - 1 for x in items)
    joined = sum(f[b] - 1 for _, b in items)
    wanted = sum(g[a] - 1 for a, _ in items)
    different = sum(len(gold) - g[a] for a, _ in items)
    pp, pr = together / (joined or 1), together / (wanted or 1)
    return {
        "bcubed_p": precision,
        "bcubed_r": recall,
        "bcubed": 2 * precision * recall / (precision + recall),
        "pairwise": 2 * pp * pr / ((pp + pr) or 1),
        "false_pairs": 1 - pp,
        "false_merges": (joined - together) / different,
        "stories": len({b for _, b in items}),
        "gold": len({a for a, _ in items}),
    }


def place(
    stream: Stream, model: PairModel, frequencies: bytes, embedding: Embedding | None = None
) -> tuple[list[str], float]:
    """The story of each article of a stream in one pass, and the CPU seconds it took."""
    stories = Stories(MemoryStoryIndex(Frequencies.load(frequencies)), model, embedding=embedding)
    started = time.process_time()
    for article, _ in stream:
        stories.place(Annotated(article, Annotations()))
    spent = time.process_time() - started
    where = stories.index.story_of([article.id for article, _ in stream])
    return [where[article.id] for article, _ in stream], spent


def looked_up(known: dict[str, Any]) -> Embedding:
    """An embedding that has done its work already."""
    return lambda texts: np.array([known[text] for text in texts])


def bare(stream: Stream) -> Stream:
    """The headlines of a stream, with their dates."""
    return [(replace(article, body=""), gold) for article, gold in stream if article.title]


def by_folds(
    train: ModuleType, streams: dict[str, Stream], general: list[set[str]], known: dict[str, Any]
) -> dict[str, dict[str, float]]:
    """Topics held out: the mean over folds, weighted by articles; with embeddings; and dated headlines alone."""
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    mix = mixture(streams)
    together = pure = 0
    for fold in range(FOLDS):
        rest = {
            name: [(a, g) for a, g in stream if train.fold_of(name, g, FOLDS) != fold]
            for name, stream in streams.items()
        }
        table = train.background([*general, *train.story_texts(rest)])
        model = train.train(rest, table, known)
        runs = [(label, name) for label in ("", "embedded.") for name in streams]
        runs += [("headlines.", name) for name in DATED]
        for label, name in runs:
            stream = bare(streams[name]) if label == "headlines." else streams[name]
            found, spent = place(stream, model, table.dump(), looked_up(known) if label == "embedded." else None)
            golds = [g for _, g in stream]
            held = [train.fold_of(name, g, FOLDS) == fold for g in golds]
            one = score(golds, found, held) | {"per_second": len(stream) / spent}
            for key, value in one.items():
                if key in ("stories", "gold"):
                    sums[label + name][key] += value
                else:
                    sums[label + name][key] += value * (1 / FOLDS if key == "per_second" else sum(held) / len(stream))
        found, _ = place(mix, model, table.dump())
        here = right(train, mix, found, fold)
        together, pure = together + here[0], pure + here[1]
    sums["mixed"] |= {"pages": len(mix), "several_outlets": together, "right": pure / max(1, together)}
    return {name: dict(row) for name, row in sums.items()}


MIXED = ("ecbplus", "basil", "allsides", "neus")
SINGLES = 0.6
"""Share of the stories of a mixed stream that are cut down to one article: a third of its articles."""


def mixture(streams: dict[str, Stream]) -> Stream:
    """The sets of `MIXED` in one stream; the gold is `SET/STORY`. Undated articles come last."""
    found: Stream = []
    for name in MIXED:
        by_story: dict[str, list[Article]] = defaultdict(list)
        for article, gold in streams[name]:
            by_story[gold].append(article)
        for gold, some in by_story.items():
            lot = random.Random(f"mixed {name} {gold}")
            kept = [lot.choice(some)] if lot.random() < SINGLES else some
            found += [(article, f"{name}/{gold}") for article in kept]
    return sorted(found, key=lambda one: one[0].published or "9999")


def right(train: ModuleType, stream: Stream, found: Sequence[str], fold: int) -> tuple[int, int]:
    """How many stories of several outlets have their commonest gold story in `fold`, and how many are of one gold."""
    stories: dict[str, list[tuple[Article, str]]] = defaultdict(list)
    for one, story in zip(stream, found, strict=True):
        stories[story].append(one)
    together = pure = 0
    for some in stories.values():
        golds = Counter(gold for _, gold in some)
        name, _, gold = golds.most_common(1)[0][0].partition("/")
        if len({a.outlet or a.id for a, _ in some}) > 1 and train.fold_of(name, gold, FOLDS) == fold:
            together, pure = together + 1, pure + (len(golds) == 1)
    return together, pure


def real(data: Path) -> None:
    """Prints the stories of several outlets among the pages of `reading/`, placed as in a library, without parties."""
    import gzip

    from stemma import read
    from stemma.engine.windows import stories_among
    from stemma.model import Capture

    with gzip.open(data / "reading" / "pages.dev.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    pages = [read(Capture(id=row["id"], kind="html", content=row["html"], url=row["url"])) for row in rows]
    by_id = {page.id: page for page in pages}
    for ids in stories_among([[Annotated(page, Annotations()) for page in pages]], list):
        some = [by_id[id] for id in ids]
        if len({page.outlet or page.id for page in some}) > 1:
            heads = (f"{a.language or '':4}{(a.published or '')[:10]:12}{a.outlet}: {a.title}" for a in some)
            print("\n".join(heads), "\n")


def by_set(
    train: ModuleType, streams: dict[str, Stream], general: list[set[str]], known: dict[str, Any]
) -> dict[str, dict[str, float]]:
    """A whole set held out."""
    result = {}
    for name, stream in streams.items():
        rest = {other: s for other, s in streams.items() if other != name}
        table = train.background([*general, *train.story_texts(rest)])
        found, spent = place(stream, train.train(rest, table, known), table.dump())
        result[name] = score([g for _, g in stream], found) | {"per_second": len(stream) / spent}
    return result


def by_peer(streams: dict[str, Stream]) -> dict[str, dict[str, float]]:
    """The peers on the whole of each set, tuned on it."""
    import story_peers

    rows = {}
    for name, stream in streams.items():
        golds = [g for _, g in stream]
        found = story_peers.peers(name, [a for a, _ in stream], lambda labels, golds=golds: score(golds, labels))
        rows |= {f"{name} {peer}": row for peer, row in found.items()}
    return rows


def by_order(streams: dict[str, Stream], known: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Stories of the shuffled and the reversed stream against those of the stream as it comes (shipped model)."""
    rows: dict[str, dict[str, float]] = {}
    table = Frequencies.background().dump()
    for label, embedding in (("", None), ("embedded.", looked_up(known))):
        for name, stream in streams.items():
            first, _ = place(stream, PairModel.shipped(), table, embedding)
            own = dict(zip([a.id for a, _ in stream], first, strict=True))
            other = {"reversed": stream[::-1], "shuffled": random.Random(3).sample(stream, len(stream))}
            row = rows.setdefault(label + name, {})
            for way, again in other.items():
                found, _ = place(again, PairModel.shipped(), table, embedding)
                row[way] = score([own[a.id] for a, _ in again], found)["bcubed"]
    return rows


def by_hand(data: Path, streams: dict[str, Stream], embedding: Embedding | None = None) -> dict[str, float]:
    """The stories of `stories_gold` in the full ECB+ stream, shipped model: mean share of a story's articles in its
    largest story, and share of its look-alikes that got into that one."""
    stream = streams["ecbplus"]
    found, _ = place(stream, PairModel.shipped(), Frequencies.background().dump(), embedding)
    where = {a.id: story for (a, _), story in zip(stream, found, strict=True)}
    kept, alike = [], []
    for path in sorted((data / "stories_gold" / "dev").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        (main, n), *_ = Counter(where[i] for i in gold["articles"]).most_common(1)
        kept.append(n / len(gold["articles"]))
        others = [i for group in gold["not_the_story"] for i in group["ids"]]
        alike.append(sum(where[i] == main for i in others if i in where) / len(others))
    return {"kept": sum(kept) / len(kept), "look_alikes": sum(alike) / len(alike)}


def measure(data: Path, *, leave_one_out: bool = False) -> dict[str, float]:
    """`SET.FIGURE` for each set by held-out folds, and `lodo.SET.FIGURE` with whole sets held out."""
    train = _training()
    streams = {name: train.articles(data, name) for name in train.SETS}
    general = list(train.general_texts(data))
    known = train.vectors(streams)
    rows = by_folds(train, streams, general, known)
    if leave_one_out:
        rows |= {f"lodo.{name}": row for name, row in by_set(train, streams, general, known).items()}
    return {f"{name}.{key}": round(value, 4) for name, row in rows.items() for key, value in row.items()}


def in_columns(result: dict[str, float]) -> str:
    rows: dict[str, dict[str, float]] = defaultdict(dict)
    for key, value in result.items():
        name, column = key.rsplit(".", 1)
        rows[name][column] = value
    out: list[str] = []
    columns: list[str] = []
    for name, row in rows.items():
        if list(row) != columns:
            columns = list(row)
            out.append(f"{'':34}" + "".join(f"{c:>13}" for c in columns))
        out.append(f"{name:34}" + "".join(f"{row[c]:>13}" for c in columns))
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the shared data")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--peers", action="store_true", help="peers in the same run, tuned on the set itself")
    parser.add_argument("--order", action="store_true", help="other orders of input (shipped model)")
    parser.add_argument("--hand", action="store_true", help="the six stories read by hand (shipped model)")
    parser.add_argument("--curve", action="store_true", help="cost by open stories; writes pictures/stories.svg")
    parser.add_argument("--memory", type=int, metavar="N", help="peak memory and speed over N made-up articles")
    parser.add_argument("--real", action="store_true", help="stories among the real pages, to be read by eye")
    parser.add_argument("--only", action="store_true", help="only what the options above ask for")
    parser.add_argument("--lodo", action="store_true", help="also with whole sets held out")
    options = parser.parse_args()
    result = {} if options.only else measure(options.data, leave_one_out=options.lodo)
    train = _training()
    streams = {name: train.articles(options.data, name) for name in train.SETS}
    rows: dict[str, dict[str, float]] = {}
    if options.real:
        real(options.data)
    if options.peers:
        rows |= by_peer(streams)
    if options.order:
        rows |= {f"order.{name}": row for name, row in by_order(streams, train.vectors(streams)).items()}
    if options.hand:
        known = train.vectors({"ecbplus": streams["ecbplus"]})
        rows["by-hand"] = by_hand(options.data, streams)
        rows["by-hand.embedded"] = by_hand(options.data, streams, looked_up(known))
    if options.curve or options.memory:
        import story_curve

        texts = list(train.general_texts(options.data))
        if options.curve:
            rows["curve"] = story_curve.curve(texts)
            story_curve.picture(rows["curve"], ROOT / "bench" / "pictures" / "stories.svg")
        if options.memory:
            rows["memory"] = story_curve.memory(texts, options.memory)
    result |= {f"{name}.{key}": round(value, 4) for name, row in rows.items() for key, value in row.items()}
    print(json.dumps(result) if options.json else in_columns(result))


if __name__ == "__main__":
    main()
