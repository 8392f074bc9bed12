"""The source audit: who is quoted, how often, in which role, named or not, by whom, and where first."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stemma.cli import main
from stemma.library import Library
from stemma.model import Annotated, Annotations, Article, Attribution, Capture, Link, Party, Section
from stemma.tell.sources import as_csv, audit


def page(id: str, outlet: str | None, time: str, *origins: Link, kind: str = "indirect") -> Annotated:
    """A page that quotes each of `origins` once."""
    parties = tuple(Party("p" + link.name, link.name, link.type, link.named, role="harbour master") for link in origins)
    said = tuple(
        Attribution(f"a{n}", ((0, 1),), (), (), kind, "CT+", (link,), 0.9)  # type: ignore[arg-type]
        for n, link in enumerate(origins)
    )
    article = Article(id, "x", outlet=outlet, published=time, sections=(Section("original", time, 0, 1),))
    return Annotated(article, Annotations(attributions=said, parties=parties))


MARL = Link("Ida Marl", "person", True, party="pIda Marl")
OFFICIAL = Link("a port official", "person", False, "a port official")
PAGES = (
    page("b", "Tidewater Post", "2031-05-02T09:00:00Z", MARL, OFFICIAL),
    page("a", "Harbour Gazette", "2031-05-01T08:00:00Z", MARL, MARL, kind="direct"),
    page("c", None, "2031-05-03T08:00:00Z", OFFICIAL),
)


def test_who_is_quoted_how_often_by_whom_and_where_first() -> None:
    marl, official = audit(PAGES)
    assert (marl.name, marl.named, marl.roles, marl.quoted, marl.verbatim, marl.pages) == (
        *("Ida Marl", True, ("harbour master",)),
        *(3, 2, 2),
    )
    assert marl.by_outlet == (("Harbour Gazette", 2), ("Tidewater Post", 1))
    assert (marl.first, marl.first_article, marl.first_outlet) == ("2031-05-01T08:00:00Z", "a", "Harbour Gazette")
    assert (official.named, official.quoted) == (False, 2)
    assert official.by_outlet == (("Tidewater Post", 1), ("unknown outlet", 1))


def test_a_table_that_no_spreadsheet_runs() -> None:
    hostile = page("h", "=1+1", "2031-05-01T08:00:00Z", Link("=cmd|x", "person", True))
    (row,) = csv.DictReader(io.StringIO(as_csv(audit([hostile]))))
    assert row["name"] == "'=cmd|x"
    assert row["by_outlet"] == "'=1+1 1"
    assert as_csv([]).startswith("name,type,named,roles,quoted,")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("audit") / "n.db"
    said = "Harbour master Ida Marl said that the trawler Agnes had sunk. \u201cWe saw a flare,\u201d Marl said."
    with Library(path) as made:
        made.add(
            Capture(str(day), "body", said, outlet="Harbour Gazette", published=f"2031-05-0{day}T08:00:00Z")
            for day in (1, 3)
        )
    return str(path)


def run(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_in_words_table_and_json(library: str) -> None:
    assert "Ida Marl" in run("sources", "-l", library)
    rows = [json.loads(line) for line in run("sources", "-l", library, "--json").splitlines()]
    assert rows[0]["schema"] == "stemma/1"
    assert rows[0]["quoted"] == 4
    (later,) = csv.DictReader(io.StringIO(run("sources", "-l", library, "--since", "2031-05-02", "--csv")))
    assert (later["quoted"], later["first"]) == ("2", "2031-05-03T08:00:00+00:00")
    with Library(Path(library), create=False) as kept:
        story = next(iter(kept.stories(everything=True))).id
    assert "Ida Marl" in run("sources", "-l", library, "--story", story)


def test_options_that_say_nothing_are_told(library: str) -> None:
    for words in (("--since", "tomorrow"), ("--csv", "--json"), ("--story", "s-none")):
        result = CliRunner().invoke(main, ["sources", "-l", library, *words])
        assert result.exit_code == 1
        assert result.output.startswith("stemma: ")
