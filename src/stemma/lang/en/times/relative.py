"""Readers for times reckoned from the document time or from a time mentioned before."""

from __future__ import annotations

from datetime import datetime, timedelta

from stemma.lang.en.times.context import UNKNOWN, Context, Match, Reading, number, ordinal, unit
from stemma.lang.en.times.dates import Readings, day_value, mod, week_value
from stemma.lang.en.times.lexicon import DAYPARTS, UNITS, listed
from stemma.lang.en.times.tense import FORWARD
from stemma.model import TimexType
from stemma.timex import DAY, add_months, calendar

_OVERNIGHT_THINGS = listed(
    """success sensation stay stays bag delivery train trains bus buses guest guests celebrity shipping low lows high
    rate rates accommodation camp hike parking star hit"""
)
_GOES_ON = listed("of ago before after later earlier - when that to in")
_AFTER_PAST = listed("and but or to it he she they we has have had by with that for as")
_BEFORE_PAST = listed("in of from with to at for about on than as")

_CLOSING = listed(
    "ended closed finished opened began started ending closing finishing opening starting end close finish begin start"
)
"""What shares and markets do with a day: "the index closed the day at …"."""

_STEP = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1, "following": 1, "upcoming": 1}


def midnight(when: datetime) -> datetime:
    """The start of its day."""
    return when.replace(hour=0, minute=0, second=0, microsecond=0)


def unit_value(when: datetime, letter: str) -> str:
    """The TIMEX3 value of the unit of time that holds `when`."""
    if letter == "Y":
        return f"{when.year:04}"
    if letter == "m":
        return f"{when:%Y-%m}"
    if letter in "WF":
        return week_value(when)
    if letter == "Q":
        return f"{when.year:04}-Q{(when.month + 2) // 3}"
    if letter == "E":
        return f"{when.year // 10:03}"
    if letter == "C":
        return f"{when.year // 100:02}"
    return day_value(when) + {"D": "", "H": f"T{when:%H}", "M": f"T{when:%H:%M}", "S": f"T{when:%H:%M:%S}"}[letter]


def moved(when: datetime, letter: str, count: float) -> datetime:
    """`when` moved by so many units. Raises `OverflowError` or `ValueError` outside the years 1 to 9999."""
    months = {"m": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}.get(letter)
    if months is not None:
        return add_months(when, round(months * count))
    size = {"D": 86400, "W": 604800, "F": 1209600, "H": 3600, "M": 60, "S": 1}[letter]
    return when + timedelta(seconds=size * count)


def deictic(c: Context, m: Match) -> Readings:
    """Today, yesterday morning, early tomorrow, tonight, the day after tomorrow."""
    word = m.words("d")
    part = f"T{DAYPARTS[m.word('p')]}" if m.has("p") else ""
    shift = {"yesterday": -1, "tomorrow": 1}.get(word[-1], 0) * (2 if len(word) == 2 else 1)
    if word[0] == "tonight":
        part = "TNI"
    if titled(m):
        return None
    kind: TimexType = "TIME" if part else "DATE"
    if c.now is None:
        return Reading(kind, UNKNOWN["D"] + part, 0.8, mod=mod(m))
    try:
        return Reading(kind, day_value(c.now + shift * DAY) + part, 0.96, mod=mod(m), deictic=True)
    except OverflowError:
        return None


def titled(m: Match) -> bool:
    """Whether a match is part of a name ("USA Today"): a capital on it and on the word before."""
    if m.start == 0 or not m.tokens.words[m.start][:1].isupper() or m.tokens.words[m.start].isupper():
        return False
    before = m.tokens.words[m.start - 1]
    return before[:1].isupper() and before.lower() not in ("on", "at", "by", "until", "since") and before.isalpha()


def part(c: Context, m: Match) -> Readings:
    """This morning, last night, overnight, mid-afternoon, the early hours of the morning."""
    if m.has("o"):
        after = m.after().lower()
        if after in _OVERNIGHT_THINGS:
            return None
        code, shift = "NI", -1 if c.now is not None and c.now.hour < 18 else 0
        if c.direction(m)[0] == FORWARD:
            shift = 0
    else:
        code = DAYPARTS[m.words("p")[0]]
        shift = -1 if m.word("r") == "last" else 0
    if not m.has("r") and not m.has("o"):
        here = c.same_paragraph(m.start)
        known = any(r.type in ("DATE", "TIME") and r.value[8:10].isdigit() for r in c.back(m.start, within=here))
        if not known and not m.has("e"):
            return None
        return Reading("TIME", f"{UNKNOWN['D']}T{code}", 0.85, mod=mod(m), hanging=True)
    if c.now is None:
        return Reading("TIME", UNKNOWN["D"] + f"T{code}", 0.8, mod=mod(m))
    return Reading("TIME", day_value(c.now + shift * DAY) + f"T{code}", 0.9, mod=mod(m), deictic=True)


