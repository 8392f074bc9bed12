"""The counts of a story and of a claim in words, and which of the outlets are of one house."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import get_args

from stemma.model import Claim, House, Status, Story
from stemma.tell import board as boards
from stemma.tell import panel

SETTLED = ("confirmed", "disputed", "denied")
"""What a reader asks for first: told first, and of the first one also that there is none."""
OTHERS = tuple(status for status in reversed(get_args(Status)) if status not in SETTLED)


def counts(story: Story) -> str:
    """The counts in words: "Ten pages by nine outlets rest on six texts; nine to fourteen different voices speak."."""
    pages, lineages = len(story.articles), len(story.lineages)
    verb = "rests" if pages == 1 else "rest"
    ends, many = boards.span_words(*story.origins), boards.several(*story.origins)
    voices = f"{ends} {'different voices speak' if many else 'voice speaks'} in {'it' if pages == 1 else 'them'}"
    sentence = (
        f"{boards.number(pages)} page{'s' * (pages != 1)} by {_of_houses(story)} {verb} on "
        f"{boards.number(lineages)} text{'s' * (lineages != 1)}; {voices}."
    )
    return sentence[:1].upper() + sentence[1:]


@dataclass(frozen=True, slots=True)
class Standing:
    """The claims of a board that have one status; `against` are those who deny them."""

    status: str
    rows: tuple[boards.Row, ...]
    against: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How many there are: "none confirmed", "two disputed, by Rahn Power", "five only reported"."""
        number = boards.number(len(self.rows)) if self.rows else "none"
        by = f", by {panel.listed(self.against)}" if self.against else ""
        return f"{number} {'only ' * (self.status in ('reported', 'speculated'))}{self.status}{by}"


def standings(rows: Sequence[boards.Row]) -> tuple[Standing, ...]:
    """The statuses of the claims `rows` in the order a reader asks for them; "confirmed" also where there is none."""
    found: list[Standing] = []
    for status in (*SETTLED, *OTHERS):
        some = tuple(row for row in rows if row.claim.status == status)
        if some or (rows and status == SETTLED[0]):
            against = dict.fromkeys(voice.name for row in some for voice in row.denies)
            found.append(Standing(status, some, tuple(against) if status in SETTLED[1:] else ()))
    return tuple(found)


def states(rows: Sequence[boards.Row]) -> str:
    """The statuses of a board in words: "Of 12 claims: none confirmed; one disputed, by Rahn Power; 11 reported."."""
    if not rows:
        return ""
    of = f"Of {boards.number(len(rows))} claims" if len(rows) > 1 else "Of one claim"
    return f"{of}: {'; '.join(one.words for one in standings(rows))}."


def _of_houses(story: Story) -> str:
    """The outlets of a story: "nine outlets", "five outlets, four of them of one house (Northway Media),"."""
    together, houses = _together(story, {member.id for member in story.articles})
    names = f" ({' and '.join(house.name for house in houses)})" if 0 < len(houses) <= 2 else ""
    outlets = _outlets(story.outlets)
    if not together:
        return outlets
    if together == story.outlets:
        return f"{outlets} of {_houses(houses)}{names}"
    return f"{outlets}, {boards.number(together)} of them of {_houses(houses)}{names},"


def of_claim(claim: Claim, story: Story) -> str:
    """How many outlets carry a claim, with how many of them are of one house: "five outlets (four of one house)"."""
    note = beside(claim, story)
    return f"{_outlets(claim.outlets)}{f' {note}' if note else ''}"


def beside(claim: Claim, story: Story) -> str:
    """What stands beside the number of a claim's outlets: "of one house", "(four of one house)", or nothing."""
    together, houses = _together(story, {statement.article for statement in claim.statements})
    if not together:
        return ""
    of = f"of {_houses(houses)}"
    return of if together == claim.outlets else f"({boards.number(together)} {of})"


def shared_houses(story: Story) -> dict[str, str]:
    """The houses of the articles whose outlet shares its house with another outlet of the story, by article."""
    _, houses = _together(story, {member.id for member in story.articles})
    return {article: house.name for house in houses for article in house.articles}


def _together(story: Story, articles: Collection[str]) -> tuple[int, list[House]]:
    """The outlets of articles that share their house with another one of them, and these houses."""
    count, houses = 0, []
    for house in story.owners:
        pairs = zip(house.articles, house.outlets, strict=True)
        mine = {outlet for article, outlet in pairs if article in articles}
        if len(mine) > 1:
            count += len(mine)
            houses.append(house)
    return count, houses


def _outlets(count: int) -> str:
    return f"{boards.number(count)} outlet{'s' * (count != 1)}"


def _houses(houses: Collection[House]) -> str:
    return "one house" if len(houses) == 1 else f"{boards.number(len(houses))} houses"
