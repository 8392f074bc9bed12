"""What a client sends: read within bounds of size and time, parsed strictly, and away from the event loop."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

from fastapi import HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from stemma import limits
from stemma.errors import TooLarge

LARGE = 10_000_000
"""Bytes of a body with captures."""
DRAFT = 1_000_000
"""Bytes of a draft, as JSON or as a form: up to nine for a character."""
SMALL = 64_000
"""Bytes of any other body."""
FIELDS = 100
"""Fields of a form."""
SECONDS = 30.0
"""Seconds for a whole body."""


async def value(request: Request, most: int) -> Any:
    """The JSON value that a request carries.

    Raises `HTTPException` as `whole` does, and 422 where it is no JSON (RFC 8259: no NaN, no number beyond what a
    computer holds, no half of a surrogate pair).
    """
    data = await whole(request, most)
    try:
        return await run_in_threadpool(limits.strict_json, data, "the body")
    except (ValueError, RecursionError, TooLarge) as error:
        reason = (
            error.message if isinstance(error, TooLarge) else "no JSON in UTF-8, or a number or text it cannot have"
        )
        raise _refused(422, reason) from None


async def form(request: Request, most: int) -> dict[str, str]:
    """The fields of a form that a browser sent (`application/x-www-form-urlencoded`), the first value of each.

    Raises `HTTPException` as `whole` does, and 422 where it is no form in UTF-8.
    """
    data = await whole(request, most)
    try:
        pairs = parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:
        raise _refused(422, "no form in UTF-8") from None
    return dict(reversed(pairs))


async def whole(request: Request, most: int) -> bytes:
    """The bytes of a body. Raises `HTTPException`: 413 beyond `most` bytes, 408 beyond `SECONDS`."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _refused(413, f"more than {most:,} bytes")
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SECONDS):
            async for piece in request.stream():
                size += len(piece)
                if size > most:
                    raise _refused(413, f"more than {most:,} bytes")
                pieces.append(piece)
    except TimeoutError:
        raise _refused(408, f"the body took longer than {SECONDS:g} seconds") from None
    except ClientDisconnect:
        raise _refused(400, "the connection broke") from None
    return b"".join(pieces)


def _refused(status: int, reason: str) -> HTTPException:
    # The rest of the body is not read: the connection ends with the answer.
    return HTTPException(status, reason, {"connection": "close"} if status in (408, 413) else None)
