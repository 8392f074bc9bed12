"""Quotation marks: where a quotation opens and closes, over sentences, lines and paragraphs.

A quotation of several paragraphs has an opening mark on each of them and a closing one on the last; some pages have
one at its beginning and one at its end alone. Real pages also turn marks round and set blanks on the wrong side
("…, “he said"), so a mark is read by what is open before it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.model import Span, Spans
from stemma.text import paragraphs

DOUBLE = re.compile('[“”"]')
ENDED = ",.?!…—-)]"
"""Signs before a mark that closes what somebody said."""
LINES, BLOCKS = 8, 4
"""So many lines, or paragraphs set apart by blank lines, may stand between an opening mark and its closing one."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch in quotation marks, marks included; `goes_on` if it has no closing mark for the next one goes on."""

    start: int
    end: int
    goes_on: bool = False


def stretches(text: str) -> list[Quoted]:
    """The stretches of `text` in double marks, in order; a mark amid a sentence that nothing closes opens none."""
    held = paragraphs(text)
    marks = _marks(text, held)
    found: list[Quoted] = []
    opened: int | None = None
    for k, (start, end) in enumerate(held):
        for at in marks[k]:
            if opened is not None and at == start:  # opened anew on the next paragraph
                found.append(Quoted(opened, held[k - 1][1], True))
                opened = at
            elif opened is None:
                if _may_open(text, at, end):
                    opened = at
            elif text[at] != "“" or _closes(text, at, end, text[opened]):
                found.append(Quoted(opened, at + 1))
                opened = None
        if opened is None:
            continue
        ahead = _ahead(text, held, marks, k, text[opened])
        if ahead == "again" or (ahead == "" and (opened <= start + 1 or _speaks_on(text, opened))):
            found.append(Quoted(opened, end, ahead == "again"))
        if ahead != "on":
            opened = None
    return [one for one in found if re.search(r"\w", text[one.start : one.end])]


SINGLE = re.compile(r"(?:(?<=^)|(?<=\n)|(?<=: ))[‘'](?=\w)")
SINGLE_END = re.compile(r"[.,!?…][’'](?=\s|$)")


def over_lines(text: str) -> list[Span]:
    """Stretches in single marks, marks included, from the start of a line or a colon to lines further on."""
    found: list[Span] = []
    held = paragraphs(text)
    starts = [start for start, _ in held]
    for match in SINGLE.finditer(text):
        at = match.start()
        k = bisect.bisect_right(starts, at) - 1
        if k < 0 or (found and at < found[-1][1]) or SINGLE_END.search(text, at, held[k][1]):
            continue
        for step in range(1, LINES + 1):
            if k + step >= len(held) or text.count("\n", held[k + step - 1][1], held[k + step][0]) > 1:
                break
            start, end = held[k + step]
            if text[start] in "‘'“\"":
                break
            close = SINGLE_END.search(text, start, end)
            if close is not None:
                found.append((at, close.end()))
                break
    return found


def _marks(text: str, held: Spans) -> list[list[int]]:
    """The places of double marks, for each paragraph."""
    found: list[list[int]] = []
    for start, end in held:
        found.append([m.start() for m in DOUBLE.finditer(text, start, end)])
    return found


def _speaks_on(text: str, at: int) -> bool:
    """Whether a mark that nothing closes opens what is said to the end of the paragraph: "…," she said. "We …"."""
    before = text[max(0, at - 2) : at]
    return len(before) == 2 and before[0] in ".:," and before[1] == " " and text[at + 1 : at + 2].isupper()


def _may_open(text: str, at: int, end: int) -> bool:
    """Whether a mark can open a quotation: no inch mark, and something stands after it in its paragraph."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < end else " "
    if text[at] == "”":
        return before.isspace() and not after.isspace()
    if text[at] == "“":
        return at + 1 < end
    if not before.isspace() and before not in "([{—–-/‘'" and not after.isalnum() and after not in "‘'[($…":
        return False  # it closes what nothing opened; or it stands for inches
    return at + 1 < end


def _closes(text: str, at: int, end: int, opener: str = "“") -> bool:
    """Whether a mark that is printed as an opening one closes what is open before it."""
    before = text[max(0, at - 2) : at].rstrip(" ")[-1:]
    alone = at + 1 >= end or text[at + 1].isspace()
    return before != "" and before in ENDED and (alone or opener == '"')


def _ahead(text: str, held: Sequence[Span], marks: Sequence[Sequence[int]], k: int, opener: str) -> str:
    """What comes of a quotation that is open at the end of paragraph `k`: the next begins with a mark ("again"), it
    goes on to a mark further down ("on"), or nothing ("")."""
    blank = False
    for step in range(1, LINES + 1):
        if k + step >= len(held):
            return ""
        (start, end), last = held[k + step], held[k + step - 1][1]
        blank = blank or text.count("\n", last, start) > 1
        if blank and step > BLOCKS:
            return ""
        if not marks[k + step]:
            continue
        first = marks[k + step][0]
        if first == start:
            # lines without a mark between two that have one belong to the quotation
            return "again" if step == 1 else "" if blank else "on"
        after = text[first + 1] if first + 1 < end else " "
        closing = not after.isalnum() and text[first] != "“" and not text[first - 1].isspace()
        return "on" if closing or (not blank and _closes(text, first, end, opener)) else ""
    return ""
