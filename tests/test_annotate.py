"""What holds for all annotations: offsets slice back, ids count up, parties are those of the links."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.annotate import annotate, annotate_many
from stemma.lang.en.parse import LONGEST, parse
from stemma.lang.en.places import places
from stemma.lang.en.quotes import quotations
from stemma.lang.proposals import kind_of
from stemma.model import Annotations, Article

PIECES = st.sampled_from(
    [
        "The mayor said the bridge was closed.", "“We are safe,” said Ida Brenn. “Nobody is hurt.”",
        "According to police, two cars burned; the ministry denied it.", "It rained.", "\n\n", "“", "”", "'", " — ",
        "Reuters reported, citing officials, that prices rose.", "Brenn told Reuters she would leave.", "…", "?", "\t",
        "X quoted Y as saying", "according to", "per the", "Q: Why? A: Because.",
    ]
)  # fmt: skip


def check(body: str, found: Annotations) -> None:
    parties = {p.id: p for p in found.parties}
    for number, a in enumerate(found.attributions, 1):
        assert a.id == f"a{number}"
        assert a.chain
        for spans in (a.content, a.cue, a.source, *(link.source for link in a.chain)):
            assert all(0 <= s < e <= len(body) for s, e in spans)
            assert all(x[1] <= y[0] for x, y in pairwise(spans))
        assert 0 <= a.confidence <= 1
        for link in a.chain:
            assert parties[link.party or ""].type == link.type
    for party in found.parties:
        assert all(body[s:e].strip() for s, e in party.mentions)
    for place in found.places:
        assert all(body[s:e] == place.name or place.name in body for s, e in place.mentions)


@settings(max_examples=12, deadline=None)
@given(st.lists(PIECES, max_size=8).map(" ".join))
def test_spans_slice_back_whatever_the_text(body: str) -> None:
    check(body, annotate(Article(id="t", body=body, language="en")))


@pytest.mark.parametrize("body", ["", " ", "\n\n\n", "?", "“", "said", "According to", "ok \ud83d\ude00 said Brenn"])
def test_odd_texts_are_no_trouble(body: str) -> None:
    check(body, annotate(Article(id="t", body=body)))


def test_many_are_as_one() -> None:
    bodies = ["The mayor said it rained.", "Le pont est fermé.", "Police said two cars burned.", ""]
    articles = [Article(id=str(k), body=b, language="fr" if k == 1 else "en") for k, b in enumerate(bodies)]
    assert list(annotate_many(articles, batch=2)) == [annotate(a) for a in articles]


def test_a_long_body_keeps_its_offsets() -> None:
    body = "The mayor said it rained. " * (2 * LONGEST // 26)
    (doc,) = parse([Article(id="t", body=body)])
    assert doc.text == body
    assert all(body[t.idx : t.idx + len(t)] == t.text for t in doc)


def test_no_tree_crosses_a_section() -> None:
    from stemma.model import Section

    body = "The ferry sank off the coast and the mayor of the town said so"
    cut = body.index("and")
    sections = (Section("update", None, 0, cut), Section("original", None, cut, len(body)))
    (doc,) = parse([Article(id="t", body=body, sections=sections)])
    assert [s.text.strip() for s in doc.sents] == [body[:cut].strip(), body[cut:]]


def test_kinds() -> None:
    body = "He said “it is over” and left. “It is over.”"
    quotes = quotations(body)
    assert [body[s:e] for s, e in quotes] == ["“it is over”", "“It is over.”"]
    assert kind_of(((8, 20),), quotes) == "direct"
    assert kind_of(((0, 20),), quotes) == "mixed"
    assert kind_of(((21, 29),), quotes) == "indirect"


def test_places_by_list_and_by_wording() -> None:
    body = "A ferry left Norland for Iceland. It sank near the town of Grimsey Harbour, in Oslo, on the Blue River."
    (doc,) = parse([Article(id="t", body=body)])
    found = {p.name: p for p in places(doc)}
    assert found["Iceland"].country == "IS"
    assert found["Oslo"].latitude == pytest.approx(59.9, abs=0.2)
    assert "Blue River" in found
    assert all(body[s:e] == name for name, p in found.items() for s, e in p.mentions)


def test_a_persons_name_is_no_place() -> None:
    (doc,) = parse([Article(id="t", body="Jackson said he would leave. Paris Hilton agreed.")])
    assert places(doc) == ()
