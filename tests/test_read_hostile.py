"""Pages made to hurt: every one is done in bounded time and memory, and ends in an article or an `InputError`."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.errors import InputError, TooLarge
from stemma.model import Article, Capture
from stemma.read import blocks, dates, decode, jsonld, read, sources
from stemma.read.finding import Finder

SECONDS = 12.0
"""CPU seconds that any page below the size bound may take here; a common page takes a twentieth of one."""
PARAGRAPHS = (
    "The harbour of Lowmere was closed on Monday after a freighter lost eleven containers, the port authority said.",
    "Nobody was hurt, according to Mara Quill, the harbour master, who spoke to reporters on the quay in the evening.",
    "Divers will look for the containers at first light, and the channel stays shut until the last of them is found.",
    "Insurers examined the freighter, which had come from Port Aldine with timber, and its crew was questioned.",
)
PAGE = "<html><body><article>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article></body></html>"
STORY = "<p>" + "The harbour of Lowmere was closed on Monday after a storm, the port authority said. " * 6 + "</p>"


def attempt(content: bytes | str, kind: str = "html") -> Article | None:
    started = time.process_time()
    try:
        article = read(Capture(id="x", kind=kind, content=content))  # type: ignore[arg-type]
    except InputError:
        article = None
    assert time.process_time() - started < SECONDS
    return article


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + STORY,
        "<b><i>" * 5_000 + STORY,
        "<table><tr><td>" * 2_000 + STORY,
        "<p " + " ".join(f"a{i}='x'" for i in range(100_000)) + ">" + STORY,
        "<a href='" + "x" * 1_000_000 + "'>link</a>" + STORY,
        STORY + "<p>" + "word" * 250_000 + "</p>",
        STORY + "<!--" + "x" * 1_000_000,
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>" + STORY,
        "<script type='application/ld+json'>" + '{"@graph":' * 5_000 + "</script>" + STORY,
        "<script type='application/ld+json'>" + '{"a":1}' * 50_000 + "</script>" + STORY,
        "<meta name='author' content='" + "By A, " * 50_000 + "'>" + STORY,
        "<p>x</p>" * 60_000,
        "<br>" * 200_000 + STORY,
        "&amp;" * 200_000 + STORY,
        "<title>" + "| a " * 20_000 + "</title>" + STORY,
    ],
    ids=lambda page: page[:24],
)
def test_hostile_html_is_bounded(page: str) -> None:
    attempt(f"<html><body>{page}</body></html>")


@pytest.mark.parametrize(
    "dump",
    [
        "word " * 400_000,
        "a" * 1_000_000,
        "\n".join("x" * (i % 7) for i in range(100_000)),
        "(" * 100_000,
        "By " + "Jane Roe, " * 20_000,
        "1 2 3 4 " * 50_000,
        "© " * 100_000,
        "\x00".join("The harbour of Lowmere was closed on Monday after a storm."),
        "— " * 100_000,
        ("UPDATE\n" * 20_000),
        ("Mar 5, 2024 4:10 PM CDT\n" * 5_000),
    ],
    ids=lambda dump: repr(dump[:16]),
)
def test_hostile_dumps_are_bounded(dump: str) -> None:
    attempt(dump, "dump")


def test_a_page_over_the_bound_is_refused() -> None:
    with pytest.raises(TooLarge):
        read(Capture(id="x", kind="html", content=b"<p>" + b"a" * 20_000_001))


def test_a_page_of_more_tags_than_any_page_has_is_refused() -> None:
    with pytest.raises(TooLarge, match="300,000 tags"):
        read(Capture(id="x", kind="html", content=PAGE + "<b>" * 300_001))


def test_a_dump_of_more_lines_than_any_page_has_is_refused() -> None:
    with pytest.raises(TooLarge, match="20,000 lines"):
        read(Capture(id="x", kind="dump", content="a line\n" * 20_001))
    with pytest.raises(TooLarge, match="blank ones counted"):
        read(Capture(id="x", kind="dump", content="a line" + "\n" * 200_001))


def test_a_page_that_is_cut_says_so() -> None:
    article = attempt(PAGE.replace("</article>", "<p>A list without end.</p>" * 7000))
    assert article is not None
    assert "cut-after-many-blocks" in article.flags


WORDS = (
    "harbour storm the of in said on Monday Reuters AP photo 12:30 2024 by Jane ( ) — : © UPDATE “ ” . ! < & =".split()
)


@pytest.mark.parametrize("kind", ["html", "dump"])
@pytest.mark.parametrize("joint", [" ", "\n", ""])
def test_a_shuffled_page_takes_no_longer_than_another(kind: str, joint: str) -> None:
    shuffled = joint.join(random.Random(3).choices(WORDS, k=60_000))
    attempt(shuffled if kind == "dump" else PAGE.replace("</article>", shuffled), kind)


def test_null_bytes_and_broken_utf8_do_not_hide_a_story() -> None:
    page = PAGE.encode()
    article = attempt(page.replace(b"harbour", b"har\x00bour", 2))
    assert article is not None
    assert "\x00" not in article.body
    article = attempt(page.replace(b"Lowmere", "Löwmere".encode(), 5) + b"\xff\xfe")
    assert article is not None
    assert "Löwmere" in article.body


TAGS = st.sampled_from(
    [STORY, "<p>", "</p>", "<div class='caption'>", "</div>", "<figure>", "<figcaption>", "<br>",
     "<time datetime='2024-13-45'>", "<a href=x>", "</a>", "<h1>", "</h1>", "</script>",
     "<script type='application/ld+json'>", '{"@type":"NewsArticle","headline":',
     "<meta content=''>", "<table>", "<td>", "<title>", "<!--", "]]>", "<svg>", "&#0;", "&#x110000;", "\ud800", "\x0b"]
)  # fmt: skip


@given(st.lists(TAGS | st.text(max_size=20), max_size=40).map("".join))
@settings(max_examples=40, deadline=None)
def test_any_html_gives_an_article_or_an_input_error(page: str) -> None:
    article = attempt(page)
    if article is not None:
        assert article.sections[-1].end == len(article.body)


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "utf-8", "utf-16", "nonsense", "idna", "zip", "latin-1", "unicode_escape"]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_decoded_or_refused(data: bytes, charset: str | None) -> None:
    try:
        text = decode.text_of(data, charset)
    except InputError:
        return
    assert text.strip()
    text.encode("utf-8")


@given(st.text(alphabet=st.sampled_from("0123456789:./-, APMapmGTCE+ZJanMarUhrago"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_line_may_be_searched_for_stamps(line: str) -> None:
    for stamp in dates.find(line):
        assert 0 <= stamp.start < stamp.end <= len(line)
        dates.resolve(stamp, "2024-03-05T16:00:00+00:00", "Europe/Paris")
    dates.normal(line)


@given(st.text(alphabet=st.sampled_from('{}[]":,\\ \n/*ab@type1'), max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_json_ld_is_parsed_or_dropped(text: str) -> None:
    assert isinstance(jsonld.parse(text), list)


def test_a_feed_that_its_parser_stumbles_over_is_a_problem() -> None:
    """Found by guided fuzzing: an end tag where no entry has begun raises KeyError inside feedparser."""
    feed = b"<rss><channel\x1c<item<link</item<.</link>"
    found = list(sources.from_bytes(feed, "ruin", Finder({})))
    assert [type(it).__name__ for it in found] == ["Problem"]


def test_blocks_are_bounded() -> None:
    from lxml import html

    tree = html.document_fromstring("<p>x</p>" * 20_000)
    assert len(blocks.blocks(tree)) <= blocks.MAX_BLOCKS
