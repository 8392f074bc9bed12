"""Dates and clock times as pages print them: "Sep 12, 2023 2:31 AM CDT", "11.09.2023, 18:03 Uhr", "45 mins ago".

Only what stands on a page as a stamp is read here; times inside the sentences of a story are `annotate`'s. A zone
abbreviation is resolved by fact; one that two parts of the world share only by the outlet's country, and otherwise the
local time is kept without an offset.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from stemma import clock
from stemma.read import words

MONTHS = {name: number for number, names in enumerate(words.MONTH_NAMES, 1) for name in names.split()}
"""Month names and abbreviations, casefolded and without dot, in two dozen languages, to 1..12."""

WEEKDAYS = {name: number for number, names in enumerate(words.WEEKDAY_NAMES) for name in names.split()}

_FIXED = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120,
    "eest": 180, "msk": 180, "trt": 180, "pkt": 300, "ict": 420, "wib": 420, "wita": 480, "wit": 540, "hkt": 480,
    "sgt": 480, "myt": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "acdt": 630, "aest": 600, "aedt": 660,
    "nzst": 720, "nzdt": 780, "edt": -240, "cdt": -300, "mdt": -360, "pdt": -420, "akst": -540, "akdt": -480,
    "hst": -600, "nst": -210, "ndt": -150, "adt": -180, "brt": -180, "art": -180, "clt": -240, "sast": 120, "wat": 60,
    "eat": 180, "cat": 120, "npt": 345, "est": -300, "pst": -480, "uzt": 300, "irst": 210,
}  # fmt: skip
"""Minutes east of UTC of abbreviations with one meaning (in news, by far)."""
_NORTH_AMERICA = {
    "et": "America/New_York", "eastern": "America/New_York", "ct": "America/Chicago", "central": "America/Chicago",
    "mt": "America/Denver", "mountain": "America/Denver", "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles",
    "at": "America/Halifax",
}  # fmt: skip
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

_MONTH = "|".join(sorted((re.escape(m) for m in MONTHS), key=len, reverse=True))
_DAY_NAME = "|".join(sorted((re.escape(w) for w in WEEKDAYS), key=len, reverse=True))
_ZONE = (
    r"(?P<zone>(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|Z\b|"
    + "|".join(sorted({*_FIXED, *_NORTH_AMERICA, *_BY_COUNTRY} - {"z"}, key=len, reverse=True))
    + r")\b(?:\s+time\b)?"
)
_TIME = re.compile(
    r"(?<![\d:.,/-])(?:(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:\.\d+)?)?"
    r"(?![\d/])|(?=\s?[ap]\.?m\b)|(?=\s?Uhr\b))(?:\s?(?P<half>a\.?m|p\.?m)\b\.?)?(?:\s?(?:Uhr|Hrs|hrs)\b)?"
    r"|(?P<military>(?:[01]\d|2[0-3])[0-5]\d)(?=\s?(?:GMT|UTC|[A-Z]{2,4}T|h(?:rs)?)\b))"
    r"(?:\s?[\(\[]?" + _ZONE + r")?",
    re.I,
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<y1>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m1>\d{1,2})(?P=sep)(?P<d1>\d{1,2})(?!\d)"
    r"|(?P<y5>(?:19|20)\d\d)\s?[年년]\s?(?P<m5>\d{1,2})\s?[月월]\s?(?P<d5>\d{1,2})\s?[日일]"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?:at\s+)?(?P<y2>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<d3>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?[\s-]*(?:of\s+|de\s+|d[’'])?(?P<m3>{_MONTH})\.?,?(?:[\s-]+(?:de\s+|del\s+)?|['’])"
    r"(?P<y3>(?:19|20)\d\d)(?!\d)"
    r"|(?P<d4>\d{1,2})(?P<sep4>[./-])(?P<m4>\d{1,2})(?P=sep4)(?P<y4>(?:19|20)\d\d|\d\d)(?![\d.])"
    r")",
    re.I,
)
_PARTIAL = re.compile(
    rf"(?<![\w/.-])(?:(?P<weekday>{_DAY_NAME})\.?,?\s+)?(?:(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    rf"|(?P<d2>\d{{1,2}})\.?\s+(?P<m2>{_MONTH})\b\.?)",
    re.I,
)
_UNITS = {
    "second": 1, "sec": 1, "s": 1, "sekunde": 1, "sekunden": 1, "minute": 60, "min": 60, "m": 60, "minuten": 60,
    "minuto": 60, "minutos": 60, "minuti": 60, "minuter": 60, "minutter": 60, "hour": 3600, "hr": 3600, "h": 3600,
    "stunde": 3600, "stunden": 3600, "heure": 3600, "hora": 3600, "horas": 3600, "ore": 3600, "ora": 3600,
    "timer": 3600, "timmar": 3600, "uur": 3600, "day": 86400, "d": 86400, "tag": 86400, "tagen": 86400, "jour": 86400,
    "día": 86400, "días": 86400, "dia": 86400, "dias": 86400, "giorno": 86400, "giorni": 86400, "dagen": 86400,
    "dag": 86400, "dager": 86400, "dagar": 86400, "week": 604800, "wk": 604800, "woche": 604800, "wochen": 604800,
    "semaine": 604800, "semana": 604800, "month": 2629800, "mo": 2629800, "monat": 2629800, "monaten": 2629800,
    "mois": 2629800, "year": 31557600, "yr": 31557600, "jahr": 31557600, "jahren": 31557600,
}  # fmt: skip
_COUNT = r"(?P<count>\d{1,3}|an?|one|two|three|einer?|einem|una?|un|une)"
_UNIT = "|".join(sorted((re.escape(u) for u in _UNITS), key=len, reverse=True))
_AGO = re.compile(
    rf"(?:\b(?:vor|il y a|hace|há|for|för)\s+{_COUNT}\s*(?P<unit>{_UNIT})s?\b\.?(?:\s+siden|\s+sedan)?"
    rf"|\b{_COUNT.replace('count', 'count2')}\s*(?P<unit2>{_UNIT})s?\b\.?\s+(?:ago|fa|geleden|siden|sedan)\b)",
    re.I,
)
_WORDS_FOR = {"two": 2, "three": 3}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date or time found in a line: `iso` (offset only where known), its span, and how it was put.

    `form` is `full` (date, with or without time), `partial` (day without year), `clock` (time without day) or `ago`
    (a distance from the moment of capture; `seconds` is that distance).
    """

    iso: str
    start: int
    end: int
    form: str
    seconds: int = 0
    zoned: bool = False
    weekday: int | None = None
    """Of a clock time with a day of the week before it ("Wednesday 7am"), Monday being 0."""

    @property
    def timed(self) -> bool:
        """Whether it has a time of day."""
        return "T" in self.iso


