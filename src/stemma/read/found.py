"""What was found on a page, before it is weighed against what the page declares and the capture says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from stemma.model import Teaser
from stemma.read.declaration import Declared
from stemma.read.parts import Parts
from stemma.read.titles import Heading


@dataclass(slots=True)
class Found:
    """The parts of the story and its frame as visible on the page. `other_lines` are those outside of the story."""

    parts: Parts
    title: str | None = None
    section: str | None = None
    teasers: list[Teaser] = field(default_factory=list)
    other_lines: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    declared: Declared | None = None
    flags: list[str] = field(default_factory=list)
    """What was odd about the page itself, as in `Article.flags`."""

    def add_credits(self, names: Iterable[str]) -> None:
        """Adds agencies to the credits, each once."""
        self.parts.credits += [name for name in names if name not in self.parts.credits]
