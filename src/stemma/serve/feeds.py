"""Atom (RFC 4287) and JSON Feed 1.1 for the front page, a search, the changes of a story, and watches."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote
from xml.etree import ElementTree

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from stemma import clock
from stemma.library import listing, watching
from stemma.model import Change, Match, Story
from stemma.tell import board as boards
from stemma.tell import panel, tally
from stemma.tell.formats.html import shown

if TYPE_CHECKING:
    from stemma.serve.shelf import Shelf

ATOM = "http://www.w3.org/2005/Atom"
MOST = 30
EXCERPT = 300
"""Characters of page text in one entry at most: the full text stays in the library."""
EARLIEST = "1970-01-01T00:00:00Z"

Words = Annotated[str, Query(max_length=300)]
Id = Annotated[str, Path(min_length=1, max_length=500)]


ERRORS: dict[int | str, dict[str, Any]] = {
    404: {"description": "No such story or watch", "content": {"text/html": {}}},
    422: {"description": "A value that cannot be used", "content": {"text/html": {}}},
}


class Atom(Response):
    """An answer that is an Atom document."""

    media_type = "application/atom+xml"


class JsonFeed(JSONResponse):
    """An answer that is a JSON Feed."""

    media_type = "application/feed+json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is new."""

    id: str
    url: str
    title: str
    summary: str
    updated: str


def router(shelf: Shelf) -> APIRouter:
    """The routes of the feeds."""
    routes = APIRouter(tags=["feeds"], responses=ERRORS)

    def front(q: str, base: str) -> tuple[str, list[Entry]]:
        with shelf.open() as library:
            ids = listing.stories(library.store, limit=MOST, query=q or None)
            found = [shelf.story(library, id) for id in ids]
        entries = [
            Entry(f"{base}/stories/{s.id}", f"{base}/stories/{s.id}", s.title or s.id, _summary(s), _instant(s.last))
            for s in found
        ]
        return f"Stemma: {q}" if q else "Stemma: stories", entries

    def story(id: str, base: str) -> tuple[str, list[Entry]]:
        from stemma.tell.changes import changes

        with shelf.open() as library:
            found = shelf.story(library, id)

        def where(change: Change) -> str:
            """The page of the claim that changed; of what a page took back that of the page."""
            own = f"{base}/articles/{quote(change.articles[0], safe='')}" if change.articles else base
            return f"{base}/stories/{found.id}/claims/{change.claim}" if change.claim else own

        def mark(change: Change) -> str:
            """What tells the notices of one page apart."""
            return f"{change.kind}-{hashlib.sha256(change.text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"

        entries = [
            Entry(
                f"{where(change)}#{_instant(change.time)}-{change.after if change.claim else mark(change)}",
                where(change),
                f"{change.after if change.claim else change.kind}: {_cut(change.text)}",
                change.reason or "",
                _instant(change.time),
            )
            for change in changes(found)[:MOST]
        ]
        return found.title or found.id, entries

    def watch(id: str, base: str) -> tuple[str, list[Entry]]:
        with shelf.open() as library:
            found, matches = watching.get(library, id), watching.matches(library, id, MOST)
        entries = [
            Entry(f"{base}/watches/{found.id}#{quote(one.id)}", base + match_href(one), one.title,
                  f"{one.outlet}: {one.text}" if one.outlet else one.text, one.found)
            for one in matches
        ]  # fmt: skip
        return f"Stemma: {found.kind} {found.what}", entries

    @routes.get("/watches/{id}/feed.atom", response_class=Atom)
    def watch_atom(request: Request, id: Id) -> Response:
        """What a watch found as Atom."""
        return atom(request, *watch(id, _base(request)))

    @routes.get("/watches/{id}/feed.json", response_class=JsonFeed)
    def watch_json(request: Request, id: Id) -> Response:
        """What a watch found as JSON Feed."""
        return json_feed(request, *watch(id, _base(request)))

    @routes.get("/feed.atom", response_class=Atom)
    def front_atom(request: Request, q: Words = "") -> Response:
        """The latest stories as Atom."""
        return atom(request, *front(q, _base(request)))

    @routes.get("/feed.json", response_class=JsonFeed)
    def front_json(request: Request, q: Words = "") -> Response:
        """The latest stories as JSON Feed."""
        return json_feed(request, *front(q, _base(request)))

    @routes.get("/stories/{id}/changes.atom", response_class=Atom)
    def story_atom(request: Request, id: Id) -> Response:
        """What changed in a story as Atom."""
        return atom(request, *story(id, _base(request)))

    @routes.get("/stories/{id}/changes.json", response_class=JsonFeed)
    def story_json(request: Request, id: Id) -> Response:
        """What changed in a story as JSON Feed."""
        return json_feed(request, *story(id, _base(request)))

    return routes


def _summary(story: Story) -> str:
    """The counts of a story, its first figure, and the first claim of its board in the words of a page."""
    figures = panel.panels(story, {})[:1]
    lines = [tally.counts(story), *(f"{panel.told(one)}." for one in figures)]
    if (first := boards.lead(story)) is not None:
        lines.append(f"{_cut(boards.claimed(first.text))} ({first.status})")
    return " ".join(lines)


def match_href(match: Match) -> str:
    """The page that a match leads to: its claim where it turned, else its article."""
    if match.claim and match.story:
        return f"/stories/{quote(match.story, safe='')}/claims/{quote(match.claim, safe='')}"
    return f"/articles/{quote(match.article, safe='')}"


def atom(request: Request, title: str, entries: Sequence[Entry]) -> Response:
    """An Atom document."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    here = _here(request)
    _add(feed, "id", here)
    _add(feed, "title", title)
    _add(feed, "updated", max((entry.updated for entry in entries), default=EARLIEST))
    _add(_add(feed, "author"), "name", "Stemma")
    _add(feed, "link", rel="self", href=here)
    for entry in entries:
        one = _add(feed, "entry")
        _add(one, "id", entry.id)
        _add(one, "title", entry.title)
        _add(one, "updated", entry.updated)
        _add(one, "link", href=entry.url)
        _add(one, "summary", entry.summary)
    return Atom(ElementTree.tostring(feed, "utf-8", xml_declaration=True))


def json_feed(request: Request, title: str, entries: Sequence[Entry]) -> Response:
    """A JSON Feed document."""
    items: list[dict[str, Any]] = [
        {
            "id": e.id,
            "url": e.url,
            "title": shown(e.title),
            "content_text": shown(e.summary),
            "date_modified": e.updated,
        }
        for e in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": shown(title),
        "home_page_url": _base(request) + "/",
        "feed_url": _here(request),
        "items": items,
    }
    return JsonFeed(feed)


def _add(parent: ElementTree.Element, tag: str, words: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    element.text = shown(words)
    return element


def _base(request: Request) -> str:
    """The address that the server was told it has; what a client calls it is no matter."""
    return str(request.app.state.address)


def _here(request: Request) -> str:
    query = request.scope["query_string"].decode("ascii", "replace")
    return f"{_base(request)}{quote(request.scope['path'])}" + (f"?{query}" if query else "")


def _cut(words: str) -> str:
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…"


def _instant(iso: str | None) -> str:
    found = clock.bounds(iso)
    return clock.utc(found[0]) if found else EARLIEST
