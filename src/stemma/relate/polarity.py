"""Polarity: whether a statement affirms what its words say, denies it, or takes no side.

Two things count as denial: an act of denying ("denied such claims"), which the annotation finds, and a content whose
main verb or object is negated ("did not point the gun"), which only counts against others that affirm the same.
"Nothing to indicate", "no evidence" and "no doubt" negate no event; "unclear" and "no information" take no side.

What a sentence only says beside what it tells negates nothing either (`told` takes it away): relative and adverbial
clauses, a phrase with "no" ("one arrest, with *no* injuries"), whole sentences in quotation marks, and what follows
"but". `tests/test_polarity.py` is the table of cases, written before the rules.
"""

from __future__ import annotations

import functools
import re

from stemma.model import Statement


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NOT = r"(?:n ?[’'] ?t|\bnot)"
_BE = r"(?:is|are|was|were|be|been|being)"
_AUXILIARY = r"(?:did|do|does|was|were|is|are|has|have|had|will|would|could|can|ca|wo|should)"
_REPORT = r"(?:claims?|reports?|rumou?rs?|allegations?|accusations?|concerns|suggestions?)"
_SHAM = (
    r"(?:false|fake[ds]?|bogus|hoax|prank|satire|satirical|myth|fabricated|fictional|photoshopped|doctored|made[- ]up)"
)
_ENDS = r"(?=[^\w ]|$| (?:and|or|but|after|as|by|that|says?|said|according|on|in)\b)"
"""What follows a word that calls something untrue; before a noun it is the noun's own ("a fake passport")."""
_UNREAL = (
    "evidence doubt sign indication reason information immediate word comment more fewer less later earlier sooner "
    "known official details question denying secret mistake wonder matter surprise stranger joke shortage lack end "
    "longer point time stage circumstances way means one"
).replace(" ", "|") + "|confidence (?:vote|motion)"
"""After "no", these negate no event, or are negations with a pattern of their own."""

