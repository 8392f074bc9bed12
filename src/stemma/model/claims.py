"""What is claimed in a story: statements, claims with their ledgers, figures, conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemma.model.annotations import Act, Certainty, ClauseKind, PartyType
from stemma.model.hands import Hand
from stemma.model.pages import Span, Spans
from stemma.model.readings import UNREAD, Reading, Tense

Where = Literal["body", "title"]
Status = Literal[
    "speculated",
    "unconfirmed",
    "reported",
    "announced",
    "confirmed",
    "denied",
    "disputed",
    "withdrawn",
    "superseded",
]
ConflictKind = Literal["time", "number", "name", "polarity", "omission"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One article's word on a claim: an attribution, or (with `attribution` None) a clause in its own voice.

    `chain` holds display names from the party nearest the publisher to the origin (the publisher itself is not
    listed, as in `Attribution.chain`; what a page says in its own voice has its agency or outlet alone). `origin` and
    `named` describe its end. `time` is when it was reported (its section's time).
    """

    id: str
    article: str
    attribution: str | None
    content: Spans
    act: Act
    certainty: Certainty
    tense: Tense = "unknown"
    text: str = ""
    chain: tuple[str, ...] = ()
    origin: str | None = None
    origin_type: PartyType = "unknown"
    named: bool = False
    time: str | None = None
    value: str | None = None
    role: str | None = None
    """How the article describes the origin: its printed words, role and affiliation."""
    identity: str | None = None
    """`Party.identity` of the origin, where it has one."""
    antecedent: str | None = None
    """Id of the earlier statement that "those details" or "such claims" speaks of."""
    section: int = 0
    clause: ClauseKind = "main"
    """What kind of clause it is in its sentence or content."""
    where: Where = "body"
    """Whether `content` lies in the article's body or in its title."""
    reading: Reading = UNREAD
    sentence: Span | None = None
    """The sentence of the page (or title) that holds it whole, for showing it in its place."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One line of a claim's append-only ledger. `because` are ids of statements of the claim."""

    time: str | None
    status: Status
    because: tuple[str, ...]
    reason: str | None = None
    """The rule in words: who said what, and with what standing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Statements in a story that say the same thing, in the words of the clearest one (`text`, verbatim)."""

    id: str
    text: str
    statements: tuple[Statement, ...]
    status: Status
    history: tuple[StatusChange, ...]
    outlets: int
    lineages: int
    origins: tuple[int, int]
    confidence: float = 1.0
    """Probability that two of its statements really say the same; 1.0 where there is only one. Not of its truth."""
    worth: float = 0.0
    """How probable it is that an editor must see it, 0 to 1: what the board is ordered by."""
    shown: str | None = None
    """Id of the statement whose words (or whose sentence) `text` is."""
    houses: int | None = None
    """Different houses among those of its outlets whose owner is known (`owned` of them); None where none is."""
    owned: int = 0
    loose: tuple[str, ...] = ()
    """Ids of the statements of which it is not sure that they say the same as `shown`: they are counted for nothing."""
    by_hand: tuple[Hand, ...] = ()
    """What a desk has corrected of it; `hide`: it is on no board, `pin`: it is on the board whatever its worth."""

    @property
    def hidden(self) -> bool:
        """Whether a desk has hidden it."""
        return any(hand.kind == "hide" for hand in self.by_hand)


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One value of a figure: what was said it was, as of when, on whose word, and where that stands."""

    value: str
    """As it is read: "7", "at least 7", "3 to 5"."""
    low: float
    high: float | None
    unit: str
    asof: str | None
    origin: str | None
    article: str
    span: Span
    """Of the words of the value, in the article's body (in its title where `where` is "title")."""
    where: Where = "body"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted or measured in a claim (`slot`: dead, injured, missing, arrested, a sum, a size): its series."""

    claim: str
    slot: str
    series: tuple[FigureValue, ...]


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One side of a conflict: a span of an article, its words, and the value they were read as."""

    article: str
    span: Span
    text: str
    value: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two spans of one claim that differ. `strength`: hard, soft (may both be true) or superseded (kept as history)."""

    kind: ConflictKind
    claim: str
    a: ConflictSide
    b: ConflictSide
    strength: Literal["hard", "soft", "superseded"] = "hard"
