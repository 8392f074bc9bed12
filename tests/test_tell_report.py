"""The HTML report: one page that loads nothing, marks the words, and leaves hostile text text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from stemma.model import Annotated, Annotations, Section, Story
from stemma.tell import legend
from stemma.tell.brief import brief
from stemma.tell.formats import html as report
from tests.test_tell import ARTICLES, STORY, TIMELINE


def told(story: Story = STORY, articles: dict[str, Annotated] | None = None) -> str:
    here = ARTICLES if articles is None else articles
    return report.story(story, here, timeline=TIMELINE, brief=brief(story, here))


class _Tags(HTMLParser):
    """Counts elements and collects attributes and visible text of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.visible = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data):
        self.visible += data


def parsed(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    return tags


HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style></script><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe\u2066 \u0000\x1b[31m \ud800",
    "-->]]><!--",
]  # fmt: skip


class TestReport:
    def test_it_is_one_page_that_loads_nothing(self):
        page = told()
        assert not re.search(r"(?:src|href)=[\"'](?!#)", page)
        assert "url(" not in page
        assert "@import" not in page
        assert "default-src 'none'" in html.unescape(page)

    def test_it_shows_the_words_and_marks_them_in_the_article(self):
        page = told()
        assert f'<span class="status disputed" title="{legend.line("disputed")}">' in page
        assert re.search(
            r'<span class="m content claim"[^>]* id="page-1-a1">the roof had leaked for a year</span>', page
        )
        assert 'href="#page-1-a1"' in page
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)

    @pytest.mark.parametrize("evil", HOSTILE)
    def test_hostile_text_stays_text(self, evil):
        body = f"{evil} fell on Friday evening, a {evil} said."
        poisoned = {
            key: Annotated(
                replace(
                    one.article,
                    title=evil,
                    outlet=evil,
                    body=body,
                    url=f"javascript:{evil}",
                    authors=(evil,),
                    credits=(evil,),
                    corrections=(evil,),
                    sections=(Section("update", evil, 0, len(body), evil),),
                ),
                Annotations(
                    attributions=tuple(
                        replace(a, id=evil, content=((0, 5),), cue=(), source=()) for a in one.annotations.attributions
                    )
                ),
            )
            for key, one in ARTICLES.items()
        }
        claims = tuple(
            replace(
                claim,
                text=evil,
                id=evil,
                statements=tuple(
                    replace(
                        s, content=((0, 5),), chain=(evil, evil), origin=evil, role=evil, attribution=evil, time=evil
                    )
                    for s in claim.statements
                ),
            )
            for claim in STORY.claims[:1]
        )
        story = replace(STORY, id=evil, title=evil, claims=claims, conflicts=(), first=evil)
        page = told(story, poisoned)
        clean, dirty = parsed(told()), parsed(page)
        assert dirty.tags.count("script") == clean.tags.count("script")
        assert "img" not in dirty.tags
        assert not [name for name, _ in dirty.attributes if name.startswith("on")]
        assert not [v for n, v in dirty.attributes if n in ("href", "src") and not (v or "").startswith("#")]
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", page)
        assert html.escape(report.shown(evil).split("\n")[0][:6]) in page or evil.strip() in dirty.visible
        page.encode("utf-8")

    def test_only_web_addresses_become_links(self):
        assert report.web("https://a.example/x?y=1") == "https://a.example/x?y=1"
        for address in ("javascript:alert(1)", "data:text/html,x", 'https://a.example/" onclick="x', None):
            assert report.web(address) is None
