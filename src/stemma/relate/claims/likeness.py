"""How alike the statements of two sheets are: the views that grouping compares them in, and the features of a pair.

A view is a matrix of cosines, statements of one sheet × statements of the other: of their own words, of rows of four
characters, of meaning (a small static word-vector table), and of the sentences around them. From each view comes the
**mutual margin**, the likeness of two statements minus the best rival of either in the other's article. A pair has the
same features, to the last bit, whatever else the sheets hold of other pages (see `stemma.relate.claims.sheets`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stemma.model import Quantity, Reading, Role
from stemma.relate.claims import rarity, sheets
from stemma.relate.claims.quantities import exclude
from stemma.relate.claims.sheets import SCALE, Bags, Index, Lexicon, Matrix, Sheet, Terms


class Views:
    """The likenesses of the statements of two sheets: rows are those of `mine`, columns those of `others`."""

    def __init__(self, mine: Sheet, others: Sheet) -> None:
        self.mine, self.others = mine, others
        self.words = _cosine(mine.words, others.words)
        self.meaning = _product(mine.meaning, others.meaning)
        self.mean = _mean(self.words, self.meaning)

    def shared(self, name: str) -> Matrix:
        """How many terms of the bags `name` two statements share."""
        return _counts(getattr(self.mine, name), getattr(self.others, name))

    def flagged(self, flag: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Of which statements a flag (see `sheets`) holds: a column, and a row."""
        return self.mine.flags[:, flag, None], self.others.flags[:, flag]

    @property
    def same_page(self) -> NDArray[np.bool_]:
        """Which pairs are of one page."""
        return np.asarray(self.mine.pages[:, None] == self.others.pages)


def _product(mine: Matrix, others: Matrix) -> Matrix:
    """The cosines of rows of length one that are written in parts of `SCALE`."""
    return np.asarray(mine @ others.T / np.float32(SCALE * SCALE), dtype=np.float32)


def _mean(one: Matrix, other: Matrix) -> Matrix:
    return np.asarray((one + other) / 2, dtype=np.float32)


def _shared(mine: Bags, others: Bags) -> Terms:
    """The terms that both have, sorted: no others count."""
    few, many = sorted((mine.terms, others.terms), key=len)
    terms = np.unique(few)
    return terms if few is many else terms[np.isin(terms, many)]


def _cosine(mine: Bags, others: Bags) -> Matrix:
    columns = _shared(mine, others)
    return _product(mine.table(columns), others.table(columns))


def _counts(mine: Bags, others: Bags) -> Matrix:
    """How many terms each row of `mine` shares with each of `others`."""
    columns = _shared(mine, others)
    return np.asarray(mine.table(columns, weighed=False) @ others.table(columns, weighed=False).T, dtype=np.float32)


def _part(mine: Bags, others: Bags) -> Matrix:
    """Which part of each row of `mine`, by weight, stands in each row of `others`: 0 to 1."""
    columns = _shared(mine, others)
    total = np.bincount(mine.rows, mine.weights, minlength=mine.count)
    shared = mine.table(columns) @ others.table(columns, weighed=False).T
    return np.asarray(shared / np.where(total == 0, 1, total)[:, None], dtype=np.float32)


def margins(close: Matrix, mine: Terms, others: Terms) -> Matrix:
    """`close[i, j]` minus the best rival: of i in j's article and of j in i's article; the better of the two.

    `mine` and `others` are the articles of the rows and of the columns; statements of an article that is in both are
    the same ones, in the same order.
    """
    close = close.copy()
    for article in np.intersect1d(mine, others):  # a statement is no rival of itself
        close[np.flatnonzero(mine == article), np.flatnonzero(others == article)] = -1
    rival = np.maximum(_rivals(close, others), _rivals(close.T, mine).T)
    return np.asarray(close - rival, dtype=np.float32)


def _rivals(close: Matrix, articles: Terms) -> Matrix:
    """For each row and column the best of the row's other columns of the column's article; 0 where there is none."""
    rival = np.zeros(close.shape, dtype=np.float32)
    for article in np.unique(articles):
        columns = np.flatnonzero(articles == article)
        if len(columns) > 1:
            block = close[:, columns]
            second, best = np.partition(block, len(columns) - 2, axis=1)[:, -2:].T
            rival[:, columns] = np.where(block >= best[:, None], second[:, None], best[:, None])
    return np.maximum(rival, 0)


