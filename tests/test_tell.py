"""Telling a story: brief, board, JSON, terminal text and report, on a small story made by hand."""

from __future__ import annotations

from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma import contract, text
from stemma.model import (
    Annotated,
    Annotations,
    Article,
    Attribution,
    Change,
    Claim,
    Conflict,
    ConflictSide,
    Derivation,
    Lineage,
    Link,
    Section,
    Statement,
    StatusChange,
    Story,
    StoryArticle,
    TimelineEntry,
)
from stemma.tell import board, marking, picture, tally, witnesses
from stemma.tell.brief import brief
from stemma.tell.formats import json as document
from stemma.tell.formats import markdown
from stemma.tell.formats import text as terminal
from stemma.tell.formats.terminal import clean, columns, wrap
from stemma.tell.showing import after_dateline

WIRE = (
    "The roof of the Brackwater swimming hall fell in on Friday evening, a fire officer said.\n\n"
    "Two cleaners who did not want to be named told Tarn Press that the roof had leaked for a year. "
    "The town hall did not confirm that."
)
COPY = "The roof of the Brackwater swimming hall fell in on Friday evening, a fire officer said."
LATER = (
    "Mayor Ada Finch denied on Sunday that the roof of the swimming hall had leaked for a year.\n\n"
    "Nobody was in the water when it fell, Finch said."
)


def spans(body: str, words: str) -> tuple[tuple[int, int], ...]:
    at = body.index(words)
    return ((at, at + len(words)),)


def article(id: str, outlet: str, body: str, published: str) -> Article:
    whole = (Section("original", published, 0, len(body)),)
    return Article(id, body, outlet=outlet, title=f"{outlet} on the roof", published=published, sections=whole)


def attribution(id: str, body: str, content: str, cue: str, source: str, *chain: Link) -> Attribution:
    found = spans(body, content), spans(body, cue), spans(body, source)
    return Attribution(id, *found, "indirect", "CT+", chain, 0.9)


ARTICLES = {
    one.id: Annotated(one, Annotations(attributions=found, sentences=text.sentences(one.body)))
    for one, found in (
        (
            article("w", "Tarn Press", WIRE, "2031-05-02T20:00:00Z"),
            (
                attribution(
                    "a1",
                    WIRE,
                    "the roof had leaked for a year",
                    "told",
                    "Two cleaners who did not want to be named",
                    Link("two cleaners", "group", False),
                ),
            ),
        ),
        (article("c", "Moor Echo", COPY, "2031-05-02T21:00:00+02:00"), ()),
        (
            article("m", "Fen Mail", LATER, "2031-05-04T09:00:00Z"),
            (
                attribution(
                    "a1",
                    LATER,
                    "the roof of the swimming hall had leaked for a year",
                    "denied",
                    "Mayor Ada Finch",
                    Link("Ada Finch", "person", True),
                ),
            ),
        ),
    )
}


def statement(id: str, where: str, words: str, act: str, *chain: str, named: bool, certainty: str = "CT+") -> Statement:
    body = ARTICLES[where].article.body
    return Statement(
        id,
        where,
        "a1" if where in "wm" and "leaked" in words else None,
        spans(body, words),
        act,  # type: ignore[arg-type]
        certainty,  # type: ignore[arg-type]
        text=words,
        chain=chain,
        origin=chain[-1],
        named=named,
        time=ARTICLES[where].article.published,
    )


