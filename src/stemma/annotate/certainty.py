"""How sure a statement is, what act it does, and what time it speaks of.

Certainty is FactBank's scale (Saurí & Pustejovsky 2009) for the content as its origin put it: read off the head of
the content, its modals, adverbs and predicates, not off the verb that merely passes it on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemma.annotate import lexicon
from stemma.model import Act, Certainty, Tense

if TYPE_CHECKING:
    from spacy.tokens import Token


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PROBABLE = _set(
    """likely probably presumably apparently reportedly supposedly allegedly seemingly ostensibly evidently purportedly
    probable"""
)
POSSIBLE = _set("possibly perhaps maybe potentially conceivably possible potential")
UNLIKELY = _set("unlikely improbable doubtful hardly")
MAYBE = _set("may might could")
OPINION = _set("believe think expect appear seem suspect guess assume suppose anticipate feel")
OPEN = _set("fear speculate worry wonder")
PROVING = _set("prove establish demonstrate confirm")
"""Verbs that, negated, leave it open ("does not prove that …")."""
ASKING = _set("ask urge demand order request call wonder question inquire plead beg encourage invite instruct")


@dataclass(frozen=True, slots=True)
class Judged:
    """What `judge` reads off an attribution."""

    certainty: Certainty
    act: Act
    tense: Tense


def judge(content: Sequence[Token], cue: Sequence[Token]) -> Judged:
    """Certainty, act and tense of an attribution with these `content` and `cue` words."""
    head = head_of(content)
    act = act_of(cue, head)
    tense = tense_of(head)
    if act in ("not-confirm", "no-comment"):
        return Judged("U", act, tense)
    if act == "deny":
        return Judged("CT-", act, tense)
    if any(t.lemma_ in PROVING and any(c.dep_ == "neg" for c in t.children) for t in cue):
        return Judged("U", act, tense)
    return Judged(certainty_of(content, head, cue), act, tense)


def head_of(tokens: Sequence[Token]) -> Token | None:
    """The word that governs `tokens`: the first verb whose own head lies outside, else the first such word."""
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    tops = [t for t in tops if t.pos_ not in ("PUNCT", "SPACE")]
    return next((t for t in tops if t.pos_ in ("VERB", "AUX")), tops[0] if tops else None)


def act_of(cue: Sequence[Token], head: Token | None = None) -> Act:
    """The act of a cue: its verb, its negation, "declined to comment" (`head` is the head of the content)."""
    lemmas = {t.lemma_.lower() for t in cue}
    if lemmas & lexicon.REFUSING and head is not None:
        lemmas.add(head.lemma_.lower())
    words = {t.lower_ for t in cue}
    negated = bool(lemmas & {"not", "never", "cannot", "unable"}) or bool(words & {"n't", "n’t", "not"})
    if negated and "plead" in lemmas and "guilty" in words:
        return "deny"
    negated = negated or any(withheld(t) for t in cue if t.lemma_.lower() in _ANSWERING)
    if lemmas & lexicon.REFUSING and lemmas & lexicon.COMMENTING:
        return "not-confirm" if "confirm" in lemmas else "no-comment"
    if negated:
        if lemmas & {"confirm", "verify", "corroborate", "deny"}:
            return "not-confirm"
        if lemmas & {"comment", "respond", "answer", "reply", "elaborate", "return"}:
            return "no-comment"
        if "say" in lemmas and words & {"would", "could", "wo", "did"} and _open_question(head):
            return "no-comment"  # "would not say whether"
        return "assert"
    if "plead" in lemmas and "guilty" in words:
        return "confirm"
    if any((t.lemma_, word) in lexicon.DENYING for t in cue for word in words):
        return "deny"
    for token in cue:
        act = lexicon.ACTS.get(token.lemma_.lower())
        if act is not None:
            return act
    return "assert"


def _open_question(head: Token | None) -> bool:
    """Whether a content asks: "whether …", "how many …"."""
    if head is None:
        return False
    first = head.left_edge
    return first.tag_ in ("WRB", "WP", "WDT") or first.lower_ in ("whether", "if")


_ANSWERING = _set("confirm verify corroborate deny comment respond answer reply elaborate")


def withheld(verb: Token) -> bool:
    """Whether an answer is said not to have been given: "did not confirm", "has yet to confirm", "neither … nor"."""
    rulers = [verb]
    while rulers[-1].dep_ in ("xcomp", "conj") and len(rulers) < 4:
        rulers.append(rulers[-1].head)
    for ruler in rulers:
        for child in ruler.children:
            if child.dep_ == "neg" or child.lower_ in ("neither", "nor"):
                return True
            if child.lower_ == "yet" and ruler.lemma_ in ("have", "be") and ruler is not verb:
                return True
        if ruler.lemma_ in ("refuse", "decline", "fail", "unable"):
            return True
    return False


def tense_of(head: Token | None) -> Tense:
    """The time the content speaks of, from the verb that heads it."""
    if head is None or head.pos_ not in ("VERB", "AUX"):
        return "unknown"
    aux = [c for c in head.children if c.dep_ in ("aux", "auxpass")]
    words = {c.lower_ for c in aux}
    if words & {"will", "'ll", "’ll", "shall", "would", "wo", "'d", "’d"}:
        return "future"
    if head.tag_ == "VBG" and head.lower_ == "going" and any(c.dep_ == "xcomp" for c in head.children):
        return "future"
    if head.lemma_ in ("plan", "intend", "expect", "aim", "vow", "promise"):
        return "future"
    if words & {"had", "was", "were", "did"} or head.tag_ == "VBD":
        return "past"
    if words & {"has", "have", "'ve", "’ve"}:
        return "past"
    if words & {"may", "might", "could"}:
        return "past" if "have" in words else "future"
    if head.tag_ in ("VBZ", "VBP") or words & {"is", "are", "am", "'s", "’s", "'re", "’re", "do", "does", "can"}:
        return "present"
    return "past" if head.tag_ == "VBN" else "unknown"


def certainty_of(content: Sequence[Token], head: Token | None, cue: Sequence[Token]) -> Certainty:
    """FactBank value of a content that is neither denied nor a reaction."""
    lemmas = {t.lemma_.lower() for t in cue}
    if (content and "?" in content[-1].text) or (len(content) > 1 and content[-2].text == "?"):
        return "U"
    named = "call" in lemmas and not {t.lower_ for t in cue} & {"for", "on", "upon"}  # "called the plan a mistake"
    guilty = any(t.lower_ == "guilty" for t in cue)
    if lemmas & ASKING and not named and not guilty and not lemmas & lexicon.SAYING:
        return "U"
    if head is None:
        return "CT+"
    if any(c.dep_ == "mark" and c.lower_ in ("whether", "if") for c in head.children):
        return "U"
    if "doubt" in lemmas:
        return "PR-"
    if lemmas & OPEN:
        return "PS+"
    if lemmas & OPINION:
        return "PR-" if any(t.dep_ == "neg" for t in cue) else "PR+"
    if _commands(head):
        return "U"
    return modality(head, {t.i for t in content})


def _commands(head: Token) -> bool:
    """An imperative: a bare verb without subject ("Let us go", "Get out")."""
    if head.tag_ not in ("VB", "VBP") or head.pos_ != "VERB":
        return False
    kinds = {c.dep_ for c in head.children if c.i < head.i}
    return not kinds & {"nsubj", "nsubjpass", "expl", "csubj", "aux", "mark"} and head.left_edge.i >= head.i - 1


PROSPECT = _set(
    """plan intend want hope seek aim try agree propose ask urge need order require wish prepare attempt offer consider
    threaten demand promise vow set schedule"""
)
ENABLING = _set("allow enable permit let help")
ENDING = _set("fail refuse decline cease stop forget neglect")


def of_event(head: Token) -> Certainty:
    """FactBank value of any event word of a sentence, as its clause and the clauses above it leave it.

    A hedge above holds for what hangs on it ("could destroy the *economy*"); an aim or a condition leaves it open.
    """
    inside = {t.i for t in head.sent}
    at = head
    value: Certainty = "CT-" if any(c.dep_ == "neg" for c in head.children) else "CT+"
    for _ in range(5):
        kinds = {c.dep_ for c in at.children}
        thinks = at.i == head.i and at.lemma_ in OPINION | OPEN  # the thinking itself happens
        if at.pos_ in ("VERB", "AUX", "ADJ") and not thinks:
            found = modality(at, inside)
            if found != "CT+":
                return found
            if any(c.dep_ == "mark" and c.lower_ in ("if", "whether", "unless") for c in at.children):
                return "U"
        if at.dep_ == "xcomp" and "aux" in kinds:
            if at.head.lemma_ in PROSPECT:
                return "U"
            if at.head.lemma_ in ENABLING:
                return "PS+"
            if at.head.lemma_ in ENDING:
                return "CT-"
        elif at.dep_ == "acl" and "aux" in kinds and at.head.lemma_ in AIMS:
            return "U"
        elif at.dep_ not in ("xcomp", "dobj", "nsubj", "nsubjpass", "attr", "acomp", "advcl"):
            break
        at = at.head
    return value


AIMS = _set("plan effort attempt bid option proposal hope intention move offer wish order")


def modality(head: Token, inside: set[int]) -> Certainty:
    """FactBank value of the clause that `head` governs, from its own hedges."""
    level = "CT"
    below = [c for c in head.children if c.i in inside]
    for child in below:
        low = child.lower_
        if low in UNLIKELY:
            return "PR-"
        if child.dep_ in ("aux", "advmod", "acomp", "npadvmod", "prt", "dep", "amod", "oprd"):
            if low in PROBABLE:
                return "PR+"
            able = low == "could" and any(c.dep_ == "neg" for c in below)  # "could not remember" is asserted
            if low in POSSIBLE or (low in MAYBE and child.dep_ == "aux" and not able):
                level = "PS"
    if level == "PS":
        return "PS+"
    if head.lemma_ in OPINION and any(c.dep_ in ("ccomp", "xcomp") for c in below):
        return "PR+"
    if head.lemma_ in OPEN:
        return "PS+"
    for child in below:
        if child.dep_ in ("nsubj", "nsubjpass"):
            hedge = _hedged(child, head)
            if hedge is not None:
                return hedge
    return "CT+"


def _hedged(who: Token, head: Token) -> Certainty | None:
    """A hedge inside the subject: "a train presumably carrying …", "a possible venue is …"."""
    for child in who.children:
        if child.dep_ in ("acl", "relcl", "amod"):
            for inner in [child, *child.children]:
                if inner.lower_ in PROBABLE and (inner.pos_ == "ADV" or inner.dep_ == "advmod"):
                    return "PR+"
                if inner.lower_ in ("possibly", "perhaps") and inner.dep_ == "advmod":
                    return "PS+"
        if child.dep_ == "amod" and any(c.dep_ == "attr" for c in head.children):
            if child.lower_ in POSSIBLE:
                return "PS+"
            if child.lower_ in PROBABLE:
                return "PR+"
    return None
