"""What an article is compared by when it looks for its story: sparse profiles, story summaries and pair features.

A profile is read off the article alone (words, names, years, times). A summary is the sum of the profiles of a
story's articles, kept small, so that comparing one article with one story costs the length of the article and not
the size of the story. The scheme is that of online topic detection: tf-idf vectors against story centroids with
time (Yang et al. 1998; Allan 2002; Miranda et al. 2018), and a trained classifier instead of one threshold.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from array import array
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from stemma.clock import bounds
from stemma.model import Annotated

Vector = dict[str, float]
"""Sparse vector: term → weight."""

BODY_WORDS = 400
"""Words of a body that are looked at: news puts first what the story is (the inverted pyramid)."""
LEAD_WORDS = 45
ARTICLE_TERMS = 120
"""Terms kept of one article."""
STORY_TERMS = 240
"""Terms kept of one story; the lightest go when it grows beyond."""
KEPT_TITLES = 16
KEPT_ARTICLES = 6
MEMBER_TERMS = 40
KEY_NAMES = 8
RARE = 0.12
"""A term weighs at least so much in the unit vector of an article to count as one of its own."""
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


@dataclass(slots=True)
class Profile:
    """One article as story clustering sees it. `first`/`last` bound its time, seconds since 1970 UTC, or None."""

    id: str
    terms: Vector
    """Unit tf-idf vector over title and body."""
    title: Vector
    """Unit tf-idf vector over the title (for want of one, the first words of the body)."""
    lead: Vector
    """Unit tf-idf vector over title and lead."""
    names: Vector
    """idf of names: capitalised words inside sentences, parties and places."""
    key_names: Vector
    """The names that weigh most (idf times how often they stand in it), with that weight."""
    years: frozenset[str]
    """Numbers that may be years, 1900 to 2099."""
    headline: str | None
    length: int
    """Words of the body; 0 for an item that is only a headline."""
    first: float | None = None
    last: float | None = None
    parties: tuple[str, ...] = ()


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
    parties = tuple(sorted({party.identity for party in annotations.parties if party.identity}))
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
    when = bounds(article.published, article.timezone)
    return Profile(
        id=article.id,
        terms=unit(_heaviest(everything, ARTICLE_TERMS)),
        title=unit({t: weights[t] for t in (title_terms or body_terms[:15]) if t in weights}),
        lead=unit({t: weights[t] for t in [*title_terms, *body_terms[:LEAD_WORDS]] if t in weights}),
        names={t: weights[t] for t in names if t in weights},
        key_names=_heaviest({t: everything[t] for t in names if t in everything}, KEY_NAMES),
        years=frozenset(t for t in counts if _YEAR.fullmatch(t)),
        headline=article.title,
        length=len(body),
        first=when[0].timestamp() if when else None,
        last=when[1].timestamp() if when else None,
        parties=parties,
    )


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


@dataclass(slots=True)
class StorySummary:
    """What the index keeps of a story: enough to compare an article with it, and small.

    `terms` and `title` are sums of the unit vectors of the articles, `norm` and `title_norm` their lengths; `names`
    and `years` say in how many articles each stands. `first`/`last` bound the times of its articles, `seen` is the
    stream time at which it last grew (all in seconds since 1970 UTC). `close` maps the ids of stories that may be the
    same to the number of articles that belong to both.
    """

    id: str
    articles: int = 0
    bodies: int = 0
    """How many of its articles are more than a headline."""
    first: float | None = None
    last: float | None = None
    seen: float | None = None
    terms: Vector = field(default_factory=dict)
    norm: float = 0.0
    title: Vector = field(default_factory=dict)
    title_norm: float = 0.0
    names: Vector = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)
    headlines: list[str] = field(default_factory=list)
    latest: list[Vector] = field(default_factory=list)
    """The heaviest terms of the articles that joined last, as unit vectors."""
    close: dict[str, int] = field(default_factory=dict)

    def dump(self) -> bytes:
        """As compact JSON in UTF-8."""
        state = {name: getattr(self, name) for name in self.__slots__}
        for name in ("terms", "title", "names"):
            state[name] = _rounded(state[name])
        state["latest"] = [_rounded(vector) for vector in self.latest]
        return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    @classmethod
    def load(cls, data: bytes) -> StorySummary:
        """The inverse of `dump` (weights are rounded to five digits)."""
        return cls(**json.loads(data.decode("utf-8", "surrogatepass")))

    def add(self, article: Profile) -> list[str]:
        """Take an article in; gives the terms that are new to the story."""
        new = [t for t in article.terms if t not in self.terms]
        self.norm = _add(self.terms, article.terms, STORY_TERMS)
        self.title_norm = _add(self.title, article.title, STORY_TERMS)
        for t in article.names:
            self.names[t] = self.names.get(t, 0) + 1
        for year in article.years:
            self.years[year] = self.years.get(year, 0) + 1
        for party in article.parties:
            self.parties[party] = self.parties.get(party, 0) + 1
        _trim(self.names, STORY_TERMS)
        self.articles += 1
        self.bodies += article.length > 0
        self.latest = [*self.latest, unit(_heaviest(article.terms, MEMBER_TERMS))][-KEPT_ARTICLES:]
        if article.headline and article.headline not in self.headlines:
            self.headlines = [*self.headlines, article.headline][-KEPT_TITLES:]
        self.reach(article.first, article.last)
        return new

    def reach(self, first: float | None, last: float | None) -> None:
        """Widen the time of the story."""
        if first is not None and last is not None:
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)

    def absorb(self, other: StorySummary) -> None:
        """Take another story in."""
        self.norm = _add(self.terms, other.terms, STORY_TERMS)
        self.title_norm = _add(self.title, other.title, STORY_TERMS)
        for mine, theirs in ((self.names, other.names), (self.years, other.years), (self.parties, other.parties)):
            for key, n in theirs.items():
                mine[key] = mine.get(key, 0) + n  # type: ignore[assignment]
        _trim(self.names, STORY_TERMS)
        self.articles += other.articles
        self.bodies += other.bodies
        self.latest = [*other.latest, *self.latest][-KEPT_ARTICLES:]
        self.headlines = [*other.headlines, *self.headlines][-KEPT_TITLES:]
        for key, n in other.close.items():
            if key != self.id:
                self.close[key] = self.close.get(key, 0) + n
        self.close.pop(other.id, None)
        self.reach(other.first, other.last)
        self.seen = max((t for t in (self.seen, other.seen) if t is not None), default=None)


def _rounded(vector: Mapping[str, float]) -> dict[str, float]:
    return {t: round(w, 5) for t, w in vector.items()}


def _add(total: Vector, more: Vector, most: int) -> float:
    for t, w in more.items():
        total[t] = total.get(t, 0.0) + w
    _trim(total, most)
    return math.sqrt(sum(w * w for w in total.values()))


def _trim(total: dict[str, Any], most: int) -> None:
    """Drop the lightest when a table has grown by half beyond its bound (so that it is done rarely)."""
    if len(total) > most * 1.5:
        for t in sorted(total, key=lambda t: (-total[t], t))[most:]:
            del total[t]


def dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Inner product; walks over `a`."""
    total = 0.0
    for t, w in a.items():
        if t in b:
            total += w * b[t]
    return total


