"""Reading one page: bodies, dumps and HTML of invented outlets, towns and agencies."""

from __future__ import annotations

import json
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stemma
from stemma.errors import EmptyInput, InputError, NoArticle, Unreadable
from stemma.model import Article, Capture
from stemma.read import credits, dates, read

FIRST = (
    "The harbour of Lowmere was closed on Monday after a freighter lost eleven containers in the storm, the port "
    "authority said, and divers began to look for them at first light."
)
SECOND = (
    "Nobody was hurt, according to Mara Quill, the harbour master, who told reporters that the channel would stay shut "
    "until the last container had been found and lifted out of the water."
)
THIRD = (
    "The freighter, which had come from Port Aldine with timber and machine parts, was towed to a berth where insurers "
    "examined the damage, and its crew of fourteen was questioned by the coastguard."
)
UPDATE = (
    "Divers have found nine of the containers that a freighter lost off Lowmere, the port authority said, and the "
    "channel may be opened again before the end of the week if the weather stays calm."
)


def body(text: str, **given_fields: str) -> Article:
    return read(Capture(id="a", kind="body", content=text, **given_fields))


def dump(*lines: str, **given_fields: str) -> Article:
    return read(Capture(id="a", kind="dump", content="\n".join(lines), **given_fields))


def check_cover(article: Article) -> None:
    assert article.sections
    assert article.sections[0].start == 0
    assert article.sections[-1].end == len(article.body)
    for before, after in zip(article.sections, article.sections[1:], strict=False):
        assert before.end == after.start


def test_a_body_is_kept_byte_for_byte() -> None:
    text = "  LOWMERE, Eastland (AP) —  Two  spaces.\r\n\r\n“Quoted” — and a tab\t.\n"
    article = body(text, published="2024-03-04T08:00:00+01:00", title="Given")
    assert article.body == text
    assert (article.title, article.published, article.published_by) == (
        "Given", "2024-03-04T08:00:00+01:00", "given",
    )  # fmt: skip
    assert article.dateline == "LOWMERE, Eastland (AP)"
    assert article.credits == ("Associated Press",)
    check_cover(article)
    assert stemma.read(Capture(id="a", kind="body", content=text)).body == text


def test_updates_are_sections_with_their_own_time() -> None:
    article = dump("UPDATE", "Mar 5, 2024 4:10 PM CST", UPDATE, "Mar 4, 2024 9:05 AM CST", FIRST, SECOND,
                   "story continues below", THIRD, "Much more here.", "(More", "Lowmere stories.)")  # fmt: skip
    assert [(s.kind, s.time) for s in article.sections] == [
        ("update", "2024-03-05T16:10:00-06:00"),
        ("original", "2024-03-04T09:05:00-06:00"),
    ]
    assert (article.published, article.modified) == ("2024-03-04T09:05:00-06:00", "2024-03-05T16:10:00-06:00")
    assert article.body == "\n\n".join([UPDATE, FIRST, SECOND, THIRD])
    assert article.topics == ("Lowmere",)
    check_cover(article)


def test_captions_byline_and_rails_stay_out_of_the_body() -> None:
    alt = "Divers prepare to go down in the harbour of Lowmere, left, while a tug stands by in the channel."
    bridge, mill = "Council of Lowmere votes for a new bridge", "Old mill in Port Aldine burns to the ground"
    article = dump("Example Post", "Home", "World", "Harbour closed after storm",
                   "By Jane Roe and Tom Hale, Associated Press", "4 March 2024, 09:05 GMT", alt,
                   f"{alt} (Source: Associated Press)", FIRST, SECOND, THIRD,
                   "Associated Press writer Lena Orr in Port Aldine contributed to this report.",
                   "Correction: An earlier version of this story gave a wrong number of containers.",
                   "More Stories", bridge, bridge, "Sun, Mar 3", mill, mill, "11:20am")  # fmt: skip
    assert article.body == "\n\n".join([FIRST, SECOND, THIRD])
    assert article.title == "Harbour closed after storm"
    assert article.authors == ("Jane Roe", "Tom Hale")
    assert article.captions == (alt,)
    assert article.caption_credits == ("Associated Press",)
    assert article.credits == ("Associated Press",)
    assert article.published == "2024-03-04T09:05:00+00:00"
    assert "Lena Orr" in article.contributors
    assert len(article.corrections) == 1
    assert [(t.title, t.time) for t in article.teasers] == [
        (bridge, "2024-03-03"),
        (mill, "2024-03-04T11:20:00"),
    ]


