"""Stories of every shape have the board they must have: one page, copies, many pages, no dates, no outlets."""

from __future__ import annotations

import pytest

from stemma import relate
from stemma.annotate import annotate_many
from stemma.model import Annotated, Article, Story

FIRE = "Two people died in a fire at the Vale mill in Ostrand on Monday, police said. The fire began in the dye store."
AGAIN = "A fire at the Vale mill killed two people in Ostrand, police said on Monday. Nobody else was hurt."
TOWNS = ("Tarn", "Osk", "Marle", "Senn", "Dunmere", "Calder", "Velden", "Arbor", "Linden", "Ferris", "Holm", "Quill")


def made(*bodies: str, outlets: bool = True, dates: bool = True) -> list[Annotated]:
    pages = [
        Article(
            f"p{n:03}", body, outlet=f"{TOWNS[n % len(TOWNS)]} Post {n}" if outlets else None,
            published=f"2031-05-{1 + n % 28:02}T08:00:00Z" if dates else None, language="en",
        )
        for n, body in enumerate(bodies)
    ]  # fmt: skip
    return [Annotated(page, notes) for page, notes in zip(pages, annotate_many(pages), strict=True)]


def toll(story: Story) -> tuple[str, str]:
    """Status and text of the first claim on the board that tells of the dead."""
    of = {claim.id: claim for claim in story.claims}
    return next((of[i].status, of[i].text) for i in story.board if "died" in of[i].text or "killed" in of[i].text)


def test_one_page() -> None:
    story = relate(made(FIRE))
    assert story.outlets == len(story.lineages) == 1
    assert toll(story) == ("confirmed", "Two people died in a fire at the Vale mill in Ostrand on Monday")
    assert not story.conflicts


def test_two_pages() -> None:
    story = relate(made(FIRE, AGAIN))
    assert (story.outlets, len(story.lineages)) == (2, 2)
    deadly = next(claim for claim in story.claims if claim.id == story.board[0])
    assert (deadly.status, deadly.outlets, deadly.lineages) == ("confirmed", 2, 2)


def test_three_hundred_copies_are_one_text() -> None:
    (page,) = made(FIRE)
    copies = [
        Annotated(Article(f"p{n:03}", FIRE, outlet=f"Post {n}", published="2031-05-01T08:00:00Z"), page.annotations)
        for n in range(300)
    ]
    story = relate(copies)
    assert (story.outlets, len(story.lineages)) == (300, 1)
    deadly = next(claim for claim in story.claims if claim.id == story.board[0])
    assert (deadly.status, deadly.outlets, deadly.lineages, deadly.origins) == ("confirmed", 300, 1, (1, 1))
    assert len(story.claims) <= 3


def test_sixty_pages_each_in_other_words() -> None:
    deeds = (
        "The {0} hospital has no beds left since the flu came.", "Masons found Roman coins under the {0} market.",
        "A goat won the regatta at {0} by swimming across.", "Teachers in {0} walked out over cold classrooms.",
        "The {0} observatory lost its largest mirror to hail.", "Bakers near {0} sold bread by candlelight on Friday.",
    )  # fmt: skip
    bodies = [deed.format(town) for town in TOWNS[:10] for deed in deeds]
    story = relate(made(*bodies))
    assert (story.outlets, len(story.lineages)) == (60, 60)
    assert 5 <= len(story.board) == len(set(story.board)) <= 12
    assert all(claim.status in ("reported", "confirmed") for claim in story.claims)


@pytest.mark.parametrize("dates", [True, False])
def test_order_and_missing_dates_change_nothing_but_times(dates: bool) -> None:
    members = made(FIRE, AGAIN, FIRE.replace("Two", "Three"), dates=dates)
    one, other = relate(members), relate(members[::-1])
    assert [claim.statements for claim in one.claims] == [claim.statements for claim in other.claims]
    assert [claim.status for claim in one.claims] == [claim.status for claim in other.claims]
    assert one.board == other.board


def test_without_any_outlet_a_page_still_reports() -> None:
    story = relate(made("The bridge at Osk fell into the river on Monday. Cars waited for hours.", outlets=False))
    assert {claim.status for claim in story.claims} == {"reported"}
    assert story.outlets == 1
