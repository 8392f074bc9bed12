"""Stories in any language: pages meet by content, not by function words; in two languages only where that is sure."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from stemma.lang import words as vocabulary
from stemma.model import Annotated, Annotations, Article
from stemma.relate.stories.features import term, tongue
from stemma.relate.stories.placing import Placement, Stories, keywords, spelled
from stemma.relate.stories.sketches import Fact

INVENTED = Path(__file__).parent / "data" / "stories_invented.jsonl"


def invented(*languages: str) -> dict[str, tuple[Article, str]]:
    """Twenty pages a language about ten events, with the event of each."""
    rows = [json.loads(line) for line in INVENTED.read_text("utf-8").splitlines()]
    return {
        row["id"]: (Article(**row), event)
        for row in rows
        if (event := row.pop("story")) and row["language"] in languages
    }


def placed(articles: list[Article]) -> tuple[Stories, dict[str, Placement]]:
    stories = Stories()
    return stories, {one.id: stories.place(Annotated(one, Annotations())) for one in articles}


@pytest.mark.parametrize("languages", [("de",), ("fr",), ("es",), ("de", "fr", "es")])
def test_ten_events_in_a_language_are_ten_stories(languages: tuple[str, ...]) -> None:
    pages = invented(*languages)
    stories, _ = placed([article for article, _ in pages.values()])
    events = defaultdict(set)
    for id, story in stories.index.story_of(list(pages)).items():
        events[story].add(pages[id][1])
    together = [found for story in stories.index.stories() if story.articles > 1 for found in [events[story.id]]]
    assert all(len(found) == 1 for found in together)
    assert len(together) >= 0.9 * len(pages) / 2


FARES = Article(
    id="fares",
    language="de",
    title="Verkehrsverbund hebt die Preise an",
    body="Der Verbund von Kalder hebt zum neuen Jahr auch die Preise für Busse und Bahnen an, wie er mitteilte. "
    "Und auch die Karten für Schüler werden bei dem Verbund teurer, der das mit den Kosten für Strom begründet.",
)
DRINK = Article(
    id="drink",
    language="de",
    title="Das Land bleibt beim Alkohol vorn",
    body="Das Land liegt auch in diesem Jahr beim Verbrauch von Alkohol vorn, wie aus einem Bericht hervorgeht, der am "
    "Dienstag vorgestellt wurde. Und auch bei den Frauen ist der Anteil der Raucher, der mit dem Bericht kam, hoch.",
)


def test_function_words_make_no_story_and_no_keyword() -> None:
    stories, found = placed([FARES, DRINK])
    assert found["drink"].opened
    empty = vocabulary.of("de")["function-words"]
    for story in stories.index.stories():
        assert keywords(story)
        assert not empty & set(keywords(story))


def test_keywords_are_spelled_as_the_pages_print_them() -> None:
    stories, _ = placed([FARES])
    (story,) = stories.index.stories()
    assert "Preise" in spelled(keywords(story), [FARES])
    assert spelled(["preis", "nowhere"], [FARES]) == ("Preise", "nowhere")


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("Stories", "en", "story"),
        ("Preisen", "de", "preis"),
        ("incendios", "es", "incendi"),
        ("Quirós", "es", "quirós"),  # names keep their endings
        ("пожаром", "ru", "пожар"),
        ("Ankara'da", "tr", "ankara"),
        ("Stories", "zu", "stories"),  # a language without lists
    ],
)
def test_words_lose_the_endings_of_their_language(word: str, language: str, expected: str) -> None:
    assert term(word, language) == expected


def test_a_language_goes_by_its_first_part_and_an_unknown_one_counts_as_none() -> None:
    assert tongue("de-AT") is tongue("de")
    assert tongue("pt_BR") is tongue("pt")
    assert tongue("zu").mark != tongue("xh").mark
    stories, _ = placed([Article(id="one", body="Trams stop in Harl.")])
    (story,) = stories.index.stories()
    assert story.sketches is not None
    assert story.sketches.facts[0, Fact.LANGUAGE] == 0


QUAKE = {
    "en": "A quake of magnitude 5.8 shook Orlesk, killing nine, governor Milena Drost said in Brannow. Of 412 houses "
    "at Lake Semmel some 38 fell, and Jaro Pelt of the institute in Tolmira expects tremors.",
    "es": "Un terremoto de magnitud 5.8 sacudió Orlesk, dijo la gobernadora Milena Drost en Brannow. De las 412 casas "
    "del lago Semmel cayeron 38, y espera temblores Jaro Pelt, del instituto de Tolmira.",
}


def test_pages_in_two_languages_meet_where_names_numbers_and_day_agree() -> None:
    def pair(second: str, day: str) -> Placement:
        pages = [
            Article(id="en", language="en", body=QUAKE["en"], published="2031-03-04T07:00:00Z"),
            Article(id="es", language="es", body=second, published=day),
        ]
        return placed(pages)[1]["es"]

    assert not pair(QUAKE["es"], "2031-03-04T09:00:00Z").opened
    later = pair(QUAKE["es"], "2031-03-14T09:00:00Z")
    assert later.opened
    assert not later.possibly_same
    only_names = pair(
        "Visitó Orlesk la gobernadora Milena Drost. También habló Jaro Pelt en Brannow.", "2031-03-04T12:00:00Z"
    )
    assert only_names.opened
    assert only_names.possibly_same
