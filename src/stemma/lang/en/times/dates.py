"""Readers for calendar dates: days, months, weekdays, years, quarters, seasons, named days."""

from __future__ import annotations

from datetime import datetime, timedelta

from stemma.lang.en.times.context import Context, Match, Reading, ordinal
from stemma.lang.en.times.holidays import holiday_date
from stemma.lang.en.times.lexicon import DAYPARTS, MONTH, NUMBER, WEEKDAY, listed
from stemma.lang.en.times.tense import BACK, FORWARD, OPEN
from stemma.model import TimexType
from stemma.timex import DAY

Readings = list[Reading] | Reading | None

_START = frozenset(["early", "beginning", "start", "earlier", "first"])
_END = listed("late end close later second latter last")
_MONTH_PREPOSITIONS = listed(
    """in of by since until till from during through last next this early mid late to between and before after for or
    late-, ( on every each end middle beginning start -"""
)


def mod(match: Match) -> str | None:
    """TIMEX3 mod that part `e` gives: START, MID, END."""
    words = match.words("e")
    if not words:
        return None
    if words[0] in ("mid", "middle") or "middle" in words:
        return "MID"
    if words[0] == "turn" or "turn" in words:
        return "START"
    if (set(words) & _END and "half" not in words) or {"second", "latter", "last"} & set(words):
        return "END"
    return "START" if set(words) & _START else None


def day_value(when: datetime) -> str:
    """`YYYY-MM-DD`."""
    return f"{when:%Y-%m-%d}"


def week_value(when: datetime) -> str:
    """`YYYY-Www`, ISO 8601."""
    year, week, _ = when.isocalendar()
    return f"{year:04}-W{week:02}"


def iso(c: Context, m: Match) -> Readings:
    """2023-09-11, 2023/09/11, 20230911, 2023-09-11T06:43:00-05:00."""
    if m.has("c"):
        text = m.words("c")[0]
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    else:
        if not m.close() and not m.has("h"):
            return None
        year, month, day = m.figure("y"), m.figure("m"), m.figure("d")
    try:
        value = f"{datetime(year, month, day):%Y-%m-%d}"
    except ValueError:
        return None
    if not m.has("h"):
        return Reading("DATE", value, 0.98 if not m.has("c") else 0.7)
    if m.figure("h") > 24 or m.figure("i") > 59:
        return None
    clock = f"T{m.figure('h'):02}:{m.figure('i'):02}" + (f":{m.figure('s'):02}" if m.has("s") else "")
    zone = "+00:00" if m.has("z") else None
    if m.has("g"):
        zone = f"{m.word('g')}{m.word('v')}:{m.word('w')}"
    return Reading("TIME", value + clock, 0.98, zone=zone)


def figures(c: Context, m: Match) -> Readings:
    """11/09/2023: day or month first by the figures themselves, else by the outlet's country, else unsure."""
    if not m.close():
        return None
    a, b = m.figure("a"), m.figure("b")
    year = m.figure("y")
    if len(m.words("y")[0]) == 2:
        year += 2000 if year < 50 else 1900
    separator = m.tokens.words[m.start + 1]
    if a > 12 >= b:
        day, month, sure = a, b, 0.95
    elif b > 12 >= a:
        day, month, sure = b, a, 0.95
    elif a > 12:
        return None
    elif c.day_first is None:
        day, month, sure = (a, b, 0.6) if separator == "." else (b, a, 0.5)
    else:
        day, month, sure = (a, b, 0.85) if c.day_first else (b, a, 0.85)
    try:
        return Reading("DATE", day_value(datetime(year, month, day)), sure if a != b else 0.95)
    except ValueError:
        return None


def nine_eleven(c: Context, m: Match) -> Readings:
    """9/11 stands for one day of 2001; other pairs of figures are scores and fractions."""
    return (
        Reading("DATE", "2001-09-11", 0.8, aside=True)
        if (m.figure("a"), m.figure("b")) == (9, 11) and m.close()
        else None
    )


