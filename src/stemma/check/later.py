"""Figures that a later page replaced, seen in the lines themselves: what was told is told again with another value.

A claim's series (`figures`) needs both values in one claim. Here a line that has the draft's value is looked up again
in later pages: where one tells it in nearly the same words with another value, that value has taken the place of the
draft's, wherever the story tells of it. A name or a year that was exchanged makes it another thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stemma.check.held import Ground, Line, Near, counted
from stemma.check.sentence import Sentence
from stemma.lang import words as vocabulary
from stemma.lang.terms import stems
from stemma.lang.words import LANGUAGE
from stemma.model import Quantity
from stemma.relate.claims.quantities import TOLLS, exclude
from stemma.relate.claims.series import slot
from stemma.text import tokens

RETOLD = 0.6
"""Share of the words of two lines, figures aside, that both must have for one to be the other told again."""
SAME = 0.45
"""A line so near the draft's sentence tells of the same thing."""
LOOSE = 0.2
"""… and so near where the value itself says what is meant: the toll of the story, the one sum of that size in it."""
LINES = 12
"""Lines with the draft's value that are looked up in later pages: the nearest to the draft."""
BESIDE = 60
"""Characters around a figure that tell what it is of, and whether it is of an earlier moment."""


def dated(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the draft itself tells the value as one of an earlier moment ("four were dead by noon")."""
    pattern = vocabulary.of(LANGUAGE).expression("told-of-before")
    return pattern.search(_around(sentence, quantity)) is not None


def _around(sentence: Sentence, quantity: Quantity) -> str:
    return sentence.text[max(0, quantity.start - BESIDE) : quantity.end + BESIDE]


def replaced(
    sentence: Sentence, quantity: Quantity, same: Sequence[tuple[Near, Quantity]], ours: Sequence[Quantity]
) -> tuple[Near, Quantity] | None:
    """The line of a later page that tells again, with another value, what a line with the draft's value told.

    `same` are the lines near the sentence that have the value, `ours` all figures of the sentence.
    """
    if slot(quantity) is None or not same:
        return None
    ground = sentence.ground
    story = ground.beside(same[0][0].line.article)
    held = list(dict.fromkeys([*(near.line for near, _ in same), *_having(ground, quantity, story)]))
    held = [line for line in held if _has(ground, line, quantity)]
    last = max((ground.pages[line.article].time for line in held), default=None)
    later = [id for id in story if last is not None and ground.pages[id].time > last]
    if not later:
        return None
    words = set(sentence.stems)
    held.sort(key=lambda line: -len(words & line.stems))
    for line in held[:LINES]:
        for near in ground.near(_bare(ground, line), pages=later, most=4):
            value = _other(ground, near.line, quantity)
            if value is None or any(one.low == value.low and one.what == value.what for one in ours):
                continue
            if _told_again(ground, line, near.line) and _meant(sentence, quantity, (line, near.line)):
                return near, value
    return None


def _having(ground: Ground, quantity: Quantity, story: frozenset[str]) -> Iterator[Line]:
    """The lines of a story that have the words of the value as they are printed."""
    found: set[int] | None = None
    for stem in stems(quantity.text):
        numbers = set(ground.having(stem))
        found = numbers if found is None else found & numbers
    yield from (ground.lines[n] for n in sorted(found or ()) if ground.lines[n].article in story)


def _has(ground: Ground, line: Line, quantity: Quantity) -> bool:
    values = counted(ground.words(line))
    return any(v.what == quantity.what and v.low == quantity.low and v.high == quantity.high for v in values)


def _other(ground: Ground, line: Line, quantity: Quantity) -> Quantity | None:
    """The one value of the same kind in a line, where it is another one and the draft's is not beside it."""
    values = [v for v in counted(ground.words(line)) if v.what == quantity.what]
    rises = quantity.what not in TOLLS or all(v.low > quantity.low for v in values)
    return values[0] if len(values) == 1 and rises and exclude(values[0], quantity) else None


def _bare(ground: Ground, line: Line) -> set[str]:
    """The content words of a line without its figures."""
    figures = {stem for value in counted(ground.words(line)) for stem in stems(value.text)}
    return {stem for stem in line.stems - figures if not stem[:1].isdigit()}


def _told_again(ground: Ground, line: Line, other: Line) -> bool:
    """Whether two lines tell the same but for a figure: most words are common, and no name or year was exchanged."""
    ours, theirs = _bare(ground, line), _bare(ground, other)
    both = sum(map(ground.weight, ours & theirs))
    if both < RETOLD * sum(map(ground.weight, ours)) or both < RETOLD * sum(map(ground.weight, theirs)):
        return False
    return not exchanged(ground, line, other)


def exchanged(ground: Ground, line: Line, other: Line) -> bool:
    """Whether each of two lines has a name, or a year, that the other has not: they tell of two things."""
    ours, theirs = _names(ground, line), _names(ground, other)
    return bool(ours - theirs and theirs - ours)


def _names(ground: Ground, line: Line) -> set[str]:
    """The capitalised words of a line but its first and days, and its years."""
    known = vocabulary.of(LANGUAGE)
    told = tokens(ground.words(line))[1:]
    names = {word.casefold() for word in told if word[:1].isupper() or (word.isdigit() and len(word) == 4)}
    return names - known["days-and-months"] - known["forms-of-address"]


def _meant(sentence: Sentence, quantity: Quantity, lines: Sequence[Line]) -> bool:
    """Whether the draft's sentence tells of what these lines tell."""
    ground = sentence.ground
    share = 0.0
    for words in (set(sentence.stems), set(stems(_around(sentence, quantity)))):
        words -= set(stems(quantity.text))
        total = sum(map(ground.weight, words)) or 1.0
        share = max(share, *(sum(ground.weight(stem) for stem in words & line.stems) / total for line in lines))
    if quantity.what in TOLLS:
        return share > 0.0 and sentence.near[0].share >= SAME
    plain = quantity.low.is_integer() and quantity.low < 100 * (1 + (quantity.what == "share"))
    return share >= (SAME if plain else LOOSE)
