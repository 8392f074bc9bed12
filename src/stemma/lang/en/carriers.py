"""Outlets that carry a speaker's words: "told X", "in an interview with X", "said on X", "a statement carried by X".

A carrier stands in a *frame*: behind a verb of telling, where one speaks or writes ("said on …", "wrote in …"), or
beside the noun for what was said ("a statement to …"). The frames are here, their words in `words/carriers.toml`, what
counts as an outlet in `media`; examples and non-examples are `cases/chains.tsv`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import lexicon
from stemma.lang.en.media import Medium, host_at, is_outlet, medium_at, named_before, phrase_of
from stemma.lang.en.trees import SUBJECTS, children, conjuncts

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

REACH = 25
"""Words behind the noun for what was said within which its outlet stands."""


@functools.cache
def _listed(name: str) -> frozenset[str]:
    """A vocabulary of `words/carriers.toml`; asked for each token."""
    return words.of("en")[name]


def carriers(cue: Sequence[Token], taken: Sequence[Token]) -> Iterator[Medium]:
    """Every outlet that carries what the cue reports, in text order. `taken` words are passed over."""
    inside = {t.i for t in taken}
    verbs = _speaking([t for t in cue if t.pos_ == "VERB" and t.lower_ != "according"])
    if not verbs:
        return
    found: dict[int, Medium] = {}
    for verb in verbs:
        if (told := _told(verb, inside)) is not None:
            found.setdefault(told.head.i, told)
    for token in verbs[0].sent:
        if token.i in inside:
            continue
        carrier: Medium | None = None
        if token.lower_ == "by":
            carrier = _passing(token, inside)
        elif token.lower_ in ("on", "at", "in", "to", "with"):
            carrier = _where(token, verbs, inside)
        elif token.pos_ == "NOUN" and _vehicle(token) and _spoken_in(token) and _of_these(token, verbs):
            carrier = _of_vehicle(token, inside)
        if carrier is not None:
            found.setdefault(carrier.head.i, carrier)
    distinct: list[Medium] = []
    for medium in sorted(found.values(), key=lambda m: (not m.relayed, m.head.i)):
        if not any({t.i for t in medium.words} & {t.i for t in other.words} for other in distinct):
            distinct.append(medium)
    if len(distinct) > 1:  # "told the host Mo Dane on Channel 9": the channel has the host
        distinct = [m for m in distinct if not m.person] or distinct
    yield from distinct


def _speaking(verbs: Sequence[Token]) -> list[Token]:
    """The verbs of a cue, and those whose telling they go on with: "told the Courier …, *adding* that"."""
    found = list(verbs)
    for verb in verbs:
        at = verb
        for _ in range(3):
            own = any(c.dep_ in SUBJECTS for c in at.children)
            onward = at.dep_ == "advcl" and at.tag_ == "VBG"
            if own or not (onward or at.dep_ == "conj") or at.head.pos_ != "VERB":
                break
            at = at.head
            if at.lemma_ in lexicon.SAYING and at not in found:
                found.append(at)
    return found


def _told(verb: Token, inside: set[int]) -> Medium | None:
    """The outlet that was told or written to: "told Channel 9's Dana Holt", "wrote the local newspaper that"."""
    if verb.lemma_ not in _listed("told-to") or verb.i + 1 >= len(verb.doc):
        return None
    if verb.tag_ == "VBN" and children(verb, "auxpass"):
        return None
    found = medium_at(verb.doc, verb.i + 1, inside)
    if found is not None and (verb.lemma_ == "tell" or not found.loose):
        return found
    if verb.lemma_ == "tell" and (found := host_at(verb.doc, verb.i + 1, inside)) is not None:
        return found
    told = (c for c in children(verb, "dobj", "dative") if c.i > verb.i and c.i not in inside)
    return next((phrase_of(c, inside) for c in told if is_outlet(c)), None)


def _passing(link: Token, inside: set[int]) -> Medium | None:
    """The outlet behind "by" that asked or passes on: "when contacted by X, she said", "…, as reported by X"."""
    verb = link.head
    asked = verb.lemma_ in _listed("reached") and verb.dep_ in ("advcl", "acl", "relcl")
    passed_on = verb.lemma_ == "report" and verb.tag_ == "VBN" and any(c.lower_ == "as" for c in verb.children)
    whom = next(iter(children(link, "pobj")), None) if asked or passed_on else None
    if whom is None or whom.i in inside or not (whom.pos_ == "PROPN" or is_outlet(whom)):
        return None
    return replace(medium_at(link.doc, link.i + 1, inside) or phrase_of(whom, inside), relayed=passed_on)


def _where(link: Token, verbs: Sequence[Token], inside: set[int]) -> Medium | None:
    """The outlet behind a preposition where one speaks or writes: "said on …", "argued in …", "speaking to …"."""
    word, verb = link.lower_, link.head
    found = medium_at(link.doc, link.i + 1, inside)
    if found is None or found.own or any(t.lower_ in _listed("platforms") for t in found.words):
        return None
    if word in ("to", "with"):
        speaks = verb.lemma_ in ("speak", "talk") and verb.dep_ == "advcl"
        said_to = word == "to" and not found.quoted and verb in verbs and verb.lemma_ in lexicon.SAYING
        return found if said_to or (speaks and (found.quoted or not found.loose)) else None
    speaks = word == "on" and verb.lemma_ in ("appear", "speak") and verb.dep_ in ("advcl", "acl")
    if not speaks and not _behind(link, verbs) and not (word == "on" and _opens(link)):
        return None
    if word == "on":
        return found
    if word == "at":
        event = link.doc[link.i + 1 : link.i + 8].text.lower()
        return found if not found.loose and "town hall" in event else None
    printed = any(verb.lemma_ in _listed("printing") for verb in verbs)
    return found if not found.quoted and (printed or not found.loose) else None


def _behind(link: Token, verbs: Sequence[Token]) -> bool:
    """Whether a preposition goes with one of the verbs: right behind it, or with a day or an adverb between."""
    if link.head in verbs:
        return True
    at = link.i - 1
    while at > link.sent.start and (_timely(link.doc[at]) or link.doc[at].pos_ == "ADV"):
        at -= 1
    while link.doc[at].pos_ == "PROPN" and any(v.lemma_ == "tell" and v.i < at for v in verbs):
        at -= 1  # "told NAME on Channel 9"
    before = link.doc[at]
    if before in verbs:
        return True
    who = before.head if before.dep_ in SUBJECTS else None  # "said Rubio on …"
    return who in verbs and before.i > before.head.i


def _opens(link: Token) -> bool:
    """Whether a preposition begins its sentence, or has but a day before it: "On Channel 9, …", "Friday on …"."""
    return all(_timely(t) or t.is_punct or t.is_space for t in link.doc[link.sent.start : link.i])


def _timely(token: Token) -> bool:
    return token.lower_ in _listed("days") or token.like_num


def _vehicle(noun: Token) -> bool:
    return noun.lemma_ in lexicon.VEHICLES or noun.lemma_ in _listed("spoken-words")


def _spoken_in(vehicle: Token) -> bool:
    """Whether the words were spoken in it: "in an interview …", "during the broadcast …"."""
    before = vehicle.left_edge.i - 1
    if before >= 0 and [t.lower_ for t in vehicle.doc[max(0, before - 2) : before + 1]] == ["as", "recently", "as"]:
        return True
    return before >= 0 and vehicle.doc[before].lower_ in ("in", "during", "on", "to", "through", "via", "at", "of")


def _of_these(vehicle: Token, verbs: Sequence[Token]) -> bool:
    """Whether a vehicle does not belong to another clause: "X, who in an interview claimed …, *said* that"."""
    verb = next((t for t in vehicle.ancestors if t.pos_ in ("VERB", "AUX")), None)
    return verb is None or verb in verbs or verb.dep_ != "relcl"


def _of_vehicle(vehicle: Token, inside: set[int]) -> Medium | None:
    """The outlet of an interview, statement, post …: before it ("a CNN interview"), or behind "with", "on", "by"."""
    before = named_before(vehicle)
    if before is not None:
        return before
    doc, end = vehicle.doc, vehicle.sent.end
    for i in range(vehicle.i + 1, min(end, vehicle.i + REACH)):
        token = doc[i]
        if token.i in inside or token.text in (",", ";"):
            return None
        if token.lower_ not in ("with", "on", "to", "for", "in", "by", "of") or i + 1 >= end:
            continue
        by = token.lower_ == "by" and token.head.lemma_ in _listed("carrying")
        found = medium_at(doc, i + 1, inside)
        if found is not None and (found.own or any(t.lower_ in _listed("platforms") for t in found.words)):
            continue
        if token.lower_ == "of" and vehicle.lemma_ not in _listed("aired"):
            continue
        if found is not None and not (found.quoted and token.lower_ not in ("with", "on", "for")):
            if found.person and token.lower_ != "with":
                continue
            return found
        what = next((c for c in token.children if c.dep_ == "pobj"), None)
        if by and what is not None:
            return phrase_of(what, inside)
    return None


def _depth(token: Token, known: dict[int, int]) -> int:
    """How many words a token hangs below; `known` is filled on the way, so that a long phrase costs its length."""
    path = []
    while token.i not in known and token.head.i != token.i:
        path.append(token.i)
        token = token.head
    depth = known.get(token.i, 0)
    for i in reversed(path):
        depth += 1
        known[i] = depth
    return depth


def in_source(source: Sequence[Token]) -> Iterator[Medium]:
    """Outlets inside a source phrase: "a poll broadcast on X", "an account she gave to X", "audio provided by X".

    Who has issued a paper is a party where the page names it; "data released by the regulators" are the regulators'.
    """
    depths: dict[int, int] = {}
    top = min((t for t in source), key=lambda t: (_depth(t, depths), t.i), default=None)
    if top is None:
        return
    yield from printed_in(top)
    carrying = _listed("carrying") | _listed("giving") | _listed("seeing")
    for verb in top.subtree:
        if verb.lemma_ in _listed("reached") and verb.dep_ in ("acl", "relcl", "advcl"):
            for link in children(verb, "agent"):
                whom = [c for c in children(link, "pobj") if c.pos_ == "PROPN" or is_outlet(c)]
                yield from (phrase_of(c, set()) for c in whom)
        if verb.dep_ not in ("acl", "relcl") or verb.lemma_ not in carrying:
            continue
        for link in children(verb, "agent", "prep", "dative"):
            if link.lower_ not in ("by", "on", "in", "to", "with"):
                continue
            for what in children(link, "pobj"):
                if is_outlet(what) or (link.lower_ == "by" and what.pos_ == "PROPN"):
                    first = conjuncts(what)[0]
                    yield phrase_of(first, set())


def printed_in(document: Token) -> Iterator[Medium]:
    """ "a report in the Courier", "an article by Northwire"."""
    if document.lemma_ not in _listed("reports-of-outlets"):
        return
    for link in document.children:
        if link.dep_ == "prep" and link.lower_ in ("in", "by", "from", "on"):
            for what in link.children:
                if what.dep_ == "pobj" and what.pos_ == "PROPN" and is_outlet(what):
                    yield phrase_of(what, set())
