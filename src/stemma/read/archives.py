"""Web archives: WARC files (also packed) and WACZ (WARCs in a zip), record by record.

Of a WARC the successful HTML answers are taken, HTML and text that were stored without an HTTP head (`resource`), and
the text of pages that are there as text only (`conversion`, as in Common Crawl's WET files). A `revisit` says that a
page was as before and `metadata` speaks of one: neither is a page.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from stemma import limits
from stemma.errors import InputError, TooLarge, Unreadable
from stemma.model import Capture, Problem
from stemma.read import payload

if TYPE_CHECKING:
    from stemma.read.finding import Finder

MAX_LISTED = 100_000
"""Pages of a WACZ's own list that are read."""


def is_archive(head: bytes, name: str) -> bool:
    """Whether data that begins with `head` is a WARC or WACZ file."""
    if head.startswith(b"WARC/"):
        return True
    if head.startswith(b"PK\x03\x04"):
        return name.casefold().endswith(".wacz") or b"datapackage.json" in head or b"archive/" in head
    if head.startswith(payload.ZSTD):
        return name.casefold().endswith((".warc.zst", ".wet.zst"))
    if head.startswith(b"\x1f\x8b"):
        return b"WARC/" in payload.first(head)
    return False


def captures(path: Path, finder: Finder, name: str = "") -> Iterator[Capture | Problem]:
    """The pages in a WARC or WACZ file; `name` is what problems call it."""
    with path.open("rb") as file:
        yield from _captures(file, name or str(path), finder)