def unit_here(c: Context, m: Match) -> Readings:
    """Last week, this month, the end of the year, year-end, earlier in the week, the past decade."""
    word = m.words("r")[0] if m.has("r") else ""
    letter = unit(m)
    if letter in "SMH" or m.words("u")[0] in ("second", "minute"):
        return None
    if m.tokens.words[m.found.start("u")][:1].isupper() and not m.tokens.words[m.start].isupper():
        return None  # a title: "This Week", "Person of the Year"
    if not word and not m.has("e") and not m.has("k"):
        return _the_unit(c, m, letter)
    if m.has("k") and m.after().lower() in ("users", "user", "game", "zone", "up"):
        return None
    if word in ("same", "present") or (word == "latest" and letter not in "QYm"):
        return None
    if letter == "D":
        if m.has("e") and not word:
            return _that_day(c, m)
        if word in ("past", "last", "latest", "current"):
            return None
        anchor = m.start > 0 and word in ("following", "previous", "preceding")
        if anchor or word == "next":
            return anaphor_from(c, m, letter, _STEP[word])
        return (
            Reading("DATE", day_value(c.now) if c.now else UNKNOWN["D"], 0.6, deictic=True) if word == "this" else None
        )
    if word in ("following", "previous", "preceding") and letter != "Q":
        return anaphor_from(c, m, letter, _STEP[word])
    if c.now is None:
        return Reading("DATE", UNKNOWN[letter], 0.8, mod=mod(m))
    step = _STEP.get(word, 0)
    if letter == "Q" and word == "latest":
        step = -1
    if (letter == "E" and word in ("past", "last")) or (letter == "C" and word == "past"):
        years = 10 if letter == "E" else 100
        span = add_months(midnight(c.now), -12 * years), c.now
        return Reading("DURATION", f"P{years}Y", 0.8, interval=span, deictic=True)
    if word == "past" and m.tokens.words[m.start].lower() == "the":
        span = moved(midnight(c.now), letter, -1), c.now
        if letter in "YmW" and m.before() in ("over", "in", "during", "for", "within", "of", "throughout"):
            return Reading("DURATION", "P1" + letter.upper(), 0.75, interval=span, deictic=True)
    try:
        there = moved(c.now.replace(day=1) if letter in "mQYEC" else c.now, letter, step)
        value = unit_value(there, letter)
    except (OverflowError, ValueError):
        return None
    if m.has("k"):
        return _year_end(c, m, value, letter)
    interval = None
    found = calendar(value)
    if step == 0 and m.words("e")[:1] in (["earlier"], ["later"]) and found:  # before or after this very moment
        begin, until = found[0]
        interval = (begin, c.now) if m.words("e") == ["earlier"] else (c.now, until)
        interval = interval if interval[0] < interval[1] else None
    return Reading("DATE", value, 0.93, mod=mod(m), interval=interval, deictic=True)


def _year_end(c: Context, m: Match, value: str, letter: str) -> Readings:
    """Year-end, with its hyphen, is a day of the books; "the year's end", like that of a month, is part of it."""
    if letter != "Y" or c.now is None or "-" not in m.tokens.words[m.start : m.stop]:
        return Reading("DATE", value, 0.85, mod="END", deictic=True)
    return Reading("DATE", f"{int(value) - (m.before() == 'since'):04}-12-31", 0.8, deictic=True)


