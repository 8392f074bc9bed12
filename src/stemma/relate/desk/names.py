"""Names as a desk wants them: of outlets, with owner and zone, and of parties that are one."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from stemma import clock, houses
from stemma.model import Annotated, Article, Ask, Correction, Hand, Statement, Timex
from stemma.relate.desk.log import ask, hand
from stemma.text import fold

WIDENED = ", zone unknown: widened"
"""What the anchor of a time ends with whose outlet's zone is not known."""
EAST, WEST = timedelta(hours=14), timedelta(hours=12)
"""By so much such a time is widened before its begin and behind its end."""


def outlet_key(name: str) -> str:
    """The key of an outlet that a desk names by its name or its host."""
    return houses.key(name.removeprefix("www.") if "." in name and " " not in name else name)


class Outlets:
    """What a desk said of outlets: the last word on each of name, owner and zone."""

    def __init__(self, lines: Iterable[Correction]) -> None:
        self.said: dict[str, dict[str, tuple[str, Correction]]] = {}
        for line in lines:
            if line.kind == "outlet":
                given = {"name": line.name, "owner": line.owner, "zone": line.zone}
                for name in line.names:
                    known = self.said.setdefault(outlet_key(name), {})
                    known.update({field: (value, line) for field, value in given.items() if value})

    def of(self, article: Article) -> dict[str, tuple[str, Correction]]:
        """What was said of the outlet of an article as it was read: field → value and line."""
        return self.said.get(houses.outlet(article) or "", {}) if self.said else {}

    def page(self, member: Annotated) -> Annotated:
        """A page with its outlet's name and owner, and its times in its outlet's zone where none was known."""
        said = self.of(member.article)
        article = member.article
        if "name" in said:
            article = dataclasses.replace(article, outlet=said["name"][0])
        if "owner" in said:
            article = dataclasses.replace(article, owner=said["owner"][0])
        member = dataclasses.replace(member, article=article) if article is not member.article else member
        zone = clock.zone(said["zone"][0]) if "zone" in said else None
        return _zoned(member, zone, said["zone"][0]) if zone is not None else member

    def hands(self, members: Iterable[Annotated]) -> Iterator[Hand]:
        """What was corrected of the outlets of `members` (as they were read)."""
        seen: set[tuple[str, str]] = set()
        for member in members:
            key = houses.outlet(member.article) or ""
            for field, (value, line) in self.of(member.article).items():
                if (key, field) not in seen:
                    seen.add((key, field))
                    called = member.article.outlet or key
                    verb = {"name": "is called", "owner": "is owned by", "zone": "keeps the time of"}[field]
                    yield hand(line, f"{called} {verb} {value}")


def _zoned(member: Annotated, zone: tzinfo, name: str) -> Annotated:
    """A page whose local times are those of `zone`."""
    article, notes = member.article, member.annotations
    sections = tuple(dataclasses.replace(s, time=_stamped(s.time, zone)) for s in article.sections)
    article = dataclasses.replace(
        article,
        published=_stamped(article.published, zone),
        modified=_stamped(article.modified, zone),
        sections=sections,
        timezone=article.timezone or name,
    )
    times = tuple(_narrowed(time, zone, name) for time in notes.times)
    return Annotated(article, dataclasses.replace(notes, times=times))


def _stamped(time: str | None, zone: tzinfo) -> str | None:
    when = clock.parse(time)
    if when is None or time is None or when.tzinfo is not None or len(time) <= len("2031-05-01"):
        return time
    return when.replace(tzinfo=zone).isoformat()


def _narrowed(time: Timex, zone: tzinfo, name: str) -> Timex:
    """A time that was widened to all zones, in the one that is known now."""
    begin, until = clock.parse(time.begin), clock.parse(time.until)
    if not (time.anchor or "").endswith(WIDENED) or "local time of the place" in (time.anchor or ""):
        return time
    if begin is None or until is None:
        return time

    def moment(when: datetime, by: timedelta) -> str:
        return clock.utc((when.replace(tzinfo=None) + by).replace(tzinfo=zone))

    anchor = f"{(time.anchor or '').removesuffix(WIDENED)}, zone {name}"
    return dataclasses.replace(time, begin=moment(begin, EAST), until=moment(until, -WEST), anchor=anchor)


class Parties:
    """What a desk said of parties: which names are one, and what to call it; outlets in chains are called so, too.

    `members` are the pages of the story.
    """

    def __init__(self, lines: Sequence[Correction], members: Iterable[str]) -> None:
        here = frozenset(members)
        self.lines = [
            line for line in lines if line.kind == "party" and line.name and (not line.pages or here & {*line.pages})
        ]
        self.called: dict[str, str] = {}
        for line in (line for line in lines if line in self.lines or (line.kind == "outlet" and line.name)):
            told = {fold(name) for name in (*line.names, line.name or "")}
            told |= {key for key, name in self.called.items() if fold(name) in told}  # a third name of the same
            self.called.update(dict.fromkeys(told, line.name or ""))

    def called_by(self, name: str | None) -> str | None:
        """The name that a desk wants for a party of this name; None where it said nothing."""
        return self.called.get(fold(name)) if name and self.called else None

    def same(self, said: Sequence[Statement]) -> list[Statement]:
        """`said` with the parties called, and told apart, as the desk wants it.

        A party is named where a page names it by one of its names: what a desk calls a source that nobody names does
        not make it a named one.
        """
        if not self.called:
            return list(said)
        named = {self.called_by(one.origin) for one in said if one.named}
        return [self._same(one, named) for one in said]

    def _same(self, one: Statement, named: Collection[str | None]) -> Statement:
        chain = tuple(self.called_by(name) or name for name in one.chain)
        origin = self.called_by(one.origin)
        if origin is None:
            return dataclasses.replace(one, chain=chain) if chain != one.chain else one
        identity = f"desk:{fold(origin)}" if one.attribution is not None else one.identity
        known = one.named or origin in named
        return dataclasses.replace(one, chain=chain, origin=origin, named=known, identity=identity)

    def hands(self, before: Sequence[Statement]) -> Iterator[Hand]:
        """The lines that named a party of these statements (as they were before)."""
        told = {fold(name) for one in before for name in (*one.chain, one.origin or "")}
        for line in self.lines:
            others = [name for name in line.names if name != line.name and fold(name) in told]
            if others:
                yield hand(line, f"{' and '.join(others)}: called {line.name}")

    def asks(self, members: Iterable[Annotated]) -> Iterator[Ask]:
        """Pages that name the two as two."""
        pages = {
            m.article.id: [fold(party.name) for party in m.annotations.parties if party.named] for m in members
        } if self.lines else {}  # fmt: skip
        for line in self.lines:
            names = {fold(name) for name in (*line.names, line.name or "")}
            late = sorted(page for page, there in pages.items() if len(names & {*there}) > 1)
            if late:
                yield ask(line, "pages name them side by side, as two", late)
