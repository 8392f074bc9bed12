"""The grammar of bylines against its corpus (`data/bylines.tsv`): every example and every non-example."""

from __future__ import annotations

from importlib import resources

import pytest

from stemma.read import bylines

CORPUS = [
    line.split("\t")
    for line in resources.files("stemma").joinpath("data/bylines.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def names(field: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in field.split(";") if name.strip())


@pytest.mark.parametrize(("kind", "line", "authors", "agencies"), CORPUS)
def test_the_corpus(kind: str, line: str, authors: str, agencies: str) -> None:
    found = bylines.parse(line.replace("⏎", "\n"))
    if kind == "none":
        assert found is None
        return
    assert found is not None, "no production takes it"
    assert (found.kind, found.authors, found.agencies) == (kind, names(authors), names(agencies)), found.units


def test_every_production_has_examples_enough() -> None:
    kinds = [row[0] for row in CORPUS]
    for kind in ("byline", "bare", "agency", "none"):
        assert kinds.count(kind) >= 10
