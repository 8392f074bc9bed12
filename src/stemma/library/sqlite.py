"""The library in one SQLite file (WAL, FTS5)."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stemma.errors import LibraryError
from stemma.library.migrating import migrate, newest
from stemma.library.store import Row

BUSY_SECONDS = 600
"""How long one writer waits for another before it gives up."""

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -262144",  # 256 MB: n-grams go all over their table
    "wal_autocheckpoint = 32768",  # pages (128 MB); the same ones are written again and again, so seldom pays
)


FAULTS = {
    sqlite3.SQLITE_FULL: ("cannot be written", "make room on its disk; what was kept is kept"),
    sqlite3.SQLITE_IOERR: ("cannot be used", "look at its disk; what was kept is kept"),
    sqlite3.SQLITE_READONLY: ("cannot be written", "this user must be able to write the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "this user must be able to write the file and its folder"),
    sqlite3.SQLITE_BUSY: ("cannot be written", "another process is writing to it; try again"),
    sqlite3.SQLITE_LOCKED: ("cannot be written", "another process is writing to it; try again"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "restore a backup; stemma library check tells what is damaged"),
    sqlite3.SQLITE_NOTADB: ("cannot be opened", "name a library, or restore a backup"),
}
"""What a user can do where the machine fails, by SQLite's code: everything else is a mistake of ours."""


HEADER = ("unsupported file format", "malformed database schema", "unsupported schema format", "no such module")
"""What SQLite says, with the code of a common mistake, of a file whose first page is damaged."""


class SQLite:
    """A `store.Database` in one file. Two processes may add to it; readers never wait.

    A transaction takes the write lock at once (BEGIN IMMEDIATE) and is durable when it returns (`synchronous=FULL`).
    Raises `LibraryError` where the file is no library, is missing though `create` is false, or is of a newer version.
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.name = str(path)
        if not create and not Path(path).exists():
            remedy = "make one with: stemma add INPUT --library PATH"
            raise LibraryError("no library here", input=self.name, remedy=remedy)
        _place(self.name)
        _own(self.name)
        with self._understood():
            self.db = sqlite3.connect(self.name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self.db.close()
            raise

    def _prepare(self) -> None:
        """Set the connection up, and bring the tables up to date."""
        with self._understood():
            for pragma in PRAGMAS:
                self.db.execute(f"PRAGMA {pragma}")
        version = self._version()
        if version == 0 and self.rows("SELECT 1 FROM sqlite_master LIMIT 1"):
            raise LibraryError("a database, but not a library of Stemma", input=self.name, remedy="name another file")
        if version != newest("sqlite"):
            with self.transaction():
                # Read the version again inside: another process may have migrated meanwhile.
                migrate(self, "sqlite", self._version())
                self.db.execute(f"PRAGMA user_version = {newest('sqlite')}")

    @contextmanager
    def _understood(self, name: str | None = None) -> Iterator[None]:
        """Says what a fault of the machine means, and what to do about it."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            known = FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if known is None and any(words in str(error) for words in HEADER):
                known = FAULTS[sqlite3.SQLITE_CORRUPT]
            if known is None:
                raise
            raise LibraryError(f"{known[0]}: {error}", input=name or self.name, remedy=known[1]) from error

    def _version(self) -> int:
        return int(self.rows("PRAGMA user_version")[0][0])

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits at the end, rolls back on any error."""
        with self._understood():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:  # a full disk ends it
                    self.db.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is of one moment; others may write meanwhile."""
        with self._understood():
            self.db.execute("BEGIN")
            try:
                yield
            finally:
                self.db.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and give all its rows."""
        with self._understood():
            return self.db.execute(sql, values).fetchall()

    def stream(self, sql: str, size: int) -> Iterator[list[Row]]:
        """The rows of a statement, `size` at a time, as they are asked for."""
        with self._understood():
            cursor = self.db.execute(sql)
            while rows := cursor.fetchmany(size):
                yield rows

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each row."""
        with self._understood():
            self.db.executemany(sql, rows)

    def index(self, seq: int, title: str, body: str) -> None:
        """Enter a text into the full-text index."""
        self.rows("INSERT INTO search (rowid, title, body) VALUES (?,?,?)", (seq, title, body))

    def unindex(self, seq: int, title: str, body: str) -> None:
        """Take a text out of the full-text index, which keeps no text itself and must be told what it was."""
        values = (seq, title, body)
        self.rows("INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)", values)

    def search(self, words: Sequence[str], limit: int, after: int = 0, *, some: bool = False) -> list[int]:
        """Sequence numbers of the texts that have all these words, best first (BM25, titles count four times)."""
        match = (" OR " if some else " ").join(f'"{word}"' for word in words)
        sql = "SELECT rowid FROM search WHERE search MATCH ? AND rowid > ? ORDER BY bm25(search, 4.0, 1.0) LIMIT ?"
        return [row[0] for row in self.rows(sql, (match, after, limit))]

    def size(self) -> int:
        """Bytes of the file, without its journal."""
        pages, size = (int(self.rows(f"PRAGMA {name}")[0][0]) for name in ("page_count", "page_size"))
        return pages * size

    def wipe(self) -> None:
        """Write the whole file anew, its full-text index too, and empty the journal: nothing deleted is left in them.

        Takes as long as a copy of the file, and its size on disk meanwhile.
        """
        self.rows("INSERT INTO search (search) VALUES ('optimize')")
        self.rows("VACUUM")
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the file itself: at most ten lines, none where it is sound."""
        try:
            found = [line for row in self.rows("PRAGMA integrity_check(10)") for line in str(row[0]).splitlines()]
        except LibraryError as error:
            found = [error.message]
        return [f"the file: {line}" for line in found if line != "ok" and not line.startswith("***")][:10]

    def renumber(self) -> None:
        """Nothing to do: SQLite goes on from the highest number in a table."""

    def backup(self, target: str) -> None:
        """Write a consistent copy to a new file while others read and write: the library of one moment, in one step.

        Meanwhile the journal of the library cannot be emptied: it grows by what others write.
        """
        if Path(target).exists():
            raise LibraryError("is there already", input=target, remedy="name a new file")
        _place(target)
        try:
            with self._understood(target):
                _own(target)
                with contextlib.closing(sqlite3.connect(target)) as copy:
                    self.db.backup(copy, pages=-1)
        except BaseException:
            Path(target).unlink(missing_ok=True)  # half a copy is none
            raise


def _own(path: str) -> None:
    """Make a new file that its owner alone can read: a library holds the secrets of webhooks."""
    if path == ":memory:":
        return
    with contextlib.suppress(OSError):  # it is there, or what opens it next says why it cannot be
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _place(path: str) -> None:
    """Raises `LibraryError` where no file can be at `path`."""
    if path == ":memory:":
        return
    if Path(path).is_dir():
        raise LibraryError("is a folder", input=path, remedy="name a file in it")
    if not Path(path).parent.is_dir():
        raise LibraryError("there is no such folder", input=path, remedy=f"make {Path(path).parent} first")
