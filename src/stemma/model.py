"""The nouns of Stemma: plain immutable records. Imports nothing of ours.

Offsets are Unicode code points into `Article.body`, half-open `[start, end)`. Times are ISO 8601 strings, with an
offset from UTC where it is known; a date alone (`2023-09-11`) or a local time without offset is kept as it is.
The JSON form of each record (`stemma.contract`) has the same field names; a trailing underscore is dropped.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]
"""`(start, end)` in code points, half-open."""

Spans = tuple[Span, ...]
"""One or more spans in text order: a discontinuous stretch of text."""

CaptureKind = Literal["html", "dump", "body"]
SectionKind = Literal["original", "update", "correction", "live"]
DateOrigin = Literal["declared", "visible", "url", "inferred", "given"]
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
Telling = Literal["event", "state", "plan", "opinion", "demand", "question", "thing"]
Where = Literal["body", "title"]
Tense = Literal["past", "present", "future", "unknown"]
PartyType = Literal["person", "organisation", "government", "outlet", "agency", "group", "document", "unknown"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
DerivationKind = Literal["copy", "rewrite", "update", "common-source", "shared-statement", "none", "undecidable"]
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
ClauseKind = Literal["main", "coordinate", "adverbial", "relative", "participial", "phrase"]
StoryState = Literal["developing", "quiet", "closed"]
CorrectionKind = Literal[
    "merge",
    "split",
    "same",
    "part",
    "hide",
    "pin",
    "dispute",
    "party",
    "outlet",
    "undo",
    "keep",
]


_LONE = re.compile("[\ud800-\udfff]")
_CAPTURE_TEXTS = ("url", "outlet", "title", "published", "timezone", "language", "fetched", "encoding", "file")


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes (or text) of one page as it was got, with what is known about where it came from.

    `id` is kept in every output. `kind` says what `content` is: raw HTML, a plain-text dump of a whole page, or a
    body that is clean already and is kept byte for byte. `published`, `title`, `outlet`, `timezone` (IANA name or
    `+hh:mm`) and `language` (BCP 47) are what the giver of the capture says; `fetched` is when it was got.
    """

    id: str
    kind: CaptureKind
    content: bytes | str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    timezone: str | None = None
    language: str | None = None
    fetched: str | None = None
    encoding: str | None = None
    """Character set that the transport declared, if any."""
    file: str | None = None
    """Path or member name that the capture was read from, for messages."""
    fetched_from: str | None = None
    """The address that gave it out, where that is of another host than its `url`: it may not be what it says."""

    def __post_init__(self) -> None:
        """Texts are made sound where they enter: no half of a surrogate pair is kept, and offsets stay as they are."""
        for name in ("id", "content", *_CAPTURE_TEXTS):
            value = getattr(self, name)
            if isinstance(value, str) and not value.isascii() and (made := _LONE.sub("\ufffd", value)) != value:
                object.__setattr__(self, name, made)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over kind, URL, given fields and content: equal captures have equal digests."""
        given: tuple[str | None, ...]
        given = (self.kind, self.url, self.outlet, self.title, self.published, self.timezone, self.language)
        if self.fetched_from is not None:
            given = (*given, self.fetched_from)
        content = self.content if isinstance(self.content, bytes) else self.content.encode("utf-8", "surrogatepass")
        head = "\x1f".join(value or "" for value in given).encode("utf-8", "surrogatepass")
        return hashlib.sha256(head + b"\x1e" + content).hexdigest()


@dataclass(frozen=True, slots=True)
class Section:
    """A dated part of a body. `start`/`end` are offsets into the body; `time` is its own document creation time."""

    kind: SectionKind
    time: str | None
    start: int
    end: int
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Teaser:
    """Another story's headline on the page. `time` as ISO 8601 where it could be resolved, else as printed."""

    title: str
    time: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The clean text of a capture, with its frame (schema.org NewsArticle, ninjs).

    `credits` are agencies whose text it is by its own word, by full name ("Associated Press"). `captions` and
    `caption_credits` run side by side. `free` is schema.org isAccessibleForFree. `flags` name what is odd about the
    page ("modified-before-published", "published-in-future", …) and was therefore not used.
    """

    id: str
    body: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    dateline: str | None = None
    language: str | None = None
    published: str | None = None
    modified: str | None = None
    published_by: DateOrigin | None = None
    modified_by: DateOrigin | None = None
    published_confidence: float | None = None
    timezone: str | None = None
    section: str | None = None
    topics: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    captions: tuple[str, ...] = ()
    caption_credits: tuple[str | None, ...] = ()
    teasers: tuple[Teaser, ...] = ()
    fetched: str | None = None
    free: bool | None = None
    based_on: str | None = None
    flags: tuple[str, ...] = ()


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
class Quantity:
    """One quantity of a text. `what` is what is counted or measured ("dead", "money EUR", "length", a noun's stem).

    `low` and `high` bound it (inclusive; `high` None: open) in the base unit of its kind: km, hours, kg, km², the
    currency's own. `start`/`end` are offsets into the text that it was read from (a statement's `text`).
    """

    what: str
    low: float
    high: float | None
    start: int
    end: int
    text: str
    noun: str = ""

    @property
    def exact(self) -> bool:
        """Whether it is one number and not a range."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Role:
    """Who or what takes part in what a clause tells (PropBank, simplified), by the words of the text.

    `role`: *agent* (who does it), *patient* (whom or what it is done to or befalls), *recipient*, *place*, *time*,
    *means*. `head` is the stem of the head noun or the last word of the name.
    """

    role: Literal["agent", "patient", "recipient", "place", "time", "means"]
    text: str
    head: str