FEATURES = (
    "terms", "title", "lead", "nearest", "title_in_story", "story_title_in_article", "key_names_in_story",
    "story_names_in_article", "year", "rare", "shared", "heaviest_shared", "gap", "length", "headlines",
    "headline_to_body", "average", "farthest", "strangers", "terms_lead", "nearest_lead",
)  # fmt: skip
"""Names of the pair features, in the order of the columns of `pair_features`. None tells how large a story is: what
is learnt from sets with stories of three articles must hold for stories of a hundred."""
UNKNOWN_GAP = 1.0
"""What `gap` is where there is no date: as if two days lay between."""


def gap_days(article: Profile, story: StorySummary) -> float | None:
    """Days between an article and the nearest end of a story; 0 inside it, None where either has no date."""
    if article.first is None or article.last is None or story.first is None or story.last is None:
        return None
    return max(0.0, article.first - story.last, story.first - article.last) / DAY


def pair_features(article: Profile, stories: Sequence[StorySummary]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """One row for each story, one column for each of `FEATURES`."""
    rows = np.array([_row(article, story) for story in stories], dtype=np.float64).reshape(len(stories), -1)
    leads = [_lead(rows[:, FEATURES.index(name)]) for name in ("terms", "nearest")]
    return np.column_stack([rows, *leads])


def _lead(values: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How far a story is ahead of (or behind) its best rival: look-alikes show as a small lead."""
    order = np.sort(values)
    return values - np.where(values == order[-1], order[-2] if len(order) > 1 else 0.0, order[-1])


def _row(article: Profile, story: StorySummary) -> list[float]:
    mine, theirs = article.terms, story.terms
    norm, title_norm = story.norm or 1.0, story.title_norm or 1.0
    title_floor = title_norm / 6
    shared = [t for t in mine if t in theirs]
    gap = gap_days(article, story)
    cosines = sum([mine[t] * theirs[t] for t in shared])
    members = [dot(some, mine) for some in story.latest]
    return [
        cosines / norm,
        dot(article.title, story.title) / title_norm,
        dot(article.lead, theirs) / norm,
        max(members, default=0.0),
        _share([(t, w * w) for t, w in article.title.items()], theirs),
        _share([(t, 1.0) for t, w in story.title.items() if w >= title_floor], mine),
        _share(article.key_names.items(), theirs),
        _share([(t, 1.0) for t, n in story.names.items() if n * 3 >= story.articles], mine),
        _same_year(article.years, story.years),
        math.log1p(sum([1 for t in shared if mine[t] > RARE])),
        math.log1p(len(shared)),
        mine[shared[0]] if shared else 0.0,  # terms run from the heaviest down
        UNKNOWN_GAP if gap is None else math.log1p(gap),
        math.log1p(article.length),
        float(not article.length and not story.bodies),
        float(not article.length and story.bodies > 0),
        # The mean cosine with the articles of the story (average link): unlike that with their centroid, it does not
        # grow with the variety of a large story. A headline has too few words for it.
        cosines / ((story.articles or 1) if article.length else norm),
        min(members, default=0.0) if article.length else 0.0,
        _strangers(article, story),
    ]


def _strangers(article: Profile, story: StorySummary) -> float:
    """1 if article and story both have names, none of them shared, else 0: siblings happen to other people."""
    theirs = sum(n * 3 >= story.articles for n in story.names.values())
    if len(article.key_names) < 2 or theirs < 2:
        return 0.0
    return float(not any(t in story.names for t in article.key_names))


def _share(weighted: Iterable[tuple[str, float]], among: Container[str]) -> float:
    """Which part of the weight lies on terms that stand `among` others; one half where there is nothing to weigh."""
    found = total = 0.0
    for t, w in weighted:
        total += w
        if t in among:
            found += w
    return found / total if total else 0.5


def _same_year(mine: Collection[str], theirs: Collection[str]) -> float:
    """1 if the latest years that the two speak of are the same, −1 if they differ, 0 if one names none."""
    if not mine or not theirs:
        return 0.0
    return 1.0 if max(mine) == max(theirs) else -1.0
