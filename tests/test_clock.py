"""ISO times, zones, and the interval that a partly known time can mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma import clock


@pytest.mark.parametrize(
    ("text", "timezone", "begin", "until"),
    [
        ("2031-03-04T09:00:00+02:00", None, "2031-03-04T07:00:00Z", "2031-03-04T07:00:00Z"),
        ("2031-03-04T09:00", "Pacific/Auckland", "2031-03-03T20:00:00Z", "2031-03-03T20:00:00Z"),
        ("2031-03-04", "UTC", "2031-03-04T00:00:00Z", "2031-03-05T00:00:00Z"),
        ("2031-03-04", None, "2031-03-03T10:00:00Z", "2031-03-05T12:00:00Z"),  # anywhere on Earth
        ("2031-03-04T09:00", None, "2031-03-03T19:00:00Z", "2031-03-04T21:00:00Z"),
    ],
)
def test_bounds(text: str, timezone: str | None, begin: str, until: str) -> None:
    found = clock.bounds(text, timezone)
    assert found is not None
    assert [clock.utc(t) for t in found] == [begin, until]


@pytest.mark.parametrize("text", [None, "", "yesterday", "2031-13-01", "12:30 pm"])
def test_what_is_no_time_has_no_bounds(text: str | None) -> None:
    assert clock.bounds(text) is None


@pytest.mark.parametrize("name", ["Nowhere/Atlantis", "", None, "../etc/passwd", "+99:00"])
def test_unknown_zones_are_none(name: str | None) -> None:
    assert clock.zone(name) is None


def test_times_without_a_known_instant_sort_last() -> None:
    times = [None, "2031-03-04T09:00:00Z", "2031-03-01", "soon"]
    assert sorted(times, key=clock.order_key)[:2] == ["2031-03-01", "2031-03-04T09:00:00Z"]


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_an_offset_fixes_the_instant(when: datetime, minutes: int) -> None:
    offset = timedelta(minutes=minutes)
    sign = "-" if minutes < 0 else "+"
    text = when.replace(microsecond=0).isoformat() + f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    found = clock.bounds(text, "Asia/Tokyo")
    assert found is not None
    assert found[0] == found[1] == when.replace(microsecond=0, tzinfo=UTC) - offset
