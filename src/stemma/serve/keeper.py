"""A process beside the server that does what no request should wait for: relating, watches, webhooks.

It is started again when it dies, after a pause that grows; the pages and `/metrics` say while it is down. So is what
follows feeds beside a server (`stemma follow --serve`).
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from typing import Any

from stemma.engine import POISON
from stemma.errors import LibraryError, NotFound, StemmaError
from stemma.library import Library, watching
from stemma.safe import plain

log = logging.getLogger("stemma")

SECONDS = 2.0
"""How long it rests between two looks."""
DELIVERY = 5.0
"""Seconds between two looks for webhooks that failed; each waits longer after each failure (`watching.PAUSES`)."""
FIRST, LAST = 1.0, 300.0
"""Seconds before it is started again: after the first death, doubled with each further one, and at most."""
STEADY = 60.0
"""Seconds after which a process that runs counts as well."""
STUCK = 600.0
"""Seconds before a story that could not be related is tried again."""


class Keeper:
    """The keeper of a library, or another process beside (`work`), and what watches over it.

    It ends with the process that started it, whose number `work` gets after `given`. One that ends with 0 has done its
    work and is not started again.
    """

    def __init__(self, *given: Any, work: Callable[..., None] | None = None) -> None:
        self.work, self.given = work or _run, given
        self._process: BaseProcess | None = None
        self._ending = threading.Event()
        self._since: float | None = None

    def start(self) -> Keeper:
        """Start it, and start it again whenever it dies."""
        self._process = self._start()
        threading.Thread(target=self._watch, daemon=True, name="stemma-keeper").start()
        return self

    def down(self) -> float | None:
        """Seconds for which it has been down; None while it runs."""
        since = self._since
        return None if since is None else time.monotonic() - since

    def stop(self) -> None:
        """End it for good."""
        self._ending.set()
        process = self._process
        if process is not None:
            process.terminate()
            process.join()

    def _watch(self) -> None:
        pause = FIRST
        while not self._ending.is_set() and self._process is not None:
            begun = time.monotonic()
            self._process.join()
            if self._ending.is_set() or not self._process.exitcode:
                return
            if time.monotonic() - begun > STEADY:
                pause = FIRST
            self._since = self._since or time.monotonic()
            log.warning(
                "what runs beside the server ended with %s and is started again in %g s", self._process.exitcode, pause
            )
            if self._ending.wait(pause):
                return
            pause = min(LAST, 2 * pause)
            self._process = self._start()
            if self._ending.is_set():  # it was stopped meanwhile
                self._process.terminate()
                return
            self._process.join(STEADY / 60)
            if self._process.is_alive():
                self._since = None

    def _start(self) -> BaseProcess:
        # What follows has workers of its own, which a daemon could not have.
        process = multiprocessing.get_context("spawn").Process(
            target=self.work, args=(*self.given, os.getpid()), daemon=self.work is _run
        )
        with _without_interrupts():
            process.start()
        return process


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """What is started in the block never sees a Ctrl-C, which a terminal sends to all: the server ends it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def keep(
    library: Library, *, deliver: bool = True, stuck: dict[str, float] | None = None, until: float = float("inf")
) -> bool:
    """Relate what has grown, the stories of several articles first; look for the watches. Whether webhooks failed.

    A story that cannot be related costs only itself: it is put into `stuck` with the time when it is tried again. None
    is begun after `until` (of `time.monotonic`).
    """
    from stemma.serve import webhook

    store = library.store
    held = {} if stuck is None else stuck
    stale = sorted(store.stale(), key=lambda id: -store.size(id))
    for id in stale:
        if held.get(id, 0.0) > time.monotonic():
            continue
        if time.monotonic() > until:
            break
        try:
            library.story(id)
        except NotFound:  # it was joined to another one meanwhile
            continue
        except POISON as error:
            held[id] = time.monotonic() + STUCK
            log.warning("not related: %s: %s", id, repr(error)[:200])
    watching.look(library)
    return bool(deliver and webhook.deliver(library, patient=True))


def _run(path: str, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it was started again by a thread
    os.nice(5)
    after = 0.0
    stuck: dict[str, float] = {}
    said = ""
    while os.getppid() == parent:
        try:
            with Library(path, create=False) as library:
                if keep(library, deliver=time.monotonic() >= after, stuck=stuck):
                    after = time.monotonic() + DELIVERY
            said = ""
        except LibraryError as error:  # it is being moved or is gone, or there can be no key for its webhooks
            if str(error) != said:
                said = str(error)
                print(plain(f"stemma: the keeper waits: {said}"), file=sys.stderr)
        except (*POISON, StemmaError) as error:
            print(plain(f"stemma: the keeper ends: {error!r}"), file=sys.stderr)
            sys.exit(1)
        time.sleep(SECONDS)
