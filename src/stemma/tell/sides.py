"""Two compared articles as rows: what stands side by side, what one has alone, and the words that differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stemma import text
from stemma.model import Article, Comparison, Section, Span
from stemma.tell import wording
from stemma.tell.board import full


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text of one side. `alone`: the other side lacks it."""

    text: str
    start: int
    end: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Sentences that say the same, one or more of each side; one side is empty where the other has them alone.

    Each sentence is a tuple of runs that join to its exact words. `score` is the best of its passages', if aligned.
    `heads` are the sections that begin here, on the left and on the right, where an article has more than one.
    """

    left: tuple[tuple[Run, ...], ...]
    right: tuple[tuple[Run, ...], ...]
    score: float | None = None
    heads: tuple[Section | None, Section | None] = (None, None)


def rows(comparison: Comparison, a: Article, b: Article) -> tuple[Row, ...]:
    """The rows of a comparison, in the order of `a`; what `b` has alone follows what it follows in `b`."""
    passages = comparison.derivation.passages
    left = sorted({p.a for p in passages})
    right = sorted({p.b for p in passages})
    groups = _groups([(p.a, p.b) for p in passages])
    made: list[tuple[Span, Row]] = []
    after: dict[int, list[Row]] = {}
    for spans_a, spans_b in groups:
        best = max(p.score for p in passages if p.a in spans_a and p.b in spans_b)
        row = Row(_runs(a, spans_a, comparison.only_from), _runs(b, spans_b, comparison.only_to), best)
        made.append((spans_a[0], row))
    for span in _whole(comparison.only_from, left):
        made.append((span, Row(_runs(a, [span], [span]), ())))
    made.sort(key=lambda item: item[0])
    place = {span: n for n, (_, row) in enumerate(made) for span in _spans(row.right)}
    at = -1  # before the first row
    for span in sorted({*_whole(comparison.only_to, right), *right}):
        if span in place:
            at = place[span]
        else:
            after.setdefault(at, []).append(Row((), _runs(b, [span], [span])))
    result = list(after.get(-1, ()))
    for number, (_, row) in enumerate(made):
        result.append(row)
        result += after.get(number, ())
    return tuple(_headed(result, a, b))


def _headed(found: Iterable[Row], a: Article, b: Article) -> Iterable[Row]:
    """The rows, each with the sections that begin on it."""
    waiting = [sorted(x.sections, key=lambda s: s.start) if len(x.sections) > 1 else [] for x in (a, b)]
    for row in found:
        heads: list[Section | None] = []
        for left, side in zip(waiting, (row.left, row.right), strict=True):
            here = [s for s in left if any(s.start <= start < s.end for start, _ in _spans(side))]
            heads.append(here[0] if here else None)
            left[:] = [s for s in left if s not in here]
        yield replace(row, heads=(heads[0], heads[1]))


def summary(comparison: Comparison, one: Article, two: Article) -> str:
    """What the comparison says, in one sentence."""
    found = comparison.derivation
    a, b = name(one, two), name(two, one)
    agencies = [c for c in one.credits if text.fold(c) in {text.fold(other) for other in two.credits}]
    older, newer = (b, a) if found.direction == "backward" else (a, b)
    told = {
        "copy": f"{newer} carries the text of {older}",
        "rewrite": f"{newer} is a rewrite of the text of {older}",
        "update": f"{newer} is a later version of {older}",
        "common-source": f"{a} and {b} both rest on the text of {' and '.join(agencies) or 'one agency'}",
        "shared-statement": f"{a} and {b} share a statement, not a text",
        "none": f"{a} and {b} share no written text",
        "undecidable": f"whether {a} and {b} share written text cannot be told from their words",
    }[found.kind]
    if found.direction is None and found.kind in ("copy", "rewrite", "update"):
        told = f"{a} and {b} share written text; which came first is not known"
    by = {
        "credit": "by what they credit",
        "version": "by their times at one outlet",
        "time": "by their times",
        "containment": "by which holds more of the other",
    }.get(found.reason or "")
    if by and found.direction:
        told += f", {by}"
    return f"{told[0].upper()}{told[1:]} (that they share text: {wording.likely(found.derived)})."


def heading(section: Section) -> str:
    """What to print above a section: its kind and time."""
    told = full(section.time) if section.time else "time unknown"
    return f"{section.kind}, {told}" + (f": {section.title}" if section.title else "")


def _groups(links: Iterable[tuple[Span, Span]]) -> list[tuple[list[Span], list[Span]]]:
    """Passages that hang together by a common sentence."""
    found: list[tuple[set[Span], set[Span]]] = []
    for a, b in links:
        left, right = {a}, {b}
        for group in [g for g in found if a in g[0] or b in g[1]]:
            left |= group[0]
            right |= group[1]
            found.remove(group)
        found.append((left, right))
    return [(sorted(left), sorted(right)) for left, right in found]


def _whole(only: Iterable[Span], aligned: Sequence[Span]) -> list[Span]:
    """The spans that are whole sentences: those outside the aligned ones."""
    return [span for span in only if not any(s <= span[0] and span[1] <= e for s, e in aligned)]


def _runs(article: Article, spans: Iterable[Span], only: Iterable[Span]) -> tuple[tuple[Run, ...], ...]:
    marked = sorted(only)
    return tuple(tuple(_cut(article.body, span, marked)) for span in spans)


def _cut(body: str, span: Span, marked: Sequence[Span]) -> Iterable[Run]:
    at, last = span
    for start, end in marked:
        start, end = max(start, at), min(end, last)
        if start < end:
            if at < start:
                yield Run(body[at:start], at, start, False)
            yield Run(body[start:end], start, end, True)
            at = end
    if at < last:
        yield Run(body[at:last], at, last, False)


def _spans(side: Iterable[tuple[Run, ...]]) -> list[Span]:
    return [(runs[0].start, runs[-1].end) for runs in side if runs]


def name(article: Article, other: Article) -> str:
    """What to call an article beside another one: its outlet, told apart by time or id; its id where it has none."""
    if not article.outlet:
        return article.id
    if not other.outlet or text.fold(article.outlet) != text.fold(other.outlet):
        return article.outlet
    apart = article.published if article.published != other.published else article.id
    return f"{article.outlet} ({apart or article.id})"