def _month(m: Match) -> int:
    return MONTH[m.words("m")[0]]


def near_day(c: Context, m: Match, month: int, day: int) -> datetime | None:
    """The day nearest to the document time in the direction that the words give."""
    if c.now is None:
        return None
    way, sure = c.direction(m, day=True)
    best: tuple[float, datetime] | None = None
    for year in (c.now.year - 1, c.now.year, c.now.year + 1):
        try:
            when = datetime(year, month, day)
        except ValueError:
            continue
        gap = (when - _midnight(c.now)).days
        wrong = (gap > 0 and way == BACK) or (gap < 0 and way == FORWARD)
        cost = abs(gap) * ((3.0 if sure else 1.5) if wrong else 1.0)
        if best is None or cost < best[0]:
            best = cost, when
    return best[1] if best else None


def _midnight(when: datetime) -> datetime:
    return when.replace(hour=0, minute=0, second=0, microsecond=0)


def named_year(c: Context, m: Match, name: str = "y") -> int | None:
    """The year that part `y` or `last/this/next year` (part `r`) names."""
    if m.has(name):
        year = m.figure(name)
        return year + (2000 if year < 50 else 1900) if len(m.words(name)[0]) == 2 else year
    if m.has("r") and c.now is not None:
        return c.now.year + {"last": -1, "next": 1}.get(m.words("r")[0], 0)
    return None


def monthday(c: Context, m: Match) -> Readings:
    """Aug. 2; Thursday, April 25; 5 September 2019; the third of May."""
    day = ordinal(m.words("d"))
    month = _month(m)
    if day is None or not 1 <= day <= 31:
        return None
    if m.has("r") and m.words("r")[-1] != "year":
        return _beside(c, m, month, day)
    if not m.has("y") and not m.has("r"):
        if m.after() == ":" and m.after(1).isdigit() and m.tokens.close(m.stop):
            return None  # "Sept. 5:30"
        if m.after() in ("%", "percent") or (
            m.words("m")[0] in ("may", "march") and m.words("d")[0] in ("first", "second")
        ):
            return None
        when = near_day(c, m, month, day)
        if when is None:
            return Reading("DATE", f"XXXX-{month:02}-{day:02}", 0.8)
        return Reading("DATE", day_value(when), 0.9, mod=mod(m), deictic=True)
    year = named_year(c, m)
    if year is None:
        return Reading("DATE", f"XXXX-{month:02}-{day:02}", 0.8)
    try:
        return Reading("DATE", day_value(datetime(year, month, day)), 0.97, mod=mod(m), deictic=m.has("r"))
    except ValueError:
        return None


def _beside(c: Context, m: Match, month: int, day: int) -> Readings:
    """Last Oct. 23: the one before the document time; this, next likewise."""
    if c.now is None:
        return Reading("DATE", f"XXXX-{month:02}-{day:02}", 0.8)
    word, out = m.word("r"), []
    for year in (c.now.year - 1, c.now.year, c.now.year + 1):
        try:
            when = datetime(year, month, day)
        except ValueError:
            continue
        out += [when] if {"last": when < c.now, "next": when > c.now}.get(word, year == c.now.year) else []
    if not out:
        return None
    return Reading("DATE", day_value(out[-1] if word == "last" else out[0]), 0.9, deictic=True)


def monthdays(c: Context, m: Match) -> Readings:
    """Sept. 5-7; April 24 and 25: two days."""
    nxt = m.after()
    joined = m.tokens.words[m.found.start("f") - 1].isalpha()
    if joined and not m.has("y") and nxt.isalpha() and nxt.islower() and nxt not in _AFTER_DAY:
        return None
    month, out = _month(m), []
    first, last = m.figure("d"), m.figure("f")
    year = named_year(c, m)
    if year is None:
        near = near_day(c, m, month, first)
        year = near.year if near else None
    head = f"{year:04}" if year is not None else "XXXX"
    at = m.found.start("f")
    opening = m.found.start("m") > at  # "5-7 September"
    for day in (first, last):
        try:
            datetime(year or 2000, month, day)
        except ValueError:
            return None
        out.append(f"{head}-{month:02}-{day:02}")
    cut = at - 1
    spans = [(m.start, cut), (at, m.stop)]
    if opening:
        spans = [(m.start, cut), (at, m.stop)]
    return [Reading("DATE", v, 0.9, deictic=not m.has("y"), span=s) for v, s in zip(out, spans, strict=True)]


