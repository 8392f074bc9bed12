"""Web archives: WARC files (also gzipped) and WACZ (WARCs in a zip), record by record; gzip within bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from stemma.errors import InputError, TooLarge, Unreadable
from stemma.model import Capture, Problem

if TYPE_CHECKING:
    from stemma.read.finding import Finder

MAX_RATIO = 1000
"""How much larger than its packed form data may become; gzip's own limit is about 1030, so only bombs come near."""


def is_archive(head: bytes, name: str) -> bool:
    """Whether data that begins with `head` is a WARC or WACZ file."""
    if head.startswith(b"WARC/"):
        return True
    if head.startswith(b"PK\x03\x04"):
        return name.casefold().endswith(".wacz") or b"datapackage.json" in head or b"archive/" in head
    if head.startswith(b"\x1f\x8b"):
        return b"WARC/" in first(head)
    return False


def first(head: bytes) -> bytes:
    """The first 4096 unpacked bytes behind a gzip head; empty where it is none."""
    try:
        return zlib.decompressobj(31).decompress(head, 4096)
    except zlib.error:
        return b""


def gunzip(data: bytes, max_bytes: int, name: str) -> bytes:
    """Unpacked gzip data of one or more members.

    Raises `TooLarge` beyond `max_bytes` (times 50 for JSON Lines is not granted here) and `Unreadable` where damaged.
    """
    out: list[bytes] = []
    size = 0
    rest = data
    while rest:
        machine = zlib.decompressobj(31)
        while rest and not machine.eof:
            try:
                piece = machine.decompress(rest, 1 << 20)
            except zlib.error:
                raise Unreadable("damaged gzip data", input=name, remedy="get the file anew") from None
            rest = machine.unconsumed_tail if not machine.eof else b""
            out.append(piece)
            size += len(piece)
            if size > max_bytes:
                raise TooLarge(f"unpacks to more than {max_bytes:,} bytes", input=name, remedy="raise --max-bytes")
            if not piece and not machine.eof:
                break
        if not machine.eof:
            raise Unreadable("gzip data ends too early", input=name, remedy="get the file anew")
        rest = machine.unused_data.lstrip(b"\x00")
    return b"".join(out)


def captures(path: Path, finder: Finder) -> Iterator[Capture | Problem]:
    """The HTML pages in a WARC or WACZ file."""
    with path.open("rb") as file:
        yield from _captures(file, str(path), finder)


def captures_in(data: bytes, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    """The HTML pages in WARC or WACZ data."""
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


def _wacz(file: BinaryIO, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [m for m in archive.infolist() if m.filename.endswith((".warc", ".warc.gz"))]
            if not members:
                raise Unreadable("a zip file without a WARC in it", input=name, remedy="unpack it first")
            for member in members:
                if member.file_size > max(MAX_RATIO * max(member.compress_size, 1), 1 << 20):
                    raise TooLarge("a zip member unpacks to far more than it is", input=f"{name}/{member.filename}")
                with archive.open(member) as warc:
                    yield from _warc(warc, f"{name}/{member.filename}", finder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"damaged zip file: {error}", input=name, remedy="get the file anew") from None


def _warc(file: Any, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    from stemma.model import Problem

    found = 0
    try:
        wanted = WarcRecordType.response | WarcRecordType.resource
        for record in ArchiveIterator(file, record_types=wanted, parse_http=True):
            capture = _page(record, name, finder)
            if capture is not None:
                found += 1
                yield capture
    except (RuntimeError, OSError, ValueError, EOFError) as error:
        yield Problem(name, f"damaged WARC: {error}"[:200], "what stood before it was read", "Unreadable")
        return
    if not found:
        yield Problem(name, "no HTML page in this WARC", "", "EmptyInput")


def _page(record: Any, name: str, finder: Finder) -> Capture | Problem | None:
    """The capture of one response record; None where it is no successful HTML page."""
    from dataclasses import replace

    from stemma.read.finding import looks_html, slug

    url = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
    http = record.http_headers
    if not url.startswith(("http://", "https://")):
        return None
    charset = None
    coding = ""
    if http is not None:
        status = http.status_code
        if status is not None and not 200 <= int(status) < 300:
            return None
        if (record.http_content_type or "text/html") not in ("text/html", "application/xhtml+xml"):
            return None
        charset = record.http_charset
        coding = (http.get("Content-Encoding") or "").casefold()
    raw = record.reader.read(finder.max_bytes + 1)
    try:
        data = unpack(raw, coding, finder.max_bytes, url)
    except InputError as error:
        return Problem(url, error.message, error.remedy, "TooLarge" if isinstance(error, TooLarge) else "Unreadable")
    if len(data) > finder.max_bytes:
        return Problem(url, f"more than {finder.max_bytes:,} bytes", "raise the bound with --max-bytes", "TooLarge")
    if not data.strip() or (http is None and not looks_html(data)):
        return None
    when = record.record_date
    capture = Capture(
        id=slug(url),
        kind="html",
        content=data,
        url=url,
        fetched=when.isoformat() if when else None,
        encoding=charset,
        file=name,
    )
    fields = {k: v for k, v in finder.given.items() if getattr(capture, k) is None}
    return finder.name(replace(capture, **fields))  # type: ignore[arg-type]


def unpack(data: bytes, coding: str, max_bytes: int, name: str) -> bytes:
    """A response body without its Content-Encoding (gzip, deflate, br where installed), bounded by `max_bytes`."""
    if "gzip" in coding and data.startswith(b"\x1f\x8b"):
        return gunzip(data, max_bytes, name)
    if "deflate" in coding:
        for bits in (15, -15):
            try:
                out = zlib.decompressobj(bits).decompress(data, max_bytes + 1)
            except zlib.error:
                continue
            if len(out) > max_bytes:
                raise TooLarge(f"unpacks to more than {max_bytes:,} bytes", input=name)
            return out
        raise Unreadable("damaged deflate data", input=name)
    if coding.strip() == "br":
        raise Unreadable("packed with Brotli", input=name, remedy="record without Brotli")
    return data
