"""Captures in, annotated articles out, in the same order; a bad capture costs only itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from stemma.engine.executors import Cores, Executor, InProcess
from stemma.errors import InputError
from stemma.model import Annotated, Annotations, Article, Capture, Problem

Item = Capture | Problem
Outcome = tuple[Capture | None, Annotated | Problem]
"""What became of one capture; the capture is None where the input never was one."""

POISON = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError, RuntimeError),
    *(TypeError, ValueError),
)
"""What a parser can raise on a page made to break it. Caught once, here, so that the page's neighbours are kept."""

BATCH = 16
"""Captures that are parsed together; larger batches gain little and hold more memory."""


def process(
    items: Iterable[Item], *, workers: int = 1, executor: Executor | None = None, batch: int = BATCH
) -> Iterator[Outcome]:
    """Read and annotate captures; yields one outcome for each item, in order.

    `workers` > 1 spreads batches over that many processes of this machine; an `executor` says where they run instead.
    """
    executor = executor or (Cores(workers) if workers > 1 else InProcess())
    for outcomes in executor.map(process_batch, _batches(items, batch), lost):
        yield from outcomes


def read_many(items: Iterable[Item]) -> Iterator[Article | Problem]:
    """Read captures in this process, without annotating; yields one article or problem for each, in order."""
    for item in items:
        yield item if isinstance(item, Problem) else _read(item)


def process_batch(items: list[Item]) -> list[Outcome]:
    """`process` for one batch, here. If annotating the batch fails, each article is tried alone."""
    from stemma.annotate import annotate_many

    outcomes: list[tuple[Capture | None, Article | Problem]] = [
        (None, item) if isinstance(item, Problem) else (item, _read(item)) for item in items
    ]
    articles = [outcome for _, outcome in outcomes if isinstance(outcome, Article)]
    found: list[Annotations | Problem]
    try:
        found = list(annotate_many(articles))
    except POISON:
        found = [_annotate_alone(article) for article in articles]
    annotations = iter(found)
    return [
        (capture, _joined(outcome, next(annotations)) if isinstance(outcome, Article) else outcome)
        for capture, outcome in outcomes
    ]


def lost(items: list[Item]) -> list[Outcome]:
    """The outcome of a batch whose worker died: each capture is tried in a process of its own."""
    if len(items) > 1:
        alone = Cores(1).map(process_batch, ([item] for item in items), lost)
        return [outcome for outcomes in alone for outcome in outcomes]
    (item,) = items
    if isinstance(item, Problem):
        return [(None, item)]
    return [(item, Problem(_name(item), "the process that read it died", "it may need more memory", "TooLarge"))]


def _joined(article: Article, annotations: Annotations | Problem) -> Annotated | Problem:
    return annotations if isinstance(annotations, Problem) else Annotated(article, annotations)


def _name(capture: Capture) -> str:
    return capture.file or capture.url or capture.id


def _read(capture: Capture) -> Article | Problem:
    from stemma.read import read

    try:
        return read(capture)
    except InputError as error:
        return Problem(error.input or _name(capture), error.message, error.remedy, type(error).__name__)
    except POISON as error:
        return Problem(_name(capture), f"could not be read: {error!r}", "please report this page", "Unreadable")


def _annotate_alone(article: Article) -> Annotations | Problem:
    from stemma.annotate import annotate_many

    try:
        return next(iter(annotate_many([article])))
    except POISON as error:
        return Problem(article.id, f"could not be annotated: {error!r}", "please report this page", "Unreadable")


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while group := list(itertools.islice(iterator, size)):
        yield group
