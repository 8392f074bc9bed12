"""Sheets: what the statements of a page are compared by, read off that page alone.

How alike two statements are depends on nothing but their two pages: a word weighs by how rare it is in sentences of
news (`stemma.relate.claims.rarity`) and in the statements of its own page, and every likeness is made of whole numbers,
so that it is the same to the last bit whatever else it is worked out with. So what was found of two pages holds for
good, and a page that comes to a story is compared with the others, and the others not with each other again.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stemma.lang import words
from stemma.lang.terms import stemmer, stems, tokens
from stemma.lang.words import LANGUAGE
from stemma.model import Annotated, Reading, Statement
from stemma.relate.claims import rarity
from stemma.relate.claims.facts import of_the_whole, sign
from stemma.relate.claims.quantities import TOLLS
from stemma.relate.claims.statements import taken_back

Matrix = NDArray[np.float32]
Index = NDArray[np.intp]
Terms = NDArray[np.int64]

SCALE = 2048
"""Parts of one in which vectors of length one are written: sums of products of such numbers are exact in 24 bits."""
STEPS = frozenset({"inquiry", "cooperation", "arrest", "search"})
"""Marks of what is done about an event, which is not the event."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """A static word-vector table: unit-free rows for the most frequent words, and a weight for each."""

    index: dict[str, int]
    table: Matrix

    def of(self, words: Sequence[str]) -> Matrix | None:
        """The sum of the vectors of the known words of `words`; None if none is known."""
        rows = [self.index[w] for w in words if w in self.index]
        return np.asarray(self.table[rows].sum(axis=0), dtype=np.float32) if rows else None


@functools.cache
def vectors() -> Vectors:
    """The table shipped as `models/claims_words.npz` (see its card)."""
    with resources.files("stemma.models").joinpath("claims_words.npz").open("rb") as file, np.load(file) as data:
        words = bytes(data["words"]).decode("utf-8").split("\n")
        table = data["vectors"].astype(np.float32) * data["scale"]
    return Vectors({w: i for i, w in enumerate(words)}, np.asarray(table, dtype=np.float32))


@functools.cache
def directions() -> NDArray[np.int16]:
    """The rows of `vectors().table` with length one, in parts of `SCALE`; a row of zeros behind them."""
    return np.vstack([whole(unit(vectors().table)), np.zeros(vectors().table.shape[1])]).astype(np.int16)


def unit(table: Matrix) -> Matrix:
    """`table` with rows of length one (zero rows stay zero)."""
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(table / np.where(norms == 0, 1, norms), dtype=np.float32)


def whole(table: NDArray[np.floating]) -> Matrix:
    """Numbers up to one as whole parts of `SCALE`."""
    return np.asarray(np.rint(table * SCALE), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Bags:
    """Which row holds which term, and how much: three arrays of one length. A term is the `hash` of its word."""

    rows: Index
    terms: Terms
    weights: Matrix
    count: int
    """How many rows there are, empty ones with them."""

    @classmethod
    def of(cls, held: Sequence[Iterable[str]], weight: Mapping[str, float] | None = None) -> Bags:
        """Of words by row, each once. All weigh one, or what `weight` says; what it does not know is left out."""
        pairs = [(row, word) for row, bag in enumerate(held) for word in dict.fromkeys(bag)]
        if weight is not None:
            pairs = [(row, word) for row, word in pairs if word in weight]
        weights = [weight[word] if weight is not None else 1 for _, word in pairs]
        return cls._made(pairs, weights, len(held))

    @classmethod
    def directed(cls, held: Sequence[Sequence[str]], weight: Mapping[str, float]) -> Bags:
        """Of words by row as vectors of length one, in parts of `SCALE`: each word (1 + log of its count) × weight."""
        cells = [(row, word, n) for row, bag in enumerate(held) for word, n in Counter(bag).items()]
        if not cells:
            return cls._made([], [], len(held))
        rows, terms, counts = zip(*cells, strict=True)
        told = (1 + np.log(counts)) * [weight[term] for term in terms]
        norms = np.sqrt(np.bincount(rows, told * told, minlength=len(held)))
        return cls._made(list(zip(rows, terms, strict=True)), whole(told / norms[list(rows)]), len(held))

    @classmethod
    def _made(cls, pairs: Sequence[tuple[int, str]], weights: ArrayLike, count: int) -> Bags:
        rows = np.array([row for row, _ in pairs], dtype=np.intp)
        terms = np.fromiter((hash(word) for _, word in pairs), np.int64, len(pairs))
        return cls(rows, terms, np.asarray(weights, dtype=np.float32), count)

    def table(self, columns: Terms, weighed: bool = True) -> Matrix:
        """The weights as a matrix (or 1 where a term is held), a column for each of the sorted `columns`; what is in
        none of them is left out."""
        out = np.zeros((self.count, len(columns)), dtype=np.float32)
        if len(columns):
            place = np.minimum(columns.searchsorted(self.terms), len(columns) - 1)
            here = columns[place] == self.terms
            out[self.rows[here], place[here]] = self.weights[here] if weighed else 1
        return out

    @classmethod
    def joined(cls, parts: Sequence[Bags]) -> Bags:
        """The rows of all parts, one after the other."""
        starts = itertools.accumulate((part.count for part in parts[:-1]), initial=0)
        rows = np.concatenate([part.rows + start for part, start in zip(parts, starts, strict=True)])
        terms, weights = (np.concatenate([getattr(part, name) for part in parts]) for name in ("terms", "weights"))
        return cls(rows, terms, weights, sum(part.count for part in parts))


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Different words: the hash of each (sorted), its row in `directions`, the hash of its stem."""

    terms: Terms
    place: Index
    stems: Terms

    @classmethod
    def joined(cls, parts: Sequence[Lexicon]) -> Lexicon:
        """The words of all parts, each once."""
        terms, first = np.unique(np.concatenate([part.terms for part in parts]), return_index=True)
        place, stemmed = (np.concatenate([getattr(part, name) for part in parts]) for name in ("place", "stems"))
        return cls(terms, place[first], stemmed[first])


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Statements of a page, or of several (`joined`), by what they are compared by: a row a statement in each array.

    `words`, `letters` and `context` are bags of vectors of length one (in parts of `SCALE`), as are the rows of
    `meaning` and `setting`; `context` and `setting` are of the sentence around a statement. `stems`, `plain` and
    `forms` weigh by rarity (in parts of `rarity.PARTS`), all other bags hold what is there.
    """

    pages: Terms
    order: Index
    """The place of each statement among those of its page."""
    said: tuple[Statement, ...]
    words: Bags
    letters: Bags
    context: Bags
    meaning: Matrix
    setting: Matrix
    stems: Bags
    common: Bags
    """The stems with the weight that they have on any page."""
    around: Bags
    plain: Bags
    forms: Bags
    lexicon: Lexicon
    days: Bags
    names: Bags
    heads: Bags
    agents: Bags
    patients: Bags
    steps: Bags
    tolls: Bags
    marks: Bags
    measures: tuple[tuple[str, float] | None, ...]
    """`measure` of each statement."""
    signs: NDArray[np.int8]
    codes: Terms
    """Certainty, act, origin and others of each statement as hashes: the columns are those of `_kinds`."""
    flags: NDArray[np.bool_]
    """Whether something holds of each statement: the columns are those of `_flags`."""
    position: Matrix
    length: Matrix
    number: int = dataclasses.field(default_factory=itertools.count().__next__)
    """No two sheets have the same."""

    @classmethod
    def joined(cls, parts: Sequence[Sheet]) -> Sheet:
        """The statements of all parts, one after the other."""
        if len(parts) == 1:
            return parts[0]
        columns: dict[str, Any] = {}
        for one in dataclasses.fields(cls)[:-1]:
            found = [getattr(part, one.name) for part in parts]
            first = found[0]
            if isinstance(first, Bags | Lexicon):
                columns[one.name] = type(first).joined(found)
            else:
                columns[one.name] = sum(found, ()) if isinstance(first, tuple) else np.concatenate(found)
        return cls(**columns)

    def __len__(self) -> int:
        return len(self.order)


def sheet(statements: Sequence[Statement], member: Annotated | None) -> Sheet:
    """The sheet of statements of one page, `member` (None where only the statements are known)."""
    listed = words.of(LANGUAGE)
    stop, days = listed["function-words"], listed["days-and-months"]
    read = [s.reading for s in statements]
    told, around = [_unconditional(s) for s in statements], [_around(s, member) for s in statements]
    held, near, pieces = [stems(text) for text in told], [stems(text) for text in around], [*map(grams, told)]
    weight, stem = rarity.stems().weights(held), stemmer(LANGUAGE)
    content = [[word for word in tokens(text) if word not in stop] for text in told]
    weight_of = {word: weight[stem(word)] for bag in content for word in bag}

    def actors(role: str) -> list[set[str]]:
        return [{r.head for r in one.roles if r.role == role and r.head not in stop} for one in read]

    return Sheet(
        pages=np.full(len(told), hash(statements[0].article), dtype=np.int64),
        order=np.arange(len(told)),
        said=tuple(statements),
        words=Bags.directed(held, weight),
        letters=Bags.directed(pieces, rarity.letters().weights(pieces)),
        context=Bags.directed(near, rarity.stems().weights(near)),
        meaning=_meaning(told),
        setting=_meaning(around),
        stems=Bags.of(held, weight),
        common=Bags.of(held, {word: rarity.stems().common(word) for word in weight}),
        around=Bags.of(near),
        plain=Bags.of([stems(_plain_words(text)) for text in told], weight),
        forms=Bags.of(content, weight_of),
        lexicon=_lexicon(sorted(weight_of, key=hash)),
        days=Bags.of([days.intersection(tokens(s.text)) for s in statements]),
        names=Bags.of([r.names for r in read]),
        heads=Bags.of([[r.event] if r.event else [] for r in read]),
        agents=Bags.of(actors("agent")),
        patients=Bags.of(actors("patient")),
        steps=Bags.of([STEPS.intersection(r.marks) for r in read]),
        tolls=Bags.of([{v.what for v in r.figures} & TOLLS for r in read]),
        marks=Bags.of([r.marks for r in read]),
        measures=tuple(map(measure, statements)),
        signs=np.array([sign(s) for s in statements], dtype=np.int8),
        codes=np.array([[hash(name) for name in _kinds(s)] for s in statements], dtype=np.int64),
        flags=np.array([_flags(s, member) for s in statements], dtype=bool),
        position=np.array([_position(s, member) for s in statements], dtype=np.float32),
        length=np.array([max(1, len(x)) for x in held], dtype=np.float32),
    )


def _kinds(s: Statement) -> tuple[str, ...]:
    """What `Sheet.codes` holds of a statement."""
    return s.certainty[:2], s.act, s.origin or "", s.reading.event or "", s.reading.telling, s.tense


CERTAINTY, ACT, ORIGIN, EVENT, TELLING, TENSE = range(6)


def _flags(s: Statement, member: Annotated | None) -> tuple[bool, ...]:
    """What `Sheet.flags` holds of a statement."""
    return (
        bool(s.origin), s.attribution is None, bool(s.reading.event), s.reading.outright,
        s.where == "title" or _first(s, member), s.where == "title",
        s.act == "no-comment" or "silent" in s.reading.marks, taken_back(s),
        bool(s.reading.figures), any(v.what == "missing" for v in s.reading.figures),
        found_again(s.reading),
    )  # fmt: skip


(HAS_ORIGIN, OWN_VOICE, HAS_EVENT, OUTRIGHT, LEAD, TITLE,
 SILENT, TAKEN_BACK, COUNTS, MISSING, FOUND) = range(11)  # fmt: skip


def _lexicon(different: Sequence[str]) -> Lexicon:
    """The words `different`, in the order of their hashes."""
    known, stem = vectors(), stemmer(LANGUAGE)
    place = [known.index.get(word, len(known.table)) for word in different]
    hashes, stemmed = ([hash(word) for word in some] for some in (different, map(stem, different)))
    return Lexicon(np.array(hashes, dtype=np.int64), np.array(place, dtype=np.intp), np.array(stemmed, dtype=np.int64))


def _first(statement: Statement, member: Annotated | None) -> bool:
    """Whether a statement stands in the first sentence of its page."""
    sentences = member.annotations.sentences if member is not None else ()
    return bool(sentences and statement.content and statement.content[0][0] < sentences[0][1])


def _unconditional(statement: Statement) -> str:
    """What a statement says without the condition under which it will be: two things may wait for the same weather."""
    condition = statement.reading.condition
    return statement.text.replace(condition, "") if condition else statement.text


def _plain_words(text: str) -> str:
    """The words of `text` that are no names: those in small letters, and figures."""
    return " ".join(word for word in text.split() if word.strip("“‘\"'([")[:1].islower() or word[:1].isdigit())


def grams(text: str) -> list[str]:
    """Each four characters in a row of the words of `text`, blanks between them."""
    joined = f" {' '.join(tokens(text))} "
    return [joined[i : i + 4] for i in range(max(1, len(joined) - 3))]


def _meaning(texts: Sequence[str]) -> Matrix:
    """Where each text points: the sum of the vectors of its words, with length one, in parts of `SCALE`."""
    known = vectors()
    table = np.zeros((len(texts), known.table.shape[1]), dtype=np.float32)
    for row, text in enumerate(texts):
        found = known.of(tokens(text))
        if found is not None:
            table[row] = found
    return whole(unit(table))


def _around(statement: Statement, member: Annotated | None) -> str:
    """The sentence or sentences that hold the statement; its own words where they are not known."""
    if member is None or not statement.content:
        return statement.text
    start, end = statement.content[0][0], statement.content[-1][1]
    inside = [(s, e) for s, e in member.annotations.sentences if s < end and start < e]
    return member.article.body[inside[0][0] : inside[-1][1]] if inside else statement.text


def _position(statement: Statement, member: Annotated | None) -> float:
    length = len(member.article.body) if member else 0
    return statement.content[0][0] / length if statement.content and length else 0.5


def found_again(reading: Reading) -> bool:
    """Whether those whom a statement counts as missing are found in it."""
    return "found-again" in reading.marks and any(v.what == "missing" for v in reading.figures)


MEASURES = ("dead", "missing", "injured", "ill", "magnitude")
"""The gravest first."""


def measure(statement: Statement) -> tuple[str, float] | None:
    """What a statement counts, and the most of it, where it tells nothing but one measure of an event and of the whole
    of it: of people who died, were hurt or are missing, or of a quake."""
    found = [v for v in statement.reading.figures if v.what in MEASURES and v.low > 0]
    marks = statement.reading.marks
    back = "found-again" in marks and any(v.what == "missing" for v in found)
    alone = len({v.what for v in found}) == 1 and len(statement.content) == 1 and of_the_whole(statement)
    return (found[0].what, max(v.low for v in found)) if alone and not back and "other-time" not in marks else None