@dataclass(frozen=True, slots=True)
class Frame:
    """An event whose stages are one claim however they are worded: a journey of a party to a goal, a meeting of two.

    `parties` holds the words of each name. `stage`: which end of a journey is told of, None for neither or both.
    """

    kind: Literal["journey", "meeting"]
    parties: tuple[tuple[str, ...], ...]
    goal: str = ""
    stage: Literal["start", "end"] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one clause says, written once where the parse is and read everywhere (FactBank, TimeML, SRL).

    `polarity`: +1 it is so, −1 it is not, 0 left open. `telling`: what kind of thing is told; `outright` false where
    it is told by the way ("when it sank", "which …"). `condition`: the words under which alone it holds. `figures` are
    its quantities, `names` the names in it, `roles` who does what to whom, `event` the stem of the verb or noun that
    heads it, `marks` names of the word lists and expressions (`lang/*/words/marks.toml`) that hold of its text.
    """

    polarity: Literal[1, -1, 0] = 1
    telling: Telling = "event"
    tense: Tense = "unknown"
    outright: bool = True
    condition: str | None = None
    figures: tuple[Quantity, ...] = ()
    names: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    event: str | None = None
    marks: tuple[str, ...] = ()
    about: str | None = None
    """Stem of the noun that a content only points to ("the allegations"), or that it says something was not."""
    frame: Frame | None = None


UNREAD = Reading()
"""Of what nobody read: plain, so, of no known time."""


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


@dataclass(frozen=True, slots=True)
class Passage:
    """Two stretches of text that say the same in much the same words. `a` lies in `from`, `b` in `to`."""

    a: Span
    b: Span
    score: float


@dataclass(frozen=True, slots=True)
class Derivation:
    """Section `to_section` of `to` has text from section `from_section` of `from` (METER; Nicholls 2019).

    `derived` is the probability that the two share a line of written text. For `common-source` and
    `shared-statement` neither is the parent of the other, and the order is that of time.
    """

    from_: str
    to: str
    kind: DerivationKind
    derived: float
    probabilities: dict[str, float] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    from_section: int = 0
    to_section: int = 0
    reason: str | None = None
    """What gave kind and direction: `credit`, `version`, `time`, `containment`."""
    direction: Literal["forward", "backward"] | None = None
    """`forward`: `to` took its text from `from`; `backward`: the reverse; None: siblings, nothing shared, unknown."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The articles whose text descends from one text. `credit` is the agency it is credited to, if any.

    `unseen` is the id of the node that stands for a wire text which nobody captured (`wire:Associated Press`).
    """

    id: str
    credit: str | None
    members: tuple[str, ...]
    derivations: tuple[Derivation, ...] = ()
    unseen: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles side by side: the derivation between them, and what each has that the other lacks."""

    derivation: Derivation
    only_from: Spans
    only_to: Spans


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
class Words:
    """Words of a page that a correction speaks of: where they stand and their digest, never the words themselves."""

    article: str
    content: Spans
    where: Where = "body"
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of the log of corrections: what a desk said of stories, claims, parties or outlets; who, when and why.

    It is keyed by what stays when stories are related anew: ids of articles, and words of pages. A claim is named by
    statements of it. What is given depends on `kind`:

    - `merge`: `pages` are of one story; `split`: `pages` are of another story than `others`;
    - `same`: the claims of `words` and of `beside` are one; `part`: `words` are of another claim than `beside`,
      `hide`, `pin`, `dispute`: the claim of `words`, whose status was `status`; `pages` are those of the story then;
    - `party`: `names` are one party, called `name` (only in stories with one of `pages`, if there are any);
    - `outlet`: `names` (an outlet, by its name or host) has another `name`, `owner` or `zone`;
    - `undo`: the correction `line` is taken back; `keep`: it stays, whatever the ask `evidence` says against it.
    """

    id: str
    kind: CorrectionKind
    time: str
    who: str
    why: str = ""
    pages: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()
    beside: tuple[Words, ...] = ()
    names: tuple[str, ...] = ()
    name: str | None = None
    owner: str | None = None
    zone: str | None = None
    status: Status | None = None
    line: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """That something is shown as a desk has said: by which correction, and who said so, when and why."""

    correction: str
    kind: CorrectionKind
    time: str
    who: str
    why: str = ""
    note: str = ""
    """What it did, where that is not plain: "Harbor Six is called Harbour 6"."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the desk: what came later and speaks against a correction, which stays in force meanwhile."""

    id: str
    correction: str
    reason: str
    articles: tuple[str, ...] = ()
    claim: str | None = None


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
class Problem:
    """An input that was set aside, why, and what can be done about it."""

    input: str
    reason: str
    remedy: str = ""
    kind: str = "InputError"


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


