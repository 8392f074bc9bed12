"""Where sentences end: the table of cases, a floor for each half."""

from __future__ import annotations

import time

import pytest

from stemma.text import sentences
from tests.cases import Half, halves

WORK, HELD_OUT = halves("sentences")


def share(half: Half) -> float:
    right = 0
    for row in half.rows:
        wanted = row["text"].split(" ‖ ")
        text = " ".join(wanted)
        right += [text[s:e] for s, e in sentences(text)] == wanted
    return right / len(half.rows)


@pytest.mark.parametrize(("half", "floor"), [(WORK, 0.97), (HELD_OUT, 0.93)], ids=["worked on", "held out"])
def test_sentences_end_where_a_reader_ends_them(half: Half, floor: float) -> None:
    assert share(half) >= floor


@pytest.mark.parametrize("run", ["?!" * 50_000 + "x", "." * 100_000 + "x", "? " * 50_000])
def test_a_long_run_of_marks_costs_no_more_than_other_text(run: str) -> None:
    start = time.process_time()
    sentences(run)
    assert time.process_time() - start < 5
