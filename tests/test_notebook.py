"""The notebook of the docs, cell by cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("pandas")

NOTEBOOK = Path(__file__).parents[1] / "docs" / "examples" / "first-look.ipynb"


@pytest.mark.filterwarnings("default")
def test_every_cell_of_the_notebook_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    cells = [cell for cell in json.loads(NOTEBOOK.read_text())["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        code = "".join(cell["source"])
        assert cell["outputs"] == [], "the notebook is kept without outputs"
        if "duckdb" in code:
            pytest.importorskip("duckdb")
            pytest.importorskip("pyarrow")
        exec(compile(code, "notebook", "exec"), scope)
    assert scope["disputed"].text
