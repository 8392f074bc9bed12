"""A story, and what is told of it: timeline, brief, changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemma.model.claims import Claim, Conflict, Figure, Status
from stemma.model.hands import Ask, Hand
from stemma.model.pages import Span
from stemma.model.texts import Lineage

StoryState = Literal["developing", "quiet", "closed"]


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article as a story lists it."""

    id: str
    outlet: str | None
    title: str | None
    published: str | None
    url: str | None = None
    modified: str | None = None
    credits: tuple[str, ...] = ()
    owner: str | None = None
    """Who owns the outlet, where a desk has said so."""


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """Something that happened to a story itself: opened, joined, closed, possibly-the-same — with its reason."""

    time: str | None
    kind: str
    reason: str
    article: str | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The articles about one event, with what they rest on.

    `outlets`, `origins` and `len(lineages)` are the three counts; `origins` is a range because an unnamed source may
    be the same as another unnamed source.
    """

    id: str
    title: str | None
    state: StoryState
    first: str | None
    last: str | None
    articles: tuple[StoryArticle, ...]
    outlets: int
    lineages: tuple[Lineage, ...]
    origins: tuple[int, int]
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    keywords: tuple[str, ...] = ()
    possibly_same: tuple[str, ...] = ()
    events: tuple[StoryEvent, ...] = ()
    parties: tuple[str, ...] = ()
    """The named parties on whose word most of its articles rest, the most cited first."""
    board: tuple[str, ...] = ()
    """Ids of the at most twelve claims that an editor must see, in the order shown."""
    figures: tuple[Figure, ...] = ()
    by_hand: tuple[Hand, ...] = ()
    """What a desk has corrected of it, its parties and its outlets; what it corrected of claims stands at these."""
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A dated statement. `begin`/`until` bound the time it speaks of (UTC), `reported` is when it was said."""

    begin: str | None
    until: str | None
    value: str
    text: str
    article: str
    span: Span
    time_span: Span
    outlet: str | None = None
    chain: tuple[str, ...] = ()
    reported: str | None = None
    claim: str | None = None
    differs: tuple[str, ...] = ()
    """Articles whose statement of the same claim gives a time that does not overlap."""


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """A verbatim sentence or clause chosen for the brief, with where it stands and what it rests on."""

    text: str
    article: str
    span: Span
    outlet: str | None
    chain: tuple[str, ...] = ()
    url: str | None = None
    time: str | None = None
    update: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What became known, confirmed, denied, superseded or corrected about one claim of a story.

    `before` is None where the claim was not known. `chains` and `articles` say who reported it and where, side by
    side with `because`, the ids of the statements that cause it.
    """

    time: str | None
    kind: str
    claim: str
    text: str
    after: Status
    before: Status | None = None
    because: tuple[str, ...] = ()
    chains: tuple[tuple[str, ...], ...] = ()
    articles: tuple[str, ...] = ()
    reason: str | None = None
