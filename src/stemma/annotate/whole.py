"""All annotations of an article, put together."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.annotate import tagger
from stemma.annotate.bounds import cut
from stemma.annotate.chains import attributions
from stemma.annotate.framing import framed
from stemma.annotate.fuse import fuse
from stemma.annotate.headline import headline, titled
from stemma.lang.en.clauses import assertions, clauses
from stemma.lang.en.context import in_context, settled
from stemma.lang.en.parse import parse, sentence_spans
from stemma.lang.en.places import places
from stemma.lang.en.spans import propose, quotations
from stemma.lang.en.times import times
from stemma.lang.en.turns import turns
from stemma.lang.proposals import Proposal
from stemma.model import Annotations, Article, Headline

if TYPE_CHECKING:
    from spacy.tokens import Doc


BOUND = 120_000
"""Characters of a body that are annotated, some 20,000 words: the longest live pages have as many. What is beyond is
left out, and `Annotations.read` says where; so one page costs at most some 15 s and 1.5 GB, whatever stands in it."""


def annotate_many(articles: Iterable[Article], *, batch: int = 32) -> Iterator[Annotations]:
    """See `stemma.annotate.annotate_many`."""
    stream = iter(articles)
    while group := list(itertools.islice(stream, batch)):
        within = [bounded(article) for article in group]
        read = [article for article in within if english(article)]
        docs = parse(read, batch=batch)
        titles = [titled(article) for article in read]
        heads = iter(_headlines(titles, batch))
        for given, article in zip(group, within, strict=True):
            if english(article):
                found = replace(_annotated(article, next(docs)), headline=next(heads))
            else:
                found = plain(article)
            yield found if article is given else replace(found, read=len(article.body))


def _headlines(titles: list[Article | None], batch: int) -> Iterator[Headline]:
    """What each title says; nothing where there is none."""
    docs = parse([title for title in titles if title is not None], batch=batch)
    for title in titles:
        yield Headline() if title is None else headline(title, next(docs))


def english(article: Article) -> bool:
    """Whether the article may be read with the English parser: its language is English or unknown."""
    return not article.language or article.language.lower().startswith("en")


def plain(article: Article) -> Annotations:
    """What is annotated in a language that has no parser here."""
    return Annotations(sentences=tuple(sentence_spans(article)))


def bounded(article: Article) -> Article:
    """The article, its body cut at a paragraph or sentence near `BOUND` characters if it is longer."""
    body = article.body
    if len(body) <= BOUND:
        return article
    end = max(body.rfind("\n", BOUND // 2, BOUND), 0) or max(body.rfind(". ", BOUND // 2, BOUND) + 1, 0) or BOUND
    sections = tuple(replace(s, end=min(s.end, end)) for s in article.sections if s.start < end)
    return replace(article, body=body[:end], sections=sections)


def _annotated(article: Article, doc: Doc) -> Annotations:
    found, parties = attributions(article, doc, proposals(article, doc))
    sentences = tuple(sentence_spans(article))
    found = settled(article, found, sentences)
    own, said = in_context(article, assertions(article, doc, found), clauses(article, doc, found))
    return Annotations(
        attributions=found,
        times=times(article),
        parties=parties,
        places=places(doc),
        assertions=own,
        sentences=sentences,
        clauses=said,
    )


def proposals(article: Article, doc: Doc) -> list[Proposal]:
    """Proposals of rules and patterns, fused with those of the trained tagger where its model is installed."""
    rules = [*propose(article, doc), *turns(article.body)]
    if not tagger.available():
        return rules
    sentences = [(s.start_char, s.end_char) for s in doc.sents]
    tagged = list(cut(tagger.tag(article.body, rules, doc), sentences, quotations(article.body)))
    return framed(rules, tagged, fuse(rules, tagged, doc))
