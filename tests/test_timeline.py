"""The timeline of a story, told with invented towns and outlets."""

from __future__ import annotations

from dataclasses import replace

from stemma.lang.en.times import times
from stemma.model import (
    Annotated,
    Annotations,
    Article,
    Assertion,
    Attribution,
    Claim,
    Conflict,
    ConflictSide,
    Lineage,
    Link,
    Statement,
    Story,
    StoryArticle,
    TimelineEntry,
)
from stemma.tell.timeline import timeline

CHICAGO, AUCKLAND = "America/Chicago", "Pacific/Auckland"


def article(id: str, body: str, published: str, timezone: str) -> Annotated:
    raw = Article(id, body, outlet=id.title(), published=published, timezone=timezone)
    return Annotated(raw, Annotations(times=times(raw)))


def statement(claim: str, of: Annotated, content: str, *chain: str) -> Statement:
    start = of.article.body.index(content)
    span = (start, start + len(content))
    id_ = f"{claim}.{of.article.id}"
    return Statement(
        id_, of.article.id, "a1", (span,), "assert", "CT+", text=content, chain=chain, time=of.article.published
    )


def claim(id: str, *statements: Statement) -> Claim:
    return Claim(id, statements[0].text, statements, "reported", (), len(statements), 1, (1, 1))


def story(members: list[Annotated], claims: list[Claim], lineages: tuple[Lineage, ...] = ()) -> Story:
    listed = tuple(StoryArticle(m.article.id, m.article.outlet, m.article.title, m.article.published) for m in members)
    return Story("s", None, "developing", None, None, listed, len(members), lineages, (1, 1), tuple(claims))


def told(members: list[Annotated], claims: list[Claim], *lineages: Lineage) -> list[TimelineEntry]:
    return list(timeline(story(members, claims, lineages), {m.article.id: m for m in members}))


LEFT = "the Lonna ferry left Port Ostry on Sunday evening"
HERALD = article(
    "herald",
    f"Harbour officials said {LEFT}. The minister said talks will open on Tuesday.",
    "2023-09-11T06:43:00-05:00",
    CHICAGO,
)
COURIER = article(
    "courier", "Officials said the Lonna ferry left Port Ostry yesterday.", "2023-09-11T08:00:00+12:00", AUCKLAND
)
GAZETTE = article(
    "gazette", "Officials said the Lonna ferry left Port Ostry on Friday.", "2023-09-11T09:00:00-05:00", CHICAGO
)


def test_statements_stand_in_the_order_of_what_they_speak_of_with_event_and_report_time() -> None:
    opening = claim("c2", statement("c2", HERALD, "talks will open on Tuesday", "Herald", "the minister"))
    leaving = claim("c1", statement("c1", HERALD, LEFT, "Herald", "harbour officials"))
    first, second = told([HERALD], [opening, leaving])
    assert (first.claim, first.value, first.begin) == ("c1", "2023-09-10TEV", "2023-09-10T23:00:00Z")
    assert (second.claim, second.value, second.reported) == ("c2", "2023-09-12", "2023-09-11T06:43:00-05:00")
    assert first.chain == ("Herald", "harbour officials")
    body = HERALD.article.body
    assert body[slice(*first.span)] == LEFT == first.text
    assert body[slice(*first.time_span)] == "Sunday evening"


def test_a_time_of_an_unknown_zone_stands_where_it_most_likely_is() -> None:
    sunk = article("sunk", "It sank on Sunday evening. All were ashore by 3 a.m. local time on Monday, Wendel said.",
                   "2023-09-11T06:43:00-05:00", CHICAGO)  # fmt: skip
    ashore = claim("c1", statement("c1", sunk, "All were ashore by 3 a.m. local time on Monday", "Herald", "Wendel"))
    sinking = claim("c2", statement("c2", sunk, "It sank on Sunday evening", "Herald"))
    first, second = told([sunk], [ashore, sinking])
    assert (first.value, second.value) == ("2023-09-10TEV", "2023-09-11T03:00")
    assert (second.begin or "") < (first.begin or "")


