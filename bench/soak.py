"""What a library survives: writers that are killed at any moment, and inputs that are damaged in every way.

    python bench/soak.py --data ../shared/data [--kills 200] [--writers 4] [--damaged 10000] [--url postgresql://…]

*Kills*: several writers add the same stream of articles to one library; each is killed (SIGKILL) after a random time
and started again. A writer writes each id to a file after `add` has acknowledged it. At the end: every acknowledged
article is there, none is there twice, `check` finds nothing. With `--url`, on PostgreSQL too.

*Damaged*: bit flips, truncations, splices of two pages, wrong media types and noise over real pages, mixed with good
neighbours. Counted: crashes, pages over the time bound, neighbours lost.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stemma.engine import process
from stemma.library import Library
from stemma.model import Annotated, Capture, Problem
from throughput import articles

BOUND = 30.0
"""Seconds that one damaged page may take."""

WRITER = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from throughput import articles
from stemma.library import Library
place, data, log = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
with Library(place) as library, open(log, "a") as said:
    for capture in articles(data, int(sys.argv[5]), seed=11):
        result = library.add([capture])
        for id in result.added:
            said.write(id + chr(10)); said.flush(); os.fsync(said.fileno())
"""


def kills(place: str, data: Path, count: int, writers: int, pause: float = 3.0, size: int = 400) -> dict[str, float]:
    """Add with `writers` processes, killing one at random `count` times, about every `pause` seconds; then look."""
    rng = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        log = str(Path(folder) / "acknowledged")
        here = str(Path(__file__).parent)
        command = [sys.executable, "-c", WRITER, place, str(data), log, here, str(size)]
        Library(place).close()
        running = [subprocess.Popen(command) for _ in range(writers)]
        for _ in range(count):
            time.sleep(rng.uniform(0.2 * pause, 1.8 * pause))
            victim = rng.randrange(writers)
            os.kill(running[victim].pid, signal.SIGKILL)
            running[victim].wait()
            running[victim] = subprocess.Popen(command)
        for process_ in running:
            process_.kill()
            process_.wait()
        said = Path(log).read_text().split("\n")[:-1]
    with Library(place, create=False) as library:
        kept = library.store.article_ids()
        wrong = list(library.check())
    for line in wrong[:5]:
        print(line, file=sys.stderr)
    doubled = len([id for id, n in Counter(said).items() if n > 1]) + len(kept) - len(set(kept))
    versions = len([id for id in kept if "~" in id])
    lost = len(set(said) - set(kept))
    return {
        "acknowledged": len(said),
        "kept": len(kept),
        "lost": lost,
        "doubled": doubled + versions,
        "wrong": len(wrong),
    }


def damage(rng: random.Random, page: bytes, other: bytes) -> tuple[str, bytes]:
    """One way of breaking a page, and the broken page."""
    way = rng.choice(["flips", "cut", "splice", "noise", "zeros", "shuffle", "double", "wide"])
    if way == "flips":
        data = bytearray(page)
        for _ in range(rng.randint(1, 200)):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        return way, bytes(data)
    if way == "cut":
        return way, page[: rng.randrange(len(page))]
    if way == "splice":
        return way, page[: rng.randrange(len(page))] + other[rng.randrange(len(other)) :]
    if way == "noise":
        return way, rng.randbytes(rng.randint(0, 5000)) + page[: rng.randrange(len(page))]
    if way == "zeros":
        at = rng.randrange(len(page))
        return way, page[:at] + b"\0" * rng.randint(1, 4000) + page[at:]
    if way == "shuffle":
        parts = page.split(b"<")
        rng.shuffle(parts)
        return way, b"<".join(parts)
    if way == "double":
        return way, page * 2
    return way, page.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-32", "utf-7", "cp037"]), "replace")


def damaged(data: Path, count: int) -> dict[str, float]:
    """Read and annotate `count` damaged pages among good neighbours."""
    rng = random.Random(5)
    with gzip.open(data / "reading" / "pages.dev.jsonl.gz", "rt") as lines:
        pages = [json.loads(line)["html"].encode() for line in lines]
    slowest, last, kinds, good = 0.0, time.perf_counter(), Counter[str](), 0

    def stream() -> Iterator[Capture]:
        for number in range(count):
            way, content = damage(rng, rng.choice(pages), rng.choice(pages))
            kind = rng.choice(["html", "html", "html", "dump"])
            yield Capture(id=f"{way}-{number}", kind=kind, content=content, file=f"{way}-{number}")  # type: ignore[arg-type]
            if number % 50 == 0:
                yield from articles(data, 1, seed=number)

    for capture, outcome in process(stream(), batch=1):
        slowest, last = max(slowest, time.perf_counter() - last), time.perf_counter()
        neighbour = capture is not None and capture.kind == "body"
        good += neighbour and isinstance(outcome, Annotated)
        if isinstance(outcome, Problem) and "please report" in outcome.remedy:
            kinds["unforeseen"] += 1
            print(outcome, file=sys.stderr)
    neighbours = (count + 49) // 50
    return {
        "damaged": count,
        "unforeseen errors": kinds["unforeseen"],
        "neighbours lost": neighbours - good,
        "slowest s": slowest,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between kills; writers load models for 2-4")
    parser.add_argument("--damaged", type=int, default=10_000)
    parser.add_argument("--url", help="an empty PostgreSQL database, to do the kills there too")
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    if options.kills:
        with tempfile.TemporaryDirectory() as folder:
            place = str(Path(folder) / "news.db")
            results["kills, SQLite"] = kills(place, options.data, options.kills, options.writers, options.pause)
        if options.url:
            results["kills, PostgreSQL"] = kills(
                options.url, options.data, options.kills, options.writers, options.pause
            )
    if options.damaged:
        results["damaged pages"] = damaged(options.data, options.damaged)
    for name, figures in results.items():
        print(f"{name:20} " + "  ".join(f"{k} {v:,.4g}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
