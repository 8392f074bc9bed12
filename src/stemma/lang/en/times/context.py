"""What a reader may ask: the words of a match, the document time, what was mentioned before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from stemma.lang.en.times.lexicon import NUMBER, ORDINAL, SCALE, SEASON, UNITS
from stemma.lang.en.times.tense import direction
from stemma.lang.en.times.tokens import BREAK, Tokens
from stemma.model import TimexType
from stemma.timex import Interval

UNKNOWN = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "m": "XXXX-XX",
    "Q": "XXXX-QX",
    "Y": "XXXX",
    "E": "XXX",
    "C": "XX",
    "H": "XXXX-XX-XXTXX",
    "M": "XXXX-XX-XXTXX:XX",
    "S": "XXXX-XX-XXTXX:XX:XX",
    "F": "XXXX-WXX",
}
"""Values for a unit of time that nothing anchors."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a stretch of tokens means. `part` narrows the interval of `value` (TIMEX3 mod START, MID, END).

    `interval` is local time and overrules that of the value; `zone` is one that the text names, `local` that it says
    "local time". `deictic` tells that the document time was needed, `earlier` that a time mentioned before was,
    `aside` that it is only a comparison and no reference for what follows, `hanging` that it is a time of day whose
    day the words nearby must give. `span` are the tokens if they differ from the rule's match.
    """

    type: TimexType
    value: str
    confidence: float = 0.9
    mod: str | None = None
    interval: Interval | None = None
    zone: str | None = None
    local: bool = False
    deictic: bool = False
    earlier: bool = False
    aside: bool = False
    hanging: bool = False
    span: tuple[int, int] | None = None


@dataclass(slots=True)
class Match:
    """One match of a rule: tokens `[start, stop)` and its named parts."""

    tokens: Tokens
    found: re.Match[str]
    start: int
    stop: int

    def has(self, name: str) -> bool:
        """Whether the part is there."""
        groups = self.found.re.groupindex
        return name in groups and self.found.start(name) >= 0 and self.found.end(name) > self.found.start(name)

    def words(self, name: str) -> list[str]:
        """The tokens of a part, lower case; empty if it is not there."""
        if not self.has(name):
            return []
        return [w.lower() for w in self.tokens.words[self.found.start(name) : self.found.end(name)]]

    def word(self, name: str) -> str:
        """The tokens of a part in one string, lower case, blanks between them."""
        return " ".join(self.words(name))

    def figure(self, name: str) -> int:
        """The figure at the start of a part."""
        return int(self.words(name)[0])

    def close(self, name: str | None = None) -> bool:
        """Whether no blank stands inside the part (or the whole match)."""
        start, stop = (self.found.start(name), self.found.end(name)) if name else (self.start, self.stop)
        return all(self.tokens.close(i) for i in range(start + 1, stop))

    def before(self, back: int = 1) -> str:
        """The token `back` places before the match, lower case; empty at the start of the text."""
        i = self.start - back
        return self.tokens.words[i].lower() if i >= 0 else ""

    def after(self, ahead: int = 0) -> str:
        """The token `ahead` places after the match, as printed; empty at the end."""
        i = self.stop + ahead
        return self.tokens.words[i] if i < len(self.tokens.words) else ""


@dataclass(slots=True)
class Context:
    """The document time (local, naive) and what was read so far, in text order."""

    tokens: Tokens
    now: datetime | None
    day_first: bool | None = None
    utc: datetime | None = None
    """The document time in UTC, naive; None where its zone is unknown."""
    seen: list[tuple[int, Reading]] = field(default_factory=list)

    def direction(self, match: Match, *, day: bool = False) -> tuple[int, bool]:
        """Where the words around a match point: see `tense.direction`."""
        return direction(self.tokens.words, match.start, match.stop, day=day)

    def back(self, start: int, *, within: int = 10_000) -> Iterator[Reading]:
        """Earlier readings, nearest first, at most `within` tokens back."""
        for at, reading in reversed(self.seen):
            if start - at > within:
                return
            yield reading

    def same_paragraph(self, start: int) -> int:
        """How many tokens back the paragraph of token `start` begins."""
        return start - (self.tokens.symbols.rfind(BREAK, 0, start) + 1)


def number(words: list[str]) -> float | None:
    """The number that words or figures spell: `2 1/2`, `1,200`, `twenty - five`, `two thousand`, `two and a half`."""
    text = " ".join(words)
    half = 0.5 if text.endswith(("and a half", "- and - a - half")) else 0.0
    if half:
        words = words[: -3 if text.endswith("and a half") else -6]
    if words and words[0].isdigit():
        return _figures(words) + half
    total, group = 0.0, 0.0
    for word in words:
        if word in NUMBER:
            group += NUMBER[word]
        elif word in SCALE:
            group = (group or 1) * SCALE[word]
            if SCALE[word] >= 1000:
                total, group = total + group, 0.0
        elif word not in ("a", "an", "and", "-"):
            return None
    return total + group + half


def _figures(words: list[str]) -> float:
    scale = SCALE.get(words[-1], 1)
    words = words[:-1] if scale > 1 else words
    text = "".join(words).replace(",", "")
    if "/" in text:  # 2 1/2 or 1/2
        head, bottom = text.split("/")
        top = words[words.index("/") - 1]
        whole = head[: -len(top)]
        return (int(whole) if whole else 0) + int(top) / max(int(bottom), 1)
    return float(text) * scale


def ordinal(words: list[str]) -> int | None:
    """The rank that words spell: `third`, `twenty - first`, `21 st`."""
    if not words:
        return None
    if words[0].isdigit():
        return int(words[0])
    tens = NUMBER.get(words[0], 0)
    last = ORDINAL.get(words[-1])
    return None if last is None else tens + last


def unit(match: Match, name: str = "u") -> str:
    """The unit letter of a part."""
    return UNITS[match.words(name)[0]]


def season(match: Match) -> str:
    """The season code of part `s`."""
    return SEASON[match.words("s")[0]]


def narrowed(reading: Reading, **changes: object) -> Reading:
    """A copy of a reading with other fields."""
    return replace(reading, **changes)  # type: ignore[arg-type]