def test_a_page_that_relays_one_agency_again_and_again_credits_it() -> None:
    twice = dump(f"{FIRST[:-1]}, the AP reports.", f"{SECOND[:-1]}, per the AP.", THIRD)
    assert twice.credits == ("Associated Press",)
    once = dump(f"{FIRST[:-1]}, Reuters reports.", SECOND, THIRD)
    assert once.credits == ()


PAGE = """<!doctype html><html lang="en"><head><title>Harbour closed after storm | Example Post</title>
<meta property="og:site_name" content="Example Post">
<meta property="og:title" content="Harbour closed after storm | Example Post">
<script type="application/ld+json">%s</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<main><article class="story-body"><h1>Harbour closed after storm</h1>
<figure><img src="a.jpg"><figcaption>Divers in the harbour. (Photo: Example/Kit Vale)</figcaption></figure>%s
</article></main><footer><p>All rights reserved. Contact us.</p></footer></body></html>"""


def html(paragraphs: list[str], url: str | None = None, **data: object) -> Article:
    said = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour closed after storm", **data}
    )
    text = PAGE % (said, "".join(f"<p>{p}</p>" for p in paragraphs))
    return read(Capture(id="h", kind="html", content=text.encode(), url=url))


def test_an_update_head_with_a_day_of_the_week_is_of_the_first_such_day_after_the_page() -> None:
    article = html(
        [f"UPDATE, Wednesday 7am: {UPDATE}", FIRST, SECOND, THIRD], datePublished="2024-03-04T16:20:00+01:00"
    )
    assert [(s.kind, s.time) for s in article.sections] == [
        ("update", "2024-03-06T07:00:00+01:00"),
        ("original", "2024-03-04T16:20:00+01:00"),
    ]
    assert article.body.startswith(UPDATE)


@pytest.mark.parametrize(
    "end",
    [
        "<hr><p>",
        "<p>* * *</p><p>",
        "<p>ORIGINAL STORY:</p><p>",
        "<p>Earlier: ",
        "<p>By Jane Roe</p><p>",
        "<p>LOWMERE, Eastland (AP) — ",
    ],
)
def test_what_begins_anew_under_an_update_is_the_original(end: str) -> None:
    story = f"<p>UPDATE</p><p>{UPDATE}</p><p>{SECOND}</p>{end}{FIRST}</p><p>{THIRD}</p>"
    article = read(Capture(id="h", kind="html", content=PAGE % ("{}", story), published="2024-03-04T16:20:00+01:00"))
    update, original = article.sections
    assert (update.kind, original.kind) == ("update", "original")
    assert article.body[: update.end].strip() == f"{UPDATE}\n\n{SECOND}"
    assert article.body[original.start :] == f"{FIRST}\n\n{THIRD}"
    assert original.time == "2024-03-04T16:20:00+01:00"


def test_an_update_block_that_nothing_ends_goes_on() -> None:
    article = html(["UPDATE", UPDATE, FIRST, SECOND, THIRD])
    assert [s.kind for s in article.sections] == ["update"]


@pytest.mark.parametrize(
    ("url", "published", "by"),
    [
        ("https://www.lowmere-bote.de/a", "2024-03-04T16:20:00+01:00", ("zone-of-address",)),
        ("https://lowmere.example.co.uk/a", "2024-03-04T16:20:00+00:00", ("zone-of-address",)),
        ("https://lowmere.example.ca/a", "2024-03-04T16:20:00", ()),  # six zones
        ("https://lowmere.io/a", "2024-03-04T16:20:00", ()),  # anybody's
        ("https://lowmere.com/a", "2024-03-04T16:20:00", ()),
    ],
)
def test_a_time_without_zone_has_that_of_a_country_with_one(url: str, published: str, by: tuple[str, ...]) -> None:
    article = html([FIRST, SECOND, THIRD], url=url, datePublished="2024-03-04T16:20:00")
    assert (article.published, article.flags) == (published, by)
    assert article.published_confidence == (0.8 if by else 0.97)


def test_a_declared_zone_is_the_page_own() -> None:
    article = html([FIRST, SECOND, THIRD], url="https://lowmere.de/a", datePublished="2024-03-04T16:20:00Z")
    assert (article.published, article.flags) == ("2024-03-04T16:20:00+00:00", ())


def test_the_page_own_copyright_is_no_photo_credit() -> None:
    article = html([FIRST, SECOND, THIRD, "Council backs new tram line", "© The Lowmere Times"])
    assert "Council backs new tram line" not in article.captions


