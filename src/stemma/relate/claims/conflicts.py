"""Conflicts: two spans of one claim that cannot both be right, and lists of which one is longer.

A conflict exists only inside one claim and one slot: time intervals that are disjoint, quantities of one kind whose
bounds exclude each other, opposite polarity by different parties. Both spans are always shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations, pairwise
from typing import Literal

from stemma import clock
from stemma.lang import terms
from stemma.lang import words as vocabulary
from stemma.lang.words import LANGUAGE
from stemma.model import Annotated, Claim, Conflict, ConflictKind, ConflictSide, Quantity, Statement, Timex
from stemma.relate.claims import copies, disputes, series
from stemma.relate.claims.facts import factual, sign
from stemma.relate.claims.origins import words
from stemma.relate.claims.quantities import TOLLS, exclude, most

TOGETHER = 40
"""In a claim of more statements the earliest stands for those that say the same in the same words."""
SHARED = 2
"""So many words beside the figures must two statements share for their figures to be values of one thing."""
UNLIKE = frozenset({"duration", "age", "number"})
"""Figures of which there are many in any story, and no two need be of one thing."""
Strength = Literal["hard", "soft", "superseded"]
CATEGORIES = frozenset({"calibre"})
"""Figures that name a kind of thing and do not count it."""


def conflicts(claims: Sequence[Claim], members: Sequence[Annotated]) -> tuple[Conflict, ...]:
    """The conflicts inside `claims`, at most one for each kind and pair of values in a claim."""
    of = {member.article.id: member for member in members}
    found: list[Conflict] = []
    for claim in claims:
        seen: set[tuple[str, ...]] = set()
        for conflict in _in_claim(claim, of):
            sides = (side.value or side.text for side in (conflict.a, conflict.b))
            # "187 people" and "187 were aboard" are one figure
            pair = sorted(side.rsplit(" ", 1)[-1] if conflict.kind == "number" else side for side in sides)
            texts = sorted((conflict.a.text.casefold(), conflict.b.text.casefold()))
            keys = {(conflict.kind, *pair), (conflict.kind, *texts)}
            if not keys & seen:
                seen |= keys
                found.append(conflict)
    return tuple(found)


def _in_claim(claim: Claim, of: dict[str, Annotated]) -> Iterator[Conflict]:
    steps = _steps([s for s in claim.statements if s.article in of])
    for rising in steps.values():
        for (a, v), (b, w) in pairwise(rising):
            yield Conflict("number", claim.id, _quantity(a, v), _quantity(b, w), "superseded")
    for a, b in combinations(copies.earliest([s for s in claim.statements if s.where == "body"], TOGETHER), 2):
        if a.article in of and b.article in of and a.antecedent is None and b.antecedent is None:
            yield from (c for c in _numbers(claim, a, b) if c.strength != "superseded" or not _skips(c, claim, steps))
            yield from _times(claim, a, b, of)
            yield from _polarity(claim, a, b)
    yield from _omissions(claim, of)


def _numbers(claim: Claim, a: Statement, b: Statement) -> Iterator[Conflict]:
    if len(a.content) != 1 or len(b.content) != 1 or ("part" in a.reading.marks) != ("part" in b.reading.marks):
        return
    ours, theirs = a.reading.figures, b.reading.figures
    for v in ours:
        for w in theirs:
            if _met(v, theirs) or _met(w, ours) or not _one_slot(a, v, b, w):
                continue
            if exclude(v, w) and not _agree(v, ours, theirs) and not _converted(v, w):
                kind: ConflictKind = "name" if v.what in CATEGORIES else "number"
                strength = "superseded" if _revised(a, b) else _later(v, a, b)
                yield Conflict(kind, claim.id, _quantity(a, v), _quantity(b, w), strength)


def _one_slot(a: Statement, v: Quantity, b: Statement, w: Quantity) -> bool:
    """Whether two figures are values of one thing: each the only one of its kind where it stands, told as a fact on
    two pages, and a toll of the whole or else told of the same in half of the words."""
    if a.article == b.article and not _revised(a, b):
        return False
    if any(len([x for x in s.reading.figures if x.what == q.what]) > 1 for s, q in ((a, v), (b, w))):
        return False
    if v.what in TOLLS:
        return v in series.counts(a) and w in series.counts(b)
    if not (factual(a) and factual(b)) or v.what in UNLIKE or "other-time" in a.reading.marks + b.reading.marks:
        return False
    mine, others = (_about(s, q) for s, q in ((a, v), (b, w)))
    shared, least = len(mine & others), min(len(mine), len(others))
    enough = 1 if _revised(a, b) or (v.what == v.noun and least == 1) else SHARED
    return shared >= enough and 2 * shared >= least


def _about(statement: Statement, figure: Quantity) -> set[str]:
    """The stems of a statement that say what it is about, its figure and what that counts left out."""
    text = statement.text[: figure.start] + statement.text[figure.end :]
    return set(terms.stems(text)) - disputes.light() - set(terms.stems(figure.noun)) - {figure.what}


def _met(value: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether a figure that does not say what it counts ("187 were aboard") has its like in the other text."""
    return any("number" in (value.what, x.what) and not _apart(value, x) for x in others)


