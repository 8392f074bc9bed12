"""Places named in a body."""

from __future__ import annotations


def countries() -> frozenset[str]:
    """Names of states, lower case."""
    return frozenset()
