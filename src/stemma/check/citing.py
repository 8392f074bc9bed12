"""Citations: whether the page that is cited holds what the sentence says, and whether two of them are one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stemma.check.held import Near
from stemma.check.quotations import Match
from stemma.check.sentence import Sentence
from stemma.model import Finding, Span

HOLDS = 0.4
"""Share of a sentence's words that a line of the page cited must have to hold it."""
LESS = 0.75
"""The page cited holds it as well as another one where its best line has so much of the other's share."""


def findings(
    sentence: Sentence, quotes: Sequence[tuple[Span, Sequence[Match]]], others: Sequence[Finding]
) -> Iterator[Finding]:
    """What each citation of a sentence is worth; spans are those of the marks in the draft as it was given.

    `quotes` are its quotations with the places where they stand, `others` what was found of its figures.
    """
    earlier: list[str] = []
    for cite, pages in sentence.cites:
        if not pages:
            note = "the library does not have this page" if cite.target else "leads nowhere"
            yield Finding("citation", "unknown", cite.span, note=f"{cite.mark}: {note}")
            continue
        copied = next((one for one in earlier if one not in pages and one in sentence.ground.copies(pages[0])), None)
        if copied is not None:
            note = f"{cite.mark} carries the text of {copied}, which is cited as well"
            yield Finding("citation", "copy", cite.span, pages[0], note=note)
        else:
            yield _holds(sentence, cite.mark, pages, cite.span, quotes, others)
        earlier += pages


def _holds(
    sentence: Sentence,
    mark: str,
    pages: Sequence[str],
    span: Span,
    quotes: Sequence[tuple[Span, Sequence[Match]]],
    others: Sequence[Finding],
) -> Finding:
    own = _best(sentence, pages, inside=True)
    other = _best(sentence, pages, inside=False)
    quoted = [match for _, matches in quotes for match in matches]
    here = next((match for match in quoted if match.article in pages), None)
    if here is not None:
        words = sentence.ground.pages[here.article].text(here.where)[slice(*here.spans[0])]
        return Finding("citation", "found", span, here.article, here.spans, "", words, here.where)
    elsewhere = next((m.article for m in quoted), None) or next(
        (f.article for f in others if f.kind == "figure" and f.result == "elsewhere"), None
    )
    if own is not None and own.share >= HOLDS and not elsewhere and (not other or own.share >= LESS * other.share):
        line = own.line
        return Finding(
            "citation", "found", span, line.article, (line.span,), "", sentence.ground.words(line), line.where
        )
    if other is not None and other.share >= HOLDS:
        line = other.line
        note = f"{mark} does not hold it; {line.article} does"
        return Finding(
            "citation", "not-found", span, line.article, (line.span,), note, sentence.ground.words(line), line.where
        )
    if elsewhere:
        return Finding("citation", "not-found", span, elsewhere, note=f"{mark} does not hold it; {elsewhere} does")
    return Finding("citation", "not-found", span, note=f"{mark} does not hold it")


def _best(sentence: Sentence, pages: Sequence[str], *, inside: bool) -> Near | None:
    """The nearest line of `pages`, or of all the others."""
    return next((near for near in sentence.near if (near.line.article in pages) == inside), None)
