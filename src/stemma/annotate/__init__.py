"""Article to annotations: who says what on whose word and how surely, times, places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from stemma._floor import callable_floor
from stemma.model import Annotated, Annotations, Article, Assertion, Clause, Quantity

__all__ = ["annotate", "annotate_many", "figures", "read_again"]


def annotate(article: Article) -> Annotations:
    """The annotations of one article. Attributions are given for English only (`language` unset or `en…`)."""
    return next(annotate_many((article,)))


def annotate_many(articles: Iterable[Article], *, batch: int = 32) -> Iterator[Annotations]:
    """The annotations of many articles, in order; `batch` of them are parsed together. Loads the parser once."""
    from stemma.annotate import whole

    yield from whole.annotate_many(articles, batch=batch)


def figures(text: str, language: str | None = None) -> tuple[Quantity, ...]:
    """The quantities of a text by the rules that readings are made with; none in a language without a folder."""
    from stemma import lang

    known = lang.of(language)
    return known.figures(text) if known else ()


def read_again(member: Annotated) -> Annotated:
    """`member` with a Reading on each clause; itself, unless it was annotated before there were readings (cheap)."""
    if not lacks(member.annotations):
        return member
    from stemma import lang

    language = lang.of(member.article.language)
    if language is None:
        return member
    return replace(member, annotations=language.reread(member.article, member.annotations))


def lacks(annotations: Annotations) -> bool:
    """Whether what is said in `annotations` was never read. It looks at one record of each kind."""
    told: tuple[Clause | Assertion, ...] = (*annotations.clauses[:1], *annotations.assertions[:1])
    if told:
        return any(one.reading is None for one in told)
    return any(one.content and one.speech == "speech" for one in annotations.attributions)


callable_floor(__name__)
