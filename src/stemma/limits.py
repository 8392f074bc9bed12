"""What one input may cost: bytes, items, seconds. The bounds that hold everywhere stand here, with what holds them.

One rule for all: what is counted is counted while it comes in, and `TooLarge` is raised at the bound, so that one
input costs itself alone. docs/security.md lists every bound.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import math
import os
import re
import signal
import threading
import time
import zlib
from collections.abc import Iterator
from types import FrameType
from typing import Any, BinaryIO

from stemma.errors import TooLarge

RATIO = 100
"""How much larger than its packed form data may become: pages pack to a fifth or a tenth, bombs to a thousandth."""
FREE = 1 << 20
"""Unpacked bytes that are allowed whatever the ratio."""
SKELETON = 1_000_000
"""Characters of one JSON value outside of its texts: brackets, commas, numbers. A page's record has a hundred."""
SKELETON_OF_DOCUMENT = 4_000_000
"""The same of a whole document: a list of pages, a feed, or what a browser recorded."""
JSON_DOCUMENT = 40_000_000
"""Bytes of one JSON document that is no JSON Lines; all of it is in memory at once."""
SPOOLED = 2_000_000_000
"""Bytes of standard input, which is kept on disk while it is read."""
LISTED = 100
"""Problems that are told one by one of one input; the rest are counted."""
USELESS = 100_000
"""Lines or items of one input without a page in them, after which the rest is not looked at."""
MEMBERS = 200_000
"""Packed members of one gzip file that is unpacked in memory: an archive has one for each record."""
CPU_SECONDS = 20.0
"""CPU seconds for reading one page, or for annotating one, and `CPU_PER_CHARACTER` more for each of its characters."""
CPU_PER_CHARACTER = 1 / 2000


class Meter:
    """Counts the bytes or items of one input, and raises `TooLarge` beyond `most` of them."""

    def __init__(self, most: int, what: str, name: str, remedy: str = "") -> None:
        self.most, self.what, self.name, self.remedy = most, what, name, remedy
        self.count = 0

    def add(self, number: int = 1) -> None:
        """Count `number` more. Raises `TooLarge`."""
        self.count += number
        if self.count > self.most:
            raise TooLarge(f"more than {self.most:,} {self.what}", input=self.name, remedy=self.remedy)


class Deadline:
    """Seconds of wall clock for one whole piece of work, however many steps it has.

    Only the time inside `running()` counts: pauses asked for by politeness are no fault of the other side.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._spent = 0.0
        self._since: float | None = None

    def left(self) -> float:
        """Seconds that are left; 0 at the end."""
        now = 0.0 if self._since is None else time.monotonic() - self._since
        return max(0.0, self.seconds - self._spent - now)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Counts the time of the block."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._spent += time.monotonic() - self._since
            self._since = None


def one_thread(*, always: bool = True) -> None:
    """Numerical libraries that this process loads from now on use one thread: for matrices as small as ours a second
    one waits more than it works, and processes use the cores. Without `always`, what the environment says holds."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1" if always else os.environ.get(name, "1")


def cpu_seconds(characters: int) -> float:
    """CPU seconds for a page of so many characters."""
    return CPU_SECONDS + characters * CPU_PER_CHARACTER


@contextlib.contextmanager
def cpu(seconds: float, name: str) -> Iterator[None]:
    """Raises `TooLarge` in the block when the process has used so many CPU seconds in it.

    A timer of the process's own CPU time does that (POSIX), which only the main thread can be interrupted by; in other
    threads, and where a library does not return to Python, the deadline of the workers is what is left.
    """
    here = threading.current_thread() is threading.main_thread()
    if not here or not hasattr(signal, "setitimer") or signal.getitimer(signal.ITIMER_PROF)[0]:
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooLarge(f"took more than {seconds:g} s of CPU", input=name, remedy="--max-bytes leaves such pages out")

    before = signal.signal(signal.SIGPROF, ring)
    # It rings again each second: what is raised inside a callback of compiled code may be lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def inflate(data: bytes, most: int, bits: int, name: str) -> bytes:
    """zlib data (`bits` as `zlib.decompressobj` takes them) of one stream or, of gzip, several, unpacked.

    Never holds more than `most` bytes. Raises `TooLarge` beyond them, `EOFError` where it ends too early, and
    `zlib.error` where it is damaged.
    """
    out: list[bytes] = []
    size = Meter(most, "bytes when unpacked", name, "raise the bound with --max-bytes")
    members = Meter(MEMBERS, "packed parts", name)
    at = 0
    while at < len(data):
        members.add()
        machine = zlib.decompressobj(bits)
        step = 1 << 9  # small at first: what follows a short member is copied
        while not machine.eof:
            part = data[at : at + step]
            if not part:
                raise EOFError("packed data ends too early")
            piece = machine.decompress(part, most - size.count + 1)
            size.add(len(piece))
            out.append(piece)
            at += len(part) - len(machine.unused_data) - len(machine.unconsumed_tail)
            step = min(2 * step, 1 << 16)
        if bits < 31:
            break
        while data[at : at + 1] == b"\0":  # padding
            at += 1
    return b"".join(out)


class _Gunzip(io.RawIOBase):
    """A gzip file as it is unpacked, within `RATIO` of what was read of it."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file, self.name = file, name
        self.inner = gzip.GzipFile(fileobj=file)
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self.inner.readinto(buffer)
        self.size += size
        if self.size > FREE + RATIO * self.file.tell():
            raise TooLarge(f"unpacks to more than {RATIO} times its size", input=self.name, remedy="unpack it first")
        return size


def gunzipped(file: BinaryIO, name: str) -> BinaryIO:
    """The content of a gzip file as a stream. Reading raises `TooLarge` where it is a bomb, and what `gzip` raises."""
    return io.BufferedReader(_Gunzip(file, name), 1 << 16)


# Possessive, and closed by the end of the text too: linear on every text.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.S)


def json_value(text: str, name: str, most: int = SKELETON, **options: Any) -> Any:
    """The value of a JSON text whose structure has at most `most` characters; `options` are those of `json.loads`.

    Raises `TooLarge`, and what `json` raises.
    """
    if len(text) > most and len(_STRING.sub('"', text)) > most:
        raise TooLarge("JSON of more parts than any page has", input=name, remedy="give one page a line")
    return json.loads(text, **options)


def strict_json(data: bytes, name: str) -> Any:
    """The value of JSON in UTF-8 as RFC 8259 has it, with a bounded structure (`SKELETON`).

    Raises `TooLarge`, `RecursionError`, and `ValueError` also for NaN, for a number that no float holds, and for halves
    of surrogate pairs, which cannot be written out again.
    """

    def number(text: str) -> float:
        found = float(text)
        if not math.isfinite(found):
            raise ValueError(f"no number: {text[:20]}")
        return found

    def constant(text: str) -> float:
        raise ValueError(f"no JSON: {text}")

    text = data.decode("utf-8-sig")
    value = json_value(text, name, parse_float=number, parse_constant=constant)
    if _HALF.search(text):
        json.dumps(value, ensure_ascii=False).encode()  # raises UnicodeEncodeError, a ValueError
    return value


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
