"""Where requests get the library from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stemma.library import Library


class Shelf:
    """Opens the library for one request: SQLite connections are not shared between threads."""

    def __init__(self, path: str) -> None:
        self.path = path
        with self.open():
            pass

    @contextmanager
    def open(self) -> Iterator[Library]:
        """The library, closed again at the end. Raises `LibraryError`."""
        with Library(self.path, create=False) as library:
            yield library
