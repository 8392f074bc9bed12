"""When a page was published and changed: what it declares, shows and is filed under, weighed against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from stemma import clock
from stemma.model import Capture, DateOrigin
from stemma.read import dates, zone_words
from stemma.read.declaration import Declared
from stemma.read.parts import Parts


@dataclass(frozen=True, slots=True)
class Moments:
    """Publication and change with where they come from; `flags` name what was odd and therefore not used."""

    published: str | None = None
    modified: str | None = None
    published_by: DateOrigin | None = None
    modified_by: DateOrigin | None = None
    confidence: float | None = None
    flags: tuple[str, ...] = ()


_URL_DATE = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?:"
    r"(?P<part>[/-])(?P<month>0?[1-9]|1[0-2]|[a-z]{3})(?P=part)(?P<day>0?[1-9]|[12]\d|3[01])(?=[/._-]|$)"
    r"|(?P<month2>0[1-9]|1[0-2])(?P<day2>0[1-9]|[12]\d|3[01])(?=/.))"
)


def url_date(url: str | None) -> str | None:
    """The day in a URL's path (`/2023/09/11/`, `/2023/sep/11/`, `/2023-09-11-`, `/20230911/`), as an ISO date.

    Eight digits are a day only where they are a part of the path above others: a number before or behind a headline is
    that of the page.
    """
    match = _URL_DATE.search(url or "")
    if match is None:
        return None
    month, day = match["month"] or match["month2"], match["day"] or match["day2"]
    number = dates.MONTHS.get(month, 0) if month.isalpha() else int(month)
    iso = f"{match['year']}-{number:02}-{int(day):02}"
    return iso if clock.parse(iso) else None


def zone_of_clock(said: Declared, parts: Parts, given: str | None = None) -> tuple[str | None, bool]:
    """The civil time that a page's printed clock keeps where its instants are declared in UTC; whether it is named.

    One that is not named is for pages of which nothing else says where they are.

    "Nov. 8, 10:28 p.m. ET" beside 2023-11-09T03:28:35Z is New York's. A clock without zone that differs from one of the
    instants (or from `given`, the publication as the capture has it) by whole half hours keeps that distance.
    """
    stamps = [(role, stamp) for role, stamp in parts.stamps if stamp.form == "full" and stamp.timed]
    shown = [(role, s) for role, s in stamps if s.end]
    shown += [("", s) for s in parts.clocks if s.form == "full" and s.timed]
    told = [(iso, "published") for iso in (*said.published, dates.normal(given) or "")]
    told += [(iso, "modified") for iso in said.modified] + [(s.iso, role) for role, s in stamps if not s.end]
    parsed = [(clock.parse(iso), role) for iso, role in told]
    instants = [(when, role) for when, role in parsed if when and when.utcoffset() == timedelta(0)]
    for _, stamp in shown:
        when = clock.parse(stamp.iso)
        near = [abs(when - at) <= timedelta(days=1) for at, _ in instants] if when and when.tzinfo else []
        if stamp.zone and stamp.zone not in ("UTC", "+00:00") and any(near):
            return stamp.zone, True
    for role, stamp in shown:
        when = clock.parse(stamp.iso)
        if when is None or when.tzinfo is not None:
            continue
        for instant, of in instants:
            shift = when - instant.replace(tzinfo=None)
            whole = timedelta(minutes=30 * round(shift / timedelta(minutes=30)))
            exact = abs(shift - whole) < timedelta(minutes=1) and whole in _CIVIL
            if exact and (not role or not of or role == of):
                return zone_words.text(whole), False
    return None, False


_CIVIL = frozenset(
    timedelta(hours=hours) for hours in (*range(-10, 0), *range(1, 12), 13, -3.5, 3.5, 4.5, 5.5, 9.5, 10.5)
)
"""Distances from UTC that people live by; twelve hours is a clock without a.m. and p.m."""


def plausible(iso: str, fetched: str | None) -> bool:
    """Whether a page can have been published then: after 1990, not after it was fetched (or a day from now)."""
    span = clock.bounds(iso)
    limit = clock.bounds(fetched)
    latest = limit[1] if limit else datetime.now(UTC)
    return span is not None and datetime(1990, 1, 1, tzinfo=UTC) < span[0] <= latest + timedelta(days=1)


ASSUMED = {"outlet": 0.9, "address": 0.8}
"""How sure a time can be whose zone is that of the country of the page's outlet, or of the name of its address."""


def weigh(
    capture: Capture,
    said: Declared,
    stamps: Sequence[tuple[str, dates.Stamp]],
    timezone: str | None,
    assumed: str | None = None,
) -> Moments:
    """The moments of a page: given before declared before visible before the URL's before "45 mins ago".

    Times that cannot be (in the future, a change before the publication) are flagged and not used. A day that
    is only visible or in the URL has no time of day added to it. `assumed` says what `timezone` was inferred from
    (`outlet`, `address`): a publication that has its zone from there is flagged `zone-of-outlet`, `zone-of-address`.
    """
    found = _weigh(capture, said, stamps, timezone)
    bare = [iso for iso in (*said.published, *said.modified, *(stamp.iso for _, stamp in stamps)) if "T" in iso]
    if assumed is None or found.published is None or found.confidence is None or found.published in bare:
        return found
    if all(dates.with_zone(iso, timezone) != found.published for iso in bare):
        return found
    sure = min(found.confidence, ASSUMED[assumed])
    return replace(found, confidence=sure, flags=(*found.flags, f"zone-of-{assumed}"))


