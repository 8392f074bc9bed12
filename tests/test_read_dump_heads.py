"""Heads of dumps: what dump tools print without space between, names by their place; outlets are invented."""

from __future__ import annotations

import pytest

from stemma.model import Article, Capture
from stemma.read import read

TITLE = "Mill fire in Calder hurts three as the bridge is shut for the night"
BODY = """Three people were hurt when a fire broke out at a mill in Calder on Monday night, police said.

The mill was closed after the fire, its owner, Jonas Hale, told reporters. “We will open again in spring,” he said.

A bridge nearby was shut because of the smoke, the fire service said, and opened again after a test of the air.

The fire service had warned the owner in March that the doors of the mill did not shut, a spokesman said.

It was the second fire at the mill in three years, and the council will ask for a report, its leader said."""


def dump(head: str) -> Article:
    text = f"Skip to content\nHome\nSubscribe\n{head}\n\n{BODY}\n\nMost read\n\nBridge opens again\n\nPrivacy Policy\n"
    return read(Capture(id="a", kind="dump", content=text))


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (f"LOCAL NEWS\n{TITLE}\nBy Petra Lind\nPublished February 24, 2020Last updated July 21, 2022", "2020-02-24"),
        (f"{TITLE}\nBy Petra LindStaff Writer\nDec. 16, 2016 2:05 PM PT\nFacebook", "2016-12-16"),
        (f"{TITLE}\nBy Petra LindSenior Reporter\nMarch 3, 2021", "2021-03-03"),
        (f"America\n{TITLE}\nFacebook\nDecember 15, 20163:33 PM ET\n\nPetra Lind\n\nTwitter", "2016-12-15"),
        (
            f"{TITLE}\nPublished Tue, Dec 20 201610:32 AM ESTUpdated Tue, Dec 20 20166:29 PM EST\nPetra Lind@petralind",
            "2016-12-20",
        ),
        (f"{TITLE}\n11/28/2016 04:23 pm ET\n1k\nPetra Lind Senior Editor, The Calder Tribune", "2016-11-28"),
        (f"{TITLE}\nThis article is more than 5 years old\nPetra Lind in Calder\nTue 29 Nov 2016 20.26", "2016-11-29"),
        (f"{TITLE}\nBy Petra Lind\n\nFebruary 24, 2020This article is more than 2 years old.", "2020-02-24"),
    ],
)  # fmt: skip
def test_a_glued_head_is_read(head: str, day: str) -> None:
    found = dump(head)
    assert found.title == TITLE
    assert (found.published or "")[:10] == day
    assert list(found.authors) == ["Petra Lind"]
    assert found.body == BODY


def test_words_of_a_story_are_not_parted() -> None:
    sentence = "The firm McFarlane ModernPublished, whose editors wrote it in 2019, is not for sale, its owner said."
    found = read(
        Capture(id="a", kind="dump", content=f"{TITLE}\nBy Petra Lind\nMarch 3, 2021\n\n{BODY}\n\n{sentence}\n")
    )
    assert "in 2019, is not for sale" in found.body


def test_a_credit_in_capitals_and_the_caption_below_it_are_no_story() -> None:
    caption = "Jonas Hale has had several talks with the mayor. How much are they worth?"
    found = dump(f"POLITICS\n{TITLE}\n11/28/2016 04:23 pm ET\nBy Petra Lind\nCALDER PRESS\n{caption}")
    assert found.body == BODY
