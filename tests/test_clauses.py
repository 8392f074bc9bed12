"""Own-voice clauses of an invented page."""

from __future__ import annotations

import pytest

from stemma.lang.en.clauses import assertions
from stemma.lang.en.parse import parse
from stemma.model import Article, Assertion, Attribution, Link


def read(body: str, *attributions: Attribution) -> list[tuple[str, Assertion]]:
    article = Article("x", body)
    (doc,) = parse((article,))
    return [(" … ".join(body[s:e] for s, e in a.content), a) for a in assertions(article, doc, attributions)]


def test_coordinated_clauses_are_stated_apart() -> None:
    texts = [text for text, _ in read("The ferry sank on Monday and divers found the wreck near Quill Point.")]
    assert texts == ["The ferry sank on Monday", "divers found the wreck near Quill Point"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "Pavel Dorn, 31, was arrested near the terraced house where Lena Marsh, 40, and Ida Marsh, 12, and a dead "
            "cat, thought to be the family's, were discovered.",
            True,
        ),
        ("Among those items were a 500-krone lamp signed by the mayor and two hats that belonged to a singer.", True),
        (
            "The brother of a woman from Tarnholm found dead in Orrin on Saturday has been charged with her murder.",
            True,
        ),
        ("Where the money went is not explained in the report.", False),
        ("Sit down near the terraced house where Lena Marsh lived.", False),
    ],
)
def test_a_sentence_whose_subject_the_parse_gives_to_another_word_is_not_lost(body: str, told: bool) -> None:
    assert [text for text, _ in read(body)] == ([body.rstrip(".")] if told else [])


def test_what_is_attributed_is_not_the_articles_own_voice() -> None:
    body = "The dam broke at noon. The bridge was closed, the mayor said."
    start, said = body.index("The bridge"), body.index("said")
    source = ((said - 10, said - 1),)
    link = Link("the mayor", "person", False, source=source)
    attribution = Attribution("a1", ((start, said - 12),), ((said, said + 4),), source, "indirect", "CT+", (link,), 1.0)
    assert [text for text, _ in read(body, attribution)] == ["The dam broke at noon"]


@pytest.mark.parametrize(
    ("body", "certainty", "tense"),
    [
        ("The train probably left Marle on Sunday.", "PR+", "past"),
        ("The pipe may have burst in the cold.", "PS+", "past"),
        ("The council will vote on Friday.", "CT+", "future"),
        ("The road has been closed since Monday.", "CT+", "past"),
    ],
)
def test_certainty_and_tense(body: str, certainty: str, tense: str) -> None:
    ((_, found),) = read(body)
    assert (found.certainty, found.tense) == (certainty, tense)


@pytest.mark.parametrize("body", ["Why did the dam break?", "Read more.", "Marle, Sunday."])
def test_questions_commands_and_fragments_state_nothing(body: str) -> None:
    assert read(body) == []


def test_a_restrictive_relative_clause_says_which_and_not_what() -> None:
    texts = [text for text, _ in read("The man who owns the boat slept at home.")]
    assert texts == ["The man who owns the boat slept at home"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "A strong quake hit the island, killing at least 10 people, injuring dozens more and damaging a pier.",
            ["A strong quake hit the island", "killing at least 10 people", "injuring dozens more", "damaging a pier"],
        ),
        (
            "Ten people were killed and at least 50 injured.",
            ["Ten people were killed", "at least 50 injured"],
        ),
        (
            "He was given two terms after being convicted of arson in Marle.",
            ["He was given two terms after being convicted of arson in Marle"],
        ),
    ],
)
def test_each_of_several_deeds_of_one_sentence_is_stated_apart(body: str, expected: list[str]) -> None:
    assert [text for text, _ in read(body)] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The lock stays shut until the river has fallen.", "The lock stays shut until the river has fallen"),
        ("The bridge opens if the wind drops.", "The bridge opens if the wind drops"),
        ("The crew went home after mooring the boat.", "The crew went home after mooring the boat"),
    ],
)
def test_what_only_limits_a_clause_is_no_clause(body: str, expected: str) -> None:
    assert [text for text, _ in read(body)] == [expected]


@pytest.mark.parametrize(
    ("body", "polarity", "certainty"),
    [
        ("The ferry had left.", 1, "CT+"),
        ("The ferry had not left.", -1, "CT-"),
        ("It was not clear who owned the ferry.", 0, "U"),
    ],
)
def test_the_sign_of_a_clause_is_in_its_reading_and_its_certainty(body: str, polarity: int, certainty: str) -> None:
    ((_, found),) = read(body)
    assert found.reading is not None
    assert (found.reading.polarity, found.certainty) == (polarity, certainty)