LEAK = Claim(
    "leak",
    "the roof had leaked for a year",
    (
        statement("s1", "w", "the roof had leaked for a year", "assert", "Tarn Press", "two cleaners", named=False),
        statement("s2", "w", "The town hall did not confirm that", "not-confirm", "Tarn Press", "town hall",
                  named=True),
        statement("s3", "m", "the roof of the swimming hall had leaked for a year", "deny", "Fen Mail", "Ada Finch",
                  named=True, certainty="CT-"),
    ),
    "disputed",
    (
        StatusChange("2031-05-02T20:00:00Z", "unconfirmed", ("s1",), "only unnamed origins"),
        StatusChange("2031-05-04T09:00:00Z", "disputed", ("s3",), "denied by Ada Finch"),
    ),
    outlets=2,
    lineages=2,
    origins=(2, 2),
)  # fmt: skip
FALL = Claim(
    "fall",
    "The roof of the Brackwater swimming hall fell in on Friday evening",
    tuple(
        statement(
            id,
            where,
            "The roof of the Brackwater swimming hall fell in on Friday evening",
            "assert",
            *chain,
            named=True,
        )
        for id, where, chain in (
            ("s4", "w", ("Tarn Press", "a fire officer")),
            ("s5", "c", ("Moor Echo", "Tarn Press", "a fire officer")),
        )
    ),
    "reported",
    (StatusChange("2031-05-02T20:00:00Z", "reported", ("s4",)),),
    outlets=2,
    lineages=1,
    origins=(1, 1),
)
STORY = Story(
    "st1",
    "Swimming hall roof falls in",
    "developing",
    "2031-05-02T20:00:00Z",
    "2031-05-04T09:00:00Z",
    tuple(StoryArticle(a.id, a.outlet, a.title, a.published) for a in (one.article for one in ARTICLES.values())),
    3,
    (
        Lineage("l1", "Tarn Press", ("w", "c"), (Derivation("w", "c", "copy", 0.98, direction="forward"),)),
        Lineage("l2", None, ("m",)),
    ),
    (3, 3),
    (LEAK, FALL),
    (
        Conflict(
            "polarity",
            "leak",
            ConflictSide("w", spans(WIRE, "had leaked")[0], "had leaked"),
            ConflictSide("m", spans(LATER, "denied")[0], "denied"),
        ),
    ),
)
TIMELINE = tuple(
    TimelineEntry(
        "2031-05-02T16:00:00Z",
        "2031-05-02T16:01:00Z",
        value,
        ARTICLES[key].article.body.split("\n")[0],
        key,
        (0, len(ARTICLES[key].article.body.split("\n")[0])),
        spans(ARTICLES[key].article.body, "Friday evening")[0],
        ARTICLES[key].article.outlet,
        chain=("a fire officer",),
    )
    for key, value in (("w", "2031-05-02T16:00"), ("c", "2031-05-02T18:00"))
)


class TestBrief:
    def test_it_is_verbatim_and_slices_back(self):
        found = brief(STORY, ARTICLES)
        assert found
        for sentence in found:
            start, end = sentence.span
            assert ARTICLES[sentence.article].article.body[start:end] == sentence.text

    def test_what_turned_a_status_later_stands_on_top(self):
        first, *rest = brief(STORY, ARTICLES)
        assert first.update
        assert first.text.startswith("Mayor Ada Finch denied")
        assert first.chain == ("Fen Mail", "Ada Finch")
        assert not any(sentence.update for sentence in rest)

    def test_copied_text_is_told_once_and_from_the_page_that_had_it_first(self):
        roofs = [sentence for sentence in brief(STORY, ARTICLES) if "fell in on Friday" in sentence.text]
        assert [sentence.article for sentence in roofs] == ["w"]

    def test_it_keeps_to_its_length_and_does_without_claims_or_articles(self):
        assert len(brief(STORY, ARTICLES, most=1)) == 1
        assert brief(STORY, {}) == ()
        assert brief(replace(STORY, claims=()), ARTICLES)

    @pytest.mark.parametrize(
        ("opening", "frame"),
        [
            ("PORT ELM, Arden (TP) — The mast fell.", "PORT ELM, Arden (TP) — "),
            ("BRACKWATER - The roof fell.", "BRACKWATER - "),
            ("ELM — The mast fell.", "ELM — "),
            ("The IMF — and others — said so.", ""),
            ("NATO said so — at last.", ""),
        ],
    )
    def test_a_dateline_is_left_out(self, opening, frame):
        assert opening[: after_dateline(opening, 0, len(opening))] == frame