_NEGATED = _any(
    rf"\b{_AUXILIARY} ?(?:(?:\w+ly )?not\b|n ?[’'] ?t\b)",
    r"(?<!or )(?<!if )\bnot (?=(?:among|found|true|real|the case)\b)",
    r"\b(?:decid|agree|opt|vow|promis|plan|choos|chos)\w* (?:not|never) to\b",
    rf"\b(?:has|have|had|{_BE}) yet to\b|\b{_BE} unable to\b|\b(?:fail|refus)(?:s|es|ed)? to\b",
    r"\b(?:found not guilty|cannot|never|neither|nobody|no one|none(?! other)|no longer|rul(?:e[sd]?|ing) out)\b",
    r"\b(?:at no (?:point|time|stage)|(?:under|in) no (?:circumstances|way)|by no means)\b",
    rf"\bnothing(?: (?!but|less|short|to (?!do))|\W*$)|\bno (?=[a-z]+)(?!(?:{_UNREAL})\b)",
    r"\b(?<!be )(?<!been )(?<!is )(?<!are )(?<!was )(?<!were )(?:denie[sd]|deny|denying)\b",
    rf"\b{_BE} denied(?= (?:by|on|in|at|as|again|last|yesterday|today)\b|[^\w ]|$)",  # not "was denied entry"
    rf"\b(?:dismiss|reject|contest)(?:es|s|ed|ing)? (?:\w+ ){{0,2}}{_REPORT}\b",
    r"\b(?<!the )(?<!a )disput(?:es|ed|ing)\b|\bdoubt(?:s|ed) (?!about|over|were|are|remain|grew|among)",
    r"\b(?:refut\w+|contradict(?:s|ed)|debunk\w*|untrue|baseless|unfounded|groundless|hoaxers?|rebuff\w*|cast doubt)\b",
    rf"\b(?:{_BE}|as|an?|just|all) (?:(?:\w+ly|all|an?|just) )*{_SHAM}\b{_ENDS}|^\W*{_SHAM}[:!]|\bfalsely\b",
    rf"(?<!something )(?<!what )\b{_BE} (?:wrong|incorrect)\b",
)
_DOUBLE = _any(
    rf"{_NOT} (?:only|just|least|to mention|far|long|unlike|unusual|uncommon|surprising(?:ly)?)\b",
    rf"\b(?:did|was|were) ?{_NOT}(?: \w+){{0,4}} until\b",  # "did not leave until noon": it left
    rf"(?:\bnever|{_NOT}) (?:have )?(?:be|been) (?:more|better|worse|\w+er)\b",
    r"\bnever before\b|\bwhether or not\b",
)
_OPEN = _any(
    rf"\b(?:unclear|(?:{_BE}|remain(?:s|ed)?|still|yet) (?:\w+ly )?unknown|unsubstantiated|unverified|unconfirmed)\b",
    r"\bunknown (?:if|whether|how|why|who|what|when)\b|\bremains? to be seen\b",
    rf"{_NOT} (?:(?:immediately|yet|entirely|fully) )*(?:clear|known|certain)\b",
    rf"{_NOT} (?:(?:be|been|yet|independently|immediately) )*(?:verif(?:y|ied)|confirmed)\b",
    rf"{_NOT} (?:(?:be|been|yet) )*rul(?:e|ed|ing) out\b|\bcannot be ruled out\b",
    r"\bno (?:immediate |official |further |other |more )?(?:information|word|comment|reports?|details|confirmation)\b",
)
_SPOKEN = re.compile(r"[“\"] ?[A-Z][^”\"]*[”\"]|(?<!\w)[‘'] ?(?=[A-Z])(?:[^’']|[’'](?=\w))*[’'](?!\w)")
"""A sentence in quotation marks: an order quoted inside ("he yelled 'Don't move!'") negates nothing."""
_WHEN = r"(?:because|(?:even )?though|although|unless|whereas|while|lest|if|when|after|before|since)"
_BESIDE = _any(
    rf"^\W*{_WHEN}\b[^,;.]*,|(?<=[\w,] ){_WHEN}\b[^,;.]*",
    rf"(?<=\w )that {_AUXILIARY} ?{_NOT}\b[^,;.]*|(?<=[\w,] )(?:whose|which|where)\b[^,;.]*",
    r",? (?:with|for|to|of) (?:no|not|nobody|nothing) \w[^,;.]*",
    rf"(?<=\w) and (?:(?:it|he|she|they|there|we|I) )?(?:{_AUXILIARY} ?{_NOT}|nobody|no one|never)\b[^;.]*",
)
_WHO = re.compile(rf"(?<=[\w,] )who {_AUXILIARY}\b[^,;.]*?(?= {_AUXILIARY}\b)|(?<=[\w,] )who\b[^,;.]*")
"""A clause about somebody; where the main verb comes after it ("a man who was hurt *was* not asked"), up to that."""
_FURTHER = re.compile(r"(?<=\w)(?<!nothing),? but (?!also\b).*", re.DOTALL | re.IGNORECASE)
_NO = re.compile(r"^\W*(?:no|nope),\s", re.IGNORECASE)
REACTIONS = frozenset({"not-confirm", "no-comment"})


def told(text: str) -> str:
    """`text` without what it says beside what it tells; a text that is a quotation is what it tells."""
    outside = _SPOKEN.sub(" ", text)
    bare = _DOUBLE.sub(" ", outside if len(outside.split()) > 2 else text)
    return _FURTHER.sub(" ", _BESIDE.sub(" ", _WHO.sub("", bare)))


@functools.lru_cache(4096)  # every pair of statements in a claim asks again
def negated(text: str) -> bool:
    """Whether the content of `text` is negated: an odd number of negations of its verbs or of a whole object."""
    return bool(_NO.match(text)) or len(_NEGATED.findall(told(text))) % 2 == 1


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
