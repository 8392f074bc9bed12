"""The headline of a story: of its pages' the best one that has the newest state, not the first page's.

A headline with a value that another one replaced ("at least 4 dead" where eleven are) tells yesterday's news. Of the
others those go before that give the value which holds, if a claim high on the board counts something. A page that was
taken back, and one that takes it back, tell of the paper and not of the event. A party's own text names
only a story that has nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

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
    releases: Collection[str] = (),
) -> str | None:
    """The headline, verbatim; of several that have the newest state the one `title` finds best. None without one.

    `releases` are ids of pages that are a party's own text.
    """
    titles = [s for claim in claims for s in claim.statements if s.where == "title"]
    stale: set[str] = set()
    current: set[str] = set()
    for figure in figures:
        if figure.claim not in board:
            continue
        *replaced, now = (value.low for value in steps(figure.series))
        for one in titles:
            lows = [q.low for q in one.reading.figures if q.what == figure.slot]
            if lows and now not in lows and (max(lows) < now or max(lows) in replaced):
                stale.add(one.article)
            elif lows and replaced and figure.claim in board[:FOREMOST]:
                current.add(one.article)
    for notice in notices:
        if notice.kind != "correction":
            stale |= {notice.article, *notice.pages}
    fresh = [article for article in articles if article.id not in stale]
    reports = [article for article in fresh if article.id not in releases]
    telling = [article for article in reports if article.id in current]
    return title(telling) or title(reports) or title(fresh) or title(articles)
