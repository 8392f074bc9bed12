"""Feeds (RSS, Atom, JSON Feed), OPML and news sitemaps: lists of pages, sometimes with their text."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from stemma import houses, outlets, urls
from stemma.errors import InputError, TooLarge, Unreadable
from stemma.model import Capture, Problem
from stemma.read.declaration import plain

if TYPE_CHECKING:
    from stemma.read.finding import Finder

MAX_ENTRIES = 5000
"""Entries of one list that are looked at."""
MAX_FEED = 10_000_000
"""Bytes of these entries."""
MAX_TAGS = 120_000
"""Tags of these entries, and as many that are escaped."""
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
    authors: tuple[str, ...] = ()
    modified: str | None = None


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
    """(pages, further lists) that a feed, OPML file or sitemap names. Raises `Unreadable`, `TooLarge`."""
    data = bounded(data, name)
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
    if not lists:
        yield from _captures(pages, name, finder)
    for url in lists:
        if finder.fetch is not None:
            yield from finder.fetch(url)
        else:
            yield Problem(url, "a list named in a file; it was not fetched", "give its address", "NoArticle")


def _captures(pages: list[Entry], name: str, finder: Finder) -> Iterator[Capture | Problem]:
    if not pages:
        yield Problem(name, "a feed without entries", "", "EmptyInput")
    for entry in pages:
        if is_whole(entry):
            yield finder.name(capture_of(entry, finder, name))
        elif finder.fetch is not None and entry.url.startswith("http"):
            yield from finder.fetch(entry.url)
        else:
            yield Problem(
                entry.url or name,
                "the feed has only a summary of it",
                "give the address of the feed itself",
                "NoArticle",
            )


def is_whole(entry: Entry) -> bool:
    """Whether the list carries the text of this page."""
    return len(_TAG.sub("", entry.html or "")) >= _FULL_TEXT


_TAG = re.compile(r"<[^<>]*>")  # no "<" inside: linear on a row of them


def captures_of_json(value: dict[str, Any], name: str, finder: Finder) -> Iterator[Capture | Problem]:
    """Captures from a JSON Feed."""
    yield from _captures(entries_of_json(value, name), name, finder)


def entries_of_json(value: dict[str, Any], name: str = "") -> list[Entry]:
    """The pages that a JSON Feed names, as `is_json_feed` knows one; `name` is its address or file."""
    label, home = _text(value.get("title")), _text(value.get("home_page_url"))
    items = [item for item in value["items"][:MAX_ENTRIES] if isinstance(item, dict)]
    links = [str(item.get("url") or item.get("external_url") or item.get("id") or "") for item in items]
    labels = _labels(label, links, home or "", _text(value.get("feed_url")) or name)
    return [_json_entry(item, url, outlet) for item, url, outlet in zip(items, links, labels, strict=True)]


def _json_entry(item: dict[str, Any], url: str, outlet: str | None) -> Entry:
    text = item.get("content_html") or ""
    if not text and isinstance(item.get("content_text"), str):
        text = "".join(f"<p>{html.escape(line)}</p>" for line in item["content_text"].split("\n") if line.strip())
    return Entry(
        url,
        _text(item.get("title")),
        _text(item.get("date_published")) or _text(item.get("date_modified")),
        str(text),
        outlet,
        _text(item.get("language")),
        tuple(str(author.get("name") or "") for author in item.get("authors") or [] if isinstance(author, dict)),
        _text(item.get("date_modified")),
    )


def capture_of(entry: Entry, finder: Finder, name: str) -> Capture:
    """The capture of an entry that carries its text; its authors and change are declared as a page would."""
    from stemma.read import dates
    from stemma.read.finding import slug

    said = [("author", author) for author in entry.authors] + [("article:modified_time", entry.modified or "")]
    head = "".join(f'<meta name="{key}" content="{html.escape(value)}">' for key, value in said if value)
    text = _without_credit(entry.html or "")
    page = f"<html><head>{head}</head><body><article>{text}</article></body></html>"
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


_APPEARED = re.compile(
    r"The post\s*<a\b[^<>]*>[^<]{0,300}</a>\s*(?:first\s+)?appeared(?:\s+first)?\s+on\s*"
    r"<a\b[^<>]*>[^<]{0,200}</a>\s*\.?\s*(?:</p>)?\s*\Z"
)
"""What WordPress adds to the text of each entry."""


def _without_credit(text: str) -> str:
    """The text of an entry without what WordPress adds to it."""
    at = text.rfind("The post", max(0, len(text) - 3000))
    if at < 0 or not _APPEARED.match(text, at):
        return text
    return text[:at].rstrip().removesuffix("<p>")


def _without_media(data: bytes) -> bytes:
    """A feed without Media RSS: titles and descriptions of pictures, which feedparser takes for the entry's own."""
    out: list[bytes] = []
    done = at = 0
    while (at := data.find(b"<media:", at)) >= 0:
        name = _NAME.match(data, at + 7)
        end = data.find(b">", at, at + 5000)
        if name is None or end < 0:
            at += 7
            continue
        if data[end - 1 : end] != b"/":
            closing = data.find(b"</media:" + name[0], end, end + 20_000)
            end = data.find(b">", closing, closing + 100) if closing >= 0 else -1
        if end < 0:
            at += 7
            continue
        out.append(data[done:at])
        done = at = end + 1
    out.append(data[done:])
    return b"".join(out)


