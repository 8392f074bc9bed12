"""Which outlet a page is of, which captures are of one page, and whose the outlets are: invented cases.

The right answers of `data/outlets_invented.json` were written before the code. Each case may give pages (fields of a
page, a feed, or files in folders) and a newsroom's own files; `want` has what must come out.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stemma import houses, registry
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
