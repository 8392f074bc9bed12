"""How rare words are in sentences of news, and how much they weigh in what a page says: a fixed table.

A word weighs by the share of sentences that hold it: of those that the table was counted on and of the page's own
statements together, these mixed as if the table were `ASIF` statements more (Dirichlet smoothing; Zhai and Lafferty
2004). So what a page is about weighs little in it, and nothing depends on other pages of a story.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

PARTS = 256
"""Parts of a natural logarithm in which weights are written: sums of such numbers are exact."""
ASIF = 30
"""How many statements the table counts for."""


@dataclass(frozen=True, slots=True)
class Table:
    """In how many of `texts` sentences a term stands; what is in none of its counts stood in one at most."""

    counts: dict[str, int]
    texts: int

    def share(self, term: str) -> float:
        """The share of sentences that hold `term`."""
        return self.counts.get(term, 1) / self.texts

    def common(self, term: str) -> float:
        """What `term` weighs on any page."""
        return round(-math.log(self.share(term)) * PARTS)

    def weights(self, held: Sequence[Iterable[str]]) -> dict[str, float]:
        """What each term weighs on a page of whose statements each holds the terms of one of `held`."""
        count, many = Counter(term for bag in held for term in set(bag)), 1 + len(held) + ASIF
        expected = np.array([self.counts.get(term, 1) for term in count]) * (ASIF / self.texts)
        found = np.rint(np.log(many / (np.array(list(count.values())) + expected)) * PARTS)
        return dict(zip(count, found.tolist(), strict=True))


def stems() -> Table:
    """Of the stems of words."""
    return _tables()[0]


def letters() -> Table:
    """Of four characters in a row."""
    return _tables()[1]


@functools.cache
def _tables() -> tuple[Table, Table]:
    """The tables shipped as `models/claims_rarity.npz` (see its card)."""
    with resources.files("stemma.models").joinpath("claims_rarity.npz").open("rb") as file, np.load(file) as data:
        first, second = (
            dict(zip(bytes(data[name]).decode("utf-8").split("\n"), data[f"{name} counts"].tolist(), strict=True))
            for name in ("stems", "letters")
        )
        return Table(first, int(data["texts"])), Table(second, int(data["texts"]))
