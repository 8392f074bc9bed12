"""What an article is compared by when it looks for its story: term frequencies, and the profile of one article.

A profile is read off the article alone (words, names, numbers, years, times, meaning of the headline) and turned into
a few small arrays (`Sketches`), so that many articles are compared at once (`story_pairs`). The scheme is that of
online topic detection: tf-idf vectors with time (Yang et al. 1998; Allan 2002; Miranda et al. 2018), and a trained
classifier instead of one threshold.
"""

from __future__ import annotations

import itertools
import math
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stemma.clock import bounds
from stemma.lang import terms
from stemma.lang import words as vocabulary
from stemma.model import Annotated, Article, Spans
from stemma.relate.claims import sheets
from stemma.relate.stories.sketches import Column, Links, Matrix, Sketches, hash_of, hashes
from stemma.text import capital_rows, capitals_inside, is_year, printed

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
EMPTY = ("function-words", "days-and-months")
"""The vocabularies of `lang` whose words are no terms."""
COMMON = 0.2
"""Terms that stand in a larger share of all texts are left out, whatever the lists of function words say."""
TAKEN_FOR = "en"
"""What a text of unknown language is taken for: the language that the model has learnt from."""


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


class Tongue:
    """How the words of one language become terms, by its lists in `lang`; without lists words stay as they are."""

    def __init__(self, code: str) -> None:
        lists = vocabulary.of(code) if code in vocabulary.codes() else None
        names = lists.names() if lists else ()
        self.mark = float(hash_of(code) % 0xFFFF + 1)
        """Stands for the language among the numbers of an article, where 0 is an unknown one."""
        capitalised = lists["capitalised"] if lists and "capitalised" in names else frozenset()
        self.nouns = "nouns" in capitalised
        """Whether nouns are written with a capital, so that one alone marks no name."""
        self._inflected = self.nouns or "inflected" in capitalised
        self.labels = lists.expression("title-labels") if lists and "title-labels" in names else None
        """How headlines begin that name the kind of a text before they say what happened."""
        self.slugs = lists.expression("title-slugs") if lists and "title-slugs" in names else None
        """What agencies put before a headline to say which version of a report it is."""
        self._forms = lists.replacements("word-forms") if lists and "word-forms" in names else ()
        empty = (lists[name] for name in EMPTY if name in names) if lists else ()
        self.empty = frozenset(itertools.chain.from_iterable(empty))
        """Words that say nothing about what a text is about, lower case."""
        self.term = lru_cache(1 << 16)(self._term)
        self.codes = _Codes(self)

    def _term(self, word: str) -> str:
        """A word in lower case without the commonest endings of its language: light, and harmless where it is wrong.

        Names keep theirs where a language does not inflect them, so that they are the same in other languages.
        """
        low = word.lower().replace("’", "'")
        if self._inflected or low == word:
            for end, to in self._forms:
                low = end.sub(to, low)
        return low

    def array(self, some: Collection[str]) -> NDArray[np.int64]:
        """The codes of some words."""
        return np.fromiter(map(self.codes.__getitem__, some), np.int64, len(some))


class _Codes(dict[str, int]):
    """Word → the hash of its term, shifted by three bits that say what it is: empty or too short, a number, a year."""

    def __init__(self, tongue: Tongue) -> None:
        self._tongue = tongue

    def __missing__(self, word: str) -> int:
        t = self._tongue.term(word)
        year = is_year(t)
        empty = len(t) < 2 or word.lower() in self._tongue.empty
        code = hash_of(t) << 3
        code |= empty | (t[:1].isdigit() and not year) << 1 | year << 2
        if len(self) < 1 << 17:
            self[word] = code
        return code


def tongue(language: str | None) -> Tongue:
    """How the words of a language (BCP 47; None where it is not known) are read."""
    return _tongue((language or TAKEN_FOR).replace("_", "-").partition("-")[0].lower())


@lru_cache(64)
def _tongue(code: str) -> Tongue:
    return Tongue(code)


def term(word: str, language: str | None = None) -> str:
    """The term of a word: lower case, without the commonest endings of its language."""
    return tongue(language).term(word)


def embedded(article: Article) -> str:
    """What is embedded of an article: the headline; for want of one, the first words of the body."""
    return article.title or " ".join(article.body[:600].split()[:EMBEDDED_WORDS])


def profile(
    annotated: Annotated, frequencies: Frequencies, dense: Matrix | None = None, without: Spans = ()
) -> Profile:
    """Read the profile off an article. Works with a title only, a body only, and without annotations.

    `dense` is the embedding of `embedded(article)`, a vector of length 1, if there is one. `without` are spans of the
    body, in order, that are not looked at.
    """
    article = annotated.article
    own = tongue(article.language)
    title = printed(article.title or "")
    opening = _left(article.body, without)[: BODY_WORDS * 7]
    shown = [*title, *printed(opening)[:BODY_WORDS]]
    length, lead = len(shown) - len(title), len(title) + LEAD_WORDS
    codes, first, where = np.unique(own.array(shown), return_index=True, return_inverse=True)
    terms = (codes >> 3).astype(np.uint32)
    idf = frequencies.idf(terms)
    idf[(idf <= -math.log(COMMON)) | (codes & 1 == 1)] = 0.0
    counts = np.bincount(where, _emphasis(len(title), len(where)), len(codes))
    tfidf = (1 + np.log(np.maximum(counts, 1.0))) * idf
    named = np.zeros(len(codes))
    named[_found(codes, own.array(_names(annotated, opening, title, own)))] = 1.0
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
    year = max((int(own.term(shown[i])) for i in first[codes & 4 > 0].tolist()), default=0)
    facts = [math.nan if begin is None else begin, math.nan if end is None else end, year, length, 0.0]
    facts += [sums[Column.NAMES], len(keys) > 0, sums[Column.NUMBERS] > 0, dense is not None, 0.0]
    facts += [own.mark if article.language else 0.0]
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
    shares = zip(first[top].tolist(), weights[Column.TERMS, top].tolist(), strict=True)
    query = {own.term(shown[i]): w for i, w in shares}
    return Profile(article.id, query, sketch, begin, end)


def _left(body: str, without: Spans) -> str:
    """A body without some spans."""
    if not without:
        return body
    starts, ends = (0, *(end for _, end in without)), (*(start for start, _ in without), len(body))
    return "".join(body[start:end] for start, end in zip(starts, ends, strict=True))


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
    """Where the meaning of a short text points, by the static word vectors of `sheets`; zeros if no word is known."""
    known = sheets.vectors()
    found = known.of(terms.tokens(text))
    if found is None or not (length := float(np.linalg.norm(found))):
        return np.zeros(known.table.shape[1], dtype=np.float32)
    return np.asarray(found / length, dtype=np.float32)


def _names(annotated: Annotated, opening: str, title: Sequence[str], own: Tongue) -> set[str]:
    """Capitalised words that do not open a sentence, and the words of named parties and places.

    Where nouns have capitals too, only what stands beside another such word counts.
    """
    names = {word for row in capital_rows(opening) for word in printed(row)} if own.nouns else capitals_inside(opening)
    for party in annotated.annotations.parties:
        if party.named:
            names.update(printed(party.name))
    for place in annotated.annotations.places:
        names.update(printed(place.name))
    if not own.nouns and not _title_case(title):
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
