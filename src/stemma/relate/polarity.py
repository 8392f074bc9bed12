"""Polarity: whether a statement affirms what its words say, denies it, or takes no side.

Two things count as denial: an act of denying ("denied such claims"), which the annotation finds, and a content whose
main verb or object is negated ("did not point the gun"), which only counts against others that affirm the same.
"Nothing to indicate", "no evidence" and "no doubt" negate no event; "unclear" and "no information" take no side.
"""

from __future__ import annotations

import functools
import re

from stemma.model import Statement

_AUXILIARY = r"(?:did|do|does|was|were|is|are|has|have|had|will|would|could|can|ca|wo|should)"
_TOLD = r"(?:claims?|reports?|rumou?rs?|allegations?|accusations?|concerns)"
_NEGATED = re.compile(
    rf"\b{_AUXILIARY} ?(?:(?:\w+ly )?not\b|n ?[’'] ?t\b)|(?<!or )(?<!if )\bnot (?=(?:among|found|true|real|the case)\b)"
    r"|\b(?:cannot|never|neither|nobody|no one|denie[sd]|deny|denying|refut\w+|disput(?:es|ed|ing)|contest(?:s|ed)?|"
    r"contradict(?:s|ed)|debunk\w*|untrue|baseless|unfounded|groundless|hoax|fabricated|made[- ]up|doubt(?:s|ed)|"
    rf"cast doubt|rebuff\w*|hoaxers?|(?:dismiss(?:es|ed)|reject\w*) (?:\w+ )?{_TOLD})\b"
    r"|\b(?:is|are|was|were|be|been|as) (?:false|wrong|incorrect)\b|\bno (?=[a-z]+)(?!evidence|doubt|sign|indication|"
    r"reason|longer|information|immediate|word|comment|more|fewer|less|later|earlier|sooner|known|official|details)",
    re.IGNORECASE,
)
_DOUBLE = re.compile(r"\bnot (?:only|just|least|to mention)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:unclear|unknown|not (?:immediately )?(?:clear|known|certain)|no (?:immediate |official )?(?:information|"
    r"word|comment|reports?|details|confirmation)|remains? to be seen|unsubstantiated|unverified|unconfirmed)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?<=\w )(?:who|whose|which)\b[^,;.]*")
"""A relative clause: what it negates ("a man who had *not* been at work") is not what the sentence tells."""
_QUOTED = re.compile(r"[“‘\"][^”\"]*[”’\"]")
REACTIONS = frozenset({"not-confirm", "no-comment"})


@functools.lru_cache(4096)  # every pair of statements in a claim asks again
def negated(text: str) -> bool:
    """Whether the content of `text` is negated: an odd number of negations of its verbs or of a whole object."""
    outside = _QUOTED.sub(" ", text)
    bare = (
        outside if len(outside.split()) > 2 else text
    )  # an order quoted inside ("he yelled 'Don't move!'") negates nothing
    return len(_NEGATED.findall(_BESIDE.sub(" ", _DOUBLE.sub(" ", bare)))) % 2 == 1


def undecided(text: str) -> bool:
    """Whether `text` says that something is not known ("It was unclear if …")."""
    return bool(_OPEN.search(text))


def sign(statement: Statement) -> int:
    """+1 affirms what its words say, −1 denies it, 0 does neither (reactions, *unknown*, "it was unclear")."""
    if statement.act in REACTIONS:
        return 0
    if statement.act == "deny" or statement.certainty in ("CT-", "PR-", "PS-"):
        return -1
    if statement.certainty == "U" or undecided(statement.text):
        return 0
    return -1 if negated(statement.text) else 1
