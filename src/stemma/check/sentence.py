"""One sentence of a draft with all that the parts of the check ask of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from stemma.check.draft import Cite
from stemma.check.held import Ground, Near, meets
from stemma.lang.terms import stems
from stemma.model import Annotated, Span, Statement

QUOTED = 0.4
"""Share of a statement that stands in quotation marks from which on it is one: an ellipsis hides who says it."""


@dataclass
class Sentence:
    """A sentence of a draft: offsets are those of the clean text.

    `quotes` are its quotations, `statements` what it says and who says so, `cites` its citations with the pages (ids)
    that each leads to. `settled` are the spans whose words were found verbatim: they are not looked at again.
    """

    ground: Ground
    draft: Annotated
    span: Span
    cites: Sequence[tuple[Cite, tuple[str, ...]]]
    quotes: Sequence[Span]
    statements: Sequence[Statement]
    settled: list[Span] = field(default_factory=list)
    whole: bool = False
    """Whether it stands in a page as a whole sentence, word for word."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.draft.article.body[slice(*self.span)]

    @functools.cached_property
    def stems(self) -> list[str]:
        """Its content words."""
        return stems(self.text)

    @functools.cached_property
    def cited(self) -> tuple[str, ...]:
        """Ids of the pages that it cites."""
        return tuple(dict.fromkeys(id for _, ids in self.cites for id in ids))

    @functools.cached_property
    def near(self) -> list[Near]:
        """The lines of pages that are nearest to it; of the pages it cites at least some."""
        found = self.ground.near(self.stems)
        if self.cited:
            own = self.ground.near(self.stems, pages=self.cited, most=8)
            found += [one for one in own if one not in found]
        return found

    def quotes_most(self, statement: Statement) -> bool:
        """Whether a statement of it is a quotation for the most part: its words are looked up as such."""
        inside = sum(max(0, min(b, e) - max(a, s)) for s, e in self.quotes for a, b in statement.content)
        return inside >= QUOTED * sum(b - a for a, b in statement.content)

    def open(self, span: Span) -> bool:
        """Whether a span has words that were not found verbatim."""
        return not meets(tuple(self.settled), span)
