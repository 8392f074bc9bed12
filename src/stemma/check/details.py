"""Dates and names of a draft: whether a page has them, near what the sentence says or anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stemma.check.forms import Forms
from stemma.check.held import Near, root
from stemma.check.sentence import Sentence
from stemma.lang import words as vocabulary
from stemma.lang.words import LANGUAGE
from stemma.model import Finding, Span, Timex

ABOUT = 0.4
"""A line must be so near for its date to be the one that the draft should have."""
LEAST = 3
"""Initials and other shorter words are no names that are missed."""


def dates(sentence: Sentence) -> Iterator[Finding]:
    """What the pages hold of each date of a sentence that is told by its number, month or day of the week."""
    body = sentence.draft.article.body
    for one in sentence.draft.annotations.times:
        span = (one.start, one.end)
        text = body[one.start : one.end]
        inside = sentence.span[0] <= one.start and one.end <= sentence.span[1]
        if not inside or one.type not in ("DATE", "TIME") or not _told(text, one):
            continue
        found = [(near, t) for near in sentence.near for t in _times(sentence, near) if _same(sentence, one, near, t)]
        if found:
            cited = [pair for pair in found if pair[0].line.article in sentence.cited]
            near, t = (cited or found)[0]
            away = sentence.cited and not cited and sentence.open(span)
            yield _date("elsewhere" if away else "found", sentence, span, near, t, "")
        elif sentence.open(span) and not _anywhere(sentence, text):
            other = [(n, t) for n in sentence.near if n.share >= ABOUT for t in _times(sentence, n) if _differs(one, t)]
            if other:
                yield _date("conflict", sentence, span, *other[0], "another date there")
            elif sentence.near and sentence.near[0].share >= ABOUT:
                yield Finding("date", "not-found", span, note="in no page")


def _told(text: str, one: Timex) -> bool:
    """Whether a time is told by itself, and not from when it was written ("yesterday", "last week")."""
    capital = any(word[:1].isupper() for word in text.split())
    year = one.value[:4].isdigit() and len(one.value) == 4 and text.isdigit()
    return year or (one.granularity in ("day", "month") and (capital or any(c.isdigit() for c in text)))


def _times(sentence: Sentence, near: Near) -> list[Timex]:
    line = near.line
    return sentence.ground.pages[line.article].times(line.span) if line.where == "body" else []


def _same(sentence: Sentence, ours: Timex, near: Near, theirs: Timex) -> bool:
    """Whether two times may be one: one value within the other, the same words, or one day of the week."""
    page = sentence.ground.pages[near.line.article]
    there = page.member.article.body[theirs.start : theirs.end]
    here = sentence.draft.article.body[ours.start : ours.end]
    if here.casefold() == there.casefold():
        return True
    if not any(c.isdigit() for c in here) and ours.granularity == "day":
        return (day := _weekday(ours.value)) is not None and day == _weekday(theirs.value)
    a, b = ours.value[:10], theirs.value[:10]
    return a.startswith(b) or b.startswith(a) or (len(a) == len(b) == 10 and a[4:] == b[4:])


def _differs(ours: Timex, theirs: Timex) -> bool:
    """Whether two times are days, or months, or years, and not the same one."""
    known = "X" not in ours.value + theirs.value
    return known and theirs.type in ("DATE", "TIME") and ours.granularity == theirs.granularity == "day"


def _weekday(value: str) -> int | None:
    try:
        return date.fromisoformat(value[:10]).weekday()
    except ValueError:
        return None


def _anywhere(sentence: Sentence, text: str) -> bool:
    """Whether a page has the very words of a date."""
    forms = Forms(text).forms
    return any(page.body.find(forms) is not None for page in sentence.ground.pages.values())


def _date(result: str, sentence: Sentence, span: Span, near: Near, theirs: Timex, note: str) -> Finding:
    page = sentence.ground.pages[near.line.article]
    place = (theirs.start, theirs.end)
    words = page.member.article.body[slice(*place)]
    return Finding("date", result, span, page.id, (place,), note, words)  # type: ignore[arg-type]


def names(sentence: Sentence) -> Iterator[Finding]:
    """The names of a sentence of which a word stands in no page."""
    known = vocabulary.of(LANGUAGE)
    skipped = known["days-and-months"] | known["forms-of-address"] | known["function-words"] | known["capitalised"]
    for run in _runs(sentence):
        missing = [
            sentence.draft.article.body[slice(*span)]
            for word, span in run
            if sentence.open(span) and word not in skipped and not _there(sentence, word)
        ]
        if missing:
            whole = (run[0][1][0], run[-1][1][1])
            yield from _name(sentence, whole, missing)


def _name(sentence: Sentence, whole: Span, missing: list[str]) -> Iterator[Finding]:
    if sentence.near and sentence.near[0].share >= ABOUT:
        note = "" if len(missing) == len(sentence.draft.article.body[slice(*whole)].split()) else " ".join(missing)
        yield Finding("name", "not-found", whole, note=note)


def _runs(sentence: Sentence) -> Iterator[list[tuple[str, Span]]]:
    """Capitalised words in a row; not the first one of the sentence or of a quotation, which any word may be."""
    text, start = sentence.text, sentence.span[0]
    forms = Forms(text)
    run: list[tuple[str, Span]] = []
    begins = True
    last = 0
    for word, (a, b) in zip(forms.forms, forms.spans, strict=True):
        between = text[last:a]
        apart = bool(between.strip(" -")) or not last
        begins = begins or any(c in between for c in '"“”‘:.!?[(—–')
        if run and apart:
            yield from _kept(run)
            run = []
        if text[a].isupper() and not begins:
            run.append((word.removesuffix("'s"), (start + a, start + b)))
        elif run:
            yield from _kept(run)
            run = []
        begins = False
        last = b
    yield from _kept(run)


def _kept(run: list[tuple[str, Span]]) -> Iterator[list[tuple[str, Span]]]:
    if run:
        yield run


def _there(sentence: Sentence, word: str) -> bool:
    """Whether a page has a name, also as part of a longer or shorter form of it ("Canadian" of "Canada")."""
    held = sentence.ground.names
    return word in held or f"{word}'s" in held or len(word) < LEAST or root(word) in sentence.ground.roots
