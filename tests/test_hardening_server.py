"""What strangers may ask of the server: hosts, rights, bodies, odd ids, half-open connections; a keeper that dies."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stemma.library import Library
from stemma.model import Capture

testclient = pytest.importorskip("fastapi.testclient")

from stemma.serve import application, bodies, keeper, wire  # noqa: E402
from stemma.serve.guard import HEADERS, host_of  # noqa: E402

TOKEN = "a token of these tests"
BODY = "The footbridge at Loom Lane was closed on Monday, the council said. Surveyor Ida Marl said its cables had rust."
HOME = "http://127.0.0.1:8765"


def page(key: str, **more: Any) -> Capture:
    return Capture(key, "body", BODY, outlet=f"Outlet {key}", title="Loom Lane", language="en",
                   published="2031-06-02T08:00:00Z", **more)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = tmp_path_factory.mktemp("hard") / "news.db"
    with Library(where) as library:
        library.add([page("a"), page("https://b.example/news/1?x=2")])
    return str(where)


@pytest.fixture(scope="module")
def client(path: str) -> Any:
    app = application(path, token=TOKEN, rate=100_000, address="https://news.example", hosts=["desk.example"])
    return testclient.TestClient(app, base_url=HOME, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8765", 200), ("localhost", 200), ("LOCALHOST.:80", 200), ("[::1]:8765", 200), ("news.example", 200),
     ("desk.example:99", 200), ("evil.example", 421), ("localhost.evil.example", 421), ("127.0.0.1.evil.example", 421),
     ("", 421), ("[::2]", 421), ("a@localhost", 421)],
)  # fmt: skip
def test_only_known_hosts_are_answered(client: Any, host: str, status: int) -> None:
    assert client.get("/api/status", headers={"host": host}).status_code == status


def test_feeds_link_to_their_own_address_whatever_the_client_calls_it(client: Any) -> None:
    found = client.get("/feed.json", headers={"host": "desk.example"}).json()
    assert found["feed_url"] == "https://news.example/feed.json"
    assert all(item["url"].startswith("https://news.example/stories/") for item in found["items"])
    assert "desk.example" not in client.get("/feed.atom?q=rust", headers={"host": "desk.example"}).text


@pytest.mark.parametrize(
    ("given", "status"),
    [(f"Bearer {TOKEN}", 404), (f"bearer {TOKEN}", 404), (f"BEARER  {TOKEN} ", 404), (TOKEN, 401),
     (f"Basic {TOKEN}", 401), ("Bearer", 401), ("Bearer x", 401), ("", 401), (f"Bearer{TOKEN}", 401)],
)  # fmt: skip
def test_the_word_bearer_is_needed_in_any_case(client: Any, given: str, status: int) -> None:
    assert client.delete("/api/articles/none", headers={"authorization": given}).status_code == status


def test_no_body_is_read_before_rights_are_known(path: str) -> None:
    def endless() -> Iterator[bytes]:
        yield b"["
        raise AssertionError("the body was read")

    for token, status in ((None, 403), (TOKEN, 401)):
        closed = testclient.TestClient(application(path, token=token), base_url=HOME)
        scope = {"type": "http", "method": "POST", "path": "/api/articles", "headers": [(b"host", b"localhost")],
                 "query_string": b"", "client": ("1.2.3.4", 5)}  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> Any:
            raise AssertionError("the body was read")

        async def send(message: dict[str, Any], sent: list[dict[str, Any]] = sent) -> None:
            sent.append(message)

        import anyio

        anyio.run(closed.app, scope, receive, send)
        assert sent[0]["status"] == status
        assert (b"connection", b"close") in sent[0]["headers"]


BEARER = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" + b"1," * (bodies.LARGE // 2) + b"1]", 413),
        (b"[" + b"{}," * 500_000 + b"{}]", 422),
        (b'[{"id": "x", "body": "y", "published": NaN}]', 422),
        (b'[{"id": "x", "body": "y", "timezone": 1e400}]', 422),
        (b'[{"id": "x", "body": "\\ud800 left"}]', 422),
        (b'[{"id": "x", "body": "y", "title": "\xed\xa0\x80"}]', 422),
        (b"[" * 100_000, 422),
        (b"{}", 422),
        (b"", 422),
        (b'[{"id": "x", "body": "y", "published": 5}]', 422),
    ],
)
@pytest.mark.parametrize("address", ["/api/articles", "/api/watches"])
def test_a_body_that_cannot_be_used_is_refused_with_the_usual_headers(
    client: Any, address: str, body: bytes, status: int
) -> None:
    answer = client.post(address, content=body, headers=BEARER)
    assert answer.status_code in (status, 413 if address.endswith("watches") else status)
    assert HEADERS.items() <= dict(answer.headers).items()


def test_a_mistake_of_ours_has_the_usual_headers_too(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("stemma.serve.api.listing.stories", broken)
    answer = client.get("/api/stories")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert HEADERS.items() <= dict(answer.headers).items()


def test_an_id_with_slashes_opens(client: Any) -> None:
    from stemma.serve.pages import article_href

    id = "https://b.example/news/1?x=2"
    assert client.get(article_href(id)).status_code == 200
    assert client.get("/api" + article_href(id)).json()["id"] == id
    assert client.get("/api/articles/none/of/these").status_code == 404


def test_texts_of_an_older_library_are_served_and_repaired(tmp_path: Path) -> None:
    where = tmp_path / "old.db"
    with Library(where) as library:
        library.add([page("a"), page("b")])
        story = library.story().id
        from stemma.library.records import unzip

        with library.store.transaction():
            for table, column in (("articles", "record"), ("stories", "document"), ("stories", "told")):
                for id, record in library.store.rows(f"SELECT id, {column} FROM {table}"):
                    import zlib

                    text = (
                        unzip(record)
                        .decode()
                        .replace("Ida Marl", "Ida \ud800arl")
                        .replace("Outlet", "Outl\udfff\udfff")
                    )
                    packed = zlib.compress(text.encode("utf-8", "surrogatepass"))
                    library.store.rows(f"UPDATE {table} SET {column} = ? WHERE id = ?", (packed, id))
        guest = testclient.TestClient(application(str(where), patient=True), base_url=HOME)
        for address in ("/", "/feed.json", f"/stories/{story}", f"/api/stories/{story}", "/api/articles/a",
                        "/api/stories",
                        "/api/parties?name=Ida", f"/stories/{story}/changes.json", "/articles/a"):  # fmt: skip
            assert guest.get(address).status_code == 200, address
        assert set(library.repair()) == {"a", "b", story}
        assert library.repair() == []


def test_no_request_relates_a_story_and_a_page_says_what_is_coming(tmp_path: Path) -> None:
    where = tmp_path / "news.db"
    with Library(where) as library:
        library.add([page("a"), page("b")])
        story = library.story().id
        with library.store.transaction():
            library.store.mark_stale(story)
            library.store.forget_document(story)
        with library.store.transaction():
            guest = testclient.TestClient(application(str(where), patient=True), base_url=HOME)
            begun = time.monotonic()  # this transaction holds the writers' lock meanwhile
            for address in ("/", f"/stories/{story}", f"/api/stories/{story}", "/feed.atom", "/articles/a", "/metrics"):
                assert guest.get(address).status_code == 200, address
            assert time.monotonic() - begun < 20
            assert "being worked out" in guest.get(f"/stories/{story}").text
        assert library.store.stale() == [story]
        keeper.keep(library)
        assert "being worked out" not in guest.get(f"/stories/{story}").text


def test_a_page_says_when_the_keeper_is_down(path: str) -> None:
    app = application(path, patient=True, down=lambda: 12.0)
    guest = testclient.TestClient(app, base_url=HOME)
    assert "has been down for 12 s" in guest.get("/").text
    assert "stemma_keeper_up 0" in guest.get("/metrics").text
    guest = testclient.TestClient(application(path, patient=True, down=lambda: None), base_url=HOME)
    assert "has been down" not in guest.get("/").text
    assert "stemma_keeper_up 1" in guest.get("/metrics").text


def test_a_story_that_cannot_be_related_costs_only_itself(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library(path) as library:
        with library.store.transaction():
            for story in library.store.story_ids(singles=True):
                library.store.mark_stale(story)

        def broken(id: str | None = None) -> None:
            raise IndexError(id)

        monkeypatch.setattr(library, "story", broken)
        stuck: dict[str, float] = {}
        assert keeper.keep(library, stuck=stuck) is False
        assert set(stuck) == set(library.store.stale()) != set()


@pytest.mark.parametrize(
    ("authority", "host"),
    [("a.example:80", "a.example"), ("[::1]:80", "::1"), ("A.EXAMPLE.", "a.example"), ("a:b:c", ""), ("[x", "")],
)
def test_the_host_of_an_authority(authority: str, host: str) -> None:
    assert host_of(authority) == host


def test_a_log_is_written_at_a_bounded_rate_and_says_what_it_left_out() -> None:
    seldom = wire.Seldom()

    def record() -> logging.LogRecord:
        return logging.LogRecord("asyncio", logging.ERROR, "", 0, "socket.accept() \x1b[2J", (), None)

    assert sum(seldom.filter(record()) for _ in range(10_000)) == wire.LINES
    seldom.begun["asyncio"] = -100.0
    last = record()
    assert seldom.filter(last)
    assert "9,980 lines" in last.getMessage()
    assert "\x1b" not in wire.Plain("%(message)s").format(last)


@pytest.fixture
def served(path: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    code = (
        "import sys; from stemma.serve import run, wire, keeper; wire.HEAD_SECONDS = 1.0; wire.OF_ONE = 8;"
        "keeper.FIRST = 0.1; run(sys.argv[1], port=0, announce=lambda a: print(a, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])
        process.send_signal(signal.SIGINT)
        process.wait(30)


def ask(port: int, path: str = "/api/status", **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *(f"{k}: {v}" for k, v in headers.items())]
    with socket.create_connection(("127.0.0.1", port), 30) as there:
        there.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        return b"".join(iter(lambda: there.recv(65536), b""))


def test_a_real_server_under_attack(served: tuple[subprocess.Popen[str], int]) -> None:
    """Half-open and trickling connections are closed, no HTTP is refused, and a keeper that is killed comes back."""
    process, port = served
    waiting = [socket.create_connection(("127.0.0.1", port), 30) for _ in range(8)]
    for one in waiting[:4]:
        one.sendall(b"GET / HTTP/1.1\r\nX-")
    with socket.create_connection(("127.0.0.1", port), 30) as ninth:
        assert ninth.recv(1) == b""  # one address has no more at a time
    for one in waiting:
        one.settimeout(30)
        with contextlib.suppress(ConnectionResetError):
            assert one.recv(1) == b""
        one.close()
    assert b"200 OK" in ask(port)
    with socket.create_connection(("127.0.0.1", port), 30) as there:
        there.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
        refused = b"".join(iter(lambda: there.recv(65536), b""))
    assert refused.startswith(b"HTTP/1.1 400")
    assert b"content-security-policy" in refused
    beside = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _child(int(pid), process.pid)]
    assert beside
    for pid in beside:
        os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        again = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _child(int(pid), process.pid)]
        if again and not set(again) & set(beside) and b"stemma_keeper_up 1" in ask(port, "/metrics"):
            break
        time.sleep(0.2)
    else:
        pytest.fail("the keeper did not come back")


def _child(pid: int, parent: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(words[1]) == parent and words[0] != "Z" and "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
    except (OSError, ValueError):
        return False


def test_a_forwarded_address_counts_only_behind_a_proxy(path: str) -> None:
    import uvicorn

    kept: list[uvicorn.Config] = []

    class Server:
        def __init__(self, config: uvicorn.Config) -> None:
            kept.append(config)

        def run(self, sockets: object) -> None:
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn, "Server", Server)
        patch.setattr(keeper.Keeper, "start", lambda self: self)
        from stemma.serve import run

        run(path, port=0)
        run(path, port=0, proxies=["10.0.0.1"])
    assert [config.proxy_headers for config in kept] == [False, True]
    assert kept[1].forwarded_allow_ips == ["10.0.0.1"]
    assert json.dumps(wire.log_config()["loggers"])
