"""Invented outlets on loopback, each at an address of its own (127.0.x.y): feeds, pages, and faults of every kind."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOWNS = ("Tarn Hollow", "Lowmere", "Ansel Ford", "Sall", "Quenby", "Ostrey")


def page(title: str, town: str, more: str = "") -> bytes:
    """A page of one outlet on an event in a town."""
    text = (
        f"The harbour of {town} was closed on Monday after a storm, the port authority of {town} said. "
        f"{title} was read out by spokeswoman Ida Sund, who said that {len(title)} boats were in port. {more}"
    )
    head = f'<title>{title}</title><meta property="article:published_time" content="2031-05-05T08:00:00Z">'
    paragraphs = "".join(f"<p>{text} Part {n} of the report.</p>" for n in range(3))
    return (
        f"<html lang=en><head>{head}</head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode()
    )


def rss(*items: tuple[str, str], title: str = "Hollow Post") -> bytes:
    """A feed of (address, title)."""
    inside = "".join(
        f"<item><link>{url}</link><title>{name}</title><pubDate>Mon, 05 May 2031 08:00:00 GMT</pubDate></item>"
        for url, name in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{inside}</channel></rss>'.encode()


class Outlets:
    """What the server gives: path → bytes, or a function of the handler that answers itself."""

    def __init__(self) -> None:
        self.at: dict[str, Any] = {}
        self.asked: Counter[str] = Counter()
        self.together: Counter[str] = Counter()
        self.most_together = 0
        self.lock = threading.Lock()
        self.port = 0

    def url(self, path: str, host: int = 1) -> str:
        """The address of a path at one of 60,000 hosts."""
        return f"http://127.0.{host // 250}.{host % 250 + 1}:{self.port}{path}"


@contextmanager
def outlets() -> Iterator[Outlets]:
    """Serves `Outlets.at` until the block ends. An answer has an ETag; who has it gets 304."""
    here = Outlets()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["Host"]
            with here.lock:
                here.asked[self.path] += 1
                here.together[host] += 1
                here.most_together = max(here.most_together, here.together[host])
            try:
                self._answer(here.at.get(self.path))
            finally:
                with here.lock:
                    here.together[host] -= 1

        def _answer(self, what: Any) -> None:
            if callable(what):
                what(self)
                return
            tag = f'"{hash(what)}"'
            status = 404 if what is None else 304 if self.headers["If-None-Match"] == tag else 200
            body = what if status == 200 else b""
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 200

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Server(("0.0.0.0", 0), Handler)
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
