"""Grouping: which statements of a story say the same thing.

Two statements belong together where their own words are close *and* neither has a closer rival in the other's article:
the **mutual margin**. Groups are made by average link, so that one likeness cannot chain two claims together.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stemma.model import Statement

Matrix = NDArray[np.float32]
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_FUNCTION_WORDS = (
    "a an the of to in on at by for with from and or but that this it its as is are was were be been being has have "
    "had he she they them his her their who which will would i we you our my said says not no"
)
_STOP = frozenset(_FUNCTION_WORDS.split())
LINK = 0.05
"""Average link stops where the mean mutual margin of two groups falls below this."""


def stems(text: str) -> list[str]:
    """The content words of `text`, case folded, with common English endings cut off; figures as they stand."""
    return [_stem(t) for t in _TOKEN.findall(text.casefold()) if t not in _STOP]


def _stem(token: str) -> str:
    for ending in ("ings", "ing", "edly", "ied", "ies", "ed", "es", "s", "ly"):
        if token.endswith(ending) and len(token) - len(ending) >= 3:
            token = token[: -len(ending)]
            break
    return token[:-1] if len(token) > 3 and token[-1] == token[-2] else token


def similarity(texts: Sequence[str]) -> Matrix:
    """Cosine of story-idf TF-IDF vectors of `texts`: an n×n matrix, 0 to 1."""
    bags = [Counter(stems(text)) for text in texts]
    frequency = Counter(term for bag in bags for term in bag)
    index = {term: i for i, term in enumerate(frequency)}
    n = len(texts)
    table = np.zeros((n, max(1, len(index))), dtype=np.float32)
    for row, bag in enumerate(bags):
        for term, count in bag.items():
            table[row, index[term]] = (1 + math.log(count)) * math.log((1 + n) / frequency[term])
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    table /= np.where(norms == 0, 1, norms)
    return np.asarray(table @ table.T, dtype=np.float32)


def margins(close: Matrix, articles: Sequence[str]) -> Matrix:
    """`close[i, j]` minus the best rival: of i among j's article, of j among i's article; the smaller of the two."""
    names = {name: k for k, name in enumerate(dict.fromkeys(articles))}
    of = np.array([names[a] for a in articles])
    n = len(articles)
    rival = np.full((n, n), 0.0, dtype=np.float32)
    for k in names.values():
        columns = np.flatnonzero(of == k)
        block = close[:, columns].copy()
        rows = {int(c): p for p, c in enumerate(columns)}
        for c, p in rows.items():
            block[c, p] = -1  # a statement is no rival of itself
        order = np.sort(block, axis=1)
        best = order[:, -1]
        second = order[:, -2] if len(columns) > 1 else np.zeros(n, dtype=np.float32)
        for p, c in enumerate(columns):
            rival[:, c] = np.where(block[:, p] >= best, second, best)
    rival = np.maximum(rival, 0)
    return np.asarray(close - np.maximum(rival, rival.T), dtype=np.float32)


def average_link(score: Matrix, threshold: float) -> list[list[int]]:
    """Groups of row numbers by agglomerative average link over a symmetric `score`, until none is ≥ `threshold`."""
    n = len(score)
    total = score.astype(np.float64).copy()
    np.fill_diagonal(total, -np.inf)
    size = np.ones(n)
    groups: dict[int, list[int]] = {i: [i] for i in range(n)}
    mean = total.copy()
    while len(groups) > 1:
        i, j = divmod(int(np.argmax(mean)), n)
        if mean[i, j] < threshold:
            break
        i, j = min(i, j), max(i, j)
        groups[i] += groups.pop(j)
        total[i] += total[j]
        total[:, i] += total[:, j]
        size[i] += size[j]
        total[j], total[:, j] = -np.inf, -np.inf
        mean[j], mean[:, j] = -np.inf, -np.inf
        total[i, i] = -np.inf
        mean[i] = total[i] / (size[i] * size)
        mean[:, i] = mean[i]
        mean[i, i] = -np.inf
    return sorted(sorted(group) for group in groups.values())


def group(statements: Sequence[Statement]) -> list[list[int]]:
    """Groups of positions in `statements` that say the same thing; every position is in exactly one group.

    A statement that only points back ("those details") joins the group of its antecedent.
    """
    place = {s.id: i for i, s in enumerate(statements)}
    own = [i for i, s in enumerate(statements) if s.antecedent not in place]
    close = similarity([statements[i].text for i in own])
    score = margins(close, [statements[i].article for i in own])
    groups = [[own[k] for k in members] for members in average_link(score, LINK)]
    home = {i: g for g in groups for i in g}
    for i, statement in enumerate(statements):
        if i not in home:
            target = place[statement.antecedent or ""]
            home.setdefault(target, []).append(i)
    return groups