_AFTER_DAY = listed("in at for to on with by of and or as after before when where from during the was were will is are")


def weekof(c: Context, m: Match) -> Readings:
    """The week of March 6."""
    month, day = _month(m), m.figure("d")
    year = named_year(c, m)
    try:
        when = datetime(year, month, day) if year else near_day(c, m, month, day)
    except ValueError:
        return None
    return Reading("DATE", week_value(when), 0.9, deictic=year is None) if when else None


def month(c: Context, m: Match) -> Readings:
    """December; late November; last May; February 2022; June last year."""
    name, number = m.words("m")[0], _month(m)
    year = (
        named_year(c, m) if m.has("y") or (m.words("r")[:1] and m.tokens.words[m.stop - 1].lower() == "year") else None
    )
    if m.has("c"):
        year = NUMBER[m.words("c")[0]] * 100 + sum(NUMBER.get(w, 0) for w in m.words("t"))
    if year is not None:
        return Reading("DATE", f"{year:04}-{number:02}", 0.96, mod=mod(m))
    if not _is_month(m, name):
        return None
    if c.now is None:
        return Reading("DATE", f"XXXX-{number:02}", 0.7, mod=mod(m))
    gap = number - c.now.month
    if m.has("r"):
        word = m.words("r")[0]
        if word in ("last", "past", "previous"):
            year = c.now.year - (gap >= 0)
        elif word in ("next", "coming", "upcoming", "following"):
            year = c.now.year + (gap <= 0)
        else:
            year = c.now.year
        return Reading("DATE", f"{year:04}-{number:02}", 0.92, mod=mod(m), deictic=True)
    way, sure = c.direction(m)
    if way != FORWARD and not sure and m.before() in ("through", "until") and gap < -2 and gap + 12 <= FORESEEN:
        way = FORWARD  # "loans through January", said in October: what has a term runs on
    # Nobody calls the month eleven months away by its bare name: the near one is meant.
    if way == FORWARD:
        year = c.now.year + (gap < (-1 if sure else -2))
    else:
        near = 2 if way == OPEN or not sure else 1
        year = c.now.year - (gap > near)
    return Reading("DATE", f"{year:04}-{number:02}", 0.85 if sure else 0.7, mod=mod(m), deictic=True)


FORESEEN = 4
"""Months ahead within which the month that a term runs to is the next of its name."""


def _is_month(m: Match, name: str) -> bool:
    """Whether a bare name is a month: "May" and "March" are also verbs and, like "April", names of people."""
    if m.has("e") or m.has("r"):
        return True
    printed = m.tokens.words[m.stop - 1]
    before, after = m.before(), m.after()
    if before in _MONTH_PREPOSITIONS:
        return len(printed) > 3 or name == "may" or before not in ("and", "to", "for", "between", "or", "by", "of")
    if name in ("may", "march", "mar", "sep", "dec", "jan"):
        return False
    capital_before = m.start > 0 and m.tokens.words[m.start - 1][:1].isupper()
    if name in ("april", "june", "august") and (capital_before or after[:1].isupper()):
        return False
    return not (printed == "." and capital_before)


