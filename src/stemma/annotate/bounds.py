"""What the tagger drew too far: a source stays in one sentence, and indirect speech in the sentence of its cue.

The tagger reads words in windows and knows no sentences. A quotation may go on in the next paragraph; what is told in
the writer's words in another sentence than the cue is somebody else's, or the writer's own.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from stemma.annotate.fuse import meet
from stemma.lang.proposals import Proposal, kind_of
from stemma.model import Span, Spans


def cut(proposals: Iterable[Proposal], sentences: Sequence[Span], quotes: Spans) -> Iterator[Proposal]:
    """`proposals` of the tagger cut at `sentences`; what is all in other sentences is left as it is."""
    starts = [start for start, _ in sentences]

    def around(offset: int) -> Span:
        return sentences[max(0, bisect.bisect_right(starts, offset) - 1)]

    for proposal in proposals:
        here = around(proposal.cue[0][0])
        source = _inside(proposal.source, here) or _inside(proposal.source, around(_first(proposal.source)))
        told = [(span,) if meet((span,), quotes) else _inside((span,), here) for span in proposal.content]
        content = tuple(part for parts in told for part in parts) or proposal.content
        if source == proposal.source and content == proposal.content:
            yield proposal
        else:
            yield replace(proposal, source=source, content=content, kind=kind_of(content, quotes))


def _first(spans: Spans) -> int:
    return spans[0][0] if spans else 0


def _inside(spans: Spans, sentence: Span) -> Spans:
    start, end = sentence
    return tuple((max(s, start), min(e, end)) for s, e in spans if s < end and start < e)
