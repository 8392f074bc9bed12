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
