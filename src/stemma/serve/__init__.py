"""A library as web pages, a JSON API and feeds, for a newsroom's own machine.

    from stemma.serve import run
    run("news.db")

Server-rendered, nothing is loaded from elsewhere, the pages work without script. Needs the extra `serve`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemma.errors import MissingExtra

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


def run(path: str, *, host: str = "127.0.0.1", port: int = 8765, token: str | None = None, rate: int = 600) -> None:
    """Serve the library until interrupted, with a keeper beside it. Raises `MissingExtra`, `LibraryError`."""
    try:
        import uvicorn
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    from stemma.serve import keeper

    served = application(path, token=token, rate=rate, patient=True)
    beside = keeper.start(path)
    try:
        uvicorn.run(served, host=host, port=port, log_level="warning", server_header=False, timeout_graceful_shutdown=5)
    finally:
        beside.terminate()
        beside.join()


def _missing(error: ModuleNotFoundError) -> MissingExtra:
    return MissingExtra(f"{error.name} is not installed", remedy="pip install 'stemma-news[serve]'")
