"""What the text of one article has from another: passages, derivations, lineages, versions of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from stemma.model.pages import Span, Spans

DerivationKind = Literal["copy", "rewrite", "update", "common-source", "shared-statement", "none", "undecidable"]


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
class House:
    """The outlets of one owner in a story: its articles and, side by side, the name of the outlet of each."""

    name: str
    outlets: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles side by side: the derivation between them, and what each has that the other lacks."""

    derivation: Derivation
    only_from: Spans
    only_to: Spans


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
