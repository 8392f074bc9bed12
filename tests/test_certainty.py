"""Certainty, act and tense on FactBank's scale. All sentences are invented."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate
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
        ("Officials believe the ferry sank.", "PR+"),
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