def weekday(c: Context, m: Match) -> Readings:
    """Tuesday; last Friday; Sunday evening; early Thursday; Monday of next week."""
    wanted = WEEKDAY[m.words("w")[0]]
    after = m.after()
    if after[:1].isupper() and after.lower() in _PAPERS:
        return None
    part = f"T{DAYPARTS[m.word('p')]}" if m.has("p") else ""
    kind: TimexType = "TIME" if part else "DATE"
    if not _is_weekday(m):
        return None
    if c.now is None:
        return Reading(kind, f"XXXX-WXX-{wanted}{part}", 0.8, mod=mod(m))
    today = _midnight(c.now)
    if m.words("r") in (["previous"], ["preceding"], ["following"]):
        today = _day_before(c, m) or today
    gap = wanted - today.isoweekday()
    sure = 0.93
    if m.has("r") and m.words("r")[-1] == "week":
        when = today + gap * DAY + timedelta(days=7 * {"last": -1, "next": 1}.get(m.words("r")[0], 0))
    elif m.has("r") and m.words("r")[0] in ("last", "past", "previous", "preceding"):
        when = today - ((-gap) % 7 or 7) * DAY
    elif m.has("r") and m.words("r")[0] in ("next", "following", "upcoming"):
        when = today + (gap % 7 or 7) * DAY
    elif m.has("r") and m.words("r")[0] == "coming":
        when = today + gap % 7 * DAY
    elif m.has("r"):
        when = today + gap * DAY
    elif gap == 0:
        when = today
    else:
        way, firm = c.direction(m, day=True)
        when = today + (gap % 7 if way == FORWARD else gap % 7 - 7) * DAY
        sure = 0.93 if firm else 0.75
        if way == OPEN:
            sure = 0.7
    return Reading(kind, day_value(when) + part, sure, mod=mod(m), deictic=True)


def _day_before(c: Context, m: Match) -> datetime | None:
    """The day mentioned last in the paragraph: "the previous Friday" is reckoned from it."""
    for reading in c.back(m.start, within=c.same_paragraph(m.start)):
        if reading.type in ("DATE", "TIME") and reading.value[8:10].isdigit() and not reading.aside:
            return datetime.fromisoformat(reading.value[:10])
    return None


def _is_weekday(m: Match) -> bool:
    """Whether a short form is a weekday: "Sun" and "Sat" are so beside a date or after "on", not by themselves."""
    at = m.found.start("w")
    short = m.tokens.words[at].lower()
    if short not in ("sun", "sat", "mon", "wed", "fri", "tue", "thu") or m.has("r") or m.has("p"):
        return True
    if m.before() in ("on", "by", "until", "since", "from", "every"):
        return True
    following = m.after().lower() if m.after() != "," else m.after(1).lower()
    return following in MONTH or following[:1].isdigit()


_PAPERS = listed("times mail telegraph mirror express herald post night")


def weekdays(c: Context, m: Match) -> Readings:
    """Mondays; Tuesday nights: a set."""
    words = [w.lower() for w in m.tokens.words[m.start : m.stop]]
    if m.has("w"):
        return Reading("SET", f"XXXX-WXX-{WEEKDAY[m.words('w')[0]]}T{DAYPARTS[words[-1]]}", 0.9)
    return Reading("SET", f"XXXX-WXX-{WEEKDAY[words[0][:-1]]}", 0.9)


def holiday(c: Context, m: Match) -> Readings:
    """Christmas, Easter Sunday 2024, last Thanksgiving: the day it falls on."""
    name = m.word("h").replace("‘", "'").replace("’", "'")
    if m.tokens.words[m.found.start("h")][:1].islower():
        return None
    if m.has("y"):
        when = holiday_date(name, m.figure("y"))
        return Reading("DATE", day_value(when), 0.93) if when else None
    if c.now is None:
        return None
    days = [(y, d) for y in range(c.now.year - 4, c.now.year + 5) if (d := holiday_date(name, y))]
    today = _midnight(c.now)
    word = m.word("r")
    way, _ = c.direction(m)
    if word == "last":
        days = [d for d in days if d[1] < today][-1:]
    elif word == "next":
        days = [d for d in days if d[1] > today][:1]
    elif way == BACK:
        days = [d for d in days if d[1] <= today][-1:]
    elif way == FORWARD:
        days = [d for d in days if d[1] >= today][:1]
    if not days:
        return None
    best = min(days, key=lambda d: abs(d[1] - today))[1]
    return Reading("DATE", day_value(best), 0.85, deictic=True)
