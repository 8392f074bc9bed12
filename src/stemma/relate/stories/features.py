"""What an article is compared by when it looks for its story: term frequencies, and the profile of one article.

A profile is read off the article alone (words, names, numbers, years, times, meaning of the headline) and turned into
a few small arrays (`Sketches`), so that many articles are compared at once (`story_pairs`). The scheme is that of
online topic detection: tf-idf vectors with time (Yang et al. 1998; Allan 2002; Miranda et al. 2018), and a trained
classifier instead of one threshold.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stemma.clock import bounds
from stemma.lang import terms
from stemma.model import Annotated, Article
from stemma.relate.claims import likeness
from stemma.relate.stories.sketches import Column, Links, Matrix, Sketches, hash_of, hashes

Vector = dict[str, float]
"""Sparse vector: term → weight."""

BODY_WORDS = 400
"""Words of a body that are looked at: news puts first what the story is (the inverted pyramid)."""
LEAD_WORDS = 45
EMBEDDED_WORDS = 40
ARTICLE_TERMS = 80
"""Terms kept of one article."""
QUERY_TERMS = 24
"""The heaviest terms of an article: under these its story is posted, and by these it looks for one."""
KEY_NAMES = 8
DAY = 86400.0
COMMON = 0.2
"""Terms that stand in a larger share of all texts are left out: the function words of any language."""

_WORD = re.compile(
    r"[a-zA-Z]+(?![^\W_]|['’][^\W\d_])"  # most words; the others say what a word is
    r"|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+"
)
_SPLIT_NUMBER = re.compile(r"([.,])(?<=\d[.,]) (?=\d)")
_INSIDE = re.compile(r" [^\W\d_a-z](?<=[^\s.!?:;“”\"] .)[^\W_]*")
"""A space and a word within a sentence that does not begin with one of a–z; the rest of the test is Python's. Patterns
begin with what is rare in a text: a search is fast where it can pass over the rest."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{2,}")


class Frequencies:
    """In how many texts a term stands: a hashed table of counts that starts from a shipped background.

    `table` has 2^k counters (uint32); a term has the counter `crc32(term) mod 2^k`, so that two terms may share one,
    which only makes them look more common. `texts` is the number of texts behind it. A store may keep `dump()` as one
    value and write it now and then: counts lost after a crash do no harm.
    """

    def __init__(self, table: NDArray[np.uint32], texts: int) -> None:
        self.table = table
        self.texts = texts
        self._mask = np.uint32(len(table) - 1)

    @classmethod
    def empty(cls, bits: int = 17) -> Frequencies:
        """A table of 2^bits counters that has counted nothing."""
        return cls(np.zeros(1 << bits, np.uint32), 0)

    def idf(self, terms: NDArray[np.uint32]) -> NDArray[np.float64]:
        """Inverse document frequency of terms, given as `hashes`: natural logarithm, at least 0."""
        found = np.log((self.texts + 1.0) / (self.table[terms & self._mask] + 0.5))
        return np.asarray(np.maximum(found, 0.0))

    def count(self, terms: NDArray[np.uint32]) -> None:
        """Count each term, given as `hashes`, once more; two that share a counter count once."""
        self.table[terms & self._mask] += 1

    def dump(self) -> bytes:
        """The table as bytes, for a store."""
        return self.texts.to_bytes(8, "little") + zlib.compress(self.table.astype("<u4").tobytes(), 1)

    @classmethod
    def load(cls, data: bytes) -> Frequencies:
        """The inverse of `dump`."""
        table = np.frombuffer(zlib.decompress(data[8:]), "<u4").astype(np.uint32)
        return cls(table, int.from_bytes(data[:8], "little"))

    @classmethod
    def background(cls) -> Frequencies:
        """A fresh copy of the shipped table (`models/stories.md` says what it was counted on)."""
        return cls.load(_background())


@lru_cache(1)
def _background() -> bytes:
    return (Path(__file__).parents[2] / "models" / "stories_background.bin").read_bytes()


@dataclass(slots=True)
class Profile:
    """One article as story clustering sees it. `first`/`last` bound its time, seconds since 1970 UTC, or None."""

    id: str
    query: Vector
    """Its `QUERY_TERMS` heaviest terms of the unit tf-idf vector over title and body, heaviest first."""
    sketch: Sketches
    """One row."""
    first: float | None = None
    last: float | None = None
    links: Links = field(default_factory=Links.empty)
    ties: dict[str, float] = field(default_factory=dict)
    """Articles that it shares a line of text with, and with what probability."""


def words(text: str) -> list[str]:
    """The words and numbers of a text, as printed; scripts without spaces are cut into pairs of characters."""
    found = _WORD.findall(_SPLIT_NUMBER.sub(r"\1", text))
    if text.isascii() or not _UNSPACED.search(text):
        return found
    cut: list[str] = []
    for word in found:
        if _UNSPACED.fullmatch(word):
            cut.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            cut.append(word)
    return cut


@lru_cache(1 << 16)
def term(word: str) -> str:
    """Lower case, no possessive, no plural ending (Harman's S-stemmer): light, and harmless where it is wrong."""
    word = word.lower().replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "su'":
        return word[:-1]
    return word


class _Codes(dict[str, int]):
    """Word → the hash of its term, shifted by three bits that say what it is: too short, a number, a year."""

    def __missing__(self, word: str) -> int:
        t = term(word)
        year = _YEAR.fullmatch(t) is not None
        code = hash_of(t) << 3
        code |= (len(t) < 2) | (t[:1].isdigit() and not year) << 1 | year << 2
        if len(self) < 1 << 17:
            self[word] = code
        return code


_CODES = _Codes()


