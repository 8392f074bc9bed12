"""What is followed: when each list is looked at next, which of the pages that it named wait, and which are done.

Kept in the library, in the transaction that follows the one in which pages were kept: who is killed in between gets
them once more, and knows them by their digest. Times are ISO 8601, UTC, as `clock.utc` writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from stemma import clock
from stemma.library.store import Store

KEPT = timedelta(days=30)
"""A page that no list has named for so long is forgotten."""
ALIVE = timedelta(hours=1)
"""A list whose turn is over by more is followed by nobody any more."""
ASKED = 500
"""Values in one question to the database."""


class List(NamedTuple):
    """A feed, a sitemap, an OPML file or a page that is looked at again and again."""

    source: str
    """Its address, or the path of a file."""
    etag: str | None
    modified: str | None
    due: str
    period: int
    """Seconds between two looks."""
    failures: int
    looked: str | None


class Page(NamedTuple):
    """A page that a list named, or a file of a folder. `due` is None where nothing is to be done about it."""

    page: str
    source: str
    stamp: str
    """What its list, or the disk, says of its last change."""
    etag: str | None
    modified: str | None
    rank: int
    """Seconds since 1970 of its publication."""
    due: str | None
    failures: int
    listed: str


def lists(store: Store, sources: Iterable[str]) -> dict[str, List]:
    """What is kept of these sources."""
    return {row[0]: List(*row) for row in _of(store, List, "followed", "source", list(sources))}


def pages(store: Store, names: Iterable[str]) -> dict[str, Page]:
    """What is kept of these pages."""
    return {row[0]: Page(*row) for row in _of(store, Page, "followed_pages", "page", list(names))}


def waiting(store: Store) -> list[Page]:
    """Pages that wait to be got, now or later."""
    columns = ", ".join(Page._fields)
    return [Page(*row) for row in store.rows(f"SELECT {columns} FROM followed_pages WHERE due IS NOT NULL")]


def note(store: Store, found: Sequence[List | Page]) -> None:
    """Write these down, in place of what was kept of them. Call it inside a transaction."""
    for kind, table in ((List, "followed"), (Page, "followed_pages")):
        rows = [row for row in found if isinstance(row, kind)]
        key, *others = kind._fields
        values = ", ".join(f"{name} = excluded.{name}" for name in others)
        marks = ",".join("?" * len(kind._fields))
        store.many(
            f"INSERT INTO {table} ({', '.join(kind._fields)}) VALUES ({marks})"
            f" ON CONFLICT ({key}) DO UPDATE SET {values}",
            rows,
        )


def forget(store: Store, now: datetime | None = None) -> None:
    """Forget pages that no list has named for `KEPT`. Call it inside a transaction."""
    day = clock.utc((now or datetime.now(UTC)) - KEPT)[:10]
    store.rows("DELETE FROM followed_pages WHERE listed < ? AND due IS NULL", (day,))


class Figures(NamedTuple):
    """How the following goes: lists looked after now, those of them that fail, pages that wait, the last good look."""

    followed: int
    failing: int
    waiting: int
    looked: str | None


def figures(store: Store, now: datetime | None = None) -> Figures:
    """The figures of the moment; a list counts while somebody is there to look at it."""
    since = clock.utc((now or datetime.now(UTC)) - ALIVE)
    row = store.one(
        "SELECT count(*), coalesce(sum(CASE WHEN failures > 0 THEN 1 ELSE 0 END), 0) FROM followed WHERE due >= ?",
        (since,),
    )
    looked = store.one("SELECT max(looked) FROM followed")
    followed, failing = row or (0, 0)
    return Figures(
        int(followed), int(failing), store.count("followed_pages WHERE due IS NOT NULL"), (looked or (None,))[0]
    )


def _of(store: Store, kind: type[List] | type[Page], table: str, key: str, names: Sequence[str]) -> Iterable[tuple]:  # type: ignore[type-arg]
    for start in range(0, len(names), ASKED):
        asked = names[start : start + ASKED]
        marks = ",".join("?" * len(asked))
        yield from store.rows(f"SELECT {', '.join(kind._fields)} FROM {table} WHERE {key} IN ({marks})", asked)
