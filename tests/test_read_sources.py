"""Where captures come from: files, folders, JSON Lines, archives, feeds, the network."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from stemma.errors import NotFound, Refused, TooLarge
from stemma.model import Capture, Problem
from stemma.read import fetch, sources

PAGE = b"<!doctype html><html><body><p>The harbour of Lowmere was closed.</p></body></html>"
TEXT = "The harbour of Lowmere was closed on Monday.\n"


def split(found: Any) -> tuple[list[Capture], list[Problem]]:
    every = list(found)
    return [c for c in every if isinstance(c, Capture)], [p for p in every if isinstance(p, Problem)]


def warc(*pages: tuple[str, bytes], packed: bool = True) -> bytes:
    out = io.BytesIO()
    for url, page in pages:
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-04T09:05:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        ).encode()
        record = head + http + b"\r\n\r\n"
        out.write(gzip.compress(record) if packed else record)
    return out.getvalue()


def test_importing_it_is_cheap() -> None:
    heavy = "{'lxml', 'trafilatura', 'httpx', 'numpy'}"
    code = f"import sys, stemma.read.sources; print(sorted({heavy} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert out.stdout.strip() == "[]"


def test_a_folder_of_mixed_files(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.txt").write_text(TEXT)
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "wrongly.txt").write_bytes(PAGE)
    (tmp_path / "packed.gz").write_bytes(gzip.compress(PAGE))
    sub = tmp_path / "sub"
    sub.mkdir()
    (sub / "a.html").write_bytes(PAGE + b"<p>other</p>")
    found, problems = split(sources.captures([tmp_path]))
    kinds = {c.id: c.kind for c in found}
    assert {k: v for k, v in kinds.items() if not k.startswith("a.html-")} == {
        "a.html": "html", "b.txt": "dump", "wrongly.txt": "html", "packed": "html",
    }  # fmt: skip
    assert len([k for k in kinds if k.startswith("a.html-")]) == 1  # same name, other content: a digest is added
    assert {(Path(p.input).name, p.kind) for p in problems} == {
        ("empty.txt", "EmptyInput"),
        ("picture.html", "Unreadable"),
    }
    assert all(p.reason and str(p) for p in problems)
    flat, _ = split(sources.captures([tmp_path], recursive=False))
    assert len(flat) == 4


def test_what_is_missing_or_too_large_is_one_problem(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_text("word " * 1000)
    (tmp_path / "good.txt").write_text(TEXT)
    found, problems = split(sources.captures([tmp_path / "none", big, tmp_path / "good.txt"], max_bytes=1000))
    assert [c.id for c in found] == ["good.txt"]
    assert [p.kind for p in problems] == ["NotFound", "TooLarge"]


def test_json_lines_of_the_contract(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "x1", "body": "Body as it is. ", "published": "2024-03-04", "outlet": "Example Post"}),
        "not json",
        json.dumps({"id": "x2", "html": PAGE.decode(), "url": "https://example.org/a"}),
        json.dumps({"id": "x3"}),
        json.dumps({"id": "x4", "body": "a", "html": "b"}),
        json.dumps({"url": "https://example.org/news/harbour-closed", "dump": TEXT}),
        "",
        json.dumps({"id": "x5", "body": "  "}),
        json.dumps([1, 2]),
    ]
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(lines))
    packed = tmp_path / "in2.jsonl.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    for path in (file, packed):
        found, problems = split(sources.captures([path], timezone="Asia/Tokyo"))
        assert [c.id for c in found][:2] == ["x1", "x2"]
        assert found[2].id.startswith("example.org-harbour-closed-")
        assert (found[0].content, found[0].kind, found[0].outlet) == ("Body as it is. ", "body", "Example Post")
        assert {c.timezone for c in found} == {"Asia/Tokyo"}
        assert [p.input.rsplit(" ", 1)[-1] for p in problems] == ["2", "4", "5", "x5", "9"]
    with pytest.raises(TypeError):
        list(sources.captures([file], nonsense="x"))


def test_one_object_over_many_lines(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"id": "x", "body": "Text."}, indent=2))
    found, problems = split(sources.captures([file]))
    assert ([c.id for c in found], problems) == (["x"], [])


def test_web_archives(tmp_path: Path) -> None:
    url = "https://example.org/news/harbour-closed.html"
    data = warc((url, PAGE), ("https://example.org/b", PAGE))
    (tmp_path / "a.warc.gz").write_bytes(data)
    (tmp_path / "b.warc").write_bytes(warc((url, PAGE), packed=False))
    with zipfile.ZipFile(tmp_path / "c.wacz", "w") as archive:
        archive.writestr("archive/data.warc.gz", data)
        archive.writestr("datapackage.json", "{}")
    (tmp_path / "d.warc.gz").write_bytes(data[: len(data) // 2 - 20])
    (tmp_path / "e.wacz").write_bytes(b"PK\x03\x04broken")
    found, problems = split(sources.captures([tmp_path]))
    assert [c.url for c in found][:5] == [url, "https://example.org/b", url, url, "https://example.org/b"]
    assert (found[0].content, found[0].fetched, found[0].encoding) == (PAGE, "2024-03-04T09:05:00+00:00", "utf-8")
    assert any("e.wacz" in p.input for p in problems)


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Example Post</title><language>en</language><item><title>Harbour closed</title><link>https://example.org/full</link>
<pubDate>Mon, 04 Mar 2024 09:05:00 +0000</pubDate><content:encoded><![CDATA[<p>%s</p>]]></content:encoded></item>
<item><title>Short</title><link>https://example.org/short</link><description>Only a summary.</description></item>
</channel></rss>""" % ("The harbour of Lowmere was closed. " * 40)


