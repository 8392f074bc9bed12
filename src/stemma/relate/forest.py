"""Boosted trees evaluated with numpy, so that a trained model is one small file and needs no learner at run time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Forest:
    """Binary decision trees in flat arrays of shape (trees, nodes); a leaf points to itself and carries a value.

    At a node, a row with `X[feature] <= threshold` goes left. Leaf values add up to a log-odds. `settings` are numbers
    chosen together with the trees (thresholds, calibration), by name.
    """

    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    depth: int
    settings: dict[str, float]

    def probability(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of the positive class for each of `rows` (rows × features)."""
        odds = np.zeros(len(rows))
        for start in range(0, len(rows), 4096):
            odds[start : start + 4096] = self._odds(rows[start : start + 4096].astype(np.float64))
        return np.asarray(1 / (1 + np.exp(-odds)))

    def _odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        trees = np.arange(len(self.feature))
        node = np.zeros((len(rows), len(trees)), dtype=np.int32)
        row = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            below = rows[row, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(below, self.left[trees, node], self.right[trees, node])
        return np.asarray(self.value[trees, node].sum(axis=1))

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
        np.savez_compressed(path, depth=self.depth, names=names, numbers=numbers, **arrays)


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
        )
