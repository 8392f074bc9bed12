"""Chains: who says it, on whose word, as a desk editor would read it. All towns, papers and people are invented."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate
from stemma.model import Article, Attribution


def read(body: str, outlet: str | None = None) -> tuple[Attribution, ...]:
    return annotate(Article(id="t", body=body, outlet=outlet, language="en")).attributions


def shown(body: str, a: Attribution) -> tuple[list[str], str]:
    return [link.name for link in a.chain], " … ".join(body[s:e] for s, e in a.content)


CASES = [
    ("The mayor said the bridge was closed.", ["The mayor"], "the bridge was closed"),
    (
        "Citing unidentified harbour workers, the Lakeside Courier newspaper reported that the ferry sank on Friday.",
        ["Lakeside Courier", "unidentified harbour workers"],
        "that the ferry sank on Friday",
    ),
    (
        "The Lakeside Courier reported that the ferry sank on Friday, citing two harbour workers.",
        ["Lakeside Courier", "two harbour workers"],
        "that the ferry sank on Friday",
    ),
    (
        "The Norland news agency cited port officials as saying that the ferry was overloaded.",
        ["Norland", "port officials"],
        "that the ferry was overloaded",
    ),
    (
        "Norland newspapers quoted harbour spokeswoman Ida Brenn as confirming the ferry had left late.",
        ["Norland newspapers", "Ida Brenn"],
        "the ferry had left late",
    ),
    ("Ida Brenn was quoted as saying the ferry had left late.", ["Ida Brenn"], "the ferry had left late"),
    (
        '"We saw nothing," harbour spokeswoman Ida Brenn told the Lakeside Courier newspaper.',
        ["Lakeside Courier", "Ida Brenn"],
        '"We saw nothing,"',
    ),
    (
        "Ida Brenn said in an interview with the Lakeside Courier newspaper that the ferry had left late.",
        ["Lakeside Courier", "Ida Brenn"],
        "that the ferry had left late",
    ),
    (
        "The Norland newspaper reported that the ferry likely sank on Friday, per Reuters.",
        ["Reuters", "Norland"],
        "that the ferry likely sank on Friday",
    ),
    (
        "The Lakeside Courier, quoting two port officials, said the inquiry related to a fuel contract.",
        ["Lakeside Courier", "two port officials"],
        "the inquiry related to a fuel contract",
    ),
    (
        "According to the Wreck Register, a group that counts lost ships, at least two boats have sunk this year.",
        ["Wreck Register"],
        "at least two boats have sunk this year",
    ),
    (
        "The harbour court agreed to hear the owners' case, a court spokesman said.",
        ["a court spokesman"],
        "The harbour court agreed to hear the owners' case",
    ),
    (
        "A survey published by Norland University found that 61 percent of islanders believed the ferry was unsafe.",
        ["Norland University", "A survey published by Norland University"],
        "that 61 percent of islanders believed the ferry was unsafe",
    ),
    (
        "According to the Lakeside Courier, which cited an unnamed port official, the ferry sailed at noon.",
        ["Lakeside Courier", "an unnamed port official"],
        "the ferry sailed at noon",
    ),
    (
        "The pumps failed at noon, harbour chief Ida Brenn said, correcting earlier accounts that they failed at ten.",
        ["Ida Brenn"],
        "The pumps failed at noon",
    ),
    (
        "Analysts say the timing suggests that the owners wanted to sell.",
        ["Analysts"],
        "the timing suggests that the owners wanted to sell",
    ),
    (
        "The captain said the pumps had failed, according to court records.",
        ["court records", "The captain"],
        "the pumps had failed",
    ),
    (
        "Reuters reported that the ferry was overloaded, according to two inspectors.",
        ["Reuters", "two inspectors"],
        "that the ferry was overloaded",
    ),
    (
        "Per harbour officials, the ferry could be raised in May.",
        ["harbour officials"],
        "the ferry could be raised in May",
    ),
]


def test_the_publisher_is_no_link_whatever_its_name_looks_like() -> None:
    body = "The boat sank on Monday, coastguard spokesman Tomas Wendel told Ostmark Bureau."
    assert [[link.name for link in a.chain] for a in read(body, "Ostmark Bureau")] == [["Tomas Wendel"]]


@pytest.mark.parametrize(("body", "chain", "content"), CASES)
def test_chain(body: str, chain: list[str], content: str) -> None:
    found = [shown(body, a) for a in read(body)]
    assert found == [(chain, content)]


def test_coordinated_sources_are_parties_of_their_own() -> None:
    body = (
        "Norland's presidential office, Fisheries Ministry, and Coast Guard didn't immediately confirm those details."
    )
    found = read(body)
    assert [a.chain[0].name for a in found] == ["Norland's presidential office", "Fisheries Ministry", "Coast Guard"]
    assert {a.act for a in found} == {"not-confirm"}
    assert {shown(body, a)[1] for a in found} == {"those details"}


def test_the_publisher_is_no_party() -> None:
    body = "The ferry was overloaded, two inspectors told Reuters."
    assert [link.name for a in read(body) for link in a.chain] == ["Reuters", "two inspectors"]
    assert [link.name for a in read(body, "Reuters") for link in a.chain] == ["two inspectors"]


def test_own_voice_is_no_attribution() -> None:
    assert read("The ferry sank on Friday. Divers reached the wreck at noon.") == ()


def test_a_short_name_gets_the_full_one() -> None:
    body = "Harbour spokeswoman Ida Brenn said the ferry was full. It left late, Brenn said. She said it was raining."
    found = read(body)
    assert [a.chain[-1].name for a in found] == ["Ida Brenn"] * 3
    last = found[-1].chain[-1]
    assert [body[s:e] for s, e in last.source] == ["She"]
    parties = annotate(Article(id="t", body=body, language="en")).parties
    assert [(p.name, p.role, p.affiliation, len(p.mentions)) for p in parties] == [
        ("Ida Brenn", "spokeswoman", "Harbour", 3)
    ]


MEANT = [
    (
        "Pavel Rowe, a judge, denied everything. Rowe claimed the mayor was behind it.\n\nThe Bramley Post story "
        "centred on a complaint made by Lena Corvan, now 53. She told the newspaper that Rowe had shouted at her.",
        ["Bramley Post", "Lena Corvan"],
    ),
    (
        "City hall press secretary Mara Sanders cautioned against haste.\n\n“The mayor forbids it,” Sanders said.",
        ["Mara Sanders"],
    ),
    ("The order came from President Ana Kovel. “Nobody asked us,” the president said in Bramley.", ["Ana Kovel"]),
    ("Governor Timo Brandt met the miners. A day later the governor said the fund was empty.", ["Timo Brandt"]),
    (
        "Benno Rowan told Sens. Dirk Durban, of Bramley, and Diana Fenn that he would come. He said it was short.",
        ["Benno Rowan"],
    ),
    ("Mara Rice, President Obal's adviser, called it harmful. The president said he would stay.", ["Obal"]),
    (
        "President Trond on Monday said the bureau ruined the life of his aide and said his opponent suffered no harm.",
        ["Trond"],
    ),
    ("At least one senator, Norland’s Arno Tellier, said the bill should fail.", ["Arno Tellier"]),
    (
        "The Norland Conference of Harbour Masters, which sailed to Bramley, said the quay was safe.",
        ["Norland Conference of Harbour Masters"],
    ),
]


@pytest.mark.parametrize(("body", "chain"), MEANT)
def test_whom_a_pronoun_a_title_or_a_short_name_means(body: str, chain: list[str]) -> None:
    assert shown(body, read(body)[-1])[0] == chain


def test_a_title_that_two_people_bear_stays_as_printed() -> None:
    body = "President Ana Kovel met President Jon Mark. The president said the talks went well."
    assert shown(body, read(body)[-1])[0] == ["The president"]


def test_who_is_asked_does_not_say_the_question() -> None:
    body = "Mara Rice demurred when asked whether she believed the mayor was making the speech to gain favour."
    assert not read(body)


def test_what_leads_up_to_a_quotation_is_the_writers() -> None:
    body = 'Trond seemed to boast that nobody knew: "She signed a paper," he told the Lakeside Courier newspaper.'
    assert shown(body, read(body)[-1]) == (["Lakeside Courier", "Trond"], '"She signed a paper,"')


def test_they_are_the_group_that_spoke() -> None:
    body = "Some analysts have said the wreck would be raised. The hull could break, they said."
    assert [a.chain[0].name for a in read(body)] == ["Some analysts", "Some analysts"]


def test_an_unnamed_source_stays_as_printed() -> None:
    (a,) = read("Two people familiar with the inquiry said the ferry was overloaded.")
    (link,) = a.chain
    assert not link.named
    assert link.description == "Two people familiar with the inquiry"
    assert link.type == "group"


def test_a_speech_goes_on_in_the_next_sentence() -> None:
    body = "“The ferry was full,” Ida Brenn said. “Nobody had counted.”\n\nThe inquiry opens in May."
    (a,) = read(body)
    assert shown(body, a)[1] == "“The ferry was full,” … “Nobody had counted.”"
    assert a.kind == "direct"


def test_a_thought_inside_a_quotation_is_no_second_source() -> None:
    body = "“I think the pumps failed,” Ida Brenn said."
    (a,) = read(body)
    assert shown(body, a) == (["Ida Brenn"], "“I think the pumps failed,”")


def test_other_languages_are_not_guessed() -> None:
    article = Article(id="t", body="Le maire a dit que le pont était fermé.", language="fr")
    found = annotate(article)
    assert found.attributions == ()
    assert found.sentences == ((0, len(article.body)),)


def test_an_attribution_knows_its_section() -> None:
    from stemma.model import Section

    body = "Brenn said the ferry was raised.\n\nOfficials said the ferry sank."
    cut = body.index("Officials")
    sections = (Section("update", None, 0, cut - 2), Section("original", None, cut, len(body)))
    found = annotate(Article(id="t", body=body, sections=sections)).attributions
    assert [(a.section, a.id) for a in found] == [(0, "a1"), (1, "a2")]
