"""What a statement's Reading makes of it: ahead, a fact, told by the way."""

from __future__ import annotations

from stemma.model import Statement

OPEN = frozenset({"not-confirm", "no-comment", "nothing", "retract"})


def sign(statement: Statement) -> int:
    """+1 affirms what its words say, −1 denies it, 0 does neither (reactions, *unknown*, "it was unclear")."""
    return statement.reading.polarity


def ahead(statement: Statement) -> bool:
    """Whether the statement speaks of something future, intended or possible."""
    told = statement.reading.telling
    return statement.act in ("announce", "promise", "threaten") or statement.tense == "future" or told == "plan"


def factual(statement: Statement) -> bool:
    """Whether the statement tells of an event or a state of things, and not an opinion, a demand or a mere thing."""
    return statement.reading.telling in ("event", "state")


def aside(statement: Statement) -> bool:
    """Whether the statement is told by the way or without a verb of its own: "when it sank", "killing two"."""
    return not statement.reading.outright
