"""All annotations of an article, put together."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stemma.annotate import tagger
from stemma.annotate.chains import attributions
from stemma.annotate.clauses import assertions, clauses
from stemma.annotate.frames import framed
from stemma.annotate.fuse import fuse
from stemma.annotate.parse import parse, sentence_spans
from stemma.annotate.places import places
from stemma.annotate.proposals import Proposal
from stemma.annotate.spans import propose
from stemma.annotate.times import times
from stemma.annotate.turns import turns
from stemma.model import Annotations, Article

if TYPE_CHECKING:
    from spacy.tokens import Doc


def annotate_many(articles: Iterable[Article], *, batch: int = 32) -> Iterator[Annotations]:
    """See `stemma.annotate.annotate_many`."""
    stream = iter(articles)
    while group := list(itertools.islice(stream, batch)):
        docs = parse([a for a in group if english(a)], batch=batch)
        for article in group:
            yield _annotated(article, next(docs)) if english(article) else plain(article)


def english(article: Article) -> bool:
    """Whether the article may be read with the English parser: its language is English or unknown."""
    return not article.language or article.language.lower().startswith("en")


def plain(article: Article) -> Annotations:
    """What is annotated in a language that has no parser here."""
    return Annotations(sentences=tuple(sentence_spans(article)))


def _annotated(article: Article, doc: Doc) -> Annotations:
    found, parties = attributions(article, doc, proposals(article, doc))
    return Annotations(
        attributions=found,
        times=times(article),
        parties=parties,
        places=places(doc),
        assertions=assertions(article, doc, found),
        sentences=tuple(sentence_spans(article)),
        clauses=clauses(doc, found),
    )


def proposals(article: Article, doc: Doc) -> list[Proposal]:
    """Proposals of rules and patterns, fused with those of the trained tagger where its model is installed."""
    rules = [*propose(article, doc), *turns(article.body)]
    if not tagger.available():
        return rules
    (tagged,) = tagger.tag((article.body,))
    return framed(rules, tagged, fuse(rules, tagged))
