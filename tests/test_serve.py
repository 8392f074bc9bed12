"""The served pages, API and feeds, on a small library of invented pages."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import jsonschema
import pytest

from stemma import contract
from stemma.library import Library, listing
from stemma.model import Capture

fastapi_testclient = pytest.importorskip("fastapi.testclient")

from stemma.relate.stories.placing import Stories  # noqa: E402
from stemma.serve import application, downloads, keeper, pages  # noqa: E402

TOKEN = "a token of the tests"
HOME = "http://127.0.0.1:8765"


def visitor(app):
    return fastapi_testclient.TestClient(app, base_url=HOME)


EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e'
SHARED = (
    "The footbridge at Loom Lane was closed on Monday, the council said. "
    "Surveyor Ida Marl said that the footbridge at Loom Lane had three broken cables. "
)
BODIES = {
    "a": f"{SHARED}A rail worker who asked not to be named said the cables broke in March.",
    "b": f"{SHARED}Shops near the bridge reported fewer customers, a grocer said.",
    "c": f"The council denied that the cables of the footbridge at Loom Lane broke in March. {EVIL} said so.",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    where = tmp_path_factory.mktemp("served") / "news.db"
    with Library(where) as library:
        library.add(
            Capture(key, "body", body, outlet=f"Outlet {key}", title=f"Loom Lane footbridge closed {key}",
                    url=f"https://{key}.example/bridge", published=f"2031-06-0{n}T08:00:00+00:00", language="en")
            for n, (key, body) in enumerate(BODIES.items(), 2)
        )  # fmt: skip
    return str(where)


@pytest.fixture(scope="module")
def client(path):
    return visitor(application(path, token=TOKEN, rate=100_000))


@pytest.fixture(scope="module")
def story(client):
    return client.get("/api/stories?everything=true").json()["stories"][0]["id"]


class _Found(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.bad: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.bad += [f"{tag} {name}" for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag in ("img", "iframe", "object", "style") or (tag == "script" and ("src", "/script.js") not in attrs):
            self.bad.append(tag)


def look(client, address: str) -> _Found:
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = _Found()
    found.feed(answer.text)
    assert not found.bad, address
    assert len(found.ids) == len(set(found.ids)), address
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", answer.text), address
    return found


def test_every_link_from_the_front_page_on_leads_somewhere_and_no_page_carries_code(client):
    todo, seen = ["/", "/?q=footbridge", "/party?name=Ida+Marl"], set()
    while todo:
        address = todo.pop().split("#")[0]
        if address in seen or not address.startswith("/") or address.startswith("/static"):
            continue
        seen.add(address)
        if re.search(r"\.(atom|json|css)$|/files/|^/feed\.", address):
            assert client.get(address).status_code == 200
        else:
            todo += look(client, address).links
    kinds = {address.split("/")[1].split("?")[0] for address in seen}
    assert {"", "stories", "articles", "party", "compare", "feed.atom", "style.css"} <= kinds


def test_a_story_page_has_its_parts_and_every_anchor_of_its_own(client, story):
    page = look(client, f"/stories/{story}")
    assert {"brief", "stemma", "board", "coverage"} <= set(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#") and link != "#main"} <= set(page.ids)


def test_what_a_claim_rests_on_is_a_page_and_a_part(client, story):
    claim = client.get(f"/api/stories/{story}").json()["claims"][0]["id"]
    whole = client.get(f"/stories/{story}/claims/{claim}").text
    part = client.get(f"/stories/{story}/claims/{claim}?part=true").text
    assert "<html" in whole
    assert "<html" not in part
    assert '<span class="m ' in part
    assert re.search(r'href="/articles/\w+#at-', part)


def test_what_is_new_since_the_last_visit_is_marked(client, story):
    client.cookies.clear()
    assert "last visit" not in client.get("/").text
    client.cookies.clear()
    client.cookies.set("stemma-seen", "/2026-01-01T08:00:00Z")
    members = client.get(f"/api/stories/{story}").json()["articles"]
    for _ in range(2):  # looking twice in one visit takes nothing away
        page = client.get("/").text
        assert f">{len(members)} new</a>" in page
        assert f"<b>{len(members)} new pages</b> in 1 story since your last visit" in page
    client.cookies.clear()


@pytest.mark.parametrize(
    ("cookie", "then", "kept"),
    [
        ("", None, "/2031-06-02T12:00:00Z"),
        ("nonsense", None, "/2031-06-02T12:00:00Z"),
        ("/2031-06-02T11:50:00Z", None, "/2031-06-02T12:00:00Z"),
        ("/2031-06-01T11:50:00Z", "2031-06-01T11:50:00Z", "2031-06-01T11:50:00Z/2031-06-02T12:00:00Z"),
        ("2031-05-30T08:00:00Z/2031-06-02T11:59:00Z", "2031-05-30T08:00:00Z",
         "2031-05-30T08:00:00Z/2031-06-02T12:00:00Z"),
    ],
)  # fmt: skip
def test_a_visit_lasts_as_long_as_its_reader_stays(cookie, then, kept):
    assert pages.visit(cookie, datetime(2031, 6, 2, 12, tzinfo=UTC)) == (then, kept)


def test_a_story_shows_its_changes_since_a_time(client, story):
    everything = client.get(f"/api/stories/{story}/changes").json()["changes"]
    last = max(change["time"] for change in everything)
    page = client.get(f"/stories/{story}", params={"since": last[:16]}).text
    part = page[page.index('id="changes"') : page.index('id="take"')]
    assert part.count("<li>") == sum(change["time"] >= last for change in everything) < len(everything)
    assert "since then" in client.get(f"/stories/{story}?since=2039-01-01").text


def test_what_came_or_turned_since_a_time_stands_on_top(client, story):
    client.cookies.clear()
    plain = client.get(f"/stories/{story}").text
    since = client.get(f"/stories/{story}?since=2031-06-01").text
    assert "new <span" not in plain
    assert since.index('id="turned"') < since.index('id="board"')
    assert 'What turned <span class="quiet" data-since>since <time' in since


def test_page_api_feed_and_claim_tell_the_board_alike(client, story):
    told = client.get(f"/api/stories/{story}").json()
    page = client.get(f"/stories/{story}").text
    board = page[page.index('id="board"') : page.index("</section>", page.index('id="board"'))].split("<details")[0]
    order = [told["claims"].index(claim) for id in told["board"] for claim in told["claims"] if claim["id"] == id]
    assert re.findall(r'<article class="claim" id="claim-(\d+)"', board) == [str(number + 1) for number in order]
    first = next(claim for claim in told["claims"] if claim["id"] == told["board"][0])
    assert f"({first['status']})" in client.get("/feed.json").json()["items"][0]["content_text"]
    assert 'class="core"' in client.get(f"/stories/{story}/claims/{first['id']}").text


@pytest.mark.parametrize("form", downloads.NAMES)
def test_a_story_can_be_taken_along_in_every_format(client, story, form):
    if form == "parquet":
        pytest.importorskip("pyarrow")
    answer = client.get(f"/stories/{story}/files/{form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{story}')
    if answer.headers["content-type"] == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert archive.testzip() is None
            assert archive.namelist()
    else:
        assert b"Loom Lane" in answer.content
    assert client.get(f"/stories/{story}/files/exe").status_code == 404


def test_metrics_are_for_prometheus(client):
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert re.search(r"^stemma_articles 3$", answer.text, re.M)


def test_what_is_not_there_is_said_on_a_page_and_in_json_under_api(client):
    for address in ("/none", "/compare?a=a", "/watches/none", "/stories/none/files/json"):
        assert "<h1" in client.get(address).text
    for address in ("/api/none", "/api/compare?a=a", "/api/watches/none"):
        assert "detail" in client.get(address).json()


def test_watches_over_the_api_with_pages_and_feeds(path):
    client = visitor(application(path, token=TOKEN))
    good = {"authorization": f"Bearer {TOKEN}"}
    wanted = {"kind": "query", "what": "footbridge", "past": True, "webhook": "https://desk.example/a-secret-path"}
    assert client.post("/api/watches", json=wanted).status_code == 401
    assert client.post("/api/watches", json={"kind": "query", "what": "??"}, headers=good).status_code == 422
    assert client.post("/api/watches", json={"kind": "all", "what": "x"}, headers=good).status_code == 422
    made = client.post("/api/watches", json=wanted, headers=good).json()
    assert made["secret"].startswith("whsec_")
    with Library(path, create=False) as library:
        keeper.keep(library, deliver=False)
    matches = client.get(f"/api/watches/{made['id']}/matches").json()["matches"]
    assert {match["article"] for match in matches} == {"a", "b", "c"}
    for match in matches:
        jsonschema.validate(match, {**contract.schema(), "$ref": "#/$defs/Match"})
    for address in ("/api/watches", f"/api/watches/{made['id']}", "/watches", f"/watches/{made['id']}"):
        text = client.get(address).text
        assert "secret" not in text
        assert "footbridge" in text
    page = look(client, f"/watches/{made['id']}")
    assert "/articles/a" in page.links
    feed = ElementTree.fromstring(client.get(f"/watches/{made['id']}/feed.atom").content)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 3
    items = client.get(f"/watches/{made['id']}/feed.json").json()["items"]
    assert all(client.get(item["url"].removeprefix(HOME)).status_code == 200 for item in items)
    assert client.delete(f"/api/watches/{made['id']}").status_code == 401
    assert client.delete(f"/api/watches/{made['id']}", headers=good).status_code == 204
    assert client.get(f"/watches/{made['id']}").status_code == 404


def test_a_patient_server_shows_a_grown_story_as_it_was_and_the_keeper_brings_it_up_to_date(tmp_path):
    where = tmp_path / "news.db"
    with Library(where) as library:
        library.add(
            Capture(key, "body", BODIES[key], outlet=key, title="Loom Lane footbridge closed",
                    published=f"2031-06-0{n}T08:00:00+00:00", language="en")
            for n, key in enumerate("ab", 2)
        )  # fmt: skip
        id = library.story().id
        with library.store.transaction():
            library.store.mark_stale(id)
        client = visitor(application(str(where), patient=True))
        assert client.get(f"/stories/{id}").status_code == 200
        assert library.store.stale() == [id]
        keeper.keep(library)
        assert library.store.stale() == []


def test_a_story_that_is_possibly_the_same_is_named_by_its_title(tmp_path):
    where = tmp_path / "news.db"
    with Library(where) as library:
        library.add(
            Capture(key, "body", body, title=title, published="2031-06-02T08:00:00+00:00", language="en")
            for key, title, body in (("a", "Loom Lane footbridge closed", BODIES["a"]),
                                     ("m", "Museum shuts its doors", "The museum shut on Monday, Ada Orrin said."))
        )  # fmt: skip
        here, there = (library.store.story_of(key) for key in "am")
        with library.store.transaction():
            library.store.rows("INSERT INTO story_links (story, other) VALUES (?, ?)", (here, there))
            library.store.mark_stale(here)
        page = visitor(application(str(where))).get(f"/stories/{here}").text
        assert f'<a href="/stories/{there}">Museum shuts its doors</a>' in page
        library.delete("m")
        assert "Museum" not in visitor(application(str(where))).get(f"/stories/{here}").text


def test_lists_leave_out_closed_stories_as_the_clusterer_does():
    assert Stories().close_after == listing.CLOSE_AFTER


def test_the_api_answers_in_the_contract(client, story):
    schema = contract.schema()

    def valid(value, name):
        jsonschema.validate(value, {**schema, "$ref": f"#/$defs/{name}"})

    valid(client.get("/api/stories").json()["stories"][0], "StoryLine")
    document = client.get(f"/api/stories/{story}").json()
    valid(document, "StoryDocument")
    valid(client.get(f"/api/stories/{story}/claims/{document['claims'][0]['id']}").json(), "Claim")
    valid(client.get("/api/articles/a").json(), "Annotated")
    valid(client.get("/api/compare?a=a&b=b").json(), "Comparison")
    for change in client.get(f"/api/stories/{story}/changes").json()["changes"]:
        valid(change, "Change")
    said = client.get("/api/parties", params={"name": "Ida Marl"}).json()["said"]
    assert {one["article"] for one in said} == {"a", "b"}
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Stemma"


@pytest.mark.parametrize(
    ("address", "status"),
    [("/api/stories/none", 404), ("/api/articles/none", 404), ("/stories/none", 404), ("/articles/%00", 404),
     ("/api/stories?since=yesterday", 422), ("/api/stories?limit=0", 422), ("/api/compare?a=a", 422), ("/none", 404)],
)  # fmt: skip
def test_what_is_not_there_or_not_meant_is_said_in_a_line(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_writing_needs_the_token(path):
    open_client = visitor(application(path))
    assert open_client.post("/api/articles", json=[]).status_code == 403
    client = visitor(application(path, token=TOKEN))
    good = {"authorization": f"Bearer {TOKEN}"}
    page = [{"id": "new", "body": "Bread will be cheaper on Friday, a baker said."}]
    assert client.post("/api/articles", json=page).status_code == 401
    assert client.post("/api/articles", json=page, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.delete("/api/articles/a").status_code == 401
    assert client.post("/api/articles", json=page, headers=good).json()["added"] == ["new"]
    assert client.post("/api/articles", json=page, headers=good).json()["known"] == ["new"]
    assert client.post("/api/articles", json=[{"id": "x"}], headers=good).status_code == 422
    assert client.delete("/api/articles/new", headers=good).status_code == 204
    assert client.get("/api/articles/new").status_code == 404


def test_every_answer_has_the_policy_and_an_etag(client, story):
    for address in ("/", f"/stories/{story}", "/api/stories", "/feed.atom", "/style.css", "/script.js", "/none"):
        headers = client.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    first = client.get(f"/stories/{story}")
    again = client.get(f"/stories/{story}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_asks_too_often_waits(path):
    client = visitor(application(path, rate=3))
    answers = [client.get("/static/mark.svg") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_feeds_are_well_formed_and_link_back(client, story):
    atom = "{http://www.w3.org/2005/Atom}"
    for address in ("/feed.atom", "/feed.atom?q=footbridge", f"/stories/{story}/changes.atom"):
        feed = ElementTree.fromstring(client.get(address).content)
        assert feed.tag == f"{atom}feed"
        entries = feed.findall(f"{atom}entry")
        ids = [entry.findtext(f"{atom}id") for entry in entries]
        assert entries
        assert len(ids) == len(set(ids))
        for tag in ("id", "title", "updated"):
            assert all(entry.findtext(f"{atom}{tag}") for entry in entries)
    feed = client.get(f"/stories/{story}/changes.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    for item in feed["items"]:
        assert client.get(item["url"].removeprefix(HOME)).status_code == 200
