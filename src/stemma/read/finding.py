"""How inputs are looked for, and what becomes of those that cannot be used: shared by all that finds captures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from stemma.errors import InputError
from stemma.model import Capture, Problem

MAX_BYTES = 20_000_000
"""Default bound on the bytes of one page, after unpacking."""


def problem(error: InputError, name: str = "") -> Problem:
    """The `Problem` that an error of one input is shown as; its kind is the name of the error's class."""
    return Problem(error.input or name, error.message, error.remedy, type(error).__name__)


@dataclass(slots=True)
class Finder:
    """How inputs are looked for; `given` are fields for captures that do not bring their own."""

    given: dict[str, str]
    recursive: bool = True
    max_bytes: int = MAX_BYTES
    kind: str | None = None
    """`dump`, `html` or `body` for files that do not say themselves what they are; None sniffs."""
    fetch: Callable[[str], Iterator[Capture | Problem]] | None = None
    seen: dict[str, str] | None = None
    origin: str | None = None
    """The address that captures are got from: what is of another host by its own word is no page of that host yet."""
    told: set[Path] = field(default_factory=set)
    """Folders whose damaged `trust.txt` was told of."""

    def name(self, capture: Capture, *, own: bool = False) -> Capture:
        """`capture` with an id that no other content of this run has. Ids that were given are never changed.

        But those of a page that another host gives out: it keeps its address, is marked (`fetched_from`), and has an id
        of its own, so that it never stands where the page itself belongs.
        """
        seen = self.seen if self.seen is not None else {}
        if self.origin and capture.url and site(capture.url) != site(self.origin):
            capture = replace(capture, id=f"{capture.id}-from-{site(self.origin)}", fetched_from=self.origin)
        self.seen = seen
        if own:
            seen.setdefault(capture.id, capture.digest)
            return capture
        digest = replace(capture, id="").digest
        if seen.setdefault(capture.id, digest) != digest:
            capture = replace(capture, id=f"{capture.id}-{digest[:8]}")
            seen[capture.id] = digest
        return capture


def looks_html(data: bytes) -> bool:
    """Whether the bytes are HTML: a doctype or several tags of its vocabulary, in whatever encoding."""
    head = data[:200_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return True
    tags = len(
        re.findall(
            rb"</?(?:html|head|body|div|p|a|span|article|section|h[1-6]|br|img|script|meta|li|ul)[\s>/]", head[:50_000]
        )
    )
    return tags >= 3 and tags * 400 > min(len(head), 50_000)


def site(url: str) -> str:
    """The host of an address without what outlets put before it for feeds and phones; empty where it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return re.sub(r"^(?:www|m|amp|feeds?|rss)\.(?=[^.]+\.)", "", host)


def slug(url: str) -> str:
    """An id for a URL: its host and the words at its end, with a short digest of the whole."""
    try:
        parts = urlsplit(url)
        host, path = (parts.hostname or "").removeprefix("www."), parts.path
    except ValueError:  # what a feed calls an address may be none
        host, path = "", ""
    words = re.sub(r"[^\w]+", "-", re.sub(r"\.\w{2,5}$", "", path).rsplit("/", 1)[-1]).strip("-")[:48].strip("-")
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(piece for piece in (host, words, digest) if piece)
