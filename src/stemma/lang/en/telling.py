"""What a statement tells: an event or a state of things, a plan, or an opinion; outright or by the way.

Only the first can be confirmed. The words are general ones of news English (`words/telling.toml`); an editor may add to
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stemma.lang import words
from stemma.model import Act, ClauseKind, Telling, Tense

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

BY_THE_WAY = frozenset({"adverbial", "relative", "participial"})
"""What is said with a "when", a "which" or an "-ing" is taken for granted: it needs somebody who says it outright."""
_W = words.of("en")
_AHEAD, _HAPPENED, _TO_DO = _W.expression("ahead"), _W.expression("happened"), _W.expression("to-do")
_COUNTED, _THING, _VERB = _W.expression("count-at-first"), _W.expression("thing-at-first"), _W.expression("plain-verbs")
_MINE, _SUPPOSED, _OPINION = _W.expression("of-oneself"), _W.expression("supposing"), _W.expression("opinion-told")
_CUT_OFF = _W.expression("cut-off")


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
        return "state"
    if tense in ("past", "future") or _HAPPENED.search(text) or re.search(r"\d|^\W*\w+ing\b", text):
        return "event"
    return "opinion"


def outright(text: str, tense: Tense, clause: ClauseKind) -> bool:
    """Whether a clause is told for itself: neither by the way ("when it sank", "killing two") nor without a verb."""
    bare = tense == "unknown" and not _HAPPENED.search(text) and not _COUNTED.match(text)
    return not bare and clause not in BY_THE_WAY


@dataclass(frozen=True, slots=True)
class Shape:
    """What the verb group of a clause makes of it; None where it leaves that to the words."""

    telling: Telling | None = None
    tense: Tense | None = None
    polarity: Literal[1, -1, 0] | None = None


def shape(head: Token, text: str) -> Shape:
    """Duty, plan, state or deed, from the auxiliaries and complements of the verb that heads a clause.

    "must be saved" demands, "should have been told" was not; "is due to open", "is to be pulled down" plan; "was half
    empty" and "belonged to" are states, "are queuing" is a deed; "has been closed since March" lasts.
    """
    helpers = [c for c in head.children if c.dep_ in ("aux", "auxpass")]
    low = {c.lower_ for c in helpers}
    duty = bool(low & _W["duty-modals"])
    if duty or (head.lemma_ in ("ought", "need") and any(c.dep_ == "xcomp" for c in head.children)):
        if "have" in low:
            return Shape("event", "past", None if "must" in low else -1)
        return Shape("demand", "future", 0)
    planned = _planned(head, _W["planned-words"])
    if planned is not None:
        return planned
    if head.lemma_ in _W["undone-verbs"] and not any(c.dep_ == "neg" for c in head.children):
        return Shape(polarity=-1)
    if any(t.lower_ in _W["near-negations"] for t in [*head.lefts, *(c for s in head.lefts for c in s.lefts)]):
        return Shape(polarity=-1)
    if head.tag_ == "VBG" and any(c.lemma_ == "be" for c in helpers) and not _OPINION.search(text):
        return Shape("event")
    lasting = head.lemma_ in _W["stative-verbs"] or _adjectival(head)
    if lasting and not low & _W["modals"] and not _OPINION.search(text) and not _MINE.search(text):
        since = any(c.dep_ == "prep" and c.lower_ in ("since", "for") for c in head.children)
        return Shape("state", "present" if since and low & {"has", "have"} else None)
    return Shape()


def _adjectival(head: Token) -> bool:
    """Whether a participle with "be" tells how something is: "has been closed", "is blocked", by nobody."""
    passive = any(c.dep_ == "auxpass" for c in head.children)
    by = any(c.dep_ == "agent" for c in head.children)
    return passive and not by and any(c.dep_ == "prep" and c.lower_ == "since" for c in head.children)


def _planned(head: Token, words_of_plans: frozenset[str]) -> Shape | None:
    """The shape of "is due to", "is to be", "was supposed to"; None where the clause has none of these."""
    past = head.tag_ == "VBD" or any(c.lower_ in ("was", "were", "had") for c in head.children)
    named = [head, *(c for c in head.children if c.dep_ in ("acomp", "oprd", "attr"))]
    aim = [c for w in named for c in w.children if c.dep_ in ("xcomp", "prep", "ccomp")]
    if any(w.lower_ in words_of_plans for w in named) and any(
        c.lower_ in ("to", "for") or any(x.lower_ == "to" for x in c.children) for c in aim
    ):
        return Shape("plan", "past", 0) if past else Shape("plan", "future")
    if head.lemma_ != "be":
        return None
    for child in head.children:
        helpers = {c.lower_ for c in child.children if c.dep_ == "aux"}
        if child.dep_ == "xcomp" and child.i > head.i and "to" in helpers:
            if past:
                return Shape("plan", "past", -1 if "have" in helpers else 0)
            passive = any(c.dep_ == "auxpass" for c in child.children)
            return Shape("plan", "future") if passive else Shape("demand", "future", 0)
    return None
