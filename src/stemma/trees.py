"""Gradient-boosted trees (LightGBM) evaluated with numpy alone, without walking them: the one evaluator of all models.

QuickScorer (Lucchese et al. 2015): each test that a row fails rules out the leaves to its left; the leftmost leaf that
is left is where the row would have come out. What the tests of one feature rule out in a tree is looked up by the row's
place among that feature's thresholds; features of few thresholds share a table with a row for each set of places. numpy
is imported only when trees are made.
"""

from __future__ import annotations

import functools
from typing import Any

MOST_LEAVES = 32
"""The leaves of a tree are the bits of a number of 32 bits, or of 16 where no tree has more leaves."""
_CHUNK = 128
"""Rows that are worked out together: what they need stays in the processor's cache."""
_PLACES = 256
"""Rows of a table of several features."""


class Trees:
    """A boosted binary classifier as flat arrays. Node i of a tree goes left where `x[feature[i]] <= threshold[i]`.

    `children` holds (left, right) with node numbers over all trees; leaves have feature −1 and `value` their output;
    `roots` are the first nodes of the trees. Raises `ValueError` for a tree of more than `MOST_LEAVES` leaves.
    """

    def __init__(self, feature: Any, threshold: Any, children: Any, value: Any, roots: Any) -> None:
        import numpy as np

        features, below = feature.tolist(), children.tolist()
        trees: dict[int, list[int]] = {}  # of the tests of each feature: the tree, the node, the leaves to its left
        nodes: dict[int, list[int]] = {}
        gone: dict[int, list[int]] = {}
        leaves: list[tuple[int, int, int]] = []  # tree, number in it, node

        def enter(tree: int, node: int, seen: int) -> int:
            """Enters the tests below `node`; `seen` are the leaves to its left. Gives the leaves seen so far."""
            f = features[node]
            if f < 0:
                if seen >= MOST_LEAVES:
                    raise ValueError(f"tree {tree} has more than {MOST_LEAVES} leaves")
                leaves.append((tree, seen, node))
                return seen + 1
            after = enter(tree, below[node][0], seen)
            trees.setdefault(f, []).append(tree)
            nodes.setdefault(f, []).append(node)
            gone.setdefault(f, []).append((1 << after) - (1 << seen))
            return enter(tree, below[node][1], after)

        most = max((enter(tree, root, 0) for tree, root in enumerate(roots.tolist())), default=0)
        of, place, node = np.array(leaves).reshape(-1, 3).T
        self.values = np.zeros((len(roots), MOST_LEAVES))
        self.values[of, place] = value[node]
        self.bits = np.uint16 if most <= 16 else np.uint32
        tests: list[tuple[int, Any, Any]] = []
        for f in sorted(trees):
            cuts, at = np.unique(threshold[nodes[f]], return_inverse=True)
            still = np.full((len(cuts) + 1, len(roots)), np.iinfo(self.bits).max, self.bits)
            np.bitwise_and.at(
                still, (at + 1, np.array(trees[f])), np.invert(np.array(gone[f], np.uint32)).astype(self.bits)
            )
            tests.append((f, cuts, np.bitwise_and.accumulate(still, axis=0)))
        self.tests = _joined(tests)
        """Features with their thresholds, and the leaves still open by their places among these and by tree."""
        self._begins = np.arange(0, self.values.size, MOST_LEAVES)

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

        columns = np.ascontiguousarray(rows.T)
        reached = np.full((len(rows), len(self.values)), np.iinfo(self.bits).max, self.bits)
        still = np.empty_like(reached)
        for features, by_place in self.tests:
            place = np.zeros(len(rows), np.intp)
            for feature, cuts in features:
                place *= len(cuts) + 1
                place += cuts.searchsorted(columns[feature])
            by_place.take(place, axis=0, out=still, mode="clip")
            reached &= still
        leaf = np.add(self._lowest(reached), self._begins, dtype=np.intp)
        return self.values.ravel().take(leaf, mode="clip").sum(axis=1)

    def _lowest(self, reached: Any) -> Any:
        """The number of the lowest bit of each number."""
        import numpy as np

        if self.bits is np.uint16:
            return _first_bit().take(reached, mode="clip")
        # a power of two as a floating-point number is its exponent
        return ((reached & -reached).astype(np.float32).view(np.int32) >> 23).astype(np.intp) - 127


def _joined(tests: list[tuple[int, Any, Any]]) -> list[tuple[list[tuple[int, Any]], Any]]:
    """Tests (a feature, its thresholds, the leaves still open by place and tree) as few tables, those of few thresholds
    together: half of the features of a model say no more than yes or no."""
    found: list[tuple[list[tuple[int, Any]], Any]] = []
    for feature, cuts, still in sorted(tests, key=lambda test: len(test[1])):
        if found and len(found[-1][1]) * len(still) <= _PLACES:
            features, table = found.pop()
            still = (table[:, None] & still).reshape(-1, still.shape[1])
            found.append(([*features, (feature, cuts)], still))
        else:
            found.append(([(feature, cuts)], still))
    return found


def probability(odds: Any) -> Any:
    """The probability that log-odds mean."""
    import numpy as np

    return 1.0 / (1.0 + np.exp(-odds))


@functools.cache
def _first_bit() -> Any:
    """The number of the lowest bit of every 16-bit number (0 for 0), in bytes: so it stays in the cache."""
    import numpy as np

    numbers = np.arange(1 << 16)
    return np.log2(np.maximum(numbers & -numbers, 1)).round().astype(np.uint8)
