"""Headlines: one choice among what a page declares, shows and calls itself; outlets and stories are invented."""

from __future__ import annotations

import json

import pytest

from stemma.model import Article, Capture
from stemma.read import read, titles, titles_cut

HEADLINE = "Lowmere ferry runs aground at the breakwater, and all forty are taken off"
STORY = (
    "<p>Forty people were taken off a ferry that ran aground at the breakwater of Lowmere on Monday night, the "
    "harbour office said, and nobody was hurt.</p><p>The ferry will be towed to Port Aldine when the tide is in, its "
    "owner, Mara Quill, told reporters.</p>"
    "<p>It was the third grounding this year, and the council has asked for a report.</p>"
)


def page(title: str, shared: str | None = None, h1: str = HEADLINE, head: str = "", heads: str = "") -> Article:
    og = f'<meta property="og:title" content="{shared}">' if shared else ""
    body = f"<article><h1>{h1}</h1>{heads}{STORY}</article>"
    html = f"<html><head><title>{title}</title>{og}{head}</head><body>{body}</body></html>"
    return read(Capture(id="a", kind="html", content=html))


@pytest.mark.parametrize(
    ("title", "shared"),
    [
        (HEADLINE, "You will never guess what lay at our breakwater"),
        ("Ferry aground: 40 rescued | Lowmere Post", None),
        ("Ferry Lowmere breakwater news today - Lowmere Post", "Ferry Lowmere breakwater news today"),
        (f"{HEADLINE} — Lowmere Post Abroad", None),
        (f"{HEADLINE} | Harbour News", None),
        (f"{HEADLINE} : The Night Watch", None),
        (f"{HEADLINE} - News - Coast - Lowmere Post", None),
        (f"Lowmere Post | {HEADLINE}", None),
        (f"Opinion | {HEADLINE}", f"Opinion | {HEADLINE}"),
        (f"BREAKING: {HEADLINE}", f"🚨 BREAKING: {HEADLINE}"),
        (f"{HEADLINE} | Live", f"{HEADLINE} – live updates"),
    ],
)
def test_a_page_with_poor_meta_elements_has_the_headline_that_it_shows(title: str, shared: str | None) -> None:
    assert page(title, shared).title == HEADLINE


def test_the_headline_of_json_ld_wins_over_a_search_title_that_is_shared_too() -> None:
    ld = json.dumps({"@type": "NewsArticle", "headline": HEADLINE})
    found = page(
        "Ferry Lowmere: what we know | Lowmere Post",
        "Ferry Lowmere: what we know",
        h1="Ferry Lowmere: what we know",
        head=f'<script type="application/ld+json">{ld}</script>',
    )
    assert found.title == HEADLINE


def test_a_site_named_in_the_only_h1_is_no_headline() -> None:
    found = page(
        f"{HEADLINE} | Lowmere Post",
        h1="Lowmere Post",
        head='<meta property="og:site_name" content="Lowmere Post">',
        heads=f"<h2>{HEADLINE}</h2>",
    )
    assert found.title == HEADLINE


def test_a_dash_in_a_headline_that_the_page_shows_is_no_joint() -> None:
    headline = "A harbour waits – and waits – for its ferry to float"
    assert page(f"{headline} | Lowmere Post", h1=headline).title == headline


def test_scripts_without_spaces_part_the_site_by_a_dash_alone() -> None:
    headline = "渡轮在防波堤搁浅 四十名乘客全部获救"
    assert page(f"{headline}-低港新闻网", h1=headline).title == headline


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("LIVE: Ferry runs aground", "Ferry runs aground"),
        ("Live updates | Ferry runs aground", "Ferry runs aground"),
        ("🔴 EN DIRECT : le ferry échoué à Lowmere", "le ferry échoué à Lowmere"),
        ("Kommentar: Die Fähre und wir", "Die Fähre und wir"),
        ("[Exclusive] Ferry owner knew of the leak", "Ferry owner knew of the leak"),
        ("Última hora: el ferry encalla en Lowmere", "el ferry encalla en Lowmere"),
        ("Watch: Ferry is towed to port", "Ferry is towed to port"),
        ("Watch out for the ferry: harbour office", "Watch out for the ferry: harbour office"),
        ("Live music returns to Lowmere", "Live music returns to Lowmere"),
        ("Video shows ferry running aground", "Video shows ferry running aground"),
        ("Opinion polls: harbour party ahead", "Opinion polls: harbour party ahead"),
        ("Breaking: two", "Breaking: two"),  # hardly anything would be left
    ],
)
def test_labels_and_emoji_are_no_part_of_a_headline(given: str, wanted: str) -> None:
    assert titles_cut.bare(given) == wanted


def test_a_page_that_says_nothing_of_its_headline_has_none() -> None:
    assert titles.choose(titles.Shown([titles.Title("title", "Home | Lowmere Post")], [])) is None
    assert titles.choose(titles.Shown([], [])) is None


DUMP = """Skip to content
Home
News
{before}
{title}
{between}

Forty people were taken off a ferry that ran aground at the breakwater of Lowmere on Monday night, the harbour said.

The ferry will be towed to Port Aldine when the tide is in, its owner, Mara Quill, told reporters on Tuesday.

It was the third grounding this year, and the council of the town has asked the harbour office for a report.

The owner said that she would pay for the damage to the breakwater, which is eighty years old.

Most read

Bridge over the Ald opens again

Terms of Service
"""


@pytest.mark.parametrize(
    ("before", "between"),
    [
        ("Harbour", "By Petra Lind\nJanuary 16, 2020"),
        (
            "The Lowmere Letter\n",
            "“We shall have to answer for it,” a council member said of it.\nBy Petra Lind\n10/24/2016 05:07 AM EDT",
        ),
        ("Opinions", "By Petra Lind\nPetra Lind\nOpinion writer on the coast\nEmail Bio Follow\nOctober 29, 2018"),
        ("Lowmere Post\nSunday edition of the coast", "Published January 16, 2020 10:04 am\nPetra Lind"),
        ("COAST\n\nSubscribe to our newsletters", "Share\nPrint\nPetra Lind\n16 January 2020"),
    ],
)  # fmt: skip
def test_the_headline_of_a_dump_is_the_line_that_the_story_speaks_of(before: str, between: str) -> None:
    text = DUMP.format(before=before, title=HEADLINE, between=between)
    found = read(Capture(id="a", kind="dump", content=text))
    assert found.title == HEADLINE
    assert found.body.startswith("Forty people")


def test_labels_and_the_site_are_cut_from_the_headline_of_a_dump() -> None:
    text = DUMP.format(before="", title=f"Opinion | {HEADLINE}", between="By Petra Lind\nJanuary 16, 2020")
    assert read(Capture(id="a", kind="dump", content=text)).title == HEADLINE
