"""The nouns of Stemma: plain immutable records. Imports nothing of ours.

Offsets are Unicode code points into `Article.body`, half-open `[start, end)`. Times are ISO 8601 strings, with an
offset from UTC where it is known; a date alone (`2023-09-11`) or a local time without offset is kept as it is.
The JSON form of each record (`stemma.contract`) has the same field names; a trailing underscore is dropped.
"""

from __future__ import annotations

from stemma.model.annotations import (
    Act,
    Annotated,
    Annotations,
    Assertion,
    Attribution,
    AttributionKind,
    Certainty,
    Clause,
    ClauseKind,
    Headline,
    Link,
    Party,
    PartyType,
    Place,
    Speech,
    Timex,
    TimexType,
)
from stemma.model.claims import (
    Claim,
    Conflict,
    ConflictKind,
    ConflictSide,
    Figure,
    FigureValue,
    Statement,
    Status,
    StatusChange,
    Where,
)
from stemma.model.corrections import Correction, Words
from stemma.model.hands import Ask, CorrectionKind, Hand
from stemma.model.keeping import Added, Match, Problem, Watch
from stemma.model.pages import Article, Capture, CaptureKind, DateOrigin, Section, SectionKind, Span, Spans, Teaser
from stemma.model.readings import UNREAD, Frame, Quantity, Reading, Role, Telling, Tense
from stemma.model.stories import BriefSentence, Change, Story, StoryArticle, StoryEvent, StoryState, TimelineEntry
from stemma.model.texts import Comparison, Derivation, DerivationKind, Edit, Lineage, Passage, Revision

__all__ = [
    "UNREAD",
    "Act",
    "Added",
    "Annotated",
    "Annotations",
    "Article",
    "Ask",
    "Assertion",
    "Attribution",
    "AttributionKind",
    "BriefSentence",
    "Capture",
    "CaptureKind",
    "Certainty",
    "Change",
    "Claim",
    "Clause",
    "ClauseKind",
    "Comparison",
    "Conflict",
    "ConflictKind",
    "ConflictSide",
    "Correction",
    "CorrectionKind",
    "DateOrigin",
    "Derivation",
    "DerivationKind",
    "Edit",
    "Figure",
    "FigureValue",
    "Frame",
    "Hand",
    "Headline",
    "Lineage",
    "Link",
    "Match",
    "Party",
    "PartyType",
    "Passage",
    "Place",
    "Problem",
    "Quantity",
    "Reading",
    "Revision",
    "Role",
    "Section",
    "SectionKind",
    "Span",
    "Spans",
    "Speech",
    "Statement",
    "Status",
    "StatusChange",
    "Story",
    "StoryArticle",
    "StoryEvent",
    "StoryState",
    "Teaser",
    "Telling",
    "Tense",
    "TimelineEntry",
    "Timex",
    "TimexType",
    "Watch",
    "Where",
    "Words",
]
