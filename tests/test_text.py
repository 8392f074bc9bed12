"""Words, sentences, paragraphs and quoted stretches. All text is invented."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma import text as t


def cut(body: str, spans: object) -> list[str]:
    return [body[s:e] for s, e in spans]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "parts",
    [
        ["Mr. Orr met Gen. Ada Lund on Jan. 5.", "He left at 3.5 p.m.", "It rained."],
        ["The U.S. Harbour Service said the gauge read 6.1 metres.", "Nobody slept."],
        ['"Why now?" he asked.', '"I have no idea.', 'We went."', "She left!"],
        ["The boats came from Acme Corp.", "The firm said so.", "Acme Corp. shares rose."],
        ["It costs $3.5 million...", "Then nothing came."],
        ["No. 5 won the cup.", "He said no.", "But she came."],
        ["J. R. Veld wrote it.", "W. Lund read it."],
        ["(It was late.)", "The lamps went out."],
        ["Am 3. Oktober kam Dr. Weiss aus St. Anton.", "Er blieb."],
        ["Это было в г. Торжок.", "Он ушёл."],
    ],
)
def test_sentences_of_news_prose(parts: list[str]) -> None:
    body = " ".join(parts)
    assert cut(body, t.sentences(body)) == parts


def test_the_point_of_a_number_that_was_taken_apart_ends_no_sentence() -> None:
    body = "She carried a. 38-calibre pistol, the U. S. Navy said. He batted . 308."
    assert cut(body, t.sentences(body)) == [
        "She carried a. 38-calibre pistol, the U. S. Navy said.",
        "He batted . 308.",
    ]


def test_cjk_enders_need_no_space() -> None:
    body = "列车昨晚离开。市长说：“没有人受伤。”今天没有火车。"
    assert cut(body, t.sentences(body)) == ["列车昨晚离开。", "市长说：“没有人受伤。”", "今天没有火车。"]
    assert cut(body, t.quoted(body)) == ["没有人受伤。"]
    assert len(t.words("列车 A12")) == 3


def test_sentences_stop_at_blank_lines_and_headings() -> None:
    body = "Ferry runs aground\n\nA ferry ran aground\n\nCrew safe\nThe crew is safe."
    assert cut(body, t.sentences(body)) == [
        "Ferry runs aground",
        "A ferry ran aground",
        "Crew safe",
        "The crew is safe.",
    ]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    body = (
        "The ferry left the harbour of Ostermouth on Monday with forty people\n"
        "on board and was seen off Cape Hollow by the lighthouse keeper of\n"
        "Port Ansel. It has not been heard of since."
    )
    assert t.paragraphs(body) == ((0, len(body)),)
    assert len(t.sentences(body)) == 2


@pytest.mark.parametrize(
    ("body", "inside"),
    [
        ('"We came," he said. "We saw."', ["We came,", "We saw."]),
        ("“One,” she said, and «deux», and „drei“.", ["One,", "deux", "drei"]),
        ("`` We came , '' he said .", ["We came ,"]),
        ("The boys' father said ‘I can’t go,’ and left.", ["I can’t go,"]),
        ("She said: ‘ I ’ m in the boat. ’ Then the boat ’ s bell rang.", ["I ’ m in the boat."]),
        ("The boat ’ s bell and the boys ’ drum.", []),
        ("It isn't the captain's; the '90s are over.", []),
        ("The man was 6'2\" tall.", []),
        ("“It goes on\n\nand ends here,” he said.", ["It goes on"]),
        ('"We came.\nWe saw, " he said. "So."', ["We came.\nWe saw,", "So."]),
        ('"We came.\n"We saw," he said.', ["We came.", "We saw,"]),
        ("“He said ‘no’ to me,” she said.", ["He said ‘no’ to me,"]),
    ],
)
def test_quoted(body: str, inside: list[str]) -> None:
    assert cut(body, t.quoted(body)) == inside


def test_words_keep_apostrophes_and_numbers() -> None:
    body = "They didn't pay $1,250.50 at 10:30 for the twenty-one boats."
    assert cut(body, t.words(body)) == [
        *("They", "didn't", "pay", "1,250.50", "at", "10:30", "for", "the", "twenty", "one", "boats")
    ]


def test_fold_makes_typography_plain() -> None:
    assert t.fold("  “Don’t”\u00a0—  said\nShe ") == '"don\'t" - said she'


TEXTS = st.text(st.sampled_from("abAB.!?\"'“”‘’«»„\n\r 1,;:()-—。」「`İß\u2028é"), max_size=80) | st.text(max_size=60)


@given(TEXTS)
def test_spans_are_ordered_disjoint_trimmed_and_lose_no_word(body: str) -> None:
    for find in (t.paragraphs, t.sentences, t.quoted):
        spans = find(body)
        assert all(0 <= s < e <= len(body) for s, e in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        assert all(body[s:e] == body[s:e].strip() for s, e in spans)
    inside = {i for s, e in t.sentences(body) for i in range(s, e)}
    assert all(set(range(s, e)) <= inside for s, e in t.words(body))


@given(TEXTS)
def test_no_sentence_crosses_a_paragraph(body: str) -> None:
    held = t.paragraphs(body)
    assert all(any(ps <= s and e <= pe for ps, pe in held) for s, e in t.sentences(body))


@given(TEXTS | st.text(st.sampled_from("ab19A'.,:_- x"), max_size=60))
def test_tokens_are_the_words(body: str) -> None:
    assert t.tokens(body) == cut(body, t.words(body))


@given(TEXTS)
def test_fold_is_idempotent(body: str) -> None:
    assert t.fold(t.fold(body)) == t.fold(body)


def test_capitals() -> None:
    text = "The mayor, Ada Quill, spoke. Nobody in Bramholt asked Ödön."
    assert t.capitals_inside(text) == {"Ada", "Quill", "Bramholt", "Ödön"}
    assert t.capital_rows("Der Rat von Neu Orlen sprach.") == ["Der Rat", "Neu Orlen"]


def test_a_name_stands_as_whole_words() -> None:
    assert t.stands_in("Dawn Post", "The Dawn Post said so.")
    assert not t.stands_in("Post", "Posted by hand.")
    assert t.is_year("1999")
    assert not t.is_year("1899")
