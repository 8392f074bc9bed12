"""What the next page of a story costs: `relate` of n pages when those before were related by the same process.

    python bench/growing.py --data ../shared/data [--pages 5 10 20 40] [--notes FILE] [--profile N]

The pages are real articles of some 600 words about one campaign (PolNeAR), each as it comes to a library: annotated,
with what its text shares with the others (`derive`) known. Milliseconds of CPU of the last page (*grown*), and of all n
by a process that remembers nothing (*anew*); both give the same story, byte for byte, which is checked. `--notes` keeps
the annotated pages, `--profile N` prints where the time of page N goes.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import json
import pickle
import pstats
import time
from collections.abc import Sequence
from pathlib import Path

from stemma import limits
from stemma.annotate import annotate_many
from stemma.library.records import pack, unpack_annotated
from stemma.model import Annotated, Article, Derivation
from stemma.relate import relate
from stemma.relate.claims import copies, memory
from stemma.relate.texts.derive import derive

WORDS = 500, 700
COMPARED = 12
"""Of the first so many pages each two are compared, as in a library (`stemma.library.relating`)."""


def pages(data: Path, count: int, notes: Path | None) -> list[bytes]:
    """So many annotated articles, as a library keeps them."""
    if notes is not None and notes.exists():
        kept: list[bytes] = pickle.loads(notes.read_bytes())
        return kept[:count]
    lines = (data / "attribution" / "polnear_train.jsonl").read_text(encoding="utf-8").splitlines()
    rows = sorted(map(json.loads, lines), key=lambda row: (row["date"], row["id"]))
    rows = [row for row in rows if WORDS[0] <= len(row["text"].split()) <= WORDS[1]][:count]
    articles = [
        Article(row["id"], row["text"], row["title"], outlet=row["publisher"], published=row["date"], language="en")
        for row in rows
    ]
    made = [pack(Annotated(a, noted)) for a, noted in zip(articles, annotate_many(articles), strict=True)]
    if notes is not None:
        notes.write_bytes(pickle.dumps(made))
    return made


def forget() -> None:
    """Be a process that has related nothing."""
    copies._remembered.cache_clear()
    memory.forget()


def spent(records: Sequence[bytes], known: Sequence[Derivation]) -> tuple[float, bytes]:
    """Milliseconds of CPU of relating the pages, with unpacking them and packing the story, and the story."""
    begun = time.process_time()
    story = pack(relate([unpack_annotated(record) for record in records], known))
    return 1000 * (time.process_time() - begun), story


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pages", type=int, nargs="*", default=[5, 10, 20, 40])
    parser.add_argument("--notes", type=Path)
    parser.add_argument("--profile", type=int)
    options = parser.parse_args()
    limits.one_thread(always=False)
    steps = [options.profile] if options.profile else options.pages
    records = pages(options.data, max(steps), options.notes)
    first = [unpack_annotated(record).article for record in records[:COMPARED]]
    known = [d for a, b in itertools.combinations(first, 2) for d in derive(a, b)]
    spent(records[:2], known)  # loads the models
    for n in steps:
        forget()
        spent(records[: n - 1], known)
        if options.profile:
            profiler = cProfile.Profile()
            profiler.runcall(spent, records[:n], known)
            pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)
            continue
        grown, story = spent(records[:n], known)
        forget()
        anew, same = spent(records[:n], known)
        if story != same:
            raise RuntimeError(f"another story of {n} pages when it grows")
        print(json.dumps({"pages": n, "grown ms": round(grown), "anew ms": round(anew)}), flush=True)


if __name__ == "__main__":
    main()
