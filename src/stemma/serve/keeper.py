"""A process beside the server that does what no request should wait for: relating, watches, webhooks."""

from __future__ import annotations

import multiprocessing
import os
import time
from multiprocessing.process import BaseProcess

from stemma.errors import LibraryError, NotFound
from stemma.library import Library, watching

SECONDS = 2.0
"""How long it rests between two looks."""
DELIVERY = 60.0
"""Seconds between two tries to reach webhooks that failed."""


def start(path: str) -> BaseProcess:
    """Start the keeper of the library at `path`; it ends with the process that started it."""
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(path, os.getpid()), daemon=True)
    process.start()
    return process


def keep(library: Library, *, deliver: bool = True) -> bool:
    """Relate what has grown, the stories of several articles first; look for the watches. Whether webhooks failed."""
    from stemma.serve import webhook

    store = library.store
    stale = sorted(store.stale(), key=lambda id: -store.size(id))
    for id in stale:
        try:
            library.story(id)
        except NotFound:  # it was joined to another one meanwhile
            continue
    watching.look(library)
    return bool(deliver and webhook.deliver(library))


def _run(path: str, parent: int) -> None:
    os.nice(5)
    after = 0.0
    while os.getppid() == parent:
        try:
            with Library(path, create=False) as library:
                if keep(library, deliver=time.monotonic() >= after):
                    after = time.monotonic() + DELIVERY
        except LibraryError:  # it is being moved or is gone: the server says so to who asks
            pass
        time.sleep(SECONDS)
