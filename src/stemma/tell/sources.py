"""Who is quoted: how often, in which role, named or not, by which outlets, and where first.

What newsrooms count by hand in a source audit. Counted is the end of each chain: whose word it is, not who carried it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from stemma import clock, text
from stemma.model import Annotated, Link, Party, Quoted

UNKNOWN = "unknown outlet"


class Line(NamedTuple):
    """A row of the CSV. `roles` and `by_outlet` have several values, parted by `; `."""

    name: str
    type: str
    named: str
    roles: str
    quoted: int
    verbatim: int
    pages: int
    outlets: int
    first: str | None
    first_outlet: str
    first_article: str
    by_outlet: str


@dataclass(slots=True)
class _Tally:
    """One source while it is counted."""

    names: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    pages: set[str] = field(default_factory=set)
    verbatim: int = 0
    first: tuple[tuple[bool, datetime], str | None, str, str] | None = None
    """(key to sort by, time, article, outlet)."""


def audit(articles: Iterable[Annotated]) -> tuple[Quoted, ...]:
    """The sources of articles, the most quoted first.

    A named source is one wherever it is known by its identity, else where the name is the same; an unnamed one is told
    by its description alone, and may be several people. An attribution counts once, whatever its length. What somebody
    believes, plans or does is no quote.
    """
    tallies: dict[tuple[bool, str], _Tally] = {}
    for annotated in articles:
        article, parties = annotated.article, {party.id: party for party in annotated.annotations.parties}
        outlet = article.outlet or UNKNOWN
        for attribution in annotated.annotations.attributions:
            if attribution.speech != "speech" or attribution.act == "nothing" or not attribution.chain:
                continue
            origin = attribution.chain[-1]
            party = parties.get(origin.party or "")
            one = tallies.setdefault(_key(origin, party), _Tally())
            one.names[origin.name] += 1
            one.types[origin.type] += 1
            one.roles.update(_roles(party))
            one.outlets[outlet] += 1
            one.pages.add(article.id)
            one.verbatim += attribution.kind == "direct"
            at = article.sections[attribution.section].time if attribution.section < len(article.sections) else None
            at = at or article.published
            here = (clock.order_key(at, article.timezone), at, article.id, outlet)
            if one.first is None or here[0] < one.first[0]:
                one.first = here
    found = [_quoted(named, one) for (named, _), one in tallies.items()]
    return tuple(sorted(found, key=lambda one: (-one.quoted, -one.pages, one.name)))


def as_csv(found: Iterable[Quoted]) -> str:
    """The audit as CSV with the fields of `Line` as header; a `'` stands before what may be a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Line._fields)
    for one in found:
        by = "; ".join(f"{outlet} {count}" for outlet, count in one.by_outlet)
        frame = (one.name, one.type, "yes" if one.named else "no", "; ".join(one.roles), one.quoted, one.verbatim)
        first = (one.first, one.first_outlet, one.first_article)
        writer.writerow(map(_plain, Line(*frame, one.pages, len(one.by_outlet), *first, by)))
    return out.getvalue()


def _plain(value: object) -> object:
    if not isinstance(value, str):
        return value
    value = " ".join(value.split())
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value


def _key(origin: Link, party: Party | None) -> tuple[bool, str]:
    if not origin.named:
        return False, text.fold(origin.description or origin.name)
    return True, (party.identity if party else None) or text.fold(origin.name).removeprefix("the ")


def _roles(party: Party | None) -> tuple[str, ...]:
    return tuple(role for role in (party.role, party.affiliation) if role) if party else ()


def _quoted(named: bool, one: _Tally) -> Quoted:
    assert one.first is not None
    return Quoted(
        name=min(one.names, key=lambda name: (-one.names[name], -len(name), name)),
        type=min(one.types, key=lambda kind: (-one.types[kind], kind)),  # type: ignore[arg-type]
        named=named,
        roles=tuple(role for role, _ in one.roles.most_common(5)),
        quoted=one.outlets.total(),
        verbatim=one.verbatim,
        pages=len(one.pages),
        by_outlet=tuple(one.outlets.most_common()),
        first=one.first[1],
        first_article=one.first[2],
        first_outlet=one.first[3],
    )
