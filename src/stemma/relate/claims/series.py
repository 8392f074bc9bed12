"""Figures: what is counted or measured in a claim, as a series of values in order of time, and the one that holds.

The last value of whoever counts it is the claim's value: a toll that rose is not disputed by what it was before, and an
office that takes a figure back has the last word on it too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

from stemma import clock
from stemma.model import Annotated, Claim, Figure, FigureValue, Quantity, Statement
from stemma.relate.claims import standing
from stemma.relate.claims.facts import factual, of_the_whole, sign
from stemma.relate.claims.quantities import TOLLS, exclude, near
from stemma.steps import ordered, steps, wavers

COUNTED = TOLLS | {"magnitude", "share"}
"""Slots whose values replace one another as time goes on; so do sums of money."""
LONG_BEFORE = timedelta(days=8)
"""So long before the first page of a story, and what is counted was another event's."""
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


def holding(said: Sequence[Statement]) -> list[Statement]:
    """`said` without those that give a toll another value than the one that holds after them all.

    Who confirmed seven dead does not confirm the eleven of somebody else. Of several tolls the one is looked at that
    most statements count.
    """
    slots = Counter(q.what for s in said for q in counts(s) if q.what in TOLLS)
    if not slots:
        return list(said)
    slot = min(slots, key=lambda name: (-slots[name], name))
    now = steps([_value(s, q) for s in said for q in counts(s) if q.what == slot])[-1].low
    return [s for s in said if now in (values := [q.low for q in counts(s) if q.what == slot]) or not values]


def elsewhen(statements: Sequence[Statement], members: Sequence[Annotated]) -> frozenset[str]:
    """Ids of the statements in whose sentence a day or month stands that lies well before the first page of the story,
    or that nobody knows the year of: what they count may be of another event."""
    of = {member.article.id: member for member in members}
    starts = [found[0] for m in members if (found := clock.bounds(m.article.published))]
    since = min(starts) - LONG_BEFORE if starts else None
    past: set[str] = set()
    for one in statements:
        if one.sentence is None or one.where != "body" or one.article not in of:
            continue
        start, end = one.sentence
        for time in of[one.article].annotations.times:
            if time.type == "DATE" and start <= time.start < end:
                until = clock.bounds(time.until)
                if time.value.startswith("XXXX") or (since and until and until[1] < since):
                    past.add(one.id)
    return frozenset(past)


def figures(claims: Sequence[Claim], members: Sequence[Annotated] = ()) -> tuple[Figure, ...]:
    """What is counted: the series of each claim that counts something, and one series for each toll of the story.

    Of a toll one value is enough, else two that differ. The dead of two claims are one series, under the claim that
    gives most of its values, unless a value would come back then after another had replaced it (two things are counted)
    or its time is another (`elsewhen`).
    """
    past = elsewhen([s for claim in claims for s in claim.statements], members)
    found: list[Figure] = []
    before: list[Figure] = []
    own: set[FigureValue] = set()  # what pages say in their own voice
    for claim in claims:
        series: dict[tuple[str, bool], list[FigureValue]] = {}
        for one in sorted(claim.statements, key=lambda s: (clock.order_key(s.time), s.id)):
            for quantity in counts(one):
                if quantity.what != "missing" or "found-again" not in one.reading.marks:
                    key = quantity.what, one.id in past and quantity.what in TOLLS
                    series.setdefault(key, []).append(_value(one, quantity))
                    own |= {series[key][-1]} if one.attribution is None else set()
        for name, old in sorted(series):
            values = _distinct(series[name, old], own)
            if name == "missing" and _found(values[-1], claims):
                continue
            if name in TOLLS or len({v.value for v in values}) > 1:
                (before if old else found).append(Figure(claim.id, name, tuple(values)))
    now = {figure.slot for figure in found}
    return tuple(_as_one([*found, *(figure for figure in before if figure.slot not in now)], own))


def _as_one(figures: Sequence[Figure], own: Collection[FigureValue]) -> list[Figure]:
    """`figures` with those of one toll as one where they read as one series, in the place of the longest."""
    place = {figure: n for n, figure in enumerate(figures)}
    made: dict[Figure, Figure] = {}
    for figure in sorted(figures, key=lambda f: -len(f.series)):
        whole = next((f for f in made if f.slot == figure.slot in TOLLS and _one_series(made[f], figure)), figure)
        values = ordered((*made[whole].series, *figure.series)) if whole in made else figure.series
        made[whole] = Figure(whole.claim, figure.slot, tuple(_distinct(values, own)))
    return [made[figure] for figure in sorted(made, key=place.__getitem__)]


def _one_series(a: Figure, b: Figure) -> bool:
    """Whether two series of a toll read as one: near each other, and no value comes back."""
    values = (*a.series, *b.series)
    return near(value.low for value in values) and not wavers(steps(values))


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
    """A value as it is read: "7", "≥ 7", "3–5"; "> 7" and "~ 7" where bounds were put around a number."""
    low, high = quantity.low, quantity.high
    if high is None:
        return f"≥ {low:,.10g}"
    if quantity.exact:
        return f"{low:,.10g}"
    if low == 0:
        return f"≤ {high:,.10g}"
    if math.isclose(high, ABOVE * low):
        return f"> {low:,.10g}"
    if math.isclose(high * BELOW, ABOVE * low):
        return f"~ {low / BELOW:,.10g}"
    return f"{low:,.10g}–{high:,.10g}"


BELOW, ABOVE = 0.85, 1.15
"""What "about" and "more than" put around a number (`stemma.lang.Language.figures`)."""


def _distinct(values: Sequence[FigureValue], own: Collection[FigureValue]) -> list[FigureValue]:
    """`values` without what one page says again: who is quoted for it goes before the page's `own` voice."""
    best: dict[tuple[str, str], FigureValue] = {}
    for value in values:
        key = value.article, value.value
        if key not in best or (best[key] in own and value not in own):
            best[key] = value
    return list(best.values())
