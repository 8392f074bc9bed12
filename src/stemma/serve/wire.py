"""The connections of the server: how many there may be, and how long each may take to say what it wants.

uvicorn (h11) bounds the size of a request's head and the pause between two requests, but neither the time that a head
takes to come nor the number of connections: a thousand half-open ones make it deaf.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import time
from collections import Counter
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from stemma.safe import plain
from stemma.serve.guard import HEADERS

HEAD_SECONDS = 10.0
"""Seconds from a connection, or from the first byte of a further request on it, to the end of the request's head."""
UNREAD_SECONDS = 30
"""Seconds after which a connection is closed whose client takes nothing of what was sent."""
CONNECTIONS = 512
"""Connections at a time; fewer where this process may not have so many files open."""
OF_ONE = 64
"""Connections at a time of one address; a proxy in front counts for all behind it."""
LINES = 20
"""Lines of one logger in a minute."""


class Protocol(H11Protocol):
    """A connection with a deadline for the head of each request."""

    proxies: frozenset[str] = frozenset()
    """Addresses of proxies that are trusted: not bounded to `OF_ONE`."""
    _of: ClassVar[Counter[str]] = Counter()
    """Open connections by address."""
    _late: asyncio.TimerHandle | None = None
    _counted: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or close it at once where there are too many."""
        super().connection_made(transport)
        client = self.client[0] if self.client else ""
        if len(self.connections) > most_connections() or (client not in self.proxies and self._of[client] >= OF_ONE):
            transport.abort()
            return
        self._counted = client
        self._of[client] += 1
        wire = transport.get_extra_info("socket")
        if wire is not None and wire.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop()
        if self._counted is not None:
            self._of[self._counted] -= 1
            if not self._of[self._counted]:
                del self._of[self._counted]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request; once its head is whole the deadline is met."""
        if self._late is None and not self._busy():
            self._wait()
        super().data_received(data)
        if self._busy():
            self._stop()

    def on_response_complete(self) -> None:
        """The next request of this connection may come."""
        self._stop()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is refused with the headers that every answer has."""
        if not self.transport.is_closing():
            lines = [b"HTTP/1.1 400 Bad Request", b"content-type: text/plain; charset=utf-8", b"connection: close"]
            lines += [f"{name}: {value}".encode() for name, value in HEADERS.items()]
            self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + msg.encode("ascii", "replace") + b"\n")
            self.transport.close()

    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._too_late)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._late = None
        if not self._busy() and not self.transport.is_closing():
            self.transport.abort()


def most_connections() -> int:
    """How many connections there may be: half of the files that this process may open, at most `CONNECTIONS`."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return CONNECTIONS if files < 0 else max(16, min(CONNECTIONS, files // 2))


class Seldom(logging.Filter):
    """Lets `LINES` lines a minute of each logger through, and then says how many it left out."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: dict[str, float] = {}
        self.count: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is logged."""
        now, name = time.monotonic(), record.name
        if now - self.begun.get(name, -1e9) > 60:
            if (left_out := self.count[name] - LINES) > 0:
                record.msg, record.args = f"{record.getMessage()} ({left_out:,} lines before it were left out)", ()
            self.begun[name], self.count[name] = now, 0
        self.count[name] += 1
        return self.count[name] <= LINES


def log_config() -> dict[str, Any]:
    """The logging of uvicorn, with its errors and those of asyncio at a bounded rate, and safe for a terminal."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"seldom": {"()": Seldom}},
        "formatters": {"plain": {"()": "stemma.serve.wire.Plain", "format": "stemma: %(levelname)s %(message)s"}},
        "handlers": {
            "default": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["seldom"]},
        },
        "loggers": {
            name: {"handlers": ["default"], "level": "WARNING", "propagate": False}
            for name in ("stemma", "uvicorn", "uvicorn.error", "asyncio")
        },
    }


class Plain(logging.Formatter):
    """One line or traceback without anything that acts on a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The text of the record."""
        return plain(super().format(record), lines=True)
