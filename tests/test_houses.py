"""Which outlet a page is of, which captures are of one page, and whose the outlets are: invented cases.

The right answers of `data/outlets_invented.json` were written before the code. Each case may give pages (fields of a
page, a feed, or files in folders) and a newsroom's own files; `want` has what must come out. Those whose names begin
with 2- were written when the code was there, and run once before anything was changed by them.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from stemma import houses, outlets, owners, registry, urls
from stemma.cli import main
from stemma.library import Library
from stemma.model import Article, Capture
from stemma.read import read, sources
from stemma.read.finding import Finder

CASES: list[dict[str, Any]] = json.loads(
    Path(__file__).parent.joinpath("data/outlets_invented.json").read_text("utf-8")
)
BODY = (
    "The trawler Agnes sank off Wexcombe on Monday after a fire in its engine room, the harbour office said.",
    "The ferry took off two men who were asleep below, and nobody was hurt.",
    "The trawler lies in eleven metres of water and is to be raised in October.",
)


def page(given: dict[str, Any], number: int) -> Capture:
    """The capture of an invented page. What only HTML can say makes it HTML; others are clean text."""
    shown = {
        key: given[key] for key in ("site", "publisher", "canonical", "meta", "footer", "h1", "title") if key in given
    }
    fields = {key: given.get(key) for key in ("url", "outlet", "fetched")}
    if not shown:
        return Capture(f"p{number}", "body", "\n\n".join(BODY), **fields)
    metas = dict(shown.get("meta", {}))
    if "site" in shown:
        metas["og:site_name"] = shown["site"]
    head = "".join(f'<meta property="{name}" content="{value}">' for name, value in metas.items())
    if "canonical" in shown:
        head += f'<link rel="canonical" href="{shown["canonical"]}">'
    if "publisher" in shown:
        said = {"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": shown["publisher"]}}
        head += f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **said})}</script>'
    title = shown.get("title", "Trawler sinks off Wexcombe")
    h1 = shown.get("h1", title.partition(" - ")[0])
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    html = (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head><body><main><article><h1>{h1}</h1>"
        f"{text}</article></main><footer><p>{shown.get('footer', '')}</p></footer></body></html>"
    )
    return Capture(f"p{number}", "html", html, **fields)


def captures(case: dict[str, Any], folder: Path) -> list[Capture]:
    for name, text in case.get("files", {}).items():
        file = folder / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n\n" + "\n\n".join(BODY) if not name.endswith("trust.txt") else text, "utf-8")
    if "files" in case:
        found = list(sources.captures([folder / "in"], kind="body"))
    elif "feed" in case:
        (folder / "feed.xml").write_text(case["feed"], "utf-8")
        found = list(sources.captures([folder / "feed.xml"]))
    else:
        found = []
        for number, given in enumerate(case["pages"]):
            made = page(given, number)
            finder = Finder({}, origin=given.get("origin"), seen={})
            found.append(finder.name(made) if "origin" in given else made)
    assert all(isinstance(one, Capture) for one in found), found
    return [replace(one, file=None) if "feed" in case else one for one in found if isinstance(one, Capture)]


def own_files(case: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lay the newsroom's own files of a case; the places of what is wrong with them."""
    for name, text in case.get("registry", {}).items():
        file = folder / "own" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    monkeypatch.setenv(registry.VARIABLE, str(folder / "own") if "registry" in case else "")
    return [problem.input for problem in registry.laid().problems]