def _weigh(
    capture: Capture, said: Declared, stamps: Sequence[tuple[str, dates.Stamp]], timezone: str | None
) -> Moments:
    flags: list[str] = []

    def possible(found: Iterable[str], flag: str) -> list[str]:
        every = list(found)
        good = [iso for iso in every if plausible(dates.with_zone(iso, timezone), capture.fetched)]
        if every and len(good) < len(every) and flag not in flags:
            flags.append(flag)
        return [dates.with_zone(_finest(good), timezone)] if good else []

    declared = possible(said.published, "published-in-future")
    declared_modified = possible(said.modified, "modified-in-future")
    full = [(role, dates.with_zone(s.iso, timezone)) for role, s in stamps if s.form == "full"]
    full = [(role, iso) for role, iso in full if plausible(iso, capture.fetched)]
    visible = next((iso for role, iso in full if role == "published"), None) or next(
        (iso for role, iso in full if not role), None
    )
    visible_modified = next((iso for role, iso in full if role == "modified"), None)
    by_url = url_date(capture.url or said.url)
    by_url = by_url if by_url and plausible(by_url, capture.fetched) else None
    found = Moments()
    if capture.published:
        found = Moments(dates.normal(capture.published) or capture.published, None, "given", None, 1.0)
    elif declared:
        found = Moments(declared[0], None, "declared", None, 0.97)
        if by_url and abs(_days(found.published, by_url)) > 2:
            flags.append("declared-and-url-date-differ")
            found = replace(found, confidence=0.7)
    elif by_url and visible and abs(_days(visible, by_url)) <= 1:
        found = Moments(visible, None, "visible", None, 0.97)
    elif by_url:
        found = Moments(by_url, None, "url", None, 0.9)
    elif visible:
        found = Moments(visible, None, "visible", None, 0.85)
    else:
        ago = next((s for _, s in stamps if s.form == "ago"), None)
        if ago and capture.fetched and (iso := dates.resolve(ago, capture.fetched, timezone)):
            found = Moments(iso, None, "inferred", None, 0.7)
        elif declared_modified:
            found = Moments(declared_modified[0], None, "inferred", None, 0.5)
            return replace(found, flags=tuple(flags))
        elif visible_modified:  # "Updated Dec. 12" alone does not say since when the page is there
            return Moments(None, visible_modified, None, "visible", None, tuple(flags))
    modified = declared_modified[0] if declared_modified else visible_modified
    if modified and found.published:
        if clock.order_key(modified, timezone) < clock.order_key(found.published, timezone):
            same_day = modified[:10] == found.published[:10]
            if declared_modified and not same_day:
                flags.append("modified-before-published")
            modified = None
        elif clock.order_key(modified, timezone) == clock.order_key(found.published, timezone):
            modified = None
    by: DateOrigin | None = None if modified is None else "declared" if declared_modified else "visible"
    return replace(found, modified=modified, modified_by=by, flags=tuple(flags))


def of_sections(found: Moments, times: Iterable[str | None]) -> Moments:
    """The moments of a page with several dated sections: published with the oldest, modified with the newest."""
    order = sorted((time for time in times if time), key=clock.order_key)
    if order and found.published_by == "visible" and clock.order_key(found.published) < clock.order_key(order[0]):
        order.insert(0, found.published or "")  # the page says itself since when it is there
    if not order or found.published_by in ("given", "declared"):
        newest = order[-1] if order else None
        if (
            newest
            and found.modified is None
            and found.published
            and clock.order_key(newest) > clock.order_key(found.published)
        ):
            return replace(found, modified=newest, modified_by="visible")
        return found
    newest = order[-1] if order[-1] != order[0] else None
    modified = max((time for time in (newest, found.modified) if time), key=clock.order_key, default=None)
    return replace(
        found, published=order[0], published_by="visible", confidence=0.95, modified=modified,
        modified_by="visible" if modified else None,
    )  # fmt: skip


def _finest(found: list[str]) -> str:
    """Of several declarations of one moment the first, or a later one of the same day that says more of it."""
    best = found[0]
    for other in found[1:]:
        if abs(_days(other, best)) <= 1 and _grain(other) > _grain(best):
            best = other
    return best


def _grain(iso: str) -> int:
    when = clock.parse(iso)
    if when is None or "T" not in iso:
        return 0
    midnight = (when.hour, when.minute, when.second) == (0, 0, 0)
    return 1 if midnight else 3 if when.tzinfo is not None else 2


def _days(a: str | None, b: str | None) -> float:
    first, second = clock.parse((a or "")[:10]), clock.parse((b or "")[:10])
    return (first - second).days if first and second else 1e9