def test_the_line_above_the_byline_is_the_title_of_a_dump() -> None:
    article = dump(
        "Home  News  Sport", "Divers search for boxes off Lowmere", "By Jane Roe", "4 March 2024", FIRST, SECOND, THIRD
    )
    assert article.title == "Divers search for boxes off Lowmere"


def test_html_with_declared_metadata() -> None:
    article = html(
        [FIRST, SECOND, THIRD],
        datePublished="2024-03-04T09:05:00Z",
        dateModified="2024-03-04T11:00:00Z",
        author=[{"@type": "Person", "name": "Jane Roe"}, {"@type": "Organization", "name": "Reuters"}],
        articleSection="World",
        isAccessibleForFree=False,
        isBasedOn="https://example.org/wire",
        keywords="harbours, storms",
    )
    assert article.body == "\n\n".join([FIRST, SECOND, THIRD])
    assert article.title == "Harbour closed after storm"
    assert article.authors == ("Jane Roe",)
    assert article.credits == ("Reuters",)
    assert (article.published, article.modified) == ("2024-03-04T09:05:00+00:00", "2024-03-04T11:00:00+00:00")
    assert (article.published_by, article.modified_by) == ("declared", "declared")
    assert (article.section, article.free, article.based_on) == ("World", False, "https://example.org/wire")
    assert article.topics == ("harbours", "storms")
    assert article.captions == ("Divers in the harbour.",)
    assert article.outlet == "Example Post"
    check_cover(article)


def test_microdata_alone_says_what_json_ld_says() -> None:
    page = f"""<html><body><div itemscope itemtype="https://schema.org/NewsArticle">
    <h1 itemprop="headline">Harbour closed</h1><meta itemprop="isAccessibleForFree" content="False">
    <a itemprop="isBasedOn" href="https://example.org/wire">wire</a>
    <time itemprop="datePublished" datetime="2024-03-04T09:05:00Z">Monday</time>
    <div itemprop="correction">The number of containers was wrong.</div>
    <p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"""
    article = read(Capture("m", "html", page))
    assert (article.free, article.based_on) == (False, "https://example.org/wire")
    assert article.published == "2024-03-04T09:05:00+00:00"
    assert "The number of containers was wrong." in article.corrections


def test_a_page_put_together_in_the_browser_is_read_from_its_scripts() -> None:
    state = json.dumps({"id": 7, "contentHtml": "".join(f"<p>{p}</p>" for p in (FIRST, SECOND, THIRD, FIRST[::-1]))})
    page = f"<title>Harbour closed after storm</title><div id=app></div><script>push({state})</script>"
    article = read(Capture("s", "html", page))
    assert article.body.startswith(f"{FIRST}\n\n{SECOND}")


def test_hard_wrapped_paragraphs_are_put_together() -> None:
    wrapped = [textwrap.fill(p, 60, initial_indent="   ", subsequent_indent="   ") for p in (FIRST, SECOND, THIRD)]
    assert dump("   Harbour closed after storm", "", *(x for p in wrapped for x in (p, ""))).body == "\n\n".join(
        [FIRST, SECOND, THIRD]
    )


@pytest.mark.parametrize(
    "credit", ["Photo: Kit Vale", "(Port of Lowmere)", "Kit Vale/AFP via Getty Images", "© Kit Vale"]
)
def test_a_credit_of_its_own_line_makes_the_line_beside_it_a_caption(credit: str) -> None:
    caption = "Divers get ready on the quay of Lowmere"
    article = dump("Harbour closed after storm", "By Jane Roe", "4 March 2024", caption, credit, FIRST, SECOND, THIRD)
    assert article.captions == (caption,)
    assert article.body == "\n\n".join([FIRST, SECOND, THIRD])


@pytest.mark.parametrize(
    "above",
    [
        ["Jane Roe", "4 March 2024"],
        ["Von", "Jane Roe", "Tom Hale"],
        ["4 March 2024 Jane Roe"],
        ["Jane Roe", "Harbour correspondent"],
        ["A column by Jane Roe"],
    ],
)
def test_bylines_by_their_place(above: list[str]) -> None:
    article = dump("Harbour closed after storm", *above, FIRST, SECOND, THIRD)
    assert article.authors[:1] == ("Jane Roe",)


def test_a_dateline_of_its_own_line() -> None:
    article = dump("Harbour closed after storm", "LOWMERE, Eastland (AP)", FIRST, SECOND, THIRD)
    assert article.dateline == "LOWMERE, Eastland (AP)"
    assert article.credits == ("Associated Press",)


