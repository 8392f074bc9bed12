"""How fast pages become stories, and whether that holds as the library grows.

    python bench/throughput.py --data ../shared/data [--articles 300] [--workers 1 2] [--dask] [--grow 20000] [--json]

Clean articles of about 600 words: the whole real articles of PolNeAR and BASIL that have 450 words or more, each once,
cut after the paragraph that reaches 600, in the order of their dates (620 of them). So they share text as real articles
of seven outlets about one campaign do, and BASIL tells each event three times. `--shared-text` deals paragraphs of
PolNeAR anew into as many articles as are wanted, so that nearly all share whole paragraphs with several others: no
newsroom's day, but the hardest case for relating.

Measured as whole processes: articles a second from capture to story kept,
CPU seconds, the largest resident memory, and with `--grow` the time of relating and keeping one article (without
reading it) as the library grows, the median of each step, with story pages and searches from the largest.
"""

from __future__ import annotations

import argparse
import bisect
import dataclasses
import itertools
import json
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from stemma.engine import Cores, Dask, InProcess, process
from stemma.engine.executors import Executor
from stemma.library import Library
from stemma.library.adding import Adding
from stemma.model import Annotated, Capture
from stemma.read import read

WORDS = 600
LEAST = 450


def articles(data: Path, count: int, skip: int = 0) -> Iterator[Capture]:
    """`count` real articles of 450 words or more, cut after the paragraph that reaches 600, by date; each once."""
    found = []
    for name in ("attribution/polnear_train", "stories/basil.dev"):
        for line in (data / f"{name}.jsonl").read_text().splitlines():
            record = json.loads(line)
            paragraphs = [p for p in record["text"].split("\n") if p.strip()]
            ends = list(itertools.accumulate(len(p.split()) for p in paragraphs))
            if ends and ends[-1] >= LEAST:
                cut = bisect.bisect_left(ends, WORDS) + 1
                outlet = record.get("outlet") or record["publisher"]
                found.append((record["date"][:10], record["id"], outlet, paragraphs[:cut]))
    found.sort()
    for number, (day, id, outlet, paragraphs) in enumerate(found[skip : skip + count]):
        yield Capture(
            id=f"{id}",
            kind="body",
            content="\n\n".join(paragraphs),
            outlet=outlet,
            title=" ".join(paragraphs[0].split()[:9]),
            published=f"{day}T{number % 24:02}:00:00Z",
            language="en",
        )


def shared(data: Path, count: int, seed: int = 7) -> Iterator[Capture]:
    """`count` captures of about 600 words: paragraphs of one real article with some of others, dealt at random."""
    lines = (data / "attribution" / "polnear_train.jsonl").read_text().splitlines()
    texts = [[p for p in json.loads(line)["text"].split("\n") if p.strip()] for line in lines]
    rng = random.Random(seed)
    for number in range(count):
        own, parts, length = rng.choice(texts), [], 0
        while length < WORDS:
            paragraph = rng.choice(own) if rng.random() < 0.6 else rng.choice(rng.choice(texts))
            parts.append(paragraph)
            length += len(paragraph.split())
        day, hour = divmod(number, 24)
        yield Capture(
            id=f"t{seed}-{number}",
            kind="body",
            content="\n\n".join(parts),
            outlet=f"Outlet {number % 97}",
            title=" ".join(parts[0].split()[:9]),
            published=f"2031-{1 + day // 28 % 12:02}-{1 + day % 28:02}T{hour:02}:00:00Z",
            language="en",
        )


def timed(run: Callable[[], int]) -> tuple[float, float]:
    """(wall seconds, CPU seconds of this process and its children) of one run."""

    def cpu() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(u.ru_utime + u.ru_stime for u in used)

    wall, before = time.perf_counter(), cpu()
    run()
    return time.perf_counter() - wall, cpu() - before


def adding(data: Path, count: int, executor: Executor) -> dict[str, float]:
    """Articles a second from capture to story kept."""
    pages = list(articles(data, count))
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "news.db") as library:
        library.add(articles(data, 16, seed=1), executor=executor)  # the models are loaded before the clock starts
        wall, cpu = timed(lambda: len(library.add(pages, executor=executor).added))
    return {"articles/s": count / wall, "CPU ms/article": 1000 * cpu / count}


def growing(data: Path, total: int, steps: int = 8) -> list[dict[str, float]]:
    """The cost of relating and keeping one article as the library grows, with pages and searches along the way."""
    base: list[Annotated] = [o for _, o in process(articles(data, 200)) if isinstance(o, Annotated)]
    rows = []
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "news.db") as library:
        adder = Adding(library.store)
        spent: list[float] = []
        pages = articles(data, total, seed=3)
        for number, capture in enumerate(pages, 1):
            like = base[number % len(base)]
            # Its own text with the annotations of another one: relating costs the same, reading is left out.
            member = Annotated(read(capture), dataclasses.replace(like.annotations, sentences=()))
            begun = time.perf_counter()
            with library.store.transaction():
                adder.keep(capture, prepared)
            spent.append(time.perf_counter() - begun)
            if number % max(1, total // steps) == 0:
                rows.append(
                    {"articles": number, "ms/article": 1000 * statistics.median(spent[-500:]), **asking(library)}
                )
                spent.clear()
        adder.flush()
        rows[-1]["MB"] = library.status().bytes / 1e6
    return rows


def asking(library: Library) -> dict[str, float]:
    """p95 milliseconds of a story from the library and of a search."""
    ids = library.store.story_ids(singles=True)[:40]
    for id in ids:
        library.story(id)

    def p95(run: Callable[[str], object], what: list[str]) -> float:
        times = []
        for item in what:
            begun = time.perf_counter()
            run(item)
            times.append(1000 * (time.perf_counter() - begun))
        return sorted(times)[int(0.95 * (len(times) - 1))]

    words = ["election campaign", "police", "president said", "court ruling", "senate vote tax"]
    return {"story ms p95": p95(library.story, ids), "search ms p95": p95(library.search, words * 4)}


def measure(data: Path, count: int = 100) -> dict[str, float]:
    """`throughput.articles_per_second` in one process."""
    return {"throughput.articles_per_second": adding(data, count, InProcess())["articles/s"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--dask", action="store_true", help="also on a local Dask cluster of as many workers")
    parser.add_argument("--grow", type=int, default=0, help="relate and keep so many articles, and show the curve")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result: dict[str, object] = {}
    for workers in options.workers:
        where: Executor = Cores(workers) if workers > 1 else InProcess()
        result[f"{workers} worker(s)"] = adding(options.data, options.articles, where)
        if options.dask:
            cluster = Dask(workers=workers)
            result[f"dask, {workers} worker(s)"] = adding(options.data, options.articles, cluster)
            cluster.close()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    result["largest process, MB"] = peak / 1000
    if options.grow:
        result["growing"] = growing(options.data, options.grow)
    if options.json:
        print(json.dumps(result))
        return
    for name, figures in result.items():
        for line in figures if isinstance(figures, list) else [figures]:
            shown = "  ".join(f"{k} {v:,.1f}" for k, v in line.items()) if isinstance(line, dict) else f"{line:,.0f}"
            print(f"{name:22} {shown}")


if __name__ == "__main__":
    main()
