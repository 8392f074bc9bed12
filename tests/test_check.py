"""A draft against pages: how it is read, and what is said of its quotations, figures, hedges and citations."""

from __future__ import annotations

import pytest

from stemma import annotate, relate
from stemma.check import draft as drafts
from stemma.check.draft import Draft
from stemma.check.forms import form
from stemma.check.held import Held
from stemma.check.verifying import verify
from stemma.errors import EmptyInput, TooLarge, Unreadable
from stemma.model import Annotated, Article, Finding

WIRE = """VEGNES - Four people were killed when a cable car fell into the Vegne valley on Monday, police said.

"We heard the rope sing and then the cabin was gone," said Ida Marl, who sells tickets at the lower station.

The brakes may have failed in the frost. The lift cost 3.5 million euros and was opened on 12 May 2029.

Mayor Odd Renn said the colour of the cable had changed weeks ago."""
LATER = """VEGNES - Nine people were killed when a cable car fell into the Vegne valley, police said on Tuesday.

"Nobody warned us about the rope," said Tora Lind, whose brother was in the cabin."""
COPY = WIRE.replace("VEGNES - ", "")


def page(id: str, body: str, published: str, outlet: str) -> Annotated:
    article = Article(
        id, body, f"https://{id}.example/lift", outlet, "Cable car falls", published=published, language="en"
    )
    return Annotated(article, annotate(article))


@pytest.fixture(scope="module")
def held() -> Held:
    members = [
        page("wire", WIRE, "2031-02-03T10:00:00+01:00", "Lofot Wire"),
        page("copy", COPY, "2031-02-03T12:00:00+01:00", "Fjord Post"),
        page("later", LATER, "2031-02-04T10:00:00+01:00", "Fell Courier"),
    ]
    ids = {member.article.id: member for member in members}
    cited = {f"https://{id}.example/lift": (id,) for id in ids} | {id: (id,) for id in ids}
    return Held(ids, (relate(members),), cited)


def found(held: Held, text: str) -> list[Finding]:
    draft = drafts.read(text, known=lambda id: id in held.pages)
    article = Article("draft", draft.text, published="2031-02-04T10:00:00+01:00", language="en")
    made = verify(draft, Annotated(article, annotate(article)), held)
    return [finding for one in made for finding in one.findings]


def told(held: Held, text: str, kind: str) -> list[str]:
    return [finding.result for finding in found(held, text) if finding.kind == kind]


def test_markdown_is_read_with_the_place_of_each_character() -> None:
    given = "# Lift\n\n- The **cabin** [fell](https://a.example/x) [1], [^b] he said.\n\n"
    given += "[1]: https://b.example/y\n[^b]: wire\n"
    draft = drafts.read(given)
    assert "The cabin fell, he said." in draft.text
    at = draft.text.index("cabin")
    assert given[slice(*draft.given((at, at + 5)))] == "cabin"
    assert [cite.target for cite in draft.cites] == ["https://a.example/x", "https://b.example/y", "wire"]
    assert [given[slice(*cite.span)] for cite in draft.cites] == ["[fell](https://a.example/x)", "[1]", "[^b]"]


def test_html_is_read_with_links_notes_and_entities() -> None:
    given = (
        "<html><head><title>no</title></head><body><p>The &ldquo;cabin&rdquo; <a href='https://a.example/x'>fell</a>"
        "<sup><a href='#n1'>1</a></sup>.</p><script>no()</script><ol><li id=n1><a href='https://b.example/y'>b</a></li></ol>"
    )
    draft = drafts.read(given)
    assert draft.text.startswith("The “cabin” fell.")
    assert "no" not in draft.text
    assert [cite.target for cite in draft.cites][:2] == ["https://a.example/x", "https://b.example/y"]
    assert given[slice(*draft.given((4, 5)))] == "&ldquo;"


