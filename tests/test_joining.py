"""The join over an archive finds what looking texts up one by one finds."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.engine import Dask
from stemma.engine.joining import WINDOW, Text, candidates_among
from stemma.relate.texts.reuse import Candidate, MemoryPostings, candidates

DAY = 86_400.0


def looked_up(texts: Sequence[Text]) -> dict[str, list[Candidate]]:
    """What a library finds: each text against those before it."""
    postings = MemoryPostings()
    found = {}
    for text in texts:
        near = candidates(postings, text.prints, text.time - WINDOW, text.time + WINDOW)
        if near:
            found[text.key] = near
        postings.add(text.key, text.prints, text.time)
    return found


def prints(codes: set[int]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    # Spread over the high bits, by which they are dealt to partitions.
    return np.array(sorted((code * 0x9E3779B97F4A7C15) % 2**64 for code in codes), np.uint64)


def itself(batch: list[Text]) -> list[Text]:
    return batch


texts = st.lists(
    st.tuples(st.sets(st.integers(1, 40), max_size=12), st.one_of(st.integers(0, 120), st.just(math.inf))), max_size=40
)


@given(texts, st.integers(1, 5), st.integers(1, 9))
def test_the_join_finds_what_looking_up_finds(made: list[tuple[set[int], float]], partitions: int, size: int) -> None:
    row = [Text(f"t{n:03}", prints(codes), day * DAY) for n, (codes, day) in enumerate(made)]
    batches = [row[at : at + size] for at in range(0, len(row), size)]
    assert dict(candidates_among(batches, itself, partitions=partitions)) == looked_up(row)


def test_the_same_on_dask() -> None:
    pytest.importorskip("distributed")
    rng = random.Random(1)
    row = [Text(f"t{n:03}", prints(set(rng.sample(range(1, 300), 30))), rng.randrange(90) * DAY) for n in range(100)]
    cluster = Dask(workers=1)
    found = dict(candidates_among([row[:40], row[40:]], itself, cluster, partitions=3))
    cluster.close()
    assert found == looked_up(row)
    assert len(found) > 50