def test_impossible_times_are_flagged_not_used() -> None:
    article = html([FIRST, SECOND, THIRD], datePublished="2024-03-04T09:05:00Z", dateModified="2024-03-01T09:05:00Z")
    assert article.modified is None
    assert "modified-before-published" in article.flags
    article = html([FIRST, SECOND, THIRD], datePublished="2199-03-04T09:05:00Z")
    assert article.published is None
    assert "published-in-future" in article.flags


def test_broken_json_ld_is_repaired() -> None:
    text = PAGE % (
        '{"@type": "NewsArticle", "headline": "Harbour\nclosed", "datePublished": "2024-03-04T09:05:00Z",}',
        "".join(f"<p>{p}</p>" for p in (FIRST, SECOND, THIRD)),
    )
    assert read(Capture(id="h", kind="html", content=text)).published == "2024-03-04T09:05:00+00:00"


def test_what_the_giver_says_wins() -> None:
    text = PAGE % (
        '{"@type":"NewsArticle","datePublished":"2024-03-04"}',
        "".join(f"<p>{p}</p>" for p in (FIRST, SECOND, THIRD)),
    )
    article = read(
        Capture("h", "html", text, title="T", outlet="O", published="2024-03-03", timezone="Asia/Tokyo", language="fr")
    )
    assert (article.title, article.outlet, article.published, article.timezone, article.language) == (
        "T", "O", "2024-03-03", "Asia/Tokyo", "fr",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("LOWMERE, Eastland (AP) — The harbour", "LOWMERE, Eastland (AP)", "Associated Press"),
        ("LOWMERE — The harbour", "LOWMERE", None),
        ("Port Aldine, March 4 (Reuters) - The harbour", "Port Aldine, March 4 (Reuters)", "Reuters"),
        ("Lowmere (dpa) - Der Hafen", "Lowmere (dpa)", "Deutsche Presse-Agentur"),
    ],
)
def test_datelines(line: str, place: str, agency: str | None) -> None:
    found = credits.dateline(line)
    assert found is not None
    assert (found.text, found.agency) == (place, agency)
    assert line[found.end :].startswith(("The harbour", "Der Hafen"))


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE — The harbour is open",
        "Rain - and lots of it",
        "Mara Quill: we are late",
        "The mayor (Labour) — said",
        "EXCLUSIVE: It",
    ],
)
def test_what_is_no_dateline(line: str) -> None:
    assert credits.dateline(line) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Mar 5, 2024 4:10 PM CDT", "2024-03-05T16:10:00-05:00"),
        ("Updated 9:45 AM EST, Mon February 5, 2024", "2024-02-05T09:45:00-05:00"),
        ("05.03.2024, 18:03 Uhr", "2024-03-05T18:03:00"),
        ("2:31 p.m. ET, Jan 3, 2024", "2024-01-03T14:31:00-05:00"),
        ("Published 1030 GMT, 4 May 2020", "2020-05-04T10:30:00+00:00"),
        ("5 mars 2024 à 12h30", "2024-03-05T12:30:00"),
        ("2024年3月5日", "2024-03-05"),
        ("12 Jul 2023 06.00 BST", "2023-07-12T06:00:00+01:00"),
        ("5 March 2024 10:00 IST", "2024-03-05T10:00:00"),  # India, Ireland or Israel
    ],
)
def test_stamps(text: str, iso: str) -> None:
    assert [stamp.iso for stamp in dates.find(text)] == [iso]


def test_an_ambiguous_zone_or_day_needs_the_outlets_country() -> None:
    assert dates.find("5 March 2024 10:00 IST", country="IN")[0].iso.endswith("+05:30")
    assert dates.find("04/05/2020") == []
    assert dates.find("04/05/2020", country="US")[0].iso == "2020-04-05"
    assert dates.find("04/05/2020", country="GB")[0].iso == "2020-05-04"


def test_ago_is_reckoned_from_the_capture() -> None:
    stamp = dates.find("45 mins ago")[0]
    assert dates.resolve(stamp, "2024-03-05T16:00:00Z") == "2024-03-05T15:15:00+00:00"
    assert dates.resolve(stamp, None) is None


@pytest.mark.parametrize(
    ("content", "error"), [(b"", EmptyInput), (b" \n ", EmptyInput), (b"\x89PNG\r\n\x1a\n\x00\x00", Unreadable)]
)
@pytest.mark.parametrize("kind", ["dump", "html"])
def test_unusable_pages_say_so(kind: str, content: bytes, error: type[InputError]) -> None:
    with pytest.raises(error):
        read(Capture(id="x", kind=kind, content=content))  # type: ignore[arg-type]


