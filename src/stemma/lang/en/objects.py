"""Reporting verbs whose object, not a clause, is what is said: accuse, deny, decline, vow, call, put at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stemma.lang.en import lexicon
from stemma.lang.en.parties import source_like
from stemma.lang.en.trees import children, indices, noun_phrase, subject

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

Found = tuple[set[int], set[int], set[int], float]
"""Token numbers of content, cue and source, and how sure the rule is."""

REACTION = 0.9
"""Denials, "did not confirm", "declined to comment": fixed wordings."""

RELATIVE = frozenset("who which that what whom whose there".split())
"""Pronouns that, left unresolved by the parse, name no source."""


def cue_of(verb: Token) -> set[int]:
    """The verb with its auxiliaries, negation and particle."""
    found = {verb.i}
    for child in verb.children:
        if child.dep_ in ("aux", "auxpass", "neg", "prt") and abs(child.i - verb.i) <= 4:
            found.add(child.i)
    return found


def accused(verb: Token) -> Iterator[Found]:
    """ "X accused Y of doing Z", "Y was accused by X of doing Z"."""
    who = subject(verb)
    whom = children(verb, "dobj")
    of = [c for c in verb.subtree if c.lower_ == "of" and c.i > verb.i and children(c, "pcomp", "pobj")]
    if who is None or not of or not (whom or children(verb, "nsubjpass")):
        return
    content = set().union(*(indices(w) for w in whom)) if whom else set()
    of_clause = next((c for c in of if children(c, "pcomp")), of[0])
    content = {i for i in content if i < of_clause.i} | indices(of_clause)
    if children(verb, "nsubjpass"):
        by = [g for c in children(verb, "agent") for g in children(c, "pobj")]
        if not by:
            return
        source = noun_phrase(by[0]) - content
        yield content | noun_phrase(who), cue_of(verb), source, REACTION
        return
    yield content, cue_of(verb), noun_phrase(who), 0.8


def declined(verb: Token) -> Iterator[Found]:
    """ "declined to comment on Z"."""
    inner = [c for c in children(verb, "xcomp") if c.lemma_ in lexicon.COMMENTING]
    who = subject(verb)
    if not inner or who is None:
        return
    rest = indices(inner[0])
    yield rest, cue_of(verb), noun_phrase(who), REACTION


def objected(verb: Token) -> Iterator[Found]:
    """ "denied the claim", "confirmed the arrest", "admitted taking the money"."""
    if (
        any(c.tag_ != "VBG" for c in children(verb, "ccomp"))
        or verb.dep_ == "amod"
        or (verb.dep_ == "pcomp" and verb.head.lower_ == "as")
    ):
        return
    doing = [c for c in children(verb, "xcomp", "ccomp") if c.tag_ == "VBG" and c.i > verb.i]
    objects = children(verb, "dobj") or doing  # "denied the claim", "denied writing the letter"
    who = subject(verb)
    if who is None or not objects or children(verb, "nsubjpass"):
        return
    denied = verb.lemma_ in ("deny", "confirm")
    said = objects[0].lower_ in lexicon.SAID_OBJECTS or objects[0].lemma_ in lexicon.SAID_OBJECTS
    gerund = children(verb, "xcomp")
    if not (denied or said or gerund) or not source_like(who):
        return
    meant = objects[0]
    if meant.lower_ in RELATIVE and verb.dep_ == "relcl":  # "a video, which X could not verify"
        meant = verb.head
    content = indices(meant) if meant in doing else noun_phrase(meant)
    yield content, cue_of(verb), noun_phrase(who), REACTION if denied else 0.7


def worded(verb: Token) -> Iterator[Found]:
    """ "vowed to fight", "announced a plan", "called the plan a mistake", "described it as a mistake"."""
    who = subject(verb)
    if who is None or not source_like(who) or children(verb, "nsubjpass", "auxpass", "ccomp"):
        return
    if verb.tag_ == "VBN" and not any(c.lemma_ in ("have", "'ve", "’ve") for c in children(verb, "aux")):
        return
    lemma, after = verb.lemma_, [c for c in verb.children if c.i > verb.i]
    infinitive = [c for c in after if c.dep_ == "xcomp" and c.tag_ == "VB"]
    objects = [c for c in after if c.dep_ == "dobj"]
    as_ = [c for c in after if c.dep_ == "prep" and c.lower_ in ("as", "for")]
    named = [c for c in after if c.dep_ == "oprd"]
    content: set[int] = set()
    if lemma in lexicon.WITH_INFINITIVE and infinitive:
        content = indices(infinitive[0])
    elif lemma in lexicon.NAMING and objects and (named or as_):
        content = indices(objects[0]) | indices((named or as_)[0])
    elif lemma in lexicon.WITH_OBJECT and objects:
        content = indices(objects[0]).union(*(indices(c) for c in as_))
    if content:
        yield content, cue_of(verb), noun_phrase(who), 0.6


def ruled_out(verb: Token) -> Iterator[Found]:
    """ "X has ruled out a rise", "Y laughed off the story"."""
    who, things = subject(verb), [c for c in children(verb, "dobj") if c.i > verb.i]
    particles = [c.lower_ for c in children(verb, "prt")]
    if who is None or not things or not source_like(who) or children(verb, "nsubjpass", "auxpass"):
        return
    if any((verb.lemma_, particle) in lexicon.DENYING for particle in particles):
        yield indices(things[0]), cue_of(verb), noun_phrase(who), 0.7


def put_at(verb: Token) -> Iterator[Found]:
    """ "X put the number of dead at 27"."""
    who = subject(verb)
    at = [c for c in children(verb, "prep") if c.lower_ == "at" and c.i > verb.i]
    if who is None or not at or not source_like(who) or children(verb, "nsubjpass", "auxpass"):
        return
    for thing in children(verb, "dobj"):
        number = any(t.like_num for t in at[0].subtree)
        if number and verb.i < thing.i < at[0].i:
            yield indices(thing) | indices(at[0]), cue_of(verb), noun_phrase(who), 0.7
