"""What the writer adds behind what somebody said: ", though the firm has denied this", ", who rejects the charge".

Rules and tagger take such a clause for a part of what was said. It has a speaker of its own, whom the first one did
not quote, so it is cut off before chains are built: else a denial would stand as told by the accuser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stemma.lang.proposals import Nearby, Proposal
from stemma.model import Span, Spans

CONTRAST = re.compile(r"(?:^|[,;—–]\s*)(?:even )?(?:though|although|while|whereas|but|yet)\s+$")
"""What stands before the speaker of such a clause, up to the comma or to where the content begins again."""
TOLD_OF = re.compile(r",\s+(?:who|which)\s+(?:\w+\s+){0,3}$")
"""What stands before its cue where it says something of the noun before it."""
OURS = re.compile(
    r"[,;—–]\s+(?:but|though|although|while)\s+"
    r"(?:(?:we|I)\b|it (?:is|was|remains|remained) (?:un|not (?:immediately |yet )?)(?:clear|known|certain)\b)"
    r"(?![^“\"]*[”\"])"
)
"""The writer's own word: inside indirect speech nobody else says "we", nor tells what is not known."""
CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?:\s?[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}T)?[\s:|–—-]+")
SLUG = re.compile(
    r"(?:[A-Z][A-Z.'’-]{2,}(?:[ ,]+[A-Z][\w.'’-]*){0,4}(?:\s*\([^()\n]{2,30}\))?\s*(?:[-–—]+\s+|:\s+)"
    r"|[A-Z][\w.'’-]*(?:[ ,]+[A-Z][\w.'’-]*){0,3},?\s"
    r"(?:\d{1,2}\s[A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.?\s\d{1,2})\s*[-–—]+\s+"
    r"|[A-Z][\w.'’-]*(?:[ ,]+[A-Z][\w.'’-]*){0,3}\s\([^()\n]{2,30}\)\s*[-–—]+\s+)"
)
"""A place, with a date or an agency, that opens a report: "NORTH HARBOUR, May 4 (Northwire) - "."""
ANONYMOUS = re.compile(r"(?:(?:not )?to (?:be|remain|stay|go) )?(?:named|identified|quoted|anonymous|unnamed)\b.{0,20}")
"""What a source asks for that is no statement."""
REST = 3
"""Signs at the end of a content that need not be in the clause behind it."""


def without_asides(proposals: Sequence[Proposal], body: str) -> Iterator[Proposal]:
    """`proposals`, each less the clause at its end that has a speaker of its own; none is left without content."""
    near = Nearby(p for p in proposals if p.source)
    for p in proposals:
        spans = tuple(_without_clock(span, body) for span in p.content if not ANONYMOUS.fullmatch(body, *span))
        if not spans:
            continue
        content = tuple(kept for span in spans if (kept := _kept(span, p, near, body)) is not None) or spans
        source = tuple(_without_clock(span, body) for span in p.source)
        yield p if (content, source) == (p.content, p.source) else replace(p, content=content, source=source)


def _without_clock(span: Span, body: str) -> Span:
    """A span without the time of day that opens an entry of a live page, or the place that opens a report."""
    start, end = span
    if start and body[start - 1] != "\n":
        return span
    clock = CLOCK.match(body, start, end) or SLUG.match(body, start, end)
    return span if clock is None or clock.end() >= end else (clock.end(), end)


def _kept(span: Span, proposal: Proposal, near: Nearby, body: str) -> Span | None:
    start, end = span
    if proposal.kind != "direct":
        ours = OURS.search(body, start, end)
        end = ours.start() if ours else end
    for _, other in near.of(proposal):
        if other.cue == proposal.cue or other.source == proposal.source:
            continue
        at = _begins(other, (start, end), body)
        if at is not None:
            end = at
    return (start, end) if start < end else None


def _begins(other: Proposal, span: Span, body: str) -> int | None:
    """Where in `span` the clause of `other` begins, if it runs to the end of it and the writer put it there."""
    start, end = span
    last = max(spans[-1][1] for spans in (other.content, other.cue, other.source))
    cue, source = other.cue[0][0], _first_in(other.source, start)
    if not start < cue < end or abs(last - end) > REST:
        return None
    before = TOLD_OF.search(body, start, cue)
    if before is None and source is not None and start <= source < cue:
        before = CONTRAST.search(body[start:source])
        return None if before is None else start + before.start()
    return None if before is None else before.start()


def _first_in(source: Spans, start: int) -> int | None:
    return source[0][0] if source and source[0][0] >= start else None
