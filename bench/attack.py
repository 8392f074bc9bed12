"""What hostile inputs cost: bombs, odd texts, slow and lying servers, floods and spoofed feeds, on loopback only.

    python bench/attack.py [--only WORD] [--from NAME] [--seconds 60]

Each attack runs in a process of its own that has loaded everything before (its rest), under a bound of address space
and of time, so that a run ends whatever Stemma does. A line tells the size of the attack, the CPU seconds, the peak of
memory above the rest in MB, and what came out: articles, problems, or `TRACEBACK`. The attacks on the server are
against one `stemma serve` that runs beside; theirs are the figures of that process. Needs Linux (`/proc`).
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from attack_files import FILES, MB, SENTENCE, STORY, body, feed, item, page, warc
from stemma.engine import process
from stemma.library import Library
from stemma.model import Annotated, Capture, Problem
from stemma.read import fetch, sources


class Cost(NamedTuple):
    """What one attack cost, and what became of it."""

    size: int
    cpu: float
    memory: float
    """Peak above the rest, in MB."""
    outcome: str


def read_all(found: Iterable[Capture | Problem]) -> str:
    """Read and annotate captures as `stemma annotate` does; how many articles and problems came."""
    good = bad = 0
    first = ""
    for _, outcome in process(found):
        if isinstance(outcome, Annotated):
            good += 1
            continue
        bad += 1
        first = first or outcome.reason
        if "please report" in outcome.remedy:
            return f"TRACEBACK {outcome.reason}"
    return f"{good} articles, {bad} problems" + (f": {first[:60]}" if first else "")


def memory(field: str, pid: int | str = "self") -> float:
    """VmRSS or VmHWM of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split(f"{field}:")[1].split()[0]) / 1000


def measured(work: Callable[[], str], size: int) -> Cost:
    """What `work` costs this process."""
    Path("/proc/self/clear_refs").write_text("5")
    rest, begun = memory("VmRSS"), time.process_time()
    try:
        outcome = work()
    except BaseException as error:  # noqa: BLE001 - to be told, whatever it is
        outcome = f"TRACEBACK {type(error).__name__}: {error}"[:100]
        traceback.print_exc()
    return Cost(size, time.process_time() - begun, memory("VmHWM") - rest, outcome)


