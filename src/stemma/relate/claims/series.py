"""Figures: what is counted or measured in a claim, as a series of values in order of time, and the one that holds.

The last value of whoever counts it is the claim's value: a toll that rose is not disputed by what it was before, and an
office that takes a figure back has the last word on it too.
"""

from __future__ import annotations

from collections.abc import Sequence

from stemma import clock
from stemma.model import Claim, Figure, FigureValue, Quantity, Statement
from stemma.relate.claims import standing
from stemma.relate.claims.facts import factual, of_the_whole, sign
from stemma.relate.claims.quantities import TOLLS, exclude

COUNTED = TOLLS | {"magnitude", "share"}
"""Slots whose values replace one another as time goes on; so do sums of money."""
UNITS = {"magnitude": "", "share": "%", "length": "km", "mass": "kg", "area": "km²", "duration": "h"}


def counts(statement: Statement) -> tuple[Quantity, ...]:
    """The figures of a statement that are values of a slot: told as a fact, of the whole, of this time."""
    marks = statement.reading.marks
    if sign(statement) < 0 and not any(q.high == 0 for q in statement.reading.figures):
        return ()
    if not factual(statement) or not of_the_whole(statement) or "other-time" in marks or len(statement.content) != 1:
        return ()
    found = tuple(q for q in statement.reading.figures if slot(q) is not None)
    if "toll" in marks:  # "has risen to six after three of the wounded died": the toll is the greater one
        return tuple(q for q in found if all(q.low >= other.low for other in found if other.what == q.what))
    # "lost 6 million, more than the 5 million it had asked for": which of two sums is meant, nobody knows
    return tuple(q for q in found if q.what in COUNTED or not any(exclude(q, other) for other in found))


def slot(quantity: Quantity) -> str | None:
    """The slot that a quantity is a value of; None where it only says how much of something is meant."""
    if quantity.what in COUNTED:
        return quantity.what
    return quantity.what if quantity.what.startswith("money ") else None


def outdated(said: Sequence[Statement], story: Sequence[Statement] = ()) -> frozenset[str]:
    """Ids of the statements of one claim whose value of a slot a later statement has replaced.

    A value is replaced by a later, other one of a party with standing, or of the same party, or, where no party with
    standing gave it, of anybody. What has no figure in the slot is not replaced.
    """
    gone: set[str] = set()
    last: dict[str, list[tuple[Statement, Quantity]]] = {}
    for one in sorted(said, key=lambda s: (clock.order_key(s.time), s.id)):
        for quantity in counts(one):
            earlier = last.setdefault(quantity.what, [])
            for other, value in earlier:
                if clock.order_key(other.time) >= clock.order_key(one.time) or not exclude(value, quantity):
                    continue
                same = (other.identity or other.origin) == (one.identity or one.origin)
                rises = quantity.low > value.low
                if same or standing.has_standing(one, story) or (rises and not standing.has_standing(other, story)):
                    gone.add(other.id)
            earlier.append((one, quantity))
    kept = {s.id for s in said} - gone
    return frozenset(gone) if kept else frozenset()


def figures(claims: Sequence[Claim]) -> tuple[Figure, ...]:
    """The series of each claim that counts something: of a toll one value is enough, else two that differ."""
    found: list[Figure] = []
    for claim in claims:
        series: dict[str, list[FigureValue]] = {}
        for one in sorted(claim.statements, key=lambda s: (clock.order_key(s.time), s.id)):
            for quantity in counts(one):
                if quantity.what != "missing" or "found-again" not in one.reading.marks:
                    series.setdefault(quantity.what, []).append(_value(one, quantity))
        for name in sorted(series):
            values = _distinct(series[name])
            if name == "missing" and _found(values[-1], claims):
                continue
            if name in TOLLS or len({v.value for v in values}) > 1:
                found.append(Figure(claim.id, name, tuple(values)))
    return tuple(found)


def _found(last: FigureValue, claims: Sequence[Claim]) -> bool:
    """Whether a later statement tells that those who were missing, so many, were found: nobody knows of any since."""
    return any(
        "found-again" in s.reading.marks and sign(s) > 0 and clock.order_key(s.time) > clock.order_key(last.asof)
        and any(q.low == last.low for q in s.reading.figures)
        for claim in claims
        for s in claim.statements
    )  # fmt: skip


def _value(one: Statement, quantity: Quantity) -> FigureValue:
    start = one.content[0][0]
    unit = quantity.what.removeprefix("money ") if quantity.what.startswith("money ") else UNITS.get(quantity.what, "")
    return FigureValue(
        value=printed(quantity),
        low=quantity.low,
        high=quantity.high,
        unit=unit,
        asof=one.time,
        origin=one.origin,
        article=one.article,
        span=(start + quantity.start, start + quantity.end),
        where=one.where,
    )


def printed(quantity: Quantity) -> str:
    """A value as it is read: "7", "≥ 7", "3–5"."""
    if quantity.high is None:
        return f"≥ {quantity.low:,.10g}"
    if quantity.exact:
        return f"{quantity.low:,.10g}"
    if quantity.low == 0:
        return f"≤ {quantity.high:,.10g}"
    return f"{quantity.low:,.10g}–{quantity.high:,.10g}"


def _distinct(values: Sequence[FigureValue]) -> list[FigureValue]:
    """`values` without what one page says again."""
    seen: set[tuple[str, str]] = set()
    out: list[FigureValue] = []
    for value in values:
        if (value.article, value.value) not in seen:
            seen.add((value.article, value.value))
            out.append(value)
    return out
