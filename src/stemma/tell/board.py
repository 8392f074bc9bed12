"""The claim board of a story, as values that every format draws in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from stemma import clock, text
from stemma.lang import words as vocabulary
from stemma.model import (
    Annotated,
    Circle,
    Claim,
    Conflict,
    StatusChange,
    Story,
    TimelineEntry,
    Verdict,
)
from stemma.tell import voices
from stemma.tell.timeline import repeated
from stemma.tell.voices import Voice
from stemma.tell.why import why

MOST = 12
"""So many claims stand on a board at most."""
GROUPS = {
    "other": "More of what happened",
    "plans": "Plans and announcements",
    "reactions": "Reactions and opinions",
    "background": "Background",
    "hidden": "Hidden by the desk",
}
"""The groups of the claims that are not on the board, in their order, with what they are called."""
REACTING = voices.SILENT | {"demand", "ask", "recommend", "apologise", "threaten"}
"""Acts that are reactions where they are no news."""
LONG_BEFORE = timedelta(days=30)
"""A time that lies further back from the first report is background."""
WIDE = 5
"""A range of more than so many, and of half as much again as its lower end, is told by that alone."""
PARTS = {"MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime"}
"""Parts of the day in TIMEX3."""
PERIODS = {
    "SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter", "H1": "first half of", "H2": "second half of",
    "Q1": "first quarter of", "Q2": "second quarter of", "Q3": "third quarter of", "Q4": "last quarter of",
}  # fmt: skip
"""Parts of the year in TIMEX3."""
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Row:
    """A claim on the board: who stands for it, who against it, who reacted, and what in it does not agree."""

    claim: Claim
    changed: str | None
    says: tuple[Voice, ...]
    perhaps: tuple[Voice, ...]
    denies: tuple[Voice, ...]
    reacts: tuple[Voice, ...]
    conflicts: tuple[Conflict, ...]
    why: str = ""
    """Why the claim has its status, in plain words."""
    verdicts: tuple[Verdict, ...] = ()
    """What others judged the claim to be."""
    circles: tuple[Circle, ...] = ()
    """Pages whose word on it comes back to themselves."""


@dataclass(frozen=True, slots=True)
class Board:
    """The claims of a story as a desk reads them: what an editor must see, and the others in groups by name."""

    main: tuple[Row, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]


def labelled_sides(row: Row) -> tuple[tuple[str, tuple[Voice, ...]], ...]:
    """The sides of a claim, each under what it is called where it is shown."""
    silent = tuple(voice for voice in row.reacts if voice.silent)
    others = tuple(voice for voice in row.reacts if not voice.silent)
    return (
        ("says so", row.says),
        ("perhaps also", row.perhaps),
        ("denies it", row.denies),
        ("reacts", others),
        ("would not say", silent),
    )


def board(story: Story) -> tuple[Row, ...]:
    """The claims of `story`: those that an editor must see in the board's order, then the others as `arranged`."""
    found = _arranged(story)
    return (*found.main, *(row for _, rows in found.groups for row in rows))


def arranged(story: Story, *, folded: bool = False) -> Board:
    """The board of `story`, and its other claims in groups (`GROUPS`), the worthiest first.

    Where a story has no board (it was related before there were boards, or its claims are those of an earlier
    moment), the claims of most worth make one, disputed ones and those of most outlets first among equals. What
    somebody is stands beside the name where it first comes up, and not again. With `folded` the rows of the other
    claims have no voices and conflicts, for where they are shown by what they are and why alone.
    """
    found = _arranged(story, folded)
    seen: set[str] = set()
    main = tuple(_introduced(row, seen) for row in found.main)
    return Board(main, tuple((name, tuple(_introduced(row, seen) for row in rows)) for name, rows in found.groups))


def _introduced(row: Row, seen: set[str]) -> Row:
    """`row` without the offices of those who are in `seen`, to which its own are added."""

    def side(some: tuple[Voice, ...]) -> tuple[Voice, ...]:
        told = tuple(replace(v, role=None) if text.fold(v.name) in seen else v for v in some)
        seen.update(text.fold(v.name) for v in told if v.role)
        return told

    return replace(
        row, says=side(row.says), perhaps=side(row.perhaps), denies=side(row.denies), reacts=side(row.reacts)
    )


