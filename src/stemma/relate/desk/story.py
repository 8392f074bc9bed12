"""What a story shows of corrections: those of its pages, parties and outlets, and what the desk is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stemma.model import Annotated, Ask, Correction, Hand, Statement
from stemma.relate.desk import pages
from stemma.relate.desk.log import MOVES, Desk, hand, kept
from stemma.relate.desk.names import Outlets, Parties


def corrected(
    desk: Desk,
    lines: Sequence[Correction],
    members: Sequence[Annotated],
    said: Sequence[Statement],
    asks: Iterable[Ask],
) -> tuple[tuple[Hand, ...], tuple[Ask, ...]]:
    """What was done to a story by hand, and what the desk is asked about the lines in force and has not answered.

    `members` are its pages as they were read, `said` their statements before parties were named; `asks` are those of
    its claims.
    """
    ids = [member.article.id for member in members]
    here = frozenset(ids)
    parties = Parties(lines, ids)
    moves = [line for line in lines if line.kind in MOVES and _touches(line, here)]
    members = sorted(members, key=lambda member: member.article.id)
    hands = (*map(hand, moves), *Outlets(lines).hands(members), *parties.hands(said))
    found = (*asks, *pages.asks(desk, lines, ids), *parties.asks(members))
    answered = kept(desk.lines)
    ordered = sorted(hands, key=lambda one: (one.time, one.correction, one.note))
    return tuple(ordered), tuple(ask for ask in found if ask.id not in answered)


def _touches(line: Correction, here: frozenset[str]) -> bool:
    """Whether the pages of a story are together, or apart, by this line."""
    if line.kind == "merge":
        return len(here & {*line.pages}) > 1
    return bool(here & {*line.pages}) != bool(here & {*line.others})