def test_ids_of_articles_in_brackets_are_citations_and_other_brackets_are_words() -> None:
    draft = drafts.read("The cabin [of the lift] fell (wire-7; wire-8).", known=lambda id: id.startswith("wire"))
    assert draft.text == "The cabin [of the lift] fell ."
    assert [cite.target for cite in draft.cites] == ["wire-7", "wire-8"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (b"", EmptyInput),
        (b"  \n\t", EmptyInput),
        ("# --- ***\n", EmptyInput),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), Unreadable),
        (b"%PDF-1.7 " + b"words " * 50, Unreadable),
        (b"a word " * 2_000_000, TooLarge),
        ("a word " * 20_000, TooLarge),
        (b"\xff\xfeh\x00\x00\xd8i\x00", Unreadable),
    ],
)
def test_a_draft_that_cannot_be_read_is_one_clear_line(given: bytes | str, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        drafts.read(given, name="note.md")
    assert str(raised.value).startswith("note.md: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_drafts_in_other_character_sets_are_read(charset: str) -> None:
    assert "“sing” Blåfjell" in drafts.read("The rope was heard to “sing” Blåfjell over.".encode(charset)).text


def test_spellings_of_one_word_have_one_form() -> None:
    assert form("Colour") == form("color")
    assert form("organised") == form("organized")
    assert form("didn’t") == form("didn't")
    assert form("four") != form("for")


@pytest.mark.parametrize(
    ("quote", "result", "note"),
    [
        ("We heard the rope sing and then the cabin was gone", "verbatim", ""),
        ("we heard the rope sing, and then the cabin was gone", "verbatim", ""),
        ("We heard the rope … the cabin was gone", "verbatim", "ellipsis"),
        ("We heard [clearly] the rope sing and then the cabin was gone", "verbatim", "insertion"),
        ("[W]e heard the rope sing and then [it] was gone", "verbatim", "insertion"),
        ("We heard the rope scream and then the cabin was gone", "altered", "“sing” there, “scream” here"),
        ("We heard the rope sing and the cabin was gone", "altered", "“then” there is left out"),
        ("The mountain never gives back what it has taken from us", "not-found", "in no page"),
    ],
)
def test_quotations(held: Held, quote: str, result: str, note: str) -> None:
    (finding,) = [f for f in found(held, f"“{quote},” said Ida Marl.") if f.kind == "quotation"]
    assert (finding.result, finding.note) == (result, note)
    if result != "not-found":
        assert finding.article in ("wire", "copy")
        assert finding.words.startswith("We heard")


def test_another_spelling_is_told(held: Held) -> None:
    (finding,) = [f for f in found(held, "“the color of the cable had changed weeks ago”") if f.kind == "quotation"]
    assert finding.result == "verbatim"
    assert "spelling" in finding.note


def test_a_speaker_that_the_pages_do_not_give_the_words_to(held: Held) -> None:
    quote = "“We heard the rope sing and then the cabin was gone,” said"
    assert told(held, f"{quote} Ida Marl.", "speaker") == ["found"]
    assert told(held, f"{quote} Marl.", "speaker") == ["found"]
    assert told(held, f"{quote} Tora Lind.", "speaker") == ["misattributed"]
    assert told(held, f"{quote} she.", "speaker") == []
    assert told(held, f"Tora Lind was angry.\n\n{quote} she.", "speaker") == []


def test_figures_are_compared_by_what_they_count(held: Held) -> None:
    assert told(held, "The lift cost €3.5m.", "figure") == ["found"]
    assert told(held, "The lift cost 4.5 million euros.", "figure") == ["conflict"]
    assert told(held, "Sixty firefighters were at the lift.", "figure") == ["not-found"]


def test_a_toll_that_a_later_page_replaced_is_overtaken(held: Held) -> None:
    (finding,) = [f for f in found(held, "Four people were killed when the cable car fell.") if f.kind == "figure"]
    assert (finding.result, finding.article, finding.words) == ("overtaken", "later", "Nine")
    assert told(held, "Nine people were killed when the cable car fell.", "figure") == ["found"]
    rose = "The toll in the cable car rose from four people killed to nine people killed."
    assert "overtaken" not in told(held, rose, "figure")


FIRST = """The storm on Tunge tore the roofs off 212 houses and cost the island 40 million euros, the county said."""
SECOND = """The storm on Tunge tore the roofs off 212 houses and cost the island 55 million euros, the county said."""
OTHER = """The flood in Vegne took the roofs of 90 houses and cost the valley 70 million euros, the county said."""


@pytest.fixture(scope="module")
def storm() -> Held:
    members = [
        page("first", FIRST, "2031-02-03T10:00:00+01:00", "Lofot Wire"),
        page("second", SECOND, "2031-02-05T12:00:00+01:00", "Fjord Post"),
        page("other", OTHER, "2031-02-06T12:00:00+01:00", "Fell Courier"),
    ]
    return Held({member.article.id: member for member in members}, (relate(members),))


def test_a_sum_that_a_later_page_tells_again_with_another_value_is_overtaken(storm: Held) -> None:
    (finding,) = [f for f in found(storm, "The storm on Tunge cost 40 million euros.") if f.kind == "figure"]
    assert (finding.result, finding.article, finding.words) == ("overtaken", "second", "55 million")
    assert told(storm, "The storm on Tunge cost 55 million euros.", "figure") == ["found"]


def test_another_thing_in_nearly_the_same_words_overtakes_nothing(storm: Held) -> None:
    assert told(storm, "The storm on Tunge cost the island 55 million euros, the county said.", "figure") == ["found"]


@pytest.mark.parametrize("when", ["By noon on Monday", "At first", "By nightfall"])
def test_a_toll_that_the_draft_tells_of_an_earlier_moment_is_not_overtaken(held: Held, when: str) -> None:
    text = f"{when} four people were known to have been killed when the cable car fell."
    assert "overtaken" not in told(held, text, "figure")


DENIED = """VEGNES - Two guards said the brakes of the lift had failed twice in the week before the cabin fell.

Ida Marl, who leads the lift company, denied that the brakes had failed in that week.

Mayor Odd Renn said the company had known of the frost in the brakes since January."""


@pytest.fixture(scope="module")
def denied() -> Held:
    members = [page("denied", DENIED, "2031-02-03T10:00:00+01:00", "Lofot Wire")]
    return Held({member.article.id: member for member in members}, (relate(members),))


@pytest.mark.parametrize(
    ("text", "note", "words"),
    [
        (
            "Ida Marl said the brakes had failed twice in the week.",
            "denied there by Ida Marl",
            "denied that the brakes",
        ),
        ("The brakes had failed twice in the week, Marl said.", "denied there by Ida Marl", "denied that the brakes"),
        (
            "Odd Renn denied that the company had known of the frost in the brakes.",
            "said there by Odd Renn, not denied",
            "Odd Renn said the company had known",
        ),
    ],
)
def test_what_a_draft_has_somebody_say_who_denies_it(denied: Held, text: str, note: str, words: str) -> None:
    (finding,) = [f for f in found(denied, text) if f.kind == "speaker"]
    assert (finding.result, finding.note) == ("misattributed", note)
    assert words in finding.words


@pytest.mark.parametrize(
    "text",
    [
        "Ida Marl denied that the brakes had failed twice in the week.",
        "Odd Renn said the company had known of the frost in the brakes.",
        "Two guards said the brakes had failed twice in the week before the cabin fell.",
        "Ida Marl said the company would pay for the cabin.",
    ],
)
def test_what_somebody_says_there_as_well_is_not_told(denied: Held, text: str) -> None:
    assert told(denied, text, "speaker") == []


def test_who_is_named_inside_a_quotation_does_not_speak_it(held: Held) -> None:
    assert told(held, "“We heard the rope … the cabin of Tora Lind was gone,” she said.", "speaker") == []


def test_dates_and_names(held: Held) -> None:
    assert told(held, "The lift was opened on 12 May 2029.", "date") == ["found"]
    assert told(held, "The lift was opened on 14 May 2029.", "date") == ["conflict"]
    assert told(held, "A cable car fell into the Vegne valley on Monday.", "date") == ["found"]
    assert told(held, "A cable car fell into the Tunge valley on Monday.", "name") == ["not-found"]
    assert told(held, "A cable car fell into the Vegne valley on Monday.", "name") == []


def test_a_hedge_that_is_left_out_is_told_more_firmly(held: Held) -> None:
    assert told(held, "The brakes had failed in the frost.", "hedge") == ["firmer"]
    assert told(held, "The brakes may have failed in the frost.", "hedge") == []
    assert told(held, "The brakes possibly failed in the frost.", "hedge") == []


def test_a_hedge_that_an_ellipsis_left_out_is_not_missed(held: Held) -> None:
    assert told(held, "“We heard the rope … the cabin was gone,” said Ida Marl.", "hedge") == []


def test_a_source_that_is_left_out_is_told_more_firmly(held: Held) -> None:
    assert told(held, "The colour of the cable had changed weeks ago.", "hedge") == ["firmer"]
    assert told(held, "Mayor Odd Renn said the colour of the cable had changed weeks ago.", "hedge") == []


def test_citations(held: Held) -> None:
    fact = "The lift cost 3.5 million euros and was opened on 12 May 2029"
    assert told(held, f"{fact} [wire].", "citation") == ["found"]
    assert told(held, f"[{fact}](https://wire.example/lift).", "citation") == ["found"]
    assert told(held, f"{fact} [later].", "citation") == ["not-found"]
    assert told(held, f"{fact} [1].\n\n[1]: https://else.example/", "citation") == ["unknown"]
    assert told(held, f"{fact} [wire] [copy].", "citation") == ["found", "copy"]
    assert told(held, f"{fact} [wire] [1].", "citation") == ["found", "unknown"]


def test_the_nearest_claim_is_told_with_its_status(held: Held) -> None:
    (finding,) = [f for f in found(held, "Four people were killed in the Vegne valley.") if f.kind == "claim"]
    assert finding.result == "found"
    assert finding.claim
    assert finding.story
    assert "killed" in finding.words


def test_a_library_without_a_page_on_it_says_so() -> None:
    draft = drafts.read("The harbour of Sund is closed.")
    member = Annotated(
        Article("draft", draft.text, language="en"), annotate(Article("draft", draft.text, language="en"))
    )
    (one,) = verify(draft, member, Held({}))
    assert [(f.kind, f.result, f.note) for f in one.findings] == [
        ("claim", "not-found", "the library has no page on this")
    ]


def test_spans_are_those_of_the_draft_as_it_was_given(held: Held) -> None:
    given = "*Sadly* **four** people were killed when the cable car fell."
    (finding,) = [f for f in found(held, given) if f.kind == "figure"]
    assert given[slice(*finding.span)] == "four"


def test_citing_belongs_to_the_sentence_before_it() -> None:
    draft = Draft("One. Two.", tuple(range(9)), tuple(range(1, 10)), ())
    assert draft.citing(((0, 4), (5, 9))) == {(0, 4): (), (5, 9): ()}
    marked = drafts.read("One fell. [1] Two fell.")
    spans = ((0, 9), (11, 20))
    assert [len(cites) for cites in marked.citing(spans).values()] == [1, 0]


def test_a_note_of_html_that_is_an_id_of_an_article_is_no_sentence() -> None:
    given = "<p>The cabin fell<sup><a href='#f1'>1</a></sup>.</p><ol><li id='f1'>wire-7.html</li></ol>"
    draft = drafts.read(given)
    assert [cite.target for cite in draft.cites] == ["wire-7.html"]
    assert draft.text.strip() == "The cabin fell."


def test_the_toll_of_another_kind_is_not_the_same_figure(held: Held) -> None:
    assert told(held, "Nine people were injured when the cable car fell.", "figure") == ["not-found"]
