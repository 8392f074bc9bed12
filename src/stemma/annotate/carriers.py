"""Outlets that carry a speaker's words: "told X", "in an interview with X", "a statement carried by X"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stemma.annotate import lexicon, nouns
from stemma.annotate.trees import conjuncts, noun_phrase
from stemma.outlets import identify

if TYPE_CHECKING:
    from spacy.tokens import Token

CARRYING = frozenset("carry release publish obtain provide distribute broadcast air circulate issue run".split())
GIVING = frozenset("give send tell report".split())


def carriers(cue: Sequence[Token], taken: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """(head, words) of every outlet that carries what the cue reports, in text order. `taken` words are passed over."""
    inside = {t.i for t in taken}
    for verb in cue:
        if verb.pos_ != "VERB" or verb.lower_ == "according":
            continue
        for child in verb.children:
            if child.i in inside:
                continue
            if child.dep_ in ("dobj", "dative") and verb.lemma_ == "tell" and is_outlet(child):
                yield child, _words(child, inside)
            elif child.dep_ == "prep":
                yield from _by_way_of(child, inside)


def in_source(source: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Outlets inside a source phrase: "a poll broadcast on X", "an account she gave to X", "audio provided by X"."""
    inside = {t.i for t in source}
    for verb in source:
        if verb.dep_ not in ("acl", "relcl") or verb.lemma_ not in CARRYING | GIVING:
            continue
        for child in verb.children:
            if child.dep_ in ("agent", "prep", "dative") and child.lower_ in ("by", "on", "in", "to", "with"):
                for what in child.children:
                    if what.dep_ == "pobj" and what.i in inside and (child.lower_ == "by" or is_outlet(what)):
                        for head in conjuncts(what)[:1]:
                            yield head, _words(head, set())


def _by_way_of(prep: Token, inside: set[int]) -> Iterator[tuple[Token, list[Token]]]:
    for what in prep.children:
        if what.dep_ != "pobj" or what.i in inside:
            continue
        if prep.lower_ in ("on", "to") and is_outlet(what):
            yield what, _words(what, inside)
        elif what.lemma_ in lexicon.VEHICLES:
            for mod in what.children:
                if mod.dep_ in ("compound", "poss") and is_outlet(mod) and mod.pos_ == "PROPN":
                    yield mod, _words(mod, inside)
                elif mod.dep_ == "prep" and mod.lower_ in ("with", "on", "to", "for", "in"):
                    for inner in mod.children:
                        if inner.dep_ == "pobj" and is_outlet(inner):
                            yield inner, _words(inner, inside)
                elif mod.dep_ in ("acl", "relcl") and mod.lemma_ in CARRYING:
                    for by in mod.children:
                        if by.dep_ == "agent":
                            for inner in by.children:
                                if inner.dep_ == "pobj":
                                    yield inner, _words(inner, inside)


def is_outlet(head: Token) -> bool:
    """Whether the noun phrase of `head` names an outlet or agency."""
    if head.pos_ == "PRON":
        return False
    words = [t for t in head.subtree if t.i <= head.i]
    text = "".join(t.text_with_ws for t in words).strip()
    if identify(text) is not None:
        return True
    if head.pos_ == "PROPN" and nouns.BODIES.get(head.lower_) == "outlet":
        return True
    return nouns.HEADS.get(head.lower_) in ("outlet", "agency")


def _words(head: Token, inside: set[int]) -> list[Token]:
    found = [head.doc[i] for i in sorted(noun_phrase(head) - inside)]
    while found and found[-1].pos_ == "PUNCT":
        found.pop()
    return found
