"""Gradient-boosted trees (LightGBM) evaluated with numpy alone, without walking them.

QuickScorer (Lucchese et al. 2015): each test that a row fails rules out the leaves to its left; the leftmost leaf that
is left is where the row would have come out. What the tests of one feature rule out, in every tree that has such tests,
is looked up by the row's place among that feature's thresholds.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib import resources
from typing import Any

MOST_LEAVES = 32
"""The leaves of a tree are the bits of a 32-bit number."""
_CHUNK = 2048


class Trees:
    """A boosted binary classifier as flat arrays. Node i of a tree goes left where `x[feature[i]] <= threshold[i]`.

    `children` holds (left, right) with node numbers over all trees; leaves have feature −1 and `value` their output.
    Raises `ValueError` for a tree of more than `MOST_LEAVES` leaves.
    """

    def __init__(self, feature: Any, threshold: Any, children: Any, value: Any, roots: Any) -> None:
        import numpy as np

        cuts = {int(f): np.unique(threshold[feature == f]) for f in np.unique(feature[feature >= 0])}
        open_: dict[int, dict[int, Any]] = {f: {} for f in cuts}
        self.values = np.zeros((len(roots), MOST_LEAVES))

        def enter(tree: int, node: int, leaves: int) -> int:
            """Enters the tests below `node`; `leaves` are those to its left. Gives the leaves seen so far."""
            f = int(feature[node])
            if f < 0:
                if leaves >= MOST_LEAVES:
                    raise ValueError(f"tree {tree} has more than {MOST_LEAVES} leaves")
                self.values[tree, leaves] = value[node]
                return leaves + 1
            after = enter(tree, int(children[node, 0]), leaves)
            left = sum(1 << leaf for leaf in range(leaves, after))
            masks = open_[f].setdefault(tree, np.full(len(cuts[f]) + 1, 0xFFFFFFFF, np.uint32))
            masks[np.searchsorted(cuts[f], threshold[node]) + 1 :] &= np.uint32(0xFFFFFFFF & ~left)
            return enter(tree, int(children[node, 1]), after)

        for tree, root in enumerate(roots.tolist()):
            enter(tree, root, 0)
        self.tests = [
            (f, cuts[f], np.array(list(of_tree)), np.stack(list(of_tree.values()))) for f, of_tree in open_.items()
        ]
        """For each feature its thresholds, the trees that test it, and the leaves still open by tree and place."""

    def __call__(self, rows: Any) -> Any:
        """The probability of the positive class for each row of a float matrix."""
        return _probability(self.odds(rows))

    def odds(self, rows: Any) -> Any:
        """The logarithm of the odds of the positive class for each row of a float matrix."""
        import numpy as np

        parts = [self._odds(rows[at : at + _CHUNK]) for at in range(0, len(rows), _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _odds(self, rows: Any) -> Any:
        import numpy as np

        reached = np.full((len(self.values), len(rows)), 0xFFFFFFFF, np.uint32)
        columns = np.ascontiguousarray(rows.T)
        for feature, cuts, trees, masks in self.tests:
            reached[trees] &= masks[:, cuts.searchsorted(columns[feature])]
        lowest = np.frexp((reached & -reached.astype(np.int64)).astype(np.float64))[1] - 1
        return np.take_along_axis(self.values, lowest, axis=1).sum(axis=0)


SURE = 4.6
"""Log-odds (.99) from which, for or against, the first of several classifiers is not doubted."""


def agreed(classifiers: Sequence[Trees], rows: Any) -> Any:
    """The probability by the mean log-odds of classifiers that differ by their seed; most rows need only the first."""
    import numpy as np

    odds = classifiers[0].odds(rows)
    open_ = np.abs(odds) < SURE
    if open_.any():
        doubted = rows[open_]
        odds[open_] = np.mean([odds[open_], *(other.odds(doubted) for other in classifiers[1:])], axis=0)
    return _probability(odds)


def _probability(odds: Any) -> Any:
    import numpy as np

    return 1.0 / (1.0 + np.exp(-odds))


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
