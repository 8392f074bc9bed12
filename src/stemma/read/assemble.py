"""Puts an article together from what a capture says, what its page declares and what stands on it."""

from __future__ import annotations

from stemma.errors import EmptyInput, NoArticle, Unreadable
from stemma.model import Article, Capture, Section
from stemma.read import decode


def article(capture: Capture) -> Article:
    """See `stemma.read.read`."""
    if capture.kind == "body":
        body = _verbatim(capture)
    elif capture.kind == "html":
        import trafilatura

        body = trafilatura.extract(decode.text_of(capture.content, capture.encoding, name=capture.id)) or ""
        if not body:
            raise NoArticle("no story was found on the page", input=capture.id)
    else:
        body = decode.text_of(capture.content, capture.encoding, name=capture.id)
    return Article(
        id=capture.id,
        body=body,
        url=capture.url,
        outlet=capture.outlet,
        title=capture.title,
        language=capture.language,
        published=capture.published,
        published_by="given" if capture.published else None,
        timezone=capture.timezone,
        fetched=capture.fetched,
        sections=(Section("original", capture.published, 0, len(body)),),
    )


def _verbatim(capture: Capture) -> str:
    """A body as it was given: decoded as UTF-8 where it is bytes, and otherwise untouched."""
    if isinstance(capture.content, bytes):
        try:
            body = capture.content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Unreadable(f"not UTF-8 at byte {error.start}", input=capture.id, remedy="give it as dump") from None
    else:
        body = capture.content
    if not body.strip():
        raise EmptyInput("there is nothing in it", input=capture.id)
    return body
