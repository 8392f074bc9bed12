"""English as `stemma.lang.Language`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from stemma import lang
from stemma.lang import Chains, Language, Syntax, Titles
from stemma.lang.en import clauses as clausing
from stemma.lang.en import context, figures, headlines, places, rereading, spans, syntax, times, turns
from stemma.lang.en import parse as parsing
from stemma.lang.proposals import Proposal
from stemma.model import Annotations, Article, Assertion, Attribution, Clause, Place, Quantity, Span, Timex

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc


class English:
    """English: a dependency parse, rules over it, and the trained tagger. See `Language` for each method."""

    code = "en"
    titles: Titles | None = headlines
    chains: Chains | None = None

    def parse(self, articles: Iterable[Article], *, batch: int = 32) -> Iterator[Doc]:
        return parsing.parse(articles, batch=batch)

    def sentences(self, article: Article) -> Sequence[Span]:
        return lang.sentences(article)

    def propose(self, article: Article, doc: Doc) -> list[Proposal]:
        return [*spans.propose(article, doc), *turns.turns(article.body)]

    def syntax(self, article: Article, doc: Doc) -> Syntax:
        return syntax.Parsed(article.body, doc)

    def settled(
        self, article: Article, attributions: Iterable[Attribution], sentences: Sequence[Span]
    ) -> tuple[Attribution, ...]:
        return context.settled(article, attributions, sentences)

    def assertions(self, article: Article, doc: Doc, attributions: Sequence[Attribution]) -> tuple[Assertion, ...]:
        return clausing.assertions(article, doc, attributions)

    def clauses(self, article: Article, doc: Doc, attributions: Iterable[Attribution]) -> tuple[Clause, ...]:
        return clausing.clauses(article, doc, attributions)

    def in_context(
        self, article: Article, assertions: Sequence[Assertion], clauses: Sequence[Clause]
    ) -> tuple[tuple[Assertion, ...], tuple[Clause, ...]]:
        return context.in_context(article, assertions, clauses)

    def times(self, article: Article) -> tuple[Timex, ...]:
        return times.times(article)

    def places(self, doc: Doc) -> tuple[Place, ...]:
        return places.places(doc)

    def figures(self, text: str) -> tuple[Quantity, ...]:
        return figures.figures(text)

    def reread(self, article: Article, annotations: Annotations) -> Annotations:
        return rereading.reread(article, annotations)


LANGUAGE: Language = English()
