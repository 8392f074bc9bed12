"""Which page is shown in which story: what the machine placed, with the desk's merges and splits laid over it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stemma.model import Ask, Correction
from stemma.relate.desk.log import MOVES, Desk, ask, in_force


def shown(placed: Mapping[str, str], lines: Iterable[Correction]) -> dict[str, str]:
    """Article → the story that it is shown in; `placed` is the story that the machine put it in.

    The lines in force are carried out one after the other, oldest first: a merge joins the stories that its pages are
    in, whole, under the id of the first; a split takes its pages out of a story that has one of those they are to be
    apart from, into a story of their own. The machine is told nothing of this, so what it finds does not depend on
    what a desk said before or after, and a line that is taken back leaves nothing behind.
    """
    home = dict(placed)
    pages: dict[str, set[str]] = {}
    for page, story in placed.items():
        pages.setdefault(story, set()).add(page)
    for line in (line for line in in_force(lines) if line.kind in MOVES):
        here = [page for page in line.pages if page in home]
        stories = list(dict.fromkeys(home[page] for page in here))
        if line.kind == "merge":
            for other in stories[1:]:
                _move(pages.pop(other), stories[0], home, pages)
            continue
        apart = {home[page] for page in line.others if page in home}
        for story in apart.intersection(stories):
            leaving = {page for page in here if home[page] == story}
            pages[story] -= leaving
            _move(leaving, own(line), home, pages)
    return home


def _move(leaving: set[str], story: str, home: dict[str, str], pages: dict[str, set[str]]) -> None:
    pages.setdefault(story, set()).update(leaving)
    home.update(dict.fromkeys(leaving, story))


def own(line: Correction) -> str:
    """The id of the story that a split makes."""
    return "s-" + hashlib.sha256(f"split\x1f{line.id}".encode()).hexdigest()[:12]


def asks(desk: Desk, lines: Sequence[Correction], members: Iterable[str]) -> Iterator[Ask]:
    """A page came later that shares text with one that was split off; `members` are the pages of the story."""
    here = frozenset(members)
    for line in lines:
        if line.kind != "split" or not here.intersection(line.others):
            continue
        known = {*line.pages, *line.others}
        late = {page for page, other in desk.across if other in line.pages and page in here and page not in known}
        if late:
            yield ask(line, "pages that came later share text with what was split off", sorted(late))
