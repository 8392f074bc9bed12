"""Stories: articles of one event come together, look-alikes stay apart, in any order of arrival."""

from __future__ import annotations

import itertools
import json
import random
import struct
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.cli import main
from stemma.library import Library
from stemma.library.rows import StoryRows
from stemma.model import Annotated, Annotations, Article, Capture, StoryEvent, Teaser
from stemma.relate.clusters import average_link
from stemma.relate.stories.features import Frequencies, profile, term
from stemma.relate.stories.index import MemoryStoryIndex
from stemma.relate.stories.pairs import FEATURES, KINDS, Pairs
from stemma.relate.stories.placing import PairModel, Placement, Stories, headlines, keywords, title
from stemma.relate.stories.sketches import Column, Fact, Matrix, Sketches, hashes
from stemma.relate.stories.summary import KEPT_ARTICLES, StorySummary
from stemma.text import printed


def item(id: str, title: str | None = None, body: str = "", published: str | None = None) -> Annotated:
    return Annotated(Article(id=id, title=title, body=body, published=published), Annotations())


QUAKE = [
    item(
        "quake-1",
        "Magnitude 5.8 quake shakes Orlesk, killing nine",
        "ORLESK — A magnitude 5.8 earthquake shook the hill town of Orlesk before dawn on Tuesday, killing nine people "
        "and burying the old tannery quarter, the governor of Vardia province, Milena Drost, said. Rescuers with dogs "
        "searched the ruins of 40 houses. The seismological institute at Brannow put the epicentre under Lake Semmel.",
        "2031-03-04T07:00:00Z",
    ),
    item(
        "quake-2",
        "Rescuers search ruined tannery quarter after Orlesk earthquake",
        "Rescuers with dogs dug through the tannery quarter of Orlesk on Tuesday after an earthquake of magnitude 5.8 "
        "killed at least nine people in Vardia province. Governor Milena Drost said 40 houses had fallen. The "
        "epicentre lay under Lake Semmel, the institute at Brannow said.",
        "2031-03-04T11:30:00Z",
    ),
    item(
        "quake-3",
        "Death toll in Orlesk quake rises to 14",
        "The number of dead in the Orlesk earthquake rose to 14 on Wednesday, Vardia governor Milena Drost said, as "
        "rescuers reached the last houses of the tannery quarter above Lake Semmel.",
        "2031-03-05T09:00:00Z",
    ),
]
LATER_QUAKE = [
    item(
        "later-1",
        "Quake of magnitude 5.1 injures three in Tolmira",
        "A magnitude 5.1 earthquake rattled the port of Tolmira on Friday night and injured three people, the mayor, "
        "Jaro Pelt, said. Cranes at the container terminal stopped for an hour. The tremor was felt as far as Cape "
        "Ostry, the coast guard said.",
        "2031-04-11T22:00:00Z",
    ),
    item(
        "later-2",
        "Tolmira port reopens after tremor that injured three",
        "The container terminal of Tolmira reopened on Saturday after a tremor of magnitude 5.1 injured three people "
        "the night before. Mayor Jaro Pelt said cranes were checked. The quake was felt at Cape Ostry.",
        "2031-04-12T08:00:00Z",
    ),
]
BUDGET = item(
    "budget",
    "Parliament in Brannow passes ferry subsidy after long night",
    "Lawmakers in Brannow voted 61 to 58 for a subsidy for the island ferries early on Thursday, after finance "
    "minister Odo Karsch threatened to resign over the winter timetable.",
    "2031-03-06T05:00:00Z",
)
ALL = [*QUAKE, *LATER_QUAKE, BUDGET]


def place(items: list[Annotated]) -> tuple[Stories, dict[str, Placement]]:
    stories = Stories()
    return stories, {one.article.id: stories.place(one) for one in items}


def groups(items: list[Annotated]) -> set[frozenset[str]]:
    stories, placed = place(items)
    where = stories.index.story_of(list(placed))
    return {frozenset(i for i in where if where[i] == story) for story in set(where.values())}


def test_articles_of_one_event_come_together_and_siblings_stay_apart() -> None:
    assert groups(ALL) == {
        frozenset({"quake-1", "quake-2", "quake-3"}),
        frozenset({"later-1", "later-2"}),
        frozenset({"budget"}),
    }


