"""Words in the form in which a quotation is compared: case, marks and spelling of two countries aside."""

from __future__ import annotations

import functools

from stemma.lang import words as vocabulary
from stemma.lang.words import LANGUAGE
from stemma.text import fold, words

LEAST = 3
"""Letters before an ending."""


@functools.lru_cache(1 << 16)
def form(word: str) -> str:
    """One form for all spellings of a word: case folded, marks plain, British spelling as American."""
    plain = fold(word)
    whole, endings = _spellings()
    if plain in whole:
        return whole[plain]
    for ours, theirs in endings:
        if plain.endswith(ours) and len(plain) - len(ours) >= LEAST:
            return plain[: -len(ours)] + theirs
    return plain


@functools.cache
def _spellings() -> tuple[dict[str, str], list[tuple[str, str]]]:
    known = vocabulary.of(LANGUAGE)
    whole = dict(row.split() for row in known.rows("spelling-words"))
    endings = [(one, other) for one, other in (row.split() for row in known.rows("spelling-endings"))]
    return whole, sorted(endings, key=lambda pair: -len(pair[0]))


class Forms:
    """A text as a row of forms in which others are found. `spans` are the places of its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = words(text)
        self.forms = [form(text[start:end]) for start, end in self.spans]
        self._starts: list[int] = []
        at = 0
        for one in self.forms:
            self._starts.append(at)
            at += len(one) + 1
        self._joined = "".join(f"{one}\x1f" for one in self.forms)
        self._places: dict[str, list[int]] | None = None

    def find(self, sought: list[str], begin: int = 0, until: int | None = None) -> int | None:
        """The number of the word from which on `sought` stands here, first at `begin`, last at `until`."""
        if not sought or begin >= len(self.forms):
            return None
        wanted = "".join(f"{one}\x1f" for one in sought)
        at = self._starts[begin] - 1
        last = len(self._joined) if until is None or until >= len(self.forms) else self._starts[until]
        while (at := self._joined.find(wanted, at + 1)) >= 0 and at <= last:
            if at == 0 or self._joined[at - 1] == "\x1f":
                return self._joined.count("\x1f", 0, at)
        return None

    @property
    def places(self) -> dict[str, list[int]]:
        """Where each form stands, by number of the word."""
        if self._places is None:
            self._places = {}
            for number, one in enumerate(self.forms):
                self._places.setdefault(one, []).append(number)
        return self._places

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The span of the words from number `first` to `last`, both included."""
        return self.spans[first][0], self.spans[last][1]
