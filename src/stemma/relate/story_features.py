"""What an article is compared by when it looks for its story: term frequencies, and the profile of one article.

A profile is read off the article alone (words, names, numbers, years, times, meaning of the headline) and turned into
a few small arrays (`Sketches`), so that many articles are compared at once (`story_pairs`). The scheme is that of
online topic detection: tf-idf vectors with time (Yang et al. 1998; Allan 2002; Miranda et al. 2018), and a trained
classifier instead of one threshold.
"""

from __future__ import annotations

import json
import math
import re
import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stemma.clock import bounds
from stemma.model import Annotated
from stemma.relate import likeness

Vector = dict[str, float]
"""Sparse vector: term → weight."""
Matrix = NDArray[np.float32]

BODY_WORDS = 400
"""Words of a body that are looked at: news puts first what the story is (the inverted pyramid)."""
LEAD_WORDS = 45
ARTICLE_TERMS = 80
"""Terms kept of one article."""
QUERY_TERMS = 24
"""The heaviest terms of an article: under these its story is posted, and by these it looks for one."""
KEY_NAMES = 8
KEPT_ARTICLES = 32
"""Articles of a story that new ones are compared with: those of the latest times, undated ones by lot."""
DAY = 86400.0
COMMON = 0.2
"""Terms that stand in a larger share of all texts are left out: the function words of any language."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+")
_SPLIT_NUMBER = re.compile(r"(?<=\d)([.,]) (?=\d)")
_INSIDE = re.compile(r"(?<=[^\s.!?:;“”\"] )[^\W\d_a-z][^\W_]*")
"""A word after a space within a sentence that does not begin with one of a–z; the rest of the test is Python's."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{2,}")


@lru_cache(1 << 16)
def _hash(term: str) -> int:
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


class Frequencies:
    """In how many texts a term stands: a hashed table of counts that starts from a shipped background.

    `table` has 2^k counters; a term has the counter `crc32(term) mod 2^k`, so that two terms may share one, which
    only makes them look more common. `texts` is the number of texts behind it. A store may keep `dump()` as one
    value and write it now and then: counts lost after a crash do no harm.
    """

    def __init__(self, table: array[int], texts: int) -> None:
        self.table = table
        self.texts = texts
        self._mask = len(table) - 1

    @classmethod
    def empty(cls, bits: int = 17) -> Frequencies:
        """A table of 2^bits counters that has counted nothing."""
        return cls(array("I", bytes(4 << bits)), 0)

    def idf(self, term: str) -> float:
        """Inverse document frequency, natural logarithm, at least 0."""
        return self.idfs((term,))[term]

    def idfs(self, terms: Iterable[str]) -> Vector:
        """`idf` of many terms."""
        table, mask, texts = self.table, self._mask, self.texts + 1.0
        return {t: max(0.0, math.log(texts / (table[_hash(t) & mask] + 0.5))) for t in terms}

    def count(self, terms: Iterable[str]) -> None:
        """Count each term once more."""
        for t in terms:
            self.table[_hash(t) & self._mask] += 1

    def dump(self) -> bytes:
        """The table as bytes, for a store."""
        return self.texts.to_bytes(8, "little") + zlib.compress(self.table.tobytes(), 1)

    @classmethod
    def load(cls, data: bytes) -> Frequencies:
        """The inverse of `dump`."""
        return cls(array("I", zlib.decompress(data[8:])), int.from_bytes(data[:8], "little"))

    @classmethod
    def background(cls) -> Frequencies:
        """A fresh copy of the shipped table (`models/stories.md` says what it was counted on)."""
        return cls.load(_background())