def _covered(mine: Sheet, others: Sheet) -> tuple[Matrix, Matrix]:
    """How much of the meaning of each statement of `mine` is covered word by word by each of `others`, and how much of
    theirs by it (rows are those of `mine` in both).

    Each content word counts with its weight, times its best likeness to a word of the other statement: 1 for the same
    stem, else the cosine of the word vectors (greedy alignment, as in BERTScore; Zhang et al. 2020).
    """
    table, a, b = sheets.directions(), mine.lexicon, others.lexicon
    close = np.maximum(table[a.place].astype(np.float32) @ table[b.place].astype(np.float32).T, 0)
    close[a.stems[:, None] == b.stems] = SCALE * SCALE
    there, back = _best(close, others.forms, b), _best(close.T, mine.forms, a)
    return _coverage(mine.forms, a, there), _coverage(others.forms, b, back).T


PART = 128
"""Words that are compared with those of all statements at once."""


def _best(close: Matrix, forms: Bags, lexicon: Lexicon) -> Matrix:
    """The likeness of each word (row of `close`) to the nearest word of each row of `forms`, whose words are the
    columns of `close`."""
    rows, starts = np.unique(forms.rows, return_index=True)
    best = np.zeros((len(close), forms.count), dtype=np.float32)
    if len(rows):
        place = lexicon.terms.searchsorted(forms.terms)
        for at in range(0, len(close), PART):
            best[at : at + PART, rows] = np.maximum.reduceat(close[at : at + PART, place], starts, axis=1)
    return best


def _coverage(forms: Bags, lexicon: Lexicon, best: Matrix) -> Matrix:
    """How much of each row of `forms` is covered, 0 to 1, where `best` has the likeness that each word finds."""
    covered = np.zeros((forms.count, best.shape[1]), dtype=np.float32)
    rows, starts = np.unique(forms.rows, return_index=True)
    if len(rows):
        weights = forms.weights.astype(np.float64)
        told = best[lexicon.terms.searchsorted(forms.terms)] * weights[:, None]  # whole numbers: their sums are exact
        total = np.add.reduceat(weights, starts)
        covered[rows] = np.add.reduceat(told, starts, axis=0) / (np.where(total == 0, 1, total)[:, None] * SCALE**2)
    return covered


def _rarest(mine: Bags, others: Bags) -> Matrix:
    """The weight of the rarest term that two rows share; 0 where they share none."""
    columns = _shared(mine, others)
    weighed, held = mine.table(columns), others.table(columns, weighed=False)
    weights = weighed.max(axis=0, initial=0)
    rarest = np.zeros((mine.count, others.count), dtype=np.float32)
    for term in np.argsort(weights, kind="stable"):  # from common to rare: the rarest stays
        rarest[weighed[:, term].nonzero()[0][:, None], held[:, term].nonzero()[0]] = weights[term]
    return rarest


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
    a, b = views.mine, views.others
    context, setting, letters = (
        _cosine(a.context, b.context),
        _product(a.setting, b.setting),
        _cosine(a.letters, b.letters),
    )
    covered = _covered(a, b)
    aligned = _mean(*covered)
    plain = [views.words, letters, views.meaning, context, setting, views.mean]
    shifted = [margins(m, a.pages, b.pages) for m in (views.words, letters, views.meaning, context, views.mean)]
    at = rows, columns
    told: list[Column] = [*(m[at] for m in plain + shifted), aligned[at], *_both_ways(*covered, at)]
    told += [margins(aligned, a.pages, b.pages)[at]]
    told += _both_ways(_part(a.stems, b.stems), _part(b.stems, a.stems).T, at)
    told += _both_ways(_part(a.stems, b.around), _part(b.stems, a.around).T, at)
    told += [views.shared("stems")[at], _rarest(a.common, b.common)[at] / rarity.PARTS]
    told += [*_quantities(views, rows, columns), *_names(views, at), *_said(views, at), *_shape(views, at)]
    told += [views.shared("plain")[at], *_both_ways(_part(a.plain, b.plain), _part(b.plain, a.plain).T, at)]
    told += [*_in_common(views, "days", at), *_roles(views, at)]
    return np.column_stack(told).astype(np.float32)


At = tuple[Index, Index]
"""Rows and columns of pairs."""
Column = NDArray[np.generic]


def _both_ways(there: Matrix, back: Matrix, at: At) -> list[Column]:
    """The lower and the higher of two likenesses of the same pairs."""
    return [np.minimum(there[at], back[at]), np.maximum(there[at], back[at])]


