"""The docs against the code: links lead somewhere, public names are there, examples run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stemma

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_inside_the_checkout_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_public_name_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "python.md").read_text()
    for name in stemma.__all__:
        assert f"`stemma.{name}" in page, name


def test_the_example_in_the_docs_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python blocks of docs/python.md, on a page and a folder of our own."""
    frame = "<html lang=en><head><title>Bridges close</title></head><body><article>{}</article></body></html>"
    html = frame.format("<h1>Bridges close</h1><p>{}</p>")
    text = "Three bridges over the Ansel will close for repairs, the city of Tarn Hollow said on Monday. " * 3
    (tmp_path / "pages").mkdir()
    for name in ("page.html", "pages/a.html"):
        (tmp_path / name).write_text(html.format(text))
    (tmp_path / "feed.xml").write_text("<rss version='2.0'><channel><title>T</title></channel></rss>")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(), re.S)
    assert len(blocks) == 2
    scope: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs", "exec"), scope)
    assert (tmp_path / "news.db").exists()
