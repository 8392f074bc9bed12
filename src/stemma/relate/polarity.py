"""Polarity: whether two statements of one claim affirm the same thing or one denies what the other affirms."""

from __future__ import annotations

import re

from stemma.model import Statement

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|denie[sd]|deny|denying|den(?:ial|ials)|refut\w+|"
    r"reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:es|ed|ing)|contradict\w*|debunk\w*|false(?:ly)?|untrue|"
    r"baseless|unfounded|groundless|fake|hoax|fabricat\w+|lies|wrong|incorrect|mistaken(?:ly)?|fail(?:s|ed)? to)\b"
    r"|n[’'] ?t\b|\bn t\b",
    re.IGNORECASE,
)
_SCALE = re.compile(r"\bno (?:more|fewer|less|later|earlier|sooner|doubt)\b|\bnot (?:only|just)\b", re.IGNORECASE)
REACTIONS = frozenset({"not-confirm", "no-comment"})


def negated(text: str) -> bool:
    """Whether `text` holds an odd number of negations ("not only", "no fewer than" and "no doubt" are none)."""
    return len(_NEGATION.findall(_SCALE.sub(" ", text))) % 2 == 1


def sign(statement: Statement) -> int:
    """+1 affirms what its words say, −1 denies it, 0 does neither (reactions and *unknown*)."""
    if statement.act in REACTIONS:
        return 0
    if statement.act == "deny" or statement.certainty in ("CT-", "PR-", "PS-"):
        return -1
    if statement.certainty == "U":
        return 0
    return -1 if negated(statement.text) else 1
