"""How sure a statement is, what act it does, and what time it speaks of.

Certainty is FactBank's scale (Saurí & Pustejovsky 2009) for the content as its origin put it: read off the head of
the content, its modals, adverbs and predicates, not off the verb that merely passes it on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemma.lang.en import lexicon
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
    if head.dep_ == "conj":  # "left the shop and *set* fire to it": goes on from the verb before
        return False
    kinds = {c.dep_ for c in head.children if c.i < head.i}
    return not kinds & {"nsubj", "nsubjpass", "expl", "csubj", "aux", "mark"} and head.left_edge.i >= head.i - 1


PROSPECT = _set(
    """plan intend want hope seek aim try agree propose ask urge need order require wish prepare attempt offer consider
    threaten demand promise vow set schedule"""
)
AIMS = _set("plan effort attempt bid option proposal hope intention move offer wish order")
HAPPENING = _set(
    """manage begin start continue happen proceed get remember use turn force lead cause help go prove find tend dare
    bother able come serve"""
)
"""What they govern happens as they do ("managed to"): Karttunen's implicatives, and verbs of phase."""
UNDONE = _set("fail refuse decline forget neglect cease unable")
"""What they govern does not happen, and does where they are negated ("did not forget to")."""
PREVENTING = _set("prevent keep stop bar ban block prohibit deter refrain discourage dissuade save")
LACKING = _set("avoid prevent bar block cancel scrap lack")
WISHING = _set("hope wish deny ensure demand ask urge")
SUGGESTING = _set("suggest claim suppose predict estimate imagine insist allege argue")
KNOWING = _set("say confirm know show prove mean")
"""Verbs that, negated, leave open what they govern."""
BLAMING = _set("accuse suspect")
HEARSAY = _set("say report rumour rumor allege understand suppose")
RUMOURS = _set("report rumour rumor claim allegation suggestion speculation")
CLEAR = _set("clear known certain")
MODALS: dict[str, Certainty] = {
    "would": "PR+", "'d": "PR+", "’d": "PR+", "may": "PS+", "might": "PS+", "could": "PS+", "should": "U", "must": "U",
    "can": "U", "ca": "U", "ought": "U", "need": "U",
}  # fmt: skip
_ABLE = _set("can ca could must")
_DEFINITE = _set("the this that these those its his her their our my your whose")
_NOT: dict[Certainty, Certainty] = {"CT+": "CT-", "PR+": "PR-", "PS+": "PS-", "U": "PR-"}


def of_event(head: Token) -> Certainty:
    """FactBank value of any event word of a sentence, as its clause and the words above it leave it.

    A hedge above holds for what hangs on it ("could destroy the economy"), and so does a negation ("did not manage to
    *leave*"); an aim, a purpose or a condition leaves it open. An event that is known already ("*the* attack") has
    happened, whatever is said of it.
    """
    if head.pos_ == "NOUN" and any(c.dep_ == "poss" or c.lower_ in _DEFINITE for c in head.children):
        return "CT+"
    undone = _negated(head) or (head.pos_ == "NOUN" and any(c.lower_ == "any" for c in head.children))
    asked = head.sent.text.rstrip(" \"'”’)").endswith("?")
    value = "U" if asked else _hedge(head, undone)
    at = head
    for _ in range(6):
        seen = _from_above(at) if at.head.i != at.i else None
        if seen is None:
            break
        undone ^= seen[1]
        value = seen[0] if value == "CT+" else value
        at = at.head
        if value == "CT+":
            ruler = at.head if at.pos_ == "ADP" else at
            value = _hedge(ruler, _negated(ruler)) if ruler.pos_ in ("VERB", "AUX", "ADJ") else value
        if at.pos_ == "ADP":
            break
    return _NOT.get(value, value) if undone else value


