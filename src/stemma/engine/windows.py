"""The stories of a whole archive, found by many machines: a window of time each, joined where windows overlap.

Articles are placed one after the other, in order of time, so one process places an archive of years for weeks. But a
story is local in time. So the archive is cut into windows that overlap; each is placed by itself, on any worker, by
the same code as in a library (`relate.stories`, text in common included). An overlap is placed twice. Two stories of
neighbouring windows are one where at least half of the articles that either has in the overlap are in both.

The result is that of one pass, but for what reaches over the end of a window: a story that is silent for longer than
the overlap is two, and words are counted a window at a time. `bench/windows.py` measures how far the two agree.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from stemma import clock
from stemma.engine.executors import Executor, InProcess
from stemma.engine.sharing import Groups, boilerplate, prints_of, sharing
from stemma.errors import StemmaError
from stemma.model import Annotated, Article
from stemma.relate.stories.placing import Stories
from stemma.relate.texts.lineage import joins
from stemma.relate.texts.reuse import MemoryPostings

T = TypeVar("T")


class Placed(NamedTuple):
    """An article of a story, and the number of the batch that it came in."""

    id: str
    batch: int


class _Window(NamedTuple):
    """Batches that are placed together, with the number of the first."""

    begin: int
    batches: list[Any]


class _Stories(NamedTuple):
    """What was found in a window: batches number `begin` to `end` (not included)."""

    begin: int
    end: int
    stories: list[list[Placed]]


def stories_among(
    batches: Iterable[T],
    load: Callable[[T], Iterable[Annotated]],
    executor: Executor | None = None,
    *,
    width: int = 45,
    overlap: int = 15,
) -> Iterator[list[str]]:
    """The stories of an archive as lists of article ids, in order of time; each as soon as it cannot grow any more.

    `batches` name stretches of time of the same length, such as days, in order; `load` makes the articles of one from
    whatever names it, on the worker that gets it. `width` and `overlap` of a window are numbers of batches. Every
    article is in exactly one story. Raises `ValueError` where they would not move on, `StemmaError` where one is lost.
    """
    if width < 1 or not 0 <= overlap <= width // 2:
        raise ValueError(f"an overlap of {overlap} is more than half of {width}")
    where = executor or InProcess()
    function = functools.partial(_place, load)
    asked = ([window] for window in _windows(batches, width, overlap))
    joining = _Joining(overlap)
    for results in where.map(function, asked, _lost):
        for window in results:
            yield from joining.take(window)
    yield from joining.rest()


def _windows(batches: Iterable[T], width: int, overlap: int) -> Iterator[_Window]:
    """Windows of `width` batches, each beginning with the last `overlap` of the one before."""
    source, begin = iter(batches), 0
    held: list[Any] = list(itertools.islice(source, width))
    while held:
        yield _Window(begin, held)
        fresh = list(itertools.islice(source, width - overlap))
        if not fresh:
            return
        begin += len(held) - overlap
        held = [*held[len(held) - overlap :], *fresh]


def _lost(window: _Window, reason: str) -> _Stories:
    raise StemmaError(f"a window of the archive is lost: {reason}", input=str(window.batches[0]))


def _place(load: Callable[[Any], Iterable[Annotated]], windows: list[_Window]) -> list[_Stories]:
    """The stories of each window, on a worker."""
    return [_Stories(w.begin, w.begin + len(w.batches), _placed(load, w)) for w in windows]


def _placed(load: Callable[[Any], Iterable[Annotated]], window: _Window) -> list[list[Placed]]:
    found = [(member, window.begin + number) for number, batch in enumerate(window.batches) for member in load(batch)]
    found.sort(key=lambda one: (clock.order_key(one[0].article.published), one[0].article.id))
    stories, postings = Stories(), MemoryPostings()
    one_text: list[tuple[int, ...]] = []

    def article_of(number: int) -> Article:
        return found[number][0].article

    def joined(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
        return ((number, other) for number in numbers for other in one_text[number])

    for number, (member, _) in enumerate(found):
        rows, standing = sharing(number, member.article, prints_of(member.article), postings, article_of, joined)
        one_text.append(tuple(other for other, derivations in rows.items() if joins(derivations)))
        best = {article_of(n).id: max((d.derived for d in made), default=0.0) for n, made in rows.items()}
        apart = [article_of(other) for other, made in rows.items() if not joins(made)]
        without = boilerplate(member.article, apart, standing)
        stories.place(member, related=[(id, p) for id, p in best.items() if p > 0], without=without)
    home = stories.index.story_of([member.article.id for member, _ in found])
    grouped: dict[str, list[Placed]] = {}
    for member, batch in found:
        grouped.setdefault(home[member.article.id], []).append(Placed(member.article.id, batch))
    return list(grouped.values())


@dataclass(slots=True)
class _Open:
    """A story that may go on in the next window."""

    articles: list[Placed]
    """That are its own already."""
    edge: list[Placed]
    """Of the overlap with the next window."""


class _Joining:
    """Joins the stories of windows, which come in order. Holds only those that reach into the next overlap.

    Of an overlap the first half belongs to the earlier window, the rest to the later one: an article is placed best
    where most is known of the days around it.
    """

    def __init__(self, overlap: int) -> None:
        self.overlap = overlap
        self.open: list[_Open] = []
        self.end = 0
        """The batch after the last one so far."""

    def take(self, window: _Stories) -> Iterator[list[str]]:
        """The next window's stories; gives those that are finished."""
        cut = self.end - self.overlap // 2 if window.begin else 0
        parts = [_Open([p for p in story.articles if p.batch < cut], story.edge) for story in self.open]
        groups = self._groups(parts, window)
        self.open, self.end = [], window.end
        for group in groups:
            old = [parts[n] for n in group if n < len(parts)]
            new = [placed for n in group if n >= len(parts) for placed in window.stories[n - len(parts)]]
            articles = [placed for story in old for placed in story.articles]
            articles += [placed for placed in new if placed.batch >= cut]
            edge = [placed for placed in new if placed.batch >= window.end - self.overlap]
            if edge:
                self.open.append(_Open(articles, edge))
            elif articles:
                yield [placed.id for placed in articles]

    def _groups(self, parts: Sequence[_Open], window: _Stories) -> list[list[int]]:
        """Which stories are one: numbers of `parts`, and behind them those of the window."""
        before = {placed.id: number for number, story in enumerate(parts) for placed in story.edge}
        same = Groups()
        for number, story in enumerate(window.stories, len(parts)):
            inside = [before.get(placed.id) for placed in story if placed.batch < self.end]
            for other in sorted({part for part in inside if part is not None}):
                both = inside.count(other)
                if 2 * both >= len(inside) + len(parts[other].edge) - both:
                    same.join(other, number)
        found: dict[int, list[int]] = {}
        for number in range(len(parts) + len(window.stories)):
            found.setdefault(same.root(number), []).append(number)
        return list(found.values())

    def rest(self) -> Iterator[list[str]]:
        """The stories that are open at the end."""
        yield from ([p.id for p in story.articles] for story in self.open if story.articles)
