"""Speech acts that fixed constructions make: requests and orders, apologies, retractions, "no comment", "as X put it".

What stands here says by its grammar who speaks and what of, so it is proposed as sure as a fixed wording
(`objects.REACTION`), whatever the tagger thinks of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import certainty, lexicon
from stemma.lang.en.objects import REACTION, RELATIVE, Found, cue_of
from stemma.lang.en.parties import source_like
from stemma.lang.en.trees import children, indices, noun_phrase, subject

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

_W = words.of("en")


def worded(verb: Token) -> Iterator[Found]:
    """All that `verb` makes of these."""
    yield from _passive(verb)
    lemma = verb.lemma_
    who = subject(verb)
    if who is None or who.lower_ in RELATIVE or children(verb, "nsubjpass", "auxpass"):
        return
    if lemma in _W["addressing"]:
        yield from _addressed(verb, who)
    if not source_like(who):
        return
    if lemma in _W["act-apologise"] or lemma == "say":
        yield from _apologised(verb, who)
    if lemma in _W["light-verbs"]:
        yield from _no_comment(verb, who)
        yield from _regretted(verb, who)
    if lemma in lexicon.REFUSING:
        yield from _no_interview(verb, who)
    if lemma == "make":
        yield from _made_known(verb, who)
    if lemma == "put" and verb.dep_ == "advcl":
        yield from _as_put(verb, who)
    if _retracts(verb):
        yield from _retracted(verb, who)


def inverted(verb: Token, quotes: list[tuple[int, int]]) -> Iterator[Found]:
    """ "“…,” *shot back* Beth Carrow": a name behind a verb of manner and its particle, right after a quotation."""
    doc = verb.doc
    said = next(((first, last) for first, last in quotes if last == verb.i - 1), None)
    if said is None or verb.lemma_ not in lexicon.MANNER or children(verb, "nsubj") or verb.i + 2 >= verb.sent.end:
        return
    particle = doc[verb.i + 1]
    name = doc[verb.i + 2]
    if particle.lower_ not in ("in", "back", "on", "out", "up", "off") or name.pos_ != "PROPN":
        return
    while name.dep_ == "compound" and name.head.i > name.i:
        name = name.head
    source = {i for i in noun_phrase(name) if i > particle.i}
    yield set(range(said[0], said[1] + 1)), {verb.i, particle.i}, source, REACTION


def _addressed(verb: Token, who: Token) -> Iterator[Found]:
    """ "asked the state *to pay*", "called on him *to resign*", "appealed to visitors *to send* photographs"."""
    if verb.dep_ == "advcl" and verb.tag_ == "VBN":
        return
    whom = [c for c in children(verb, "dobj", "dative") if c.i > verb.i]
    on = [c for c in children(verb, "prep") if c.lower_ in ("on", "upon", "to") and c.i > verb.i]
    whom += [g for c in on for g in children(c, "pobj")]
    for deed in children(verb, "xcomp", "advcl", "ccomp"):
        to = any(c.lower_ == "to" and c.dep_ == "aux" for c in deed.children)
        if whom and to and deed.tag_ == "VB" and deed.i > whom[0].i:
            yield noun_phrase(whom[0]) | indices(deed), cue_of(verb) | {c.i for c in on[:1]}, noun_phrase(who), REACTION
            return


def _apologised(verb: Token, who: Token) -> Iterator[Found]:
    """ "apologised for *calling her a thief*", "said *sorry*"."""
    if verb.lemma_ == "say":
        sorry = [c for c in children(verb, "acomp", "oprd", "dobj", "advmod") if c.lower_ == "sorry"]
        if sorry:
            yield {verb.i, sorry[0].i}, {verb.i, sorry[0].i}, noun_phrase(who), REACTION
        return
    for prep in (t for t in verb.subtree if t.lower_ == "for" and t.i > verb.i and t.dep_ == "prep"):
        for thing in children(prep, "pcomp", "pobj"):
            yield indices(thing), cue_of(verb) | {prep.i}, noun_phrase(who), REACTION
            return


def _no_comment(verb: Token, who: Token) -> Iterator[Found]:
    """ "offered no comment on the arrest"."""
    for thing in children(verb, "dobj"):
        if thing.lemma_ == "comment" and any(c.lower_ == "no" for c in thing.children):
            cue = cue_of(verb) | {thing.i} | {c.i for c in thing.children if c.lower_ == "no"}
            about = [g for c in (*children(thing, "prep"), *children(verb, "prep")) for g in children(c, "pobj")]
            yield indices(about[0]) if about else cue, cue, noun_phrase(who), REACTION


def _no_interview(verb: Token, who: Token) -> Iterator[Found]:
    """ "declined comment", "refused requests for an interview"."""
    for thing in children(verb, "dobj"):
        if thing.lower_ in _W["comment-objects"]:
            cue = cue_of(verb) | {thing.i}
            yield cue, cue, noun_phrase(who), REACTION


def _regretted(verb: Token, who: Token) -> Iterator[Found]:
    """ "offered an apology for *losing the letters*", "expressed regret that …"; "is sorry for *the delay*"."""
    for thing in children(verb, "dobj", "acomp"):
        if thing.lemma_.lower() not in _W["act-apologise"]:
            continue
        cue = cue_of(verb) | {thing.i}
        said = [c for c in (*thing.children, *verb.children) if c.dep_ in ("acl", "ccomp") and c.i > thing.i]
        preps = [c for c in (*thing.children, *verb.children) if c.lower_ in ("for", "over", "about") and c.i > thing.i]
        said += [g for c in preps for g in children(c, "pcomp", "pobj")]
        yield indices(said[0]) if said else cue, cue, noun_phrase(who), REACTION


def _made_known(verb: Token, who: Token) -> Iterator[Found]:
    """ "made it known that tuition would rise"."""
    for known in children(verb, "ccomp", "xcomp", "oprd", "acomp"):
        for clause in children(known, "ccomp"):
            if known.lower_ in ("known", "clear", "public"):
                yield indices(clause), cue_of(verb) | {known.i}, noun_phrase(who), REACTION


def _as_put(verb: Token, who: Token) -> Iterator[Found]:
    """ "*As* the keeper *put it*, …"."""
    mark = [c for c in children(verb, "mark") if c.lower_ == "as"]
    it = [c for c in children(verb, "dobj") if c.lower_ == "it"]
    if mark and it:
        cue = {mark[0].i, verb.i, it[0].i}
        yield indices(verb.head, [verb]), cue, noun_phrase(who), REACTION


def _retracts(verb: Token) -> bool:
    keys = {verb.lemma_, *(f"{verb.lemma_} {c.lower_}" for c in children(verb, "prt", "advmod", "prep"))}
    return bool(keys & _W["act-retract"])


def _retracted(verb: Token, who: Token) -> Iterator[Found]:
    """ "took back *her claim that he had lied*", "pulled a story that said *the actor was ill*"."""
    things = children(verb, "dobj") + [g for c in children(verb, "prep") for g in children(c, "pobj")]
    for thing in things:
        clause = _claimed(thing)
        if clause is not None:
            yield indices(clause), cue_of(verb), noun_phrase(who), REACTION


def _claimed(noun: Token) -> Token | None:
    """The clause that a noun of saying stands for."""
    if noun.lemma_.lower() not in _W["saying-nouns"]:
        return None
    for child in noun.children:
        if child.dep_ in ("acl", "ccomp", "relcl") and any(
            c.dep_ == "mark" and c.lower_ == "that" for c in child.children
        ):
            return child
        if child.dep_ == "relcl" and child.lemma_ in lexicon.SAYING:
            return next(iter(children(child, "ccomp")), None)
    return None


def _passive(verb: Token) -> Iterator[Found]:
    """ "That … was denied by X", "her claim that … was withdrawn by X", "X could not be reached for comment"."""
    if not children(verb, "auxpass"):
        return
    by = [g for c in children(verb, "agent") for g in children(c, "pobj")]
    said = children(verb, "csubjpass", "csubj")
    if by and said and verb.lemma_ in lexicon.SAYING | lexicon.OBJECT_CONTENT:
        yield indices(said[0]), cue_of(verb), noun_phrase(by[0]), REACTION
    about = children(verb, "nsubjpass")
    if by and about and _retracts(verb) and (clause := _claimed(about[0])) is not None:
        yield indices(clause), cue_of(verb), noun_phrase(by[0]), REACTION
    if about and certainty.negated(verb):
        cue = cue_of(verb)
        if (
            verb.lemma_ in ("reach", "contact")
            and any(t.lower_ == "comment" for t in verb.subtree)
            and source_like(about[0])
        ):
            yield cue, cue, noun_phrase(about[0]), REACTION
        left = [
            g
            for t in about[0].subtree
            if t.lower_ in ("with", "to", "at")
            for g in children(t, "pobj")
            if source_like(g)
        ]
        if verb.lemma_ in ("return", "answer") and about[0].lemma_ in _W["messages"] and left:
            yield cue, cue, noun_phrase(left[0]), REACTION
