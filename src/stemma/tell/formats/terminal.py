"""Words on the lines of a terminal: harmless, measured in columns, wrapped to a width."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that could move the cursor, colour the screen or turn the direction of writing."""


def clean(words: str) -> str:
    """`words` on one line, without the characters that act on a terminal."""
    return " ".join(_CONTROLS.sub("", words).split())


def columns(words: str) -> int:
    """How many terminal columns `words` take: wide characters two, combining marks none."""
    if words.isascii():
        return len(words)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def wrap(words: str, room: int) -> list[str]:
    """`words` broken into lines of at most `room` columns; a word longer than that is cut."""
    lines: list[str] = []
    line = ""
    for word in words.split(" "):
        while columns(word) > room:
            cut = next(i for i in range(len(word), 0, -1) if columns(word[:i]) <= room)
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:cut])
            word = word[cut:]
        if not line:
            line = word
        elif columns(line) + 1 + columns(word) <= room:
            line += " " + word
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line or not lines else lines
