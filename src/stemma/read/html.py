"""HTML pages: the body by trafilatura, the rest by what the page declares and what stands around the body."""

from __future__ import annotations

from stemma.errors import NoArticle
from stemma.model import Capture
from stemma.read import furniture
from stemma.read.found import Found


def read(page: str, capture: Capture, country: str | None) -> Found:
    """What an HTML page says. Raises `NoArticle` where no story is found on it."""
    import trafilatura

    body = trafilatura.extract(page, include_comments=False, include_tables=False, favor_precision=True) or ""
    if not body:
        raise NoArticle("no story was found on the page", input=capture.id)
    return Found(
        furniture.split(
            [furniture.Line(line.strip(), True) for line in body.split("\n") if line.strip()], country=country
        )
    )
