"""ISO 8601 strings, time zones and the UTC interval that a partly known time can mean. Imports nothing of ours."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

WEST = timezone(timedelta(hours=-12))
EAST = timezone(timedelta(hours=14))
"""The outermost zones: where a date begins first and ends last."""

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)$")
_DATE = re.compile(r"\d{4}-\d\d-\d\d$")


@functools.lru_cache(512)
def zone(name: str | None) -> tzinfo | None:
    """The zone for an IANA name (`Pacific/Auckland`), `Z`, `UTC` or an offset (`+09:00`); None if it is unknown."""
    if not name:
        return None
    if name in ("Z", "UTC"):
        return UTC
    if match := _OFFSET.fullmatch(name):
        sign = -1 if match[1] == "-" else 1
        minutes = sign * (int(match[2]) * 60 + int(match[3]))
        return timezone(timedelta(minutes=minutes)) if abs(minutes) < 24 * 60 else None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError on some platforms, an OSError on others
        return None
    except KeyError:
        return None


def parse(text: str | None) -> datetime | None:
    """The datetime of an ISO 8601 string (naive if it has no offset; midnight if it is a date), None if unusable."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def bounds(text: str | None, timezone: str | None = None) -> tuple[datetime, datetime] | None:
    """Earliest and latest UTC instants (half-open) that an ISO string can mean.

    A full time with offset gives a zero-length interval at that instant. Without offset, `timezone` is used; where
    that is unknown too, the interval is widened to every zone on Earth (UTC+14 to UTC−12). A bare date is its whole
    day. None where `text` is no date or time.
    """
    when = parse(text)
    if when is None or text is None:
        return None
    length = timedelta(days=1) if _DATE.match(text) else timedelta(0)
    try:
        if when.tzinfo is not None:
            return when.astimezone(UTC), (when + length).astimezone(UTC)
        here = zone(timezone)
        first = when.replace(tzinfo=here or EAST)
        last = (when + length).replace(tzinfo=here or WEST)
        return first.astimezone(UTC), last.astimezone(UTC)
    except OverflowError:  # the years 1 and 9999
        return None


@functools.lru_cache(4096)
def order_key(text: str | None, timezone: str | None = None) -> tuple[bool, datetime]:
    """A sort key for ISO strings: by earliest instant, unknown times last."""
    found = bounds(text, timezone)
    return (found is None, found[0] if found else datetime.max.replace(tzinfo=UTC))


def utc(when: datetime) -> str:
    """`when` (aware) as `YYYY-MM-DDThh:mm:ssZ`."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
