"""A library as web pages, a JSON API and feeds, for a newsroom's own machine.

    from stemma.serve import run
    run("news.db")

Server-rendered, nothing is loaded from elsewhere, the pages work without script. Needs the extra `serve`.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from stemma.errors import MissingExtra, OptionError

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["application", "run"]


def application(path: str, *, token: str | None = None, rate: int = 600, patient: bool = False) -> FastAPI:
    """The ASGI application for the library at `path`.

    Reading needs nothing; adding, watching and deleting over the API needs `token` as a bearer token, and is off
    without one. `rate` is how many requests a client may make in a minute. With `patient` pages show a story that has
    grown as it was last related, for somebody else relates it anew (`stemma.serve.keeper`). Raises `MissingExtra`, and
    `LibraryError` where the library cannot be opened.
    """
    try:
        from stemma.serve.site import build
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    return build(path, token=token, rate=rate, patient=patient)


def run(
    path: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    token: str | None = None,
    rate: int = 600,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the library until interrupted, with a keeper beside it; port 0 takes a free one.

    `announce` is called with the address as soon as it can be asked. Raises `MissingExtra`, `LibraryError`, and
    `OptionError` where nothing can listen at `host` and `port`.
    """
    try:
        import uvicorn
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    from stemma.serve import keeper

    served = application(path, token=token, rate=rate, patient=True)
    config = uvicorn.Config(served, log_level="warning", server_header=False, timeout_graceful_shutdown=5)
    with _listen(host, port) as listening:
        beside = keeper.start(path)
        try:
            if announce:
                announce(f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/")
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:  # the server ends first, and then tells
            pass
        finally:
            beside.terminate()
            beside.join()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, opened before anything is started that would have to be stopped again."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        remedy = "name another --port or --host"
        raise OptionError(f"cannot listen here: {error.strerror}", input=f"{host}:{port}", remedy=remedy) from error


def _missing(error: ModuleNotFoundError) -> MissingExtra:
    return MissingExtra(f"{error.name} is not installed", remedy="pip install 'stemma-news[serve]'")
