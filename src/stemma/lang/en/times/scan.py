"""From text to readings: all rules over the symbols of a text, leftmost-longest, then days for times of day."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from stemma import clock
from stemma.lang.en.times import clocktimes, dates, durations, relative, years
from stemma.lang.en.times.clocktimes import NO_DAY
from stemma.lang.en.times.context import Context, Match, Reading
from stemma.lang.en.times.dates import Readings, day_value
from stemma.lang.en.times.grammar import MACROS, RULES
from stemma.lang.en.times.lexicon import vocabulary
from stemma.lang.en.times.tense import BACK, direction
from stemma.lang.en.times.tokens import Alphabet, Tokens, needed
from stemma.timex import DAY, DAYPARTS, calendar

Reader = Callable[[Context, Match], Readings]
Rule = tuple[Reader, str, tuple[frozenset[str], ...]]
"""What reads a match, the expression over symbols, and of which of them each match has one."""
Found = tuple[int, int, Reading]
"""First token, token after the last, what they mean."""

READERS: dict[str, Reader] = {
    "iso": dates.iso,
    "figures": dates.figures,
    "nine_eleven": dates.nine_eleven,
    "monthday": dates.monthday,
    "monthdays": dates.monthdays,
    "weekof": dates.weekof,
    "month": dates.month,
    "weekday": dates.weekday,
    "weekdays": dates.weekdays,
    "holiday": dates.holiday,
    "year": years.year,
    "years": years.years,
    "spoken_year": years.spoken_year,
    "decade": years.decade,
    "century": years.century,
    "bc": years.bc,
    "quarter": years.quarter,
    "fiscal": years.fiscal,
    "season": years.season_of,
    "deictic": relative.deictic,
    "part": relative.part,
    "unit": relative.unit_here,
    "weekend": relative.weekend,
    "ago": relative.ago,
    "ahead": relative.ahead,
    "shifted": relative.shifted,
    "anaphor": relative.anaphor,
    "year_ago": relative.year_ago,
    "same_quarter": relative.same_quarter,
    "now": relative.now,
    "before_now": relative.before_now,
    "after_now": relative.after_now,
    "span": durations.span,
    "duration": durations.duration,
    "vague": durations.vague,
    "often": durations.often,
    "clock": clocktimes.clock,
    "none": lambda c, m: [],
}


@functools.cache
def _machine() -> tuple[Alphabet, tuple[Rule, ...]]:
    """The alphabet and the rules, made at the first use."""
    alphabet = Alphabet((rule for _, rule in RULES), MACROS, vocabulary())
    made = [(READERS[name], alphabet.expanded(rule)) for name, rule in RULES]
    return alphabet, tuple((reader, expression, needed(expression)) for reader, expression in made)


_compiled = functools.cache(re.compile)
"""Rules are compiled when a text first has what they need: all of them take 0.1 s."""


def read(
    text: str, now: datetime | None, *, day_first: bool | None = None, utc: datetime | None = None
) -> tuple[Tokens, list[Found]]:
    """The tokens of a text and its times in order. `now` is the document time, local and naive, `utc` that in UTC."""
    alphabet, rules = _machine()
    tokens = alphabet.read(text)
    matches = []
    there = frozenset(tokens.symbols)
    for rank, (reader, expression, needs) in enumerate(rules):
        if any(there.isdisjoint(part) for part in needs):
            continue
        for found in _compiled(expression).finditer(tokens.symbols):
            start, stop = found.span()
            matches.append((start, -stop, rank, reader, found))
    matches.sort(key=lambda m: m[:3])
    context = Context(tokens, now, day_first, utc)
    out: list[Found] = []
    free = 0
    for start, minus, _, reader, found in matches:
        if start < free:
            continue
        match = Match(tokens, found, start, -minus)
        try:
            readings = reader(context, match)
        except (OverflowError, ValueError):  # reckoned out of the years 1 to 9999
            continue
        if readings is None:
            continue
        free = -minus
        for reading in [readings] if isinstance(readings, Reading) else readings:
            a, b = reading.span or (start, -minus)
            reading = _dated(context, a, b, reading)
            context.seen.append((a, reading))
            out.append((a, b, reading))
    return tokens, _paired(tokens, _joined(tokens, out))


def _dated(c: Context, start: int, stop: int, reading: Reading) -> Reading:
    """A time of day with the day that was mentioned last in its paragraph, else the day of the document.

    What is told as past and would come after the document ("at 10:50 p.m.", written at 3:20) was the evening before.
    """
    if not reading.value.startswith(NO_DAY) or reading.type != "TIME" or not reading.hanging:
        return reading
    sure = reading.confidence - 0.15
    for earlier in c.back(start, within=c.same_paragraph(start)):
        day = earlier.value[:10]
        if earlier.type in ("DATE", "TIME") and len(day) == 10 and day[8:].isdigit() and not earlier.aside:
            return replace(reading, value=day + reading.value[10:], earlier=True, confidence=sure)
    if c.now is None:
        return reading
    written = c.now
    later = reading.value[11:16] > f"{c.now:%H:%M}" != "00:00" and reading.zone is None and not reading.local
    if later and reading.value[11:13].isdigit() and direction(c.tokens.words, start, stop)[0] == BACK:
        written -= timedelta(days=1)
    if reading.local and c.utc and c.utc.date() > written.date() and f"{c.utc:%H:%M}" >= reading.value[11:16]:
        written = c.utc  # "by 3am local time", written elsewhere in the evening: it had been 3 in most of the world
    return replace(reading, value=day_value(written) + reading.value[10:], deictic=True, confidence=sure)


_TO_DAY = ((), (",",), ("on",), (",", "on"), (")",), (")", "on"), (")", ","))
_TO_CLOCK = (("(",), ("to",), ("-",), ("–",), ("—",), ("and",), ("until",), ("till",), ("or",), ("/",), (",",))
_FROM_DAY = frozenset({",", "at", "around", "about", "by", "from", "until", "("})


def _joined(tokens: Tokens, found: list[Found]) -> list[Found]:
    """Times of day take the day beside them: "10 p.m. Wednesday" is one time, "Friday at 3:30" are two of one day."""
    out: list[Found] = []
    i = 0
    while i < len(found):
        start, stop, reading = found[i]
        if _of_day(reading):
            ahead = _day_ahead(tokens, found, i)
            if ahead is not None:
                there = found[ahead]
                reading = _on_day(there[2], reading)
                if ahead == i + 1 and _gap(tokens, stop, there[0]) in _TO_DAY[:3]:
                    out.append((start, there[1], reading))
                    i += 2
                    continue
            elif out and _whole_day(out[-1][2]):
                gap = _gap(tokens, out[-1][1], start)
                if len(gap) <= 2 and set(gap) <= _FROM_DAY:
                    reading = _on_day(out[-1][2], reading)
        out.append((start, stop, reading))
        i += 1
    return out


def _gap(tokens: Tokens, start: int, stop: int) -> tuple[str, ...]:
    return tuple(w.lower() for w in tokens.words[start:stop])


def _day_ahead(tokens: Tokens, found: list[Found], i: int) -> int | None:
    """Which reading gives the day of time of day `i`: the next, with only other times of day between."""
    for j in range(i + 1, min(i + 4, len(found))):
        gap = _gap(tokens, found[j - 1][1], found[j][0])
        if _whole_day(found[j][2]):
            return j if gap in _TO_DAY else None
        if not _of_day(found[j][2]) or gap not in _TO_CLOCK:
            return None
    return None


def _of_day(reading: Reading) -> bool:
    """Whether it is a time of day that names no day itself."""
    return reading.type == "TIME" and reading.hanging


def _whole_day(reading: Reading) -> bool:
    """Whether it is a day, or a part of a day that names its day."""
    value = reading.value
    if reading.type == "TIME" and (reading.hanging or value[11:] not in DAYPARTS):
        return False
    return (
        reading.type in ("DATE", "TIME") and len(value) >= 10 and value[8:10].isdigit() and bool(calendar(value[:10]))
    )


def _on_day(day: Reading, reading: Reading) -> Reading:
    """A time of day put on a day. The small hours of a night are those of the next morning."""
    date = day.value[:10]
    clock = reading.value[11:]
    if day.value[11:] == "NI" and clock[:2].isdigit() and int(clock[:2]) < 6:
        date = day_value(datetime.fromisoformat(date) + DAY)
    return replace(
        reading, value=f"{date}T{clock}", deictic=day.deictic, earlier=False, hanging=False, confidence=day.confidence
    )


def _paired(tokens: Tokens, found: list[Found]) -> list[Found]:
    """One moment told in two zones: "10:24 a.m. (0124 GMT)" gives the zone of the place, and GMT its own day."""
    out = list(found)
    for i, (first, second) in enumerate(pairwise(found)):
        if _gap(tokens, first[1], second[0]) != ("(",):
            continue
        known, other = (first, second) if first[2].zone else (second, first)
        if not known[2].zone or other[2].zone:
            continue
        both = _one_moment(known[2], other[2])
        if both:
            readings = dict(zip((known[0], other[0]), both, strict=True))
            out[i], out[i + 1] = (*first[:2], readings[first[0]]), (*second[:2], readings[second[0]])
    return out


def _one_moment(known: Reading, other: Reading) -> tuple[Reading, Reading] | None:
    """Two clock times as one moment: the known one on its own day, the other with its offset from UTC."""
    try:
        there, here = (datetime.fromisoformat(r.value.removesuffix("Z")) for r in (known, other))
    except ValueError:  # a part of day, an open day, hour 24
        return None
    zone = clock.zone(known.zone)
    offset = zone.utcoffset(there) if zone else None
    if offset is None or len(known.value) < 16 or len(other.value) < 16:
        return None
    minutes = int((here - there + offset).total_seconds() // 60 + 12 * 60) % (24 * 60) - 12 * 60
    if minutes % 15:
        return None
    moment = here - timedelta(minutes=minutes) + offset
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    value = day_value(moment) + known.value[10:]
    return replace(known, value=value), replace(other, zone=f"{sign}{hours:02}:{rest:02}", local=False)


__all__ = ["Found", "read"]
