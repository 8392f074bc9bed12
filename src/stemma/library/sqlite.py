"""The library in one SQLite file (WAL, FTS5, plain SQL, numbered migrations)."""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from stemma import contract
from stemma.clock import utc
from stemma.errors import LibraryError
from stemma.model import Annotated, Capture, Derivation, Problem, Story, StoryEvent

BUSY_SECONDS = 60
"""How long one writer waits for another before it gives up."""

_GIVEN = ("outlet", "title", "published", "timezone", "language", "fetched", "encoding", "file")


class SQLiteStore:
    """Rows in, rows out. Knows SQL and the shape of the tables; decides nothing about articles or stories.

    Every writing method must be called inside `transaction()`, which takes the write lock at once (BEGIN IMMEDIATE),
    so that two processes may add to one library. A commit is durable when `transaction()` returns
    (`synchronous=FULL`). Raises `LibraryError` where the file is no library or of a newer version.
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.path = str(path)
        if not create and not Path(path).exists():
            raise LibraryError(
                "no library here", input=self.path, remedy="make one with: stemma add INPUT --library PATH"
            )
        try:
            self.db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = FULL")
            self.db.execute("PRAGMA foreign_keys = ON")
            self._migrate()
        except sqlite3.Error as error:
            raise LibraryError(f"cannot be opened as a library: {error}", input=self.path) from error

    def close(self) -> None:
        """Close the file; the object cannot be used afterwards."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits at the end, rolls back on any error."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def _migrate(self) -> None:
        scripts = sorted(
            (int(f.name[:4]), f.read_text())
            for f in resources.files("stemma.library").joinpath("migrations").iterdir()
            if re.match(r"\d{4}_\w+\.sql$", f.name)
        )
        if self._version() == scripts[-1][0]:
            return
        with self.transaction():
            version = self._version()  # again: another process may have migrated meanwhile
            if version > scripts[-1][0]:
                raise LibraryError(
                    f"made by a newer Stemma (version {version})", input=self.path, remedy="upgrade stemma-news"
                )
            for number, script in scripts:
                if number > version:
                    for statement in _statements(script):
                        self.db.execute(statement)
                    self.db.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    # Captures and articles

    def known(self, digest: str) -> str | None:
        """The id under which a capture with this digest is kept."""
        row = self.db.execute("SELECT id FROM captures WHERE digest = ?", (digest,)).fetchone()
        return row[0] if row else None

    def taken(self, id: str) -> bool:
        """Whether another capture has this id."""
        return self.db.execute("SELECT 1 FROM captures WHERE id = ?", (id,)).fetchone() is not None

    def keep(self, capture: Capture, annotated: Annotated) -> int:
        """Keep a capture and what was read out of it. Returns its sequence number."""
        article = annotated.article
        content = (
            capture.content if isinstance(capture.content, bytes) else capture.content.encode("utf-8", "surrogatepass")
        )
        given = json.dumps({key: value for key in _GIVEN if (value := getattr(capture, key)) is not None})
        now = utc(datetime.now(UTC))
        seq = self.db.execute(
            "INSERT INTO captures (digest, id, kind, url, given, content, is_text, added) VALUES (?,?,?,?,?,?,?,?)",
            (
                capture.digest,
                article.id,
                capture.kind,
                capture.url,
                given,
                zlib.compress(content),
                isinstance(capture.content, str),
                now,
            ),
        ).lastrowid
        assert seq is not None
        earlier = self._latest(article.url) if article.url else None
        record = zlib.compress(
            json.dumps(contract.dump(annotated), ensure_ascii=False).encode("utf-8", "surrogatepass")
        )
        self.db.execute(
            "INSERT INTO articles (seq, id, url, outlet, title, published, words, version_of, record)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            (
                seq,
                article.id,
                article.url,
                article.outlet,
                article.title,
                article.published,
                len(article.body.split()),
                earlier,
                record,
            ),
        )
        self.db.execute(
            "INSERT INTO search (rowid, title, body) VALUES (?,?,?)", (seq, article.title or "", article.body)
        )
        return seq

    def _latest(self, url: str) -> int | None:
        row = self.db.execute("SELECT max(seq) FROM articles WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def article(self, id: str) -> Annotated | None:
        """The annotated article of this id."""
        row = self.db.execute("SELECT record FROM articles WHERE id = ?", (id,)).fetchone()
        return _annotated(row[0]) if row else None

    def article_ids(self) -> list[str]:
        """All article ids, in the order in which they were added."""
        return [row[0] for row in self.db.execute("SELECT id FROM articles ORDER BY seq")]

    def sequence(self, id: str) -> int:
        """The sequence number of an article that is kept."""
        return int(self.db.execute("SELECT seq FROM articles WHERE id = ?", (id,)).fetchone()[0])

    def ids_of(self, sequences: Sequence[int]) -> dict[int, str]:
        """Article ids by sequence number."""
        marks = ",".join("?" * len(sequences))
        return dict(self.db.execute(f"SELECT seq, id FROM articles WHERE seq IN ({marks})", tuple(sequences)))

    def versions(self, id: str) -> list[str]:
        """Ids of all captures of the same URL, oldest first; the id itself alone if it has no URL."""
        rows = self.db.execute(
            "SELECT id FROM articles WHERE url = (SELECT url FROM articles WHERE id = ?) ORDER BY seq", (id,)
        ).fetchall()
        return [row[0] for row in rows] or [id]

    def capture(self, id: str) -> Capture | None:
        """The capture as it was given."""
        row = self.db.execute("SELECT kind, url, given, content, is_text FROM captures WHERE id = ?", (id,)).fetchone()
        if row is None:
            return None
        content = zlib.decompress(row[3])
        text = content.decode("utf-8", "surrogatepass") if row[4] else content
        return Capture(id=id, kind=row[0], content=text, url=row[1], **json.loads(row[2]))

    def search(self, query: str, limit: int) -> list[tuple[str, str]]:
        """(article id, story id) of the articles that best match the words of `query` (BM25)."""
        words = re.findall(r"\w+", query)
        if not words:
            return []
        match = " ".join(f'"{word}"' for word in words)
        sql = (
            "SELECT a.id, coalesce(m.story, '') FROM search JOIN articles a ON a.seq = search.rowid"
            " LEFT JOIN members m ON m.seq = a.seq WHERE search MATCH ? ORDER BY bm25(search, 4.0, 1.0) LIMIT ?"
        )
        return [(row[0], row[1]) for row in self.db.execute(sql, (match, limit))]

    def remove(self, id: str) -> str | None:
        """Remove an article with its capture and all rows that came from it. Returns the story it was in."""
        row = self.db.execute(
            "SELECT a.seq, a.record, m.story FROM articles a LEFT JOIN members m ON m.seq = a.seq WHERE a.id = ?", (id,)
        ).fetchone()
        if row is None:
            return None
        article = _annotated(row[1]).article
        values = (row[0], article.title or "", article.body)
        self.db.execute("INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)", values)
        self.db.execute("DELETE FROM captures WHERE seq = ?", (row[0],))
        return str(row[2]) if row[2] else None

    # Derivations

    def keep_derivations(self, a: int, b: int, found: Iterable[Derivation]) -> None:
        """Keep what was found between two articles (by sequence number)."""
        record = json.dumps([contract.dump(d) for d in found], ensure_ascii=False)
        self.db.execute("INSERT OR REPLACE INTO derivations (a, b, record) VALUES (?,?,?)", (a, b, record))

    def derivations(self, story: str) -> tuple[Derivation, ...]:
        """All derivations between two articles of a story."""
        sql = (
            "SELECT d.record FROM derivations d JOIN members x ON x.seq = d.a JOIN members y ON y.seq = d.b"
            " WHERE x.story = ? AND y.story = ? ORDER BY d.a, d.b"
        )
        rows = self.db.execute(sql, (story, story))
        return tuple(contract.load(Derivation, d) for row in rows for d in json.loads(row[0]))

    # Stories

    def members(self, story: str) -> list[Annotated]:
        """The articles of a story, in the order in which they were added."""
        sql = "SELECT a.record FROM members m JOIN articles a ON a.seq = m.seq WHERE m.story = ? ORDER BY a.seq"
        return [_annotated(row[0]) for row in self.db.execute(sql, (story,))]

    def size(self, story: str) -> int:
        """How many articles a story has."""
        return int(self.db.execute("SELECT count(*) FROM members WHERE story = ?", (story,)).fetchone()[0])

    def story_of(self, article: str) -> str | None:
        """The story that an article is in."""
        sql = "SELECT m.story FROM members m JOIN articles a ON a.seq = m.seq WHERE a.id = ?"
        row = self.db.execute(sql, (article,)).fetchone()
        return row[0] if row else None

    def join(
        self, seq: int, story: str, probability: float, events: Iterable[StoryEvent], links: Iterable[str]
    ) -> None:
        """Put an article into a story that has a row already; the story is stale from now on."""
        self.db.execute("INSERT INTO members (seq, story, probability) VALUES (?,?,?)", (seq, story, probability))
        self.db.execute("UPDATE stories SET stale = 1, articles = articles + 1 WHERE id = ?", (story,))
        for event in events:
            record = json.dumps(contract.dump(event), ensure_ascii=False)
            self.db.execute("INSERT INTO story_events (story, record) VALUES (?,?)", (story, record))
        for other in links:
            self.db.execute("INSERT OR IGNORE INTO story_links (story, other) VALUES (?,?)", (story, other))

    def events(self, story: str) -> tuple[StoryEvent, ...]:
        """What happened to a story itself, oldest first."""
        rows = self.db.execute("SELECT record FROM story_events WHERE story = ? ORDER BY rowid", (story,))
        return tuple(contract.load(StoryEvent, json.loads(row[0])) for row in rows)

    def links(self, story: str) -> tuple[str, ...]:
        """Stories that are possibly the same."""
        sql = "SELECT other FROM story_links WHERE story = ? UNION SELECT story FROM story_links WHERE other = ? ORDER BY 1"
        return tuple(row[0] for row in self.db.execute(sql, (story, story)))

    def stale(self) -> list[str]:
        """Stories whose document is older than their articles."""
        return [row[0] for row in self.db.execute("SELECT id FROM stories WHERE stale AND articles > 0 ORDER BY id")]

    def is_stale(self, story: str) -> bool | None:
        """Whether the document of a story is out of date; None if there is no such story."""
        row = self.db.execute("SELECT stale FROM stories WHERE id = ? AND articles > 0", (story,)).fetchone()
        return bool(row[0]) if row else None

    def mark_stale(self, story: str) -> None:
        """An article of this story went away or changed."""
        count = "(SELECT count(*) FROM members WHERE story = stories.id)"
        self.db.execute(f"UPDATE stories SET stale = 1, articles = {count} WHERE id = ?", (story,))

    def keep_story(self, story: Story) -> None:
        """Keep the document of a story, which is up to date now."""
        document = zlib.compress(json.dumps(contract.dump(story), ensure_ascii=False).encode("utf-8", "surrogatepass"))
        self.db.execute(
            "UPDATE stories SET stale = 0, document = ?, title = ?, outlets = ?, lineages = ?, origins_min = ?,"
            " origins_max = ? WHERE id = ?",
            (document, story.title, story.outlets, len(story.lineages), *story.origins, story.id),
        )

    def story(self, id: str) -> Story | None:
        """The kept document of a story, up to date or not."""
        row = self.db.execute("SELECT document FROM stories WHERE id = ?", (id,)).fetchone()
        return _story(row[0]) if row and row[0] else None

    def story_ids(self, *, singles: bool) -> list[str]:
        """Ids of stories, latest first; those of one article only if `singles`."""
        # Articles without a date sort by when they came in.
        sql = "SELECT id FROM stories WHERE articles >= ? ORDER BY coalesce(last, seen) DESC, rowid DESC"
        return [row[0] for row in self.db.execute(sql, (1 if singles else 2,))]

    # Problems

    def keep_problem(self, problem: Problem) -> None:
        """Set an input aside with its reason; the latest reason for an input counts."""
        self.db.execute(
            "INSERT OR REPLACE INTO problems (input, reason, remedy, kind, time) VALUES (?,?,?,?,?)",
            (problem.input, problem.reason, problem.remedy, problem.kind, utc(datetime.now(UTC))),
        )

    def problems(self) -> list[Problem]:
        """All inputs that are set aside."""
        rows = self.db.execute("SELECT input, reason, remedy, kind FROM problems ORDER BY id")
        return [Problem(*row) for row in rows]

    def solved(self, input: str) -> None:
        """Forget the problem with an input that could be kept after all."""
        self.db.execute("DELETE FROM problems WHERE input = ?", (input,))

    def counts(self) -> dict[str, int]:
        """Rows of each kind and the size of the file in bytes."""
        tables = ("captures", "articles", "stories", "derivations", "problems")
        found = {t: int(self.db.execute(f"SELECT count(*) FROM {t}").fetchone()[0]) for t in tables}
        pages, size = (self.db.execute(f"PRAGMA {p}").fetchone()[0] for p in ("page_count", "page_size"))
        return found | {"stale": len(self.stale()), "bytes": int(pages) * int(size)}


def _annotated(record: bytes) -> Annotated:
    return contract.load(Annotated, _unpack(record))


def _story(record: bytes) -> Story:
    return contract.load(Story, _unpack(record))


def _unpack(record: bytes) -> Any:
    return json.loads(zlib.decompress(record).decode("utf-8", "surrogatepass"))


def _statements(script: str) -> list[str]:
    """The statements of a migration (none of ours has a semicolon inside one)."""
    bare = re.sub(r"--[^\n]*", "", script)
    return [statement for statement in bare.split(";") if statement.strip()]
