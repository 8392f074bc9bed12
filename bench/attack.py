"""What hostile inputs cost: bombs, odd texts, slow and lying servers, floods and spoofed feeds, on loopback only.

    python bench/attack.py [--only WORD] [--seconds 60]

Each attack runs in a process of its own that has loaded everything before (its rest), under a bound of address space
and of time, so that a run ends whatever Stemma does. A line tells the size of the attack, the CPU seconds, the peak of
memory above the rest in MB, and what came out: articles, problems, or `TRACEBACK`.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import resource
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from stemma.engine import process
from stemma.model import Annotated
from stemma.read import sources

MB = 1_000_000
STORY = "<p>" + "The harbour of Lowmere was closed on Monday after a storm, the port authority said. " * 6 + "</p>"


class Cost(NamedTuple):
    """What one attack cost, and what became of it."""

    size: int
    cpu: float
    memory: float
    """Peak above the rest, in MB."""
    outcome: str


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
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://lowmere.example/1\r\n"
        b"WARC-Date: 2024-03-04T09:05:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n" % len(http)
    ) + http + b"\r\n\r\n"  # fmt: skip


def wacz(member: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/a.warc", member)
    return out.getvalue()


def record(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def squeezed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = gzip.compress(data)
    return data


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    # packed data
    "gzip bomb, page": ("a.html.gz", lambda: squeezed(b"a" * 1000 * MB)),
    "gzip bomb, blank lines": ("a.jsonl.gz", lambda: squeezed(b'{"id":\n' + b"\n" * 1000 * MB)),
    "gzip bomb, one line": ("a.jsonl.gz", lambda: squeezed(b'{"id":"' + b"a" * 1000 * MB)),
    "gzip bomb, JSON list": ("a.json.gz", lambda: squeezed(b'[{"id": 1}' + b",{}" * 300 * MB)),
    "gzip of gzip, lines": ("a.jsonl.gz", lambda: squeezed(b'{"id":"' + b"a" * 1000 * MB, 2)),
    "gzip, many members": ("a.html.gz", lambda: squeezed(b"") * 500_000),
    "WARC, gzip body bomb": ("a.warc", lambda: warc(squeezed(b"a" * 1000 * MB), "gzip")),
    "WARC, gzip three times": ("a.warc", lambda: warc(squeezed(b"a" * 1000 * MB, 3), "gzip, gzip, gzip")),
    "WARC, deflate bomb": ("a.warc", lambda: warc(zlib.compress(b"a" * 1000 * MB), "deflate")),
    "WARC.gz bomb": ("a.warc.gz", lambda: squeezed(warc(b"a" * 1000 * MB))),
    "WARC.gz, endless head": ("a.warc.gz", lambda: squeezed(b"WARC/1.0\r\nWARC-Type: " + b"a" * 1000 * MB)),
    "WARC.gz, endless heads": ("a.warc.gz", lambda: squeezed(b"WARC/1.0\r\n" + b"a: b\r\n" * 150 * MB)),
    "WARC.gz, endless HTTP head": ("a.warc.gz", lambda: squeezed(warc(b"", head=b"x: y\r\n" * 150 * MB))),
    "WACZ bomb": ("a.wacz", lambda: wacz(warc(b"a" * 500 * MB))),
    # JSON
    "JSON Lines, a million {}": ("a.jsonl", lambda: b"{}\n" * MB),
    "JSON Lines, 20 million blank": ("a.jsonl", lambda: b"\n" * 20 * MB),
    "JSON list of 6 million {}": ("a.json", lambda: b'[{"id":1}' + b",{}" * 6 * MB + b"]"),
    "JSON line of 13 million {}": ("a.jsonl", lambda: b'{"id":[{}' + b",{}" * 13 * MB + b"]}\n"),
    "JSON, nested": ("a.jsonl", lambda: b'{"id":' + b"[" * 10 * MB + b"\n"),
    "JSON, open quotation": ("a.jsonl", lambda: b'{"id":' + b'"\\' * 10 * MB + b"\n"),
    "JSON, 20 MB number": ("a.jsonl", lambda: b'{"id":' + b"9" * 20 * MB + b"}\n"),
    "JSON feed, 200,000 items": ("a.json", lambda: json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"url": f"https://a.example/{n}"} for n in range(200_000)]}
    ).encode()),
    "JSON feed, large items": ("a.json", lambda: json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [
            {"url": f"https://a.example/{n}", "content_html": "<" * 400_000} for n in range(20)]}
    ).encode()),
    # feeds
    "feed of <": ("a.xml", lambda: feed("<item><link>https://a.example/1</link><description>" + "&lt;" * 250_000 + "</description></item>")),
    "feed, 200,000 items": ("a.xml", lambda: feed("".join(item(n, "x") for n in range(200_000)))),
    "feed, 5,000 long items": ("a.xml", lambda: feed("".join(item(n, "word " * 700) for n in range(5_000)))),
    "feed, media never closed": ("a.xml", lambda: feed("<media:a " * MB)),
    "feed, media opened": ("a.xml", lambda: feed("<media:a>" * MB)),
    "feed, 6 million tags": ("a.xml", lambda: feed("<a/>" * 4 * MB)),
    "feed, white space": ("a.xml", lambda: feed(item(1, " " * 9 * MB))),
    "feed, one attribute": ("a.xml", lambda: feed(f'<item a="{"x" * 15 * MB}"></item>')),
    "feed, not XML": ("a.xml", lambda: feed("<item><a b=<c " * MB)),
    "feed, escaped tags": ("a.xml", lambda: feed(item(1, "&lt;b&gt;" * 1_500_000))),
    "sitemap, 5 million urls": ("a.xml", lambda: b"<?xml version='1.0'?><urlset>" + b"<a/>" * 4 * MB + b"</urlset>"),
    "OPML, million outlines": ("a.xml", lambda: b"<?xml version='1.0'?><opml>" + b"<outline xmlUrl='http://a.example/'/>" * 400_000 + b"</opml>"),
    "XML entities": ("a.xml", lambda: b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "' + b"a" * 1000 + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(6)) + b"]><rss><channel><title>&g;</title></channel></rss>"),
    # pages
    "HTML, one line of 9.5 MB": ("a.html", lambda: page("word " * 1_900_000)),
    "HTML, one line, marked up": ("a.html", lambda: page("<p>The quay is shut, he said.</p>" * 280_000)),
    "HTML, story and 9.5 MB script": ("a.html", lambda: page(STORY + "<script>" + "var a = 1; " * 860_000 + "</script>")),
    "HTML, 9 MB of <": ("a.html", lambda: page(STORY + "<" * 9 * MB)),
    "HTML, 9 MB of &": ("a.html", lambda: page(STORY + "&" * 9 * MB)),
    "HTML, 9 MB of white space": ("a.html", lambda: page(STORY + " \n" * 4_500_000 + STORY)),
    "HTML, 1 MB attributes": ("a.html", lambda: page("<p " + " ".join(f"a{n}=1" for n in range(120_000)) + ">" + STORY)),
    "HTML, deep": ("a.html", lambda: page("<div>" * 250_000 + STORY)),
    "HTML, 19 MB of comments": ("a.html", lambda: page(STORY + "<!-- a -->" * 1_900_000)),
    # texts
    "text of ?!, 100 kB": ("a.txt", lambda: (STORY[3:-4] + "?!" * 50_000).encode()),
    "text of ? !, 100 kB": ("a.txt", lambda: (STORY[3:-4] + "? ! " * 25_000).encode()),
    "body of ?!, 1 MB": ("a.jsonl", lambda: record(id="1", body=STORY[3:-4] + "?!" * 500_000, language="en")),
    "body of according to": ("a.jsonl", lambda: record(id="1", body="according to " * 9_000, language="en")),
    "body of Ida Marl said": ("a.jsonl", lambda: record(id="1", body="Ida Marl said " * 8_000, language="en")),
    "body of nested quotations": ("a.jsonl", lambda: record(id="1", body="“‘He said " * 5_000 + "’”" * 5_000, language="en")),
    "body of open quotations": ("a.jsonl", lambda: record(id="1", body="“He said. \n" * 10_000, language="en")),
    "body of '": ("a.jsonl", lambda: record(id="1", body="' " * 60_000, language="en")),
    "body of \"": ("a.jsonl", lambda: record(id="1", body='a " ' * 30_000, language="en")),
    "body of one word": ("a.jsonl", lambda: record(id="1", body="a" * 15 * MB, language="en")),
    "body of white space": ("a.jsonl", lambda: record(id="1", body="He left." + " " * 15 * MB + "x", language="en")),
    "body of line breaks": ("a.jsonl", lambda: record(id="1", body="He left." + "\n" * 15 * MB + "x", language="en")),
    "body of dates": ("a.jsonl", lambda: record(id="1", body="Monday, May 3, 2031 at 5 p.m. " * 4_000, language="en")),
    "body of digits": ("a.jsonl", lambda: record(id="1", body="1" * 120_000, language="en")),
    "body of commas": ("a.jsonl", lambda: record(id="1", body="Ida Marl, mayor, " * 7_000, language="en")),
    "body of dots": ("a.jsonl", lambda: record(id="1", body="." * 15 * MB, language="en")),
    "body of capitals": ("a.jsonl", lambda: record(id="1", body="A. " * 40_000, language="en")),
    "body of brackets": ("a.jsonl", lambda: record(id="1", body="(" * 120_000, language="en")),
    "body of citing": ("a.jsonl", lambda: record(id="1", body="he said, citing Ida Marl, per Reuters, " * 3_000, language="en")),
    "body in surrogates": ("a.jsonl", lambda: record(id="\udc80", title="\ud800", outlet="\udfff", body="He left, \ud83d she said.", language="en")),
}  # fmt: skip
"""Files by name: their own name, and what makes their content."""


def read_all(path: Path) -> str:
    """Read and annotate all that is in a file, as `stemma annotate` does; how many articles and problems came."""
    good = bad = 0
    first = ""
    for _, outcome in process(sources.captures([path])):
        if isinstance(outcome, Annotated):
            good += 1
        else:
            bad += 1
            first = first or outcome.reason
            if "please report" in outcome.remedy:
                return f"TRACEBACK {outcome.reason}"
    return f"{good} articles, {bad} problems" + (f": {first[:60]}" if first else "")


def peak() -> float:
    """The most memory that this process has had since the last `forget`, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1000


