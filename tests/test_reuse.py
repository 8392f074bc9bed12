"""Fingerprints and the index that finds texts of shared wording. All text is invented."""

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stemma.relate.texts.reuse import (
    BREAK,
    FREQUENT,
    MemoryPostings,
    candidates,
    containment,
    fingerprints,
    gram_hashes,
    prose_terms,
    terms,
)

FERRY = (
    "The ferry Ada Lund ran onto a sandbank off Cape Hollow on Monday with forty people on board, the harbour office "
    "of Ostermouth said. Tugs from Port Ansel pulled it free shortly after the evening tide, and nobody was hurt. The "
    "vessel was built in 1974 and carries cattle as well as passengers between the mainland and the outer islands."
)


def story(seed: int, size: int = 120) -> str:
    numbers = np.random.default_rng(seed).integers(0, 5000, size)
    return " ".join(f"w{n}" for n in numbers)


def test_the_same_words_have_the_same_fingerprints_whatever_the_typography() -> None:
    shouted = FERRY.upper().replace(" ", "\n").replace("'", "’")
    assert len(fingerprints(FERRY)) > 5
    assert np.array_equal(fingerprints(FERRY), fingerprints(shouted))


def test_hashes_do_not_change_from_process_to_process() -> None:
    code = "from stemma.relate.texts.reuse import gram_hashes; print(gram_hashes(['a','b','c','d','é'])[0])"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(other) == int(gram_hashes(["a", "b", "c", "d", "é"])[0])


def test_quoted_speech_leaves_no_fingerprint() -> None:
    speech = "we saw the light of the harbour and then the whole ship shook under our feet like a cart on cobbles"
    assert len(fingerprints(f"“{speech},” he said.")) == 0
    assert len(fingerprints(speech)) > 0
    assert prose_terms(f'He said "{speech}" to us.') == ["he", "said", BREAK, "to", "us"]


def test_no_n_gram_reaches_over_a_quotation() -> None:
    assert len(gram_hashes(["he", "said", "to", "us", "then"])) == 1
    assert len(gram_hashes(["he", "said", BREAK, "to", "us", "then"])) == 0
    assert len(gram_hashes(["a", "b", "c", "d", "e", "f", BREAK, "a", "b", "c", "d", "e"])) == 3


def test_word_order_counts() -> None:
    words = terms(FERRY)
    assert containment(np.unique(gram_hashes(words)), np.unique(gram_hashes(words[::-1]))) == 0


def test_a_trimmed_copy_is_found_among_others() -> None:
    index = MemoryPostings(buffer=500)
    for number in range(300):
        index.add(f"other{number}", fingerprints(story(number)), float(number))
    index.add("wire", fingerprints(FERRY + " " + story(1000)), 10.0)
    found = candidates(index, fingerprints(FERRY), 0.0, 1000.0)
    assert [c.key for c in found] == ["wire"]
    assert found[0].share == 1.0
    assert not candidates(index, fingerprints(FERRY), 11.0, 1000.0), "outside the time window"
    assert not candidates(index, fingerprints(FERRY), exclude=["wire"])


def test_a_phrase_that_everybody_prints_makes_no_candidates_but_a_story_does() -> None:
    legal = "all rights are reserved and this page may not be copied or shown or sold in whole or part without leave"
    index = MemoryPostings()
    for number in range(FREQUENT + 20):
        index.add(f"page{number}", fingerprints(story(number) + " " + legal), 0.0)
    assert not candidates(index, fingerprints(story(9999) + " " + legal))
    everywhere = MemoryPostings()
    for number in range(FREQUENT + 20):
        everywhere.add(f"copy{number}", fingerprints(FERRY), 0.0)
    assert candidates(everywhere, fingerprints(FERRY)), "printed everywhere, but it is the text itself"


def test_adding_a_key_again_changes_nothing() -> None:
    index = MemoryPostings()
    index.add("a", fingerprints(FERRY), 0.0)
    index.add("a", fingerprints(story(1)), 0.0)
    assert len(index) == 1
    assert candidates(index, fingerprints(FERRY))
    assert not candidates(index, fingerprints(story(1)))


@given(st.lists(st.lists(st.integers(0, 60), max_size=12), max_size=30), st.integers(1, 40))
def test_the_index_answers_as_a_plain_dict_would(texts: list[list[int]], buffer: int) -> None:
    index = MemoryPostings(buffer)
    prints = [np.unique(np.array(text, np.uint64)) for text in texts]
    for number, codes in enumerate(prints):
        index.add(str(number), codes, float(number % 5))
    query = np.arange(0, 60, 3, dtype=np.uint64)
    expected = {
        (position, str(n))
        for position, code in enumerate(query.tolist())
        for n, codes in enumerate(prints)
        if code in codes.tolist() and 1 <= n % 5 <= 3
    }
    assert set(index.lookup(query, 1.0, 3.0, 100)) == expected
