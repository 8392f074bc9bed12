"""Finds captures: in files, folders, standard input, JSON Lines, web archives, feeds, and at URLs.

What a file holds is told by its content, not by its name: a name only breaks ties. One input that cannot be used
gives one `Problem`; the others go on. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

from stemma import limits, registry
from stemma.errors import EmptyInput, InputError, TooLarge, Unreadable
from stemma.model import Capture, Problem
from stemma.read.finding import MAX_BYTES, Finder, looks_html, problem, slug

MAX_DEPTH = 40
"""Folders inside folders that are followed."""

GIVEN = ("url", "outlet", "title", "published", "timezone", "language", "fetched")
"""Fields of a capture that a line of JSON, or the caller for all inputs, may give."""


def captures(
    inputs: Iterable[str | Path],
    *,
    recursive: bool = True,
    max_bytes: int = MAX_BYTES,
    kind: Literal["html", "dump", "body"] | None = None,
    network: Any = None,
    **given: str | None,
) -> Iterator[Capture | Problem]:
    """The captures behind `inputs`, in order, and a `Problem` for each part of them that could not be used.

    An input is a file (HTML, plain text, JSON or JSON Lines of the contract, WARC, WACZ, MHTML, HAR, a feed, OPML, a
    sitemap, any of them gzipped), a folder (read recursively unless `recursive` is false; hidden files are passed
    over), `-` for standard input, or a URL. `given` fields (`outlet`, `published`, `timezone`, `language`, …) hold for
    every capture that does not bring its own. `kind` says what plain files are, where that shall not be told from their
    content. `network` is the `stemma.read.fetch.Fetcher` for URLs (one with default manners is made when it is needed).
    """
    unknown = set(given) - set(GIVEN)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    finder = Finder({k: v for k, v in given.items() if v}, recursive, max_bytes, kind, seen={})
    for item in inputs:
        text = str(item)
        if text == "-":
            yield from told(_from_stdin(finder), "stdin")
        elif re.match(r"https?://", text, re.I):
            yield from told(_from_url(text, finder, network), text)
        else:
            yield from _from_path(Path(item), finder)


def told(found: Iterator[Capture | Problem], name: str) -> Iterator[Capture | Problem]:
    """What one input gives, with at most `limits.LISTED` of its problems; the rest of them are one, with their number.

    Raises nothing: where a bound is reached on the way, that is the last problem.
    """
    count = 0
    try:
        for item in found:
            count += isinstance(item, Problem)
            if count <= limits.LISTED or isinstance(item, Capture):
                yield item
    except InputError as error:
        yield problem(error, name)
    if (more := count - limits.LISTED) > 0:
        yield Problem(name, f"{more:,} more problems with it", "those before say of what kind", "TooLarge")


def _from_stdin(finder: Finder) -> Iterator[Capture | Problem]:
    """Standard input, by way of a temporary file: not all of it is in memory."""
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="stemma-") as file:
        size = limits.Meter(limits.SPOOLED, "bytes", "stdin", "give it as a file")
        while piece := sys.stdin.buffer.read(1 << 20):
            size.add(len(piece))
            file.write(piece)
        file.flush()
        yield from _of_file(Path(file.name), finder, "stdin")


def _from_url(url: str, finder: Finder, network: Any) -> Iterator[Capture | Problem]:
    from stemma.read import fetch

    if network is not None:
        yield from fetch.captures(url, network, finder, from_bytes)
        return
    with contextlib.closing(fetch.Fetcher(max_bytes=finder.max_bytes)) as own:
        yield from fetch.captures(url, own, finder, from_bytes)


def _from_path(path: Path, finder: Finder) -> Iterator[Capture | Problem]:
    try:
        if path.is_dir():
            for folder, files in itertools.groupby(walk(path, recursive=finder.recursive), lambda file: file.parent):
                yield from _beside(folder, files, finder)
        elif path.exists():
            yield from _beside(path.parent, [path], finder)
        else:
            yield Problem(str(path), "no such file or folder", "check the path", "NotFound")
    except OSError as error:
        yield Problem(str(path), error.strerror or str(error), "check the path and its permissions", "Unreadable")


def _beside(folder: Path, files: Iterable[Path], finder: Finder) -> Iterator[Capture | Problem]:
    """The captures in files of one folder; whose they are, where a `trust.txt` beside them says so."""
    said, wrong = registry.beside(folder)
    if wrong:
        yield wrong
    for file in files:
        if file.name.casefold() == registry.TRUST:
            continue
        for item in _from_file(file, finder):
            yield replace(item, owner=said.owner) if said and isinstance(item, Capture) else item


def walk(folder: Path, *, recursive: bool = True, depth: int = 0) -> Iterator[Path]:
    """The files of a folder in order of name, folders after files; hidden ones and links to folders are left out."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    for entry in entries:
        if not entry.name.startswith(".") and entry.is_file():
            yield Path(entry.path)
    if recursive and depth < MAX_DEPTH:
        for entry in entries:
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                yield from walk(Path(entry.path), depth=depth + 1)


