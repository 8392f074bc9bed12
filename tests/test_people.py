"""Who is who in a story, what can be a fact, and what contradicts what. All names and texts are invented."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma import houses
from stemma.annotate import annotate
from stemma.model import Annotated, Article, Statement
from stemma.relate.claims import standing
from stemma.relate.claims.disputes import contrary, opposed
from stemma.relate.claims.facts import aside, factual
from stemma.relate.claims.people import introduced, news, recognised
from stemma.relate.claims.statements import statements
from stemma.relate.claims.status import ledger
from tests.made import read


def say(text: str = "the dam broke", origin: str = "Jona Veld", day: int = 1, **more: Any) -> Statement:
    """What a named person says on a page of that day."""
    key = f"{origin}{day}{text}{sorted(more.items())}"
    base = Statement(key, f"page {day}", "a1", ((0, len(text)),), "assert", "CT+", "past", text)
    told: dict[str, Any] = {"origin": origin, "named": True, "origin_type": "person", "chain": (origin,)} | more
    told.setdefault("identity", f"person:{origin.casefold()}" if told["named"] else None)
    return read(dataclasses.replace(base, time=f"2031-05-{day:02d}T08:00:00Z", **told))


def names(*said: Statement) -> set[str | None]:
    return {s.origin for s in recognised(said)}


@pytest.mark.parametrize(
    "forms",
    [
        ("Ada Quill", "Ada M. Quill", "Quill"),
        ("Richard Veld", "Dick Veld", "Richard J. Veld Jr."),
        ("William Ostrander", "Bill Ostrander"),
        ("Ada Rodh Quill", "Ada Quill"),
    ],
)
def test_forms_of_a_name(forms: tuple[str, ...]) -> None:
    assert len(names(*(say(origin=form, day=n + 1) for n, form in enumerate(forms)))) == 1


@pytest.mark.parametrize(
    "two",
    [
        ("Ada Quill", "Bo Quill"),
        ("John T. Veld", "John S. Veld"),
        ("John Veld", "Joan Veld"),
        ("Marta Quillon", "Martha Quillon"),  # nothing says that they hold one office
        ("Quill", "Ada Quillon"),
    ],
)
def test_who_stays_apart(two: tuple[str, str]) -> None:
    assert len(names(*(say(origin=name, day=n + 1) for n, name in enumerate(two)))) == 2


def test_another_spelling_is_the_same_person_in_the_same_office() -> None:
    office = "the harbour master of Port Vell"
    two = say(origin="Marta Quillon", role=office), say(origin="Martha Quillon", role=office, day=2)
    assert len(names(*two)) == 1


def test_a_last_name_that_two_people_bear_stays_alone() -> None:
    assert "Quill" in names(say(origin="Ada Quill"), say(origin="Bo Quill"), say(origin="Quill", day=2))


def test_the_police_is_no_policeman() -> None:
    officer = say(origin="Lars Tinde", role="police spokesman Lars Tinde")
    body = say(origin="The police", named=False, origin_type="government")
    assert recognised([officer, body])[1] == body


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["Ada Quill", "Ada M. Quill", "Quill", "Bo Quill", "the officer"]), max_size=6))
def test_recognising_twice_changes_nothing(origins: list[str]) -> None:
    said = [say(origin=o, day=n % 3 + 1, named=o[0].isupper()) for n, o in enumerate(origins)]
    once = recognised(said)
    assert recognised(once) == once
    assert [s.text for s in once] == [s.text for s in said]


def test_an_office_counts_from_the_page_that_tells_it() -> None:
    bare = say(origin="Ada Rask", role="Captain Rask")
    full = say("the road is closed", "Ada Rask", 3, role="fire brigade spokeswoman Captain Ada Rask")
    assert [(x.time, x.status) for x in ledger([bare], [bare])] == [(bare.time, "reported")]
    assert [(x.time, x.status) for x in ledger([bare], [bare, full])] == [
        (bare.time, "reported"),
        (full.time, "confirmed"),
    ]
    (known,) = introduced([bare], [s for _, s in news([bare], [bare, full])])
    assert known.role == "Captain Rask; fire brigade spokeswoman Captain Ada Rask"


@pytest.mark.parametrize(
    ("text", "tense", "fact"),
    [
        ("three people were killed", "past", True),
        ("the man is in custody", "present", True),
        ("two roads are closed", "present", True),
        ("one of the drivers remains in hospital", "present", True),
        ("this does weaken the relationship", "present", False),
        ("the deal is the best in years", "present", False),
        ("the loss was more painful than any before", "past", False),
        ("Had I been mayor at the time", "past", False),
        ("we need a new bridge", "present", False),
        ("the tunnel was closed after", "past", False),
        ("the fall was caused by a rival", "past", False),
        ("he might have been dismissed", "past", False),
        ("the quake was felt in five towns", "past", True),
        ("the water rose as well", "past", True),
    ],
)
def test_facts_and_opinions(text: str, tense: Any, fact: bool) -> None:
    assert factual(say(text, tense=tense)) is fact


def test_what_is_told_aside_needs_somebody_who_tells_it_outright() -> None:
    police = say("when the pump had failed", "Bo Dahl", role="police spokesman", clause="adverbial")
    paper = say("The pump failed on Monday", "Osk Daily", 2, origin_type="outlet", attribution=None)
    other = say("The harbour was frozen", "Osk Daily", 2, origin_type="outlet", attribution=None)
    assert aside(police)
    assert ledger([police, paper], [])[-1].status == "confirmed"
    assert ledger([police, other], [])[-1].status == "reported"
    writers = read(dataclasses.replace(police, text="which had failed", clause="relative"))
    assert ledger([writers, paper], [])[-1].status == "reported"


@pytest.mark.parametrize(
    ("one", "two", "against"),
    [
        ("the evacuation was slow", "the evacuation went smoothly", True),
        ("the siren did not sound", "the siren had worked", True),
        ("the evacuation was slow", "the ambulance came quickly", False),
        ("the evacuation was slow", "the evacuation was not smooth", False),
        ("the gate was closed", "the gate was opened", False),  # stages, no dispute
    ],
)
def test_opposite_words(one: str, two: str, against: bool) -> None:
    a, b = say(one, "Ada Quill"), say(two, "Bo Dahl", 2)
    assert (bool(contrary([a, b])) or opposed(b, a)) is against
    assert not contrary([a, dataclasses.replace(b, identity=a.identity)])


def test_who_denies_that_it_was_too_late_does_not_deny_that_it_was() -> None:
    late = say("the gate was opened too late", "Tarn Water", act="deny", certainty="CT-")
    assert not opposed(say("the gate was opened at 4 a.m."), late)
    assert opposed(say("they opened the gate far too late"), late)


def test_what_was_no_riot_and_what_hurt_nobody() -> None:
    assert opposed(say("the march turned into a riot"), say("it did not constitute a riot", "Bo Dahl"))
    assert not opposed(say("the march turned into a party"), say("it did not constitute a riot", "Bo Dahl"))
    assert opposed(say("three people were injured"), say("nobody was injured", "Bo Dahl", 2))
    assert not opposed(say("three people were injured", day=2), say("nobody was injured", "Bo Dahl"))
    assert not opposed(say("three people were injured"), say("no injuries were reported", "Bo Dahl", 2))


def test_two_who_say_no_dispute_it_in_other_words_and_one_does_not() -> None:
    police = say("the man drew a pistol", "Lars Tinde", role="police spokesman")
    sister, teacher = say("the man had no gun", "Ada Dahl"), say("the man never had a gun", "Eva Lind")
    assert ledger([police, sister, teacher], [])[-1].status == "disputed"
    assert ledger([police, sister], [])[-1].status == "reported"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Mayor Ada Quill disavowed her earlier support for the plan.",
            marks=pytest.mark.xfail(reason="to disavow is read as to deny", strict=True),
        ),
        "Mayor Ada Quill rejected the offer that the union had made.",
        "Mayor Ada Quill dismissed her.",
    ],
)
def test_a_plan_is_refused_and_not_denied(text: str) -> None:
    assert all(s.act != "deny" and s.certainty != "CT-" for s in statements_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Ada Quill rejected the claim of a leak.",
        "Mayor Ada Quill denied any part in the theft.",
        "Mayor Ada Quill rejected that the pump was broken.",
    ],
)
def test_a_claim_is_denied(text: str) -> None:
    assert [s.act for s in statements_of(text)] == ["deny"]


def statements_of(body: str) -> tuple[Statement, ...]:
    """What a page of these words states."""
    article = Article("p", body)
    return statements((Annotated(article, annotate(article)),))


def standing_of(role: str, text: str = "the town hall was closed on Monday", **more: Any) -> tuple[bool, bool]:
    found = standing.rule(say(text, role=role, **more))
    return (found.grants, found.alone) if found else (False, True)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("police spokesman Jona Veld", (True, True)),
        ("Jona Veld, a spokesman for the Civic Party", (False, True)),
        ("a spokesman for Mr. Dahl", (True, False)),
        ("the White House press secretary", (True, False)),
        ("Senator Jona Veld", (False, True)),
        ("Jona Veld, a clerk at Vale County Hospital", (False, True)),
        ("the Rev. Jona Veld, who talks to the police", (False, True)),
        ("head of the harbour rescue service", (True, True)),
        ("head of the League for Open Rivers", (True, False)),
    ],
)
def test_who_has_standing(role: str, expected: tuple[bool, bool]) -> None:
    assert standing_of(role) == expected


def test_standing_depends_on_what_is_said() -> None:
    assert standing_of("the prosecutor", "the court dropped the case") == (True, True)
    assert standing_of("the prosecutor", "the mayor took the money") == (True, False)
    assert standing_of("the mayor of Lund", "60 houses were flooded") == (True, True)
    assert standing_of("the mayor of Lund", "the budget was cut") == (True, False)


@pytest.mark.parametrize(
    ("outlet", "public"),
    [
        ("valecounty.gov", True),
        ("vale.police.uk", True),
        ("health.gov.au", True),
        ("Vale Gazette", False),
        ("govnews.com", False),
        ("police-blotter.org", False),
    ],
)
def test_the_page_of_a_public_body(outlet: str, public: bool) -> None:
    assert houses.public(Article("p", "", outlet=outlet)) is public
    assert houses.public(Article("p", "", url=f"https://www.{outlet.replace(' ', '')}/a")) is public
