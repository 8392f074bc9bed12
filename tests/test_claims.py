"""Claims: statements, grouping, counts and the words a claim shows itself in. All texts are invented."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.lang.en import events
from stemma.lang.en.figures import figures
from stemma.model import (
    Act,
    Annotated,
    Annotations,
    Article,
    Assertion,
    Attribution,
    Certainty,
    Clause,
    ClauseKind,
    Lineage,
    Link,
    Section,
    Statement,
)
from stemma.relate.claims import grouping, likeness, memory, origins
from stemma.relate.claims.claims import claims, clearest, passing, shown
from stemma.relate.claims.people import recognised
from stemma.relate.claims.statements import points_back, statements
from stemma.relate.clusters import average_link
from stemma.relate.forest import Forest
from stemma.text import sentences
from tests import made


def page(
    name: str, *said: tuple[str, str], outlet: str = "", time: str = "2031-05-02T08:00:00Z", **more: str
) -> Annotated:
    """An invented page: each `(source, content)` is a sentence; an empty source is the page's own voice."""
    body, attributions, assertions, sentences = "", [], [], []
    acts = dict(part.split("=") for part in more.get("acts", "").split() if part)
    for number, (source, content) in enumerate(said):
        start = len(body)
        body += content
        span = (start, len(body))
        if source:
            body += f", {source} said"
            link = Link(
                source, "unknown", named=source[0].isupper(), source=((span[1] + 2, span[1] + 2 + len(source)),)
            )
            act = acts.get(str(number), "assert")
            sure = "U" if act == "not-confirm" else "CT-" if act == "deny" else "CT+"
            attributions.append(
                Attribution(
                    f"a{number}", (span,), (), link.source, "indirect", sure, (link,), 1.0, act=act, tense="past"
                )  # type: ignore[arg-type]
            )
        else:
            assertions.append(Assertion(f"s{number}", (span,), "CT+", tense="past"))
        body += "."
        sentences.append((start, len(body)))
        body += "\n"
    article = Article(
        name, body, outlet=outlet or name, published=time, sections=(Section("original", time, 0, len(body)),)
    )
    notes = Annotations(tuple(attributions), assertions=tuple(assertions), sentences=tuple(sentences))
    return made.page(Annotated(article, notes))


FERRY = (
    page(
        "Marle Courier",
        ("harbour master Jona Veld", "The ferry Alma sank off Quill Point"),
        ("", "Twelve passengers were rescued from the water"),
    ),
    page(
        "Osk Daily",
        ("a fisherman", "the ferry Alma went down near Quill Point"),
        ("", "A helicopter rescued twelve passengers from the water"),
    ),
    page("Tarn News", ("", "The harbour café was closed on Sunday for repairs")),
)


def test_the_same_thing_said_by_two_outlets_is_one_claim() -> None:
    made = claims(FERRY)
    sinking = next(c for c in made if "ferry" in c.text)
    assert {s.article for s in sinking.statements} == {"Marle Courier", "Osk Daily"}
    rescue = next(c for c in made if "passengers" in c.text)
    assert rescue.id != sinking.id
    assert rescue.outlets == 2


def test_a_claim_shows_itself_verbatim() -> None:
    bodies = {m.article.id: m.article.body for m in FERRY}
    for claim in claims(FERRY):
        assert any(claim.text in bodies[s.article] for s in claim.statements)
        for s in claim.statements:
            assert s.text == " … ".join(bodies[s.article][a:b] for a, b in s.content)


def test_no_statement_is_in_two_claims_and_order_of_pages_changes_nothing() -> None:
    forward, backward = claims(FERRY), claims(FERRY[::-1])
    ids = [s.id for c in forward for s in c.statements]
    assert len(ids) == len(set(ids))
    left = [s for s in statements(FERRY) if s.id not in ids]
    assert all(s.attribution is None for s in left)  # at most details that a page tells by itself
    assert 4 * len(left) <= len(ids)
    assert {frozenset(s.id for s in c.statements) for c in forward} == {
        frozenset(s.id for s in c.statements) for c in backward
    }


def with_clauses(text: str, *parts: tuple[ClauseKind, str], act: Act = "assert") -> Annotated:
    """A page with one attributed content and its clauses."""
    one = page("Osk Daily", ("the mayor", text))
    (attribution,) = one.annotations.attributions
    at = one.article.body.index
    clauses = tuple(Clause(attribution.id, ((at(part), at(part) + len(part)),), kind) for kind, part in parts)
    sure: Certainty = "CT-" if act == "deny" else "CT+"
    notes = dataclasses.replace(
        one.annotations, attributions=(dataclasses.replace(attribution, act=act, certainty=sure),), clauses=clauses
    )
    return made.page(dataclasses.replace(one, annotations=notes))


