"""How fast pages become stories.

    python bench/throughput.py --data ../shared/data [--articles 300] [--workers 1 2] [--dask] [--shared-text]
                               [--library FILE] [--json]

Clean articles of about 600 words: the whole real articles of PolNeAR and BASIL that have 450 words or more, each once,
cut after the paragraph that reaches 600, in the order of their dates (620 of them). So they share text as real articles
of seven outlets about one campaign do, and BASIL tells each event three times. `--shared-text` deals paragraphs of
PolNeAR anew into as many articles as are wanted, so that nearly all share whole paragraphs with several others: no
newsroom's day, but the hardest case for relating.

Measured as whole processes, after 32 other articles that load the models: articles a second from capture to story kept
and related, CPU of the process that writes (with one worker: all), CPU of the workers, the largest resident memory. How
it goes on as a library grows: `scale.py`; `--library` adds to what that has made, and takes the articles out again.
"""

from __future__ import annotations

import argparse
import bisect
import functools
import itertools
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from stemma import limits
from stemma.engine import Cores, Dask, InProcess
from stemma.engine.executors import Executor
from stemma.library import Library
from stemma.model import Capture

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


def cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def adding(
    pages: list[Capture], warm: list[Capture], start: Callable[[], Executor], place: Path | None = None
) -> dict[str, float]:
    """Articles a second from capture to story kept and related, on a new executor, in a new library or that at `place`
    (which is left with the articles it had)."""
    begun, own = cpu(), time.process_time()
    with tempfile.TemporaryDirectory() as folder, Library(place or Path(folder) / "news.db") as library:
        executor = start()
        # Models are loaded before the clock starts.
        before = library.add(warm, executor=executor, batch=max(1, len(warm) // 4)).added
        serial, wall = time.process_time(), time.perf_counter()
        added = library.add(pages, executor=executor).added
        wall, serial = time.perf_counter() - wall, time.process_time() - serial
        if isinstance(executor, Cores | Dask):
            executor.close()
        for id in (*before, *added) if place else ():
            library.delete(id)
    count = len(added)
    figures = {"articles/s": count / wall, "CPU ms/article in the writing process": 1000 * serial / count}
    if isinstance(executor, InProcess):
        return figures
    # With loading the models and the articles before the clock; the children are counted when they end.
    return figures | {"CPU s of the workers": cpu() - begun - (time.process_time() - own)}


def measure(data: Path, count: int = 100) -> dict[str, float]:
    """`throughput.articles_per_second` in one process."""
    figures = adding(list(articles(data, count)), list(articles(data, 16, skip=count)), InProcess)
    return {"throughput.articles_per_second": figures["articles/s"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="1: in this process")
    parser.add_argument("--cores", action="store_true", help="with 1 worker too in a process of its own")
    parser.add_argument("--dask", action="store_true", help="also on a local Dask cluster of as many workers")
    parser.add_argument("--shared-text", action="store_true", help="articles that share paragraphs with each other")
    parser.add_argument("--library", type=Path, help="a library to add to [default: a new one for each run]")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    limits.one_thread(always=False)  # as the program does
    source = shared if options.shared_text else articles
    both = list(source(options.data, options.articles + 32))
    pages, warm = both[: options.articles], both[options.articles :]
    runs: dict[str, Callable[[], Executor]] = {}
    for workers in options.workers:
        alone = workers == 1 and not options.cores
        runs[f"{workers} worker(s)"] = InProcess if alone else functools.partial(Cores, workers)
        if options.dask:
            runs[f"dask, {workers} worker(s)"] = functools.partial(Dask, workers=workers)
    result: dict[str, object] = {name: adding(pages, warm, start, options.library) for name, start in runs.items()}
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    result["largest process, MB"] = peak / 1000
    if options.json:
        print(json.dumps(result))
        return
    for name, figures in result.items():
        shown = (
            "  ".join(f"{k} {v:,.1f}" for k, v in figures.items()) if isinstance(figures, dict) else f"{figures:,.0f}"
        )
        print(f"{name:22} {shown}")


if __name__ == "__main__":
    main()
