"""Average link: what is alike joined to groups, articles to stories and statements to claims alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def average_link(
    likely: NDArray[np.floating],
    join: float,
    seed: float | None = None,
    weights: NDArray[np.floating] | None = None,
    merge: float | None = None,
) -> list[list[int]]:
    """Groups of rows of the symmetric matrix `likely`, in the order of their first rows, each row in one group.

    The two groups with the highest mean are joined while it is enough (agglomerative clustering, Sokal and Michener
    1958). A group grows around a core that is sure: two single rows are joined from `seed` on (default: `join`), two
    groups from a mean of `merge` (default: `seed`); `join` is enough for a row that comes to a group. `weights` say
    how much each pair counts in a mean (a symmetric matrix, above 0; default: all alike). The diagonal is not looked
    at.
    """
    seed = join if seed is None else seed
    merge = seed if merge is None else merge
    found: list[list[int]] = []
    for part in _components(likely >= min(join, seed, merge)):  # a mean is enough only where one of its pairs is
        inside = np.ix_(part, part)
        groups = _linked(likely[inside], join, seed, None if weights is None else weights[inside], merge)
        found += [[part[row] for row in group] for group in groups]
    return sorted(found)


def _components(near: NDArray[np.bool_]) -> list[list[int]]:
    """The rows that hang together by pairs that are `near`, lowest first, each in one part."""
    part = list(range(len(near)))

    def first(row: int) -> int:
        while part[row] != row:
            part[row] = row = part[part[row]]
        return row

    for a, b in zip(*(side.tolist() for side in np.nonzero(np.triu(near, 1))), strict=True):
        low, high = sorted((first(a), first(b)))
        part[high] = low
    parts: dict[int, list[int]] = {}
    for row in range(len(near)):
        parts.setdefault(first(row), []).append(row)
    return list(parts.values())


def _linked(
    likely: NDArray[np.floating], join: float, seed: float, weights: NDArray[np.floating] | None, merge: float
) -> list[list[int]]:
    """`average_link` of rows that hang together."""
    n = len(likely)
    if n < 2:
        return [[row] for row in range(n)]
    counts: NDArray[np.floating] = np.ones((n, n)) if weights is None else weights.astype(np.float64)
    total = likely * counts
    np.fill_diagonal(total, -np.inf)
    near = total / counts  # the mean of each pair of groups, -inf where it is not enough to join them as they are
    near[near < seed] = -np.inf
    groups: dict[int, list[int]] = {row: [row] for row in range(n)}
    single = np.ones(n, dtype=bool)
    # Each row remembers its best partner, so that joining two costs one row and not the whole matrix.
    partner = near.argmax(axis=1)
    best = near[np.arange(n), partner]
    while True:
        a = int(best.argmax())
        if best[a] == -np.inf:
            return [sorted(group) for _, group in sorted(groups.items())]
        a, b = sorted((a, int(partner[a])))
        groups[a] += groups.pop(b)
        single[a] = False
        total[a] += total[b]
        counts[a] += counts[b]
        total[b] = total[:, b] = near[b] = near[:, b] = total[a, a] = -np.inf
        total[:, a], counts[:, a] = total[a], counts[a]
        mean = total[a] / counts[a]
        near[a] = near[:, a] = np.where(mean < np.where(single, join, merge), -np.inf, mean)
        best[b] = -np.inf
        stale = np.flatnonzero((partner == a) | (partner == b))
        for row in {a, *stale.tolist()} - {b}:
            partner[row] = int(near[row].argmax())
            best[row] = near[row, partner[row]]
        better = near[:, a] > best
        partner[better], best[better] = a, near[better, a]
