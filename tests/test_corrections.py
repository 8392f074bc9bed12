"""What a desk corrects holds, whatever comes before or after it, and says that it was done by hand."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemma.cli import main
from stemma.errors import NotFound, OptionError
from stemma.library import Library, correcting
from stemma.library.corrections import Corrections
from stemma.library.relating import job, keep, work
from stemma.library.teaching import taught
from stemma.model import Claim, Correction, Story
from tests.desk_pages import FIRE, PAGES, PIT, add, boards, page
from tests.servers import postgresql, programs

WHO = "Ada of the night desk"


@pytest.fixture
def library():
    with Library(":memory:") as made:
        add(made)
        yield made


def story(library: Library, article: str) -> Story:
    return library.story(library.store.story_of(article))


def claim(library: Library, article: str, words: str) -> Claim:
    """The claim with a statement of an article that has these words."""
    for one in story(library, article).claims:
        if any(s.article == article and words in s.text for s in one.statements):
            return one
    raise AssertionError(words)


def pages(library: Library) -> set[str]:
    """The stories by their pages."""
    return set(boards(library))


# Pages and stories


def test_two_stories_are_merged_and_stay_so(library: Library) -> None:
    pit, fire = story(library, "wire").id, story(library, "fire").id
    line = correcting.merge(library, pit, fire, who=WHO, why="one storm")
    whole = library.story(pit)
    assert {a.id for a in whole.articles} == {"wire", "copy", "again", "fire", "blaze"}
    assert [(hand.kind, hand.who, hand.why) for hand in whole.by_hand] == [("merge", WHO, "one storm")]
    assert library.story(fire).id == pit  # the old address leads on
    later = page(
        "later",
        FIRE.replace("early on Wednesday", "on Wednesday"),
        "Ridge Sentinel",
        "2031-05-07T12:00:00+02:00",
        "Harbour fire",
    )
    add(library, "later", more=[later])
    assert library.store.story_of("later") == pit
    assert "later" in {a.id for a in library.story(pit).articles}
    correcting.undo(library, line.id, who=WHO)
    assert pages(library) == {"again copy wire", "blaze fire later", "music"}


def test_a_page_is_split_off_and_stays_apart(library: Library) -> None:
    home = story(library, "wire").id
    correcting.split(library, "again", who=WHO, why="another pit")
    assert pages(library) == {"copy wire", "again", "blaze fire", "music"}
    assert library.story(home).by_hand[0].kind == story(library, "again").by_hand[0].kind == "split"
    assert story(library, "again").keywords
    assert list(library.check()) == []


def test_pages_that_are_split_off_together_are_one_story(library: Library) -> None:
    correcting.split(library, "wire", "copy", who=WHO)
    assert pages(library) == {"copy wire", "again", "blaze fire", "music"}
    with pytest.raises(OptionError, match="one story"):
        correcting.split(library, "wire", "fire", who=WHO)
    with pytest.raises(OptionError, match="left"):
        correcting.split(library, "music", who=WHO)


def test_the_later_word_counts(library: Library) -> None:
    correcting.split(library, "again", who=WHO)
    correcting.merge(library, story(library, "wire").id, story(library, "again").id, who=WHO)
    assert "again copy wire" in pages(library)
    correcting.split(library, "again", who=WHO)
    assert "copy wire" in pages(library)


def test_a_page_that_comes_later_and_shares_text_with_what_was_split_off_is_asked_about(library: Library) -> None:
    line = correcting.split(library, "wire", who=WHO)
    text = PIT.replace("Fire crews pulled", "Crews then pulled") + "\n\nRain went on, the mine said."
    add(library, "third", more=[page("third", text, "Dale Herald", "2031-05-06T09:00:00+02:00", "Four miners rescued")])
    (ask,) = story(library, "copy").asks
    assert (ask.correction, ask.articles) == (line.id, ("third",))
    assert library.store.story_of("wire") != library.store.story_of("third")  # nothing changes by itself
    correcting.keep(library, story(library, "copy").id, ask.id, who=WHO)
    assert story(library, "copy").asks == ()
    more = page("fourth", text + " It stopped on Sunday.", "Hill News", "2031-05-06T11:00:00+02:00", "Four miners out")
    add(library, "fourth", more=[more])
    assert [ask.articles for ask in story(library, "copy").asks] == [("fourth", "third")]


# Claims


def test_two_claims_are_one(library: Library) -> None:
    home = story(library, "fire").id
    a, b = claim(library, "fire", "looking into arson"), claim(library, "blaze", "The cause")
    correcting.same(library, home, a.id, b.id, who=WHO)
    whole = claim(library, "fire", "looking into arson")
    assert {s.article for s in whole.statements} == {"fire", "blaze"}
    assert [hand.kind for hand in whole.by_hand] == ["same"]
    with pytest.raises(OptionError, match="two claims"):
        correcting.same(library, home, a.id, a.id, who=WHO)


def test_a_statement_is_taken_out_of_a_claim_with_its_copies(library: Library) -> None:
    home, whole = story(library, "wire").id, claim(library, "wire", "awake and talking")
    out = next(s for s in whole.statements if s.article == "wire")
    correcting.part(library, home, whole.id, out.id, who=WHO)
    mine, rest = claim(library, "wire", "awake and talking"), claim(library, "again", "were awake")
    assert {s.article for s in mine.statements} == {"wire", "copy"}
    assert {s.article for s in rest.statements} == {"again"}
    assert mine.by_hand[0].kind == rest.by_hand[0].kind == "part"
    text = PIT.replace("The regional", "On Tuesday the regional")
    add(library, "third", more=[page("third", text, "Dale Herald", "2031-05-07T09:00:00+02:00", "Rescue at the pit")])
    assert {s.article for s in claim(library, "third", "awake and talking").statements} == {"wire", "copy", "third"}
    assert [ask.articles for ask in story(library, "wire").asks] == [("third",)]


def test_a_claim_is_hidden_from_the_board_and_pinned_to_it(library: Library) -> None:
    home = story(library, "wire").id
    top = library.story(home).board[0]
    correcting.hide(library, home, top, who=WHO, why="off topic")
    found = library.story(home)
    assert top not in found.board
    assert next(c for c in found.claims if c.id == top).hidden
    correcting.pin(library, home, top, who=WHO)
    assert library.story(home).board[0] == top
    assert [hand.kind for hand in next(c for c in library.story(home).claims if c.id == top).by_hand] == ["pin"]


def test_a_status_is_disputed_by_the_desk_and_stays_what_it_was(library: Library) -> None:
    home, about = story(library, "wire").id, claim(library, "again", "were awake")
    with pytest.raises(OptionError, match="note"):
        correcting.dispute(library, home, about.id, who=WHO)
    correcting.dispute(library, home, about.id, who=WHO, why="she speaks for the owner alone")
    found = claim(library, "again", "were awake")
    assert found.status == about.status
    assert [(hand.kind, hand.why) for hand in found.by_hand] == [("dispute", "she speaks for the owner alone")]


def test_a_status_that_turns_later_is_asked_about() -> None:
    with Library(":memory:") as library:
        add(library, "wire", "copy")
        about = claim(library, "wire", "the number of the rescued")
        home = story(library, "wire").id
        line = dataclasses.replace(correcting.pin(library, home, about.id, who=WHO), status="denied", id="")
        correcting.take(library, [correcting.named(line)])  # the same, said when it was denied
        (ask,) = library.story(home).asks
        assert ask.claim == claim(library, "wire", "the number of").id
        assert ask.reason == f"its status was denied then and is {about.status} now"


def test_claims_are_found_again_when_their_words_moved(library: Library) -> None:
    home, about = story(library, "fire").id, claim(library, "fire", "looking into arson")
    line = correcting.hide(library, home, about.id, who=WHO)
    correcting.undo(library, line.id, who=WHO)
    moved = tuple(dataclasses.replace(w, content=((w.content[0][0] + 9, w.content[0][1] + 9),)) for w in line.words)
    correcting.take(library, [correcting.named(dataclasses.replace(line, words=moved, id=""))])
    assert claim(library, "fire", "looking into arson").hidden


# Names


def test_two_names_are_one_party(library: Library) -> None:
    before = story(library, "fire")
    assert "Olo Brandt" in before.parties
    correcting.party(library, "Harbour Master Brandt", "Olo Brandt", who=WHO)
    after = story(library, "fire")
    assert "Harbour Master Brandt" in after.parties
    assert "Olo Brandt" not in after.parties
    assert after.by_hand[0].note == "Olo Brandt: called Harbour Master Brandt"
    assert story(library, "wire").by_hand == ()
    with pytest.raises(OptionError, match="two names"):
        correcting.party(library, "Olo Brandt", who=WHO)


def test_pages_whose_outlet_is_named_only_at_their_head_learn_of_its_other_name(library: Library) -> None:
    story(library, "again")
    correcting.party(library, "Vellan Courier", "Ridge Sentinel", who=WHO)  # no text names the Sentinel
    assert "Ridge Sentinel: called Vellan Courier" in {hand.note for hand in story(library, "again").by_hand}


def test_a_name_that_a_desk_has_given_an_outlet_can_be_one_party_with_another(library: Library) -> None:
    correcting.outlet(library, "Ridge Sentinel", name="Ridge Post", who=WHO)
    story(library, "again")
    correcting.party(library, "Tomas Arend", "Ridge Post", who=WHO)  # no page has that name
    assert "Ridge Post: called Tomas Arend" in {hand.note for hand in story(library, "again").by_hand}


def test_a_source_that_nobody_names_stays_unnamed_whatever_a_desk_calls_it(library: Library) -> None:
    correcting.party(library, "Ridge Minerals", "the mine's operator", who=WHO)
    said = next(s for s in claim(library, "wire", "pulled four miners").statements if s.id == "wire#a1")
    assert (said.origin, said.named) == ("Ridge Minerals", False)


def test_an_outlet_has_another_name_owner_and_zone(library: Library) -> None:
    correcting.outlet(library, "Vellan Courier", name="Port Vellan Post", owner="Vellan Media", who=WHO)
    found = story(library, "fire")
    assert [(a.outlet, a.owner) for a in found.articles] == [
        ("Port Vellan Post", None),
        ("Port Vellan Post", "Vellan Media"),
    ]
    assert found.outlets == 1
    assert library.articles(found.id)["blaze"].article.outlet == "Port Vellan Post"
    assert library.article("blaze").article.outlet == "Vellan Courier"  # as it was read
    assert {hand.note for hand in found.by_hand} == {
        "Vellan Courier is called Port Vellan Post", "Vellan Courier is owned by Vellan Media"
    }  # fmt: skip
    with pytest.raises(OptionError, match="time zone"):
        correcting.outlet(library, "Vellan Courier", zone="Mars/Olympus", who=WHO)


def test_times_of_an_outlet_get_its_zone() -> None:
    local = dataclasses.replace(PAGES[3], id="local", published="2031-05-07T07:00:00")
    with Library(":memory:") as library:
        add(library, "local", more=[local])
        assert story(library, "local").articles[0].published == "2031-05-07T07:00:00"
        correcting.outlet(library, "Port Vellan Post", zone="Pacific/Auckland", who=WHO)
        assert story(library, "local").articles[0].published == "2031-05-07T07:00:00+12:00"


# The log


def test_the_log_only_grows_and_every_line_can_be_taken_back(library: Library) -> None:
    before = boards(library)
    line = correcting.split(library, "again", who=WHO)
    after = boards(library)
    back = correcting.undo(library, line.id, who=WHO)
    assert boards(library) == before
    correcting.undo(library, back.id, who=WHO)
    assert boards(library) == after
    assert [one.kind for one in correcting.lines(library)] == ["split", "undo", "undo"]
    assert correcting.standing(library) == [line]
    with pytest.raises(NotFound, match="c-nope"):
        correcting.undo(library, "c-nope", who=WHO)
    with pytest.raises(OptionError, match="who says so"):
        correcting.split(library, "wire", who=" ")


def test_a_log_is_carried_to_another_machine_before_its_pages_are_there(library: Library) -> None:
    for line in every(library):
        correcting.take(library, [line])
    texts = [json.dumps(one) for one in correcting.exported(library)]
    with Library(":memory:") as other:
        assert correcting.imported(other, "log", texts) == (len(texts), 0, [])
        add(other)
        assert boards(other) == boards(library)
        new, known, wrong = correcting.imported(
            other, "log", [*texts, '{"kind": "hide"}', texts[0].replace(WHO, "Mallory")]
        )
        assert (new, known) == (0, len(texts))
        assert [problem.input for problem in wrong] == [f"log:{len(texts) + 1}", f"log:{len(texts) + 2}"]


def test_no_words_of_a_page_are_in_the_log(library: Library) -> None:
    for line in every(library):
        text = json.dumps(dataclasses.asdict(dataclasses.replace(line, who="", why="", names=(), name=None)))
        assert "arson" not in text
        assert "awake" not in text


def test_corrections_move_with_the_library_and_outlive_what_is_redacted(library: Library, tmp_path) -> None:
    for line in every(library):
        correcting.take(library, [line])
    with Library(tmp_path / "copy.db") as copy:
        library.copy_to(copy)
        assert boards(copy) == boards(library)
        copy.backup(tmp_path / "backup.db")
        correcting.merge(copy, story(copy, "wire").id, story(copy, "music").id, who=WHO)
        log = correcting.lines(copy)
        copy.redact("wire", reason="asked to")
        copy.delete("fire")
        assert correcting.lines(copy) == log
        assert list(copy.check()) == []
        boards(copy)
        assert list(copy.check()) == []
    with Library(tmp_path / "backup.db") as backup:
        assert boards(backup) == boards(library)


def test_a_story_whose_first_pages_are_gone_lets_go_of_the_pages_a_desk_had_put_there(library: Library) -> None:
    correcting.merge(library, story(library, "music").id, story(library, "fire").id, who=WHO)
    library.delete("music")
    assert pages(library) == {"again copy wire", "blaze fire"}
    assert list(library.check()) == []


def test_corrections_hold_on_postgresql_as_on_sqlite(library: Library) -> None:
    psycopg = pytest.importorskip("psycopg")
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server is installed")
    lines = every(library)
    correcting.take(library, lines)
    with postgresql(found) as url:
        for name in ("moved", "anew"):
            with psycopg.connect(url, autocommit=True) as db:
                db.execute(f"CREATE DATABASE {name}")
        with Library(url.replace("/postgres?", "/moved?")) as moved:
            library.copy_to(moved)
            line = correcting.pin(moved, story(moved, "music").id, claim(moved, "music", "Tickets").id, who=WHO)
            correcting.undo(moved, line.id, who=WHO)
            assert boards(moved) == boards(library)
            assert list(moved.check()) == []
        place = url.replace("/postgres?", "/anew?")
        with Library(place) as one, Library(place) as other:  # two processes, as far as the server can tell
            add(one, "again", "fire", "copy")
            correcting.take(other, lines[::-1])
            add(one, "blaze", "music", "wire")
            assert boards(other) == boards(library)
            assert list(one.check()) == []
            one.redact("wire", reason="asked to")
            assert {c.id for c in correcting.lines(one)} == {c.id for c in lines}
            assert list(one.check()) == []


def test_two_processes_at_one_file_see_each_others_corrections(tmp_path) -> None:
    with Library(tmp_path / "news.db") as one, Library(tmp_path / "news.db") as other:
        add(one, "wire", "copy", "again")
        line = correcting.split(other, "again", who=WHO)
        assert pages(one) == {"copy wire", "again"}
        made = work(job(one.store, story(one, "wire").id))[1]
        correcting.undo(other, line.id, who=WHO)
        assert not keep(one.store, made)  # related with what was in force then
        assert pages(one) == {"again copy wire"}


# The law: any order gives the same board


def every(library: Library) -> list[Correction]:
    """A line of each kind, and some that take others back; the library is left as it was."""
    pit, fire = story(library, "wire"), story(library, "fire")
    awake, arson = claim(library, "again", "were awake"), claim(library, "fire", "looking into arson")
    cause, out = claim(library, "blaze", "The cause"), next(s for s in awake.statements if s.article == "wire")
    with Library(":memory:") as scratch:
        library.copy_to(scratch)
        at = {"who": WHO, "why": "it is so"}
        made = [
            correcting.hide(scratch, fire.id, arson.id, **at),
            correcting.same(scratch, fire.id, arson.id, cause.id, **at),
            correcting.pin(scratch, fire.id, arson.id, **at),
            correcting.part(scratch, pit.id, awake.id, out.id, **at),
            correcting.dispute(scratch, pit.id, awake.id, **at),
            correcting.party(scratch, "Harbour Master Brandt", "Olo Brandt", **at),
            correcting.outlet(scratch, "Vellan Courier", name="The Courier", owner="Vellan Media", **at),
            correcting.merge(scratch, pit.id, fire.id, **at),
            correcting.split(scratch, "again", **at),
            correcting.merge(scratch, fire.id, story(scratch, "music").id, **at),
        ]
        made.append(correcting.undo(scratch, made[-1].id, **at))
        made.append(correcting.undo(scratch, made[1].id, **at))
        made.append(correcting.undo(scratch, made[-1].id, **at))
    return made


@pytest.fixture(scope="module")
def law() -> tuple[list[Correction], dict[str, object]]:
    """The lines, and the boards that they give with all pages."""
    with Library(":memory:") as library:
        add(library)
        lines = every(library)
        correcting.take(library, lines)
        return lines, boards(library)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_order_of_pages_corrections_and_relating_gives_the_same_board(data, law) -> None:
    lines, wanted = law
    steps = data.draw(st.permutations([*(capture.id for capture in PAGES), *range(len(lines))]))
    related = data.draw(st.sets(st.sampled_from(range(len(steps))), max_size=5))
    with Library(":memory:") as library:
        for number, step in enumerate(steps):
            if isinstance(step, str):
                add(library, step)
            else:
                correcting.take(library, [lines[step]])
            if number in related:
                for id in library.store.story_ids(singles=True):
                    library.story(id)
        assert boards(library) == wanted
        assert Corrections(library.store).wrong() == []


# The commands


def test_a_desk_corrects_on_the_command_line(tmp_path) -> None:
    path, log = tmp_path / "news.db", tmp_path / "log.jsonl"
    with Library(path) as library:
        add(library)
        pit, fire = story(library, "wire").id, story(library, "fire").id
        cause, arson = claim(library, "blaze", "The cause").id, claim(library, "fire", "looking into arson").id

    def call(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(main, ["corrections", *arguments, "--library", str(path)], env={"STEMMA_DESK": "Ada"})
        assert done.exit_code == code, done.output
        return done.output

    assert "nothing is corrected" in call()
    listed = CliRunner().invoke(main, ["claims", fire, "--ids", "--library", str(path)]).output
    assert cause in listed
    assert "fire#a3: they were looking into arson" in listed
    assert "(Ada): one storm" in call("merge", pit, fire, "--why", "one storm")
    assert json.loads(call("pin", pit, cause, "--json"))["kind"] == "pin"
    call("same", pit, cause, arson)
    assert "“they were looking into arson”" in call() or "“The cause was not known”" in call()
    call("split", "again")
    call("outlet", "Vellan Courier", "--owner", "Vellan Media")
    call("party", "Harbour Master Brandt", "Olo Brandt", "--story", pit)
    shown = CliRunner().invoke(main, ["story", pit, "--library", str(path)]).output
    for words in ("stories merged by hand (Ada, ", "pinned by hand (Ada, ", "Vellan Courier is owned by Vellan Media"):
        assert words in " ".join(shown.split())
    found = [json.loads(line) for line in call("--json").splitlines()]
    assert [one["kind"] for one in found] == ["merge", "pin", "same", "split", "outlet", "party"]
    call("undo", found[0]["id"])
    assert len(call("--all").splitlines()) == len(call().splitlines()) + 2
    assert "7 lines written" in call("export", str(log))
    assert "0 new, 7 known already, 0 set aside" in call("import", str(log))
    log.write_text("{}\n")
    assert "log.jsonl:1: is no correction" in call("import", str(log), code=1)


def test_corrections_teach_the_pairs_that_were_joined_and_parted(library: Library) -> None:
    home, whole = story(library, "wire").id, claim(library, "wire", "awake and talking")
    out = next(s for s in whole.statements if s.article == "wire")
    correcting.part(library, home, whole.id, out.id, who=WHO)
    (one,) = taught(library)
    said = {row["s"]: row for row in one["sheet"]["statements"]}
    assert [(said[a]["text"], said[b]["text"], same) for a, b, same in one["gold"]["pairs"]] == [
        ('"All four are awake and talking,"', "all four miners were awake", False)
    ]
    assert len({k for c in one["gold"]["claims"] for k in c["members"]}) == 2
    body = {a["a"]: a["body"] for a in one["sheet"]["articles"]}
    assert all(
        body[row["a"]][slice(*row["content"][0])] == row["text"] for row in said.values() if len(row["content"]) == 1
    )


# The pages


TOKEN = "a token of these tests"


@pytest.fixture
def served(tmp_path):
    testclient = pytest.importorskip("fastapi.testclient")
    from stemma.serve import application

    with Library(tmp_path / "news.db") as library:
        add(library)
        home = story(library, "wire").id
    app = application(str(tmp_path / "news.db"), token=TOKEN, rate=100_000)
    return testclient.TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False), home


def signed_in(client, back: str) -> str:
    """Sign in; the word that the forms of a page carry."""
    answer = client.post("/desk", data={"who": "Ada", "token": TOKEN, "back": back})
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    assert "HttpOnly; " in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    return str(re.search(r'name="form" value="(\w+)"', client.get(back).text)[1])


def test_who_is_signed_in_corrects_with_plain_forms(served) -> None:
    client, home = served
    page = f"/stories/{home}"
    assert "Correct this" in client.get(page).text
    assert "<form" not in client.get("/articles/wire").text.partition("<main")[2]
    word = signed_in(client, page)
    claim = client.get(f"/api{page}").json()["board"][0]
    sent = {"form": word, "kind": "hide", "story": home, "claim": claim, "why": "off topic", "back": page}
    assert client.post("/corrections", data=sent).headers["location"] == page
    text = client.get(page).text
    assert "Hidden by the desk" in text
    assert "hidden by hand (Ada, " in text
    for address in ("/desk", "/articles/wire", f"{page}/claims/{claim}"):
        found = client.get(address)
        assert found.status_code == 200
        assert 'method="post" action="/corrections"' in found.text
    line = client.get("/api/corrections").json()["corrections"][0]["id"]
    undo = {"form": word, "kind": "undo", "line": line, "back": "https://evil.example/"}
    assert client.post("/corrections", data=undo).headers["location"] == "/desk"
    assert client.get("/api/corrections").json()["corrections"] == []
    assert len(client.get("/api/corrections?everything=true").json()["corrections"]) == 2
    assert client.post("/corrections", data={"form": word, "kind": "split"}).status_code == 422
    client.post("/desk", data={"out": "1"})


def test_nobody_else_corrects(served, tmp_path) -> None:
    client, home = served
    sent = {"kind": "split", "pages": "again"}
    assert client.post("/corrections", data=sent).status_code == 403
    assert client.post("/desk", data={"who": "Eve", "token": "guessed"}).status_code == 403
    signed_in(client, f"/stories/{home}")
    assert client.post("/corrections", data=sent).status_code == 403  # a form of another site
    cookie = client.cookies["stemma-desk"]
    client.cookies.set("stemma-desk", cookie.replace(cookie[:6], "RXZl", 1))
    assert client.post("/corrections", data=sent).status_code == 403
    assert client.post("/api/corrections", json={}).status_code == 401
    assert client.get("/api/corrections").json()["corrections"] == []


def test_the_api_takes_corrections_with_the_token(served) -> None:
    client, home = served
    head = {"authorization": f"Bearer {TOKEN}"}
    made = client.post("/api/corrections", headers=head, json={"kind": "split", "who": "Ada", "pages": ["again"]})
    assert made.status_code == 201
    assert {a["id"] for a in client.get(f"/api/stories/{home}").json()["articles"]} == {"wire", "copy"}
    for wrong in ({"kind": "split", "who": "Ada"}, {"kind": "tidy", "who": "Ada"}, {"kind": "undo", "line": "c-1"}):
        assert client.post("/api/corrections", headers=head, json=wrong).status_code == 422
    gone = {"kind": "undo", "who": "Ada", "line": "c-1"}
    assert client.post("/api/corrections", headers=head, json=gone).status_code == 404


def test_who_corrects_over_the_api_sees_it_at_once_beside_a_keeper(tmp_path) -> None:
    testclient = pytest.importorskip("fastapi.testclient")
    from stemma.serve import application

    with Library(tmp_path / "news.db") as library:
        add(library)
        home = story(library, "wire").id
    app = application(str(tmp_path / "news.db"), token=TOKEN, rate=100_000, patient=True)
    client = testclient.TestClient(app, base_url="http://127.0.0.1:8765")
    head = {"authorization": f"Bearer {TOKEN}"}
    claim = client.get(f"/api/stories/{home}").json()["board"][0]
    hide = {"kind": "hide", "who": "Ada", "story": home, "claim": claim}
    line = client.post("/api/corrections", headers=head, json=hide).json()["id"]
    assert claim not in client.get(f"/api/stories/{home}").json()["board"]
    client.post("/api/corrections", headers=head, json={"kind": "undo", "who": "Ada", "line": line})
    assert claim in client.get(f"/api/stories/{home}").json()["board"]
