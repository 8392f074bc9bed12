"""The library in a PostgreSQL database (extra `postgres`): several writers, full-text search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from stemma.errors import LibraryError, MissingExtra
from stemma.library.migrating import migrate, newest
from stemma.library.store import Row

WRITER = 0x5743_4D41
"""Key of the advisory lock that a writing transaction holds, so that relating sees everything kept before."""

NUMBERED = (
    ("captures", "seq"),
    ("sections", "key"),
    ("stories", "number"),
    ("story_terms", "posted"),
    ("story_events", "id"),
    ("problems", "id"),
    ("watch_matches", "number"),
    ("corrections", "number"),
)
"""Columns that number themselves."""


class PostgreSQL:
    """A `store.Database` behind a connection URL (`postgresql://user@host/name`); tables are made at the first use.

    Raises `MissingExtra` without psycopg 3, `LibraryError` where the server cannot be reached or the tables are of a
    newer version.
    """

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise MissingExtra("PostgreSQL needs psycopg 3", remedy="pip install 'stemma-news[postgres]'") from error
        self.name = without_password(url)
        try:
            self.db = psycopg.connect(url, autocommit=True)
        except psycopg.Error as error:
            remedy = "is the server running, and the database made (createdb)?"
            raise LibraryError(f"cannot be opened as a library: {error}", input=self.name, remedy=remedy) from error
        try:
            self._prepare()
        except BaseException:
            self.db.close()
            raise

    def _prepare(self) -> None:
        """Bring the tables up to date; where they are, nobody waits for a writer."""
        there = self.rows("SELECT to_regclass('stemma_version') IS NOT NULL")[0][0]
        if there and self.rows("SELECT number FROM stemma_version") == [(newest("postgres"),)]:
            return
        with self.transaction():
            self.rows("CREATE TABLE IF NOT EXISTS stemma_version (number INTEGER NOT NULL)")
            version = (self.rows("SELECT number FROM stemma_version") or [(0,)])[0][0]
            migrate(self, "postgres", version)
            if version != newest("postgres"):
                self.rows("DELETE FROM stemma_version")
                self.rows("INSERT INTO stemma_version (number) VALUES (?)", (newest("postgres"),))

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Says what a fault of the server means, and what to do about it; what is left is a mistake of ours."""
        from psycopg import errors

        try:
            yield
        except errors.InsufficientPrivilege as error:
            remedy = "its user must own the tables, or be allowed to make them"
            raise LibraryError(f"cannot be used: {error}", input=self.name, remedy=remedy) from error
        except (errors.OperationalError, errors.InternalError) as error:  # gone, full, read-only, damaged
            remedy = "what was kept is kept; look at the server and start again"
            raise LibraryError(f"cannot be used: {error}", input=self.name, remedy=remedy) from error

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one writer at a time: others wait for the advisory lock, readers do not."""
        with self._understood(), self.db.transaction():
            self.db.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER,))
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is of one moment; others may write meanwhile."""
        with self._understood(), self.db.transaction():
            self.db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and give all its rows."""
        with self._understood():
            cursor = self.db.execute(cast(Any, sql.replace("?", "%s")), values)
            return cursor.fetchall() if cursor.description else []

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each row."""
        with self._understood(), self.db.cursor() as cursor:
            cursor.executemany(cast(Any, sql.replace("?", "%s")), rows)

    def stream(self, sql: str, size: int) -> Iterator[list[Row]]:
        """The rows of a statement, `size` at a time, as they are asked for; inside a snapshot."""
        with self._understood(), self.db.cursor(name="stream") as cursor:
            cursor.execute(cast(Any, sql))
            while rows := cursor.fetchmany(size):
                yield rows

    def index(self, seq: int, title: str, body: str) -> None:
        """Enter a text into the full-text index."""
        weighted = "setweight(to_tsvector('simple', ?), 'A') || setweight(to_tsvector('simple', ?), 'D')"
        self.rows(f"INSERT INTO search (seq, words) VALUES (?, {weighted})", (seq, title, body))

    def unindex(self, seq: int, title: str, body: str) -> None:
        """Take a text out of the full-text index."""
        self.rows("DELETE FROM search WHERE seq = ?", (seq,))

    def search(self, words: Sequence[str], limit: int, after: int = 0, *, some: bool = False) -> list[int]:
        """Sequence numbers of the texts that have all these words, best first (titles count most)."""
        query = "plainto_tsquery('simple', ?)"
        if some:
            query = f"CAST(replace(CAST({query} AS TEXT), ' & ', ' | ') AS tsquery)"
        sql = (
            f"SELECT seq FROM search, {query} AS query WHERE words @@ query"
            " AND seq > ? ORDER BY ts_rank_cd(words, query) DESC, seq LIMIT ?"
        )
        return [row[0] for row in self.rows(sql, (" ".join(words), after, limit))]

    def size(self) -> int:
        """Bytes of the whole database on disk."""
        return int(self.rows("SELECT pg_database_size(current_database())")[0][0])

    def wipe(self) -> None:
        """Write the tables that hold words anew. The server's own log and backups are its administrator's to clean."""
        self.rows("VACUUM FULL captures, articles, search, stories, story_terms, story_events, derivations")

    def damage(self) -> list[str]:
        """Nothing: PostgreSQL checks its own files (`pg_amcheck`, checksums)."""
        return []

    def renumber(self) -> None:
        """Set the identity sequences behind the highest number in each table."""
        for table, column in NUMBERED:
            highest = f"(SELECT coalesce(max({column}), 0) + 1 FROM {table})"
            self.rows(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), {highest}, false)")

    def backup(self, target: str) -> None:
        """PostgreSQL has its own tool for this; raises `LibraryError` that names it."""
        raise LibraryError("a PostgreSQL library is backed up by PostgreSQL", input=self.name, remedy="use pg_dump")


def without_password(url: str) -> str:
    """A connection URL as it may be shown and logged."""
    without = re.sub(r"(?<=//)([^:/?@]*):[^/?@]*@", r"\1@", url)
    return re.sub(r"(?<=[?&])password=[^&]*&?", "", without).rstrip("?&")
