"""What `relate` must look up, answered from the tables of a library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from stemma import contract
from stemma.library.store import Store
from stemma.model import StoryEvent
from stemma.relate.stories.features import Frequencies, Vector
from stemma.relate.stories.index import UNDATED
from stemma.relate.stories.summary import StorySummary
from stemma.relate.texts.reuse import Fingerprints

ASKED = 500
"""Values in one question to the database."""

UNPACKED = 1024
"""Story summaries that are held in memory, those looked at last."""


class GramRows:
    """`relate.reuse.Postings`. Keys are `SEQ#SECTION`."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(self, key: str, fingerprints: Fingerprints, time: float) -> None:
        """Enter the section `key`. A key that is there already is left as it is."""
        seq, section = key.split("#")
        row = self.store.one(
            "INSERT INTO sections (seq, section, time) VALUES (?,?,?) ON CONFLICT DO NOTHING RETURNING key",
            (int(seq), int(section), time),
        )
        if row:
            rows = [(gram, row[0]) for gram in fingerprints.view(np.int64).tolist()]
            self.store.many("INSERT INTO grams (gram, section) VALUES (?,?)", rows)

    def lookup(self, fingerprints: Fingerprints, begin: float, until: float, limit: int) -> Iterator[tuple[int, str]]:
        """`(position in fingerprints, key)` of sections of the time window, the latest `limit` for each."""
        sql = (
            "SELECT s.seq, s.section FROM grams g JOIN sections s ON s.key = g.section"
            " WHERE g.gram = ? AND s.time BETWEEN ? AND ? ORDER BY g.section DESC LIMIT ?"
        )
        grams: list[int] = fingerprints.view(np.int64).tolist()
        known: set[int] = set()  # most are new: one question tells of many
        for start in range(0, len(grams), ASKED):
            asked = grams[start : start + ASKED]
            marks = ",".join("?" * len(asked))
            known |= {
                row[0] for row in self.store.rows(f"SELECT DISTINCT gram FROM grams WHERE gram IN ({marks})", asked)
            }
        for position, gram in enumerate(grams):
            if gram in known:
                for seq, section in self.store.rows(sql, (gram, begin, until, limit)):
                    yield position, f"{seq}#{section}"

    def times(self, keys: Iterable[str]) -> dict[str, float]:
        """The times of sections that were entered, by key."""
        numbers = list({int(key.partition("#")[0]) for key in keys})
        found: dict[str, float] = {}
        for start in range(0, len(numbers), ASKED):
            asked = numbers[start : start + ASKED]
            marks = ",".join("?" * len(asked))
            rows = self.store.rows(f"SELECT seq, section, time FROM sections WHERE seq IN ({marks})", asked)
            found |= {f"{seq}#{section}": time for seq, section, time in rows}
        return found

    def stories(self, keys: Iterable[str]) -> dict[str, str]:
        """The stories that sections are in, by key."""
        asked = list(keys)
        numbers = list({int(key.partition("#")[0]) for key in asked})
        held: dict[int, str] = {}
        for start in range(0, len(numbers), ASKED):
            some = numbers[start : start + ASKED]
            marks = ",".join("?" * len(some))
            held |= dict(self.store.rows(f"SELECT seq, story FROM members WHERE seq IN ({marks})", some))
        return {key: held[number] for key in asked if (number := int(key.partition("#")[0])) in held}


