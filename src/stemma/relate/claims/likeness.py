"""How alike two statements are: the views of a story's statements that grouping compares, and the features of a pair.

A view is a cosine matrix over all statements: their own words (story-idf TF-IDF), character n-grams, meaning (a small
static word-vector table), and the sentence around them. From each view comes the **mutual margin**, the likeness of
two statements minus the best rival of either in the other's article. Everything works on text and needs no parser.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from stemma.lang import words
from stemma.lang.terms import stemmer, stems, tokens
from stemma.lang.words import LANGUAGE
from stemma.model import Annotated, Quantity, Reading, Role, Statement
from stemma.relate.claims.facts import sign
from stemma.relate.claims.quantities import TOLLS, exclude

Matrix = NDArray[np.float32]
Index = NDArray[np.intp]


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


def cosine(bags: Sequence[Sequence[str]]) -> Matrix:
    """Cosine of TF-IDF vectors of bags of terms, with the idf of these bags: an n×n matrix, 0 to 1."""
    n, terms = len(bags), [term for bag in bags for term in bag]
    columns = {term: i for i, term in enumerate(dict.fromkeys(terms))}
    width = max(1, len(columns))
    bag_of = np.repeat(np.arange(n), [len(bag) for bag in bags])
    cells, count = np.unique(bag_of * width + [columns[term] for term in terms], return_counts=True)
    row, column = cells.astype(np.intp) // width, cells.astype(np.intp) % width
    frequency = np.bincount(column, minlength=width)
    told = (1 + np.log(count)) * np.log((1 + n) / frequency[column])
    norms = np.sqrt(np.bincount(row, told * told, minlength=n))  # what only one bag has counts in its length alone
    shared = frequency > 1
    place, kept = np.cumsum(shared) - 1, shared[column]
    table = np.zeros((n, max(1, int(shared.sum()))), dtype=np.float32)
    table[row[kept], place[column[kept]]] = told[kept]
    table /= np.where(norms == 0, 1, norms)[:, None].astype(np.float32)
    close = np.asarray(table @ table.T, dtype=np.float32)
    np.fill_diagonal(close, 1)
    return close


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
        if len(columns) == 1:
            continue  # no rival there
        block = close[:, columns]
        block[columns, np.arange(len(columns))] = -1  # a statement is no rival of itself
        second, best = np.partition(block, len(columns) - 2, axis=1)[:, -2:].T
        rival[:, columns] = np.where(block >= best[:, None], second[:, None], best[:, None])
    rival = np.maximum(rival, 0)
    return np.asarray(close - np.maximum(rival, rival.T), dtype=np.float32)


class Views:
    """What is computed once for all statements of a story."""

    def __init__(self, statements: Sequence[Statement], members: Sequence[Annotated]) -> None:
        of = {m.article.id: m for m in members}
        days = words.of(LANGUAGE)["days-and-months"]
        ids = {name: k for k, name in enumerate(dict.fromkeys(s.article for s in statements))}
        self.statements = statements
        self.articles: Index = np.array([ids[s.article] for s in statements], dtype=np.intp)
        told = [_unconditional(s) for s in statements]
        self.stems = [stems(text) for text in told]
        around = [_around(s, of.get(s.article)) for s in statements]
        self.words = cosine(self.stems)
        self.letters = cosine([_grams(text) for text in told])
        self.context = cosine([stems(text) for text in around])
        self.meaning = _meaning(told)
        self.setting = _meaning(around)
        self.covered = _covered(self.stems, [tokens(text) for text in told])
        self.aligned: Matrix = np.asarray((self.covered + self.covered.T) / 2, dtype=np.float32)
        self.mean: Matrix = np.asarray((self.words + self.meaning) / 2, dtype=np.float32)
        self.idf = _idf([frozenset(x) for x in self.stems])
        terms = {term: i for i, term in enumerate(self.idf)}
        self.weights = np.array(list(self.idf.values()), dtype=np.float32)
        self.terms = incidence(self.stems, terms)
        self.around = incidence([stems(text) for text in around], terms)
        self.plain = incidence([stems(_plain_words(text)) for text in told], terms)
        self.days = incidence([[d for d in tokens(s.text) if d in days] for s in statements])
        self.values = [s.reading.figures for s in statements]
        self.names = incidence([s.reading.names for s in statements])
        self.signs = np.array([sign(s) for s in statements], dtype=np.int8)
        self.certainties = coded([s.certainty[:2] for s in statements])
        self.acts = coded([s.act for s in statements])
        self.origins = coded([s.origin or "" for s in statements])
        self.nameless = np.array([not s.origin for s in statements], dtype=bool)
        self.own = np.array([s.attribution is None for s in statements], dtype=bool)
        self.position = np.array([_position(s, of.get(s.article)) for s in statements], dtype=np.float32)
        self.length = np.array([max(1, len(x)) for x in self.stems], dtype=np.float32)
        self.events = coded([s.reading.event or f"?{i}" for i, s in enumerate(statements)])
        heads = {s.reading.event for s in statements if s.reading.event}
        self.heads = incidence([[s.reading.event] if s.reading.event else [] for s in statements], _columns(heads))
        self.told_events = incidence([heads.intersection(x) for x in self.stems], _columns(heads))
        self.agents = _heads(statements, "agent")
        self.patients = _heads(statements, "patient")
        self.tellings = coded([s.reading.telling for s in statements])
        self.tenses = coded([s.tense for s in statements])
        self.steps = incidence([STEPS.intersection(s.reading.marks) for s in statements])
        self.tolls = incidence([{v.what for v in s.reading.figures} & TOLLS for s in statements])
        self.outright = np.array([s.reading.outright for s in statements], dtype=bool)
        self.marks = incidence([s.reading.marks for s in statements])
        self.lead = np.array([s.where == "title" or _first(s, of.get(s.article)) for s in statements], dtype=bool)
        self.title = np.array([s.where == "title" for s in statements], dtype=bool)


STEPS = frozenset({"inquiry", "cooperation", "arrest", "search"})
"""Marks of what is done about an event, which is not the event."""


def _columns(names: Iterable[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(sorted(names))}


def _heads(statements: Sequence[Statement], role: str) -> Matrix:
    """Who or what has a role in each statement, pronouns left out."""
    stop = words.of(LANGUAGE)["function-words"]
    return incidence([{r.head for r in s.reading.roles if r.role == role and r.head not in stop} for s in statements])


def _first(statement: Statement, member: Annotated | None) -> bool:
    """Whether a statement stands in the first sentence of its page."""
    sentences = member.annotations.sentences if member is not None else ()
    return bool(sentences and statement.content and statement.content[0][0] < sentences[0][1])


def incidence(bags: Sequence[Iterable[str]], columns: dict[str, int] | None = None) -> Matrix:
    """Which bag holds which term: rows of 0 and 1. Without `columns` every term has a column; others are left out."""
    if columns is None:
        columns = {term: i for i, term in enumerate(dict.fromkeys(t for bag in bags for t in bag))}
    cells = [(row, columns[term]) for row, bag in enumerate(bags) for term in bag if term in columns]
    table = np.zeros((len(bags), max(1, len(columns))), dtype=np.float32)
    if cells:
        table[tuple(np.array(cells).T)] = 1
    return table


def coded(names: Sequence[str]) -> Index:
    """A number for each name, the same for the same name."""
    numbers = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], dtype=np.intp)


def _unconditional(statement: Statement) -> str:
    """What a statement says without the condition under which it will be: two things may wait for the same weather."""
    condition = statement.reading.condition
    return statement.text.replace(condition, "") if condition else statement.text


def _plain_words(text: str) -> str:
    """The words of `text` that are no names: those in small letters, and figures."""
    return " ".join(word for word in text.split() if word.strip("“‘\"'([")[:1].islower() or word[:1].isdigit())


def _grams(text: str) -> list[str]:
    joined = f" {' '.join(tokens(text))} "
    return [joined[i : i + 4] for i in range(max(1, len(joined) - 3))]


def _meaning(texts: Sequence[str]) -> Matrix:
    known = vectors()
    rows = [[known.index[word] for word in tokens(text) if word in known.index] for text in texts]
    table = np.zeros((len(texts), known.table.shape[1]), dtype=np.float32)
    told = [i for i, row in enumerate(rows) if row]
    if told:
        table[told] = np.add.reduceat(known.table[[k for row in rows for k in row]], _starts([rows[i] for i in told]))
    table = unit(table)
    return np.asarray(table @ table.T, dtype=np.float32)


def _starts(parts: Sequence[Sequence[object]]) -> Index:
    """Where each of `parts`, none of them empty, begins when they are laid end to end."""
    return np.cumsum([0, *(len(part) for part in parts[:-1])])


def _covered(stemmed: Sequence[Sequence[str]], told: Sequence[Sequence[str]]) -> Matrix:
    """How much of statement i's meaning is covered word by word by statement j: an n×n matrix, not symmetric.

    Each content word of i counts with its idf, times its best likeness to a word of j: 1 for the same stem, else the
    cosine of the word vectors (greedy alignment, as in BERTScore; Zhang et al. 2020).
    """
    known = vectors()
    stop, stem = words.of(LANGUAGE)["function-words"], stemmer(LANGUAGE)
    kinds = {word: stem(word) for text in told for word in text if word not in stop}
    place = {word: i for i, word in enumerate(kinds)}
    table = np.zeros((max(1, len(place)), known.table.shape[1]), dtype=np.float32)
    for word, i in place.items():
        if word in known.index:
            table[i] = known.table[known.index[word]]
    table = unit(table)
    kind = coded(list(kinds.values()))
    idf = _idf([frozenset(x) for x in stemmed])
    weight = np.array([idf.get(stemmed_word, 0.0) for stemmed_word in kinds.values()], dtype=np.float32)
    here = {i: own for i, text in enumerate(told) if (own := sorted({place[w] for w in text if w in place}))}
    covered = np.zeros((len(told), len(told)), dtype=np.float32)
    for some in _some(list(here)):
        own = [k for j in some for k in here[j]]
        starts = _starts([here[j] for j in some])
        close = np.maximum(table @ table[own].T, 0)
        close[kind[:, None] == kind[own]] = 1
        best = np.maximum.reduceat(close, starts, axis=1)  # each word's likeness to the nearest word of each of `some`
        for row, mine in here.items():
            total = weight[mine].sum()
            if total:
                covered[row, some] = weight[mine] @ best[mine] / total
    return covered


def _some(of: list[int]) -> Iterator[list[int]]:
    """`of` in parts: what is worked out for one stays small."""
    for start in range(0, len(of), PART):
        yield of[start : start + PART]


PART = 100
"""Statements whose words are compared with those of all at once."""


def _idf(sets: Sequence[frozenset[str]]) -> dict[str, float]:
    frequency = Counter(term for terms in sets for term in sorted(terms))  # one order in every process
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
    "plain shared", "plain low", "plain high", "days shared", "days exclude",
    "event equal", "event in the other", "actors shared", "actors exclude", "undergoers shared", "undergoers exclude",
    "roles swapped", "telling equal", "tense equal", "steps shared", "steps one side", "toll one side",
    "both outright", "marks shared", "in lead", "title with body", "one lineage of words",
)  # fmt: skip


def features(views: Views, rows: Index, columns: Index) -> Matrix:
    """The features (`FEATURES`, in order) of the pairs `(rows[k], columns[k])`: one row a pair, the same both ways."""
    of = views.articles
    plain = [views.words, views.letters, views.meaning, views.context, views.setting, views.mean]
    shifted = [margins(m, of) for m in (views.words, views.letters, views.meaning, views.context, views.mean)]
    dense = [m[rows, columns] for m in plain + shifted]
    dense += [views.aligned[rows, columns], *_both_ways(views.covered, rows, columns)]
    dense += [margins(views.aligned, of)[rows, columns]]
    a, b = views.length[rows], views.length[columns]
    shape = [np.abs(views.position[rows] - views.position[columns]), np.minimum(a, b) / np.maximum(a, b)]
    shape += [np.minimum(a, b), np.maximum(a, b)]
    parts = [
        *dense,
        *_shared(views, rows, columns),
        *_quantities(views, rows, columns),
        *_names_in(views, rows, columns),
    ]
    more = [*_told(views, rows, columns), *shape, *_plain(views, rows, columns), *_days(views, rows, columns)]
    more += _roles(views, rows, columns)
    return np.column_stack([*parts, *more]).astype(np.float32)


def _both_ways(share: Matrix, rows: Index, columns: Index) -> list[Matrix]:
    """The lower and the higher of `share[i, j]` and `share[j, i]`."""
    there, back = share[rows, columns], share[columns, rows]
    return [np.minimum(there, back), np.maximum(there, back)]


def _shared(views: Views, rows: Index, columns: Index) -> list[Matrix]:
    """How much of the one's words, by weight, stands in the other and in the sentence around it; how many, how rare."""
    weighed = views.terms * views.weights
    total = weighed.sum(axis=1, keepdims=True)
    total[total == 0] = 1
    kept = views.terms.sum(axis=0) > 1
    count = (views.terms[:, kept] @ views.terms[:, kept].T)[rows, columns]
    rarest = np.zeros((len(total), len(total)), dtype=np.float32)
    for term in np.flatnonzero(kept)[np.argsort(views.weights[kept], kind="stable")]:
        holders = np.flatnonzero(views.terms[:, term])
        rarest[np.ix_(holders, holders)] = views.weights[term]  # from common to rare: the rarest stays
    return [
        *_both_ways(weighed[:, kept] @ views.terms[:, kept].T / total, rows, columns),
        *_both_ways(weighed @ views.around.T / total, rows, columns),
        count,
        rarest[rows, columns],
    ]


