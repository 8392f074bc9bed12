"""Fixed wordings that name a source outside a clause: "according to", "per", "citing", "in the words of"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import lexicon
from stemma.lang.en.parties import source_like
from stemma.lang.en.trees import SUBJECTS, noun_phrase, spans

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Stretch, Token

Pattern = tuple[set[int], set[int], set[int]]
"""Token numbers of content, cue and source."""


def according(doc: Doc) -> Iterator[Pattern]:
    """ "According to X, …", "…, according to X", "…, per X"."""
    for token in doc:
        low = token.lower_
        if low == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            cue = {token.i, token.i + 1}
            head = _object(token, doc[token.i + 1])
        elif low == "per" and token.i + 1 < len(doc):
            cue = {token.i}
            head = _object(token, token)
            before = doc[token.i - 1] if token.i else None
            if head is None or not (
                token.is_sent_start or (before is not None and before.text in (",", "—", "–", "("))
            ):
                continue
            if head.lemma_ in lexicon.PER_UNITS or not (source_like(head) or head.pos_ == "PROPN"):
                continue
        else:
            continue
        if head is None or head.sent.start > token.i or _measure(token, head):
            continue
        first_of_all = all(not t.is_alpha for t in doc[token.sent.start : token.i])
        said = {i for i in noun_phrase(head) if i > max(cue)} - _quoting(head)
        source = _stop(doc, said, head.i if first_of_all else None)
        if not source:
            continue
        whole = set() if first_of_all else {t.i for t in token.subtree if t.i > max(cue)}
        content = _around(token.sent, cue | source | whole, token)
        if spans(doc, content):
            yield content, cue, source


def completed(content: Sequence[Token], cue: Sequence[Token], source: Sequence[Token]) -> set[int] | None:
    """The clause of which `content` is but the subject: "The decree, according to X, *lets the mayor* …"; else None."""
    if not (content and cue and source) or cue[0].lower_ != "according" or content[-1].i > cue[0].i:
        return None
    head = next((t for t in content if t.dep_ in SUBJECTS and t.head.i > source[-1].i), None)
    if head is None or head.head.sent != head.sent:
        return None
    named = {t.i for t in (*cue, *source)}
    return {t.i for t in head.head.subtree if t.i not in named and not (t.is_punct and t.i - 1 in named)}


def _measure(according: Token, head: Token) -> bool:
    """Whether something goes by what follows, and nobody says it: "sold according to age", "acted according to law"."""
    set_off = according.is_sent_start or according.nbor(-1).is_punct
    return not set_off and head.lemma_ in words.of("en")["measures"]


def _quoting(head: Token) -> set[int]:
    """ "… a report in the Courier *that quoted the owner*": a relative clause that names who is quoted."""
    clauses = [t for t in head.subtree if t.dep_ == "relcl" and t.lemma_ in ("quote", "cite")]
    return {t.i for clause in clauses for t in clause.subtree}


def citing(doc: Doc) -> Iterator[tuple[set[int], set[int], Token]]:
    """(cue, source, the verb or party it belongs to) of "Citing X, Y reported", "Y, which cited X, reported"."""
    for token in doc:
        word = token.lower_
        if word in ("cited", "cites", "quoted", "quotes"):
            cited = [c for c in token.children if c.dep_ == "dobj" and c.i > token.i]
            told = token.dep_ == "relcl" and token.left_edge.lower_ in ("which", "who", "that")
            if told and cited and source_like(cited[0]) and not any(t.lower_ == "as" for t in token.subtree):
                yield {token.i}, _stop(doc, noun_phrase(cited[0])) | _placed(token, cited[0]), token.head
        if word not in ("citing", "quoting") or token.dep_ not in ("advcl", "prep", "dep", "acl", "conj"):
            continue
        objects = [c for c in token.children if c.dep_ in ("dobj", "pobj")]
        if any(t.lower_ == "as" and t.nbor(1).tag_ == "VBG" for t in token.subtree if t.i + 1 < len(doc)):
            continue  # "quoting Y as saying" is a clause's business
        if objects and source_like(objects[0]):
            yield {token.i}, _stop(doc, noun_phrase(objects[0])) | _placed(token, objects[0]), token.head


def _placed(citing: Token, whom: Token) -> set[int]:
    """ "… quoting a diplomat *at the embassy*": a place right behind a person, which the parser hung on the verb."""
    at, doc = whom.right_edge.i + 1, citing.doc
    near = at < len(doc) and doc[at].lower_ in ("at", "in", "from", "with", "on") and doc[at].head.i == citing.i
    return {t.i for t in doc[at].subtree} if near and whom.tag_ in ("NN", "NNS") else set()


def _object(first: Token, last: Token) -> Token | None:
    for token in (last, first):
        for child in token.children:
            if child.dep_ in ("pobj", "pcomp", "dobj") and child.i > last.i:
                return child
    following = last.i + 1
    doc = last.doc
    while following < len(doc) and doc[following].tag_ in ("DT", "JJ", "CD", "NNP", "NN", "POS", "PRP$"):
        if doc[following].tag_ in ("NNP", "NN") and (
            following + 1 >= len(doc) or doc[following + 1].tag_ not in ("NNP", "NN", "NNS", "POS")
        ):
            return doc[following]
        following += 1
    return None


def _stop(doc: Doc, numbers: set[int], head: int | None = None) -> set[int]:
    """The first unbroken run of `numbers`; with `head`, no further than the comma after it that a clause follows."""
    if not numbers:
        return numbers
    found: set[int] = set()
    i = min(numbers)
    while i in numbers:
        if head is not None and i > head and doc[i].text == ",":
            aside = _apposed(doc, head, i)
            if aside:
                return found | set(range(i, aside))
            rest = [t for t in doc[i:] if t.i in numbers]
            if any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in rest):
                break
        found.add(i)
        i += 1
    return found


def _apposed(doc: Doc, head: int, comma: int) -> int:
    """The token after what is said of the name `head` behind `comma` and before another, else 0.

    "According to the Monitor, a group that counts ships, two sank": its relative clause is no clause of the sentence.
    """
    if doc[head].pos_ != "PROPN":
        return 0
    for child in doc[head].children:
        first = child.left_edge
        apposed = child.dep_ == "appos" and first.lower_ in ("a", "an", "the")
        told = child.dep_ == "relcl" and first.lower_ in ("who", "which", "whose")
        if first.i != comma + 1 or not (apposed or told):
            continue
        after = child.right_edge.i + 1
        follows = after < doc[head].sent.end and doc[after].text == ","
        verbs = [c for c in child.children if c.tag_ in ("VBD", "VBZ", "VBP", "MD") and c.dep_ not in ("relcl", "aux")]
        if follows and (told or not verbs):
            return after
    return 0


def _around(sent: Stretch, phrase: set[int], token: Token) -> set[int]:
    """What a phrase like "according to X" covers: the sentence, or only its clause where no comma sets it off."""
    doc = sent.doc
    first, last = min(phrase), max(phrase)
    before = doc[first - 1].text if first > sent.start else ""
    if first > sent.start and before not in (",", "—", "–", "(", ")", "”", '"', "''", ";", "-"):
        head = token.head
        while head.dep_ in ("prep", "pobj", "dobj", "amod", "npadvmod", "pcomp") and head.head.i != head.i:
            head = head.head
        covered = {t.i for t in head.subtree} - phrase
        if head.pos_ in ("VERB", "AUX") and covered:
            return covered
    start, end = sent.start, sent.end
    for i in range(sent.start, sent.end):  # a semicolon bounds it
        if doc[i].text == ";":
            if i < first:
                start = i + 1
            elif i > last:
                end = i
                break
    return {i for i in range(start, end) if i < first or i > last} - phrase
