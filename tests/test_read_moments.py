"""When a page was published: which of its stamps are its own, the zone of its clock, "N ago", days in addresses."""

from __future__ import annotations

import json

import pytest

from stemma.model import Article, Capture
from stemma.read import heads, moments, read

STORY = (
    "<p>Three people were hurt when a fire broke out at a mill in Calder on Monday night, police said, and the road "
    "along the river was closed.</p><p>The mill was closed after the fire, its owner, Jonas Hale, told the Tribune. "
    "“We will open again when the roof has been looked at,” he said.</p><p>A bridge nearby was shut because of the "
    "smoke, the fire service said, and it was opened again in the morning after a test of the air.</p>"
)


def page(head: str = "", *, declared: dict[str, str] | None = None, tail: str = "", body: str = STORY) -> str:
    data = {"@type": "NewsArticle", "headline": "Mill fire in Calder hurts three", **(declared or {})}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if declared else ""
    return (
        f'<html lang="en"><head><title>Mill fire in Calder hurts three</title>{script}</head><body><article>'
        f"<h1>Mill fire in Calder hurts three</h1>{head}{body}</article>{tail}</body></html>"
    )


def article(html: str, **given: str) -> Article:
    return read(Capture(id="a", kind="html", content=html, **given))  # type: ignore[arg-type]


UTC_INSTANT = {"datePublished": "2023-11-09T03:28:35+00:00"}


@pytest.mark.parametrize(
    ("clock", "zone"),
    [
        ("Published Nov. 8, 2023, 10:28 p.m. ET", "America/New_York"),
        ("Nov. 8, 2023 at 7:28 PM PST", "America/Los_Angeles"),
        ("10:28 p.m. Eastern Time, Nov. 8, 2023", "America/New_York"),
        ("9 November 2023, 04:28 CET", "+01:00"),
        ("Thursday, 9 November 2023 08:58 India Standard Time", "Asia/Kolkata"),
        ("Updated Nov. 8, 2023, 11:40 p.m. EST", "America/New_York"),
        ("Published Nov. 8, 2023, 10:28 p.m.", "-05:00"),  # the distance to the declared instant tells
        ("9 November 2023, 08:58", "+05:30"),
        ('<time datetime="2023-11-09T03:28:35Z">Nov 8, 2023, 10:28pm EST</time>', "America/New_York"),
        ("9 November 2023, 03:28 GMT", None),  # says nothing of where the page is
        ("9 November 2023, 07:13", None),  # of another moment
        ("Nov. 8, 2023", None),
        ("March 3, 2019, 4:12 PM ET", None),  # of another day
    ],
)
def test_a_printed_clock_gives_the_page_its_zone(clock: str, zone: str | None) -> None:
    found = article(page(f'<div class="date">{clock}</div>', declared=UTC_INSTANT))
    assert found.published == "2023-11-09T03:28:35+00:00"
    assert found.timezone == zone
    assert ("zone-of-clock" in found.flags) == (zone in ("-05:00", "+05:30"))


def test_what_is_given_beats_the_clock() -> None:
    html = page('<div class="date">Nov. 8, 2023, 10:28 p.m. ET</div>', declared=UTC_INSTANT)
    assert article(html, timezone="Europe/Berlin").timezone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Published: 6 May 2026, 09:00. Updated: 6 May 2026, 14:30", ["published", "modified"]),
        ("Updated: 6 May 2026, 14:30 | Published: 6 May 2026, 09:00", ["modified", "published"]),
        ("6 May 2026, 09:00 (updated 6 May 2026, 14:30)", ["", "modified"]),
        ("1,666 people have died as on April 25, 2026 at 5:36 pm.", []),
        ("Prices as of 25 April 2026, 17:36", []),
        ("Offer valid until 25 April 2026", []),
        ("© 25 April 2026", []),
        ("Jonas Hale, born 25 April 1966", []),
        ("The council that was elected on 25 April 2026 is to meet in the old town hall of Calder again soon.", []),
    ],
)
def test_which_stamps_are_of_the_page(line: str, found: list[str]) -> None:
    assert [role for role, _ in heads.stamps(line, None)] == found


