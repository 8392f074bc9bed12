"""Planted releases, circles, verdicts and takebacks are found as their right answers say, which were written first."""

from __future__ import annotations

import pytest

from tests.planted import KINDS, cases, story, wrong

FLOOR = 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_planted_cases(kind: str) -> None:
    found = cases(kind)
    bad = {case.name: lines for case in found if (lines := wrong(kind, case, story(case)))}
    assert len(found) == 30
    assert len(bad) <= (1 - FLOOR) * len(found), bad
