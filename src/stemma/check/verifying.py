"""Puts the parts of the check together, sentence by sentence."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from stemma.check import citing, denials, details, figures, hedges, quotations, speakers
from stemma.check.draft import Cite, Draft
from stemma.check.held import Ground, Held, meets
from stemma.check.quotations import Match
from stemma.check.sentence import Sentence
from stemma.model import Annotated, CheckedSentence, Finding, Span, Statement
from stemma.relate.claims.statements import statements
from stemma.text import quoted, words

SHORT = 3
"""Sentences of fewer words are headings or asides: nothing is looked for."""


def verify(draft: Draft, member: Annotated, held: Held) -> tuple[CheckedSentence, ...]:
    """What the pages hold of each sentence of a draft, in order. `member` is the draft's clean text, annotated."""
    ground = Ground(held)
    spans = member.annotations.sentences
    cites = draft.citing(spans)
    said = statements([*held.pages.values(), member])
    of = hedges.of_page(said)
    ours = [one for one in of.pop(member.article.id, []) if one.where == "body"]
    quotes = quoted(member.article.body)
    found = []
    for span in spans:
        sentence = _sentence(ground, member, span, cites[span], quotes, ours)
        given = draft.given(span)
        made = tuple(_placed(one, draft) for one in _findings(sentence, of)) if _worth(sentence) else ()
        found.append(CheckedSentence(given, member.article.body[slice(*span)], made))
    return tuple(found)


def _sentence(
    ground: Ground,
    member: Annotated,
    span: Span,
    cites: Sequence[Cite],
    quotes: Sequence[Span],
    said: Sequence[Statement],
) -> Sentence:
    inside = [
        (max(a, span[0]), min(b, span[1])) for a, b in quotes if a < span[1] and span[0] < b
    ]  # a speech of several sentences is looked up sentence by sentence
    mine = [one for one in said if any(s < span[1] and span[0] < e for s, e in one.content)]
    led = [(cite, ground.cited.get(cite.target or "", ())) for cite in cites]
    return Sentence(ground, member, span, led, inside, mine)


def _worth(sentence: Sentence) -> bool:
    return len(words(sentence.text)) >= SHORT


def _findings(sentence: Sentence, said: dict[str, list[Statement]]) -> Iterator[Finding]:
    if not sentence.ground.pages:
        yield Finding("claim", "not-found", sentence.span, note="the library has no page on this")
        return
    ground = sentence.ground
    pages = list(ground.pages.values())
    whole = quotations.verbatim(sentence.text, pages)
    sentence.whole = any(_complete(ground, match) for match in whole)
    places: list[tuple[Span, Sequence[Match]]] = []
    for quote in sentence.quotes:
        found, finding = _quotation(sentence, quote)
        if finding is not None:
            yield finding
        if found:
            sentence.settled.append(quote)
            places.append((quote, found))
            if not sentence.whole:
                yield from speakers.findings(sentence, quote, found, said)
    if whole:
        sentence.settled.append(sentence.span)
        places.append((sentence.span, whole))
    yield from denials.findings(sentence, said)
    counted = list(figures.findings(sentence))
    yield from counted
    yield from details.dates(sentence)
    yield from details.names(sentence)
    yield from hedges.claims(sentence)
    yield from hedges.hedges(sentence, said)
    yield from citing.findings(sentence, places, counted)


def _complete(ground: Ground, match: Match) -> bool:
    """Whether a match is a whole sentence of the page, or several: no words before or behind it were left out."""
    page = ground.pages[match.article]
    held = [line.span for line in page.lines if line.where == match.where and meets(match.spans, line.span)]
    text = page.text(match.where)
    first, last = match.spans[0][0], match.spans[-1][1]
    outside = text[held[0][0] : first] + text[last : held[-1][1]] if held else ""
    return len(match.spans) == 1 and not words(outside)


def _quotation(sentence: Sentence, quote: Span) -> tuple[list[Match], Finding | None]:
    """Where a quotation stands, verbatim or altered, and what is to be told of it; nothing of a short one."""
    text = sentence.draft.article.body[slice(*quote)]
    pages = list(sentence.ground.pages.values())
    found = quotations.verbatim(text, pages)
    long = len(words(text)) >= quotations.LEAST
    if found:
        found.sort(key=lambda m: m.article not in sentence.cited)
        if not long:
            return found, None
        return found, _told(sentence, quote, found[0])
    if not long:
        return [], None
    match = quotations.altered(text, pages)
    if match is None:
        return [], Finding("quotation", "not-found", quote, note="in no page")
    return [match], _told(sentence, quote, match)


def _told(sentence: Sentence, quote: Span, match: Match) -> Finding:
    page = sentence.ground.pages[match.article]
    shown = " … ".join(page.text(match.where)[start:end] for start, end in match.spans)
    notes = list(match.told)
    if match.differs:
        notes += [_difference(*pair) for pair in match.differs]
    elif not quotations.marked(match, page):
        notes.append("not in quotation marks there")
    elif sentence.cited and match.article not in sentence.cited:
        notes.append("not in the page cited")
    return Finding(
        "quotation", "altered" if match.differs else "verbatim", quote, match.article, match.spans, "; ".join(notes),
        shown, match.where,
    )  # fmt: skip


def _difference(ours: str, theirs: str) -> str:
    if not ours:
        return f"“{theirs}” there is left out"
    return f"“{theirs}” there, “{ours}” here" if theirs else f"“{ours}” is put in"


def _placed(one: Finding, draft: Draft) -> Finding:
    """A finding with its span in the draft as it was given; a citation has that of its mark already."""
    return one if one.kind == "citation" else dataclasses.replace(one, span=draft.given(one.span))
