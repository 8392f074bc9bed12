"""Reported speech that goes on in the next sentence without a verb of saying: "He said … The bridge would reopen."

The writer's own past has no "would" of what is to come, and no "had" behind "they" that nothing before explains; in
the tense of what was said before they go on with it. A sentence that speaks for itself is left alone.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.lang.en import lexicon
from stemma.lang.en.quotes import within
from stemma.lang.en.trees import SUBJECTS, children, trim
from stemma.lang.proposals import Proposal, kind_of
from stemma.model import Spans
from stemma.text import paragraphs

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Stretch, Token

LEFT = 0.9
"""How sure the speaker is, of the sureness of what he is reported to have said."""


def gone_on(doc: Doc, body: str, proposals: Sequence[Proposal], quotes: Spans) -> list[Proposal]:
    """`proposals`, and one for each sentence that plainly goes on with what the sentence before it reports."""
    starts = [s.start_char for s in doc.sents]
    ends = {end for _, end in paragraphs(body)}
    by_sentence: dict[int, list[Proposal]] = {}
    for p in proposals:
        if p.source:
            for start, _ in (*p.cue, *p.content):
                by_sentence.setdefault(bisect.bisect_right(starts, start) - 1, []).append(p)
    found = list(proposals)
    speaker: Proposal | None = None
    for number, sentence in enumerate(doc.sents):
        here = by_sentence.get(number, [])
        if here:
            speaker = _reporting(sentence, here, quotes)
        elif speaker is not None and _goes_on(sentence, quotes):
            span = trim(doc, sentence.start, sentence.end - 1)
            if span is not None:
                sure = round(LEFT * speaker.confidence, 4)
                kind = kind_of((span,), quotes)
                speaker = replace(speaker, content=(span,), kind=kind, confidence=sure, by="rule")
                found.append(speaker)
        else:
            speaker = None
        if sentence.end_char in ends:
            speaker = None
    return found


def _reporting(sentence: Stretch, here: Sequence[Proposal], quotes: Spans) -> Proposal | None:
    """The one report in the writer's words and in the past that the sentence ends in."""
    outer = [p for p in here if not within(p.cue, quotes)]
    if len({p.source for p in outer}) != 1 or outer[0].kind == "direct":
        return None
    p = outer[0]
    cue = sentence.doc.char_span(*p.cue[-1], alignment_mode="expand")
    told = cue is not None and any(t.tag_ == "VBD" and t.lemma_ in lexicon.SAYING for t in cue)
    inside = all(sentence.start_char <= s and e <= sentence.end_char for s, e in (*p.cue, *p.source, *p.content))
    return p if told and inside and p.content[-1][1] > p.cue[-1][1] else None


def _goes_on(sentence: Stretch, quotes: Spans) -> bool:
    """Whether the main verb, or one coordinated with it, stands in the tense of what was said ("would", "had done")."""
    root = sentence.root
    if sentence[-1].text == "?" or any(s < sentence.end_char and sentence.start_char < e for s, e in quotes):
        return False
    who = next(iter(children(root, *SUBJECTS)), None)
    if who is None or who.lower_ in ("this", "that", "which", "who", "what", "i", "we", "you", "there"):
        return False
    if any(t.lower_ == "if" for t in sentence):
        return False
    verbs = [root, *children(root, "conj")]
    would = any(c.lower_ in ("would", "'d") and c.tag_ == "MD" for verb in verbs for c in verb.children)
    if would and not any(c.lower_ == "have" for c in children(root, "aux")):
        return True
    return who.tag_ == "PRP" and _had(root)


def _had(verb: Token) -> bool:
    return verb.tag_ == "VBN" and any(c.lower_ == "had" for c in children(verb, "aux"))