def copy(source: str, child: str, derived: float, reason: str | None = None) -> Derivation:
    return Derivation(source, child, "copy", derived, reason=reason, direction="forward")


class TestBoard:
    def test_disputed_claims_are_on_top_and_voices_stand_on_their_sides(self):
        first, second = board.board(STORY)
        assert (first.claim.id, second.claim.id) == ("leak", "fall")
        assert [voice.name for voice in first.says] == ["two cleaners"]
        assert [voice.name for voice in first.denies] == ["Ada Finch"]
        assert [(voice.name, voice.verb) for voice in first.reacts] == [("town hall", "did not confirm")]

    def test_one_origin_on_two_pages_is_one_voice_with_two_chains(self):
        (voice,) = board.board(STORY)[1].says
        assert voice.chains == (("Tarn Press", "a fire officer"), ("Moor Echo", "Tarn Press", "a fire officer"))

    def test_the_tree_puts_a_copy_below_its_text_and_an_unseen_text_above_all(self):
        names = board.names(STORY, ARTICLES)
        assert [(w.label, w.depth) for w in witnesses.tree(STORY.lineages[0], names)] == [
            ("Tarn Press", 0),
            ("Moor Echo", 1),
        ]
        unseen = Lineage(
            "l", "Tarn Press", ("c", "m"), (Derivation("c", "m", "common-source", 0.9),), "wire:Tarn Press"
        )
        tree = witnesses.tree(unseen, names)
        assert [(w.article, w.depth) for w in tree] == [(None, 0), ("c", 1), ("m", 1)]
        assert tree[0].label == "Tarn Press, text not seen"

    def test_a_page_hangs_from_the_text_it_names_and_not_from_a_neighbour_that_came_before(self):
        ways = (
            copy("wire", "post", 1.0, "credit"), copy("wire", "echo", 0.9, "credit"),
            copy("post", "echo", 0.93, "time"), copy("wire", "mail", 1.0, "containment"),
            copy("post", "mail", 1.0, "containment"),
        )  # fmt: skip
        seen = witnesses.tree(Lineage("l", "Dale Wire", ("wire", "post", "echo", "mail"), ways), {})
        assert [(w.label, w.parent) for w in seen] == [
            ("wire", None), ("post", "wire"), ("echo", "wire"), ("mail", "wire")
        ]  # fmt: skip
        unseen = witnesses.tree(Lineage("l", "Dale Wire", ("post", "echo", "mail"), ways[2:], "wire:Dale Wire"), {})
        assert [w.parent for w in unseen] == [None, "wire:Dale Wire", "wire:Dale Wire", "wire:Dale Wire"]
        own = witnesses.tree(Lineage("l", None, ("post", "echo"), (replace(ways[2], direction="backward"),)), {})
        assert [(w.label, w.parent) for w in own] == [("echo", None), ("post", "echo")]
        siblings = witnesses.tree(Lineage("l", None, ("post", "echo"), (replace(ways[2], direction=None),)), {})
        assert [w.parent for w in siblings] == [None, None]

    def test_a_circle_of_copies_still_gives_every_page_once(self):
        ways = (copy("w", "c", 0.9), copy("c", "w", 0.8))
        circle = Lineage("l", None, ("w", "c"), ways)
        assert sorted(w.label for w in witnesses.tree(circle, {})) == ["c", "w"]

    @pytest.mark.parametrize(
        ("value", "printed", "words"),
        [(">=4", "at least four", "at least 4"), ("11", "11", ""), (None, "x", ""),
         ("2031-05-02T22:50+02:00", "10:50 p.m.", "2 May 2031 20:50 UTC")],
    )  # fmt: skip
    def test_values_are_read_out_where_they_say_more_than_the_words(self, value, printed, words):
        assert board.reading(value, printed) == words

    def test_counts_in_words(self):
        assert (
            tally.counts(STORY)
            == "Three pages by three outlets rest on two texts; three different voices speak in them."
        )