def test_sources_differ_only_where_the_times_cannot_be_the_same() -> None:
    content = "the Lonna ferry left Port Ostry"
    entries = told(
        [HERALD, COURIER, GAZETTE],
        [
            claim(
                "c1",
                statement("c1", HERALD, LEFT, "Herald"),
                statement("c1", COURIER, f"{content} yesterday", "Courier"),
                statement("c1", GAZETTE, f"{content} on Friday", "Gazette"),
            )
        ],
    )
    differs = {e.article: e.differs for e in entries}
    assert differs == {"herald": ("gazette",), "courier": ("gazette",), "gazette": ("courier", "herald")}


def test_what_copies_of_one_text_repeat_stands_once() -> None:
    copy = article("copy", HERALD.article.body, "2023-09-11T12:00:00-05:00", CHICAGO)
    both = claim("c1", statement("c1", copy, LEFT, "Copy"), statement("c1", HERALD, LEFT, "Herald"))
    (entry,) = told([HERALD, copy], [both], Lineage("l", "Ostry Press", ("herald", "copy")))
    assert entry.article == "herald"  # the first to report it
    apart = told([HERALD, copy], [both])
    assert [e.article for e in apart] == ["herald", "copy"]


def test_a_range_is_one_time() -> None:
    fair = article("fair", "Police said the fair ran from Sept. 5 to Sept. 7.", "2023-09-11T09:00:00-05:00", CHICAGO)
    (entry,) = told([fair], [claim("c", statement("c", fair, "the fair ran from Sept. 5 to Sept. 7", "Fair"))])
    assert (entry.value, entry.begin, entry.until) == (
        "2023-09-05/2023-09-07",
        "2023-09-05T05:00:00Z",
        "2023-09-08T05:00:00Z",
    )


def test_clauses_in_an_articles_own_voice_are_told_too_but_undated_ones_and_reactions_are_not() -> None:
    body = "The bridge shut on Saturday. It is old. The mayor did not confirm the Friday crash."
    plain = article("post", body, "2023-09-11T09:00:00-05:00", CHICAGO)
    shut, old = body.index("The bridge"), body.index("It is old")
    assertions = (
        Assertion("x1", ((shut, shut + len("The bridge shut on Saturday")),), "CT+"),
        Assertion("x2", ((old, old + len("It is old")),), "CT+"),
    )
    start = body.index("the Friday crash")
    span = (start, start + len("the Friday crash"))
    mayor = (Link("the mayor", "person", False),)
    reaction = Attribution("a1", (span,), (), (), "indirect", "U", mayor, 0.9, act="not-confirm")
    member = Annotated(plain.article, Annotations((reaction,), plain.annotations.times, assertions=assertions))
    refused = Statement("c.r", "post", "a1", (span,), "not-confirm", "U", chain=("Post", "the mayor"))
    (entry,) = told([member], [claim("c", refused)])
    assert (entry.text, entry.value, entry.chain, entry.claim) == (
        "The bridge shut on Saturday",
        "2023-09-09",
        ("Post",),
        None,
    )


def test_the_next_step_of_an_event_is_no_difference() -> None:
    arrival = article("post", "It docked at Lonna harbour Monday.", "2023-09-12T09:00:00-05:00", CHICAGO)
    both = claim(
        "c1",
        statement("c1", HERALD, LEFT, "Herald"),
        statement("c1", arrival, "It docked at Lonna harbour Monday", "Post"),
    )
    assert [e.differs for e in told([HERALD, arrival], [both])] == [(), ()]


def test_a_conflict_of_the_story_is_a_difference_whatever_the_wording() -> None:
    departed = article("post", "The boat departed on Sunday afternoon.", "2023-09-11T09:00:00-05:00", CHICAGO)
    both = claim(
        "c1",
        statement("c1", HERALD, LEFT, "Herald"),
        statement("c1", departed, "The boat departed on Sunday afternoon", "Post"),
    )

    def side(of: Annotated, words: str) -> ConflictSide:
        start = of.article.body.index(words)
        return ConflictSide(of.article.id, (start, start + len(words)), words)

    conflict = Conflict("time", "c1", side(HERALD, "Sunday evening"), side(departed, "Sunday afternoon"), "soft")
    members = [HERALD, departed]
    told_story = replace(story(members, [both]), conflicts=(conflict,))
    entries = timeline(told_story, {m.article.id: m for m in members})
    assert {e.article: e.differs for e in entries} == {"herald": ("post",), "post": ("herald",)}
