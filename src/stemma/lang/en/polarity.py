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


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# ---------------------------------------------------------------- words

_NOT = r"(?:n ?[’'] ?t|\bnot)"
_BE = r"(?:is|are|was|were|be|been|being)"
_AUXILIARY = r"(?:did|do|does|was|were|is|are|has|have|had|will|would|could|can|ca|wo|should)"
_REPORT = r"(?:claims?|reports?|rumou?rs?|allegations?|accusations?|concerns|suggestions?|assertions?|theor(?:y|ies))"
_SHOWN = rf"(?:{_REPORT}|stor(?:y|ies)|news|tweets?|posts?|websites?|photos?|pictures?|videos?)"
"""What passes something on, or shows it."""
_FALSE = (
    r"(?:false|fake[ds]?|bogus|phon(?:e?y)|satirical|fictional|photoshopped|doctored|erroneous|fabricated|"
    r"debunked|unfounded|groundless|baseless)"
)
_DENIED = (
    r"(?:(?:dismiss|reject|contest|quash|squash|slam)(?:es|s|ed|ing)?|denie[sd]|deny|denying|sho(?:o?)ts? down|"
    r"shuts? down|(?:put|laid) to rest)"
)
"""Done to a report, this calls it untrue."""
_SHAM = rf"(?:{_FALSE}|hoax|prank|satire|spoof|myth|fabrication|made[- ]up|untrue|nonsense|rubbish|inaccurate)"
_ENDS = r"(?=\s*$|[^\w ]| (?:and|or|but|after|as|at|by|for|from|that|to|who|with|says?|said|according|on|in)\b)"
"""What follows a word that calls something untrue; before a noun it is the noun's own ("a fake passport")."""
_UNREAL = (
    "evidence doubt sign indication reason information immediate word comment more fewer less later earlier sooner "
    "known official details question denying secret mistake wonder matter surprise stranger joke shortage lack limit "
    "idea end longer point time stage circumstances way means one"
).replace(" ", "|") + "|confidence (?:vote|motion)"
"""After "no", these negate no event, or are negations with a pattern of their own."""

# ---------------------------------------------------------------- what negates, and what does not

