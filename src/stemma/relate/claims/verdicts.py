"""Verdicts: pages that judge what others say are no further outlets for it.

A page that declares a ClaimReview, or that says on a page marked as a fact-check and in its own voice that a claim is
false, repeats the claim only to judge it. Its verdict is listed beside the claim with its author; Stemma takes no
side: what the page says of anything else counts like every other page's word.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from stemma.lang import words as vocabulary
from stemma.lang.terms import stems
from stemma.lang.words import LANGUAGE
from stemma.model import Annotated, Claim, Statement, Verdict
from stemma.relate.claims.disputes import light
from stemma.relate.claims.facts import sign

ALIKE = 0.6
"""Least likeness (Dice, of content words) of a claim as a verdict words it and a statement of it."""


def verdicts(members: Sequence[Annotated]) -> tuple[Verdict, ...]:
    """The verdicts that the pages of a story give, page by page; which claims they are about is not told yet."""
    return tuple(found for member in members for found in (*_declared(member), *_plain(member)))


def _declared(member: Annotated) -> Iterator[Verdict]:
    article = member.article
    for one in article.reviews:
        printed = one.rating or (f"{one.value:g} of {one.best:g}" if one.best is not None else f"{one.value:g}")
        yield Verdict(
            article=article.id,
            author=one.author or article.outlet,
            about=one.claim,
            words=printed,
            value=one.value,
            best=one.best,
            date=one.date or article.published,
            url=one.url or article.url,
        )


def _plain(member: Annotated) -> Iterator[Verdict]:
    """The verdict of a page that declares none, where it is marked as a fact-check and says so in its own voice."""
    article, known = member.article, vocabulary.of(LANGUAGE)
    marks = f"{article.title or ''}\n{article.section or ''}\n{article.url or ''}"
    if article.reviews or not known.expression("fact-check").search(marks):
        return
    for start, end in member.annotations.sentences:
        match = known.expression("refutes").search(article.body, start, end)
        if match is not None and not _told_by_another(member, match.start("words")):
            yield Verdict(
                article=article.id,
                author=article.outlet,
                about=match["about"],
                words=match["words"],
                date=article.published,
                url=article.url,
                span=(start, end),
            )


def _told_by_another(member: Annotated, at: int) -> bool:
    """Whether the words at an offset are attributed to somebody."""
    notes = member.annotations.attributions
    return any(start <= at < end for one in notes if one.chain for start, end in one.content)


def unasserted(group: Sequence[Statement], judged: Sequence[Verdict]) -> list[Statement]:
    """The statements of a group, where what a page repeats of the claim that it judges asserts nothing."""
    about: dict[str, list[frozenset[str]]] = {}
    for one in judged:
        about.setdefault(one.article, []).append(_content(one.about))

    def silent(s: Statement) -> bool:
        return sign(s) > 0 and any(likeness(_content(s.text), claim) >= ALIKE for claim in about.get(s.article, ()))

    return [
        dataclasses.replace(s, act="nothing", reading=dataclasses.replace(s.reading, polarity=0)) if silent(s) else s
        for s in group
    ]


def repeated(group: Sequence[Statement], judged: Sequence[Verdict]) -> bool:
    """Whether a group is nothing but what pages repeat to judge it."""
    pages = {one.article for one in judged}
    return all(s.act == "nothing" and s.article in pages for s in group)


def placed(judged: Sequence[Verdict], groups: Sequence[Sequence[Statement]]) -> dict[int, tuple[Verdict, ...]]:
    """For each group (by place) the verdicts on it: on the group most alike of those that another page carries."""
    found: dict[int, tuple[Verdict, ...]] = {}
    for one in judged:
        about = _content(one.about)
        scores = [
            (
                max((likeness(_content(s.text), about) for s in group if s.article != one.article), default=0.0),
                len(group),
            )
            for group in groups
        ]
        at = max(range(len(groups)), key=lambda n: scores[n], default=None)
        if at is not None and scores[at][0] >= ALIKE:
            found[at] = (*found.get(at, ()), one)
    return found


def listed(judged: Sequence[Verdict], claims: Sequence[Claim]) -> tuple[Verdict, ...]:
    """The verdicts of a story, each with the id of the claim that it is about where another page carries it."""
    where = {one: claims[n].id for n, some in placed(judged, [c.statements for c in claims]).items() for one in some}
    return tuple(dataclasses.replace(one, claim=where.get(one)) for one in judged)


def _content(words: str) -> frozenset[str]:
    return frozenset(stems(words)) - light()


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice's coefficient of two sets of content words."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