def _quantities(views: Views, rows: Index, columns: Index) -> Matrix:
    """`_values` of each pair, one row for each number."""
    has = np.array([bool(v) for v in views.values], dtype=bool)
    out = np.zeros((5, len(rows)), dtype=np.float32)
    out[3] = has[rows] != has[columns]
    for k in np.flatnonzero(has[rows] & has[columns]):
        out[:, k] = _values(views.values[rows[k]], views.values[columns[k]])
    return out


def _names_in(views: Views, rows: Index, columns: Index) -> list[Matrix]:
    """How many names both have, and how many only one of them."""
    count = views.names.sum(axis=1)
    both = (views.names @ views.names.T)[rows, columns]
    return [both, count[rows] + count[columns] - 2 * both]


def _plain(views: Views, rows: Index, columns: Index) -> list[Matrix]:
    """What they share besides names: how many words, and which part of each by weight. A name alone is a topic."""
    kept = views.plain.sum(axis=0) > 1
    weighed = views.plain * views.weights
    total = weighed.sum(axis=1, keepdims=True)
    total[total == 0] = 1
    count = (views.plain[:, kept] @ views.plain[:, kept].T)[rows, columns]
    return [count, *_both_ways(weighed[:, kept] @ views.plain[:, kept].T / total, rows, columns)]


