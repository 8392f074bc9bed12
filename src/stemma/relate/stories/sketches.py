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
    EMBEDDED = 8
    """Whether it has an embedding."""
    BEST_CLOSE = 9
    """The cosine of embeddings with the closest article met so far."""
    LANGUAGE = 10
    """A number that stands for its language; 0 where that is not known."""


BESTS = [Fact.BEST, Fact.BEST_CLOSE]
"""The columns of the best matches, in the order of `Links.alike`."""


@dataclass(slots=True)
class Sketches:
    """Articles as rows of arrays, to be compared all at once.

    `ids` are the `hashes` of their ids. `terms` (uint32, hashes) and `weights` (float32, terms × `Column`) hold the
    articles' terms one after the other; `sizes` says how many terms each has. `facts` is articles × `Fact` (float64),
    `meaning` articles × dimensions (float32): the direction of the headline's meaning, zeros where it is not known.
    `dense` articles × dimensions (float32): embeddings of unit length, zeros (or no dimension) where there is none.
    """

    ids: NDArray[np.uint32]
    terms: NDArray[np.uint32]
    weights: Matrix
    sizes: NDArray[np.int32]
    facts: NDArray[np.float64]
    meaning: Matrix
    dense: Matrix

    def __len__(self) -> int:
        return len(self.sizes)

    @classmethod
    def joined(cls, parts: Sequence[Sketches]) -> Sketches:
        """The articles of all parts, in order."""
        if len(parts) == 1:
            return parts[0]
        width = max(part.dense.shape[1] for part in parts)
        columns: dict[str, Any] = {name: [getattr(part, name) for part in parts] for name in cls.__slots__}
        columns["dense"] = [one if one.shape[1] == width else _widened(one, width) for one in columns["dense"]]
        return cls(**{name: np.concatenate(column) for name, column in columns.items()})

    def take(self, rows: Sequence[int]) -> Sketches:
        """Some of the articles, in this order."""
        ends = np.cumsum(self.sizes)
        spans = [np.arange(ends[row] - self.sizes[row], ends[row]) for row in rows]
        where = np.concatenate(spans) if spans else np.zeros(0, dtype=np.intp)
        chosen = np.array(rows, dtype=np.intp)
        numbers = (self.sizes[chosen], self.facts[chosen], self.meaning[chosen], self.dense[chosen])
        return Sketches(self.ids[chosen], self.terms[where], self.weights[where], *numbers)

    def dump(self) -> bytes:
        """As bytes: numbers of articles, terms, dimensions, then the arrays; weights and vectors as float16."""
        shape = (len(self.sizes), len(self.terms), self.meaning.shape[1], self.dense.shape[1])
        return struct.pack("<IIII", *shape) + b"".join(
            getattr(self, name).astype(kind).tobytes() for name, (kind, _) in _stored(*shape, len(Fact)).items()
        )

    @classmethod
    def load(cls, data: bytes, ids: NDArray[np.uint32], facts: int = len(Fact)) -> Sketches:
        """The inverse of `dump`, which leaves the ids out. `facts` are so many as there were when it was written."""
        before = facts <= Fact.EMBEDDED
        articles, terms, meaning = struct.unpack_from("<III", data)
        dense = 0 if before else struct.unpack_from("<I", data, 12)[0]
        found: dict[str, NDArray[Any]] = {}
        place = 12 if before else 16
        for name, (kind, form) in _stored(articles, terms, meaning, dense, facts).items():
            array = np.frombuffer(data, kind, math.prod(form), place).reshape(form)
            place += array.nbytes
            found[name] = array.astype(np.float32) if kind == "<f2" else array.copy()
        found["facts"] = np.pad(found["facts"], ((0, 0), (0, len(Fact) - facts)))
        return cls(ids, **found)


def _widened(dense: Matrix, width: int) -> Matrix:
    """Rows of zeros in place of no embeddings."""
    return np.zeros((len(dense), width), dtype=np.float32)


def _stored(articles: int, terms: int, meaning: int, dense: int, facts: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """What is stored of sketches: name → kind of number and shape, in this order."""
    return {
        "terms": ("<u4", (terms,)),
        "weights": ("<f2", (terms, len(Column))),
        "sizes": ("<i4", (articles,)),
        "facts": ("<f8", (articles, facts)),
        "meaning": ("<f2", (articles, meaning)),
        "dense": ("<f2", (articles, dense)),
    }


@dataclass(slots=True)
class Links:
    """What was found when articles were compared, one line a pair: which article of the story (`own`) with which other
    (hashes of their ids), the score of the pair without its relative features, and how alike the two are (`alike`,
    pairs × 2): the cosine of their terms, and that of their embeddings (0 where one has none)."""

    own: NDArray[np.uint32]
    other: NDArray[np.uint32]
    score: Matrix
    alike: Matrix

    @classmethod
    def empty(cls) -> Links:
        """No pair."""
        none = np.zeros(0, np.uint32)
        return cls(none, none, np.zeros(0, np.float32), np.zeros((0, 2), np.float32))

    @classmethod
    def joined(cls, parts: Sequence[Links]) -> Links:
        """The pairs of all parts."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    def of(self, articles: NDArray[np.uint32]) -> Links:
        """The pairs of these articles."""
        mine = np.isin(self.own, articles)
        return Links(self.own[mine], self.other[mine], self.score[mine], self.alike[mine])

    def dump(self) -> bytes:
        """The arrays one after the other, four bytes each."""
        columns = (*(getattr(self, name) for name in ("own", "other", "score")), *self.alike.T)
        return b"".join(c.astype("<f4" if c.dtype == np.float32 else "<u4").tobytes() for c in columns)

    @classmethod
    def load(cls, data: bytes, *, before: bool = False) -> Links:
        """The inverse of `dump`. `before`: as it was before there were embeddings."""
        kinds = ("<u4", "<u4", "<f4", "<f4", "<f4")[: 4 if before else 5]
        n = len(data) // (4 * len(kinds))
        own, other, score, *alike = (np.frombuffer(data, kind, n, 4 * n * i) for i, kind in enumerate(kinds))
        return cls(own, other, score, np.stack([*alike, np.zeros(n, np.float32)][:2], axis=-1))
