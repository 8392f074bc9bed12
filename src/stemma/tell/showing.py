"""How a claim is shown: a whole sentence of a page, word for word, with the part that makes the claim told apart.

A sentence is cut into pieces that join to its exact text; `core` is true of those that make the claim. Offsets are code
points of the page's body, or of its title where the sentence is a headline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stemma import clock
from stemma.lang import words as vocabulary
from stemma.model import Annotated, Claim, Figure, Span, Statement, Where
from stemma.steps import agree, steps

OPEN, CLOSE = "‹", "›"
"""What stands around the part that makes the claim where there is neither colour nor type to tell it by."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a sentence; `core` where it makes the claim."""

    text: str
    core: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence of `article` that shows a claim, and the statement in it. `span` is None where no page is at hand."""

    parts: tuple[Part, ...]
    statement: Statement | None
    article: str | None = None
    where: Where = "body"
    span: Span | None = None

    @property
    def sentence(self) -> str:
        """The whole sentence, word for word."""
        return "".join(part.text for part in self.parts)

    @property
    def core(self) -> str:
        """The part that makes the claim."""
        return " … ".join(part.text for part in self.parts if part.core)

    @property
    def marked(self) -> str:
        """The sentence on one line, its core between ‹ and › unless that is all of it but a few letters."""
        if all(part.core or len(part.text) < 3 for part in self.parts):
            return self.sentence
        return "".join(f"{OPEN}{part.text}{CLOSE}" if part.core else part.text for part in self.parts)


def shown(claim: Claim, articles: Mapping[str, Annotated], figures: Iterable[Figure] = ()) -> Shown:
    """The sentence that shows `claim`: of the statement whose words it has, or of the one with the newest value.

    A toll is shown with the value that holds: a sentence with a replaced one tells yesterday's news. `figures` are
    those of the story. Where the page is not at hand, or the sentence not known, the claim's own words stand alone.
    """
    best = next((one for one in claim.statements if one.id == claim.shown), None)
    for figure in figures:
        if figure.claim == claim.id:
            best = _newest(claim, figure, best)
    text = _text(best, articles)
    if best is None or text is None:
        return Shown((Part(claim.text, True),), best, best.article if best else None)
    span = _sentence(best, text)
    return Shown(_parts(text, span, best), best, best.article, best.where, span)


def _newest(claim: Claim, figure: Figure, best: Statement | None) -> Statement | None:
    """`best`, unless it gives a replaced value of `figure`: then the latest statement of the value that holds."""
    values = steps(figure.series)
    if best is None or not values:
        return best
    told = [value for value in figure.series if _in(best, value.article, value.where, value.span)]
    if not told or any(agree(value, values[-1]) for value in told):
        return best
    holding = [
        one
        for one in claim.statements
        for value in figure.series
        if agree(value, values[-1]) and _in(one, value.article, value.where, value.span)
    ]
    return max(holding, key=lambda s: (s.where == "body", clock.order_key(s.time), s.id), default=best)


def _in(one: Statement, article: str, where: Where, span: Span) -> bool:
    return one.article == article and one.where == where and any(a <= span[0] and span[1] <= b for a, b in one.content)


def _text(statement: Statement | None, articles: Mapping[str, Annotated]) -> str | None:
    if statement is None or statement.sentence is None or statement.article not in articles:
        return None
    article = articles[statement.article].article
    return article.title if statement.where == "title" else article.body


def _sentence(statement: Statement, text: str) -> Span:
    """The sentence of `statement` in `text`, without a dateline that the claim has no word of."""
    start, end = statement.sentence or (0, len(text))
    start = min([start, *(a for a, _ in statement.content)])
    end = max([end, *(b for _, b in statement.content)])
    behind = after_dateline(text, start, end)
    if all(a >= behind for a, _ in statement.content):
        start = behind
    return start, min(end, len(text))


def after_dateline(text: str, start: int, end: int) -> int:
    """Where the news of a sentence `text[start:end]` begins: behind its dateline if it has one, else at `start`."""
    opening = vocabulary.of(vocabulary.LANGUAGE).expression("dateline-opening").match(text, start, end)
    return opening.end() if opening else start


def _parts(text: str, span: Span, statement: Statement) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = span[0]
    for start, end in sorted(statement.content):
        start, end = max(at, start), min(end, span[1])
        if start < end:
            parts += [Part(text[at:start], False), Part(text[start:end], True)]
            at = end
    parts.append(Part(text[at : span[1]], False))
    return tuple(part for part in parts if part.text)