_NEGATED = _any(
    rf"\b{_AUXILIARY} ?(?:(?:\w+ly )?not\b|n ?[’'] ?t\b)",
    r"(?<!or )(?<!if )(?<!why )(?<!and )(?<!but )(?<!, )\bnot\b(?!-| (?:to|all|every|everyone|so|much|seen)\b)",
    r"\b(?:decid|agree|opt|vow|promis|plan|choos|chos)\w* (?:not|never) to\b",
    rf"\b(?:has|have|had|{_BE}) yet to\b|\b{_BE} unable to\b|\b(?:fail|refus)(?:s|es|ed)? to\b",
    r"\b(?:found not guilty|cannot|never|neither|nobody|no one|none(?! other)|no longer|rul(?:e[sd]?|ing) out)\b",
    r"\b(?:at no (?:point|time|stage)|(?:under|in) no (?:circumstances|way)|by no means)\b",
    rf"\bnothing(?: (?!but|less|short|to (?!do))|\W*$)|\bno (?=[a-z]+)(?!(?:{_UNREAL})\b)",
    r"\b(?<!be )(?<!been )(?<!is )(?<!are )(?<!was )(?<!were )(?:denie[sd]|deny|denying)\b(?! to\b)",
    rf"\b{_BE} denied(?= (?:by|on|in|at|as|again|last|yesterday|today)\b|[^\w ]|$)",  # not "was denied entry"
    r"\b(?<!the )(?<!a )disput(?:es|ed|ing)\b|\bdoubt(?:s|ed) (?!about|over|were|are|remain|grew|among)",
    r"\bcontradict(?:s|ed)\b|\brebuff\w*",
)
_REFUSED = re.compile(r"den|disput|doubt|contradict|rebuff|fail|refus|rul", re.IGNORECASE)
"""The beginnings of those negations that are verbs of their own, and can be negated in turn."""
_UNTRUE = _any(
    rf"\b(?:{_BE}|as|an?|just|all|call(?:s|ed)?|prove[dn]) (?:(?:\w+ly|all|an?|just|complete|total) )*{_SHAM}\b{_ENDS}",
    rf"^\W*{_SHAM}(?:[:!]|[- ](?:alert|news)\b)|\bfalsely\b",
    rf"\b(?:{_SHOWN}|^\W*(?:it|that|this)) (?:[\w'’.-]+ ){{0,8}}{_BE} (?:wrong|incorrect|a lie)\b",
    rf"^\W*(?:(?!with |by |of )[\w'’-]+ ){{0,5}}{_FALSE} (?:[\w'’-]+ ){{0,3}}{_SHOWN}\b",
    rf"\b{_FALSE} {_SHOWN} (?:that|of)\b",
    rf"\b{_REPORT} (?:[\w'’.-]+ ){{0,8}}{_SHAM}{_ENDS}",
    rf"\b{_DENIED} (?:[\w'’-]+ ){{0,3}}{_REPORT}\b|\b{_REPORT} (?:[\w'’-]+ ){{0,3}}{_DENIED}\b",
    rf"\b{_REPORT} (?:[\w'’.-]+ ){{0,8}}{_BE} {_DENIED}\b",
    r"\bhoax(?:es|ers?|ed)?\b(?!['’ ]+(?:call|bomb|threat|device|letter|e-?mail|rumou?r|claim|theor)\w*|\W*\?)",
    r"\b(?:debunk\w*|refute[sd]?|greatly exaggerated|nope)\b",
    r"\b(?:no truth|made it (?:all )?up|(?:casts?|raise[sd]) (?:\w+ )?doubts?|(?<!no )doubts? that)\b",
    r"[?:.!] (?:no|nah)(?=[,.!]|$)|\? not\b",
)
"""What calls a report, or what a picture shows, untrue: this denies whatever else the words say."""
_DOUBLE = _any(
    rf"{_NOT} (?:only|just|least|to mention|far|long|unlike|unusual|uncommon|(?:be )?surprising(?:ly)?)\b",
    rf"\b(?:did|was|were) ?{_NOT}(?: \w+){{0,4}} until\b",  # "did not leave until noon": it left
    rf"(?:\bnever|{_NOT}) (?:have )?(?:be|been) (?:more|better|worse|\w+er)\b",
    rf"{_NOT} (?:(?:an?|the|\w+ly|been) )*{_SHAM}\b{_ENDS}",
    rf"\b(?:denie[sd]|deny|denying) (?:\w+ )?(?:hoax|fak)\w*(?: {_REPORT})?",
    r"^\W*(?:do not|don[’']t) \w+",  # "Don't worry: …"
    r"\bnever before\b|\bwhether or not\b",
)
_OPEN = _any(
    rf"\b(?:unclear|(?:{_BE}|remain(?:s|ed)?|still|yet) (?:\w+ly )?unknown|unsubstantiated|unverified|unconfirmed)\b",
    r"\bunknown (?:if|whether|how|why|who|what|when)\b|\bremains? to be seen\b",
    rf"{_NOT} sure\b",
    r"\b(?:confirm|deny) (?:n?or) (?:deny|confirm)\b",
    rf"{_NOT} (?:(?:immediately|yet|entirely|fully) )*(?:clear|known|certain)\b",
    rf"{_NOT} (?:(?:be|been|yet|independently|immediately) )*(?:verif(?:y|ied)|confirmed)\b",
    rf"{_NOT} (?:(?:be|been|yet) )*rul(?:e|ed|ing) out\b|\bcannot be ruled out\b",
    r"\bno (?:immediate |official |further |other |more )?(?:information|word|comment|reports?|details|confirmation)\b",
)
_HINT = re.compile(
    r"n ?[’'] ?t\b|\b(?:no(?:t|ne|thing|body|pe)?\b|nah\b|never|neither|cannot|unable|yet to|fail|refus|"
    r"rul(?:e[sd]?|ing) out|den[iy]|disput|doubt|contradict|rebuff|wrong|incorrect|a lie|fake|false|bogus|phon|satir|"
    r"fictional|photoshop|doctored|erroneous|fabricat|debunk|hoax|prank|spoof|myth|made (?:it|all|up)|made-up|"
    r"un(?:clear|known|veri|conf|subst|true|found)|nonsense|rubbish|inaccurate|dismiss|reject|contest|quash|squash|slam|"
    r"sho(?:o?)ts? down|shuts? down|(?:put|laid) to|groundless|baseless|refute|misinformation|greatly|remain|"
    r"(?:cast|rais)\w* (?:\w+ )?doubt|(?:confirm|deny) n?or)"
)
"""In lower case, what each pattern above needs: most sentences have none of it and need no other look."""

# ---------------------------------------------------------------- what is only said beside

_SPOKEN = re.compile(r"(?<=[\w,:] )[“\"] ?[A-Z][^”\"]*[”\"]|(?<=[\w,:] )[‘'] ?(?=[A-Z])(?:[^’']|[’'](?=\w))*[’'](?!\w)")
"""A sentence in quotation marks: an order quoted inside ("he yelled 'Don't move!'") negates nothing."""
_WHEN = r"(?:because|(?:even )?though|although|unless|whereas|while|lest|if|when|after|before|since)"
_BESIDE = _any(
    rf"^\W*{_WHEN}\b[^,;.]*,|(?<=[\w,] ){_WHEN}\b[^,;.]*",
    rf"(?<=\w )that {_AUXILIARY} ?{_NOT}\b[^,;.]*|(?<=[\w,] )(?:who|whose|which|where)\b[^,;.]*",
    r",? (?:with|for|to|of) (?:no|not|nobody|nothing) \w[^,;.]*",
    r"(?<=\w) to (?:ensure|make sure|avoid|prevent)\b[^,;.]*",
    rf"(?<=\w) and (?:(?:it|he|she|they|there|we|I) )?(?:{_AUXILIARY} ?{_NOT}|nobody|no one|never)\b[^;.]*",
)
_ASIDE = _any(
    rf"(?<=[\w,] )who {_AUXILIARY}\b[^,;.]*?(?= {_AUXILIARY}\b)",  # "a man who was hurt *was* not asked"
    r", (?:who|which)\b[^,;.]*(?=,)",
)
"""A clause about somebody or something in the midst of another."""
_FURTHER = re.compile(r"(?<=\w)(?<!nothing),? but (?!also\b).*", re.DOTALL | re.IGNORECASE)
_NO = re.compile(r"^\W*(?:no|nope),\s", re.IGNORECASE)


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


def undecided(text: str) -> bool:
    """Whether `text` says that something is not known ("It was unclear if …")."""
    return bool(_HINT.search(text.lower()) and _OPEN.search(text))