def _from_file(path: Path, finder: Finder) -> Iterator[Capture | Problem]:
    yield from told(_of_file(path, finder, str(path)), str(path))


def _of_file(path: Path, finder: Finder, name: str) -> Iterator[Capture | Problem]:
    import zlib

    from stemma.read import archives, payload

    try:
        with path.open("rb") as file:
            head = file.read(8192)
            file.seek(0)
            if archives.is_archive(head, Path(name).name):
                yield from archives.captures(path, finder, name)
                return
            if _lines_of_json(head, Path(name).name):
                yield from _jsonl(file, name, finder)
                return
            if _gzipped(head) and _lines_of_json(payload.first(head), Path(name).name.removesuffix(".gz")):
                yield from _jsonl(limits.gunzipped(file, name), name, finder)
                return
            if path.stat().st_size > finder.max_bytes:
                raise TooLarge(
                    f"more than {finder.max_bytes:,} bytes", input=name, remedy="raise the bound with --max-bytes"
                )
            data = file.read(finder.max_bytes + 1)
    except InputError as error:
        yield problem(error, name)
        return
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        yield Problem(name, reason, "check the file and its permissions", "Unreadable")
        return
    yield from from_bytes(data, name, finder)


def from_bytes(data: bytes, name: str, finder: Finder, capture: Capture | None = None) -> Iterator[Capture | Problem]:
    """The captures in one piece of data, by its content. `capture` gives the frame of what was fetched, if it was."""
    from stemma.read import archives, decode, feeds, payload, saved

    try:
        if _gzipped(data):
            data = payload.gunzip(data, finder.max_bytes, name)
            name = name.removesuffix(".gz")
        if archives.is_archive(data[:8192], name):
            yield from archives.captures_in(data, name, finder)
            return
        if not data.strip():
            raise EmptyInput("there is nothing in it", input=name)
        if _lines_of_json(data[:8192], name):
            import io

            yield from _jsonl(io.BytesIO(data), name, finder)
            return
        if feeds.is_list(data[:8192]):
            yield from feeds.captures(data, name, finder, capture)
            return
        if len(data) > finder.max_bytes:
            raise TooLarge(
                f"more than {finder.max_bytes:,} bytes", input=name, remedy="raise the bound with --max-bytes"
            )
        if decode.looks_binary(data):
            raise Unreadable(
                "binary data, not a page", input=name, remedy="give HTML, plain text, JSON Lines, WARC or a feed"
            )
        if capture is None and finder.kind is None and saved.is_mhtml(data[:8192]):
            yield archives.given(saved.mhtml(data, name), finder)
            return
    except InputError as error:
        yield problem(error, name)
        return
    if capture is None:
        capture = Capture(id=_base(name), kind="dump", content=b"", file=name)
    kind = finder.kind or ("html" if looks_html(data) else "dump")
    if kind == "html" and capture.url is None:
        kept = saved.origin(data)
        capture = replace(capture, url=kept.url, fetched=capture.fetched or kept.fetched)
    fields = {k: v for k, v in finder.given.items() if getattr(capture, k) is None}
    yield finder.name(replace(capture, kind=kind, content=data, **fields))  # type: ignore[arg-type]


def _gzipped(head: bytes) -> bool:
    return head[:3] == b"\x1f\x8b\x08"


