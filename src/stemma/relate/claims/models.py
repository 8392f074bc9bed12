"""The two trained models of claims: whether two statements say the same, and whether an editor must see a claim.

Each is one file of boosted trees with the names of its features and every fitted number in it. A file whose features
are not those of the code is refused: it was fitted for another version.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from stemma.relate import forest


@dataclass(frozen=True)
class Model:
    """Boosted trees with what was fitted beside them (`settings`), by name."""

    trees: forest.Forest
    features: tuple[str, ...]

    def __call__(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of each row (rows × features)."""
        return self.trees.probability(rows)

    def setting(self, name: str) -> float:
        """A number chosen together with the trees. Raises `KeyError` for another name."""
        return self.trees.settings[name]


@functools.cache
def pairs() -> Model:
    """`models/claims.npz`: do two statements of one story say the same?"""
    from stemma.relate.claims.likeness import FEATURES

    return load("claims.npz", FEATURES)


def load(name: str, features: Sequence[str]) -> Model:
    """The model of a file of `stemma.models`. Raises `ValueError` where it was fitted on other features."""
    with resources.files("stemma.models").joinpath(name).open("rb") as file:
        trees = forest.load(file)
    if trees.features != tuple(features):
        raise ValueError(f"{name} was fitted on other features than this version has: fit it anew (train/claims.py)")
    return Model(trees, tuple(features))
