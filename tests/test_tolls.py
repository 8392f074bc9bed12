"""A story has one toll of each kind, however its pages word it: one series, one claim, one line in the panel."""

from __future__ import annotations

import itertools

import pytest

from stemma import annotate, relate
from stemma.annotate import figures
from stemma.model import Annotated, Article, Conflict, ConflictSide, FigureValue, Story
from stemma.relate.claims import series
from stemma.tell import board as boards
from stemma.tell import panel, wording

PAGES = (
    (
        "wire-1", "Calder Wire", "09:10", "Two dead in blast at Orlow mill, fire service says",
        "ORLOW - Two people were killed and at least nine injured on Monday in an explosion at a flour mill, the fire "
        "service said. Five workers were missing.",
    ),
    (
        "gazette", "Orlow Gazette", "12:40", "Orlow waits for news after blast at mill",
        "Two people died in the blast at the Orlow mill this morning. Relatives stood at the gate all day.",
    ),
    (
        "wire-2", "Calder Wire", "17:30", "UPDATE 2-Death toll in Orlow mill blast rises to four",
        "The number of people known to have died in the explosion at the Orlow mill has risen to four, police said. "
        "Three workers are still missing, one fewer than at noon.",
    ),
    (
        "radio", "Radio Senn", "19:05", "Six now known dead in Orlow",
        "Six people have now been killed, and 11 are in hospital, police said. The mill's owners had switched off the "
        "fans before the blast that killed six.",
    ),
    (
        "wire-3", "Calder Wire", "23:20", "CORRECTED-Police lower toll of Orlow mill blast to five",
        "Five people are known to have died at the Orlow mill, and not six as announced before, police said. In 2011 a "
        "fire at the same mill killed 14.",
    ),
)  # fmt: skip


def made(pages: tuple[tuple[str, ...], ...] = PAGES) -> Story:
    articles = [
        Article(id=id, title=title, body=body, outlet=outlet, published=f"2025-03-03T{hour}:00Z", language="en")
        for id, outlet, hour, title, body in pages
    ]
    return relate([Annotated(one, annotate(one)) for one in articles])


@pytest.fixture(scope="module")
def story() -> Story:
    return made()


def test_the_dead_are_one_series_however_they_are_told(story):
    (dead,) = [one for one in panel.panels(story, {}) if one.label == "dead"]
    assert [step.value.low for step in dead.steps] == [2, 4, 6, 5]
    assert dead.now.origin == "police"
    assert "Orlow Gazette" in {name for old in dead.behind for name in old.outlets}


def test_what_an_earlier_fire_killed_is_no_step_of_it(story):
    assert 14 not in [value.low for figure in story.figures if figure.slot == "dead" for value in figure.series]


def test_who_is_in_hospital_is_injured(story):
    (injured,) = [one for one in panel.panels(story, {}) if one.label == "injured"]
    assert injured.now.low == 11


def test_one_claim_tells_the_dead_in_the_words_of_the_last(story):
    claims = {c.id: c for c in story.claims}
    dead = [f.claim for f in story.figures if f.slot == "dead"]
    assert len(dead) == 1
    telling = claims[dead[0]]
    assert telling.text.startswith("Five people are known to have died")
    assert telling.status == "confirmed"
    assert not any("fans" in one.text for one in telling.statements)


def test_steps_of_a_toll_are_no_differences(story):
    shown = panel.differences(story, panel.panels(story, {}))
    assert not [c for c in shown if panel.of(c) == "dead" and c.strength == "superseded"]


def test_a_difference_is_called_by_what_is_counted():
    side = ConflictSide("a", (0, 3), "six", "dead 6")
    sum_ = ConflictSide("a", (0, 3), "six", "money EUR 6")
    assert wording.differ(Conflict("number", "c", side, side))[0] == "dead"
    assert wording.differ(Conflict("number", "c", sum_, sum_))[0] == "sum"


def test_the_story_is_called_by_the_newest_toll_without_the_agency_s_slug(story):
    assert story.title == "Police lower toll of Orlow mill blast to five"


def test_the_order_of_pages_does_not_matter(story):
    for pages in itertools.islice(itertools.permutations(PAGES), 7, 120, 41):
        other = made(pages)
        assert [(f.slot, [v.low for v in f.series]) for f in other.figures] == [
            (f.slot, [v.low for v in f.series]) for f in story.figures
        ]


def test_a_release_names_no_story_that_has_a_report():
    release = (
        "union", "Millers' Union", "13:00", "Millers' Union: our warnings about the Orlow mill were not heeded",
        "FOR IMMEDIATE RELEASE\n\nThe Millers' Union today expressed its deepest sympathy to the families of those "
        "killed at the Orlow mill. The Millers' Union had warned of dust in the Orlow mill.",
    )  # fmt: skip
    story = made((*PAGES[:2], release))
    kinds = {article.id: article.kind for article in story.articles}
    assert kinds["union"] == "release"
    assert story.title in {PAGES[0][3], PAGES[1][3]}


def test_the_press_office_of_a_party_is_no_paper():
    said = (
        "union", "Millers' Union Press Office", "13:00", "Our warnings about the Orlow mill were not heeded",
        "PRESS RELEASE 2025/12\n\nThe Millers' Union today expressed its deepest sympathy to the families.",
    )  # fmt: skip
    blog = (
        "blog", "Mill Notes", "14:00", "Mill Notes: what we know of the blast",
        "We warned of this. According to Radio Senn, six people are dead. We will say it again.",
    )  # fmt: skip
    story = made((*PAGES, said, blog))
    parties = {article.id: article.party for article in story.articles}
    assert parties["union"] == "Millers' Union"
    assert parties["blog"] is None


def test_a_toll_is_confirmed_since_its_value_holds(story):
    (dead,) = [f.claim for f in story.figures if f.slot == "dead"]
    telling = next(claim for claim in story.claims if claim.id == dead)
    assert [line.status for line in telling.history].count("confirmed") == len(telling.history)
    assert boards.since(telling) == "2025-03-03T23:20:00Z"
    assert [time for _, time, _ in boards.history(telling)] == sorted(time for _, time, _ in boards.history(telling))


def test_who_told_what_held_before_does_not_say_so(story):
    (dead,) = [f.claim for f in story.figures if f.slot == "dead"]
    (row,) = [row for row in boards.arranged(story).main if row.claim.id == dead]
    assert {"Orlow Gazette", "the fire service"}.isdisjoint(voice.name for voice in row.says)
    assert any(voice.name == "police" for voice in row.says)


def test_who_confirmed_seven_does_not_confirm_the_nine_of_another():
    later = (
        "blog", "Mill Notes", "23:50", "Orlow: nine dead in the mill",
        "Nine people have been killed at the Orlow mill.",
    )  # fmt: skip
    told = made((*PAGES[:1], later))
    (dead,) = [f.claim for f in told.figures if f.slot == "dead"]
    claim = next(c for c in told.claims if c.id == dead)
    assert [line.status for line in claim.history] == ["confirmed", "reported"]
    assert claim.outlets == 1


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("at least seven people were killed", "at least 7"),
        ("about 3,500 people were injured", "about 3,500"),
        ("more than 120 people were injured", "more than 120"),
        ("between 40 and 50 people were injured", "40–50"),
        ("seven people were killed", "7"),
    ],
)
def test_a_value_is_read_as_it_was_told(told, read):
    (quantity,) = [q for q in figures(told, "en") if q.what in ("dead", "injured")]
    value = FigureValue(series.printed(quantity), quantity.low, quantity.high, "", None, None, "a", (0, 1), "body")
    assert panel.worded(value) == read
