"""The log of corrections in a library, and the stories that its pages are shown in because of it.

Where the machine placed a page is kept apart from where it is shown (`members.placed`, `members.story`): the machine is
told nothing of corrections, and the story shown is worked out anew in every transaction that could change it, by
whichever process. So a correction holds whatever is added, and what is shown does not depend on what came first.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator

from stemma import clock, contract
from stemma.library.rows import StoryRows
from stemma.library.store import Row, Store
from stemma.model import Correction, Derivation
from stemma.relate.desk import pages
from stemma.relate.desk.log import MOVES, Desk, in_force
from stemma.relate.stories.summary import StorySummary
from stemma.relate.texts.lineage import joins

ASKED = 500
"""Values in one question to the database."""


class Corrections:
    """The log, held in memory as far as it was read: it only grows. What writes must be inside a transaction."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._forget()

    def _forget(self) -> None:
        self._lines: list[Correction] = []
        self._last = 0
        self._at: dict[str, list[Correction]] = {}
        """The lines that say where a page is shown, by page."""

    def lines(self) -> list[Correction]:
        """All lines, in the order in which they came into the library."""
        sql = "SELECT number, id, record FROM corrections WHERE number >= ? ORDER BY number"
        rows = self.store.rows(sql, (self._last,))
        known = self._lines[-1].id if self._lines else None
        if known is not None and (not rows or rows[0][1] != known):  # what was read was never committed
            self._forget()
            return self.lines()
        for number, id, record in rows:
            if id != known:
                line = contract.load(Correction, json.loads(record))
                self._lines.append(line)
                self._last = number
                for page in {*line.pages, *line.others} if line.kind in MOVES else ():
                    self._at.setdefault(page, []).append(line)
        return self._lines

    def append(self, line: Correction) -> bool:
        """Write a line down; whether it was not there yet."""
        record = json.dumps(contract.dump(line), ensure_ascii=False)
        sql = "INSERT INTO corrections (id, record) VALUES (?,?) ON CONFLICT DO NOTHING RETURNING number"
        return self.store.one(sql, (line.id, record)) is not None

    # Which pages are shown where

    def settle(self, stories: Iterable[str]) -> set[str]:
        """Show the pages placed in these stories where the desk wants them, and those that its words tie to them.

        Gives the stories that have any of these pages now. Stories that changed are stale.
        """
        lines = self.lines()
        placed = self._tied(stories) if self._at else {}
        if not placed:
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

    def _tied(self, stories: Iterable[str]) -> dict[str, str]:
        """Page → story placed in: the pages of these stories, and of those that lines about them speak of, and so on.

        Empty where no line speaks of any of them.
        """
        placed: dict[str, str] = {}
        asked: set[str] = set()
        spoken = False
        todo = set(stories)
        while todo:
            asked |= todo
            found: dict[str, str] = dict(self._pairs("m.placed", sorted(todo), "a.id, m.placed"))
            placed |= found
            lines = [line for id in found for line in self._at.get(id, ())]
            spoken |= bool(lines)
            named = {page for line in lines for page in (*line.pages, *line.others)} - placed.keys()
            todo = {story for _, story in self._rows("a.id", sorted(named), "a.id, m.placed")} - asked
        return placed if spoken else {}

    def _rows(self, column: str, values: list[str], wanted: str) -> list[Row]:
        found: list[Row] = []
        for start in range(0, len(values), ASKED):
            some = values[start : start + ASKED]
            marks = ",".join("?" * len(some))
            sql = f"SELECT {wanted} FROM members m JOIN articles a ON a.seq = m.seq WHERE {column} IN ({marks})"
            found += self.store.rows(sql, tuple(some))
        return found

    def _pairs(self, column: str, values: list[str], wanted: str) -> Iterator[tuple[str, str]]:
        return ((a, b) for a, b in self._rows(column, values, wanted))

    def _open(self, story: str) -> None:
        """A row for a story that a desk has made; no page is ever compared with it."""
        summary = StorySummary(id=story)
        self.store.rows(
            "INSERT INTO stories (id, summary) VALUES (?,?) ON CONFLICT DO NOTHING", (story, summary.dump())
        )

    def _dated(self, story: str, ids: Collection[str], placed: dict[str, str]) -> None:
        """When a story began and had its last news: as the machine has it, or by its pages where those are others."""
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

    # What relating must know

    def desk(self, story: str) -> Desk:
        """The lines that may touch a story, and where its pages share text with pages that were split off."""
        lines = self.lines()
        if not lines:
            return Desk()
        here = {row[0] for row in self._rows("m.story", [story], "a.id")}
        found = [line for line in lines if line.kind not in ("undo", "keep") and touches(line, here)]
        ids = {line.id for line in found}
        more = [line for line in lines if line.kind in ("undo", "keep")]
        while new := [line for line in more if line.line in ids and line.id not in ids]:
            found += new
            ids |= {line.id for line in new}
        split = {page for line in in_force(found) if line.kind == "split" for page in line.pages} - here
        return Desk(tuple(sorted(found, key=lambda line: (line.time, line.id))), tuple(self._across(here, split)))

    def _across(self, here: set[str], elsewhere: set[str]) -> Iterator[tuple[str, str]]:
        """Pairs (page here, page elsewhere) that are of one text."""
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
        self.lines()
        homes = {story for _, story in self._rows("a.id", sorted(self._at), "a.id, m.placed")}
        placed = self._tied(homes)
        wanted = pages.shown(placed, self._lines)
        now: dict[str, str] = dict(self._pairs("a.id", sorted(placed), "a.id, m.story"))
        return [id for id in placed if now[id] != wanted[id]]


def heir(store: Store, story: str) -> str | None:
    """The story that most pages placed in `story` are shown in: links to a story that a desk has merged still lead."""
    sql = "SELECT story FROM members WHERE placed = ? GROUP BY story ORDER BY count(*) DESC, story LIMIT 1"
    row = store.one(sql, (story,))
    return row[0] if row else None


def touches(line: Correction, here: Collection[str]) -> bool:
    """Whether a line may have to do with a story of these pages."""
    if line.kind == "outlet" or (line.kind == "party" and not line.pages):
        return True
    if line.kind in MOVES or line.kind == "party":
        return any(page in here for page in (*line.pages, *line.others))
    return any(one.article in here for one in (*line.words, *line.beside))
