"""The deed of a source: the word that governs a content, and how it stands in its sentence.

Read off the parse alone; what the deed is (an act of speech, a belief …) is judged in `speech`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stemma.lang import words
from stemma.lang.en import certainty as sure
from stemma.lang.en import lexicon
from stemma.lang.en.trees import SUBJECTS, finite

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

Form = Literal["clause", "question", "infinitive", "gerund", "noun"]

_W = words.of("en")
_UNDONE = _W["undone-saying"]
FIXED = frozenset({"according", "per", "citing", "quoting"})
"""First words of fixed wordings, which are no deed."""
_NOT_ONCE = frozenset({"no", "never", "not", "nor", "neither"})


@dataclass(frozen=True, slots=True)
class Deed:
    """The word that governs a content, as it stands in its sentence.

    `keys` are its lemma, alone and with its particle or preposition; `over` the words above it that share its
    subject, the nearest first; `unsaid` whether an odd number of them, or of their negations, undoes it; `refused`
    whether somebody refused or declined it; `form` what kind of words the content is.
    """

    word: Token | None
    keys: frozenset[str]
    over: tuple[Token, ...]
    unsaid: bool
    refused: bool
    form: Form
    quoted: bool


def deed_of(content: Sequence[Token], cue: Sequence[Token]) -> Deed:
    """The deed that governs `content`."""
    head = sure.head_of(content)
    form, quoted = form_of(content, head), _quoted(content)
    word = governing(head, cue)
    if word is None or word.lower_ in FIXED:
        return Deed(None, frozenset(), (), False, False, form, quoted)
    over = tuple(_over(word))
    if word.lemma_ in lexicon.REFUSING and head is not None and head.head == word and head.tag_ == "VB":
        word, over = head, (word, *over)  # "declined *to comment on it*": the deed is in the content
    refusing = [t for t in over if t.lemma_ in lexicon.REFUSING]
    undone = sum(_undoes(t) for t in over) + sum(negations(t) for t in (word, *over))
    return Deed(word, keys_of(word), over, undone % 2 == 1, bool(refusing), form, quoted)


def governing(head: Token | None, cue: Sequence[Token]) -> Token | None:
    """The word of `cue` that governs the content with `head`: the nearest above it, else the last verb or noun."""
    inside = {t.i for t in cue}
    above = [t for t in (head.ancestors if head is not None else ()) if t.i in inside]
    for token in above:
        if token.pos_ in ("VERB", "NOUN", "ADJ") and token.dep_ not in ("aux", "auxpass"):
            return _with_object(token, inside)
    for kinds in (("VERB",), ("NOUN", "ADJ", "PROPN"), ("AUX",)):
        found = [t for t in cue if t.pos_ in kinds and t.dep_ not in ("aux", "auxpass", "neg")]
        if found:
            return found[-1]
    return None


def _with_object(noun: Token, inside: set[int]) -> Token:
    """The verb of which `noun` is the object where that verb says something: "welcomed the decision to"."""
    verb = noun.head
    heavy = noun.dep_ == "dobj" and verb.i in inside and verb.lemma_ not in _W["light-verbs"]
    return verb if noun.pos_ == "NOUN" and heavy else noun


_LINKS = frozenset({"xcomp", "pcomp", "prep", "acomp", "oprd", "attr", "pobj", "dobj", "advmod"})


def _over(word: Token) -> Iterator[Token]:
    """The words above `word` that share its subject: "has yet to *say*", "stopped short of *saying*"."""
    at = word
    for _ in range(6):
        own = any(c.dep_ in SUBJECTS for c in at.children)
        aim = at.dep_ in ("acl", "advcl", "relcl") and at.tag_ == "VB" and any(c.tag_ == "TO" for c in at.children)
        if aim and not own and (at.head.lemma_ in ("go", "position", "way") or at.head.lower_ == "far"):
            at = at.head
            yield at
            continue
        joined = at.dep_ == "conj" and not own and not any(c.dep_ in ("aux", "neg") for c in at.children)
        if at.head.i == at.i or own or not (at.dep_ in _LINKS or joined):
            return
        at = at.head
        yield at


def _undoes(word: Token) -> bool:
    """Whether a word over a deed says that it was not done: "failed to", "short of", "without", "has yet to"."""
    if word.lower_ == "short" and word.head.lemma_ in ("stop", "fall", "come"):
        return False  # counted with its verb
    yet = any(c.lower_ == "yet" for c in word.children) and word.lemma_ in ("have", "be")
    return yet or word.lemma_.lower() in _UNDONE or word.lower_ in _UNDONE


def negations(word: Token) -> int:
    """1 if `word` is negated, by a word of its own, a subject that is nobody or "no" before its noun; else 0."""
    if word.pos_ == "NOUN" and any(c.dep_ == "det" and c.lower_ in ("no", "neither") for c in word.children):
        return 1
    if word.pos_ not in ("VERB", "AUX", "ADJ"):
        return 0
    if sure.negated(word):
        return 1
    for child in word.children:
        if child.dep_ == "aux" and any(c.dep_ == "nsubj" and c.i > child.i for c in word.children):
            before = word.doc[word.left_edge.i : child.i]
            if before and any(t.lower_ in _NOT_ONCE for t in before[:2]):
                return 1  # "At *no* time did …", "*Not* once did …"
        if child.dep_ in ("advmod", "neg") and child.lower_ == "longer":
            return 1
    return 0


def keys_of(word: Token) -> frozenset[str]:
    """The names under which a word stands in the vocabularies."""
    lemma = word.lemma_.lower()
    found = {lemma, word.lower_} if word.pos_ == "ADJ" or word.tag_ == "VBN" else {lemma}
    for child in word.children:
        if child.dep_ in ("prt", "prep", "advmod", "acomp", "oprd") and word.i < child.i <= word.i + 3:
            found.add(f"{lemma} {child.lower_}")
        if child.dep_ in ("advcl", "ccomp", "xcomp") and child.i > word.i:  # "called *for* him to go"
            found |= {f"{lemma} for" for c in child.children if c.dep_ == "mark" and c.lower_ == "for"}
    return frozenset(found)


def form_of(content: Sequence[Token], head: Token | None) -> Form:
    """What kind of words a content with the head word `head` is."""
    if head is None:
        return "noun"
    first = next((t for t in content if t.pos_ not in ("PUNCT", "SPACE")), head)
    if first.tag_ in ("WRB", "WP", "WDT", "WP$") or any(
        c.dep_ == "mark" and c.lower_ in ("whether", "if") and c.i == first.i for c in head.children
    ):
        return "question"
    if first.lower_ == "that" and first.tag_ == "IN":
        return "clause"  # whatever the parser took its verb for
    if head.pos_ in ("VERB", "AUX"):
        if finite(head):
            return "clause"
        if head.tag_ == "VBG":
            return "gerund"
        infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in head.children)
        if infinitive:
            return "infinitive"
        return "clause" if head.tag_ == "VB" or any(c.dep_ in SUBJECTS for c in head.children) else "noun"
    below = [t for t in content if t.head == head or t.head.head == head]
    for token in below:
        if token.tag_ == "VB" and any(c.lower_ == "to" for c in token.children) and token.dep_ in ("xcomp", "ccomp"):
            return "infinitive"
    return "noun"


def _quoted(content: Sequence[Token]) -> bool:
    """Whether a content, or the words before it, opens a quotation."""
    if not content:
        return False
    first = content[0]
    before = first.nbor(-1) if first.i else first
    return any(t.text in ("“", '"', "``", "‘") for t in (first, before))
