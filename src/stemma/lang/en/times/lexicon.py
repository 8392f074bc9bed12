"""The words that times are made of, their classes, and the numbers they stand for.

A class is written in capitals (`MONTH`); the grammar names classes and, in lower case, single words. `classes(token)`
gives the classes of one token. Words that are months or weekdays only when they are capitalised ("May", "Sat") are
kept apart from those that are so in any case.
"""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def _in_order(text: str) -> list[str]:
    return text.split()


MONTHS = _in_order("january february march april may june july august september october november december")
WEEKDAYS = _in_order("monday tuesday wednesday thursday friday saturday sunday")

_MONTH_SHORT = _in_order("jan feb mar apr may jun jul aug sep oct nov dec")
_WEEKDAY_SHORT = {
    "mon": 1,
    "tue": 2,
    "tues": 2,
    "wed": 3,
    "thu": 4,
    "thur": 4,
    "thurs": 4,
    "fri": 5,
    "sat": 6,
    "sun": 7,
}

MONTH = {name: i for i, name in enumerate(MONTHS, 1)} | {s: i for i, s in enumerate(_MONTH_SHORT, 1)} | {"sept": 9}
WEEKDAY = {name: i for i, name in enumerate(WEEKDAYS, 1)} | _WEEKDAY_SHORT

SEASON = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}

UNIT = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "week": "W",
    "fortnight": "F",
    "month": "m",
    "quarter": "Q",
    "year": "Y",
    "decade": "E",
    "century": "C",
}
"""Unit letters as in ISO 8601 and TIMEX3 (E decade, C century), but `m` for months and `F` for two weeks."""
_UNIT_FORMS = {name + "s": letter for name, letter in UNIT.items()} | {"centuries": "C"}
_UNIT_SHORT = {"sec": "S", "secs": "S", "min": "M", "mins": "M", "hr": "H", "hrs": "H", "yr": "Y", "yrs": "Y"}
UNITS = UNIT | _UNIT_FORMS | _UNIT_SHORT

DAYPART = {
    "morning": "MO",
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "dawn": "MO",
    "dusk": "EV",
    "sunrise": "MO",
    "sunset": "EV",
    "daybreak": "MO",
    "nightfall": "NI",
    "lunchtime": "MI",
}
_PARTS_OFTEN = {"mornings": "MO", "afternoons": "AF", "evenings": "EV", "nights": "NI"}
DAYPARTS = DAYPART | _PARTS_OFTEN