def test_feeds_carry_text_or_name_pages(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(RSS)
    found, problems = split(sources.captures([file]))
    assert [(c.url, c.title, c.published, c.outlet) for c in found] == [
        ("https://example.org/full", "Harbour closed", "2024-03-04T09:05:00+00:00", "Example Post")
    ]
    assert [p.input for p in problems] == ["https://example.org/short"]


def test_entity_bombs_do_not_go_off(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    file = tmp_path / "bomb.xml"
    file.write_text(
        f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY l0 "lol">{entities}]><urlset><url>&l11;</url></urlset>'
    )
    found, problems = split(sources.captures([file]))
    assert not found
    assert len(problems) == 1


def test_gzip_and_zip_bombs_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(b"<p>" + b"a" * 50_000_000))
    with zipfile.ZipFile(tmp_path / "bomb.wacz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.warc", b"WARC/1.0\r\n" + b"a" * 50_000_000)
    found, problems = split(sources.captures([tmp_path], max_bytes=1_000_000))
    assert not found
    assert len(problems) == 2


# --- the network


def fetcher(answer: Callable[[httpx.Request], httpx.Response], **options: Any) -> fetch.Fetcher:
    options = {"delay": 0.0, "resolve": lambda host, port: ["93.184.215.14"], **options}
    return fetch.Fetcher(transport=httpx.MockTransport(answer), **options)


def server(request: httpx.Request) -> httpx.Response:
    path = request.url.path
    if path == "/robots.txt":
        return httpx.Response(200, text="User-agent: *\nDisallow: /private\n")
    if path == "/moved":
        return httpx.Response(301, headers={"Location": "/page"})
    if path == "/loop":
        return httpx.Response(302, headers={"Location": "/loop"})
    if path == "/inside":
        return httpx.Response(302, headers={"Location": "http://169.254.169.254/latest"})
    if path == "/page":
        if request.headers.get("If-None-Match") == '"v1"':
            return httpx.Response(304)
        return httpx.Response(200, content=PAGE, headers={"Content-Type": "text/html; charset=utf-8", "ETag": '"v1"'})
    if path == "/big":
        return httpx.Response(200, content=b"a" * 5000)
    if path == "/sitemap.xml":
        return httpx.Response(
            200, text="<?xml version='1.0'?><urlset><url><loc>https://example.org/page</loc></url></urlset>"
        )
    return httpx.Response(404)


def resolve(host: str, port: int) -> list[str]:
    return [host] if host[0].isdigit() else ["93.184.215.14"]


def test_pages_are_got_with_manners() -> None:
    pauses: list[float] = []
    client = fetcher(server, delay=2.0, sleep=pauses.append)
    page = client.get("https://example.org/moved")
    assert page is not None
    assert (page.url, page.content, page.encoding) == ("https://example.org/page", PAGE, "utf-8")
    assert page.fetched
    assert len(pauses) == 1  # between the redirect and the page; the rules are asked for before the first of them
    assert all(0 < pause <= 2 for pause in pauses)
    assert client.get("https://example.org/page") is not None
    assert client.get("https://example.org/page") is None  # not changed


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("https://example.org/private/a", Refused),
        ("https://example.org/loop", Refused),
        ("https://example.org/inside", Refused),
        ("https://example.org/none", NotFound),
        ("https://example.org/big", TooLarge),
        ("https://user:word@example.org/page", Refused),
        ("ftp://example.org/page", Refused),
    ],
)
def test_what_is_not_fetched(url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        fetcher(server, max_bytes=1000, resolve=resolve).get(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
     "0.0.0.0",
     "100.64.0.1", "224.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "nonsense"],
)  # fmt: skip
def test_private_addresses_are_not_public(address: str) -> None:
    assert not fetch.public(address)
    with pytest.raises(Refused):
        fetcher(server, resolve=lambda host, port: [address]).get("https://example.org/page")


def test_private_addresses_can_be_allowed() -> None:
    client = fetcher(server, private=True, resolve=lambda host, port: ["127.0.0.1"])
    assert client.get("http://localhost/page") is not None


def test_a_sitemap_names_pages() -> None:
    found, problems = split(sources.captures(["https://example.org/sitemap.xml"], network=fetcher(server)))
    assert [c.url for c in found] == ["https://example.org/page"]
    assert not problems


def test_a_url_that_fails_is_one_problem() -> None:
    found, problems = split(
        sources.captures(["https://example.org/none", "https://example.org/page"], network=fetcher(server))
    )
    assert (len(found), [p.kind for p in problems]) == (1, ["NotFound"])
