"""The headline of a story: of its pages' the best one that has the newest state, not the first page's.

A headline with a value that another one replaced ("at least 4 dead" where eleven are) tells yesterday's news. Of the
others those go before that give the value which holds, if a claim high on the board counts something. A page that was
taken back, and one that takes it back, tell of the paper and not of the event.
"""

from __future__ import annotations

from collections.abc import Sequence

from stemma.model import Article, Claim, Figure, Notice
from stemma.relate.stories.titles import title
from stemma.steps import steps

FOREMOST = 3
"""A figure of so many first claims of the board is what the story is about."""


def headline(
    articles: Sequence[Article],
    claims: Sequence[Claim],
    board: Sequence[str],
    figures: Sequence[Figure],
    notices: Sequence[Notice] = (),
) -> str | None:
    """The headline, verbatim; of several that have the newest state the one `title` finds best. None without one."""
    by_id = {claim.id: claim for claim in claims}
    stale: set[str] = set()
    current: set[str] = set()
    for figure in figures:
        if figure.claim not in board:
            continue
        values = steps(figure.series)
        for one in by_id[figure.claim].statements:
            lows = [q.low for q in one.reading.figures if q.what == figure.slot] if one.where == "title" else []
            if lows and values and max(lows) < values[-1].low:
                stale.add(one.article)
            elif lows and len(values) > 1 and figure.claim in board[:FOREMOST]:
                current.add(one.article)
    for notice in notices:
        if notice.kind != "correction":
            stale |= {notice.article, *notice.pages}
    fresh = [article for article in articles if article.id not in stale]
    telling = [article for article in fresh if article.id in current]
    return title(telling) or title(fresh) or title(articles)
