"""Three invented stories with the status that a careful editor gives each claim, written before a run was seen."""

from __future__ import annotations

import pytest

from stemma.model import Story
from stemma.relate import relate
from stemma.relate.claims.past import as_of
from stemma.relate.claims.statements import statements
from stemma.relate.claims.status import at, ledger
from stemma.tell.changes import changes
from stemma.tell.formats import text
from tests.test_boards import Pages, members, said, steps, story

TRAIN = (
    (
        "Ostervik Tidings",
        "Ammonia train leaves the rails",
        "2026-06-02T07:40:00+00:00",
        """OSTERVIK, Norland (NPA) - A freight train carrying ammonia left the rails near Ostervik station early on \
Tuesday, Captain Rask said.

Two wagons overturned and a third leaked, Rask said.

About 300 people were moved out of their homes, officials said.

The line between Ostervik and Lund Bridge is closed, Norland Railways said.

A woman who lives beside the track said the train had been going far too fast.
""",
    ),
    (
        "Norland Today",
        "Freight train derails in Ostervik, three in hospital",
        "2026-06-02T09:15:00+00:00",
        """A freight train carrying ammonia left the rails near Ostervik on Tuesday and gas leaked from one of its \
wagons, said fire brigade spokesman Captain Olav Rask.

A statement from the police said the driver had been breath-tested at the scene. The statement said he had not been \
drinking.

Three people were taken to hospital with breathing trouble, the Ostervik hospital said.

"The evacuation went smoothly," said mayor Birte Holm.
""",
    ),
    (
        "Harbour Radio",
        "Residents angry after train accident",
        "2026-06-02T14:00:00+00:00",
        """About 300 people in Ostervik were moved out of their homes after a goods train left the rails, mayor \
Birte Holm said.

Residents of Quay Street complained that the evacuation was slow.

"It is a scandal that such trains run at night," said Jon Vang, a member of parliament for the Green Union.

Prosecutor Lise Thorn said her office had opened an inquiry into the accident.

The transport ministry's spokeswoman said the new rules are the best in the region and do protect the towns \
along the \
line.
""",
    ),
    (
        "The Tidewater Post",
        "Line through Ostervik open again",
        "2026-06-03T06:30:00+00:00",
        """The line between Ostervik and Lund Bridge was reopened on Wednesday morning, Norland Railways spokeswoman \
Nina Falk said.

One of the three people who had been taken to hospital remains in hospital, the Ostervik hospital said.

Police said the driver, who was breath-tested at the scene, had been at work for eleven hours.
""",
    ),
)
MINISTER = (
    (
        "Valmere Courier",
        "Finance minister Finch resigns",
        "2026-09-07T10:00:00+00:00",
        """Finance minister Orla Finch resigned on Monday, the prime minister's office said.

"Her departure does weaken the government," said Ida Brandt, a spokeswoman for the opposition Civic Bloc.

Prime Minister Karl Dahl said Finch had served the country well and that her budget remains the best in years.

Finch was named in a report on the sale of the port of Lund, two people who have read it said.

Senator Roy B. Steen said Finch lied to the senate in May.
""",
    ),
    (
        "The Marle Post",
        "Finch goes over port sale",
        "2026-09-07T13:30:00+00:00",
        """Orla Finch resigned as finance minister on Monday, her spokesman Tim Rook said.

"She never misled the senate," Rook said.

President Anders Kole said the sale of the port was a disgrace and had cost the country 40 million crowns. A \
spokesman for \
the president said the sale is more harmful than any before it.

Prime Minister Dahl, who leads the same party as Kole, said the sale had cost the country 40 million crowns.

Government officials defended the sale.
""",
    ),
    (
        "Norland Today",
        "Court halts port sale",
        "2026-09-08T09:00:00+00:00",
        """A court in Marle halted the sale of the port of Lund on Tuesday, court spokeswoman Eva Lind said.

The judge found that the ministry had broken the law, Lind said.

Roy Steen, chairman of the senate's audit committee, disavowed his earlier support for the sale.

The buyer, Tarn Shipping, said it will appeal. Its chief executive, Mats Orr, said the ruling threatens \
thousands of jobs.

Finch is under investigation, a spokesman for the prosecutor's office said.
""",
    ),
)
FLOOD = (
    (
        "tarncounty.gov",
        "Tarn County: dam gate opened",
        "2026-11-10T05:30:00+00:00",
        """Tarn County opened the lower gate of the Ash Dam at 4 a.m. on Tuesday. The sheriff closed Mill Road.

The county has moved 140 residents of Lower Ash to the school.

More rain is expected in the afternoon.
""",
    ),
    (
        "Ash Valley News",
        "Floods in Lower Ash after dam gate is opened",
        "2026-11-10T08:00:00+00:00",
        """The lower gate of the Ash Dam was opened early on Tuesday and water ran into Lower Ash. Mill Road \
is closed.

No injuries were reported.

Some 140 residents of Lower Ash were taken to the school, residents said.

"The siren did not sound," said Peter Hume, who runs a bakery on Mill Road.

Sheriff Dora Quist, whose deputies went from house to house after the siren had failed, said one car was \
swept off Mill Road.
""",
    ),
    (
        "Norland Today",
        "Two hurt in Lower Ash flood",
        "2026-11-10T12:45:00+00:00",
        """Two people were injured in the flood at Lower Ash, the Ash hospital said.

A car was swept off Mill Road, the officer said. A witness said the driver climbed out.

The county's emergency office said the siren had worked. County officials said that the warning system is adequate.

Governor Hanna Voss said 60 houses in Lower Ash were flooded. Ash Mayor Tom Beck said 60 houses were flooded.

"People here feel forgotten," Mayor Beck said.
""",
    ),
    (
        "Tarn Herald",
        "Body found below Ash Dam",
        "2026-11-11T09:20:00+00:00",
        """A body was found below the Ash Dam on Wednesday morning, Sheriff Quist said. It is the first death \
of the flood.

Sheriff Quist said the siren at Mill Road had failed on Tuesday.

The dam's operator, Tarn Water, denied that the gate was opened too late.

Farmers accused Tarn Water of opening the gate too late.
""",
    ),
)


