"""What the parse of an English text says of proposals in it (`stemma.lang.Syntax`)."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from stemma.lang.en import lexicon
from stemma.lang.en.quotes import quotations
from stemma.lang.en.trees import SUBJECTS, children
from stemma.lang.proposals import Proposal
from stemma.model import Span, Spans

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
"""Tags of the verbs that make a statement."""
SPEECH = lexicon.WITH_OBJECT | lexicon.NAMING | lexicon.OBJECT_CONTENT | lexicon.REFERRING


class Parsed:
    """A text with its dependency parse. See `stemma.lang.Syntax` for each method."""

    def __init__(self, body: str, doc: Doc) -> None:
        self._body, self._doc = body, doc

    @cached_property
    def sentences(self) -> list[Span]:
        return [(s.start_char, s.end_char) for s in self._doc.sents]

    @property
    def quotations(self) -> Spans:
        return quotations(self._body)

    def trimmed(self, proposal: Proposal) -> Proposal | None:
        return None if self._put_to(proposal) else self._from_that(self._without_deeds(proposal))

    def states(self, proposal: Proposal) -> bool:
        """It holds a finite verb, is an infinitive ("to resign"), or has a noun that a verb of speech is about ("his
        record")."""
        spoken = any(word.pos_ == "VERB" and word.lemma_ in SPEECH for word in self._words(proposal.cue))
        for span in proposal.content:
            words = self._words((span,))
            if words and (words[0].tag_ == "TO" or any(word.tag_ in FINITE for word in words)):
                return True
            if spoken and any(word.pos_ in ("NOUN", "PROPN") for word in words):
                return True
        return False

    def explicit(self, rule: Proposal) -> bool:
        """A speaker, a verb of saying and "that"."""
        first = self._words(rule.content[:1])[:1]
        return bool(first) and first[0].lower_ == "that" and first[0].dep_ == "mark"

    def _words(self, where: Spans) -> list[Token]:
        found = (self._doc.char_span(start, end, alignment_mode="expand") for start, end in where)
        return [word for words in found if words is not None for word in words]

    def _put_to(self, proposal: Proposal) -> bool:
        """Whether the source is asked or spoken of: "when asked whether …, she said", "a man believed to be …"."""
        source = {word.i for word in self._words(proposal.source)}
        for word in self._words(proposal.cue):
            if word.tag_ != "VBN" or children(word, *SUBJECTS):
                continue
            if (word.lemma_ == "ask" and word.dep_ == "advcl") or (word.dep_ == "acl" and word.head.i in source):
                return True
        return False

    def _without_deeds(self, proposal: Proposal) -> Proposal:
        """A torn content less what the speaker did by saying it (", she said, correcting earlier accounts")."""
        kept: list[Span] = []
        for start, end in proposal.content:
            behind = start > proposal.cue[-1][1]
            first = self._doc.char_span(start, end, alignment_mode="expand") if behind else None
            if not first or not kept or first[0].tag_ != "VBG" or first[0].lemma_ not in lexicon.BY_SAYING:
                kept.append((start, end))
        return proposal if len(kept) == len(proposal.content) else replace(proposal, content=tuple(kept))

    def _from_that(self, proposal: Proposal) -> Proposal:
        """An indirect content that begins with how it was said ("suggested *without evidence* that …") from its
        "that"."""
        words = self._words(proposal.content[:1])
        cue = {word.i for word in self._words(proposal.cue)}
        if proposal.kind != "indirect" or not words or words[0].dep_ != "prep" or words[0].head.i not in cue:
            return proposal
        for word in words[1:8]:
            if word.lower_ == "that" and word.dep_ == "mark" and word.head.head.i in cue:
                start, end = word.idx, proposal.content[0][1]
                return replace(proposal, content=((start, end), *proposal.content[1:]))
        return proposal
