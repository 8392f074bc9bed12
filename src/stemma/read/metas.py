"""Meta elements (OpenGraph, Dublin Core, parsely, …), microdata, and elements that are marked as author."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from stemma.read import bylines, dates, reviews
from stemma.read.declaration import Declared, add_author, is_true, keywords, plain
from stemma.read.titles import Title

_TITLE = {
    "og:title": "shared",
    "twitter:title": "tweet",
    "dc.title": "meta",
    "sailthru.title": "meta",
    "parsely-title": "meta",
    "headline": "meta",
}
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "article.published", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created", "pubdate",
    "publishdate", "publish-date", "publish_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "article_date_original", "originalpublicationdate", "date", "ptime", "bt:pubdate", "rnews:datepublished",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "article:updated_time", "datemodified", "article.updated",
    "dcterms.modified", "dc.date.modified", "lastmod", "last-modified", "last_updated_date", "article_date_updated",
    "utime", "cxenseparse:recs:articlemodified", "revised", "rnews:datemodified",
)  # fmt: skip
_AUTHOR = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "article.author",
    "article:author_name",
    "cxenseparse:author",
    "author_name",
    "og:article:author",
    "dcterms.creator",
    "twitter:data1",
)
_SOURCE = ("syndication-source", "original-source", "dc.source", "dcterms.source")
"""Marks of syndication: where the story is from, as an address or a name."""
_SECTION = ("article:section", "parsely-section", "section", "og:section", "cxenseparse:section", "article.section")
_TOPICS = ("news_keywords", "article:tag", "keywords", "parsely-tags", "sailthru.tags", "og:article:tag")


def read(tree: Any, found: Declared, url: str | None) -> None:
    """Adds to `found` what the meta elements of an lxml HTML tree say; `url` is for relative links."""
    values: dict[str, list[str]] = {}

    def get(name: str) -> list[str]:
        return values.get(_key(name), [])

    for node in tree.iter("meta"):
        name = _key(node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv") or "")
        content = node.get("content")
        if name and content and content.strip() and len(content) < 5000:
            values.setdefault(name, []).append(content.strip())
    found.titles += [Title(_TITLE[name], text) for name in _TITLE for v in get(name)[:1] if (text := plain(v))]
    title = tree.find(".//title")
    if title is not None and (text := plain(title.text_content() if hasattr(title, "text_content") else title.text)):
        found.titles.append(Title("title", text))
    for names, into in ((_PUBLISHED, found.published), (_MODIFIED, found.modified)):
        for name in names:
            into += [iso for value in get(name)[:1] if (iso := dates.normal(value))]
    if not found.authors:
        for name in _AUTHOR:
            if name == "twitter:data1" and not any(
                "by" in v.casefold() or "von" in v.casefold() or "auteur" in v.casefold() for v in get("twitter:label1")
            ):
                continue
            for value in get(name)[:12]:
                if value.startswith("http"):
                    value = _author_of_url(value)
                add_author(found, plain(value), None)
            if found.authors:
                break
    found.site = next(
        (
            plain(v)
            for name in (
                "og:site_name",
                "application-name",
                "apple-mobile-web-app-title",
                "dc.publisher",
                "cxenseparse:site",
            )
            for v in get(name)
            if plain(v)
        ),
        None,
    )
    found.section = found.section or next(
        (plain(v) for name in _SECTION for v in get(name) if plain(v) and not v.startswith("http")), None
    )
    if not found.topics:
        for name in _TOPICS:
            found.topics += [word for value in get(name) for word in keywords(value)]
            if found.topics:
                break
    address = next((v for v in get("og:url") if v.startswith("http")), None)
    canonical = next(
        (n.get("href") for n in tree.iter("link") if (n.get("rel") or "").casefold() == "canonical" and n.get("href")),
        None,
    )
    link = canonical or address
    try:
        found.url = urljoin(url or "", link) if link else None
        if found.url and not urlsplit(found.url).path.strip("/"):
            found.url = None  # a canonical link to the front page is a mistake
    except ValueError:
        found.url = None
    language = tree.get("lang") if tree.tag == "html" else None
    locale = next(iter(get("og:locale") + get("content-language") + get("language")), None)
    found.language = found.language or language or locale
    if found.based_on is None:
        found.based_on = next((plain(v) for name in _SOURCE for v in get(name) if plain(v)), None)
    tier = next(iter(get("article:content_tier")), "").casefold()
    if found.free is None and tier in ("free", "metered", "locked"):
        found.free = tier == "free"


@functools.lru_cache(2048)
def _key(name: str) -> str:
    """A meta name without what parts its words: "article:published_time" and "article:published:time" are one."""
    return re.sub(r"[^a-z0-9]+", "", name[:80].casefold())


def _author_of_url(url: str) -> str:
    """The name in ".../author/jane-roe"; empty where the address is of another kind."""
    match = re.search(
        r"/(?:authors?|by|profile|people|staff|journalists?|autor(?:en)?)/([a-z]+(?:-[a-z]+){1,3})/?$", unquote(url)
    )
    return match[1].replace("-", " ").title() if match else ""


def marked_byline(tree: Any) -> tuple[list[str], list[str]]:
    """(persons, agencies) in the elements that a page marks as its author's (`rel`, `itemprop` or class).

    The first ones under the page's headline that read like a byline, with their siblings; above it only those that
    stand in one box with it. Those of menus, asides, pictures, comments and of other stories (under a heading that
    is a link) are not the story's.
    """
    head = _headline(tree)
    place = "above" if head is not None else "under"
    found: dict[str, tuple[list[str], list[str]]] = {}
    parents: dict[str, Any] = {}
    for node in tree.iter("a", "span", "div", "p", "address", "li", "ul", "h1", "h2", "h3", "h4"):
        if node.tag[0] == "h":
            linked = node.find(".//a") is not None or any(above.tag == "a" for above in node.iterancestors())
            place = "under" if node is head else "elsewhere" if linked and node is not head else place
            continue
        names = f"{node.get('rel') or ''} {node.get('itemprop') or ''} {node.get('class') or ''}"
        if place == "elsewhere" or not _AUTHOR_MARK.search(names) or _NOT_OF_STORY.search(names):
            continue
        above = node.getparent()
        if place in found and above is not parents[place]:
            if place == "under":
                break
            continue
        by = bylines.parse("\n".join(_pieces(node))) or bylines.parse(plain(node.text_content()[:400]))
        if by is None or any(box.tag in _OTHER_BOXES for box in node.iterancestors()):
            continue
        if place == "above" and head not in set(_near(node)):
            continue
        authors, agencies = found.setdefault(place, ([], []))
        parents[place] = above
        authors += [name for name in by.authors if name not in authors]
        agencies += [name for name in by.agencies if name not in agencies]
    return found.get("under") or found.get("above") or ([], [])


_AUTHOR_MARK = re.compile(
    r"(?:^|[\s_-])(?:author|byline|autor|auteur|writer)(?:s|[_-]?(?:name|link|text|info))*(?:$|[\s_-])", re.I
)
_OTHER_BOXES = frozenset(("nav", "aside", "footer", "figure", "figcaption"))
_NOT_OF_STORY = re.compile(r"comment|related|recommend|teaser|promo|photo|image|caption|menu", re.I)


def _headline(tree: Any) -> Any:
    """The first-level heading that shares most words with the page's title; None where there is none."""
    title = tree.find(".//title")
    words = set(plain(title.text_content()).casefold().split()) if title is not None else set()
    heads = [h for h in tree.iter("h1") if not any(box.tag in _OTHER_BOXES for box in h.iterancestors())]
    return max(heads, key=lambda h: len(words & set(plain(h.text_content()).casefold().split())), default=None)


