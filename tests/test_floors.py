"""What was reached once is not lost: the floors of `bench/floors.json`, and that none of them drops silently."""

from __future__ import annotations

import importlib.util
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
FLOORS: dict[str, dict[str, Any]] = json.loads((ROOT / "bench" / "floors.json").read_text())

_SPEC = importlib.util.spec_from_file_location("floors", ROOT / "bench" / "floors.py")
assert _SPEC is not None
assert _SPEC.loader is not None
floors = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(floors)

FAST = ("seeds", "time")
"""Benchmarks that take seconds; the others are run by hand (`bench/floors.py check`)."""


@pytest.mark.parametrize("name", FLOORS)
def test_a_floor_goes_down_only_with_a_reason(name: str) -> None:
    entry = FLOORS[name]
    lines = entry["history"]
    assert lines[-1]["floor"] == entry["floor"]
    for before, after in itertools.pairwise(lines):
        assert not floors.below(name, after["floor"], before["floor"]) or after.get("why"), name


def test_every_floor_is_in_the_results() -> None:
    results = (ROOT / "bench" / "RESULTS.md").read_text()
    missing = [name for name in FLOORS if name.split(".")[0] not in results.casefold()]
    assert not missing


@pytest.mark.skipif(not DATA.is_dir(), reason="the data for measuring is not beside the checkout")
@pytest.mark.parametrize("bench", FAST)
def test_figures_are_not_below_their_floors(bench: str) -> None:
    found = floors.measured(bench, DATA)
    kept = {name: value for name, value in found.items() if name in FLOORS}
    assert kept
    low = {name: value for name, value in kept.items() if floors.below(name, value, FLOORS[name]["floor"])}
    assert not low