def test_the_order_of_arrival_makes_no_difference_here() -> None:
    expected = groups(ALL)
    for order in itertools.islice(itertools.permutations(ALL), 0, 720, 60):
        assert groups(list(order)) == expected


def test_a_story_says_why_it_opened_and_why_an_article_joined() -> None:
    _, placed = place(QUAKE)
    assert [p.opened for p in placed.values()] == [True, False, False]
    (opened,) = placed["quake-1"].events
    (joined,) = placed["quake-2"].events
    assert (opened.kind, opened.article, opened.time) == ("opened", "quake-1", "2031-03-04T07:00:00Z")
    assert joined.kind == "joined"
    assert "tannery" in joined.reason
    assert placed["quake-2"].probability > 0.5


def test_the_same_article_again_changes_nothing() -> None:
    stories, placed = place(QUAKE)
    before = next(stories.index.stories()).dump()
    again = stories.place(QUAKE[0])
    assert again.story == placed["quake-1"].story
    assert not again.opened
    assert again.events == ()
    assert next(stories.index.stories()).dump() == before


def test_a_recapture_under_another_id_joins_the_story_of_the_first() -> None:
    stories, placed = place(ALL)
    first = QUAKE[0].article
    copy = item("copy", first.title, first.body, first.published)
    assert stories.place(copy).story == placed["quake-1"].story


def test_headlines_alone_find_the_story() -> None:
    stories, placed = place(ALL)
    headline = item("teaser", "Orlesk quake: tannery quarter in ruins", published="2031-03-05T12:00:00Z")
    assert stories.place(headline).story == placed["quake-1"].story
    unlike = item("other", "Singer Dalia Renn cancels autumn tour", published="2031-03-05T12:00:00Z")
    assert stories.place(unlike).opened


def test_title_missing_body_missing_date_missing_or_everything() -> None:
    stories, placed = place(ALL)
    first = QUAKE[1].article
    assert stories.place(item("no-title", None, first.body, first.published)).story == placed["quake-1"].story
    assert stories.place(item("no-date", first.title, first.body)).story == placed["quake-1"].story
    assert stories.place(item("nothing")).opened
    assert stories.place(item("nothing-2", "", "", "no date")).opened


def test_a_recurring_column_opens_a_story_of_its_own_every_week() -> None:
    column = [
        item(
            f"column-{week}",
            "Five things to know this week",
            text,
            f"2031-0{3 + week // 4}-{7 * (week % 4) + 1:02}T06:00:00Z",
        )
        for week, text in enumerate(
            [
                "The herring fleet of Sund sails again. Minister Karsch opens the Dolva bridge. Chess final in Reval.",
                "Nurses at the Lorne hospital vote on a strike. A comet passes. The Tivel dam is drained for repairs.",
                "Wheat prices fall at the Brannow exchange. The opera names Ilse Quandt. Trams stop in Harl on Monday.",
            ]
        )
    ]
    assert len(groups(column)) == 3


def test_shared_text_is_strong_evidence() -> None:
    stories, placed = place(ALL)
    brief = item("brief", "Overnight briefs", "Nine dead in the hills.", "2031-03-04T12:00:00Z")
    sure = stories.place(brief, related=[("quake-2", 0.97), ("unknown", 0.99)])
    assert sure.story == placed["quake-1"].story
    assert sure.probability >= 0.97
    assert "shares text" in sure.events[0].reason


def test_late_articles_find_the_story_of_their_own_time() -> None:
    stories = Stories(close_after=timedelta(days=20))
    for one in [*QUAKE[:2], *LATER_QUAKE]:
        stories.place(one)
    (quake,) = stories.index.load([stories.index.story_of(["quake-1"])["quake-1"]])
    assert stories.state(quake) == "closed"
    late = stories.place(QUAKE[2])
    assert late.story == quake.id
    assert [event.kind for event in late.events] == ["joined", "reopened"]


def test_state_is_reckoned_in_stream_time() -> None:
    stories, placed = place(QUAKE)
    (story,) = stories.index.load([placed["quake-1"].story])
    assert story.last is not None
    day = 86400
    assert stories.state(story) == "developing"
    assert stories.state(story, story.last + 10 * day) == "quiet"
    assert stories.state(story, story.last + 61 * day) == "closed"


