"""Which claims a board shows: expected news, no fragments before whole sentences, nothing twice, at most twelve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stemma.model import Annotated, Annotations, Article, Claim, Hand, Reading, Statement, StatusChange
from stemma.relate.claims import worth


def claim(id: str, words: str, value: float, *, clause: str = "main", telling: str = "event", hand: str = "") -> Claim:
    one = Statement(
        id=f"s-{id}", article="a", attribution=None, content=((0, len(words)),), act="assert", certainty="CT+",
        text=words, chain=(), origin=None, time=None, named=False, tense="past", clause=clause,
        sentence=(int.from_bytes(id.encode()), 0), reading=Reading(telling=telling),
    )  # fmt: skip
    hands = (Hand("k", hand, "2031-05-02T08:00:00Z", "Ada Pell"),) if hand else ()
    return Claim(id, words, (one,), "reported", (StatusChange(None, "reported", (one.id,)),), 1, 1, (1, 1),
                 worth=value, shown=one.id, by_hand=hands)  # fmt: skip


ROOF = claim("roof", "The roof of the mill fell in", 0.9)
WALL = claim("wall", "Part of a factory came down at night", 0.8)
BOAT = claim("boat", "A ferry lost its rudder near Senn", 0.5)


@pytest.fixture
def told(monkeypatch):
    """Lets a test say how probably each two claims, by their ids, say the same."""

    def say(**pairs: float) -> None:
        def told_by(ranked, members, model, scores):
            known = {frozenset(key.split("_")): value for key, value in pairs.items()}
            return np.array([[known.get(frozenset({a.id, b.id}), 0.0) for b in ranked] for a in ranked])

        monkeypatch.setattr(worth, "_told_by", told_by)

    say()
    return say


def test_the_worthiest_come_first(told):
    assert worth.board([BOAT, WALL, ROOF]) == ("roof", "wall", "boat")


def test_what_is_probably_said_already_counts_for_less(told):
    told(roof_wall=0.6)
    assert worth.board([BOAT, WALL, ROOF]) == ("roof", "boat", "wall")
    told(roof_wall=0.95)
    assert worth.board([BOAT, WALL, ROOF]) == ("roof", "boat")


@pytest.mark.parametrize(
    "fragment",
    [
        claim("part", "which the owner had not wanted at all", 0.8, clause="relative"),
        claim("part", "Who closed the gate of the yard?", 0.8, telling="question"),
        claim("part", "It sank there", 0.8),
    ],
    ids=["no clause of its own", "a question", "hardly a word"],
)
def test_a_fragment_counts_half(told, fragment):
    assert worth.board([fragment, BOAT, ROOF]) == ("roof", "boat", "part")


def test_nothing_in_the_same_words_twice(told):
    again = claim("again", "The roof of the old mill fell in", 0.7)
    assert worth.board([ROOF, again, BOAT]) == ("roof", "boat")


def test_what_is_read_in_the_sentence_of_another_is_not_shown_as_well(told):
    body = "The roof of the mill fell in, and Gil Montrose lost his boat. Montrose, the owner, lost his boat."
    page = Annotated(Article("a", body), Annotations())

    def said(id: str, words: str, sentence: str, value: float) -> Claim:
        whole, at = body.index(sentence), body.index(words)
        made = claim(id, words, value)
        (one,) = made.statements
        one = replace(one, content=((at, at + len(words)),), sentence=(whole, whole + len(sentence)))
        return replace(made, statements=(one,))

    roof = said("roof", "The roof of the mill fell in", body.split(" Montrose,")[0], 0.9)
    lost = said("lost", "Montrose, the owner, lost his boat", "Montrose, the owner, lost his boat.", 0.8)
    assert worth.board([roof, lost, BOAT], [page]) == ("roof", "boat")
    assert worth.board([lost, BOAT], [page]) == ("lost", "boat")


def test_twelve_at_most(told):
    things = "mast deck keel pump crane wharf lamp siren hull engine ladder anchor bell rope sail tank".split()
    many = [claim(thing, f"The {thing} of {thing.title()}holm broke", 0.9 - n / 100) for n, thing in enumerate(things)]
    assert worth.board(many) == tuple(things[:12])


def test_a_desk_has_the_last_word(told):
    pinned, hidden = claim("pin", "A dog was found", 0.01, hand="pin"), claim("hide", "A cat slept", 0.99, hand="hide")
    assert worth.board([ROOF, pinned, hidden]) == ("pin", "roof")