def test_json_follows_the_contract():
    schema = contract.schema()
    whole = document.story(STORY, ARTICLES, timeline=TIMELINE, brief=brief(STORY, ARTICLES))
    jsonschema.validate(whole, {**schema, "$ref": "#/$defs/StoryDocument"})
    assert whole["counts"] == {"outlets": 3, "lineages": 2, "origins": [3, 3], "houses": None, "owned": 0}
    line = document.line(STORY)
    jsonschema.validate(line, {**schema, "$ref": "#/$defs/StoryLine"})
    assert (line["lineages"], line["schema"]) == (2, "stemma/1")


def test_markdown_tells_the_story_and_leaves_page_text_text():
    told = markdown.story(STORY, ARTICLES, timeline=TIMELINE, brief=brief(STORY, ARTICLES))
    assert told.startswith("# Swimming hall roof falls in\n")
    assert "### the roof had leaked for a year" in told
    assert "- denies: Ada Finch" in told
    assert "  - Moor Echo (copy)" in told
    evil = replace(STORY, title="# <b>x</b> [y](javascript:1) `z` *w*")
    line = markdown.story(evil, ARTICLES, timeline=(), brief=()).split("\n")[0]
    assert line == r"# \# \<b\>x\</b\> \[y\]\(javascript:1\) \`z\` \*w\*"


class TestText:
    def test_everything_is_there_and_fits_the_width(self):
        for width in (72, 88, 120):
            shown = terminal.story(STORY, ARTICLES, timeline=TIMELINE, brief=brief(STORY, ARTICLES), width=width)
            assert max(map(columns, shown.splitlines())) <= width
        flat = " ".join(shown.split())
        assert "disputed the roof had leaked for a year" in flat
        assert "would not say town hall" in flat
        assert "└─ Moor Echo, copy (surely, 98%)" in flat
        assert "\x1b" not in shown

    def test_colour_only_when_asked(self):
        assert "\x1b[" in terminal.story(STORY, ARTICLES, timeline=(), brief=(), colour=True)

    def test_page_text_cannot_act_on_the_terminal(self):
        evil = replace(STORY, title="Calm\x1b[2J\x1b]0;owned\x07 \u202egnp.exe")
        shown = terminal.story(evil, ARTICLES, timeline=(), brief=())
        assert shown.startswith("Calm[2J]0;owned gnp.exe\n")

    def test_an_article_shows_chain_certainty_and_exact_words(self):
        flat = " ".join(terminal.article(ARTICLES["w"]).split())
        assert "indirect the roof had leaked for a year" in flat
        assert "Tarn Press ← two cleaners (not named) “told”: said as a fact; so read probably, 90%" in flat

    def test_lists_changes_and_pages(self):
        assert "st1" in terminal.stories([STORY])
        assert "No stories yet" in terminal.stories([])
        change = Change(
            "2031-05-04T09:00:00Z", "disputed", "leak", LEAK.text, "disputed", "unconfirmed", reason="denied"
        )
        assert "unconfirmed → disputed (denied)" in terminal.changes([change])
        assert terminal.changes([]) == ""
        assert "Moor Echo" in terminal.lineages(STORY)
        assert "leaked" in terminal.claims(STORY, ARTICLES)
        assert "fire officer" in terminal.page(ARTICLES["w"].article)

    @given(st.text(), st.integers(1, 60))
    def test_wrapping_keeps_every_letter_and_the_room(self, words, room):
        line = clean(words)
        lines = wrap(line, max(2, room))
        assert "".join("".join(lines).split()) == "".join(line.split())
        assert all(columns(one) <= max(2, room) for one in lines)


