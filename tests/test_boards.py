"""Two invented stories as a desk editor would read them: four pages each, from their bare text to the board."""

from __future__ import annotations

import functools

import pytest

from stemma.annotate import annotate_many
from stemma.model import Annotated, Article, Claim, Section, Statement, Story
from stemma.relate import relate
from stemma.relate.claims.status import at
from stemma.tell.brief import brief
from stemma.tell.changes import changes

FIRE = (
    (
        "Brennock Courier",
        "Fire at Brennock paint works kills at least two",
        "2026-03-03T08:10:00+00:00",
        """BRENNOCK, Norland (NPA) - At least two workers were killed when a fire tore through a paint works in \
Brennock early on Tuesday, the county fire service said.

The fire broke out at about 3 a.m. in the solvent store of Calder Coatings, fire service spokeswoman Ines Hale said.

"We have found two bodies and five people are still missing," Hale said.

Some 400 residents of nearby streets were told to leave their homes. They will be allowed to return on Wednesday \
morning, the town council said.

Calder Coatings said it was cooperating with the investigation. The company employs 140 people.

A worker who asked not to be named said the sprinklers had not come on.
""",
    ),
    (
        "Norland Today",
        "Two dead in paint factory blaze",
        "2026-03-03T10:30:00+00:00",
        """(NPA) - At least two workers were killed when a fire tore through a paint works in Brennock early on \
Tuesday, the county fire service said.

The fire broke out at about 3 a.m. in the solvent store of Calder Coatings, fire service spokeswoman Ines Hale said.

"We have found two bodies and five people are still missing," Hale said.

Some 400 residents of nearby streets were told to leave their homes.

The union of chemical workers accused the company of switching off the sprinklers to save money. "They were \
turned off in January and nobody turned them on again," union secretary Paul Orme said.
""",
    ),
    (
        "The Tidewater Post",
        "Toll in Brennock fire rises to four as firm rejects sprinkler claim",
        "2026-03-03T17:45:00+00:00",
        """The number of dead in the Brennock paint works fire rose to four on Tuesday afternoon after firefighters \
found two more bodies in the ruins, Ms Hale of the county fire service said. Three people were still missing.

The owner of the works denied that its sprinklers had been turned off. The accusation was "baseless", said \
Martin Calder, chief executive of Calder Coatings. "Our systems were tested in February and they worked," he \
said.

Mr Orme stood by his account. He said the union had written to the company twice about the sprinklers.

Police have opened an investigation into the cause of the fire, Inspector Dana Rourke said.

Residents can go home on Wednesday morning, according to the town council. About 600 people had been moved out, \
police said.

Officials fear that solvents have reached the river Tarn.
""",
    ),
    (
        "Harbour Radio",
        "Brennock: fifth body found, residents go home",
        "2026-03-04T12:20:00+00:00",
        """A fifth body has been found in the ruins of the paint works in Brennock, the county fire service said on \
Wednesday. All those who were missing have now been accounted for.

The residents returned to their homes on Wednesday morning after the town council lifted the evacuation order.

Inspector Dana Rourke said detectives had established that the sprinklers were not working on the night of the \
fire. Mr Calder declined to comment on the finding.

The environment agency said solvents had not reached the river Tarn.

Correction: An earlier version of this report said that the fire began in the paint store. It began in the \
solvent store.
""",
    ),
)
MUSEUM = (
    (
        "Vellmar Gazette",
        "Paintings stolen from Vellmar museum",
        "2026-05-11T07:00:00+02:00",
        """Thieves broke into the Vellmar City Museum in the night to Monday and stole three paintings, police said.

The thieves came through a skylight shortly after 2 a.m., police spokesman Lars Tinde said. The alarm did not go off.

The paintings are worth about 4 million crowns, according to museum director Greta Solheim.

The museum will reopen on Thursday, Ms Solheim said.

Two people close to the investigation said the thieves had help from inside.
""",
    ),
    (
        "Morgen Kurier",
        "Museum raid: insider suspected",
        "2026-05-11T13:15:00+02:00",
        """VELLMAR (SNA) - Police are looking for three men after a raid on the City Museum in Vellmar, a police \
spokesman said on Monday.

Four paintings were taken, museum director Greta Solheim told the SNA news agency. She had earlier spoken of three.

Investigators suspect that a member of staff switched off the alarm, said two people close to the investigation \
who were not authorised to speak publicly.

The culture ministry rejected reports that guards had been involved. "These rumours are false," said Jonas Berg, \
the minister of culture.

The museum is expected to stay closed until Thursday.
""",
    ),
    (
        "North Wire News",
        "Arrest in Vellmar museum theft",
        "2026-05-12T18:40:00+02:00",
        """Police have arrested a 41-year-old guard over the theft of four paintings from the City Museum in Vellmar, \
spokesman Lars Tinde said on Tuesday.

The man is accused of switching off the alarm, Tinde said. The man's lawyer, Eva Strand, said her client denied \
any part in the theft.

Mr Berg declined to comment on the arrest.

One of the paintings was found in a garage in Osby, the public broadcaster reported, citing a prosecutor. The \
police did not confirm the find.
""",
    ),
    (
        "Dagens Vellmar",
        "Museum reopens, three paintings still missing",
        "2026-05-14T11:05:00+02:00",
        """The City Museum in Vellmar reopened on Thursday, three days after thieves stole four paintings.

One of the paintings has been recovered from a garage in Osby, prosecutor Nils Aker said. Three are still missing.

The guard who was arrested on Tuesday has confessed to switching off the alarm, Mr Aker told reporters. His \
lawyer could not be reached.

The stolen works are worth 6 million crowns, Ms Solheim said. The museum had put their value at 4 million crowns \
on Monday.

Correction: This newspaper reported on Tuesday that the guard was 51. He is 41.
""",
    ),
)