def _arranged(story: Story, folded: bool = False) -> Board:
    outlets = {member.id: member.outlet for member in story.articles}
    people = frozenset(
        text.fold(one.origin)
        for claim in story.claims
        for one in claim.statements
        if one.named and one.origin_type == "person" and one.origin and " " in one.origin
    )
    ranked = sorted(story.claims, key=_rank)
    main = _main(story)

    def row(claim: Claim) -> Row:
        if folded and claim.id not in main:
            return Row(claim, claim.history[-1].time if claim.history else None, (), (), (), (), (), why(claim))
        return _row(claim, story, outlets, people)

    rows = {claim.id: row(claim) for claim in story.claims}
    groups: dict[str, list[Row]] = {name: [] for name in GROUPS}
    for claim in ranked:
        if claim.id not in main:
            groups[group(claim)].append(rows[claim.id])
    return Board(tuple(rows[id] for id in main), tuple((name, tuple(some)) for name, some in groups.items() if some))


def lead(story: Story) -> Claim | None:
    """The first claim of the board of `story`."""
    first = next(iter(_main(story)), None)
    return next((claim for claim in story.claims if claim.id == first), None)


def _main(story: Story) -> list[str]:
    """The ids of the claims on the board, in its order."""
    known = {claim.id for claim in story.claims}
    if main := [id for id in story.board if id in known]:
        return main
    return [claim.id for claim in sorted(story.claims, key=_rank) if not claim.hidden][:MOST]


def _rank(claim: Claim) -> tuple[float, bool, bool, int, int]:
    disputed = claim.status == "disputed"
    return -claim.worth, not disputed, not attributed_claim(claim), -claim.outlets, -len(claim.statements)


def group(claim: Claim) -> str:
    """In which of `GROUPS` a claim stands that is not on the board, by what the statement it is shown in tells."""
    if claim.hidden:
        return "hidden"
    one = next((s for s in claim.statements if s.id == claim.shown), claim.statements[0] if claim.statements else None)
    if one is None:
        return "other"
    if one.act in REACTING or one.act == "accuse" or one.reading.telling in ("opinion", "demand", "question"):
        return "reactions"
    if one.act in ("announce", "promise") or one.reading.telling == "plan" or one.tense == "future":
        return "plans"
    if "other-time" in one.reading.marks or (one.attribution is None and one.reading.telling in ("state", "thing")):
        return "background"
    return "other"


def attributed(row: Row) -> bool:
    """Whether anybody but the pages themselves stands for, against or beside the claim."""
    return attributed_claim(row.claim)


def attributed_claim(claim: Claim) -> bool:
    """Whether a statement of `claim` is more than a page's own voice."""
    return any(statement.attribution for statement in claim.statements)


def _row(claim: Claim, story: Story, outlets: Mapping[str, str | None], people: frozenset[str]) -> Row:
    told = voices.sides(claim, story, outlets, people)
    return Row(
        claim=claim,
        changed=claim.history[-1].time if claim.history else None,
        says=told["says"],
        perhaps=told["perhaps"],
        denies=told["denies"],
        reacts=told["reacts"],
        conflicts=tuple(conflict for conflict in story.conflicts if conflict.claim == claim.id),
        why=why(claim),
        verdicts=tuple(one for one in story.verdicts if one.claim == claim.id),
        circles=tuple(one for one in story.circles if one.claim == claim.id),
    )


def history(claim: Claim) -> tuple[tuple[str, str | None, str | None], ...]:
    """The ledger of `claim` as (status, time, reason in plain words), runs of one status and reason told once."""
    lines: list[tuple[str, str | None, str | None]] = []
    for before, change in pairwise((None, *claim.history)):
        if change is not None and (before is None or not _one_run(claim, before, change)):
            lines.append((change.status, change.time, why(claim, change) or change.reason))
    return tuple(lines)


def since(claim: Claim) -> str | None:
    """Since when `claim` has its status for the reason that it has: the time of the last line of `history`."""
    last: StatusChange | None = None
    for change in reversed(claim.history):
        if last is not None and not _one_run(claim, change, last):
            break
        last = change
    return last.time if last else None


def _one_run(claim: Claim, a: StatusChange, b: StatusChange) -> bool:
    """Whether two lines that follow on each other have one status, one reason and one value of what is counted."""
    same = a.status == b.status and (why(claim, a) or a.reason) == (why(claim, b) or b.reason)
    return same and not (b.reason or "").rpartition(", ")[2].startswith("now ")