def _the_unit(c: Context, m: Match, letter: str) -> Readings:
    """The week, the month, the year: the current one, or a length of time after "for"."""
    if m.after() in ("ended", "ending") and letter in "YQm":
        return Reading("DURATION", f"P1{letter.upper()}", 0.6)
    if m.after() in _GOES_ON:
        return None
    if m.has("w"):
        return _current(c, letter)
    before, ends = m.before(), not m.after()[:1].isalnum()
    if letter == "D":
        whole = ends and before in ("on", "for", "of", "during", "earlier", "later", "in")
        whole = whole or (m.after() in ("'", "’") and m.after(1) == "s")
        return _that_day(c, m) if whole or before in _CLOSING else None
    if letter == "Y" and (
        before in ("for", "in", "during", "through", "this", "by", "so") or (ends and before == "of")
    ):
        return _current(c, letter)
    if letter in "mW" and before in ("for", "in", "during", "later", "earlier", "throughout"):
        return _current(c, letter)
    return None


def _that_day(c: Context, m: Match) -> Readings:
    """The day: the one mentioned last in its paragraph, else that of the document."""
    for reading in c.back(m.start, within=c.same_paragraph(m.start)):
        if reading.type in ("DATE", "TIME") and reading.value[8:10].isdigit() and not reading.aside:
            return Reading("DATE", reading.value[:10], 0.6, mod=mod(m), earlier=True)
    if c.now is None:
        return Reading("DATE", UNKNOWN["D"], 0.5)
    return Reading("DATE", day_value(c.now), 0.55, mod=mod(m), deictic=True)


def _current(c: Context, letter: str) -> Readings:
    if c.now is None:
        return Reading("DATE", UNKNOWN[letter], 0.5)
    return Reading("DATE", unit_value(c.now, letter), 0.55, deictic=True)


def weekend(c: Context, m: Match) -> Readings:
    """The weekend, last weekend: Saturday and Sunday of an ISO week."""
    determined = m.tokens.words[m.start].lower() in ("the", "over") or m.has("r") or m.has("e")
    if not determined:
        return None
    if c.now is None:
        return Reading("DATE", "XXXX-WXX-WE", 0.8, mod=mod(m))
    word = m.word("r")
    way, _ = c.direction(m)
    weekday = c.now.isoweekday()
    step = _STEP.get(word, 0)
    if not word or word == "past":
        ahead = way == FORWARD or m.before(1) in ("before", "into", "ahead") or m.before(2) == "ahead"
        step = 0 if ahead or weekday >= 6 else -1
    elif word == "last" and weekday == 7:
        step = -1
    value = week_value(c.now + 7 * step * DAY) + "-WE"
    return Reading("DATE", value, 0.8, mod=mod(m), deictic=True)


def ago(c: Context, m: Match) -> Readings:
    """Two years ago, six weeks ago, several months ago, long ago."""
    return _from_now(c, m, -1)


def ahead(c: Context, m: Match) -> Readings:
    """Five years from now."""
    return _from_now(c, m, 1)


def _from_now(c: Context, m: Match, sign: int) -> Readings:
    vague = "PAST_REF" if sign < 0 else "FUTURE_REF"
    if m.has("o") or m.has("s"):
        if m.word("s") in ("a couple of", "couple of", "couple", "a couple"):
            count: float | None = 2.0
        else:
            return Reading("DATE", vague, 0.85)
    else:
        count = 1.0 if m.has("a") else number(m.words("n"))
    if count is None:
        return None
    letter = unit(m)
    if letter == "Y":
        quarter = last_quarter(c, m)
        if quarter and count == 1 and sign < 0:
            return _year_before(quarter)
    if c.now is None:
        return Reading("DATE" if letter not in "SMH" else "TIME", UNKNOWN[letter], 0.7)
    try:
        there = moved(c.now, letter, sign * count)
        value = unit_value(there, letter)
        interval = _around(there, letter, count)
    except (OverflowError, ValueError):
        return None
    kind: TimexType = "TIME" if letter in "SMH" else "DATE"
    approx = "APPROX" if m.has("b") else None
    return Reading(kind, value, 0.85, mod=approx, interval=interval, deictic=True)


def _around(there: datetime, letter: str, count: float) -> tuple[datetime, datetime] | None:
    """Half a unit around a reckoned moment: "two years ago" is not one calendar year."""
    if letter in "SMHD":
        return None
    slack = 0.5 if count < 20 else max(0.5, count / 20)
    low = moved(there, letter, -slack) if letter not in "mQ" else there - timedelta(days=16 if letter == "m" else 46)
    high = moved(there, letter, slack) if letter not in "mQ" else there + timedelta(days=16 if letter == "m" else 46)
    found = calendar(unit_value(there, letter))
    if found:
        low, high = min(low, found[0][0]), max(high, found[0][1])
    return midnight(low), midnight(high) + DAY


