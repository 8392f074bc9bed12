"""Feeds and sitemaps: which text is the entry's, where it is from and when; what is no page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from stemma.model import Capture
from stemma.read import feeds, read, sources

STORY = "".join(
    f"<p>The ferry lay aground at Sall for a {night} night, the coast guard of Lowmere said, and its sixty passengers "
    "were taken to the town hall by bus.</p>"
    for night in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
)
ESCAPED = STORY.replace("<", "&lt;").replace(">", "&gt;")
SPACES = " ".join(
    f'xmlns:{name}="{uri}"'
    for name, uri in {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "atom": "http://www.w3.org/2005/Atom",
    }.items()
)


def rss(*items: str) -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    channel = f"<title>Northwire</title><link>https://northwire.example/</link>{body}"
    return f'<?xml version="1.0"?><rss version="2.0" {SPACES}><channel>{channel}</channel></rss>'.encode()


def entry(item: str) -> feeds.Entry:
    [found], _ = feeds.entries(rss(item), "feed.xml")
    return found


LINK = "<link>https://northwire.example/ferry</link>"


@pytest.mark.parametrize(
    "date",
    [
        "<pubDate>Tue, 14 Jul 2026 08:30:00 GMT</pubDate>",
        "<pubDate>Tue, 14 Jul 26 08:30 UT</pubDate>",
        "<pubDate>Tue, 14 Jul 2026 08:30:00 +0000 (UTC)</pubDate>",
        "<pubDate>2026-07-14 08:30:00 Z</pubDate>",
        "<dc:date>2026-07-14T08:30:00Z</dc:date>",
        "<atom:updated>2026-07-14T08:30:00Z</atom:updated>",
        "<atom:published>2026-07-14T08:30:00.000Z</atom:published><atom:updated>2026-07-15T08:30:00Z</atom:updated>",
    ],
)
def test_dates_keep_their_zone(date: str, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(rss(f"{LINK}{date}<content:encoded>{ESCAPED}</content:encoded>"))
    [capture] = sources.captures([file])
    assert isinstance(capture, Capture)
    assert capture.published == "2026-07-14T08:30:00+00:00"


def test_the_whole_text_goes_before_the_summary() -> None:
    found = entry(f"{LINK}<description>{ESCAPED * 2}</description><content:encoded>{ESCAPED}</content:encoded>")
    assert found.html == STORY
    assert entry(f"{LINK}<content:encoded> </content:encoded><description>Short.</description>").html == "Short."


@pytest.mark.parametrize(
    "media",
    [
        '<media:content url="https://northwire.example/a.jpg"><media:title>Bow</media:title></media:content>',
        '<media:group><media:content url="https://northwire.example/a.mp4"/><media:description>Bow</media:description></media:group>',
        "<media:description>The bow</media:description><media:credit>Ina Noll</media:credit>",
        '<enclosure url="https://northwire.example/a.mp3" type="audio/mpeg"/>',
        '<itunes:image href="https://northwire.example/a.jpg"/>',
        "<image><url>https://northwire.example/a.jpg</url><link>https://northwire.example/a.jpg</link></image>",
    ],
)
def test_pictures_and_sound_are_no_pages(media: str) -> None:
    found = entry(f"{LINK}<title>Ferry aground</title><description>It lay there.</description>{media}")
    assert (found.url, found.title, found.html) == (
        "https://northwire.example/ferry",
        "Ferry aground",
        "It lay there.",
    )
    pages, _ = feeds.entries(rss(f"<title>A</title><guid isPermaLink='false'>x</guid>{media}"), "feed.xml")
    assert pages == []


def test_an_entry_of_another_outlet_is_that_outlets() -> None:
    source = '<source url="https://post.example/feed">Lowmere Post</source>'
    assert entry(LINK + source).outlet == "Lowmere Post"
    assert entry(LINK).outlet == "Northwire"


def test_authors_and_changes_are_read_as_a_page_declares_them(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    item = (
        f"{LINK}<title>Ferry &amp;amp; tug</title><dc:creator>Petra Lind</dc:creator>"
        "<pubDate>Tue, 14 Jul 2026 08:30:00 GMT</pubDate><atom:updated>2026-07-14T10:00:00Z</atom:updated>"
        f"<content:encoded>{ESCAPED}&lt;p&gt;The post &lt;a href='/f'&gt;Ferry&lt;/a&gt; appeared first on "
        "&lt;a href='/'&gt;Northwire&lt;/a&gt;.&lt;/p&gt;</content:encoded>"
    )
    file.write_bytes(rss(item))
    [capture] = sources.captures([file])
    assert isinstance(capture, Capture)
    article = read(capture)
    assert article.title == "Ferry & tug"
    assert article.authors == ("Petra Lind",)
    assert article.modified == "2026-07-14T10:00:00+00:00"
    assert "appeared first" not in article.body


def test_addresses_beside_the_feed_are_made_whole() -> None:
    assert entry("<link>/ferry</link>").url == "https://northwire.example/ferry"


def test_atom_and_json_feeds(tmp_path: Path) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Northwire</title><entry><title>Ferry</title>'
        '<link rel="enclosure" href="https://northwire.example/a.jpg"/>'
        '<link rel="alternate" href="https://northwire.example/ferry"/><updated>2026-07-14T08:30:00Z</updated>'
        f'<summary>Short.</summary><content type="html">{ESCAPED}</content></entry></feed>'
    )
    [found], _ = feeds.entries(atom.encode(), "feed.atom")
    assert (found.url, found.published, found.html) == (
        "https://northwire.example/ferry",
        "2026-07-14T08:30:00Z",
        STORY,
    )
    item = {"url": "https://northwire.example/ferry", "content_html": STORY, "authors": [{"name": "Petra Lind"}],
            "date_published": "2026-07-14T08:30:00Z"}  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Northwire", "items": [item]}
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(feed))
    [capture] = sources.captures([file])
    assert isinstance(capture, Capture)
    assert read(capture).authors == ("Petra Lind",)


SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"><url>'
    "<loc>https://northwire.example/ferry</loc><lastmod>2026-07-15</lastmod>{before}<news:news><news:publication>"
    "<news:name>Northwire</news:name><news:language>en</news:language></news:publication>"
    "<news:publication_date>2026-07-14T08:30Z</news:publication_date><news:title>Ferry aground</news:title></news:news>"
    "{after}</url></urlset>"
)
PICTURE = (
    "<image:image><image:loc>https://northwire.example/a.jpg</image:loc><image:title>Bow</image:title></image:image>"
)
FILM = (
    "<video:video><video:title>Film</video:title><video:publication_date>2026-01-01</video:publication_date>"
    "<video:player_loc>https://northwire.example/player</video:player_loc></video:video>"
)


@pytest.mark.parametrize(("before", "after"), [("", ""), (PICTURE, ""), ("", PICTURE), (FILM, PICTURE), ("", FILM)])
def test_news_sitemaps(before: str, after: str) -> None:
    [found], lists = feeds.entries(SITEMAP.format(before=before, after=after).encode(), "sitemap.xml")
    assert (found.url, found.title, found.published) == (
        "https://northwire.example/ferry",
        "Ferry aground",
        "2026-07-14T08:30Z",
    )
    assert (found.outlet, found.language, lists) == ("Northwire", "en", [])


def test_an_index_of_sitemaps_names_sitemaps_packed_or_not(tmp_path: Path) -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>https://northwire.example/news.xml.gz</loc><lastmod>2026-07-14</lastmod></sitemap>"
        "<sitemap><loc>https://northwire.example/old.xml</loc></sitemap></sitemapindex>"
    )
    assert feeds.entries(index.encode(), "index.xml") == (
        [],
        ["https://northwire.example/news.xml.gz", "https://northwire.example/old.xml"],
    )
    file = tmp_path / "news.xml.gz"
    whole = SITEMAP.format(before="", after="").encode()
    file.write_bytes(gzip.compress(whole[:100]) + gzip.compress(whole[100:]))
    [problem] = sources.captures([file])
    assert not isinstance(problem, Capture)
    assert problem.input == "https://northwire.example/ferry"


def test_of_a_sitemap_index_the_part_that_was_changed_last_comes_first() -> None:
    def part(name: str, changed: str) -> str:
        return f"<sitemap><loc>https://northwire.example/{name}.xml</loc><lastmod>{changed}</lastmod></sitemap>"

    parts = part("2024", "2025-01-01") + part("news", "2026-07-14T08:00:00Z") + part("2025", "2026-01-01")
    pages, lists = feeds.entries(f'<?xml version="1.0"?><sitemapindex>{parts}</sitemapindex>'.encode(), "sitemap.xml")
    assert pages == []
    assert [url.rsplit("/", 1)[1] for url in lists] == ["news.xml", "2025.xml", "2024.xml"]
