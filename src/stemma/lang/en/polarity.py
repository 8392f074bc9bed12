"""Polarity: whether a statement affirms what its words say, denies it, or takes no side.

Two things count as denial: an act of denying ("denied such claims"), which the annotation finds, and a content whose
main verb or object is negated ("did not point the gun"), which only counts against others that affirm the same.
"Nothing to indicate", "no evidence" and "no doubt" negate no event; "unclear" and "no information" take no side.

What a sentence only says beside what it tells negates nothing either (`told` takes it away): relative and adverbial
clauses, a phrase with "no" ("one arrest, with *no* injuries"), whole sentences in quotation marks, and what follows
"but". The words stand in `words/polarity.toml`, the cases in `tests/test_polarity.py`, written before the rules.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import trees

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

_W = words.of("en")

_HINT = _W.expression("polarity-hints")
_NEGATED, _REFUSED = _W.expression("negating"), _W.expression("negating-verbs")
_UNTRUE = _W.expression("called-untrue")
_DOUBLE = _W.expression("negating-twice")
_OPEN = _W.expression("undecided")
_SPOKEN = _W.expression("spoken-sentences")
_BESIDE, _ASIDE, _FURTHER = _W.expression("said-beside"), _W.expression("said-between"), _W.expression("said-after-but")
_NO = _W.expression("no-at-first")


def told(text: str) -> str:
    """`text` without what it says beside what it tells; a text that is a quotation is what it tells."""
    return _FURTHER.sub(" ", _BESIDE.sub(" ", _whole(text)))


def _whole(text: str) -> str:
    """`text` without the sentences it quotes (unless it is one), clauses in its midst and double negations."""
    outside = _SPOKEN.sub(" ", text)
    return _ASIDE.sub(" ", _DOUBLE.sub(" ", outside if len(outside.split()) > 2 else text))


@functools.lru_cache(4096)  # every pair of statements in a claim asks again
def negated(text: str) -> bool:
    """Whether the content of `text` is negated: its verbs or a whole object, and not twice ("did not deny it")."""
    if not _HINT.search(text.lower()):
        return False
    if _UNTRUE.search(_whole(text)):
        return True
    hits = _NEGATED.findall(told(text))
    double = len(hits) % 2 == 0 and any(_REFUSED.match(hit) for hit in hits)
    return bool(_NO.match(text)) or (bool(hits) and not double)


def negates(text: str, head: Token | None) -> bool:
    """`negated`, and by more than a clause that only says which one is meant, or that stands before a "but".

    `head` is the word that heads the text in the parse, if there is one.
    """
    if not negated(text):
        return False
    plain = text if head is None else trees.by_itself(head, text)
    return plain == text or negated(plain)


@functools.lru_cache(4096)  # its sign and its certainty both depend on it
def undecided(text: str) -> bool:
    """Whether `text` says that something is not known ("It was unclear if …")."""
    return bool(_HINT.search(text.lower()) and _OPEN.search(text))
