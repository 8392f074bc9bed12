"""The edges of a clause: joining words, datelines, commas, lone quotation marks and brackets are no part of it."""

from __future__ import annotations

from stemma.lang import words
from stemma.model import Span, Spans

_OPENING, _CLOSING = "“‘\"'", "”’\"'"


def tidy(body: str, content: Spans) -> Spans:
    """`content` with each span trimmed; spans of which nothing is left go, unless none is left at all."""
    kept = tuple(span for span in (trimmed(body, *s) for s in content) if span[0] < span[1])
    return kept or content


def trimmed(body: str, start: int, end: int) -> Span:
    """`start`, `end` without blanks, commas, joining words, datelines and quotation marks without a partner."""
    known = words.of("en")
    head, tail, dateline = (known.expression(n) for n in ("edge-before", "edge-after", "dateline"))
    before = None
    while before != (start, end):
        before = start, end
        if match := head.match(body, start, end) or dateline.match(body, start, end):
            start = match.end()
        if match := tail.search(body[start:end]):
            end = start + match.start()
        start, end = _bracketed(body, *_paired(body, start, end))
    return start, end


def _paired(body: str, start: int, end: int) -> Span:
    """`start`, `end` without a quotation mark at the edge that is opened but not closed in between, or the reverse."""
    if start < end and body[start] in _OPENING:
        close = _CLOSING[_OPENING.index(body[start])]
        if close not in body[start + 1 : end]:
            start += 1
    if start < end and body[end - 1] in _CLOSING and not body[start : end - 1].endswith("s"):
        mark = _OPENING[_CLOSING.index(body[end - 1])]
        if mark not in body[start : end - 1]:
            end -= 1
    return start, end


def _bracketed(body: str, start: int, end: int) -> Span:
    """`start`, `end` with the bracket that closes right behind it, without one that is opened and closed elsewhere."""
    opened = [at for at in range(start, end) if body[at] == "("]
    closed = [at for at in range(start, end) if body[at] == ")"]
    if len(opened) > len(closed):
        if body[end : end + 1] == ")":
            return start, end + 1
        return (start + 1, end) if opened[-1] == start else (start, opened[-1])
    if len(closed) > len(opened) and not opened and body[start : closed[0]].count(" ") < 2:
        return closed[0] + 1, end
    return start, end


def joined(body: str, content: Spans) -> str:
    """The words of (possibly discontinuous) spans, joined as `Annotated.text` joins them."""
    return " … ".join(body[start:end] for start, end in content)
