"""Words for people: no code of a scheme, one rounding, years where a list spans them, what to do where nothing is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from stemma.library import Library
from stemma.model import Act, Attribution, Certainty, Timex
from stemma.tell import board, wording
from stemma.tell.formats import text

CODES = re.compile(r"(?<![\w+-])(?:(?:CT|PR|PS)[+-]|U|a\d+|TIMEX\w*|P\d+[DWMY]|\d{4}-W\d\d)(?![\w])")


@pytest.mark.parametrize(
    ("probability", "told"),
    [
        (1.0, "surely, over 99%"), (0.98, "surely, 98%"), (0.8349, "probably, 83%"), (0.51, "rather yes, 51%"),
        (0.3, "rather no, 30%"), (0.06, "hardly, 6%"), (0.001, "surely not, under 1%"),
    ],
)  # fmt: skip
def test_a_probability_is_a_word_with_the_number_behind(probability: float, told: str) -> None:
    assert wording.likely(probability) == told


def test_every_certainty_and_act_has_words() -> None:
    assert set(wording.SAID) == set(get_args(Certainty))
    assert set(wording.ACTS) == set(get_args(Act))


def test_how_something_was_said() -> None:
    said = Attribution("a1", ((0, 4),), ((5, 9),), (), "indirect", "CT+", (), 0.9)
    assert wording.manner(said) == "said as a fact"
    assert wording.manner(replace(said, certainty="PS+", tense="future")) == "said as possible, of the future"
    assert wording.manner(replace(said, act="deny", certainty="CT-")) == "denied"


def test_a_time_is_told_in_words() -> None:
    day = Timex(0, 6, "DATE", "2031-05-05", "2031-05-05T00:00:00Z", "2031-05-06T00:00:00Z")
    assert wording.time(day) == "5 May 2031"
    assert wording.time(replace(day, type="TIME", value="2031-05-05TMO")) == "5 May 2031, morning"
    assert wording.time(replace(day, type="DURATION", value="P3D", begin=None, until=None)) == "a length of time"


def test_the_year_stands_where_a_list_spans_several() -> None:
    assert board.years(["2016-02-03", "2020-08-04T10:00:00Z", None])
    assert not board.years(["2031-05-05T08:00:00Z", "2031-12-01"])
    assert board.yearly("2031-05-05T08:00:00Z") == "5 May 2031 08:00"


def test_nothing_that_people_read_has_a_code_in_it(demo: Path) -> None:
    """The demo's stories and articles, in the terminal and as pages."""
    from stemma.tell.formats import html

    with Library(demo, create=False) as library:
        for story in library.stories(everything=True):
            articles, more = library.articles(story.id), library.told(story)
            shown = [text.story(story, articles, **more), text.claims(story, articles), text.lineages(story)]
            shown += [text.article(one) for one in articles.values()]
            page = re.sub(r"<(script|style)\b.*?</\1>", "", html.story(story, articles, **more), flags=re.S)
            shown.append(re.sub(r"<[^<>]*>", " ", page))
            for words in shown:
                assert not CODES.findall(words.replace("U.S.", "")), CODES.findall(words)


def test_one_event_in_two_stories_is_told_with_the_command_that_makes_them_one(demo: Path) -> None:
    with Library(demo, create=False) as library:
        story = replace(library.story(), possibly_same=("s-0f3a",))
        told = text.story(story, library.articles(story.id), **library.told(story), width=120)
    for shown in (told, text.stories([story], width=120)):
        assert f"possibly one with s-0f3a (stemma corrections merge {story.id} s-0f3a)" in shown


def test_who_finds_nothing_is_told_what_to_do() -> None:
    assert "stemma add" in text.stories([])
    assert "stemma follow" in text.stories([])
