"""What the words on a board mean: one line for each, from `legend.toml`, the same on pages and in the terminal."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

GROUPS = {
    "status": "How sure a claim is by now",
    "count": "What it rests on",
    "board": "On the board",
    "stemma": "Where a text comes from",
    "sure": "How sure Stemma is, and how firmly it was said",
}
"""The groups of the words, in order, with their headings."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the board, its `group` (of `GROUPS`) and the line that explains it."""

    word: str
    group: str
    line: str


@functools.cache
def words() -> Mapping[str, Word]:
    """Every word with its explanation, by word, in the order of the file."""
    rows = tomllib.loads(resources.files("stemma.tell").joinpath("legend.toml").read_text("utf-8"))
    return {word: Word(word, row["group"], row["line"]) for word, row in rows.items()}


def line(word: str) -> str:
    """The explanation of `word`, also in the singular ("text"); empty where there is none."""
    found = find(word)
    return found.line if found else ""


def find(word: str) -> Word | None:
    """`word` in the legend, without regard to case and number; None where it is not there."""
    plain = word.strip().casefold()
    for way in (plain, f"{plain}s", plain.removesuffix("s"), plain.removesuffix("d")):
        if way in words():
            return words()[way]
    return None


def grouped() -> tuple[tuple[str, tuple[Word, ...]], ...]:
    """The headings of `GROUPS`, each with its words."""
    return tuple(
        (heading, tuple(word for word in words().values() if word.group == name)) for name, heading in GROUPS.items()
    )