class TestMarking:
    def test_nested_marks_are_cut_and_join_to_the_text(self):
        found = marking.paragraphs(ARTICLES["w"], marking.marks(ARTICLES["w"], {"a1": "claim-1"}))
        assert "\n\n".join("".join(piece.text for piece in p.pieces) for p in found) == WIRE
        (content,) = [piece for p in found for piece in p.pieces if "content" in piece.roles]
        assert content.text == "the roof had leaked for a year"
        assert content.opens == ("a1",)
        assert {"claim", "content"} == set(content.roles)

    @given(st.lists(st.tuples(st.integers(0, len(WIRE)), st.integers(0, len(WIRE))), max_size=12))
    def test_any_marks_leave_the_text_whole(self, pairs):
        marks = [marking.Mark((min(p), max(p)), "content", str(n)) for n, p in enumerate(pairs)]
        for paragraph in marking.paragraphs(ARTICLES["w"], marks):
            assert "".join(piece.text for piece in paragraph.pieces) == WIRE[paragraph.start : paragraph.end]


def dated(value: str, begin: str | None = None, until: str | None = None) -> TimelineEntry:
    return replace(TIMELINE[0], value=value, begin=begin, until=until)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (dated("2031-05-02"), "2 May"),
        (dated("2030-05-02"), "2 May 2030"),
        (dated("2031-05"), "May 2031"),
        (dated("1994"), "1994"),
        (dated("2031-05-02TNI"), "2 May, night"),
        (dated("2031-W18"), "week of 28 Apr"),
        (dated("2031-05-02T18:00", "2031-05-02T16:00:00Z", "2031-05-02T16:01:00Z"), "2 May 16:00"),
        (dated("2031-05-02T18:00", "2031-05-02T04:00:00Z", "2031-05-03T06:01:00Z"), "2 May 18:00 local"),
        (dated("FUTURE_REF"), "FUTURE_REF"),
    ],
)
def test_times_are_told_in_utc_or_as_they_are_known(entry, words):
    assert board.when(entry, 2031) == words


def test_what_lies_long_before_is_background():
    old, new = dated("1994", "1994-01-01T00:00:00Z"), dated("2031-05-01", "2031-05-01T00:00:00Z")
    assert board.near([old, new], STORY) == ((new,), (old,))


class TestPictures:
    def test_a_copy_rests_on_the_sources_of_its_text_through_its_text(self):
        drawing = picture.stemma(STORY, ARTICLES)
        assert ("moor echo", "a fire officer") not in {(edge.a, edge.b) for edge in drawing.edges}

    def test_the_stemma_runs_from_pages_to_origins(self):
        drawing = picture.stemma(STORY, ARTICLES)
        x = {node.label: node.x for node in drawing.nodes}
        assert x["Moor Echo"] < x["Tarn Press"] < x["two cleaners"]
        kinds = {(edge.a, edge.b): edge.kind for edge in drawing.edges}
        assert kinds["moor echo", "tarn press"] == "text"
        assert kinds["tarn press", "two cleaners"] == "word"
        boxes = [(n.x, n.y) for n in drawing.nodes]
        assert len(boxes) == len(set(boxes))

    def test_a_wire_that_nobody_captured_is_drawn_as_unseen(self):
        unseen = Lineage("l", "Dale Wire", ("c", "m"), (Derivation("c", "m", "common-source", 0.9),), "wire:Dale Wire")
        drawing = picture.stemma(replace(STORY, lineages=(unseen,)), ARTICLES)
        assert {node.label: node.kind for node in drawing.nodes}["Dale Wire"] == "unseen"

    def test_equal_instants_stand_under_each_other(self):
        line = picture.line(TIMELINE, board.names(STORY, ARTICLES), {k: a.article.body for k, a in ARTICLES.items()})
        a, b = line.ticks
        assert a.x == b.x
        assert a.y != b.y
        assert [moment.hour for moment in line.moments] == ["16:00"]


def test_a_command_that_is_named_finds_the_library_that_was_given() -> None:
    one = replace(STORY, possibly_same=("s-2",))
    assert f"stemma corrections merge {one.id} s-2 --library news.db" in " ".join(
        terminal.stories([one], options=" --library news.db").split()
    )
