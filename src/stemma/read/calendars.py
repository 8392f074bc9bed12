"""Years and months of other calendars in ours, as far as they can be told for certain.

Thailand counts from the Buddha (ours + 543), Iran and Afghanistan from the Hijra by the sun, Japan by reigns, Taiwan
from its republic. The Islamic year by the moon begins when the moon is seen: its days are known (to be none of ours)
and not converted.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_THAI = (
    "มกราคม ม.ค.", "กุมภาพันธ์ ก.พ.", "มีนาคม มี.ค.", "เมษายน เม.ย.", "พฤษภาคม พ.ค.", "มิถุนายน มิ.ย.", "กรกฎาคม ก.ค.",
    "สิงหาคม ส.ค.", "กันยายน ก.ย.", "ตุลาคม ต.ค.", "พฤศจิกายน พ.ย.", "ธันวาคม ธ.ค.",
)  # fmt: skip
_PERSIAN = (
    "فروردین farvardin", "اردیبهشت ordibehesht", "خرداد khordad", "تیر tir", "مرداد mordad", "شهریور shahrivar",
    "مهر mehr", "آبان aban", "آذر azar", "دی dey", "بهمن bahman", "اسفند esfand",
)  # fmt: skip
_MONTHS = {
    name: (number, calendar)
    for calendar, months in (("thai", _THAI), ("persian", _PERSIAN))
    for number, names in enumerate(months, 1)
    for name in names.split()
}
MONTH_PATTERN = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
"""Names of Thai and Persian months, as an expression without groups."""
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_DIGITS = {
    ord(zero) + number: str(number) for zero in "٠۰०০๐０" for number in range(10)
}  # Arabic, Persian, Devanagari, Bengali, Thai, full-width


def plain_digits(text: str) -> str:
    """`text` with the digits of other scripts as 0 to 9; as long as before."""
    return text if text.isascii() else text.translate(_DIGITS)


def gregorian(year: int, month: int, day: int) -> date | None:
    """A day by numbers: of our calendar, or by its year of the Buddhist (2450-2620) or the Persian one (1340-1409).

    None for days that are not, and for years of the Islamic calendar (1410 on) and others.
    """
    if 2450 <= year <= 2620:
        year -= 543
    elif 1340 <= year < 1410:
        return persian(year, month, day)
    elif not 1800 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def named(year: int, month: str, day: int) -> date | None:
    """A day with a Thai or Persian month's name."""
    number, calendar = _MONTHS[month.casefold()]
    return persian(year, number, day) if calendar == "persian" else gregorian(year, number, day)


def of_era(era: str, year: int, month: int, day: int) -> date | None:
    """A day of a Japanese reign or of the Chinese republic."""
    return gregorian(_ERAS[era] + year, month, day)


def persian(year: int, month: int, day: int) -> date | None:
    """A day of the solar Hijri calendar, exact for 1178 to 1633 by its cycle of 33 years."""
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    leaps = sum(1 for y in range(1300, year) if _leap(y)) if year >= 1300 else -sum(map(_leap, range(year, 1300)))
    if month == 12 and day == 30 and not _leap(year):
        return None
    days = 365 * (year - 1300) + leaps + (month - 1) * 31 - max(0, month - 7) + day - 1
    return date(1921, 3, 21) + timedelta(days=days)


def _leap(year: int) -> bool:
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)