def names(story: Story, articles: Mapping[str, Annotated]) -> dict[str, str]:
    """What to call each page: its outlet, else its file or id; told apart by day and hour where an outlet has more."""
    called: dict[str, str] = {}
    for member in story.articles:
        article = articles[member.id].article if member.id in articles else None
        called[member.id] = member.outlet or (article.outlet if article else None) or member.id
    times = {member.id: member.published for member in story.articles}
    twice = {name for name in called.values() if list(called.values()).count(name) > 1}
    return {
        key: f"{name} ({short(times[key])})" if name in twice and times[key] else name for key, name in called.items()
    }


def number(count: int) -> str:
    """`count` in words up to twelve."""
    return WORDS[count] if 0 <= count < len(WORDS) else str(count)


def wide(low: int, high: int) -> bool:
    """Whether a range is so wide that its upper end says nothing: "9 to 29"."""
    return high > 1.5 * low and high - low > WIDE


def span_words(low: int, high: int) -> str:
    """A range in words: "three", "two to five", "at least nine" where it is `wide`."""
    if low == high:
        return number(low)
    if wide(low, high):
        return f"at least {number(low)}"
    return f"{number(low)} to {number(high)}" if high < len(WORDS) else f"{low} to {high}"


def span_figures(low: int, high: int) -> str:
    """A range in figures: "3", "2–5", "9+" where it is `wide`."""
    if low == high:
        return f"{low}"
    return f"{low}+" if wide(low, high) else f"{low}–{high}"


def several(low: int, high: int) -> bool:
    """Whether what a range counts is told in the plural: not of one, nor of "at least one"."""
    return high != 1 and not (low == 1 and wide(low, high))


def _instant(iso: str | None) -> datetime:
    found = clock.bounds(iso)
    return found[0] if found else datetime.min.replace(tzinfo=UTC)


def when(entry: TimelineEntry, year: int | None) -> str:
    """A TIMEX3 value as it is to be read: a date as a date, a time in UTC, "night" where no hour is given.

    The year is left out where it is `year`. A time of day whose zone is not known is told as "local".
    """
    if "T" in entry.value and ":" in entry.value and (entry.begin or clock.parse(entry.value)):
        local = widened(entry) or not entry.begin
        told = entry.value if local else entry.begin or ""
        words = _told(told, "" if told[:4] == str(year) else " %Y").removesuffix(", zone unknown")
        return f"{words} local" if local else words
    return dated(entry.value, year) or (_told(entry.begin[:10], " %Y") if entry.begin else entry.value)


def dated(value: str, year: int | None = None) -> str | None:
    """The words for a TIMEX3 date, with a part of the day if it has one; None where it is no such value."""
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(MO|MI|AF|EV|NI|DT))?", value):
        y, m, d, part = match.groups()
        month = f"{datetime(int(y) or 1, int(m), 1):%b}" if m and 1 <= int(m) <= 12 else ""
        words = " ".join(word for word in (d and d.lstrip("0"), month, y if int(y) != year or not d else "") if word)
        return f"{words}, {PARTS[part]}" if part else words
    if match := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        what, day = ("weekend of ", 6) if match[3] else ("week of ", 1)
        try:
            return what + _told(datetime.fromisocalendar(int(match[1]), int(match[2]), day).date().isoformat(), "")
        except ValueError:
            return None
    first, stroke, last = value.partition("/")
    if stroke:
        begin, end = dated(first, year), dated(last, year)
        return f"{begin} to {end}" if begin and end else None
    whole, _, code = value.partition("-")
    if code in PERIODS and whole.isdigit():
        return f"{PERIODS[code]} {whole}"
    decade = not code and whole[:3].isdigit() and whole[3:] in ("", "X")
    return f"{whole[:3]}0s" if decade else None


def widened(entry: TimelineEntry) -> bool:
    """Whether the entry gives a time of day of an unknown zone, so that its interval reaches round the Earth."""
    begin, until = clock.parse(entry.begin), clock.parse(entry.until)
    return ":" in entry.value and begin is not None and until is not None and until - begin > timedelta(hours=6)


def short(iso: str | None) -> str:
    """A moment as "13 May 10:00" in UTC; a date alone as "13 May"; "time unknown" where there is none."""
    return _told(iso, "")