_ONES = _in_order(
    "zero one two three four five six seven eight nine ten eleven "
    "twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = _in_order("twenty thirty forty fifty sixty seventy eighty ninety")
NUMBER = {w: i for i, w in enumerate(_ONES)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
SCALE = {"hundred": 100, "thousand": 1000, "million": 1_000_000}

_ORDINALS = _in_order(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINAL = {w: i for i, w in enumerate(_ORDINALS, 1)} | {"thirtieth": 30}

DECADES = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7}
DECADES |= {"eighties": 8, "nineties": 9}

OFTEN = {"hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M"}
OFTEN |= {"biweekly": "P2W", "fortnightly": "P2W"}

ZONES = {
    "gmt": "+00:00",
    "utc": "+00:00",
    "est": "-05:00",
    "edt": "-04:00",
    "cst": "-06:00",
    "cdt": "-05:00",
    "mst": "-07:00",
    "mdt": "-06:00",
    "pst": "-08:00",
    "pdt": "-07:00",
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "cet": "+01:00",
    "cest": "+02:00",
    "eet": "+02:00",
    "eest": "+03:00",
    "msk": "+03:00",
    "jst": "+09:00",
    "kst": "+09:00",
    "hkt": "+08:00",
    "sgt": "+08:00",
    "pkt": "+05:00",
    "wib": "+07:00",
    "sast": "+02:00",
    "aest": "+10:00",
    "aedt": "+11:00",
    "awst": "+08:00",
    "nzst": "+12:00",
    "nzdt": "+13:00",
}
"""Zone names printed after a time of day. Those that mean several zones (IST, BST of Bangladesh, AST) are left out."""
ZONES["bst"] = "Europe/London"  # in English news, British Summer Time
ZONE_WORDS = {"eastern": "America/New_York", "pacific": "America/Los_Angeles", "central": "America/Chicago"}
ZONE_WORDS |= {"mountain": "America/Denver", "greenwich": "+00:00", "moscow": "+03:00"}

VAGUE = listed("several few some many couple dozens couples countless numerous")
LITERAL_ONLY_CAPITAL = listed("may march mar jan jun jul sep sept oct dec nov apr aug feb mon tue tues wed thu")
_CAPITAL = LITERAL_ONLY_CAPITAL | frozenset(["thur", "thurs", "fri", "sat", "sun"])


def number_classes(token: str) -> set[str]:
    """Classes of a token of ASCII digits, by length and by what it can count."""
    out = {"INT"}
    value, length = int(token[:9]), len(token)
    if length <= 2:
        out.add("NN")
        if 1 <= value <= 31:
            out.add("DAY")
        if 1 <= value <= 12:
            out.add("MM")
        if value <= 24:
            out.add("HH")
    if length == 2:
        out.add("N2")
    if length == 3:
        out.add("N3")
    if length == 4:
        out.add("N4")
        if 1000 <= value <= 2199:
            out.add("YEAR")
    if length == 1:
        out.add("N1")
    if length == 8 and 1900 <= value // 10000 <= 2099:
        out.add("N8")
    if length >= 3:
        out.add("LONG")
    return out


def classes(token: str) -> set[str]:
    """The classes of one token, besides the token itself."""
    if token.isdigit():
        return number_classes(token) if token.isascii() else set()
    low = token.lower()
    out = set()
    capital = token[:1].isupper()
    if low in MONTH and (capital or low not in _CAPITAL):
        out.add("MONTH" if low in MONTHS else "MABBR")
    if low in WEEKDAY and (capital or low not in _CAPITAL):
        out.add("WD" if low in WEEKDAYS else "WDABBR")
    if low.endswith("s") and low[:-1] in WEEKDAYS:
        out.add("WDS")
    tables: list[tuple[str, object]] = [
        ("SEASON", SEASON),
        ("UNIT1", UNIT),
        ("UNITS", _UNIT_FORMS),
        ("USHORT", _UNIT_SHORT),
        ("PART", DAYPART),
        ("PARTS", _PARTS_OFTEN),
        ("NUMW", NUMBER),
        ("SCALE", SCALE),
        ("ORDW", ORDINAL),
        ("DECADE", DECADES),
        ("OFTEN", OFTEN),
        ("VAGUE", VAGUE),
    ]
    out |= {name for name, table in tables if low in table}  # type: ignore[operator]
    if low in ZONES and token.isupper():
        out.add("ZONE")
    if low in ZONE_WORDS and capital:
        out.add("ZONEW")
    if low in NUMBER and 1 <= NUMBER[low] <= 12:
        out.add("HOURW")
    if low in NUMBER and NUMBER[low] in (19, 20, 18, 17, 16):
        out.add("CENT")
    if low in NUMBER and NUMBER[low] >= 20:
        out.add("TENS")
    if low in NUMBER and 1 <= NUMBER[low] <= 9:
        out.add("ONES")
    if low in NUMBER and NUMBER[low] >= 10:
        out.add("TEENS")
    return out


def vocabulary() -> list[str]:
    """Every word that has a class, and digits of every class."""
    words = [*MONTH, *WEEKDAY, *(day + "s" for day in WEEKDAYS), *SEASON, *UNITS, *DAYPARTS, *NUMBER, *SCALE]
    words += [*ORDINAL, *DECADES, *OFTEN, *VAGUE, *ZONES, *ZONE_WORDS]
    digits = [str(n) for n in range(2300)] + [f"0{n}" for n in range(10)] + ["001", "0012", "012", "3000", "12345"]
    return words + digits + ["20230911", "12345678", "1234567", "0930"]