Pages = tuple[tuple[str, str, str, str], ...]


@functools.cache
def members(pages: Pages) -> tuple[Annotated, ...]:
    """The pages (outlet, title, time, body), annotated."""
    articles = [
        Article(
            outlet,
            body,
            title=title,
            outlet=outlet,
            published=time,
            sections=(Section("original", time, 0, len(body)),),
        )
        for outlet, title, time, body in pages
    ]
    return tuple(Annotated(a, n) for a, n in zip(articles, annotate_many(articles), strict=True))


@functools.cache
def story(pages: Pages) -> Story:
    """The story that annotated pages tell."""
    return relate(members(pages))


def said(story: Story, words: str) -> Statement:
    """The first statement that holds `words`."""
    return next(s for c in story.claims for s in c.statements if words in s.text)


def claim(story: Story, words: str) -> Claim:
    """The claim with that statement."""
    return next(c for c in story.claims if any(words in s.text for s in c.statements))


def steps(story: Story, words: str) -> list[str]:
    """The states that the claim has been in."""
    return [change.status for change in claim(story, words).history]


def test_a_toll_that_rises_is_one_claim_and_no_conflict() -> None:
    fire = story(FIRE)
    toll = claim(fire, "two workers were killed")
    assert toll is claim(fire, "rose to four") is claim(fire, "A fifth body")
    assert {c.strength for c in fire.conflicts if c.claim == toll.id} == {"superseded"}
    assert toll is not claim(fire, "still missing")


def test_a_plan_that_comes_true_is_no_longer_announced() -> None:
    assert steps(story(FIRE), "returned to their homes") == ["announced", "reported"]
    assert steps(story(MUSEUM), "reopened on Thursday") == ["announced", "reported"]
    opening = claim(story(MUSEUM), "reopened on Thursday")
    assert at(opening, "2026-05-12T20:00:00+02:00") == "announced"


def test_who_calls_an_accusation_baseless_denies_it() -> None:
    fire = story(FIRE)
    denial = said(fire, "baseless")
    assert (denial.act, denial.certainty) == ("deny", "CT-")
    assert "baseless" not in " ".join(c.text for c in fire.claims if c.status == "confirmed")
    assert claim(fire, "baseless") is claim(fire, "its sprinklers had been turned off")


