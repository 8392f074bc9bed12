"""An article's body cut at the ends of what is marked in it, so that any format can show overlapping marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from stemma import text
from stemma.model import Annotated, Section, Span, Statement, Story


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that plays a `role` (content, cue, source, time, claim, …) for the thing called `id`."""

    span: Span
    role: str
    id: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks. `opens` are the ids of the marks whose first piece it is."""

    text: str
    start: int
    end: int
    roles: tuple[str, ...]
    ids: tuple[str, ...]
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in pieces that join to its exact text. `section` is set on the first paragraph of a section."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    section: Section | None = None


def marks(annotated: Annotated, claims: Mapping[str, str] | None = None) -> list[Mark]:
    """The marks of all attributions, parties and times; `claims` maps the ids of attributions to their claims."""
    found: list[Mark] = []
    for attribution in annotated.annotations.attributions:
        for role, spans in (
            ("content", attribution.content),
            ("cue", attribution.cue),
            ("source", attribution.source),
        ):
            found.extend(Mark(span, role, attribution.id) for span in spans)
        for link in attribution.chain[:-1]:
            found.extend(Mark(span, "source", attribution.id) for span in link.source)
        if claims and attribution.id in claims:
            found.extend(Mark(span, "claim", claims[attribution.id]) for span in attribution.content)
    found.extend(Mark(span, "party", party.id) for party in annotated.annotations.parties for span in party.mentions)
    found.extend(Mark((t.start, t.end), "time", f"t{n}") for n, t in enumerate(annotated.annotations.times))
    return found


def own(story: Story, article: str) -> list[Mark]:
    """The marks of what an article says in its own voice inside a claim."""
    return [
        Mark(span, "own", at)
        for claim in story.claims
        for statement in claim.statements
        if statement.article == article and statement.attribution is None and (at := anchor(statement))
        for span in statement.content
    ]


def anchor(statement: Statement) -> str | None:
    """The id of a statement's mark in its article: its attribution's, or "o" and its offset; None in a headline."""
    if statement.where == "title":
        return None
    return statement.attribution or f"o{statement.content[0][0] if statement.content else 0}"


def paragraphs(annotated: Annotated, found: Iterable[Mark]) -> tuple[Paragraph, ...]:
    """The body in paragraphs, each cut into pieces at the ends of the marks. Marks may overlap and nest."""
    body = annotated.article.body
    ordered = sorted(found, key=lambda mark: mark.span)
    headed = {section.start: section for section in annotated.article.sections}
    seen: set[tuple[str, str]] = set()
    whole: list[Paragraph] = []
    for start, end in text.paragraphs(body):
        here = [mark for mark in ordered if mark.span[0] < end and start < mark.span[1]]
        pieces = _pieces(body, (start, end), here, seen)
        section = next((headed.pop(at) for at in sorted(headed) if at <= start), None)
        whole.append(Paragraph(start, end, pieces, section))
    return tuple(whole)


def excerpt(body: str, sentences: Iterable[Span], found: Iterable[Mark]) -> tuple[Piece, ...]:
    """The sentences that hold the marks, in pieces; the whole paragraph's sentences where none is known."""
    ordered = sorted(found, key=lambda mark: mark.span)
    if not ordered:
        return ()
    first, last = ordered[0].span[0], max(mark.span[1] for mark in ordered)
    holding = [s for s in sentences if s[0] < last and first < s[1]] or [(first, last)]
    within = (min(first, holding[0][0]), max(last, holding[-1][1]))
    return _pieces(body, within, ordered, set())


def _pieces(body: str, within: Span, here: list[Mark], seen: set[tuple[str, str]]) -> tuple[Piece, ...]:
    start, end = within
    cuts = {start, end}
    for mark in here:
        cuts.update(point for point in mark.span if start < point < end)
    points = sorted(cuts)
    pieces: list[Piece] = []
    for a, b in pairwise(points):
        over = [mark for mark in here if mark.span[0] <= a and b <= mark.span[1]]
        new = [mark for mark in over if (mark.role, mark.id) not in seen]
        seen.update((mark.role, mark.id) for mark in new)
        pieces.append(
            Piece(
                text=body[a:b],
                start=a,
                end=b,
                roles=tuple(dict.fromkeys(mark.role for mark in over)),
                ids=tuple(dict.fromkeys(mark.id for mark in over)),
                opens=tuple(dict.fromkeys(mark.id for mark in new if mark.role in ("content", "own"))),
            )
        )
    return tuple(pieces)
