"""A library of 200,000 articles: what adding, a story and a search cost as it grows, its size and memory.

    python bench/scale.py --data ../shared/data [--articles 200000] [--library FILE] [--picture FILE.svg]

The library is filled through the adding code itself with `copies` of real annotated articles (see there), in batches
as `add` keeps them, 10,000 published a day; a worker makes them. At each step:

- *keep*: CPU milliseconds that an article costs in the process that writes: placing, n-grams, rows (mean of 800)
- *relate*: CPU milliseconds of relating one story of several articles that has grown (mean of 10)
- *story*, *page*: p95 CPU milliseconds of a story's document, and of all that its page needs (articles, timeline,
  brief), for stories of several articles drawn at random
- *search*: p95 CPU milliseconds of searches for one to three words drawn from the articles' own
- *real keep*, *real relate*: CPU milliseconds of a page that is no copy of one in the library: keeping it, and relating
  the stories it came to (mean of `--real` pages, in a transaction that is undone)
- bytes an article, and the largest memory of the process

A library that is there already is gone on with, so a long run can be done in parts: `--rows` gathers the rows of all.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from copies import WORD, Copies, base
from curves import curves
from stemma.engine import Cores, Executor
from stemma.library import Library, relating
from stemma.library.adding import Adding, Prepared, Run, prepare_batch
from stemma.model import Capture, Problem
from throughput import articles

STEPS = (1_000, 5_000, *range(10_000, 200_001, 10_000))
BATCH = 16
LAST = 50
RELATED = 10
LINES = {"keep ms": "#1b4965", "story p95 ms": "#5a8f29", "page p95 ms": "#c9822b", "search p95 ms": "#a4303f"}
"""What the picture shows."""


@functools.lru_cache(1)
def _copies(cache: str) -> Copies:
    return Copies(base(Path(), 0, Path(cache)))


def make(cache: str, numbers: list[int]) -> list[tuple[Capture | None, Prepared | Problem]]:
    """Copies of the articles in the file `cache`, made on a worker as in `add`."""
    return [_copies(cache)(number) for number in numbers]


def lost(number: int, reason: str) -> tuple[Capture | None, Prepared | Problem]:
    """No copy may be missing."""
    raise RuntimeError(f"copy {number}: {reason}")


def fill(library: Library, workers: Executor, cache: Path, until: int) -> dict[str, float]:
    """Add copies up to number `until`; CPU and wall milliseconds of keeping an article, over the last batches."""
    run = Run(library.store, None)
    spent: list[tuple[float, float, int]] = []
    have = library.status().articles
    batches = (list(range(at, min(until, at + BATCH))) for at in range(have, until, BATCH))
    for batch in workers.map(functools.partial(make, str(cache)), batches, lost):
        wall, cpu = time.perf_counter(), time.thread_time()
        run.keep(batch)
        spent.append((time.thread_time() - cpu, time.perf_counter() - wall, len(batch)))
    run.adding.flush()
    last = spent[-LAST:]
    number = sum(n for _, _, n in last) or 1
    return {
        "keep ms": 1000 * sum(c for c, _, _ in last) / number,
        "keep wall ms": 1000 * sum(w for _, w, _ in last) / number,
    }


def asking(library: Library, rng: random.Random) -> dict[str, float]:
    """What stories and searches cost now."""
    ids = library.store.story_ids(singles=False)
    fresh = [id for id in ids[:2000] if library.store.is_stale(id)][:RELATED]
    begun = time.process_time()
    for id in fresh:
        library.story(id)
    relate = 1000 * (time.process_time() - begun) / max(1, len(fresh))
    some = rng.sample(ids, min(4 * RELATED, len(ids)))
    for id in some:
        library.story(id)

    def page(id: str) -> None:
        library.told(library.story(id)), library.articles(id)

    bodies = [library.article(f"c{rng.randrange(library.status().articles)}").article.body for _ in range(100)]
    words = [WORD.findall(body) for body in bodies]
    queries = [" ".join(rng.sample(found, rng.randint(1, 3))) for found in words]
    return {
        "relate ms": relate,
        "story p95 ms": p95(library.story, some),
        "page p95 ms": p95(page, some),
        "search p95 ms": p95(library.search, queries),
        "stories": len(ids),
    }


class Undone(Exception):
    """Ends a transaction of which nothing is to stay."""


def real(library: Library, pages: Sequence[tuple[Capture, Prepared]]) -> dict[str, float]:
    """What keeping and relating real pages costs now; the library is as before afterwards."""
    store, adding, spent = library.store, Adding(library.store), [0.0, 0.0]
    with contextlib.suppress(Undone), store.transaction():
        for capture, prepared in pages:
            begun = time.process_time()
            placed = adding.keep(capture, prepared)
            kept = time.process_time()
            if placed is not None:
                relating.work(relating.job(store, placed[1]))
            spent = [spent[0] + kept - begun, spent[1] + time.process_time() - kept]
        raise Undone
    return {"real keep ms": 1000 * spent[0] / len(pages), "real relate ms": 1000 * spent[1] / len(pages)}


def p95(run: Callable[[str], object], what: list[str]) -> float:
    """The 95th percentile of CPU milliseconds: the machine may be busy with other things."""
    times = []
    for item in what:
        begun = time.process_time()
        run(item)
        times.append(1000 * (time.process_time() - begun))
    return sorted(times)[int(0.95 * (len(times) - 1))]


def measure(
    place: str, cache: Path, until: int, keep: Path | None = None, pages: Sequence[tuple[Capture, Prepared]] = ()
) -> list[dict[str, Any]]:
    """Figures at each step up to `until` articles that is still to come; printed, and added to `keep`, as they come.

    `pages` are real ones that are kept and taken out again at each step.
    """
    rows = []
    rng = random.Random(11)
    with Library(place) as library, Cores(1) as workers:
        have = library.status().articles
        for step in [s for s in (*STEPS, until) if have <= s <= until]:
            if rows and rows[-1]["articles"] == step:
                break
            figures = fill(library, workers, cache, step) | asking(library, rng)
            figures |= real(library, pages) if pages else {}
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            row = {"articles": step, **figures, "kB/article": library.status().bytes / 1000 / step, "MB memory": peak}
            rows.append(row)
            line = json.dumps({key: round(value, 2) for key, value in row.items()})
            print(line, flush=True)
            if keep is not None:
                with keep.open("a") as file:
                    file.write(line + "\n")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--base", type=int, default=300, help="real articles that are annotated and copied")
    parser.add_argument("--real", type=int, default=40, help="real pages kept at each step")
    parser.add_argument("--cache", type=Path, help="a file that keeps the annotated base")
    parser.add_argument("--library", help="the library to fill [default: a temporary one]")
    parser.add_argument("--rows", type=Path, help="a file of JSON Lines that rows are added to, for the picture")
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder) / "base.jsonl"
        base(options.data, options.base, cache)
        captures = [*articles(options.data, options.real, options.base)]
        outcomes = zip(captures, prepare_batch([*captures]), strict=True)
        pages = [(capture, outcome) for capture, outcome in outcomes if isinstance(outcome, Prepared)]
        place = options.library or str(Path(folder) / "news.db")
        rows = measure(place, cache, options.articles, options.rows, pages)
    if options.rows:
        rows = [json.loads(line) for line in options.rows.read_text().splitlines()]
    if options.picture and rows:
        curves(rows, LINES, "articles", "articles kept", options.picture)


if __name__ == "__main__":
    main()
