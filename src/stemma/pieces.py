"""Words into the word pieces that small encoders read (BERT's uncased WordPiece; Devlin et al. 2019, section 3).

Lower case, accents stripped, split at punctuation, then the longest piece first. Both encoders that ship use it:
`stemma.annotate.tagger` and `stemma.embedding`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
PART = re.compile(r"[^\W_]+|[^\w\s]|_")
REMEMBERED = 200_000
"""Words whose pieces are kept in memory."""
LONGEST = 32
"""Pieces of one word; what has more is no word but an address or a code, and unknown."""


class Pieces:
    """A vocabulary of word pieces; `vocabulary` lists them in the order of their numbers."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self.unknown, self.start, self.end = (self.numbers[piece] for piece in (UNKNOWN, START, END))
        self._longest = max(map(len, vocabulary))
        self._known: dict[str, tuple[int, ...]] = {}

    def of(self, word: str) -> tuple[int, ...]:
        """The numbers of the pieces of a word, never none: what has no letter or sign is one unknown piece."""
        known = self._known.get(word)
        if known is None:
            plain = word.lower()
            if not plain.isascii():
                plain = "".join(c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c) != "Mn")
            known = tuple(number for part in PART.findall(plain) for number in self._split(part)) or (self.unknown,)
            if len(known) > LONGEST:  # a row of underscores is one word and as many parts
                known = (self.unknown,)
            if len(self._known) > REMEMBERED:
                self._known.clear()
            self._known[word] = known
        return known

    def _split(self, part: str) -> list[int]:
        found: list[int] = []
        at = 0
        while at < len(part):
            for end in range(min(len(part), at + self._longest), at, -1):
                number = self.numbers.get(("##" if at else "") + part[at:end])
                if number is not None:
                    found.append(number)
                    at = end
                    break
            else:
                return [self.unknown]
            if len(found) > LONGEST:
                return [self.unknown]
        return found