def _days(views: Views, rows: Index, columns: Index) -> list[NDArray[np.generic]]:
    """Whether they name a day or a month in common, and whether both name some and none in common."""
    both = (views.days @ views.days.T)[rows, columns] > 0
    has = views.days.sum(axis=1) > 0
    return [both, has[rows] & has[columns] & ~both]


def _told(views: Views, rows: Index, columns: Index) -> list[NDArray[np.generic]]:
    """How and by whom the two are said."""
    equal = [codes[rows] == codes[columns] for codes in (views.certainties, views.acts, views.articles)]
    same_origin = (views.origins[rows] == views.origins[columns]) & ~views.nameless[rows]
    return [views.signs[rows] * views.signs[columns], *equal, same_origin, views.own[rows] & views.own[columns]]


def _roles(views: Views, rows: Index, columns: Index) -> list[NDArray[np.generic]]:
    """Whether the same is told of, and of the same by the same: event heads, actors, those it befell, what is done."""
    found: list[NDArray[np.generic]] = [views.events[rows] == views.events[columns]]
    told = (views.heads @ views.told_events.T)[rows, columns] + (views.told_events @ views.heads.T)[rows, columns]
    found.append(told)
    for table in (views.agents, views.patients):
        both, has = (table @ table.T)[rows, columns] > 0, table.sum(axis=1) > 0
        found += [both, has[rows] & has[columns] & ~both]
    found.append(_swapped(views, rows, columns))
    found += [views.tellings[rows] == views.tellings[columns], views.tenses[rows] == views.tenses[columns]]
    done = views.steps.sum(axis=1) > 0
    found += [(views.steps @ views.steps.T)[rows, columns], done[rows] != done[columns]]
    counted = views.tolls.sum(axis=1) > 0
    found += [counted[rows] != counted[columns], views.outright[rows] & views.outright[columns]]
    found += [(views.marks @ views.marks.T)[rows, columns], views.lead[rows] & views.lead[columns]]
    found += [views.title[rows] != views.title[columns]]
    longest = np.maximum(views.length[rows], views.length[columns])
    found.append((views.words[rows, columns] > 0.9) & (longest > 4))
    return found


