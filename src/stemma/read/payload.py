"""The body of an HTTP message as it was meant: without chunks and content codings, whatever its head says of them.

Archives keep bodies as they came, decoded, or decoded under the head that they came with; the first bytes say which.
Everything that unpacks does so here, within a bound, and once: what is packed twice is meant to hurt.
"""

from __future__ import annotations

import io
import re
import zlib

from stemma import limits
from stemma.errors import TooLarge, Unreadable

GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
"""First bytes of packed data."""
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
"""The head of a chunk: its size in hexadecimal, and extensions that nobody uses (RFC 9112, 7.1)."""


def decoded(data: bytes, transfer: str, content: str, limit: int, name: str) -> bytes:
    """`data` without the Transfer-Encoding and Content-Encoding that its head states, or that it plainly has.

    A head that states a coding which the data does not have is passed over. Raises `TooLarge` where it unpacks to more
    than `limit` bytes, `Unreadable` where it is damaged or packed more than once; `name` is what the error names.
    """
    said = "chunked" in transfer.casefold()
    if _CHUNK.match(data) and (plain := dechunked(data, whole=not said)) is not None:
        data = plain
    layers = 0
    for coding in reversed([part.strip() for part in content.casefold().split(",")]):
        plain = _uncoded(data, coding, limit, name)
        layers += plain is not data
        if layers > 1:
            raise Unreadable("packed more than once", input=name)
        data = plain
    if len(data) > limit:
        raise TooLarge(f"more than {limit:,} bytes", input=name, remedy="raise the bound with --max-bytes")
    return data


def dechunked(data: bytes, *, whole: bool = False) -> bytes | None:
    """`data` without the sizes of its chunks; None where it is not chunked.

    A body that was cut off keeps what came, unless `whole`: then the last chunk must be there.
    """
    out: list[bytes] = []
    at = 0
    while match := _CHUNK.match(data, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(out)
        piece = data[match.end() : match.end() + size]
        out.append(piece)
        at = match.end() + len(piece)
        if len(piece) < size:
            break
        end = re.compile(rb"\r?\n").match(data, at)
        if end is None:
            if at < len(data):
                return None  # a size that does not lead to the next one is none
            break
        at = end.end()
    return b"".join(out) if out and at >= len(data) and not whole else None


def _uncoded(data: bytes, coding: str, limit: int, name: str) -> bytes:
    """`data` without one content coding; packed data is known by its first bytes where they tell."""
    if data.startswith(GZIP):
        return gunzip(data, limit, name)
    if data.startswith(ZSTD):
        return _streamed("ZstdReader", data, limit, name)
    if coding == "deflate" and (plain := inflated(data, limit, name)) is not None:
        return plain
    if coding == "br" and not _is_text(data):
        return _streamed("BrotliReader", data, limit, name)
    if coding == "deflate" and not _is_text(data):
        raise Unreadable("damaged deflate data", input=name, remedy="get the page anew")
    return data


def gunzip(data: bytes, limit: int, name: str) -> bytes:
    """Unpacked gzip data of one or more members, never more than `limit` bytes in memory.

    Raises `TooLarge` beyond `limit` bytes and `Unreadable` where damaged.
    """
    try:
        return limits.inflate(data, limit, 31, name)
    except zlib.error:
        raise Unreadable("damaged gzip data", input=name, remedy="get the file anew") from None
    except EOFError:
        raise Unreadable("gzip data ends too early", input=name, remedy="get the file anew") from None


def first(head: bytes) -> bytes:
    """The first 4096 unpacked bytes behind a gzip head; empty where it is none."""
    try:
        return zlib.decompressobj(31).decompress(head, 4096)
    except zlib.error:
        return b""


def inflated(data: bytes, limit: int, name: str) -> bytes | None:
    """Data of the coding "deflate", which servers send with and without its zlib head; None where it is neither."""
    for bits in (15, -15):
        try:
            return limits.inflate(data, limit, bits, name)
        except (zlib.error, EOFError):
            continue
    return None


def _streamed(reader: str, data: bytes, limit: int, name: str) -> bytes:
    """Data that a reader of fastwarc unpacks (Brotli, Zstandard)."""
    from fastwarc import stream_io

    try:
        out: bytes = getattr(stream_io, reader)(io.BytesIO(data)).read(limit + 1)
    except (OSError, ValueError, EOFError):
        kind = reader.removesuffix("Reader")
        raise Unreadable(f"damaged {kind} data", input=name, remedy="get the page anew") from None
    if len(out) > limit:
        raise TooLarge(f"more than {limit:,} bytes when unpacked", input=name, remedy="raise --max-bytes")
    return out


def _is_text(data: bytes) -> bool:
    """Whether data that is said to be packed is a page in truth."""
    from stemma.read import decode

    return not decode.looks_binary(data) and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def offered(data: bytes, coding: str, limit: int, name: str) -> bytes:
    """The body of a fetched answer without its Content-Encoding: one layer of what was offered, gzip or deflate.

    What says gzip and is not packed is taken as it is. Raises `TooLarge` beyond `limit` bytes, and `Unreadable` where
    it is damaged, or packed in another way or more than once.
    """
    layers = [layer for part in coding.casefold().split(",") if (layer := part.strip()) not in ("", "identity")]
    if not layers or not data:
        return data
    if len(layers) > 1:
        raise Unreadable("packed more than once", input=name)
    if layers[0] in ("gzip", "x-gzip"):
        return gunzip(data, limit, name) if data.startswith(GZIP) else data
    if layers[0] != "deflate":
        raise Unreadable(f"packed with {layers[0][:20]}", input=name, remedy="only gzip and deflate were offered")
    if (plain := inflated(data, limit, name)) is None:
        raise Unreadable("damaged deflate data", input=name)
    return plain
