"""Whose a story is, on whole pages: bylines of rails and menus, feed accounts, agencies, where it appeared first."""

from __future__ import annotations

import pytest

from stemma.model import Article, Capture
from stemma.read import credits, read

STORY = (
    "<p>Three people were hurt when a fire broke out at a mill in Calder at 9 p.m., police said. The road was closed "
    "for the night.</p><p>The mill was closed earlier today, its owner, Jonas Hale, told reporters. “We will open "
    "again tomorrow,” he said.</p><p>A bridge nearby was shut because of the smoke, the fire service said, and it was "
    "to be opened again in the morning.</p>"
)
TITLE = "Mill fire in Calder hurts three"


def article(head: str = "", *, before: str = "", tail: str = "", after: str = "", meta: str = "") -> Article:
    page = (
        f'<html lang="en"><head><title>{TITLE} | Calder Tribune</title>{meta}</head><body>{before}<article>'
        f'<h1>{TITLE}</h1>{head}<div class="body">{STORY}</div>{tail}</article>{after}</body></html>'
    )
    return read(Capture(id="a", kind="html", content=page))


BY = '<div class="byline">By <a href="/author/petra" rel="author">Petra Lind</a></div>'


@pytest.mark.parametrize(
    "head",
    [
        BY,
        '<div class="meta"><a href="/u/1" title="author"><span>By</span>Petra Lind</a> <time>Dec 9, 2016</time></div>',
        '<div class="byline"><p class="name"><a rel="author" href="/p">Petra Lind</a></p><a>Twitter</a></div>',
        '<div class="author"><b>Written by:</b> Petra Lind</div>',
        '<div class="byline">Posted 2 hours ago by <a href="/p" rel="author">Petra Lind</a></div>',
        '<p class="by"><span>By</span> <a href="/p">Petra Lind</a>, <span>Staff Writer</span></p>',
        '<div>By <a>Petra Lind</a> on <time datetime="2016-12-13T22:33:06+00:00">December 13, 2016</time></div>',
        '<div class="author-date"><span class="author"><i></i>Petra<b> Lind</b></span></div>',
        '<div class="who"><span class="name">Petra Lind</span><span class="date">2017-03-01 14:27:02</span></div>',
        '<span itemprop="author"><span itemprop="name">PETRA LIND</span></span>',
    ],
)
@pytest.mark.parametrize(
    "other",
    [
        "",
        '<div class="river"><h4><a href="/1">Orbital tug maker lays off forty</a></h4><div class="byline">'
        '14 minutes ago <a href="/m" rel="author">Jon Marsh</a></div></div>',
        '<nav><ul><li><a href="/authors/m" rel="author">Jon Marsh</a></li></ul></nav>',
        '<aside><span class="entry-author">Jon Marsh</span></aside>',
        '<section><a href="/2"><h3>Bridge opens again</h3></a><p class="byline">By Jon Marsh</p></section>',
    ],
)
def test_who_wrote_the_story_and_who_wrote_others(head: str, other: str) -> None:
    assert article(head, before=other).authors == ("Petra Lind",)
    assert article(head, after=other).authors == ("Petra Lind",)


def declared(name: str, kind: str = "Person") -> str:
    return (
        '<meta property="og:site_name" content="Calder Tribune"><script type="application/ld+json">'
        f'{{"@type": "NewsArticle", "headline": "{TITLE}", "author": {{"@type": "{kind}", "name": "{name}"}}}}</script>'
    )


NOBODY = [
    "Watermark feed",
    "No Author",
    "admin",
    "Calder Tribune",
    "The Calder Tribune",
    "Keep informed with the truth",
]


@pytest.mark.parametrize("name", NOBODY)
def test_accounts_and_outlets_are_no_authors(name: str) -> None:
    assert article(BY, meta=declared(name)).authors == ("Petra Lind",)
    assert article(meta=declared(name)).authors == ()


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("ByPetra Lind", "Petra Lind"),
        ("Petra LindTwitter", "Petra Lind"),
        ("By Petra Lind, Calder Tribune", "Petra Lind"),
        ("PETRA LIND", "Petra Lind"),
        ("Petra Lind | Staff Writer", "Petra Lind"),
        ("Madonna", "Madonna"),
    ],
)
def test_declared_authors_are_cleaned(name: str, author: str) -> None:
    assert article(meta=declared(name)).authors == (author,)


