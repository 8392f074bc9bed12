"""Files made to hurt: their name, and what makes their content. See `attack.py`."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable

MB = 1_000_000
SENTENCE = "The harbour of Lowmere was closed on Monday after a storm, the port authority said. "
STORY = f"<p>{SENTENCE * 6}</p>"
FEED = "https://jsonfeed.org/version/1.1"


def page(inner: str) -> bytes:
    return f"<html lang=en><body><article>{inner}</article></body></html>".encode()


def feed(items: str) -> bytes:
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Lowmere Post</title>'
    return f"{head}{items}</channel></rss>".encode()


def item(number: int, text: str) -> str:
    return f"<item><link>https://lowmere.example/{number}</link><description>{text}</description></item>"


def warc(body: bytes, coding: str = "", head: bytes = b"") -> bytes:
    said = f"Content-Encoding: {coding}\r\n".encode() if coding else b""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + said + head + b"\r\n" + body
    frame = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://lowmere.example/1\r\n"
        b"WARC-Date: 2024-03-04T09:05:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    )
    return frame + b"Content-Length: %d\r\n\r\n" % len(http) + http + b"\r\n\r\n"


def wacz(member: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/a.warc", member)
    return out.getvalue()


def squeezed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = gzip.compress(data, 6)
    return data


def body(text: str) -> bytes:
    return json.dumps({"id": "1", "body": text, "language": "en"}).encode() + b"\n"


def json_feed(items: list[dict[str, str]]) -> bytes:
    return json.dumps({"version": FEED, "items": items}).encode()


def entities() -> bytes:
    """Entities in entities: a billion laughs."""
    inner = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(6))
    start = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "' + b"a" * 1000 + b'">'
    return start + inner + b"]><rss><channel><title>&g;</title></channel></rss>"


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "gzip bomb, page": ("a.html.gz", lambda: squeezed(b"a" * 200 * MB)),
    "gzip bomb, blank lines": ("a.jsonl.gz", lambda: squeezed(b'{"id":\n' + b"\n" * 200 * MB)),
    "gzip bomb, one line": ("a.jsonl.gz", lambda: squeezed(b'{"id":"' + b"a" * 200 * MB)),
    "gzip bomb, JSON list": ("a.json.gz", lambda: squeezed(b'[{"id": 1}' + b",{}" * 60 * MB)),
    "gzip, 500,000 members": ("a.html.gz", lambda: squeezed(b"") * 500_000),
    "WARC, gzip body bomb": ("a.warc", lambda: warc(squeezed(b"a" * 200 * MB), "gzip")),
    "WARC, gzip three times": ("a.warc", lambda: warc(squeezed(b"a" * 200 * MB, 3), "gzip, gzip, gzip")),
    "WARC, deflate bomb": ("a.warc", lambda: warc(zlib.compress(b"a" * 200 * MB), "deflate")),
    "WARC.gz bomb": ("a.warc.gz", lambda: squeezed(warc(b"a" * 200 * MB))),
    "WARC.gz, endless head": ("a.warc.gz", lambda: squeezed(b"WARC/1.0\r\nWARC-Type: " + b"a" * 200 * MB)),
    "WARC.gz, endless HTTP head": ("a.warc.gz", lambda: squeezed(warc(b"", head=b"x: y\r\n" * 30 * MB))),
    "WACZ bomb": ("a.wacz", lambda: wacz(warc(b"a" * 200 * MB))),
    "JSON Lines, a million {}": ("a.jsonl", lambda: b"{}\n" * MB),
    "JSON Lines, 20 million blank": ("a.jsonl", lambda: b"\n" * 20 * MB),
    "JSON list of 6 million {}": ("a.json", lambda: b'[{"id":1}' + b",{}" * 6 * MB + b"]"),
    "JSON line of 13 million {}": ("a.jsonl", lambda: b'{"id":[{}' + b",{}" * 13 * MB + b"]}\n"),
    "JSON, nested": ("a.jsonl", lambda: b'{"id":' + b"[" * 10 * MB + b"\n"),
    "JSON, open quotation": ("a.jsonl", lambda: b'{"id":' + b'"\\' * 10 * MB + b"\n"),
    "JSON, number of 20 MB": ("a.jsonl", lambda: b'{"id":' + b"9" * 20 * MB + b"}\n"),
    "JSON feed, 200,000 items": (
        "a.json",
        lambda: json_feed([{"url": f"https://a.example/{n}"} for n in range(200_000)]),
    ),
    "JSON feed, large items": (
        "a.json",
        lambda: json_feed([{"url": f"https://a.example/{n}", "content_html": "<" * 400_000} for n in range(20)]),
    ),
    "feed of <, 1 MB": ("a.xml", lambda: feed(item(1, "&lt;" * 110_000))),
    "feed of < in CDATA": ("a.xml", lambda: feed(item(1, f"<![CDATA[{'<' * 110_000}]]>"))),
    "feed, 200,000 items": ("a.xml", lambda: feed("".join(item(n, "x") for n in range(200_000)))),
    "feed, 5,000 summaries": ("a.xml", lambda: feed("".join(item(n, "word " * 150) for n in range(5_000)))),
    "feed, media never closed": ("a.xml", lambda: feed("<media:a " * 110_000)),
    "feed, media opened": ("a.xml", lambda: feed("<media:a>" * 110_000)),
    "feed, 4 million tags": ("a.xml", lambda: feed("<a/>" * 4 * MB)),
    "feed, 110,000 tags": ("a.xml", lambda: feed("<a/>" * 110_000)),
    "feed, white space": ("a.xml", lambda: feed(item(1, " " * 9 * MB))),
    "feed, one attribute": ("a.xml", lambda: feed(f'<item a="{"x" * 9 * MB}"></item>')),
    "feed, not XML": ("a.xml", lambda: feed("<item><a b=<c " * 90_000)),
    "feed, escaped tags": ("a.xml", lambda: feed(item(1, "&lt;b&gt;" * 110_000))),
    "sitemap, 4 million tags": ("a.xml", lambda: b"<?xml version='1.0'?><urlset>" + b"<a/>" * 4 * MB + b"</urlset>"),
    "OPML, 400,000 outlines": (
        "a.xml",
        lambda: b"<?xml version='1.0'?><opml>" + b"<outline xmlUrl='http://a.example/'/>" * 400_000 + b"</opml>",
    ),
    "XML entities": ("a.xml", entities),
    "HTML, one line of 9.5 MB": ("a.html", lambda: page("word " * 1_900_000)),
    "HTML, 280,000 paragraphs": ("a.html", lambda: page("<p>The quay is shut, he said." * 280_000)),
    "HTML, script of 9.5 MB": ("a.html", lambda: page(f"{STORY}<script>{'var a = 1; ' * 860_000}</script>")),
    "HTML, 9 MB of <": ("a.html", lambda: page(STORY + "<" * 9 * MB)),
    "HTML, 9 MB of &": ("a.html", lambda: page(STORY + "&" * 9 * MB)),
    "HTML, 9 MB of white space": ("a.html", lambda: page(STORY + " \n" * 4_500_000 + STORY)),
    "HTML, 120,000 attributes": (
        "a.html",
        lambda: page("<p " + " ".join(f"a{n}=1" for n in range(120_000)) + ">" + STORY),
    ),
    "HTML, 250,000 deep": ("a.html", lambda: page("<div>" * 250_000 + STORY)),
    "HTML, 19 MB of comments": ("a.html", lambda: page(STORY + "<!-- a -->" * 1_900_000)),
    "text of ?!, 100 kB": ("a.txt", lambda: (SENTENCE * 6 + "?!" * 50_000).encode()),
    "text of ? !, 100 kB": ("a.txt", lambda: (SENTENCE * 6 + "? ! " * 25_000).encode()),
    "body of ?!, 1 MB": ("a.jsonl", lambda: body(SENTENCE + "?!" * 500_000)),
    "body of 'according to'": ("a.jsonl", lambda: body("according to " * 9_000)),
    "body of 'Ida Marl said'": ("a.jsonl", lambda: body("Ida Marl said " * 8_000)),
    "body of 'citing … per'": ("a.jsonl", lambda: body("he said, citing Ida Marl, per Reuters, " * 3_000)),
    "body of nested quotations": ("a.jsonl", lambda: body("“‘He said " * 5_000 + "’”" * 5_000)),
    "body of open quotations": ("a.jsonl", lambda: body("“He said. \n" * 10_000)),
    "body of apostrophes": ("a.jsonl", lambda: body("' " * 60_000)),
    "body of quotation marks": ("a.jsonl", lambda: body('a " ' * 30_000)),
    "body of one word, 15 MB": ("a.jsonl", lambda: body("a" * 15 * MB)),
    "body of white space, 15 MB": ("a.jsonl", lambda: body("He left." + " " * 15 * MB + "x")),
    "body of line breaks, 15 MB": ("a.jsonl", lambda: body("He left." + "\n" * 15 * MB + "x")),
    "body of dots, 15 MB": ("a.jsonl", lambda: body("." * 15 * MB)),
    "body of dates": ("a.jsonl", lambda: body("Monday, May 3, 2031 at 5 p.m. " * 4_000)),
    "body of digits": ("a.jsonl", lambda: body("1" * 120_000)),
    "body of commas": ("a.jsonl", lambda: body("Ida Marl, mayor, " * 7_000)),
    "body of initials": ("a.jsonl", lambda: body("A. " * 40_000)),
    "body of brackets": ("a.jsonl", lambda: body("(" * 120_000)),
    "texts with half surrogates": (
        "a.jsonl",
        lambda: json.dumps({"id": "\udc80", "title": "\ud800", "body": "He left, \ud83d she said."}).encode(),
    ),
}
"""What an attack is called → the name of its file, and what makes its content."""