BRIDGE = "the bridge was closed on Monday and that forty houses were flooded by the river"


def test_a_content_that_states_two_things_becomes_two_statements() -> None:
    parts = ("the bridge was closed on Monday", "forty houses were flooded by the river")
    both = with_clauses(BRIDGE, ("main", parts[0]), ("coordinate", parts[1]))
    assert [s.text for s in statements((both,))] == list(parts)


def test_only_the_main_clause_of_a_denied_content_is_denied() -> None:
    text = "the pump had stopped before the cellar filled with water"
    parts: tuple[tuple[ClauseKind, str], ...] = (
        ("main", "the pump had stopped"), ("adverbial", "the cellar filled with water"),
    )  # fmt: skip
    assert [(s.text, s.certainty) for s in statements((with_clauses(text, *parts, act="deny"),))] == [
        ("the pump had stopped", "CT-")
    ]
    assert [(s.text, s.certainty) for s in statements((with_clauses(text, *parts),))] == [
        ("the pump had stopped", "CT+"),
        ("the cellar filled with water", "CT+"),
    ]


def test_a_claim_shows_itself_in_a_main_clause_with_its_quotation_marks_in_pairs() -> None:
    text = "“The pump had stopped,” as the cellar filled with water"
    split_up = with_clauses(text, ("main", "“The pump had stopped,"), ("adverbial", "the cellar filled with water"))
    assert [s.text for s in statements((split_up,))] == ["The pump had stopped", "the cellar filled with water"]
    main, below = statements((split_up,))
    assert clearest([below, main]) == main


@pytest.mark.parametrize(
    "text", ["those details", "such claims", "the report", "it", "all of those allegations", "the claim"]
)
def test_contents_that_only_point_back(text: str) -> None:
    assert points_back(told(text, 1))


@pytest.mark.parametrize("text", ["those details were sent to the court", "the ferry", "a report on the sinking"])
def test_contents_that_say_something_themselves(text: str) -> None:
    assert not points_back(told(text, 1))


def test_such_claims_join_the_claim_they_speak_of() -> None:
    member = page(
        "Osk Daily",
        ("Ruvia", "Ostland sold shells to the rebels of Tarn"),
        ("Ostland", "such claims"),
        acts="0=accuse 1=deny",
    )
    (claim,) = claims((member,))
    assert [s.act for s in claim.statements] == ["accuse", "deny"]
    assert claim.statements[1].antecedent == claim.statements[0].id
    assert claim.status == "disputed"


def test_what_points_to_what_points_back_joins_the_same_claim() -> None:
    said = claims_of_a_quarrel()
    chained = dataclasses.replace(said[2], antecedent=said[1].id)
    ((group, *_),) = grouping.groups((said[0], said[1], chained))
    assert group == [0, 1, 2]


def claims_of_a_quarrel() -> tuple[Statement, ...]:
    """An accusation and two words on "such claims", the second by a third party."""
    return statements(
        (
            page(
                "Osk Daily",
                ("Ruvia", "Ostland sold shells to the rebels of Tarn"),
                ("Ostland", "such claims"),
                ("Tarn", "such claims"),
                acts="0=accuse 1=deny 2=deny",
            ),
        )
    )


def test_pairs_of_one_page_weigh_less_in_a_group_that_other_pages_made() -> None:
    score = np.array([[0, 0, 0.5], [0, 0, 0.5], [0.5, 0.5, 0]])
    assert average_link(score, 0.3) == [[0, 2], [1]]
    assert average_link(score, 0.3, weights=grouping.page_weights(("a", "a", "b"))) == [[0, 1, 2]]


def test_magnitudes_that_two_centres_may_give_are_one() -> None:
    said = [page(f"P{n}", ("", text)) for n, text in enumerate(QUAKE)]
    whole = memory.story(statements(said), said)
    assert (0, 1) in grouping.counted(likeness.Views(whole, whole))
    assert not {(0, 2), (1, 2), (0, 3)} & {*grouping.counted(likeness.Views(whole, whole))}


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("20 people were brought out", "20,000 people marched", True),
        ("3 people were hurt", "30 people were hurt", False),
        ("Nobody was hurt", "30 people were hurt", False),
        ("20 people were brought out", "the march was 20,000 strong and 25 people were held", False),
    ],
)
def test_figures_too_far_apart_tell_of_two_things(one: str, other: str, far: bool) -> None:
    assert grouping.apart(figures(one), figures(other)) is far


QUAKE = (
    "It was a magnitude 6.1 quake",
    "The tremor measured 5.9 on the Richter scale",
    "A magnitude 4.2 tremor followed",
    "A magnitude 6 quake can cause severe damage",
)


