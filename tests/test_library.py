"""The library, the same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stemma import contract
from stemma.engine import InProcess
from stemma.errors import LibraryError, NotFound, OptionError
from stemma.library import Library, metrics, relating
from stemma.library.adding import Adding, Prepared
from stemma.model import Capture, Problem
from stemma.tell.brief import brief
from stemma.tell.timeline import timeline
from tests.servers import postgresql, programs

WIRE = """Fire crews pulled four miners out of the Kessel Ridge pit on Monday evening, the mine's operator said.

"All four are awake and talking," said Ines Marold, a spokeswoman for Ridge Minerals. The shaft had collapsed on
Saturday after two days of heavy rain, according to the Inland Press Service.

The regional mines inspectorate did not immediately confirm the number of the rescued."""

COPY = WIRE.replace("Fire crews pulled", "Crews have pulled") + "\n\nThe pit employs about 300 people."

OTHER = """The orchestra of Port Vellan will play three new works this season, its director Tomas Arend said on Tuesday.

Tickets go on sale in May. "We want to be heard again," Arend said of the hall, which was rebuilt after a flood."""


def page(id: str, body: str, outlet: str, published: str) -> Capture:
    return Capture(
        id=id, kind="body", content=body, outlet=outlet, title=None, published=published, language="en",
        url=f"https://{outlet.lower().replace(' ', '-')}.example/{id}",
    )  # fmt: skip


PAGES = [
    page("wire", WIRE, "Inland Press Service", "2031-05-05T19:00:00+02:00"),
    page("copy", COPY, "Vellan Courier", "2031-05-05T21:30:00+02:00"),
    page("music", OTHER, "Port Vellan Post", "2031-05-06T10:00:00+02:00"),
]


@pytest.fixture(scope="session")
def server() -> Iterator[str | None]:
    found = programs()
    if found is None:
        yield None
    else:
        with postgresql(found) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new, empty library can be: a path or a URL."""
    if request.param == "sqlite":
        return str(tmp_path / "news.db")
    server = request.getfixturevalue("server")
    if server is None:
        pytest.skip("no PostgreSQL server is installed")
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(server, autocommit=True) as db:
        name = f"t{next(NUMBERS)}_{os.getpid()}"
        db.execute(f"CREATE DATABASE {name}")
    return str(server.replace("/postgres?", f"/{name}?"))


NUMBERS = itertools.count()


def everything(library: Library) -> dict[str, object]:
    """All that a library can tell, for comparing two of them."""
    stories = {s.id: contract.dump(s) for s in library.stories(everything=True)}
    articles = {id: contract.dump(library.article(id)) for id in library.store.article_ids()}
    return {"stories": stories, "articles": articles}


def test_what_is_added_is_found_again(place: str) -> None:
    with Library(place) as library:
        result = library.add(PAGES)
        assert result.added == ("wire", "copy", "music")
        assert not result.problems
    with Library(place, create=False) as library:
        assert library.article("wire").article.body == WIRE
        assert library.capture("wire") == PAGES[0]
        stories = list(library.stories(everything=True))
        together = library.story(library.store.story_of("wire"))
        assert {a.id for a in together.articles} == {"wire", "copy"}
        assert together.outlets == 2
        assert len(together.lineages) == 1
        assert len(stories) == 2
        assert [a.article.id for a, _ in library.search("orchestra")] == ["music"]
        assert library.search("nothing-like-it") == []


