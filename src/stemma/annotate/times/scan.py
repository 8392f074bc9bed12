"""From text to readings: all rules over the symbols of a text, leftmost-longest, then days for times of day."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from stemma.annotate.times import clocktimes, dates, durations, relative, years
from stemma.annotate.times.clocktimes import NO_DAY
from stemma.annotate.times.context import Context, Match, Reading
from stemma.annotate.times.dates import Readings, day_value
from stemma.annotate.times.grammar import MACROS, RULES
from stemma.annotate.times.lexicon import vocabulary
from stemma.annotate.times.tokens import Alphabet, Tokens
from stemma.timex import DAY, calendar

Reader = Callable[[Context, Match], Readings]
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
def _machine() -> tuple[Alphabet, tuple[tuple[Reader, re.Pattern[str]], ...]]:
    """The alphabet and the compiled rules, made at the first use (0.1 s)."""
    alphabet = Alphabet((rule for _, rule in RULES), MACROS, vocabulary())
    return alphabet, tuple((READERS[name], alphabet.compile(rule)) for name, rule in RULES)


def read(text: str, now: datetime | None, *, day_first: bool | None = None) -> tuple[Tokens, list[Found]]:
    """The tokens of a text and its times in order. `now` is the document time, local and naive."""
    alphabet, rules = _machine()
    tokens = alphabet.read(text)
    matches = []
    for rank, (reader, pattern) in enumerate(rules):
        for found in pattern.finditer(tokens.symbols):
            start, stop = found.span()
            matches.append((start, -stop, rank, reader, found))
    matches.sort(key=lambda m: m[:3])
    context = Context(tokens, now, day_first)
    out: list[Found] = []
    free = 0
    for start, minus, _, reader, found in matches:
        if start < free:
            continue
        match = Match(tokens, found, start, -minus)
        readings = reader(context, match)
        if readings is None:
            continue
        free = -minus
        for reading in [readings] if isinstance(readings, Reading) else readings:
            a, b = reading.span or (start, -minus)
            reading = _dated(context, a, reading)
            context.seen.append((a, reading))
            out.append((a, b, reading))
    return tokens, _joined(tokens, out, now)


def _dated(c: Context, start: int, reading: Reading) -> Reading:
    """A time of day with the day that was mentioned last in its paragraph, else the day of the document."""
    if not reading.value.startswith(NO_DAY):
        return reading
    for earlier in c.back(start, within=c.same_paragraph(start)):
        day = earlier.value[:10]
        if earlier.type in ("DATE", "TIME") and calendar(day) and len(day) == 10 and day[8:].isdigit():
            value = day + reading.value[10:]
            return replace(reading, value=value, earlier=True, confidence=reading.confidence - 0.15)
    if c.now is None:
        return reading
    return replace(
        reading, value=day_value(c.now) + reading.value[10:], deictic=True, confidence=reading.confidence - 0.15
    )


_BETWEEN = ((), (",",), ("on",), ("at",), (",", "at"), ("(",), (",", "on"))


def _joined(tokens: Tokens, found: list[Found], now: datetime | None) -> list[Found]:
    """Times of day take the day beside them: "10 p.m. Wednesday" is one time, "Friday at 3:30" are two of one day."""
    out: list[Found] = []
    i = 0
    while i < len(found):
        start, stop, reading = found[i]
        if reading.type == "TIME" and "T" in reading.value and _of_day(reading) and i + 1 < len(found):
            after = found[i + 1]
            gap = tuple(w.lower() for w in tokens.words[stop : after[0]])
            day = _whole_day(after[2])
            if day and gap in ((), (",",), ("on",), (",", "on")):
                value = _with_day(day, reading.value)
                joined = replace(reading, value=value, deictic=after[2].deictic, confidence=after[2].confidence)
                if gap in ((), ("on",), (",",)):
                    out.append((start, after[1], joined))
                    i += 2
                    continue
                reading = joined
        if reading.type == "TIME" and _of_day(reading) and out:
            before = out[-1]
            day = _whole_day(before[2])
            gap = tuple(w.lower() for w in tokens.words[before[1] : start])
            if day and len(gap) <= 2 and set(gap) <= {",", "at", "around", "about", "by", "from", "until", "("}:
                reading = replace(reading, value=_with_day(day, reading.value), confidence=before[2].confidence)
        out.append((start, stop, reading))
        i += 1
    return out


def _of_day(reading: Reading) -> bool:
    return len(reading.value) > 11 and reading.value[11:12].isdigit()


def _whole_day(reading: Reading) -> str | None:
    """The day of a DATE that is one day (or a part of one)."""
    value = reading.value[:10]
    known = reading.type == "DATE" and len(reading.value) == 10 and value[8:].isdigit()
    return value if known and calendar(value) else None


def _with_day(day: str, value: str) -> str:
    """A time of day put on a day; midnight that ends a day is written as hour 24."""
    return day + value[10:]


__all__ = ["DAY", "Found", "read"]
