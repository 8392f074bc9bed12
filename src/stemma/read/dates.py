"""Dates and clock times as pages print them: "Sep 12, 2023 2:31 AM CDT", "11.09.2023, 18:03 Uhr", "45 mins ago".

Only what stands on a page as a stamp is read here; times inside the sentences of a story are `annotate`'s. Zones are
resolved by `zone_words`; where one stays unknown the local time is kept without an offset. Years of the Buddhist, the
Persian and the Japanese calendar are told in ours; the Islamic one's months begin with the moon and give no date.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from stemma import clock
from stemma.read import calendars, words, zone_words

MONTHS = {name: number for number, names in enumerate(words.MONTH_NAMES, 1) for name in names.split()}
"""Month names and abbreviations, casefolded and without dot, in two dozen languages, to 1..12."""

WEEKDAYS = {name: number for number, names in enumerate(words.WEEKDAY_NAMES) for name in names.split()}

_MONTH = "|".join(sorted((re.escape(m) for m in MONTHS), key=len, reverse=True))
_DAY_NAME = "|".join(sorted((re.escape(w) for w in WEEKDAYS), key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_TIME = re.compile(
    r"(?<![\d:.,/-])(?:(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:\.\d+)?)?"
    r"(?![\d/])|(?=\s?[ap]\.?\s?m\b)|(?=\s?Uhr\b))(?:\s?(?P<half>a\.?\s?m|p\.?\s?m)\b\.?)?(?:\s?(?:Uhr|Hrs|hrs)\b\.?)?"
    r"|(?P<military>(?:[01]\d|2[0-3])[0-5]\d)(?=\s?(?:GMT|UTC|[A-Z]{2,4}T|h(?:rs)?)\b))"
    rf"(?:\s?[\(\[]?(?P<zone>{zone_words.PATTERN}))?",
    re.I,
)
_ZONE_BEFORE = re.compile(rf"(?<![\w/])(?P<zone>{zone_words.PATTERN})[\)\]]?[:,]?\s+$", re.I)
_ZONE_AFTER = re.compile(rf"\s*[,;]?\s*[\(\[]?(?P<zone>{zone_words.PATTERN})[\)\]]?", re.I)
_YEAR_AFTER = re.compile(rf",?\s+(?P<year>{_YEAR})\b")
_DATE = re.compile(
    r"(?:(?=[\d令平民])(?<![\d/.-])(?:"
    rf"(?P<y1>{_YEAR})(?P<sep>[-/.])\s?(?P<m1>\d{{1,2}})(?P=sep)\s?(?P<d1>\d{{1,2}})(?!\d)"
    r"|(?P<y6>1[34]\d\d|2[45]\d\d)(?P<sep6>[-/])(?P<m6>\d{1,2})(?P=sep6)(?P<d6>\d{1,2})(?!\d)"
    r"|(?P<era>令和|平成|民國|民国)\s?(?P<y5e>\d{1,3})\s?年\s?(?P<m5e>\d{1,2})\s?月\s?(?P<d5e>\d{1,2})\s?日"
    rf"|(?P<y5>{_YEAR})\s?[年년]\s?(?P<m5>\d{{1,2}})\s?[月월]\s?(?P<d5>\d{{1,2}})\s?[日일])"
    r"|(?=\w)(?:(?<![\w/.-])|(?<=[a-zß-ÿ])(?=\d|(?-i:[A-Z])))(?:"  # "Petra Lind8 January": spans without space between
    rf"(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?:at\s+)?(?P<y2>{_YEAR})(?!\d)"
    rf"|(?P<d3>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?[\s-]*(?:of\s+|de\s+|d[’'])?(?P<m3>{_MONTH})\.?,?(?:[\s-]+(?:de\s+|del\s+)?|['’])"
    rf"(?P<y3>{_YEAR})(?!\d)"
    rf"|(?P<d7>\d{{1,2}})\s+(?P<m7>{calendars.MONTH_PATTERN})\.?,?\s+(?:พ\.?ศ\.?\s*)?(?P<y7>1[34]\d\d|2[45]\d\d)(?!\d)"
    rf"|(?P<d4>\d{{1,2}})(?P<sep4>[./-])(?P<m4>\d{{1,2}})(?P=sep4)(?P<y4>{_YEAR}|25\d\d|\d\d)(?![\d.])"
    r"))",
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
    zone: str | None = None
    """The civil time that is printed beside it: an IANA name or `+hh:mm`."""
    weekday: int | None = None
    """Of a clock time with a day of the week before it ("Wednesday 7am"), Monday being 0."""

    @property
    def timed(self) -> bool:
        """Whether it has a time of day."""
        return "T" in self.iso


def find(text: str, *, country: str | None = None, limit: int = 8) -> list[Stamp]:
    """The stamps in a line, in order, at most `limit`; a date and the time beside it make one stamp.

    `country` (ISO 3166) is the outlet's, for zone abbreviations and for 04/05/2020.
    """
    text = calendars.plain_digits(text[:600])
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
        found.append(_full(text, day, match.span(), time, country, us_style))
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
                if (
                    time
                    and (said := _YEAR_AFTER.match(text, time.end()))
                    and (day := _date(int(said["year"]), month, number))
                ):  # "Tue Feb 24 00:44:27 PST 2026", as programs print it
                    found.append(_full(text, day, (match.start(), said.end()), time, country, True))
                    taken.append((found[-1].start, found[-1].end))
                    continue
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
    if match["era"]:
        return calendars.of_era(match["era"], int(match["y5e"]), int(match["m5e"]), int(match["d5e"]))
    if match["y6"]:
        return calendars.gregorian(int(match["y6"]), int(match["m6"]), int(match["d6"]))
    if match["y7"]:
        return calendars.named(int(match["y7"]), match["m7"], int(match["d7"]))
    year, first, second = int(match["y4"]), int(match["d4"]), int(match["m4"])
    if year > 2400:
        return calendars.gregorian(year, second, first)
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


_JOINT = re.compile(
    rf"(?:[\s,;|/•·–—()@:-]|T(?=\d)|\b(?:at|um|à|a las|alle|kl|om|on|เวลา|ساعت|{_DAY_NAME})\b\.?|\.(?=\s))*", re.I
)


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


def _full(
    text: str, day: date, span: tuple[int, int], time: re.Match[str] | None, country: str | None, us_style: bool
) -> Stamp:
    """The stamp of a date at `span` and the time beside it, whose zone may stand behind the date."""
    if time is None:
        return Stamp(day.isoformat(), *span, "full")
    start, end = min(span[0], time.start()), max(span[1], time.end())
    local = datetime.fromisoformat(f"{day.isoformat()}T{_clock(time)}")
    zone: str | None = time["zone"]
    if zone is None and (after := _ZONE_AFTER.match(text, end)):
        zone, end = after["zone"], after.end()
    if zone is None and (before := _ZONE_BEFORE.search(text[max(0, start - 40) : start])):
        zone, start = before["zone"], start - len(before[0])
    shift = zone_words.offset(zone, local, country, us_style and time["half"] is not None)
    if zone is None or shift is None:
        return Stamp(local.isoformat(), start, end, "full")
    home = zone_words.home(zone, shift)
    return Stamp(local.isoformat() + zone_words.text(shift), start, end, "full", zoned=True, zone=home)


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
    """A machine-written date as ISO 8601 to the second, with its offset where it has one; None where it is no date.

    ISO 8601 and what programs make of it, RFC 822 and its successors as feeds write them (two-digit years, no seconds,
    "GMT", "Z", "+0000 (UTC)"), `date(1)`, JavaScript, Unix time; else the first full date of `find`.
    """
    if not text or not (text := calendars.plain_digits(text.strip())) or len(text) > 80:
        return None
    if match := re.fullmatch(r"(?:/Date\()?(1\d{9})(?:\.\d+|\d{3})?(?:[+-]\d{4})?(?:\)/)?", text):
        return datetime.fromtimestamp(int(match[1]), UTC).isoformat()
    if (match := _ISO.fullmatch(text)) or (match := _COMPACT.fullmatch(text)):
        return _iso(match)
    if match := _RFC_822.match(text):
        year = int(match["year"])
        year += 2000 if year < 70 else 1900 if year < 100 else 0
        text = f"{match['day']} {match['month']} {year} {text[match.end() :]}"
        text = re.sub(r"[A-Z]{3}$", lambda zone: _RFC_ZONES.get(zone[0], zone[0]), text.rstrip())
    stamps = [stamp for stamp in find(text) if stamp.form == "full"]
    return stamps[0].iso if stamps else None


_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)(?:(?:T\s*|\s+|T?\s*-\s+)(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?:[.,:]\d{1,9})?\s*(?P<zone>[+−-]\d\d?(?::?\d\d)?Z?|[A-Za-z][\w/+: -]{0,40})?(?:\s*\([\w ]+\))?)?",
    re.I,
)
_COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_RFC_822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(?P<day>\d{1,2})[\s-](?P<month>[A-Za-z]{3,9})[\s-](?P<year>\d\d|\d{4})\s+(?=\d{1,2}:\d\d)"
)
_RFC_ZONES = {"CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600"}
"""What RFC 822 says of the abbreviations that mean other zones elsewhere."""


def _iso(match: re.Match[str]) -> str | None:
    """A date by its fields, as ISO 8601: the zone as number, word or IANA name, and left out where it is unknown."""
    day = calendars.gregorian(int(match["y"]), int(match["m"]), int(match["d"]))
    if day is None or match["hour"] is None:
        return day.isoformat() if day else None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    try:
        local = datetime(day.year, day.month, day.day, hour % 24 if hour == 24 else hour, minute, min(second, 59))
        local += timedelta(days=1 if hour == 24 else 0)
        zone = (match["zone"] or "").strip()
        if not zone:
            return local.isoformat()
        if (shift := zone_words.offset(zone.rstrip("Zz") or zone, local)) is None:
            named = clock.zone(zone)
            shift = named.utcoffset(local) if named else None
        return local.isoformat() + (zone_words.text(shift) if shift is not None else "")
    except (ValueError, OverflowError):
        return None
