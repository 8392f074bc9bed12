"""What a library keeps, in plain SQL that SQLite and PostgreSQL both understand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from stemma import contract, urls
from stemma.clock import utc
from stemma.houses import own_page
from stemma.library.records import storable, unpack, unpack_annotated, unzip
from stemma.model import Annotated, Article, Capture, Derivation, Problem, Spans, Story, StoryEvent
from stemma.text import STOPWORDS

_GIVEN = (
    "outlet",
    "title",
    "published",
    "timezone",
    "language",
    "fetched",
    "encoding",
    "file",
    "fetched_from",
    "owner",
)

_FRAME = ("outlet", "published", "timezone", "language", "fetched", "encoding", "fetched_from", "owner")
"""What a redacted capture keeps of `_GIVEN`."""

RECENT = 25_000
"""The newest articles, a day or two of the world's news, in which a search looks first."""

SOUGHT = 50
"""Different words of a search that are looked for, the first ones."""

Row = tuple[Any, ...]


class Redaction(NamedTuple):
    """What is left of a redacted capture: its id and address, when its words were removed (UTC), and why."""

    id: str
    url: str | None
    redacted: str
    reason: str


class Database(Protocol):
    """What a database must do for the library. Parameters are written `?`; rows are tuples."""

    name: str
    """What the user called it, for messages."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and give all its rows."""

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each row."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, and one writer at a time; durable when it returns."""

    def snapshot(self) -> AbstractContextManager[None]:
        """What is read inside is of one moment, whatever others write meanwhile."""

    def stream(self, sql: str, size: int) -> Iterator[list[Row]]:
        """The rows of a statement, `size` at a time; inside a snapshot."""

    def damage(self) -> list[str]:
        """What is wrong with the files, as far as the database itself can tell."""

    def index(self, seq: int, title: str, body: str) -> None:
        """Enter a text into the full-text index."""

    def unindex(self, seq: int, title: str, body: str) -> None:
        """Take a text out of the full-text index."""

    def search(self, words: Sequence[str], limit: int, after: int = 0, *, some: bool = False) -> list[int]:
        """Sequence numbers above `after` of the texts that have all these words (`some`: one or more), best first."""

    def size(self) -> int:
        """Bytes on disk."""

    def wipe(self) -> None:
        """Overwrite what was deleted as far as the database can, so that it cannot be read from the files."""

    def renumber(self) -> None:
        """Rows were copied in with their numbers: new rows get higher ones."""

    def backup(self, target: str) -> None:
        """Write a consistent copy while in use. Raises `LibraryError` where the database has its own tool for that."""

    def close(self) -> None:
        """Close the connection."""


