"""Annotations across articles: reuse, lineage, stories, claims, status, conflicts.

`relate(members)` does all of it for the articles of one story; `compare(a, b)` for two articles.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from stemma._floor import callable_floor

if TYPE_CHECKING:
    from stemma.model import (
        Annotated,
        Article,
        Claim,
        Comparison,
        Derivation,
        Lineage,
        Statement,
        Story,
        StoryEvent,
        StoryState,
    )
    from stemma.relate.desk.log import Desk

__all__ = ["compare", "relate"]


def compare(a: Article, b: Article) -> Comparison:
    """The derivation between two articles, its passages (`a` in the first, `b` in the second), what each has alone."""
    from stemma.relate.texts.derive import compare as compare_articles

    return compare_articles(a, b)


def relate(
    members: Sequence[Annotated],
    derivations: Sequence[Derivation] | None = None,
    *,
    id: str | None = None,
    state: StoryState = "developing",
    keywords: tuple[str, ...] = (),
    possibly_same: tuple[str, ...] = (),
    events: tuple[StoryEvent, ...] = (),
    desk: Desk | None = None,
) -> Story:
    """The story that `members` tell: lineages, claims with their status, conflicts, and the four counts.

    `derivations` between the members, where they are known already; else every pair is compared, which is quadratic.
    The result does not depend on the order of the members. `desk` are the corrections that may touch the story; what
    they changed is marked as done by hand.
    """
    from stemma import clock, houses
    from stemma.model import Story, StoryArticle
    from stemma.relate.claims.circles import circles, looped
    from stemma.relate.claims.claims import corrected
    from stemma.relate.claims.conflicts import conflicts
    from stemma.relate.claims.notices import notices
    from stemma.relate.claims.origins import origins
    from stemma.relate.claims.releases import aliases, releases
    from stemma.relate.claims.series import figures
    from stemma.relate.claims.statements import statements
    from stemma.relate.claims.verdicts import listed, verdicts
    from stemma.relate.claims.worth import board
    from stemma.relate.desk import log, story
    from stemma.relate.desk.names import Outlets
    from stemma.relate.stories.headline import headline
    from stemma.relate.texts.derive import derive
    from stemma.relate.texts.lineage import lineages
    from stemma.relate.texts.retold import retold

    lines = log.in_force(desk.lines) if desk else []
    outlets, read = Outlets(lines), members
    members = [outlets.page(member) for member in read]
    members.sort(key=lambda m: (clock.order_key(m.article.published), m.article.id))
    articles = [m.article for m in members]
    if derivations is None:
        derivations = [d for a, b in itertools.combinations(articles, 2) for d in derive(a, b)]
    found = lineages(articles, derivations)
    made, asks, scores = corrected(members, found, lines)
    issued, judged = releases(members), listed(verdicts(members), made)
    loops = circles(made, members, found)
    circled = looped(loops, made)
    for loop in {loop.claim for loop in loops}:
        judges = {v.article for v in judged if v.claim == loop}
        made = tuple(
            _recounted(c, judges, found, aliases(c.statements, issued) | circled) if c.id == loop else c for c in made
        )
    seen = [claim for claim in made if not claim.hidden]
    said = [s for claim in made for s in claim.statements]
    times = [t for m in articles for t in (m.published, m.modified, *(s.time for s in m.sections)) if t]
    times.sort(key=clock.order_key)
    digest = hashlib.sha256("\x1f".join(a.id for a in articles).encode("utf-8", "surrogatepass")).hexdigest()
    survey = houses.Survey(articles)
    counted_houses, owned = survey.houses(survey.outlet)
    checked = {v.article for v in judged}
    shown = board(made, members, scores=scores)
    counted = figures(seen, members)
    told = statements(members) if lines else ()
    taken_back = notices(members)
    by_hand, asked = story.corrected(desk, lines, read, told, asks) if desk else ((), ())
    return Story(
        id=id or "s-" + digest[:12],
        title=headline(articles, seen, shown, counted, taken_back, issued),
        state=state,
        first=times[0] if times else None,
        last=times[-1] if times else None,
        articles=tuple(
            StoryArticle(
                a.id,
                a.outlet,
                a.title,
                a.published,
                a.url,
                a.modified,
                a.credits,
                outlet_by=a.outlet_by,
                owner=a.owner,
                kind="release" if a.id in issued else "fact-check" if a.id in checked else "report",
                party=issued[a.id].party if a.id in issued else None,
            )
            for a in articles
        ),
        outlets=survey.outlets(survey.outlet),
        lineages=found,
        origins=origins(said, found, aliases(said, issued) | circled),
        claims=made,
        conflicts=conflicts(seen, members),
        keywords=keywords,
        possibly_same=possibly_same,
        events=events,
        parties=_parties(said),
        board=shown,
        figures=counted,
        by_hand=by_hand,
        asks=asked,
        houses=counted_houses,
        owned=owned,
        owners=survey.owners(),
        verdicts=judged,
        notices=taken_back,
        circles=loops,
        retold=retold(articles, found),
    )


def _recounted(
    claim: Claim, judges: Collection[str], known: Sequence[Lineage], aliases: Mapping[str, frozenset[str]]
) -> Claim:
    """A claim with its origins counted anew; pages that judge it (`judges`) are none."""
    from stemma.relate.claims.origins import origins

    counted = [s for s in claim.statements if s.article not in judges]
    return dataclasses.replace(claim, origins=origins(counted, known, aliases))


PARTIES = 8
"""So many parties are named of a story."""


def _parties(statements: Sequence[Statement]) -> tuple[str, ...]:
    """The named ends of the chains, those whose word is in most articles first; each by its most frequent name."""
    articles: dict[str, set[str]] = {}
    names: dict[str, Counter[str]] = {}
    for one in statements:
        if one.attribution and one.named and one.origin:
            key = one.identity or one.origin
            articles.setdefault(key, set()).add(one.article)
            names.setdefault(key, Counter())[one.origin] += 1
    ranked = sorted(articles, key=lambda key: (-len(articles[key]), -names[key].total(), key))
    return tuple(min(names[key], key=lambda name: (-names[key][name], name)) for key in ranked[:PARTIES])


callable_floor(__name__)
