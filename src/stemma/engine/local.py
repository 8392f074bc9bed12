"""Captures in, annotated articles out, in the same order; a bad capture costs only itself."""

from __future__ import annotations

import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from stemma import limits
from stemma.engine.executors import POISON, Cores, Executor, InProcess
from stemma.errors import InputError, TooLarge
from stemma.model import Annotated, Annotations, Article, Capture, Problem

Item = Capture | Problem
Outcome = tuple[Capture | None, Annotated | Problem]
"""What became of one capture; the capture is None where the input never was one."""

T = TypeVar("T")

BATCH = 16
"""Captures that are parsed together; larger batches gain little and hold more memory."""


def process(
    items: Iterable[Item], *, workers: int = 1, executor: Executor | None = None, batch: int = BATCH
) -> Iterator[Outcome]:
    """Read and annotate captures; yields one outcome for each item, in order.

    `workers` > 1 spreads batches over that many processes of this machine; an `executor` says where they run instead.
    """
    with chosen(workers, executor) as where:
        for outcomes in in_batches(items, process_batch, where, batch):
            yield from outcomes


@contextlib.contextmanager
def chosen(workers: int, executor: Executor | None) -> Iterator[Executor]:
    """`executor`, or one for so many `workers` that is closed at the end."""
    if executor is not None or workers == 1:
        yield executor or InProcess()
    else:
        with Cores(workers) as cores:
            yield cores


def in_batches(
    items: Iterable[Item], function: Callable[[list[Item]], list[T | Problem]], executor: Executor, batch: int = BATCH
) -> Iterator[list[tuple[Capture | None, T | Problem]]]:
    """Apply `function` to batches of items on an executor; yields each batch with its results.

    The captures stay here: workers send back only what they made of them.
    """
    sent: deque[list[Item]] = deque()

    def batches() -> Iterator[list[Item]]:
        iterator = iter(items)
        while group := list(itertools.islice(iterator, batch)):
            sent.append(group)
            yield group

    for results in executor.map(function, batches(), lost):
        pairs = zip(sent.popleft(), results, strict=True)
        yield [(None if isinstance(item, Problem) else item, result) for item, result in pairs]


def read_many(items: Iterable[Item]) -> Iterator[Article | Problem]:
    """Read captures in this process, without annotating; yields one article or problem for each, in order."""
    for item in items:
        yield item if isinstance(item, Problem) else _read(item)


def process_batch(items: list[Item]) -> list[Annotated | Problem]:
    """`process` for one batch, here. If annotating the batch fails, each article is tried alone."""
    from stemma.annotate import annotate_many

    outcomes = [item if isinstance(item, Problem) else _read(item) for item in items]
    articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    found: list[Annotations | Problem]
    try:
        with limits.cpu(sum(limits.cpu_seconds(len(article.body)) for article in articles), "a batch"):
            found = list(annotate_many(articles))
    except (*POISON, TooLarge):
        found = [_annotate_alone(article) for article in articles]
    annotations = iter(found)
    return [_joined(outcome, next(annotations)) if isinstance(outcome, Article) else outcome for outcome in outcomes]


def lost(item: Item, reason: str) -> Problem:
    """The outcome of an item over which its worker died or took too long."""
    if isinstance(item, Problem):
        return item
    if reason.startswith("took"):
        return Problem(_name(item), reason, "--deadline gives it more time", "Timeout")
    return Problem(_name(item), reason, "it may need more memory", "TooLarge")


def _joined(article: Article, annotations: Annotations | Problem) -> Annotated | Problem:
    return annotations if isinstance(annotations, Problem) else Annotated(article, annotations)


def _name(capture: Capture) -> str:
    return capture.file or capture.url or capture.id


def _read(capture: Capture) -> Article | Problem:
    from stemma.read import read

    try:
        with limits.cpu(limits.cpu_seconds(len(capture.content) // 100), _name(capture)):
            return read(capture)
    except InputError as error:
        return Problem(error.input or _name(capture), error.message, error.remedy, type(error).__name__)
    except POISON as error:
        return Problem(_name(capture), f"could not be read: {error!r}", "please report this page", "Unreadable")


def _annotate_alone(article: Article) -> Annotations | Problem:
    from stemma.annotate import annotate_many

    try:
        with limits.cpu(limits.cpu_seconds(len(article.body)), article.id):
            return next(iter(annotate_many([article])))
    except TooLarge as error:
        return Problem(error.input, error.message, error.remedy, "TooLarge")
    except POISON as error:
        return Problem(article.id, f"could not be annotated: {error!r}", "please report this page", "Unreadable")
