"""Claims: the statements of a story that say the same thing, in the words of the clearest one, with their status."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Collection, Sequence

from stemma import clock
from stemma.model import Annotated, Claim, Lineage, Statement
from stemma.relate import grouping, origins, polarity, status
from stemma.relate.statements import points_back, statements

__all__ = ["claims", "clearest"]


def claims(members: Sequence[Annotated], lineages: Sequence[Lineage] = ()) -> tuple[Claim, ...]:
    """The claims of a story, first stated first, each with its ledger and three counts.

    `members` are the story's articles; `lineages` what `stemma.relate.lineage` found (articles in none count each as a
    lineage of its own). Every statement is in exactly one claim.
    """
    said = statements(members)
    outlet_of = {m.article.id: m.article.outlet for m in members}
    corrections = _corrections(said, members)
    grouped = [([said[i] for i in g], sure) for g, sure in grouping.surely(said, members)]
    made = [dataclasses.replace(_claim(g, said, outlet_of, lineages, corrections), confidence=c) for g, c in grouped]
    made.sort(key=lambda c: (clock.order_key(c.history[0].time), c.statements[0].id))
    return tuple(made)


def _corrections(said: Sequence[Statement], members: Sequence[Annotated]) -> frozenset[str]:
    """Ids of the statements that stand in a section that corrects the page."""
    of = {m.article.id: m.article.sections for m in members}
    kinds = {s.id: of[s.article][s.section].kind for s in said if s.section < len(of[s.article])}
    return frozenset(name for name, kind in kinds.items() if kind == "correction")


def _claim(
    group: list[Statement],
    story: Sequence[Statement],
    outlet_of: dict[str, str | None],
    lineages: Sequence[Lineage],
    corrections: frozenset[str],
) -> Claim:
    group.sort(key=lambda s: (clock.order_key(s.time), s.id))
    history = status.ledger(group, story, corrections)
    return Claim(
        id="c" + hashlib.sha256(group[0].id.encode("utf-8", "surrogatepass")).hexdigest()[:10],
        text=clearest(group, history[-1].because).text,
        statements=tuple(group),
        status=history[-1].status,
        history=history,
        outlets=origins.outlets(group, outlet_of),
        lineages=origins.lineages(group, lineages),
        origins=origins.origins(group, lineages),
    )


def clearest(group: Sequence[Statement], because: Collection[str] = ()) -> Statement:
    """The statement that says it best: one that its status rests on, affirmative, firm, a whole clause."""

    def rank(s: Statement) -> tuple[bool, bool, bool, bool, bool, bool, int, str]:
        length = abs(len(s.text.split()) - 10)
        weak = not s.certainty.startswith("CT")
        below = s.clause not in ("main", "coordinate") or not sentence_like(s.text)
        broken = len(s.content) > 1
        return (points_back(s.text), below, s.id not in because, polarity.sign(s) <= 0, weak, broken, length, s.id)

    return min(group, key=rank)


_SUBJECTLESS = re.compile(
    r"[\W_]*(?:(?:then|also|later|and|but)\s+)*(?:who|whom|whose|which|where|of|by|when|while|before|after|as|to|was|were|is|are|has|have|"
    r"had|will|would|could|\w+ing|(?!United|Armed|Red\b)\w{3,}ed)\b"
)


def sentence_like(text: str) -> bool:
    """Whether `text` reads as a clause from its subject on: it begins with no bare verb, relative or subordinator."""
    return _SUBJECTLESS.match(text) is None
