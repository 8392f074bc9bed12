"""Phrases: what is stated inside a clause without being one, and may be a claim for itself.

"The quake, *home to 9,000 people* …", "seized 26 men *with six rifles*", "a necklace *worth £3m*", "a tremor *that left
forty dead*": relative and participial clauses that say which, appositions, and modifiers that count something. They
are no clauses of their own (see `stemma.lang.en.clauses`), yet another page may state the same in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from stemma.lang.en.trees import finite, trim
from stemma.model import Span, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

WORDS = 4
"""A phrase without a figure has at least so many words."""
_WITH = frozenset({"with", "along", "including"})
_LEADING = frozenset({"which", "who", "that", "where", "when"})
_FIGURE = re.compile(r"\d")


def phrases(doc: Doc) -> Spans:
    """The spans of the phrases of `doc`, in text order; one may stand inside another."""
    found = {span for token in doc if (least := _least(token)) and (span := _span(token, least))}
    return tuple(sorted(found))


def _least(token: Token) -> int:
    """How many words a phrase with `token` as its head must have; 0 if it is the head of none."""
    if token.head.i == token.i:
        return 0
    if token.dep_ == "relcl":
        return WORDS if token.pos_ in ("VERB", "AUX") and finite(token) else 0
    if token.dep_ in ("acl", "advcl"):
        return WORDS if token.tag_ in ("VBN", "VBG") else 0
    if token.dep_ == "appos":
        return 2 if _counts(token.subtree) else WORDS
    if token.dep_ == "prep" and token.lower_ in _WITH:
        return WORDS - 1 if _counts(token.subtree) else WORDS + 1
    return 2 if token.lower_ == "worth" else 0


def _sum_after(token: Token) -> int:
    """The number of the last word of the sum that follows "worth", which the parse may hang on another word."""
    near = token.doc[token.i + 1 : min(token.i + 6, token.sent.end)]
    figure = next((word for word in near if word.like_num), token)
    while figure.dep_ in ("compound", "nummod", "quantmod") and figure.head.i > figure.i:
        figure = figure.head
    return figure.i


def _counts(tokens: Iterable[Token]) -> bool:
    return any(t.like_num or _FIGURE.search(t.text) for t in tokens)


def _span(token: Token, least: int) -> Span | None:
    """The run of the subtree of `token` that holds it, without what leads in; None if it has too few words."""
    doc, own = token.doc, {t.i for t in token.subtree}
    first = last = token.i
    if token.lower_ == "worth":
        own |= set(range(token.i, _sum_after(token) + 1))
    if sum(doc[i].is_alpha or doc[i].like_num for i in own) < least or sum(doc[i].is_alpha for i in own) < 2:
        return None
    while first - 1 in own:
        first -= 1
    while last + 1 in own:
        last += 1
    while first < last and (doc[first].is_punct or doc[first].dep_ == "cc" or _leads(doc[first], token)):
        first += 1
    while first < last and doc[last].dep_ == "cc":
        last -= 1
    return trim(doc, first, last) if first < last else None


def _leads(word: Token, head: Token) -> bool:
    return head.dep_ == "relcl" and word.lower_ in _LEADING
