"""Statements that stand inside others: "26 men *with six rifles*", "a necklace *worth £3m*".

The annotation marks such phrases (`Annotations.phrases`). Each becomes a statement beside the one that holds it, by the
same voice, so that it can meet the page that says it in a sentence of its own. A phrase that meets nothing is no claim.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from stemma.model import Annotated, Span, Statement

TELLING = frozenset({"assert", "confirm", "announce", "accuse"})
"""Acts under which a phrase is told as well; what is denied or not spoken of tells nothing by the way."""
WHOLE = 0.9
"""A phrase that is more of a statement than this is the statement."""


def with_phrases(said: Sequence[Statement], member: Annotated) -> list[Statement]:
    """`said` (statements of `member`, in text order), each followed by its phrases; their ids are `…~1`, `…~2`."""
    found: list[Statement] = []
    for statement in said:
        found.append(statement)
        if statement.act in TELLING and statement.antecedent is None:
            found += _phrases(statement, member)
    return found


def is_phrase(statement: Statement) -> bool:
    """Whether the statement stands inside another one."""
    return statement.clause == "phrase"


def host(phrase: Statement) -> str:
    """The id of the statement that a phrase stands in."""
    return phrase.id.rpartition("~")[0]


def _phrases(whole: Statement, member: Annotated) -> Iterator[Statement]:
    length = sum(end - start for start, end in whole.content)
    inside = [p for p in member.annotations.phrases if any(s <= p[0] and p[1] <= e for s, e in whole.content)]
    outer: Span = (0, 0)
    number = 0
    for start, end in sorted(inside, key=lambda span: (span[0], -span[1])):
        if end - start > WHOLE * length or (end <= outer[1] and 2 * (end - start) > outer[1] - outer[0]):
            continue
        outer, number = (start, end), number + 1
        yield dataclasses.replace(
            whole,
            id=f"{whole.id}~{number}",
            content=((start, end),),
            text=member.article.body[start:end],
            clause="phrase",
        )
