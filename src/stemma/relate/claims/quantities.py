"""Figures that are compared: whether two quantities can be of one thing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from stemma.model import Quantity

TOLLS = frozenset({"dead", "injured", "arrested", "missing", "rescued", "homeless", "ill"})
"""Counts of people that grow as a story develops: a later, other value replaces the earlier one."""
MEASURED = frozenset({"length", "mass", "area"})
"""Quantities that are rounded and converted: within 5 % they are the same."""
CROWD = 100.0
"""From this size on a bare number ("more than 50,000 were there") may be compared with a number of people."""


def most(quantity: Quantity) -> float:
    """The upper bound of a quantity, infinite where it is open."""
    return math.inf if quantity.high is None else quantity.high


def exclude(a: Quantity, b: Quantity) -> bool:
    """Whether both cannot be true of one slot: same kind, and ranges that do not meet."""
    if a.what in MEASURED and min(most(a), most(b)) >= 0.95 * max(a.low, b.low):
        return False  # rounding and conversion
    bare = {a.what, b.what} == {"number", "people"} and min(a.low, b.low) >= CROWD
    return (a.what == b.what or bare) and (most(a) < b.low or most(b) < a.low)


def near(tolls: Iterable[float]) -> bool:
    """Whether counts of people may be values of one toll as it rises: none is far above the one below it."""
    return all(high <= 5 * low + 3 for low, high in pairwise(sorted(value for value in tolls if value > 0)))
