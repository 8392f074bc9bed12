"""What is kept of a story: enough to compare an article with it, and small."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stemma.relate.stories.features import Profile, Vector
from stemma.relate.stories.sketches import Column, Fact, Links, Sketches, hash_of, hashes

KEPT_ARTICLES = 32
"""Articles of a story that new ones are compared with: those of the latest times, undated ones by lot."""

FORMAT = 0xFFFF0004
"""The mark that a summary begins with: larger than any length."""
FACTS = {FORMAT: len(Fact), 0xFFFF0003: int(Fact.LANGUAGE)}
"""Mark → how many facts there were of an article; without a mark those before there were embeddings."""


@dataclass(slots=True)
class Member:
    """What is kept of an article besides its sketch."""

    id: str
    query: Vector
    """Its heaviest terms, heaviest first."""
    ties: dict[str, float]
    """Articles that it shares a line of text with, and with what probability."""


@dataclass(slots=True)
class StorySummary:
    """What the index keeps of a story: enough to compare an article with it, and small.

    `members` and `sketches` are the articles that new ones are compared with, at most `KEPT_ARTICLES`; `articles`
    counts all. `first`/`last` bound the times of its articles, `seen` is the stream time at which it last grew (all
    in seconds since 1970 UTC).
    """

    id: str
    articles: int = 0
    first: float | None = None
    last: float | None = None
    seen: float | None = None
    members: list[Member] = field(default_factory=list)
    sketches: Sketches | None = None
    links: Links = field(default_factory=Links.empty)

    def dump(self) -> bytes:
        """As bytes: a mark, the lengths of a JSON head and of the links, the head in UTF-8, links, sketches."""
        members = [[m.id, {t: round(w, 4) for t, w in m.query.items()}, m.ties] for m in self.members]
        state = [self.id, self.articles, self.first, self.last, self.seen, members]
        head = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        links = self.links.dump()
        sketches = self.sketches.dump() if self.sketches else b""
        return struct.pack("<III", FORMAT, len(head), len(links)) + head + links + sketches

    @classmethod
    def load(cls, data: bytes) -> StorySummary:
        """The inverse of `dump` (weights lose some digits)."""
        data = bytes(data)
        # Of a library made before articles were kept here: the story is whole, but nothing can be compared with it.
        if data.startswith(b'{"id":'):
            state = json.loads(data)
            return cls(state["id"], state["articles"], state["first"], state["last"], state["seen"])
        form, *sizes = struct.unpack_from("<III", data)
        before = form not in FACTS  # made before there were embeddings: no mark stands in front
        start = 8 if before else 12
        head, links = (form, sizes[0]) if before else sizes
        head, links = start + head, start + head + links
        id, articles, first, last, seen, members = json.loads(data[start:head].decode("utf-8", "surrogatepass"))
        kept = [Member(*member) for member in members]
        ids = hashes(member.id for member in kept)
        sketches = Sketches.load(data[links:], ids, FACTS.get(form, int(Fact.EMBEDDED))) if len(data) > links else None
        return cls(id, articles, first, last, seen, kept, sketches, Links.load(data[head:links], before=before))

    def add(self, article: Profile) -> None:
        """Take an article in."""
        self.articles += 1
        self.put([Member(article.id, article.query, article.ties)], article.sketch, article.links)

    def put(self, members: Sequence[Member], sketches: Sketches, links: Links) -> None:
        """Take articles in that are counted already, and let those go that are too many."""
        self.links = Links.joined([self.links, links])
        self.members = [*self.members, *members]
        self.sketches = Sketches.joined([self.sketches, sketches] if self.sketches else [sketches])
        times = self.sketches.facts[:, [Fact.FIRST, Fact.LAST]]
        if not np.isnan(times).all():
            self.reach(float(np.nanmin(times)), float(np.nanmax(times)))
        if len(self.members) > KEPT_ARTICLES:
            known = np.nan_to_num(times[:, 1], nan=-math.inf)
            order = sorted(range(len(self.members)), key=lambda i: (known[i], hash_of(self.members[i].id)))
            self.keep(sorted(order[-KEPT_ARTICLES:]))

    def reach(self, first: float | None, last: float | None) -> None:
        """Widen the time of the story."""
        if first is not None and last is not None:
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)

    def keep(self, rows: Sequence[int]) -> None:
        """Keep only these members to be compared with."""
        if len(rows) < len(self.members):
            self.members = [self.members[row] for row in rows]
            self.sketches = self.sketches.take(rows) if self.sketches and rows else None
            self.links = self.links.of(self.sketches.ids) if self.sketches else Links.empty()


def new_terms(article: Profile, story: StorySummary) -> NDArray[np.uint32]:
    """The terms of an article that no kept article of a story has, by 16 bits of their hash.

    Only those are counted, so that a large story does not make its own words common.
    """
    mine = article.sketch.terms[article.sketch.weights[:, Column.TERMS] > 0]
    if story.sketches is None:
        return mine
    met = np.zeros(1 << 16, dtype=np.bool_)
    met[story.sketches.terms & 0xFFFF] = True
    return np.asarray(mine[~met[mine & 0xFFFF]])
