"""`lang/en/cases/headlines.tsv`: who speaks in a title, a floor for each half."""

from __future__ import annotations

import pytest

from stemma.annotate import annotate
from stemma.model import Article
from tests.cases import Half, halves, same

HEADLINES = halves("headlines")


def speakers(half: Half) -> float:
    """The share of titles in which who says the content is right; nobody where the case names nobody."""
    right = 0
    for row in half.rows:
        notes = annotate(Article("case", "It rained.", title=row["title"], language="en"))
        start = row["title"].find(row["content"])
        end = start + len(row["content"])
        said = [
            a.chain[-1].name
            for a in notes.headline.attributions
            if a.chain and sum(max(0, min(e, end) - max(s, start)) for s, e in a.content) >= 0.6 * (end - start)
        ]
        right += any(same(row["source"], who) for who in said) if row["source"] else not said
    return right / len(half.rows)


@pytest.mark.parametrize(("half", "floor"), [(HEADLINES[0], 0.87), (HEADLINES[1], 0.86)], ids=["worked on", "held out"])
def test_the_speaker_of_a_title_is_who_a_reader_hears(half: Half, floor: float) -> None:
    assert speakers(half) >= floor
