"""Puts pages, API and feeds together behind one guard."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request

from stemma._version import __version__
from stemma.errors import NotFound, OptionError, StemmaError
from stemma.serve import api, feeds, pages
from stemma.serve.guard import Guard
from stemma.serve.shelf import Shelf


def build(path: str, *, token: str | None, rate: int, patient: bool) -> FastAPI:
    """The application. See `stemma.serve.application`."""
    shelf = Shelf(path, patient=patient)
    shelf.warm()
    app = FastAPI(
        title="Stemma",
        version=__version__,
        summary="What is claimed, who says so, on whose word, and which page is whose copy.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(pages.router(shelf))
    app.include_router(feeds.router(shelf))
    app.include_router(api.router(shelf, token))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.add_exception_handler(StemmaError, _failed)
    app.add_middleware(Guard, rate=rate)
    return app


async def _failed(request: Request, error: Exception) -> Response:
    """Our errors as a page, or as JSON under /api."""
    status = 404 if isinstance(error, NotFound) else 422 if isinstance(error, OptionError) else 400
    if request.url.path.startswith("/api"):
        return api.problem(error, status)
    return pages.problem(error, status)