@pytest.mark.parametrize(
    "between",
    [
        "<h2>Owner says the night shift was the best she has had</h2>",
        '<p class="standfirst">Owner says the night shift was the best she has had, and wants a new boiler.</p>',
        "<h2>“We will open again”</h2><h3>Bridge shut for the night</h3>",
        '<div class="dek">The owner is well</div>',
        "<p><strong>Calder</strong> has lost its mill, and its night shift.</p>",
    ],
)
@pytest.mark.parametrize("by", ['<span>By <a href="/pl">Petra Lind</a></span> ', "<span>Petra Lind</span>", ""])
def test_a_line_under_the_headline_does_not_hide_the_date(between: str, by: str) -> None:
    found = article(page(f'{between}<div>{by}<span class="date">8 January 2020, 3:51 pm</span></div>'))
    assert found.published == "2020-01-08T15:51:00"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2023/09/11/mill-fire", "2023-09-11"),
        ("news/2023-09-11-mill-fire", "2023-09-11"),
        ("news/2023/sep/11/mill-fire", "2023-09-11"),
        ("2023/9/1/mill-fire", "2023-09-01"),
        ("20230911/mill-fire", "2023-09-11"),
        ("articles/194709-13-ways-to-keep-a-mill-going", None),
        ("articles/20230911-mill-fire", None),
        ("articles/mill-fire-20230911", None),
        ("articles/20230911", None),
        ("2099/01/01/mill-fire", None),
        ("1947/09/13/mill-fire", None),
        ("2023/13/11/mill-fire", None),
        ("p/2023/09/115", None),
    ],
)
def test_days_in_addresses(path: str, day: str | None) -> None:
    assert article(page(), url=f"https://www.courier.example/{path}").published == day


def ticker(*stamps: str) -> str:
    return "".join(
        f'<div class="entry"><span class="time">{stamp}</span><p>Crew number {number} of the fire service has come to '
        "the gas works in Ebern, its spokeswoman says.</p></div>"
        for number, stamp in enumerate(stamps)
    )


AGO = ("12 minutes ago", "48 mins ago", "2 hours ago", "5 hours ago", "6 hours ago")
SHOWN = '<p class="date">Published: 6 May 2026, 09:00 CEST. Updated: 6 May 2026, 14:30 CEST</p>'
LIVE = {"headline": "Live: Fire at the gas works", "datePublished": "2026-05-06T09:00:00+02:00"}


def times(html: str, **given: str) -> list[str | None]:
    live = html.replace("Mill fire in Calder hurts three", "Live: Fire at the gas works")
    return [section.time for section in article(live, **given).sections if section.kind == "live"]


def test_ago_is_reckoned_from_when_the_page_was_got_or_written() -> None:
    told = ["14:18", "13:42", "12:30", "09:30", "09:00"]  # the last one is no older than the page
    expected = [f"2026-05-06T{time}:00+02:00" for time in told]
    body = ticker(*AGO)
    changed = {**LIVE, "dateModified": "2026-05-06T14:30:00+02:00"}
    assert times(page(declared=changed, body=body)) == expected
    assert times(page(SHOWN, declared=LIVE, body=body)) == expected
    assert times(page(SHOWN, body=body)) == expected
    late = times(page(declared=LIVE, body=body), fetched="2026-05-06T16:30:00+02:00")
    assert late[0] == "2026-05-06T16:18:00+02:00"
    assert late[-1] == "2026-05-06T10:30:00+02:00"
    fetched_in_utc = times(page(declared=changed, body=body), fetched="2026-05-06T12:30:00+00:00")
    assert fetched_in_utc == expected


def test_without_a_moment_to_reckon_from_ago_is_unknown() -> None:
    assert times(page(declared=LIVE, body=ticker(*AGO))) == [None] * 5


def test_a_page_of_several_sections_was_there_since_it_says() -> None:
    found = moments.Moments("2026-05-06T09:00:00+02:00", None, "visible", None, 0.85)
    made = moments.of_sections(found, ["2026-05-06T14:18:00+02:00", "2026-05-06T12:30:00+02:00"])
    assert (made.published, made.modified) == ("2026-05-06T09:00:00+02:00", "2026-05-06T14:18:00+02:00")
