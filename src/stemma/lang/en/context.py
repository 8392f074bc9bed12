"""What the page around a clause makes of it: a correction, the statement that a body put out, a journey told before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from stemma.lang import words
from stemma.lang.en import edges
from stemma.lang.en.reading import framed
from stemma.model import Article, Assertion, Attribution, Clause, Link, Span, Spans

Told = TypeVar("Told", Assertion, Clause)
CORRECTION = "correction"
"""The mark of what stands where a page corrects itself."""
EDGE = " \t\n\r,;:.!?—–-\"'“”‘’()[]"


def settled(
    article: Article, attributions: Iterable[Attribution], sentences: Sequence[Span]
) -> tuple[Attribution, ...]:
    """Attributions with what only the page tells: what it takes back, what is called untrue, whose a statement is.

    What an earlier version said, told in a correction, is taken back; "The accusation was baseless" denies it; "the
    statement" has the origin whose statement (release, bulletin) the page told of before, if it was one only.
    """
    known = words.of("en")
    issued = known.expression("issued")
    issuers: dict[str, dict[str, Link]] = defaultdict(dict)
    found: list[Attribution] = []
    for one in attributions:
        origin = one.chain[-1] if one.chain else None
        text = edges.joined(article.body, one.content)
        if origin is not None:
            if corrected(article, one.content) and known.expression("earlier-version").search(origin.name):
                one = replace(one, act="retract", certainty="U")
            back = issued.search(origin.name) if origin.name.lower().startswith(("the ", "that ", "this ")) else None
            before = issuers[back["noun"].casefold()] if back and back.end() == len(origin.name.strip(EDGE)) else {}
            if len(before) == 1:
                (who,) = before.values()
                end = replace(who, source=origin.source, cue=origin.cue)
                one = replace(one, chain=(*one.chain[:-1], end))
            elif not back and (
                origin.named
                or origin.type in ("government", "organisation")
                or (origin.type == "document" and known.expression("issued-by").search(origin.name))
            ):
                around = next((s for s in sentences if s[0] <= one.content[0][0] < s[1]), one.content[0])
                for match in issued.finditer(f"{origin.name} {article.body[slice(*around)]}"):
                    issuers[match["noun"].casefold()].setdefault(origin.party or origin.name, origin)
        if one.act in ("assert", "confirm") and known.expression("dismisses").search(text):
            one = replace(one, act="deny", certainty="CT-")
        found.append(one)
    return tuple(found)


def corrected(article: Article, content: Spans) -> bool:
    """Whether a content stands in a section that corrects the page, or in a paragraph headed as a correction."""
    start = content[0][0]
    if any(part.kind == "correction" and part.start <= start < part.end for part in article.sections):
        return True
    begin = article.body.rfind("\n", 0, start) + 1
    return words.of("en").expression("correction-head").match(article.body[begin : start + 1]) is not None


def in_context(
    article: Article, assertions: Sequence[Assertion], clauses: Sequence[Clause]
) -> tuple[tuple[Assertion, ...], tuple[Clause, ...]]:
    """Both with the marks that their place gives them, and with the frames that run through a section."""
    made: list[Assertion | Clause] = [*assertions, *clauses]
    order = sorted(range(len(made)), key=lambda i: made[i].content)
    sections: dict[int, list[int]] = defaultdict(list)
    for i in order:
        start = made[i].content[0][0]
        part = next((n for n, s in enumerate(article.sections) if s.start <= start < s.end), 0)
        sections[part].append(i)
    for inside in sections.values():
        read = [(edges.joined(article.body, made[i].content), r) for i in inside if (r := made[i].reading) is not None]
        known = [i for i in inside if made[i].reading is not None]
        for i, reading in zip(known, framed(read), strict=True):
            if corrected(article, made[i].content):
                reading = replace(reading, marks=(*reading.marks, CORRECTION))
            made[i] = replace(made[i], reading=reading)
    return (
        tuple(one for one in made if isinstance(one, Assertion)),
        tuple(one for one in made if isinstance(one, Clause)),
    )
