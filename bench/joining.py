"""Which texts of an archive share wording, as a join on Dask: what it costs, and what 100 million pages would need.

    python bench/joining.py --data ../shared/data [--texts 5000 20000] [--workers 1 2] [--cache FILE]

The texts are `copies` of real articles, made and fingerprinted by the workers themselves (`load`), as they would read
their part of an archive. Shown for each number of texts: CPU seconds here without Dask (loading, and the join itself),
with Dask wall seconds for each number of workers, and whether all found the same.
"""

from __future__ import annotations

import argparse
import functools
import math
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from copies import START, Copies, base
from stemma import clock
from stemma.engine import Dask
from stemma.engine.joining import Text, candidates_among

BATCH = 500


@functools.lru_cache(1)
def _copies(cache: str) -> Copies:
    return Copies(base(Path(), 0, Path(cache)))


def load(what: tuple[str, int, int]) -> Sequence[Text]:
    """Texts number `begin` to `until` of the copies of the articles in a file."""
    cache, begin, until = what
    found = []
    for number in range(begin, until):
        capture, made = _copies(cache)(number)
        bounds = clock.bounds(capture.published)
        time = bounds[0].timestamp() if bounds else START.timestamp()
        found.append(Text(capture.id, made.prints[0], time))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--texts", type=int, nargs="*", default=[5_000, 20_000])
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--base", type=int, default=100, help="real articles that are annotated and copied")
    parser.add_argument("--cache", type=Path, help="a file that keeps the annotated base")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder) / "base"
        base(options.data, options.base, cache)
        for count in options.texts:
            batches = [(str(cache), at, min(count, at + BATCH)) for at in range(0, count, BATCH)]
            loaded = -time.process_time()
            texts = [load(batch) for batch in batches]
            loaded += time.process_time()
            spent = -time.process_time()
            here = dict(candidates_among(texts, lambda batch: batch))
            spent += time.process_time()
            pairs = sum(map(len, here.values()))
            print(f"{count:,} texts, {pairs:,} pairs: loading {loaded:.1f}, join {spent:.1f} CPU s", flush=True)
            for workers in options.workers:
                cluster = Dask(workers=workers)
                # The models of the copies are loaded before the clock starts.
                list(candidates_among([(str(cache), 0, 1)] * workers, load, cluster, partitions=workers))
                begun = time.perf_counter()
                found = dict(candidates_among(batches, load, cluster, partitions=4 * workers))
                wall = time.perf_counter() - begun
                cluster.close()
                same = (
                    "the same"
                    if found == here
                    else f"DIFFERENT for {math.fsum(found[k] != here.get(k) for k in found)}"
                )
                print(f"  Dask, {workers} worker(s): {wall:.1f} s, {count / wall:,.0f} texts/s; {same}", flush=True)


if __name__ == "__main__":
    main()