@dataclass(frozen=True, slots=True)
class Added:
    """What one run of `add` did: ids of articles that were kept, ids that were known already, and problems."""

    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    stories: tuple[str, ...] = ()
    """Stories that the added articles are in."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Sentences of the earlier version (`before`) that became others (`after`), with the words that differ.

    `before` and `removed` lie in the earlier body, `after` and `added` in the later one.
    """

    before: Spans
    after: Spans
    removed: Spans
    added: Spans


@dataclass(frozen=True, slots=True)
class Revision:
    """What the later of two versions of a page changed.

    `added` are sentences of the later body, `removed` of the earlier one. `title` holds both titles if they differ.
    `time` is when the later version was modified, published or fetched, whichever is known first.
    """

    before: str
    after: str
    time: str | None
    added: Spans
    removed: Spans
    edits: tuple[Edit, ...]
    title: tuple[str | None, str | None] | None
    silent: bool

    @property
    def changed(self) -> bool:
        """Whether the words of the page changed at all."""
        return bool(self.added or self.removed or self.edits or self.title)


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody wants to be told of: pages with the words of a query, what a party says, what turns in a story."""

    id: str
    kind: Literal["query", "party", "story"]
    what: str
    """Words, the name of a party, or the id of a story."""
    made: str
    webhook: str | None = None
    """Address that new matches are posted to."""
    private: bool = False
    """Whether the webhook may be at an address that is not of the open internet."""


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that a watch found. `id` stays the same however often the watch looks."""

    id: str
    watch: str
    kind: Literal["page", "words", "change"]
    """A page that matches or joined the story, words of the party, or a claim whose status turned."""
    found: str
    title: str
    text: str
    """An excerpt: the opening of the page, the words of the party, the claim."""
    article: str
    story: str | None = None
    claim: str | None = None
    outlet: str | None = None
    time: str | None = None
    """When it was published or turned."""
    url: str | None = None
