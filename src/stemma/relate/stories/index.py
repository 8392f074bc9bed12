"""What story clustering must look up, as a small protocol, and one that keeps it in memory."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from sys import intern
from typing import Protocol

import numpy as np

from stemma.relate.stories.features import Frequencies, Vector
from stemma.relate.stories.summary import StorySummary

UNDATED = -1
"""The time block of articles without a date."""


class StoryIndex(Protocol):
    """Stories, and where to find them by term.

    A store keeps four small things; adding one article writes one summary, at most some thirty postings and one line
    of membership, whatever the number of stories:

    - summaries: story id → `StorySummary.dump()` (one row a story, replaced when the story grows);
    - postings: (term, block, story), unique, where block is a number of a stretch of time (`UNDATED` for none);
    - members: article id → story id;
    - state: the stream time (seconds since 1970 UTC) and the `Frequencies` table (`dump()`, one value; it may be
      written once per batch rather than per article).
    """

    frequencies: Frequencies
    now: float | None
    """Stream time: the latest time of any article so far."""

    def story_of(self, articles: Sequence[str]) -> dict[str, str]:
        """Article id → id of its story, for those that are placed."""

    def nearest(self, query: Vector, blocks: tuple[int, int] | None, limit: int, most: int) -> list[str]:
        """The `most` stories that share the most weight with a query, best first.

        What a story shares is the sum of the squared weights of the terms it is posted under. Under one term only
        `limit` postings are looked at, those of the newest blocks, later posted first. `blocks` bounds the blocks
        (inclusive); what is posted under `UNDATED` always counts. None means every block.
        """

    def load(self, stories: Sequence[str]) -> list[StorySummary]:
        """The summaries of these stories, in this order. The caller may change them and `save` them."""

    def save(self, story: StorySummary, article: str | None, terms: Iterable[str], block: int) -> None:
        """Keep a summary, put `article` into the story, and post the story under `terms` in `block`."""

    def move(self, articles: Sequence[str], into: str) -> None:
        """Make placed articles members of `into`, a story that is kept already."""

    def merge(self, gone: str, into: str) -> None:
        """Move all members and postings of `gone` to `into`, and forget its summary."""

    def stories(self) -> Iterator[StorySummary]:
        """All stories, in the order in which they were opened."""


class MemoryStoryIndex:
    """A `StoryIndex` in memory, for tests, notebooks and benchmarks.

    The `ready` stories used last are kept as objects, the others as bytes, a quarter of the size. Postings are
    numbers of stories in arrays; a merged story leaves its number behind as another one of the story that took it in.
    """

    def __init__(self, frequencies: Frequencies | None = None, ready: int = 60_000) -> None:
        self.frequencies = frequencies or Frequencies.background()
        self.now: float | None = None
        self.ready = ready
        self._bytes: dict[str, bytes] = {}
        """All stories in the order in which they were opened; stale for those in `_objects`."""
        self._objects: OrderedDict[str, StorySummary] = OrderedDict()
        self._members: dict[str, str] = {}
        self._names: list[str] = []
        """The id of each story, by its number."""
        self._numbers: dict[str, int] = {}
        self._postings: dict[str, dict[int, array[int]]] = {}
        self._gone: dict[str, str] = {}

    def story_of(self, articles: Sequence[str]) -> dict[str, str]:
        return {article: self._today(self._members[article]) for article in articles if article in self._members}

    def nearest(self, query: Vector, blocks: tuple[int, int] | None, limit: int, most: int) -> list[str]:
        parts: list[array[int]] = []
        weights: list[float] = []
        for term, weight in query.items():
            by_block, left = self._postings.get(term, {}), limit
            for block in sorted(by_block, reverse=True) if len(by_block) > 1 else by_block:
                if left and (blocks is None or block == UNDATED or blocks[0] <= block <= blocks[1]):
                    parts.append(by_block[block][-left:])
                    weights.append(weight * weight)
                    left -= len(parts[-1])
        if not parts:
            return []
        posted = np.frombuffer(b"".join(parts), np.uint32)
        which = np.repeat(np.arange(len(parts)), list(map(len, parts)))
        once = np.unique(posted.astype(np.int64) << 16 | which)  # a story may be posted more than once under a term
        numbers, first = np.unique(once >> 16, return_index=True)
        votes = np.add.reduceat(np.array(weights)[once & 0xFFFF], first)
        found: dict[str, None] = {}
        for row in np.argsort(-votes, kind="stable").tolist():
            story = self._today(self._names[numbers[row]])
            found[story] = None
            if len(found) == most:
                break
        return list(found)

    def load(self, stories: Sequence[str]) -> list[StorySummary]:
        return [self._ready(self._objects.get(s) or StorySummary.load(self._bytes[s])) for s in stories]

    def save(self, story: StorySummary, article: str | None, terms: Iterable[str], block: int) -> None:
        self._bytes.setdefault(story.id, b"")
        self._ready(story)
        if article is not None:
            self._members[article] = story.id
        number = self._numbers.setdefault(story.id, len(self._names))
        if number == len(self._names):
            self._names.append(story.id)
        for term in terms:
            by_block = self._postings.setdefault(intern(term), {})
            if (posted := by_block.get(block)) is None:
                by_block[block] = array("I", (number,))
            elif posted[-1] != number:
                posted.append(number)

    def move(self, articles: Sequence[str], into: str) -> None:
        self._members.update(dict.fromkeys(articles, into))

    def merge(self, gone: str, into: str) -> None:
        del self._bytes[gone]
        self._objects.pop(gone, None)
        self._gone[gone] = into

    def stories(self) -> Iterator[StorySummary]:
        for story, data in list(self._bytes.items()):
            yield self._objects.get(story) or StorySummary.load(data)

    def _today(self, story: str) -> str:
        """The story that a story has become part of, or itself."""
        while story in self._gone:
            story = self._gone[story]
        return story

    def _ready(self, story: StorySummary) -> StorySummary:
        self._objects[story.id] = story
        self._objects.move_to_end(story.id)
        if len(self._objects) > self.ready:
            oldest, summary = self._objects.popitem(last=False)
            self._bytes[oldest] = summary.dump()
        return story
