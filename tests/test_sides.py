"""A law: who denies a claim by its ledger stands under *denies* wherever the claim is told. All texts are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemma.annotate import annotate_many
from stemma.model import Annotated, Article, Section, Story
from stemma.relate import relate
from stemma.relate.claims.facts import sign
from stemma.tell.board import Row, board, labelled_sides
from stemma.tell.formats import html, text
from stemma.tell.formats import json as document
from stemma.tell.voices import sides

DAY = "2031-05-0{}T08:00:00Z"


def told(*bodies: str) -> tuple[Story, dict[str, Annotated]]:
    """The story of pages of these texts, a day apart, by outlets A, B, …."""
    articles = [
        Article(
            f"p{number}",
            body,
            title="The ferry of Port Vell",
            outlet=f"Outlet {'ABCDE'[number]}",
            published=DAY.format(number + 1),
            sections=(Section("original", DAY.format(number + 1), 0, len(body)),),
        )
        for number, body in enumerate(bodies)
    ]
    members = [Annotated(a, n) for a, n in zip(articles, annotate_many(articles), strict=True)]
    return relate(members), {m.article.id: m for m in members}


FERRY = (
    "The ferry had left the harbour of Port Vell at noon, the harbour master Ada Quill said.",
    "The ferry had not left the harbour of Port Vell at noon, the coastguard officer Bo Dahl said.",
)


def test_the_ferry_had_left_and_had_not() -> None:
    story, _ = told(*FERRY)
    (row,) = [row for row in board(story) if "ferry" in row.claim.text]
    assert row.claim.status == "disputed"
    assert [voice.name for voice in row.says] == ["Ada Quill"]
    assert [voice.name for voice in row.denies] == ["Bo Dahl"]


def test_it_is_so_in_text_report_and_json() -> None:
    story, pages = told(*FERRY)
    lines = text.story(story, pages, timeline=(), brief=()).splitlines()
    assert any(line.startswith("denies it") and "Bo Dahl" in line for line in lines)
    report = html.story(story, pages, timeline=(), brief=())
    denied = report[report.index("Denies it") :]
    assert "Bo Dahl" in denied[: denied.index("</div>")]
    (claim,) = [c for c in document.story(story, pages, timeline=(), brief=())["claims"] if c["status"] == "disputed"]
    assert {s["origin"]: s["reading"]["polarity"] for s in claim["statements"]} == {"Ada Quill": 1, "Bo Dahl": -1}


@pytest.mark.parametrize("bodies", [FERRY, FERRY[:1], FERRY[1:], (FERRY[1], FERRY[1].replace("Bo Dahl", "Eva Lind"))])
def test_the_ledger_and_the_board_agree(bodies: tuple[str, ...]) -> None:
    story, _ = told(*bodies)
    for row in board(story):
        against = {s.id for voice in row.denies for s in voice.statements}
        for_it = {s.id for voice in row.says for s in voice.statements}
        signs = {s.id: sign(s) for s in row.claim.statements}
        affirmed = any(value > 0 for value in signs.values())
        assert all(signs[id] < 0 for id in against)
        if affirmed or row.claim.status in ("denied", "disputed", "withdrawn"):
            assert all(signs[id] >= 0 for id in for_it)
        else:
            assert not against  # a claim told with "not" is denied by nobody


def test_who_says_something_alike_perhaps_says_it_and_is_not_counted() -> None:
    story, _ = told(*FERRY[:1], "The ferry had left at noon, the pilot Eva Lind said.")
    (claim,) = [c for c in story.claims if len(c.statements) == 2]
    (other,) = [s for s in claim.statements if s.id != claim.shown]
    doubted = replace(claim, loose=(other.id,), outlets=1)
    told_of = replace(story, claims=tuple(doubted if c.id == claim.id else c for c in story.claims))
    (row,) = [row for row in board(told_of) if row.claim.id == claim.id]
    assert {voice.name for voice in row.says} | {voice.name for voice in row.perhaps} == {"Ada Quill", "Eva Lind"}
    assert len(row.says) == len(row.perhaps) == 1


@pytest.mark.parametrize("bodies", [FERRY, (*FERRY, "The ferry left Port Vell late, a page says. Nobody was hurt.")])
def test_what_a_claim_is_shown_in_is_never_loose_and_always_counted(bodies: tuple[str, ...]) -> None:
    story, _ = told(*bodies)
    for claim in story.claims:
        ids = {s.id for s in claim.statements}
        assert set(claim.loose) < ids
        assert claim.shown not in claim.loose
        assert 1 <= claim.outlets <= len({s.article for s in claim.statements if s.id not in claim.loose})


def test_one_person_with_two_titles_does_not_contradict_himself() -> None:
    story, _ = told(
        "The ferry had left the harbour of Port Vell at noon, Councilman Bo Dahl said.",
        "The ferry had not left the harbour of Port Vell at noon, Bo D. Dahl said.",
    )
    assert not [claim for claim in story.claims if claim.status == "disputed"]


def test_who_asks_reacts_and_who_keeps_silent_would_not_say() -> None:
    said = told(
        "The harbour of Port Vell is safe, the harbour master Ada Quill said.",
        "The engineer Jon Petty asked whether the harbour of Port Vell is safe.",
        "The mayor Eva Lind declined to say whether the harbour of Port Vell is safe.",
    )[0]
    (safe,) = [s for c in said.claims for s in c.statements if s.origin == "Ada Quill"]
    (asked,) = [s for c in said.claims for s in c.statements if s.origin == "Jon Petty"]
    silent = replace(asked, id="x", act="no-comment", origin="Eva Lind", identity="person:eva-lind")
    claim = replace(said.claims[0], statements=(safe, asked, silent), shown=safe.id)
    found = sides(claim, said, {}, frozenset())
    row = Row(claim, None, found["says"], found["perhaps"], found["denies"], found["reacts"], ())
    assert [(label, [v.name for v in some]) for label, some in labelled_sides(row) if some] == [
        ("says so", ["Ada Quill"]),
        ("reacts", ["Jon Petty"]),
        ("would not say", ["Eva Lind"]),
    ]
    assert found["reacts"][0].verb == "asks"


def test_an_accusation_in_the_lead_is_denied_far_below() -> None:
    story, _ = told(
        "Port Vell closed its harbour on Monday, and its chief engineer accused the operator of having ignored a "
        "survey.\n\nThe harbour was shut at noon, the city council said. Nobody was hurt. Workers found cracks late on "
        "Sunday. The longest is a metre long, the council said. Ferries go from Marle, the operator of the ferries "
        'said.\n\n"We asked for it in writing," the chief engineer, Ada Quill, told reporters. "It did not take place."'
        "\n\nThe operator, Sandel Ports, rejected the allegation."
    )
    (row,) = [row for row in board(story) if "ignored a survey" in row.claim.text]
    assert row.claim.status == "disputed"
    assert [voice.name for voice in row.says] == ["Ada Quill"]
    assert [voice.name for voice in row.denies] == ["Sandel Ports"]