class Store:
    """Rows in, rows out. Knows SQL and the shape of the tables; decides nothing about articles or stories.

    Every writing method must be called inside `transaction()`.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.transaction = database.transaction

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and give all its rows. What no database can hold in a text is replaced (`storable`)."""
        return self.database.rows(sql, [storable(value) for value in values])

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each row."""
        self.database.many(sql, [tuple(map(storable, row)) for row in rows])

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a statement, or None."""
        rows = self.rows(sql, values)
        return rows[0] if rows else None

    def count(self, what: str, values: Sequence[Any] = ()) -> int:
        """`SELECT count(*) FROM what`."""
        return int(self.rows(f"SELECT count(*) FROM {what}", values)[0][0])

    def close(self) -> None:
        """Close the database; the object cannot be used afterwards."""
        self.database.close()

    # Captures and articles

    def known(self, digest: str) -> str | None:
        """The id under which a capture with this digest is kept."""
        row = self.one("SELECT id FROM captures WHERE digest = ?", (digest,))
        return row[0] if row else None

    def taken(self, id: str) -> bool:
        """Whether another capture has this id."""
        return self.one("SELECT 1 FROM captures WHERE id = ?", (id,)) is not None

    def keep(self, capture: Capture, article: Article, record: bytes, content: bytes) -> int:
        """Keep a capture and what was read out of it: `record` and `content` as `pack` and `pack_content` made them.

        Returns its sequence number.
        """
        kept = (*_GIVEN, "url") if storable(capture.url) != capture.url else _GIVEN
        given = json.dumps({key: value for key in kept if (value := getattr(capture, key)) is not None})
        now = utc(datetime.now(UTC))
        frame = (capture.digest, article.id, capture.kind, capture.url, given)
        seq = self._next()
        self.rows(
            "INSERT INTO captures (seq, digest, id, kind, url, given, content, is_text, added)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            (seq, *frame, content, int(isinstance(capture.content, str)), now),
        )
        via, page = capture.fetched_from, own_page(article)
        earlier = self._versions(page, article.url, via)
        self.rows(
            "INSERT INTO articles (seq, id, url, outlet, title, published, words, version_of, record, via, page)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                *(seq, article.id, article.url, article.outlet, article.title, article.published),
                *(len(article.body.split()), earlier[-1][0] if earlier else None, record, via, page),
            ),
        )
        self.index(seq, article)
        return seq

    def index(self, seq: int, article: Article) -> None:
        """Enter an article into the full-text index."""
        self.database.index(seq, storable(article.title or ""), storable(article.body))

    def _next(self) -> int:
        """The number of the next capture: higher than any that there ever was, so that no watch overlooks it."""
        newest = self.one("SELECT max(seq) FROM captures")
        removed = self.one("SELECT value FROM state WHERE name = 'highest'")
        return 1 + max(int((newest or (0,))[0] or 0), int(removed[0]) if removed else 0)

    def _versions(self, page: str | None, url: str | None, via: str | None) -> list[tuple[int, str]]:
        """(sequence number, id) of the captures of a page, oldest first: of itself, or of what `via` gave out as it."""
        if not url:
            return []
        where = "coalesce(via, '') = ? AND (url = ? OR page = ?)" if page else "coalesce(via, '') = ? AND url = ?"
        sql = f"SELECT seq, id FROM articles WHERE {where} ORDER BY seq"
        return [(seq, id) for seq, id in self.rows(sql, (via or "", url, *([page] if page else [])))]

    def latest(self, url: str, via: str | None = None) -> str | None:
        """The id of the newest article of an address, if there is one; `via` as `Capture.fetched_from`."""
        known = self._versions(None, url, via)
        return known[-1][1] if known else None

    def article(self, id: str) -> Annotated | None:
        """The annotated article of this id."""
        row = self.one("SELECT record FROM articles WHERE id = ?", (id,))
        return unpack_annotated(row[0], id) if row else None

    def article_ids(self) -> list[str]:
        """All article ids, in the order in which they were added."""
        return [row[0] for row in self.rows("SELECT id FROM articles ORDER BY seq")]

    def sequence(self, id: str) -> int:
        """The sequence number of an article that is kept."""
        return int(self.rows("SELECT seq FROM articles WHERE id = ?", (id,))[0][0])

    def ids_of(self, sequences: Sequence[int]) -> dict[int, str]:
        """Article ids by sequence number."""
        if not sequences:
            return {}
        marks = ",".join("?" * len(sequences))
        return dict(self.rows(f"SELECT seq, id FROM articles WHERE seq IN ({marks})", tuple(sequences)))

    def versions(self, id: str) -> list[str]:
        """Ids of all captures of the same page, oldest first; the id itself alone if it has no URL.

        Captures of one URL, and those whose address has other words before the same number, or that give themselves the
        same canonical address. What another host gave out as a page of this address is none of them.
        """
        row = self.one("SELECT page, url, via FROM articles WHERE id = ?", (id,))
        if row is None or not row[1]:
            return [id]
        page, url, via = row[0] or (None if row[2] else urls.page(row[1])), row[1], row[2]
        found = dict(self._versions(page, url, via))
        if page and "#" in page:  # articles from before pages were kept: by the number in their address
            sql = "SELECT seq, id, url FROM articles WHERE page IS NULL AND url LIKE ? AND coalesce(via, '') = ?"
            older = self.rows(sql, (f"%{page.rpartition('#')[2]}%", via or ""))
            found |= {seq: other for seq, other, address in older if urls.page(address) == page}
        return [other for _, other in sorted(found.items())] or [id]

    def capture(self, id: str) -> Capture | None:
        """The capture as it was given."""
        sql = "SELECT kind, url, given, content, is_text FROM captures WHERE id = ? AND redacted IS NULL"
        row = self.one(sql, (id,))
        if row is None:
            return None
        content = unzip(row[3], id)
        text = content.decode("utf-8", "surrogatepass") if row[4] else content
        return Capture(id=id, kind=row[0], content=text, **({"url": row[1]} | json.loads(row[2])))

    def search(self, query: str, limit: int) -> list[tuple[str, str]]:
        """(article id, story id) of the articles that best match the words of `query`.

        Words that every text has are left out beside others. The newest `RECENT` articles are ranked by themselves
        where they hold enough matches: so a search costs the same in a library of any size.
        """
        every = list(dict.fromkeys(re.findall(r"\w+", query)))[:SOUGHT]
        words = [word for word in every if word.casefold() not in STOPWORDS] or every
        newest = int(self.rows("SELECT coalesce(max(seq), 0) FROM articles")[0][0])
        found = self.database.search(words, limit, max(0, newest - RECENT)) if words else []
        if words and len(found) < limit and newest > RECENT:
            found = self.database.search(words, limit)
        return self._named(found)

    def search_some(self, words: Sequence[str], limit: int) -> list[tuple[str, str]]:
        """(article id, story id) of the articles that have most of some words, best first."""
        words = [word for word in dict.fromkeys(words) if re.fullmatch(r"\w+", word)][:SOUGHT]
        return self._named(self.database.search(words, limit, some=True) if words else [])

    def _named(self, found: Sequence[int]) -> list[tuple[str, str]]:
        """(article id, story id) of articles by sequence number, in their order."""
        if not found:
            return []
        marks = ",".join("?" * len(found))
        sql = "SELECT a.seq, a.id, coalesce(m.story, '') FROM articles a LEFT JOIN members m ON m.seq = a.seq"
        named = {row[0]: (row[1], row[2]) for row in self.rows(f"{sql} WHERE a.seq IN ({marks})", tuple(found))}
        return [named[seq] for seq in found if seq in named]

    def remove(self, id: str) -> str | None:
        """Remove an article with its capture and all rows that came from it. Returns the story it was placed in."""
        sql = "SELECT a.seq, a.record, m.placed FROM articles a LEFT JOIN members m ON m.seq = a.seq WHERE a.id = ?"
        row = self.one(sql, (id,))
        if row is None:
            return None
        article = unpack(Annotated, row[1], id).article
        self.database.unindex(row[0], storable(article.title or ""), storable(article.body))
        self.rows(
            "INSERT INTO state (name, value) VALUES ('highest', ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (str(self._next() - 1).encode(),),
        )
        self.rows("DELETE FROM captures WHERE seq = ?", (row[0],))
        return str(row[2]) if row[2] else None

    def redact(self, id: str, reason: str) -> str | None:
        """`remove`, but the capture stays as a row without its words. Returns the story the article was placed in."""
        sql = "SELECT digest, kind, url, given, is_text, added, seq FROM captures WHERE id = ?"
        row = self.one(sql, (id,))
        story = self.remove(id)
        if row is not None:
            frame = {key: value for key, value in json.loads(row[3]).items() if key in _FRAME}
            self.rows(
                "INSERT INTO captures (digest, kind, url, given, is_text, added, seq, id, content, redacted, reason)"
                " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                (*row[:3], json.dumps(frame), *row[4:], id, b"", utc(datetime.now(UTC)), reason),
            )
        return story

    def redactions(self) -> list[Redaction]:
        """Captures whose words were removed, latest first."""
        sql = "SELECT id, url, redacted, reason FROM captures WHERE redacted IS NOT NULL ORDER BY redacted DESC, seq"
        return [Redaction(*row) for row in self.rows(sql)]

    def redaction(self, id: str) -> Redaction | None:
        """What is known of a redacted capture; None if there is none of this id."""
        sql = "SELECT id, url, redacted, reason FROM captures WHERE id = ? AND redacted IS NOT NULL"
        row = self.one(sql, (id,))
        return Redaction(*row) if row else None

    # Derivations

    def keep_standing(self, seq: int, spans: Spans) -> None:
        """Keep which sentences of an article recur over stories and time."""
        self.rows("UPDATE articles SET standing = ? WHERE seq = ?", (json.dumps(spans), seq))

    def standing(self, story: str) -> dict[int, Spans]:
        """The sentences of a story's articles that recur over stories and time, by sequence number."""
        sql = (
            "SELECT a.seq, a.standing FROM members m JOIN articles a ON a.seq = m.seq"
            " WHERE m.story = ? AND a.standing IS NOT NULL"
        )
        return {seq: tuple((start, end) for start, end in json.loads(kept)) for seq, kept in self.rows(sql, (story,))}

    def keep_derivations(self, a: int, b: int, record: str) -> None:
        """Keep what was found between two articles (by sequence number), as `pack_derivations` made it."""
        self.rows(
            "INSERT INTO derivations (a, b, record) VALUES (?,?,?)"
            " ON CONFLICT (a, b) DO UPDATE SET record = excluded.record",
            (a, b, record),
        )

    def derivations(self, story: str) -> list[tuple[int, int, str]]:
        """The pairs of a story's articles (sequence numbers) that were compared, with what `keep_derivations` kept."""
        sql = (
            "SELECT d.a, d.b, d.record FROM derivations d JOIN members x ON x.seq = d.a JOIN members y ON y.seq = d.b"
            " WHERE x.story = ? AND y.story = ? ORDER BY d.a, d.b"
        )
        return [(a, b, record) for a, b, record in self.rows(sql, (story, story))]

    def earlier(self, sequences: Sequence[int]) -> Iterator[tuple[int, int, tuple[Derivation, ...]]]:
        """The pairs of these articles with earlier ones that each was compared with, and what was found."""
        marks = ",".join("?" * len(sequences))
        for a, b, record in self.rows(f"SELECT a, b, record FROM derivations WHERE b IN ({marks})", tuple(sequences)):
            yield b, a, tuple(contract.load(Derivation, d) for d in json.loads(record))

    # Stories

    def members(self, story: str) -> list[Annotated]:
        """The articles of a story, in the order in which they were added."""
        return [unpack_annotated(record, story) for _, record in self.records(story)]

    def records(self, story: str) -> list[tuple[int, bytes]]:
        """Sequence number and packed record of each article of a story, in the order in which they were added."""
        sql = "SELECT a.seq, a.record FROM members m JOIN articles a ON a.seq = m.seq WHERE m.story = ? ORDER BY a.seq"
        return [(seq, record) for seq, record in self.rows(sql, (story,))]

    def sequences(self, story: str) -> list[int]:
        """Sequence numbers of the articles of a story, in order."""
        return [row[0] for row in self.rows("SELECT seq FROM members WHERE story = ? ORDER BY seq", (story,))]

    def size(self, story: str) -> int:
        """How many articles a story has."""
        return self.count("members WHERE story = ?", (story,))

    def story_of(self, article: str) -> str | None:
        """The story that an article is in."""
        sql = "SELECT m.story FROM members m JOIN articles a ON a.seq = m.seq WHERE a.id = ?"
        row = self.one(sql, (article,))
        return row[0] if row else None

    def join(
        self, seq: int, story: str, probability: float, events: Iterable[StoryEvent], links: Iterable[str]
    ) -> None:
        """Put an article into a story that has a row already; the story is stale from now on."""
        values = (seq, story, probability, story)
        self.rows("INSERT INTO members (seq, story, probability, placed) VALUES (?,?,?,?)", values)
        self.mark_stale(story)
        for event in events:
            record = json.dumps(contract.dump(event), ensure_ascii=False)
            self.rows("INSERT INTO story_events (story, record) VALUES (?,?)", (story, record))
        for other in links:
            self.rows("INSERT INTO story_links (story, other) VALUES (?,?) ON CONFLICT DO NOTHING", (story, other))

    def events(self, story: str) -> tuple[StoryEvent, ...]:
        """What happened to a story itself, oldest first."""
        rows = self.rows("SELECT record FROM story_events WHERE story = ? ORDER BY id", (story,))
        return tuple(contract.load(StoryEvent, json.loads(row[0])) for row in rows)

    def drop_events(self, story: str, article: str) -> None:
        """Forget what happened to a story by an article that is gone: the reasons name its words."""
        for number, record in self.rows("SELECT id, record FROM story_events WHERE story = ?", (story,)):
            if json.loads(record).get("article") == article:
                self.rows("DELETE FROM story_events WHERE id = ?", (number,))

    def links(self, story: str) -> tuple[str, ...]:
        """Stories that are possibly the same."""
        sql = (
            "SELECT other FROM story_links WHERE story = ?"
            " UNION SELECT story FROM story_links WHERE other = ? ORDER BY 1"
        )
        return tuple(row[0] for row in self.rows(sql, (story, story)))

    def stale(self) -> list[str]:
        """Stories whose document is older than their articles."""
        return [row[0] for row in self.rows("SELECT id FROM stories WHERE stale = 1 AND articles > 0 ORDER BY id")]

    def is_stale(self, story: str) -> bool | None:
        """Whether the document of a story is out of date; None if there is no such story."""
        row = self.one("SELECT stale FROM stories WHERE id = ? AND articles > 0", (story,))
        return bool(row[0]) if row else None

    def mark_stale(self, story: str) -> None:
        """Articles of this story came, went or changed: count them, and relate them anew when it is next asked for."""
        count = "(SELECT count(*) FROM members WHERE story = stories.id)"
        self.rows(f"UPDATE stories SET stale = 1, articles = {count} WHERE id = ?", (story,))

    def keep_story(self, id: str, document: bytes, told: bytes, figures: Row) -> None:
        """Keep the packed document of a story, which is up to date now, what is told of it, its title and counts.

        `figures` are title, outlets, lineages, and least and most origins.
        """
        self.rows(
            "UPDATE stories SET stale = 0, document = ?, told = ?, title = ?, outlets = ?, lineages = ?,"
            " origins_min = ?, origins_max = ? WHERE id = ?",
            (document, told, *figures, id),
        )

    def forget_document(self, story: str) -> None:
        """Remove the document of a story, which quotes articles."""
        self.rows("UPDATE stories SET document = NULL, told = NULL, title = NULL WHERE id = ?", (story,))

    def story(self, id: str) -> Story | None:
        """The kept document of a story, up to date or not."""
        row = self.one("SELECT document FROM stories WHERE id = ?", (id,))
        return unpack(Story, row[0], id) if row and row[0] else None

    def told(self, id: str) -> bytes | None:
        """What is told of a story's document, as `keep_story` got it with that; it says which articles it is of."""
        row = self.one("SELECT told FROM stories WHERE id = ?", (id,))
        return row[0] if row else None

    def story_ids(self, *, singles: bool) -> list[str]:
        """Ids of stories, latest first; those of one article only if `singles`."""
        # Articles without a date sort by when they came in.
        sql = "SELECT id FROM stories WHERE articles >= ? ORDER BY coalesce(last, seen, 0) DESC, number DESC"
        return [row[0] for row in self.rows(sql, (1 if singles else 2,))]

    # Problems

    def keep_problem(self, problem: Problem) -> None:
        """Set an input aside with its reason; the latest reason for an input counts."""
        self.rows(
            "INSERT INTO problems (input, reason, remedy, kind, time) VALUES (?,?,?,?,?) ON CONFLICT (input) DO UPDATE"
            " SET reason = excluded.reason, remedy = excluded.remedy, kind = excluded.kind, time = excluded.time",
            (problem.input, problem.reason, problem.remedy, problem.kind, utc(datetime.now(UTC))),
        )

    def problems(self) -> list[Problem]:
        """All inputs that are set aside."""
        rows = self.rows("SELECT input, reason, remedy, kind FROM problems ORDER BY id")
        return [Problem(*row) for row in rows]

    def solved(self, input: str) -> None:
        """Forget the problem with an input that could be kept after all."""
        self.rows("DELETE FROM problems WHERE input = ?", (input,))

    def counts(self) -> dict[str, int]:
        """Rows of each kind and the size of the file in bytes."""
        found = {table: self.count(table) for table in ("captures", "articles", "problems")}
        found["stories"] = self.count("stories WHERE articles > 0")
        found["derivations"] = self.count("derivations WHERE record <> '[]'")
        found["redacted"] = self.count("captures WHERE redacted IS NOT NULL")
        return found | {"stale": len(self.stale()), "bytes": self.database.size()}

    def added_since(self, time: str) -> int:
        """Captures added at `time` (UTC, as `clock.utc` writes it) or later."""
        return self.count("captures WHERE added >= ?", (time,))
