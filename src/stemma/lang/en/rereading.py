"""Readings for annotations that were made before there were readings: from the words alone, nothing parsed anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stemma.lang.en import edges
from stemma.lang.en.clauses import OPEN, signed
from stemma.lang.en.context import in_context, settled
from stemma.lang.en.reading import reading
from stemma.model import Annotations, Article, Assertion, Attribution, Clause, ClauseKind, Statement

TOLD: tuple[ClauseKind, ...] = ("main", "coordinate")


def reread(article: Article, annotations: Annotations) -> Annotations:
    """`annotations` with a Reading on each clause and assertion that lacks one, each with tidy edges.

    An attribution without clauses gets one, of its whole content. What is known of a clause from the parse (roles, the
    event, a condition in its midst) stays unknown. The phrases of old annotations are left out.
    """
    found = settled(article, annotations.attributions, annotations.sentences)
    own = tuple(_assertion(article, one) for one in annotations.assertions)
    said = tuple(_clause(article, one, clause) for one in found for clause in _clauses(one, annotations.clauses))
    own, said = in_context(article, own, said)
    return replace(annotations, attributions=found, assertions=own, clauses=said, phrases=())


def read(statement: Statement) -> Statement:
    """A statement that nobody annotated (of a gold, of a test) with the Reading and the sign of its text."""
    sure = statement.certainty if statement.act in OPEN else signed(statement.text, statement.certainty)
    made = reading(statement.text, act=statement.act, certainty=sure, tense=statement.tense, clause=statement.clause)
    return replace(statement, certainty=sure, reading=made)


def _clauses(attribution: Attribution, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses of an attribution; what stands below a content that is left open or denied is left out."""
    mine = [c for c in clauses if c.attribution == attribution.id]
    if attribution.act in OPEN:
        mine = [c for c in mine if c.kind in TOLD]
    whole = Clause(attribution.id, attribution.content, "main", attribution.certainty, attribution.tense)
    return mine or ([whole] if attribution.content else [])


def _clause(article: Article, attribution: Attribution, clause: Clause) -> Clause:
    if clause.reading is not None:
        return clause
    content = edges.tidy(article.body, clause.content)
    text = edges.joined(article.body, content)
    told = clause.kind in TOLD
    act, sure, tense = attribution.act if told else "assert", clause.certainty, clause.tense
    if told and attribution.act in OPEN:
        sure, tense = attribution.certainty, attribution.tense
    else:
        sure = signed(text, sure)
    made = reading(text, act=act, certainty=sure, tense=tense, clause=clause.kind)
    return replace(clause, content=content, certainty=sure, reading=made, tense=tense)


def _assertion(article: Article, one: Assertion) -> Assertion:
    if one.reading is not None:
        return one
    content = edges.tidy(article.body, one.content)
    text = edges.joined(article.body, content)
    sure = signed(text, one.certainty)
    made = reading(text, certainty=sure, tense=one.tense, clause=one.clause)
    return replace(one, content=content, certainty=sure, reading=made)
