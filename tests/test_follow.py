"""`stemma follow`: lists, sites and folders are read again and again, politely, and nothing is lost or done twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from stemma.follow import Counts, Plan, follow, running
from stemma.follow.schedule import Schedule
from stemma.follow.turns import Job
from stemma.library import Library
from stemma.model import Problem
from tests.outlets import TOWNS, Outlets, outlets, page, rss


@pytest.fixture
def there() -> Iterator[Outlets]:
    with outlets() as made:
        for number, town in enumerate(TOWNS):
            made.at[f"/{number}.html"] = page(f"Storm shuts {town}", town)
        yield made


def once(library: Path, *inputs: str | Path, told: list[Problem] | None = None, **more: Any) -> Counts:
    options = {"once": True, "private": True, "delay": 0.0, "threads": 4, "relate": False, **more}
    plan = Plan(str(library), tuple(map(str, inputs)), **options)
    return follow(plan, tell=None if told is None else told.append)


def kept(library: Path) -> list[str]:
    with Library(library, create=False) as opened:
        return [a.article.title or "" for id in opened.store.article_ids() if (a := opened.store.article(id))]


def test_a_feed_is_read_and_what_is_new_is_added(there: Outlets, tmp_path: Path) -> None:
    library = tmp_path / "n.db"
    feed = there.url("/feed")
    there.at["/feed"] = rss((there.url("/0.html"), "One"), (there.url("/1.html"), "Two"))
    assert once(library, feed).new == 2
    assert sorted(kept(library)) == ["Storm shuts Lowmere", "Storm shuts Tarn Hollow"]
    assert once(library, feed).new == 0
    assert there.asked["/0.html"] == 1
    there.at["/feed"] = rss((there.url("/0.html"), "One"), (there.url("/2.html"), "Three"))
    assert once(library, feed).new == 1
    assert (there.asked["/0.html"], there.asked["/2.html"], there.asked["/feed"]) == (1, 1, 3)


def test_a_page_whose_headline_changes_in_the_feed_is_got_again_and_kept_where_its_words_are_others(
    there: Outlets, tmp_path: Path
) -> None:
    library, feed = tmp_path / "n.db", there.url("/feed")
    there.at["/feed"] = rss((there.url("/0.html"), "One"))
    once(library, feed)
    there.at["/feed"] = rss((there.url("/0.html"), "One, and more"))
    there.at["/0.html"] = page("Storm shuts Tarn Hollow", "Tarn Hollow").replace(b"<body>", b"<body><!-- 17 -->")
    assert (once(library, feed).new, there.asked["/0.html"]) == (0, 2)
    there.at["/feed"] = rss((there.url("/0.html"), "One, and still more"))
    there.at["/0.html"] = page("Storm shuts Tarn Hollow", "Tarn Hollow", "Two piers broke.")
    assert (once(library, feed).new, there.asked["/0.html"]) == (1, 3)


def test_lists_of_lists(there: Outlets, tmp_path: Path) -> None:
    """OPML, a text of addresses, a sitemap index, the front page of a site, a page."""
    there.at["/feed"] = rss((there.url("/0.html"), "One"))
    there.at["/feed2"] = rss((there.url("/1.html"), "Two"))
    part = f"<?xml version='1.0'?><urlset><url><loc>{there.url('/3.html')}</loc></url></urlset>"
    there.at["/part.xml"] = part.encode()
    index = f"<?xml version='1.0'?><sitemapindex><sitemap><loc>{there.url('/part.xml')}</loc></sitemap></sitemapindex>"
    there.at["/sitemap.xml"] = index.encode()
    there.at["/"] = b"<html><head><link rel=alternate type='application/rss+xml' href='/feed2'></head></html>"
    opml, text = tmp_path / "feeds.opml", tmp_path / "feeds.txt"
    opml.write_text(f"<?xml version='1.0'?><opml><body><outline xmlUrl='{there.url('/feed')}'/></body></opml>")
    text.write_text(f"# our own\n{there.url('/sitemap.xml')}\n\n{there.url('/', 2)}\n")
    told: list[Problem] = []
    counts = once(tmp_path / "n.db", opml, text, there.url("/4.html"), told=told)
    assert not told
    assert counts.new == 4
    assert len(kept(tmp_path / "n.db")) == 4


def drip(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"<")
        time.sleep(0.1)


def huge(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"<?xml version='1.0'?><rss>" + b" " * 100_000)


def round_(handler: Any) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/round")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def test_a_feed_that_fails_costs_its_own_turn_only_and_is_told_once(there: Outlets, tmp_path: Path) -> None:
    there.at |= {"/slow": drip, "/huge": huge, "/round": round_, "/ruin": b"<?xml version='1.0'?><rss><chan"}
    there.at["/feed"] = rss((there.url("/0.html", 9), "One"))
    there.at["/consent"] = page("Please agree", "Sall")
    bad = ("/slow", "/huge", "/round", "/ruin", "/gone", "/consent")
    outlines = "".join(f"<outline xmlUrl='{there.url(path, n)}'/>" for n, path in enumerate((*bad, "/feed"), 1))
    opml = tmp_path / "feeds.opml"
    opml.write_text(f"<?xml version='1.0'?><opml><body>{outlines}</body></opml>")
    told: list[Problem] = []
    counts = once(tmp_path / "n.db", opml, told=told, max_bytes=1_000_000, timeout=1.0)
    assert (counts.new, counts.failing) == (1, len(bad))
    assert {Path(problem.input).name for problem in told} == {path[1:] for path in bad}
    assert all(problem.reason for problem in told)
    asked = dict(there.asked)
    told.clear()
    once(tmp_path / "n.db", opml, told=told, max_bytes=1_000_000, timeout=1.0)
    assert not told
    assert there.asked["/ruin"] == asked["/ruin"]  # its pause is not over
    with Library(tmp_path / "n.db") as library:
        assert library.status().followed_failing == len(bad)
        assert {Path(problem.input).name for problem in library.problems()} >= {"gone", "slow"}


def test_pauses_grow_and_a_server_that_asks_to_wait_is_obeyed() -> None:
    from stemma.errors import Busy, NotFound

    gone = NotFound("gone")
    pauses = [running._pause(600, failures, gone) for failures in range(1, 12)]
    assert pauses[:3] == [600, 1200, 2400]
    assert pauses[-1] == running.LONGEST
    assert running._pause(600, 1, Busy("later", seconds=7200)) == 7200


def test_one_request_a_host_at_a_time(there: Outlets, tmp_path: Path) -> None:
    def slowly(handler: Any) -> None:
        time.sleep(0.05)
        handler._answer(page("Storm", "Sall"))

    feeds = []
    for host in (1, 2):
        links = []
        for number in range(6):
            there.at[f"/h{host}-{number}"] = slowly
            links.append((there.url(f"/h{host}-{number}", host), str(number)))
        there.at[f"/feed{host}"] = rss(*links)
        feeds.append(there.url(f"/feed{host}", host))
    once(tmp_path / "n.db", *feeds, threads=8)
    assert there.most_together == 1
    assert sum(there.asked[f"/h1-{n}"] for n in range(6)) == 6


def test_whose_turn_it_is() -> None:
    """The latest first, hosts beside each other, a pause between two of one host."""
    now = [100.0]
    schedule = Schedule(delay=2.0, clock=lambda: now[0])
    for name, rank in (("http://a.example/old", 1), ("http://a.example/new", 9), ("http://b.example/x", 5)):
        schedule.add(Job(name, "page", rank=rank))
    schedule.add(Job("http://c.example/later", "page"), due=130.0)
    first, second = schedule.take(0), schedule.take(0)
    assert first is not None
    assert second is not None
    assert {first.name, second.name} == {"http://a.example/new", "http://b.example/x"}
    assert schedule.take(0) is None
    schedule.end(first)
    assert schedule.take(0) is None
    now[0] = 102.5
    third = schedule.take(0)
    assert third is not None
    assert third.name == "http://a.example/old"
    schedule.end(second)
    assert not schedule.idle()
    schedule.end(third)
    assert schedule.idle()
    now[0] = 131.0
    assert schedule.take(0) == Job("http://c.example/later", "page")
    schedule.close()
    assert schedule.take() is None


def test_a_folder_is_read_and_then_watched(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    folder, library = tmp_path / "pages", tmp_path / "n.db"
    folder.mkdir()
    (folder / "a.html").write_bytes(page("Storm shuts Sall", "Sall"))
    stopped = threading.Event()
    shown: list[int] = []

    def show(counts: Counts) -> None:
        shown.append(counts.new)

    plan = Plan(str(library), (str(folder),), relate=False, threads=1)
    thread = threading.Thread(target=follow, args=(plan,), kwargs={"show": show, "stop": stopped.is_set})
    thread.start()
    try:
        _wait(lambda: bool(shown) and shown[-1] == 1)
        (folder / "b.html").write_bytes(page("Storm shuts Quenby", "Quenby"))
        _wait(lambda: shown[-1] == 2)
    finally:
        stopped.set()
        thread.join()
    assert kept(library) == ["Storm shuts Sall", "Storm shuts Quenby"]
    assert once(library, folder).known == 0  # it is not even read again
    (folder / "c.html").write_bytes(page("Storm shuts Ostrey", "Ostrey"))
    assert once(library, folder).new == 1


def _wait(until: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def command(library: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "stemma", "follow", *arguments, "--library", str(library), "--allow-private"]


def test_who_is_killed_goes_on_where_he_was(there: Outlets, tmp_path: Path) -> None:
    library, feed = tmp_path / "n.db", there.url("/feed")
    for number in range(20):
        there.at[f"/k{number}"] = page(f"Pier {number} is shut", TOWNS[number % 6], f"Pier {number} stays shut.")
    there.at["/feed"] = rss(*((there.url(f"/k{n}", n + 2), f"Pier {n}") for n in range(20)))
    with subprocess.Popen(
        [*command(library, feed), "--log-format", "json"], stderr=subprocess.PIPE, text=True
    ) as running_:
        assert running_.stderr is not None
        assert '"kept"' in running_.stderr.readline()
        running_.kill()
    before = len(kept(library))
    assert 0 < before < 20
    once(library, feed)
    with Library(library) as opened:
        assert sorted(kept(library)) == sorted(f"Pier {n} is shut" for n in range(20))
        assert list(opened.check()) == []
        assert opened.status().followed_waiting == 0


def test_it_ends_cleanly_and_never_draws_in_a_pipe(there: Outlets, tmp_path: Path) -> None:
    there.at["/feed"] = rss((there.url("/0.html"), "One"))
    library = tmp_path / "n.db"
    with subprocess.Popen(command(library, there.url("/feed")), stderr=subprocess.PIPE, text=True) as running_:
        assert running_.stderr is not None
        _wait(lambda: library.exists() and there.asked["/0.html"] > 0)
        running_.send_signal(signal.SIGTERM)
        said = running_.stderr.read()
        assert running_.wait() == 0
    assert re.fullmatch(r"1 followed · \d new · .*the same command goes on from here\n", said), said
    assert "\r" not in said


def test_with_serve_one_process_is_started_and_stopped(there: Outlets, tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    httpx = pytest.importorskip("httpx")
    there.at["/feed"] = rss((there.url("/0.html"), "One"), (there.url("/1.html"), "Two"))
    arguments = command(tmp_path / "n.db", there.url("/feed"), "--serve", "--port", "0")
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, start_new_session=True) as running_:
        assert running_.stderr is not None
        try:
            address = running_.stderr.readline().split()[2]
            _wait(lambda: "stemma_articles 2" in httpx.get(f"{address}metrics").text)
            told = httpx.get(f"{address}metrics").text
            assert "stemma_followed 1\n" in told
            assert "stemma_followed_waiting 0\n" in told
        finally:
            os.killpg(running_.pid, signal.SIGINT)
        rest = running_.stderr.read()
        assert running_.wait() == 0, rest
    assert "Traceback" not in rest


def test_what_is_not_there(tmp_path: Path) -> None:
    gone = str(tmp_path / "feeds.opml")
    done = subprocess.run(command(tmp_path / "n.db", gone), capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == f"stemma: {gone}: no such file or folder (check the path)\n"
