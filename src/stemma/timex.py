"""What a TIMEX3 value means on the calendar, and how two times compare. Imports nothing of ours.

A value such as `2023-W36` or `2023-09-10TEV` is an interval of local time, half-open; with a zone it is an interval
in UTC. Values after TimeML 1.2.1 (Pustejovsky et al. 2003) and ISO 8601.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from stemma import clock
from stemma.model import Timex

Interval = tuple[datetime, datetime]
"""`(begin, until)`, half-open; both naive (local time) or both aware."""

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

DAYPARTS = {"MO": (0, 12), "MI": (11, 14), "AF": (12, 18), "EV": (18, 24), "NI": (18, 30), "DT": (6, 18)}
"""Hours of a day that a part of day means. A night runs into the next morning."""

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of a season in the north; three months long. In the south it is half a year away."""

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)(?:-(?P<weekday>[1-7]|WE))?|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<season>SP|SU|FA|WI)|(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<time>[0-9A-Z:]+))?)?))?"
    r"|(?P<decade>\d{3})X?|(?P<century>\d\d)(?:XX)?"
)
_TIME = re.compile(r"(\d\d)(?::(\d\d)(?::(\d\d))?)?Z?")
_PLACES = ("decade", "century", "week", "quarter", "half", "season", "time", "day", "month", "year")


def calendar(value: str, *, south: bool = False) -> tuple[Interval, str] | None:
    """The local interval that a DATE or TIME value means, and its granularity; None where it is no point in time.

    Granularities: century decade year half season quarter month week weekend day daypart hour minute second.
    """
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    part = {name: text for name, text in match.groupdict().items() if text is not None}
    try:
        return _interval(part, south)
    except (ValueError, OverflowError):  # the 31st of February, the year 0 or 9999
        return None


def _interval(part: dict[str, str], south: bool) -> tuple[Interval, str]:
    kind = next(name for name in _PLACES if name in part)
    if kind in ("decade", "century"):
        years = 10 if kind == "decade" else 100
        first = int(part[kind]) * years
        return (datetime(first, 1, 1), datetime(first + years, 1, 1)), kind
    year = int(part["year"])
    if kind == "week":
        monday = datetime.fromisocalendar(year, int(part["week"]), 1)
        if part.get("weekday") == "WE":
            return (monday + 5 * DAY, monday + WEEK), "weekend"
        if "weekday" in part:
            day = monday + (int(part["weekday"]) - 1) * DAY
            return (day, day + DAY), "day"
        return (monday, monday + WEEK), "week"
    if kind == "season":
        return _season(year, part["season"], south), "season"
    if kind in ("quarter", "half"):
        months = 3 if kind == "quarter" else 6
        first = (int(part[kind]) - 1) * months + 1
        return (datetime(year, first, 1), month_after(year, first + months - 1)), kind
    if kind == "year":
        return (datetime(year, 1, 1), datetime(year + 1, 1, 1)), kind
    month = int(part["month"])
    if kind == "month":
        return (datetime(year, month, 1), month_after(year, month)), kind
    day = datetime(year, month, int(part["day"]))
    if kind == "day":
        return (day, day + DAY), kind
    return _time(day, part["time"])


def _season(year: int, name: str, south: bool) -> Interval:
    first = SEASONS[name] - (6 if south else 0)
    if first <= 0:
        first += 12
    if first == 12:  # "the winter of 1994" may be the one that began in it or the one that ended in it
        return datetime(year, 1, 1), datetime(year + 1, 3, 1)
    return datetime(year, first, 1), month_after(year, first + 2)


def _time(day: datetime, text: str) -> tuple[Interval, str]:
    if text in DAYPARTS:
        first, last = DAYPARTS[text]
        return (day + first * HOUR, day + last * HOUR), "daypart"
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    begin = day + timedelta(hours=int(match[1]), minutes=int(match[2] or 0), seconds=int(match[3] or 0))
    if match[3]:
        return (begin, begin + timedelta(seconds=1)), "second"
    if match[2]:
        return (begin, begin + timedelta(minutes=1)), "minute"
    return (begin, begin + HOUR), "hour"


def month_after(year: int, month: int) -> datetime:
    """The first instant of the month after `month` (1–12) of `year`."""
    return datetime(year + 1, 1, 1) if month == 12 else datetime(year, month + 1, 1)


def add_months(when: datetime, months: int) -> datetime:
    """`when` moved by whole months; a day that the month lacks becomes its last."""
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    last = (month_after(year, month + 1) - DAY).day
    return when.replace(year=year, month=month + 1, day=min(when.day, last))


def overlap(a: Timex, b: Timex) -> bool | None:
    """Whether two times can be the same: True, False, or None where one of them is no point on the line.

    Two reports name a day in the zone of their outlet or in that of the place, and rarely say which. So they differ
    only if neither their UTC intervals nor their calendar days (each in its own zone) have anything in common.
    """
    pairs = [(a.begin, a.until, b.begin, b.until)]
    if None in pairs[0]:
        return None
    locals_ = calendar(a.value), calendar(b.value)
    if locals_[0] and locals_[1]:
        x, y = locals_[0][0], locals_[1][0]
        if x[0] < y[1] and y[0] < x[1]:
            return True
    times = [clock.parse(t) for t in pairs[0]]
    if None in times:
        return None
    begin_a, until_a, begin_b, until_b = times
    return bool(begin_a < until_b and begin_b < until_a)  # type: ignore[operator]
