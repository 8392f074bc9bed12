"""`lang/en/cases/sides.tsv`: who says a claim, who denies it, who only reacts to it. A floor for each half."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate_many
from stemma.model import Annotated, Article, Claim, Statement, Story
from stemma.relate.claims import status
from stemma.relate.claims.claims import clearest, shown
from stemma.relate.claims.statements import statements
from stemma.tell.voices import SIDES, sides
from tests.cases import Half, halves

STORY = Story("s", None, "developing", None, None, (), 2, (), (1, 2))
STANDS = halves("sides")


def stands(row: dict[str, str]) -> str:
    """Where the speaker of the other page stands, if what both pages say were one claim; "" for nowhere."""
    pages = [
        Article(name, row[name], outlet=name, language="en", published="2026-05-01") for name in ("claim", "other")
    ]
    members = tuple(map(Annotated, pages, annotate_many(pages)))
    said = [s for s in statements(members) if s.antecedent is None]
    found = sides(one_claim(said), STORY, {"claim": "claim", "other": "other"}, frozenset())
    here = [side for side in SIDES for voice in found[side] if any(s.article == "other" for s in voice.statements)]
    return here[0] if here else ""


def one_claim(said: list[Statement]) -> Claim:
    """The claim that all the statements would make, told in the words of the page that has the claim."""
    best = clearest([s for s in said if s.article == "claim"])
    history = status.ledger(said, said)
    return Claim(
        id="c",
        text=shown(best, None),
        shown=best.id,
        statements=tuple(said),
        status=history[-1].status,
        history=history,
        outlets=2,
        lineages=2,
        origins=(1, 2),
    )


def share(half: Half) -> float:
    """The share of speakers that stand where a reader puts them."""
    return sum(stands(row) == row["stands"] for row in half.rows) / len(half.rows)


@pytest.mark.parametrize(("half", "floor"), [(STANDS[0], 0.70), (STANDS[1], 0.56)], ids=["worked on", "held out"])
def test_each_speaker_stands_where_a_reader_puts_him(half: Half, floor: float) -> None:
    assert share(half) >= floor
