"""What parser and rules say of each word, as the tagger's network reads it beside the word itself.

Two small numbers a word: which spans of the rules' proposals it lies in, and its dependency relation. The network
learns how far to trust them, which a vote after the fact cannot (stacking, Wolpert 1992).
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from stemma.annotate.wordpieces import Words
from stemma.lang import Doc
from stemma.lang.proposals import Proposal

READINGS = 32
"""Source 1, cue 2, content 4, summed; first word of a content 8, last word 16."""

RELATIONS = (
    "", "ROOT", "acl", "acomp", "advcl", "advmod", "agent", "amod", "appos", "attr", "aux", "auxpass", "case", "cc",
    "ccomp", "compound", "conj", "csubj", "csubjpass", "dative", "dep", "det", "dobj", "expl", "intj", "mark", "meta",
    "neg", "nmod", "npadvmod", "nsubj", "nsubjpass", "nummod", "oprd", "parataxis", "pcomp", "pobj", "poss", "preconj",
    "predet", "prep", "prt", "punct", "quantmod", "relcl", "xcomp",
)  # fmt: skip
"""Dependency labels of the parser (ClearNLP's). What is not listed, and every paragraph break, is the first."""

NUMBERS = {name: number for number, name in enumerate(RELATIONS)}


def hinted(words: Words, rules: Sequence[Proposal], doc: Doc) -> Words:
    """`words` with what the rules' proposals and the parsed document of the same text say of them."""
    return replace(words, readings=readings(words, rules), relations=relations(words, doc))


def readings(words: Words, rules: Sequence[Proposal]) -> list[int]:
    """For each word what the rules take it for, below `READINGS`."""
    found = [0] * len(words)
    starts = [start for start, _ in words.spans]

    def inside(start: int, end: int) -> range:
        first = max(0, bisect.bisect_right(starts, start) - 1)
        if first < len(words) and words.spans[first][1] <= start:
            first += 1
        return range(first, bisect.bisect_left(starts, end))

    for rule in rules:
        for value, spans in ((1, rule.source), (2, rule.cue), (4, rule.content)):
            for start, end in spans:
                members = inside(start, end)
                for at in members:
                    found[at] |= value
                if value == 4 and members:
                    found[members[0]] |= 8
                    found[members[-1]] |= 16
    return found


def relations(words: Words, doc: Doc) -> list[int]:
    """For each word the number of the relation of the token in which it begins."""
    tokens = [(token.idx, NUMBERS.get(token.dep_, 0)) for token in doc]
    found = []
    at, last = 0, len(tokens) - 1
    for start, _ in words.spans:
        while at < last and tokens[at + 1][0] <= start:
            at += 1
        found.append(tokens[at][1] if tokens else 0)
    return found
