"""Figures: whether a page has the value of what is counted, another value of it, or a later one that replaced it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from stemma import clock
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
    same = [(n, v) for n, v in held if agree(quantity, v) and (_alike(quantity, v) or n.share >= LOOSE)]
    if not same:
        same = [(Near(line, 0.0), v) for line, v in _anywhere(ground, quantity)]
    if same:
        if (later := _overtaken(ground, quantity, same, ours)) is not None:
            note = f"{printed(quantity)} was overtaken: {later.value}" + (f" ({later.asof})" if later.asof else "")
            yield _made("overtaken", ground, span, later.article, later.span, note, later.where == "title")
        elif sentence.open(span):
            cited = [pair for pair in same if pair[0].line.article in sentence.cited]
            near, value = (cited or same)[0]
            result = "elsewhere" if sentence.cited and not cited else "found"
            yield _at(result, ground, span, near.line, value, "")
        return
    if not sentence.open(span):
        return
    for near, value in held:
        if near.share >= SAME and _alike(quantity, value) and exclude(quantity, value):
            yield _at("conflict", ground, span, near.line, value, f"{value.text} there")
            return
    yield Finding("figure", "not-found", span, note="in no page")


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
    if "number" in (a.what, b.what):
        return False
    people = {a.what, b.what} <= TOLLS | {"people"} and "people" in (a.what, b.what)
    return a.what == b.what or (bool(a.noun) and a.noun == b.noun) or people


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
    """The value that holds now of the figure that this one was a value of; None where it holds still."""
    for near, value in same:
        for story in ground.stories:
            for figure in story.figures:
                if not any(_is(v, near.line, value) for v in figure.series):
                    continue
                last = steps(figure.series)[-1]
                older = [v for v in figure.series if v.low == last.low]
                begun = min((clock.order_key(v.asof) for v in older), default=clock.order_key(None))
                told = any(agree(other, _quantity(last)) for other in ours)
                newest = ground.pages[near.line.article].time
                if not told and begun > newest and not agree(quantity, _quantity(last)) and last.low != quantity.low:
                    return last
    return None


def _is(known: FigureValue, line: Line, value: Quantity) -> bool:
    here = known.article == line.article and known.where == line.where
    return here and known.low == value.low and line.span[0] <= known.span[0] < line.span[1]


def _quantity(value: FigureValue) -> Quantity:
    return Quantity("", value.low, value.high, 0, 0, value.value)


def _at(result: str, ground: Ground, span: Span, line: Line, value: Quantity, note: str) -> Finding:
    place = (line.span[0] + value.start, line.span[0] + value.end)
    return _made(result, ground, span, line.article, place, note, line.where == "title")


def _made(result: str, ground: Ground, span: Span, article: str, place: Span, note: str, title: bool) -> Finding:
    page = ground.pages.get(article)
    words = page.text("title" if title else "body")[slice(*place)] if page else ""
    return Finding("figure", result, span, article, (place,), note, words, "title" if title else "body")  # type: ignore[arg-type]