def test_one_chain_on_many_pages_is_one_origin() -> None:
    pages = [page(f"Outlet {n}", ("Jona Veld", "The ferry Alma sank off Quill Point")) for n in range(10)]
    wire = Lineage("l1", "Wire", tuple(p.article.id for p in pages))
    (claim,) = claims(pages, (wire,))
    assert (claim.outlets, claim.lineages, claim.origins) == (10, 1, (1, 1))


def test_unnamed_sources_widen_the_range_of_origins() -> None:
    pages = [
        page("A", ("Jona Veld", "The ferry sank")),
        page("B", ("officials", "The ferry sank")),
        page("C", ("a sailor", "The ferry sank")),
    ]
    (claim,) = claims(pages)
    assert claim.origins == (1, 3)


def test_origins_of_reactions_only() -> None:
    assert origins.origins([]) == (0, 0)


def test_stages_of_one_journey_are_one_claim() -> None:
    guard = ("a guard", "Premier Ada Lindqvist has left for Ruvia by train")
    porters = ("two porters", "the train crossed the river Osk")
    envoy = ("Ruvia's envoy", "Lindqvist boarded a train bound for Ruvia")
    pages = (page("Courier", guard, porters), page("Daily", envoy, ("Tomas Brandt", "Lindqvist had entered Ruvia")))
    journey = claims(pages)[0]
    assert len(journey.statements) >= 3


def test_different_goals_are_different_journeys() -> None:
    pages = (page("C", ("x", "Lindqvist left for Ruvia"), ("y", "Lindqvist left for Tarnmark")),)
    first, second = events.frames([s.text for s in statements(pages)])
    assert first is not None
    assert second is not None
    assert not grouping.same_frame(first, second)


def test_clearest_prefers_what_the_status_rests_on() -> None:
    said = statements(
        (page("C", ("officials", "the dam broke at noon on the upper river"), ("Jona Veld", "the dam broke")),)
    )
    assert clearest(said, {said[1].id}) is said[1]


def test_margin_is_what_is_left_over_the_best_rival() -> None:
    close, articles = np.array([[1, 0.9, 0.2], [0.9, 1, 0.1], [0.2, 0.1, 1]], dtype=np.float32), np.array([0, 1, 1])
    margin = likeness.margins(close, articles, articles)
    assert margin[0, 1] == pytest.approx(0.9 - 0.2)
    assert margin[0, 2] == pytest.approx(0.2 - 0.9)


def test_rows_that_nothing_holds_together_are_linked_apart() -> None:
    chance = np.random.default_rng(5)
    one, other = (np.maximum(part, part.T) for part in (chance.random((7, 7)), chance.random((5, 5))))
    both = np.zeros((12, 12))
    both[:7, :7], both[7:, 7:] = one, other
    alone = average_link(one, 0.6) + [[7 + row for row in group] for group in average_link(other, 0.6)]
    assert average_link(both, 0.6) == alone


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.floats(0, 1), min_size=6, max_size=6), min_size=6, max_size=6), st.floats(0.05, 0.95))
def test_average_link_gives_a_partition(rows: list[list[float]], threshold: float) -> None:
    score = np.array(rows)
    groups = grouping.average_link((score + score.T) / 2, threshold)
    assert sorted(i for g in groups for i in g) == list(range(6))


def slow_average_link(score: np.ndarray, threshold: float) -> list[list[int]]:
    """The definition: join the two groups with the highest mean score until none reaches the threshold."""
    groups = [[i] for i in range(len(score))]
    while len(groups) > 1:
        ranked = [
            (np.mean([score[x, y] for x in a for y in b]), i, j)
            for i, a in enumerate(groups)
            for j, b in enumerate(groups)
            if i < j
        ]
        best, i, j = max(ranked)
        if best < threshold:
            break
        groups[i] += groups.pop(j)
    return sorted(sorted(g) for g in groups)


@pytest.mark.parametrize("seed", range(20))
def test_average_link_is_what_its_definition_says(seed: int) -> None:
    chance = np.random.default_rng(seed)
    score = chance.random((8, 8))
    score = (score + score.T) / 2
    threshold = chance.random() * 0.8
    assert grouping.average_link(score, threshold) == slow_average_link(score, threshold)


def test_no_statements_no_claims() -> None:
    assert claims(()) == ()


def test_a_correction_section_withdraws() -> None:
    before, after = (
        "Forty people were hurt in the collapse at Marle",
        "Forty people were not hurt in the collapse at Marle",
    )
    first = page("Osk Daily", ("", before), time="2031-05-01T08:00:00Z")
    later = page("Osk Daily, corrected", ("", after), time="2031-05-02T08:00:00Z")
    section = dataclasses.replace(later.article.sections[0], kind="correction")
    corrected = dataclasses.replace(later, article=dataclasses.replace(later.article, sections=(section,)))
    (claim,) = claims((first, corrected))
    assert [line.status for line in claim.history] == ["reported", "withdrawn"]


