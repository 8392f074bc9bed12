"""What a finder of attributions proposes, before chains are built."""

from __future__ import annotations

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
