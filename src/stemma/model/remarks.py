"""What is told of pages beside their text: verdicts, what is taken back, circles, retellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemma.model.pages import Span

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