def test_a_menu_is_no_article() -> None:
    with pytest.raises(NoArticle):
        dump("Home", "News", "Sport", "Weather", "Sign in")


def test_charsets_and_mojibake() -> None:
    text = "\n".join([FIRST, SECOND.replace("Quill", "Müller"), THIRD])
    for encoding in ("utf-8", "cp1252", "utf-16"):
        assert "Mara Müller" in read(Capture("c", "dump", text.encode(encoding))).body
    broken = text.encode().decode("cp1252")
    assert "Mara Müller" in read(Capture("c", "dump", broken)).body


@given(st.text())
@settings(max_examples=60, deadline=None)
def test_any_body_comes_back_unchanged(text: str) -> None:
    try:
        article = body(text)
    except EmptyInput:
        assert not text.strip()
        return
    assert article.body == text
    check_cover(article)


PIECES = st.sampled_from(
    [FIRST, SECOND, THIRD, UPDATE, "UPDATE", "Mar 5, 2024 4:10 PM CST", "Home", "(More", "x)", "", "By Jane Roe"]
)


@given(st.lists(PIECES | st.text(max_size=60), max_size=25))
@settings(max_examples=30, deadline=None)
def test_any_dump_gives_an_article_or_an_input_error(lines: list[str]) -> None:
    try:
        article = dump(*lines)
    except InputError:
        return
    check_cover(article)
    assert article.body.strip()
    assert len(article.captions) == len(article.caption_credits)


# What ten difficult captures of our own taught.


def test_who_reported_and_edited_is_no_photo_credit() -> None:
    article = dump(f"LOWMERE (Reuters) - {FIRST}", SECOND, THIRD, "(Reporting by Lena Ahl; Editing by Tom Birk)")
    assert article.contributors == ("Lena Ahl", "Tom Birk")
    assert article.captions == ()
    assert article.body.endswith(THIRD)


def test_what_readers_wrote_is_no_story_however_long() -> None:
    comment = "I took that ferry every day for twenty years and I cannot believe it, said my father when I told him. "
    thread = [line for n in range(9) for line in (f"user{n}", f"{n + 2} hours ago", comment * 3, "Reply")]
    story = [FIRST, SECOND, THIRD, UPDATE, "The pilots' union said that no ship would be moved at night for a week."]
    article = dump("Harbour closed after storm", "By Jane Roe", *story, "34 Comments", *thread)
    assert "twenty years" not in article.body


@pytest.mark.parametrize(
    "offer",
    ["Subscribe to continue reading", "Already a subscriber? Log in", "Jetzt weiterlesen mit Lowmere Plus"],
)
def test_the_offer_of_a_paywall_is_no_story(offer: str) -> None:
    assert offer not in html([FIRST, SECOND, THIRD, offer]).body


def test_a_page_that_calls_itself_home_has_the_headline_above_its_story() -> None:
    page = (
        "<html lang=en><head><title>Home | Lowmere Gazette</title></head><body><div>Lowmere Gazette</div>"
        f"<h2>Harbour closed after storm</h2><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></body></html>"
    )
    assert read(Capture(id="h", kind="html", content=page)).title == "Harbour closed after storm"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("بقلم: ليلى حداد", ["ليلى حداد"]),
        ("Автор: Анна Крылова", ["Анна Крылова"]),
        ("记者 林海", ["林海"]),
        ("本报记者 林海 马丽", ["林海", "马丽"]),
    ],
)
def test_bylines_of_other_scripts(line: str, names: list[str]) -> None:
    assert credits.byline(line) == (names, [])


@pytest.mark.parametrize(
    ("line", "day"),
    [("7 مارس 2024", "2024-03-07"), ("7 Ağustos 2024", "2024-08-07"), ("7 березня 2024", "2024-03-07")],
)
def test_months_of_other_languages(line: str, day: str) -> None:
    assert [stamp.iso for stamp in dates.find(line)] == [day]


def test_a_spanish_agency_ends_its_dateline_with_a_dot_and_a_dash() -> None:
    found = credits.dateline("VILLALUZ, 7 mar (EFE).- El ayuntamiento decidió cerrar el depósito.")
    assert found is not None
    assert (found.text, found.agency) == ("VILLALUZ, 7 mar (EFE)", "EFE")