def _steps(said: Sequence[Statement]) -> dict[str, list[tuple[Statement, Quantity]]]:
    """How each toll rose: its values in order of time, each higher than those before it ("at least four", 7, 11)."""
    found: dict[str, list[tuple[Statement, Quantity]]] = {}
    for statement in sorted(said, key=lambda s: (clock.order_key(s.time), s.id)):
        if len(statement.content) != 1 or not statement.time or "part" in statement.reading.marks:
            continue
        for value in statement.reading.figures:
            if value.what in TOLLS and value.low > 0:
                rising = found.setdefault(value.what, [])
                if not rising or _rises(rising[-1], (statement, value)):
                    rising.append((statement, value))
    return found


def _rises(last: tuple[Statement, Quantity], new: tuple[Statement, Quantity]) -> bool:
    return new[1].low > last[1].low and clock.order_key(new[0].time) > clock.order_key(last[0].time)


def _skips(conflict: Conflict, claim: Claim, steps: dict[str, list[tuple[Statement, Quantity]]]) -> bool:
    """Whether a toll passed through another value between the two sides: it is shown step by step."""
    what, low, high = "", float("inf"), 0.0
    for side in (conflict.a, conflict.b):
        for statement in claim.statements:
            for value in statement.reading.figures if statement.id == side.statement else ():
                if _shown(value) == side.value:
                    what, low, high = value.what, min(low, value.low), max(high, value.low)
    return any(low < value.low < high for _, value in steps.get(what, ()))


