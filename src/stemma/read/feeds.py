"""Feeds (RSS, Atom, JSON Feed), OPML and news sitemaps: lists of pages, sometimes with their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stemma.errors import InputError, Unreadable
from stemma.model import Capture, Problem

if TYPE_CHECKING:
    from stemma.read.finding import Finder

MAX_ENTRIES = 5000
"""Entries of one list that are looked at."""
_FULL_TEXT = 900
"""Characters from which the text in a feed is taken for the whole story rather than for a summary."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page that a list names. `html` is its text where the feed carries it."""

    url: str
    title: str | None = None
    published: str | None = None
    html: str | None = None
    outlet: str | None = None
    language: str | None = None


def is_list(head: bytes) -> bool:
    """Whether data that begins with `head` is a feed, an OPML file or a sitemap."""
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:4000].lower()
    if not start.startswith((b"<?xml", b"<rss", b"<feed", b"<opml", b"<urlset", b"<sitemapindex", b"<rdf", b"<!--")):
        return False
    return re.search(rb"<(?:rss|feed|opml|urlset|sitemapindex|rdf:rdf)[\s>]", start) is not None


def is_json_feed(value: Any) -> bool:
    """Whether a JSON value is a JSON Feed (jsonfeed.org)."""
    return (
        isinstance(value, dict) and "jsonfeed.org" in str(value.get("version")) and isinstance(value.get("items"), list)
    )


def entries(data: bytes, name: str) -> tuple[list[Entry], list[str]]:
    """(pages, further lists) that a feed, OPML file or sitemap names. Raises `Unreadable` where it cannot be parsed."""
    start = data[:4000].lower()
    if b"<opml" in start:
        return [], _attributes(data, name, "outline", "xmlurl")
    if b"<urlset" in start or b"<sitemapindex" in start:
        return _sitemap(data, name)
    return _feed(data, name), []


def captures(data: bytes, name: str, finder: Finder, source: Capture | None) -> Iterator[Capture | Problem]:
    """Captures of the entries of a list whose text it carries, and problems for those that would have to be fetched."""
    from stemma.read.finding import problem

    try:
        pages, lists = entries(data, name)
    except InputError as error:
        yield problem(error, name)
        return
    if not pages and not lists:
        yield Problem(name, "a feed without entries", "", "EmptyInput")
    for entry in pages:
        if entry.html and len(re.sub(r"<[^>]*>", "", entry.html)) >= _FULL_TEXT:
            yield finder.name(capture_of(entry, finder, name))
        elif finder.fetch is not None:
            yield from finder.fetch(entry.url)
        else:
            yield Problem(
                entry.url, "the feed has only a summary of it", "give the address of the feed itself", "NoArticle"
            )
    for url in lists:
        if finder.fetch is not None:
            yield from finder.fetch(url)
        else:
            yield Problem(url, "a list named in a file; it was not fetched", "give its address", "NoArticle")


def captures_of_json(value: dict[str, Any], name: str, finder: Finder) -> Iterator[Capture | Problem]:
    """Captures from a JSON Feed."""
    from stemma.model import Problem

    outlet = value.get("title") if isinstance(value.get("title"), str) else None
    items = [item for item in value["items"][:MAX_ENTRIES] if isinstance(item, dict)]
    if not items:
        yield Problem(name, "a feed without entries", "", "EmptyInput")
    for item in items:
        url = str(item.get("url") or item.get("external_url") or item.get("id") or "")
        text = item.get("content_html") or ""
        if not text and isinstance(item.get("content_text"), str):
            import html

            text = "".join(f"<p>{html.escape(line)}</p>" for line in item["content_text"].split("\n") if line.strip())
        entry = Entry(
            url,
            _text(item.get("title")),
            _text(item.get("date_published")),
            str(text),
            outlet,
            _text(item.get("language")),
        )
        if len(re.sub(r"<[^>]*>", "", entry.html or "")) >= _FULL_TEXT:
            yield finder.name(capture_of(entry, finder, name))
        elif finder.fetch is not None and url.startswith("http"):
            yield from finder.fetch(url)
        else:
            yield Problem(
                url or name, "the feed has only a summary of it", "give the address of the feed itself", "NoArticle"
            )


def capture_of(entry: Entry, finder: Finder, name: str) -> Capture:
    """The capture of an entry that carries its text."""
    from stemma.read import dates
    from stemma.read.finding import slug

    page = f"<html><body><article>{entry.html}</article></body></html>"
    capture = Capture(
        id=slug(entry.url),
        kind="html",
        content=page,
        url=entry.url,
        title=entry.title,
        published=dates.normal(entry.published),
        outlet=entry.outlet,
        language=entry.language,
        file=name,
    )
    fields = {k: v for k, v in finder.given.items() if getattr(capture, k) is None}
    return replace(capture, **fields)  # type: ignore[arg-type]


def _feed(data: bytes, name: str) -> list[Entry]:
    import feedparser

    try:
        feed = feedparser.parse(data)
    except (LookupError, AttributeError, TypeError, ValueError, AssertionError) as error:  # it stumbles over ruins
        raise Unreadable(f"not a readable feed: {type(error).__name__}", input=name) from None
    if not feed.entries and feed.bozo:
        raise Unreadable(f"not a readable feed: {feed.bozo_exception}"[:200], input=name)
    outlet, language = _text(feed.feed.get("title")), _text(feed.feed.get("language"))
    found: list[Entry] = []
    for item in feed.entries[:MAX_ENTRIES]:
        url = _text(item.get("link")) or _text(item.get("id")) or ""
        if not url.startswith(("http://", "https://")):
            continue
        texts = [part.get("value") or "" for part in item.get("content", [])] or [item.get("summary") or ""]
        found.append(
            Entry(url, _text(item.get("title")), _text(item.get("published")), max(texts, key=len), outlet, language)
        )
    return found


def _sitemap(data: bytes, name: str) -> tuple[list[Entry], list[str]]:
    root = _xml(data, name)
    pages: list[Entry] = []
    lists: list[str] = []
    for node in root.iter():
        tag = _tag(node)
        if tag == "url" and len(pages) < MAX_ENTRIES:
            values = {_tag(child): (child.text or "").strip() for child in node.iter()}
            if values.get("loc", "").startswith("http"):
                pages.append(
                    Entry(
                        values["loc"],
                        values.get("title") or None,
                        values.get("publication_date") or None,
                        outlet=values.get("name") or None,
                        language=values.get("language") or None,
                    )
                )
        elif tag == "sitemap" and len(lists) < MAX_ENTRIES:
            lists += [
                (c.text or "").strip() for c in node if _tag(c) == "loc" and (c.text or "").strip().startswith("http")
            ]
    return pages, lists


def _attributes(data: bytes, name: str, tag: str, attribute: str) -> list[str]:
    found = []
    for node in _xml(data, name).iter():
        if _tag(node) == tag:
            found += [v for k, v in node.attrib.items() if k.casefold() == attribute and v.startswith("http")]
    return list(dict.fromkeys(found))[:MAX_ENTRIES]


def _tag(node: Any) -> str:
    return str(node.tag).rsplit("}", 1)[-1].casefold() if isinstance(node.tag, str) else ""


def _xml(data: bytes, name: str) -> Any:
    """An XML document without entity expansion, network access or huge trees."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root is None:
        raise Unreadable("not readable XML", input=name)
    return root


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
