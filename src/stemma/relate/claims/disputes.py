"""Disputes: where two parties contradict each other: a denial, a "not", opposite words, a count against none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stemma import clock
from stemma.model import Statement
from stemma.relate.claims import polarity
from stemma.relate.claims.facts import ahead
from stemma.relate.claims.likeness import stems
from stemma.relate.claims.statements import points_back

FIRM = frozenset({"CT+", "CT-"})
LIGHT = frozenset("did do go off on had ha come came get got make made take took any all ever even just".split())
"""Words (cut to their stems) that two statements may share and still speak of different things."""
_YET = re.compile(r"\b(?:yet|so far|still)\b", re.IGNORECASE)
_TOO = re.compile(r"\btoo (\w+)", re.IGNORECASE)
_ANTONYMS = (
    "slow slowly delayed late sluggish|quick quickly fast swift swiftly prompt promptly smooth smoothly",
    "safe safely|unsafe dangerous",
    "adequate sufficient enough|inadequate insufficient",
    "guilty|innocent",
    "calm orderly peaceful peacefully|chaotic chaos violent violently",
    "deliberate deliberately intentional|accidental accident",
    "work works worked function functioned operate operated sound sounded|fail fails failed malfunctioned",
    "legal lawful|illegal unlawful",
    "true|false untrue",
    "voluntarily voluntary willingly|forced",
    "necessary|unnecessary needless",
    "sober|drunk",
    "armed|unarmed",
)
_SIDE = {w: (n, k) for n, row in enumerate(_ANTONYMS) for k, side in enumerate(row.split("|")) for w in side.split()}
"""For each word its pair of opposites and its side; in none of them the one becomes the other as time goes on."""
_NOT_A = re.compile(
    r"\b(?:is|are|was|were|did|does|do)(?: not|n[’']t) (?:(?:constitute|amount to|be) )?an? (?:\w+ )?(\w+)\W*$",
    re.IGNORECASE,
)
_HARM = {
    "injur": "hurt",
    "hurt": "hurt",
    "wound": "hurt",
    "kill": "dead",
    "dead": "dead",
    "death": "dead",
    "die": "dead",
}
_HARMS = rf"({'|'.join(_HARM)})\w*"
_NO_HARM = re.compile(rf"\b(?:no|nobody|no one|none)\b(?:[ -]\w+){{0,4}}? {_HARMS}", re.IGNORECASE)
_HARMED = re.compile(
    rf"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|dozens|several)\b(?: \w+){{0,4}}? {_HARMS}", re.IGNORECASE
)


def opposed(affirmed: Statement, denied: Statement) -> bool:
    """Whether two parties contradict each other: an act of denial, or the same words with and without "not".

    An act of denial counts if two content words are shared, or if it points back to what it denies. A negated content
    "not" in a statement that is about something else disputes nothing.
    """
    if party(affirmed) == party(denied):
        return False
    if denied.antecedent is not None:
        return True
    if points_back(denied.text):
        return affirmed.act == "accuse"  # else nobody knows what "the allegations" were
    if affirmed.attribution is not None and (_same_kind(affirmed, denied) or _opposite(affirmed, denied)):
        return True
    degree = _TOO.search(denied.text)
    if degree and degree[1].casefold() not in affirmed.text.casefold():
        return False  # "was not opened too late" does not deny that it was opened
    mine, theirs = ({x for x in stems(s.text) if x not in LIGHT} for s in (affirmed, denied))
    short, shared = min(len(mine), len(theirs)), len(mine & theirs)
    if short < 2 and denied.act != "deny":
        return mine == theirs  # "the alarm did not sound" against all that is told of the alarm
    if denied.act == "deny":
        return shared >= min(2, short)
    if affirmed.attribution is None and affirmed.clause == "adverbial":
        return False  # said by the way, with a "while" or an "as"
    if ahead(affirmed) and not ahead(denied):
        return False  # what is not so now may still come
    if _YET.search(denied.text) and clock.order_key(denied.time) <= clock.order_key(affirmed.time):
        return False  # "not opened yet" and, later, "opened" are two stages
    return shared >= max(min(2, short), 0.5 * short, 0.5 * len(theirs))


def outspoken(affirmed: Sequence[Statement], denied: Sequence[Statement]) -> list[Statement]:
    """The denials where two parties or more say "not" and another says, in other words, that it is so.

    "She drew a pistol" against "she had no gun". One "not" alone may be about something beside: it has to meet
    the words of `opposed`.
    """
    firm = [d for d in denied if d.attribution is not None and d.certainty in FIRM]
    against = {party(d) for d in firm}
    words = {word for d in firm for word in stems(d.text)} - LIGHT
    said = [a for a in affirmed if a.attribution is not None and a.certainty in FIRM and party(a) not in against]
    return firm if len(against) > 1 and any(words & set(stems(a.text)) for a in said) else []


def contrary(said: Sequence[Statement]) -> list[Statement]:
    """Two statements by different parties that tell one thing with opposite words ("was slow", "went smoothly")."""
    firm = [s for s in said if s.attribution is not None and s.certainty in FIRM]
    spoken = [s for s in firm if not _SIDE.keys().isdisjoint(_words(s))]
    for at, a in enumerate(spoken):
        for b in spoken[at + 1 :]:
            if party(a) != party(b) and _opposite(a, b):
                return [a, b]
    return []


def _words(statement: Statement) -> list[str]:
    return re.findall(r"[^\W\d_]+", statement.text.casefold())


def _opposite(a: Statement, b: Statement) -> bool:
    one, two = _words(a), _words(b)
    turned = polarity.negated(a.text) == polarity.negated(b.text)  # "did not work" is on the side of "failed"
    other = {(pair, 1 - side if turned else side) for pair, side in (_SIDE[w] for w in one if w in _SIDE)}
    pairs = {pair for pair, _ in other & {_SIDE[w] for w in two if w in _SIDE}}
    if not pairs:
        return False
    mine, theirs = (
        set(stems(" ".join(w for w in words if w not in _SIDE or _SIDE[w][0] not in pairs))) - LIGHT
        for words in (one, two)
    )
    return 2 * len(mine & theirs) >= max(1, len(mine), len(theirs))


def _same_kind(affirmed: Statement, denied: Statement) -> bool:
    """Whether `denied` says that something was not what `affirmed` calls it ("not a riot"), or that nobody was hurt."""
    found = _NOT_A.search(denied.text)
    if found:
        return bool(re.search(rf"\b(?:an?|into|the) (?:\w+ )?{re.escape(found[1])}\b", affirmed.text, re.IGNORECASE))
    none, some = _NO_HARM.search(denied.text), _HARMED.search(affirmed.text)
    if none and some and clock.order_key(denied.time) >= clock.order_key(affirmed.time):
        return "reported" not in denied.text and _HARM[none[1].casefold()] == _HARM[some[1].casefold()]
    return False


def party(statement: Statement) -> str:
    """Who speaks: the origin, or the page itself."""
    return (statement.identity or statement.origin or statement.article).casefold()
