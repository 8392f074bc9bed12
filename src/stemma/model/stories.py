"""A story, and what is told of it: timeline, brief, changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemma.model.annotations import PartyType
from stemma.model.claims import Claim, Conflict, Figure, Status
from stemma.model.hands import Ask, Hand
from stemma.model.pages import OutletOrigin, Span
from stemma.model.texts import House, Lineage

StoryState = Literal["developing", "quiet", "closed"]
FindingKind = Literal["quotation", "speaker", "figure", "date", "name", "claim", "hedge", "citation"]
FindingResult = Literal[
    "verbatim", "altered", "misattributed", "found", "elsewhere", "overtaken", "conflict", "firmer", "copy",
    "not-found", "unknown",
]  # fmt: skip
PageKind = Literal["report", "release", "fact-check"]
"""What a page is to its story: a report; a party's own text; a page that judges what others say."""
NoticeKind = Literal["retraction", "kill", "withdrawal", "correction"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the author of a page judged a claim to be. Stemma judges nothing: it lists the verdict beside the claim.

    `claim` is the id of the claim that it is about, None where no other page of the story carries it; `about` is that
    claim in the words of the verdict, `words` the rating as printed. `span` is where a page that declares no
    ClaimReview says so.
    """

    article: str
    author: str | None
    about: str
    words: str
    claim: str | None = None
    value: float | None = None
    best: float | None = None
    date: str | None = None
    url: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A page or a wire takes back or corrects: `pages` are the articles of the story that it is about.

    `text` are its words, as printed. A *retraction* or *withdrawal* takes back a page, a *kill* tells the clients of an
    agency not to use a text, a *correction* changes a part.
    """

    kind: NoticeKind
    article: str
    pages: tuple[str, ...]
    text: str
    time: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """A page whose word on a claim comes back to itself: `through` are the outlets between, in the order of citing."""

    article: str
    claim: str
    through: tuple[str, ...]
    statements: tuple[str, ...]
    """Ids of the statements of the page with which the circle begins."""


@dataclass(frozen=True, slots=True)
class Retold:
    """The probability that page `to` retells page `from` without a line of its text. It makes no lineage by itself."""

    from_: str
    to: str
    retold: float


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article as a story lists it. `party` is whose text a release is."""

    id: str
    outlet: str | None
    title: str | None
    published: str | None
    url: str | None = None
    modified: str | None = None
    credits: tuple[str, ...] = ()
    kind: PageKind = "report"
    party: str | None = None
    outlet_by: OutletOrigin | None = None
    owner: str | None = None


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

    `outlets`, `houses`, `len(lineages)` and `origins` are the four counts; `origins` is a range because an unnamed
    source may be the same as another unnamed source. `houses` counts the owners of those outlets whose owner is known
    (`owned` of them); it is None where none is.
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
    verdicts: tuple[Verdict, ...] = ()
    notices: tuple[Notice, ...] = ()
    circles: tuple[Circle, ...] = ()
    retold: tuple[Retold, ...] = ()
    houses: int | None = None
    owned: int = 0
    owners: tuple[House, ...] = ()
    """The houses whose outlets are in it, those with most of them first."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A source in an audit: how often it is quoted, in which roles, by which outlets, and where it was first seen.

    `verbatim` of the `quoted` times it is in direct speech. `named` false: told by its description alone, which may be
    that of several people. `by_outlet` are outlets with how often each quotes it, most often first.
    """

    name: str
    type: PartyType
    named: bool
    roles: tuple[str, ...]
    quoted: int
    verbatim: int
    pages: int
    by_outlet: tuple[tuple[str, int], ...]
    first: str | None
    first_article: str
    first_outlet: str


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

    `before` is None where the claim was not known. An event of a page as a whole (kind *retraction*, *kill*,
    *withdrawal*, *correction*) has an empty `claim`, and the words of its notice. `chains` and `articles` say who
    reported it and where, side by side with `because`, the ids of the statements that cause it.
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
