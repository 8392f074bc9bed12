"""Everything at once on one library, with kills at random: serve, two adds, backups, moves and redactions.

    python bench/together.py [--kills 40] [--seed 1]

Invented pages are annotated once; each writer adds copies of them that differ in a number, acknowledges what `add` says
is durable, and is forked from a process that has loaded everything. At a random moment one of the six is killed
(SIGKILL) and started again; the front page is asked all the while. At the end: every acknowledged page is there or
redacted, none is there twice, `check` finds nothing in the library, nor in any backup or move that came to its end, and
each of those has all that was acknowledged before it began. (Corrections are not there yet: they join when they are.)
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from soak import Ready, Told
from stemma.engine import process
from stemma.errors import LibraryError, NotFound
from stemma.library import Library
from stemma.library.adding import Prepared, prepare
from stemma.model import Annotated, Capture

TOWNS = ("Lowmere", "Tarn Hollow", "Port Aldine", "Sall", "Loom Lane", "Hexley")
BODY = (
    "The bridge of {town} was closed on Monday after a barge struck its pier, the harbour office said. Barge 000000 had"
    " lost its rudder, according to Ida Marl, the harbour master of {town}. Police denied that its crew had been drunk."
)


def made() -> list[tuple[Capture, Annotated]]:
    """Pages and what is found in them; the number 000000 stands for the number of a copy."""
    pages = [
        Capture(f"{n}-000000", "body", BODY.format(town=town), outlet=f"Outlet {n}", title=f"{town} bridge closed",
                published=f"2031-06-0{n + 1}T08:00:00Z", language="en")
        for n, town in enumerate(TOWNS)
    ]  # fmt: skip
    return [(c, found) for c, found in process(pages) if c is not None and isinstance(found, Annotated)]


def copy(pages: list[tuple[Capture, Annotated]], number: int) -> tuple[Capture, Prepared]:
    """The page of a number, ready to be kept."""
    capture, annotated = pages[number % len(pages)]
    digits = f"{number:06}"
    id, body = capture.id.replace("000000", digits), annotated.article.body.replace("000000", digits)
    capture = dataclasses.replace(capture, id=id, content=str(capture.content).replace("000000", digits))
    article = dataclasses.replace(annotated.article, id=id, body=body)
    return capture, prepare(capture, dataclasses.replace(annotated, article=article))


def add(place: str, pages: list[tuple[Capture, Annotated]], log: str) -> None:
    logger, rng = logging.getLogger("stemma"), random.Random()
    logger.addHandler(Told(log))
    logger.setLevel(logging.INFO)
    with Library(place) as library:
        while True:
            at = max(0, library.store.count("captures") - 10)
            some = [copy(pages, number) for number in range(at, at + rng.randint(1, 20))]
            ready = Ready({capture.id: prepared for capture, prepared in some})
            library.add([capture for capture, _ in some], executor=ready, batch=rng.randint(1, 8))
            time.sleep(0.2)


def backup(place: str, folder: str, log: str, kind: str) -> None:
    """Backups or moves without end; each that came to its end is named `done`, with what had been acknowledged."""
    while True:
        before = Path(log).read_text().split("\n")[:-1]
        target = Path(folder) / f"{kind}-{time.time_ns()}.db"
        with Library(place, create=False) as library:
            if kind == "backup":
                library.backup(target)
            else:
                with Library(target) as other:
                    library.copy_to(other)
        target.with_suffix(".done").write_text("\n".join(before))
        time.sleep(1)


def redact(place: str, log: str) -> None:
    rng = random.Random()
    while True:
        time.sleep(2)
        said = Path(log).read_text().split("\n")[:-1]
        if said:
            try:
                with Library(place, create=False) as library:
                    library.redact(rng.choice(said), reason="a test")
            except NotFound:
                pass


def wrong_with(path: Path, said: list[str]) -> list[str]:
    """What is wrong with a library that should have these ids, or know that they were redacted."""
    with Library(path, create=False) as library:
        kept = library.store.article_ids()
        there = {*kept, *(one.id for one in library.redactions())}
        wrong = [f"{path.name}: {line}" for line in library.check()]
    wrong += [f"{path.name}: lost {id}" for id in said if id not in there]
    wrong += [f"{path.name}: twice {id}" for id, n in Counter(kept).items() if n > 1]
    return wrong + [f"{path.name}: kept again as {id}" for id in kept if "~" in id]


class Server:
    """`stemma serve` on the library, and how its front page does."""

    def __init__(self, place: str) -> None:
        command = [sys.executable, "-m", "stemma", "serve", "--port", "0", "--rate", "100000", "--library", place]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        line = next(line for line in self.process.stderr if line.startswith("Stemma at"))  # after what it may warn of
        self.address = line.split(" at ")[1].split(" ")[0]

    def front(self) -> float:
        """Seconds that the front page took."""
        begun = time.perf_counter()
        with urllib.request.urlopen(self.address, timeout=60) as answer:
            answer.read()
        return time.perf_counter() - begun


def run(kills: int, seed: int) -> dict[str, Any]:
    """The test; its figures."""
    rng, fork = random.Random(seed), get_context("fork")
    pages = made()
    with tempfile.TemporaryDirectory() as folder:
        place, log = f"{folder}/news.db", f"{folder}/acknowledged"
        Path(log).touch()
        with Library(place) as library:  # loads all that is loaded late
            some = [copy(pages, number) for number in range(12)]
            library.add([c for c, _ in some], executor=Ready({c.id: p for c, p in some}))

        def start(name: str) -> Any:
            work: dict[str, tuple[Callable[..., None], tuple[Any, ...]]] = {
                "add": (add, (place, pages, log)), "again": (add, (place, pages, log)),
                "redact": (redact, (place, log)),
                "backup": (backup, (place, folder, log, "backup")), "move": (backup, (place, folder, log, "move")),
            }  # fmt: skip
            child = fork.Process(target=work[name][0], args=work[name][1])
            child.start()
            return child

        names = ["add", "again", "backup", "move", "redact"]
        running = {name: start(name) for name in names}
        server = Server(place)
        seconds: list[float] = []
        try:
            for _ in range(kills):
                until = time.monotonic() + rng.uniform(0.5, 4)
                while time.monotonic() < until:
                    seconds.append(server.front())
                    time.sleep(0.1)
                victim = rng.choice([*names, "serve"])
                if victim == "serve":
                    server.process.kill()
                    server.process.wait()
                    server = Server(place)
                    continue
                running[victim].kill()
                running[victim].join()
                if running[victim].exitcode != -signal.SIGKILL:
                    sys.exit(f"{victim} ended by itself: see its error above")
                running[victim] = start(victim)
        finally:
            for child in running.values():
                child.kill()
                child.join()
            server.process.send_signal(signal.SIGINT)
            server.process.wait()
        said = Path(log).read_text().split("\n")[:-1]
        wrong = wrong_with(Path(place), said)
        copies = sorted(Path(folder).glob("*.done"))
        for done in copies:
            try:
                wrong += wrong_with(done.with_suffix(".db"), [id for id in done.read_text().split("\n") if id])
            except LibraryError as error:
                wrong.append(str(error))
        for line in wrong[:10]:
            print(line, file=sys.stderr)
        seconds.sort()
        return {
            "kills": kills, "acknowledged": len(said), "copies": len(copies), "wrong": len(wrong),
            "front_pages": len(seconds), "front_median": round(seconds[len(seconds) // 2], 3),
            "front_longest": round(seconds[-1], 3),
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    found = run(options.kills, options.seed)
    print(json.dumps(found))
    sys.exit(bool(found["wrong"]))


if __name__ == "__main__":
    main()
