"""`lang/en/cases/named.tsv`: who a description means, by its own page or another of the story. A floor a half."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate_many
from stemma.model import Annotated, Article, Statement
from stemma.relate.claims.statements import statements
from tests.cases import Half, halves, same

NAMED = halves("named")


def said(row: dict[str, str]) -> Statement | None:
    """The statement of page `one` with the shortest words that hold most of the content."""
    pages = [Article(name, row[name], outlet=name, language="en") for name in ("one", "other") if row[name]]
    found = statements(tuple(map(Annotated, pages, annotate_many(pages))))
    start = row["one"].find(row["content"])
    assert start >= 0, row
    end = start + len(row["content"])
    holding = [
        s
        for s in found
        if s.article == "one"
        and s.attribution is not None
        and sum(max(0, min(e, end) - max(b, start)) for b, e in s.content) >= 0.6 * (end - start)
    ]
    return min(holding, key=lambda s: sum(e - b for b, e in s.content), default=None)


def shares(half: Half) -> tuple[float, float]:
    """The share of the named whose name is found, and of descriptions that are left as they stand."""
    right = {True: [0, 0], False: [0, 0]}
    for row in half.rows:
        one = said(row)
        named = row["named"] == "yes"
        right[named][0] += one is not None and same(row["who"], one.origin or "") and (named or not one.named)
        right[named][1] += 1
    return right[True][0] / right[True][1], right[False][0] / right[False][1]


@pytest.mark.parametrize(
    ("half", "floors"), [(NAMED[0], (0.90, 0.95)), (NAMED[1], (0.70, 0.80))], ids=["worked on", "held out"]
)
def test_a_description_is_the_one_person_it_can_mean(half: Half, floors: tuple[float, float]) -> None:
    found, left = shares(half)
    assert found >= floors[0]
    assert left >= floors[1]
