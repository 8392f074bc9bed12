"""What a library says where the machine fails: wrong places, bad disks, servers that are gone."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from stemma.cli import main
from stemma.errors import LibraryError
from stemma.library import Library
from stemma.library.migrating import migrations
from stemma.library.postgres import without_password
from stemma.model import Capture
from tests.servers import postgresql, programs

BODY = "The harbour master of Low Kessin said on Friday that berth {} is closed until the divers are done. " * 3


def pages(count: int, first: int = 0) -> list[Capture]:
    given = {"outlet": "Kessin Post", "published": "2031-05-05T19:00:00Z", "language": "en"}
    return [
        Capture(id=f"p{n}", kind="body", content=BODY.replace("{}", str(n)), **given)
        for n in range(first, first + count)
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound library of four articles."""
    path = tmp_path_factory.mktemp("made") / "news.db"
    with Library(path) as library:
        library.add(pages(4))
    return path


@pytest.fixture
def kept(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "news.db"))


def said(*arguments: str | Path) -> tuple[int, str]:
    """The exit status of a command and all that it printed."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def blocks(path: Path) -> dict[str, list[int]]:
    """The pages of a SQLite file by the table that they belong to."""
    found: dict[str, list[int]] = {}
    db = sqlite3.connect(path)
    for name, number in db.execute("SELECT name, pageno FROM dbstat"):
        found.setdefault(name, []).append(number)
    db.close()
    return found


def damage(path: Path, table: str, start: int, end: int) -> None:
    """Turn the bits of these bytes in each page of a table."""
    numbers, data = blocks(path)[table], bytearray(path.read_bytes())
    for number in numbers:
        for at in range((number - 1) * 4096 + start, (number - 1) * 4096 + end):
            data[at] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize("command", [("status",), ("library", "check"), ("add", "page.html"), ("stories",)])
def test_a_place_where_no_library_can_be_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    code, text = said(*command, "--library", tmp_path)
    assert code == 1
    assert text == f"stemma: {tmp_path}: is a folder (name a file in it)\n"
    nowhere = tmp_path / "no" / "news.db"
    code, text = said(*command, "--library", nowhere)
    assert code == 1
    assert text.startswith(f"stemma: {nowhere}: ")
    assert "make" in text


def test_a_demo_that_has_no_place(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, text = said("demo", "--folder", tmp_path / "file" / "demo")
    assert (code, text) == (
        1,
        f"stemma: {tmp_path}/file/demo: cannot be made: Not a directory (name another --folder)\n",
    )


@pytest.mark.parametrize("table", ["articles", "grams", "captures"])
def test_a_damaged_file_is_found_and_told(kept: Path, table: str) -> None:
    damage(kept, table, 0, 8)
    code, text = said("library", "check", "--library", kept)
    assert code == 1
    assert text.startswith("the file: ")
    new = kept.with_name("new.db")
    code, text = said("library", "move", new, "--library", kept)
    assert (code, text.count("\n")) == (1, 1)
    assert f"stemma: {kept}: is damaged" in text
    with pytest.raises(LibraryError, match=r"damaged.*restore a backup"):
        use(kept)


def use(path: Path) -> None:
    """Something of everything that a library is for."""
    with Library(path) as library:
        library.add(pages(1, first=9))
        library.article("p0")
        library.delete("p0")


def test_a_server_with_a_damaged_library_says_that_it_is_its_own_fault(kept: Path) -> None:
    testclient = pytest.importorskip("fastapi.testclient")
    from stemma.serve import application

    with testclient.TestClient(application(str(kept)), base_url="http://localhost") as client:
        assert client.get("/metrics").status_code == 200
        damage(kept, "articles", 0, 8)
        answer = client.get("/metrics")
        assert answer.status_code == 503
        assert "restore a backup" in answer.text


def test_damaged_words_are_found_and_told(kept: Path) -> None:
    damage(kept, "articles", 3600, 3700)  # within a compressed record: the file itself is sound
    code, text = said("library", "check", "--library", kept)
    assert code == 1
    assert "its record in the library is damaged" in text
    hurt = text.split(":")[0]
    assert said("article", hurt, "--library", kept) == (
        1,
        f"stemma: {hurt}: its record in the library is damaged"
        " (restore a backup; stemma library check tells what is damaged)\n",
    )


def test_half_a_backup_is_none(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = said("library", "backup", kept.parent / "no" / "copy.db", "--library", kept)
    assert (code, "there is no such folder" in text) == (1, True)
    copy, whole = kept.with_name("copy.db"), sqlite3.connect

    def full(*arguments: object, **more: object) -> sqlite3.Connection:
        db: sqlite3.Connection = whole(*arguments, **more)  # type: ignore[call-overload]
        if arguments[0] == str(copy):
            db.execute("PRAGMA max_page_count = 3")
        return db

    monkeypatch.setattr(sqlite3, "connect", full)
    code, text = said("library", "backup", copy, "--library", kept)
    assert code == 1
    assert text.startswith(f"stemma: {copy}: cannot be written: ")
    assert not copy.exists()
    monkeypatch.undo()
    assert said("library", "backup", copy, "--library", kept) == (0, f"{copy}\n")
    assert said("library", "check", "--library", copy)[0] == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to be another user for a moment")
def test_a_folder_that_may_not_be_written(kept: Path) -> None:
    """SQLite keeps its journal beside the file, for readers, too."""
    for folder in [kept.parent, *kept.parent.parents][:4]:  # of pytest; its owner alone may look into them
        folder.chmod(0o755)
    os.seteuid(65534)
    try:
        for path in (kept, kept.with_name("new.db")):
            with pytest.raises(LibraryError, match=r"cannot be .*able to write the file and its folder"):
                Library(path)
    finally:
        os.seteuid(0)


def test_a_library_of_an_older_stemma_is_brought_up_to_date(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    for last, _ in migrations("sqlite"):
        db = sqlite3.connect(old, isolation_level=None)
        for number, statements in migrations("sqlite"):
            for statement in statements if number <= last else ():
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {last}")
        db.close()
        with Library(old, create=False) as library:
            assert library.add(pages(2)).added == ("p0", "p1")
            assert list(library.check()) == []
        old.unlink()


def test_what_moves_is_the_library_of_one_moment(kept: Path) -> None:
    """Another process goes on adding while a library is copied."""
    with Library(kept) as library, Library(kept.with_name("new.db")) as new:
        source, begun = library.store.database, threading.Event()
        stream, added = source.stream, []

        def slowly(sql: str, size: int):  # type: ignore[no-untyped-def]
            if " FROM articles" in sql:
                with Library(kept) as other:
                    added.extend(other.add(pages(1, first=7)).added)
                begun.set()
            return stream(sql, size)

        source.stream = slowly  # type: ignore[method-assign]
        assert library.copy_to(new) == 4
        assert begun.is_set()
        assert added == ["p7"]
        assert list(new.check()) == []
        assert library.store.article_ids() == ["p0", "p1", "p2", "p3", "p7"]


def test_words_are_wiped_again_where_the_disk_had_no_room(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library(kept) as library:
        wipe = library.store.database.wipe

        def full() -> None:
            raise LibraryError("cannot be written", input=str(kept))

        monkeypatch.setattr(library.store.database, "wipe", full)
        with pytest.raises(LibraryError, match="may still be in the files: make room and redact again"):
            library.redact("p1", reason="asked for")
        monkeypatch.setattr(library.store.database, "wipe", wipe)
    assert said("library", "redact", "p1", "--yes", "--library", kept)[0] == 0
    with Library(kept) as library:
        assert [(r.id, r.reason) for r in library.redactions()] == [("p1", "asked for")]
        assert list(library.check()) == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:s3cret@db.example:5433/news", "postgresql://ann@db.example:5433/news"),
        ("postgresql://ann@/news?host=/run/pg&password=s3cret", "postgresql://ann@/news?host=/run/pg"),
        ("postgresql:///news?password=s3cret&user=ann", "postgresql:///news?user=ann"),
        ("postgresql:///news", "postgresql:///news"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    code, text = said("status", "--library", f"postgresql://ann:s3cret@/news?host={tmp_path}")
    assert code == 1
    assert text.startswith(f"stemma: postgresql://ann@/news?host={tmp_path}: cannot be opened as a library: ")
    assert "createdb" in text
    assert "s3cret" not in text


def test_a_server_that_goes_away_users_without_rights_and_other_versions() -> None:
    psycopg = pytest.importorskip("psycopg")
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server is installed")
    with postgresql(found) as url:
        with Library(url) as library, psycopg.connect(url, autocommit=True) as chief:
            library.add(pages(2))
            chief.execute("CREATE USER guest")
            guest = url.replace("stemma@", "guest@")
            with pytest.raises(LibraryError, match="its user must own the tables"):
                Library(guest)
            chief.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            with pytest.raises(LibraryError, match="look at the server and start again"):
                library.add(pages(1, first=5))
        with Library(url) as library:
            assert library.add(pages(1, first=5)).added == ("p5",)
            assert list(library.check()) == []
        code, text = said("library", "backup", "copy.db", "--library", url)
        assert (code, "pg_dump" in text) == (1, True)
        with psycopg.connect(url, autocommit=True) as chief:
            chief.execute("CREATE DATABASE older")
        older = url.replace("/postgres?", "/older?")
        with psycopg.connect(older, autocommit=True) as chief:  # as the first Stemma made it
            for statement in migrations("postgres")[0][1]:
                chief.execute(statement)
            chief.execute("CREATE TABLE stemma_version (number INTEGER NOT NULL)")
            chief.execute("INSERT INTO stemma_version VALUES (1)")
        with Library(older) as library:
            assert library.add(pages(2)).added == ("p0", "p1")
            assert list(library.check()) == []
        with psycopg.connect(older, autocommit=True) as chief:
            chief.execute("UPDATE stemma_version SET number = 99")
        with pytest.raises(LibraryError, match="newer Stemma"):
            Library(older)


def test_a_kind_of_library_that_there_is_none_of() -> None:
    address = "mysql://ann@db.example/news"
    remedy = "a file, or postgresql://USER@HOST/NAME"
    assert said("add", "page.html", "-l", address) == (1, f"stemma: {address}: no such kind of library ({remedy})\n")


def test_a_port_that_is_taken(kept: Path) -> None:
    pytest.importorskip("uvicorn")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, text = said("serve", "--port", str(port), "--library", kept)
    place = f"stemma: 127.0.0.1:{port}: cannot listen here: "
    assert (code, text.startswith(place), text.endswith("(name another --port or --host)\n")) == (1, True, True), text


def test_a_server_says_where_it_is_and_ends_when_it_is_told_to(kept: Path) -> None:
    pytest.importorskip("uvicorn")
    line = [sys.executable, "-m", "stemma", "serve", "--port", "0", "--library", str(kept)]
    for ending in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as running:
            assert running.stderr is not None
            address = running.stderr.readline().split()[2]
            with urllib.request.urlopen(f"{address}metrics") as answer:
                assert b"stemma_articles 4" in answer.read()
            running.send_signal(ending)
            assert running.stderr.read() == ""
            assert running.wait() == 0
