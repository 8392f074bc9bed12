"""Who says what on whose word: the tables of cases, a floor for each half."""

from __future__ import annotations

import pytest

from tests.cases import Half, around, halves, read, same

SPEAKERS, CHAINS = halves("speakers"), halves("chains")


def speakers(half: Half) -> float:
    """The share of contents whose last origin is right; "page" for the page's own voice."""
    right = 0
    for text, rows in half.texts():
        found = read(text)
        for row in rows:
            said = around(text, row["content"], found)
            right += (
                said is None or said.speech != "speech"
                if row["who"] == "page"
                else said is not None and same(row["who"], said.chain[-1].name)
            )
    return right / len(half.rows)


def chains(half: Half) -> float:
    """The share of contents whose whole chain is right: as many parties, each the one of the case."""
    right = 0
    for text, rows in half.texts():
        found = read(text)
        for row in rows:
            if not row["content"]:
                right += not found.attributions
                continue
            said = around(text, row["content"], found)
            names = [link.name for link in said.chain] if said else []
            wanted = row["chain"].split(" < ") if row["chain"] else []
            right += len(names) == len(wanted) and all(map(same, wanted, names))
    return right / len(half.rows)


@pytest.mark.parametrize(("half", "floor"), [(SPEAKERS[0], 0.87), (SPEAKERS[1], 0.86)], ids=["worked on", "held out"])
def test_each_content_has_the_speaker_a_reader_gives_it(half: Half, floor: float) -> None:
    assert speakers(half) >= floor


@pytest.mark.parametrize(("half", "floor"), [(CHAINS[0], 0.80), (CHAINS[1], 0.88)], ids=["worked on", "held out"])
def test_each_chain_has_all_its_parties_in_order(half: Half, floor: float) -> None:
    assert chains(half) >= floor
