"""Articles as rows of a few small arrays, so that many are compared at once (`story_pairs`), and what that gave."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


@lru_cache(1 << 16)
def hash_of(word: str) -> int:
    """crc32 of a word, or of an id."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def hashes(words: Iterable[str]) -> NDArray[np.uint32]:
    """The hashes (crc32) under which terms, and ids of articles, stand in arrays."""
    return np.array([hash_of(word) for word in words], dtype=np.uint32)


class Column(IntEnum):
    """What the weights of a term in `Sketches.weights` are, column by column."""

    TERMS = 0
    """Unit tf-idf vector over title and body."""
    TITLE = 1
    """Unit tf-idf vector over the title (for want of one, the first words of the body)."""
    LEAD = 2
    """Unit tf-idf vector over title and lead."""
    KEYS = 3
    """The names that weigh most (idf times how often they stand in it), scaled to the sum 1."""
    NAMES = 4
    """idf of names: capitalised words inside sentences, parties and places."""
    NUMBERS = 5
    """Unit vector of the idf of numbers that are no years."""


class Fact(IntEnum):
    """What the columns of `Sketches.facts` are. Times are seconds since 1970 UTC, NaN where there is no date."""

    FIRST = 0
    LAST = 1
    YEAR = 2
    """The latest year, 1900 to 2099, that the article speaks of; 0 for none."""
    LENGTH = 3
    """Words of the body that were looked at; 0 for an item that is only a headline."""
    BEST = 4
    """The cosine of terms with the most alike article met so far."""
    NAMES = 5
    """The sum of the column of names."""
    KEYED = 6
    """Whether it has names that stand out."""
    NUMBERED = 7
    """Whether it has numbers that are no years."""


@dataclass(slots=True)
class Sketches:
    """Articles as rows of arrays, to be compared all at once.

    `ids` are the `hashes` of their ids. `terms` (uint32, hashes) and `weights` (float32, terms × `Column`) hold the
    articles' terms one after the other; `sizes` says how many terms each has. `facts` is articles × `Fact` (float64),
    `meaning` articles × dimensions (float32): the direction of the headline's meaning, zeros where it is not known.
    """

    ids: NDArray[np.uint32]
    terms: NDArray[np.uint32]
    weights: Matrix
    sizes: NDArray[np.int32]
    facts: NDArray[np.float64]
    meaning: Matrix

    def __len__(self) -> int:
        return len(self.sizes)

    @classmethod
    def joined(cls, parts: Sequence[Sketches]) -> Sketches:
        """The articles of all parts, in order."""
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    def take(self, rows: Sequence[int]) -> Sketches:
        """Some of the articles, in this order."""
        ends = np.cumsum(self.sizes)
        spans = [np.arange(ends[row] - self.sizes[row], ends[row]) for row in rows]
        where = np.concatenate(spans) if spans else np.zeros(0, dtype=np.intp)
        chosen = np.array(rows, dtype=np.intp)
        numbers = (self.sizes[chosen], self.facts[chosen], self.meaning[chosen])
        return Sketches(self.ids[chosen], self.terms[where], self.weights[where], *numbers)

    def dump(self) -> bytes:
        """As bytes: numbers of articles, terms and dimensions, then the arrays, weights and meaning as float16."""
        shape = struct.pack("<III", len(self.sizes), len(self.terms), self.meaning.shape[1])
        half = (self.weights.astype("<f2"), self.meaning.astype("<f2"))
        arrays = (self.terms.astype("<u4"), half[0], self.sizes.astype("<i4"), self.facts.astype("<f8"), half[1])
        return shape + b"".join(array.tobytes() for array in arrays)

    @classmethod
    def load(cls, data: bytes, ids: NDArray[np.uint32]) -> Sketches:
        """The inverse of `dump`, which leaves the ids out."""
        articles, terms, dimensions = struct.unpack_from("<III", data)
        shapes: list[tuple[str, tuple[int, ...]]] = [
            ("<u4", (terms,)),
            ("<f2", (terms, len(Column))),
            ("<i4", (articles,)),
            ("<f8", (articles, len(Fact))),
            ("<f2", (articles, dimensions)),
        ]
        found: list[NDArray[Any]] = []
        place = 12
        for kind, shape in shapes:
            array = np.frombuffer(data, kind, math.prod(shape), place).reshape(shape)
            place += array.nbytes
            found.append(array.astype(np.float32) if kind == "<f2" else array.copy())
        return cls(ids, *found)


@dataclass(slots=True)
class Links:
    """What was found when articles were compared, one line a pair: which article of the story (`own`) with which other
    (hashes of their ids), the score of the pair without its relative features, and the cosine of their terms."""

    own: NDArray[np.uint32]
    other: NDArray[np.uint32]
    score: Matrix
    cosine: Matrix

    @classmethod
    def empty(cls) -> Links:
        """No pair."""
        none, nothing = np.zeros(0, np.uint32), np.zeros(0, np.float32)
        return cls(none, none, nothing, nothing)

    @classmethod
    def joined(cls, parts: Sequence[Links]) -> Links:
        """The pairs of all parts."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    def of(self, articles: NDArray[np.uint32]) -> Links:
        """The pairs of these articles."""
        mine = np.isin(self.own, articles)
        return Links(self.own[mine], self.other[mine], self.score[mine], self.cosine[mine])

    def dump(self) -> bytes:
        """The arrays one after the other, four bytes each."""
        kinds = (("own", "<u4"), ("other", "<u4"), ("score", "<f4"), ("cosine", "<f4"))
        return b"".join(getattr(self, name).astype(kind).tobytes() for name, kind in kinds)

    @classmethod
    def load(cls, data: bytes) -> Links:
        """The inverse of `dump`."""
        n = len(data) // 16
        kinds = ("<u4", "<u4", "<f4", "<f4")
        return cls(*(np.frombuffer(data, kind, n, 4 * n * i) for i, kind in enumerate(kinds)))
