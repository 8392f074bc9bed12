"""`lang/en/cases/disputes.tsv`: which two sentences of two pages contradict each other. A floor for each half."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate_many
from stemma.model import Annotated, Article, Statement
from stemma.relate.claims.disputes import answered, contrary, opposed
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
    ("half", "floors"), [(DISPUTES[0], (0.85, 0.95)), (DISPUTES[1], (0.75, 0.95))], ids=["worked on", "held out"]
)
def test_parties_dispute_only_what_they_contradict(half: Half, floors: tuple[float, float]) -> None:
    found, left = shares(half)
    assert found >= floors[0]
    assert left >= floors[1]


def told(*texts: str) -> list[Statement]:
    pages = [Article(f"p{n}", text, outlet=f"p{n}", language="en") for n, text in enumerate(texts)]
    return list(statements(tuple(map(Annotated, pages, annotate_many(pages)))))


def test_an_apposition_is_a_denial_of_the_words_before_it() -> None:
    last = told("Mr Tarn claimed the letters did not speak for all the growers, a point the growers' league denied.")[
        -1
    ]
    assert (last.act, last.origin, sign(last)) == ("assert", "the growers' league", 1)
    last = told("They argued that by speaking she had waived her right, a contention Ms Orr's lawyer disputed.")[-1]
    assert (last.act, sign(last)) == ("deny", -1)


def test_only_the_sentence_that_calls_it_untrue_is_a_denial() -> None:
    page = "“He claims his budget helps the poor,” said Ada Quill. “This is nonsense. We asked him to come.”"
    acts = {s.text.strip("”“."): s.act for s in told(page) if s.origin == "Ada Quill"}
    assert acts["This is nonsense"] == "deny"
    assert acts["We asked him to come"] == "assert"


def test_to_deny_a_motion_is_to_refuse_it() -> None:
    assert all(s.act != "deny" for s in told("Judge Quill denied both motions."))


def test_what_one_would_have_liked_is_past() -> None:
    assert {s.tense for s in told("Bo Dahl said he would have liked the post.")} == {"past"}
    assert {s.tense for s in told("Bo Dahl said he’d spoken with the mayor.")} == {"past"}
    assert {s.tense for s in told("Bo Dahl said he’d speak with the mayor.")} == {"future"}


def test_a_lone_denial_joins_the_one_claim_that_it_contradicts() -> None:
    said = told("The union said the ferry was overloaded.", "The firm denied that the ferry was overloaded.")
    assert answered([([0], 1.0), ([1], 1.0)], said) == [([0, 1], 1.0)]
    other = told("The union said the ferry was late.", "The firm denied that the ferry was overloaded.")
    assert answered([([0], 1.0), ([1], 1.0)], other) == [([0], 1.0), ([1], 1.0)]
