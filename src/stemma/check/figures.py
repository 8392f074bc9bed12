"""Figures: whether a page has the value of what is counted, another value of it, or a later one that replaced it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from stemma import clock
from stemma.check import later
from stemma.check.held import Ground, Line, Near, counted
from stemma.check.sentence import Sentence
from stemma.model import FigureValue, Finding, Quantity, Span
from stemma.relate.claims.quantities import TOLLS, exclude, most
from stemma.relate.claims.series import printed
from stemma.steps import steps

LOOSE = 0.4
"""A line must be so near where figure and page do not say in the same word what is counted."""
SAME = 0.45
"""… and so near for another value in it to be one of the same thing."""
RARE = 100.0
"""From here on a value is so rare that it is found wherever the same is counted."""
LESS = 0.7
"""A line that has the value counts less than one with another value that is so much nearer."""
ROUNDED = 1000.0
"""From here on figures are rounded in retelling."""


def findings(sentence: Sentence) -> Iterator[Finding]:
    """What the pages hold of each figure of a sentence."""
    start = sentence.span[0]
    ours = [q for q in counted(_without_times(sentence)) if not (q.low == most(q) <= 1 and not q.text[:1].isdigit())]
    for quantity in ours:
        span = (start + quantity.start, start + quantity.end)
        yield from _finding(sentence, quantity, span, ours)


def _without_times(sentence: Sentence) -> str:
    """The text of a sentence with its dates and times blanked."""
    text, at = sentence.text, sentence.span[0]
    for t in sentence.draft.annotations.times:
        if t.type in ("DATE", "TIME") and at <= t.start and t.end <= sentence.span[1]:
            text = text[: t.start - at] + "_" * (t.end - t.start) + text[t.end - at :]
    return text


def _finding(sentence: Sentence, quantity: Quantity, span: Span, ours: Sequence[Quantity]) -> Iterator[Finding]:
    ground = sentence.ground
    held = [(near, value) for near in sentence.near for value in counted(ground.words(near.line))]
    same = [
        (n, v)
        for n, v in held
        if agree(quantity, v) and not _apart(quantity, v) and (_alike(quantity, v) or n.share >= LOOSE)
    ]
    against = _against(sentence, quantity, held)
    if against and sentence.open(span) and all(near.share < LESS * against[0].share for near, _ in same):
        same = []
    elif not same:
        same = [(Near(line, 0.0), v) for line, v in _anywhere(ground, quantity)]
    if same:
        before = later.dated(sentence, quantity)
        if not before and (last := _overtaken(ground, quantity, same, ours)) is not None:
            note = f"{printed(quantity)} was overtaken: {last.value}" + _since(last)
            yield _made("overtaken", ground, span, last.article, last.span, note, last.where == "title")
        elif not before and (
            told := _risen(sentence, quantity, same, held) or later.replaced(sentence, quantity, same, ours)
        ):
            near, value = told
            note = f"{printed(quantity)} was overtaken: {printed(value)}"
            yield _at("overtaken", ground, span, near.line, value, note)
        else:
            cited = [pair for pair in same if pair[0].line.article in sentence.cited]
            near, value = (cited or same)[0]
            away = sentence.cited and not cited and sentence.open(span)
            yield _at("elsewhere" if away else "found", ground, span, near.line, value, "")
        return
    if not sentence.open(span):
        return
    if against:
        near, value = against
        yield _at("conflict", ground, span, near.line, value, f"{value.text} there")
        return
    yield Finding("figure", "not-found", span, note="in no page")


def _against(
    sentence: Sentence, quantity: Quantity, held: Sequence[tuple[Near, Quantity]]
) -> tuple[Near, Quantity] | None:
    """The nearest line that has another value of the same thing, and not this one beside it."""
    for near, value in held:
        if near.share < SAME:
            return None
        if _alike(quantity, value) and exclude(quantity, value):
            beside = counted(sentence.ground.words(near.line))
            if not any(agree(quantity, one) for one in beside):
                return near, value
    return None


def agree(a: Quantity, b: Quantity) -> bool:
    """Whether two values may be one: equal, one within the bounds of the other, or one rounded."""
    if a.low == b.low or (a.high is not None and a.high == b.high):
        return True
    if a.exact and b.exact:
        return _rounded(a.low, b.low) or _rounded(b.low, a.low)
    if a.high is None or b.high is None:
        one, other = (a, b) if a.high is None else (b, a)
        return other.high is not None and one.low <= other.low <= 1.25 * one.low
    return a.low <= b.high and b.low <= a.high


def _rounded(short: float, long: float) -> bool:
    """Whether `short` is `long` with fewer digits ("3.5 million" for 3,512,000)."""
    if short < ROUNDED or long <= 0:
        return False
    digits = len(f"{short:.6e}".partition("e")[0].rstrip("0").replace(".", ""))
    return math.isclose(float(f"{long:.{digits - 1}e}"), short, rel_tol=1e-9)


def _alike(a: Quantity, b: Quantity) -> bool:
    """Whether both say that they count the same."""
    if "number" in (a.what, b.what) or _apart(a, b):
        return False
    people = {a.what, b.what} <= TOLLS | {"people"} and "people" in (a.what, b.what)
    return a.what == b.what or (bool(a.noun) and a.noun == b.noun) or people


def _apart(a: Quantity, b: Quantity) -> bool:
    """Whether two values are tolls of two kinds: seven dead are no seven injured."""
    return a.what != b.what and {a.what, b.what} <= TOLLS


def _anywhere(ground: Ground, quantity: Quantity) -> Iterator[tuple[Line, Quantity]]:
    """The lines of any page that have a rare value of the same thing."""
    if quantity.low < RARE and quantity.low.is_integer():
        return
    for line in ground.lines:
        for value in counted(ground.words(line)):
            if value.low == quantity.low and _alike(quantity, value):
                yield line, value


def _overtaken(
    ground: Ground, quantity: Quantity, same: Sequence[tuple[Near, Quantity]], ours: Sequence[Quantity]
) -> FigureValue | None:
    """The value that holds now of the figure that this one was a value of; None where it holds still.

    A figure of the story that had this value of the same thing before, and has another one since.
    """
    for near, value in same:
        told_in = [story for story in ground.stories if any(one.id == near.line.article for one in story.articles)]
        for figure in (figure for story in told_in for figure in story.figures):
            had = [v for v in figure.series if figure.slot == value.what and v.low == value.low]
            last = steps(figure.series)[-1]
            if not had or last.low == value.low or agree(quantity, _quantity(last)):
                continue
            begun = min(clock.order_key(v.asof) for v in figure.series if v.low == last.low)
            told = any(agree(other, _quantity(last)) for other in ours)
            there = ground.line(last.article, last.where, last.span)
            apart = value.what not in TOLLS and there is not None and later.exchanged(ground, near.line, there)
            if not told and not apart and begun > max(clock.order_key(v.asof) for v in had):
                return last
    return None


def _risen(
    sentence: Sentence, quantity: Quantity, same: Sequence[tuple[Near, Quantity]], held: Sequence[tuple[Near, Quantity]]
) -> tuple[Near, Quantity] | None:
    """A line near the sentence, of a later page than all that have this toll, with a higher one; the highest."""
    pages = sentence.ground.pages
    last = max(pages[near.line.article].time for near, _ in same)
    least = max(SAME, LESS * same[0][0].share)
    found = [
        (near, value)
        for near, value in held
        if near.share >= least
        and value.what == quantity.what in TOLLS
        and value.low > most(quantity)
        and pages[near.line.article].time > last
    ]
    return max(found, key=lambda pair: (pair[1].low, pair[0].share), default=None)


def _since(value: FigureValue) -> str:
    when = clock.parse(value.asof)
    return f", since {when.day} {when:%B %Y, %H:%M}" if when else ""


def _quantity(value: FigureValue) -> Quantity:
    return Quantity("", value.low, value.high, 0, 0, value.value)


def _at(result: str, ground: Ground, span: Span, line: Line, value: Quantity, note: str) -> Finding:
    place = (line.span[0] + value.start, line.span[0] + value.end)
    return _made(result, ground, span, line.article, place, note, line.where == "title")


def _made(result: str, ground: Ground, span: Span, article: str, place: Span, note: str, title: bool) -> Finding:
    page = ground.pages.get(article)
    words = page.text("title" if title else "body")[slice(*place)] if page else ""
    return Finding("figure", result, span, article, (place,), note, words, "title" if title else "body")  # type: ignore[arg-type]
