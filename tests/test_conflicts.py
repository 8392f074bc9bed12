"""Conflicts and figures. All texts are invented."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.lang.en.figures import figures
from stemma.model import Annotated, Annotations, Article, Claim, Conflict, Statement, StatusChange, Timex
from stemma.relate.claims.conflicts import conflicts
from tests.made import read


def said(text: str, article: str = "A", day: int = 1, origin: str = "Veld", **more: object) -> Statement:
    base = Statement(
        f"{article}#{text}", article, "a1", ((0, len(text)),), "assert", "CT+", "past", text, (origin,), origin
    )
    made = dataclasses.replace(base, named=True, time=f"2031-05-{day:02d}T08:00:00Z", **more)  # type: ignore[arg-type]
    return read(made)


def found(*statements: Statement, times: dict[str, tuple[Timex, ...]] | None = None) -> tuple[Conflict, ...]:
    claim = Claim("c1", statements[0].text, statements, "reported", (StatusChange(None, "reported", ()),), 1, 1, (1, 1))
    members = [
        Annotated(Article(s.article, s.text), Annotations(times=(times or {}).get(s.article, ()))) for s in statements
    ]
    return conflicts((claim,), members)


@pytest.mark.parametrize(
    ("text", "what", "low", "high"),
    [
        ("at least 12 people were killed", "dead", 12, None),
        ("injuring 80", "injured", 80, 80),
        ("about €2m in gems", "money EUR", 1.7e6, 2.3e6),
        ("$ 2. 6 - million", "money USD", 2.6e6, 2.6e6),
        ("twenty-one boats", "boat", 21, 21),
        ("between 7 and 9 boats", "boat", 7, 9),
        ("half a dozen shots", "shot", 6, 6),
        ("no injuries were seen", "injured", 0, 0),
        ("a population of 120, 000", "people", 120000, 120000),
        ("35 miles from Marle", "length", 35 * 1.609344, 35 * 1.609344),
        ("a magnitude - 5. 9 quake", "magnitude", 5.9, 5.9),
    ],
)
def test_figures_with_unit_and_bounds(text: str, what: str, low: float, high: float | None) -> None:
    (value,) = figures(text)
    assert (value.what, value.low, value.high) == (what, pytest.approx(low), pytest.approx(high))
    assert text[value.start : value.end] == value.text


@pytest.mark.parametrize(
    "text", ["at 4. 30 p. m. on Monday", "on 3 May 2031", "at 9:25", "several people", "dozens were hurt"]
)
def test_dates_clock_times_and_vague_words_are_no_figures(text: str) -> None:
    assert figures(text) == ()


@given(st.text(max_size=60))
def test_figures_slice_back(text: str) -> None:
    assert all(text[v.start : v.end] == v.text and (v.high is None or v.low <= v.high) for v in figures(text))


def test_two_counts_of_one_thing() -> None:
    (conflict,) = found(said("five boats were seized"), said("seven boats were seized", "B"))
    assert (conflict.kind, conflict.strength, conflict.a.text, conflict.b.text) == ("number", "hard", "five", "seven")


def test_a_toll_that_rises_is_superseded() -> None:
    (conflict,) = found(said("three people were killed"), said("ten people were killed", "B", day=2))
    assert conflict.strength == "superseded"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("at least 10 people were killed", "12 people were killed"),
        ("a man and two women died", "three people died"),
        ("2 million euros ($2.6 million) were taken", "jewels worth $2.6 million were taken"),
        ("58 km from the port", "36 miles from the port"),
        ("two extra life sentences", "three life sentences"),
        ("12 people were injured", "12 people were arrested"),
        ("with a crew of 24, that makes 187 people on board", "187 were on board"),
    ],
)
def test_what_only_looks_like_a_conflict(a: str, b: str) -> None:
    assert found(said(a), said(b, "B")) == ()


def timex(text: str, words: str, value: str, begin: str, until: str) -> Timex:
    start = text.index(words)
    return Timex(start, start + len(words), "TIME", value, begin, until)


def test_sub_events_side_by_side_are_a_soft_time_conflict() -> None:
    a, b = said("Lindqvist boarded on Sunday afternoon"), said("the train left on Sunday evening", "B")
    times = {
        "A": (timex(a.text, "Sunday afternoon", "2031-05-04TAF", "2031-05-04T12:00:00Z", "2031-05-04T18:00:00Z"),),
        "B": (timex(b.text, "Sunday evening", "2031-05-04TEV", "2031-05-04T18:00:00Z", "2031-05-05T00:00:00Z"),),
    }
    (conflict,) = found(a, b, times=times)
    assert (conflict.kind, conflict.strength) == ("time", "soft")
    assert (conflict.a.text, conflict.b.text) == ("Sunday afternoon", "Sunday evening")


def test_a_coarser_time_is_no_conflict() -> None:
    a, b = said("the train left on Sunday"), said("the train left on Sunday evening", "B")
    times = {  # two zones: the same day lies hours apart in UTC
        "A": (timex(a.text, "Sunday", "2031-05-04", "2031-05-03T12:00:00Z", "2031-05-04T12:00:00Z"),),
        "B": (timex(b.text, "Sunday evening", "2031-05-04TEV", "2031-05-04T23:00:00Z", "2031-05-05T05:00:00Z"),),
    }
    assert found(a, b, times=times) == ()


def test_departure_and_arrival_have_each_their_time() -> None:
    a, b = said("the train left on Sunday"), said("the train arrived on Tuesday", "B")
    times = {
        "A": (timex(a.text, "Sunday", "2031-05-04", "2031-05-04T00:00:00Z", "2031-05-05T00:00:00Z"),),
        "B": (timex(b.text, "Tuesday", "2031-05-06", "2031-05-06T00:00:00Z", "2031-05-07T00:00:00Z"),),
    }
    assert found(a, b, times=times) == ()


def test_opposite_polarity_by_different_parties() -> None:
    (conflict,) = found(
        said("the boy pointed a gun", origin="police"), said("the boy did not point a gun", "B", origin="Mr Osk")
    )
    assert conflict.kind == "polarity"
    assert {conflict.a.value, conflict.b.value} == {"asserted", "denied"}


def test_a_side_in_several_pieces_is_shown_by_its_longest_and_reads_at_its_span() -> None:
    torn = said("did not … point a gun", "B", origin="Mr Osk")
    torn = dataclasses.replace(torn, content=((0, 7), (20, 31)))
    (conflict,) = found(said("the boy did point a gun", origin="police"), torn)
    (side,) = [side for side in (conflict.a, conflict.b) if side.article == "B"]
    assert (side.span, side.text) == ((20, 31), "point a gun")


def test_a_shorter_list_of_offices_is_an_omission() -> None:
    def mute(article: str, office: str) -> Statement:
        return said("those details", article, origin=office, act="not-confirm", certainty="U")

    long = [mute("A", "Ruvia's Palace"), mute("A", "Defence Ministry"), mute("A", "Intelligence Service")]
    short = [mute("B", "Palace"), mute("B", "Intelligence Service")]
    (conflict,) = [c for c in found(*long, *short) if c.kind == "omission"]
    assert conflict.strength == "soft"
    assert conflict.a.value == "Ruvia's Palace, Defence Ministry, Intelligence Service"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("The ferry struck the Tolla Skerries two nautical miles short of its berth", "length"),
        ("Two diesel engines failed", "engine"),
        ("Two bodyguards were with her", "bodyguard"),
        ("The deadline is in three", "number"),
        ("Two died and one was hurt", "dead"),
        ("The toll stands at nine", "dead"),
    ],
)
def test_only_whole_words_tell_of_the_dead(text: str, what: str) -> None:
    assert figures(text)[0].what == what
