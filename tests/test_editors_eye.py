"""What a news editor would not show: doubles, fragments, half quotations, offices told again, complaints as dates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemma.lang.en.times import times
from stemma.model import (
    Annotated,
    Annotations,
    Article,
    BriefSentence,
    Claim,
    Conflict,
    ConflictSide,
    Lineage,
    Quantity,
    Reading,
    Statement,
    StatusChange,
    Story,
    StoryArticle,
)
from stemma.tell import board, naming, tally, wording
from stemma.tell.brief import untold
from stemma.tell.formats import html, markdown
from stemma.tell.formats import text as terminal
from stemma.tell.showing import sentences, shown
from stemma.tell.timeline import timeline
from stemma.tell.why import plural, why

BODY = (
    "“The council wants to close our baths? Heaven help them. The baths can make this town strong,” Ida Marl said.\n\n"
    "“The baths made Tarnholm strong. It can keep our winters warm.”\n\n"
    "Ida Marl said the baths of Tarnholm can make the town strong again."
)
PAGE = Annotated(Article("a", BODY, outlet="Tarn Press", published="2031-05-02T08:00:00Z"), Annotations())
PAGES = {"a": PAGE}


def said(id: str, words: str, whole: str, **more: object) -> Statement:
    at, start = BODY.index(words), BODY.index(whole)
    made = Statement(
        id, "a", "x", ((at, at + len(words)),), "assert", "CT+", text=words, chain=("Ida Marl",), origin="Ida Marl",
        origin_type="person", named=True, time="2031-05-02T08:00:00Z", sentence=(start, start + len(whole)),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def claim(id: str, *statements: Statement) -> Claim:
    line = StatusChange("2031-05-02T08:00:00Z", "reported", (statements[0].id,))
    return Claim(id, statements[0].text, statements, "reported", (line,), 1, 1, (1, 1), shown=statements[0].id)


def story(*claims: Claim, **more: object) -> Story:
    made = Story(
        "s", "Baths of Tarnholm", "developing", "2031-05-02", "2031-05-02",
        (StoryArticle("a", "Tarn Press", None, "2031-05-02T08:00:00Z"),), 1, (Lineage("l", None, ("a",)),), (2, 5),
        claims, board=tuple(one.id for one in claims),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


WARM = said("s1", "It can keep our winters warm", "It can keep our winters warm.”")
HELP = said("s2", "Heaven help them", "Heaven help them.")
STRONG = said("s3", "The baths made Tarnholm strong", "The baths made Tarnholm strong.")


class TestSentences:
    def test_what_the_status_rests_on_is_shown_in_nobody_elses_words_and_with_its_own_figure(self):
        whole = "Ida Marl said the baths of Tarnholm can make the town strong again."
        other = said("s8", "the baths of Tarnholm can make the town strong again", whole, origin="Osk Daily")
        leaning = said("s9", "The baths can make this town strong", "“The council wants to close our baths?",
                       content=((0, 38),), text="The baths can make this town strong?")  # fmt: skip
        assert shown(claim("c", leaning, other), PAGES).statement is leaning
        counted = replace(other, origin="Ida Marl", reading=Reading(figures=(Quantity("bath", 3, 3, 0, 1, "3"),)))
        assert shown(claim("c", leaning, counted), PAGES).statement is leaning

    def test_what_leans_on_its_quotation_is_shown_with_all_of_it(self):
        assert shown(claim("c", WARM), PAGES).marked == (
            "“The baths made Tarnholm strong. ‹It can keep our winters warm›.”"
        )
        assert shown(claim("c", HELP), PAGES).marked == (
            "“The council wants to close our baths? ‹Heaven help them›. The baths can make this town strong,”"
        )

    def test_a_sentence_inside_a_quotation_has_its_marks(self):
        assert shown(claim("c", STRONG), PAGES).sentence == "“The baths made Tarnholm strong.”"

    def test_of_like_statements_the_one_that_stands_alone_is_shown(self):
        leaning = said("s4", "The baths can make this town strong", "“The council wants to close our baths?",
                       content=((0, 38),), text="The baths can make this town strong?")  # fmt: skip
        alone = said("s5", "the baths of Tarnholm can make the town strong again", BODY.rpartition("\n\n")[2])
        assert shown(claim("c", leaning, alone), PAGES).sentence.startswith("Ida Marl said the baths")

    def test_no_sentence_of_the_board_stands_in_for_another(self):
        leaning = replace(WARM, id="s6", text="the baths keep the town warm")
        other = replace(STRONG, text="the baths keep the town strong")
        found = sentences(story(claim("one", leaning, other), claim("two", other)), PAGES)
        assert "winters warm" in found["one"].core
        assert found["two"].core == "The baths made Tarnholm strong"


class TestDoubles:
    def test_the_brief_leaves_out_what_the_board_says(self):
        def line(words: str) -> BriefSentence:
            return BriefSentence(words, "a", (0, len(words)), "Tarn Press", ("Ida Marl",), None, None, False)

        again, new = line("The baths made Tarnholm strong."), line("Swimmers from Wendel Bay sent flowers to the hall.")
        assert untold((again, new), ["“The baths made Tarnholm strong,” she said."]) == (new,)
        one = story(claim("c", STRONG))
        for page in (
            terminal.story(one, PAGES, timeline=(), brief=(again, new)),
            markdown.story(one, PAGES, timeline=(), brief=(again, new)),
            html.story(one, PAGES, timeline=(), brief=(again, new)),
        ):
            assert "also told" in page.lower()
            assert "in brief" not in page.lower()
            assert "Wendel Bay" in page


class TestPeople:
    @pytest.mark.parametrize(
        ("name", "role", "office"),
        [("Ida Marl", "Senator Ida Marl of Norland, the Moor leader", "Moor leader"),
         ("Ida Marl", "Marl in the new film", None),
         ("Ida Marl", "Marl, a former diver who won the cup in 2001 before leaving for the coast", "former diver"),
         ("Ida Marl", "Marl, whose club has met for more than a year", None),
         ("Ida Marl", "Sen. Ida Marl (M-Nor.), Senate Leader Bo Dahl (M-Elm) and 18 members of the board", "Sen."),
         ("Ida Marl", "aide to Bo Dahl", "aide to Bo Dahl"),
         ("Ida Marl", "Treasury Secretary Ida R. Marl", "Treasury Secretary"),
         ("Ida R. Marl", "House Speaker Ida Marl; House Speaker Ida R. Marl of Norland", "House Speaker"),
         ("Ida Marl", "harbour master of Norland; Norland", "harbour master of Norland"),
         ("Ida Marl", "a law professor at the Norrick University of the North and director of the Orrin Institute and "
          "of its Centre for old and new bridges; Orrin Institute", None)],
    )  # fmt: skip
    def test_an_office_is_what_the_name_does_not_say(self, name, role, office):
        one = said("s", "Ida Marl", "Ida Marl", origin=name, role=role)
        assert naming.office(one, {"ida marl", "bo dahl"}) == office

    def test_who_somebody_is_is_told_once_a_page(self):
        harbour = [replace(one, role="harbour master") for one in (STRONG, WARM)]
        first, second = board.arranged(story(*(claim(one.id, one) for one in harbour))).main
        assert ([v.role for v in first.says], [v.role for v in second.says]) == (["harbour master"], [None])

    def test_one_person_with_and_without_a_title_is_one(self):
        titled = replace(WARM, origin="Norland Gov. Ida Marl", identity="person:norland-gov-ida-marl")
        both = claim("c", replace(STRONG, identity="person:ida-marl"), titled)
        assert [v.name for v in board.board(story(both))[0].says] == ["Ida Marl"]

    @pytest.mark.parametrize(
        ("printed", "called"),
        [("the Elm Riders, a cycling club", "the Elm Riders"), ("Orme administration’s", "Orme administration"),
         ("it", "somebody"), ("Marlow's", "Marlow's"), ("Marl, Orme", "Marl, Orme")],
    )  # fmt: skip
    def test_a_name_is_called_plainly(self, printed, called):
        assert naming.called(printed) == called

    def test_many_say(self):
        assert plural("Other Moorlanders")
        assert plural("Moorlanders", named=False)
        assert not plural("Blue Strait Lines")
        assert (
            why(claim("c", replace(STRONG, origin="Leading Moorlanders", named=False))) == "Leading Moorlanders say so"
        )


class TestWords:
    def test_the_head_tells_voices_from_texts_and_one_day_once(self):
        one = story(claim("c", STRONG))
        assert (
            tally.counts(one) == "One page by one outlet rests on one text; two to five different voices speak in it."
        )
        assert board.span(one) == "news of 2 May 2031"
        assert board.span(replace(one, last="2031-05-04", state="quiet")) == (
            "quiet, last news 4 May 2031, first 2 May 2031"
        )
        for page in (terminal.story(one, PAGES, timeline=(), brief=()), html.story(one, PAGES, timeline=(), brief=())):
            assert "developing" not in page.partition("laim")[0]

    def test_a_yes_and_a_no_are_told_in_plain_words(self):
        side = ConflictSide("a", (0, 4), "so")
        assert wording.differ(Conflict("polarity", "c", side, side)) == (
            "yes or no", "one says so, the other denies it",
        )  # fmt: skip
        assert wording.differ(Conflict("number", "c", side, side)) == ("number", "do not agree")


class TestTimes:
    BODY = (
        "The baths shut on Monday. The baths of Tarnholm shut on Monday. Children cannot keep Christmas. "
        "The fair closed at Christmas. The rules on Monday were unfair."
    )

    def told(self, words: str, **reading: object) -> list[str]:
        raw = Article("a", self.BODY, outlet="Tarn Press", published="2031-05-07T08:00:00Z", timezone="UTC")
        page, at = Annotated(raw, Annotations(times=times(raw))), self.BODY.index(words)
        one = said("s", "Ida Marl", "Ida Marl", content=((at, at + len(words)),), sentence=None,
                   time="2031-05-07T08:00:00Z", reading=Reading(**reading))  # fmt: skip
        return [entry.text for entry in timeline(story(claim("c", one)), {"a": page})]

    def test_a_holiday_that_is_kept_is_no_time(self):
        assert self.told("Children cannot keep Christmas") == []
        assert self.told("The fair closed at Christmas") == ["The fair closed at Christmas"]

    def test_a_complaint_is_no_event_and_a_state_none_unless_it_was_or_comes(self):
        words = "The rules on Monday were unfair"
        for telling in ("opinion", "demand", "question", "state"):
            assert self.told(words, telling=telling) == []
        assert self.told(words, telling="state", tense="past") == [words]

    def test_entries_that_repeat_one_another_are_one(self):
        raw = Article("a", self.BODY, outlet="Tarn Press", published="2031-05-07T08:00:00Z", timezone="UTC")
        page = Annotated(raw, Annotations(times=times(raw)))
        made = []
        for n, words in enumerate(("The baths shut on Monday", "The baths of Tarnholm shut on Monday")):
            at = self.BODY.index(words)
            made.append(claim(f"c{n}", said(f"s{n}", "Ida", "Ida", content=((at, at + len(words)),), sentence=None)))
        one = story(*made)
        entries = timeline(one, {"a": page})
        assert len(entries) == 2
        assert [entry.text for entry in board.near(entries, one)[0]] == ["The baths shut on Monday"]


def test_a_weekend_is_told_in_words() -> None:
    assert board.dated("2031-W18-WE") == "weekend of 3 May"
    assert board.dated("2031-W18") == "week of 28 Apr"
