"""Certainty, act and tense on FactBank's scale. All sentences are invented."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate
from stemma.lang.en.certainty import of_event
from stemma.lang.en.parse import parse
from stemma.model import Article, Attribution


def only(body: str) -> Attribution:
    (found,) = annotate(Article(id="t", body=body, language="en")).attributions
    return found


@pytest.mark.parametrize(
    ("body", "certainty"),
    [
        ("Officials said the ferry sank.", "CT+"),
        ("Officials reported that the ferry likely sank.", "PR+"),
        ("A ferry presumably carrying cars has sunk, officials said.", "PR+"),
        ("Officials believe the ferry sank.", "CT+"),
        ("Officials said the ferry may have sunk.", "PS+"),
        ("Officials said the ferry was possibly overloaded.", "PS+"),
        ("A possible cause of the accident is a broken pump, according to officials.", "PS+"),
        ('Officials called the ferry "fit for service".', "CT+"),
        ("Officials denied that the ferry was overloaded.", "CT-"),
        ("Officials said it was unlikely.", "PR-"),
        ("Officials asked whether the ferry was overloaded.", "U"),
        ("Officials did not confirm the report.", "U"),
        ("Officials declined to comment on the report.", "U"),
    ],
)
def test_certainty(body: str, certainty: str) -> None:
    assert only(body).certainty == certainty


@pytest.mark.parametrize(
    ("body", "act"),
    [
        ("Officials said the ferry sank.", "assert"),
        ("Officials confirmed that the ferry sank.", "confirm"),
        ("Officials denied such claims.", "deny"),
        ("The union accused the owners of hiding the damage.", "accuse"),
        ("The ministry announced that the ferry would be raised.", "announce"),
        ("The ministry did not immediately confirm those details.", "not-confirm"),
        ("The ministry has neither confirmed nor denied selling the ferry.", "not-confirm"),
        ("The ministry denied selling the ferry.", "deny"),
        ("The ministry would not say whether the ferry had been sold.", "no-comment"),
        ("The ministry declined to comment.", "no-comment"),
        ("The ministry did not respond to a request for comment.", "no-comment"),
    ],
)
def test_act(body: str, act: str) -> None:
    assert only(body).act == act


@pytest.mark.parametrize(
    ("body", "tense"),
    [
        ("Officials said the ferry sank.", "past"),
        ("Officials said the ferry has sunk.", "past"),
        ("Officials said the ferry is sinking.", "present"),
        ("Officials said the ferry will be raised.", "future"),
    ],
)
def test_tense(body: str, tense: str) -> None:
    assert only(body).tense == tense


def test_the_passing_on_takes_nothing_away() -> None:
    """A hedge far down in the content does not touch what its head says."""
    assert only("Officials said the ferry sank near a port where more ships may arrive.").certainty == "CT+"


@pytest.mark.parametrize(
    ("body", "certainty"),
    [
        ("The miller is accused of flooding the lower field.", "PR+"),
        ("The captain is said to have left the country.", "PR+"),
        ("There are reports of a second landslide near Varn.", "PR+"),
        ("It is unclear whether the ferry was insured.", "U"),
        ("It was not known how many people were aboard.", "U"),
        ("There were no reports of a second landslide.", "U"),
        ("A man who was supposedly ill robbed the post office in Varn.", "CT+"),
        ("A ferry presumably carrying cars left the port.", "PR+"),
    ],
)
def test_in_its_own_voice(body: str, certainty: str) -> None:
    """What a page tells by itself, and whether it only passes it on."""
    first = annotate(Article(id="t", body=body, language="en")).assertions[0]
    assert first.certainty == certainty


EVENTS = """
CT+ The crew *left* the harbour
CT- The crew did not *leave* the harbour
CT- Nobody *left* the harbour
CT- No *agreement* was signed
CT+ The crew managed to *leave* the harbour
CT- The crew did not manage to *leave* the harbour
CT- The crew failed to *leave* the harbour
CT+ The crew did not fail to *leave* the harbour
U The crew plans to *leave* the harbour
U The crew stopped to *repair* a sail
PR- The crew does not want to *leave* the harbour
U If the crew *leaves* the harbour the owner will sue
PS+ The crew may *leave* the harbour
PS+ The gale could destroy *crops*
PR+ The crew is expected to *leave* the harbour
PR- The crew is unlikely to *leave* the harbour
CT- The crew cannot *leave* the harbour
PR- Police kept the crew from *leaving* the harbour
CT- The crew sailed without *paying* the toll
PR+ The owner believes that the crew *left*
PR- The owner doubts that the crew *left*
CT+ The owner did not mention the *attack*
U Did the crew *leave* the harbour?
"""


@pytest.mark.parametrize("line", EVENTS.strip().splitlines())
def test_of_event(line: str) -> None:
    """The value of the word between the stars: what its clause and the words above it leave of it."""
    certainty, text = line.split(" ", 1)
    start = text.index("*")
    (doc,) = parse([Article(id="t", body=text.replace("*", ""), language="en")])
    (word,) = (token for token in doc if token.idx == start)
    assert of_event(word) == certainty