def last_quarter(c: Context, m: Match, within: int = 100, *, over: bool = True) -> str | None:
    """The quarter that was spoken of shortly before.

    With `over` only one that figures can be had of: it has ended, and no six or nine months came up after it.
    """
    for reading in c.back(m.start, within=within):
        if over and reading.value in ("P9M", "P6M"):
            return None
        found = calendar(reading.value) if "-Q" in reading.value and not reading.aside else None
        if found and not (over and c.now and found[0][1] > c.now):
            return reading.value
    return None


def shifted(c: Context, m: Match) -> Readings:
    """A year earlier, two days later: from the time mentioned before. "Ten days before …" is a length of time."""
    k = m.word("k")
    count = 1.0 if m.has("a") else (None if m.has("s") else number(m.words("n")))
    letter = unit(m)
    if m.words("a") == ["the"] and (k not in ("before", "after") or letter not in "DWmY"):
        return None
    if letter == "Y" and count == 1 and k == "earlier":
        quarter = last_quarter(c, m)
        if quarter:
            return _year_before(quarter)
    follows = m.after()
    if k in ("before", "after") and (follows[:1].isalnum() or follows in ("'", '"', "“", "‘", "$")):
        if m.words("a") == ["the"] or count is None:
            return None
        return Reading("DURATION", duration_value(count, letter), 0.8, span=(m.start, m.stop - 1))
    if count is None:
        return Reading("DURATION", vague_value(letter), 0.5, span=(m.start, m.stop - 1))
    if letter in "SMH":
        return Reading("DURATION", duration_value(count, letter), 0.7, span=(m.start, m.stop - 1))
    sign = -1 if k in ("earlier", "previously", "before") else 1
    return anaphor_from(c, m, letter, sign * count)


def duration_value(count: float, letter: str) -> str:
    """`P2Y`, `PT4H`, `P2Y6M`, `P1Y6M`."""
    whole, rest = int(count), count - int(count)
    if letter in "SMH":
        lower = {"H": ("M", 60), "M": ("S", 60)}.get(letter)
        if rest and lower:
            return f"PT{f'{whole}{letter}' if whole else ''}{round(rest * lower[1])}{lower[0]}"
        return f"PT{_short(count)}{letter}"
    if letter == "F":
        return f"P{_short(count * 2)}W"
    if letter == "Y" and rest == 0.5:
        return f"P{f'{whole}Y' if whole else ''}6M"
    if letter in "EC":
        return f"P{_short(count * (10 if letter == 'E' else 100))}Y"
    if letter == "D" and rest == 0.5 and not whole:
        return "PT12H"
    return f"P{_short(count)}{letter.upper()}"


def vague_value(letter: str) -> str:
    """`PXY`, `PTXH`."""
    if letter in "SMH":
        return f"PTX{letter}"
    return "PX" + {"F": "W", "m": "M"}.get(letter, letter)


def _short(count: float) -> str:
    return f"{count:g}" if count < 1e6 else f"{count:.0f}"


def anaphor(c: Context, m: Match) -> Readings:
    """That day, the same year, the next morning, the previous month."""
    word = m.word("r")
    u = m.words("u")[0]
    if u in DAYPARTS:
        step = {"next": 1, "following": 1, "previous": -1, "preceding": -1, "prior": -1}.get(word, 0)
        day = anaphor_from(c, m, "D", step)
        if not isinstance(day, Reading):
            return None
        return Reading("TIME", f"{day.value[:10]}T{DAYPARTS[u]}", 0.75, mod=mod(m), earlier=True)
    letter = UNITS[u]
    if letter in "SMH":
        return None
    step = {"next": 1, "following": 1, "previous": -1, "preceding": -1, "prior": -1}.get(word, 0)
    if word == "next" and letter != "D":
        if c.now is None:
            return Reading("DATE", UNKNOWN[letter], 0.7)
        return Reading(
            "DATE",
            unit_value(moved(c.now.replace(day=1) if letter in "mQY" else c.now, letter, 1), letter),
            0.85,
            deictic=True,
        )
    return anaphor_from(c, m, letter, step)


