"""Pages that people kept: MHTML ("web page, single file"), HAR (a browser's record of its network), SingleFile HTML.

What such a file says of where and when it was got becomes the capture's address and time.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemma.errors import Unreadable
from stemma.model import Capture, Problem

if TYPE_CHECKING:
    from stemma.read.finding import Finder

_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}\r?\n", re.I)
_PAGE = re.compile(rb"^content-type:\s*(?:multipart/related|text/html)\b", re.I | re.M)
_SAVED = re.compile(rb"^(?:snapshot-content-location|content-location|x-mhtml|mime-version):", re.I | re.M)


def is_mhtml(head: bytes) -> bool:
    """Whether data that begins with `head` is MHTML: mail headers over HTML with its parts (RFC 2557)."""
    match = _HEADERS.match(head.lstrip(b"\xef\xbb\xbf\r\n"))
    return bool(match and _PAGE.search(match[0]) and _SAVED.search(match[0]))


def mhtml(data: bytes, name: str) -> Capture:
    """The capture of an MHTML file: its main document, address and time. Raises `Unreadable` where it has none."""
    import email
    import email.policy
    import email.utils

    from stemma.read.finding import slug

    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=email.policy.compat32)
    start = (message.get_param("start") or "") if message.is_multipart() else ""
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    main = next((part for part in pages if start and part.get("Content-ID") == start), pages[0] if pages else None)
    content = main.get_payload(decode=True) if main is not None else None
    if main is None or not isinstance(content, bytes):
        raise Unreadable("an MHTML file without an HTML page in it", input=name, remedy="save the page anew")
    said = message.get("Snapshot-Content-Location") or main.get("Content-Location") or message.get("Content-Location")
    url = str(said).strip() if said and str(said).strip().startswith(("http://", "https://")) else None
    try:
        when = email.utils.parsedate_to_datetime(str(message.get("Date"))).isoformat()
    except (ValueError, TypeError, IndexError):
        when = None
    return Capture(
        slug(url) if url else Path(name).name,
        "html",
        content,
        url,
        fetched=when,
        encoding=main.get_content_charset(),
        file=name,
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when (ISO 8601) a saved page was got, as far as it says."""

    url: str | None = None
    fetched: str | None = None


_ORIGINS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"<!--\s*Page saved with SingleFile\s+url:\s*(?P<url>https?://\S+)\s+saved date:\s*(?P<date>[^\n]{10,80})",
        r"<!--\s*Saved from (?P<url>https?://\S+) at (?P<date>\S{10,40}) using monolith",
        r"<!--\s*saved from url=\(\d+\)(?P<url>https?://[^\s>]+?)\s*-->",
    )
)
"""The comments of SingleFile, monolith, and of browsers that save a page whole."""


def origin(data: bytes) -> Origin:
    """What the comment at the head of a saved HTML page says of where it is from; empty where there is none."""
    from stemma.read import dates

    head = data[:4096]
    if b"<!--" not in head or b"aved" not in head:
        return Origin()
    text = head.decode("utf-8", "replace")
    for pattern in _ORIGINS:
        if match := pattern.search(text):
            date = match.groupdict().get("date")
            return Origin(match["url"], dates.normal(date) if date else None)
    return Origin()


def is_har(value: Any) -> bool:
    """Whether a JSON value is a HAR file (W3C web performance, HTTP Archive 1.2)."""
    return (
        isinstance(value, dict) and isinstance(value.get("log"), dict) and isinstance(value["log"].get("entries"), list)
    )


def har(value: dict[str, Any], name: str, finder: Finder) -> Iterator[Capture | Problem]:
    """The HTML documents in a HAR file: the first of each page that it lists, else all; frames are left out so."""
    from stemma.read.archives import given
    from stemma.read.finding import slug

    log = value["log"]
    listed = {page.get("id") for page in log.get("pages") or [] if isinstance(page, dict)}
    done: set[Any] = set()
    found = 0
    for entry in log["entries"]:
        got = _document(entry)
        page = entry.get("pageref") if isinstance(entry, dict) else None
        if got is None or (page in listed and page in done):
            continue
        done.add(page)
        url, content, charset = got
        if len(content) > finder.max_bytes:
            yield Problem(url, f"more than {finder.max_bytes:,} bytes", "raise the bound with --max-bytes", "TooLarge")
            continue
        found += 1
        when = entry.get("startedDateTime")
        fetched = when if isinstance(when, str) else None
        yield given(Capture(slug(url), "html", content, url, fetched=fetched, encoding=charset, file=name), finder)
    if not found:
        yield Problem(name, "no HTML page with its text in this HAR file", "save it with content", "EmptyInput")


def _document(entry: Any) -> tuple[str, bytes | str, str | None] | None:
    """(address, content, charset) of a HAR entry that is a successful HTML answer with its text."""
    try:
        url, answer = entry["request"]["url"], entry["response"]
        content = answer["content"]
        text, kind = content["text"], str(content.get("mimeType") or "")
        good = 200 <= int(answer["status"]) < 300
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if not (good and isinstance(text, str) and text.strip() and isinstance(url, str) and url.startswith("http")):
        return None
    if kind.partition(";")[0].strip().casefold() not in ("text/html", "application/xhtml+xml"):
        return None
    if content.get("encoding") != "base64":
        return url, text, None
    try:
        raw = base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return None
    match = re.search(r"charset=[\"']?([\w.:-]+)", kind, re.I)
    return url, raw, match[1] if match else None
