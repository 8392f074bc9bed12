"""Where requests get the library from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from stemma.errors import NotFound
from stemma.library import Library, listing
from stemma.library.corrections import heir
from stemma.library.records import unpack
from stemma.model import Story

WARM = 40
"""Stories that are read before the first request."""
HELD = 256
"""Stories that are held in memory, the ones asked for last."""


class Shelf:
    """Opens the library for one request: SQLite connections are not shared between threads.

    Stories that were read are held for the next request as long as their kept document is the same. With `patient` a
    story is given as it was last related, or its pages alone where it never was: somebody else relates it, and no
    request does that or waits for a writer. What a request reads is of one moment then.
    """

    def __init__(self, path: str, *, patient: bool = False) -> None:
        self.path = path
        self.patient = patient
        self._held: OrderedDict[str, tuple[bytes, Story]] = OrderedDict()
        self._lock = threading.Lock()
        with self.open():
            pass

    @contextmanager
    def open(self, *, writing: bool = False) -> Iterator[Library]:
        """The library, closed again at the end; say so for `writing`. Raises `LibraryError`."""
        with Library(self.path, create=False) as library:
            if writing or not self.patient:
                yield library
            else:
                with library.store.database.snapshot():
                    yield library

    def story(self, library: Library, id: str) -> Story:
        """A story of the library. Raises `NotFound`."""
        found = listing.document(library.store, id)
        if found is None and (other := heir(library.store, id)) not in (None, id):
            return self.story(library, other)
        if found is None:
            raise NotFound("no such story", input=id, remedy="stemma stories --all lists them")
        document, stale = found
        if stale and not self.patient:
            return library.story(id)
        if document is None:
            return listing.unrelated(library.store, id) if self.patient else library.story(id)
        with self._lock:
            held = self._held.pop(id, None)
        if held is None or held[0] != document:
            held = (document, unpack(Story, document, id))
        with self._lock:
            self._held[id] = held
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return listing.today(library.store, held[1])

    def alike(self, library: Library, story: Story) -> list[Story]:
        """The stories that `story` is possibly one with, those that are still there."""
        found = []
        for id in story.possibly_same:
            with suppress(NotFound):  # joined to another one meanwhile
                found.append(self.story(library, id))
        return found

    def warm(self) -> Story | None:
        """Read the stories that the first visitor will ask for; gives the latest one."""
        latest = None
        with self.open() as library:
            for id in listing.stories(library.store, limit=WARM):
                if (found := listing.document(library.store, id)) and found[0]:
                    latest = latest or self.story(library, id)
                    self.story(library, id)
        return latest