def yearly(iso: str | None) -> str:
    """A moment as "13 May 2025 10:00" in UTC: for lists that span years."""
    return _told(iso, " %Y").removesuffix(" UTC").removesuffix(", zone unknown")


def years(times: Iterable[str | None]) -> bool:
    """Whether these moments are of several years, so that each must be told with its own."""
    return len({time[:4] for time in times if time}) > 1


def full(iso: str | None) -> str:
    """A moment as "13 May 2025 10:00 UTC"; without a zone, as it is printed, "zone unknown"."""
    return _told(iso, " %Y")


def _told(iso: str | None, year: str) -> str:
    when = clock.parse(iso)
    if when is None or iso is None:
        return iso or "time unknown"
    if len(iso) <= 10:
        return f"{when.day} {when:%b}{when.strftime(year)}"
    if when.tzinfo is not None:
        when = when.astimezone(UTC)
        return f"{when.day} {when:%b}{when.strftime(year)} {when:%H:%M}{' UTC' * bool(year)}"
    return f"{when.day} {when:%b}{when.strftime(year)} {when:%H:%M}{', zone unknown' * bool(year)}"


def span(story: Story) -> str:
    """When the story was told: "last news 5 May 2031, first 2 May 2031"; of one moment "news of 2 May 2031".

    What its state says beside that ("developing") holds in the time of its pages, and reads wrong years later.
    """
    state = "" if story.state == "developing" else f"{story.state}, "
    if story.first == story.last:
        return f"{state}news of {full(story.last)}"
    return f"{state}last news {full(story.last)}, first {full(story.first)}"


def claimed(words: str) -> str:
    """A claim's words without the "that" that joined them to their cue: still an exact stretch of the page."""
    return vocabulary.of(vocabulary.LANGUAGE).expression("joined-on").sub("", words)


def reading(value: str | None, printed: str) -> str:
    """How `printed` was read, in words, where that says more than the words themselves; else an empty string."""
    if not value or value in ("asserted", "denied") or text.fold(value.split()[-1]) in text.fold(printed):
        return ""
    if ":" in value and clock.parse(value) is not None:
        return full(value)
    signs = ((">=", "at least "), ("<=", "at most "), (">", "more than "), ("<", "fewer than "), ("~", "about "))
    for sign, words in signs:
        if value.startswith(sign):
            return words + value[len(sign) :]
    return dated(value) or value


def year(story: Story) -> int | None:
    """The year in which the story ends, which need not be repeated at its dates."""
    found = clock.bounds(story.last)
    return found[0].year if found else None


def near(entries: Sequence[TimelineEntry], story: Story) -> tuple[tuple[TimelineEntry, ...], tuple[TimelineEntry, ...]]:
    """The entries about the story's own days, and those about times long before: its background.

    Of entries that repeat one another the first is taken, and the one on which pages differ before it.
    """
    kept: list[TimelineEntry] = []
    for entry in sorted(entries, key=lambda e: not e.differs):
        if not any(repeated(entry, other) for other in kept):
            kept.append(entry)
    chosen = {id(entry) for entry in kept}
    entries = [entry for entry in entries if id(entry) in chosen]
    old = [long_before(entry.begin, story) for entry in entries]
    near_ones = tuple(entry for entry, far in zip(entries, old, strict=True) if not far)
    return near_ones, tuple(entry for entry, far in zip(entries, old, strict=True) if far)


def long_before(time: str | None, story: Story) -> bool:
    """Whether `time` (ISO 8601) lies so far before the first report that it is background."""
    when, first = clock.bounds(time), clock.bounds(story.first)
    return when is not None and first is not None and when[0] < first[0] - LONG_BEFORE


def foremost(entries: Sequence[TimelineEntry], story: Story, most: int) -> tuple[TimelineEntry, ...]:
    """At most `most` of the entries, in their order: those on which pages differ, then of the best carried claims."""
    carried = {claim.id: (attributed_claim(claim), claim.lineages, claim.outlets) for claim in story.claims}
    ranked = sorted(entries, key=lambda e: (bool(e.differs), carried.get(e.claim or "", (False, 0, 0))), reverse=True)
    chosen = {id(entry) for entry in ranked[:most]}
    return tuple(entry for entry in entries if id(entry) in chosen)
