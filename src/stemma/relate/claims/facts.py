"""What a statement's Reading makes of it: ahead, a fact, told by the way."""

from __future__ import annotations

import functools

from stemma.lang import terms, words
from stemma.lang.words import LANGUAGE
from stemma.model import Statement
from stemma.relate.claims.quantities import TOLLS


def sign(statement: Statement) -> int:
    """+1 affirms what its words say, −1 denies it, 0 does neither (reactions, *unknown*, "it was unclear")."""
    return statement.reading.polarity


def ahead(statement: Statement) -> bool:
    """Whether the statement speaks of something future, intended or possible."""
    if statement.act == "announce" and statement.tense == "past" and factual(statement):
        return False  # "announced that they had been charged"
    told = statement.reading.telling
    if statement.act == "announce" and told in ("state", "opinion"):
        return statement.tense == "future"  # "declared that the plan was a fraud"
    return statement.act in ("announce", "promise", "threaten") or statement.tense == "future" or told == "plan"


def demands(statement: Statement) -> bool:
    """Whether the statement asks for something, or asks something: that it is asked is as sure as who asks it."""
    return statement.reading.telling == "demand" or statement.act in ("demand", "recommend", "apologise", "ask")


def of_the_whole(statement: Statement) -> bool:
    """Whether its figures are of the whole and not of a part ("three more"); a toll is, whatever stands beside it."""
    marks = statement.reading.marks
    return "part" not in marks or "toll" in marks


def factual(statement: Statement) -> bool:
    """Whether the statement tells of an event or a state of things, and not an opinion, a demand or a mere thing."""
    return statement.reading.telling in ("event", "state")


def aside(statement: Statement) -> bool:
    """Whether the statement is told by the way or without a verb of its own: "when it sank", "killing two"."""
    return not statement.reading.outright


def confirmable(statement: Statement) -> bool:
    """Whether a statement tells of a kind of thing that an office decides, counts or measures.

    A toll or a magnitude, a deed or happening of the closed list (`confirmable`), a state of such kind. An offer, a
    motive, a judgement or how somebody felt is nobody's to confirm, however official the speaker.
    """
    read = statement.reading
    if any(q.what in TOLLS or q.what == "magnitude" for q in read.figures):
        return True
    if read.telling == "state":
        return "official-state" in read.marks or bool(read.figures) or read.event in _kinds("plain-states")
    return read.event is None or read.event in _kinds("confirmable")


@functools.cache
def _kinds(name: str) -> frozenset[str]:
    stem = terms.stemmer(LANGUAGE)
    return frozenset(stem(word) for word in words.of(LANGUAGE)[name])
