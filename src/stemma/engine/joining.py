"""Which texts of a whole archive share wording, worked out by many machines: the candidates of `relate.reuse`.

A library looks each new text up in its n-grams. For an archive of millions of pages that is one process's work for
days; here the n-grams are dealt to as many partitions as there are workers, so that equal ones meet, and what two
texts share is counted where they meet (a shuffled join in two rounds):

1. each batch of texts is split by n-gram; each partition of n-grams finds, for each text, the earlier texts with it
2. the finds are dealt anew by text, and counted

The result is that of `relate.reuse.candidates`, text by text in the order given, against all texts before it.
On Dask nothing but the result passes through this process: batches are loaded, split and joined where the workers are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from stemma.engine.executors import Dask
from stemma.relate.texts.reuse import FREQUENT, FULL, SHARED, Candidate, Fingerprints

T = TypeVar("T")

PLACES = 20
"""Bits for the place of a text in its batch; the number of its batch stands above them."""
WINDOW = 45 * 86_400.0
"""Seconds between two texts that are looked at together: that of adding."""


class Text(NamedTuple):
    """A text to be compared: its key, its fingerprints, its time in seconds since 1970 (infinite: unknown)."""

    key: str
    prints: Fingerprints
    time: float


class _Postings(NamedTuple):
    """N-grams with the number and time of the text that has each."""

    grams: Fingerprints
    texts: NDArray[np.int64]
    times: NDArray[np.float64]


class _Finds(NamedTuple):
    """That `texts[n]` has an n-gram in common with `others[n]`, and whether many have it."""

    texts: NDArray[np.int64]
    others: NDArray[np.int64]
    common: NDArray[np.bool_]


_Names = dict[int, tuple[str, int]]
"""Number of a text → its key, and how many fingerprints it has."""


def candidates_among(
    batches: Iterable[T],
    load: Callable[[T], Sequence[Text]],
    cluster: Dask | None = None,
    *,
    window: float = WINDOW,
    partitions: int = 8,
) -> Iterator[tuple[str, list[Candidate]]]:
    """The texts that share wording with earlier ones, each with its candidates, best first; in no certain order.

    `load` makes the texts of a batch (at most 2^20) from whatever names it, on the worker that gets it. Without a
    `cluster` all is done here. More `partitions` take less memory each: a worker holds one partition's n-grams.
    """
    numbered = list(enumerate(batches))
    if not numbered:
        return
    if cluster is None:
        split = [_split(load, number, batch, partitions) for number, batch in numbered]
        joined = [_join([parts[p] for parts, _ in split], window, partitions) for p in range(partitions)]
        for p in range(partitions):
            yield from _count([parts[p] for parts in joined], [names for _, names in split], p, partitions)
        return

    def run(function: Callable[..., Any], *arguments: Any) -> Any:
        return cluster.client.submit(function, *arguments, pure=False)

    sent = [run(_split, load, number, batch, partitions) for number, batch in numbered]
    parts = [run(operator.itemgetter(0), one) for one in sent]
    names = [run(operator.itemgetter(1), one) for one in sent]
    del sent
    met = [
        run(_join, [run(operator.itemgetter(p), one) for one in parts], window, partitions) for p in range(partitions)
    ]
    del parts
    counted = [
        run(_count, [run(operator.itemgetter(p), one) for one in met], names, p, partitions) for p in range(partitions)
    ]
    del met
    while counted:
        yield from counted.pop(0).result()


def _split(load: Callable[[T], Sequence[Text]], batch: int, what: T, partitions: int) -> tuple[list[_Postings], _Names]:
    """The postings of a batch for each partition of n-grams, and the names of its texts."""
    texts = load(what)
    numbers = [(batch << PLACES) + place for place in range(len(texts))]
    sizes = [len(text.prints) for text in texts]
    grams = np.concatenate([np.empty(0, np.uint64), *(text.prints for text in texts)])
    of = np.repeat(np.array(numbers, np.int64), sizes)
    times = np.repeat(np.array([text.time for text in texts], np.float64), sizes)
    # Not the lowest bits: fingerprints are sampled by them.
    place = (grams >> np.uint64(32)) % np.uint64(partitions)
    parts = [_Postings(grams[here], of[here], times[here]) for here in (place == p for p in range(partitions))]
    names = {number: (text.key, size) for number, text, size in zip(numbers, texts, sizes, strict=True)}
    return parts, names


def _join(parts: Sequence[_Postings], window: float, partitions: int) -> list[_Finds]:
    """What the texts of one partition of n-grams share, dealt by text."""
    grams, texts, times = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((texts, grams))
    grams, texts, times = grams[order], texts[order], times[order]
    edges = np.flatnonzero(np.concatenate(([True], grams[1:] != grams[:-1], [True])))  # where one n-gram ends
    starts, ends = edges[:-1], edges[1:]
    found: list[tuple[int, int, bool]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start == 1:
            continue  # most n-grams: only one text has it
        for at in range(start + 1, end):
            # An unknown time (infinite) is near unknown times only.
            near = (times[start:at] >= times[at] - window) & (times[start:at] <= times[at] + window)
            latest = np.flatnonzero(near)[-(FREQUENT + 1) :] + start
            common = len(latest) > FREQUENT
            found += [(int(texts[at]), other, common) for other in texts[latest].tolist()]
    columns = np.array(found, np.int64).reshape(-1, 3)
    home = columns[:, 0] % partitions
    dealt = [columns[home == p] for p in range(partitions)]
    return [_Finds(part[:, 0], part[:, 1], part[:, 2].astype(np.bool_)) for part in dealt]


def _count(
    parts: Sequence[_Finds], named: Sequence[_Names], partition: int, partitions: int
) -> list[tuple[str, list[Candidate]]]:
    """The candidates of the texts of one partition, from all their finds."""
    names: _Names = {number: name for part in named for number, name in part.items()}
    texts, others, common = (np.concatenate(column) for column in zip(*parts, strict=True))
    counts: dict[tuple[int, int], list[int]] = {}
    for text, other, often in zip(texts.tolist(), others.tolist(), common.tolist(), strict=True):
        counts.setdefault((text, other), [0, 0])[often] += 1
    found: dict[int, list[Candidate]] = {}
    for (text, other), (rare, often) in counts.items():
        size = max(1, names[text][1])
        if rare >= SHARED or rare + often >= max(SHARED, np.ceil(FULL * size)):
            found.setdefault(text, []).append(Candidate(names[other][0], rare, often, (rare + often) / size))
    return [(names[text][0], sorted(made, key=lambda c: (-c.rare, -c.common, c.key))) for text, made in found.items()]