_NAME = re.compile(rb"\w{1,40}\b")


def bounded(data: bytes, name: str) -> bytes:
    """The first `MAX_ENTRIES` entries of a list, with its end. Raises `TooLarge` where they have too many tags."""
    for tag in (b"item", b"entry", b"url", b"sitemap", b"outline"):
        opening = re.compile(rb"<%s[\s/>]" % tag)
        starts = itertools.islice((match.start() for match in opening.finditer(data)), MAX_ENTRIES, None)
        if (start := next(starts, None)) is not None:
            last = data.rfind(b"</%s>" % tag, start)
            data = data[:start] + (data[last + len(tag) + 3 :] if last >= 0 else b"")
    if len(data) > MAX_FEED or data.count(b"<") > MAX_TAGS or data.count(b"&lt;") > MAX_TAGS:
        raise TooLarge(f"a list of more than {MAX_FEED:,} bytes or {MAX_TAGS:,} tags", input=name)
    return data


def _feed(data: bytes, name: str) -> list[Entry]:
    import feedparser

    try:
        feed = feedparser.parse(_without_media(data))
    except (LookupError, AttributeError, TypeError, ValueError, AssertionError) as error:  # it stumbles over ruins
        raise Unreadable(f"not a readable feed: {type(error).__name__}", input=name) from None
    if not feed.entries and feed.bozo:
        raise Unreadable(f"not a readable feed: {feed.bozo_exception}"[:200], input=name)
    home = next((url for url in (_text(feed.feed.get("link")), name) if url and url.startswith("http")), "")
    label, language = _text(feed.feed.get("title")), _text(feed.feed.get("language"))
    found = [made for item in feed.entries[:MAX_ENTRIES] if (made := _entry(item, home, language))]
    labels = _labels(label, [entry.url for entry in found], home, name)
    return [replace(entry, outlet=entry.outlet or own) for entry, own in zip(found, labels, strict=True)]


def _labels(label: str | None, links: list[str], home: str, address: str) -> list[str | None]:
    """The outlet of each entry of a feed by the feed's label: that of an aggregator, a search or a collection is none.

    It holds for the pages of the feed's own site, and for those behind one other host if all are (a counter of
    clicks).
    """
    if not label or houses.aggregator(label) or any(map(_gathers, (home, address))):
        return [None] * len(links)
    own = {urls.host(home), urls.host(address) if "://" in address else ""} - {""}
    hosts = [urls.host(link) for link in links]
    alone = len(set(hosts)) == 1 and not _SOUGHT.search(urlsplit(home).query)
    at_home = [any(h == o or urls.below(h, o) or urls.below(o, h) for o in own) for h in hosts]
    return [label if here or alone else None for here in at_home]


def _gathers(url: str) -> bool:
    """Whether an address is one of an aggregator."""
    known = outlets.from_url(url) if "://" in url else None
    return known is not None and known.medium == "aggregator"


_SOUGHT = re.compile(r"(?:^|&)(?:q|query|search|s|keywords?)=")
"""The query of a search."""


def _entry(item: Any, home: str, language: str | None) -> Entry | None:
    """One entry of a feed; None where it names no page (an episode that is a sound file only).

    The text is `content` (`content:encoded`), the summary only where there is none; an entry that says which feed it
    was taken from (`source`) is of that outlet.
    """
    try:
        link = _text(item.get("link"))
        url = urljoin(home, link) if link else _text(item.get("id")) or ""
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")):
        return None
    texts = [text for part in item.get("content", []) if (text := part.get("value") or "").strip()]
    published, modified = _text(item.get("published")) or _text(item.get("created")), None
    if published is None:
        published = _text(item.get("updated"))  # Atom must give it; dc:date comes as this, too
    elif "updated" in item:
        modified = _text(item["updated"])
    source = item.get("source") or {}
    return Entry(
        url,
        plain(item.get("title")) or None,
        published,
        max(texts, key=len) if texts else item.get("summary") or "",
        _text(source.get("title")),
        language,
        tuple(dict.fromkeys(a["name"] for a in item.get("authors") or [] if a.get("name"))),
        modified,
    )


def _sitemap(data: bytes, name: str) -> tuple[list[Entry], list[str]]:
    """The pages and further sitemaps that a sitemap names, these with the one changed last first.

    Pictures and films inside an entry have addresses too.
    """
    pages: list[Entry] = []
    lists: list[tuple[str, str]] = []
    for node in _xml(data, name).iter():
        if (tag := _tag(node)) not in ("url", "sitemap"):
            continue
        said = {_tag(child): _said(child) for child in node}
        url = said.get("loc", "")
        if not url.startswith(("http://", "https://")):
            continue
        if tag == "sitemap" and len(lists) < MAX_ENTRIES:
            lists.append((url, said.get("lastmod", "")))
        elif tag == "url" and len(pages) < MAX_ENTRIES:
            told = {_tag(child): _said(child) for news in node if _tag(news) == "news" for child in news.iter()}
            published, changed = told.get("publication_date"), said.get("lastmod")
            pages.append(
                Entry(
                    url,
                    told.get("title") or None,
                    published or None,
                    outlet=told.get("name") or None,
                    language=told.get("language") or None,
                    modified=changed or None,
                )
            )
    lists.sort(key=lambda pair: pair[1], reverse=True)
    return pages, [url for url, _ in lists]


def _said(node: Any) -> str:
    return (node.text or "").strip()


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
