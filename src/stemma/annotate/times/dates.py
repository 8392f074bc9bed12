"""Readers for calendar dates: days, months, weekdays, years, quarters, seasons, named days."""

from __future__ import annotations

from datetime import datetime, timedelta

from stemma.annotate.times.context import UNKNOWN, Context, Match, Reading, ordinal, season
from stemma.annotate.times.holidays import holiday_date
from stemma.annotate.times.lexicon import DAYPARTS, DECADES, MONTH, NUMBER, WEEKDAY
from stemma.annotate.times.tense import BACK, FORWARD, OPEN
from stemma.timex import DAY, add_months

_NO_YEAR_AFTER = frozenset("$ £ € # no number c room flight route highway nearly almost".split())

Readings = list[Reading] | Reading | None

_START = frozenset("early beginning start earlier first".split())
_END = frozenset("late end close later second latter last".split())
_MONTH_PREPOSITIONS = frozenset(
    """in of by since until till from during through last next this early mid late to between and before after for
    or late-, ( on every each end middle beginning start -""".split()
)
_YEAR_PREPOSITIONS = frozenset(
    """in of since from by until till before after during early mid late through to between ( and or - – for around
    circa year about late""".split()
)
_COUNTED = frozenset(
    """people men women children km kilometres kilometers metres meters miles feet pounds dollars euros troops soldiers
    tons tonnes jobs homes workers employees students percent or more of acres votes points hectares calories gmt
    hours hrs yards square""".split()
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
    if set(words) & _END and "half" not in words or {"second", "latter", "last"} & set(words):
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
        year, month, day = m.int("y"), m.int("m"), m.int("d")
    try:
        value = f"{datetime(year, month, day):%Y-%m-%d}"
    except ValueError:
        return None
    if not m.has("h"):
        return Reading("DATE", value, 0.98 if not m.has("c") else 0.7)
    if m.int("h") > 24 or m.int("i") > 59:
        return None
    clock = f"T{m.int('h'):02}:{m.int('i'):02}" + (f":{m.int('s'):02}" if m.has("s") else "")
    zone = "+00:00" if m.has("z") else None
    if m.has("g"):
        zone = f"{m.word('g')}{m.word('v')}:{m.word('w')}"
    return Reading("TIME", value + clock, 0.98, zone=zone)


def figures(c: Context, m: Match) -> Readings:
    """11/09/2023: day or month first by the figures themselves, else by the outlet's country, else unsure."""
    if not m.close():
        return None
    a, b = m.int("a"), m.int("b")
    year = m.int("y")
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
    return Reading("DATE", "2001-09-11", 0.8) if (m.int("a"), m.int("b")) == (9, 11) and m.close() else None


def _month(m: Match) -> int:
    return MONTH[m.words("m")[0]]


def near_day(c: Context, m: Match, month: int, day: int) -> datetime | None:
    """The day nearest to the document time in the direction that the words give."""
    if c.now is None:
        return None
    way, sure = c.direction(m)
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


def _year(c: Context, m: Match, name: str = "y") -> int | None:
    """The year that part `y` or `last/this/next year` (part `r`) names."""
    if m.has(name):
        year = m.int(name)
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
    year = _year(c, m)
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
    if not m.has("y") and nxt.isalpha() and nxt.islower() and nxt not in _AFTER_DAY:
        return None
    month, out = _month(m), []
    first, last = m.int("d"), m.int("f")
    year = _year(c, m)
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


_AFTER_DAY = frozenset("in at for to on with by of and or as after before when where from during the".split())


def weekof(c: Context, m: Match) -> Readings:
    """The week of March 6."""
    month, day = _month(m), m.int("d")
    year = _year(c, m)
    try:
        when = datetime(year, month, day) if year else near_day(c, m, month, day)
    except ValueError:
        return None
    return Reading("DATE", week_value(when), 0.9, deictic=year is None) if when else None


def month(c: Context, m: Match) -> Readings:
    """December; late November; last May; February 2022; June last year."""
    name, number = m.words("m")[0], _month(m)
    year = _year(c, m) if m.has("y") or m.words("r")[:1] and m.tokens.words[m.stop - 1].lower() == "year" else None
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
    if way == FORWARD:
        year = c.now.year + (gap < 0)
    elif way == BACK:
        year = c.now.year - (gap > 0)
    else:
        options = [c.now.year - 1, c.now.year, c.now.year + 1]
        year = min(options, key=lambda y: abs((y - c.now.year) * 12 + gap) + 0.5 * ((y - c.now.year) * 12 + gap > 0))
    return Reading("DATE", f"{year:04}-{number:02}", 0.85 if sure else 0.7, mod=mod(m), deictic=True)


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
    kind = "TIME" if part else "DATE"
    if not _is_weekday(m):
        return None
    if c.now is None:
        return Reading(kind, f"XXXX-WXX-{wanted}{part}", 0.8, mod=mod(m))
    today = _midnight(c.now)
    gap = wanted - today.isoweekday()
    sure = 0.93
    if m.has("r") and m.words("r")[-1] == "week":
        when = today + gap * DAY + timedelta(days=7 * {"last": -1, "next": 1}.get(m.words("r")[0], 0))
    elif m.has("r") and m.words("r")[0] in ("last", "past", "previous"):
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
        way, firm = c.direction(m)
        when = today + (gap % 7 if way == FORWARD else gap % 7 - 7) * DAY
        sure = 0.93 if firm else 0.75
        if way == OPEN:
            sure = 0.7
    return Reading(kind, day_value(when) + part, sure, mod=mod(m), deictic=True)


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


_PAPERS = frozenset("times mail telegraph mirror express herald post night".split())


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
        when = holiday_date(name, m.int("y"))
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


def year(c: Context, m: Match) -> Readings:
    """2019; late 2023; the year 2000. A figure that counts something is none."""
    value = m.words("y")[0]
    number = int(value)
    before, after = m.before(), m.after()
    tokens = m.tokens
    at = m.found.start("y")
    if m.stop - m.start == 1:
        glued = tokens.close(m.start) and before not in (
            "(",
            "[",
            '"',
            "'",
            "“",
            "‘",
            "-",
            "–",
            "—",
            "_",
            "/",
            ",",
            "`",
        )
        stuck = tokens.close(m.stop) if m.stop < len(tokens.words) else False
        if glued or (
            stuck
            and after in ("%", "°", "/", ":", "-")
            and not (after == "-" and not tokens.words[m.stop + 1 : m.stop + 2][0].isdigit())
        ):
            return None
        if (
            stuck
            and after in (",", ".")
            and tokens.words[m.stop + 1 : m.stop + 2]
            and tokens.close(m.stop + 1)
            and tokens.words[m.stop + 1].isdigit()
        ):
            return None
        if stuck and after.isalpha():
            return None
        if before in _NO_YEAR_AFTER:
            return None
        if (
            before in (",", ".")
            and tokens.close(at)
            and tokens.close(at - 1)
            and at > 1
            and tokens.words[at - 2].isdigit()
        ):
            return None
        if before == "-" and tokens.close(at) and tokens.close(at - 1) and at > 1 and tokens.words[at - 2].isalnum():
            if tokens.words[at - 2].lower() not in ("pre", "post", "mid", "late", "early"):
                return None
        counted = after.lower() in _COUNTED
        if counted and not (after.lower() in ("or", "of", "square", "more")):
            return None
        preposed = before in _YEAR_PREPOSITIONS
        if not preposed and (number < 1900 or number > 2100):
            return None
        if (
            not preposed
            and after[:1].islower()
            and after.endswith("s")
            and after not in ("was", "is", "has", "as", "this", "results")
            and before not in ("the", "its", "their", "his", "a", "our", "s")
        ):
            return None
        if number < 1400 and before not in ("in", "since", "year", "from", "until", "by"):
            return None
    halves = [w for w in ("first", "second", "latter", "last") if w in m.words("e")]
    if halves and "half" in m.words("e"):
        return Reading("DATE", f"{value}-H{1 if halves == ['first'] else 2}", 0.93)
    return Reading("DATE", value, 0.95, mod=mod(m))


def years(c: Context, m: Match) -> Readings:
    """1957-58; 2019–2021; 2023/24: first and last year."""
    if not m.close("y") or not m.tokens.close(m.stop - 1):
        return None
    first, text = m.int("y"), m.words("f")[0]
    last = int(text) if len(text) == 4 else first - first % 100 + int(text)
    if len(text) == 2 and int(text) < first % 100:
        last += 100
    if not first < last <= first + 120 or not 1400 <= first <= 2100:
        return None
    if m.after() in ("-", "/") and m.tokens.close(m.stop):
        return None
    cut = m.found.start("f")
    return [
        Reading("DATE", f"{first:04}", 0.9, span=(m.start, cut - 1)),
        Reading("DATE", f"{last:04}", 0.85, span=(cut, m.stop)),
    ]


def spoken_year(c: Context, m: Match) -> Readings:
    """Nineteen ninety-four; the year two thousand."""
    if m.has("k"):
        rest = [w for w in m.words("k") if w not in ("two", "thousand", "and", "-")]
        return Reading("DATE", str(2000 + sum(NUMBER[w] for w in rest)), 0.9)
    century = NUMBER[m.words("c")[0]]
    rest = sum(NUMBER.get(w, 0) for w in m.words("t"))
    if century < 17 or rest < 10 and "oh" not in m.words("t"):
        return None
    if century == 20 and m.before() not in _YEAR_PREPOSITIONS:
        return None
    return Reading("DATE", f"{century}{rest:02}", 0.85, mod=mod(m))


def decade(c: Context, m: Match) -> Readings:
    """The 1990s, the late '80s, the nineties."""
    if m.has("w"):
        if m.before() in ("his", "her", "their", "my", "in") and "the" not in _lower(m):
            return None
        if "the" not in _lower(m) and not m.has("e"):
            return None
        return Reading("DATE", f"19{DECADES[m.words('w')[0]]}", 0.75, mod=mod(m))
    if not m.tokens.close(m.stop - 1):
        return None
    text = m.words("y")[0]
    if len(text) == 2:
        if text[1] != "0":
            return None
        text = ("20" if text < "20" else "19") + text
    return Reading("DATE", text[:3], 0.93, mod=mod(m)) if text[3] == "0" else None


def _lower(m: Match) -> list[str]:
    return [w.lower() for w in m.tokens.words[m.start : m.stop]]


def century(c: Context, m: Match) -> Readings:
    """The 20th century."""
    rank = ordinal(m.words("n"))
    return Reading("DATE", f"{rank - 1:02}", 0.93, mod=mod(m)) if rank and rank <= 30 else None


def bc(c: Context, m: Match) -> Readings:
    """44 BC; AD 79. Years before our era are no point on this calendar's line."""
    words = m.tokens.words[m.start : m.stop]
    if not any(w.isupper() for w in words if w.isalpha()):
        return None
    if m.has("n"):
        return Reading("DATE", f"BC{int(''.join(w for w in m.words('n') if w.isdigit())):04}", 0.85)
    return Reading("DATE", f"{m.int('p'):04}", 0.8) if 1 <= m.int("p") <= 2100 else None


def quarter(c: Context, m: Match) -> Readings:
    """The third quarter of 1984; first-half; Q3 2024; the fiscal second quarter."""
    if m.has("f"):
        rank, letter = m.int("f"), "Q"
        if not m.close("k") or not (m.tokens.close(m.found.start("f")) or m.tokens.close(m.found.start("k"))):
            return None
    else:
        rank = ordinal(m.words("n")) or 0
        letter = "Q" if m.word("q") == "quarter" else "H"
    if m.words("n") == ["last"]:
        rank = 2
    if not 1 <= rank <= (4 if letter == "Q" else 2):
        return None
    year = _year(c, m)
    if year is not None:
        return Reading("DATE", f"{year:04}-{letter}{rank}", 0.93)
    if (
        letter == "H"
        and m.before() not in ("in", "for", "during", "the", "of")
        and "the" not in _lower(m)[:1]
        and "-" not in _lower(m)
    ):
        return None
    if letter == "H" and not c.now:
        return None
    if c.now is None:
        return Reading("DATE", f"XXXX-{letter}{rank}", 0.7)
    size = 3 if letter == "Q" else 6
    first = datetime(c.now.year, (rank - 1) * size + 1, 1)
    year = c.now.year
    if first > c.now:  # a quarter that has not begun is that of last year, unless it is near or spoken of as to come
        way, _ = c.direction(m)
        near = first - c.now < timedelta(days=100)
        year -= not (way == FORWARD or (near and way != BACK))
    return Reading("DATE", f"{year:04}-{letter}{rank}", 0.8, deictic=True)


def fiscal(c: Context, m: Match) -> Readings:
    """Fiscal 2023; FY24; last fiscal year: by its number, its months differ from one body to the next."""
    year = _year(c, m)
    if year is None:
        if not m.has("r") or c.now is None:
            return None
        word = m.words("r")[0]
        year = c.now.year + {"last": -1, "past": -1, "previous": -1, "latest": -1, "next": 1, "coming": 1}.get(word, 0)
    interval = (datetime(year - 1, 4, 1), datetime(year + 1, 7, 1))
    return Reading("DATE", f"{year:04}", 0.8, interval=interval, deictic=not m.has("y"))


def season_of(c: Context, m: Match) -> Readings:
    """The summer; last fall; the winter of 1994."""
    name = season(m)
    if m.has("y"):
        return Reading("DATE", f"{m.int('y'):04}-{name}", 0.93, mod=mod(m))
    if m.has("t"):
        value = NUMBER[m.words("c")[0]] * 100 + sum(NUMBER.get(w, 0) for w in m.words("t"))
        return Reading("DATE", f"{value}-{name}", 0.9)
    words = _lower(m)
    determined = m.has("r") or m.has("e") or words[0] == "the"
    verb_like = m.words("s")[0] in ("fall", "spring")
    if not determined and (verb_like or m.before() not in ("in", "by", "since", "until", "during", "through", "over")):
        return None
    if verb_like and words[0] == "the" and not m.has("r"):
        return None
    if verb_like and not m.has("r") and m.after() in ("of", "in"):
        return None
    if c.now is None:
        return Reading("DATE", f"XXXX-{name}", 0.7, mod=mod(m))
    word, year = m.words("r")[:1], c.now.year
    first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[name]
    if word in (["last"], ["past"], ["previous"]):
        year -= c.now.month <= first + 2 if name != "WI" else 1
    elif word in (["next"], ["coming"]):
        year += c.now.month >= first
    elif not word:
        way, _ = c.direction(m)
        if way == FORWARD:
            year += c.now.month > first + 2
        elif way == BACK:
            year -= c.now.month < first
    return Reading("DATE", f"{year:04}-{name}", 0.8, mod=mod(m), deictic=True)


def unknown_day(part: str = "") -> str:
    """The value of a day that nothing anchors."""
    return UNKNOWN["D"] + part
