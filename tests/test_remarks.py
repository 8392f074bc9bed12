"""Releases, circles, verdicts and notices as they are read, told and sent. All texts are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stemma.library import Library, watching
from stemma.model import Capture, Review, Story
from stemma.read import read
from stemma.tell import remarks
from stemma.tell.brief import brief
from stemma.tell.changes import changes
from stemma.tell.formats import html, schemaorg, text
from stemma.tell.timeline import timeline
from tests.planted import captures, cases
from tests.planted import story as made


def planted(kind: str, name: str) -> Story:
    return made(next(case for case in cases(kind) if case.name.startswith(name)))


def page(
    head: str, body: str = "<p>The council of Orn met on Monday. It spoke about hedges, and about little else.</p>"
) -> Capture:
    content = f"<html lang='en'><head>{head}</head><body><article><h1>No ban</h1>{body}</article></body></html>"
    return Capture("f", "html", content.encode(), url="https://www.checkhouse.example/1", outlet="Checkhouse")


def test_a_claim_review_is_read_from_json_ld() -> None:
    declared = {
        "@type": "ClaimReview",
        "claimReviewed": "Orn has banned beehives",
        "datePublished": "2031-01-04",
        "author": {"@type": "Organization", "name": "Checkhouse"},
        "itemReviewed": {"@type": "Claim", "author": {"name": "Orn Buzz"}},
        "reviewRating": {"ratingValue": 1, "bestRating": "5", "worstRating": 1, "alternateName": "False"},
    }
    found = read(page(f'<script type="application/ld+json">{json.dumps({"@graph": [declared]})}</script>')).reviews
    assert found == (
        Review("Orn has banned beehives", "False", 1.0, 5.0, 1.0, "Checkhouse", "2031-01-04", None, "Orn Buzz"),
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"claimReviewed": "Orn has banned beehives"},
        {"reviewRating": {"alternateName": "False"}},
        {"claimReviewed": ["", 3], "reviewRating": "False"},
        {"claimReviewed": "Orn has banned beehives", "reviewRating": {"ratingValue": "many"}},
    ],
)
def test_a_review_without_claim_or_rating_is_none(broken: dict[str, object]) -> None:
    node = {"@type": "ClaimReview", **broken}
    assert read(page(f'<script type="application/ld+json">{json.dumps(node)}</script>')).reviews == ()


def test_the_number_of_a_rating_stands_in_for_its_words() -> None:
    node = {"@type": "ClaimReview", "claimReviewed": "Orn has banned beehives", "reviewRating": {"ratingValue": "2"}}
    (found,) = read(page(f'<script type="application/ld+json">{json.dumps(node)}</script>')).reviews
    assert (found.rating, found.value, found.best) == (None, 2.0, None)


def test_a_release_is_told_in_the_tree() -> None:
    story = planted("releases", "r01")
    assert remarks.of_pages(story) == {"p": ("release of Corvane",)}
    assert "release of Corvane" in text.lineages(story)


def test_a_circle_is_told_with_its_page() -> None:
    story = planted("circles", "k02")
    assert remarks.of_pages(story)["a"] == ("cites itself through Birk Times and Cedar Daily",)
    assert "cites itself through" in text.claims(story, {})


def test_a_circle_is_one_unknown_origin() -> None:
    alone, besides = planted("circles", "k01"), planted("circles", "k21")
    assert max(alone.claims, key=lambda c: len(c.statements)).origins == (1, 1)
    assert max(besides.claims, key=lambda c: len(c.statements)).origins[1] == 2


def test_a_verdict_stands_beside_its_claim_and_not_among_those_who_say_so() -> None:
    story = planted("takebacks", "t01")
    told = text.claims(story, {})
    assert "Checkhouse: “False” (1 of 5), 4 Jan" in told
    assert {page.id: page.kind for page in story.articles}["f"] == "fact-check"


def test_a_notice_is_a_change_of_the_story() -> None:
    story = planted("takebacks", "t17")
    event = next(change for change in changes(story) if not change.claim)
    assert (event.kind, event.articles, event.after) == ("kill", ("k", "m"), "withdrawn")
    assert changes(story, since="2031-02-03T00:00:00Z") == ()
    assert "killed by the agency" in text.lineages(story)


def test_the_report_shows_what_was_taken_back() -> None:
    story = planted("takebacks", "t16")
    shown = html.story(story, {}, timeline=timeline(story, {}), brief=brief(story, {}))
    assert "Taken back and judged" in shown
    assert "Alder Post: retraction of “Guards sold keys”" in shown


def test_claims_are_exported_for_fact_checkers() -> None:
    story = planted("takebacks", "t01")
    graph = schemaorg.story(story, {})["@graph"]
    (claim,) = [
        one for one in graph if one["@type"] == "Claim" and "beehives" in one["text"] and len(one["appearance"]) > 1
    ]
    assert claim["firstAppearance"] == {"@id": "urn:stemma:article:a"}
    assert {"@id": "urn:stemma:article:f"} not in claim["appearance"]
    assert "ClaimReview" not in json.dumps(graph)


def test_a_watch_finds_a_retraction(tmp_path: Path) -> None:
    first, later = captures(next(case for case in cases("takebacks") if case.name.startswith("t22")))
    with Library(tmp_path / "n.db") as library:
        library.add([first])
        story = library.store.story_of("a")
        assert story
        watch, _ = watching.add(library, "story", story)
        library.add([later])
        found = [match for match in watching.look(library) if match.kind == "change"]
        assert watching.look(library) == []
    (event,) = [match for match in found if match.claim is None]
    assert event.title.startswith("retraction: RETRACTION, 10 February 2031")
    assert {match.watch for match in found} == {watch.id}
