"""What a library holds on a draft, made ready to be compared: pages, their sentences, statements and claims."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stemma import clock
from stemma.annotate import figures
from stemma.check.forms import Forms
from stemma.lang.terms import stems
from stemma.model import Annotated, Claim, Quantity, Span, Spans, Statement, Story, Timex, Where
from stemma.text import quoted

NEAR = 0.2
"""Share of a sentence's words (weighed by how rare they are) that a sentence of a page must have to be evidence."""
MOST = 24
"""Sentences of pages that are looked at for one sentence of a draft."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a library found for a draft: pages by id, the stories they are in, and the pages that citations lead to.

    `cited` maps what a citation leads to (an address, an id) to ids of pages, the captures of one address.
    """

    pages: Mapping[str, Annotated]
    stories: Sequence[Story] = ()
    cited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a page, or its title: where it stands, and its content words."""

    article: str
    where: Where
    span: Span
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Near:
    """A line that is near a sentence of the draft, and the share of the sentence's words that it has."""

    line: Line
    share: float


class Page:
    """One page, with what is compared made when it is first asked for."""

    def __init__(self, member: Annotated) -> None:
        self.member = member
        self.id = member.article.id
        self.time = clock.order_key(member.article.published or member.article.modified)

    def text(self, where: Where) -> str:
        """The body or the title."""
        return self.member.article.body if where == "body" else self.member.article.title or ""

    @functools.cached_property
    def body(self) -> Forms:
        """The words of the body."""
        return Forms(self.member.article.body)

    @functools.cached_property
    def title(self) -> Forms:
        """The words of the title."""
        return Forms(self.member.article.title or "")

    @functools.cached_property
    def lines(self) -> list[Line]:
        """The title and the sentences of the body."""
        spans: list[tuple[Where, Span]] = [("body", span) for span in self.member.annotations.sentences]
        if self.member.article.title:
            spans.insert(0, ("title", (0, len(self.member.article.title))))
        return [Line(self.id, w, s, frozenset(stems(self.text(w)[slice(*s)]))) for w, s in spans]

    @functools.cached_property
    def quotes(self) -> Spans:
        """What stands in quotation marks in the body."""
        return quoted(self.member.article.body)

    def times(self, span: Span) -> list[Timex]:
        """The times in a span of the body."""
        return [t for t in self.member.annotations.times if span[0] <= t.start and t.end <= span[1]]


class Ground:
    """The pages and claims that a draft is compared with, and where words of theirs stand."""

    def __init__(self, held: Held) -> None:
        pages = sorted(map(Page, held.pages.values()), key=lambda page: (page.time, page.id))
        self.pages = {page.id: page for page in pages}  # the earliest page is shown of several that say the same
        self.stories = held.stories
        self.cited = held.cited
        self.lines = [line for page in self.pages.values() for line in page.lines]
        seen = Counter(stem for line in self.lines for stem in line.stems)
        self._weight = {stem: math.log((len(self.lines) + 2) / (count + 0.5)) for stem, count in seen.items()}
        self._rare = math.log((len(self.lines) + 2) / 0.5)
        self._having: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            for stem in line.stems:
                self._having.setdefault(stem, []).append(number)
        self._claims: dict[tuple[str, Where], list[tuple[Statement, Claim, str]]] = {}
        for story in held.stories:
            for claim in story.claims:
                for one in claim.statements:
                    self._claims.setdefault((one.article, one.where), []).append((one, claim, story.id))
        self._beside: dict[str, frozenset[str]] = {}
        self._lineage: dict[str, set[str]] = {}
        for story in held.stories:
            for lineage in story.lineages:
                for member in lineage.members:
                    self._lineage.setdefault(member, set()).update(lineage.members)

    def weight(self, stem: str) -> float:
        """How much a word tells: the rarer in the sentences of the pages, the more."""
        return self._weight.get(stem, self._rare)

    def near(self, words: Iterable[str], *, pages: Iterable[str] | None = None, most: int = MOST) -> list[Near]:
        """The lines that have most of the content words `words`, the best first; of `pages` alone where told."""
        wanted = set(words)
        total = sum(self.weight(word) for word in wanted)
        within = None if pages is None else set(pages)
        scores: dict[int, float] = {}
        for word in wanted:
            weight = self.weight(word)
            for number in self._having.get(word, ()):
                scores[number] = scores.get(number, 0.0) + weight
        found = [
            (score, -number)
            for number, score in scores.items()
            if score >= NEAR * total and (within is None or self.lines[number].article in within)
        ]
        found.sort(reverse=True)
        return [Near(self.lines[-number], score / total) for score, number in found[:most]]

    def line(self, article: str, where: Where, span: Span) -> Line | None:
        """The line of a page that has a span of it; None where the page is not here."""
        lines = self.pages[article].lines if article in self.pages else ()
        return next((one for one in lines if one.where == where and meets((span,), one.span)), None)

    def having(self, stem: str) -> Sequence[int]:
        """The numbers of the lines that have a word."""
        return self._having.get(stem, ())

    def beside(self, article: str) -> frozenset[str]:
        """The pages here that are in a story with `article`; itself alone where none is."""
        if article not in self._beside:
            ids = {one.id for story in self.stories for one in story.articles if _among(article, story)}
            self._beside[article] = frozenset(ids & self.pages.keys() | {article})
        return self._beside[article]

    def claims(self, line: Line) -> list[tuple[Statement, Claim, str]]:
        """The statements in a line that are in a claim, with the claim and the id of its story."""
        found = self._claims.get((line.article, line.where), ())
        return [one for one in found if meets(one[0].content, line.span)]

    def copies(self, article: str) -> set[str]:
        """The pages whose text descends from one text with that of `article`, itself among them."""
        return self._lineage.get(article, {article})

    def words(self, line: Line) -> str:
        """The exact words of a line."""
        return self.pages[line.article].text(line.where)[slice(*line.span)]

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """All words of the pages, in the form in which they are compared."""
        return frozenset(form for page in self.pages.values() for form in (*page.body.forms, *page.title.forms))

    @functools.cached_property
    def roots(self) -> frozenset[str]:
        """The roots of all words that stand capitalised in a page."""
        return frozenset(
            root(form)
            for page in self.pages.values()
            for text in (page.body, page.title)
            for form, (start, _) in zip(text.forms, text.spans, strict=True)
            if text.text[start].isupper()
        )


@functools.lru_cache(8192)
def counted(text: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence."""
    return figures(text)


def _among(article: str, story: Story) -> bool:
    return any(one.id == article for one in story.articles)


def meets(spans: Spans, within: Span) -> bool:
    """Whether one of `spans` has a character of `within`."""
    return any(start < within[1] and within[0] < end for start, end in spans)


def root(name: str) -> str:
    """What the forms of a name have in common: "Canada", "Canadian" and "Canadians"."""
    return name[: max(4, len(name) * 2 // 3)]
