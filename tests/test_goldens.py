"""What Stemma says of the demo and of two invented stories is what it said (`tests/goldens.py`)."""

from __future__ import annotations

import difflib

import pytest

from tests.goldens import CORPORA, made


@pytest.mark.parametrize("corpus", CORPORA)
def test_what_is_said_is_what_was_said(corpus: str) -> None:
    for path, now in made(corpus):
        before = path.read_text(encoding="utf-8")
        if now != before:
            lines = difflib.unified_diff(before.splitlines(), now.splitlines(), "golden", "now", lineterm="", n=2)
            told = "\n".join(list(lines)[:60])
            pytest.fail(f"{path.name} differs; if it should: python3 dev.py goldens\n{told}", pytrace=False)
