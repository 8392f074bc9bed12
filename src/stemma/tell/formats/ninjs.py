"""Articles as ninjs 2.1 (IPTC News in JSON, iptc.org/std/ninjs), and ninjs of any version as captures.

Out: headline, dates, byline, places, parties and an excerpt; with `excerpt=None` the whole clean text, for newsrooms
that hold the rights. In: `load` takes ninjs 1.x (`headline`, `body_text`, …) and 2.x or 3.x (`headlines`, `bodies`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from stemma.errors import EmptyInput, Unreadable
from stemma.model import Annotated, Capture, PartyType
from stemma.tell.formats import excerpt as excerpts
from stemma.tell.formats.html import web
from stemma.tell.formats.schemaorg import name

STANDARD = {
    "name": "ninjs",
    "version": "2.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json",
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
"""RFC 3339 date-time, which the standard asks for: a date alone is left out."""
_PEOPLE: frozenset[PartyType] = frozenset({"person"})
_BODIES: frozenset[PartyType] = frozenset({"organisation", "government", "outlet", "agency"})
_HTML = ("text/html", "application/xhtml+xml")


def article(annotated: Annotated, *, excerpt: int | None = excerpts.LENGTH) -> dict[str, Any]:
    """One article as a ninjs object. The body is cut to `excerpt` code points, or whole where that is None."""
    page, marks = annotated.article, annotated.annotations
    body = page.body if excerpt is None else excerpts.cut(page.body, excerpt)
    whole = body == page.body
    text = {"role": "main" if whole else "excerpt", "contenttype": "text/plain", "charcount": len(body), "value": body}
    made: dict[str, Any] = {
        "uri": name("article", page.id),
        "standard": STANDARD,
        "type": "text",
        "representationtype": "full" if whole else "partial",
        "pubstatus": "usable",
        "firstcreated": _instant(page.published),
        "versioncreated": _instant(page.modified or page.published),
        "language": page.language,
        "headlines": [{"role": "main", "contenttype": "text/plain", "value": page.title}] if page.title else [],
        "bodies": [text],
        "by": ", ".join(page.authors),
        "located": page.dateline,
        "copyrightholder": page.outlet,
        "infosources": [{"name": credit} for credit in page.credits],
        "people": _named(annotated, _PEOPLE),
        "organisations": _named(annotated, _BODIES),
        "places": [{"name": place} for place in dict.fromkeys(place.name for place in marks.places)],
        "subjects": [{"name": topic} for topic in page.topics],
        "altids": [{"role": "stemma", "value": page.id}],
    }
    if address := web(page.url):
        made["renditions"] = [{"name": "page", "href": address, "contenttype": "text/html"}]
    return {key: value for key, value in made.items() if value not in (None, "", [])}


def _instant(time: str | None) -> str | None:
    return time if time and _INSTANT.fullmatch(time) else None


def _named(annotated: Annotated, types: frozenset[PartyType]) -> list[dict[str, str]]:
    names = dict.fromkeys(p.name for p in annotated.annotations.parties if p.named and p.type in types)
    return [{"name": one, "rel": "source"} for one in names]


def load(value: Mapping[str, Any]) -> Capture:
    """A ninjs object as a capture: `body` where it has plain text, which is kept as it is, else `html`.

    The id is the `stemma` one among the alternative ids, else the uri. Raises `Unreadable` where a required field is
    missing or of the wrong type, `EmptyInput` where it has no text.
    """
    uri = value.get("uri")
    if not isinstance(uri, str):
        raise Unreadable("has no uri, which ninjs requires", input="ninjs")
    title = _text(value, "headline") or next((v for _, v in _parts(value, "headlines")), None)
    kind, content = _body(value, title, uri)
    altids = value.get("altids") or []
    own = [one.get("value") for one in altids if isinstance(one, Mapping) and one.get("role") == "stemma"]
    return Capture(
        id=own[0] if own and isinstance(own[0], str) else uri,
        kind="body" if kind == "plain" else "html",
        content=content,
        url=_address(value, uri),
        outlet=_text(value, "copyrightholder"),
        title=title,
        published=_text(value, "firstcreated") or _text(value, "versioncreated"),
        language=_text(value, "language"),
    )


def _body(value: Mapping[str, Any], title: str | None, uri: str) -> tuple[str, str]:
    """`plain` or `html`, and the text: the longest plain one, else the longest in HTML as a page."""
    found = _parts(value, "bodies")
    found += [("text/plain", text) for text in [_text(value, "body_text")] if text]
    found += [("text/html", text) for text in [_text(value, "body_xhtml"), _text(value, "body_html")] if text]
    plain = [text for type, text in found if type not in _HTML]
    if plain:
        return "plain", max(plain, key=len)
    marked = [text for type, text in found if type in _HTML]
    if not marked:
        raise EmptyInput("has no body text", input=uri)
    head = f"<h1>{escape(title)}</h1>" if title else ""
    return "html", f"<!doctype html><title>{escape(title or '')}</title><article>{head}{max(marked, key=len)}</article>"


def _parts(value: Mapping[str, Any], key: str) -> list[tuple[str, str]]:
    """Content type and value of the texts in a ninjs 2 array, those with the role `main` first."""
    items = value.get(key) or []
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise Unreadable(f"{key} is no array of objects", input=str(value.get("uri")))
    items = sorted(items, key=lambda item: item.get("role") != "main")
    texts = [(str(item.get("contenttype", "text/plain")), item.get("value")) for item in items]
    return [(type, text) for type, text in texts if isinstance(text, str) and text.strip()]


def _text(value: Mapping[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) and found.strip() else None


def _address(value: Mapping[str, Any], uri: str) -> str | None:
    """The address of the page: its rendition, or a uri that is one."""
    renditions = value.get("renditions")
    items = renditions if isinstance(renditions, list) else []
    pages = [one.get("href") for one in items if isinstance(one, Mapping) and one.get("contenttype") in _HTML]
    return next((page for page in pages if isinstance(page, str) and web(page)), None) or web(uri)
