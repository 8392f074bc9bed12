"""One turn of one job: a list or a page is got, and what is in it is told. Knows no library."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urljoin, urlsplit

from stemma import clock, limits
from stemma.errors import InputError, Unreadable
from stemma.model import Capture, Problem
from stemma.read import feeds, payload
from stemma.read.fetch import Fetcher
from stemma.read.finding import Finder
from stemma.read.sources import from_bytes

LATEST = 10
"""Parts of a sitemap index that are followed: those changed last. The others are the archive."""
_LISTS = threading.Lock()
"""One list is read at a time: no second one waits for a processor, and no two are in memory as trees."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be looked at: a `list` again and again, a `page` or a `file` once for each change."""

    name: str
    """Its address, or the path of a file."""
    kind: Literal["list", "page", "file"]
    source: str = ""
    """The list, or the folder, that named it."""
    stamp: str = ""
    etag: str | None = None
    modified: str | None = None
    rank: int = 0
    """Seconds since 1970 of its publication: later ones go first."""
    failures: int = 0
    period: int = 0
    """Seconds between two looks at a list."""
    looked: str | None = None
    """When a list was last read without a fault."""
    sure: bool = False
    """Whether it must be a list, because a list said so; else what comes decides."""
    again: bool = False
    """Whether the page was got before."""

    @property
    def host(self) -> str:
        """The host that must be asked; empty for files."""
        return urlsplit(self.name).netloc.casefold() if is_address(self.name) else ""


@dataclass(slots=True)
class Named:
    """A page that a list names, with its text where the list carries it."""

    url: str
    stamp: str
    rank: int
    capture: Capture | None = None


@dataclass(slots=True)
class Turn:
    """What one look at a job gave."""

    job: Job
    found: list[Capture | Problem] = field(default_factory=list)
    pages: list[Named] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    etag: str | None = None
    modified: str | None = None
    changed: bool = True
    """False where the server, or the disk, says that nothing has."""
    error: InputError | None = None
    sure: bool = True
    """Whether `lists` are lists for certain."""

    @property
    def heavy(self) -> bool:
        """Whether there are pages in it."""
        return bool(self.found) or any(page.capture for page in self.pages)


def is_address(name: str) -> bool:
    """Whether it is to be got over the network."""
    return re.match(r"https?://", name, re.I) is not None


def take(job: Job, fetcher: Fetcher, given: dict[str, str]) -> Turn:
    """Get what `job` names and tell what is in it. Raises nothing that an input can cause."""
    finder = Finder(given, max_bytes=fetcher.max_bytes, seen={})
    try:
        return _take(job, fetcher, finder)
    except InputError as error:
        return Turn(job, error=error)


def _take(job: Job, fetcher: Fetcher, finder: Finder) -> Turn:
    if job.etag or job.modified:
        fetcher.validators[job.name] = job.etag, job.modified
    try:
        capture = fetcher.get(job.name)
        etag, modified = fetcher.validators.get(job.name, (None, None))
    finally:
        fetcher.validators.pop(job.name, None)
    turn = Turn(job, etag=etag, modified=modified, changed=capture is not None)
    if capture is None:
        return turn
    assert isinstance(capture.content, bytes)
    finder = replace(finder, origin=capture.url)
    if job.kind == "list":
        if _told(turn, capture.content, capture.url or job.name, finder):
            return turn
        if job.sure:
            raise Unreadable(
                "a page came, not a feed", input=job.name, remedy="open it in a browser: it may have moved"
            )
        turn.job = replace(job, again=job.looked is not None)
    turn.found = list(from_bytes(capture.content, job.name, finder, replace(capture, file=job.name)))
    return turn


def listed(turn: Turn, data: bytes, name: str, finder: Finder) -> bool:
    """Put what a list names into `turn`; False where `data` is none. Raises `InputError`."""
    if data[:3] == b"\x1f\x8b\x08":
        data = payload.gunzip(data, finder.max_bytes, name)
    entries: list[feeds.Entry]
    lists: list[str] = []
    with _LISTS:
        if feeds.is_list(data[:8192]):
            entries, lists = feeds.entries(data, name)
            if b"<sitemapindex" in data[:4000].lower():
                lists = lists[:LATEST]
        elif (value := _json_feed(data, name)) is not None:
            entries = feeds.entries_of_json(value, name)
        elif (addresses := _addresses(data)) is not None:
            entries, lists, turn.sure = [], addresses, False
        else:
            return False
    turn.lists = lists
    turn.pages = [_named(entry, finder, name) for entry in entries if is_address(entry.url)]
    return True


def _told(turn: Turn, data: bytes, name: str, finder: Finder) -> bool:
    """Whether it is a list, or the front page of a site with a feed: what it names is in `turn` then."""
    if listed(turn, data, name, finder):
        return True
    if urlsplit(name).path.strip("/"):
        return False
    turn.lists = list(declared(data, name))[:1]
    return bool(turn.lists)


def _named(entry: feeds.Entry, finder: Finder, name: str) -> Named:
    from stemma.read import dates

    capture = finder.name(feeds.capture_of(entry, finder, name)) if feeds.is_whole(entry) else None
    said = (entry.title, entry.modified, entry.html if capture else None)
    stamp = hashlib.sha256(json.dumps(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    moment = clock.bounds(dates.normal(entry.published or entry.modified), "UTC")
    return Named(entry.url, stamp, int(moment[0].timestamp()) if moment else 0, capture)


def declared(data: bytes, base: str) -> Iterator[str]:
    """Addresses of the feeds that a page declares (`<link rel="alternate">`)."""
    for tag in re.findall(rb"<link\b[^<>]{0,2000}>", data[:500_000], re.I):
        said = {
            key.decode().casefold(): (quoted or bare).decode("utf-8", "replace")
            for key, _, quoted, bare in re.findall(rb"([\w-]+)\s*=\s*(?:([\"'])(.*?)\2|([^\s\"'>]+))", tag)
        }
        if "alternate" in said.get("rel", "").casefold().split() and re.search(
            r"\b(?:rss|atom)\+xml|\bfeed\+json", said.get("type", ""), re.I
        ):
            try:
                address = urljoin(base, said.get("href", "").replace("&amp;", "&"))
            except ValueError:
                continue
            if is_address(address):
                yield address


def _json_feed(data: bytes, name: str) -> dict[str, object] | None:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    try:
        value = limits.json_value(data.decode("utf-8-sig"), name, limits.SKELETON_OF_DOCUMENT)
    except (ValueError, RecursionError):
        return None
    return value if feeds.is_json_feed(value) else None


def _addresses(data: bytes) -> list[str] | None:
    """The addresses of a text that has one on each line, and remarks (`#`); None where it is no such text."""
    if len(data) > feeds.MAX_FEED:
        return None
    try:
        lines = [line.strip() for line in data.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        return None
    lines = [line for line in lines if line and not line.startswith("#")]
    return list(dict.fromkeys(lines)) if lines and all(re.fullmatch(r"https?://\S+", line) for line in lines) else None
