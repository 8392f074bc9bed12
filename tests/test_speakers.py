"""Who speaks: quotations that go on, names beside offices, descriptions and families. All people are invented."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate
from stemma.lang.en.quotes import quotations
from stemma.model import Article


def spoken(body: str) -> list[tuple[str, str]]:
    """Each attribution's last origin and content."""
    found = annotate(Article(id="t", body=body, language="en")).attributions
    return [(a.chain[-1].name, " … ".join(body[s:e] for s, e in a.content)) for a in found]


@pytest.mark.parametrize(
    ("body", "stretches"),
    [
        ('He said: "We ran.\n\n"We hid."\n\nIt was over.', ['"We ran.', '"We hid."']),
        ("“We ran.\n\nWe hid.\n\nWe came back.”\n\nIt was over.", ["“We ran.\n\nWe hid.\n\nWe came back.”"]),
        ('One said: "We ran.\nThen we hid. “\nIt was over.', ['"We ran.\nThen we hid. “']),
        ("'We ran.\nThen we hid.'\nIt was over.", ["'We ran.\nThen we hid.'"]),
        ('"We ran," she said. "We hid too.\n\nIt was over.', ['"We ran,"', '"We hid too.']),
        ('The 6\'2" keeper said "no" twice.', ['"no"']),
    ],
)
def test_a_quotation_is_read_to_where_it_closes(body: str, stretches: list[str]) -> None:
    assert [body[s:e] for s, e in quotations(body)] == stretches


def test_a_quotation_keeps_its_speaker_over_paragraphs() -> None:
    body = (
        "Coach Ray Dunmore said the club had been misled.\n\n“We were told there was money.\n\n"
        "“There was no money. There was a spreadsheet with a hole in it.”\n\nThe owner was away."
    )
    said = " ".join(content for who, content in spoken(body) if who == "Ray Dunmore")
    assert "told there was money" in said
    assert "a spreadsheet with a hole" in said
    assert "owner was away" not in said


def test_a_report_goes_on_in_its_own_tense_alone() -> None:
    body = "The airline said all were safe. They had been taken to a hotel and would fly on Sunday. The airport closed."
    assert [content for _, content in spoken(body)] == [
        "all were safe",
        "They had been taken to a hotel and would fly on Sunday",
    ]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Former minister for Harbours and Fisheries Nicola Mord", "Nicola Mord"),
        ("The acting head of Calder Analytics, Dr Alexander Teal,", "Alexander Teal"),
        ("Will Carr, HCA director,", "Will Carr"),
        ("One of the anglers, Colm Ferris,", "Colm Ferris"),
        ("Team president and general manager Ed Stefan", "Ed Stefan"),
        ("One Democrat, Representative Stephen F. Lynch of Norland,", "Stephen F. Lynch"),
    ],
)
def test_one_person_is_named_beside_an_office(source: str, name: str) -> None:
    assert {who for who, _ in spoken(f"{source} said the pump had failed twice.")} == {name}


@pytest.mark.parametrize(
    ("before", "source", "who"),
    [
        ("Norvane Motors will shut its plant.", "The company", "Norvane Motors"),
        ("Rep. Gil Montrose will not run again.", "The seven-term congressman", "Gil Montrose"),
        ("Ruben Astley left on Friday.", "His mother", "Ruben Astley's mother"),
        ("Ruben Astley left on Friday.", "The court source", "The court source"),
        ("Sandra Marsh wept. Her husband, Jesse Marsh, spoke.", "Ms. Marsh", "Sandra Marsh"),
    ],
)
def test_a_description_means_whom_it_plainly_means(before: str, source: str, who: str) -> None:
    assert spoken(f"{before} {source} said the bridge was closed.")[-1][0] == who


@pytest.mark.parametrize(
    ("body", "chain"),
    [
        (
            "According to the Calder Tribune, citing people at the mill, the dam broke.",
            ["Calder Tribune", "people at the mill"],
        ),
        ("Rika Moe said she had heard from two engineers that the dam broke.", ["Rika Moe", "two engineers"]),
        ("“The dam broke,” the skipper told Radio Tarnby.", ["Radio Tarnby", "the skipper"]),
        ("Speaking to the Velmouth Courier, the vicar said the dam broke.", ["Velmouth Courier", "the vicar"]),
    ],
)
def test_carriers_and_relays_are_links(body: str, chain: list[str]) -> None:
    (found,) = annotate(Article(id="t", body=body, language="en")).attributions
    assert [link.name for link in found.chain] == chain


def test_who_bears_the_name_of_a_magazine_is_a_person_where_the_page_names_him() -> None:
    body = (
        "Ada Forbes, the mayor of Ostrand, opened the bridge on Monday. Ms. Forbes said it would last a century. "
        "Forbes also said that the toll would go."
    )
    assert {who for who, _ in spoken(body)} == {"Ada Forbes"}
    assert {who for who, _ in spoken("Forbes reported that the bridge cost 3 million.")} == {"Forbes"}


def test_the_next_of_a_list_is_no_description() -> None:
    body = (
        "Sen. Ivo Marr, Minority Leader Lena Quist and 18 members of the council called on the mayor to resign. "
        '"He must go," Marr said.'
    )
    parties = annotate(Article(id="t", body=body, language="en")).parties
    assert all("Quist" not in (p.role or "") for p in parties)


def test_a_body_in_the_possessive_goes_by_its_name() -> None:
    body = "The Ostrand administration's announcement that it would close the school was met with anger."
    names = [p.name for p in annotate(Article(id="t", body=body, language="en")).parties]
    assert all(not (name or "").endswith(("'s", "’s")) for name in names)


@pytest.mark.parametrize(
    ("body", "content", "who"),
    [
        (
            "“It is a farce,” Assembly Speaker Nora Pell and Senate Blue Leader Chuck Sumner said in a statement.",
            "It is a farce",
            {"Nora Pell", "Chuck Sumner"},
        ),
        (
            "Mayor Rolf Quade spoke on Sunday. “Unless God mends the pier, it will fall. That is all,” he said.",
            "That is all",
            {"Rolf Quade"},
        ),
        ("Officials said the road was open, TarnNews.com reports.", "the road was open", {"Officials"}),
        ("The Marle Police Department has bought a boat, the agency said.", "a boat", {"Marle Police Department"}),
        (
            "The quarrel grew when the Velmouth Courier reported it, saying that the pier was rotten.",
            "the pier was rotten",
            {"Velmouth Courier"},
        ),
        (
            "The decree, according to town officials, lets the mayor move money.",
            "lets the mayor move money",
            {"town officials"},
        ),
        ("Voss over the weekend denied that she had resigned.", "she had resigned", {"Voss"}),
    ],
)
def test_a_content_is_who_said_it(body: str, content: str, who: set[str]) -> None:
    assert {name for name, said in spoken(body) if content in said} == who


def test_what_is_done_to_something_is_not_said() -> None:
    found = annotate(
        Article(id="t", body="The mayor opted to go ahead. He is sidestepping the council.", language="en")
    )
    assert all(one.speech != "speech" for one in found.attributions)


def test_a_speech_tag_behind_a_quotation_ends_what_was_said_before() -> None:
    body = "The drivers vowed to “keep every line open.”\n\n“The decree is void,” Chairman Jarl Nadel, T-Marle, said."
    assert not any("decree" in content for who, content in spoken(body) if who == "The drivers")
