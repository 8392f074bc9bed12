"""What a source is to a content, and what the page tells where it is no speech. All sentences are invented."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate
from stemma.model import Annotations, Article


def read(body: str) -> Annotations:
    return annotate(Article(id="t", body=body, language="en"))


@pytest.mark.parametrize(
    ("body", "speech", "act", "certainty"),
    [
        ("The board has not said that the pilot was dismissed.", "speech", "nothing", "U"),
        ("The mayor stopped short of saying that the crane was unsafe.", "speech", "nothing", "U"),
        ("The mayor took back her claim that the councilman had lied.", "speech", "retract", "U"),
        ("The town has asked the state to pay for the levee.", "speech", "ask", "U"),
        ("The senator apologised for calling her rival a thief.", "speech", "apologise", "CT+"),
        ("Detectives believe the two robberies were the work of one gang.", "belief", "nothing", "CT+"),
        ("The board plans to close the pier in May.", "intention", "nothing", "U"),
        ("The board said the pier did not collapse.", "speech", "assert", "CT-"),
        ("The board said it would close the pier if no buyer came forward.", "speech", "assert", "U"),
    ],
)
def test_speech_act_and_certainty(body: str, speech: str, act: str, certainty: str) -> None:
    (one,) = read(body).attributions
    assert (one.speech, one.act, one.certainty) == (speech, act, certainty)


@pytest.mark.parametrize(
    "body",
    [
        "The board plans to close the pier in May",
        "Detectives believe the two robberies were the work of one gang",
        "The minister praised his proposals for the harbour",
        "Nobody at the ministry has said that three ships were lost",
    ],
)
def test_what_is_no_speech_is_told_whole(body: str) -> None:
    found = read(f"{body}.")
    assert [f"{body}."[s:e] for one in found.assertions for s, e in one.content] == [body]
    assert found.clauses == ()


def test_a_belief_that_somebody_tells_of_is_part_of_what_he_says() -> None:
    (one,) = read("The teacher said she believed the boy was asleep.").attributions
    assert one.speech == "speech"
    assert "believed" in "The teacher said she believed the boy was asleep."[slice(*one.content[0])]


def test_a_name_behind_a_verb_of_manner_speaks() -> None:
    (one,) = read('"We have got each other," shot back Beth Carrow.').attributions
    assert one.chain[-1].name == "Beth Carrow"


def test_to_call_a_deed_wrong_is_no_denial() -> None:
    for words, act in (
        ("The Harbour Union said it was wrong for the governor to close the school.", "assert"),
        ("The Harbour Union said it was wrong to close the school.", "assert"),
        ("The Harbour Union said the report was wrong.", "deny"),
    ):
        (found,) = annotate(Article(id="t", body=words, language="en")).attributions
        assert found.act == act, words