def _from_above(at: Token) -> tuple[Certainty, bool] | None:
    """What the word that governs `at` makes of it, and whether it turns it round; None where it has no say."""
    above, kind = at.head, at.dep_
    lemma, negated = above.lemma_.lower(), _negated(above, at)
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in at.children):
        return _infinitive(at, negated)
    if kind == "ccomp":
        return _complement(lemma, negated), False
    if kind in ("pcomp", "pobj"):
        return _after_preposition(at)
    if kind in ("dobj", "nsubjpass"):
        return "CT+", negated ^ (lemma in LACKING)
    if kind in ("attr", "acomp", "oprd", "xcomp"):
        return "CT+", negated
    if kind == "conj":
        own = any(c.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass", "neg") for c in at.children)
        if at.pos_ in ("VERB", "AUX") and (own or at.tag_ != above.tag_):
            return None
        turned = at.pos_ != "NOUN" and not any(c.dep_ == "cc" and c.lower_ == "but" for c in above.children)
        return "CT+", negated and turned
    return ("CT+", False) if kind == "nsubj" else None


def _infinitive(at: Token, negated: bool) -> tuple[Certainty, bool]:
    """What the word above an infinitive with "to" makes of it."""
    above = at.head
    lemma = above.lemma_.lower()
    if above.lower_ in UNLIKELY:
        return "PR-", negated
    if above.lower_ in PROBABLE or lemma in OPINION:
        return "PR+", negated
    if lemma in UNDONE:
        return "CT+", not negated
    happens = at.dep_ == "xcomp" and lemma in HAPPENING
    named = at.dep_ in ("acl", "relcl") and lemma not in AIMS  # "the first to leave", "a contract to supply"
    return ("CT+" if happens or named else "U"), negated


def _complement(lemma: str, negated: bool) -> Certainty:
    """What a verb makes of a clause with "that"."""
    if lemma == "doubt" or (lemma in OPINION and negated):
        return "PR-"
    if lemma in OPINION or lemma in SUGGESTING:
        return "PR+"
    if lemma in OPEN:
        return "PS+"
    return "U" if lemma in WISHING or (negated and lemma in KNOWING) else "CT+"


def _after_preposition(at: Token) -> tuple[Certainty, bool]:
    """What a preposition, and the word above it, make of what follows it."""
    word, ruler = at.head.lower_, at.head.head.lemma_.lower()
    if word in ("without", "than") or (word == "of" and ruler == "instead"):
        return "CT+", True
    if at.dep_ == "pcomp" and word == "from" and ruler in PREVENTING:
        return "U", True
    sought = word in ("for", "of", "to", "at") if at.dep_ == "pcomp" else word == "for"
    return ("U" if sought and ruler in AIMS | PROSPECT else "CT+"), False


def _negated(word: Token, apart: Token | None = None) -> bool:
    """Whether a word is negated by a word of its own, `apart` aside: "not", "never", "no", a subject that is nobody."""
    for child in word.children:
        if child == apart:
            continue
        if child.dep_ == "neg":
            return True
        if child.lower_ in ("no", "never", "neither") and child.dep_ in ("det", "advmod", "preconj", "cc"):
            return True
        if child.dep_ in ("nsubj", "nsubjpass"):
            none = any(c.dep_ == "det" and c.lower_ in ("no", "neither") for c in child.children)
            if none or child.lower_ in ("nobody", "nothing", "none"):
                return True
    return False


def _hedge(word: Token, negated: bool) -> Certainty:
    """The hedge that a word has of its own; "can not" and "must not" are negations, no hedges."""
    for child in word.children:
        low = child.lower_
        if low in UNLIKELY and child.dep_ in ("advmod", "acomp", "amod", "oprd"):
            return "PR-"
        if child.dep_ in ("advmod", "amod", "npadvmod", "acomp", "oprd") and low in PROBABLE | POSSIBLE:
            return "PR+" if low in PROBABLE else "PS+"
        if child.dep_ == "mark" and low in ("if", "whether", "unless", "lest"):
            return "U"
    modals = [c.lower_ for c in word.children if c.dep_ == "aux" and c.lower_ in MODALS]
    return MODALS[modals[0]] if modals and not (negated and modals[0] in _ABLE) else "CT+"


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
    if _hearsay(head, below):
        return "PR+"
    if _unclear(head, below):
        return "U"
    for child in below:
        if child.dep_ in ("nsubj", "nsubjpass"):
            hedge = _hedged(child, head)
            if hedge is not None:
                return hedge
    return "CT+"


def _hearsay(head: Token, below: Sequence[Token]) -> bool:
    """Whether a clause tells what others say: "is accused of …", "was said to have …", "there are reports of …"."""
    kinds = {c.dep_ for c in below}
    if "auxpass" in kinds and "neg" not in kinds:
        blamed = head.lemma_ in BLAMING and any(c.dep_ == "prep" and c.lower_ == "of" for c in below)
        return blamed or (head.lemma_ in HEARSAY and "xcomp" in kinds)
    told = [c for c in below if c.dep_ == "attr" and c.lemma_.lower() in RUMOURS]
    return bool(told) and "expl" in kinds and not any(_negated(c) for c in (head, *told))


def _unclear(head: Token, below: Sequence[Token]) -> bool:
    """Whether a clause says that something is not known: "it is unclear whether …", "it was not known how many …"."""
    words = {c.lower_ for c in [head, *below] if c is head or c.dep_ in ("acomp", "oprd", "attr")}
    asked = any(c.dep_ in ("ccomp", "csubj", "advcl") or c.dep_ == "mark" for w in [head, *below] for c in w.children)
    return asked and bool(words & {"unclear", "unknown", "uncertain"} or (words & CLEAR and _negated(head)))


def _hedged(who: Token, head: Token) -> Certainty | None:
    """A hedge inside the subject: "a train presumably carrying …", "a possible venue is …"."""
    for child in who.children:
        if child.dep_ in ("acl", "amod"):  # not "a man who was supposedly ill", which hedges what he was
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
