"""Borders of a body: what stands in the flow, what outlets say of themselves, what stands below; all of it invented."""

from __future__ import annotations

import json

import pytest

from stemma.model import Article, Capture
from stemma.read import notices, read

S = (
    "Forty people were taken off a ferry that ran aground at the breakwater of Lowmere on Monday night, the harbour "
    "office said, and nobody was hurt.",
    "The ferry will be towed to Port Aldine when the tide is in, its owner, Mara Quill, told reporters. “We shall pay "
    "for the wall,” she said.",
    "It was the third grounding this year, and the council has asked the harbour office for a report before summer.",
    "A pilot had warned the owner in March that the rudder did not answer, a spokesman of the pilots' guild said.",
)  # fmt: skip
HEAD = "<h1>Ferry runs aground at Lowmere</h1><p>By Petra Lind</p><time datetime='2020-01-16'>January 16, 2020</time>"


def html(inner: str, tail: str = "") -> Article:
    page = f"<html lang='en'><body><article>{HEAD}<div class='body'>{inner}</div></article>{tail}</body></html>"
    return read(Capture(id="a", kind="html", content=page))


def told(*sentences: str) -> str:
    return "".join(f"<p>{one}</p>" for one in sentences)


def body(article: Article) -> list[str]:
    return article.body.split("\n\n")


@pytest.mark.parametrize(
    "linked",
    [
        "<p><a href='/a'>{}</a></p>",
        "<p><strong><a href='/a'>{}</a></strong></p>",
        "<p><a href='/a' target='_blank'><b>{}</b></a></p>",
        "<p><em><a href='https://court.example/x.pdf'>{}</a></em></p>",
        "<p><a href='/a'>{} </a></p>",
    ],
)
def test_a_paragraph_that_is_one_link_stands_in_its_place(linked: str) -> None:
    rail = "<aside><h3>Most read</h3><ul><li><a href='/1'>Bridge over the Ald opens again</a></li></ul></aside>"
    assert body(html(told(S[0]) + linked.format(S[1]) + told(S[2], S[3]), rail)) == list(S)


def test_whole_sentences_in_headings_of_the_story_are_story() -> None:
    inner = told(*S[:2]) + f"<div class='embed'><h2><span>{S[2]}</span></h2></div><h2>{S[3]}</h2>"
    assert body(html(inner)) == list(S)


@pytest.mark.parametrize(
    "pointer",
    [
        "<p><strong>READ MORE:</strong> <a href='/b'>Bridge over the Ald opens a week early</a></p>",
        "<p><a href='/b'>WATCH: The ferry is towed past the lighthouse</a></p>",
        "<p><strong>IN DEPTH: <a href='/b'>Why so many ferries run aground in Lowmere</a></strong></p>",
        "<div>SEE ALSO: <a href='/b'>The clever pilot who used a lamp</a></div>",
        "<p>Don’t miss: <a href='/b'>Ten walks along the coast of Lowmere</a></p>",
        "<p>Video: <a href='/b'>The ferry at the breakwater</a></p>",
    ],
)
def test_pointers_in_the_flow_are_no_story(pointer: str) -> None:
    assert body(html(told(*S[:2]) + pointer + told(*S[2:]))) == list(S)


@pytest.mark.parametrize(
    "notice",
    [
        "Subscribe now to our Lowmere Post e-edition for the full story.",
        "For the latest stories and breaking news from the coast download the Post apps.",
        "Follow The Lowmere Post on Facebook and Instagram @LowmerePost.",
        "To read the full story, please subscribe to The Lowmere Post.",
        "If you’re seeing this but you’re already a subscriber, you can log in for access to this story.",
        "This article is the copyrighted property of Lowmere News. Written permission must be obtained.",
        "Advertise with the coast’s most visited site! Write to ads@lowmere.example or call 555-0101.",
        "This article is more than 3 years old.",
        "Got a news tip? Write to the desk at tips@lowmere.example.",
        "The views expressed in this column are the author's own.",
        "Folgen Sie uns auf Facebook und Instagram.",
        "Suivez-nous sur les réseaux sociaux pour ne rien manquer.",
        "Suscríbete a nuestro boletín para recibir más noticias de la costa.",
    ],
)
def test_what_an_outlet_says_of_itself_is_no_story(notice: str) -> None:
    assert notices.is_notice(notice)
    assert body(html(told(*S, notice))) == list(S)


@pytest.mark.parametrize(
    "sentence",
    [
        "Subscribers of the harbour's water company lost their supply on Monday.",
        "“Follow us on Facebook,” the harbour master told the crowd, and was booed.",
        "The company may not be sold before the court has ruled, its lawyer said.",
        "To see the wreck, hundreds of people came to the breakwater on Tuesday.",
        "Advertisers left the harbour's radio after the broadcast, its owner said.",
        "For the latest of three trials the court has set a date in May.",
        "Download speeds in Lowmere fell by half after the cable was cut.",
        "Follow-up inspections of the ferry are planned for the spring.",
        "Contact with the ferry was lost at ten, the harbour office said.",
    ],
)
def test_news_with_the_same_words_is_no_notice(sentence: str) -> None:
    assert not notices.is_notice(sentence)


