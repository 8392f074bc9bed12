"""Texts made to break the tagger end in bounded time and memory."""

from __future__ import annotations

import pytest

from stemma.annotate import tagger, whole
from stemma.annotate.wordpieces import windows
from stemma.lang.en.parse import TALLEST, VOICED, parse
from stemma.model import Article, Section


class Counted:
    """Words of given numbers of pieces, each after a paragraph break."""

    def __init__(self, counts: list[int]) -> None:
        self.pieces = [[1] * n for n in counts]
        self.breaks = list(range(len(counts)))


@pytest.mark.parametrize("counts", [[300, 300, 1], [250, 250, 250, 250], [1, 254, 254, 1], [254] * 5])
def test_windows_move_on_and_cover_everything(counts: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stemma.annotate.wordpieces._break_near", lambda words, end, least: least)
    found = windows(Counted(counts), 254, 48)  # type: ignore[arg-type]
    assert len(found) <= 2 * len(counts)
    assert {n for start, end in found for n in range(start, end)} == set(range(len(counts)))


def test_a_body_beyond_the_bound_is_read_to_the_end_of_a_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "BOUND", 60)
    body = "The quay is shut, the mayor said.\n\nIt will open in May, he said. Nobody objected, he said."
    sections = (Section("original", None, 0, 33), Section("update", None, 35, len(body)))
    (found,) = whole.annotate_many([Article(id="1", body=body, language="en", sections=sections)])
    assert found.read == 34
    assert [a.content for a in found.attributions] == [((0, 16),)]
    (short,) = whole.annotate_many([Article(id="2", body=body[:33], language="en")])
    assert short.read is None


def test_one_endless_sentence_is_parsed_in_parts() -> None:
    body = "he said that " * 400
    (doc,) = parse([Article(id="1", body=body, language="en")])
    assert max(len(sentence) for sentence in doc.sents) <= TALLEST


def test_a_tree_ends_where_it_names_too_many_speakers() -> None:
    (doc,) = parse([Article(id="1", body="according to " * 100, language="en")])
    assert max(sum(t.text == "according" for t in sentence) for sentence in doc.sents) == VOICED


def test_a_sentence_of_a_few_speakers_is_one_tree() -> None:
    body = "Ida Marl said, and her deputy told the Courier, that the quay is shut, according to the mayor, who said so."
    (doc,) = parse([Article(id="1", body=body, language="en")])
    assert len(list(doc.sents)) == 1


@pytest.mark.parametrize("words", ["according to ", "Ida Marl said ", "he said, citing Ida Marl, per Reuters, "])
def test_a_body_of_nothing_but_speakers_is_read_to_a_bound(words: str) -> None:
    body = words * 2000
    assert len(whole.bounded(Article(id="1", body=body, language="en")).body) <= len(words) * whole.VOICES + len(words)
    few = Article(id="2", body=words * 100, language="en")
    assert whole.bounded(few) is few


@pytest.mark.parametrize("row", ["' ", 'a " ', "( "])
def test_a_row_of_marks_is_read_to_a_bound(row: str) -> None:
    body = whole.bounded(Article(id="1", body=row * 20_000, language="en")).body
    assert body.count(row.split()[-1]) <= whole.MARKS


def test_a_row_of_signs_keeps_every_offset() -> None:
    body = "(" * 5000 + " The quay is shut, she said."
    (doc,) = parse([Article(id="1", body=body, language="en")])
    assert [t.text for t in doc if t.idx > 5000] == "The quay is shut , she said .".split()


@pytest.mark.parametrize("row", ["_" * 3000, "_a" * 1500])
def test_a_row_of_underscores_is_one_unknown_piece(row: str) -> None:
    body = f"The quay is shut, the mayor said. {row} It opens in May, the mayor said."
    assert max(len(pieces) for pieces in tagger.load().splitter.words(row).pieces) == 1
    (found,) = whole.annotate_many([Article(id="1", body=body, language="en")])
    assert len(found.attributions) == 2


def test_a_run_of_blanks_is_gone_through_once() -> None:
    body = "The quay is shut since Monday, the mayor said." + " " * 110_000 + "It opens in May."
    (found,) = whole.annotate_many([Article(id="1", body=body, language="en")])
    assert [body[t.start : t.end] for t in found.times] == ["Monday", "May"]
