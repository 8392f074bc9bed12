"""Outlets that carry a speaker's words: "told X", "in an interview with X", "a statement carried by X"."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import lexicon, nouns
from stemma.lang.en.trees import conjuncts, noun_phrase
from stemma.outlets import identify

if TYPE_CHECKING:
    from stemma.lang.en.document import Token


@functools.cache
def _listed(name: str) -> frozenset[str]:
    """A vocabulary of `words/carriers.toml`; asked for each token."""
    return words.of("en")[name]


def carriers(cue: Sequence[Token], taken: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """(head, words) of every outlet that carries what the cue reports, in text order. `taken` words are passed over."""
    inside = {t.i for t in taken}
    seen: set[int] = set()
    for verb in cue:
        if verb.pos_ == "VERB" and verb.lemma_ == "tell":
            for child in verb.children:
                if child.dep_ in ("dobj", "dative") and child.i not in inside and is_outlet(child):
                    seen.add(child.i)
                    yield child, _words(child, inside)
    verbs = [t for t in cue if t.pos_ == "VERB" and t.lower_ != "according"]
    if not verbs:
        return
    for token in verbs[0].sent:
        if token.i in inside:
            continue
        if (
            (token.lemma_ in lexicon.VEHICLES or token.lemma_ in _listed("spoken-words"))
            and token.pos_ == "NOUN"
            and _spoken_in(token)
        ):
            for head, phrase in _of_vehicle(token, inside):
                if head.i not in seen:
                    seen.add(head.i)
                    yield head, phrase
        elif token.dep_ == "prep" and _speaks_there(token):
            for what in token.children:
                if what.dep_ == "pobj" and is_outlet(what) and what.i not in seen:
                    seen.add(what.i)
                    yield what, _words(what, inside)


def _carries(lemma: str) -> bool:
    return any(lemma in _listed(name) for name in ("carrying", "giving", "seeing"))


def _speaks_there(link: Token) -> bool:
    """Whether what follows is where one speaks: "said on the show", "speaking to the Courier, the vicar said"."""
    verb = link.head
    if link.lower_ == "on":
        return verb.lemma_ in ("appear", "speak", "say")
    return link.lower_ in ("to", "with") and verb.lemma_ in ("speak", "talk") and verb.dep_ == "advcl"


def _spoken_in(vehicle: Token) -> bool:
    """Whether the words were spoken in it: "in an interview …", "during the broadcast …"."""
    before = vehicle.left_edge.i - 1
    return before >= 0 and vehicle.doc[before].lower_ in ("in", "during", "on", "to", "through", "via")


def _of_vehicle(vehicle: Token, inside: set[int]) -> Iterator[tuple[Token, list[Token]]]:
    """Outlets of an interview, statement, post …: modifiers before it, "with X", "on X", "published by X" after it."""
    for mod in vehicle.children:
        if mod.dep_ in ("compound", "poss") and mod.pos_ == "PROPN" and is_outlet(mod):
            yield mod, _words(mod, inside)
    doc, end = vehicle.doc, vehicle.sent.end
    for i in range(vehicle.i + 1, min(end, vehicle.i + 25)):
        token = doc[i]
        if token.i in inside or token.text in (",", ";"):
            return
        if token.lower_ in ("with", "on", "to", "for", "in", "by") and i + 1 < end:
            what = next((c for c in token.children if c.dep_ == "pobj"), None)
            if what is None or (what.lemma_ in _listed("own-places") and any(c.dep_ == "poss" for c in what.children)):
                continue
            owner = next((c for c in what.children if c.dep_ == "poss" and c.pos_ == "PROPN" and is_outlet(c)), None)
            quoted = doc[i + 1].text in ("“", '"', "``", "''")
            by = token.lower_ == "by" and token.head.lemma_ in _listed("carrying")
            if owner is not None:
                yield owner, _words(owner, inside)
            elif (
                by
                or is_outlet(what)
                or (quoted and token.lower_ in ("with", "on") and what.pos_ == "PROPN")
                or (what.pos_ == "PROPN" and token.lower_ in ("with", "on") and _leads_with_outlet(what))
            ):
                yield what, _words(what, inside)
            else:
                continue
            return


def _leads_with_outlet(head: Token) -> bool:
    """Whether a reporter's name phrase begins with an outlet ("X News correspondent NAME")."""
    before = [t for t in head.subtree if t.i <= head.i]
    for k in range(min(4, len(before) - 1), 0, -1):
        if identify("".join(t.text_with_ws for t in before[:k]).strip()) is not None:
            return True
    return False


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


def in_source(source: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Outlets inside a source phrase: "a poll broadcast on X", "an account she gave to X", "audio provided by X"."""
    depths: dict[int, int] = {}
    top = min((t for t in source), key=lambda t: (_depth(t, depths), t.i), default=None)
    if top is None:
        return
    yield from printed_in(top)
    for verb in top.subtree:
        if verb.dep_ not in ("acl", "relcl") or verb.lemma_ not in _listed("carrying") | _listed("giving") | _listed(
            "seeing"
        ):
            continue
        for child in verb.children:
            if child.dep_ in ("agent", "prep", "dative") and child.lower_ in ("by", "on", "in", "to", "with"):
                for what in child.children:
                    known = verb.lemma_ not in _listed("seeing") or what.pos_ == "PROPN"
                    if what.dep_ == "pobj" and known and (child.lower_ == "by" or is_outlet(what)):
                        for head in conjuncts(what)[:1]:
                            yield head, _words(head, set())


def printed_in(document: Token) -> Iterator[tuple[Token, list[Token]]]:
    """ "a report in the Courier", "an article by Northwire"."""
    if document.lemma_ not in _listed("reports-of-outlets"):
        return
    for link in document.children:
        if link.dep_ == "prep" and link.lower_ in ("in", "by", "from", "on"):
            for what in link.children:
                if what.dep_ == "pobj" and what.pos_ == "PROPN" and is_outlet(what):
                    yield what, _words(what, set())


def is_outlet(head: Token) -> bool:
    """Whether the noun phrase of `head` names an outlet or agency."""
    if head.pos_ == "PRON":
        return False
    before = [t for t in head.subtree if t.i <= head.i]
    text = "".join(t.text_with_ws for t in before).strip()
    if identify(text) is not None:
        return True
    if head.pos_ == "PROPN" and any(t.pos_ == "PROPN" and _titled(t) for t in before):
        return True
    return nouns.type_of(head.lower_, head.lemma_) in ("outlet", "agency")


def _titled(word: Token) -> bool:
    """Whether a word of a name is one that titles of newspapers and channels have."""
    first = word.lower_ in ("daily", "sunday", "weekly", "evening", "morning") and word.dep_ == "compound"
    if word.lower_ in _listed("called-first") and word.text[0].isupper():
        return True
    return first or (word.dep_ != "compound" and nouns.BODIES.get(word.lower_) == "outlet")


def _words(head: Token, inside: set[int]) -> list[Token]:
    found = [head.doc[i] for i in sorted(noun_phrase(head) - inside)]
    while found and found[-1].pos_ == "PUNCT":
        found.pop()
    return found or [head]
