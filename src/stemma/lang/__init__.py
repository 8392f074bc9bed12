"""All that knows a language: one folder for each. `docs/languages.md` tells what a folder must hold.

A folder `stemma/lang/CODE/` has the vocabularies of the language (`words/*.toml`, see `stemma.lang.words`) and a module
`language` with one object `LANGUAGE` that keeps to `Language`. Nothing else names a language.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from stemma import text
from stemma.lang.proposals import Proposal
from stemma.model import (
    Annotations,
    Article,
    Assertion,
    Attribution,
    Clause,
    Party,
    Place,
    Quantity,
    Span,
    Spans,
    Timex,
)

__all__ = ["Language", "Syntax", "Titles", "of", "sentences"]

DEFAULT = "en"
"""The language of a page that does not say its own."""
_OTHER_NAMES = {"eng": "en"}

Doc = Any
"""What a language makes of a text for itself; nobody else looks into it. English: `stemma.lang.en.document.Doc`."""
Chains = Callable[[Article, Doc, Iterable[Proposal]], tuple[tuple[Attribution, ...], tuple[Party, ...]]]


class Titles(Protocol):
    """How a language reads headlines. Offsets are those of the title."""

    def text(self, article: Article) -> Article | None:
        """The title of `article` as a text of its own, ready for parsing; None where there is none to read."""
        ...

    def propose(self, title: Article, doc: Doc) -> list[Proposal]:
        """Who says what in a title, by rules. `title` is what `text` gave, `doc` its document."""
        ...

    def told(
        self, title: Article, doc: Doc, attributions: Sequence[Attribution]
    ) -> tuple[tuple[Assertion, ...], tuple[Clause, ...]]:
        """What the title says in the page's own voice, and the clauses of `attributions`, each with its Reading."""
        ...


class Syntax(Protocol):
    """What the parse of one text says of proposals in it, where those of rules and tagger are brought together."""

    @property
    def sentences(self) -> Sequence[Span]:
        """The sentences that the parse sees."""
        ...

    @property
    def quotations(self) -> Spans:
        """The stretches in quotation marks, marks included."""
        ...

    def trimmed(self, proposal: Proposal) -> Proposal | None:
        """A proposal of the tagger without what is not said; None where its source does not speak."""
        ...

    def states(self, proposal: Proposal) -> bool:
        """Whether the content is what another page could say too."""
        ...

    def explicit(self, rule: Proposal) -> bool:
        """Whether grammar alone says who says what ("X told Y that …")."""
        ...


class Language(Protocol):
    """What annotating asks of a language. Offsets are those of `article.body`."""

    code: str
    """The folder's name (ISO 639)."""
    titles: Titles | None
    """How its headlines are read; None: they are not."""
    chains: Chains | None
    """Makes attributions and parties of proposals; None: as `stemma.annotate` does from a dependency parse."""

    def parse(self, articles: Iterable[Article], *, batch: int = 32) -> Iterator[Doc]:
        """One document for each article, in order."""
        ...

    def sentences(self, article: Article) -> Sequence[Span]:
        """The sentence spans of the body."""
        ...

    def propose(self, article: Article, doc: Doc) -> list[Proposal]:
        """Who says what, by rules: flat proposals in text order."""
        ...

    def syntax(self, article: Article, doc: Doc) -> Syntax | None:
        """What its parse says of proposals; None where the trained tagger does not know the language."""
        ...

    def settled(
        self, article: Article, attributions: Iterable[Attribution], sentences: Sequence[Span]
    ) -> tuple[Attribution, ...]:
        """The attributions with what only the page around them tells."""
        ...

    def assertions(self, article: Article, doc: Doc, attributions: Sequence[Attribution]) -> tuple[Assertion, ...]:
        """The clauses in the page's own voice, each with its Reading."""
        ...

    def clauses(self, article: Article, doc: Doc, attributions: Iterable[Attribution]) -> tuple[Clause, ...]:
        """The clauses of each attributed content, each with its Reading."""
        ...

    def in_context(
        self, article: Article, assertions: Sequence[Assertion], clauses: Sequence[Clause]
    ) -> tuple[tuple[Assertion, ...], tuple[Clause, ...]]:
        """Both with what their place on the page adds to their readings."""
        ...

    def times(self, article: Article) -> tuple[Timex, ...]:
        """The time expressions of the body."""
        ...

    def places(self, doc: Doc) -> tuple[Place, ...]:
        """The places named."""
        ...

    def figures(self, text: str) -> tuple[Quantity, ...]:
        """The quantities in a text, in order."""
        ...

    def reread(self, article: Article, annotations: Annotations) -> Annotations:
        """Annotations made before there were readings, with readings from the words alone."""
        ...


def sentences(article: Article) -> list[Span]:
    """The sentences of the body of an article in any language; one that crosses a section boundary is cut there."""
    edges = sorted({edge for section in article.sections for edge in (section.start, section.end)})
    spans: list[tuple[int, int]] = []
    at = 0
    for start, end in text.sentences(article.body):
        while at < len(edges) and edges[at] <= start:
            at += 1
        inner = at
        while inner < len(edges) and edges[inner] < end:
            if article.body[start : edges[inner]].strip():
                spans.append((start, edges[inner]))
                start = edges[inner]
            inner += 1
        spans.append((start, end))
    return spans


def of(code: str | None) -> Language | None:
    """The language of a BCP 47 code ("en-GB"; None or empty: `DEFAULT`); None where no folder knows it."""
    name = (code or DEFAULT).lower().replace("_", "-").partition("-")[0]
    return _of(_OTHER_NAMES.get(name, name))


@functools.cache
def _of(name: str) -> Language | None:
    if len(name) not in (2, 3) or not name.isalpha() or find_spec(f"{__name__}.{name}") is None:
        return None
    if find_spec(f"{__name__}.{name}.language") is None:
        return None
    found: Language = importlib.import_module(f"{__name__}.{name}.language").LANGUAGE
    return found
