"""Proposals of attributions from patterns and dependency rules (after Pareti 2015; Muzny et al. 2017)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.lang.en import clausal, lexicon, patterns
from stemma.lang.en.quotes import complete, introduced, merge, quotations, token_ranges, within
from stemma.lang.en.relays import relayed
from stemma.lang.en.trees import spans
from stemma.lang.proposals import Finder, Proposal, kind_of
from stemma.model import Article

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc

FIXED = 0.9
"""A clause rule as sure as this is a fixed wording ("quoted X as saying")."""


def propose(article: Article, doc: Doc) -> list[Proposal]:
    """Attributions of `article` as patterns and rules see them, in text order; some lie inside another's content."""
    quotes = quotations(article.body)
    ranges = token_ranges(doc, quotes)
    found: list[Proposal] = []

    def keep(content: Iterable[int], cue: Iterable[int], source: Iterable[int], sure: float, by: Finder) -> None:
        rest = set(content) - set(cue) - set(source)
        said = complete(spans(doc, rest or content), quotes, spans(doc, cue))
        if said and cue:
            found.append(Proposal(said, spans(doc, cue), spans(doc, source), kind_of(said, quotes), sure, by))

    phrases = list(patterns.according(doc))
    aside = set().union(*(cue | source for _, cue, source in phrases))
    told = [*clausal.reports(doc, ranges), *relayed(doc)]
    verbs = [(content - aside, cue, source, sure) for content, cue, source, sure in told]
    for content, cue, source, sure in verbs:
        if not cue & aside:
            keep(content, cue, source, sure, "pattern" if sure >= FIXED else "rule")
    for content, cue, source in phrases:
        keep(content, cue, source, 0.95, "pattern")
    for cue, source, head in patterns.citing(doc):
        framing = next((p[0] for p in phrases if head.i in p[2] or min(cue) - max(p[2]) in (1, 2)), None)
        if framing:  # "according to Y, which cited X, …"
            keep(framing - cue - source, cue, source, 0.95, "pattern")
            continue
        above = [head.i, *(t.i for t in head.ancestors)][:5]
        reported = [(above.index(i), k) for k, (_, other, _, _) in enumerate(verbs) for i in above if i in other]
        if reported:
            content, _, _, sure = verbs[min(reported)[1]]
            keep(content - cue - source, cue, source, sure, "pattern")
    inner = [p for p in found if within(p.cue, quotes)]
    outer = [p for p in found if not within(p.cue, quotes)]
    at = {p.cue: k for k, p in enumerate(outer) if p.by == "rule"}
    for span, cue, source in list(introduced(doc, quotes, [p for p in outer if p.by != "pattern"])):
        where = spans(doc, cue)
        if where in at:  # the second half of "…," X said, "…"
            said = merge((*outer[at[where]].content, span))
            outer[at[where]] = replace(outer[at[where]], content=said, kind=kind_of(said, quotes))
        else:
            at[where] = len(outer)
            outer.append(Proposal((span,), where, spans(doc, source), kind_of((span,), quotes), 0.7, "rule"))
    return _ordered([*outer, *(p for p in inner if not _speaks_for_self(article.body, p, doc))])


def _ordered(proposals: Iterable[Proposal]) -> list[Proposal]:
    return sorted(proposals, key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))


def _speaks_for_self(body: str, inner: Proposal, doc: Doc) -> bool:
    """Whether a proposal inside a quotation is the speaker's own "I think", a thought, or of nobody in particular."""
    source = " ".join(body[s:e] for s, e in inner.source).casefold()
    cue = doc.char_span(*inner.cue[-1], alignment_mode="expand")
    speaks = cue is not None and any(t.lemma_ in lexicon.SAYING for t in cue)
    speaks = speaks or inner.confidence >= clausal.THOUGHT
    return not source or source in OWN or not speaks


OWN = frozenset("i we you it that this which who what one everybody everyone people nobody".split())
"""Sources that, inside a quotation, name nobody apart from its speaker."""
