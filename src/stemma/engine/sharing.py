"""Which articles before it an article shares wording with, and what was found between them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from stemma import clock
from stemma.model import Article, Derivation, Section, Span, Spans
from stemma.relate.texts.derive import derive
from stemma.relate.texts.evidence import reading, recurring, stock
from stemma.relate.texts.lineage import joins
from stemma.relate.texts.reuse import Fingerprints, Postings, fingerprints, holders, ranked
from stemma.relate.texts.standing import standing

WINDOW_DAYS = 45
"""Text is looked for in sections at most this much older or newer."""
COMPARED = 20
"""Candidates that an article is compared with sentence by sentence, best first: bounds the cost of one article."""
SETTLED = 4
"""Once an article is of one text with so many, others that are of that text too are not compared with it."""
UNKNOWN_TIME = math.inf
"""Sections without a time are kept under this one; they are candidates only of each other."""


def prints_of(article: Article) -> list[Fingerprints]:
    """The fingerprints of each section of an article."""
    return [fingerprints(article.body[section.start : section.end]) for section in article.sections]


def moment(article: Article, section: Section) -> float:
    """When a section was published, in seconds since 1970 UTC; `UNKNOWN_TIME` where nobody says."""
    bounds = clock.bounds(section.time or article.published, article.timezone)
    return bounds[0].timestamp() if bounds else UNKNOWN_TIME


class Groups:
    """Numbers that belong together (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, number: int) -> int:
        """The number that stands for the group; one that was joined with nothing stands for itself."""
        while (parent := self._parent.get(number, number)) != number:
            self._parent[number] = number = self._parent.get(parent, parent)
        return number

    def join(self, a: int, b: int) -> None:
        """From now on the groups of both are one."""
        self._parent[self.root(b)] = self.root(a)


class Shared(NamedTuple):
    """What an article shares with those before it: the derivations with each, by number, and its standing sentences."""

    found: dict[int, tuple[Derivation, ...]]
    standing: Spans


def sharing(
    number: int,
    article: Article,
    prints: Iterable[Fingerprints],
    postings: Postings,
    article_of: Callable[[int], Article],
    joined: Callable[[Sequence[int]], Iterable[tuple[int, int]]],
    story_of: Callable[[Iterable[str]], Mapping[str, str]] | None = None,
) -> Shared:
    """The articles that share wording with `article`, by number, with what was found; enters its own n-grams.

    In `postings` a section stands under `NUMBER#SECTION`; `story_of` tells the stories of such keys. Sentences that
    recur over stories and time count for nothing. `joined` gives, for some articles, which earlier ones each is known
    to be of one text with. So the hundredth copy of a text is compared with a few of the others only; its lineage is
    the same.
    """
    shared: dict[int, float] = {}
    recurs: list[Span] = []
    window = WINDOW_DAYS * 86_400
    for place, (section, codes) in enumerate(zip(article.sections, prints, strict=True)):
        when = moment(article, section)
        held = holders(postings, codes, when - window, when + window)
        if any(held):
            read = reading(article.body, section.start, section.end)
            recurs += standing(read, codes, held, when, postings.times, story_of)
        for candidate in ranked(held):
            other = int(candidate.key.split("#")[0])
            if other != number:
                shared[other] = shared.get(other, 0.0) + candidate.rare + candidate.common
        postings.add(f"{number}#{place}", codes, when)
    best = sorted(shared, key=lambda other: (-shared[other], other))[:COMPARED]
    found: dict[int, tuple[Derivation, ...]] = {}
    texts, settled = Groups(), 0
    for other in best:
        if settled >= SETTLED and texts.root(other) == texts.root(number):
            continue
        found[other] = derive(article_of(other), article, without_b=recurs)
        if joins(found[other]):
            texts.join(number, other)
            settled += 1
            if settled == SETTLED:
                for pair in joined(best):
                    texts.join(*pair)
    return Shared(found, tuple(recurs))


LOOKED_INTO = 4
"""Articles of other texts, most shared first, that are looked into for boilerplate."""


def boilerplate(article: Article, others: Iterable[Article], standing: Iterable[Span] = ()) -> Spans:
    """What of the body of an article is no evidence of a story: spans, in order.

    Its stock phrases, its `standing` sentences, and what stands also in `others` that are of different things: those
    that share words with it and yet no text, of which the first few are looked into.
    """
    some = itertools.islice(others, LOOKED_INTO)
    return tuple(sorted({*stock(article), *standing, *(span for other in some for span in recurring(article, other))}))
