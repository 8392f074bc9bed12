"""Folders and files that are followed: what lies in them, and what comes."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from stemma.errors import InputError, TooLarge, Unreadable
from stemma.follow.schedule import Schedule
from stemma.follow.turns import Job, Turn, listed
from stemma.read.finding import Finder
from stemma.read.sources import walk

RESTED = 1.0
"""Seconds for which a file must not have been written to before it is read: it may not be whole yet."""


def files(folder: str) -> Iterator[tuple[Job, float]]:
    """A job for each file of a folder, with the time when the file may be read."""
    for path in walk(Path(folder)):
        with contextlib.suppress(OSError):
            yield Job(str(path), "file", folder), path.stat().st_mtime + RESTED


def take(job: Job, max_bytes: int, rested: float = RESTED) -> Turn:
    """What there is to say of a file: its stamp; of a list also what it names. Its pages are read by who keeps them."""
    try:
        there = os.stat(job.name)
        stamp = f"{there.st_mtime_ns}-{there.st_size}"
        turn = Turn(replace(job, stamp=stamp), changed=stamp != job.stamp)
        if job.kind == "file":  # one that is being written to comes again
            turn.changed = time.time() - there.st_mtime >= rested - 0.1
        elif turn.changed:
            with open(job.name, "rb") as file:
                data = file.read(max_bytes + 1)
            if len(data) > max_bytes:
                raise TooLarge(f"more than {max_bytes:,} bytes", input=job.name, remedy="name its folder instead")
            if not listed(turn, data, job.name, Finder({}, max_bytes=max_bytes, seen={})):
                turn.job = replace(turn.job, kind="file")
        return turn
    except InputError as error:
        return Turn(job, error=error)
    except OSError as error:
        gone = Unreadable(error.strerror or str(error), input=job.name, remedy="check the path and its permissions")
        return Turn(job, error=gone)


@contextlib.contextmanager
def watched(folders: Sequence[str], schedule: Schedule) -> Iterator[None]:
    """Puts every file that comes into `folders`, or is changed there, on the schedule, as long as the block runs."""
    if not folders:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_watch, args=(list(folders), schedule, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _watch(folders: list[str], schedule: Schedule, stop: threading.Event) -> None:
    from watchfiles import Change, watch

    for changes in watch(*folders, stop_event=stop, raise_interrupt=False, rust_timeout=500, watch_filter=_visible):
        for change, name in sorted(changes, key=lambda pair: pair[1]):
            folder = next((one for one in folders if name.startswith(one.rstrip(os.sep) + os.sep)), folders[0])
            if change is not Change.deleted and Path(name).is_file():
                schedule.add(Job(name, "file", folder), time.time() + RESTED)


def _visible(change: object, path: str) -> bool:
    return not Path(path).name.startswith(".")