def answers(articles: list[Article], problems: list[str]) -> dict[str, Any]:
    survey = houses.Survey(articles)
    known, owned = survey.houses(survey.outlet)
    return {
        "outlets": survey.outlets(survey.outlet),
        "houses": known,
        "owned": owned,
        "pages": len({houses.own_page(article) or article.id for article in articles}),
        "names": [article.outlet for article in articles],
        "flags": [list(article.flags) for article in articles],
        "based": [article.based_on for article in articles],
        "problems": [os.path.basename(problem) for problem in problems],
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_invented_outlets(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = own_files(case, tmp_path, monkeypatch)
    articles = [read(capture) for capture in captures(case, tmp_path)]
    found = answers(articles, problems)
    assert {key: found[key] for key in case["want"]} == case["want"], case["why"]
    turned = houses.Survey(articles[::-1])
    assert turned.outlet == houses.Survey(articles).outlet  # in whatever order they come


@pytest.mark.parametrize(
    ("url", "inner"),
    [
        ("https://archive.town.example/web/20310318110205/https://www.senn.example/poor", "https://www.senn.example/poor"),
        ("https://pywb.example/coll/20310318110205mp_/http:/senn.example/poor?a=1", "http://senn.example/poor?a=1"),
        ("https://senn.example/share?url=https://tern.example/a", None),
        ("https://senn.example/20310318110205/https-is-safe", None),
        ("https://archive.ph/AbCdE", None),
    ],
)  # fmt: skip
def test_an_archive_shows_the_page_whose_address_it_carries(url: str, inner: str | None) -> None:
    assert urls.original(url) == (inner or url)


def test_pages_of_nobody_known_with_one_agencys_report_in_other_words_are_of_other_outlets() -> None:
    """An outlet prints a report of an agency once; captures of that page begin alike."""
    first = Article("a", "The trawler Agnes sank on Monday, police said.", credits=("Dale Wire",))
    again = replace(first, id="b", body=first.body + " It lies in eleven metres of water.")
    other = replace(first, id="c", body="A ferry saved two fishermen off Wexcombe, Dale Wire reports.")
    plain = Article("d", "The mayor of Wexcombe opened a bridge.")
    survey = houses.Survey([first, again, other, plain])
    assert survey.outlets(["a", "b"]) == survey.outlets(["d"]) == 1
    assert survey.outlets(["a", "b", "c"]) == 2
    assert survey.outlets(["a", "b", "c", "d"]) == 2


OWN = """
[[outlet]]
name = "Harbour Gazette"
hosts = ["harbourgazette.example"]
owner = "Northway Media"

[[outlet]]
name = "Tidewater Post"
hosts = ["tidewater.example"]
owner = "Northway Media"
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of three pages by three outlets, two of one house, and the newsroom's own file, laid for nobody yet."""
    monkeypatch.delenv(registry.VARIABLE, raising=False)
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    hosts = ("harbourgazette.example", "tidewater.example", "elsewhere.example")
    pages = [
        Capture(str(n), "body", "\n\n".join(BODY), url=f"https://{host}/a", published=f"2031-09-14T0{n}:00:00Z")
        for n, host in enumerate(hosts)
    ]
    with Library(tmp_path / "n.db") as library:
        library.add(pages)
    return tmp_path


def run(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.output


def test_four_counts_on_the_board_and_in_json(told: Path) -> None:
    db, own = str(told / "n.db"), str(told / "own.toml")
    assert json.loads(run("story", "-l", db, "--json"))["houses"] is None
    assert "of one house" not in run("story", "-l", db)
    shown = run("story", "-l", db, "--outlets", own)
    assert "Three pages by three outlets, two of them of one house (Northway Media), rest on one text" in " ".join(
        shown.split()
    )
    assert "three outlets (two of one house), one text" in shown
    story = json.loads(run("story", "-l", db, "--outlets", own, "--json"))
    assert (story["outlets"], story["houses"], story["owned"]) == (3, 1, 2)
    assert story["counts"]["houses"] == 1
    assert story["owners"][0]["outlets"] == ["harbourgazette.example", "tidewater.example"]
    assert {claim["houses"] for claim in story["claims"] if claim["owned"]} == {1}
    run("report", "-l", db, "--outlets", own, "--output", str(told / "report.html"))
    assert "(two of one house)" in (told / "report.html").read_text("utf-8")


def test_a_damaged_file_costs_one_line(told: Path) -> None:
    (told / "bad.csv").write_text("name,hosts\n,x.example\n", "utf-8")
    result = CliRunner().invoke(main, ["stories", "-l", str(told / "n.db"), "--outlets", str(told / "bad.csv")])
    assert result.exit_code == 0
    assert [line for line in result.output.splitlines() if "bad.csv" in line] == [
        f"stemma: {told / 'bad.csv'} line 2: has no name (mend it; the whole file was left out)"
    ]


def test_every_owner_is_of_a_known_outlet() -> None:
    facts = outlets.owners()
    keys = {known.key for known in outlets.everything()}
    owned = [f"outlet:{key}" if ":" not in key else key for one in facts["house"] for key in one["outlets"].split()]
    assert len(owned) == len(set(owned)) > 300
    assert set(owned) <= keys
    of_kind = [f"outlet:{key}" if ":" not in key else key for keys in facts["kinds"].values() for key in keys.split()]
    assert len(of_kind) == len(set(of_kind))
    assert set(of_kind) <= keys
    assert set(facts["kinds"]) <= registry.KINDS
    assert owners.house(outlets.identify("Reuters")) == owners.house(outlets.identify("The Globe and Mail"))
