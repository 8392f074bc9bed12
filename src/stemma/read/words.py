"""Lists of words, written as text."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a text, for a list that is read more easily than so many strings."""
    return frozenset(words.split())
