"""Pages out of archives and saved files: chunks, codings, records of every kind, WACZ, MHTML, HAR, SingleFile."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter

from stemma.errors import TooLarge, Unreadable
from stemma.model import Capture, Problem
from stemma.read import payload, sources

URL = "https://news.example/ferry"
PAGE = (
    b"<!doctype html><html><body><h1>Ferry aground at Sall</h1><p>The ferry Aldine ran aground at Sall on Monday with "
    b"sixty people on board, the coast guard of Lowmere said.</p></body></html>"
)


def chunked(
    data: bytes, size: int = 60, *, head: str = "{:x}", end: bytes = b"0\r\n\r\n", line: bytes = b"\r\n"
) -> bytes:
    """`data` in chunks of `size` bytes, each under its size as `head` writes it."""
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(head.format(len(piece)).encode() + line + piece + line for piece in pieces) + end


def packed(writer: Any, data: bytes) -> bytes:
    out = io.BytesIO()
    with writer(out) as stream:
        stream.write(data)
    return out.getvalue()


def deflated(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


def record(
    body: bytes, headers: str = "", *, kind: str = "response", url: str = URL, status: str = "200 OK", extra: str = ""
) -> bytes:
    """One WARC record; a response has an HTTP head with `headers`, others are of the Content-Type in `headers`."""
    if kind in ("response", "revisit"):
        body = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n".encode() + body
        headers = "Content-Type: application/http; msgtype=response\r\n"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-09-14T16:00:05Z\r\n{extra}"
        f"WARC-Record-ID: <urn:uuid:{abs(hash((url, body))):032x}>\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def found(data: bytes, tmp_path: Path, name: str = "crawl.warc", **given: Any) -> tuple[list[Capture], list[Problem]]:
    file = tmp_path / name
    file.write_bytes(data)
    every = list(sources.captures([file], **given))
    return [c for c in every if isinstance(c, Capture)], [p for p in every if isinstance(p, Problem)]


CHUNKED, GZIP, BROTLI = "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("", PAGE),
        (CHUNKED, PAGE),  # the head lies: the body was stored decoded
        (CHUNKED, chunked(PAGE)),
        ("", chunked(PAGE)),  # the head was taken out, the chunks were not
        (CHUNKED, chunked(PAGE, head="{:04X}")),
        (CHUNKED, chunked(PAGE, head="{:x};name=value")),
        (CHUNKED, chunked(PAGE, head="{:x}  ")),
        (CHUNKED, chunked(PAGE, line=b"\n", end=b"0\n\n")),
        (CHUNKED, chunked(PAGE, end=b"0\r\nX-Sum: abc\r\n\r\n")),
        (CHUNKED, chunked(PAGE, end=b"")),  # cut off between two chunks
        ("Transfer-Encoding: Chunked\r\n", chunked(PAGE, size=7)),
        (GZIP, gzip.compress(PAGE)),
        (GZIP, PAGE),
        ("", gzip.compress(PAGE)),
        (GZIP, gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:])),
        (GZIP + CHUNKED, chunked(gzip.compress(PAGE))),
        (GZIP + CHUNKED, gzip.compress(PAGE)),
        (GZIP + CHUNKED, chunked(PAGE)),
        (CHUNKED, chunked(gzip.compress(PAGE))),
        ("Content-Encoding: x-gzip\r\n", gzip.compress(PAGE)),
        ("Content-Encoding: gzip, gzip\r\n", gzip.compress(PAGE)),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        ("Content-Encoding: deflate\r\n", deflated(PAGE)),
        ("Content-Encoding: deflate\r\n", PAGE),
        (BROTLI, packed(BrotliWriter, PAGE)),
        (BROTLI, PAGE),
        (BROTLI + CHUNKED, chunked(packed(BrotliWriter, PAGE))),
        ("Content-Encoding: zstd\r\n", packed(ZstdWriter, PAGE)),
        ("Content-Encoding: identity\r\n", PAGE),
    ],
)
def test_a_body_is_read_as_it_was_meant(headers: str, body: bytes, tmp_path: Path) -> None:
    captures, problems = found(record(body, headers), tmp_path)
    assert [capture.content for capture in captures] == [PAGE]
    assert not problems


def test_a_page_that_was_cut_off_inside_a_chunk_keeps_what_came(tmp_path: Path) -> None:
    [capture], _ = found(record(chunked(PAGE)[:-40], CHUNKED), tmp_path)
    assert capture.content == PAGE[: len(capture.content)]
    assert len(capture.content) > 100


def test_text_that_begins_like_a_chunk_is_none() -> None:
    text = b"face\nThe ferry ran aground.\n"
    assert payload.decoded(text, "", "", 10_000, "a") == text
    assert payload.decoded(text, "chunked", "", 10_000, "a") != b""


@pytest.mark.parametrize("coding", [gzip.compress, lambda data: packed(ZstdWriter, data)])
def test_what_unpacks_to_too_much_is_refused(coding: Callable[[bytes], bytes]) -> None:
    with pytest.raises(TooLarge):
        payload.decoded(coding(b"a" * 1_000_000), "", "gzip", 100_000, "bomb")


@pytest.mark.parametrize("coding", ["br", "deflate"])
def test_damaged_codings_are_told(coding: str) -> None:
    with pytest.raises(Unreadable):
        payload.decoded(b"\x01\x02\x03\x04\x00\xff\xfe" * 50, "", coding, 100_000, "a")


TEXT = b"Ferry aground at Sall\n\nThe ferry Aldine ran aground at Sall on Monday, the coast guard said.\n"


def test_records_of_every_kind(tmp_path: Path) -> None:
    def at(path: str) -> str:
        return f"https://news.example/{path}"

    data = (
        record(PAGE, url=at("answer"))
        + record(TEXT, "Content-Type: text/plain\r\n", kind="conversion", url=at("answer"))  # its text, once more
        + record(PAGE, "Content-Type: text/html\r\n", kind="resource", url=at("resource"))
        + record(TEXT, "Content-Type: text/plain\r\n", kind="conversion", url=at("wet"))
        + record(b"\x89PNG", "Content-Type: image/png\r\n", kind="resource", url=at("picture"))
        + record(b"fetchTimeMs: 3\r\n", "Content-Type: application/warc-fields\r\n", kind="metadata", url=at("about"))
        + record(b"", kind="revisit", url=at("again"), extra=f"WARC-Refers-To-Target-URI: {at('answer')}\r\n")
        + record(b"", url=at("empty"))
        + record(PAGE, url=at("moved"), status="301 Moved Permanently")
        + record(PAGE, url=at("gone"), status="404 Not Found")
    )
    captures, problems = found(data, tmp_path)
    assert [(capture.url, capture.kind) for capture in captures] == [
        (at("answer"), "html"),
        (at("resource"), "html"),
        (at("wet"), "dump"),
    ]
    assert not problems
    _, [problem] = found(record(b"", kind="revisit"), tmp_path)
    assert "revisits" in problem.reason


@pytest.mark.parametrize("packing", ["none", "member", "whole", "zstd"])
def test_a_warc_may_be_packed_in_any_way(packing: str, tmp_path: Path) -> None:
    records = [record(PAGE, url=f"{URL}/{number}") for number in range(3)]
    data, name = {
        "none": (b"".join(records), "a.warc"),
        "member": (b"".join(map(gzip.compress, records)), "a.warc.gz"),
        "whole": (gzip.compress(b"".join(records)), "a.warc.gz"),
        "zstd": (packed(ZstdWriter, b"".join(records)), "a.warc.zst"),
    }[packing]
    captures, _ = found(data, tmp_path, name)
    assert len(captures) == 3


def wacz(pages: list[dict[str, Any]] | None, *records: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.warc.gz", b"".join(map(gzip.compress, records)))
        if pages is not None:
            lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All pages"}, *pages]
            archive.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, lines)) + "\nnot json\n")
    return out.getvalue()


def test_a_wacz_gives_the_pages_that_it_lists(tmp_path: Path) -> None:
    both = [record(PAGE, url=URL), record(PAGE, url="https://ads.example/frame")]
    listed = [{"url": URL + "#top", "ts": "2026-09-14T16:00:05Z", "title": "Ferry"}]
    assert [c.url for c in found(wacz(listed, *both), tmp_path, "a.wacz")[0]] == [URL]
    assert len(found(wacz(None, *both), tmp_path, "b.wacz")[0]) == 2
    other = [{"url": "https://news.example/", "ts": "2026-09-14T16:00:05Z"}]  # it was redirected
    assert len(found(wacz(other, *both), tmp_path, "c.wacz")[0]) == 2
    seen = [{"url": "https://news.example/app", "ts": "2026-09-14T16:00:05Z", "text": TEXT.decode()}, *listed]
    captures, _ = found(wacz(seen, *both), tmp_path, "d.wacz")
    assert [(c.url, c.kind) for c in captures] == [(URL, "html"), ("https://news.example/app", "dump")]
    assert captures[1].fetched == "2026-09-14T16:00:05Z"


def mhtml(main: bytes, coding: str, *, head: str = "", part: str = f"Content-Location: {URL}\r\n") -> bytes:
    picture = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n"
    page = (
        f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {coding}\r\n{part}\r\n".encode() + main
    )
    kind = 'multipart/related;\r\n\ttype="text/html";\r\n\tboundary="b--1"'
    start = f"{head}MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"
    return start.encode() + b"\r\n".join([b"", b"--b--1", page, b"--b--1", picture, b"--b--1--", b""])


SNAPSHOT = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example/ferry\r\n"
    "Subject: Ferry aground at Sall\r\nDate: Mon, 14 Sep 2026 16:00:05 -0000\r\n"
)


@pytest.mark.parametrize(
    "data",
    [
        mhtml(PAGE.replace(b"=", b"=3D"), "quoted-printable", head=SNAPSHOT),
        mhtml(base64.encodebytes(PAGE), "base64", head=SNAPSHOT),
        mhtml(PAGE, "8bit", head=SNAPSHOT),
        mhtml(PAGE, "binary", head=SNAPSHOT, part="Content-ID: <frame-1@mhtml.blink>\r\n"),
        mhtml(PAGE, "7bit", head="From: <Saved by Browser>\r\nDate: Mon, 14 Sep 2026 18:00:05 +0200\r\n"),
    ],
)
def test_mhtml_is_the_page_that_was_saved(data: bytes, tmp_path: Path) -> None:
    [capture], problems = found(data, tmp_path, "ferry.mhtml", outlet="Lowmere Post")
    content = capture.content if isinstance(capture.content, bytes) else capture.content.encode()
    assert not problems
    assert content.strip() == PAGE
    assert (capture.url, capture.outlet, capture.kind) == (URL, "Lowmere Post", "html")
    assert (capture.fetched or "")[:10] == "2026-09-14"


def test_mhtml_without_a_page_is_a_problem(tmp_path: Path) -> None:
    data = mhtml(PAGE, "8bit", head=SNAPSHOT).replace(b"Content-Type: text/html", b"Content-Type: text/css")
    captures, [problem] = found(data, tmp_path, "a.mhtml")
    assert (captures, problem.kind) == ([], "Unreadable")


def entry(url: str, page: str | None = None, **content: Any) -> dict[str, Any]:
    status = content.pop("status", 200)
    told = {"mimeType": "text/html; charset=utf-8", "text": PAGE.decode(), **content}
    return {
        "startedDateTime": "2026-09-14T16:00:05.000Z",
        "request": {"method": "GET", "url": url},
        "response": {"status": status, "content": told},
    } | ({"pageref": page} if page else {})


def test_har_gives_the_documents_of_its_pages(tmp_path: Path) -> None:
    entries = [
        entry("https://news.example/moved", "p1", status=301),
        entry(URL, "p1"),
        entry("https://ads.example/frame", "p1"),
        entry("https://news.example/x.js", "p1", mimeType="text/javascript"),
        entry("https://news.example/b", "p2", text=base64.b64encode(PAGE).decode(), encoding="base64"),
        entry("https://news.example/c", text=""),
        {"request": None},
    ]
    log = {"log": {"version": "1.2", "pages": [{"id": "p1"}, {"id": "p2"}], "entries": entries}}
    for data in (json.dumps(log), json.dumps(log, indent=2)):
        captures, problems = found(data.encode(), tmp_path, "a.har")
        assert [capture.url for capture in captures] == [URL, "https://news.example/b"]
        assert not problems
        assert captures[0].fetched == "2026-09-14T16:00:05.000Z"
    _, [problem] = found(b'{"log": {"entries": []}}', tmp_path, "b.har")
    assert problem.kind == "EmptyInput"


@pytest.mark.parametrize(
    ("comment", "fetched"),
    [
        (
            f"\n Page saved with SingleFile \n url: {URL} \n"
            " saved date: Mon Sep 14 2026 18:00:05 GMT+0200 (Central European Summer Time)\n",
            "2026-09-14T18:00:05+02:00",
        ),
        (f" Saved from {URL} at 2026-09-14T16:00:05Z using monolith v2.8.1 ", "2026-09-14T16:00:05+00:00"),
        (f" saved from url=(0026){URL} ", None),
        (" a comment that says saved ", None),
    ],
)
def test_a_saved_page_says_where_it_is_from(comment: str, fetched: str | None, tmp_path: Path) -> None:
    page = b"<!DOCTYPE html> <html><!--" + comment.encode() + b"-->" + PAGE.removeprefix(b"<!doctype html><html>")
    [capture], _ = found(page, tmp_path, "ferry.html")
    assert capture.url == (URL if "http" in comment else None)
    assert capture.fetched == fetched