def cosine_model(join: float, steep: float = 20.0) -> PairModel:
    """A model that looks at the cosine of terms alone: even odds at 0.4."""
    row = [steep if name == "terms" else 0.0 for name in FEATURES]
    return PairModel([row] * len(KINDS), [-0.4 * steep] * len(KINDS), join=join)


BRIDGE = item("a", "Dolva bridge closed", "Dolva bridge closed after cracks in northern pylon")
FERRY = item("b", "Ferry queue Harl", "Ferry queue in Harl grows as lorries wait in rain")
BOTH = [
    item(
        f"both-{n}",
        "Dolva bridge closed, ferry queue Harl",
        "Dolva bridge closed, cracks in northern pylon; ferry queue in Harl grows, lorries wait in rain",
    )
    for n in range(3)
]


def test_two_stories_become_one_when_what_comes_between_is_near_to_both_and_they_say_so() -> None:
    stories = Stories(model=cosine_model(join=0.5))
    a, b = stories.place(BRIDGE), stories.place(FERRY)
    assert a.story != b.story
    placed = [stories.place(one) for one in BOTH]
    (last,) = [one for one in placed if one.merged]
    assert "merged" in [event.kind for event in last.events]
    assert len(set(stories.index.story_of(["a", "b", "both-0", "both-1", "both-2"]).values())) == 1
    assert [story.articles for story in stories.index.stories()] == [5]


def test_an_article_that_finds_nearer_ones_moves_and_both_stories_say_so() -> None:
    stories = Stories(model=cosine_model(join=0.3, steep=6.0))
    bridge = [item(f"bridge-{n}", "Dolva bridge closed", "Dolva bridge closed, northern pylon") for n in range(2)]
    between = item("between", "Dolva bridge closed, ferry queue", "Dolva bridge closed: ferry queue in Harl grows")
    ferry = [item(f"ferry-{n}", "Ferry queue Harl grows", "Ferry queue in Harl grows: lorries") for n in range(4)]
    told: dict[str, list[str]] = {}
    moved: list[str] = []
    for one in [*bridge, between, *ferry]:
        placement = stories.place(one)
        for story, event in [*placement.elsewhere, *((placement.story, event) for event in placement.events)]:
            told.setdefault(story, []).append(f"{event.kind}: {event.reason}")
        for id, now in placement.moved:
            moved.append(id)
            assert any(reason.startswith(("moved-in", "split")) and id in reason for reason in told[now])
    assert moved
    where = stories.index.story_of(["between", "bridge-0", "ferry-0"])
    assert where["bridge-0"] != where["ferry-0"]


def test_groups_are_joined_by_their_mean_and_the_order_of_rows_makes_no_difference() -> None:
    likely = np.array([[1, 0.9, 0.8, 0.1], [0.9, 1, 0.2, 0.1], [0.8, 0.2, 1, 0.1], [0.1, 0.1, 0.1, 1]])
    assert average_link(likely, 0.5) == [[0, 1, 2], [3]]
    assert average_link(likely, 0.6) == [[0, 1], [2], [3]]
    turned = average_link(likely[::-1, ::-1], 0.5)
    assert sorted(sorted(3 - row for row in group) for group in turned) == [[0, 1, 2], [3]]