def _in_common(views: Views, name: str, at: At) -> list[Column]:
    """Whether they share a term of the bags `name`, and whether both have some and none in common."""
    both, (rows, columns) = views.shared(name)[at] > 0, at
    mine, others = (np.bincount(bags.rows, minlength=bags.count) > 0 for bags in _pair(views, name))
    return [both, mine[rows] & others[columns] & ~both]


def _pair(views: Views, name: str) -> tuple[Bags, Bags]:
    return getattr(views.mine, name), getattr(views.others, name)


def _quantities(views: Views, rows: Index, columns: Index) -> Matrix:
    """`_values` of each pair, one row for each number."""
    mine, others = views.mine.flags[rows, sheets.COUNTS], views.others.flags[columns, sheets.COUNTS]
    out = np.zeros((5, len(rows)), dtype=np.float32)
    out[3] = mine != others
    for k in np.flatnonzero(mine & others):
        out[:, k] = _values(*figures(views, rows[k], columns[k]))
    return out


def figures(views: Views, row: int, column: int) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
    """The figures of the two statements of a pair."""
    return views.mine.said[row].reading.figures, views.others.said[column].reading.figures


def _names(views: Views, at: At) -> list[Column]:
    """How many names both have, and how many only one of them."""
    both, (rows, columns) = views.shared("names")[at], at
    mine, others = (np.bincount(bags.rows, minlength=bags.count) for bags in _pair(views, "names"))
    return [both, mine[rows] + others[columns] - 2 * both]


def _equal(views: Views, kind: int, at: At) -> NDArray[np.bool_]:
    """Whether both have the same code (see `sheets`)."""
    rows, columns = at
    return np.asarray(views.mine.codes[rows, kind] == views.others.codes[columns, kind])


def _flags(views: Views, flag: int, at: At) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of which of the pairs a flag (see `sheets`) holds on either side."""
    rows, columns = at
    return views.mine.flags[rows, flag], views.others.flags[columns, flag]


def _said(views: Views, at: At) -> list[Column]:
    """How and by whom the two are said."""
    rows, columns = at
    equal = [_equal(views, kind, at) for kind in (sheets.CERTAINTY, sheets.ACT)]
    origin = _equal(views, sheets.ORIGIN, at) & _flags(views, sheets.HAS_ORIGIN, at)[0]
    own = np.logical_and(*_flags(views, sheets.OWN_VOICE, at))
    page = views.mine.pages[rows] == views.others.pages[columns]
    return [views.mine.signs[rows] * views.others.signs[columns], *equal, page, origin, own]


def _shape(views: Views, at: At) -> list[Column]:
    """How far apart on their pages they stand, and how long they are."""
    rows, columns = at
    a, b = views.mine.length[rows], views.others.length[columns]
    apart = np.abs(views.mine.position[rows] - views.others.position[columns])
    return [apart, np.minimum(a, b) / np.maximum(a, b), np.minimum(a, b), np.maximum(a, b)]


def _roles(views: Views, at: At) -> list[Column]:
    """Whether the same is told of, and of the same by the same: event heads, actors, those it befell, what is done."""
    a, b = views.mine, views.others
    rows, columns = at
    event = _equal(views, sheets.EVENT, at) & _flags(views, sheets.HAS_EVENT, at)[0]
    told = _counts(a.heads, b.stems)[at] + _counts(a.stems, b.heads)[at]
    found: list[Column] = [event, told, *_in_common(views, "agents", at), *_in_common(views, "patients", at)]
    found.append(_swapped(views, at))
    found += [_equal(views, sheets.TELLING, at), _equal(views, sheets.TENSE, at)]
    for name in ("steps", "tolls"):
        mine, others = (np.bincount(bags.rows, minlength=bags.count) > 0 for bags in _pair(views, name))
        found += [views.shared(name)[at]] if name == "steps" else []
        found += [mine[rows] != others[columns]]
    found += [np.logical_and(*_flags(views, sheets.OUTRIGHT, at)), views.shared("marks")[at]]
    found += [np.logical_and(*_flags(views, sheets.LEAD, at)), np.logical_xor(*_flags(views, sheets.TITLE, at))]
    found.append((views.words[at] > 0.9) & (np.maximum(a.length[rows], b.length[columns]) > 4))
    return found


def _swapped(views: Views, at: At) -> Column:
    """Whether names change places: who acts in the one undergoes in the other, or a name stands in place of another."""
    swapped = np.zeros(len(at[0]), dtype=np.float32)
    for k in np.flatnonzero(views.words[at] >= SWAPPED):
        swapped[k] = exchanged(views.mine.said[at[0][k]].reading, views.others.said[at[1][k]].reading)
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
