"""Shapes of pages that readers stumble over: leads in headings, bodies in several pieces, short pages, archives."""

from __future__ import annotations

import pytest

from stemma.model import Article, Capture
from stemma.read import read

LEAD = (
    "The share of people in Averland who live on less than half of the usual wage rose to a sixth last year, the "
    "statistics office said on Tuesday."
)
S = (
    "The office counts a household as poor where its wages lie below half of what most have, and asked nine thousand.",
    "In the north of the country one in four is poor, its head, Jonas Hale, told reporters, as it was in 2019.",
    "A crack in the dam above Calder was found on Friday, and forty families were taken to a school for the night.",
    "Nine people drowned in the floods of the spring, and the county has since built a wall along the lower meadow.",
    "Water will come in tanker lorries until the pipe is mended, the works said, and schools will open an hour later.",
)  # fmt: skip


def page(inner: str, head: str = "", url: str | None = None) -> Article:
    html = f"<html lang='en'><head><title>A sixth of Averland is poor</title>{head}</head><body>{inner}</body></html>"
    return read(Capture(id="a", kind="html", content=html, url=url))


def told(*sentences: str) -> str:
    return "".join(f"<p>{one}</p>" for one in sentences)


@pytest.mark.parametrize(
    "lead",
    [
        "<h2>{}</h2>",
        "<h2><strong>{}</strong></h2>",
        "<h3 class='dek'>{}</h3>",
        "<div class='standfirst'>{}</div>",
        "<p class='lead'><b>{}</b></p>",
        "<header><h2 class='subtitle'>{}</h2></header>",
    ],
)
def test_a_lead_is_story_whatever_it_is_set_in(lead: str) -> None:
    found = page(f"<article><h1>A sixth of Averland is poor</h1>{lead.format(LEAD)}<div>{told(*S)}</div></article>")
    assert found.body.startswith(LEAD)


BOXES = (
    "<aside class='newsletter'><h3>The letter</h3><p>Sign up for our newsletter and get it by mail.</p></aside>",
    "<div class='ad'>Advertisement</div>",
    "<div class='related'><h3>Related</h3><ul><li><a href='/1'>Ferry timetable for the winter</a></li></ul></div>",
    "<figure><img src='x.jpg'><figcaption>The dam above Calder on Friday. Photo: Ina Noll</figcaption></figure>",
    "<div class='promo'><a href='/shop'>Shop our calendars</a></div>",
)  # fmt: skip


@pytest.mark.parametrize("box", BOXES)
def test_a_body_in_several_containers_is_read_whole(box: str) -> None:
    pieces = f"{box}".join(f"<div class='body-part'>{told(*part)}</div>" for part in (S[:2], S[2:3], S[3:]))
    found = page(f"<main><h1>A sixth of Averland is poor</h1>{pieces}</main>")
    assert found.body.split("\n\n") == list(S)


@pytest.mark.parametrize(
    "shape",
    [
        "<article><p>{0}</p><p>{1}</p></article>",
        "<div><p>{0}</p><p>{1}</p></div><div class='menu'>menu</div><div>imprint</div>",
        "<article><p>{0}</p><p>{1}</p></article><noscript><p>{0}</p><p>{1}</p></noscript>",
        "<div class='desktop'><p>{0}</p><p>{1}</p></div><div class='mobile'><p>{0}</p><p>{1}</p></div>",
        "<section><div>{0}<br><br>{1}</div></section>",
        "<article><p>{0}</p><p>{1}</p></article><div style='display: none'><p>{0}</p><p>{1}</p></div>",
    ],
)
def test_a_short_page_has_each_paragraph_once(shape: str) -> None:
    assert page(shape.format(S[2], S[3])).body.split("\n\n") == [S[2], S[3]]


@pytest.mark.parametrize(
    "bar",
    [
        "<div id='wm-ipp-base'><div id='wm-ipp'>12 captures<br>18 Mar - 29 Aug<p>About this capture</p></div></div>",
        "<div id='HEADER'>Webpage archived 18 Mar 2026 11:02:05 UTC <a href='/'>All snapshots</a></div>",
        "<!-- BEGIN TOOLBAR --><div class='toolbar'><span>COLLECTED BY</span> <a>Coast Crawls</a></div>",
        "<div id='wm-capinfo'>success fail Feb Mar Apr 18 2025 2026 2027</div>",
        "<div class='archive-bar'><a href='/web/2026/'>Earlier</a> <a href='/web/2027/'>Later</a></div>",
    ],
)
def test_the_bar_of_an_archive_is_no_part_of_a_page(bar: str) -> None:
    meta = "<meta property='article:published_time' content='2026-03-17T18:45:00-05:00'>"
    found = page(
        f"{bar}<article><h1>A sixth of Averland is poor</h1>{told(*S)}</article>",
        meta,
        "https://web.archive.example/web/20260318110205/https://www.lindenpost.example/poor",
    )
    assert found.published == "2026-03-17T18:45:00-05:00"
    assert found.body.split("\n\n") == list(S)
    assert "archive" not in (found.outlet or "").casefold()