@lru_cache(1)
def _background() -> bytes:
    return (Path(__file__).parent.parent / "models" / "stories_background.bin").read_bytes()


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

    `terms` (uint32, hashes) and `weights` (float32, terms × `Column`) hold the articles' terms one after the other;
    `sizes` says how many terms each has. `facts` is articles × `Fact` (float64), `meaning` articles × dimensions
    (float32): the direction of the headline's meaning, zeros where it is not known.
    """

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
        return Sketches(
            self.terms[where], self.weights[where], self.sizes[chosen], self.facts[chosen], self.meaning[chosen]
        )

    def dump(self) -> bytes:
        """As bytes: numbers of articles, terms and dimensions, then the arrays, weights and meaning as float16."""
        shape = struct.pack("<III", len(self.sizes), len(self.terms), self.meaning.shape[1])
        half = (self.weights.astype("<f2"), self.meaning.astype("<f2"))
        arrays = (self.terms.astype("<u4"), half[0], self.sizes.astype("<i4"), self.facts.astype("<f8"), half[1])
        return shape + b"".join(array.tobytes() for array in arrays)

    @classmethod
    def load(cls, data: bytes) -> Sketches:
        """The inverse of `dump`."""
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
        return cls(*found)


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


def hashes(ids: Iterable[str]) -> NDArray[np.uint32]:
    """The hashes under which articles stand in `Links`."""
    return np.array([zlib.crc32(id.encode("utf-8", "surrogatepass")) for id in ids], dtype=np.uint32)


@dataclass(slots=True)
class Profile:
    """One article as story clustering sees it. `first`/`last` bound its time, seconds since 1970 UTC, or None."""

    id: str
    terms: Vector
    """Unit tf-idf vector over title and body, heaviest first."""
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
    if not _UNSPACED.search(text):
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


def profile(annotated: Annotated, frequencies: Frequencies) -> Profile:
    """Read the profile off an article. Works with a title only, a body only, and without annotations."""
    article, annotations = annotated.article, annotated.annotations
    title = words(article.title or "")
    body_text = article.body[: BODY_WORDS * 7]
    body = words(body_text)[:BODY_WORDS]
    names = dict.fromkeys(_names(body_text))  # in order, so that sums are the same in every run
    for party in annotations.parties:
        if party.named:
            names |= dict.fromkeys(map(term, words(party.name)))
    for place in annotations.places:
        names |= dict.fromkeys(map(term, words(place.name)))
    if not _title_case(title):
        names |= dict.fromkeys(term(word) for word in title[1:] if word[:1].isupper())
    title_terms, body_terms = [term(word) for word in title], [term(word) for word in body]
    floor = -math.log(COMMON)
    all_terms = dict.fromkeys(title_terms + body_terms)
    weights = {t: idf for t, idf in frequencies.idfs(all_terms).items() if idf > floor and len(t) > 1}
    counts: dict[str, float] = {}
    for weight, some in ((2.0, title_terms), (1.0, body_terms[:LEAD_WORDS]), (1.0, body_terms)):
        for t in some:
            counts[t] = counts.get(t, 0.0) + weight
    everything = {t: (1 + math.log(n)) * weights[t] for t, n in counts.items() if t in weights}
    terms = unit(_heaviest(everything, ARTICLE_TERMS))
    keys = _heaviest({t: everything[t] for t in names if t in everything}, KEY_NAMES)
    numbers = [t for t in counts if t[0].isdigit() and t in weights and not _YEAR.fullmatch(t)]
    columns = {
        Column.TERMS: terms,
        Column.TITLE: unit({t: weights[t] for t in (title_terms or body_terms[:15]) if t in weights}),
        Column.LEAD: unit({t: weights[t] for t in [*title_terms, *body_terms[:LEAD_WORDS]] if t in weights}),
        Column.KEYS: {t: w / sum(keys.values()) for t, w in keys.items()},
        Column.NAMES: {t: weights[t] for t in names if t in weights},
        Column.NUMBERS: unit({t: weights[t] for t in numbers}),
    }
    when = bounds(article.published, article.timezone)
    first, last = (when[0].timestamp(), when[1].timestamp()) if when else (None, None)
    year = max((int(t) for t in counts if _YEAR.fullmatch(t)), default=0)
    facts = [math.nan if first is None else first, math.nan if last is None else last, year, len(body), 0.0]
    facts += [sum(columns[Column.NAMES].values()), bool(keys), bool(numbers)]
    meaning = direction(article.title or article.body[:120])
    return Profile(article.id, terms, _sketch(columns, facts, meaning), first, last)


def _sketch(columns: Mapping[Column, Vector], facts: Sequence[float], meaning: Matrix) -> Sketches:
    rows = {t: row for row, t in enumerate(dict.fromkeys(t for vector in columns.values() for t in vector))}
    weights = np.zeros((len(rows), len(Column)), dtype=np.float32)
    for column, vector in columns.items():
        if vector:
            weights[[rows[t] for t in vector], column] = list(vector.values())
    return Sketches(
        np.fromiter(map(_hash, rows), np.uint32, len(rows)),
        weights,
        np.array([len(rows)], dtype=np.int32),
        np.array([facts], dtype=np.float64),
        meaning[None],
    )


def direction(text: str) -> Matrix:
    """Where the meaning of a short text points, by the static word vectors of `likeness`; zeros if no word is known."""
    known = likeness.vectors()
    found = known.of(likeness.tokens(text))
    if found is None or not (length := float(np.linalg.norm(found))):
        return np.zeros(known.table.shape[1], dtype=np.float32)
    return np.asarray(found / length, dtype=np.float32)


def _names(text: str) -> Iterable[str]:
    """Capitalised words that do not open a sentence."""
    return (term(word) for word in _INSIDE.findall(text) if word[0].isupper())


def _title_case(title: Sequence[str]) -> bool:
    """Whether a headline capitalises its words, so that capitals say nothing about names."""
    long = [word for word in title[1:] if len(word) > 3 and word.isalpha()]
    return sum(word[0].isupper() for word in long) > 0.6 * len(long)


def _heaviest(vector: Vector, most: int) -> Vector:
    """The heaviest terms, heaviest first, equal ones by the alphabet."""
    return dict(sorted(vector.items(), key=_by_weight)[:most])


def _by_weight(item: tuple[str, float]) -> tuple[float, str]:
    return -item[1], item[0]


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


@dataclass(slots=True)
class Member:
    """What is kept of an article besides its sketch."""

    id: str
    query: Vector
    """Its heaviest terms, heaviest first."""
    ties: dict[str, float]
    """Articles that it shares a line of text with, and with what probability."""


@dataclass(slots=True)
class StorySummary:
    """What the index keeps of a story: enough to compare an article with it, and small.

    `members` and `sketches` are the articles that new ones are compared with, at most `KEPT_ARTICLES`; `articles`
    counts all. `first`/`last` bound the times of its articles, `seen` is the stream time at which it last grew (all
    in seconds since 1970 UTC).
    """

    id: str
    articles: int = 0
    first: float | None = None
    last: float | None = None
    seen: float | None = None
    members: list[Member] = field(default_factory=list)
    sketches: Sketches | None = None
    links: Links = field(default_factory=Links.empty)

    def dump(self) -> bytes:
        """As bytes: the lengths of a JSON head and of the links, the head in UTF-8, the links, the sketches."""
        members = [[m.id, {t: round(w, 4) for t, w in m.query.items()}, m.ties] for m in self.members]
        state = [self.id, self.articles, self.first, self.last, self.seen, members]
        head = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        links = self.links.dump()
        sketches = self.sketches.dump() if self.sketches else b""
        return struct.pack("<II", len(head), len(links)) + head + links + sketches

    @classmethod
    def load(cls, data: bytes) -> StorySummary:
        """The inverse of `dump` (weights lose some digits)."""
        data = bytes(data)
        # Of a library made before articles were kept here: the story is whole, but nothing can be compared with it.
        if data.startswith(b'{"id":'):
            state = json.loads(data)
            return cls(state["id"], state["articles"], state["first"], state["last"], state["seen"])
        head, links = struct.unpack_from("<II", data)
        head, links = 8 + head, 8 + head + links
        id, articles, first, last, seen, members = json.loads(data[8:head].decode("utf-8", "surrogatepass"))
        sketches = Sketches.load(data[links:]) if len(data) > links else None
        kept = [Member(*member) for member in members]
        return cls(id, articles, first, last, seen, kept, sketches, Links.load(data[head:links]))

    def add(self, article: Profile) -> None:
        """Take an article in."""
        query = dict(list(article.terms.items())[:QUERY_TERMS])
        self.articles += 1
        self.put([Member(article.id, query, article.ties)], article.sketch, article.links)

    def put(self, members: Sequence[Member], sketches: Sketches, links: Links) -> None:
        """Take articles in that are counted already, and let those go that are too many."""
        self.links = Links.joined([self.links, links])
        self.members = [*self.members, *members]
        self.sketches = Sketches.joined([self.sketches, sketches] if self.sketches else [sketches])
        times = self.sketches.facts[:, [Fact.FIRST, Fact.LAST]]
        if not np.isnan(times).all():
            self.reach(float(np.nanmin(times)), float(np.nanmax(times)))
        if len(self.members) > KEPT_ARTICLES:
            known = np.nan_to_num(times[:, 1], nan=-math.inf)
            order = sorted(range(len(self.members)), key=lambda i: (known[i], _hash(self.members[i].id)))
            self.keep(sorted(order[-KEPT_ARTICLES:]))

    def reach(self, first: float | None, last: float | None) -> None:
        """Widen the time of the story."""
        if first is not None and last is not None:
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)

    def keep(self, rows: Sequence[int]) -> None:
        """Keep only these members to be compared with."""
        if len(rows) < len(self.members):
            self.members = [self.members[row] for row in rows]
            self.sketches = self.sketches.take(rows) if self.sketches and rows else None
            self.links = self.links.of(hashes(member.id for member in self.members))


def new_terms(article: Profile, story: StorySummary) -> list[str]:
    """The terms of an article that no kept article of a story has, by 16 bits of their hash.

    Only those are counted, so that a large story does not make its own words common.
    """
    if story.sketches is None:
        return list(article.terms)
    met = np.zeros(1 << 16, dtype=np.bool_)
    met[story.sketches.terms & 0xFFFF] = True
    return [t for t in article.terms if not met[_hash(t) & 0xFFFF]]
