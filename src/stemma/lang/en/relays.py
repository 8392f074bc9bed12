"""Who was told or heard something from whom: the one behind a speaker, whose words he passes on.

"She had heard from two engineers that nobody tested the pumps", "he was told by the mate that the doors were open",
"she learned from the guards that …": the origin stands behind "from" or "by", no subject of a verb of saying.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en.objects import Found, cue_of
from stemma.lang.en.parties import source_like
from stemma.lang.en.trees import children, indices, noun_phrase, subject

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

SURE = 0.9
"""A fixed wording."""


def relayed(doc: Doc) -> Iterator[Found]:
    """(content, cue, source, how sure) of every relay in `doc`."""
    vocabulary = words.of("en")
    hearing, telling = vocabulary["hearing"], vocabulary["telling"]
    for verb in doc:
        if verb.pos_ != "VERB":
            continue
        if verb.lemma_ in hearing:
            yield from _from(verb, [c for c in children(verb, "prep") if c.lower_ == "from"])
        elif verb.lemma_ in telling and verb.tag_ == "VBN" and children(verb, "auxpass", "nsubjpass"):
            yield from _from(verb, [c for c in children(verb, "agent", "prep") if c.lower_ == "by"])


def citing(source: Token) -> Token | None:
    """Who cites or quotes somebody of whom a clause then tells: "the Courier cited two guards, *who said* that"."""
    at = source
    if at.dep_ == "pobj" and at.head.lower_ in ("from", "to"):
        at = at.head
    verb = at.head
    if at.dep_ not in ("dobj", "prep") or verb.lemma_ not in ("cite", "quote"):
        return None
    who = subject(verb)
    return who if who is not None and who.i < verb.i and source_like(who) else None


def _from(verb: Token, links: list[Token]) -> Iterator[Found]:
    for link in links:
        for whom in children(link, "pobj"):
            clause = _clause(verb, whom)
            if clause is None or not source_like(whom):
                continue
            said = indices(clause)
            yield said, cue_of(verb) | {link.i}, noun_phrase(whom) - said, SURE


def _clause(verb: Token, whom: Token) -> Token | None:
    """The clause that was heard: the verb's own, or one with "that" which the parser hung on the teller."""
    for clause in (*children(verb, "ccomp"), *children(whom, "relcl", "acl", "ccomp")):
        if clause.i < whom.i or (clause.head.i == verb.i and clause.dep_ == "ccomp" and clause.i < verb.i):
            continue
        if clause.head.i == verb.i:
            return clause
        that = next((t for t in clause.lefts if t.lower_ == "that"), None)
        subject = next((t for t in clause.lefts if t.dep_ in ("nsubj", "nsubjpass", "expl")), None)
        if that is not None and subject is not None and subject.i != that.i:
            return clause
    return None
