"""Whose an article is: its outlet, the agencies it credits, and its address, as keys that can be compared."""

from __future__ import annotations

import functools
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from stemma import outlets
from stemma.model import Article
from stemma.text import fold

_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|cmpid|ocid|ref|ref_src|smid|sref)$")


@functools.lru_cache(4096)
def key(name: str) -> str:
    """One key for all spellings of a known house ("AP", "The Associated Press"); the folded name of another."""
    known = outlets.identify(name)
    return known.key if known else fold(name).removeprefix("the ")


def outlet(article: Article) -> str | None:
    """The key of the article's outlet, by its name or else by its address; None if neither is known."""
    if article.outlet:
        return key(article.outlet)
    known = outlets.from_url(article.url) if article.url else None
    return known.key if known else _host(article.url) or None


def _host(url: str | None) -> str:
    try:
        return re.sub(r"^(?:www|m|amp|mobile)\.", "", urlsplit((url or "").strip()).hostname or "")
    except ValueError:
        return ""


def credits(article: Article) -> frozenset[str]:
    """The keys of the agencies that the article credits."""
    return frozenset(key(credit) for credit in article.credits)


_PUBLIC = re.compile(
    r"(?:^|\.)(?:(?:gov|mil|police)(?:\.[a-z]{2})?|(?:gob|gouv|govt|gov|gub|go|gv|gc|admin|bund)\.[a-z]{2}|europa\.eu)$"
)
"""Domains that only bodies of a state are given."""


def public(article: Article) -> bool:
    """Whether the page is published by a public body itself: on a domain for such bodies, and no news house we know."""
    hosts = [article.outlet or "", (urlsplit(article.url).hostname or "") if article.url else ""]
    if article.outlet and outlets.identify(article.outlet):
        return False
    return any(_PUBLIC.search(host.casefold()) for host in hosts if " " not in host)


def is_agency(article: Article) -> bool:
    """Whether the outlet itself is a known agency."""
    return (outlet(article) or "").startswith("agency:")


@functools.lru_cache(4096)
def address(url: str) -> str:
    """`url` without what does not change the page: scheme, `www.`, default port, fragment, tracking, final slash."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    query = [(name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.match(name.lower())]
    path = parts.path.rstrip("/")
    return f"{host}{port}{path}" + (f"?{urlencode(sorted(query))}" if query else "")


_NUMBER = re.compile(
    r"(?<![0-9])(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9]))[0-9]{6,}(?=(?:\.\w+)?$)"
)
"""The number of a page at the end of its path; eight digits that are a day are none."""


def number(url: str) -> str | None:
    """The number that an address ends with (".../new-headline/a-71456789"), which stays where the words change."""
    try:
        match = _NUMBER.search(urlsplit(url.strip()).path.rstrip("/"))
    except ValueError:
        return None
    return match.group() if match else None


def page(url: str) -> str:
    """A key for the page at an address: its host and number where it ends with one, else `address`.

    Newsrooms put the headline into the address and change both; the number of the page stays.
    """
    own = number(url)
    return f"{_host(url)}#{own}" if own else address(url)


def same_page(a: Article, b: Article) -> bool:
    """Whether the two are captures of one page."""
    return bool(a.url and b.url) and page(a.url or "") == page(b.url or "")


def same_outlet(a: Article, b: Article) -> bool:
    """Whether the two are from one outlet, as far as it is known."""
    first = outlet(a)
    return first is not None and first == outlet(b)