def test_a_claim_of_half_a_sentence_shows_the_whole_one() -> None:
    body = "The Alma, which has run the route since 2009, carries mail. It sank."
    start = body.index("which")
    half = Statement("p#s1", "p", None, ((start, start + 32),), "assert", "CT+", text=body[start : start + 32])
    half = dataclasses.replace(half, clause="relative", tense="past", sentence=sentences(body)[0])
    half = made.read(half)
    member = Annotated(Article("p", body), Annotations(sentences=sentences(body)))
    assert shown(half, member) == "The Alma, which has run the route since 2009, carries mail."
    whole = made.read(dataclasses.replace(half, clause="main", text="the Alma sank"))
    assert shown(whole, member) == "the Alma sank"


def told(text: str, number: int, article: str = "", **more: object) -> Statement:
    bare = Statement(f"{article}#{number}", article or str(number), "a1", ((0, len(text)),), "assert", "CT+", text=text)
    return made.read(dataclasses.replace(bare, **({"tense": "past"} | more)))  # type: ignore[arg-type]


def test_a_claim_is_not_shown_in_words_that_lean_on_others() -> None:
    said = [told("We took off the children first", 1), told("the children had been taken off first", 2)]
    assert clearest(said) is said[1]


def test_a_dateline_is_no_part_of_what_is_said() -> None:
    (said,) = statements((page("Osk Daily", ("the mayor", "MARLE, Ruvia (ONA) — The dam at Quill broke at noon")),))
    assert said.text == "The dam at Quill broke at noon"


def test_what_is_said_in_passing_is_no_claim() -> None:
    assert passing([told("as it always had", 1, clause="adverbial")])
    assert not passing([told("killing 12", 1, clause="participial")])
    assert not passing([told("the dam broke", 1)])


def test_the_dead_are_not_the_missing_and_silence_says_nothing() -> None:
    said = [
        told("four people from the ferry Alma are dead", 1),
        told("four people from the ferry Alma are missing", 2),
        told("to comment on the ferry Alma", 3, act="no-comment"),
        told("four people from the ferry Alma died", 4),
    ]
    score = grouping.same(said)
    assert score[0, 1] == score[1, 3] == 0
    assert not score[2].any()
    assert score[0, 3] > 0.3


OFFICE = "the chief executive of Blue Strait Lines"


@pytest.mark.parametrize(
    ("origin", "becomes"),
    [
        (OFFICE, "Marta Quill"),
        ("Blue Strait chief", "Marta Quill"),
        ("a chief executive of Blue Strait Lines", "a chief executive of Blue Strait Lines"),
        ("the company", "the company"),
        ("the chief engineer of Blue Strait Lines", "the chief engineer of Blue Strait Lines"),
    ],
)
def test_an_office_without_a_name_is_its_one_holder(origin: str, becomes: str) -> None:
    named = told("it sank", 1, origin="Marta Quill", named=True, origin_type="person", role=f"Marta Quill, {OFFICE}")
    only = told("it floats", 2, origin=origin, origin_type="person")
    assert [s.origin for s in recognised([named, only])] == ["Marta Quill", becomes]
    rival = dataclasses.replace(named, id="#3", origin="Jona Veld")
    assert recognised([named, rival, only])[2] == only


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_a_looked_up_tree_gives_what_walking_it_gives(seed: int) -> None:
    chance = np.random.default_rng(seed)
    feature, left, right = np.zeros((3, 2, 9), dtype=np.int32)
    left[:], right[:] = np.arange(9), np.arange(9)
    left[:, [0, 1, 2, 3]], right[:, [0, 1, 2, 3]] = [1, 3, 5, 7], [2, 4, 6, 8]
    feature[:, :4] = chance.integers(0, 3, (2, 4))
    threshold = chance.integers(0, 4, (2, 9)) / 4
    value = chance.normal(size=(2, 9))
    rows = (chance.integers(0, 5, (20, 3)) / 4).astype(np.float32)
    odds = []
    for row in rows:
        at = [0, 0]
        while any(left[t, at[t]] != at[t] for t in (0, 1)):
            for t in (0, 1):
                below = row[feature[t, at[t]]] <= threshold[t, at[t]]
                at[t] = int((left if below else right)[t, at[t]])
        odds.append(sum(value[t, at[t]] for t in (0, 1)))
    found = Forest(feature, threshold, left, right, value, 3, {}).probability(rows)
    assert np.allclose(found, 1 / (1 + np.exp(-np.array(odds))))
