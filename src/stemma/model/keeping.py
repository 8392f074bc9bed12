"""What keeping pages and watching them brings: inputs set aside, what was added, what a watch found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemma.model.claims import Where
from stemma.model.pages import Span, Spans
from stemma.model.stories import FindingKind, FindingResult


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that was set aside, why, and what can be done about it."""

    input: str
    reason: str
    remedy: str = ""
    kind: str = "InputError"


@dataclass(frozen=True, slots=True)
class Added:
    """What one run of `add` did: ids of articles that were kept, ids that were known already, and problems."""

    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    stories: tuple[str, ...] = ()
    """Stories that the added articles are in."""


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


@dataclass(frozen=True, slots=True)
class Finding:
    """What the pages of a library hold on one thing of a sentence of a draft. It never says true or false.

    `span` is where the thing stands in the draft, `evidence` where it stands in `article` (in its title where `where`
    is "title"), and `words` are the exact words there. `elsewhere`: in another page than the one cited; `firmer`: told
    as surer than the pages have it; `copy`: cited beside the page whose text it carries; `unknown`: the library does
    not have the page cited.
    """

    kind: FindingKind
    result: FindingResult
    span: Span
    article: str | None = None
    evidence: Spans = ()
    note: str = ""
    words: str = ""
    where: Where = "body"
    claim: str | None = None
    """Id of the claim that the evidence belongs to, and with `story` where it stands."""
    story: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a draft with what was found on it. `sentence` is its span in the draft as it was given."""

    sentence: Span
    text: str
    findings: tuple[Finding, ...] = ()
