"""A trained model of boosted trees as one small file, with the numbers chosen together with it; see `stemma.trees`."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from stemma.trees import Trees


@dataclass(frozen=True)
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
    features: tuple[str, ...] = ()
    """Names of the columns that it was fitted on, in order."""

    def probability(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of the positive class for each of `rows` (rows × features)."""
        return np.asarray(self._trees(rows))

    @functools.cached_property
    def _trees(self) -> Trees:
        """The trees made ready. Raises `ValueError` where one has too many leaves."""
        count, nodes = self.feature.shape
        roots = np.arange(count) * nodes
        leaf = self.left == np.arange(nodes)
        children = np.stack([(side + roots[:, None]).ravel() for side in (self.left, self.right)], axis=1)
        feature = np.where(leaf, -1, self.feature).ravel()
        return Trees(feature, self.threshold.ravel(), children, self.value.ravel(), roots)

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
