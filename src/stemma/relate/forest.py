"""Boosted trees evaluated with numpy, so that a trained model is one small file and needs no learner at run time."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint16]
Tree = tuple[list[tuple[int, Bits]], NDArray[np.float64]]
"""For each feature that is tested the leaves still open by place among the thresholds, and the values of the leaves."""
MOST_LEAVES = 16
"""A tree's leaves are the bits of a 16-bit number."""


@dataclass(frozen=True)
class Forest:
    """Binary decision trees in flat arrays of shape (trees, nodes); a leaf points to itself and carries a value.

    At a node, a row with `X[feature] <= threshold` goes left. Leaf values add up to a log-odds. `settings` are numbers
    chosen together with the trees (thresholds, calibration), by name. A tree has at most `MOST_LEAVES` leaves.
    """

    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    depth: int
    settings: dict[str, float]
    features: tuple[str, ...] = ()
    """Names of the columns that it was fitted on, in order."""

    def probability(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of the positive class for each of `rows` (rows × features)."""
        odds = np.zeros(len(rows))
        for start in range(0, len(rows), 8192):
            odds[start : start + 8192] = self._odds(rows[start : start + 8192])
        return np.asarray(1 / (1 + np.exp(-odds)))

    def _odds(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds without walking the trees (QuickScorer; Lucchese et al. 2015).

        Every test that a row fails rules out the leaves to its left; the leftmost leaf that is left is where the row
        would have come out. What the tests of one tree on one feature rule out is looked up by the row's place
        among the thresholds of that feature.
        """
        cuts, trees = self._tables
        place = {f: np.searchsorted(cut, rows[:, f], side="left").astype(np.intp) for f, cut in cuts.items()}
        odds = np.zeros(len(rows))
        reached: Bits = np.empty(len(rows), dtype=np.uint16)
        part: Bits = np.empty(len(rows), dtype=np.uint16)
        for tests, values in trees:
            reached.fill(0xFFFF)
            for feature, open_ in tests:
                np.take(open_, place[feature], out=part, mode="clip")
                np.bitwise_and(reached, part, out=reached)
            odds += values[_first_bit()[reached]]
        return odds

    @functools.cached_property
    def _tables(self) -> tuple[dict[int, NDArray[np.float64]], list[Tree]]:
        """The thresholds of each feature, and the trees."""
        inner = self.left != np.arange(self.left.shape[1])
        cuts = {int(f): np.unique(self.threshold[inner & (self.feature == f)]) for f in np.unique(self.feature[inner])}
        trees: list[Tree] = []
        for tree in range(len(self.feature)):
            leaves: list[int] = []
            tests: dict[int, Bits] = {}
            self._rule_out(tree, 0, leaves, tests, cuts)
            if len(leaves) > MOST_LEAVES:
                raise ValueError(f"tree {tree} has {len(leaves)} leaves, more than {MOST_LEAVES}")
            values = np.zeros(MOST_LEAVES)
            values[: len(leaves)] = self.value[tree, leaves]
            trees.append((sorted(tests.items()), values))
        return cuts, trees

    def _rule_out(
        self, tree: int, node: int, leaves: list[int], tests: dict[int, Bits], cuts: dict[int, NDArray[np.float64]]
    ) -> None:
        """Enters the tests from `node` down into `tests`, and its leaves, from left to right, into `leaves`."""
        if self.left[tree, node] == node:
            leaves.append(node)
            return
        first = len(leaves)
        self._rule_out(tree, int(self.left[tree, node]), leaves, tests, cuts)
        gone = sum(1 << bit for bit in range(first, len(leaves)))
        feature = int(self.feature[tree, node])
        cut = cuts[feature]
        open_ = tests.setdefault(feature, np.full(len(cut) + 1, 0xFFFF, dtype=np.uint16))
        open_[np.searchsorted(cut, self.threshold[tree, node]) + 1 :] &= np.uint16(0xFFFF & ~gone)
        self._rule_out(tree, int(self.right[tree, node]), leaves, tests, cuts)

    def save(self, path: str) -> None:
        """Writes the forest as a compressed `.npz`."""
        names = np.frombuffer("\n".join(self.settings).encode(), dtype=np.uint8)
        numbers = np.array(list(self.settings.values()))
        arrays: dict[str, Any] = {
            "feature": self.feature.astype(np.int16),
            "threshold": self.threshold.astype(np.float32),
            "left": self.left.astype(np.int16),
            "right": self.right.astype(np.int16),
            "value": self.value.astype(np.float32),
        }
        columns = np.frombuffer("\n".join(self.features).encode(), dtype=np.uint8)
        np.savez_compressed(path, depth=self.depth, names=names, numbers=numbers, columns=columns, **arrays)


def load(file: IO[bytes]) -> Forest:
    """The forest in an open `.npz` that `Forest.save` wrote. Raises `KeyError` or `ValueError` for another file."""
    with np.load(file) as data:
        names = bytes(data["names"]).decode().split("\n") if len(data["names"]) else []
        return Forest(
            feature=data["feature"].astype(np.int32),
            threshold=data["threshold"].astype(np.float64),
            left=data["left"].astype(np.int32),
            right=data["right"].astype(np.int32),
            value=data["value"].astype(np.float64),
            depth=int(data["depth"]),
            settings=dict(zip(names, data["numbers"].tolist(), strict=True)),
            features=tuple(bytes(data["columns"]).decode().split("\n")) if "columns" in data else (),
        )


@functools.cache
def _first_bit() -> NDArray[np.uint8]:
    """The number of the lowest bit of every 16-bit number (0 for 0)."""
    numbers = np.arange(1 << 16)
    lowest = np.maximum(numbers & -numbers, 1)
    return np.asarray(np.log2(lowest).round(), dtype=np.uint8)
