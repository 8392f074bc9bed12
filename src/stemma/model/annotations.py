"""What annotating adds to an article: who says what, what is stated, times, parties, places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemma.model.pages import Article, Spans
from stemma.model.readings import Reading, Tense

AttributionKind = Literal["direct", "indirect", "mixed"]
Certainty = Literal["CT+", "CT-", "PR+", "PR-", "PS+", "PS-", "U"]

Act = Literal[
    "assert",
    "confirm",
    "deny",
    "accuse",
    "announce",
    "not-confirm",
    "no-comment",
    "demand",
    "ask",
    "recommend",
    "apologise",
    "promise",
    "threaten",
    "retract",
    "nothing",
]
"""What a source does with a content. *nothing*: the words assert nothing ("has not said that …", "makes no mention
of"); *retract*: it takes back what it said."""

Speech = Literal["speech", "belief", "perception", "intention", "act"]
"""What a source is to a content: only *speech* makes it the source's assertion."""

PartyType = Literal["person", "organisation", "government", "outlet", "agency", "group", "document", "unknown"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
ClauseKind = Literal["main", "coordinate", "adverbial", "relative", "participial", "phrase"]


@dataclass(frozen=True, slots=True)
class Link:
    """One party of a chain, as it stands in this attribution.

    `source` and `cue` are where it is printed (empty if it is not, as for the publisher's credit line). `name` is the
    full name where the article gives one for a pronoun or short name; `description` is the wording of an unnamed
    party as printed. `party` is the id of the same party in `Annotations.parties`.
    """

    name: str
    type: PartyType
    named: bool
    description: str | None = None
    source: Spans = ()
    cue: Spans = ()
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what (PARC 3, PolNeAR), on whose word, and how surely.

    `chain` runs from the party nearest the publisher to the origin; its last link is the origin. `certainty` is the
    FactBank value of the content as its origin put it; `act` and `tense` are what the origin does and the time it
    speaks of. `confidence` is the calibrated probability that source and content belong together as shown.
    """

    id: str
    content: Spans
    cue: Spans
    source: Spans
    kind: AttributionKind
    certainty: Certainty
    chain: tuple[Link, ...]
    confidence: float
    act: Act = "assert"
    tense: Tense = "unknown"
    section: int = 0
    """Index into `Article.sections` of the section that holds it."""
    speech: Speech = "speech"


@dataclass(frozen=True, slots=True)
class Assertion:
    """A clause that the article states in its own voice: no party is named for it."""

    id: str
    content: Spans
    certainty: Certainty
    act: Act = "assert"
    tense: Tense = "unknown"
    section: int = 0
    clause: ClauseKind = "main"
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause in the content of an attribution (its id), from the parse.

    `kind`: *main* (the clause that the cue takes, or a sentence of a quotation), *coordinate* with it, or below it:
    *adverbial* ("after …", "because …"), *relative* after a comma, *participial* ("…, killing three"). What stands
    below is presupposed by whoever asserts or denies the main clause, so it has certainty and tense of its own.
    """

    attribution: str
    content: Spans
    kind: ClauseKind
    certainty: Certainty = "CT+"
    tense: Tense = "unknown"
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """What a page's title says, annotated like its text. All offsets are into `Article.title`."""

    attributions: tuple[Attribution, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression with TIMEX3 `type` and `value`, and the interval it means.

    `begin`/`until` are UTC instants (`…Z`), half-open, or None where the value is no point on the line (durations,
    sets, vague references). Where the zone is unknown the interval is widened and `anchor` says so. `anchor` tells
    what the value was reckoned from, e.g. `section:0 2023-09-11T06:43:00-05:00`.
    """

    start: int
    end: int
    type: TimexType
    value: str
    begin: str | None = None
    until: str | None = None
    anchor: str | None = None
    granularity: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Party:
    """A source in one article. `mentions` are all spans that name it, the first one in full."""

    id: str
    name: str
    type: PartyType
    named: bool
    description: str | None = None
    role: str | None = None
    affiliation: str | None = None
    identity: str | None = None
    """One key for the same party in every article, e.g. `agency:yonhap`; None for an unnamed party."""
    mentions: Spans = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in the body. Coordinates are degrees (WGS 84), where the name is known and not ambiguous."""

    name: str
    mentions: Spans
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Annotations:
    """What `annotate` adds to an article. `sentences` are the sentence spans of the body, in order."""

    attributions: tuple[Attribution, ...] = ()
    times: tuple[Timex, ...] = ()
    parties: tuple[Party, ...] = ()
    places: tuple[Place, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    sentences: Spans = ()
    clauses: tuple[Clause, ...] = ()
    """The clauses of attributed contents that have more than one, in text order for each attribution."""
    read: int | None = None
    """Where annotating stopped in a body beyond its bound, in code points; None: it was read to its end."""
    phrases: Spans = ()
    """Always empty since November 2026: what is stated inside clauses is in the figures of their readings."""
    retracts: bool = False
    """Whether the page says that it, or an article of its outlet, was taken back as a whole."""
    headline: Headline = Headline()
    """The same for the title. Its statements are the page's own voice or the named speaker's."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with its annotations: what `relate` works on."""

    article: Article
    annotations: Annotations

    def text(self, spans: Spans) -> str:
        """The exact words of (possibly discontinuous) spans, joined by ` … `."""
        return " … ".join(self.article.body[start:end] for start, end in spans)
