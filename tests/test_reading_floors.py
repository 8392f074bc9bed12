"""Floors of reading on pages of our own writing (`reading_corpus.py`): each layout is a site that no model saw."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cache

import pytest

from stemma.model import Article
from stemma.read import read
from tests.reading_corpus import Page, pages

CORPUS = "36c5876436864b96"
"""Head of the SHA-256 of all pages: who changes the corpus measures anew."""
FLOORS = {
    "body": 0.985,
    "title": 1.0,
    "authors": 1.0,
    "published": 1.0,
    "dateline": 1.0,
    "credits": 1.0,
    "captions": 0.9,
    "teasers": 0.9,
    "corrections": 1.0,
}
"""Mean F1 of body (4-gram shingles), captions and teasers; for the rest the share of pages that are right."""


@cache
def read_pages() -> tuple[tuple[Page, Article], ...]:
    return tuple((page, read(page.capture)) for page in pages())


def f1(found: Counter[object], wanted: Counter[object]) -> float:
    return 2 * (found & wanted).total() / max(1, found.total() + wanted.total())


def shingles(text: str) -> Counter[object]:
    words = re.findall(r"[\u3400-\u9fff]|\w+", text.casefold())
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def scores(page: Page, article: Article) -> dict[str, float]:
    """What was reached on a page for each field that its layout shows."""
    story = page.story
    zoned = page.capture.kind == "html" or not story.stamp.endswith("Uhr")
    zoned = zoned and not (page.capture.id.startswith("undeclared") and story.stamp.endswith("Uhr"))
    found: dict[str, float] = {
        "title": article.title == story.title,
        "authors": article.authors == (story.author,),
        "published": article.published == (story.published if zoned else story.published[:19]),
        "dateline": article.dateline == story.dateline,
        "credits": article.credits == story.credits,
        "captions": f1(Counter(c.rstrip(".") for c in article.captions), Counter(c for c, _ in story.captions)),
        "teasers": f1(Counter(teaser.title for teaser in article.teasers), Counter(story.teasers)),
        "corrections": article.corrections == (story.correction,),
    }
    body = f1(shingles(article.body), shingles("\n".join(story.paragraphs)))
    return {"body": body, **{name: float(value) for name, value in found.items() if name in page.shows}}


def test_the_corpus_is_the_one_that_was_measured() -> None:
    digest = hashlib.sha256("\x1e".join(str(page.capture.content) for page in pages()).encode())
    assert digest.hexdigest()[:16] == CORPUS


@pytest.mark.parametrize("name", FLOORS)
def test_floor(name: str) -> None:
    reached = {page.capture.id: scores(page, article).get(name) for page, article in read_pages()}
    counted = {where: value for where, value in reached.items() if value is not None}
    below = {where: round(value, 3) for where, value in counted.items() if value < 1}
    assert sum(counted.values()) / len(counted) >= FLOORS[name], below


@pytest.mark.parametrize(
    "page", [page for page in pages() if page.story.language in ("ru", "zh")], ids=lambda p: p.capture.id
)
def test_other_scripts_degrade_gracefully(page: Page) -> None:
    article = read(page.capture)
    assert f1(shingles(article.body), shingles("\n".join(page.story.paragraphs))) > 0.85
    assert article.language == page.story.language
    assert (article.published or "")[:10] == page.story.published[:10]
