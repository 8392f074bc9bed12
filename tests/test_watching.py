"""Watches: what they find, once; the command; the signed webhook. Pages of invented towns."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys

import httpx
import pytest
from click.testing import CliRunner

from stemma import contract
from stemma.cli import main
from stemma.errors import NotFound, OptionError
from stemma.library import Library, listing, watching
from stemma.model import Capture
from stemma.serve.webhook import deliver
from stemma.tell.changes import changes
from tests.servers import postgresql, programs

FIRST = (
    "The footbridge at Loom Lane was closed on Monday, the council said. Surveyor Ida Marl said the cables had rust."
)
SECOND = "The café at Loom Lane lost half its guests since the footbridge closed, its owner said."
DENIAL = "Surveyor Ida Marl denied that the cables had rust."


def page(key: str, body: str) -> Capture:
    return Capture(
        key, "body", body, outlet=f"Outlet {key}", title="Loom Lane footbridge", language="en",
        url=f"https://{key}.example/bridge", published=f"2031-06-0{len(key)}T08:00:00+00:00",
    )  # fmt: skip


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "news.db") as made:
        made.add([page("a", FIRST)])
        yield made


def test_a_query_finds_what_comes_after_it_once_and_without_regard_to_case_and_accents(library):
    watch, secret = watching.add(library, "query", "CAFE  guests")
    assert secret is None
    assert watching.look(library) == []
    library.add([page("bb", SECOND), page("ccc", "A cafe in another street had no visitors, a neighbour said.")])
    (found,) = watching.look(library)
    assert (found.kind, found.article, found.outlet) == ("page", "bb", "Outlet bb")
    assert watching.look(library) == []
    assert watching.matches(library, watch.id) == [found]


def test_what_was_there_is_found_only_when_asked_for(library):
    watching.add(library, "query", "footbridge")
    assert watching.look(library) == []
    watching.add(library, "party", "Ida Marl", past=True)
    (found,) = watching.look(library)
    assert found.kind == "words"
    assert found.text in " ".join(FIRST.split())
    assert library.article("a").article.body.find(found.text) > 0


def test_a_story_tells_of_new_pages_and_of_what_turns(library):
    library.add([page("bb", FIRST + " " + SECOND)])
    story = library.store.story_of("a")
    watch, _ = watching.add(library, "story", story)
    before = {c.because for c in changes(library.story(story)) if c.before}
    library.add([page("ccc", f"The council said on Tuesday that the footbridge at Loom Lane was not closed. {DENIAL}")])
    found = watching.look(library)
    assert {match.story for match in found} == {library.store.story_of("a")}
    assert [match.article for match in found if match.kind == "page"] == ["ccc"]
    turned = [match for match in found if match.kind == "change"]
    after = [c for c in changes(library.story(library.store.story_of("a"))) if c.before and c.because not in before]
    assert [(match.claim, match.time) for match in turned] == [(c.claim, c.time) for c in after] != []
    assert all(match.id.startswith(watch.id) for match in found)
    assert watching.look(library) == []


def test_a_match_holds_an_excerpt_and_goes_with_its_article(library):
    watch, _ = watching.add(library, "query", "ferryman", past=True)
    library.add([page("bb", "The ferryman waited, a clerk said. " + "He waited on. " * 100)])
    (found,) = watching.look(library)
    assert len(found.text) <= watching.EXCERPT
    library.delete("bb")
    assert watching.matches(library, watch.id) == []


def test_the_same_watch_is_made_once_and_nonsense_is_refused(library):
    first, _ = watching.add(library, "query", "bridge")
    assert watching.add(library, "query", " bridge ")[0] == first
    for kind, what, error in [
        ("query", "?!", OptionError),
        ("smell", "x", OptionError),
        ("party", "", OptionError),
        ("story", "none", NotFound),
    ]:
        with pytest.raises(error):
            watching.add(library, kind, what)
    with pytest.raises(OptionError):
        watching.add(library, "query", "x", webhook="file:///etc/passwd")
    watching.delete(library, first.id)
    with pytest.raises(NotFound):
        watching.get(library, first.id)


def test_watches_move_with_the_library(library, tmp_path):
    watching.add(library, "party", "Ida Marl", past=True, webhook="https://desk.example/hook")
    watching.look(library)
    with Library(tmp_path / "copy.db") as copy:
        library.copy_to(copy)
        (watch,) = watching.watches(copy)
        assert watching.matches(copy, watch.id) == watching.matches(library, watch.id) != []
        assert watching.look(copy) == []


def test_watches_and_lists_are_the_same_on_postgresql(library):
    psycopg = pytest.importorskip("psycopg")
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server is installed")
    library.add([page("bb", FIRST + " " + SECOND)])
    watching.add(library, "party", "Ida Marl", past=True, webhook="https://desk.example/hook")
    watching.look(library)
    with postgresql(found) as url:
        with psycopg.connect(url, autocommit=True) as db:
            db.execute("CREATE DATABASE watched")
        with Library(url.replace("/postgres?", "/watched?")) as other:
            library.copy_to(other)
            for one in (library, other):
                story = one.store.story_of("a")
                watching.add(one, "query", "footbridge", past=True)
                watching.add(one, "story", story)
                one.add([page("ccc", f"{DENIAL} The footbridge at Loom Lane is open, the council said.")])
                assert {match.article for match in watching.look(one)} == {"a", "bb", "ccc"}
                assert watching.look(one) == []
                assert listing.stories(one.store, limit=5) == [one.store.story_of("a")]
                assert len(listing.stories(one.store, limit=5, query="footbridge", since=0.0)) == 1
                heads = listing.heads(one.store, "loom council", 5)
                assert {head.outlet for head in heads} >= {"Outlet a", "Outlet ccc"}
                assert listing.newest_first(one.store, ["a", "ccc", "bb"]) == ["ccc", "bb", "a"]
                assert listing.grown(one.store, "2026-01-01T00:00:00Z") == {one.store.story_of("a"): 3}
                assert listing.may_cite(one.store, "a", "ida MARL")
                assert not listing.may_cite(one.store, "a", "Nobody Else")
            told = [
                [(match.id, match.text) for match in watching.matches(one, watch.id)]
                for one in (library, other)
                for watch in watching.watches(one)
                if watch.kind == "party"
            ]
            assert told[0] == told[1] != []


class Desk:
    """A receiver of webhooks that says what it is told to, and keeps what it got."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.got: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        return httpx.Response(self.answers.pop(0) if self.answers else 204)


