"""What a server on the other side may do to the fetcher: bombs, trickles, odd names, addresses that lead inside."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from stemma.errors import InputError, NotFound, TooLarge, Unreadable
from stemma.read import fetch, payload
from stemma.read.addresses import public

LIMIT = 1_000_000


@contextmanager
def serving(answer: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """A server on loopback that lets `answer` do what it likes with each connection, after the request's head."""

    def run() -> None:
        while True:
            try:
                there, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(there,), daemon=True).start()

    def one(there: socket.socket) -> None:
        with there, suppress(OSError):
            answer(there, there.recv(65536))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=run, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def fixed(body: bytes, *headers: str) -> Callable[[socket.socket, bytes], None]:
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", "Connection: close", *headers])

    def answer(there: socket.socket, request: bytes) -> None:
        if b"GET /robots.txt" in request:
            there.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            there.sendall(head.encode() + b"\r\n\r\n" + body)

    return answer


MADE: list[fetch.Fetcher] = []
"""The fetchers of the test that runs, closed when it ends: a connection left open is a warning in the next one."""


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while MADE:
        MADE.pop().close()


def fetcher(**options: object) -> fetch.Fetcher:
    MADE.append(fetch.Fetcher(**{"private": True, "delay": 0.0, "max_bytes": LIMIT, **options}))  # type: ignore[arg-type]
    return MADE[-1]


BOMB = gzip.compress(b"a" * 200_000_000)
PAGE = b"<p>The quay is shut.</p>"


@pytest.mark.parametrize(
    ("body", "coding", "error"),
    [
        (BOMB, "gzip", TooLarge),
        (zlib.compress(b"a" * 200_000_000), "deflate", TooLarge),
        (gzip.compress(BOMB), "gzip, gzip", Unreadable),
        (gzip.compress(gzip.compress(BOMB)), "gzip, gzip, gzip", Unreadable),
        (b"\x1b\x00\x00", "br", Unreadable),
        (b"\x28\xb5\x2f\xfd", "zstd", Unreadable),
        (BOMB[:-9], "gzip", TooLarge),
        (gzip.compress(PAGE)[:-9], "gzip", Unreadable),
        (b"\x1f\x8b\x08 nothing", "gzip", Unreadable),
    ],
    ids=lambda value: str(value)[:20] if isinstance(value, str) else "",
)
def test_a_packed_answer_is_unpacked_once_and_within_the_bound(body: bytes, coding: str, error: type) -> None:
    with serving(fixed(body, f"Content-Encoding: {coding}")) as url:
        tracemalloc.start()
        try:
            with pytest.raises(error):
                fetcher().get(url)
            assert tracemalloc.get_traced_memory()[1] < 20 * LIMIT
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "identity", ""])
def test_a_page_that_is_packed_as_it_was_asked_for_is_read(coding: str) -> None:
    packed = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}.get(coding, bytes)(PAGE)
    with serving(fixed(packed, f"Content-Encoding: {coding}" if coding else "X-None: 1")) as url:
        capture = fetcher().get(url)
    assert capture is not None
    assert capture.content == PAGE


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_body_in_an_archive_has_the_same_bound(coding: str, pack: Callable[[bytes], bytes]) -> None:
    assert payload.decoded(pack(PAGE), "", coding, LIMIT, "x") == PAGE
    with pytest.raises(TooLarge):
        payload.decoded(pack(b"a" * (LIMIT + 1)), "", coding, LIMIT, "x")
    with pytest.raises(Unreadable):
        payload.decoded(pack(pack(PAGE)), "", f"{coding}, {coding}", LIMIT, "x")


def trickle(head: bytes, drop: bytes) -> Callable[[socket.socket, bytes], None]:
    def answer(there: socket.socket, request: bytes) -> None:
        there.sendall(head)
        while True:
            there.sendall(drop)
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        trickle(b"HTTP/1.1 200 OK\r\n", b"x"),
        trickle(b"HTTP/1.1 200 OK\r\n", b"x-y: z\r\n"),
        trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        trickle(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        trickle(b"", b"\r\n"),
    ],
    ids=["head", "headers", "body", "chunks", "nothing"],
)
def test_the_time_bound_is_that_of_the_whole_request(answer: Callable[[socket.socket, bytes], None]) -> None:
    def robots_first(there: socket.socket, request: bytes) -> None:
        (fixed(b"") if b"GET /robots.txt" in request else answer)(there, request)

    with serving(robots_first) as url:
        started = time.monotonic()
        with pytest.raises(InputError):
            fetcher(timeout=0.6).get(url)
        assert time.monotonic() - started < 3


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example", "\ud800.example", ".", "xn--\u0660.example", "a b"])
def test_a_name_that_no_host_can_have_is_one_problem(host: str) -> None:
    with pytest.raises(InputError):
        fetch.Fetcher(delay=0.0).get(f"http://{host}/page")
    with pytest.raises(InputError):
        fetcher().get(f"http://{host}/page")


def test_a_redirect_to_such_a_name_is_one_problem_too() -> None:
    for place in ("http://a..b/", f"http://{'x' * 64}.example/", "http://[::1", "//[", "http://\u2100.example/"):
        answer = f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()
        with serving(lambda there, request, answer=answer: there.sendall(answer)) as url, pytest.raises(InputError):
            fetcher().get(url)


def test_only_so_many_requests_are_made() -> None:
    with serving(fixed(PAGE)) as url:
        busy = fetcher(most_requests=2)
        assert busy.get(url) is not None
        with pytest.raises(InputError, match="enough"):
            busy.get(f"{url}/other")


INSIDE = """
127.0.0.1 10.1.2.3 100.64.0.1 169.254.169.254 172.16.0.1 192.168.1.1 192.0.0.8 192.88.99.1 198.18.0.1 224.0.0.1
255.255.255.255 0.0.0.0 ::1 :: ::127.0.0.1 ::8.8.8.8 fec0::1 fe80::1 fc00::1 ff02::1 64:ff9b:1::808:808 64:ff9b::7f00:1
::ffff:0:127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 3fff::1 3fff:fff::1 5f00::1 2001:db8::1 2001::1 2002:7f00:1::
2a00:1450::5efe:7f00:1 2a00:1450::200:5efe:c0a8:1 100::1 4000::1 fe80::1%eth0 localhost
"""
OUTSIDE = (
    "8.8.8.8 93.184.216.34 2a00:1450:4001::200e 2606:4700::1111 64:ff9b::808:808 ::ffff:8.8.8.8 2a00::5efe:808:808"
)


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_that_may_lead_inside_is_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_an_address_of_the_open_internet_is(address: str) -> None:
    assert public(address)


def test_an_unknown_host_is_not_found() -> None:
    with pytest.raises(NotFound):
        fetch.Fetcher(delay=0.0, resolve=lambda host, port: (_ for _ in ()).throw(UnicodeError("label too long"))).get(
            "http://a.example/"
        )