def test_a_search_looks_among_the_newest_first(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library(place) as library:
        library.add(PAGES)
        assert [a.article.id for a, _ in library.search("the orchestra of")] == ["music"]
        assert {a.article.id for a, _ in library.search("miners")} == {"wire", "copy"}
        monkeypatch.setattr("stemma.library.store.RECENT", 2)
        assert [a.article.id for a, _ in library.search("crews", limit=1)] == ["copy"]
        assert {a.article.id for a, _ in library.search("crews", limit=2)} == {"wire", "copy"}


def test_adding_twice_changes_nothing(place: str) -> None:
    with Library(place) as library:
        library.add(PAGES)
        before = everything(library)
        again = library.add(PAGES)
        assert again.added == ()
        assert again.known == ("wire", "copy", "music")
        assert everything(library) == before


def test_one_run_or_many_give_the_same(place: str, tmp_path: Path) -> None:
    with Library(place) as library, Library(tmp_path / "other.db") as other:
        library.add(PAGES)
        for capture in PAGES:
            with Library(tmp_path / "other.db") as once:
                once.add([capture])
        assert everything(other) == everything(library)


def test_a_bad_capture_costs_only_itself(place: str) -> None:
    empty = dataclasses.replace(PAGES[0], id="empty", content="")
    with Library(place) as library:
        result = library.add([PAGES[0], Problem("x.html", "is a folder"), empty, PAGES[2]])
        assert result.added == ("wire", "music")
        assert len(result.problems) == 2
        assert {p.input for p in library.problems()} == {p.input for p in result.problems}


def test_another_capture_of_one_address_is_a_version(place: str) -> None:
    later = dataclasses.replace(PAGES[0], content=WIRE.replace("four miners", "five miners"))
    with Library(place) as library:
        library.add([PAGES[0]])
        (second,) = library.add([later]).added
        assert second != "wire"
        assert library.store.versions("wire") == ["wire", second]
        (revision,) = library.versions("wire")
        assert (revision.before, revision.after, revision.silent) == ("wire", second, True)
        assert [later.content[slice(*span)] for edit in revision.edits for span in edit.added] == ["five"]


def test_nothing_of_a_failed_transaction_stays(place: str) -> None:
    with Library(place) as library:
        library.add([PAGES[0]])

        def half() -> None:
            with library.store.transaction():
                library.store.remove("wire")
                raise ValueError("stop")

        with pytest.raises(ValueError, match="stop"):
            half()
        assert library.store.article_ids() == ["wire"]


def test_names_that_are_not_there(place: str) -> None:
    with Library(place) as library:
        with pytest.raises(NotFound):
            library.story()
        for look in (library.story, library.article, library.capture):
            with pytest.raises(NotFound, match="nope"):
                look("nope")
        with pytest.raises(OptionError, match="last tuesday"):
            list(library.stories(since="last tuesday"))


def test_files_that_are_no_library(tmp_path: Path) -> None:
    text, foreign = tmp_path / "text.db", tmp_path / "foreign.db"
    text.write_text("This is no database, but it is long enough to look like a page of one." * 20)
    sqlite3.connect(foreign).execute("CREATE TABLE recipes (name TEXT)").connection.close()
    for path, message in ((text, "cannot be opened"), (foreign, "not a library"), (tmp_path / "none.db", "no library")):
        with pytest.raises(LibraryError, match=message):
            Library(path, create=False)


def test_a_library_of_a_newer_stemma_is_left_alone(tmp_path: Path) -> None:
    Library(tmp_path / "new.db").close()
    db = sqlite3.connect(tmp_path / "new.db")
    db.execute("PRAGMA user_version = 9999")
    db.close()
    with pytest.raises(LibraryError, match="newer"):
        Library(tmp_path / "new.db")


ADD_AND_DIE = """
import os, sys
from stemma.library import Library
from tests.test_library import PAGES
acknowledged = []
def progress(text):
    if text.startswith("2 added"):
        os.kill(os.getpid(), 9)
Library(sys.argv[1]).add(PAGES, progress=progress, batch=1)
"""


def test_a_killed_run_loses_nothing_that_was_acknowledged(place: str) -> None:
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", ADD_AND_DIE, place], cwd=root, check=False)
    assert done.returncode == -9
    with Library(place, create=False) as library:
        assert library.store.article_ids() == ["wire", "copy"]
        assert library.add(PAGES).added == ("music",)


def test_what_cannot_be_kept_costs_only_itself(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = Adding.keep

    def failing(adding: Adding, capture: Capture, prepared: Prepared) -> tuple[str, str] | None:
        placed = keep(adding, capture, prepared)
        if capture.id == "copy":
            raise ValueError("no such luck")
        return placed

    monkeypatch.setattr(Adding, "keep", failing)
    with Library(place) as library:
        result = library.add(PAGES)
        assert result.added == ("wire", "music")
        assert [(p.input, "no such luck" in p.reason) for p in result.problems] == [(PAGES[1].url, True)]
        assert library.store.article_ids() == ["wire", "music"]
        assert list(library.check()) == []
        monkeypatch.undo()
        assert library.add(PAGES).added == ("copy",)
        assert library.problems() == []


def test_workers_give_the_same_library(tmp_path: Path) -> None:
    with Library(tmp_path / "one.db") as one, Library(tmp_path / "two.db") as two:
        one.add(PAGES)
        two.add(PAGES, workers=2, batch=1)
        assert everything(two) == everything(one)


def test_a_story_that_has_changed_meanwhile_is_not_kept(place: str) -> None:
    with Library(place) as library:
        library.add(PAGES[:1])
        story = library.store.story_of("wire")
        assert story is not None
        _, related = relating.work(relating.job(library.store, story))
        library.add(PAGES)
        assert not relating.keep(library.store, related)
        assert len(library.story(story).articles) == 2


def test_a_story_that_is_gone_meanwhile_costs_only_itself(place: str) -> None:
    """Another process may have joined a story to another one between placing and relating."""
    with Library(place) as library:
        library.add(PAGES)
        story = library.store.story_of("wire")
        assert story
        library.store.mark_stale(story)
        assert list(relating.relate_all(library.store, ["s-gone", story], InProcess())) == [1]
        assert library.store.is_stale(story) is False
        with pytest.raises(NotFound):
            relating.refresh(library.store, "s-gone")


def test_timeline_and_brief_are_kept_with_their_story(place: str) -> None:
    with Library(place) as library:
        library.add(PAGES)
        story = library.story(library.store.story_of("wire"))
        articles = library.articles(story.id)
        assert library.store.told(story.id)
        told = library.told(story)
        assert told == {"timeline": timeline(story, articles), "brief": brief(story, articles)}
        assert told["brief"]
        later = dataclasses.replace(PAGES[1], id="later", content=COPY + "\n\nRain is expected, the service said.")
        library.add([later], batch=1)
        assert library.told(story) == told  # of the articles it had, whatever has come since


def test_two_processes_add_at_once(place: str) -> None:
    Library(place).close()
    root = Path(__file__).parents[1]
    code = "import sys; from stemma.library import Library; from tests.test_library import PAGES\n"
    orders: list[Callable[[list[Capture]], str]] = [lambda _: "PAGES", lambda _: "PAGES[::-1]"]
    runs = [
        subprocess.Popen([sys.executable, "-c", code + f"Library(sys.argv[1]).add({o(PAGES)})", place], cwd=root)
        for o in orders
    ]
    assert [run.wait() for run in runs] == [0, 0]
    with Library(place, create=False) as library:
        assert sorted(library.store.article_ids()) == ["copy", "music", "wire"]
        assert len(list(library.stories(everything=True))) == 2


def test_check_finds_nothing_wrong_and_sees_damage(place: str) -> None:
    with Library(place) as library:
        library.add(PAGES)
        library.story(library.store.story_of("wire"))
        assert list(library.check()) == []
        with library.store.transaction():
            library.store.rows("UPDATE captures SET content = ? WHERE id = ?", (zlib.compress(b"forged"), "music"))
        assert [line.split(":")[0] for line in library.check()] == ["music"]


def test_delete_takes_all_that_came_from_an_article(place: str) -> None:
    with Library(place) as library:
        library.add(PAGES)
        story = library.store.story_of("copy")
        assert story is not None
        library.story(story)
        library.delete("copy")
        assert [a.id for a in library.story(story).articles] == ["wire"]
        library.delete("wire")
        with pytest.raises(NotFound):
            library.story(story)
        assert library.search("miners") == []
        assert list(library.check()) == []
        assert library.add(PAGES).added == ("wire", "copy")


def test_redacting_takes_the_words_and_keeps_that_they_were_there(place: str, tmp_path: Path) -> None:
    with Library(place) as library, Library(tmp_path / "copy.db") as copy:
        library.add(PAGES)
        story = library.story(library.store.story_of("wire"))
        with pytest.raises(NotFound):
            library.redact("wire", "nope")
        library.redact("wire", "music", reason="a court in Vellan ordered it")
        (left, right) = library.redactions()
        assert {left.id, right.id} == {"wire", "music"}
        assert left.reason == "a court in Vellan ordered it"
        for look in (library.article, library.capture):
            with pytest.raises(NotFound, match=r"was redacted on .*ordered it"):
                look("wire")
        assert [a.id for a in library.story(story.id).articles] == ["copy"]
        assert library.search("orchestra") == []
        assert library.add(PAGES).known == ("wire", "copy", "music")  # not a second time
        assert library.status().redacted == 2
        assert list(library.check()) == []
        library.copy_to(copy)
        assert copy.redactions() == library.redactions()


def test_redacted_words_are_in_no_file_any_more(tmp_path: Path) -> None:
    with Library(tmp_path / "news.db") as library:
        library.add(PAGES)
        assert any(b"orchestra" in file.read_bytes().lower() for file in tmp_path.iterdir())
        library.redact("music")
        assert not any(b"orchestra" in file.read_bytes().lower() for file in tmp_path.iterdir())


def test_status_counts_and_tells_how_far_behind_the_news_the_library_is(place: str) -> None:
    with Library(place) as library:
        assert library.status().lag_seconds is None
        library.add(PAGES)
        found = library.status()
        assert (found.articles, found.stories, found.added_total, found.added_last_hour) == (3, 2, 3, 3)
        assert found.newest_published == "2031-05-06T08:00:00Z"
        assert found.lag_seconds is not None
        text = metrics(library)
    assert "\n# TYPE stemma_articles gauge\nstemma_articles 3\n" in text
    assert all(re.fullmatch(r"# (HELP|TYPE) stemma_\w+ .+|stemma_\w+(\{.*\})? [-+.e\d]+", s) for s in text.splitlines())


def test_a_copy_is_the_same_and_goes_on(place: str, tmp_path: Path) -> None:
    with Library(place) as library, Library(tmp_path / "copy.db") as copy:
        library.add(PAGES[:2])
        assert library.copy_to(copy) == 2
        assert everything(copy) == everything(library)
        assert copy.add(PAGES).added == ("music",)
        assert list(copy.check()) == []
        with pytest.raises(LibraryError, match="not empty"):
            library.copy_to(copy)


def test_a_full_disk_is_an_error_of_one_line_and_what_was_kept_is_kept(tmp_path: Path) -> None:
    with Library(tmp_path / "news.db") as library:
        library.add(PAGES[:2])
        pages = library.store.rows("PRAGMA page_count")[0][0]
        library.store.rows(f"PRAGMA max_page_count = {pages}")
        more = [dataclasses.replace(PAGES[2], id=f"m{n}", content=f"{n} {OTHER}" * 50) for n in range(3)]
        with pytest.raises(LibraryError, match=r"cannot be written: .*full"):
            library.add(more)
        library.store.rows("PRAGMA max_page_count = 1000000")
        assert library.store.article_ids() == ["wire", "copy"]
        assert library.add(more).added == ("m0", "m1", "m2")


def test_backup_while_in_use(tmp_path: Path) -> None:
    with Library(tmp_path / "news.db") as library:
        library.add(PAGES)
        library.backup(tmp_path / "backup.db")
        with pytest.raises(LibraryError, match="already"):
            library.backup(tmp_path / "backup.db")
        with Library(tmp_path / "backup.db", create=False) as backup:
            assert everything(backup) == everything(library)


@pytest.mark.parametrize("odd", ["NUL \0 inside", "half a pair \ud83d", "\x01\x02\ufffe"])
def test_odd_characters_cost_nothing(place: str, odd: str) -> None:
    strange = dataclasses.replace(
        PAGES[0], id=f"id {odd}", title=f"Pit {odd}", outlet=f"Outlet {odd}", content=f"{WIRE}\n\n{odd} {WIRE}",
        url=f"https://x.example/{odd}", file=f"file {odd}",
    )  # fmt: skip
    empty = dataclasses.replace(strange, id=f"empty {odd}", content="", title=None)
    with Library(place) as library:
        result = library.add([PAGES[2], strange, empty, Problem(f"input {odd}", f"reason {odd}"), PAGES[1]])
        assert len(result.added) == 3
        assert len(library.problems()) == 2
        assert library.add([strange]).known == result.added[1:2]
        assert library.article(result.added[1]).article.body == strange.content
        assert library.capture(result.added[1]).content == strange.content
        assert list(library.check()) == []
        library.redact(result.added[1], reason=odd)
        assert [r.id for r in library.redactions()] == [result.added[1]]


def test_a_text_that_many_carry_is_compared_with_a_few_of_them_and_is_one_lineage(place: str) -> None:
    carried = [
        page(f"c{n:02}", COPY, f"Paper {n}", f"2031-05-05T{20 + n // 12}:{n % 12 * 5:02}:00Z") for n in range(20)
    ]
    with Library(place) as library:
        library.add([PAGES[0], *carried])
        story = library.story()
        pairs = library.store.count("derivations")
        assert [len(lineage.members) for lineage in story.lineages] == [21]
        assert pairs < 20 * 12 < 21 * 20  # not every pair


def test_a_story_that_grows_many_times_in_one_run_is_related_once(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    related: list[int] = []
    work = relating.work

    def counted(job: relating.Job) -> object:
        related.append(len(job.sequences))
        return work(job)

    monkeypatch.setattr(relating, "work", counted)
    carried = [page(f"c{n}", COPY, f"Paper {n}", f"2031-05-05T20:0{n}:00Z") for n in range(8)]
    with Library(place) as library:
        library.add(carried, batch=2)
        library.story()
    assert related == [8]
