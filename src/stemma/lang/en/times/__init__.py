"""Time expressions: what a text says about time, as TIMEX3 values and as intervals of UTC.

    >>> find("He arrived on Sunday evening.", anchor="2023-09-11T06:43:00-05:00")[0].value
    '2023-09-10TEV'

Usable on any English text by itself; needs the standard library only. A rule is a regular expression over classes of
words (`grammar`), its reader says what it means (`dates`, `relative`, `durations`, `clocktimes`), the verbs nearby say
whether a bare weekday lies before or ahead (`tense`). Types and values follow TimeML 1.2.1 and TempEval-3.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from stemma import clock
from stemma.lang.en.times.context import Reading
from stemma.lang.en.times.scan import read
from stemma.model import Article, Section, Timex
from stemma.timex import Interval, calendar

_SOUTH = ("Australia/", "Pacific/Auckland", "Africa/Johannesburg", "America/Argentina/", "America/Santiago")
_MONTH_FIRST = ("America/", "US/", "Asia/Manila", "Pacific/Honolulu", "Pacific/Guam")
_DAY_FIRST = ("Europe/", "Australia/", "Pacific/Auckland", "Africa/", "Asia/", "Atlantic/", "Indian/")
_DAY_FIRST_AMERICA = (
    "America/Argentina/",
    "America/Sao_Paulo",
    "America/Mexico_City",
    "America/Santiago",
    "America/Lima",
)


def find(text: str, *, anchor: str | None = None, timezone: str | None = None) -> tuple[Timex, ...]:
    """The time expressions of a text, in order; offsets are code points of `text`.

    `anchor` is the document creation time (ISO 8601; a date alone will do), `timezone` the zone (IANA name or
    `+hh:mm`) in which the text counts its days; without it the offset of `anchor` is used. Without any anchor,
    relative expressions keep a value such as `XXXX-WXX-7` and no interval. Where no zone is known the intervals are
    widened to every zone on Earth, and `Timex.anchor` says so.
    """
    return _found(text, 0, anchor, timezone, "document")


def times(article: Article) -> tuple[Timex, ...]:
    """The time expressions of an article's body, each section reckoned from its own time (else `published`).

    Of an article in another language than English only dates and times in figures are read.
    """
    sections = article.sections or (Section("original", article.published, 0, len(article.body)),)
    out: list[Timex] = []
    done = 0
    for number, section in enumerate(sections):
        if section.start > done:
            out += _found(article.body[done : section.start], done, article.published, article.timezone, "published")
        name = f"section:{number}"
        text = article.body[section.start : section.end]
        out += _found(text, section.start, section.time or article.published, article.timezone, name)
        done = max(done, section.end)
    if done < len(article.body):
        out += _found(article.body[done:], done, article.published, article.timezone, "published")
    if article.language and not article.language.lower().startswith("en"):
        out = [t for t in out if not any(c.isalpha() and c not in "TZ" for c in article.body[t.start : t.end])]
    return tuple(sorted(out, key=lambda t: t.start))


def _found(text: str, offset: int, anchor: str | None, timezone: str | None, name: str) -> tuple[Timex, ...]:
    now, here = _local(anchor, timezone)
    utc = None if _is_day(anchor) else _in_utc(now)
    tokens, found = read(text, now.replace(tzinfo=None) if now else None, day_first=_day_first(timezone), utc=utc)
    south = bool(timezone and timezone.startswith(_SOUTH))
    label = f"{name} {now.isoformat() if now and not _is_day(anchor) else anchor}" if now else "unanchored"
    out = []
    for start, stop, reading in found:
        begin, until, note, granularity = _interval(reading, here, south)
        if reading.deictic or reading.earlier:
            source = label + (", by a time before it" if reading.earlier else "")
        else:
            source = "text" if now or "XX" not in reading.value else "unanchored"
        out.append(
            Timex(
                start=offset + tokens.starts[start],
                end=offset + tokens.end(stop - 1),
                type=reading.type,
                value=reading.value,
                begin=begin,
                until=until,
                anchor=source + note,
                granularity=granularity,
                confidence=round(reading.confidence, 2),
            )
        )
    return tuple(out)


def _in_utc(when: datetime | None) -> datetime | None:
    """A time of a known zone in UTC, naive."""
    try:
        return when.astimezone(UTC).replace(tzinfo=None) if when and when.tzinfo else None
    except OverflowError:  # the years 1 and 9999
        return None


def _is_day(text: str | None) -> bool:
    return text is not None and "T" not in text


@functools.lru_cache(1024)
def _local(anchor: str | None, name: str | None) -> tuple[datetime | None, tzinfo | None]:
    """The document time in the zone that its days are counted in, and that zone; None where they are not known.

    An offset of zero is how many systems write any time, so it says nothing where no zone is given.
    """
    when, given = clock.parse(anchor), clock.zone(name)
    if when is None or when.tzinfo is None:
        return when, given
    offset = when.utcoffset() or timedelta(0)
    try:
        if given is not None and (not offset or when.astimezone(given).utcoffset() == offset):
            return when.astimezone(given), given
    except OverflowError:
        return when, timezone(offset)
    return when, timezone(offset) if offset else None


def _day_first(name: str | None) -> bool | None:
    """Whether the outlet's country writes the day before the month; None where the zone does not tell."""
    if not name or "/" not in name:
        return None
    if name.startswith(_DAY_FIRST_AMERICA):
        return True
    if name.startswith(_MONTH_FIRST):
        return False
    return True if name.startswith(_DAY_FIRST) else None


def _interval(reading: Reading, here: tzinfo | None, south: bool) -> tuple[str | None, str | None, str, str | None]:
    """UTC begin and until of a reading, a note on its zone, and its granularity."""
    found = calendar(reading.value, south=south) if reading.type in ("DATE", "TIME") else None
    granularity = found[1] if found else None
    interval = reading.interval or (found[0] if found else None)
    if interval is None:
        return None, None, "", granularity
    if reading.mod in ("START", "MID", "END") and reading.interval is None:
        interval = _narrow(interval, reading.mod)
    zone = clock.zone(reading.zone) if reading.zone else None if reading.local else here
    note = f", zone {reading.zone}" if reading.zone else ""
    if zone is None:
        note = ", local time of the place, zone unknown: widened" if reading.local else ", zone unknown: widened"
    try:
        begin = interval[0].replace(tzinfo=zone or clock.EAST).astimezone(UTC)
        until = interval[1].replace(tzinfo=zone or clock.WEST).astimezone(UTC)
    except OverflowError:
        return None, None, "", granularity
    return _utc(begin), _utc(until), note, granularity


def _utc(when: datetime) -> str:
    return f"{when.year:04}-{when:%m-%dT%H:%M:%S}Z"


def _narrow(interval: Interval, mod: str) -> Interval:
    """The first half, the middle half or the last half: "early", "mid-", "late"."""
    begin, until = interval
    half = (until - begin) / 2
    if mod == "START":
        return begin, begin + half
    return (begin + half / 2, until - half / 2) if mod == "MID" else (begin + half, until)
