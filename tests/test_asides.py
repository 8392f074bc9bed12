"""What belongs to the speaker and what to the writer; what is told of others without their having said it."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate
from stemma.model import Article


def chains(body: str) -> dict[str, list[str]]:
    found = annotate(Article(id="1", body=body, language="en"))
    return {" … ".join(body[s:e] for s, e in a.content): [link.name for link in a.chain] for a in found.attributions}


@pytest.mark.parametrize(
    ("body", "said", "speaker", "other"),
    [
        (
            "Survivors said the ferry was overloaded with maize, though the operator, Tamba Lines, has denied this.",
            "the ferry was overloaded with maize",
            "Survivors",
            "Tamba Lines",
        ),
        (
            "Her barrister, Dominic Fry, argued that she had acted under pressure from her partner, who denies it.",
            "that she had acted under pressure from her partner",
            "Dominic Fry",
            "her partner",
        ),
        (
            "The striker has been linked with a move abroad, according to Marlo Sport, but the club have said "
            "he is not for sale.",
            "The striker has been linked with a move abroad",
            "Marlo Sport",
            "the club",
        ),
    ],
)
def test_a_clause_with_a_speaker_of_its_own_is_the_writers(body: str, said: str, speaker: str, other: str) -> None:
    found = chains(body)
    assert found[said] == [speaker]
    assert [other] in found.values()


def test_we_in_indirect_speech_is_the_writer() -> None:
    body = "Local radio is reporting that a man is in custody, but we have not been able to verify this."
    assert "that a man is in custody" in chains(body)


def test_a_quotation_keeps_its_we() -> None:
    body = 'Mayor Fiona Garth said the bridge "will open soon, but we have not been able to set a date".'
    (said,) = chains(body)
    assert said.endswith('set a date"')


@pytest.mark.parametrize(
    "body",
    [
        "A spokesman said the minister will announce measures against flooding on Friday in the harbour.",
        "Her lawyer said she would not answer questions about the loan because the case was open.",
        "The clerk said the mayor had called Ana Bell to express gratitude to the crew of the lifeboat for their help.",
    ],
)
def test_who_will_speak_has_not_spoken(body: str) -> None:
    (chain,) = chains(body).values()
    assert len(chain) == 1


def test_what_is_said_by_the_way_does_not_replace_the_statement() -> None:
    body = "Colonel Ivo Brandt said the governor was wrong when he claimed that the dam was safe in any flood."
    assert chains(body)["the governor was wrong when he claimed that the dam was safe in any flood"] == ["Ivo Brandt"]


def test_who_only_passes_on_leaves_the_inner_statement() -> None:
    body = "The Lakeside Courier reported that officials said the dam was safe."
    assert chains(body) == {"the dam was safe": ["Lakeside Courier", "officials"]}


def found(body: str) -> list[tuple[str, list[str], str]]:
    annotated = annotate(Article(id="1", body=body, language="en"))
    return [
        (" … ".join(body[s:e] for s, e in a.content), [link.name for link in a.chain], a.certainty)
        for a in annotated.attributions
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Hospital officials put the number of wounded at eight.",
            ("the number of wounded at eight", ["Hospital officials"], "CT+"),
        ),
        (
            "The Lakeside Courier reported on Monday, citing a person close to the talks, that two firms made bids.",
            ("that two firms made bids", ["Lakeside Courier", "a person close to the talks"], "CT+"),
        ),
        (
            "The study does not prove that smell is the cause.",
            ("that smell is the cause", ["The study"], "U"),
        ),
        (
            'The manager brushed off suggestions that the match mattered. "It is three points," he said.',
            ("that the match mattered", ["The manager"], "CT-"),
        ),
        (
            '11:20 "It sounded like a gas explosion," a shopkeeper said.',
            ('"It sounded like a gas explosion,"', ["a shopkeeper"], "CT+"),
        ),
        (
            "The ministry had warned that the ferries were unsafe, according to a report seen by the Lakeside Courier.",
            (
                "that the ferries were unsafe",
                ["Lakeside Courier", "a report seen by the Lakeside Courier", "The ministry"],
                "CT+",
            ),
        ),
    ],
)
def test_wordings_of_wires_and_live_pages(body: str, expected: tuple[str, list[str], str]) -> None:
    assert expected in found(body)


def test_a_letter_seen_by_an_outlet_is_not_said_by_it() -> None:
    body = (
        "In a letter to the jury, a copy of which was seen by the Kestrel Review, Ida Lund wrote that she would stay."
    )
    assert [chain[-1] for _, chain, _ in found(body)] == ["Ida Lund"]


def test_by_age_the_only_person_named_before_is_meant() -> None:
    body = (
        "Coach Alan Pritchard trained on Monday. The 52-year-old, who left in spring, said the pitch was bad. "
        '"It is wet," he said.'
    )
    assert [chain for _, chain, _ in found(body)] == [["Alan Pritchard"]] * 2


@pytest.mark.parametrize(
    ("body", "name", "role", "affiliation"),
    [
        ('"We heard a crack," said Neema Juma, 31, who lost her brother.', "Neema Juma", None, None),
        ("Finance minister Brenda Dube said the treasury was empty.", "Brenda Dube", "Finance minister", None),
        (
            "Jonas Eide, an ornithologist at the Nordvik Institute who was not involved, said more proof was needed.",
            "Jonas Eide",
            "ornithologist",
            "Nordvik Institute",
        ),
    ],
)
def test_roles_are_neither_ages_nor_clauses(body: str, name: str, role: str | None, affiliation: str | None) -> None:
    (party,) = annotate(Article(id="1", body=body, language="en")).parties
    assert (party.name, party.role, party.affiliation) == (name, role, affiliation)


def test_an_unnamed_source_is_described_without_the_clause_about_it() -> None:
    body = "A treasury official, speaking on condition of anonymity because talks go on, said an offer was considered."
    (party,) = annotate(Article(id="1", body=body, language="en")).parties
    assert (party.name, party.named) == ("A treasury official", False)


@pytest.mark.parametrize(
    ("body", "content", "chain"),
    [
        ("The chancellor has ruled out a rise in fuel duty.", "a rise in fuel duty", ["The chancellor"]),
        ("The mayor laughed off the claim that she had quit.", "that she had quit", ["The mayor"]),
    ],
)
def test_verbs_that_deny_with_a_particle(body: str, content: str, chain: list[str]) -> None:
    assert (content, chain, "CT-") in found(body)


@pytest.mark.parametrize(
    "place", ["Greenport, 4 May - ", "GREENPORT: ", "GREENPORT, May 4 (Northwire) — ", "Greenport (Northwire) - "]
)
def test_the_place_that_opens_a_report_is_no_party(place: str) -> None:
    body = f"{place}Harbour Energy Cooperative today announced that it has signed an agreement to build a solar park."
    assert [chain for _, chain, _ in found(body)] == [["Harbour Energy Cooperative"]]


def test_to_stay_anonymous_is_no_statement() -> None:
    body = 'One backbencher, who asked to remain anonymous, said the plan was "suicidal".'
    assert all("anonymous" not in content for content, _, _ in found(body))


def test_letters_of_a_transcript_name_nobody() -> None:
    body = "Q: You said last year that you would retire. What changed?\n\nA: I said that I was tired of it all."
    assert not {"Q", "A"} & {name for _, chain, _ in found(body) for name in chain}


def test_the_body_keeps_its_possessor() -> None:
    body = "A man was arrested after deputies found stolen tools, the Marlow County Sheriff's Office said."
    assert [chain for _, chain, _ in found(body)] == [["Marlow County Sheriff's Office"]]


def test_a_pronoun_that_could_be_another_stays_as_printed() -> None:
    body = (
        'Ferris Okoro laughed. His coach said the season was over; Okoro himself is not sure. "We will see," he said.'
    )
    assert ['"We will see,"', "he"] in [[content, chain[-1]] for content, chain, _ in found(body)]


def test_quoted_as_praising() -> None:
    body = "The statement quoted the commissioner, Mr Sani Garba, as commending the officers for their courage."
    assert ("the officers for their courage", ["The statement", "Sani Garba"], "CT+") in found(body)


@pytest.mark.parametrize("title", ["Cllr", "SP", "Alhaji"])
def test_ranks_and_titles_of_other_countries(title: str) -> None:
    body = f"{title} Jean Askew told the meeting that the road was unsafe."
    (party,) = annotate(Article(id="1", body=body, language="en")).parties
    assert (party.name, party.type, party.identity) == ("Jean Askew", "person", "person:jean-askew")


def test_who_acted_in_between_could_be_meant_too() -> None:
    body = (
        "The union's secretary, Pilar Nogal, said prices had doubled. A shepherd's son wants to sell. "
        '"My father would rather die," he said.'
    )
    assert ['"My father would rather die,"', "Pilar Nogal"] not in [[c, chain[-1]] for c, chain, _ in found(body)]


def test_a_surname_that_leads_a_sentence_is_meant() -> None:
    body = (
        'Coach Bill Harmon said the pitch was bad. Jalen Pugh scored twice. Pugh smiled. "I know what I saw," he said.'
    )
    assert ['"I know what I saw,"', "Jalen Pugh"] in [[c, chain[-1]] for c, chain, _ in found(body)]