class StoryRows:
    """`relate.story_index.StoryIndex`. Call `flush()` at the end of a run to keep the term frequencies.

    Summaries that were loaded belong to the index until they are saved: after a failure in between, make a new one.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._unpacked: dict[str, tuple[bytes, StorySummary]] = {}
        kept = self._state("frequencies")
        self.frequencies = Frequencies.load(kept) if kept else Frequencies.background()

    @property
    def now(self) -> float | None:
        """The latest time of any article, seconds since 1970 UTC."""
        value = self._state("now")
        return float(value) if value else None

    @now.setter
    def now(self, value: float | None) -> None:
        if value is not None:
            self._keep_state("now", repr(value).encode())

    def flush(self) -> None:
        """Keep the term frequencies. Counts lost before this do no harm."""
        self._keep_state("frequencies", self.frequencies.dump())

    def story_of(self, articles: Sequence[str]) -> dict[str, str]:
        """Article id → id of the story it is placed in, for those that are; a desk may show it in another one."""
        if not articles:
            return {}
        marks = ",".join("?" * len(articles))
        sql = f"SELECT a.id, m.placed FROM articles a JOIN members m ON m.seq = a.seq WHERE a.id IN ({marks})"
        return dict(self.store.rows(sql, tuple(articles)))

    def nearest(self, query: Vector, blocks: tuple[int, int] | None, limit: int, most: int) -> list[str]:
        """The `most` stories that share the most weight with a query, best first."""
        where = "term = ?" if blocks is None else f"term = ? AND (block = {UNDATED} OR block BETWEEN ? AND ?)"
        sql = f"SELECT story FROM story_terms WHERE {where} ORDER BY block DESC, posted DESC LIMIT ?"
        votes: dict[str, float] = {}
        for term, weight in query.items():
            for story in {row[0] for row in self.store.rows(sql, (term, *(blocks or ()), limit))}:
                votes[story] = votes.get(story, 0.0) + weight * weight
        return sorted(votes, key=lambda story: (-votes[story], story))[:most]

    def load(self, stories: Sequence[str]) -> list[StorySummary]:
        """The summaries of these stories, in this order."""
        if not stories:
            return []
        marks = ",".join("?" * len(stories))
        rows: dict[str, bytes] = dict(
            self.store.rows(f"SELECT id, summary FROM stories WHERE id IN ({marks})", tuple(stories))
        )
        return [self._summary(story, rows[story]) for story in stories]

    def _summary(self, story: str, packed: bytes) -> StorySummary:
        """What `packed` stands for: unpacking is most of the cost, and most stories are looked at again and again."""
        kept, found = self._unpacked.pop(story, (b"", None))
        if found is None or kept != packed:
            found = StorySummary.load(packed)
        self._unpacked[story] = packed, found
        if len(self._unpacked) > UNPACKED:
            del self._unpacked[next(iter(self._unpacked))]
        return found

    def save(self, story: StorySummary, article: str | None, terms: Iterable[str], block: int) -> None:
        """Keep a summary and post the story under `terms`; who is a member, the library writes itself."""
        self.store.rows(
            "INSERT INTO stories (id, summary, first, last, seen) VALUES (?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET"
            " summary = excluded.summary, first = excluded.first, last = excluded.last, seen = excluded.seen",
            (story.id, story.dump(), story.first, story.last, story.seen),
        )
        self._unpacked.pop(story.id, None)  # weights are rounded in the row: what is read next must not differ from it
        rows = [(term, block, story.id) for term in terms]
        self.store.many("INSERT INTO story_terms (term, block, story) VALUES (?,?,?) ON CONFLICT DO NOTHING", rows)

    def move(self, articles: Sequence[str], into: str) -> None:
        """Make placed articles members of `into`, a story that is kept already; both stories are stale from now on."""
        marks = ",".join("?" * len(articles))
        seqs = f"SELECT seq FROM articles WHERE id IN ({marks})"
        before = self.store.rows(f"SELECT DISTINCT story FROM members WHERE seq IN ({seqs})", tuple(articles))
        self.store.rows(f"UPDATE members SET story = ?, placed = ? WHERE seq IN ({seqs})", (into, into, *articles))
        for story in {*(row[0] for row in before), into}:
            self.store.mark_stale(story)

    def note(self, story: str, event: StoryEvent) -> None:
        """Add to the history of a story, whose number of articles may have changed by it."""
        record = json.dumps(contract.dump(event), ensure_ascii=False)
        self.store.rows("INSERT INTO story_events (story, record) VALUES (?,?)", (story, record))
        self.store.mark_stale(story)

    def merge(self, gone: str, into: str) -> None:
        """Move all members and postings of `gone` to `into`, and forget it."""
        before = self.store.rows("SELECT DISTINCT story FROM members WHERE placed = ?", (gone,))
        self.store.rows("UPDATE members SET story = ?, placed = ? WHERE placed = ?", (into, into, gone))
        self.store.rows("UPDATE members SET story = placed WHERE story = ?", (gone,))  # shown there by a desk alone
        for (story,) in before:
            self.store.mark_stale(story)
        self.store.rows(
            "INSERT INTO story_terms (term, block, story) SELECT term, block, CAST(? AS TEXT) FROM story_terms"
            " WHERE story = ? ORDER BY posted ON CONFLICT DO NOTHING",
            (into, gone),
        )
        self.store.rows("UPDATE story_events SET story = ? WHERE story = ?", (into, gone))
        self.store.rows("DELETE FROM stories WHERE id = ?", (gone,))

    def stories(self) -> Iterator[StorySummary]:
        """All stories, in the order in which they were opened."""
        for row in self.store.rows("SELECT summary FROM stories ORDER BY number"):
            yield StorySummary.load(row[0])

    def _state(self, name: str) -> bytes | None:
        row = self.store.one("SELECT value FROM state WHERE name = ?", (name,))
        return bytes(row[0]) if row else None

    def _keep_state(self, name: str, value: bytes) -> None:
        self.store.rows(
            "INSERT INTO state (name, value) VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
