"""Stories in a library: their moves on both stores, their state today, and the front page in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stemma import contract
from stemma.cli import main
from stemma.library import Library
from stemma.library.adding import Adding, prepare
from stemma.library.rows import StoryRows
from stemma.model import Annotated, Annotations, Article, Capture
from stemma.relate.stories.state import CLOSE_AFTER, QUIET_AFTER, state_at
from stemma.tell.changes import fresh
from tests.test_library import place, server
from tests.test_lineage import APPEAL, FATHER
from tests.test_lineage import BRIDGE as BRIDGE_PAGE
from tests.test_stories import BOTH, BRIDGE, FERRY, cosine_model

__all__ = ["place", "server"]  # fixtures: a library on SQLite, and one on PostgreSQL


def headline(id: str, title: str, body: str) -> Annotated:
    return Annotated(Article(id=id, title=title, body=body), Annotations())


def keep(library: Library, items: list[Annotated], *, join: float, steep: float) -> Adding:
    """Keeps annotated articles one by one, placed by a model that looks at words alone."""
    adding = Adding(library.store)
    adding.stories.model = cosine_model(join, steep)
    for one in items:
        capture = Capture(id=one.article.id, kind="body", content=f"{one.article.id}: {one.article.body}")
        with library.store.transaction():
            assert adding.keep(capture, prepare(capture, one))
    return adding


def test_articles_move_and_both_stories_say_so(place: str) -> None:
    bridge = [headline(f"bridge-{n}", "Dolva bridge closed", "Dolva bridge closed, northern pylon") for n in range(2)]
    between = headline("between", "Dolva bridge closed, ferry queue", "Dolva bridge closed: ferry queue in Harl grows")
    ferry = [
        headline(f"ferry-{n}", "Ferry queue Harl grows", f"Ferry queue in Harl grows: {n} lorries") for n in range(4)
    ]
    with Library(place) as library:
        keep(library, [*bridge, between, *ferry], join=0.3, steep=6.0)
        stories = {story.id: story for story in library.stories(everything=True)}
        where = {article.id: story.id for story in stories.values() for article in story.articles}
        assert len(where) == 7
        assert sum(len(story.articles) for story in stories.values()) == 7
        assert where["bridge-0"] != where["ferry-0"]
        assert all(library.store.story_of(id) == story for id, story in where.items())
        told = [
            event for story in stories.values() for event in story.events if event.kind.startswith(("moved", "spl"))
        ]
        assert told
        for event in told:
            assert event.other in stories
            assert event.reason.startswith("grouped anew when article ")
        assert list(library.check()) == []


def test_a_story_that_takes_another_in_has_its_articles_and_its_history(place: str) -> None:
    with Library(place) as library:
        adding = keep(library, [BRIDGE, FERRY, *BOTH], join=0.5, steep=20.0)
        (story,) = library.stories(everything=True)
        assert {article.id for article in story.articles} == {"a", "b", "both-0", "both-1", "both-2"}
        (merged,) = [event for event in story.events if event.kind == "merged"]
        assert [event.kind for event in story.events].count("opened") == 2
        assert merged.other != story.id
        assert library.store.story_of("b") == story.id
        assert [one.id for one in adding.index.nearest({"ferry": 1.0}, None, 9, 9) and adding.index.stories()] == [
            story.id
        ]
        assert list(library.check()) == []


def test_state_follows_the_time_since_the_last_article() -> None:
    assert state_at(0.0, QUIET_AFTER - 1) == "developing"
    assert state_at(0.0, QUIET_AFTER) == "quiet"
    assert state_at(0.0, CLOSE_AFTER) == "closed"
    assert state_at(None, 1e12) == state_at(0.0, None) == "developing"


STRIKE = [
    ("strike-1", "Tram drivers in Vellmar walk out", "Tram drivers in Vellmar walked out on Monday over night shifts."),
    ("strike-2", "Vellmar trams stand still", "Trams in Vellmar stood still as drivers walked out over night shifts."),
]
SAID = ' "We will not go back," said Jonna Malk, who leads the tram drivers of Vellmar.'
STRIKE = [(id, title, body + SAID) for id, title, body in STRIKE]


def lines(path: Path, rows: list[tuple[str, str, str]], day: str) -> str:
    records = [
        {"id": id, "outlet": f"{id} Post", "title": title, "body": body, "published": f"{day}T0{n}:00:00Z"}
        for n, (id, title, body) in enumerate(rows)
    ]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("news")
    library = str(folder / "library")
    later = [("flood", "Rain floods cellars in Harl", "Rain flooded forty cellars in the harbour of Harl.")]
    for rows, day in ((STRIKE, "2031-05-05"), (later, "2031-05-20")):
        path = lines(folder / f"{day}.jsonl", rows, day)
        assert CliRunner().invoke(main, ["add", path, "--library", library]).exit_code == 0
    return library


def shown(library: str, *options: str) -> str:
    result = CliRunner().invoke(main, ["stories", "--library", library, *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_front_page_shows_state_counts_latest_page_parties_and_keywords(news: str) -> None:
    page = shown(news)
    assert "QUIET (1)" in page  # fifteen days before the newest article, though it was developing when it came
    assert "Two pages by two outlets" in page
    assert "on the word of     Jonna Malk" in page
    assert "strike-2 Post: Vellmar trams stand still" in page or "strike-1 Post: Tram drivers" in page
    assert "Rain floods cellars" not in page  # one article makes no story on the front page
    everything = shown(news, "--all")
    assert everything.index("QUIET (1)") < everything.index("SINGLE PAGES") < everything.index("Rain floods cellars")
    assert everything.count(" · ") == 2


def test_the_front_page_tells_what_is_new_since(news: str) -> None:
    page = shown(news, "--since", "2031-05-05T00:30:00Z")
    assert "1 new page," in page
    assert "strike-2 Post: Vellmar trams stand still" in page
    assert "strike-1 Post" not in page
    assert "No stories with anything so new." in shown(news, "--since", "2031-06-01")
    (line,) = map(json.loads, shown(news, "--since", "2031-05-05T00:30:00Z", "--json").splitlines())
    assert line["new"] == ["strike-2"]
    assert line["state"] == "quiet"
    assert line["parties"] == ["Jonna Malk"]


def test_the_list_can_be_searched_and_cut(news: str) -> None:
    assert len(shown(news, "--all", "--json").splitlines()) == 2
    assert len(shown(news, "--all", "--limit", "1", "--json").splitlines()) == 1
    assert len(shown(news, "--since", "2031-05-01", "--all", "--limit", "1", "--json").splitlines()) == 1
    (found,) = map(json.loads, shown(news, "--search", "cellars", "--json").splitlines())
    assert [article["id"] for article in found["articles"]] == ["flood"]
    assert shown(news, "--search", "zeppelin", "--json") == ""


def test_the_state_of_a_kept_story_is_that_of_today(news: str) -> None:
    with Library(news) as library:
        (story,) = library.stories()
        assert story.state == library.story(story.id).state == "quiet"
        assert fresh(story, "2031-05-05T01:00:00Z") == (story.articles[1],)
        assert contract.dump(story)["parties"] == ["Jonna Malk"]


@pytest.mark.parametrize(("option", "width"), [("--embeddings", 384), ("--no-embeddings", 0)])
def test_headlines_are_embedded_on_request(option: str, width: int, tmp_path: Path) -> None:
    library = str(tmp_path / "library")
    path = lines(tmp_path / "pages.jsonl", STRIKE, "2031-05-05")
    assert CliRunner().invoke(main, ["add", path, "--library", library, option]).exit_code == 0
    with Library(library) as opened:
        (story,) = StoryRows(opened.store).stories()
        assert story.sketches is not None
        assert story.sketches.dense.shape == (2, width)


def apart(path: str) -> Library:
    """A library of two pages about other things, which share an appeal."""
    library = Library(path)
    library.add(
        Capture(id=name, kind="body", content=text.format(between=APPEAL), title=title, outlet=outlet, language="en")
        for name, text, title, outlet in (
            ("father", FATHER, "Father of missing man gives up hope", "Calder Record"),
            ("bridge", BRIDGE_PAGE, "Swing bridge closes for a week", "Dunmere Live"),
        )
    )
    return library


def test_an_appeal_that_pages_share_makes_no_story_of_them(tmp_path: Path) -> None:
    with apart(str(tmp_path / "library")) as library:
        stories = list(library.stories(everything=True))
        assert [len(story.articles) for story in stories] == [1, 1]
        (bridge,) = (story for story in stories if story.articles[0].id == "bridge")
        assert not {"almanac", "mug", "boots"} & set(bridge.keywords)


def test_single_pages_are_shown_as_such_and_are_related_when_they_are_added(tmp_path: Path) -> None:
    path = str(tmp_path / "library")
    with apart(path) as library:
        assert not any(library.store.is_stale(id) for id in library.store.story_ids(singles=True))
    shown = CliRunner().invoke(main, ["stories", "-l", path]).output
    assert "SINGLE PAGES, OF NO STORY YET (2)" in shown
    assert "Swing bridge closes for a week" in shown
    assert CliRunner().invoke(main, ["stories", "--json", "-l", path]).output == ""