@pytest.mark.xfail(strict=True, reason="a fear is told whole, in the voice that tells it, since beliefs are no speech")
def test_a_fear_that_is_denied_is_denied_and_shows_what_was_feared() -> None:
    river = claim(story(FIRE), "reached the river")
    assert [change.status for change in river.history] == ["speculated", "denied"]
    assert river.text == "solvents have reached the river Tarn"


def test_what_an_earlier_version_said_is_withdrawn_and_the_rest_is_not() -> None:
    assert steps(story(FIRE), "began in the paint store") == ["withdrawn"]
    assert steps(story(FIRE), "in the solvent store of Calder Coatings") == ["confirmed"]
    assert steps(story(MUSEUM), "the guard was 51") == ["withdrawn"]


def test_a_last_name_is_the_full_name_of_another_page() -> None:
    assert said(story(FIRE), "rose to four").origin == "Ines Hale"
    assert said(story(MUSEUM), "worth 6 million").origin == "Greta Solheim"


def test_what_is_done_about_an_event_is_not_the_event() -> None:
    fire, museum = story(FIRE), story(MUSEUM)
    assert claim(fire, "opened an investigation") is not claim(fire, "cooperating with the investigation")
    assert claim(museum, "have arrested") is not claim(museum, "Thieves broke into")
    assert claim(museum, "looking for three men") is not claim(museum, "Thieves broke into")


def test_a_find_told_by_an_unnamed_prosecutor_and_then_by_a_named_one() -> None:
    find = claim(story(MUSEUM), "recovered from a garage")
    assert [change.status for change in find.history] == ["unconfirmed", "confirmed"]
    assert [s.origin for s in find.statements if s.act == "not-confirm"] == ["The police"]


def test_who_corrects_his_own_figure_is_in_no_conflict_with_himself() -> None:
    museum = story(MUSEUM)
    value = claim(museum, "worth 6 million")
    assert [c.strength for c in museum.conflicts if c.claim == value.id] == ["superseded"]
    assert steps(museum, "help from inside")[-1] == "unconfirmed"


@pytest.mark.xfail(strict=True, reason="the feared is not denied any more: see above")
def test_what_became_known_on_the_last_day() -> None:
    lines = " ".join(str(change) for change in changes(story(FIRE), "2026-03-03T20:00:00+00:00"))
    assert "denied" in lines
    assert "withdrawn" in lines


FERRY = (
    (
        "Brennock Courier",
        "Boat sinks off Port Vell, four missing",
        "2026-04-07T08:00:00+00:00",
        "Two deckhands, who asked not to be named because they feared for their jobs, told the Brennock Courier that "
        "the pump of the Alma Brandt had failed twice in March.\n\nFour people are still missing, the coastguard said.",
    ),
    (
        "Norland Today",
        "Divers find the last of the missing of the Alma Brandt",
        "2026-04-09T08:00:00+00:00",
        "Divers have found the bodies of the last four people missing from the Alma Brandt, the coastguard said on "
        "Thursday.\n\nThe boat sank off Port Vell on Tuesday, two days after its pump had failed.",
    ),
)


def test_who_is_found_is_missing_no_longer() -> None:
    told = story(FERRY)
    assert "still missing" not in " ".join(s.text for s in claim(told, "the last four people").statements)


def test_the_brief_names_who_says_a_sentence_before_the_page_that_prints_it() -> None:
    pages = {page.article.id: page for page in members(FERRY)}
    line = next(s for s in brief(story(FERRY), pages) if "Two deckhands" in s.text)
    assert line.chain == ("Brennock Courier", "Two deckhands")


def test_when_all_who_were_missing_are_found_nobody_is_missing_any_more() -> None:
    raft = (
        (
            "Tarn Post", "Raft capsizes", "2026-05-01T08:00:00+00:00",
            "Four people are missing after a raft capsized, the coastguard said.",
        ),
        (
            "Osk Daily", "Raft: all found", "2026-05-02T08:00:00+00:00",
            "Divers have found the bodies of the four people who were missing from the raft, the coastguard said.",
        ),
    )  # fmt: skip
    assert [f.slot for f in story(raft[:1]).figures] == ["missing"]
    assert "missing" not in [f.slot for f in story(raft).figures]
