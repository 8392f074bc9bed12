"""What a library survives: writers that are killed at any moment, and inputs that are damaged in every way.

    python bench/soak.py --data ../shared/data [--kills 200] [--writers 4] [--damaged 10000]
    python bench/soak.py --data ../shared/data --kills 200 --damaged 0 --postgres
    python bench/soak.py --data ../shared/data --kills 0 --damaged 10000 --from 3000

*Kills*: several writers add the same stream of articles to one library, in batches of one to sixteen; again and again,
at a random moment after something was acknowledged, one of them is killed (SIGKILL) and started again. A writer puts
each id into a file as soon as `add` says (in its log) that the article is durable. At the end: every acknowledged
article is there, none is there twice, `check` finds nothing. So that the kills fall into keeping and relating, and not
into the loading of models, the articles were annotated before (`copies`): the writers call `Library.add` with an
executor that hands them out, and are forked from a process that has loaded everything. `--postgres` starts a server of
its own in a temporary folder, `--url` names an empty database.

*Damaged*: bit flips, truncations, splices of two pages, wrong media types and noise over real pages, mixed with good
neighbours, on two workers with a deadline. The pages are small ones (`--largest`), since what is damaged is the same in
them and costs a fifth. Counted: errors that nobody foresaw, pages over the deadline, workers that died, neighbours
lost. `--from` goes on where an earlier part ended; page N is the same in every run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from copies import Copies, base
from stemma.engine import Cores, process
from stemma.library import Library
from stemma.library.adding import Prepared, prepare_batch
from stemma.model import Annotated, Capture, Problem
from throughput import articles

ROOT = Path(__file__).parents[1]
BOUND = 60.0
"""Seconds that one damaged page may take."""

PATIENCE = 120.0
"""Seconds after which a writer is killed although nothing was acknowledged."""


class Ready:
    """An executor that hands out what was made before; all else is done here and now."""

    def __init__(self, made: dict[str, Prepared]) -> None:
        self.made = made

    def map(self, function: Callable[..., Any], batches: Iterable[list[Any]], lost: object) -> Iterator[list[Any]]:
        for batch in batches:
            yield [self.made[item.id] for item in batch] if function is prepare_batch else function(batch)


class Told(logging.Handler):
    """Writes down the id of each article that is durable."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.file = open(path, "a")  # noqa: SIM115 - until the process is killed

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == "kept":
            self.file.write(record.__dict__["fields"]["id"] + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())


def some(copies: Copies, begin: int, count: int) -> tuple[list[Capture], Ready]:
    """Captures, and the executor that has what a worker would have made of them."""
    made = [copies(number) for number in range(begin, begin + count)]
    return [capture for capture, _ in made], Ready({capture.id: prepared for capture, prepared in made})


def write(place: str, copies: Copies, log: str, parent: int) -> None:
    """What a writer does until it is killed: add what comes next, and a little of what others may have added."""
    logger, rng = logging.getLogger("stemma"), random.Random()
    logger.addHandler(Told(log))
    logger.setLevel(logging.INFO)
    with Library(place) as library:
        at = max(0, library.store.count("captures") - 20)
        while os.getppid() == parent:  # not when the run itself was ended
            captures, ready = some(copies, at, rng.randint(1, 40))
            library.add(captures, executor=ready, batch=rng.randint(1, 16))
            at += len(captures)


def kills(place: str, annotated: Path, count: int, writers: int, pause: float) -> dict[str, float]:
    """Add with `writers` processes, killing one at random `count` times, up to `pause` seconds after news."""
    rng = random.Random(3)
    copies = Copies(base(Path(), 0, annotated))
    fork = get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "acknowledged"
        log.touch()
        with Library(Path(folder) / "warm.db") as library:  # loads all that is loaded late
            captures, ready = some(copies, 0, 20)
            library.add(captures, executor=ready)
        Library(place).close()

        def start() -> Any:
            writer = fork.Process(target=write, args=(place, copies, str(log), os.getpid()))
            writer.start()
            return writer

        running = [start() for _ in range(writers)]
        for number in range(count):
            size, begun = log.stat().st_size, time.perf_counter()
            while log.stat().st_size == size and time.perf_counter() - begun < PATIENCE:
                time.sleep(0.01)
            time.sleep(rng.uniform(0, pause))
            victim = rng.randrange(writers)
            running[victim].kill()
            running[victim].join()
            if running[victim].exitcode != -signal.SIGKILL:
                sys.exit("a writer ended by itself: see its error above")
            running[victim] = start()
            if number % 20 == 19:
                print(f"{number + 1} kills, {log.read_text().count(chr(10))} acknowledged", file=sys.stderr, flush=True)
        for writer in running:
            writer.kill()
            writer.join()
        said = log.read_text().split("\n")[:-1]
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


def damaged(data: Path, begin: int, count: int, largest: int) -> dict[str, float]:
    """Read and annotate damaged pages number `begin` to `count` among good neighbours."""
    with gzip.open(data / "reading" / "pages.dev.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if len(row["html"].encode()) <= largest and len(row["body"]) <= largest / 20]
    pages = [row["html"].encode() for row in rows]
    print(f"{len(pages)} pages of {len({row['site'] for row in rows})} sites to damage", file=sys.stderr)
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
    parser.add_argument("--pause", type=float, default=1.0, help="most seconds from news to the next kill")
    parser.add_argument("--cache", type=Path, help="a file that keeps the annotated articles of the writers")
    parser.add_argument("--url", help="an empty PostgreSQL database, to do the kills there too")
    parser.add_argument("--postgres", action="store_true", help="the kills on a PostgreSQL server of its own too")
    parser.add_argument("--damaged", type=int, default=10_000)
    parser.add_argument("--from", type=int, default=0, dest="begin", help="number of the first damaged page")
    parser.add_argument("--largest", type=int, default=60_000, help="most bytes of a page; its text has a 20th at most")
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
        results["damaged pages"] = damaged(options.data, options.begin, options.damaged, options.largest)
    for name, figures in results.items():
        print(f"{name:20} " + "  ".join(f"{k} {v:,.4g}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
