"""How sure a statement is, and what time it speaks of.

Certainty is FactBank's scale (Saurí & Pustejovsky 2009) for the content as its origin put it: read off the head of
the content, its modals, adverbs and predicates, not off the verb that merely passes it on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import nouns
from stemma.model import Certainty, Tense

if TYPE_CHECKING:
    from stemma.lang.en.document import Token


_W = words.of("en")
PROBABLE = _W["probable"]
POSSIBLE = _W["possible"]
UNLIKELY = _W["unlikely"]
MAYBE = _W["maybe"]
OPINION = _W["opinion"]
OPEN = _W["open"]


def head_of(tokens: Sequence[Token]) -> Token | None:
    """The word that governs `tokens`: the first verb whose own head lies outside, else the first such word."""
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    tops = [t for t in tops if t.pos_ not in ("PUNCT", "SPACE")]
    return next((t for t in tops if t.pos_ in ("VERB", "AUX")), tops[0] if tops else None)


def tense_of(head: Token | None) -> Tense:
    """The time the content speaks of, from the verb that heads it."""
    if head is None or head.pos_ not in ("VERB", "AUX"):
        return "unknown"
    aux = [c for c in head.children if c.dep_ in ("aux", "auxpass")]
    words = {c.lower_ for c in aux}
    if words & {"'d", "’d"} and head.tag_ == "VBN" and not words & {"have", "'ve", "’ve", "be"}:
        return "past"  # "he'd spoken"
    if words & {"would", "'d", "’d"} and head.tag_ in ("VBN", "VBD") and words & {"have", "'ve", "’ve"}:
        return "past"  # "would have liked to"
    if words & {"will", "'ll", "’ll", "shall", "would", "wo", "'d", "’d"}:
        return "future"
    if head.tag_ == "VBG" and head.lower_ == "going" and any(c.dep_ == "xcomp" for c in head.children):
        return "future"
    if head.lemma_ in ("plan", "intend", "expect", "aim", "vow", "promise") and not _aiming(head):
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


def _aiming(head: Token) -> bool:
    """Whether something is aimed "at" or "for" what is there, and not to do anything."""
    return head.lemma_ == "aim" and not any(c.dep_ in ("xcomp", "dobj") for c in head.children)


def certainty_of(content: Sequence[Token], head: Token | None) -> Certainty:
    """FactBank value of a content by its own words; `head` is the word that governs it."""
    if (content and "?" in content[-1].text) or (len(content) > 1 and content[-2].text == "?"):
        return "U"
    if head is None:
        return "CT+"
    if any(c.dep_ == "mark" and c.lower_ in ("whether", "if") for c in head.children) or commands(head):
        return "U"
    return modality(head, {t.i for t in content})


def commands(head: Token) -> bool:
    """An imperative: a bare verb without subject ("Let us go", "Get out")."""
    if head.tag_ not in ("VB", "VBP") or head.pos_ != "VERB":
        return False
    if head.dep_ == "conj":  # "left the shop and *set* fire to it": goes on from the verb before
        return False
    kinds = {c.dep_ for c in head.children if c.i < head.i}
    return not kinds & {"nsubj", "nsubjpass", "expl", "csubj", "aux", "mark"} and head.left_edge.i >= head.i - 1


PROSPECT = _W["prospect"]
AIMS = _W["aims"]
HAPPENING = _W["happening"]
"""What they govern happens as they do ("managed to"): Karttunen's implicatives, and verbs of phase."""
UNDONE = _W["undone"]
"""What they govern does not happen, and does where they are negated ("did not forget to")."""
PREVENTING = _W["preventing"]
LACKING = _W["lacking"]
WISHING = _W["wishing"]
SUGGESTING = _W["suggesting"]
KNOWING = _W["knowing"]
"""Verbs that, negated, leave open what they govern."""
BLAMING = _W["blaming"]
HEARSAY = _W["hearsay"]
RUMOURS = _W["rumours"]
CLEAR = _W["clear"]
SEEMING = _W["seeming"]
CONDITIONS = _W["conditions"]
BARELY = _W["barely"]
NO_FEWER = _W["no-fewer"]
PEOPLE = _W["persons"]
MODALS: dict[str, Certainty] = {
    "would": "PR+", "'d": "PR+", "’d": "PR+", "may": "PS+", "might": "PS+", "could": "PS+", "should": "U", "must": "U",
    "can": "U", "ca": "U", "ought": "U", "need": "U",
}  # fmt: skip
_ABLE = frozenset({"can", "ca", "could", "must"})
_DEFINITE = _W["definite"]
_NOT: dict[Certainty, Certainty] = {"CT+": "CT-", "PR+": "PR-", "PS+": "PS-", "U": "PR-"}


