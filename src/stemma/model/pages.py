"""A page as it was got, and the clean text of it with its frame."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
"""`(start, end)` in code points, half-open."""

Spans = tuple[Span, ...]
"""One or more spans in text order: a discontinuous stretch of text."""

CaptureKind = Literal["html", "dump", "body"]
SectionKind = Literal["original", "update", "correction", "live"]
DateOrigin = Literal["declared", "visible", "url", "inferred", "given"]
OutletOrigin = Literal["given", "known", "declared", "visible", "host", "folder"]

_LONE = re.compile("[\ud800-\udfff]")
_CAPTURE_TEXTS = ("url", "outlet", "title", "published", "timezone", "language", "fetched", "encoding", "file")


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes (or text) of one page as it was got, with what is known about where it came from.

    `id` is kept in every output. `kind` says what `content` is: raw HTML, a plain-text dump of a whole page, or a
    body that is clean already and is kept byte for byte. `published`, `title`, `outlet`, `timezone` (IANA name or
    `+hh:mm`) and `language` (BCP 47) are what the giver of the capture says; `fetched` is when it was got.
    """

    id: str
    kind: CaptureKind
    content: bytes | str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    timezone: str | None = None
    language: str | None = None
    fetched: str | None = None
    encoding: str | None = None
    """Character set that the transport declared, if any."""
    file: str | None = None
    """Path or member name that the capture was read from, for messages."""
    fetched_from: str | None = None
    """The address that gave it out, where that is of another host than its `url`: it may not be what it says."""
    owner: str | None = None
    """Who owns the outlet (a name or a host): given with the capture, or by the `trust.txt` beside the page."""

    def __post_init__(self) -> None:
        """Texts are made sound where they enter: no half of a surrogate pair is kept, and offsets stay as they are."""
        for name in ("id", "content", *_CAPTURE_TEXTS):
            value = getattr(self, name)
            if isinstance(value, str) and not value.isascii() and (made := _LONE.sub("\ufffd", value)) != value:
                object.__setattr__(self, name, made)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over kind, URL, given fields and content: equal captures have equal digests."""
        given: tuple[str | None, ...]
        given = (self.kind, self.url, self.outlet, self.title, self.published, self.timezone, self.language)
        if self.fetched_from is not None:
            given = (*given, self.fetched_from)
        if self.owner is not None:
            given = (*given, "owner", self.owner)
        content = self.content if isinstance(self.content, bytes) else self.content.encode("utf-8", "surrogatepass")
        head = "\x1f".join(value or "" for value in given).encode("utf-8", "surrogatepass")
        return hashlib.sha256(head + b"\x1e" + content).hexdigest()


@dataclass(frozen=True, slots=True)
class Section:
    """A dated part of a body. `start`/`end` are offsets into the body; `time` is its own document creation time."""

    kind: SectionKind
    time: str | None
    start: int
    end: int
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Teaser:
    """Another story's headline on the page. `time` as ISO 8601 where it could be resolved, else as printed."""

    title: str
    time: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a page declares to judge (schema.org ClaimReview): the claim in its words, and the rating.

    `rating` are the words of it ("Mostly false"), `value` stands between `worst` and `best`; `claimant` is who is said
    to have made the claim.
    """

    claim: str
    rating: str | None = None
    value: float | None = None
    best: float | None = None
    worst: float | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    claimant: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The clean text of a capture, with its frame (schema.org NewsArticle, ninjs).

    `credits` are agencies whose text it is by its own word, by full name ("Associated Press"). `captions` and
    `caption_credits` run side by side. `free` is schema.org isAccessibleForFree. `flags` name what is odd about the
    page ("modified-before-published", "published-in-future", …) and was therefore not used.
    """

    id: str
    body: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    dateline: str | None = None
    language: str | None = None
    published: str | None = None
    modified: str | None = None
    published_by: DateOrigin | None = None
    modified_by: DateOrigin | None = None
    published_confidence: float | None = None
    timezone: str | None = None
    section: str | None = None
    topics: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    captions: tuple[str, ...] = ()
    caption_credits: tuple[str | None, ...] = ()
    teasers: tuple[Teaser, ...] = ()
    fetched: str | None = None
    free: bool | None = None
    based_on: str | None = None
    flags: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    outlet_by: OutletOrigin | None = None
    """Where the outlet's name is from: given with the capture, known by the address, declared by the page, shown on it
    (the tail of its title, its line of rights), or only the host of its address or the folder of its file."""
    canonical: str | None = None
    """The address that the page gives itself, where that is another one of the same outlet."""
    owner: str | None = None
    """Who owns the outlet (a name or a host): given with the capture, or by the `trust.txt` beside the page."""
