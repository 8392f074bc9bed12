"""Settings for all tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Machines that run the tests are often busy; a law either holds or not, however long an example took.
settings.register_profile("stemma", deadline=None)
settings.load_profile("stemma")

# The key that marks webhooks is the user's own; tests have one of theirs.
os.environ["STEMMA_STATE"] = tempfile.mkdtemp(prefix="stemma-state-")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the demo's pages, related; who changes it takes a copy."""
    from stemma.demo import captures
    from stemma.library import Library

    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Library(path) as library:
        library.add(captures())
    return path


@pytest.fixture(autouse=True)
def files_laid_by_a_command_are_laid_for_it_alone() -> Iterator[None]:
    """Commands run inside this process leave no words and outlets of their own to the next test."""
    before = {name: os.environ.get(name) for name in ("STEMMA_OUTLETS", "STEMMA_WORDS")}
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
