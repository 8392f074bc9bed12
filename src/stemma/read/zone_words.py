"""What a zone means that is printed beside a clock time: "ET", "PDT", "Central European Summer Time", "UTC+5:30".

A word is resolved by fact. One that two parts of the world share only by the outlet's country; otherwise it is unknown.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_FIXED = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "trt": 180, "pkt": 300, "ict": 420, "wib": 420, "wita": 480, "wit": 540,
    "hkt": 480, "sgt": 480, "myt": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "acdt": 630, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780, "edt": -240, "cdt": -300, "mdt": -360, "pdt": -420, "akst": -540,
    "akdt": -480, "hst": -600, "nst": -210, "ndt": -150, "adt": -180, "brt": -180, "art": -180, "clt": -240,
    "sast": 120, "wat": 60, "eat": 180, "cat": 120, "npt": 345, "est": -300, "pst": -480, "uzt": 300, "irst": 210,
    "pht": 480, "pkst": 300, "idt": 180,
}  # fmt: skip
"""Minutes east of UTC of abbreviations with one meaning (in news, by far)."""
_CIVIL = {
    "et": "America/New_York", "eastern": "America/New_York", "ct": "America/Chicago", "central": "America/Chicago",
    "mt": "America/Denver", "mountain": "America/Denver", "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles",
    "at": "America/Halifax", "central european": "Europe/Berlin", "eastern european": "Europe/Athens",
    "british": "Europe/London", "uk": "Europe/London", "india": "Asia/Kolkata", "indian": "Asia/Kolkata",
    "japan": "Asia/Tokyo", "korea": "Asia/Seoul", "singapore": "Asia/Singapore", "hong kong": "Asia/Hong_Kong",
    "moscow": "Europe/Moscow", "beijing": "Asia/Shanghai", "china": "Asia/Shanghai", "pakistan": "Asia/Karachi",
    "australian eastern": "Australia/Sydney", "australian central": "Australia/Adelaide",
    "australian western": "Australia/Perth", "new zealand": "Pacific/Auckland", "west africa": "Africa/Lagos",
    "east africa": "Africa/Nairobi", "central africa": "Africa/Maputo", "south africa": "Africa/Johannesburg",
    "greenwich mean": "UTC", "coordinated universal": "UTC", "universal": "UTC", "gulf": "Asia/Dubai",
    "israel": "Asia/Jerusalem", "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu",
    "atlantic": "America/Halifax", "newfoundland": "America/St_Johns", "irish": "Europe/Dublin",
}  # fmt: skip
"""Words for a civil time whose season is told by the day, as IANA zones."""
_BY_COUNTRY = {
    "ist": {"IN": 330, "IE": 60, "IL": 120},
    "cst": {"US": -360, "CA": -360, "MX": -360, "CN": 480, "TW": 480},
    "bst": {"GB": 60, "BD": 360},
    "ast": {"CA": -240, "US": -240, "SA": 180, "QA": 180, "KW": 180},
    "mst": {"US": -420, "CA": -420, "MM": 390},
    "gst": {"AE": 240, "OM": 240},
    "est": {"AU": 600},
    "edt": {"AU": 660},
    "pst": {"PH": 480},
}  # fmt: skip
"""Abbreviations that depend on who prints them: minutes east of UTC by the outlet's country."""
_HOMES = {
    "est": "America/New_York", "edt": "America/New_York", "cdt": "America/Chicago", "mdt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "akst": "America/Anchorage",
    "akdt": "America/Anchorage", "hst": "Pacific/Honolulu", "adt": "America/Halifax", "nst": "America/St_Johns",
    "ndt": "America/St_Johns", "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland", "jst": "Asia/Tokyo", "kst": "Asia/Seoul", "hkt": "Asia/Hong_Kong",
    "sgt": "Asia/Singapore", "msk": "Europe/Moscow", "sast": "Africa/Johannesburg", "pkt": "Asia/Karachi",
}  # fmt: skip
"""The civil time of which an abbreviation is the winter's or the summer's."""
_AMBIGUOUS_HOMES = {
    ("bst", 60): "Europe/London", ("ist", 330): "Asia/Kolkata", ("ist", 60): "Europe/Dublin",
    ("ist", 120): "Asia/Jerusalem", ("cst", -360): "America/Chicago", ("mst", -420): "America/Denver",
    ("cst", 480): "Asia/Shanghai", ("ast", -240): "America/Halifax",
}  # fmt: skip

