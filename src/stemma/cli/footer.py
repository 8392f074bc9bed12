"""The last line of a terminal: what is being done, while nothing else is written."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from stemma.safe import plain

SILENT = 1.0
"""Seconds that a command may take without a word to a terminal."""
LOOK = 0.25
"""Seconds between two looks at whether it has been silent for so long."""


class Footer:
    """A line on stderr that says what is being done; it is gone before anything else is written.

    It comes by itself once nothing was written for `SILENT` seconds, and only where stderr is a terminal. `off` ends
    it for good: for servers, for logs, and where somebody types.
    """

    def __init__(self, terminal: TextIO | None = None) -> None:
        """On `terminal`; without one, on what stderr is when something is written."""
        self._terminal = terminal
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._doing: list[tuple[str, float]] = []
        self._told = ""
        self._drawn = False
        self._written = 0.0

    @contextmanager
    def working(self, doing: str) -> Iterator[None]:
        """Meanwhile `doing` is what is being done. The outermost call begins and ends the line."""
        if not self._out.isatty():
            yield
            return
        self._doing.append((doing, time.monotonic()))
        teller = None
        if len(self._doing) == 1:
            self._over.clear()
            self._written = time.monotonic()
            teller = threading.Thread(target=self._tell, daemon=True)
            teller.start()
        try:
            yield
        finally:
            if teller is not None:
                self._over.set()
                teller.join()
            self.clear()
            self._doing.pop()

    def show(self, text: str) -> None:
        """Say how far it has come, at once, until the next call; nothing with an empty `text`."""
        self.clear()
        if text and not self._over.is_set():
            with self._lock:
                self._told = text
                self._draw(text)

    def clear(self) -> None:
        """Take the line away: something else is about to be written."""
        with self._lock:
            if self._drawn:
                self._write("")
            self._drawn, self._told, self._written = False, "", time.monotonic()

    def off(self) -> None:
        """No line any more, as long as this command runs."""
        self._over.set()
        self.clear()

    def written(self) -> None:
        """Something went to stdout. A pipe leads to who may draw on this very terminal, as `less` does: `off` there."""
        if self._doing and not self._over.is_set() and _piped():
            self.off()

    def _tell(self) -> None:
        while not self._over.wait(LOOK):
            with self._lock:
                doing, begun = self._doing[-1]
                now = time.monotonic()
                if not self._told and now - self._written > SILENT:
                    self._draw(f"{doing}: {now - begun:.0f} s")

    def _draw(self, text: str) -> None:
        told = plain(text)[: shutil.get_terminal_size((100, 24)).columns - 1]  # a second line would stay
        self._write(told)
        self._drawn = True

    @property
    def _out(self) -> TextIO:
        return self._terminal or sys.stderr

    def _write(self, line: str) -> None:
        self._out.write(f"\r\x1b[K{line}")
        self._out.flush()


def _piped() -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):  # closed, or no file at all
        return True


footer = Footer()
"""That of this process: it has one stderr."""