def captures_in(data: bytes, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    """The pages in WARC or WACZ data."""
    yield from _captures(io.BytesIO(data), name, finder)


def _captures(file: BinaryIO, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    from stemma.read.finding import problem

    head = file.read(4)
    file.seek(0)
    try:
        if head.startswith(b"PK"):
            yield from _wacz(file, name, finder)
        else:
            yield from _warc(file, name, finder)
    except InputError as error:
        yield problem(error, name)


@dataclass(slots=True)
class _Pages:
    """The list of pages of a WACZ (`pages/*.jsonl`): address to the text that was seen there, if it is given."""

    texts: dict[str, str | None] = field(default_factory=dict)
    times: dict[str, str | None] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)


def _wacz(file: BinaryIO, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    """The pages that a WACZ lists (its WARCs hold frames and advertisements too), or all where it lists none of them.

    A listed page whose HTML is not there is read from the text that the list has of it. After the WACZ format 1.1.1.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = [m for m in archive.infolist() if m.filename.endswith((".warc", ".warc.gz", ".warc.zst"))]
            if not members:
                raise Unreadable("a zip file without a WARC in it", input=name, remedy="unpack it first")
            pages = _listed(archive, finder)
            others: list[Capture | Problem] = []
            for member in members:
                if _bomb(member):
                    raise TooLarge("a zip member unpacks to far more than it is", input=f"{name}/{member.filename}")
                with archive.open(member) as warc:
                    for found in _warc(warc, f"{name}/{member.filename}", finder, complain=len(members) == 1):
                        if not isinstance(found, Capture) or not pages.texts:
                            yield found
                        elif (address := _plain(found.url)) in pages.texts:
                            pages.found.add(address)
                            yield found
                        elif not pages.found and len(others) < 1000:
                            others.append(found)
            yield from _from_list(pages, name, finder)
            if not pages.found:  # the list is of another crawl, or of addresses that were redirected
                yield from others
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"damaged zip file: {error}", input=name, remedy="get the file anew") from None


def _bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > limits.FREE + limits.RATIO * member.compress_size


def _listed(archive: zipfile.ZipFile, finder: Finder) -> _Pages:
    """What `pages/pages.jsonl` and its like name; lines that cannot be read are passed over."""
    pages = _Pages()
    for member in archive.infolist():
        if not (member.filename.startswith("pages/") and member.filename.endswith(".jsonl")) or _bomb(member):
            continue
        with archive.open(member) as lines:
            for line in iter(lambda lines=lines: lines.readline(finder.max_bytes), b""):  # type: ignore[misc]
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(value, dict) and isinstance(value.get("url"), str) and len(pages.texts) < MAX_LISTED:
                    text, when = value.get("text"), value.get("ts")
                    pages.texts.setdefault(_plain(value["url"]), text if isinstance(text, str) else None)
                    pages.times.setdefault(_plain(value["url"]), when if isinstance(when, str) else None)
    return pages


def _from_list(pages: _Pages, name: str, finder: Finder) -> Iterator[Capture]:
    """Dumps of the listed pages that were not found as HTML and whose text the list has."""
    from stemma.read.finding import slug

    for url, text in pages.texts.items():
        if text and text.strip() and url not in pages.found and url.startswith("http"):
            pages.found.add(url)
            capture = Capture(slug(url), "dump", text, url, fetched=pages.times.get(url), file=name)
            yield given(capture, finder)


def _plain(url: str | None) -> str:
    return (url or "").partition("#")[0]


def _warc(file: Any, name: str, finder: Finder, *, complain: bool = True) -> Iterator[Capture | Problem]:
    """The pages of one WARC; `complain` gives a `Problem` where there is none."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    found: set[str] = set()
    same = 0
    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.revisit
    try:
        for record in ArchiveIterator(file, record_types=kinds, parse_http=True):
            if record.record_type == WarcRecordType.revisit:
                same += 1
                continue
            url = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
            if record.record_type == WarcRecordType.conversion and url in found:
                continue  # the text of a page that was read
            capture = _page(record, url, name, finder)
            if capture is not None:
                found.add(url)
                yield capture
    except (RuntimeError, OSError, ValueError, EOFError) as error:
        yield Problem(name, f"damaged WARC: {error}"[:200], "what stood before it was read", "Unreadable")
        return
    if not found and complain:
        reason = "only revisits, which say that pages were as before" if same else "no HTML page in this WARC"
        yield Problem(name, reason, "give the WARC that they refer to" if same else "", "EmptyInput")


_KINDS: dict[str, Literal["html", "dump"]] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "dump",
}  # fmt: skip


def _page(record: Any, url: str, name: str, finder: Finder) -> Capture | Problem | None:
    """The capture of one record; None where it is no page that was got."""
    from stemma.read.finding import looks_html, slug

    http = record.http_headers
    if not url.startswith(("http://", "https://")):
        return None
    transfer = content = ""
    charset = None
    if http is not None:
        if http.status_code is not None and not 200 <= int(http.status_code) < 300:
            return None
        if (record.http_content_type or "text/html") not in ("text/html", "application/xhtml+xml"):
            return None
        charset = record.http_charset
        transfer, content = http.get("Transfer-Encoding") or "", http.get("Content-Encoding") or ""
    said = str(record.headers.get("Content-Type") or "").partition(";")[0].strip().casefold()
    if http is None and said and said not in _KINDS:
        return None
    try:
        data = payload.decoded(record.reader.read(finder.max_bytes + 1), transfer, content, finder.max_bytes, url)
    except InputError as error:
        return Problem(url, error.message, error.remedy, type(error).__name__)
    kind: Literal["html", "dump"] = "html" if http is not None or looks_html(data) else "dump"
    if not data.strip() or (kind == "dump" and _KINDS.get(said) != "dump"):
        return None
    when = record.record_date
    capture = Capture(
        slug(url), kind, data, url, fetched=when.isoformat() if when else None, encoding=charset, file=name
    )
    return given(capture, finder)


def given(capture: Capture, finder: Finder) -> Capture:
    """`capture` with what was given for all, and an id of its own."""
    fields = {k: v for k, v in finder.given.items() if getattr(capture, k) is None}
    return finder.name(replace(capture, **fields))  # type: ignore[arg-type]
