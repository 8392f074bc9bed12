"""Words and word pieces with their places in the text, and the windows that a tagger reads them in.

The pieces are those of `stemma.pieces`. What their lower-casing throws away comes back as two features of each word:
its shape, and where it stands with regard to quotation marks. A paragraph break is a word of its own.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.pieces import REMEMBERED, Pieces

WORD = re.compile(
    r"\n\s*"  # a paragraph break
    r"|['’](?:s|re|ll|ve|d|m)(?!\w)"  # the genitive, and verbs worn down
    r"|[^\W_]+(?:(?!['’](?:s|re|ll|ve|d|m)(?!\w))['’.,&\-][^\W_]+)*"  # didn't, U.S, 1,200, no-one
    r"|[^\w\s]|_+"
)
BREAK = "[unused1]"
SHAPES, BREAK_SHAPE = 6, 5
"""lower case, Capital, CAPITALS, with a digit, punctuation, break"""
QUOTE_STATES = 4
"""outside, inside, the mark that opens, the mark that closes"""

OPENING = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "„": "“"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: `spans` are code points, `pieces` the vocabulary numbers of each word (never empty).

    `readings` and `relations` are 0 until `stemma.annotate.hints` says what rules and parser make of the words.
    """

    spans: list[tuple[int, int]]
    pieces: list[tuple[int, ...]]
    shapes: list[int]
    quotes: list[int]
    readings: list[int]
    relations: list[int]

    def __len__(self) -> int:
        return len(self.spans)


class WordPieces(Pieces):
    """Splits texts into words and pieces. `vocabulary` lists the pieces in the order of their numbers."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        super().__init__(vocabulary)
        self.break_ = self.numbers[BREAK]

    def words(self, text: str) -> Words:
        """The words of `text` in order."""
        spans: list[tuple[int, int]] = []
        pieces: list[tuple[int, ...]] = []
        shapes: list[int] = []
        for match in WORD.finditer(text):
            word = match.group()
            spans.append(match.span())
            if word[0] == "\n":
                pieces.append((self.break_,))
                shapes.append(BREAK_SHAPE)
                continue
            pieces.append(self.of(word))
            shapes.append(shape(word))
        unknown = [0] * len(spans)
        return Words(spans, pieces, shapes, quote_states(text, spans), unknown, unknown)


@functools.lru_cache(REMEMBERED)
def shape(word: str) -> int:
    """Which of the `SHAPES` a word has."""
    if not any(c.isalnum() for c in word):
        return 4
    if any(c.isdigit() for c in word):
        return 3
    if word.isupper() and len(word) > 1:
        return 2
    return 1 if word[0].isupper() else 0


def quote_states(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each word one of the `QUOTE_STATES`. A paragraph break closes every quotation."""
    states = []
    closing = ""
    for start, end in spans:
        first = text[start]
        if first == "\n":
            closing = ""
            states.append(0)
        elif end - start == 1 and closing and first == closing and not text[end : end + 1].isalnum():
            closing = ""
            states.append(3)
        elif end - start == 1 and not closing and first in OPENING and opens(text, start):
            closing = OPENING[first]
            states.append(2)
        else:
            states.append(1 if closing else 0)
    return states


def opens(text: str, at: int) -> bool:
    """Whether the mark at `at` can open a quotation: a word follows it at once, and none touches it from before."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isalnum() and bool(after) and not after.isspace()


def windows(words: Words, size: int, overlap: int) -> list[tuple[int, int]]:
    """Stretches of words, half-open, of at most `size` pieces each, that cover all; each repeats about `overlap`
    pieces of the one before, and starts and ends at a paragraph break where one is near.

    A single word of more than `size` pieces does not occur (`WordPieces` turns it into one unknown piece).
    """
    counts = [len(pieces) for pieces in words.pieces]
    found = []
    start, total = 0, len(counts)
    while start < total:
        end, used = start, 0
        while end < total and used + counts[end] <= size:
            used += counts[end]
            end += 1
        end = max(end, start + 1)  # every window moves on, whatever stands in the text
        if end < total:
            end = max(start + 1, _break_near(words, end, start + (end - start) * 3 // 4))
        found.append((start, end))
        if end >= total:
            break
        following, back = end, 0
        while following > start + 1 and back + counts[following - 1] <= overlap:
            following -= 1
            back += counts[following]
        start = following
    return found


def _break_near(words: Words, end: int, earliest: int) -> int:
    """The last paragraph break in `[earliest, end]`, or `end`."""
    for at in range(end, earliest, -1):
        if words.shapes[at] == BREAK_SHAPE:
            return at
    return end