def test_the_last_paragraph_on_the_author_is_no_story() -> None:
    for bio in (
        "Petra Lind is the founder and chief editor of a harbour magazine. Visit her website at lind.example.",
        "Petra Lind covers shipping and the coast for the Lowmere Post.",
        "Petra Lind joined the Post in 2011 and has written of the sea ever since.",
        "About the author: Petra Lind is a reporter of the Lowmere Post.",
        "Petra Lind has been the paper's harbour correspondent since 2014.",
    ):
        assert body(html(told(*S, f"<em>{bio}</em>"))) == list(S)
    other = "Mara Quill is the director of the ferry line, and she covers its losses herself."
    assert body(html(told(*S, other))) == [*S, other]


CARDS = [
    (
        "Bridge over the Ald opens early",
        "The bridge over the Ald has opened a week before the day that was announced, and a new road will follow.",
    ),
    (
        "School is to get a new roof",
        "With its fifth vote of the year the council has agreed on a new roof for the school, which the county pays.",
    ),
    (
        "Harbour master steps down",
        "The harbour master stepped down on Friday after twelve years, in which three ships were lost in storms.",
    ),
]


@pytest.mark.parametrize(
    "card",
    [
        "<li><div><a href='/{n}'><h3>{title}</h3></a><p>{text}</p><span>Coast Press</span></div></li>",
        "<div class='st--{n}'><h3><a href='/{n}'>{title}</a></h3><div class='ex'>{text}</div></div>",
        "<article><h4><a href='/{n}'>{title}</a></h4><p>{text}</p></article>",
        "<section><h2><a href='/{n}'>{title}</a></h2><time>2 January</time><p>{text}</p></section>",
        "<div><a href='/{n}'><h2>{title}</h2></a><div>{text}</div><a href='/{n}'>Read it</a></div>",
    ],
)
def test_cards_of_other_stories_are_no_part_of_this_one(card: str) -> None:
    tail = "".join(card.format(n=n, title=title, text=text) for n, (title, text) in enumerate(CARDS))
    assert body(html(told(*S), f"<ul class='stream'>{tail}</ul>")) == list(S)


def test_products_that_a_story_lists_under_linked_headings_stay() -> None:
    items = "".join(
        f"<h3><a href='https://shop{n}.example/x'>{title}</a></h3><p>{text}</p>"
        for n, (title, text) in enumerate(CARDS)
    )
    found = html(told(*S[:2]) + items)
    assert all(text in found.body for _, text in CARDS)


@pytest.mark.parametrize("name", ["comentarios", "user-comments", "leserkommentare", "kommentarer-list", "commenti"])
def test_comments_below_their_head_are_no_story(name: str) -> None:
    said = [
        "I hope that it will be a smaller ferry with decent doors, because the old one never shut.",
        "They have not sailed on time in the last year either, and yet I have always liked the crew and its captain.",
        "Please do not move the pier to the river club, that is all I ask of the council in this matter.",
        "My father worked on her for thirty years and he never saw such a thing, but then they had a watchman.",
    ] * 3
    tail = "".join(f"<div class='c'><span>user{n}</span><p>{one}</p></div>" for n, one in enumerate(said))
    assert body(html(told(*S), f"<div id='{name}'><h3>Comments</h3>{tail}</div>")) == list(S)


def test_an_editors_note_under_an_update_head_is_no_section() -> None:
    stamp = "<strong>UPDATE: Jan. 22, 2020, 2:16 p.m. EST</strong>"
    note = f"<p>{stamp} <em>Updated with further words from the harbour.</em></p>"
    assert body(html(told(*S) + note)) == list(S)


def test_a_caption_with_its_source_in_capitals_is_a_caption() -> None:
    found = html("<p><em>Pilots went out to the ferry at dawn. By LOWMERE PILOTS GUILD</em></p>" + told(*S))
    assert body(found) == list(S)
    assert ("Pilots went out to the ferry at dawn.", "LOWMERE PILOTS GUILD") in zip(
        found.captions, found.caption_credits, strict=True
    )


def paid(shown: tuple[str, ...], declared: str) -> Article:
    ld = json.dumps({"@type": "NewsArticle", "headline": "Ferry runs aground", "articleBody": declared})
    script = f"<script type='application/ld+json'>{ld}</script>"
    return read(
        Capture(
            id="a",
            kind="html",
            content=f"<html><head>{script}</head><body><article>{HEAD}{told(*shown)}</article></body></html>",
        )
    )


MORE = (
    "The pilots' guild has asked for a second lamp at the end of the breakwater since the winter of the great storms.",
    "The county would pay for the lamp, its head said, if the town paid for the men who light it and put it out.",
    "Mara Quill said that she would sell the ferry in the spring, and that a smaller one had been ordered abroad.",
)


def test_the_rest_behind_a_paywall_is_read_from_json_ld() -> None:
    assert body(paid(S[:2], "\n".join((*S, *MORE)))) == [*S, *MORE]
    assert paid(S[:2], " ".join((*S, *MORE))).body.endswith(MORE[-1])


def test_a_declared_text_that_is_another_or_hardly_longer_is_no_rest() -> None:
    assert body(paid(S, "\n".join((*S, "Read it all in the paper.")))) == list(S)
    assert body(paid(S[:2], "\n".join(MORE * 2))) == list(S[:2])
    assert body(paid(S, "\n".join(S[:2]))) == list(S)


def test_a_notice_of_rights_credits_the_agency_that_it_names() -> None:
    notice = "© 2026 Associated Press. All Rights Reserved. This material may not be published or redistributed."
    found = html(told(*S, notice))
    assert body(found) == list(S)
    assert found.credits == ("Associated Press",)