def _lines_of_json(head: bytes, name: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if name.casefold().endswith((".jsonl", ".ndjson")):
        return True
    if not start.startswith((b"{", b"[")):
        return False
    if start.startswith(b"["):
        return bool(re.match(rb"\[\s*(?:\{|\])", start))
    keys = (b'"html"', b'"dump"', b'"body"', b'"id"', b'"version"', b'"log"')
    return bool(re.match(rb'\{\s*"', start)) and (any(key in head for key in keys) or name.casefold().endswith(".json"))


def _jsonl(file: BinaryIO, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    """Captures from JSON Lines (or one JSON object or list of them, over many lines)."""
    limit = finder.max_bytes * 2  # a page can double in size when it is escaped
    number = 0
    first = file.readline(limit + 1)
    if first.strip() in (b"{", b"[", b"[{") or first.lstrip(b"\xef\xbb\xbf \t\r")[:1] == b"[":
        data = first + file.read(limits.JSON_DOCUMENT + 1)
        if len(data) > limits.JSON_DOCUMENT:
            raise TooLarge(
                f"one JSON document of more than {limits.JSON_DOCUMENT:,} bytes", input=name, remedy="give JSON Lines"
            )
        yield from _json_document(data, name, finder)
        return
    useless = limits.Meter(limits.USELESS, "lines without a page; the rest was not looked at", name)
    line = first
    while line:
        number += 1
        useless.add()
        where = f"{name} line {number}"
        if len(line) > limit:
            yield Problem(where, f"more than {limit:,} bytes", "raise the bound with --max-bytes", "TooLarge")
            while line and not line.endswith(b"\n"):
                line = file.readline(1 << 20)
        elif line.strip(b"\xef\xbb\xbf \t\r\n\x00"):
            try:
                value = limits.json_value(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"), where)
                for item in _record(value, where, name, finder):
                    if isinstance(item, Capture):
                        useless.count = 0
                    yield item
            except TooLarge as error:
                yield problem(error, where)
            except (ValueError, RecursionError) as error:
                reason = f"not valid JSON: {getattr(error, 'msg', None) or 'not UTF-8 or nested too deep'}"
                yield Problem(where, reason, "one JSON object a line, in UTF-8", "Unreadable")
        line = file.readline(limit + 1)
    if number == 0:
        yield Problem(name, "there is nothing in it", "", "EmptyInput")


def _json_document(data: bytes, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    from stemma.read import feeds, saved

    try:
        value = limits.json_value(data.decode("utf-8-sig"), name, limits.SKELETON_OF_DOCUMENT)
    except (ValueError, RecursionError):
        yield Problem(name, "not valid JSON", "one JSON object a line, or a list of them, in UTF-8", "Unreadable")
        return
    if feeds.is_json_feed(value):
        yield from feeds.captures_of_json(value, name, finder)
        return
    if saved.is_har(value):
        yield from saved.har(value, name, finder)
        return
    for number, item in enumerate(value if isinstance(value, list) else [value], 1):
        yield from _record(item, f"{name} item {number}", name, finder)


def _record(value: Any, where: str, name: str, finder: Finder) -> Iterator[Capture | Problem]:
    """One object of the contract as a capture."""
    from stemma.read import feeds, saved

    if feeds.is_json_feed(value):
        yield from feeds.captures_of_json(value, name, finder)
        return
    if saved.is_har(value):
        yield from saved.har(value, name, finder)
        return
    if not isinstance(value, dict):
        yield Problem(where, "not a JSON object", 'give {"id", …, "html" or "dump" or "body"}', "Unreadable")
        return
    kinds = [kind for kind in ("html", "dump", "body") if isinstance(value.get(kind), str)]
    if len(kinds) != 1:
        reason = "has none of html, dump and body" if not kinds else f"has {' and '.join(kinds)}"
        yield Problem(where, reason, 'give exactly one of "html", "dump", "body", as a string', "Unreadable")
        return
    wrong = [key for key in (*GIVEN, "id") if value.get(key) is not None and not isinstance(value[key], (str, int))]
    if wrong:
        yield Problem(where, f"{wrong[0]} is not a string", "see `stemma schema`", "Unreadable")
        return
    content = value[kinds[0]]
    if len(content) > finder.max_bytes:
        yield Problem(where, f"more than {finder.max_bytes:,} bytes", "raise the bound with --max-bytes", "TooLarge")
        return
    headed = kinds[0] == "body" and str(value.get("title") or "").strip()  # a headline alone is something
    if not content.strip() and not headed:
        yield Problem(str(value.get("id") or where), "there is nothing in it", "", "EmptyInput")
        return
    fields = {key: str(value[key]) for key in GIVEN if value.get(key) not in (None, "")}
    fields = {**finder.given, **fields}
    identity = value.get("id")
    own = identity not in (None, "")
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    fallback = slug(fields["url"]) if "url" in fields else f"{_base(name)}-{digest}"
    capture = Capture(id=str(identity) if own else fallback, kind=kinds[0], content=content, file=name, **fields)  # type: ignore[arg-type]
    yield finder.name(capture, own=own)


def _base(name: str) -> str:
    return Path(name).name or name
