"""Dates as programs write them and as pages print them: every form, its zone with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stemma.read import calendars, dates, zone_words

INSTANT = "2026-07-14T08:30:00+00:00"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Tue, 14 Jul 2026 08:30:00 GMT", INSTANT),
        ("Tue, 14 Jul 2026 08:30:00 Z", INSTANT),
        ("Tue, 14 Jul 2026 08:30:00 +0000 (UTC)", INSTANT),
        ("Tue, 14 Jul 2026 08:30 UT", INSTANT),
        ("14 Jul 26 08:30 GMT", INSTANT),
        ("Tuesday, 14-Jul-26 08:30:00 GMT", INSTANT),
        ("Tue, 14 Jul 2026 08:30:00 -0000", INSTANT),
        ("Tue, 14 Jul 2026 04:30:00 EDT", "2026-07-14T04:30:00-04:00"),
        ("Tue, 14 Jul 2026 03:30:00 CDT", "2026-07-14T03:30:00-05:00"),
        ("Tue, 14 Jul 2026 03:30:00 CST", "2026-07-14T03:30:00-06:00"),
        ("Tue, 14 Jul 2026 09:30:00 BST", "2026-07-14T09:30:00+01:00"),
        ("Tue Jul 14 08:30:00 UTC 2026", INSTANT),
        ("Tue Jul 14 01:30:00 PDT 2026", "2026-07-14T01:30:00-07:00"),
        ("Tue Jul 14 2026 10:30:00 GMT+0200 (Central European Summer Time)", "2026-07-14T10:30:00+02:00"),
        ("mardi 14 juillet 2026 10:30:00 +0200", "2026-07-14T10:30:00+02:00"),
        ("2026-07-14T08:30Z", INSTANT),
        ("2026-07-14T08:30:00.123Z", INSTANT),
        ("2026-07-14 08:30:00 UTC", INSTANT),
        ("2026-07-14 08:30:00 +0000 UTC", INSTANT),
        ("2026-07-14T10:30:00+02", "2026-07-14T10:30:00+02:00"),
        ("2026-07-14T10:30:00.000+0200", "2026-07-14T10:30:00+02:00"),
        ("2026-07-14T08:30:00+00:00Z", INSTANT),
        ("2026-07-14T10:30:00GMT+0200", "2026-07-14T10:30:00+02:00"),
        ("2026-07-14 04:30:00 America/New_York", "2026-07-14T04:30:00-04:00"),
        ("2026-07-13T24:00:00Z", "2026-07-14T00:00:00+00:00"),
        ("20260714T083000Z", INSTANT),
        ("1784017800", INSTANT),
        ("1784017800123", INSTANT),
        ("/Date(1784017800000)/", INSTANT),
        ("2026/7/14 15:07:41", "2026-07-14T15:07:41"),
        ("2026-7-4 8:30", "2026-07-04T08:30:00"),
        ("2026-07-14", "2026-07-14"),
        ("2569-07-14T15:30:00+07:00", "2026-07-14T15:30:00+07:00"),
        ("1405-04-23T12:00:00+03:30", "2026-07-14T12:00:00+03:30"),
        ("1448-01-29", None),  # of the moon's year: known not to be ours
        ("2026-13-45", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_of_machines(text: str, iso: str | None) -> None:
    assert dates.normal(text) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("05:04:39 PM Jun 23, 2026 PDT", "2026-06-23T17:04:39-07:00"),
        ("August 24, 2026, 19:00 CT", "2026-08-24T19:00:00-05:00"),
        ("January 24, 2026, 19:00 CT", "2026-01-24T19:00:00-06:00"),
        ("March 3, 2026: 4:12 PM ET", "2026-03-03T16:12:00-05:00"),
        ("Tue Feb 24 00:44:27 PST 2026", "2026-02-24T00:44:27-08:00"),
        ("4:12 p.m. Eastern Time, March 3, 2026", "2026-03-03T16:12:00-05:00"),
        ("March 3, 2026 at 4:12 PM Eastern Daylight Time", "2026-03-03T16:12:00-05:00"),
        ("Tuesday, March 3, 2026 - 16:12 (Central European Time)", "2026-03-03T16:12:00+01:00"),
        ("Published 4:12 p. m. (PT) on March 3, 2026", "2026-03-03T16:12:00-08:00"),
        ("GMT 16:12, 3 March 2026", "2026-03-03T16:12:00+00:00"),
        ("3 March 2026 16:12 UTC+5:30", "2026-03-03T16:12:00+05:30"),
        ("3 August 2026 at 4.12pm British Summer Time", "2026-08-03T16:12:00+01:00"),
        ("3 March 2026 16:12 India Standard Time", "2026-03-03T16:12:00+05:30"),
        ("3 March 2026 16:12 IST", "2026-03-03T16:12:00"),  # of India, Ireland or Israel
        ("3 mars 2026 à 16h12 et à suivre", "2026-03-03T16:12:00"),  # "et" is no zone, nor is "west"
        ("3 March 2026, 16:12, west of Calder", "2026-03-03T16:12:00"),
        ("Petra Lind2026-03-03 16:12:02", "2026-03-03T16:12:02"),
        ("3 มีนาคม 2569 เวลา 10:30", "2026-03-03T10:30:00"),
        ("03/03/2569", "2026-03-03"),
        ("۱۲ اسفند ۱۴۰۴ ۱۰:۲۰", "2026-03-03T10:20:00"),
        ("12 Esfand 1404", "2026-03-03"),
        ("令和8年3月3日", "2026-03-03"),
        ("民國115年3月3日", "2026-03-03"),
    ],
)
def test_stamps_as_they_are_printed(text: str, iso: str) -> None:
    assert [stamp.iso for stamp in dates.find(text)][:1] == [iso]


@pytest.mark.parametrize("text", ["14 Ramadan 1447", "1447/09/14", "14/09/1447", "No. 194709-13"])
def test_what_is_no_date_of_ours(text: str) -> None:
    assert dates.find(text) == []


@pytest.mark.parametrize(("country", "end"), [("IN", "+05:30"), ("IE", "+01:00"), ("IL", "+02:00"), ("GB", "")])
def test_the_country_of_the_outlet_settles_a_zone(country: str, end: str) -> None:
    assert dates.find("3 March 2026, 16:12 IST", country=country)[0].iso == f"2026-03-03T16:12:00{end}"


def test_persian_years_begin_with_spring() -> None:
    assert calendars.persian(1399, 1, 1) == date(2020, 3, 20)
    assert calendars.persian(1403, 12, 30) == date(2025, 3, 20)  # a leap year
    assert calendars.persian(1404, 12, 30) is None
    assert calendars.persian(1404, 1, 1) == date(2025, 3, 21)


def test_a_zone_has_a_home() -> None:
    assert zone_words.home("EST", timedelta(hours=-5)) == "America/New_York"
    assert zone_words.home("IST", timedelta(hours=5.5)) == "Asia/Kolkata"
    assert zone_words.home("CET", timedelta(hours=1)) == "+01:00"
