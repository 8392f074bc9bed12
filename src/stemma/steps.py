"""The values of a figure that held one after the other: 4, 7, 11. Used to choose a headline and to draw the panel."""

from __future__ import annotations

from collections.abc import Sequence

from stemma import clock, text
from stemma.model import FigureValue


def steps(series: Sequence[FigureValue]) -> tuple[FigureValue, ...]:
    """The values of `series` that came to hold, oldest first: a higher one, or another one of the party that holds.

    What repeats a replaced value, or is lower in somebody else's words, is late or counts less: it makes no step.
    """
    made: list[FigureValue] = []
    for value in ordered(series):
        if not made or (not agree(value, made[-1]) and (value.low > made[-1].low or _same(value, made[-1]))):
            made.append(value)
    return tuple(made)


def ordered(series: Sequence[FigureValue]) -> list[FigureValue]:
    """`series` in order of time; of the values of one page the highest first, which is the whole of the others."""
    return sorted(series, key=lambda v: (clock.order_key(v.asof), v.article, -v.low))


def wavers(made: Sequence[FigureValue]) -> bool:
    """Whether a value of the steps came back after another had replaced it: then two things are counted, or one was
    misread."""
    return len({value.low for value in made}) < len(made)


def agree(a: FigureValue, b: FigureValue) -> bool:
    """Whether two values are the same for a reader: "at least 4" and "4" are."""
    return a.low == b.low


def _same(a: FigureValue, b: FigureValue) -> bool:
    """Whether one party gave both, on two pages."""
    return a.article != b.article and a.origin is not None and text.fold(a.origin) == text.fold(b.origin or "")
