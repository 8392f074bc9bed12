"""The board as it stood: the claims of a story with what was told by a moment, and nothing later."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from stemma import clock, houses
from stemma.model import Annotated, Claim, Lineage
from stemma.relate.claims import claims, origins


def as_of(
    board: Sequence[Claim], time: str, members: Mapping[str, Annotated], lineages: Sequence[Lineage] = ()
) -> tuple[Claim, ...]:
    """The claims of `board` at `time` (ISO 8601; a date means its end in UTC): ledger, statements, words and counts.

    `members` are the story's articles by id. What was told without a known time is taken as told from the start, as
    in `stemma.relate.claims.status.at`; claims that nobody had made by then are left out. Which statements make a
    claim is what is known today.
    """
    moment = clock.bounds(time, "UTC")
    survey = houses.Survey([member.article for member in members.values()])

    def known(when: str | None) -> bool:
        began = clock.bounds(when)
        return moment is None or began is None or began[0] <= moment[1]

    made: list[Claim] = []
    for claim in board:
        said = [s for s in claim.statements if known(s.time)]
        history = tuple(change for change in claim.history if known(change.time))
        if not said or not history:
            continue
        if len(said) < len(claim.statements):
            last = history[-1]
            pages = {s.article for s in said}
            different, owned = survey.houses(pages)
            best = claims.clearest(said, () if last.status == "denied" else claims.supporting(said, last.because))
            claim = dataclasses.replace(
                claim,
                text=claims.shown(best, members.get(best.article)),
                shown=best.id,
                statements=tuple(said),
                outlets=survey.outlets(pages),
                houses=different,
                owned=owned,
                lineages=origins.lineages(said, lineages),
                origins=origins.origins(said, lineages),
            )
        made.append(dataclasses.replace(claim, status=history[-1].status, history=history))
    return tuple(made)