@pytest.mark.parametrize(
    ("words", "states"),
    [
        ("left the rails near", ["reported", "confirmed"]),  # who Captain Rask is, only the second page tells
        ("Two wagons overturned", ["reported", "confirmed"]),
        ("were moved out of their homes", ["unconfirmed", "confirmed"]),
        ("had been going far too fast", ["unconfirmed"]),
        pytest.param(
            "breath-tested at the scene",
            ["confirmed"],
            marks=pytest.mark.xfail(
                strict=True, reason="joined with how long the driver had been at work; confirmed a page later"
            ),
        ),
        ("had not been drinking", ["confirmed"]),
        ("taken to hospital", ["confirmed"]),
        ("evacuation was slow", ["reported", "disputed"]),
        ("It is a scandal", ["reported"]),
        ("opened an inquiry", ["confirmed"]),
        ("are the best in the region", ["reported"]),
        ("do protect the towns", ["reported"]),
        ("reopened on Wednesday", ["reported", "confirmed"]),
        pytest.param(
            "at work for eleven hours",
            ["confirmed"],
            marks=pytest.mark.xfail(strict=True, reason="joined with the breath test; confirmed a page later"),
        ),
    ],
)
def test_an_accident(words: str, states: list[str]) -> None:
    assert steps(story(TRAIN), words) == states


@pytest.mark.parametrize(
    ("words", "states"),
    [
        ("resigned on Monday", ["reported", "confirmed"]),
        ("does weaken the government", ["reported"]),
        ("served the country well", ["reported"]),
        ("remains the best in years", ["reported"]),
        ("Finch lied to the senate", ["reported"]),
        ("more harmful than", ["reported"]),
        ("had cost the country", ["reported"]),  # president and prime minister are one camp
        ("halted the sale", ["reported", "confirmed"]),
        ("had broken the law", ["confirmed"]),
        ("threatens thousands of jobs", ["reported"]),
        ("is under investigation", ["confirmed"]),
    ],
)
def test_politics(words: str, states: list[str]) -> None:
    assert steps(story(MINISTER), words) == states


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("140 residents of Lower Ash to the school", "confirmed"),  # the county's own page
        pytest.param(
            "The siren did not sound",
            "disputed",
            marks=pytest.mark.xfail(strict=True, reason="that it worked is a claim of its own now"),
        ),
        ("Two people were injured", "confirmed"),
        ("the driver climbed out", "unconfirmed"),
        ("the warning system is adequate", "reported"),
        ("60 houses were flooded", "confirmed"),
        ("People here feel forgotten", "reported"),
        ("A body was found", "confirmed"),
    ],
)
def test_a_flood(words: str, last: str) -> None:
    assert steps(story(FLOOD), words)[-1] == last


def test_the_statement_is_that_of_the_body_that_issued_it() -> None:
    assert said(story(TRAIN), "had not been drinking").origin == "A statement from the police"


def test_forms_of_one_name_are_one_person() -> None:
    assert said(story(MINISTER), "Finch lied").identity == said(story(MINISTER), "support for the sale").identity


@pytest.mark.parametrize("pages", [TRAIN, MINISTER, FLOOD])
def test_the_ledger_up_to_a_moment_is_a_prefix(pages: Pages) -> None:
    for number, (_, _, moment, _) in enumerate(pages, 1):
        heard = {s.id: s for s in statements(members(pages)[:number])}  # who is who, as far as was told by then
        for one in story(pages).claims:
            early = ledger([heard[s.id] for s in one.statements if s.id in heard], list(heard.values()))
            assert [x.status for x in early] == [x.status for x in one.history if (x.time or "") <= moment]
            assert at(one, moment) == (early[-1].status if early else None)


def test_a_story_that_grows_tells_who_and_where_changed_it() -> None:
    for number in range(2, 5):
        grown: Story = relate(members(TRAIN)[:number])
        since = TRAIN[number - 1][2]
        found = changes(grown, since)
        assert found
        assert {c.time for c in found} == {since}
        assert all(c.chains and c.articles and c.reason for c in found)
    (derailed, *_) = [c for c in changes(relate(members(TRAIN)[:2]), TRAIN[1][2]) if c.before]
    assert (derailed.before, derailed.after) == ("reported", "confirmed")
    assert "Olav Rask" in (derailed.reason or "")


def test_the_board_as_it_stood_shows_nothing_that_was_told_later() -> None:
    pages = {m.article.id: m for m in members(TRAIN)}
    board = story(TRAIN).claims
    for _, _, moment, _ in TRAIN:
        then = as_of(board, moment, pages)
        assert all((s.time or "") <= moment for c in then for s in c.statements)
        assert all((x.time or "") <= moment for c in then for x in c.history)
        assert {c.id: c.status for c in then} == {c.id: at(c, moment) for c in board if at(c, moment)}
    first = as_of(board, TRAIN[0][2], pages)
    assert "The line between Ostervik and Lund Bridge is closed" in {c.text for c in first}
    assert {c.outlets for c in first} == {1}
    assert as_of(board, "2026-06-04", pages) == board


def test_a_change_is_shown_with_its_page() -> None:
    outlets = {m.article.id: m.article.outlet for m in members(TRAIN)}
    shown = text.changes(changes(story(TRAIN), TRAIN[3][2]), outlets)
    assert "The Tidewater Post ← Nina Falk" in shown
