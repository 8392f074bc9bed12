"""Whether corrections hold: random desks, writers that are killed, and the board that must come out.

    python bench/corrections.py [--runs 200] [--writers 4] [--kills 8] [--seed 1]
    python bench/corrections.py --runs 200 --postgres
    python bench/corrections.py --runs 0 --orders 500      # one process, any order, no kills

Each run draws a desk: so many corrections of all kinds, one after the other, as an editor would make them on the pages
of the tests (six invented pages of three events), some taken back. Then several processes add the pages, say the
corrections (as from a log of elsewhere) and relate stories, each in an order of its own; again and again one of them is
killed (SIGKILL) and started again. A writer puts the id of a correction into a file as soon as it is told to be kept.

At the end: every acknowledged correction is in the log, `check` finds nothing, and the board is that of a library to
which the same pages and the same lines came in order, in one process. Then what is missing is added: the board is that
of all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.desk_pages import PAGES, add, boards  # noqa: E402

from stemma.errors import NotFound, OptionError  # noqa: E402
from stemma.library import Library, correcting  # noqa: E402
from stemma.library.corrections import Corrections  # noqa: E402
from stemma.model import Correction, Story  # noqa: E402

SAID = 12
"""Corrections of one desk."""


def desk(full: Library, rng: random.Random, count: int = SAID) -> list[Correction]:
    """What a desk says of all pages, one correction after the other; `full` is left as it is."""
    made: list[Correction] = []
    with Library(":memory:") as library:
        full.copy_to(library)
        while len(made) < count:
            try:
                made.append(one(library, rng, made))
            except (OptionError, NotFound):  # a page that is alone cannot be split off
                continue
    return made


def one(library: Library, rng: random.Random, made: list[Correction]) -> Correction:
    """One random correction of the library as it is. Raises `OptionError` where it cannot be said."""
    at: dict[str, Any] = {"who": rng.choice(["Ada", "Bo"]), "why": f"reason {rng.random():.3f}"}
    stories = [library.story(id) for id in library.store.story_ids(singles=True)]
    story: Story = rng.choice(stories)
    claims = [claim.id for claim in story.claims]
    claim = rng.choice(story.claims)
    parties = sorted({s.origin for c in story.claims for s in c.statements if s.origin and s.named})
    outlets = sorted({a.outlet for a in story.articles if a.outlet})
    kinds: dict[str, Callable[[], Correction]] = {
        "merge": lambda: correcting.merge(library, story.id, rng.choice(stories).id, **at),
        "split": lambda: correcting.split(library, rng.choice(story.articles).id, **at),
        "same": lambda: correcting.same(library, story.id, claim.id, rng.choice(claims), **at),
        "part": lambda: correcting.part(library, story.id, claim.id, rng.choice(claim.statements).id, **at),
        "hide": lambda: correcting.hide(library, story.id, claim.id, **at),
        "pin": lambda: correcting.pin(library, story.id, claim.id, **at),
        "dispute": lambda: correcting.dispute(library, story.id, claim.id, **at),
        "party": lambda: correcting.party(library, *rng.sample(parties, 2), **at),
        "outlet": lambda: correcting.outlet(library, rng.choice(outlets), name=f"Paper {rng.randint(1, 3)}", **at),
        "undo": lambda: correcting.undo(library, rng.choice(made).id, **at),
    }
    kind = rng.choice(sorted(kinds))
    if (kind == "undo" and not made) or (kind == "party" and len(parties) < 2):
        raise OptionError("cannot be said yet")
    return kinds[kind]()


def reference(pages: list[str], lines: list[Correction]) -> dict[str, Any]:
    """The boards of a library to which the pages came in order, and then the lines."""
    with Library(":memory:") as library:
        if pages:
            add(library, *pages)
        correcting.take(library, lines)
        return boards(library)


def write(place: str, lines: list[Correction], log: str, seed: int, parent: int) -> None:
    """What a writer does until it is killed: add, correct and relate in an order of its own, a few steps at a time."""
    rng = random.Random(seed)
    with Library(place) as library, open(log, "a", encoding="utf-8") as file:
        while os.getppid() == parent:
            what = rng.random()
            if what < 0.35:
                add(library, *rng.sample([page.id for page in PAGES], rng.randint(1, 2)))
            elif what < 0.7:
                some = rng.sample(lines, rng.randint(1, 2))
                correcting.take(library, some)
                file.write("".join(f"{line.id}\n" for line in some))
                file.flush()
                os.fsync(file.fileno())
            else:
                for id in library.store.stale()[:1]:
                    try:
                        library.story(id)
                    except NotFound:  # gone meanwhile
                        continue
            time.sleep(rng.uniform(0, 0.02))


def run(place: str, lines: list[Correction], rng: random.Random, writers: int, kills: int) -> Counter[str]:
    """One run with kills; counts of what is wrong at its end."""
    fork = get_context("fork")
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "acknowledged"
        log.touch()
        Library(place).close()

        def start() -> Any:
            values = (place, lines, str(log), rng.randrange(1 << 30), os.getpid())
            writer = fork.Process(target=write, args=values)
            writer.start()
            return writer

        running = [start() for _ in range(writers)]
        for _ in range(kills):
            time.sleep(rng.uniform(0.02, 0.4))
            victim = rng.randrange(writers)
            running[victim].kill()
            running[victim].join()
            found["ended by themselves"] += running[victim].exitcode != -signal.SIGKILL
            running[victim] = start()
        for writer in running:
            writer.kill()
            writer.join()
        said = set(log.read_text(encoding="utf-8").split())
    with Library(place, create=False) as library:
        kept = {line.id for line in correcting.lines(library)}
        pages = [page.id for page in PAGES if page.id in library.store.article_ids()]
        found["acknowledged"], found["lost"] = len(said), len(said - kept)
        found["doubled"] = len(correcting.lines(library)) - len(kept)
        found["in force, where it should not be"] = len(Corrections(library.store).wrong())
        found["other boards"] = boards(library) != reference(pages, [line for line in lines if line.id in kept])
        add(library)
        correcting.take(library, lines)
        found["other boards with all"] = boards(library) != reference([page.id for page in PAGES], lines)
        found["faults of check"] = len(list(library.check()))
    return found


def order(lines: list[Correction], rng: random.Random) -> bool:
    """Whether some pages and lines, in any order and with any relating between, give the board that they must."""
    pages = rng.sample([page.id for page in PAGES], rng.randint(1, len(PAGES)))
    some = rng.sample(lines, rng.randint(0, len(lines)))
    steps: list[str | Correction] = [*pages, *some]
    rng.shuffle(steps)
    with Library(":memory:") as library:
        for step in steps:
            if isinstance(step, str):
                add(library, step)
            else:
                correcting.take(library, [step])
            if rng.random() < 0.2:
                for id in library.store.story_ids(singles=True):
                    library.story(id)
        wanted = reference([page.id for page in PAGES if page.id in pages], some)
        return boards(library) == wanted and not Corrections(library.store).wrong()


@contextmanager
def places(postgres: bool) -> Iterator[Callable[[int], str]]:
    """Gives the place of a new library for the number of a run."""
    if not postgres:
        with tempfile.TemporaryDirectory() as folder:
            yield lambda number: f"{folder}/{number}.db"
        return
    import psycopg
    from tests.servers import postgresql, programs

    found = programs()
    if found is None:
        sys.exit("no PostgreSQL is installed")
    with postgresql(found) as url:

        def made(number: int) -> str:
            with psycopg.connect(url, autocommit=True) as db:
                db.execute(f"CREATE DATABASE run{number}".encode())
            return str(url.replace("/postgres?", f"/run{number}?"))

        yield made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200, help="with writers that are killed")
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=8, help="in each run")
    parser.add_argument("--orders", type=int, default=0, help="orders in one process, without kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="on a server of its own in a temporary folder")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long, and tell what was done")
    given = parser.parse_args()
    begun = time.perf_counter()
    total: Counter[str] = Counter()
    with Library(":memory:") as full, places(given.postgres) as place:
        add(full)
        boards(full)

        def in_time() -> bool:
            return time.perf_counter() - begun < 60 * given.minutes

        for number in range(given.runs):
            if not in_time():
                break
            rng = random.Random(given.seed * 100_003 + number)
            lines = desk(full, rng)
            found = run(place(number), lines, rng, given.writers, given.kills)
            total += found + Counter({"runs": 1, "kills": given.kills})
            wrong = {key: n for key, n in found.items() if n and key != "acknowledged"}
            if wrong:
                print(f"run {number}: {wrong}", file=sys.stderr, flush=True)
        for number in range(given.orders):
            if not in_time():
                break
            rng = random.Random(given.seed * 7_919 + number)
            lines = desk(full, rng)
            right = order(lines, rng)
            total += Counter({"orders": 1, "orders with another board": int(not right)})
            if not right:
                print(f"order {number}: {Counter(line.kind for line in lines)}", file=sys.stderr, flush=True)
    seconds = round(time.perf_counter() - begun)
    zero = ("lost", "doubled", "in force, where it should not be", "other boards", "other boards with all")
    told = {key: total[key] for key in dict.fromkeys([*zero, "faults of check", "ended by themselves", *total])}
    print(json.dumps(told | {"seconds": seconds}, indent=1))
