"""What a finder of attributions proposes, before chains are built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from stemma.model import AttributionKind, Spans

Finder = Literal["pattern", "rule", "tagger"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One "who says what", flat: `source` and `cue` speak, `content` is what they say. Offsets into the body.

    Proposals may lie inside one another's content; `stemma.annotate.chains` makes chains of that. `by` is who found
    it: "pattern" (fixed wordings of high precision), "rule" (dependency rules), "tagger" (the trained tagger).
    """

    content: Spans
    cue: Spans
    source: Spans
    kind: AttributionKind
    confidence: float
    by: Finder


def kind_of(content: Spans, quotes: Spans) -> AttributionKind:
    """Direct if (nearly) all of the content is quoted, mixed if some of it is, else indirect."""
    total = sum(end - start for start, end in content)
    inside = sum(
        max(0, min(end, q_end) - max(start, q_start))
        for start, end in content
        for q_start, q_end in quotes
        if q_start < end and start < q_end
    )
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.85 * total else "mixed"


STRIDE = 512
"""Characters of a text that `Nearby` keeps together."""


class Nearby:
    """Proposals by place: those that may share a character with another, without going through all of a long text."""

    def __init__(self, proposals: Iterable[Proposal] = ()) -> None:
        self._kept: list[Proposal] = []
        self._at: dict[int, list[int]] = {}
        for proposal in proposals:
            self.add(proposal)

    def add(self, proposal: Proposal) -> None:
        """Keep one more; it gets the next number."""
        for stretch in _stretches(proposal):
            self._at.setdefault(stretch, []).append(len(self._kept))
        self._kept.append(proposal)

    def of(self, proposal: Proposal) -> list[tuple[int, Proposal]]:
        """All kept ones that share a character with any span of `proposal`, and some others near it, in order."""
        numbers = {number for stretch in _stretches(proposal) for number in self._at.get(stretch, ())}
        return [(number, self._kept[number]) for number in sorted(numbers)]


def _stretches(proposal: Proposal) -> set[int]:
    found: set[int] = set()
    for start, end in (*proposal.content, *proposal.cue, *proposal.source):
        found.update(range(start // STRIDE, end // STRIDE + 1))
    return found
