"""Article to annotations: who says what on whose word and how surely, times, places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemma._floor import callable_floor
from stemma.model import Annotations, Article

__all__ = ["annotate", "annotate_many"]


def annotate(article: Article) -> Annotations:
    """The annotations of one article. Attributions are given for English only (`language` unset or `en…`)."""
    return next(annotate_many((article,)))


def annotate_many(articles: Iterable[Article], *, batch: int = 32) -> Iterator[Annotations]:
    """The annotations of many articles, in order; `batch` of them are parsed together. Loads the parser once."""
    from stemma.annotate import whole

    yield from whole.annotate_many(articles, batch=batch)


callable_floor(__name__)
