"""`lang/en/cases/figures.tsv`: what figures count."""

from __future__ import annotations

from importlib import resources

import pytest

from stemma.lang.en.figures import figures
from stemma.relate.claims.quantities import TOLLS

LISTED = TOLLS | {"length", "mass", "area", "duration", "share", "magnitude", "age"}


def cases() -> list[list[str]]:
    text = resources.files("stemma.lang.en").joinpath("cases", "figures.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]


def told(text: str) -> list[str]:
    """The figures of the kinds that the cases list, as they write them."""
    found = [q for q in figures(text) if q.what in LISTED and q.high != 0]
    rounded = [
        (q.what, *(None if v is None else f"{v:.3f}".rstrip("0").rstrip(".") for v in (q.low, q.high))) for q in found
    ]
    return [f"{what} {low}" + ("" if high in (low, None) else f"..{high}") for what, low, high in rounded]


@pytest.mark.parametrize(("text", "wanted"), cases())
def test_what_figures_count(text: str, wanted: str) -> None:
    assert [one for one in wanted.split("; ") if one != "-"] == told(text)