def _swapped(views: Views, rows: Index, columns: Index) -> NDArray[np.generic]:
    """Whether names change places: who acts in the one undergoes in the other, or a name stands in place of another."""
    swapped = np.zeros(len(rows), dtype=np.float32)
    for k, (i, j) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        if views.words[i, j] < SWAPPED:
            continue
        a, b = views.statements[i].reading, views.statements[j].reading
        swapped[k] = exchanged(a, b)
    return swapped


SWAPPED = 0.5
"""Statements less alike in their words are not asked whether names changed places in them."""


def exchanged(a: Reading, b: Reading) -> bool:
    """Whether another takes the same part in what is told in much the same words.

    "A North Calder patrol" and "a South Calder patrol", "Reactor 3" and "Reactor 4": one head, and names or a number
    of its own on either side. "Norland shelled Ostran" and "Ostran shelled Norland": each acts in the one and stands in
    the other as whom it befell.
    """
    for role in ("agent", "patient"):
        for mine in (r for r in a.roles if r.role == role):
            for other in (r for r in b.roles if r.role == role and r.head == mine.head):
                one, two = _own_marks(mine, a), _own_marks(other, b)
                if one - two and two - one:
                    return True
    acting = [{r.head for r in x.roles if r.role == "agent"} for x in (a, b)]
    befallen = [{r.head for r in x.roles if r.role == "patient"} for x in (a, b)]
    return bool(acting[0] & befallen[1] and acting[1] & befallen[0] and not acting[0] & acting[1])


def _own_marks(role: Role, reading: Reading) -> set[str]:
    """What tells the bearer of a role from others of its kind: names beside a common noun, the number behind a noun."""
    parts = [word.strip(".,;:’'“”\"") for word in role.text.split()]
    at = next((i for i, word in enumerate(parts) if word.casefold().startswith(role.head)), len(parts) - 1)
    number = {word for word in parts[at + 1 : at + 2] if word.isdigit()}
    common = bool(parts) and parts[at][:1].islower()
    return number | ({word for word in parts[:at] if word in reading.names} if common else set())


def _values(a: Sequence[Quantity], b: Sequence[Quantity]) -> list[float]:
    """Kinds in common, pairs of equal and of excluding values, values without a match, and figures in common."""
    kinds = {v.what for v in a} & {w.what for w in b}
    equal = sum(1 for v in a for w in b if v.what == w.what and not exclude(v, w))
    clash = sum(1 for v in a for w in b if exclude(v, w))
    alone = abs(bool(a) - bool(b))
    figures = len({(v.low, v.high) for v in a} & {(w.low, w.high) for w in b})
    return [len(kinds), equal, clash, alone, figures]
