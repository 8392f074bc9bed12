"""Copies: statements that say the same in the same words, as copies of one text do, are grouped as one.

In the criticism of texts a copy of a witness that is there adds nothing and is left out (eliminatio codicum
descriptorum; Maas 1927). So it is here: three hundred pages that carry one wire text make three hundred statements of
each of its sentences, and every pair of them is no question for a model. Grouping looks at pairs, so this is also what
keeps a large story affordable.

Stories of up to `MANY` statements are treated statement by statement. In larger ones the earliest of copies stands for
all when claims are made, judged and searched for conflicts; and of more than `SLICE` different statements so many at a
time are grouped in order of time, together with what the largest claims before them said first. So the next page of
such a story touches the last slice alone: the groups of the others are remembered in the process.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

from stemma.lang import words
from stemma.lang.words import LANGUAGE
from stemma.model import Annotated, Annotations, Article, Claim, Statement
from stemma.relate.claims import grouping, models, series
from stemma.relate.claims.grouping import Group
from stemma.relate.claims.sheets import Matrix

MANY = 500
"""Statements up to which each is looked at by itself."""
SLICE = 1500
"""Different statements that are compared with each other at once."""
CARRIED = 200
"""Claims made before that the next slice is compared with, those of most statements."""
VOICES = 2
"""Statements that speak for such a claim, its first ones."""
REMEMBERED = 32
"""Sets of statements whose groups are kept in memory, those asked for last."""


def groups(
    statements: Sequence[Statement], members: Sequence[Annotated] = (), model: models.Model | None = None
) -> list[Group]:
    """`grouping.groups`, with the copies in large stories taken as one; every position is in exactly one group."""
    if len(statements) <= MANY:
        return _grouped(statements, members, model)
    copies = _alike(statements)
    name = {statements[i].id: statements[group[0]].id for group in copies for i in group}
    firsts = [statements[group[0]] for group in copies]
    firsts = [dataclasses.replace(s, antecedent=name.get(s.antecedent or "")) for s in firsts]
    return [(sorted(i for k in group for i in copies[k]), sure) for group, sure in _sliced(firsts, members, model)]


def earliest(statements: Sequence[Statement], many: int = MANY) -> list[Statement]:
    """`statements` without those that have an earlier copy; all of them where there are no more than `many`."""
    if len(statements) <= many:
        return list(statements)
    return [statements[group[0]] for group in _alike(statements)]


SURE = 0.5
"""Pairs of a claim below this probability say the same in .56 of the cases (held out by story), the others in .82."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scores:
    """How probably statements of a story say the same: rows and columns by the ids in `at`."""

    at: dict[str, int]
    table: Matrix


def scores(
    statements: Sequence[Statement], members: Sequence[Annotated] = (), model: models.Model | None = None
) -> Scores | None:
    """The scores that `groups` goes by; None for stories too large to compare whole (`SLICE`)."""
    told = earliest(statements)
    if len(told) > SLICE:
        return None
    here = {s.id for s in told}
    own = [s for s in told if s.antecedent not in here]
    return Scores({s.id: n for n, s in enumerate(own)}, grouping.same(own, members, model))


def unsure(claims: Sequence[Claim], known: Scores) -> dict[str, tuple[str, ...]]:
    """By claim the ids of its statements that say what it is shown in only with a probability below `SURE`.

    Values of one toll, one journey and what points back are of the claim for other reasons and sure.
    """
    at = known.at
    found: dict[str, tuple[str, ...]] = {}
    for claim in claims:
        best = next((s for s in claim.statements if s.id == claim.shown), None)
        if best is None or best.id not in at or len(claim.statements) < 2:
            continue
        row, slots = known.table[at[best.id]], {q.what for q in series.counts(best)}
        found[claim.id] = tuple(
            s.id
            for s in claim.statements
            if s.id != best.id and s.id in at and row[at[s.id]] < SURE
            and not (slots & {q.what for q in series.counts(s)} or (s.reading.frame and best.reading.frame))
        )  # fmt: skip
    return {id: loose for id, loose in found.items() if loose}


def _alike(statements: Sequence[Statement]) -> list[list[int]]:
    """Positions of statements with the same words, voice and manner; those that point back, pointing to the same.

    What articles say in their own voice has one voice here, that of the text that they carry.
    """
    found: dict[tuple[object, ...], list[int]] = {}
    first: dict[str, str] = {}
    for position, s in enumerate(statements):
        voice = (s.origin, s.identity) if s.attribution is not None else None
        manner = (s.act, s.certainty, s.tense, s.clause, len(s.content))
        group = found.setdefault((s.text, voice, manner, first.get(s.antecedent or "", s.antecedent)), [])
        group.append(position)
        first[s.id] = statements[group[0]].id
    return list(found.values())


def _sliced(statements: Sequence[Statement], members: Sequence[Annotated], model: models.Model | None) -> list[Group]:
    """The groups of different statements, so many at a time; their order is that of time (see `relate`)."""
    groups: list[Group] = []
    for start in range(0, len(statements), SLICE):
        large = sorted((g for g in groups if len(g[0]) > 1), key=lambda g: (-len(g[0]), g[0]))[:CARRIED]
        home = {i: group for group in large for i in group[0][:VOICES]}
        asked = [*home, *range(start, min(start + SLICE, len(statements)))]
        made = _grouped([statements[i] for i in asked], members, model)
        groups = [group for group in groups if group not in large] + _joined(made, asked, home, large)
    return sorted(groups)


def _grouped(statements: Sequence[Statement], members: Sequence[Annotated], model: models.Model | None) -> list[Group]:
    """`grouping.groups`; with the shipped model those of the same statements on the same pages are worked out once."""
    if model is not None:
        return grouping.groups(statements, members, model)
    told = {s.article for s in statements}
    pages = tuple(
        Annotated(Article(m.article.id, m.article.body), Annotations(sentences=m.annotations.sentences))
        for m in members
        if m.article.id in told
    )
    return [(list(group), sure) for group, sure in _remembered(tuple(statements), pages, words.of(LANGUAGE))]


@functools.lru_cache(REMEMBERED)
def _remembered(
    statements: tuple[Statement, ...], pages: tuple[Annotated, ...], known: words.Words
) -> tuple[Group, ...]:
    """The groups, from no more of the pages than they depend on: their texts, and where sentences begin and end.

    `known` are the words that statements are compared by: a user's own file changes them.
    """
    return tuple(grouping.groups(statements, pages))


def _joined(made: list[Group], asked: list[int], home: dict[int, Group], large: list[Group]) -> list[Group]:
    """The groups of a slice, each with the earlier groups that most of its carried statements speak for."""
    rest = {group[0][0]: group for group in large}
    found: list[Group] = []
    for positions, sure in made:
        own = [asked[k] for k in positions]
        spoken = [rest.pop(home[i][0][0]) for i in own if i in home and home[i][0][0] in rest]
        members = {i for i in own if i not in home} | {i for group, _ in spoken for i in group}
        if members:
            found.append((sorted(members), min([sure, *(s for _, s in spoken)])))
    return found + list(rest.values())
