"""The classifiers of `read`: boosted trees (`stemma.trees`) from their files, and several of them that vote."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib import resources
from typing import Any

from stemma.trees import MOST_LEAVES, Trees, probability

__all__ = ["MOST_LEAVES", "SURE", "Trees", "agreed", "load"]

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
    return probability(odds)


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
