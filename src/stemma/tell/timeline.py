"""The dated statements of a story, in order of the time they speak of, each with who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, timedelta

from stemma import clock
from stemma.lang import words as vocabulary
from stemma.model import (
    Annotated,
    Assertion,
    Claim,
    Conflict,
    Lineage,
    Reading,
    Span,
    Spans,
    Statement,
    Story,
    TimelineEntry,
    Timex,
)
from stemma.text import STOPWORDS, tokens
from stemma.timex import overlap

_POINTS = ("DATE", "TIME")
_SAME = 0.7
"""Share of the shorter wording that two entries of one time must have in common to repeat one another."""
_ALIKE = 0.5
"""Share of the shorter wording that two entries must have in common to speak of one event."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """A statement with the time it speaks of. `fineness` is the length of that time in seconds."""

    entry: TimelineEntry
    timex: Timex
    lineage: str


def timeline(story: Story, articles: Mapping[str, Annotated]) -> tuple[TimelineEntry, ...]:
    """Dated statements of `story` in order of the time they speak of (undated ones are left out).

    `articles` maps article ids to their annotations. `begin`/`until` bound the event time, `reported` is when it was
    said. `differs` names the articles whose statement of the same claim, in like words or by a conflict of the story,
    gives a time that cannot be the same (`timex.overlap`). What several articles of one lineage repeat with the same
    time stands once, in the words of the first; the others are reachable through its claim. Clauses that an article
    states in its own voice have its outlet for a chain.
    """
    lineage = _lineage_of(story.lineages)
    found: list[_Dated] = []
    used: set[tuple[str, Spans]] = set()
    for claim in story.claims:
        dated = [d for s in claim.statements if (d := _statement(claim, s, articles, lineage))]
        used |= {(s.article, s.content) for s in claim.statements if s.where == "body"}
        found += _with_differences(_once(dated), story.conflicts)
    own: list[_Dated] = []
    for member in story.articles:
        annotated = articles.get(member.id)
        if annotated is None:
            continue
        for assertion in annotated.annotations.assertions:
            if (member.id, assertion.content) not in used:
                entry = _assertion(annotated, assertion, lineage.get(member.id, member.id))
                own += [entry] if entry else []
    found += _once(own)
    return tuple(d.entry for d in sorted(found, key=_order))


_MIDDLE = timedelta(hours=13)
"""From the first instant of a day anywhere on Earth to that in the middle of its zones."""


def _order(dated: _Dated) -> tuple[str, str, str, str, int]:
    """By the begin of the time. That of an unknown zone, which may be anywhere, stands as if in the middle of them."""
    e, begin = dated.entry, clock.parse(dated.entry.begin)
    middle = begin is not None and "widened" in (dated.timex.anchor or "") and begin.year < MAXYEAR
    return (
        clock.utc(begin + _MIDDLE) if begin and middle else e.begin or "",
        e.until or "",
        e.reported or "",
        e.article,
        e.span[0],
    )


def _lineage_of(lineages: Iterable[Lineage]) -> dict[str, str]:
    return {member: lineage.id for lineage in lineages for member in lineage.members}


def _statement(claim: Claim, s: Statement, articles: Mapping[str, Annotated], lineage: dict[str, str]) -> _Dated | None:
    annotated = articles.get(s.article)
    if annotated is None or not s.content or s.where != "body" or s.act in ("not-confirm", "no-comment"):
        return None
    timex = time_of(annotated, s.content)
    reported = s.time or _section_time(annotated, s.section)
    if timex is None or not _happens(s.reading, timex, reported):
        return None
    entry = TimelineEntry(
        begin=timex.begin,
        until=timex.until,
        value=timex.value,
        text=annotated.text(s.content),
        article=s.article,
        span=(s.content[0][0], s.content[-1][1]),
        time_span=(timex.start, timex.end),
        outlet=annotated.article.outlet,
        chain=s.chain,
        reported=reported,
        claim=claim.id,
    )
    return _Dated(entry, timex, lineage.get(s.article, s.article))


def _assertion(annotated: Annotated, assertion: Assertion, lineage: str) -> _Dated | None:
    timex = time_of(annotated, assertion.content) if assertion.content else None
    reported = _section_time(annotated, assertion.section)
    if timex is None or (assertion.reading and not _happens(assertion.reading, timex, reported)):
        return None
    outlet = annotated.article.outlet
    entry = TimelineEntry(
        begin=timex.begin,
        until=timex.until,
        value=timex.value,
        text=annotated.text(assertion.content),
        article=annotated.article.id,
        span=(assertion.content[0][0], assertion.content[-1][1]),
        time_span=(timex.start, timex.end),
        outlet=outlet,
        chain=(outlet,) if outlet else (),
        reported=reported,
    )
    return _Dated(entry, timex, lineage)


def _happens(reading: Reading, time: Timex, reported: str | None) -> bool:
    """Whether a clause tells what happens at its time: no opinion, no demand, no question, no state that lasts.

    What is told in the present of a time to come ("they meet on Monday") is to happen then.
    """
    if reading.telling == "state":
        told, then = clock.bounds(reported), clock.bounds(time.until)
        ahead = told is not None and then is not None and then[0] > told[1]
        return reading.polarity > 0 and (reading.tense in ("past", "future") or ahead)
    return reading.telling not in ("opinion", "demand", "question")


def _section_time(annotated: Annotated, section: int) -> str | None:
    sections = annotated.article.sections
    own = sections[section].time if section < len(sections) else None
    return own or annotated.article.published


def time_of(annotated: Annotated, content: Spans) -> Timex | None:
    """The time that a content speaks of: the first point in time inside it, else none.

    Several times in one content that make up a range ("from Monday to Wednesday") give the range.
    """
    inside = [
        t
        for t in annotated.annotations.times
        if t.type in _POINTS
        and t.begin
        and any(start <= t.start and t.end <= end for start, end in content)
        and not _thing(annotated.article.body, t)
    ]
    if not inside:
        return None
    first = inside[0]
    if len(inside) > 1:
        last = inside[1]
        between = annotated.article.body[first.end : last.start].strip().lower()
        ordered = clock.order_key(first.begin) < clock.order_key(last.until)
        if ordered and between in vocabulary.of(vocabulary.LANGUAGE)["range-words"]:
            return replace(first, end=last.end, until=last.until, value=f"{first.value}/{last.value}")
    return first


def _thing(body: str, time: Timex) -> bool:
    """Whether a holiday is named as a thing ("to keep Christmas"), not as the time of one ("at Christmas")."""
    known = vocabulary.of(vocabulary.LANGUAGE)
    named = body[time.start : time.end].casefold().replace("’", "'").split()
    if not named or named[0] not in known["holiday-names"]:
        return False
    before = body[: time.start].split()[-1:]
    return not before or before[0].casefold() not in known["time-openers"]


def repeated(entry: TimelineEntry, other: TimelineEntry) -> bool:
    """Whether two entries tell one thing of one time, in like words."""
    if entry.value != other.value:
        return False
    a, b = (_telling_words(one.text, one.span[0], one.time_span) for one in (entry, other))
    return bool(a and b) and len(a & b) >= _SAME * min(len(a), len(b))


def _once(dated: list[_Dated]) -> list[_Dated]:
    """One entry for each claim (or wording), lineage, time and origin: the earliest report of it."""
    best: dict[tuple[str, str, str, str], _Dated] = {}
    for d in sorted(dated, key=lambda d: (clock.order_key(d.entry.reported), d.entry.article, d.entry.span)):
        what = d.entry.claim or " ".join(d.entry.text.split()).casefold()
        origin = d.entry.chain[-1] if d.entry.chain[-1:] != (d.entry.outlet,) and d.entry.chain else ""
        best.setdefault((what, d.lineage, d.entry.value, origin), d)
    return list(best.values())


def _with_differences(dated: list[_Dated], conflicts: tuple[Conflict, ...]) -> list[_Dated]:
    """Each entry with the articles whose time for the same thing cannot be the same."""
    told = [{(c.a.article, c.a.span), (c.b.article, c.b.span)} for c in conflicts if c.kind == "time"]
    out = []
    for d in dated:
        others = {o.entry.article for o in dated if o is not d and _differ(d, o, told)}
        out.append(replace(d, entry=replace(d.entry, differs=tuple(sorted(others)))))
    return out


def _differ(a: _Dated, b: _Dated, told: list[set[tuple[str, Span]]]) -> bool:
    """Whether two entries put one event at different times.

    A claim may hold an event and its next step ("left Sunday", "arrived Tuesday"): that is no difference. So the
    wording must be alike as well, or the story must list the two times as a conflict.
    """
    pair = {(a.entry.article, a.entry.time_span), (b.entry.article, b.entry.time_span)}
    if pair in told:
        return True
    if overlap(a.timex, b.timex) is not False:
        return False
    left, right = _content_words(a), _content_words(b)
    return len(left & right) >= _ALIKE * min(len(left), len(right))


def _content_words(dated: _Dated) -> set[str]:
    """The words of an entry without function words, figures and its time."""
    return _telling_words(dated.entry.text, dated.entry.span[0], dated.entry.time_span)


def _telling_words(text: str, at: int, time: Span) -> set[str]:
    start, end = (x - at for x in time)
    rest = text[:start] + " " + text[end:] if 0 <= start < end <= len(text) else text
    return {w for w in (t.casefold() for t in tokens(rest)) if w not in STOPWORDS and w.isalpha()}
