"""Addresses of pages: whose host they are on, and which of them are of one page. Imports nothing of ours.

An archive, a cache and a counter are no publishers: what they show is the page whose address they carry (`original`).
The forms of a page for phones, printers and AMP, and a new headline around the number of a page, are one page (`page`).
"""

from __future__ import annotations

import functools
import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|cmpid|ocid|ref|ref_src|smid|sref)$")
_FORMS = re.compile(r"^(?:amp|print|printable|mobile|outputtype|singlepage|view|page|m)$")
_FORM = re.compile(r"^(?:|1|true|yes|all|amp|print|printable|mobile|m)$")
"""Names and values in a query that together ask for another form of the page, and for no other page."""
_SUBDOMAINS = re.compile(r"^(?:www\d?|m|amp|mobile|wap|touch)\.(?=[^.]+\.)")
_INNER = re.compile(r"https?:/{1,2}(?=[\w-]+\.)", re.I)
_ARCHIVES = re.compile(
    r"(?:^|\.)(?:web\.archive\.org|archive\.(?:ph|is|today|li|vn|md|fo)|webarchive\.\w[\w.-]+|arquivo\.pt"
    r"|webcache\.googleusercontent\.com|perma-archives\.org)$"
)
"""Archives of the web, which have the address of the page in their own."""
_STAMPED = re.compile(r"/(?:19|20)\d{12}(?:[a-z]{2}_)?/https?:/{1,2}[\w-]+\.", re.I)
"""What an archive of anybody's (OpenWayback, pywb) puts before the address of a page: the moment of the capture."""
_PUBLIC_SUFFIXES = re.compile(r"^(?:(?:com?|org|net|ac|gov|gob|gouv|govt|go|gv|edu|ne|or)\.)?[a-z]{2,}$")
"""Domains below which everybody has one of his own, as far as their form tells."""


def parts(url: str | None) -> SplitResult | None:
    """An address in its parts; None where it is none."""
    try:
        found = urlsplit((url or "").strip())
        _ = found.hostname, found.port
    except ValueError:
        return None
    return found


@functools.lru_cache(4096)
def original(url: str) -> str:
    """The address of the page that an archive, a cache of AMP or a search engine's cache shows; else `url` itself."""
    found = parts(url)
    host = (found.hostname or "") if found else ""
    if found is None or not host:
        return url
    if host.endswith(".cdn.ampproject.org") or (host.startswith("www.google.") and found.path.startswith("/amp/")):
        inner = re.sub(r"^/(?:amp|[a-z](?=/))/(?:s/)?", "", found.path)
        return f"https://{inner}" if re.match(r"[\w-]+(?:\.[\w-]+)+(?:/|$)", inner) else url
    if _ARCHIVES.search(host) or _STAMPED.search(found.path):
        rest = unquote(url.strip()[url.strip().find(host) + len(host) :])
        if match := _INNER.search(rest):
            return re.sub(r"^(https?):/+", r"\1://", rest[match.start() :], flags=re.I)
    return url


def host(url: str | None) -> str:
    """The host of the page, without `www.` and what stands there for phones; empty where there is none."""
    found = parts(original(url)) if url else None
    return _SUBDOMAINS.sub("", (found.hostname or "").lower().rstrip(".")) if found else ""


def below(inner: str, outer: str) -> bool:
    """Whether host `inner` lies below `outer`, a domain of somebody ("news.tidewater.example", "tidewater.example")."""
    return inner.endswith(f".{outer}") and not _PUBLIC_SUFFIXES.match(outer)


@functools.lru_cache(4096)
def address(url: str) -> str:
    """`url` without what does not change the page.

    Scheme, `www.`, default port, fragment, tracking, final slash; the forms for phones, printers and AMP; and what an
    archive or a cache puts around it.
    """
    found = parts(original(url))
    if found is None:
        return url
    port = f":{found.port}" if found.port not in (None, 80, 443) else ""
    query = [
        (name, value)
        for name, value in parse_qsl(found.query, True)
        if not _TRACKING.match(name.lower()) and not (_FORMS.match(name.lower()) and _FORM.match(value.lower()))
    ]
    path = re.sub(r"^/(?:amp|print|mobile)(?=/.)|/(?:amp|print|printable)/?$", "", found.path, flags=re.I)
    path = re.sub(r"(?:\.amp|[_.-]print)(?=\.html?$)|\.amp$", "", path, flags=re.I).rstrip("/")
    return f"{host(url)}{port}{path}" + (f"?{urlencode(sorted(query))}" if query else "")


_DAY = r"(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9]))"
_NUMBER = re.compile(
    rf"(?<![0-9]){_DAY}[0-9]{{6,}}(?=(?:\.\w+)?$)"  # .../new-headline/a-71456789
    rf"|(?<=/){_DAY}[0-9]{{6,}}(?=[/-][a-z][^/]*$)",  # .../71456789/new-headline, .../71456789-new-headline
    re.I,
)
"""The number of a page at the end of its path or before the words at its end; eight digits that are a day are none."""


def number(url: str) -> str | None:
    """The number in an address (".../new-headline/a-71456789"), which stays where the words change."""
    match = _NUMBER.search(address(url).partition("?")[0])
    return match.group() if match else None


def page(url: str) -> str:
    """A key for the page at an address: its host and number where it has one, else `address`.

    Newsrooms put the headline into the address and change both; the number of the page stays.
    """
    own = number(url)
    return f"{host(url)}#{own}" if own else address(url)