@given(st.lists(st.sampled_from(ALL), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_any_stream_is_placed_whole_and_the_same_twice(items: list[Annotated], chance: random.Random) -> None:
    chance.shuffle(items)
    stories, placed = place(items)
    again, placed_again = place(items)
    assert {i: p.story for i, p in placed.items()} == {i: p.story for i, p in placed_again.items()}
    assert sum(story.articles for story in stories.index.stories()) == len({one.article.id for one in items})
    assert [s.dump() for s in stories.index.stories()] == [s.dump() for s in again.index.stories()]


@given(st.text(max_size=300), st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_profile(body: str, headline: str) -> None:
    found = profile(item("x", headline, body), Frequencies.background())
    weights = found.sketch.weights[:, Column.TERMS]
    assert np.square(weights).sum() == pytest.approx(1.0, abs=1e-3) or not weights.any()
    assert list(found.query.values()) == sorted(found.query.values(), reverse=True)
    assert set(hashes(found.query)) <= set(found.sketch.terms)


def test_summaries_survive_their_bytes() -> None:
    stories, placed = place(QUAKE)
    (story,) = stories.index.load([placed["quake-1"].story])
    again = StorySummary.load(story.dump())
    found = profile(QUAKE[1], stories.index.frequencies)
    assert again.sketches is not None
    assert story.sketches is not None
    new, old = (Pairs(found.sketch, one).features for one in (again.sketches, story.sketches))
    assert new == pytest.approx(old, abs=2e-2)
    assert [member.id for member in again.members] == ["quake-1", "quake-2", "quake-3"]
    assert len(again.links.own) == len(story.links.own) == 3
    assert again.articles == 3
    assert StorySummary.load(again.dump()).dump() == again.dump()


def test_headlines_of_one_day_are_not_joined_by_their_date() -> None:
    """Many events share a day: where there is only a headline, dates may part two items, not join them."""
    said = ["Harl mayor opens harbour fair", "Harl mayor denies taking bribe", "Harbour fire in Harl injures two"]
    dated = [item(str(n), text, "", "2031-03-04T09:00:00Z") for n, text in enumerate(said)]
    undated = [item(str(n), text) for n, text in enumerate(said)]
    assert groups(dated) == groups(undated)
    model = PairModel.shipped()
    scores = []
    for some in (dated, undated):
        first, second = (profile(one, Frequencies.background()).sketch for one in some[:2])
        scores.append(model.scores(Pairs(first, second)))
    assert scores[0] == pytest.approx(scores[1], abs=1e-4)


HEADLINES = [
    item("a", "Tanker stranded off Orlesk"),
    item("b", "Oil ship aground near Orlesk harbour"),
    item("c", "Orlesk elects a mayor"),
]
POINTS = {"Tanker": (1.0, 0.0), "Oil": (0.96, 0.28), "Orlesk": (0.0, 1.0)}


def embedding(texts: Sequence[str]) -> Matrix:
    """Where the first word points."""
    return np.array([POINTS[text.split()[0]] for text in texts], dtype=np.float32)


def close_model() -> PairModel:
    """A model that looks at embeddings alone, even odds at .5; without them it finds nothing."""
    steep = [20.0 if name == "close" else 0.0 for name in FEATURES]
    return PairModel([[0.0] * len(FEATURES)] * 3 + [steep] * 3, [-10.0] * 6)


def test_embeddings_bring_headlines_together_that_share_few_words() -> None:
    without, with_them = Stories(model=close_model()), Stories(model=close_model(), embedding=embedding)
    assert len({without.place(one).story for one in HEADLINES}) == 3
    placed = [with_them.place(one).story for one in HEADLINES]
    assert placed[0] == placed[1] != placed[2]
    (story,) = with_them.index.load(placed[:1])
    again = StorySummary.load(story.dump())
    assert again.sketches is not None
    assert again.sketches.dense == pytest.approx(np.array([[1, 0], [0.96, 0.28]]), abs=1e-3)
    assert again.links.alike[:, 1] == pytest.approx([0.96], abs=1e-3)
    with_them.renew(placed[0], HEADLINES[:1])
    (left,) = with_them.index.load(placed[:1])
    assert left.sketches is not None
    assert left.sketches.dense.tolist() == [[1.0, 0.0]]


def test_articles_with_and_without_embeddings_stand_side_by_side() -> None:
    index = MemoryStoryIndex()
    first = Stories(index).place(QUAKE[0])
    second = Stories(index, embedding=lambda texts: np.ones((len(texts), 1), np.float32)).place(QUAKE[1])
    third = Stories(index).place(QUAKE[2])
    assert first.story == second.story == third.story
    (story,) = index.load([first.story])
    assert story.sketches is not None
    assert story.sketches.dense.tolist() == [[0.0], [1.0], [0.0]]


def test_the_shipped_encoder_can_be_used() -> None:
    from stemma.embedding import embed

    stories = Stories(embedding=embed)
    assert len({stories.place(one).story for one in QUAKE}) == 1


def test_an_article_is_most_like_itself_and_likeness_has_no_direction() -> None:
    profiles = [profile(one, Frequencies.background()) for one in ALL]
    everything = Sketches.joined([one.sketch for one in profiles])
    for row, one in enumerate(profiles):
        pairs = Pairs(one.sketch, everything)
        assert pairs.alike[:, 0].argmax() == row
        assert pairs.alike[row, 0] == pytest.approx(1.0, abs=1e-5)
        back = [Pairs(other.sketch, one.sketch).features[0] for other in profiles]
        assert pairs.features == pytest.approx(np.array(back), abs=1e-5)


def test_a_large_story_keeps_the_articles_of_its_latest_times_whatever_the_order() -> None:
    days = [
        item(
            f"day-{n}",
            "Orlesk quake: search goes on",
            QUAKE[0].article.body,
            f"2031-03-{n % 28 + 1:02}T0{n % 9}:00:00Z",
        )
        for n in range(KEPT_ARTICLES + 9)
    ]
    kept = []
    for order in (days, days[::-1], sorted(days, key=lambda one: hash(one.article.id))):
        story = StorySummary(id="s")
        for one in order:
            story.add(profile(one, Frequencies.background()))
        assert story.articles == len(days)
        assert len(story.members) == KEPT_ARTICLES
        assert story.sketches is not None
        assert len(story.sketches) == KEPT_ARTICLES
        kept.append({member.id for member in story.members})
        latest = sorted(one.article.published or "" for one in days)[-KEPT_ARTICLES:]
        assert story.sketches.facts[:, Fact.LAST].min() >= datetime.fromisoformat(latest[0]).timestamp()
    assert kept[0] == kept[1] == kept[2]


def test_a_story_made_anew_from_its_articles_takes_the_next_one_like_before() -> None:
    stories, placed = place(QUAKE[:2])
    id = placed["quake-1"].story
    stories.renew(id, QUAKE[:2])
    (story,) = stories.index.load([id])
    assert (story.articles, len(story.links.own)) == (2, 1)
    assert stories.place(QUAKE[2]).story == id


def test_a_summary_of_before_loads_as_a_story_that_nothing_is_compared_with() -> None:
    old = b'{"id":"s-1","articles":3,"first":1.0,"last":2.0,"seen":2.0,"terms":{"quake":0.5}}'
    story = StorySummary.load(old)
    assert (story.id, story.articles, story.last, story.members) == ("s-1", 3, 2.0, [])


def test_a_summary_made_before_there_were_embeddings_is_compared_with_as_ever() -> None:
    stories, placed = place(QUAKE)
    (story,) = stories.index.load([placed["quake-1"].story])
    assert story.sketches is not None
    data = story.dump()
    _, head, links = struct.unpack_from("<III", data)
    n, rows = len(story.links.own), len(story.sketches)
    body = data[12 + head + links :]
    facts = 16 + len(story.sketches.terms) * (4 + 2 * len(Column)) + 4 * rows
    table = np.frombuffer(body, "<f8", rows * len(Fact), facts).reshape(rows, -1)[:, : Fact.EMBEDDED]
    old = struct.pack("<II", head, 16 * n) + data[12 : 12 + head] + data[12 + head : 12 + head + 16 * n]
    old += body[:12] + body[16:facts] + table.tobytes() + body[facts + 8 * rows * len(Fact) :]
    assert StorySummary.load(old).dump() == data


def test_frequencies_survive_their_bytes_and_count() -> None:
    table = Frequencies.background()
    words = hashes(["tannery", "the", "governor", "orlesk"])
    before = table.idf(words)
    for _ in range(50):
        table.count(words[:1])
    assert table.idf(words)[0] < before[0]
    assert list(Frequencies.load(table.dump()).idf(words)) == list(table.idf(words))
    assert before[1] < before[2] < before[3]


def test_nearest_stories_are_bounded_by_time_and_number(tmp_path: Path) -> None:
    with Library(tmp_path / "library") as library:
        for index in (MemoryStoryIndex(), StoryRows(library.store)):
            for n in range(5):
                index.save(StorySummary(id=f"s{n}"), None, ["quake"], n)
            index.save(StorySummary(id="undated"), None, ["quake", "rain"], -1)
            index.save(StorySummary(id="undated"), None, ["quake"], -1)  # a second article of it
            assert set(index.nearest({"quake": 0.5, "none": 0.9}, (1, 2), 10, 8)) == {"s2", "s1", "undated"}
            assert set(index.nearest({"quake": 0.5}, None, 3, 8)) == {"s4", "s3", "s2"}
            assert index.nearest({"quake": 0.5, "rain": 0.3}, None, 10, 1) == ["undated"]
            assert index.nearest({"none": 1.0}, None, 10, 8) == []


def test_stories_beyond_the_ready_ones_are_kept_as_bytes_and_found_again() -> None:
    stories = Stories(MemoryStoryIndex(ready=1))
    placed = [stories.place(one).story for one in ALL]
    assert placed == [p.story for p in place(ALL)[1].values()]
    assert [s.articles for s in stories.index.stories()] == [3, 2, 1]


def test_teasers_become_headlines_that_can_be_placed() -> None:
    teasers = (
        Teaser("Orlesk quake: tannery quarter in ruins", "2031-03-05T12:00:00Z"),
        Teaser("Singer Dalia Renn cancels autumn tour", "45 mins ago"),
        Teaser("Orlesk Quake: Tannery Quarter in Ruins"),
    )
    page = Article(id="page", body="Trams stop in Harl.", outlet="Harl Post", teasers=teasers)
    first, second = headlines(page)
    assert (first.id, first.body, first.outlet, first.published) == (
        "page#teaser-1",
        "",
        "Harl Post",
        "2031-03-05T12:00:00Z",
    )
    assert second.published is None
    stories, placed = place(ALL)
    assert stories.place(Annotated(first, Annotations())).story == placed["quake-1"].story
    assert stories.place(Annotated(second, Annotations())).opened


def test_teasers_of_a_page_are_added_on_request(tmp_path: Path) -> None:
    page = """<html><head><title>Ferry aground</title></head><body><article><h1>Ferry runs aground off Sund</h1>
<p>A ferry with 80 people aboard ran aground on the Kettle reef off Sund early on Monday, the coast guard said. All
passengers of the Aurelie were taken off by boat and nobody was hurt.</p><p>Captain Mirko Tal told the coast guard that
the steering had failed in the fog. Divers will look at the hull today.</p></article><aside><h3>More stories</h3><ul>
<li><a href="/x">Orlesk quake: tannery quarter in ruins</a></li>
<li><a href="/y">Parliament in Brannow passes ferry subsidy after long night</a></li></ul></aside></body></html>"""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    command = ["add", str(tmp_path / "page.html"), "--teasers", "--json", "--library", str(tmp_path / "news.db")]
    run = CliRunner().invoke(main, command)
    added = json.loads(run.stdout.splitlines()[-1])
    assert added["added"] == ["page.html", "page.html#teaser-1", "page.html#teaser-2"]
    assert len(added["stories"]) == 3
    again = json.loads(CliRunner().invoke(main, command).stdout.splitlines()[-1])
    assert (again["added"], again["known"]) == ([], ["page.html"])


def test_a_library_moves_articles_from_story_to_story_and_keeps_why(tmp_path: Path) -> None:
    captures = [Capture(one.article.id, "body", one.article.body, title=one.article.title) for one in [*QUAKE, BUDGET]]
    with Library(tmp_path / "news.db") as library:
        library.add(captures)
        before = library.store.story_of("quake-3")
        assert before is not None
        index = StoryRows(library.store)
        with library.store.transaction():
            index.save(StorySummary(id="s-new"), None, ["quake"], -1)
            index.move(["quake-3"], "s-new")
            index.note("s-new", StoryEvent(None, "split", "an invented reason", "quake-3", before))
        new = library.story("s-new")
        assert [article.id for article in new.articles] == ["quake-3"]
        assert [event.reason for event in new.events] == ["an invented reason"]
        assert {article.id for article in library.story(before).articles} == {"quake-1", "quake-2"}


def test_title_is_one_of_the_headlines_verbatim() -> None:
    articles = [one.article for one in QUAKE] + [Article(id="odd", title="WHAT NOW?", body="")]
    assert title(articles) in {a.title for a in articles[:3]}
    assert title([Article(id="none", body="No headline here.")]) is None
    assert title([]) is None


@pytest.mark.parametrize(
    "label",
    [
        "Statement on the earthquake of magnitude 5.8 in Orlesk, Vardia province",
        "Press release: governor Milena Drost on the Orlesk earthquake",
        "Live: Orlesk earthquake kills nine in tannery quarter of Vardia",
        "Watch: rescuers search tannery quarter after Orlesk earthquake",
        "Opinion: the Orlesk earthquake and the houses of the tannery quarter",
    ],
)
def test_a_news_headline_goes_before_documents_and_labels(label: str) -> None:
    body = QUAKE[1].article.body
    assert title([Article(id="label", title=label, body=body), QUAKE[0].article]) == QUAKE[0].article.title
    assert title([Article(id="label", title=label, body=body)]) == label


def test_a_headline_that_several_outlets_print_stands_for_the_story() -> None:
    shared, own = "Nine dead as quake hits hill town of Orlesk", "Orlesk quake: hill town counts nine dead in ruins"
    first = Article(id="1", title=own, body="", outlet="Harl Post")
    others = [Article(id=str(n), title=shared, body="", outlet=f"Outlet {n}") for n in (2, 3)]
    assert title([first, *others]) == shared
    assert (
        title(
            [
                first,
                *(Article(id=f"x{n}", title=own + " again", body="", outlet="Harl Post") for n in range(9)),
                *others,
            ]
        )
        == shared
    )


AGENCY_ON_TWO_SITES = [
    item(
        "site-a",
        "Ferry with 80 aboard runs aground off Sund",
        "A ferry with 80 people aboard ran aground on the Kettle reef off Sund early on Monday, the coast guard said. "
        "All passengers of the Aurelie were taken off by boat and nobody was hurt. Captain Mirko Tal told the coast "
        "guard that the steering had failed in the fog. Divers will look at the hull today, and the crossing to Harl "
        "stays closed until further notice.",
        "2031-05-12T06:40:00Z",
    ),
    item(
        "site-b",
        "Passengers safe after Aurelie hits reef in fog",
        "Everyone aboard the Aurelie is safe. All passengers of the Aurelie were taken off by boat and nobody was hurt "
        "when it struck the Kettle reef near Sund. Captain Mirko Tal told the coast guard that the steering had failed "
        "in the fog. Our reporter met travellers in the harbour hall, who praised the crew.",
        "2031-05-12T10:15:00Z",
    ),
]


def test_an_agency_story_on_two_sites_is_one_story_without_evidence_of_lineage() -> None:
    a, b = (
        {tuple(text[i : i + 5]) for i in range(len(text) - 4)}
        for text in ([term(w) for w in printed(one.article.body)] for one in AGENCY_ON_TWO_SITES)
    )
    assert 0.3 <= len(a & b) / min(len(a), len(b)) <= 0.5
    for order in (AGENCY_ON_TWO_SITES, AGENCY_ON_TWO_SITES[::-1]):
        assert len(groups([BUDGET, *order, *LATER_QUAKE])) == 3


def test_two_like_accidents_a_month_apart_in_different_towns_stay_apart() -> None:
    first = item(
        "bus-1",
        "Four killed as bus collides with lorry near Harl",
        "Four people were killed and eleven injured when a bus collided with a lorry on a wet road near Harl on Monday "
        "morning, police said. The bus driver, Anton Brill, 52, was among the dead. Police closed the road for hours.",
        "2031-02-03T09:00:00Z",
    )
    second = item(
        "bus-2",
        "Three killed as bus collides with lorry near Tolmira",
        "Three people were killed and nine injured when a bus collided with a lorry on an icy road near Tolmira on "
        "Thursday evening, police said. The lorry driver, Pavo Nemec, 37, was among the dead. Police closed the road.",
        "2031-03-06T20:00:00Z",
    )
    assert len(groups([first, second])) == len(groups([second, first])) == 2


def test_keywords_name_what_the_story_is_about() -> None:
    stories, placed = place(QUAKE)
    (story,) = stories.index.load([placed["quake-1"].story])
    assert {"orlesk", "tannery"} <= set(keywords(story))
    assert len(keywords(story, 3)) == 3


def test_words_and_terms() -> None:
    assert printed("Magnitude 6. 1, not 5.8") == ["Magnitude", "6.1", "not", "5.8"]
    assert [term(w) for w in ("Quakes", "Orlesk’s", "cities", "gas", "Laos")] == [
        "quake",
        "orlesk",
        "city",
        "gas",
        "lao",
    ]
    assert printed("東京で地震") == ["東京", "京で", "で地", "地震"]


def test_a_model_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        PairModel([[1.0]], [0.0])


def test_a_model_reads_what_it_wrote(tmp_path: Path) -> None:
    model = PairModel.shipped()
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model.dump()), encoding="utf-8")
    assert (PairModel.load(path).weights == model.weights).all()
    path.write_text(json.dumps({**model.dump(), "features": ["colour"]}), encoding="utf-8")
    with pytest.raises(ValueError, match="features"):
        PairModel.load(path)
