"""Proposals of attributions from patterns and dependency rules (after Pareti 2015; Muzny et al. 2017)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stemma.annotate import clausal, patterns
from stemma.annotate.proposals import Proposal
from stemma.annotate.trees import spans
from stemma.model import Article, AttributionKind, Spans
from stemma.text import quoted

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Proposal", "kind_of", "propose"]


def propose(article: Article, doc: Doc) -> list[Proposal]:
    """Attributions of `article` as patterns and rules see them, in text order; some lie inside another's content."""
    quotes = quotations(article.body)
    ranges = token_ranges(doc, quotes)
    found: list[Proposal] = []

    def keep(content: Iterable[int], cue: Iterable[int], source: Iterable[int], sure: float, by: str) -> None:
        said = complete(spans(doc, set(content) - set(cue) - set(source)), quotes, spans(doc, cue))
        if said and cue:
            kind = kind_of(said, quotes)
            found.append(Proposal(said, spans(doc, cue), spans(doc, source), kind, sure, by))  # type: ignore[arg-type]

    verbs = list(clausal.reports(doc, ranges))
    for content, cue, source, sure in verbs:
        keep(content, cue, source, sure, "rule")
    for content, cue, source in patterns.according(doc):
        keep(content, cue, source, 0.95, "pattern")
    for cue, source, head in patterns.citing(doc):
        for content, other, _, sure in verbs:
            if head.i in other:
                keep(content, cue, source, sure, "pattern")
    return sorted(found, key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))


def quotations(body: str) -> Spans:
    """The stretches in quotation marks, marks included."""
    found = []
    for start, end in quoted(body):
        while start > 0 and not body[start - 1].isalnum() and not body[start - 1].isspace():
            start -= 1
        while end < len(body) and body[end] in "\"”’'»“`":
            end += 1
        found.append((start, end))
    return tuple(found)


def token_ranges(doc: Doc, quotes: Spans) -> list[tuple[int, int]]:
    """`quotes` as first and last token numbers."""
    found = []
    at = 0
    for start, end in quotes:
        while at < len(doc) and doc[at].idx + len(doc[at]) <= start:
            at += 1
        first = at
        while at < len(doc) and doc[at].idx < end:
            at += 1
        if at > first:
            found.append((first, at - 1))
    return found


def complete(content: Spans, quotes: Spans, cue: Spans) -> Spans:
    """`content` with quotations that it mostly holds made whole, marks and all, unless the cue is inside them."""
    merged = [list(span) for span in content]
    for span in merged:
        for start, end in quotes:
            if end <= span[0] or start >= span[1] or any(start < c[1] and c[0] < end for c in cue):
                continue
            span[0], span[1] = min(span[0], start), max(span[1], end)
    joined: list[list[int]] = []
    for start, end in sorted(merged):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return tuple((s, e) for s, e in joined)


def kind_of(content: Spans, quotes: Spans) -> AttributionKind:
    """Direct if (nearly) all of the content is quoted, mixed if some of it is, else indirect."""
    total = sum(end - start for start, end in content)
    inside = sum(
        max(0, min(end, q_end) - max(start, q_start))
        for start, end in content
        for q_start, q_end in quotes
        if q_start < end and start < q_end
    )
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.85 * total else "mixed"
