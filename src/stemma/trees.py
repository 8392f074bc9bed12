"""Gradient-boosted trees (LightGBM) evaluated with numpy alone, without walking them: the one evaluator of all models.

QuickScorer (Lucchese et al. 2015): each test that a row fails rules out the leaves to its left; the leftmost leaf that
is left is where the row would have come out. What the tests of one feature rule out in a tree is looked up by the row's
place among that feature's thresholds. numpy is imported only when trees are made.
"""

from __future__ import annotations

import functools
from typing import Any

MOST_LEAVES = 32
"""The leaves of a tree are the bits of a number of 32 bits, or of 16 where no tree has more leaves."""
_CHUNK = 1024


class Trees:
    """A boosted binary classifier as flat arrays. Node i of a tree goes left where `x[feature[i]] <= threshold[i]`.

    `children` holds (left, right) with node numbers over all trees; leaves have feature −1 and `value` their output;
    `roots` are the first nodes of the trees. Raises `ValueError` for a tree of more than `MOST_LEAVES` leaves.
    """

    def __init__(self, feature: Any, threshold: Any, children: Any, value: Any, roots: Any) -> None:
        import numpy as np

        cuts = {int(f): np.unique(threshold[feature == f]) for f in np.unique(feature[feature >= 0])}
        open_: dict[int, dict[int, Any]] = {f: {} for f in cuts}
        self.values = np.zeros((len(roots), MOST_LEAVES))
        most = 0

        def enter(tree: int, node: int, leaves: int) -> int:
            """Enters the tests below `node`; `leaves` are those to its left. Gives the leaves seen so far."""
            f = int(feature[node])
            if f < 0:
                if leaves >= MOST_LEAVES:
                    raise ValueError(f"tree {tree} has more than {MOST_LEAVES} leaves")
                self.values[tree, leaves] = value[node]
                return leaves + 1
            after = enter(tree, int(children[node, 0]), leaves)
            gone = sum(1 << leaf for leaf in range(leaves, after))
            masks = open_[f].setdefault(tree, np.full(len(cuts[f]) + 1, 0xFFFFFFFF, np.uint32))
            masks[np.searchsorted(cuts[f], threshold[node]) + 1 :] &= np.uint32(0xFFFFFFFF & ~gone)
            return enter(tree, int(children[node, 1]), after)

        for tree, root in enumerate(roots.tolist()):
            most = max(most, enter(tree, root, 0))
        self.bits = np.uint16 if most <= 16 else np.uint32
        self.tests = [
            (f, cuts[f], np.array(list(of_tree)), np.stack(list(of_tree.values())).astype(self.bits))
            for f, of_tree in open_.items()
        ]
        """For each feature its thresholds, the trees that test it, and the leaves still open by tree and place."""

    def __call__(self, rows: Any) -> Any:
        """The probability of the positive class for each row of a float matrix (rows × features)."""
        return probability(self.odds(rows))

    def odds(self, rows: Any) -> Any:
        """The logarithm of the odds of the positive class for each row of a float matrix."""
        import numpy as np

        parts = [self._odds(rows[at : at + _CHUNK]) for at in range(0, len(rows), _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _odds(self, rows: Any) -> Any:
        import numpy as np

        reached = np.full((len(self.values), len(rows)), np.iinfo(self.bits).max, self.bits)
        columns = np.ascontiguousarray(rows.T)
        for feature, cuts, trees, masks in self.tests:
            reached[trees] &= masks.take(cuts.searchsorted(columns[feature]), axis=1)
        return np.take_along_axis(self.values, self._lowest(reached), axis=1).sum(axis=0)

    def _lowest(self, reached: Any) -> Any:
        """The number of the lowest bit of each number."""
        import numpy as np

        if self.bits is np.uint16:
            return _first_bit()[reached]
        return np.frexp((reached & -reached.astype(np.int64)).astype(np.float64))[1] - 1


def probability(odds: Any) -> Any:
    """The probability that log-odds mean."""
    import numpy as np

    return 1.0 / (1.0 + np.exp(-odds))


@functools.cache
def _first_bit() -> Any:
    """The number of the lowest bit of every 16-bit number (0 for 0)."""
    import numpy as np

    numbers = np.arange(1 << 16)
    return np.log2(np.maximum(numbers & -numbers, 1)).round().astype(np.intp)
