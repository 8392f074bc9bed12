"""Sentence beside sentence, and where the words differ. All text is invented."""

from hypothesis import given
from hypothesis import strategies as st

from stemma.relate.texts.align import align, difference, groups, read

WIRE = (
    "A ferry with forty people on board ran onto a sandbank off Cape Hollow on Monday, the harbour office said. "
    "Tugs from Port Ansel pulled the vessel free after the evening tide. "
    "It was built in 1974 and carries cattle between the outer islands. "
    "The owner, a cooperative of crofters, has asked the ministry for a new ship since the spring. "
    'The captain, Ada Lund, said: "We felt a long soft stop and then the lamps went out."'
)
PAPER = (
    "The owner, a cooperative of crofters, has been asking the ministry for a new ship since spring. "
    "A ferry with 40 people aboard ran onto a sandbank off Cape Hollow yesterday, the harbour office said. "
    "A choir sang on the quay. "
    "Tugs from Port Ansel pulled it free after the evening tide, and it was built in 1974 and carries cattle between "
    "the outer islands."
)


def cut(text: str, spans: object) -> list[str]:
    return [text[s:e] for s, e in spans]  # type: ignore[attr-defined]


def test_sentences_find_their_partners_in_any_order() -> None:
    a, b = read(WIRE), read(PAPER)
    assert [(p.i, p.j) for p in align(a, b)] == [(0, 1), (1, 3), (2, 3), (3, 0)]


def test_one_sentence_made_of_two_is_one_group() -> None:
    assert groups(align(read(WIRE), read(PAPER))) == [([0], [1]), ([1, 2], [3]), ([3], [0])]


def test_times_do_not_hinder_but_are_told() -> None:
    one = read("The council of Ostermouth voted on Monday evening to close the market.")
    two = read("The council of Ostermouth voted last week to close the market.")
    (pair,) = align(one, two)
    assert pair.score == 1.0
    assert not pair.exact
    left, right = difference(one, two)
    assert cut("The council of Ostermouth voted on Monday evening to close the market.", left) == ["on Monday evening"]
    assert cut("The council of Ostermouth voted last week to close the market.", right) == ["last week"]


def test_typography_is_no_difference() -> None:
    assert difference(read("It's the mayor's “last” word."), read("It’s the Mayor’s 'last' word.")) == ((), ())


def test_stamps_and_stubs_are_alike_only_word_for_word() -> None:
    assert not align(read("Published: 4 May 2011, 10:30 GMT"), read("Updated: 4 May 2011, 18:00 GMT"))
    assert align(read("He was 77."), read("He was 77."))[0].exact
    assert not align(read("He was 77."), read("He was 78 and had been ill."))


def test_other_news_of_the_same_matter_is_not_alike() -> None:
    own = read("Passengers on a stranded boat told this paper how they spent the night singing. Cape Hollow is feared.")
    assert not align(read(WIRE), own)


def test_speech_is_told_from_prose() -> None:
    sentences = read('She left early. "We waited for the boat all night," said Orr. "It came."')
    assert [s.prose for s in sentences] == [True, False, False]


PIECES = ["ferry", "tug", "cape", "tide", "harbour", "choir", "Monday", "40", "the", "of", ".", "“", "”", "\n\n"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=40)


@given(WORDS, WORDS)
def test_spans_slice_back_and_swapping_sides_swaps_pairs(one: list[str], two: list[str]) -> None:
    first, second = " ".join(one), " ".join(two)
    a, b = read(first), read(second)
    for text, sentences in ((first, a), (second, b)):
        for sentence in sentences:
            assert all(sentence.span[0] <= s < e <= sentence.span[1] for s, e in sentence.spans)
            assert text[slice(*sentence.span)].strip()
    pairs = align(a, b)
    assert all(0 <= p.i < len(a) and 0 <= p.j < len(b) and 0 < p.score <= 1 for p in pairs)
    left, right = difference(a, b)
    assert difference(a, a) == ((), ())
    assert difference(b, a) is not None
    assert all(first[s:e].strip() for s, e in left)
    assert all(second[s:e].strip() for s, e in right)


@given(WORDS)
def test_a_text_is_aligned_with_itself(words: list[str]) -> None:
    sentences = read(" ".join(words))
    assert {p.i for p in align(sentences, sentences)} >= {
        i for i, s in enumerate(sentences) if s.bag and len({x.terms for x in sentences}) == len(sentences)
    }