@pytest.mark.parametrize(
    ("head", "agencies"),
    [
        ('<div class="byline"><span class="name">Reuters</span></div><time>Jan 16, 2020</time>', "Reuters"),
        ('<div class="byline"><span>Reuters</span><div>Updated: January 16, 2020</div></div>', "Reuters"),
        ('<ul><li>By: <a><span>Paul Wise</span></a>, <a><span>Fatima Voss, The Associated Press</span></a></li></ul>',
         "Associated Press"),
        ("<p>By PETRA LIND</p><p>AP Staff Writer</p>", "Associated Press"),
        ("<p>AP Science Writer</p><p>By PETRA LIND</p>", "Associated Press"),
        ("<div>By Petra Lind</div><div>The Associated Press</div>", "Associated Press"),
        ("<div>The Associated Press</div><div>By Petra Lind</div>", "Associated Press"),
        ("<div>PETRA LIND | The Associated Press | January 8, 2020</div>", "Associated Press"),
        ('<p class="credit">AFP-JIJI</p>', "Agence France-Presse"),
        ("<div>The Canadian Press <span>Published Jan 16, 2020</span></div>", "The Canadian Press"),
        ("<p>By Petra Lind, PA</p>", "PA Media"),
        ('<p>By Petra Lind | <a href="/ap">Associated Press</a></p>', "Associated Press"),
        ("<p>By Petra Lind | January 8, 2020</p>", ""),
        ("<figure><img><figcaption>The mill</figcaption><span>Reuters</span></figure>" + BY, ""),
    ],
)  # fmt: skip
def test_agencies_in_the_byline(head: str, agencies: str) -> None:
    assert article(head).credits == ((agencies,) if agencies else ())


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("This article originally appeared on Lowmere.example.", "Lowmere.example"),
        ("This story was originally published by the Lowmere Gazette.", "the Lowmere Gazette"),
        ("(A version of this story first appeared in The Lowmere Gazette on March 3, 2026.)", "The Lowmere Gazette"),
        ("Republished from The Lowmere Gazette under a Creative Commons licence.", "The Lowmere Gazette"),
        ("Reprinted with permission from Lowmere Weekly.", "Lowmere Weekly"),
        ("Originally published on lowmere.example", "lowmere.example"),
        ("This report was first published by Reuters.", "Reuters"),
        ("The mill first appeared on a map in 1780.", None),
        ("The claim was first reported by Reuters on Monday, and police have since confirmed that it was so.", None),
        ("He first appeared in court on Monday, where he said that he had seen nothing, and asked for a lawyer.", None),
    ],
)  # fmt: skip
def test_where_a_story_appeared_first(line: str, where: str | None) -> None:
    assert credits.first_appeared(line) == where


def test_a_republished_story_is_based_on_it() -> None:
    found = article(BY, tail="<p><em>This article originally appeared on Lowmere.example.</em></p>")
    assert found.based_on == "Lowmere.example"
    assert "originally appeared" not in found.body


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("The Associated Press contributed to this report.", ("Associated Press",)),
        ("AP contributed to this report.", ("Associated Press",)),
        ("The Associated Press and Reuters contributed to this report.", ("Associated Press", "Reuters")),
        ("Ina Noll contributed to this report.", ("Ina Noll",)),
        ("Ina Noll and Al Voss contributed reporting.", ("Ina Noll", "Al Voss")),
        ("Ina Noll in Sall and the Associated Press contributed to this report.", ("Ina Noll", "Associated Press")),
        ("(Reporting by Ina Noll; Editing by Al Voss)", ("Ina Noll", "Al Voss")),
    ],
)
def test_who_contributed(line: str, names: tuple[str, ...]) -> None:
    found = article(BY, tail=f"<p><em>{line}</em></p>")
    assert found.contributors == names
    assert found.credits == ()
    assert line not in found.body
