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

from stemma.lang.proposals import Proposal
from stemma.model import Annotations, Article, Assertion, Attribution, Clause, Party, Place, Quantity, Span, Timex

__all__ = ["Language", "of"]

DEFAULT = "en"
"""The language of a page that does not say its own."""
_OTHER_NAMES = {"eng": "en"}

Doc = Any
"""What a language makes of a text for itself; nobody else looks into it. English: a parsed `spacy.tokens.Doc`."""
Chains = Callable[[Article, Doc, Iterable[Proposal]], tuple[tuple[Attribution, ...], tuple[Party, ...]]]


class Language(Protocol):
    """What annotating asks of a language. Offsets are those of `article.body`."""

    code: str
    """The folder's name (ISO 639)."""
    tagged: bool
    """Whether the trained tagger knows the language."""
    titled: bool
    """Whether its headlines are read as those of English are."""
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
