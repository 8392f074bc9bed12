"""Gradient-boosted trees (LightGBM) evaluated with numpy alone: all trees and all rows at once, level by level."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any


class Trees:
    """A boosted binary classifier as flat arrays. Node i of a tree goes left where `x[feature[i]] <= threshold[i]`.

    `children` holds (left, right) with node numbers over all trees; leaves have feature −1 and `value` their output.
    """

    def __init__(self, feature: Any, threshold: Any, children: Any, value: Any, roots: Any) -> None:
        self.feature, self.threshold, self.children, self.value, self.roots = feature, threshold, children, value, roots

    def __call__(self, rows: Any) -> Any:
        """The probability of the positive class for each row of a float matrix."""
        import numpy as np

        count = len(rows)
        nodes = np.repeat(self.roots[:, None], count, axis=1)
        index = np.arange(count)[None, :]
        while True:
            feature = self.feature[nodes]
            inner = feature >= 0
            if not inner.any():
                break
            right = rows[index, np.maximum(feature, 0)] > self.threshold[nodes]
            nodes = np.where(inner, self.children[nodes, right.astype(np.int64)], nodes)
        return 1.0 / (1.0 + np.exp(-self.value[nodes].sum(axis=0)))


@functools.cache
def load(name: str) -> dict[str, Trees]:
    """The classifiers in `models/NAME` (an npz written by `train/lines.py`), by their names."""
    import io

    import numpy as np

    data = resources.files("stemma").joinpath("models", name).read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        names = sorted({key.split(".")[0] for key in arrays.files})
        fields = ("feature", "threshold", "children", "value", "roots")
        return {one: Trees(*(arrays[f"{one}.{field}"] for field in fields)) for one in names}
