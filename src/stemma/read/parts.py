"""The lines of a story's region and the parts they are split into."""

from __future__ import annotations

from dataclasses import dataclass, field

from stemma.model import SectionKind
from stemma.read import dates


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `story` says whether the reader of lines took it for a part of the story."""

    text: str
    story: bool
    caption: bool = False
    """Marked as a caption by the page itself (`<figcaption>`), or by what stands beside it."""
    credit: str | None = None
    """The credit of the picture, where it stands beside the caption."""
    time: str | None = None
    """ISO time of a time element in it."""
    heading: bool = False
    ruled: bool = False
    """Stands under a rule across the page (`<hr>`)."""
    linked: float = 0.0
    """Share of its characters that are links."""
    agency: bool = False
    """An agency alone where bylines stand: a credit of the story, not of a picture."""


@dataclass(slots=True)
class Head:
    """Where a dated section begins: before paragraph `at` of the body."""

    at: int
    kind: SectionKind | None
    stamp: dates.Stamp | None
    title: str | None = None
    bare: bool = False
    """A clock time or a time element alone: counts only on pages that look like live blogs."""


@dataclass(slots=True)
class Parts:
    """What the lines of a story's region were split into. `heads` are in body order."""

    paragraphs: list[str] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    captions: list[tuple[str, str | None]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    contributors: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    stamps: list[tuple[str, dates.Stamp]] = field(default_factory=list)
    """(role, stamp) of stamps outside of heads; the role is `published`, `modified` or empty."""
    clocks: list[dates.Stamp] = field(default_factory=list)
    """What is printed in time elements, whose machine-written time is in `stamps`: the page's own clock."""
    dateline: str | None = None
    based_on: str | None = None
    """Where the story appeared first, by its own word."""


def credit(parts: Parts, names: list[str]) -> None:
    """Adds agencies to the credits, each once."""
    parts.credits += [name for name in names if name not in parts.credits]
