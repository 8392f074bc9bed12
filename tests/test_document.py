"""A parsed text as plain objects: everything that rules ask of it is what spaCy says of the same parse."""

from __future__ import annotations

import random
from typing import Any

import pytest

from stemma.lang.en import document, parse
from stemma.model import Article

BODY = """Norland's ferry, which had left Port Aldine at 9.30 a.m., ran aground on Sunday, killing
12 people — officials said.

"We can't say why," Capt. Ada Quill told the Aldine Gazette. "Nobody's been charged (yet).The inquiry goes on."

The harbour board denied that  it knew; its chair, Bo Lind, didn't answer questions. Who pays $4.5m? 🙂
"""


@pytest.fixture(scope="module")
def pair() -> tuple[Any, document.Doc]:
    """The parse as spaCy holds it, and ours."""
    found = []

    def both(parsed: Any, coarse: list[str], lemmas: list[str]) -> document.Doc:
        found.append((parsed, document.document(parsed, coarse, lemmas)))
        return found[-1][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "document", both)
        list(parse.parse([Article(id="a", body=BODY)]))
    return found[0]


NUMBERS = ("i", "idx", "is_alpha", "is_punct", "is_quote", "is_sent_start", "is_space", "like_num")
WORDS = ("text", "lower_", "tag_", "pos_", "dep_", "whitespace_", "text_with_ws")
MANY = ("children", "lefts", "rights", "subtree", "ancestors")
ONE = ("head", "left_edge", "right_edge")


def test_each_word_is_what_the_parser_says(pair: tuple[Any, document.Doc]) -> None:
    theirs, ours = pair
    assert ours.text == theirs.text == BODY
    for want, token in zip(theirs, ours, strict=True):
        assert [getattr(token, name) for name in NUMBERS + WORDS] == [getattr(want, name) for name in NUMBERS + WORDS]
        for name in MANY:
            assert [t.i for t in getattr(token, name)] == [t.i for t in getattr(want, name)], name
        assert [getattr(token, name).i for name in ONE] == [getattr(want, name).i for name in ONE]
        assert (token.sent.start, token.sent.end, token.sent.root.i) == (
            want.sent.start, want.sent.end, want.sent.root.i
        )  # fmt: skip
        assert len(token) == len(want)


def test_sentences_are_those_of_the_parser(pair: tuple[Any, document.Doc]) -> None:
    theirs, ours = pair
    told = [(s.start, s.end, s.start_char, s.end_char, s.text, s[-1].i, s[1:].text) for s in ours.sents]
    assert told == [(s.start, s.end, s.start_char, s.end_char, s.text, s[-1].i, s[1:].text) for s in theirs.sents]


def test_stretches_of_characters_hold_the_words_that_the_parser_would_give_them(pair: tuple[Any, document.Doc]) -> None:
    theirs, ours = pair
    rng = random.Random(5)
    for _ in range(3000):
        start = rng.randrange(len(BODY) + 3)
        end = start + rng.randrange(40)
        for mode in ("contract", "expand"):
            want = theirs.char_span(start, end, alignment_mode=mode)
            found = ours.char_span(start, end, alignment_mode=mode)  # type: ignore[arg-type]
            assert edges(found) == edges(want)


def edges(stretch: Any) -> tuple[int, int] | None:
    return None if stretch is None else (stretch.start, stretch.end)


def test_beyond_the_text_there_is_no_word(pair: tuple[Any, document.Doc]) -> None:
    _, ours = pair
    assert ours[1].nbor(-1) is ours[0]
    with pytest.raises(IndexError):
        ours[0].nbor(-1)
    with pytest.raises(IndexError):
        ours[len(ours) - 1].nbor()


def test_an_empty_text_has_no_words_and_no_sentences() -> None:
    (found,) = parse.parse([Article(id="a", body="")])
    assert (len(found), list(found), found.sents, found[0:3].text) == (0, [], (), "")
