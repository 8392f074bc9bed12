"""Which texts of an archive share wording, as a join on Dask: what it costs, and what 100 million pages would need.

    python bench/joining.py --data ../shared/data [--texts 2000 5000 10000] [--workers 1 2] [--picture FILE.svg]

The texts are `copies` of real articles, made and fingerprinted by the workers themselves (`load`), as they would read
their part of an archive. Shown for each number of texts: CPU seconds here without Dask (loading, and the join itself),
with Dask wall seconds and the CPU seconds of the busiest worker for each number of workers (what it takes at least
where every worker has a core to itself), and whether all found the same. The picture shows the latter.
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
from curves import curves
from stemma import clock
from stemma.engine import Dask
from stemma.engine.joining import Text, candidates_among

BATCH = 500
COLOURS = ("#1b4965", "#a4303f", "#5a8f29", "#c9822b")


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
    parser.add_argument("--texts", type=int, nargs="*", default=[2_000, 5_000, 10_000])
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--base", type=int, default=100, help="real articles that are annotated and copied")
    parser.add_argument("--cache", type=Path, help="a file that keeps the annotated base")
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder) / "base"
        base(options.data, options.base, cache)
        rows = []
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
            row: dict[str, float] = {"texts": count}
            rows.append(row)
            for workers in options.workers:
                cluster = Dask(workers=workers)
                # The models of the copies are loaded before the clock starts.
                list(candidates_among([(str(cache), 0, 1)] * workers, load, cluster, partitions=workers))
                before = cluster.client.run(time.process_time)
                begun = time.perf_counter()
                found = dict(candidates_among(batches, load, cluster, partitions=4 * workers))
                wall = time.perf_counter() - begun
                after = cluster.client.run(time.process_time)
                cluster.close()
                busiest = row[f"{workers} worker(s), s"] = max(after[name] - before[name] for name in before)
                other = math.fsum(found[k] != here.get(k) for k in found)
                same = "the same" if found == here else f"DIFFERENT for {other}"
                shown = f"{wall:.1f} s, busiest worker {busiest:.1f} CPU s, {count / busiest:,.0f} texts/s; {same}"
                print(f"  Dask, {workers} worker(s): {shown}", flush=True)
    if options.picture:
        names = [f"{workers} worker(s), s" for workers in options.workers]
        curves(rows, dict(zip(names, COLOURS, strict=False)), "texts", "texts of the archive", options.picture)


if __name__ == "__main__":
    main()
