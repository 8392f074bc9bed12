"""Stories of an archive found by windows of time (`stemma.engine.windows`), against one pass over all of it.

    python bench/windows.py --data ../shared/data [--copies 1800 --cache FILE] [--width 45 --overlap 15] [--workers 1 2]

The archives: the dated story sets BASIL and AllSides (gold known, so both ways are scored against it), and `copies` of
real articles, 30 a day. A batch is a day. Shown for each: stories found, BCubed of the windows against the one pass
(1: the same), BCubed of both against gold, CPU seconds of both here. With `--workers`: wall seconds on a local Dask
cluster of so many processes, and whether it found the same.
"""

from __future__ import annotations

import argparse
import functools
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from copies import START, Copies, base
from stemma import clock
from stemma.engine import Dask
from stemma.engine.windows import stories_among
from stemma.model import Annotated, Annotations
from stories import _training, score

PER_DAY = 30
DAY = 86_400

Batch = tuple[str, str, tuple[int, int]]
"""Data folder or file of annotated articles, name of the archive, and which part of it."""


@functools.lru_cache(1)
def _copies(cache: str) -> Copies:
    return Copies(base(Path(), 0, Path(cache)), PER_DAY)


@functools.lru_cache(1)
def gold(data: str, name: str) -> list[tuple[Annotated, str]]:
    """The articles of a story set with their stories, by time."""
    stream = _training().articles(Path(data), name)
    return sorted(((Annotated(a, Annotations()), g) for a, g in stream), key=lambda one: _seconds(one[0]))


def _seconds(member: Annotated) -> float:
    bounds = clock.bounds(member.article.published, "UTC")
    return bounds[0].timestamp() if bounds else START.timestamp()


def load(batch: Batch) -> Iterable[Annotated]:
    """The articles of a day."""
    place, name, (begin, until) = batch
    if name == "copies":
        return [_copies(place)(number)[1].annotated for number in range(begin, until)]
    return [member for member, _ in gold(place, name) if begin <= _seconds(member) // DAY < until]


def days(data: Path, name: str, count: int, cache: Path | None) -> list[Batch]:
    """An archive as batches of a day."""
    if name == "copies":
        return [(str(cache), name, (at, min(count, at + PER_DAY))) for at in range(0, count, PER_DAY)]
    times = [_seconds(member) for member, _ in gold(str(data), name)]
    first, last = (int(t // DAY) for t in (min(times), max(times)))
    return [(str(data), name, (day, day + 1)) for day in range(first, last + 1)]


def labels(found: Iterable[Sequence[str]]) -> dict[str, str]:
    """Article → the story it is in, by its first article."""
    return {id: story[0] for story in found for id in story}


def bcubed(wanted: dict[str, str], found: dict[str, str]) -> float:
    return score([wanted[id] for id in wanted], [found[id] for id in wanted])["bcubed"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--copies", type=int, default=0, help="so many copies of annotated articles, too")
    parser.add_argument("--cache", type=Path, help="the annotated articles, as `copies` keeps them")
    parser.add_argument("--width", type=int, default=45)
    parser.add_argument("--overlap", type=int, default=15)
    parser.add_argument("--workers", type=int, nargs="*", default=[])
    options = parser.parse_args()
    for name in ["basil", "allsides", *(["copies"] if options.copies else [])]:
        batches = days(options.data, name, options.copies, options.cache)
        size = {"width": options.width, "overlap": options.overlap}
        begun = time.process_time()
        one = labels(stories_among(batches, load, width=len(batches), overlap=0))
        middle = time.process_time()
        found = labels(stories_among(batches, load, **size))
        spent = time.process_time() - middle
        print(f"{name}: {len(one):,} articles over {len(batches):,} days, CPU {middle - begun:.1f} s in one pass,"
              f" {spent:.1f} s in windows; stories {len(set(one.values())):,} and {len(set(found.values())):,},"
              f" BCubed of the windows against the pass {bcubed(one, found):.4f}", flush=True)  # fmt: skip
        if name != "copies":
            true = {member.article.id: story for member, story in gold(str(options.data), name)}
            print(f"  against gold: pass {bcubed(true, one):.3f}, windows {bcubed(true, found):.3f}", flush=True)
        for workers in options.workers:
            cluster = Dask(workers=workers)
            begun = time.perf_counter()
            there = labels(stories_among(batches, load, cluster, **size))
            wall = time.perf_counter() - begun
            cluster.close()
            print(
                f"  Dask, {workers} worker(s): {wall:.1f} s; {'the same' if there == found else 'DIFFERENT'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
