"""Who a source is, and whom a pronoun means."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate
from stemma.lang.en import names
from stemma.model import Article, Link


def origin(body: str, cue: str = "said") -> Link:
    """The last link of the chain whose cue holds the word, last in the text."""
    found = annotate(Article(id="1", body=body, language="en"))
    chosen = [a for a in found.attributions if any(cue in body[s:e] for s, e in a.cue)]
    return chosen[-1].chain[-1]


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("The Freight and Harbour Alliance", "Freight and Harbour Alliance", "organisation"),
        ("Ellmoor Ports", "Ellmoor Ports", "organisation"),
        ("Barrow Roads", "Barrow Roads", "organisation"),
        ("Alder Mutual", "Alder Mutual", "organisation"),
        ("Lucia Duarte, whose brother works there,", "Lucia Duarte", "person"),
        ("Ellmoor News Agency", "Ellmoor News Agency", "agency"),
        ("Graham Reeves", "Graham Reeves", "person"),
        ("The news agency Teleprom-Varda", "Teleprom-Varda", "agency"),
        ("Ellmoor Rovers", "Ellmoor Rovers", "organisation"),
        ("Norland's Joint Chiefs of Staff", "Joint Chiefs of Staff", "government"),
        ("President Kim Tae-gul", "Kim Tae-gul", "person"),
        ("Army spokesman Col. Idris Tamm", "Idris Tamm", "person"),
        ("Sgt. Marty Ersley", "Marty Ersley", "person"),
    ],
)
def test_a_name_and_what_bears_it(source: str, name: str, kind: str) -> None:
    source = source.replace("The ", "the ", 1) if source.startswith("The ") else source
    found = origin(f"The old bridge was closed after the storm, {source} said.")
    assert (found.name, found.type, found.named) == (name, kind, True)


def test_he_and_she_pass_by_who_cannot_be_meant() -> None:
    body = (
        "Mayor Ana Petrova said the bridge was closed. Contractor Pavel Stone said it was safe. "
        "She said that an inquiry would begin in May."
    )
    assert origin(body).name == "Ana Petrova"
    body = "Ms Tarrow said the bridge was shut. The engineer, Mr Quell, said it was safe. She said that she would sue."
    assert origin(body).name == "Tarrow"


def test_he_is_the_last_who_spoke_or_was_the_subject_of_a_sentence() -> None:
    first = "Interior Minister Jan Volk said the dam had failed."
    assert origin(f"{first} Prosecutor Ivo Lang visited the site. He said an inquiry would open.").name == "Ivo Lang"
    assert origin(f"{first} Rain was expected. He said an inquiry would open.").name == "Jan Volk"
    body = "Minister Jan Volk said Ivo Lang had resigned. He said that a successor would be named."
    assert origin(body).name == "Jan Volk"


@pytest.mark.parametrize(
    "body",
    [
        "It was reported that the bridge was closed.",
        "I say that the bridge was closed.",
        "Striker Tom Beech is understood to want to leave in January.",
        "Ida Brenn was asked whether she would stay.",
    ],
)
def test_nobody_in_particular_and_the_writer_are_no_parties(body: str) -> None:
    assert annotate(Article(id="1", body=body, language="en")).attributions == ()


def test_who_was_asked_did_not_ask() -> None:
    body = "Asked whether the owners would pay, prosecutor Ivo Lang said it was too early to say."
    found = annotate(Article(id="1", body=body, language="en")).attributions
    assert [body[slice(*a.cue[0])] for a in found] == ["said"]


def test_indirect_speech_stays_in_the_sentence_of_its_cue() -> None:
    body = (
        "The interior ministry did not immediately confirm the report.\n\n"
        "Forecasters expect more rain by Sunday, the national weather service said. If it continues, a dyke could fail."
    )
    found = annotate(Article(id="1", body=body, language="en")).attributions
    said = next(a for a in found if body[slice(*a.cue[0])] == "said")
    assert [body[s:e] for s, e in said.content] == ["Forecasters expect more rain by Sunday"]


def test_who_is_the_one_it_follows() -> None:
    body = "The piece was written by Gabriel Moor, who reported that the bridge was closed."
    assert origin(body, "reported").name == "Gabriel Moor"


def test_where_somebody_is_from_is_no_name() -> None:
    found = origin("The Spaniard said on Monday that he would stay.")
    assert (found.name, found.type, found.named) == ("The Spaniard", "person", False)


def test_it_means_nothing_further_off_than_the_last_body() -> None:
    body = (
        "The interior ministry said the road was shut. More rain is due, the national weather service said. "
        "The dyke could fail, it warned."
    )
    assert origin(body, "warned").name == "the national weather service"


def test_names_say_whose_they_mostly_are() -> None:
    assert [
        names.sex_of(words) for words in ("Olga Brandt", "Judge Omar Field", "Ms Lee", "Chairwoman Xq", "Xq Zz")
    ] == [
        "f",
        "m",
        "f",
        "f",
        None,
    ]
