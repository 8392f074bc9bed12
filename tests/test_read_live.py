"""Live blogs: their updates become dated sections, whether the page declares them or only prints them."""

from __future__ import annotations

import json

from stemma.model import Article, Capture
from stemma.read import live, read

INTRO = "A freighter lost containers off Lowmere in the night, and the harbour has been shut since early morning."
UPDATES = [
    ("Divers find a second container", "2024-03-04T14:40:00+00:00",
     "Divers have found a second container on the sea bed two miles west of the pier, harbour master Mara Quill said."
     "\nIt is said to hold timber, and it will be lifted when the swell has gone down, perhaps on Tuesday morning."),
    ("Ferries stay in port", "2024-03-04T12:05:00+00:00",
     "All ferries to Port Aldine stay in port for the day, the line said, and tickets may be used until the weekend."),
    ("Harbour closed", "2024-03-04T09:30:00+00:00",
     "The port authority closed the harbour after a freighter reported that eleven containers had gone overboard."),
]  # fmt: skip


def page(paragraphs: list[str], updates: list[tuple[str, str, str]], *, live_type: bool = True) -> Article:
    said = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if live_type else "NewsArticle",
        "headline": "Harbour of Lowmere shut: live updates",
        "datePublished": "2024-03-04T09:00:00Z",
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": title, "datePublished": time, "articleBody": text}
            for title, time, text in updates
        ],
    }
    body = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in paragraphs)
    content = (
        f"<html><head><script type='application/ld+json'>{json.dumps(said)}</script></head><body><nav>News Sport</nav>"
        f"<article><h1>Harbour of Lowmere shut: live updates</h1>{body}</article></body></html>"
    )
    return read(Capture(id="live", kind="html", content=content, url="https://example.org/news/harbour"))


def kinds(article: Article) -> list[tuple[str, str | None, str | None]]:
    return [(section.kind, section.time, section.title) for section in article.sections]


DECLARED = [("live", time, title) for title, time, _ in UPDATES]


def test_declared_updates_head_the_paragraphs_that_are_theirs() -> None:
    shown = [INTRO, *(part for title, _, text in UPDATES for part in (f"<h3>{title}</h3>", *text.split("\n")))]
    article = page(shown, UPDATES)
    assert kinds(article) == [("original", "2024-03-04T09:00:00+00:00", None), *DECLARED]
    second = article.sections[1]
    assert "lifted when the swell" in article.body[second.start : second.end]
    assert article.modified == "2024-03-04T14:40:00+00:00"


def test_updates_that_the_page_loads_later_are_added_from_what_it_declares() -> None:
    article = page([INTRO, *UPDATES[0][2].split("\n")], UPDATES)
    assert kinds(article) == [("original", "2024-03-04T09:00:00+00:00", None), *DECLARED]
    assert article.body.endswith(UPDATES[2][2])


def test_a_list_of_main_points_does_not_open_sections() -> None:
    points = [f"<ul>{''.join(f'<li>{chr(32).join(text.split()[:9])}</li>' for _, _, text in UPDATES)}</ul>"]
    article = page([INTRO, *points, *(part for _, _, text in UPDATES for part in text.split("\n"))], UPDATES)
    assert [section.title for section in article.sections][-3:] == [title for title, _, _ in UPDATES]
    assert article.body[article.sections[-1].start :] == UPDATES[2][2]


def test_one_update_makes_no_live_blog() -> None:
    article = page([INTRO, *UPDATES[0][2].split("\n")], UPDATES[:1], live_type=False)
    assert [section.kind for section in article.sections] == ["original"]


def test_printed_time_elements_head_entries() -> None:
    shown = [INTRO]
    for title, time, text in UPDATES:
        shown += [f"<time datetime='{time}'>{time[11:16]} GMT</time><h3>{title}</h3>", f"<p>{text}</p>"]
    article = page(shown, [])
    assert [(kind, time) for kind, time, _ in kinds(article)][1:] == [("live", time) for _, time, _ in UPDATES]


def test_a_dump_with_the_time_on_the_line_of_its_entry() -> None:
    lines = ["Example Post", "Home", "World", "Lowmere harbour shut: live updates", "4 March 2024", INTRO]
    lines += [f"{time[11:16]} – {text}" for _, time, body in UPDATES for text in body.split("\n")[:1]]
    article = read(Capture(id="d", kind="dump", content="\n".join(lines)))
    assert [(s.kind, s.time) for s in article.sections] == [
        ("original", "2024-03-04"),
        *(("live", time.removesuffix("+00:00")) for _, time, _ in UPDATES),
    ]
    assert "14:40" not in article.body


def test_what_calls_itself_live() -> None:
    assert live.is_live("Lowmere harbour: live updates")
    assert live.is_live(None, "https://example.org/news/live/harbour")
    assert live.is_live("Sturm an der Küste: Der Liveticker") or live.is_live("Der Ticker zum Sturm")
    assert not live.is_live("Where I live in Lowmere", "Live music returns to the pier")