def now() -> float:
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1000


def attack(answer: Connection, name: str, make: Callable[[], bytes], seconds: int) -> None:
    """One attack, in a process of its own."""
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(make())
        size = path.stat().st_size
        Path("/proc/self/clear_refs").write_text("5")
        rest, begun = now(), time.process_time()
        try:
            outcome = read_all(path)
        except BaseException as error:  # noqa: BLE001 - to be told, whatever it is
            outcome = f"TRACEBACK {type(error).__name__}: {error}"[:100]
            traceback.print_exc()
        answer.send(Cost(size, time.process_time() - begun, peak() - rest, outcome))


def warm() -> None:
    """Load all that is loaded late, so that it is no part of any attack's cost."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("a.html", page(STORY)), ("a.xml", feed(item(1, STORY))), ("a.txt", STORY[3:-4].encode()),
                           ("a.warc", warc(page(STORY))), ("a.jsonl", record(id="1", body=STORY, language="en"))):  # fmt: skip
            path = Path(folder) / name
            path.write_bytes(data)
            read_all(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="attacks with this word in their name")
    parser.add_argument("--seconds", type=int, default=60, help="CPU seconds that one attack may take")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    warm()
    fork = get_context("fork")
    print("| attack | bytes | CPU s | MB above rest | outcome |\n|---|---|---|---|---|", flush=True)
    for name, (file, make) in FILES.items():
        if options.only not in name:
            continue
        here, there = fork.Pipe()
        running = fork.Process(target=attack, args=(there, file, make, options.seconds))
        running.start()
        there.close()
        try:
            cost = here.recv()
        except EOFError:
            cost = Cost(0, options.seconds, 0, "ENDED from outside")
        running.join()
        print(f"| {name} | {cost.size:,} | {cost.cpu:.1f} | {cost.memory:.0f} | {cost.outcome} |", flush=True)


if __name__ == "__main__":
    main()
