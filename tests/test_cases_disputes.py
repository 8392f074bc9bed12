"""`lang/en/cases/disputes.tsv`: which two sentences of two pages contradict each other. A floor for each half."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate_many
from stemma.model import Annotated, Article
from stemma.relate.claims.disputes import contrary, opposed
from stemma.relate.claims.facts import sign
from stemma.relate.claims.statements import statements
from tests.cases import Half, halves

DISPUTES = halves("disputes")


def disputed(members: tuple[Annotated, ...]) -> bool:
    """Whether any two statements of two pages, one that affirms and one that denies, contradict each other."""
    said = statements(members)
    affirmed, denied = ([s for s in said if sign(s) == way] for way in (1, -1))
    return bool(contrary(affirmed)) or any(opposed(a, d) for a in affirmed for d in denied if a.article != d.article)


def shares(half: Half) -> tuple[float, float]:
    """The share of disputes that are found, and of pairs without one that are left alone."""
    right = {"yes": [0, 0], "no": [0, 0]}
    for row in half.rows:
        pages = [Article(name, row[name], outlet=name, language="en") for name in ("one", "other")]
        found = disputed(tuple(map(Annotated, pages, annotate_many(pages))))
        right[row["disputed"]][0] += found == (row["disputed"] == "yes")
        right[row["disputed"]][1] += 1
    return right["yes"][0] / right["yes"][1], right["no"][0] / right["no"][1]


@pytest.mark.parametrize(
    ("half", "floors"), [(DISPUTES[0], (0.85, 0.95)), (DISPUTES[1], (0.8, 0.95))], ids=["worked on", "held out"]
)
def test_parties_dispute_only_what_they_contradict(half: Half, floors: tuple[float, float]) -> None:
    found, left = shares(half)
    assert found >= floors[0]
    assert left >= floors[1]
