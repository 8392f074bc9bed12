"""How a story is shown: claims in their sentences, why they stand as they do, figures in steps, what turned, words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemma import text as prose
from stemma.model import (
    Annotated,
    Annotations,
    Article,
    Claim,
    Figure,
    FigureValue,
    Notice,
    Quantity,
    Reading,
    Statement,
    StatusChange,
    Story,
    StoryArticle,
)
from stemma.relate.claims.series import counts, figures
from stemma.relate.stories.headline import headline
from stemma.steps import steps
from stemma.tell import board, legend, panel, tally
from stemma.tell.changes import turned
from stemma.tell.formats import html, markdown, tables
from stemma.tell.formats import text as terminal
from stemma.tell.showing import shown
from stemma.tell.why import plural, why

FIRST = (
    "TARNHOLM, Norland (NPA) — At least four people were killed when a mill fell in, the fire service said on Monday. "
    "Mayor Ida Marl said the owner had been warned."
)
LATER = "The number of dead rose to seven, the fire service said. The owner, Paul Orme, denied that he had been warned."
PAGES = {
    "a": Annotated(
        Article("a", FIRST, outlet="Tarn Press", title="Four dead as mill falls in", published="2031-05-02T08:00:00Z"),
        Annotations(),
    ),
    "b": Annotated(
        Article("b", LATER, outlet="Moor Echo", title="Mill toll rises to seven", published="2031-05-03T08:00:00Z"),
        Annotations(),
    ),
}


def said(id: str, article: str, words: str, sentence: str, origin: str, low: float = 0, **more: object) -> Statement:
    body = PAGES[article].article.body
    at, whole = body.index(words), body.index(sentence)
    figures = (Quantity("dead", low, low, 0, len(words), words),) if low else ()
    made = Statement(
        id=id, article=article, attribution="x", content=((at, at + len(words)),), act="assert", certainty="CT+",
        text=words, chain=(origin,), origin=origin, time=PAGES[article].article.published, named=True,
        sentence=(whole, whole + len(sentence)), reading=Reading(figures=figures),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


OLD = said("s1", "a", "At least four people were killed", FIRST.split(". Mayor")[0] + ".", "fire service", 4)
NEW = said("s2", "b", "The number of dead rose to seven", LATER.split(" The owner")[0], "fire service", 7)
WARNED = said("s3", "a", "the owner had been warned", "Mayor Ida Marl said the owner had been warned.", "Ida Marl",
              role="Mayor")  # fmt: skip
DENIED = said("s4", "b", "he had been warned", "The owner, Paul Orme, denied that he had been warned.", "Paul Orme",
              act="deny", role="the owner")  # fmt: skip
DEAD = Claim("dead", OLD.text, (OLD, NEW), "confirmed",
             (StatusChange("2031-05-02T08:00:00Z", "confirmed", ("s1",), "said with standing by fire service"),),
             2, 2, (1, 1), worth=0.9, shown="s1")  # fmt: skip
WARN = Claim("warn", WARNED.text, (WARNED, DENIED), "disputed",
             (StatusChange("2031-05-02T08:00:00Z", "reported", ("s3",)),
              StatusChange("2031-05-03T08:00:00Z", "disputed", ("s3", "s4"))),
             2, 2, (2, 2), worth=0.5, shown="s3")  # fmt: skip


def value(low: float, asof: str, origin: str, article: str) -> FigureValue:
    return FigureValue(f"{low:g}", low, low, "", asof, origin, article, (0, 1))


TOLL = Figure("dead", "dead", (
    FigureValue("≥ 4", 4, None, "", "2031-05-02T08:00:00Z", "fire service", "a", OLD.content[0]),
    FigureValue("7", 7, 7, "", "2031-05-03T08:00:00Z", "fire service", "b", NEW.content[0]),
))  # fmt: skip
STORY = Story(
    "st", "Mill toll rises to seven", "developing", "2031-05-02T08:00:00Z", "2031-05-03T08:00:00Z",
    tuple(StoryArticle(k, p.article.outlet, p.article.title, p.article.published) for k, p in PAGES.items()),
    2, (), (3, 3), claims=(WARN, DEAD), board=("dead", "warn"), figures=(TOLL,),
)  # fmt: skip


class TestSentence:
    def test_a_claim_stands_in_its_whole_sentence_word_for_word_without_its_dateline(self):
        found = shown(WARN, PAGES)
        assert found.sentence == "Mayor Ida Marl said the owner had been warned."
        assert found.core == "the owner had been warned"
        assert found.marked == "Mayor Ida Marl said ‹the owner had been warned›."
        opening = shown(DEAD, PAGES)
        assert opening.sentence.startswith("At least four people were killed when a mill")
        assert FIRST[opening.span[0] : opening.span[1]] == opening.sentence

    @pytest.mark.parametrize(
        ("before", "sentence", "with_it"),
        [
            ("Gil Montrose bought the yard.", "He sold it a year later.", True),
            ("Gil Montrose bought the yard.", "Notably, his brother did not sign.", True),
            ("The yard lost two ships.", "As a result, Gil Montrose had to sell it.", True),
            ("The yard lost two ships.", "This week it closed.", False),
            ("The yard lost two ships.", "The owner did not sign.", False),
            ("The yard had two owners.", "It was the bank that closed it.", False),
            ("He bought the yard.", "He sold it a year later.", False),
            ("Who bought the yard?", "He sold it a year later.", False),
            ("The yard has " + "a mast and " * 60 + "a hull.", "It was sold a year later.", False),
        ],
    )
    def test_a_sentence_about_somebody_named_before_it_is_shown_with_the_one_that_names_him(
        self, before, sentence, with_it
    ):
        body = f"OSTRAND, May 3 (WNA) — {before}\n\n{sentence}"
        page = Annotated(Article("b", body, outlet="Moor Echo"), Annotations(sentences=prose.sentences(body)))
        start = len(body) - len(sentence)
        one = replace(NEW, content=((start, len(body) - 1),), sentence=(start, len(body)), attribution=None)
        claim = replace(DEAD, statements=(one,), shown=one.id)
        found = shown(claim, {one.article: page})
        assert " ".join(found.sentence.split()) == (f"{before} {sentence}" if with_it else sentence)
        assert found.core == sentence[:-1]

    def test_a_toll_is_shown_with_the_value_that_holds(self):
        assert shown(DEAD, PAGES, [TOLL]).core == "The number of dead rose to seven"

    def test_without_its_page_a_claim_shows_its_own_words(self):
        assert shown(WARN, {}).marked == "the owner had been warned"

    def test_a_headline_is_a_sentence_too_and_its_marks_stay_off_the_body(self):
        title = "Mill toll rises to seven"
        one = replace(NEW, where="title", content=((0, 24),), sentence=(0, 24), attribution=None)
        claim = replace(DEAD, statements=(OLD, one), shown="s2")
        assert shown(claim, PAGES).sentence == title
        story = replace(STORY, claims=(claim,), board=("dead",), figures=())
        page = html.story(story, PAGES, timeline=(), brief=())
        assert 'class="m own" data-ids' not in page
        assert ">Mill toll rises to seven</span></blockquote>" in page


class TestWhy:
    def test_a_status_is_explained_in_plain_words(self):
        assert why(DEAD) == "fire service says so by name"
        assert why(WARN) == "Ida Marl says so, Paul Orme denies it"
        assert why(WARN, WARN.history[0]) == "Ida Marl says so"

    def test_a_lone_denial_of_what_others_said_says_so(self):
        change = StatusChange(None, "disputed", ("s4",), "denied by Paul Orme, who answer what others said")
        assert why(replace(WARN, statements=(DENIED,)), change) == "Paul Orme denies what others said"

    def test_what_is_unconfirmed_says_whether_for_the_source_or_for_the_hedge(self):
        def told(**more: object) -> str:
            one = replace(WARNED, **more)
            return why(replace(WARN, statements=(one,), history=(StatusChange(None, "unconfirmed", ("s3",)),)))

        assert told(certainty="PR+") == "Ida Marl says so, with a hedge"
        assert told(origin="officials", named=False) == "only sources whom nobody could ask say so"
        assert told(origin="officials", named=False, certainty="PR+").endswith("say so, or with a hedge")

    def test_what_a_page_says_in_its_own_voice_rests_on_nobody(self):
        own = replace(OLD, attribution=None, origin=None, chain=("Tarn Press",))
        assert why(replace(DEAD, statements=(own,), status="reported",
                           history=(StatusChange(None, "reported", ("s1",)),))) == (
            "Tarn Press writes so itself, naming nobody"
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("party", "many"),
        [("police", True), ("Police", True),
         ("two crew members", True), ("analysts at the Institute of Shipping", True),
         ("Blue Strait Lines", False), ("the Ministry of Works", False), ("Ida Marl", False)],
    )  # fmt: skip
    def test_parties_say_or_says(self, party, many):
        assert plural(party) is many


class TestBoard:
    def test_the_board_comes_first_in_its_order_and_the_rest_by_kind(self):
        plan = replace(WARN, id="plan", status="announced", worth=0.1, shown="s5", history=(), statements=(
            replace(WARNED, id="s5", act="announce"),))  # fmt: skip
        silent = replace(plan, id="silent", statements=(replace(WARNED, id="s5", act="no-comment"),))
        found = board.arranged(replace(STORY, claims=(plan, silent, WARN, DEAD)))
        assert [row.claim.id for row in found.main] == ["dead", "warn"]
        assert [(name, [row.claim.id for row in rows]) for name, rows in found.groups] == [
            ("plans", ["plan"]), ("reactions", ["silent"]),
        ]  # fmt: skip

    def test_since_when_is_the_last_line_of_the_ledger_as_it_is_told(self):
        more = (StatusChange("2031-05-04T08:00:00Z", "disputed", ("s4", "s3")), StatusChange(None, "reported", ("s3",)))
        for claim in (DEAD, WARN, *(replace(WARN, history=(*WARN.history, *more[:n])) for n in (1, 2))):
            assert board.since(claim) == board.history(claim)[-1][1]
        assert board.since(replace(WARN, history=())) is None

    def test_claims_off_the_board_are_the_same_folded_but_for_their_voices(self):
        story = replace(STORY, board=("dead",))
        whole, folded = board.arranged(story), board.arranged(story, folded=True)
        assert folded.main == whole.main
        pairs = [
            (a, b)
            for (_, x), (_, y) in zip(whole.groups, folded.groups, strict=True)
            for a, b in zip(x, y, strict=True)
        ]
        assert [(a.claim, a.why, a.changed) for a, _ in pairs] == [(b.claim, b.why, b.changed) for _, b in pairs]
        assert [b.says for _, b in pairs] == [()]

    def test_nobody_denies_what_he_says(self):
        both = replace(DENIED, id="s6", origin="Ida Marl", act="assert", certainty="CT-")
        (row,) = board.board(replace(STORY, claims=(replace(WARN, statements=(WARNED, both), status="reported"),)))
        assert [voice.name for voice in row.says] == ["Ida Marl"]
        assert row.denies == ()

    def test_a_pronoun_that_nobody_was_found_for_is_no_voice_beside_a_name(self):
        he = replace(WARNED, id="s8", article="b", origin="he", named=False, role=None)
        (row,) = board.board(replace(STORY, claims=(replace(WARN, statements=(WARNED, he)),)))
        assert [voice.name for voice in row.says] == ["Ida Marl"]
        (row,) = board.board(replace(STORY, claims=(replace(WARN, statements=(he,)),)))
        assert [voice.name for voice in row.says] == ["somebody"]

    def test_one_party_is_named_once_on_a_side_with_its_office(self):
        again = replace(WARNED, id="s7", article="b", origin="Marl", role=None)
        (row,) = board.board(replace(STORY, claims=(replace(WARN, statements=(WARNED, again)),)))
        assert [(voice.name, voice.role) for voice in row.says] == [("Ida Marl", "Mayor")]


class TestStandings:
    def test_what_is_certain_and_what_is_disputed_by_whom_is_told_first(self):
        rows = board.arranged(STORY).main
        assert tally.states(rows) == "Of two claims: one confirmed; one disputed, by Paul Orme."
        assert tally.states(rows[1:]) == "Of one claim: none confirmed; one disputed, by Paul Orme."
        assert tally.states(()) == ""

    def test_every_claim_of_the_board_is_counted_once(self):
        rows = board.arranged(STORY).main
        assert sorted(row.claim.id for one in tally.standings(rows) for row in one.rows) == ["dead", "warn"]

    def test_terminal_markdown_and_page_tell_it(self):
        line = "one disputed, by Paul Orme"
        assert line in terminal.story(STORY, PAGES, timeline=(), brief=())
        assert line in markdown.story(STORY, PAGES, timeline=(), brief=())
        assert line in html.story(STORY, PAGES, timeline=(), brief=())


class TestFigures:
    def test_steps_are_values_that_replaced_one_another(self):
        late = value(4, "2031-05-04T08:00:00Z", "Harbour 6", "c")
        corrected = value(6, "2031-05-05T08:00:00Z", "fire service", "d")
        assert [one.low for one in steps((*TOLL.series, late))] == [4, 7]
        assert [one.low for one in steps((*TOLL.series, late, corrected))] == [4, 7, 6]

    def test_a_figure_in_one_line_names_who_holds_and_who_is_behind(self):
        (one,) = panel.panels(STORY, {})
        assert panel.told(one) == "dead at least 4 → 7 (fire service, 3 May 08:00); Tarn Press still says 4"
        assert one.line is not None
        assert len(one.line.dots) == 2

    def test_a_figure_whose_values_come_and_go_is_left_out(self):
        back = (value(5, "2031-05-04T08:00:00Z", "fire service", "c"), value(7, "2031-05-05T08:00:00Z", "x", "d"))
        wavering = replace(TOLL, series=(*TOLL.series, *back))
        assert panel.panels(replace(STORY, figures=(wavering,)), {}) == ()

    def test_a_figure_is_a_table_too(self):
        rows = tables.rows([(STORY, PAGES)])["figures"]
        assert [(row["value"], row["holds"]) for row in rows] == [("≥ 4", False), ("7", True)]
        assert tables.load_csv("figures", tables.csv("figures", rows)) == [
            {name: cell if cell != "" else None for name, cell in row.items()} for row in rows
        ]

    def test_large_sums_are_read_in_millions_and_billions(self):
        def sum_of(low: float, high: float | None) -> str:
            return panel.worded(FigureValue("x", low, high, "EUR", None, None, "a", (0, 1)))

        assert sum_of(6e7, 6e7) == "60 million EUR"
        assert sum_of(1e11, 1.15e11) == "100 billion to 115 billion EUR"
        assert sum_of(2.5e6, None) == "at least 2.5 million EUR"

    def test_two_sums_in_one_statement_are_no_step_of_a_series(self):
        lost, asked = (Quantity("money EUR", n * 1e6, n * 1e6, 0, 9, f"{n} million") for n in (6, 5))
        both = replace(NEW, reading=Reading(figures=(lost, asked)))
        first = replace(OLD, reading=Reading(figures=(replace(asked, low=4e6, high=4e6),)))
        assert counts(both) == ()
        assert [q.text for q in counts(replace(NEW, reading=Reading(figures=(lost,))))] == ["6 million"]
        assert figures([replace(DEAD, statements=(first, both))]) == ()

    def test_many_names_are_told_as_a_number(self):
        assert panel.listed(["A", "B"]) == "A and B"
        assert panel.listed(list("ABCDE")) == "A, B, C and 2 others"


class TestHeadline:
    def test_a_story_is_called_by_the_newest_state_and_not_by_its_first_page(self):
        def titled(one: Statement, low: float) -> Statement:
            return replace(one, id=one.id + "t", where="title", reading=Reading(
                figures=(Quantity("dead", low, low, 0, 4, "x"),)))  # fmt: skip

        claim = replace(DEAD, statements=(OLD, NEW, titled(OLD, 4), titled(NEW, 7)))
        articles = [page.article for page in PAGES.values()]
        assert headline(articles, [claim], ["dead"], [TOLL]) == "Mill toll rises to seven"
        assert headline(articles[:1], [claim], ["dead"], [TOLL]) == "Four dead as mill falls in"

    def test_no_story_is_called_by_what_a_paper_takes_back(self):
        articles = [page.article for page in PAGES.values()]
        notice = replace(articles[0], id="n", title="Retraction: our report on the mill")
        back = Notice("retraction", "n", ("b",), "The Moor Echo has retracted an article.")
        assert headline([*articles, notice], [], [], [], [back]) == "Four dead as mill falls in"
        assert headline([notice], [], [], [], [back]) == notice.title


class TestSince:
    def test_what_turned_on_the_board_is_told_once_a_claim(self):
        assert [(c.claim, c.before, c.after) for c in turned(STORY)] == [("warn", "reported", "disputed")]

    def test_since_a_time_what_came_counts_too(self):
        assert {c.claim for c in turned(STORY, "2031-05-01T00:00:00Z")} == {"dead", "warn"}
        assert turned(STORY, "2031-05-04T00:00:00Z") == ()

    def test_the_terminal_puts_it_on_top(self):
        page = terminal.story(STORY, PAGES, timeline=(), brief=(), since="2031-05-03T00:00:00Z")
        assert page.index("SINCE 3 MAY") < page.index("reported → disputed") < page.index("WHAT IS CLAIMED")


class TestFormats:
    def test_terminal_markdown_and_page_show_the_same_claims_in_the_same_order(self):
        pages = (
            terminal.story(STORY, PAGES, timeline=(), brief=(), width=120),
            markdown.story(STORY, PAGES, timeline=(), brief=()),
            html.story(STORY, PAGES, timeline=(), brief=()),
        )
        for page in pages:
            after = max(page.lower().find("what is claimed"), page.find('id="board"'))
            first, second = page.index("The number of dead rose to seven", after), page.index("had been warned", after)
            assert first < second
            assert "Paul Orme denies it" in page

    def test_colour_tells_the_claim_from_its_sentence(self):
        page = terminal.claims(STORY, PAGES, colour=True, width=120)
        assert "‹" not in page
        assert "\x1b[1mowner\x1b[0m" in page
        assert "\x1b[2mMayor\x1b[0m" in page


class TestLegend:
    def test_every_status_count_and_more_has_one_line(self):
        from typing import get_args

        from stemma.model import Status

        for word in (*get_args(Status), "outlets", "texts", "origins"):
            assert legend.line(word), word
        assert legend.find("Text") == legend.find("texts")
        assert legend.find("gravity") is None

    def test_every_word_belongs_to_a_group_and_is_on_the_page(self):
        page = html.story(STORY, PAGES, timeline=(), brief=())
        for word in legend.words().values():
            assert word.group in legend.GROUPS
            assert f'id="legend-{word.word}"' in page


class TestManyPages:
    def test_a_stemma_of_sixty_pages_folds_those_that_have_one_text(self):
        from stemma.model import Derivation, Lineage
        from stemma.tell import picture

        ids = [f"p{n}" for n in range(60)]
        copies = tuple(Derivation("p0", id, "copy", 0.99, direction="forward") for id in ids[1:40])
        story = replace(
            STORY, claims=(), board=(), figures=(),
            articles=tuple(StoryArticle(id, f"Paper {id}", None, None) for id in ids),
            lineages=(Lineage("l", None, tuple(ids[:40]), copies),
                      *(Lineage(id, None, (id,)) for id in ids[40:])),
        )  # fmt: skip
        drawn = picture.stemma(story, {})
        folded = {node.label: len(node.stands) for node in drawn.nodes if node.kind == "folded"}
        assert folded["37 more with this text"] == 37
        assert sum(len(node.stands) for node in drawn.nodes) == 60
        assert len(drawn.nodes) <= picture.MOST_PAGES + 2

    def test_ten_pages_all_stand_for_themselves(self):
        from stemma.tell import picture

        drawn = picture.stemma(STORY, PAGES)
        assert {node.kind for node in drawn.nodes} <= {"page", "cited", "origin"}
