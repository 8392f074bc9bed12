"""Web archives: WARC files (also gzipped) and WACZ (WARCs in a zip), record by record; gzip within bounds."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from stemma import limits
from stemma.errors import InputError, TooLarge, Unreadable
from stemma.model import Capture, Problem

if TYPE_CHECKING:
    from stemma.read.finding import Finder


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


def gunzip(data: bytes, max_bytes: int, name: str, *, cut: bool = False) -> bytes:
    """Unpacked gzip data of one or more members, never more than `max_bytes` in memory.

    Raises `TooLarge` beyond `max_bytes` and `Unreadable` where damaged or (unless `cut`) too short.
    """
    out: list[bytes] = []
    left = max_bytes
    rest = data
    while rest:
        try:
            piece, rest, whole = limits.inflate(rest, left, 31, lambda: _bomb(max_bytes, name))
        except zlib.error:
            raise Unreadable("damaged gzip data", input=name, remedy="get the file anew") from None
        if not whole and not cut:
            raise Unreadable("gzip data ends too early", input=name, remedy="get the file anew")
        out.append(piece)
        left -= len(piece)
        rest = rest.lstrip(b"\x00")
    return b"".join(out)


def _bomb(max_bytes: int, name: str) -> TooLarge:
    return TooLarge(f"unpacks to more than {max_bytes:,} bytes", input=name, remedy="raise the bound with --max-bytes")


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
                if member.file_size > limits.FREE + limits.RATIO * member.compress_size:
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
    """A response body without its Content-Encoding, bounded by `max_bytes`: one layer of gzip or deflate.

    What says gzip and is not packed is taken as it is. Raises `TooLarge` beyond the bound, and `Unreadable` where it is
    damaged or packed in another way, or more than once.
    """
    layers = [layer for part in coding.casefold().split(",") if (layer := part.strip()) not in ("", "identity")]
    if not layers or not data:
        return data
    if len(layers) > 1:
        raise Unreadable("packed more than once", input=name)
    if layers[0] in ("gzip", "x-gzip"):
        return gunzip(data, max_bytes, name) if data.startswith(b"\x1f\x8b") else data
    if layers[0] == "deflate":
        for bits in (15, -15):
            with contextlib.suppress(zlib.error):
                return limits.inflate(data, max_bytes, bits, lambda: _bomb(max_bytes, name))[0]
        raise Unreadable("damaged deflate data", input=name)
    raise Unreadable(f"packed with {layers[0][:20]}", input=name, remedy="only gzip and deflate are unpacked")
