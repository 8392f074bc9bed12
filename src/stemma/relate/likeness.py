"""How alike two statements are: the views of a story's statements that grouping compares, and the features of a pair.

A view is a cosine matrix over all statements: their own words (story-idf TF-IDF), character n-grams, meaning (a small
static word-vector table), and the sentence around them. From each view comes the **mutual margin**, the likeness of
two statements minus the best rival of either in the other's article. Everything works on text and needs no parser.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from stemma.model import Annotated, Statement
from stemma.relate import polarity
from stemma.relate.values import Value, values

Matrix = NDArray[np.float32]
Index = NDArray[np.intp]
_TOKEN = re.compile(r"\d+(?:[.,:] ?\d+)*|[^\W\d_]+")
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_FUNCTION_WORDS = (
    "a an the of to in on at by for with from and or but that this it its as is are was were be been being has have "
    "had he she they them his him her their who which will would i we you our my me s t said says not no n also "
    "than then there these those when while after before into out up about over more other"
)
STOP = frozenset(_FUNCTION_WORDS.split())
ENDINGS = ("ations", "ation", "ings", "ing", "edly", "ied", "ies", "ers", "er", "ed", "es", "s", "ly")


def tokens(text: str) -> list[str]:
    """The words and figures of `text`, case folded, without punctuation."""
    return [t.replace(" ", "") for t in _TOKEN.findall(text.casefold().replace("’", "'"))]


def stems(text: str) -> list[str]:
    """The content words of `text` with common English endings cut off, figures as they stand."""
    return [stem(t) for t in tokens(text) if t not in STOP]


@functools.lru_cache(65536)
def stem(token: str) -> str:
    """`token` without a common English ending: coarse, but one form for most forms of a word."""
    for ending in ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= 3:
            token = token[: -len(ending)]
            break
    if len(token) > 3 and token[-1] == token[-2]:
        token = token[:-1]
    return token[:-1] if len(token) > 3 and token[-1] in "ey" else token


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


def cosine(bags: Sequence[Counter[str]]) -> Matrix:
    """Cosine of TF-IDF vectors with the idf of these bags: an n×n matrix, 0 to 1."""
    frequency = Counter(term for bag in bags for term in bag)
    index = {term: i for i, term in enumerate(frequency)}
    n = len(bags)
    table = np.zeros((n, max(1, len(index))), dtype=np.float32)
    for row, bag in enumerate(bags):
        for term, count in bag.items():
            table[row, index[term]] = (1 + math.log(count)) * math.log((1 + n) / frequency[term])
    table = unit(table)
    return np.asarray(table @ table.T, dtype=np.float32)


def unit(table: Matrix) -> Matrix:
    """`table` with rows of length one (zero rows stay zero)."""
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(table / np.where(norms == 0, 1, norms), dtype=np.float32)


def margins(close: Matrix, articles: Index) -> Matrix:
    """`close[i, j]` minus the best rival: of i in j's article and of j in i's article; the smaller of the two."""
    n = len(articles)
    rival = np.zeros((n, n), dtype=np.float32)
    for article in np.unique(articles):
        columns = np.flatnonzero(articles == article)
        block = close[:, columns].copy()
        block[columns, np.arange(len(columns))] = -1  # a statement is no rival of itself
        order = np.sort(block, axis=1)
        best = order[:, -1]
        second = order[:, -2] if len(columns) > 1 else np.zeros(n, dtype=np.float32)
        for place, column in enumerate(columns):
            rival[:, column] = np.where(block[:, place] >= best, second, best)
    rival = np.maximum(rival, 0)
    return np.asarray(close - np.maximum(rival, rival.T), dtype=np.float32)


class Views:
    """What is computed once for all statements of a story."""

    def __init__(self, statements: Sequence[Statement], members: Sequence[Annotated]) -> None:
        of = {m.article.id: m for m in members}
        ids = {name: k for k, name in enumerate(dict.fromkeys(s.article for s in statements))}
        self.statements = statements
        self.articles: Index = np.array([ids[s.article] for s in statements], dtype=np.intp)
        self.stems = [stems(s.text) for s in statements]
        around = [_around(s, of.get(s.article)) for s in statements]
        self.words = cosine([Counter(x) for x in self.stems])
        self.letters = cosine([Counter(_grams(s.text)) for s in statements])
        self.context = cosine([Counter(stems(text)) for text in around])
        self.meaning = _meaning([s.text for s in statements])
        self.setting = _meaning(around)
        self.covered = _covered(self.stems, [tokens(s.text) for s in statements])
        self.aligned: Matrix = np.asarray((self.covered + self.covered.T) / 2, dtype=np.float32)
        self.mean: Matrix = np.asarray((self.words + self.meaning) / 2, dtype=np.float32)
        self.sets = [frozenset(x) for x in self.stems]
        self.idf = _idf(self.sets)
        self.around = [frozenset(stems(text)) for text in around]
        self.values = [values(s.text) for s in statements]
        self.names = [_names(s.text) for s in statements]
        self.signs = [polarity.sign(s) for s in statements]
        self.position = np.array([_position(s, of.get(s.article)) for s in statements], dtype=np.float32)
        self.length = np.array([max(1, len(x)) for x in self.stems], dtype=np.float32)


def _names(text: str) -> frozenset[str]:
    return frozenset(name for name in _NAME.findall(text) if name.casefold() not in STOP)


def _grams(text: str) -> list[str]:
    joined = f" {' '.join(tokens(text))} "
    return [joined[i : i + 4] for i in range(max(1, len(joined) - 3))]


def _meaning(texts: Sequence[str]) -> Matrix:
    known = vectors()
    zero = np.zeros(known.table.shape[1], dtype=np.float32)
    rows = [known.of(tokens(text)) for text in texts]
    table = unit(np.array([zero if row is None else row for row in rows], dtype=np.float32))
    return np.asarray(table @ table.T, dtype=np.float32)


def _covered(stemmed: Sequence[Sequence[str]], told: Sequence[Sequence[str]]) -> Matrix:
    """How much of statement i's meaning is covered word by word by statement j: an n×n matrix, not symmetric.

    Each content word of i counts with its idf, times its best likeness to a word of j: 1 for the same stem, else the
    cosine of the word vectors (greedy alignment, as in BERTScore; Zhang et al. 2020).
    """
    known = vectors()
    kinds = {word: stem(word) for text in told for word in text if word not in STOP}
    words = list(kinds)
    place = {word: i for i, word in enumerate(words)}
    table = np.zeros((max(1, len(words)), known.table.shape[1]), dtype=np.float32)
    for word, i in place.items():
        if word in known.index:
            table[i] = known.table[known.index[word]]
    table = unit(table)
    alike = np.maximum(table @ table.T, 0)
    same: dict[str, list[int]] = {}
    for word, i in place.items():
        same.setdefault(kinds[word], []).append(i)
    for group in same.values():
        alike[np.ix_(group, group)] = 1
    idf = _idf([frozenset(x) for x in stemmed])
    weight = np.zeros((len(told), len(alike)), dtype=np.float32)
    best = np.zeros((len(told), len(alike)), dtype=np.float32)
    for row, text in enumerate(told):
        here = sorted({place[word] for word in text if word in place})
        if here:
            weight[row, here] = [idf.get(kinds[words[i]], 0.0) for i in here]
            best[row] = alike[here].max(axis=0)
    total = weight.sum(axis=1, keepdims=True)
    return np.asarray((weight @ best.T) / np.where(total == 0, 1, total), dtype=np.float32)


def _idf(sets: Sequence[frozenset[str]]) -> dict[str, float]:
    frequency = Counter(term for terms in sets for term in terms)
    return {term: math.log((1 + len(sets)) / count) for term, count in frequency.items()}


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


FEATURES = (
    "words", "letters", "meaning", "context", "setting", "mean",
    "words margin", "letters margin", "meaning margin", "context margin", "mean margin",
    "aligned", "covered low", "covered high", "aligned margin",
    "contained low", "contained high", "in context low", "in context high", "shared terms", "rarest shared",
    "kinds shared", "values equal", "values exclude", "values one side", "figures equal",
    "names shared", "names one side", "signs product", "certainty equal", "act equal",
    "same article", "same origin", "both own voice", "position", "length ratio", "length low", "length high",
)  # fmt: skip


def features(views: Views, rows: Index, columns: Index) -> Matrix:
    """The features (`FEATURES`, in order) of the pairs `(rows[k], columns[k])`: one row a pair, the same both ways."""
    of = views.articles
    plain = [views.words, views.letters, views.meaning, views.context, views.setting, views.mean]
    shifted = [margins(m, of) for m in (views.words, views.letters, views.meaning, views.context, views.mean)]
    dense = [m[rows, columns] for m in plain + shifted]
    both = zip(rows.tolist(), columns.tolist(), strict=True)
    dense += [views.aligned[rows, columns]]
    pair = np.stack([views.covered[rows, columns], views.covered[columns, rows]])
    dense += [pair.min(axis=0), pair.max(axis=0), margins(views.aligned, of)[rows, columns]]
    single = np.array([_pair(views, i, j) for i, j in both], dtype=np.float32)
    a, b = views.length[rows], views.length[columns]
    shape = [np.abs(views.position[rows] - views.position[columns]), np.minimum(a, b) / np.maximum(a, b)]
    shape += [np.minimum(a, b), np.maximum(a, b)]
    return np.column_stack([*dense, single.reshape(len(rows), -1), *shape]).astype(np.float32)


def _pair(views: Views, i: int, j: int) -> list[float]:
    s, t = views.statements[i], views.statements[j]
    a, b = views.sets[i], views.sets[j]
    shared = a & b
    idf = views.idf
    both = sum(idf[x] for x in shared)
    of_a, of_b = both / (sum(idf[x] for x in a) or 1), both / (sum(idf[x] for x in b) or 1)
    in_b = sum(idf[x] for x in a & views.around[j]) / (sum(idf[x] for x in a) or 1)
    in_a = sum(idf[x] for x in b & views.around[i]) / (sum(idf[x] for x in b) or 1)
    names = views.names[i], views.names[j]
    named = len(names[0] & names[1])
    return [
        min(of_a, of_b), max(of_a, of_b), min(in_a, in_b), max(in_a, in_b),
        len(shared), max((idf[x] for x in shared), default=0.0),
        *_values(views.values[i], views.values[j]),
        named, len(names[0] | names[1]) - named,
        views.signs[i] * views.signs[j], s.certainty[:2] == t.certainty[:2], s.act == t.act,
        s.article == t.article, bool(s.origin) and s.origin == t.origin,
        s.attribution is None and t.attribution is None,
    ]  # fmt: skip


def _values(a: Sequence[Value], b: Sequence[Value]) -> list[float]:
    """Kinds in common, pairs of equal and of excluding values, values without a match, and figures in common."""
    kinds = {v.what for v in a} & {w.what for w in b}
    equal = sum(1 for v in a for w in b if v.what == w.what and not v.excludes(w))
    exclude = sum(1 for v in a for w in b if v.excludes(w))
    alone = abs(bool(a) - bool(b))
    figures = len({(v.low, v.high) for v in a} & {(w.low, w.high) for w in b})
    return [len(kinds), equal, exclude, alone, figures]