def of_event(head: Token) -> Certainty:
    """FactBank value of any event word of a sentence, as its clause and the words above it leave it.

    A hedge above holds for what hangs on it ("could destroy the economy"), and so does a negation ("did not manage to
    *leave*"); an aim, a purpose or a condition leaves it open. An event that is known already ("*the* attack") has
    happened, whatever is said of it.
    """
    if head.pos_ == "NOUN" and any(c.dep_ == "poss" or c.lower_ in _DEFINITE for c in head.children):
        return "CT+"
    undone = negated(head) or (head.pos_ == "NOUN" and any(c.lower_ == "any" for c in head.children))
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
            value = _hedge(ruler, negated(ruler)) if ruler.pos_ in ("VERB", "AUX", "ADJ") else value
        if at.pos_ == "ADP":
            break
    return _NOT.get(value, value) if undone else value


def _from_above(at: Token) -> tuple[Certainty, bool] | None:
    """What the word that governs `at` makes of it, and whether it turns it round; None where it has no say."""
    above, kind = at.head, at.dep_
    lemma, not_so = above.lemma_.lower(), negated(above, at)
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in at.children):
        return _infinitive(at, not_so)
    if kind == "ccomp":
        return _complement(lemma, not_so), False
    if kind in ("pcomp", "pobj"):
        return _after_preposition(at)
    if kind in ("dobj", "nsubjpass"):
        return "CT+", not_so ^ (lemma in LACKING)
    if kind in ("attr", "acomp", "oprd", "xcomp"):
        return "CT+", not_so
    if kind == "conj":
        own = any(c.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass", "neg") for c in at.children)
        if at.pos_ in ("VERB", "AUX") and (own or at.tag_ != above.tag_):
            return None
        turned = at.pos_ != "NOUN" and not any(c.dep_ == "cc" and c.lower_ == "but" for c in above.children)
        return "CT+", not_so and turned
    return ("CT+", False) if kind == "nsubj" else None


def _infinitive(at: Token, not_so: bool) -> tuple[Certainty, bool]:
    """What the word above an infinitive with "to" makes of it."""
    above = at.head
    lemma = above.lemma_.lower()
    if above.lower_ in UNLIKELY:
        return "PR-", not_so
    if above.lower_ in PROBABLE or lemma in OPINION:
        return "PR+", not_so
    if lemma in UNDONE:
        return "CT+", not not_so
    happens = at.dep_ == "xcomp" and lemma in HAPPENING
    named = at.dep_ in ("acl", "relcl") and lemma not in AIMS  # "the first to leave", "a contract to supply"
    return ("CT+" if happens or named else "U"), not_so


def _complement(lemma: str, not_so: bool) -> Certainty:
    """What a verb makes of a clause with "that"."""
    if lemma == "doubt" or (lemma in OPINION and not_so):
        return "PR-"
    if lemma in OPINION or lemma in SUGGESTING:
        return "PR+"
    if lemma in OPEN:
        return "PS+"
    return "U" if lemma in WISHING or (not_so and lemma in KNOWING) else "CT+"


def _after_preposition(at: Token) -> tuple[Certainty, bool]:
    """What a preposition, and the word above it, make of what follows it."""
    word, ruler = at.head.lower_, at.head.head.lemma_.lower()
    if word in ("without", "than") or (word == "of" and ruler == "instead"):
        return "CT+", True
    if at.dep_ == "pcomp" and word == "from" and ruler in PREVENTING:
        return "U", True
    sought = word in ("for", "of", "to", "at") if at.dep_ == "pcomp" else word == "for"
    return ("U" if sought and ruler in AIMS | PROSPECT else "CT+"), False


def negated(word: Token, apart: Token | None = None) -> bool:
    """Whether a word is negated by a word of its own, `apart` aside: "not", "never", "no", a subject that is nobody."""
    for child in word.children:
        if child == apart:
            continue
        if child.dep_ == "neg":
            return True
        if child.lower_ in ("no", "never", "neither") and child.dep_ in ("det", "advmod", "preconj", "cc"):
            return True
        if child.lower_ == "longer" and child.dep_ in ("advmod", "neg", "npadvmod"):
            return any(c.lower_ == "no" for c in child.children) or child.nbor(-1).lower_ in ("no", "any")
        if child.dep_ in ("nsubj", "nsubjpass"):
            none = any(c.dep_ in ("det", "preconj", "cc") and c.lower_ in ("no", "neither") for c in child.children)
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
    """FactBank value of the clause that `head` governs, from its own hedges, negations and conditions."""
    below = [c for c in head.children if c.i in inside]
    if any(conditional(c) for c in below):
        return "U"
    level = _level(head, below)
    if level in ("U", "PR-"):
        return level  # type: ignore[return-value]
    undone = negated(head) ^ _undone(head, below)
    return _SIGNED[level, undone]


_SIGNED: dict[tuple[str, bool], Certainty] = {
    ("CT", False): "CT+", ("CT", True): "CT-", ("PR", False): "PR+", ("PR", True): "PR-", ("PS", False): "PS+",
    ("PS", True): "PS-",
}  # fmt: skip


def conditional(clause: Token) -> bool:
    """Whether `clause` is a condition of the one above it: "if", "unless", "provided"; not "even if"."""
    if clause.dep_ not in ("advcl", "prep"):
        return False
    marks = [c for c in clause.children if c.dep_ in ("mark", "advmod") and c.i < clause.i]
    words_ = {c.lower_ for c in marks}
    return bool(words_ & CONDITIONS) and not words_ & {"even", "as"}


def _level(head: Token, below: Sequence[Token]) -> str:
    """How sure a clause is without its sign: CT, PR, PS, U; PR- where it is "unlikely"."""
    level = "CT"
    for child in below:
        low = child.lower_
        if low in UNLIKELY and low not in BARELY:
            return "PR-"
        if child.dep_ in ("aux", "advmod", "acomp", "npadvmod", "prt", "dep", "amod", "oprd"):
            if low in PROBABLE:
                return "PR"
            if low in POSSIBLE or (low in MAYBE and child.dep_ == "aux" and not _able(head, low, below)):
                level = "PS"
            if low == "should" and child.dep_ == "aux":
                level = _should(head, below)
    if level != "CT":
        return level
    if head.lemma_ in SEEMING and any(c.dep_ in ("ccomp", "xcomp", "advcl", "acomp", "oprd") for c in below):
        return "PR"
    if any(c.dep_ == "prep" and c.lower_ == "like" for c in below) and head.lemma_ == "look":
        return "PR"
    if head.lemma_ in ("be",) and any(c.lemma_ == "chance" and c.dep_ in ("nsubj", "attr") for c in below):
        return "PR"
    if _hearsay(head, below):
        return "PR"
    if _unclear(head, below):
        return "U"
    for child in below:
        if child.dep_ in ("nsubj", "nsubjpass"):
            hedge = _hedged(child, head)
            if hedge is not None:
                return hedge[:2]
    return "CT"


def _able(head: Token, low: str, below: Sequence[Token]) -> bool:
    """Whether "could" is of ability or of what was not done: "could not remember" is asserted."""
    return low == "could" and any(c.dep_ == "neg" for c in below)


def _should(head: Token, below: Sequence[Token]) -> str:
    """Of what will be "should" says PR, of what somebody is to do it leaves open whether he does."""
    who = next((c for c in below if c.dep_ == "nsubj"), None)
    somebody = who is not None and (who.lower_ in PEOPLE or nouns.type_of(who.lower_, who.lemma_) is not None)
    return "U" if somebody and head.lemma_ != "be" else "PR"


def _undone(head: Token, below: Sequence[Token]) -> bool:
    """Whether a clause says without "not" that something is not so: "failed to stop", "held no licence"."""
    if head.lemma_ in UNDONE and any(c.dep_ == "xcomp" for c in below):
        return True
    if any(c.lower_ == "unable" and c.dep_ in ("acomp", "oprd") for c in below):
        return True
    if (
        head.lemma_ in ("have", "be")
        and any(c.lower_ == "yet" for c in below)
        and any(c.dep_ == "xcomp" for c in below)
    ):
        return True
    for child in below:
        if child.dep_ in ("dobj", "attr") and any(
            c.lower_ == "no" and c.dep_ == "det" and not (c.i + 1 < len(c.doc) and c.nbor(1).lower_ in NO_FEWER)
            for c in child.children
        ):
            return child.lower_ not in ("doubt", "secret")
        if child.dep_ in ("dobj", "attr") and child.lower_ in ("nothing", "nobody", "none"):
            return True
    return False


def _hearsay(head: Token, below: Sequence[Token]) -> bool:
    """Whether a clause tells what others say: "is accused of …", "was said to have …", "there are reports of …"."""
    kinds = {c.dep_ for c in below}
    if "auxpass" in kinds and "neg" not in kinds:
        blamed = head.lemma_ in BLAMING and any(c.dep_ == "prep" and c.lower_ == "of" for c in below)
        return blamed or (head.lemma_ in HEARSAY | OPINION and "xcomp" in kinds)
    told = [c for c in below if c.dep_ == "attr" and c.lemma_.lower() in RUMOURS]
    return bool(told) and "expl" in kinds and not any(negated(c) for c in (head, *told))


def _unclear(head: Token, below: Sequence[Token]) -> bool:
    """Whether a clause says that something is not known: "it is unclear whether …", "it was not known how many …"."""
    words = {c.lower_ for c in [head, *below] if c is head or c.dep_ in ("acomp", "oprd", "attr")}
    asked = any(c.dep_ in ("ccomp", "csubj", "advcl") or c.dep_ == "mark" for w in [head, *below] for c in w.children)
    return asked and bool(words & {"unclear", "unknown", "uncertain"} or (words & CLEAR and negated(head)))


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