def _agree(v: Quantity, ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    """Whether the two texts share a value of this kind, or the parts of one add up to a value of the other."""
    mine, others = ([x for x in side if _slot(x) == _slot(v)] for side in (ours, theirs))
    if any(not _apart(x, y) for x in mine for y in others if x.what == y.what or _slot(x) == "people"):
        return True
    for parts, wholes in ((mine, others), (others, mine)):
        total = sum(x.low for x in parts)
        if len(parts) > 1 and any(y.low <= total <= most(y) for y in wholes):
            return True
    return False


def _slot(value: Quantity) -> str:
    """What may stand for each other: all money (one sum in two currencies), and people with what befell them."""
    return "money" if value.what.startswith("money") else "people" if value.noun == "people" else value.what


def _apart(a: Quantity, b: Quantity) -> bool:
    return most(a) < b.low or most(b) < a.low


def _converted(a: Quantity, b: Quantity) -> bool:
    """Whether two sums of money are within a tenth of each other: the same sum, converted at two rates."""
    low, high = sorted((most(a), most(b)))
    return a.what.startswith("money") and low > 0 and high <= 1.1 * low


def _later(v: Quantity, a: Statement, b: Statement) -> Strength:
    if v.what in TOLLS and clock.order_key(a.time) != clock.order_key(b.time) and a.time and b.time:
        return "superseded"
    return "hard"


def _revised(a: Statement, b: Statement) -> bool:
    """Whether one party says another thing at another time: it has corrected itself."""
    who, other = (s.identity or s.origin for s in (a, b))
    named = a.attribution is not None and b.attribution is not None and a.named and b.named
    return named and who == other and a.time != b.time and None not in (a.time, b.time)


def _quantity(statement: Statement, value: Quantity) -> ConflictSide:
    start = statement.content[0][0]
    span = (start + value.start, start + value.end)
    return ConflictSide(statement.article, span, value.text, _shown(value), statement.id)


def _shown(value: Quantity) -> str:
    low = "" if value.low == 0.0 and value.high != value.low else f"{value.low:g}"
    high = "" if value.high is None else f"{value.high:g}"
    return f"{value.what} {low if value.exact else f'{low}..{high}'}"


def _times(claim: Claim, a: Statement, b: Statement, of: dict[str, Annotated]) -> Iterator[Conflict]:
    ends = [{"setting-out", "arriving"}.intersection(s.reading.marks) for s in (a, b)]
    if all(len(end) == 1 for end in ends) and ends[0] != ends[1]:
        return  # setting out and arriving have each their own time
    mine, theirs = _timexes(a, of[a.article]), _timexes(b, of[b.article])
    if not any(not _disjoint(s, t) for s in mine for t in theirs):
        for s, t in [(s, t) for s in mine for t in theirs if _near(s, t)][:1]:
            yield Conflict("time", claim.id, _moment(a, s, of), _moment(b, t, of), _strength(a, b))


def _near(a: Timex, b: Timex) -> bool:
    """Whether two times are at most three days apart: what lies further apart is another event."""
    first, second = sorted((clock.bounds(t.begin), clock.bounds(t.until)) for t in (a, b))
    return first[1] is not None and second[0] is not None and second[0][0] - first[1][0] <= timedelta(days=3)


def _disjoint(a: Timex, b: Timex) -> bool:
    """Whether two times cannot be one: UTC intervals apart, and neither value a coarser form of the other.

    The values are compared too because a day in the writer's zone ("yesterday") need not be the day where it happened.
    """
    if not (a.begin and a.until and b.begin and b.until):
        return False
    nested = a.value.startswith(b.value) or b.value.startswith(a.value)
    return (a.until <= b.begin or b.until <= a.begin) and not nested


def _timexes(statement: Statement, member: Annotated) -> list[Timex]:
    return [
        t
        for t in member.annotations.times
        if t.type in ("DATE", "TIME")
        and not _clock_only(member.article.body[t.start : t.end])
        and any(s <= t.start and t.end <= e for s, e in statement.content)
    ]


def _clock_only(text: str) -> bool:
    """Whether a time is a time of day alone: its day is only guessed, so it cannot clash with another day."""
    known = vocabulary.of(LANGUAGE)["clock-words"]
    return all(word in known or word[0].isdigit() for word in terms.tokens(text))


def _moment(statement: Statement, timex: Timex, of: dict[str, Annotated]) -> ConflictSide:
    text = of[statement.article].article.body[timex.start : timex.end]
    return ConflictSide(statement.article, (timex.start, timex.end), text, timex.value, statement.id)


def _strength(a: Statement, b: Statement) -> Strength:
    """A plan overtaken by a later one is superseded; sub-events side by side (boarded, left) are in soft conflict."""
    if "future" in (a.tense, b.tense) and clock.order_key(a.time) != clock.order_key(b.time):
        return "superseded"
    return "hard" if a.reading.event is not None and a.reading.event == b.reading.event else "soft"


def _polarity(claim: Claim, a: Statement, b: Statement) -> Iterator[Conflict]:
    if sign(a) * sign(b) >= 0:
        return
    affirmed, denied = (a, b) if sign(a) > 0 else (b, a)
    if not disputes.opposed(affirmed, denied):
        return
    if not any(
        exclude(v, w) for v in a.reading.figures for w in b.reading.figures
    ):  # "no injuries" against "three hurt"
        yield Conflict("polarity", claim.id, _whole(a), _whole(b), "hard")


def _whole(statement: Statement) -> ConflictSide:
    """What a statement says, with its polarity: its longest piece, where it is in several."""
    value = "denied" if sign(statement) < 0 else "asserted"
    texts = statement.text.split(" … ") if len(statement.content) > 1 else [statement.text]
    span, text = max(zip(statement.content, texts, strict=False), key=lambda piece: piece[0][1] - piece[0][0])
    return ConflictSide(statement.article, span, text, value, statement.id)


def _omissions(claim: Claim, of: dict[str, Annotated]) -> Iterator[Conflict]:
    """Lists of parties doing one thing (one act on one content), longer in one article than in another."""
    lists: dict[tuple[str, tuple[tuple[int, int], ...], str], list[Statement]] = {}
    for statement in claim.statements:
        if statement.attribution is not None:
            lists.setdefault((statement.article, statement.content, statement.act), []).append(statement)
    several = [item for item in lists.items() if len(item[1]) > 1]
    for ((one, _, act), first), ((two, _, other), second) in combinations(several, 2):
        if one != two and act == other and _longer(_names(first), _names(second)):
            yield Conflict("omission", claim.id, _list(first, of), _list(second, of), "soft")


def _names(said: Sequence[Statement]) -> list[frozenset[str]]:
    return [words(s.origin or "") for s in said]


def _longer(a: list[frozenset[str]], b: list[frozenset[str]]) -> bool:
    """Whether one list of at least two names holds all names of the other and more ("X's office" holds "Office")."""
    short, long = sorted((a, b), key=len)
    matched = all(any(x <= y or y <= x for y in long) for x in short)
    return 2 <= len(short) < len(long) and matched


def _list(said: list[Statement], of: dict[str, Annotated]) -> ConflictSide:
    member = of[said[0].article]
    wanted = {s.attribution for s in said}
    spans = [s for a in member.annotations.attributions if a.id in wanted and a.chain for s in a.chain[-1].source]
    spans = spans or [s for a in member.annotations.attributions if a.id in wanted for s in a.source]
    span = (min(s for s, _ in spans), max(e for _, e in spans)) if spans else said[0].content[0]
    value = ", ".join(dict.fromkeys(s.origin or "?" for s in said))
    return ConflictSide(said[0].article, span, member.article.body[span[0] : span[1]], value, said[0].id)
