"""The log of corrections in a library, and the stories that its pages are shown in because of it.

Where the machine placed a page is kept apart from where it is shown (`members.placed`, `members.story`): the machine is
told nothing of corrections, and the story shown is worked out anew in every transaction that could change it, by
whichever process. So a correction holds whatever is added, and what is shown does not depend on what came first.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from stemma import clock, contract
from stemma.library.store import Row, Store
from stemma.model import Correction, Derivation
from stemma.relate.desk import pages
from stemma.relate.desk.log import MOVES, Desk, in_force

if TYPE_CHECKING:
    from stemma.relate.stories.summary import StorySummary

ASKED = 500
"""Values in one question to the database."""


class Corrections:
    """The log and what follows from it. What writes must be inside a transaction."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def lines(self, *kinds: str) -> list[Correction]:
        """The lines of some kinds, with those that take them back or keep them; all without a kind. Oldest first."""
        if not kinds:
            return self._loaded("SELECT record FROM corrections ORDER BY number")
        marks = ",".join("?" * len(kinds))
        found = self._loaded(f"SELECT record FROM corrections WHERE kind IN ({marks}) ORDER BY number", kinds)
        return self._answered(found)

    def append(self, line: Correction) -> bool:
        """Write a line down; whether it was not there yet."""
        record = json.dumps(contract.dump(line), ensure_ascii=False)
        row = self.store.one(
            "INSERT INTO corrections (id, kind, line, record) VALUES (?,?,?,?) ON CONFLICT DO NOTHING RETURNING number",
            (line.id, line.kind, line.line, record),
        )
        if row is None:
            return False
        named = {*line.pages, *line.others, *(words.article for words in (*line.words, *line.beside))}
        sql = "INSERT INTO correction_articles (article, number) VALUES (?,?)"
        self.store.many(sql, [(article, row[0]) for article in sorted(named)])
        return True

    def line(self, id: str) -> Correction | None:
        """One line."""
        return next(iter(self._loaded("SELECT record FROM corrections WHERE id = ?", (id,))), None)

    def of(self, articles: Iterable[str], *kinds: str) -> list[Correction]:
        """The lines (of some kinds) that name any of these articles, with those that take them back or keep them."""
        only = f" AND kind IN ({','.join('?' * len(kinds))})" if kinds else ""
        found: dict[str, Correction] = {}
        for some in _batches(articles):
            sql = (
                "SELECT record FROM corrections WHERE number IN (SELECT number FROM correction_articles"
                f" WHERE article IN ({','.join('?' * len(some))})){only}"
            )
            found |= {line.id: line for line in self._loaded(sql, (*some, *kinds))}
        return self._answered(found.values())

    def _answered(self, lines: Iterable[Correction]) -> list[Correction]:
        """`lines` with those that take them back, those that take these back, and so on."""
        found = {line.id: line for line in lines}
        todo = list(found)
        while todo:
            new: list[str] = []
            for some in _batches(todo):
                sql = f"SELECT record FROM corrections WHERE line IN ({','.join('?' * len(some))})"
                more = {line.id: line for line in self._loaded(sql, some) if line.id not in found}
                found |= more
                new += more
            todo = new
        return sorted(found.values(), key=lambda line: (line.time, line.id))

    def _loaded(self, sql: str, values: Sequence[str] = ()) -> list[Correction]:
        return [contract.load(Correction, json.loads(record)) for (record,) in self.store.rows(sql, tuple(values))]

    def settle(self, stories: Iterable[str]) -> set[str]:
        """Show the pages placed in these stories where the desk wants them, and those that its words tie to them.

        Gives the stories that have any of these pages now. Stories that changed are stale.
        """
        if self.store.one("SELECT 1 FROM corrections WHERE kind IN ('merge', 'split') LIMIT 1") is None:
            return set(stories)
        placed, lines = self._tied(stories)
        if not lines:
            return set(stories)
        before = {id: (seq, story) for id, seq, story in self._rows("a.id", list(placed), "a.id, m.seq, m.story")}
        wanted = pages.shown(placed, lines)
        moved = {id: story for id, story in wanted.items() if before[id][1] != story}
        for story in sorted(set(moved.values())):
            self._open(story)
        for id, story in sorted(moved.items()):
            self.store.rows("UPDATE members SET story = ? WHERE seq = ?", (story, before[id][0]))
        left = {before[id][1] for id in moved}
        for story in sorted(left | set(moved.values())):
            self.store.mark_stale(story)
        for story in sorted(set(wanted.values())):
            self._dated(story, {id for id, one in wanted.items() if one == story}, placed)
        for story in sorted(left - set(wanted.values())):
            self._emptied(story)
        return set(wanted.values())

    def placed(self, articles: Iterable[str]) -> dict[str, str]:
        """Article → the story that the machine placed it in, for those that are there."""
        return dict(self._pairs("a.id", list(articles), "a.id, m.placed"))

    def _tied(self, stories: Iterable[str]) -> tuple[dict[str, str], list[Correction]]:
        """Page → story placed in: the pages of these stories, and of those that lines about them speak of, and so on.

        With the lines that say where these pages are shown.
        """
        placed: dict[str, str] = {}
        lines: dict[str, Correction] = {}
        asked: set[str] = set()
        todo = set(stories)
        while todo:
            asked |= todo
            found: dict[str, str] = dict(self._pairs("m.placed", sorted(todo), "a.id, m.placed"))
            placed |= found
            new = {line.id: line for line in self.of(found, *sorted(MOVES))}
            lines |= new
            named = {page for line in new.values() for page in (*line.pages, *line.others)} - placed.keys()
            todo = set(self.placed(sorted(named)).values()) - asked
        return placed, list(lines.values())

    def _rows(self, column: str, values: list[str], wanted: str) -> list[Row]:
        found: list[Row] = []
        for some in _batches(values):
            marks = ",".join("?" * len(some))
            sql = f"SELECT {wanted} FROM members m JOIN articles a ON a.seq = m.seq WHERE {column} IN ({marks})"
            found += self.store.rows(sql, tuple(some))
        return found

    def _pairs(self, column: str, values: list[str], wanted: str) -> Iterator[tuple[str, str]]:
        return ((a, b) for a, b in self._rows(column, values, wanted))

    def _open(self, story: str) -> None:
        """A row for a story that a desk has made; no page is ever compared with it."""
        from stemma.relate.stories.summary import StorySummary

        summary = StorySummary(id=story)
        self.store.rows(
            "INSERT INTO stories (id, summary) VALUES (?,?) ON CONFLICT DO NOTHING", (story, summary.dump())
        )

    def _dated(self, story: str, ids: Collection[str], placed: dict[str, str]) -> None:
        """When a story began and had its last news: as the machine has it, or by its pages where those are others."""
        from stemma.library.rows import StoryRows

        homes = sorted({placed[id] for id in ids})
        sums = StoryRows(self.store).load(homes)
        own = [id for id, home in placed.items() if home == story]
        if homes == [story] and len(own) == len(ids):
            times = (sums[0].first, sums[0].last, sums[0].seen)
        else:
            moments = [m for row in self._published(ids) if (m := clock.bounds(row, "UTC")) is not None]
            seen = max((one.seen for one in sums if one.seen is not None), default=None)
            first = min((m[0].timestamp() for m in moments), default=None)
            times = (first, max((m[0].timestamp() for m in moments), default=None), seen)
        self.store.rows("UPDATE stories SET first = ?, last = ?, seen = ? WHERE id = ?", (*times, story))

    def _published(self, ids: Collection[str]) -> list[str | None]:
        return [row[0] for row in self._rows("a.id", sorted(ids), "a.published")]

    def _emptied(self, story: str) -> None:
        """A story has no page any more: it is forgotten if a desk had made it, and keeps no words if not."""
        self.store.forget_document(story)
        if not self.store.count("members WHERE placed = ? OR story = ?", (story, story)):
            self.store.rows("DELETE FROM stories WHERE id = ?", (story,))

    def desk(self, story: str) -> Desk:
        """The lines that may touch a story, and where its pages share text with pages that were split off."""
        here = {row[0] for row in self._rows("m.story", [story], "a.id")}
        everywhere = [line for line in self.lines("party", "outlet") if touches(line, here)]
        found = {line.id: line for line in (*self.of(here), *everywhere)}
        lines = tuple(sorted(found.values(), key=lambda line: (line.time, line.id)))
        split = {page for line in in_force(lines) if line.kind == "split" for page in line.pages} - here
        return Desk(lines, tuple(self._across(here, split)))

    def _across(self, here: set[str], elsewhere: set[str]) -> Iterator[tuple[str, str]]:
        """Pairs (page here, page elsewhere) that are of one text."""
        from stemma.relate.texts.lineage import joins

        for page in sorted(elsewhere):
            row = self.store.one("SELECT seq FROM articles WHERE id = ?", (page,))
            if row is None:
                continue
            sql = (
                "SELECT x.id, y.id, d.record FROM derivations d JOIN articles x ON x.seq = d.a"
                " JOIN articles y ON y.seq = d.b WHERE d.a = ? OR d.b = ? ORDER BY 1, 2"
            )
            for a, b, record in self.store.rows(sql, (row[0], row[0])):
                other = b if a == page else a
                if other in here and joins(contract.load(Derivation, d) for d in json.loads(record)):
                    yield other, page

    def summary(self, story: str) -> StorySummary:
        """What is kept of a story as it is shown: of the pages that are in it. Raises `KeyError` where it is gone."""
        from stemma.library.rows import StoryRows
        from stemma.relate.stories.summary import StorySummary

        index = StoryRows(self.store)
        own = index.load([story])[0]
        rows = self._rows("m.story", [story], "a.id, m.placed")
        homes = sorted({placed for _, placed in rows})
        row = self.store.one("SELECT first, last, seen FROM stories WHERE id = ?", (story,))
        here = {id for id, _ in rows}
        if row is None or (homes == [story] and own.articles == len(here)):
            return own
        members = [member for one in index.load(homes) for member in one.members if member.id in here]
        first, last, seen = row
        return StorySummary(story, len(here), first, last, seen, members)

    def wrong(self) -> list[str]:
        """Pages that are not shown where the corrections want them."""
        named = [row[0] for row in self.store.rows("SELECT DISTINCT article FROM correction_articles")]
        placed, lines = self._tied(set(self.placed(named).values()))
        wanted = pages.shown(placed, lines)
        now: dict[str, str] = dict(self._pairs("a.id", sorted(placed), "a.id, m.story"))
        return [id for id in placed if now[id] != wanted[id]]


def heir(store: Store, story: str) -> str | None:
    """The story that most pages placed in `story` are shown in: links to a story that a desk has merged still lead."""
    sql = "SELECT story FROM members WHERE placed = ? GROUP BY story ORDER BY count(*) DESC, story LIMIT 1"
    row = store.one(sql, (story,))
    return row[0] if row else None


def touches(line: Correction, here: Collection[str]) -> bool:
    """Whether a line on parties or outlets (or on such a line) may have to do with a story of these pages."""
    return not line.pages or any(page in here for page in line.pages)


def _batches(values: Iterable[str]) -> Iterator[tuple[str, ...]]:
    found = list(values)
    return (tuple(found[start : start + ASKED]) for start in range(0, len(found), ASKED))