_LOUD = frozenset({"art", "cat", "eat", "wat", "west", "wit", "ut", "et", "ct", "mt", "pt", "at", "ist", "ast"})
"""Abbreviations that are words of some language too: zones in capitals only."""


def _words(*tables: object) -> str:
    names = {name for table in tables if isinstance(table, dict) for name in table if " " not in name}
    names -= {"z", "eastern", "central", "mountain", "pacific"}
    short = {name for name in names if len(name) <= 4} - {"uk", "gulf"}
    quiet = "|".join(sorted(short - _LOUD, key=len, reverse=True))
    loud = "|".join(sorted((name.upper() for name in short & _LOUD), key=len, reverse=True))
    return f"{quiet}|(?-i:{loud})"


_LONG = "|".join(sorted((name.replace(" ", r"\s") for name in _CIVIL if len(name) > 2 or name == "uk"), key=len)[::-1])
PATTERN = (
    r"(?:(?:UTC|GMT)\s?[+−-]\s?\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|(?-i:Z)\b"
    rf"|(?:{_LONG})(?:\s(?:standard|daylight|summer))?\stime\b|(?-i:Eastern|Central|Mountain|Pacific)\b"
    rf"|(?:{_words(_FIXED, _CIVIL, _BY_COUNTRY)})\b(?:\stime\b)?)"
)
"""A printed zone, as an expression without groups; for patterns with `re.I`."""


def _plain(zone: str) -> str:
    name = " ".join(zone.casefold().split())
    return re.sub(r"(?:\s(?:standard|daylight|summer))?\stime$", "", name).strip()


def offset(zone: str | None, when: datetime, country: str | None = None, us_style: bool = False) -> timedelta | None:
    """The distance from UTC that a printed zone means at local time `when`; None if it is unknown or ambiguous.

    `country` (ISO 3166) is the outlet's. `us_style` says that the stamp is written in the American way (month first,
    am/pm), which settles "CST" and "MST".
    """
    if not zone:
        return None
    name = _plain(zone).replace("−", "-")
    if match := re.fullmatch(r"(?:utc|gmt)?\s?([+-])\s?(\d{1,2})(?::?(\d\d))?", name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timedelta(minutes=minutes if match[1] == "+" else -minutes) if minutes < 24 * 60 else None
    choices = _BY_COUNTRY.get(name, {})
    if country in choices:
        return timedelta(minutes=choices[country])
    if name in _FIXED:
        return timedelta(minutes=_FIXED[name])
    if name in _CIVIL:
        return ZoneInfo(_CIVIL[name]).utcoffset(when)
    if name in ("cst", "mst") and us_style and country is None:
        return timedelta(minutes=choices["US"])
    return timedelta(minutes=60) if name == "bst" and country is None and not us_style else None


def home(zone: str, shift: timedelta) -> str:
    """The civil time that a printed zone belongs to: its IANA name where the word names one place, else `shift`.

    "10:28 p.m. EST" is of New York (winter and summer); "CET" is of many countries and stays "+01:00".
    """
    name = _plain(zone)
    minutes = int(shift.total_seconds() // 60)
    return _CIVIL.get(name) or _AMBIGUOUS_HOMES.get((name, minutes)) or _HOMES.get(name) or text(shift)


def text(shift: timedelta) -> str:
    """A distance from UTC as `+hh:mm`."""
    minutes = int(shift.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
