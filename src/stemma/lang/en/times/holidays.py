"""The days that named days fall on, by rule. Days of calendars that need observation or tables are left out."""

from __future__ import annotations

from datetime import datetime, timedelta

_FIXED = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year ' s": (1, 1),
    "new year ' s day": (1, 1),
    "new year ' s eve": (12, 31),
    "independence day": (7, 4),
    "fourth of july": (7, 4),
    "july fourth": (7, 4),
    "halloween": (10, 31),
    "veterans day": (11, 11),
    "valentine ' s day": (2, 14),
    "anzac day": (4, 25),
    "bastille day": (7, 14),
    "canada day": (7, 1),
    "australia day": (1, 26),
    "juneteenth": (6, 19),
    "guy fawkes night": (11, 5),
    "bonfire night": (11, 5),
    "may day": (5, 1),
}
_EASTER = {
    "easter": 0,
    "easter sunday": 0,
    "easter monday": 1,
    "good friday": -2,
    "palm sunday": -7,
    "ash wednesday": -46,
}
_NTH = {
    "thanksgiving": (11, 4, 4),
    "thanksgiving day": (11, 4, 4),
    "labor day": (9, 1, 1),
    "martin luther king day": (1, 1, 3),
    "martin luther king jr day": (1, 1, 3),
    "presidents ' day": (2, 1, 3),
    "columbus day": (10, 1, 2),
}
"""Month, ISO weekday, and which one of the month."""


def easter(year: int) -> datetime:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    offset = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * offset) // 451
    month, day = divmod(h + offset - 7 * m + 114, 31)
    return datetime(year, month, day + 1)


def holiday_date(name: str, year: int) -> datetime | None:
    """The day of a named day (lower case, tokens with blanks between) in a year; None if it is not known."""
    name = name.replace(" .", "").strip()
    if name.startswith("st patrick"):
        return datetime(year, 3, 17)
    if name in _FIXED:
        return datetime(year, *_FIXED[name])
    if name in _EASTER:
        return easter(year) + timedelta(days=_EASTER[name])
    if name in _NTH:
        month, weekday, rank = _NTH[name]
        first = datetime(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (rank - 1))
    if name == "memorial day":
        last = datetime(year, 5, 31)
        return last - timedelta(days=(last.isoweekday() - 1) % 7)
    if name == "election day" and year % 2 == 0:  # Tuesday after the first Monday of November
        first = datetime(year, 11, 1)
        return first + timedelta(days=(1 - first.isoweekday()) % 7 + 1)
    if name == "inauguration day" and year % 4 == 1:
        return datetime(year, 1, 20)
    return None
