"""What story clustering must look up, as a small protocol, and one that keeps it in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from stemma.relate.story_features import Frequencies, StorySummary

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

    def postings(self, terms: Sequence[str], blocks: tuple[int, int] | None, limit: int) -> dict[str, list[str]]:
        """For each term the stories posted under it, newest block first, later posted first, at most `limit`.

        `blocks` bounds the blocks (inclusive); stories under `UNDATED` always count. None means every block.
        """

    def load(self, stories: Sequence[str]) -> list[StorySummary]:
        """The summaries of these stories, in this order. The caller may change them and `save` them."""

    def save(self, story: StorySummary, article: str | None, terms: Iterable[str], block: int) -> None:
        """Keep a summary, put `article` into the story, and post the story under `terms` in `block`."""

    def merge(self, gone: str, into: str) -> None:
        """Move all members and postings of `gone` to `into`, and forget its summary."""

    def stories(self) -> Iterator[StorySummary]:
        """All stories, in the order in which they were opened."""


class MemoryStoryIndex:
    """A `StoryIndex` in memory, for tests, notebooks and benchmarks."""

    def __init__(self, frequencies: Frequencies | None = None) -> None:
        self.frequencies = frequencies or Frequencies.background()
        self.now: float | None = None
        self._stories: dict[str, StorySummary] = {}
        self._members: dict[str, str] = {}
        self._postings: dict[str, dict[int, dict[str, None]]] = defaultdict(dict)
        self._posted: dict[str, set[tuple[str, int]]] = defaultdict(set)

    def story_of(self, articles: Sequence[str]) -> dict[str, str]:
        return {article: self._members[article] for article in articles if article in self._members}

    def postings(self, terms: Sequence[str], blocks: tuple[int, int] | None, limit: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for term in terms:
            by_block = self._postings.get(term)
            if not by_block:
                continue
            ids: list[str] = []
            for block in sorted(by_block, reverse=True):
                if blocks is None or block == UNDATED or blocks[0] <= block <= blocks[1]:
                    for story in reversed(by_block[block]):
                        ids.append(story)
                        if len(ids) >= limit:
                            break
                if len(ids) >= limit:
                    break
            found[term] = ids
        return found

    def load(self, stories: Sequence[str]) -> list[StorySummary]:
        return [self._stories[story] for story in stories]

    def save(self, story: StorySummary, article: str | None, terms: Iterable[str], block: int) -> None:
        self._stories[story.id] = story
        if article is not None:
            self._members[article] = story.id
        posted = self._posted[story.id]
        for term in terms:
            if (term, block) not in posted:
                posted.add((term, block))
                self._postings[term].setdefault(block, {})[story.id] = None

    def merge(self, gone: str, into: str) -> None:
        del self._stories[gone]
        for article, story in self._members.items():
            if story == gone:
                self._members[article] = into
        for term, block in self._posted.pop(gone, set()):
            del self._postings[term][block][gone]
            self._postings[term][block][into] = None
            self._posted[into].add((term, block))

    def stories(self) -> Iterator[StorySummary]:
        return iter(list(self._stories.values()))
