"""Excerpts: exports carry short quotations with the address of the page; the full text stays in the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stemma.model import Annotated, BriefSentence, Claim, Conflict, Spans, Story, TimelineEntry

LENGTH = 300
"""Characters of a span that an export shows unless told otherwise."""


def cut(text: str, most: int = LENGTH) -> str:
    """`text` if it has at most `most` code points, else its beginning with `…`, together at most `most` long."""
    if len(text) <= most:
        return text
    return text[: most - 1].rstrip() + "…" if most else ""


def words(annotated: Annotated, spans: Spans, most: int = LENGTH) -> str:
    """The words of `spans`, each cut to `most` code points, joined by ` … `."""
    return " … ".join(cut(annotated.article.body[start:end], most) for start, end in spans)


def story(story: Story, most: int = LENGTH) -> Story:
    """`story` with the text of its claims, statements and conflicts cut to `most` code points each."""
    return replace(
        story,
        claims=tuple(_claim(claim, most) for claim in story.claims),
        conflicts=tuple(_conflict(conflict, most) for conflict in story.conflicts),
    )


def timeline(entries: Sequence[TimelineEntry], most: int = LENGTH) -> tuple[TimelineEntry, ...]:
    """`entries` with their text cut to `most` code points each."""
    return tuple(replace(entry, text=cut(entry.text, most)) for entry in entries)


def brief(sentences: Sequence[BriefSentence], most: int = LENGTH) -> tuple[BriefSentence, ...]:
    """`sentences` with their text cut to `most` code points each."""
    return tuple(replace(sentence, text=cut(sentence.text, most)) for sentence in sentences)


def _claim(claim: Claim, most: int) -> Claim:
    statements = tuple(replace(one, text=cut(one.text, most)) for one in claim.statements)
    return replace(claim, text=cut(claim.text, most), statements=statements)


def _conflict(conflict: Conflict, most: int) -> Conflict:
    a, b = (replace(side, text=cut(side.text, most)) for side in (conflict.a, conflict.b))
    return replace(conflict, a=a, b=b)
