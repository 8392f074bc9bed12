"""How many feeds one machine follows: memory, looks a second, lag, with invented feeds on a server of this machine.

    python bench/follow.py [--feeds 2000] [--entries 20] [--seconds 120] [--workers 1] [--faulty 0.02]

Each feed has a host of its own (127.0.x.y) and names so many pages; some feeds are gone, slow, huge, broken or
redirect for ever. `stemma follow` runs for so many seconds as a user would start it and is then stopped (SIGTERM).
Told: the most memory of its processes together, feeds read and pages added, how long the stop took, whether `check`
finds a fault.
The first round of all feeds and the reading of pages share the processors: `--entries 0` gives the feeds alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from stemma.library import Library

ROOT = Path(__file__).parents[1]
TOWNS = ("Tarn Hollow", "Lowmere", "Ansel Ford", "Sall", "Quenby", "Ostrey", "Hask", "Wendle")
ROWS = ("harbour", "bridge", "school", "mill", "market", "ferry", "quarry", "library")
FAULTS = ("gone", "slow", "huge", "broken", "round")


def host(number: int) -> str:
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"


def feed(number: int, entries: int, port: int, begun: datetime) -> bytes:
    items = []
    for entry in range(entries):
        when = format_datetime(begun - timedelta(minutes=entry * 7 + number % 7))
        url = f"http://{host(number)}:{port}/p/{number}/{entry}"
        items.append(f"<item><link>{url}</link><title>News {number} {entry}</title><pubDate>{when}</pubDate></item>")
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post {number}</title>{"".join(items)}</channel></rss>'.encode()  # noqa: E501


def page(number: int, entry: int, begun: datetime) -> bytes:
    """One of some thousand texts of a few hundred words; outlets of one group bring the same events."""
    event = (number // 20) * 31 + entry
    town, what = TOWNS[event % 8], ROWS[event // 8 % 8]
    day = (begun - timedelta(minutes=entry * 7)).isoformat()
    told = [
        f"The {what} of {town} will stay closed for {event % 90 + 2} days, the town council said on Monday.",
        f"Mayor Ida Sund said that {event % 400 + 10} people had to leave their homes near the {what}.",
        f"A spokesman of the county, Per Holm, denied that the {what} had been inspected in {1990 + event % 40}.",
        f"Residents of {town} told the Post {number} that they had warned of case {event} for years.",
    ]
    body = "".join(f"<p>{' '.join(told)} It is report {part} on number {event}.</p>" for part in range(3))
    head = f'<title>{what.title()} of {town} shut, case {event}</title><meta property="article:published_time" content="{day}">'  # noqa: E501
    return f"<html lang=en><head>{head}</head><body><article>{body}</article></body></html>".encode()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, options: Any, begun: datetime) -> None:
    """One connection, as long as it lives."""
    try:
        while line := await reader.readline():
            path = line.split()[1].decode()
            tag = ""
            while (header := await reader.readline()).strip():
                if header.lower().startswith(b"if-none-match:"):
                    tag = header.split(b":", 1)[1].strip().decode()
            status, more, body = 404, "", b""
            if match := re.fullmatch(r"/feed/(\d+)", path):
                number = int(match[1])
                fault = FAULTS[number % 5] if number < options.feeds * options.faulty else ""
                body = feed(number, options.entries, writer.get_extra_info("sockname")[1], begun)
                status = 304 if tag == f'"{number}"' else 200
                more = f'ETag: "{number}"\r\n'
                if fault == "gone":
                    status, body = 404, b""
                elif fault == "slow":
                    await asyncio.sleep(40)
                elif fault == "huge":
                    body = b"<?xml version='1.0'?><rss>" + b" " * 30_000_000
                elif fault == "broken":
                    body = b"<?xml version='1.0'?><rss><chan"
                elif fault == "round":
                    status, more, body = 302, f"Location: {path}\r\n", b""
            elif match := re.fullmatch(r"/p/(\d+)/(\d+)", path):
                status, body = 200, page(int(match[1]), int(match[2]), begun)
            if status == 304:
                body = b""
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError, IndexError):
        pass
    finally:
        writer.close()


def serve(options: Any, port: Any) -> None:
    """The server, until it is ended."""

    async def run() -> None:
        begun = datetime.now(UTC)
        server = await asyncio.start_server(lambda r, w: answer(r, w, options, begun), "0.0.0.0", 0, backlog=2000)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(run())


def memory(pid: int) -> float:
    """MB that a process and its children hold together (RSS)."""
    pids = [pid]
    for one in pids:
        children = Path(f"/proc/{one}/task/{one}/children")
        pids += map(int, children.read_text().split()) if children.exists() else []
    total = 0
    for one in pids:
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue
    return total / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--faulty", type=float, default=0.02)
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    port = multiprocessing.Value("i", 0)
    server = multiprocessing.get_context("fork").Process(target=serve, args=(options, port), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.05)
    with tempfile.TemporaryDirectory() as folder:
        library, opml = Path(folder) / "n.db", Path(folder) / "feeds.opml"
        lines = (f'<outline xmlUrl="http://{host(n)}:{port.value}/feed/{n}"/>' for n in range(options.feeds))
        opml.write_text(f"<?xml version='1.0'?><opml><body>{''.join(lines)}</body></opml>")
        command = [sys.executable, "-m", "stemma", "follow", str(opml), "--library", str(library), "--allow-private"]
        command += ["--workers", str(options.workers)] + (["--serve", "--port", "0"] if options.serve else [])
        begun, most, first = time.monotonic(), 0.0, None
        with open(Path(folder) / "log", "w") as log, subprocess.Popen(command, stderr=log) as running:
            while time.monotonic() - begun < options.seconds and running.poll() is None:
                time.sleep(1)
                most = max(most, memory(running.pid))
                if first is None and library.exists() and time.monotonic() - begun > 3:
                    with Library(library) as opened:
                        looked = opened.store.count("followed")
                    first = time.monotonic() - begun if looked >= options.feeds * 0.98 else None
            asked = time.monotonic()
            running.send_signal(signal.SIGTERM)
            running.wait()
            stopped = time.monotonic() - asked
        with Library(library) as opened:
            found = opened.status()
            wrong = len(list(opened.check()))
        told = {
            "feeds": options.feeds, "looked_at": found.followed, "failing": found.followed_failing,
            "all_looked_at_after_s": first and round(first), "pages_added": found.articles,
            "waiting": found.followed_waiting, "lag_s": found.lag_seconds and round(found.lag_seconds),
            "most_mb": round(most), "stop_s": round(stopped, 1), "exit": running.returncode, "wrong": wrong,
        }  # fmt: skip
        print(json.dumps(told))
    server.kill()


if __name__ == "__main__":
    main()