def offset(zone: str | None, when: datetime, country: str | None = None, us_style: bool = False) -> timedelta | None:
    """The distance from UTC that a printed zone means at local time `when`; None if it is unknown or ambiguous.

    `us_style` says that the stamp is written in the American way (month first, am/pm), which settles "CST" and "MST".
    """
    if not zone:
        return None
    name = zone.casefold().removesuffix("time").strip()
    if match := re.fullmatch(r"(?:utc|gmt)?\s?([+-])(\d{1,2})(?::?(\d\d))?", name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timedelta(minutes=minutes if match[1] == "+" else -minutes) if minutes < 24 * 60 else None
    choices = _BY_COUNTRY.get(name, {})
    if country in choices:
        return timedelta(minutes=choices[country])
    if name in _FIXED:
        return timedelta(minutes=_FIXED[name])
    if name in _NORTH_AMERICA:
        return ZoneInfo(_NORTH_AMERICA[name]).utcoffset(when)
    if name in ("cst", "mst") and us_style and country is None:
        return timedelta(minutes=choices["US"])
    return timedelta(minutes=60) if name == "bst" and country is None and not us_style else None


def find(text: str, *, country: str | None = None, limit: int = 8) -> list[Stamp]:
    """The stamps in a line, in order, at most `limit`; a date and the time beside it make one stamp.

    `country` (ISO 3166) is the outlet's, for zone abbreviations and for 04/05/2020.
    """
    if len(text) > 600:
        text = text[:600]
    if _DIGIT.search(text) is None and "ago" not in text:
        return []
    return list(_find(text, country, limit))


_DIGIT = re.compile(r"\d")


@functools.lru_cache(4096)  # several rooms of reading look at the same lines
def _find(text: str, country: str | None, limit: int) -> tuple[Stamp, ...]:
    found: list[Stamp] = []
    taken: list[tuple[int, int]] = []
    times = list(_TIME.finditer(text))
    for match in _DATE.finditer(text):
        day = _day(match, country)
        if day is None:
            continue
        time = _beside(text, match, times)
        us_style = match["m2"] is not None
        found.append(_full(day, match, time, country, us_style))
        taken.append((found[-1].start, found[-1].end))
        if len(found) >= limit:
            break

    def free(match: re.Match[str]) -> bool:
        return all(match.end() <= s or match.start() >= e for s, e in taken)

    for match in _AGO.finditer(text):
        if free(match) and len(found) < limit:
            count = (match["count"] or match["count2"] or "").casefold()
            number = int(count) if count.isdigit() else _WORDS_FOR.get(count, 1)
            unit = (match["unit"] or match["unit2"]).casefold()
            found.append(Stamp("", match.start(), match.end(), "ago", number * _UNITS[unit]))
            taken.append(match.span())
    for match in _PARTIAL.finditer(text):
        if free(match) and len(found) < limit:
            month, number = MONTHS[(match["m"] or match["m2"]).casefold()], int(match["d"] or match["d2"])
            if 1 <= number <= 31:
                time = _beside(text, match, times)
                clock_part = f"T{_clock(time)}" if time else ""
                start, end = _hull(match, time)
                found.append(Stamp(f"--{month:02}-{number:02}{clock_part}", start, end, "partial"))
                taken.append((start, end))
    for time in times:
        if free(time) and len(found) < limit and (time["minute"] or time["half"]):
            found.append(Stamp(f"T{_clock(time)}", *time.span(), "clock", weekday=_weekday(text[: time.start()])))
            taken.append(time.span())
    return tuple(sorted(found, key=lambda stamp: stamp.start))


_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?:(?:at|morning|afternoon|evening),?\s+)*$", re.I)


