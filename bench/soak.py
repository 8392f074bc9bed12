"""What a library survives: writers that are killed at any moment, and inputs that are damaged in every way.

    python bench/soak.py --data ../shared/data [--kills 200] [--writers 4] [--damaged 10000]
    python bench/soak.py --data ../shared/data --kills 200 --damaged 0 --postgres
    python bench/soak.py --data ../shared/data --kills 0 --damaged 10000 --from 3000

*Kills*: several writers add the same stream of articles to one library, in batches of one to sixteen; each is killed
(SIGKILL) after a random time and started again. A writer puts each id into a file as soon as `add` says (in its log)
that the article is durable. At the end: every acknowledged article is there, none is there twice, `check` finds
nothing. So that the kills fall into keeping and relating, and not into the loading of models, the articles were
annotated before (`copies`): the writers call `Library.add` with an executor that hands them out. `--postgres` starts a
server of its own in a temporary folder, `--url` names an empty database.

*Damaged*: bit flips, truncations, splices of two pages, wrong media types and noise over real pages, mixed with good
neighbours, on two workers with a deadline. Counted: errors that nobody foresaw, pages over the deadline, workers that
died, neighbours lost. `--from` goes on where an earlier part ended; page N is the same in every run.
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

from copies import base
from stemma.engine import Cores, process
from stemma.library import Library
from stemma.model import Annotated, Capture, Problem
from throughput import articles

ROOT = Path(__file__).parents[1]
BOUND = 60.0
"""Seconds that one damaged page may take."""

WRITER = """
import logging, os, random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from copies import Copies, base
from stemma.library import Library
from stemma.library.adding import prepare_batch

class Ready:
    def __init__(self, made): self.made = made
    def map(self, function, batches, lost):
        for batch in batches:
            yield [self.made[item.id] for item in batch] if function is prepare_batch else function(batch)

class Told(logging.Handler):
    def emit(self, record):
        if record.getMessage() == "kept":
            said.write(record.fields["id"] + chr(10)); said.flush(); os.fsync(said.fileno())

logging.getLogger("stemma").addHandler(Told()); logging.getLogger("stemma").setLevel(logging.INFO)
copies, rng = Copies(base(None, 0, Path(sys.argv[3]))), random.Random()
with Library(sys.argv[2]) as library, open(sys.argv[4], "a") as said:
    at = max(0, library.store.count("captures") - 20)
    while os.getppid() == int(sys.argv[5]):  # not when the run itself was ended
        made = dict((c.id, (c, p)) for c, p in map(copies, range(at, at + rng.randint(1, 40))))
        ready = Ready({id: p for id, (_, p) in made.items()})
        library.add([c for c, _ in made.values()], executor=ready, batch=rng.randint(1, 16))
        at += len(made)
"""


def kills(place: str, annotated: Path, count: int, writers: int, pause: float) -> dict[str, float]:
    """Add with `writers` processes, killing one at random `count` times, about every `pause` seconds; then look."""
    rng = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        log = str(Path(folder) / "acknowledged")
        Path(log).touch()
        command = [
            sys.executable,
            "-c",
            WRITER,
            str(Path(__file__).parent),
            place,
            str(annotated),
            log,
            str(os.getpid()),
        ]
        Library(place).close()
        running = [subprocess.Popen(command) for _ in range(writers)]
        for _ in range(count):
            time.sleep(rng.uniform(0.2 * pause, 1.8 * pause))
            victim = rng.randrange(writers)
            os.kill(running[victim].pid, signal.SIGKILL)
            if running[victim].wait() != -signal.SIGKILL:
                sys.exit("a writer ended by itself: see its error above")
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
        "kills": count,
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


def damaged(data: Path, begin: int, count: int) -> dict[str, float]:
    """Read and annotate damaged pages number `begin` to `count` among good neighbours."""
    with gzip.open(data / "reading" / "pages.dev.jsonl.gz", "rt") as lines:
        pages = [json.loads(line)["html"].encode() for line in lines]
    good = list(articles(data, 100))
    kinds = Counter[str]()

    def stream() -> Iterator[Capture]:
        for number in range(begin, count):
            rng = random.Random(f"page {number}")
            way, content = damage(rng, rng.choice(pages), rng.choice(pages))
            kind = rng.choice(["html", "html", "html", "dump"])
            yield Capture(id=f"{way}-{number}", kind=kind, content=content, file=f"{way}-{number}")  # type: ignore[arg-type]
            if number % 50 == 0:
                yield good[number // 50 % len(good)]

    done = neighbours = 0
    last, slowest = time.perf_counter(), 0.0
    with Cores(2, deadline=BOUND) as cores:
        for capture, outcome in process(stream(), executor=cores, batch=4):
            now = time.perf_counter()
            slowest, last = max(slowest, now - last), now
            if capture is not None and capture.kind == "body":
                neighbours += 1
                kinds["neighbours lost"] += not isinstance(outcome, Annotated)
                continue
            done += 1
            if isinstance(outcome, Annotated):
                kinds["kept"] += 1
            elif isinstance(outcome, Problem):
                unforeseen = "please report" in outcome.remedy
                kinds["unforeseen" if unforeseen else outcome.kind] += 1
                if unforeseen or outcome.kind in ("Timeout", "TooLarge"):
                    print(outcome, file=sys.stderr)
            if done % 250 == 0:
                print(f"{begin + done} {dict(kinds)} slowest {slowest:.1f} s", file=sys.stderr, flush=True)
    return {"pages": done, "neighbours": neighbours, "longest wait s": slowest, **kinds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between kills")
    parser.add_argument("--cache", type=Path, help="a file that keeps the annotated articles of the writers")
    parser.add_argument("--url", help="an empty PostgreSQL database, to do the kills there too")
    parser.add_argument("--postgres", action="store_true", help="the kills on a PostgreSQL server of its own too")
    parser.add_argument("--damaged", type=int, default=10_000)
    parser.add_argument("--from", type=int, default=0, dest="begin", help="number of the first damaged page")
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    if options.kills:
        with tempfile.TemporaryDirectory() as folder:
            annotated = options.cache or Path(folder) / "annotated"
            base(options.data, 100, annotated)
            rest = (annotated, options.kills, options.writers, options.pause)
            if not options.url and not options.postgres:
                results["kills, SQLite"] = kills(str(Path(folder) / "news.db"), *rest)
            if options.url:
                results["kills, PostgreSQL"] = kills(options.url, *rest)
            if options.postgres:
                sys.path.insert(0, str(ROOT))
                from tests.servers import postgresql, programs

                found = programs()
                if found is None:
                    sys.exit("no PostgreSQL server is installed")
                with postgresql(found) as url:
                    results["kills, PostgreSQL"] = kills(url, *rest)
    if options.damaged:
        results["damaged pages"] = damaged(options.data, options.begin, options.damaged)
    for name, figures in results.items():
        print(f"{name:20} " + "  ".join(f"{k} {v:,.4g}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
