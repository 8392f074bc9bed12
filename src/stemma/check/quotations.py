"""Quotations: whether the words stand in a page as they are quoted, and where they differ from what stands there.

Case, punctuation, kinds of marks and spelling are no difference; an ellipsis may stand for words of the page, and what
is in brackets for some of them or none. Each is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from stemma.check.forms import Forms
from stemma.check.held import Page, meets
from stemma.model import Spans, Where

SKIPPED = 80
"""Words of a page that an ellipsis may stand for."""
REPLACED = 6
"""Words of a page that brackets may stand for."""
LEAST = 4
"""A shorter quotation may be a title or a word that is held at arm's length: it is found, or nothing is said of it."""
ALIKE = 0.62
"""Share of words in common, in order, from which on a quotation is an altered one (2·M/T, Ratcliff and Obershelp)."""
_LETTER = re.compile(r"\[(\w)\](?=\w)")
_GAP = re.compile(
    r"(?P<skip>\[ ?(?:…|\. ?\. ?\.) ?\]|\( ?(?:…|\. ?\. ?\.) ?\)|…|\.(?: ?\.){2,3})|\[(?P<put>[^\[\]]{1,80})\]"
)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a quotation stands in a page: whole, or in the pieces between ellipses and brackets.

    `differs` holds what the draft has and what the page has, for each difference; empty where it is verbatim.
    """

    article: str
    where: Where
    spans: Spans
    told: tuple[str, ...] = ()
    """What was passed over: marks, spelling, ellipsis, insertion."""
    differs: tuple[tuple[str, str], ...] = ()
    alike: float = 1.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of a quotation without a gap, and how many words of the page may stand before them."""

    forms: list[str]
    gap: int
    kind: str


def verbatim(quote: str, pages: Iterable[Page]) -> list[Match]:
    """The places where `quote` stands, one for each page that has it."""
    pieces = _pieces(quote)
    if not pieces:
        return []
    return [match for page in pages if (match := _in(quote, pieces, page, "body") or _in(quote, pieces, page, "title"))]


def _pieces(quote: str) -> list[_Piece]:
    text = _LETTER.sub(r"\1", quote)
    found: list[_Piece] = []
    at, gap, kind = 0, 0, ""
    for match in [*_GAP.finditer(text), None]:
        forms = Forms(text[at : match.start() if match else len(text)]).forms
        if forms:
            found.append(_Piece(forms, gap if found else 0, kind if found else ""))
            gap, kind = 0, ""
        if match:
            gap = max(gap, SKIPPED if match["skip"] else REPLACED)
            kind = "ellipsis" if match["skip"] else kind or "insertion"
            at = match.end()
    return found


def _in(quote: str, pieces: list[_Piece], page: Page, where: Where) -> Match | None:
    text = page.body if where == "body" else page.title
    begin = 0
    while (first := text.find(pieces[0].forms, begin)) is not None:
        found = [(first, first + len(pieces[0].forms) - 1)]
        for piece in pieces[1:]:
            after = found[-1][1] + 1
            at = text.find(piece.forms, after, after + piece.gap)
            if at is None:
                break
            found.append((at, at + len(piece.forms) - 1))
        if len(found) == len(pieces):
            spans = tuple(text.span(*pair) for pair in found)
            return Match(page.id, where, spans, tuple(_told(quote, pieces, text.text, spans)))
        begin = first + 1
    return None


def _told(quote: str, pieces: list[_Piece], text: str, spans: Spans) -> Iterator[str]:
    """What was passed over in a quotation that stands in `text`."""
    yield from dict.fromkeys(piece.kind for piece in pieces if piece.kind)
    if len(pieces) > 1 or _LETTER.search(quote):
        return
    words, here = Forms(quote), Forms(text[slice(*spans[0])])
    ours, theirs = ([t.text[s:e].casefold().replace("’", "'") for s, e in t.spans] for t in (words, here))
    if ours != theirs:
        yield "spelling"


def altered(quote: str, pages: Iterable[Page]) -> Match | None:
    """The place that is most like `quote`, where it is like enough to be the same words altered."""
    forms = [form for piece in _pieces(quote) for form in piece.forms]
    best: Match | None = None
    if len(forms) < LEAST:
        return None
    for page in pages:
        for where in ("body", "title"):
            match = _like(quote, forms, page, where)
            if match and (best is None or match.alike > best.alike):
                best = match
    return best


def _like(quote: str, forms: list[str], page: Page, where: Where) -> Match | None:
    text = page.body if where == "body" else page.title
    first = _window(forms, text)
    if first is None:
        return None
    size = len(forms)
    begin, end = max(0, first - 4), min(len(text.forms), first + size + size // 3 + 6)
    blocks = SequenceMatcher(None, forms, text.forms[begin:end], autojunk=False)
    pairs = [b for b in blocks.get_matching_blocks() if b.size]
    if not pairs:
        return None
    start = max(begin, begin + pairs[0].b - pairs[0].a)
    last = min(end, begin + pairs[-1].b + size - pairs[-1].a)
    exact = SequenceMatcher(None, forms, text.forms[start:last], autojunk=False)
    if exact.ratio() < ALIKE:
        return None
    words = Forms(_LETTER.sub(r"\1", quote))
    differs = tuple(
        (_of(words, a, b) if len(words.forms) == size else " ".join(forms[a:b]), _of(text, start + c, start + d))
        for tag, a, b, c, d in exact.get_opcodes()
        if tag != "equal"
    )
    return Match(page.id, where, (text.span(start, last - 1),), (), differs, exact.ratio())


def _of(text: Forms, first: int, after: int) -> str:
    return text.text[slice(*text.span(first, after - 1))] if first < after else ""


def _window(forms: list[str], text: Forms) -> int | None:
    """Where in `text` most words of `forms` stand in their order: the offset on which most of them agree."""
    votes: dict[int, float] = {}
    for number, form in enumerate(forms):
        places = text.places.get(form, ())
        for place in places:
            offset = (place - number) // 4
            votes[offset] = votes.get(offset, 0.0) + 1.0 / len(places) ** 0.5
    if not votes:
        return None
    best = max(votes, key=lambda o: (votes[o] + votes.get(o + 1, 0.0) + 0.5 * votes.get(o - 1, 0.0), -o))
    return max(0, best * 4)


def marked(match: Match, page: Page) -> bool:
    """Whether words of the match stand inside quotation marks in the page."""
    return match.where == "title" or any(meets(page.quotes, span) for span in match.spans)
