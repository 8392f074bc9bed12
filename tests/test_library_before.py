"""Libraries made before clauses had readings: pages get them when they are loaded. All texts are invented."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from stemma import annotate as floor
from stemma.annotate import annotate, read_again
from stemma.library import Library
from stemma.library.records import pack, unpack_annotated
from stemma.model import Annotated, Annotations, Article, Capture
from stemma.relate.claims.claims import claims
from stemma.relate.claims.statements import statements

BODY = (
    "The ferry had not left Port Vell, harbour master Ada Quill said. Three people were hurt. "
    "It was not clear who owned the ferry. The town hall denied such reports."
)


def span(words: str) -> list[list[int]]:
    start = BODY.index(words)
    return [[start, start + len(words)]]


def said(id: str, content: str, source: str, cue: str, **more: Any) -> dict[str, Any]:
    """An attribution as it was kept: without `speech`."""
    link = {"name": source, "type": "person", "named": True, "source": span(source), "cue": span(cue), "party": None}
    told = {"act": "assert", "certainty": "CT+", "tense": "past", "section": 0} | more
    kept = {"id": id, "content": span(content), "cue": span(cue), "source": span(source), "kind": "indirect"}
    return {**kept, "chain": [link | {"description": None}], "confidence": 0.9, **told}


OLD: dict[str, Any] = {
    "id": "p1",
    "body": BODY,
    "title": "Ferry stays",
    "outlet": "Osk Daily",
    "published": "2031-05-01T08:00:00Z",
    "language": "en",
    "attributions": [
        said("a1", "The ferry had not left Port Vell,", "harbour master Ada Quill", "said"),
        said("a2", "such reports", "The town hall", "denied", act="deny", certainty="CT-"),
    ],
    "assertions": [
        {"id": "s1", "content": span("Three people were hurt"), "certainty": "CT+", "act": "assert", "tense": "past"},
        {"id": "s2", "content": span("It was not clear who owned the ferry"), "certainty": "CT+", "tense": "past"},
    ],
    "sentences": [[0, 64], [65, 88], [89, 126], [127, len(BODY)]],
    "phrases": span("hurt"),
}
"""The record of a page as it was kept in 2026 before November."""


def loaded() -> Annotated:
    return unpack_annotated(zlib.compress(json.dumps(OLD).encode()))


def test_what_was_kept_without_readings_is_read_from_its_words() -> None:
    member = loaded()
    told = {s.text: s for s in statements((member,))}
    left = told["The ferry had not left Port Vell"]
    assert (left.reading.polarity, left.certainty) == (-1, "CT-")
    hurt = told["Three people were hurt"]
    assert [(v.what, v.low) for v in hurt.reading.figures] == [("injured", 3)]
    assert told["It was not clear who owned the ferry"].reading.polarity == 0
    assert told["such reports"].antecedent == left.id
    assert member.annotations.phrases == ()
    assert [c.text for c in claims((member,))]


def test_it_is_done_once_and_only_where_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    member = loaded()
    assert read_again(member) is member
    article = Article("p2", BODY, title="Ferry stays")
    new = Annotated(article, annotate(article))
    assert unpack_annotated(pack(new)) == new
    assert read_again(Annotated(article, Annotations())).annotations == Annotations()

    def never(article: Article, annotations: Annotations) -> Annotations:
        raise AssertionError("was read already")

    monkeypatch.setattr("stemma.lang.en.rereading.reread", never)
    assert floor.read_again(new) is new


def test_the_spans_that_are_read_again_lie_where_they_lay() -> None:
    article = Article("p2", BODY)
    new = annotate(article)
    bare = Annotations(attributions=new.attributions, sentences=new.sentences)
    again = read_again(Annotated(article, bare)).annotations
    assert again.attributions == new.attributions
    assert [c.content for c in again.clauses] == [c.content for c in new.clauses if c.kind == "main"]


def test_a_library_from_before_tells_its_stories(tmp_path: Path) -> None:
    with Library(tmp_path / "old.db") as library:
        library.add([Capture("p1", "body", BODY, title="Ferry stays", published="2031-05-01T08:00:00Z")])
        (story,) = library.stories(everything=True)
        record = zlib.compress(json.dumps(OLD).encode())
        library.store.rows("UPDATE articles SET record = ? WHERE id = ?", (record, "p1"))
        library.store.mark_stale(story.id)
        (member,) = library.articles(story.id).values()
        assert member == loaded()
        told = {s.text: s.reading.polarity for c in library.story(story.id).claims for s in c.statements}
        assert told["The ferry had not left Port Vell"] == -1