def hooked(library):
    watch, secret = watching.add(library, "query", "footbridge", past=True, webhook="https://desk.example/hook")
    watching.look(library)
    return watch, secret


def test_a_webhook_is_signed_and_has_every_match_once(library):
    watch, secret = hooked(library)
    desk = Desk()
    assert deliver(library, transport=httpx.MockTransport(desk)) == []
    (got,) = desk.got
    head = got.headers
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + got.content
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert head["webhook-signature"] == f"v1,{wanted}"
    message = json.loads(got.content)
    assert message["watch"] == contract.dump(watch)
    assert [match["article"] for match in message["matches"]] == ["a"]
    assert secret.encode() not in got.content
    assert deliver(library, transport=httpx.MockTransport(desk)) == []
    assert len(desk.got) == 1


def test_a_webhook_that_is_down_is_tried_again_and_one_that_refuses_is_not(library):
    hooked(library)
    slept: list[float] = []
    desk = Desk(503, 503, 503)
    (problem,) = deliver(library, transport=httpx.MockTransport(desk), sleep=slept.append)
    assert "503" in problem.reason
    assert slept == [0.0, 1.0, 5.0]
    refusing = Desk(404)
    (problem,) = deliver(library, transport=httpx.MockTransport(refusing), sleep=slept.append)
    assert len(refusing.got) == 1
    late = Desk(500)
    assert deliver(library, transport=httpx.MockTransport(late), sleep=slept.append) == []
    ids = {request.headers["webhook-id"] for request in [*desk.got, *late.got]}
    assert (len(late.got), len(ids)) == (2, 1)


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost:9", "10.0.0.1", "[::1]:9", "169.254.169.254"])
def test_a_private_address_gets_nothing(library, host):
    watching.add(library, "query", "footbridge", past=True, webhook=f"http://{host}/hook")
    watching.look(library)
    (problem,) = deliver(library, sleep=lambda _: None)
    assert "private or local address" in problem.reason


def test_the_command_finds_and_hands_to_a_program(library, tmp_path):
    path = ["-l", str(tmp_path / "news.db")]
    run = CliRunner().invoke
    made = run(main, ["watch", "add", "--party", "Ida Marl", "--past", "--json", *path])
    watch = json.loads(made.output)
    assert watch["schema"] == "stemma/1"
    assert watch["id"] in run(main, ["watch", "list", *path]).output
    script = tmp_path / "keep.py"
    script.write_text("import pathlib, sys\npathlib.Path(sys.argv[1]).write_text(sys.stdin.read())\n")
    kept = tmp_path / "kept.json"
    found = run(main, ["watch", "run", "--json", "--exec", f"{sys.executable} {script} {kept}", *path])
    assert found.exit_code == 0, found.output
    assert json.loads(found.output) == json.loads(kept.read_text())
    assert run(main, ["watch", "run", *path]).output == ""
    assert run(main, ["watch", "delete", watch["id"], *path]).exit_code == 0
    assert run(main, ["watch", "run", watch["id"], *path]).exit_code == 1


def test_a_program_that_fails_fails_the_command_but_not_the_matches(library, tmp_path):
    path = ["-l", str(tmp_path / "news.db")]
    watching.add(library, "query", "footbridge", past=True)
    library.add([page("bb", SECOND)])
    done = CliRunner().invoke(main, ["watch", "run", "--exec", f"{sys.executable} -c 'raise SystemExit(3)'", *path])
    assert done.exit_code == 1
    assert "Outlet a" in done.output
    assert "Outlet bb" in done.output


def test_exactly_one_thing_is_watched(library, tmp_path):
    path = ["-l", str(tmp_path / "news.db")]
    for options in ([], ["--query", "x", "--party", "y"]):
        assert CliRunner().invoke(main, ["watch", "add", *options, *path]).exit_code == 1