def _codes(some: Collection[str]) -> NDArray[np.int64]:
    return np.fromiter(map(_CODES.__getitem__, some), np.int64, len(some))


def embedded(article: Article) -> str:
    """What is embedded of an article: the headline; for want of one, the first words of the body."""
    return article.title or " ".join(article.body[:600].split()[:EMBEDDED_WORDS])


def profile(annotated: Annotated, frequencies: Frequencies, dense: Matrix | None = None) -> Profile:
    """Read the profile off an article. Works with a title only, a body only, and without annotations.

    `dense` is the embedding of `embedded(article)`, a vector of length 1, if there is one.
    """
    article = annotated.article
    title = words(article.title or "")
    opening = article.body[: BODY_WORDS * 7]
    printed = [*title, *words(opening)[:BODY_WORDS]]
    length, lead = len(printed) - len(title), len(title) + LEAD_WORDS
    codes, first, where = np.unique(_codes(printed), return_index=True, return_inverse=True)
    terms = (codes >> 3).astype(np.uint32)
    idf = frequencies.idf(terms)
    idf[(idf <= -math.log(COMMON)) | (codes & 1 == 1)] = 0.0
    counts = np.bincount(where, _emphasis(len(title), len(where)), len(codes))
    tfidf = (1 + np.log(np.maximum(counts, 1.0))) * idf
    named = np.zeros(len(codes))
    named[_found(codes, _codes(_names(annotated, opening, title)))] = 1.0
    headed, led = where[: len(title) or 15], where[:lead]
    heaviest, keys = _heaviest(tfidf, ARTICLE_TERMS), _heaviest(tfidf * named, KEY_NAMES)
    weights = np.zeros((len(Column), len(codes)))
    weights[Column.TERMS, heaviest] = tfidf[heaviest]
    weights[Column.TITLE, headed] = idf[headed]
    weights[Column.LEAD, led] = idf[led]
    weights[Column.KEYS, keys] = tfidf[keys]
    weights[Column.NAMES] = idf * named
    weights[Column.NUMBERS] = idf * (codes & 2 > 0)
    sums, lengths = weights.sum(axis=1), np.sqrt(np.square(weights).sum(axis=1))
    lengths[Column.KEYS], lengths[Column.NAMES] = sums[Column.KEYS], 1.0
    weights /= np.maximum(lengths, 1e-12)[:, None]
    when = bounds(article.published, article.timezone)
    begin, end = (when[0].timestamp(), when[1].timestamp()) if when else (None, None)
    year = max((int(term(printed[i])) for i in first[codes & 4 > 0].tolist()), default=0)
    facts = [math.nan if begin is None else begin, math.nan if end is None else end, year, length, 0.0]
    facts += [sums[Column.NAMES], len(keys) > 0, sums[Column.NUMBERS] > 0, dense is not None, 0.0]
    kept = weights.any(axis=0)
    sketch = Sketches(
        hashes([article.id]),
        terms[kept],
        weights[:, kept].T.astype(np.float32, order="C"),
        np.array([np.count_nonzero(kept)], dtype=np.int32),
        np.array([facts], dtype=np.float64),
        direction(article.title or article.body[:120])[None],
        np.zeros((1, 0), np.float32) if dense is None else dense[None],
    )
    top = heaviest[:QUERY_TERMS]
    query = {term(printed[i]): w for i, w in zip(first[top].tolist(), weights[Column.TERMS, top].tolist(), strict=True)}
    return Profile(article.id, query, sketch, begin, end)


def _emphasis(title: int, words: int) -> NDArray[np.float64]:
    """How often each word counts: those of title and lead twice."""
    found = np.ones(words)
    found[: title + LEAD_WORDS] = 2.0
    return found


def _found(codes: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.intp]:
    """The rows of sorted `codes` that are `wanted`."""
    rows = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1) if len(codes) else np.zeros(0, np.intp)
    return rows[codes[rows] == wanted] if len(codes) else rows


def _heaviest(weights: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """The rows with the largest weights, largest first, without those of no weight."""
    order = np.argsort(-weights, kind="stable")[:most]
    return order[weights[order] > 0]


def direction(text: str) -> Matrix:
    """Where the meaning of a short text points, by the static word vectors of `likeness`; zeros if no word is known."""
    known = likeness.vectors()
    found = known.of(terms.tokens(text))
    if found is None or not (length := float(np.linalg.norm(found))):
        return np.zeros(known.table.shape[1], dtype=np.float32)
    return np.asarray(found / length, dtype=np.float32)


def _names(annotated: Annotated, opening: str, title: Sequence[str]) -> set[str]:
    """Capitalised words that do not open a sentence, and the words of named parties and places."""
    names = {word[1:] for word in _INSIDE.findall(opening) if word[1].isupper()}
    for party in annotated.annotations.parties:
        if party.named:
            names.update(words(party.name))
    for place in annotated.annotations.places:
        names.update(words(place.name))
    if not _title_case(title):
        names.update(word for word in title[1:] if word[:1].isupper())
    return names


def _title_case(title: Sequence[str]) -> bool:
    """Whether a headline capitalises its words, so that capitals say nothing about names."""
    long = [word for word in title[1:] if len(word) > 3 and word.isalpha()]
    return sum(word[0].isupper() for word in long) > 0.6 * len(long)


def unit(vector: Vector) -> Vector:
    """The vector scaled to length 1 (an empty one stays empty)."""
    length = math.sqrt(sum(w * w for w in vector.values()))
    return {t: w / length for t, w in vector.items()} if length else {}


def dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Inner product; walks over `a`."""
    total = 0.0
    for t, w in a.items():
        if t in b:
            total += w * b[t]
    return total