def _near(node: Any) -> Iterator[Any]:
    """The headings in the boxes around an element, three levels up."""
    for _, box in zip(range(3), node.iterancestors(), strict=False):
        if box.tag not in ("body", "html", "main"):
            yield from box.iter("h1")


def _pieces(node: Any) -> Iterator[str]:
    """The texts in an element, one for each element in it."""
    for text in node.itertext():
        if piece := " ".join(text.split()):
            yield piece


def microdata(tree: Any, found: Declared) -> None:
    """Publication and change times, authors and headline of the first microdata article, and fact-checks; gaps only."""
    found.reviews = found.reviews or reviews.of_microdata(tree)
    article = next(
        (
            n
            for n in tree.iter()
            if isinstance(n.tag, str) and re.search(r"schema\.org/\w*(?:Article|Posting)\b", n.get("itemtype") or "")
        ),
        None,
    )
    scope = article if article is not None else tree
    for node in scope.iter():
        if not isinstance(node.tag, str):
            continue
        names = (node.get("itemprop") or "").split()
        if not names:
            continue
        value = node.get("content") or node.get("datetime") or ""
        if ("datePublished" in names or "dateCreated" in names) and (iso := dates.normal(value)):
            found.published.append(iso)
        elif "dateModified" in names and (iso := dates.normal(value)):
            found.modified.append(iso)
        elif "author" in names and article is not None and not found.authors:
            inner = next(
                (n for n in node.iter() if isinstance(n.tag, str) and "name" in (n.get("itemprop") or "").split()), node
            )
            text = plain(inner.get("content") or inner.text_content())
            if len(text) < 100:
                add_author(found, text, None)
        elif "isAccessibleForFree" in names and found.free is None:
            found.free = is_true(value or node.text_content())
        elif "isBasedOn" in names and article is not None and not found.based_on:
            found.based_on = plain(value or node.get("href") or node.text_content()) or None
        elif "correction" in names and article is not None:
            found.corrections += [text for text in [plain(value or node.text_content())] if text]
        elif "headline" in names and article is not None and all(title.source != "item" for title in found.titles):
            found.titles.append(Title("item", plain(value or node.text_content())))
