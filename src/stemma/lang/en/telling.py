"""What a statement tells: an event or a state of things, a plan, or an opinion; outright or by the way.

Only the first can be confirmed. The words are general ones of news English; an editor may add to them.
"""

from __future__ import annotations

import re

from stemma.model import Act, ClauseKind, Telling, Tense

BY_THE_WAY = frozenset({"adverbial", "relative", "participial"})
"""What is said with a "when", a "which" or an "-ing" is taken for granted: it needs somebody who says it outright."""
_AHEAD = re.compile(
    r"\b(?:going to|about to|due to|set to|plan(?:s|ned|ning)?|"
    r"arrang(?:e|es|ed|ing)|"
    r"prepar(?:e|es|ed|ing)|intend(?:s|ed)?|vow(?:s|ed)?|promis(?:es?|ed)|expect(?:s|ed)?|possible|upcoming|potential|"
    r"next (?:week|month|year)|to be (?:held|voted|signed|opened))\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:\w+ed|was|were|had|has|have|been|died|fell|left|took|made|found|struck|shot|hit|met|went|came|won|lost|put"
    r"|held|told|broke|began|fled|stole|threw|caught|sent|set|cut|hurt|dead|missing|in custody)\b",
    re.IGNORECASE,
)
_COUNT = r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|thousands)"
_COUNTED = re.compile(
    rf"\W*(?:(?:about|almost|around|at least|nearly|roughly|some|more than|over|up to) )?{_COUNT}\b", re.IGNORECASE
)
"""How a count without a verb begins: "almost 7,000 new cases"."""
_BEING = r"\b(?:is|are|[’']s|remains?|stays?)(?: \w+ly| not| now| still| also| all| both| again)*"
_SO = (
    r"being \w+(?:ed|en|t|d)|dead|alive|missing|unaccounted for|injured|wounded|hurt|unhurt|unharmed|safe|stable"
    r"|critical|critically|conscious|trapped|stranded|homeless|detained|held|jailed|hospitali[sz]ed|wanted|closed|shut|open"
    r"|blocked|cut off|flooded|on fire|on strike|at large|on the run"
)
_PLACED = (
    r"(?:in|under|out of|at|on|without) (?:an? |the )?(?:\w+ )?(?:custody|hospital|jail|prison|investigation|arrest"
    r"|care|condition|scene|site|road|power|water|control|guard|quarantine|evacuation)"
)
_STATE = re.compile(
    rf"{_BEING} (?:{_SO}|{_PLACED})\b|\b(?:there (?:is|are)|has|have|holds?|is the|are the)\W+(?:\w+ ){{0,2}}"
    rf"(?:{_COUNT}|first|second|third|fourth|fifth|sixth)\b",
    re.IGNORECASE,
)
"""States that somebody who deals with them can tell as a fact: "is in custody", "are closed", "has four …"."""
_MINE = re.compile(r"\b(?:I|[Mm]y)\b")
"""Who speaks of himself tells what he did or thinks; nobody else can say it in these words."""
_ONE = "(?:I|we|he|she|it|they)"
_SUPPOSED = re.compile(rf"\W*(?:if|had {_ONE}|were {_ONE}|should {_ONE})\b", re.IGNORECASE)
_THING = re.compile(r"(?:the|an?|his|her|their|its|this|these|those)\b", re.IGNORECASE)
_TO_DO = re.compile(r"\W*(?:not )?to (?!have\b)[a-z]+\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:was|were|had|has|have|is|are|did|died|fell|left|took|made|found|struck|shot|hit|met|killed|held)\b"
)
_CUT_OFF = re.compile(
    r"\b(?:which|who|that|whether|if|to|of|the|an?|and|or|in|on|at|for|with|by|as|after|before)\W*$", re.IGNORECASE
)
"""How a sentence ends whose end is missing. What is not whole is not confirmed."""
_OPINION = re.compile(
    r"\b(?:proof|prov(?:e|es|ed|en)|evidence|indicat(?:e|es|ed|ion)|suggest(?:s|ed)?|appear(?:s|ed)? to|"
    r"seem(?:s|ed)? to|must|should|ought|need(?:s|ed)?|ha(?:s|ve) to|hopes?|wants?|feels?|believes?|thinks?|deserv\w+|"
    r"good|bad|great|terribl\w+|horribl\w+|awful|wonderful|excellent|tragic|tragedy|(?:un)?acceptable|right|wrong|"
    r"excuse|fair|unfair|guidelines?|better|worse|best|worst(?!\W+(?:hit|affected))|disgrac\w+|scandal\w*|sham(?:e|eful)|"
    r"outrag\w+|liar|hypocri\w+|reasonabl[ey]|adequate\w*|proud|glad|happy|pleased|grateful|disappoint\w+|sorry|confident|"
    r"obvious\w*|clearly|weaken\w*|undermin\w+|threatens?|threat (?:\w+ )?(?:to|for|facing)|gravest|greatest|harmful|"
    r"might|may (?:have|be|well|not)|could have|suspicions?|apparently|presumably|allegedly|reportedly|"
    r"too (?:early|soon|late)|what (?:he|she|they|it) (?:called|described)|(?:done|did|do|does) more|"
    r"caused by|blam(?:e|es|ed)|"
    r"more (?!than|people)\w+ than|rais\w+ (?:\w+ )?questions|smooth\w*|(?<!as )well(?! as))\b",
    re.IGNORECASE,
)
"""Words of opinion, feeling, duty and inference: what holds one of them is nobody's to confirm."""


def telling(text: str, act: Act, tense: Tense) -> Telling:
    """What kind of thing a clause tells.

    "a disgrace", "we must stand firm", "there is no evidence that …" and what is generally so are no events; "hopes to
    pass it this week" has not passed it; "the independence of two regions" names a thing and tells of nothing.
    """
    if act == "ask" or text.rstrip(" \"'”’)").endswith("?"):
        return "question"
    if act in ("demand", "recommend"):
        return "demand"
    if _CUT_OFF.search(text) or (tense == "unknown" and _THING.match(text) and not _VERB.search(text)):
        return "thing"
    if _TO_DO.match(text) or _AHEAD.search(text):
        return "plan"
    if _OPINION.search(text) or _MINE.search(text) or _SUPPOSED.match(text):
        return "opinion"
    if tense == "present":
        return "state" if _STATE.search(text) else "opinion"
    if tense in ("past", "future") or _HAPPENED.search(text) or re.search(r"\d|^\W*\w+ing\b", text):
        return "event"
    return "opinion"


def outright(text: str, tense: Tense, clause: ClauseKind) -> bool:
    """Whether a clause is told for itself: neither by the way ("when it sank", "killing two") nor without a verb."""
    bare = tense == "unknown" and not _HAPPENED.search(text) and not _COUNTED.match(text)
    return not bare and clause not in BY_THE_WAY