def of_file(name: str) -> Cost:
    """One attack by a file."""
    file, make = FILES[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(make())
        return measured(lambda: read_all(sources.captures([path])), path.stat().st_size)


# Servers on the other side


@contextlib.contextmanager
def answering(answer: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """A server on loopback that lets `answer` do what it likes with each connection."""

    def one(there: socket.socket) -> None:
        with there, contextlib.suppress(OSError):
            request = there.recv(65536)
            if b"GET /robots.txt" in request:
                there.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                answer(there, request)

    def run() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=one, args=(listening.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=run, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        listening.shutdown(socket.SHUT_RDWR)


def whole(content: bytes, coding: str = "") -> Callable[[socket.socket, bytes], None]:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\nConnection: close\r\n"
    head += f"Content-Encoding: {coding}\r\n" if coding else ""
    return lambda there, request: there.sendall(head.encode() + b"\r\n" + content)


def trickle(head: bytes, drop: bytes) -> Callable[[socket.socket, bytes], None]:
    def answer(there: socket.socket, request: bytes) -> None:
        there.sendall(head)
        while True:
            there.sendall(drop)
            time.sleep(0.05)

    return answer


def sent_to(place: str) -> Callable[[socket.socket, bytes], None]:
    head = f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return lambda there, request: there.sendall(head.encode())


def spoofed() -> bytes:
    entry = "<item><link>https://gazette.example/{}</link><description>{}</description></item>"
    return feed("".join(entry.format(n, SENTENCE * 12) for n in range(20)))


def tower(there: socket.socket, request: bytes) -> None:
    """A sitemap of sitemaps of sitemaps, without end."""
    here = request.split()[1].decode()
    host = request.split(b"Host: ")[1].split()[0].decode()
    links = "".join(f"<sitemap><loc>http://{host}{here}{n}/</loc></sitemap>" for n in range(1000))
    whole(f"<?xml version='1.0'?><sitemapindex>{links}</sitemapindex>".encode())(there, request)


BROTLI = bytes.fromhex("5bffffff3f") * 600  # no offer was made of it: it is not looked at
ANSWERS: dict[str, Callable[[socket.socket, bytes], None]] = {
    "answer, gzip bomb": whole(gzip.compress(b"a" * 200 * MB), "gzip"),
    "answer, gzip three times": whole(gzip.compress(gzip.compress(gzip.compress(b"a" * 200 * MB))), "gzip, gzip, gzip"),
    "answer, brotli": whole(BROTLI, "br"),
    "answer, head at a byte a time": trickle(b"HTTP/1.1 200 OK\r\n", b"x"),
    "answer, headers without end": trickle(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
    "answer, body at a byte a time": trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"x"),
    "answer, redirect to a..b": sent_to("http://a..b/"),
    "answer, redirect to a long label": sent_to(f"http://{'x' * 64}.example/"),
    "answer, redirect inside": sent_to("http://[::ffff:7f00:1]:1/"),
    "answer, feed of another's pages": whole(spoofed()),
    "answer, sitemaps in sitemaps": tower,
}
"""What servers on the other side do. The fetcher is given three seconds for a page."""


def of_answer(name: str) -> Cost:
    """One attack by a server that is fetched from."""
    with answering(ANSWERS[name]) as url:
        fetcher = fetch.Fetcher(private=True, delay=0.0, timeout=3.0)

        def work() -> str:
            begun = time.monotonic()
            found = list(sources.captures([url], network=fetcher))
            marked = sum(isinstance(one, Capture) and one.fetched_from is not None for one in found)
            note = f", {marked} marked as another's" if marked else ""
            return f"{read_all(found)}{note}, {time.monotonic() - begun:.1f} s"

        return measured(work, 0)


# The server itself


class Served:
    """A `stemma serve` beside, and what it has used."""

    def __init__(self, folder: str) -> None:
        path = Path(folder) / "news.db"
        with Library(path) as library:
            text, when = SENTENCE * 4, "2031-06-02T08:00:00Z"
            library.add(Capture(f"p{n}", "body", f"{text} It is page {n}.", None, f"Outlet {n}", "Harbour closed", when,
                                language="en") for n in range(3))  # fmt: skip
        command = [sys.executable, "-m", "stemma", "serve", "--port", "0", "--library", str(path), "--rate", "100000"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        self.port = int(self.process.stderr.readline().split(" (")[0].rstrip("/").rpartition(":")[2])
        self.log: list[str] = []
        threading.Thread(target=lambda: self.log.extend(self.process.stderr or ()), daemon=True).start()

    def used(self) -> float:
        """CPU seconds of the server so far."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, method: str, path: str, content: bytes = b"", **headers: str) -> int:
        """The status of one answer; 0 where there was none."""
        lines = [f"{method} {path} HTTP/1.1", f"Content-Length: {len(content)}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in ({"Host": "localhost"} | headers).items()]
        try:
            with socket.create_connection(("127.0.0.1", self.port), 20) as there:
                there.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
                with contextlib.suppress(OSError):  # it may answer and close before all is sent
                    there.sendall(content)
                return int(there.recv(4096).split()[1])
        except (OSError, IndexError, ValueError):
            return 0


def half_open(served: Served) -> str:
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    waiting = []
    for _ in range(1100):
        one = socket.create_connection(("127.0.0.1", served.port), 20)
        with contextlib.suppress(OSError):
            one.sendall(b"GET / HTTP/1.1\r\nX-")
        waiting.append(one)
    begun = time.monotonic()
    while served.ask("GET", "/api/status") != 200:
        time.sleep(0.5)
    for one in waiting:
        one.close()
    return f"answers again after {time.monotonic() - begun:.1f} s, {len(served.log)} log lines"


def posted(served: Served) -> str:
    return f"status {served.ask('POST', '/api/articles', b'[' + b'1,' * 50 * MB)}"


def renamed(served: Served) -> str:
    names = ("evil.example", "127.0.0.1.evil.example", "")
    statuses = {served.ask("GET", "/api/stories", Host=host) for host in names}
    return f"statuses {statuses}"


def forwarded(served: Served) -> str:
    statuses = [served.ask("GET", "/api/status", X_Forwarded_For=f"10.0.0.{n}") for n in range(200)]
    return f"{statuses.count(200)} answered"


def odd(served: Served) -> str:
    paths = ["/articles/%ed%a0%80", "/api/stories?q=%00%ff", "/stories/" + "x" * 9000, "/compare?a=%2e&b=//", "/%"]
    return f"statuses {sorted({served.ask('GET', path) for path in paths})}"


SERVER: dict[str, Callable[[Served], str]] = {
    "server, 1,100 half-open": half_open,
    "server, POST of 100 MB, no token": posted,
    "server, other names of it": renamed,
    "server, 200 forged addresses": forwarded,
    "server, odd addresses": odd,
}


def of_server(name: str, served: Served) -> Cost:
    """One attack on the server."""
    Path(f"/proc/{served.process.pid}/clear_refs").write_text("5")
    rest, begun = memory("VmRSS", served.process.pid), served.used()
    outcome = SERVER[name](served)
    if any("Traceback" in line for line in served.log):
        outcome = f"TRACEBACK {outcome}"
    return Cost(0, served.used() - begun, memory("VmHWM", served.process.pid) - rest, outcome)


def warm() -> None:
    """Load all that is loaded late, so that it is no part of any attack's cost."""
    text = SENTENCE * 6
    files = {"a.html": page(STORY), "a.xml": feed(item(1, text * 3)), "a.txt": text.encode(),
             "a.warc": warc(page(STORY)), "a.jsonl": body(text)}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = Path(folder) / name
            path.write_bytes(data)
            read_all(sources.captures([path]))
    with answering(whole(page(STORY))) as url:
        read_all(sources.captures([url], network=fetch.Fetcher(private=True, delay=0.0)))


def child(there: Connection, name: str, seconds: int) -> None:
    """One attack, in a process of its own and under bounds that are not Stemma's."""
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    used = int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, used + seconds + 5))
    there.send(of_file(name) if name in FILES else of_answer(name))


def told(name: str, cost: Cost) -> bool:
    """Print the line of one attack; whether it is within the bounds that were promised."""
    print(f"| {name} | {cost.size:,} | {cost.cpu:.1f} | {cost.memory:.0f} | {cost.outcome} |", flush=True)
    return cost.cpu < 10 and cost.memory < 300 and not cost.outcome.startswith(("TRACEBACK", "ENDED"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="attacks with this word in their name")
    parser.add_argument("--from", dest="start", default="", help="go on at this attack")
    parser.add_argument("--seconds", type=int, default=60, help="CPU seconds that one attack may take")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    warm()
    fork = get_context("fork")
    print("| attack | bytes | CPU s | MB above rest | outcome |\n|---|---|---|---|---|", flush=True)
    good = 0
    names = [name for name in (*FILES, *ANSWERS) if options.only in name]
    names = names[names.index(options.start) if options.start in names else 0 :]
    for name in names:
        here, there = fork.Pipe()
        running = fork.Process(target=child, args=(there, name, options.seconds))
        running.start()
        there.close()
        try:
            cost = here.recv()
        except EOFError:
            cost = Cost(0, options.seconds, 0, "ENDED from outside")
        running.join()
        good += told(name, cost)
    server = [name for name in SERVER if options.only in name]
    if server:
        with tempfile.TemporaryDirectory() as folder:
            served = Served(folder)
            try:
                while served.ask("GET", "/") != 200:
                    time.sleep(0.2)
                time.sleep(5)  # its keeper has related the pages
                good += sum(told(name, of_server(name, served)) for name in server)
            finally:
                served.process.send_signal(signal.SIGINT)
                served.process.wait(60)
    print(f"\n{good} of {len(names) + len(server)} within 10 s of CPU and 300 MB, without a traceback")
    print(json.dumps({"attacks": len(names) + len(server), "good": good}), file=sys.stderr)


if __name__ == "__main__":
    main()
