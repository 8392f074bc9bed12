"""Large stories: what copies say is grouped once, and every statement is still in exactly one claim."""

from __future__ import annotations

import dataclasses

import pytest

from stemma.model import Annotated, Annotations, Article, Assertion, Section, Statement
from stemma.relate.claims import copies as twins
from stemma.relate.claims import grouping
from stemma.relate.claims.claims import claims
from stemma.relate.claims.conflicts import conflicts
from tests import made

SENTENCES = (
    "The night ferry struck the rocks off Maravel.",
    "Lifeboats brought 40 passengers ashore.",
    "The harbour stayed closed until noon.",
)


def carrying(name: str, *sentences: str, outlet: str | None = None) -> Annotated:
    """An article that says these sentences in its own voice."""
    body = " ".join(sentences)
    spans = [(body.index(s), body.index(s) + len(s)) for s in sentences]
    said = [Assertion(f"o{n}", (span,), "CT+", tense="past") for n, span in enumerate(spans)]
    article = Article(
        id=name,
        body=body,
        outlet=outlet or f"Outlet {name}",
        published="2031-05-06T08:00:00Z",
        sections=(Section("original", None, 0, len(body)),),
    )
    return made.page(Annotated(article, Annotations(assertions=tuple(said), sentences=tuple(spans))))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories are large from seven statements on."""
    monkeypatch.setattr(twins, "MANY", 6)


def told(members: list[Annotated]) -> set[frozenset[str]]:
    return {frozenset(s.article + s.text for s in claim.statements) for claim in claims(members)}


@pytest.mark.usefixtures("large")
def test_copies_of_a_text_make_the_claims_of_the_text_with_all_their_statements() -> None:
    pages = [carrying(f"p{n}", *SENTENCES) for n in range(30)]
    found = claims(pages)
    assert [len(claim.statements) for claim in found] == [30, 30, 30]
    assert {claim.outlets for claim in found} == {30}
    assert sorted(claim.text for claim in found) == sorted(SENTENCES)


def test_a_large_story_has_the_claims_of_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [carrying(f"p{n}", *SENTENCES) for n in range(4)]
    pages += [carrying("q", "A night ferry hit rocks off Maravel.", "The pilot had left the bridge.")]
    whole = told(pages)
    monkeypatch.setattr(twins, "MANY", 6)
    assert told(pages) == whole


@pytest.mark.usefixtures("large")
def test_only_the_earliest_of_twins_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    groups = grouping.groups

    def counted(statements: list[Statement], members: list[Annotated], model: None = None) -> list[grouping.Group]:
        asked.append(len(statements))
        return groups(statements, members, model)

    monkeypatch.setattr(grouping, "groups", counted)
    twins._remembered.cache_clear()
    claims([carrying(f"p{n}", *SENTENCES) for n in range(30)])
    assert asked == [3]


@pytest.mark.usefixtures("large")
def test_what_does_not_fit_into_one_slice_joins_the_claim_that_was_made_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(twins, "SLICE", 4)
    others = [carrying(f"n{n}", f"Berth {n} of the fish market was sold to firm number {n}.") for n in range(8)]
    first = [carrying("a", SENTENCES[0]), carrying("b", "The night ferry struck rocks off Maravel.")]
    last = carrying("z", "The ferry struck the rocks off Maravel at night.")
    found = told([*first, *others, last])
    assert any({name[0] for name in claim} == {"a", "b", "z"} for claim in found)
    assert sum(map(len, found)) == 11


def test_a_conflict_between_many_copies_is_found_once() -> None:
    many = [carrying(f"p{n:02}", "Lifeboats brought 40 passengers ashore.") for n in range(30)]
    few = [carrying(f"q{n:02}", "Lifeboats brought 52 passengers ashore.") for n in range(30)]
    pages = [*many, *few]
    claim = claims(pages[:1])[0]
    statements = tuple(s for page in pages for c in claims([page]) for s in c.statements)
    found = conflicts([dataclasses.replace(claim, statements=statements)], pages)
    assert [(c.kind, c.a.article, c.b.article) for c in found] == [("number", "p00", "q00")]
