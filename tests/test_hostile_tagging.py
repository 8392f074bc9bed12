"""Texts made to break the tagger end in bounded time and memory."""

from __future__ import annotations

import pytest

from stemma.annotate.wordpieces import windows


class Counted:
    """Words of given numbers of pieces, each after a paragraph break."""

    def __init__(self, counts: list[int]) -> None:
        self.pieces = [[1] * n for n in counts]
        self.breaks = list(range(len(counts)))


@pytest.mark.parametrize("counts", [[300, 300, 1], [250, 250, 250, 250], [1, 254, 254, 1], [254] * 5])
def test_windows_move_on_and_cover_everything(counts: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stemma.annotate.wordpieces._break_near", lambda words, end, least: least)
    found = windows(Counted(counts), 254, 48)  # type: ignore[arg-type]
    assert len(found) <= 2 * len(counts)
    assert {n for start, end in found for n in range(start, end)} == set(range(len(counts)))
