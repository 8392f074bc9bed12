"""The headline of a story: of its pages' the best one that has the newest state, not the first page's.

A headline with a value that another one replaced ("at least 4 dead" where eleven are) tells yesterday's news. Of the
others those go before that give the value which holds, if a claim high on the board counts something. So does one whose
claim was denied, withdrawn or overtaken. A page that was taken back, and one that takes it back, tell of the paper and
not of the event. A party's own text names only a story that has nothing else. What is left counts more where its claim
is confirmed, and the later it is, in a story of more than a day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from stemma import clock
from stemma.model import Article, Claim, Figure, Notice
from stemma.relate.stories.titles import title
from stemma.steps import steps

FOREMOST = 3
"""A figure of so many first claims of the board is what the story is about."""
GONE = ("denied", "withdrawn", "superseded")
CONFIRMED, FIRST = 1.1, 0.5
"""What a headline counts whose claim is confirmed, and the first one of a story against the last."""
A_DAY = timedelta(days=1)


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
    gone = [s for claim in claims if claim.status in GONE for s in claim.statements if s.where == "title"]
    stale = {s.article for s in gone if s.reading.polarity > 0 and s.act != "deny"}
    sure = {
        s.article for claim in claims if claim.status == "confirmed" for s in claim.statements if s.where == "title"
    }
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
    weight = {one: late * (CONFIRMED if one in sure else 1.0) for one, late in _late(articles).items()}
    return next(filter(None, (title(some, weight) for some in (telling, reports, fresh, articles))), None)


def _late(articles: Sequence[Article]) -> dict[str, float]:
    """What each headline counts for its time: all the same in a story of a day, and where times are not known."""
    times = {a.id: found[0] for a in articles if (found := clock.bounds(a.published))}
    first, last = (min(times.values()), max(times.values())) if times else (None, None)
    if first is None or last is None or last - first <= A_DAY:
        return {a.id: 1.0 for a in articles}
    return {
        a.id: FIRST + (1 - FIRST) * ((times[a.id] - first) / (last - first)) if a.id in times else FIRST
        for a in articles
    }
