"""Memory: what was found of two pages, kept in the process while it is asked for.

A sheet is a page's statements as they are compared, a block what a model makes of each pair of the statements of two
sheets. A block depends on nothing else, so a story that grows by a page costs that page's blocks alone.
"""

from __future__ import annotations

import functools
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

from stemma.lang import words
from stemma.lang.words import LANGUAGE
from stemma.model import Annotated, Annotations, Article, Statement
from stemma.relate.claims import sheets
from stemma.relate.claims.sheets import Matrix, Sheet

SHEETS = 256
"""Sheets that are kept, those asked for last: some 50 MB. A slice of a story (`copies.SLICE`) has fewer pages."""
CELLS = 1 << 23
"""So many pairs of statements are remembered at most, those asked for last: 32 MB."""
LEAST = 64
"""A block counts as no fewer pairs: it takes that much room by itself."""
ROWS = 100
"""Statements that are compared with others at once, unless one page has more."""


class Blocks:
    """Blocks by the numbers of their sheets."""

    def __init__(self, cells: int = CELLS) -> None:
        self._cells, self._held = cells, 0
        self._blocks: OrderedDict[tuple[int, int], Matrix] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, mine: Sheet, other: Sheet) -> Matrix | None:
        """What is remembered of two sheets: rows are the statements of `mine`."""
        turned = other.number < mine.number
        key = (other.number, mine.number) if turned else (mine.number, other.number)
        with self._lock:
            block = self._blocks.get(key)
            if block is None:
                return None
            self._blocks.move_to_end(key)
        return block.T if turned else block

    def keep(self, mine: Sheet, other: Sheet, block: Matrix) -> None:
        """Remember a block, and forget those that nobody has asked for longest."""
        turned = other.number < mine.number
        key = (other.number, mine.number) if turned else (mine.number, other.number)
        with self._lock:
            if key not in self._blocks:
                self._held += max(LEAST, block.size)
            self._blocks[key] = block.T if turned else block
            while self._held > self._cells and len(self._blocks) > 1:
                self._held -= max(LEAST, self._blocks.popitem(last=False)[1].size)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._blocks.clear()
            self._held = 0


remembered = Blocks()
"""What the shipped model made of pages."""


def sheet(statements: Sequence[Statement], member: Annotated | None) -> Sheet:
    """`sheets.sheet`, made once: from no more of the page than its text, and where sentences begin and end."""
    page = None
    if member is not None:
        article, notes = member.article, member.annotations
        page = Annotated(Article(article.id, article.body), Annotations(sentences=notes.sentences))
    return _sheet(tuple(statements), page, words.of(LANGUAGE))


@functools.lru_cache(SHEETS)
def _sheet(statements: tuple[Statement, ...], page: Annotated | None, known: words.Words) -> Sheet:
    """A sheet; `known` are the words that statements are compared by: a user's own file changes them."""
    return sheets.sheet(statements, page)


def forget() -> None:
    """Forget all sheets and blocks, as a new process has none."""
    _sheet.cache_clear()
    remembered.clear()


def story(statements: Sequence[Statement], members: Sequence[Annotated]) -> Sheet:
    """The sheets of all pages of a story as one, in the order of `statements`; those of a page stand together."""
    of = {m.article.id: m for m in members}
    parts = itertools.groupby(statements, lambda s: s.article)
    return Sheet.joined([sheet([*said], of.get(name)) for name, said in parts])


def blocks(
    pages: Sequence[Sheet], likely: Callable[[Sheet, Sheet], Matrix], memory: Blocks
) -> Iterator[tuple[int, int, Matrix]]:
    """The block of each two of `pages`, once, with their positions: as `memory` has it or, where it is not there yet,
    by `likely`."""
    missing: dict[int, set[int]] = {}
    for i, j in itertools.combinations_with_replacement(range(len(pages)), 2):
        block = memory.get(pages[i], pages[j])
        if block is None:
            missing.setdefault(i, set()).add(j)
            missing.setdefault(j, set()).add(i)
        else:
            yield i, j, block
    for some in _together(pages, missing):
        mine = Sheet.joined([pages[i] for i in some])
        wanted = set().union(*some.values())
        for others in sorted(wanted - some.keys()), [j for j in some if j in wanted]:
            if not others:
                continue
            found = likely(mine, Sheet.joined([pages[j] for j in others]))
            for (i, row), (j, column) in itertools.product(_places(pages, [*some]), _places(pages, others)):
                if j in some[i]:
                    block = found[row : row + len(pages[i]), column : column + len(pages[j])]
                    block = block + block.T if i == j else block.copy()
                    memory.keep(pages[i], pages[j], block)
                    yield i, j, block


def _places(pages: Sequence[Sheet], some: Sequence[int]) -> list[tuple[int, int]]:
    """Where each of some pages begins when they stand one after the other."""
    return list(zip(some, itertools.accumulate((len(pages[i]) for i in some), initial=0), strict=False))


def _together(pages: Sequence[Sheet], missing: dict[int, set[int]]) -> Iterator[dict[int, set[int]]]:
    """The pages that miss blocks, each with those whose it is compared with, every two pages once: first the page that
    misses most; together those that miss the same."""
    done: set[int] = set()
    some: dict[int, set[int]] = {}
    for i in sorted(missing, key=lambda i: -len(missing[i])):
        wanted = missing[i] - done
        alike = all(before - {i, k} == wanted - {i, k} for k, before in [*some.items()][-1:])
        if some and wanted and (not alike or sum(len(pages[k]) for k in [*some, i]) > ROWS):
            yield some
            some = {}
        if wanted:
            some[i] = wanted
        done.add(i)
    if some:
        yield some
