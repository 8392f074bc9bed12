"""A library on a bad day: damaged headers, backups under writers, whose it is; watches at least once; terminals."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from stemma.cli import base, main
from stemma.errors import LibraryError, OptionError, StemmaError
from stemma.library import Library, owner, watching
from stemma.model import Capture, Problem
from stemma.safe import json_line, plain, sound
from stemma.serve.webhook import deliver

BODY = "The footbridge at Loom Lane was closed on Monday, the council said. Surveyor Ida Marl said its cables had rust."
HOOK = "https://desk.example/hook"


def page(key: str, **more: str) -> Capture:
    return Capture(key, "body", f"{BODY} It is bridge {key}.", outlet=f"Outlet {key}", title="Loom Lane", language="en",
                   published="2031-06-02T08:00:00Z", **more)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "news.db") as made:
        made.add([page("a"), page("b")])
        yield made


@pytest.mark.parametrize("place", [18, 19, 20, 21, 23, 44, 47, 56, 59, 100, 103])
@pytest.mark.parametrize("value", [0, 9, 255])
def test_a_damaged_first_page_is_one_line(library: Library, tmp_path: Path, place: int, value: int) -> None:
    library.close()
    data = bytearray((tmp_path / "news.db").read_bytes())
    data[place] = value
    (tmp_path / "news.db").write_bytes(data)
    for command in (["stories"], ["status"], ["library", "check"], ["story"], ["problems"]):
        done = CliRunner().invoke(main, [*command, "-l", str(tmp_path / "news.db")])
        assert done.exit_code in (0, 1)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception


def test_a_backup_ends_while_others_write(library: Library, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / "news.db", timeout=60)) as db:
            while not stop.is_set():
                db.execute("INSERT OR REPLACE INTO state (name, value) VALUES ('beat', ?)", (os.urandom(9),))
                db.commit()

    with library.store.transaction():
        library.store.many(
            "INSERT INTO state (name, value) VALUES (?,?)", [(f"x{n}", b"y" * 9000) for n in range(1500)]
        )
    writer = threading.Thread(target=write)
    writer.start()
    try:
        begun = time.monotonic()
        library.backup(tmp_path / "copy.db")
        assert time.monotonic() - begun < 20
    finally:
        stop.set()
        writer.join()
    with Library(tmp_path / "copy.db", create=False) as copy:
        assert copy.store.article_ids() == ["a", "b"]
        assert list(copy.check()) == []


def test_what_is_claimed_in_a_headline_is_checked_against_the_headline(tmp_path: Path) -> None:
    with Library(tmp_path / "news.db") as library:
        library.add(
            Capture(key, "body", f"{BODY} It is bridge {key}.", outlet=f"Outlet {key}", language="en",
                    title="Loom Lane bridge closed after barge struck it", published="2031-06-02T08:00:00Z")
            for key in "ab"
        )  # fmt: skip
        story = library.story()
        assert list(library.check()) == []
        assert story.articles


def test_a_headline_may_be_longer_than_its_text(tmp_path: Path) -> None:
    title = "Loom Lane bridge closed for three weeks after a barge struck it, mayor Ada Orrin says"
    with Library(tmp_path / "news.db") as library:
        library.add([Capture("a", "body", "The bridge is closed.", language="en", title=title)])
        assert library.article("a").annotations.headline.attributions
        assert list(library.check()) == []


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_new_library_is_its_owners_alone(library: Library, tmp_path: Path) -> None:
    library.backup(tmp_path / "copy.db")
    for name in ("news.db", "copy.db", "news.db-wal"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name


def test_numbers_are_never_used_again_and_no_watch_overlooks_a_page(library: Library) -> None:
    watching.add(library, "query", "footbridge")
    highest = library.store.sequence("b")
    library.delete("b")
    library.add([page("c")])
    assert library.store.sequence("c") > highest
    assert [match.article for match in watching.look(library)] == ["c"]
    library.redact("c")
    library.add([page("d")])
    assert library.store.sequence("d") > highest + 1


def test_what_another_host_gave_out_is_no_version_of_the_page(library: Library) -> None:
    url = "https://gazette.example/quay"
    library.add([page("spoof", url=url, fetched_from="https://evil.example/feed"), page("own", url=url)])
    library.add([page("own2", url=url)])
    assert library.store.versions("own") == ["own", "own2"]
    assert library.store.versions("spoof") == ["spoof"]
    assert "claimed-origin" in library.article("spoof").article.flags
    assert "claimed-origin" not in library.article("own").article.flags
    assert library.capture("spoof").fetched_from == "https://evil.example/feed"


def watch_run(tmp_path: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["watch", "run", "-l", str(tmp_path / "news.db"), *options])
    return done.exit_code, done.output


def test_a_wrong_command_loses_no_match(library: Library, tmp_path: Path) -> None:
    watching.add(library, "query", "footbridge", past=True)
    status, _ = watch_run(tmp_path, "--exec", "/no/such/command")
    assert status == 1
    fails = f"{sys.executable} -c 'import sys; sys.exit(sys.stdin.read().count(chr(34) + chr(98) + chr(34)))'"
    status, told = watch_run(tmp_path, "--exec", fails)
    assert (status, told.count("Outlet")) == (1, 2)  # of "b" it says 1
    status, told = watch_run(tmp_path, "--json")
    assert status == 0
    assert [json.loads(line)["article"] for line in told.splitlines()] == ["b"]
    assert watch_run(tmp_path) == (0, "")


def test_a_match_that_was_found_and_not_given_is_given_later(library: Library, tmp_path: Path) -> None:
    watching.add(library, "query", "footbridge", past=True)
    assert len(watching.look(library)) == 2  # the keeper, or a run that was killed then
    assert watch_run(tmp_path)[1].count("Outlet") == 2
    assert watch_run(tmp_path)[1] == ""


def test_a_webhook_that_fails_waits_longer_each_time(library: Library) -> None:
    watch, _ = watching.add(library, "query", "footbridge", past=True, webhook=HOOK)
    watching.look(library)
    got: list[str] = []

    def down(request: httpx.Request) -> httpx.Response:
        got.append(request.headers["webhook-id"])
        return httpx.Response(500)

    assert len(deliver(library, transport=httpx.MockTransport(down), patient=True)) == 1
    assert deliver(library, transport=httpx.MockTransport(down), patient=True) == []  # not yet
    pauses = []
    for _ in range(12):
        now = datetime.now(UTC)
        watching.failed(library, watch, now)
        retry = library.store.rows("SELECT retry FROM watches")[0][0]
        pauses.append(datetime.fromisoformat(retry) - now.replace(microsecond=0))
    assert pauses == sorted(pauses)
    assert timedelta(0) < pauses[0] < pauses[-1] <= watching.LONGEST
    assert len(deliver(library, transport=httpx.MockTransport(lambda _: httpx.Response(204)))) == 0
    assert library.store.rows("SELECT failures, retry FROM watches") == [(0, None)]
    assert len(set(got)) == 1


def test_a_slow_receiver_keeps_nobody_waiting(library: Library) -> None:
    for n in range(4):
        watching.add(library, "query", "footbridge", past=True, webhook=f"https://desk{n}.example/hook")
    watching.look(library)

    def slow(request: httpx.Request) -> httpx.Response:
        time.sleep(1.0)
        return httpx.Response(204)

    begun = time.monotonic()
    assert deliver(library, transport=httpx.MockTransport(slow)) == []
    assert time.monotonic() - begun < 3.5


@pytest.mark.parametrize("host", ["a..b", "x" * 70 + ".example"])
def test_a_webhook_of_no_possible_host_is_one_problem(library: Library, host: str) -> None:
    watching.add(library, "query", "footbridge", past=True, webhook=f"https://{host}/hook")
    watching.look(library)
    (problem,) = deliver(library, sleep=lambda _: None)
    assert "cannot be reached" in problem.reason


def test_a_secret_is_told_once(library: Library) -> None:
    first, secret = watching.add(library, "query", "footbridge", webhook=HOOK)
    assert secret is not None
    assert watching.add(library, "query", "footbridge", webhook=HOOK) == (first, None)


def test_a_library_from_elsewhere_posts_nothing_until_it_is_allowed(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, _ = watching.add(library, "query", "footbridge", past=True, webhook=HOOK)
    watching.look(library)
    monkeypatch.setenv("STEMMA_STATE", str(tmp_path / "another"))
    got: list[httpx.Request] = []

    def desk(request: httpx.Request) -> httpx.Response:
        got.append(request)
        return httpx.Response(204)

    (problem,) = deliver(library, transport=httpx.MockTransport(desk))
    assert "stemma watch allow" in problem.remedy
    assert deliver(library, transport=httpx.MockTransport(desk), patient=True) == []
    assert got == []
    done = CliRunner().invoke(main, ["watch", "allow", watch.id, "-l", str(tmp_path / "news.db")])
    assert (done.exit_code, done.output) == (0, f"{watch.id} posts to {HOOK}\n")
    with library.store.transaction():  # who changes the address afterwards is not believed
        library.store.rows("UPDATE watches SET webhook = 'https://evil.example/'")
    assert len(deliver(library, transport=httpx.MockTransport(desk))) == 1
    with library.store.transaction():
        library.store.rows("UPDATE watches SET webhook = ?", (HOOK,))
    assert deliver(library, transport=httpx.MockTransport(desk)) == []
    assert len(got) == 1


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEMMA_STATE", str(tmp_path / "state"))
    assert owner.mark("w", HOOK, False) == owner.mark("w", HOOK, False) != owner.mark("w", HOOK, True)
    assert stat.S_IMODE(owner.place().stat().st_mode) == 0o600
    monkeypatch.setenv("STEMMA_STATE", os.devnull)
    with pytest.raises(LibraryError, match="STEMMA_STATE"):
        owner.mark("w", HOOK, False)


EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066\ufeff\r\x08\U000e0041"
ACTING = [c for c in EVIL if c not in "]0;owned[2J31m"]


def test_what_acts_on_a_terminal_is_written_out() -> None:
    assert plain("a\x1b[31mb\u202ec\td\ne") == "a\\x1b[31mb\\u202ec d e"
    assert plain("a\n\x1b[1mb\x1b[0m\x1b]0;c\x07", lines=True, styled=True) == "a\n\x1b[1mb\x1b[0m\\x1b]0;c\\x07"
    assert json.loads(json_line({"a": EVIL})) == {"a": EVIL}
    assert not any(c in json_line({"a": EVIL}) for c in ACTING)
    assert sound("\ud800a") == "\ufffda"


def test_no_command_lets_it_through(tmp_path: Path) -> None:
    where = str(tmp_path / "news.db")
    with Library(where) as library:
        url = f"https://a.example/{EVIL}"
        library.add([
            Capture(f"x{EVIL}", "body", BODY + EVIL, url=url, outlet=EVIL, title=EVIL, language="en"),
            Capture(f"y{EVIL}", "body", BODY + EVIL + " More.", url=url, outlet=EVIL, title=EVIL, language="en"),
            Problem(f"p{EVIL}", EVIL, EVIL),
        ])  # fmt: skip
        watching.add(library, "query", f"footbridge {EVIL}", webhook=f"https://a.example/{EVIL}x".split()[0])
        watching.add(library, "query", "footbridge", past=True)
        id = library.store.article_ids()[0]
        other = library.store.article_ids()[1]
    commands = [
        ["stories", "--all"], ["story"], ["claims"], ["lineage"], ["changes", "--since", "2001-01-01"], ["problems"],
        ["versions", id], ["article", id], ["search", "footbridge"], ["watch", "list"], ["watch", "run"],
        ["compare", id, other], ["status"], ["library", "check"], ["article", f"none{EVIL}"], ["story", EVIL],
        ["library", "redact", "--yes", "--reason", EVIL, id], ["library", "redactions"], ["watch", "delete", EVIL],
        ["add", f"/no/such{EVIL}"], ["read", f"/no/such{EVIL}"], ["stories", "--json", "--all"], ["problems", "--json"],
    ]  # fmt: skip
    for command in commands:
        done = CliRunner().invoke(main, [*command, "--library", where] if command[0] != "read" else command)
        assert done.exception is None or isinstance(done.exception, SystemExit), (command, done.exception)
        assert not [c for c in ACTING if c in done.output], (command, done.output)


def test_neither_does_a_log_nor_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    from stemma.cli.logs import JSONLines, Lines

    record = logging.LogRecord("stemma", logging.INFO, "", 0, f"kept {EVIL}", (), None)
    record.fields = {"input": EVIL}
    for formatter in (Lines(), JSONLines()):
        assert not [c for c in ACTING if c in formatter.format(record)]
    base.complain(OptionError(EVIL, input=EVIL, remedy=EVIL))
    assert not [c for c in ACTING if c in capsys.readouterr().err]
    assert issubclass(OptionError, StemmaError)


def test_the_terminal_of_a_real_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stemma", "read", "-", "--json"], input=json.dumps({"id": EVIL, "body": BODY}).encode(),
        capture_output=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["id"] == EVIL
    assert not [c for c in ACTING if c.encode() in done.stdout.strip()]
    assert io.BytesIO(done.stderr).read() == b""
