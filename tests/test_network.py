"""The parser's network run in whole arrays: what it says of a text is what spaCy's own pipes say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from stemma.lang.en import network, parse

TEXTS = (
    "The ferry that left Port Aldine at 9.30 a.m. ran aground, said Capt. Ada Quill, whose men weren't hurt. Who pays?",
    "“We can't say why,” the harbour board’s chair told the Aldine Gazette — twice.\n\nMore, she added, would follow.",
    "Yes.",
    "",
    "On Sunday 12 people, some of whom the town had never seen before, were said to have been taken to Norland. " * 12,
)


def texts(starts: Sequence[int] = (0,)) -> list[Any]:
    """The texts in words, with a sentence at each full stop, and where asked."""
    made = []
    for text in TEXTS:
        doc = parse.pipeline().make_doc(text)
        after = {token.idx + 2 for token in doc if token.text in ".?"}
        made.append(parse._with_starts(doc, {*starts, *after}))
    return made


def told(doc: Any) -> list[tuple[str, str, str, int]]:
    return [(token.text, token.tag_, token.dep_, token.head.i) for token in doc]


@pytest.fixture(scope="module")
def wanted() -> list[list[tuple[str, str, str, int]]]:
    return [told(doc) for doc in parse.pipeline().pipe(texts())]


def test_tags_heads_and_labels_are_those_of_spacys_pipes(wanted: list[Any]) -> None:
    docs = texts()
    network.Network(parse.pipeline()).read(docs)
    assert [told(doc) for doc in docs] == wanted
    assert [[s.start for s in doc.sents] for doc in docs if len(doc)] == [
        [t.i for t in doc if t.is_sent_start] for doc in docs if len(doc)
    ]


def test_texts_read_one_by_one_are_read_the_same(wanted: list[Any]) -> None:
    reader, docs = network.Network(parse.pipeline()), texts()
    for doc in docs:
        reader.read([doc])
    assert [told(doc) for doc in docs] == wanted


def test_what_is_known_of_words_is_forgotten_when_there_is_too_much(
    wanted: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "KEPT", 30)
    reader, docs = network.Network(parse.pipeline()), texts()
    for doc in (*docs[:3], *docs[3:], *docs[:1]):
        reader.read([doc])
    assert [told(doc) for doc in docs] == wanted
    assert len(reader.known) <= max(30, *(len({t.text for t in doc}) for doc in docs))


def test_a_sentence_that_ends_without_a_verb_ends_all_the_same() -> None:
    docs = texts(range(0, 200, 7))
    want = [told(doc) for doc in parse.pipeline().pipe(texts(range(0, 200, 7)))]
    network.Network(parse.pipeline()).read(docs)
    assert [told(doc) for doc in docs] == want