def _weekday(before: str) -> int | None:
    """The day of the week that ends the text before a clock time, in English."""
    match = _WEEKDAY.search(before)
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(match[1].casefold()) if match else None


def _day(match: re.Match[str], country: str | None) -> date | None:
    for y, m, d in (("y1", "m1", "d1"), ("y5", "m5", "d5"), ("y2", "m2", "d2"), ("y3", "m3", "d3")):
        if match[y]:
            month = int(match[m]) if match[m].isdigit() else MONTHS[match[m].casefold()]
            return _date(int(match[y]), month, int(match[d]))
    year, first, second = int(match["y4"]), int(match["d4"]), int(match["m4"])
    if year < 100:
        if match["sep4"] != ".":  # 4/5/20 may be anything
            return None
        year += 2000
    if match["sep4"] == "/" and first <= 12 and second <= 12 and first != second:
        if country in ("US", "PH"):
            first, second = second, first
        elif country is None:
            return None
    elif match["sep4"] == "/" and second > 12:
        first, second = second, first
    return _date(year, second, first)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _beside(text: str, day: re.Match[str], times: list[re.Match[str]]) -> re.Match[str] | None:
    """The clock time that stands next to a date, after it or before it, with no other words between."""
    for time in times:
        if time["minute"] is None and time["half"] is None and time["military"] is None and "Uhr" not in time.group():
            continue
        if 0 <= time.start() - day.end() <= 16 and _JOINT.fullmatch(text, day.end(), time.start()):
            return time
    for time in times:
        if not (time["minute"] or time["half"] or time["military"]):
            continue
        if 0 <= day.start() - time.end() <= 14 and _JOINT.fullmatch(text, time.end(), day.start()):
            return time
    return None


_JOINT = re.compile(rf"(?:[\s,;|/•·–—()@-]|T(?=\d)|\b(?:at|um|à|a las|alle|kl|om|on|{_DAY_NAME})\b\.?|\.(?=\s))*", re.I)


def _clock(time: re.Match[str]) -> str:
    if time["military"]:
        return f"{time['military'][:2]}:{time['military'][2:]}:00"
    hour, minute, second = int(time["hour"]) % 24, int(time["minute"] or 0), int(time["second"] or 0)
    if time["half"]:
        hour = hour % 12 + (12 if time["half"][0] in "pP" else 0)
    return f"{hour:02}:{minute:02}:{second:02}"


