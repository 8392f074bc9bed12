"""Small questions to a dependency tree, and from tokens back to offsets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import nouns
from stemma.model import Span, Spans

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
TRIMMED = frozenset(",;:—–-.()[] \n\t…")
"""What is trimmed from the edges of a span (closing dots are kept where they end an abbreviation)."""


_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def finite(token: Token) -> bool:
    """Whether `token` or an auxiliary of it is a finite verb (by its Penn Treebank tag)."""
    return token.tag_ in _FINITE or any(c.dep_ in ("aux", "auxpass") and c.tag_ in _FINITE for c in token.children)


def children(token: Token, *deps: str) -> list[Token]:
    """The children of `token` with one of the relations `deps`."""
    return [child for child in token.children if child.dep_ in deps]


def indices(token: Token, without: Iterable[Token] = ()) -> set[int]:
    """Token numbers of the subtree of `token`, less the subtrees of `without`."""
    found = {t.i for t in token.subtree}
    for other in without:
        found -= {t.i for t in other.subtree}
    return found


def by_itself(head: Token, text: str) -> str:
    """`text`, the clause of `head`, without the relative clauses that hang on its nouns, and what a "but" sets off."""
    below = [clause for noun in head.subtree for clause in children(noun, "relcl")]
    for clause in children(head, "ccomp", "parataxis"):  # "*It is not written yet*, but I think it will pass"
        if clause.i < head.i and any(c.lower_ == "but" and clause.i < c.i < head.i for c in children(head, "cc")):
            below.append(clause)
    for clause in below:
        first, last = clause.left_edge, clause.right_edge
        text = text.replace(head.doc.text[first.idx : last.idx + len(last.text)], " ")
    return text


def spans(doc: Doc, numbers: Iterable[int]) -> Spans:
    """The stretches that the tokens cover, punctuation trimmed at their edges; gaps of punctuation alone are closed."""
    runs: list[list[int]] = []
    for i in sorted(numbers):
        if runs and all(not _wordy(doc[k]) for k in range(runs[-1][1] + 1, i)):
            runs[-1][1] = i
        else:
            runs.append([i, i])
    found = []
    for first, last in runs:
        span = trim(doc, first, last)
        if span:
            found.append(span)
    return tuple(found)


def trim(doc: Doc, first: int, last: int) -> Span | None:
    """Offsets of the tokens `first` to `last` (inclusive) without punctuation at the edges; None if nothing is left."""
    while first <= last and doc[first].text[0] in TRIMMED and not _wordy(doc[first]):
        first += 1
    while last >= first and doc[last].text[0] in TRIMMED and not _wordy(doc[last]):
        last -= 1
    if first > last or not any(_wordy(doc[i]) for i in range(first, last + 1)):
        return None
    if last + 1 < len(doc) and doc[last + 1].text == ")" and any(doc[i].text == "(" for i in range(first, last)):
        last += 1  # "NAME (R-S.C.)"
    return doc[first].idx, doc[last].idx + len(doc[last])


def _wordy(token: Token) -> bool:
    return any(c.isalnum() for c in token.text)


def noun_phrase(head: Token) -> set[int]:
    """Token numbers of the noun phrase of `head`: its subtree without relative clauses and participial asides.

    Appositions stay, "of" phrases stay; adverbial clauses and what was said do not.
    """
    drop = [c for c in head.children if c.dep_ in ("relcl", "ccomp", "advcl", "parataxis") or _aside(c)]
    return indices(head, drop)


def _aside(child: Token) -> bool:
    """A participle after a comma ("…, speaking on condition of anonymity")."""
    return child.dep_ == "acl" and child.i > 0 and child.nbor(-1).text == ","


def antecedent(pronoun: Token) -> Token:
    """Whom the "who" or "which" of a relative clause stands for.

    The parser hangs the clause on the last noun before it: "women in the city at the time who said", "the Bank of
    Norland, which said". So a "who" climbs on to somebody who can speak, and "of" inside a name to the name's head.
    """
    found = first = pronoun.head.head
    while found.dep_ == "appos" and found.head.pos_ in ("NOUN", "PROPN"):
        found = first = found.head  # "NAME, a professor at X and head of Y, who said"
    if found.lower_ in words.of("en")["days-and-months"]:  # "met with traders in June who said"
        before = (t for t in reversed(found.doc[found.sent.start : found.i]) if t.pos_ in ("NOUN", "PROPN"))
        return next(before, found)
    while True:
        above = next((t for t in found.ancestors if t.pos_ in ("NOUN", "PROPN", "PRON")), None)
        mute = pronoun.lower_ == "who" and found.pos_ == "NOUN" and nouns.type_of(found.lower_, found.lemma_) is None
        if above is None:
            return first if mute else found
        of = found.head.lower_ == "of" and found.head.head == above
        if not mute and not (of and found.pos_ == above.pos_ == "PROPN"):
            return found
        found = above


def conjuncts(head: Token) -> list[Token]:
    """`head` and what is coordinated with it, in text order. A list may hang on as appositions before the "and"."""
    found = [head]
    for child in head.children:
        if child.dep_ == "conj" or (child.dep_ == "appos" and children(child, "conj", "cc") and _listed(head, child)):
            found += conjuncts(child)
    return sorted(found, key=lambda t: t.i)


def _listed(head: Token, child: Token) -> bool:
    """Whether an apposition with its own "and" goes on a list ("the office, Defense Ministry, and Service")."""
    between = head.doc[head.i + 1 : child.left_edge.i].text.strip()
    return between == "," and any(c.dep_ == "cc" and c.nbor(-1).text == "," for c in child.children if c.i > child.i)


def subject(verb: Token) -> Token | None:
    """Who does what `verb` says: its own subject, or that of the verb it is coordinated with or subordinate to."""
    for _ in range(5):
        own = [c for c in verb.children if c.dep_ in SUBJECTS]
        if own:
            who = own[-1] if own[-1].i < verb.i else own[0]
            if who.tag_ in ("WP", "WDT") and verb.dep_ == "relcl":
                return antecedent(who)
            return who
        if verb.dep_ == "conj" and _told_alike(verb):  # "X said A did this and said B did that": X says both
            verb = verb.head.head
        elif verb.dep_ in ("conj", "xcomp", "advcl", "dep"):
            verb = verb.head
        elif verb.dep_ in ("relcl", "acl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return verb.head
        elif verb.dep_ == "pcomp" and verb.head.head.pos_ in ("VERB", "AUX"):
            verb = verb.head.head
        else:
            return None
    return None


def _told_alike(verb: Token) -> bool:
    """Whether a verb coordinated with what was said goes with the one it was said with, by its word or its number."""
    told = verb.head
    if told.dep_ != "ccomp" or told.head.i > told.i or told.head.tag_ != verb.tag_:
        return False
    many = {c.tag_ in ("NNS", "NNPS") or c.lower_ == "they" for c in children(told, *SUBJECTS)}
    return told.head.lemma_ == verb.lemma_ or (many == {False} and verb.tag_ == "VBP")
