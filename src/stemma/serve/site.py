"""Puts pages, API and feeds together behind one guard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match

from stemma._version import __version__
from stemma.errors import LibraryError, NotFound, OptionError, StemmaError
from stemma.library import metrics
from stemma.serve import api, desk, feeds, pages
from stemma.serve.guard import HEADERS, LOOPBACK, Guard
from stemma.serve.shelf import Shelf


def build(
    path: str,
    *,
    token: str | None,
    rate: int,
    patient: bool,
    hosts: Sequence[str],
    address: str,
    down: Callable[[], float | None] | None,
) -> FastAPI:
    """The application. See `stemma.serve.application`."""
    shelf = Shelf(path, patient=patient)
    pages.warm(shelf)
    missing = down or (lambda: None)
    pages.environment().globals["down"] = missing
    app = FastAPI(
        title="Stemma",
        version=__version__,
        summary="What is claimed, who says so, on whose word, and which page is whose copy.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.address = address
    # Before the pages: an article's id may have slashes in it, and the more particular address goes first.
    at_desk = desk.Desk(token)
    app.include_router(desk.api(shelf, api.REFUSALS))
    app.include_router(api.router(shelf))
    app.include_router(feeds.router(shelf))
    app.include_router(desk.router(shelf, at_desk, pages.render))
    app.include_router(pages.router(shelf, at_desk))

    @app.get("/metrics", include_in_schema=False)
    def figures() -> Response:
        """The status of the library for Prometheus."""
        with shelf.open() as library:
            found = metrics(library)
        if down is not None:
            found += "# HELP stemma_keeper_up Whether the process that relates and delivers runs.\n"
            found += f"# TYPE stemma_keeper_up gauge\nstemma_keeper_up {int(down() is None)}\n"
        return Response(found, media_type="text/plain; version=0.0.4")

    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.add_exception_handler(StemmaError, _failed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _broken)
    names = (*LOOPBACK, *hosts, urlsplit(address).hostname or "")
    app.add_middleware(Guard, rate=rate, hosts=names, token=token)
    return app


async def _broken(request: Request, error: Exception) -> Response:
    """A mistake of ours: it is logged, and the answer has the headers that every answer has."""
    words = "Something went wrong here; the log of the server says what."
    answer = api.problem(StemmaError(words), 500) if request.url.path.startswith("/api") else pages.problem(words, 500)
    answer.headers.update(HEADERS)
    return answer


async def _failed(request: Request, error: Exception) -> Response:
    """Our errors as a page, or as JSON under /api; one of the library itself is not the client's (503)."""
    statuses = ((NotFound, 404), (OptionError, 422), (LibraryError, 503))
    status = next((number for kind, number in statuses if isinstance(error, kind)), 400)
    if request.url.path.startswith("/api"):
        return api.problem(error, status)
    return pages.problem(str(error), status)


async def _refused(request: Request, error: Exception) -> Response:
    """What the framework refuses, as a page outside the API."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        # The framework names the methods of one route; several may share an address (RFC 9110, 10.2.1).
        error.headers = {"allow": ", ".join(sorted(_methods(request)))}
    if request.url.path.startswith("/api"):
        return await http_exception_handler(request, error)
    message = "There is nothing at this address." if error.status_code == 404 else str(error.detail)
    answer = pages.problem(message, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def _methods(request: Request) -> set[str]:
    """The methods that are allowed at the address of a request."""
    found: set[str] = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return found


async def _malformed(request: Request, error: Exception) -> Response:
    """An address with a value that cannot be used, as a page outside the API."""
    assert isinstance(error, RequestValidationError)
    if request.url.path.startswith("/api"):
        return await request_validation_exception_handler(request, error)
    wrong = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
    return pages.problem(f"The address lacks something, or has a value that cannot be used: {wrong}.", 422)