_FINE = {"D": 10, "W": 8, "m": 7, "Q": 7, "Y": 4, "E": 3, "C": 2}


def anaphor_from(c: Context, m: Match, letter: str, count: float) -> Readings:
    """The last time mentioned that is at least as fine as the unit, moved by `count` units; else the document time."""
    for reading in c.back(m.start):
        if reading.type not in ("DATE", "TIME") or reading.aside:
            continue
        found = calendar(reading.value)
        if found is None:
            continue
        fits = len(reading.value) >= _FINE[letter] and (letter != "D" or reading.value[8:9].isdigit())
        fits = fits and not (letter in "mD" and not reading.value[5:6].isdigit())
        if fits or letter in "EC":
            base, sure = found[0][0], 0.75
            break
    else:
        if c.now is None:
            return Reading("DATE", UNKNOWN[letter], 0.5)
        base, sure = c.now, 0.5
    try:
        value = unit_value(
            moved(base.replace(day=1) if letter in "mQY" and count == int(count) else base, letter, count), letter
        )
    except (OverflowError, ValueError):
        return None
    return Reading("DATE", value, sure, mod=mod(m), earlier=True)


def year_ago(c: Context, m: Match) -> Readings:
    """The year-ago quarter, the year-earlier period, the same month a year ago."""
    if m.words("u") in (["month"], ["period"]) and (month := _last_month(c, m)):
        return _year_before(month)
    quarter = last_quarter(c, m, 200)
    if m.has("n"):
        rank = ordinal(m.words("n"))
        year = int(quarter[:4]) - 1 if quarter else (c.now.year - 1 if c.now else None)
        return (
            Reading("DATE", f"{year:04}-Q{rank}", 0.8, earlier=True, aside=True)
            if year and rank in (1, 2, 3, 4)
            else None
        )
    if quarter:
        return _year_before(quarter)
    if c.now is None:
        return Reading("DATE", "XXXX", 0.5)
    return Reading("DATE", f"{c.now.year - 1:04}", 0.7, deictic=True, aside=True)


def _last_month(c: Context, m: Match) -> str | None:
    """The month that was spoken of shortly before, if no quarter was spoken of after it."""
    for reading in c.back(m.start, within=100):
        if "-Q" in reading.value and not reading.aside:
            return None
        if len(reading.value) == 7 and reading.value[5:].isdigit() and not reading.aside:
            return reading.value
    return None


def _year_before(quarter: str) -> Reading:
    """The same quarter or month of the year before: a comparison; what follows goes on from the quarter itself."""
    return Reading("DATE", f"{int(quarter[:4]) - 1:04}{quarter[4:]}", 0.75, earlier=True, aside=True)


def same_quarter(c: Context, m: Match) -> Readings:
    """The quarter, the latest quarter, the 1988 period: the one that was spoken of."""
    latest = bool({"latest", "recent"} & {w.lower() for w in m.tokens.words[m.start : m.stop]})
    quarter = last_quarter(c, m, 200, over=latest)
    if m.has("y"):
        year = m.figure("y")
        return Reading("DATE", f"{year:04}{quarter[4:]}" if quarter else f"{year:04}", 0.75, earlier=True, aside=True)
    if quarter and (latest or m.words("q")[0] == "quarter"):
        return Reading("DATE", quarter, 0.75, earlier=True)
    if m.words("q")[0] == "quarter" and c.now is not None and m.after() not in ("of", "mile"):
        return Reading("DATE", unit_value(add_months(c.now.replace(day=1), -3), "Q"), 0.6, deictic=True)
    return None


def now(c: Context, m: Match) -> Readings:
    """Now, currently, these days."""
    return (
        None
        if m.after().lower() in ("that", "-") and m.before() not in ("by", "right")
        else Reading("DATE", "PRESENT_REF", 0.85)
    )


def before_now(c: Context, m: Match) -> Readings:
    """Recently, the past, lately."""
    if m.tokens.words[m.stop - 1].lower() == "past":
        nxt = m.after().lower()
        if nxt[:1].isalpha() and nxt not in _AFTER_PAST:
            return None
        if nxt[:1].isdigit() or m.before() not in _BEFORE_PAST:
            return None
    return Reading("DATE", "PAST_REF", 0.8)


def after_now(c: Context, m: Match) -> Readings:
    """The near future."""
    return Reading("DATE", "FUTURE_REF", 0.8)
