"""Captures in, annotated articles out, in the same order; a bad capture costs only itself."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from stemma.annotate import annotate_many
from stemma.errors import InputError
from stemma.model import Annotated, Annotations, Article, Capture, Problem
from stemma.read import read

Outcome = tuple[Capture | None, Annotated | Problem]
"""What became of one capture; the capture is None where the input never was one."""

POISON = (ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError, RuntimeError)
POISON = (*POISON, TypeError, ValueError)
"""What a parser can raise on a page made to break it. Caught once, here, so that the page's neighbours are kept."""

BATCH = 16
"""Captures that are parsed together; larger batches gain little and hold more memory."""


def process(items: Iterable[Capture | Problem], *, workers: int = 1, batch: int = BATCH) -> Iterator[Outcome]:
    """Read and annotate captures; yields one outcome for each item, in order.

    `workers` > 1 spreads batches over that many long-lived processes, each of which loads the models once. At most
    `3 * workers` batches are under way, so memory does not grow with the length of the input.
    """
    batches = _batches(items, batch)
    if workers <= 1:
        for group in batches:
            yield from process_batch(group)
        return
    # Spawned, not forked: the parent may hold open databases and threads that must not be copied.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        pending: deque[Future[list[Outcome]]] = deque()
        for group in batches:
            pending.append(pool.submit(process_batch, group))
            if len(pending) >= 3 * workers:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def read_many(items: Iterable[Capture | Problem]) -> Iterator[Article | Problem]:
    """Read captures in this process, without annotating; yields one article or problem for each, in order."""
    for item in items:
        yield item if isinstance(item, Problem) else _read(item)


def process_batch(items: list[Capture | Problem]) -> list[Outcome]:
    """`process` for one batch in this process. If annotating the batch fails, each article is tried alone."""
    outcomes: list[Outcome] = [(None, i) if isinstance(i, Problem) else (i, _read(i)) for i in items]
    articles = [o for _, o in outcomes if isinstance(o, Article)]
    try:
        found: Iterator[Annotations | Problem] = iter(list(annotate_many(articles)))
    except POISON:
        found = iter([_annotate_alone(article) for article in articles])
    result: list[Outcome] = []
    for capture, outcome in outcomes:
        if isinstance(outcome, Article):
            annotations = next(found)
            good = isinstance(annotations, Annotations)
            result.append((capture, Annotated(outcome, annotations) if good else annotations))  # type: ignore[arg-type]
        else:
            result.append((capture, outcome))
    return result


def _read(capture: Capture) -> Article | Problem:
    name = capture.file or capture.url or capture.id
    try:
        return read(capture)
    except InputError as error:
        return Problem(error.input or name, error.message, error.remedy, type(error).__name__)
    except POISON as error:
        return Problem(name, f"could not be read: {error!r}", "please report this page", "Unreadable")


def _annotate_alone(article: Article) -> Annotations | Problem:
    try:
        return next(iter(annotate_many([article])))
    except POISON as error:
        return Problem(article.id, f"could not be annotated: {error!r}", "please report this page", "Unreadable")


def _batches(items: Iterable[Capture | Problem], size: int) -> Iterator[list[Capture | Problem]]:
    iterator = iter(items)
    while group := list(itertools.islice(iterator, size)):
        yield group
