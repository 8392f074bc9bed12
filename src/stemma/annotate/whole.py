"""All annotations of an article, put together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from stemma.annotate import chains, tagger
from stemma.annotate.bounds import cut
from stemma.annotate.framing import framed
from stemma.annotate.fuse import fuse
from stemma.annotate.headline import headline, introduced
from stemma.lang import Chains, Doc, Language, of, sentences, words
from stemma.lang.proposals import Proposal
from stemma.model import Annotations, Article, Headline, Span

BOUND = 120_000
"""Characters of a body that are annotated, some 20,000 words: the longest live pages have as many. What is beyond is
left out, and `Annotations.read` says where."""
SIGNS = 25_000
"""Words and marks of a body that are annotated: so a row of marks costs no more than the longest page of words."""
ENDS = 5_000
"""Ends of sentences in them; the longest page of words has a fourth of that."""
VOICES = 1_200
"""Words in them that may introduce a speaker; a page of 20,000 words has some 800."""
MARKS = 6_000
"""Marks in them; the longest page of words has half of that. The parser takes 16 kB for each word or mark."""
_MARK = re.compile(r"[^\w\s]")
_SIGN = re.compile(r"\w+|[^\w\s]")
_END = re.compile(r"[.!?…]\s")


def annotate_many(articles: Iterable[Article], *, batch: int = 32) -> Iterator[Annotations]:
    """See `stemma.annotate.annotate_many`."""
    stream = iter(articles)
    while group := list(itertools.islice(stream, batch)):
        within = [bounded(article) for article in group]
        tongues = [of(article.language) for article in within]
        found = {id(one): _together(one, within, tongues, batch) for one in tongues if one is not None}
        for given, article, tongue in zip(group, within, tongues, strict=True):
            notes = plain(article) if tongue is None else next(found[id(tongue)])
            yield notes if article is given else replace(notes, read=len(article.body))


def _together(
    language: Language, articles: Sequence[Article], tongues: Sequence[Language | None], batch: int
) -> Iterator[Annotations]:
    """The annotations of those of `articles` that are in `language`, in order; they are parsed together."""
    mine = [article for article, tongue in zip(articles, tongues, strict=True) if tongue is language]
    docs, heads = language.parse(mine, batch=batch), _headlines(language, mine, batch)
    for article, doc, head in zip(mine, docs, heads, strict=True):
        notes = _annotated(language, article, doc)
        yield replace(notes, headline=introduced(head, article.title or "", notes.parties))


def _headlines(language: Language, articles: Sequence[Article], batch: int) -> Iterator[Headline]:
    """What the title of each article says; nothing where there is none."""
    known = language.titles
    if known is None:
        yield from (Headline() for _ in articles)
        return
    titles = [known.text(article) for article in articles]
    docs = language.parse([title for title in titles if title is not None], batch=batch)
    for title in titles:
        yield Headline() if title is None else headline(known, _chains(language), title, next(docs))


def _chains(language: Language) -> Chains:
    return language.chains or chains.attributions


def plain(article: Article) -> Annotations:
    """What is annotated in a language that has no folder here."""
    return Annotations(sentences=tuple(sentences(article)))


def bounded(article: Article) -> Article:
    """The article, its body cut at a paragraph or sentence near the first of the bounds that it goes beyond."""
    body = article.body
    most = BOUND
    bounds = [(_SIGN, SIGNS), (_MARK, MARKS), (_END, ENDS)]
    tongue = of(article.language)
    many = len(_SIGN.findall(body)) > VOICES  # else there are no more voices than words
    if many and tongue is not None and "voices" in (known := words.of(tongue.code)).names():
        bounds.append((known.expression("voices"), VOICES))
    for pattern, number in bounds:
        found = pattern.finditer(body, 0, most)
        if len(body) > number and (beyond := next(itertools.islice(found, number, None), None)):
            most = min(most, beyond.start())
    if len(body) <= most:
        return article
    end = max(body.rfind("\n", most // 2, most), 0) or max(body.rfind(". ", most // 2, most) + 1, 0) or most
    sections = tuple(replace(s, end=min(s.end, end)) for s in article.sections if s.start < end)
    return replace(article, body=body[:end], sections=sections)


def _annotated(language: Language, article: Article, doc: Doc) -> Annotations:
    found, parties = _chains(language)(article, doc, proposals(language, article, doc))
    spans = tuple(language.sentences(article))
    found = language.settled(article, found, spans)
    own, said = language.in_context(
        article, language.assertions(article, doc, found), language.clauses(article, doc, found)
    )
    return Annotations(
        attributions=found,
        times=language.times(article),
        parties=parties,
        places=language.places(doc),
        assertions=own,
        retracts=retracts(language, article, spans),
        sentences=spans,
        clauses=said,
    )


def retracts(language: Language, article: Article, sentences: Sequence[Span]) -> bool:
    """Whether a page says that it, or an article of its own outlet, is taken back as a whole.

    In what it printed as a correction, or in a sentence that speaks of "this" page or names its outlet: what one outlet
    tells of another's retraction takes nothing back of its own.
    """
    known = words.of(language.code)
    if "retracts" not in known.names():
        return False
    taken_back, own = known.expression("retracts"), known.expression("own-page")
    told = (article.title or "", *(article.body[start:end] for start, end in sentences))
    return any(taken_back.search(text) for text in article.corrections) or any(
        taken_back.search(text) and (own.search(text) or bool(article.outlet and article.outlet in text))
        for text in told
    )


def proposals(language: Language, article: Article, doc: Doc) -> list[Proposal]:
    """Proposals of rules and patterns, fused with those of the trained tagger where it knows the language."""
    rules = language.propose(article, doc)
    syntax = language.syntax(article, doc)
    if syntax is None or not tagger.available():
        return rules
    found = tagger.tag(article.body, rules, doc, syntax.quotations)
    tagged = list(cut(found, syntax.sentences, syntax.quotations))
    return framed(rules, tagged, fuse(rules, tagged, syntax))