def _hull(day: re.Match[str], time: re.Match[str] | None) -> tuple[int, int]:
    if time is None:
        return day.span()
    return min(day.start(), time.start()), max(day.end(), time.end())


def _full(day: date, match: re.Match[str], time: re.Match[str] | None, country: str | None, us_style: bool) -> Stamp:
    start, end = _hull(match, time)
    if time is None:
        return Stamp(day.isoformat(), start, end, "full")
    local = datetime.fromisoformat(f"{day.isoformat()}T{_clock(time)}")
    shift = offset(time["zone"], local, country, us_style and time["half"] is not None)
    if shift is None:
        return Stamp(local.isoformat(), start, end, "full")
    return Stamp(local.isoformat() + _offset_text(shift), start, end, "full", zoned=True)


def _offset_text(shift: timedelta) -> str:
    minutes = int(shift.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def resolve(stamp: Stamp, reference: str | None, timezone: str | None = None) -> str | None:
    """`stamp` as an ISO string, with the year or day it lacks taken from `reference` (the capture or page time).

    Resolves to the latest such day that is not after the reference's, a day of the week to the first one that is not
    before it (what is dated by it came after the page); None where there is no reference.
    """
    if stamp.form == "full":
        return with_zone(stamp.iso, timezone)
    when = clock.parse(reference)
    if when is None:
        return None
    zone = clock.zone(timezone)
    if when.tzinfo is not None and zone is not None:
        when = when.astimezone(zone)
    if stamp.form == "ago":
        # Precise to its unit: hours and minutes give a time of day, days and more only a day.
        if "T" not in (reference or "") and stamp.seconds < 86400:
            return when.date().isoformat() if stamp.seconds < 3600 else None
        moment = when - timedelta(seconds=stamp.seconds)
        return moment.replace(microsecond=0).isoformat() if stamp.seconds < 86400 else moment.date().isoformat()
    if stamp.form == "clock":
        later = 0 if stamp.weekday is None else (stamp.weekday - when.weekday()) % 7
        return with_zone(f"{(when.date() + timedelta(days=later)).isoformat()}{stamp.iso}", timezone)
    month, number = int(stamp.iso[2:4]), int(stamp.iso[5:7])
    for year in (when.year, when.year - 1):
        day = _date(year, month, number)
        if day and day <= when.date() + timedelta(days=1):
            return with_zone(day.isoformat() + stamp.iso[7:], timezone)
    return None


def with_zone(iso: str, timezone: str | None) -> str:
    """`iso` with the offset of `timezone` at that moment, where it has a time without one and the zone is known."""
    zone, when = clock.zone(timezone), clock.parse(iso)
    if zone is None or when is None or when.tzinfo is not None or "T" not in iso:
        return iso
    return when.replace(tzinfo=zone).isoformat()


def normal(text: str | None) -> str | None:
    """A machine-written date (ISO 8601, RFC 2822, `2023-09-11 06:43:00 +0000`) as ISO 8601 to the second, else None."""
    if not text or not (text := text.strip()) or len(text) > 60:
        return None
    text = re.sub(r"^(\d{4}-\d\d-\d\d)T?\s+(\d\d:\d\d)", r"\1T\2", text)
    text = re.sub(r"(\d)\s*(?:UTC|GMT|Z)$", r"\1+00:00", text, flags=re.I)
    text = re.sub(r"(T[\d:.]+)\s+([+-]\d\d:?\d\d)$", r"\1\2", text)
    text = re.sub(r"([T ]\d\d:\d\d(?::\d\d)?)\.\d+", r"\1", text)
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text if clock.parse(text) else None
    if re.match(r"\d{4}-\d\d-\d\dT", text):
        when = clock.parse(text)
        return when.replace(microsecond=0).isoformat() if when else None
    if re.match(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d", text):
        import email.utils

        try:
            return email.utils.parsedate_to_datetime(text).isoformat()
        except (ValueError, IndexError, TypeError):
            return None
    if match := re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?Z?", text):
        iso = f"{match[1]}-{match[2]}-{match[3]}" + (f"T{match[4]}:{match[5]}:{match[6] or '00'}" if match[4] else "")
        return iso if clock.parse(iso) else None
    stamps = [stamp for stamp in find(text) if stamp.form == "full"]
    return stamps[0].iso if stamps else None
