"""What is told of a page besides its place in the tree, and of a claim besides who stands for it.

A page is a release of a party, judges what others say, was taken back or corrected, or comes back to itself; a claim
was judged by somebody, or stands on pages that cite each other. Words only: every format draws them in its own way.
"""

from __future__ import annotations

from collections.abc import Mapping

from stemma.model import Circle, Notice, Story, Verdict
from stemma.tell.board import short

TAKEN = {
    "retraction": "retracted",
    "kill": "killed by the agency",
    "withdrawal": "withdrawn",
    "correction": "corrected",
}
"""What becomes of a page by a notice of each kind."""


def of_pages(story: Story) -> Mapping[str, tuple[str, ...]]:
    """For each article (by id) what is to be told of it, in a few words each; pages without remarks are left out."""
    found: dict[str, list[str]] = {}
    for page in story.articles:
        if page.kind == "release":
            found.setdefault(page.id, []).append(f"release of {page.party}")
        elif page.kind == "fact-check":
            found.setdefault(page.id, []).append("fact-check")
    for notice in story.notices:
        for id in notice.pages:
            found.setdefault(id, []).append(f"{TAKEN[notice.kind]} {short(notice.time)}")
        if notice.article not in notice.pages:
            found.setdefault(notice.article, []).append(notice.kind)
    for circle in story.circles:
        found.setdefault(circle.article, []).append(around(circle))
    outlets = {page.id: page.outlet or page.id for page in story.articles}
    for one in story.retold:
        name = outlets.get(one.from_, one.from_)
        found.setdefault(one.to, []).append(f"perhaps retold from {name} ({one.retold:.0%})")
    return {id: tuple(dict.fromkeys(some)) for id, some in found.items()}


def around(circle: Circle) -> str:
    """A circle in words, of its page: "cites itself through Birk Times"."""
    *others, last = circle.through
    return "cites itself through " + (f"{', '.join(others)} and {last}" if others else last)


def of_claim(story: Story, claim: str) -> tuple[str, ...]:
    """The circles of a claim in words, with the outlet that each begins with."""
    outlets = {page.id: page.outlet or page.id for page in story.articles}
    found = (f"{outlets.get(c.article, c.article)} {around(c)}" for c in story.circles if c.claim == claim)
    return tuple(dict.fromkeys(found))


def judged(verdict: Verdict) -> str:
    """A verdict in words: who gave it, how it is rated and when ("Checkhouse: “False” (1 of 5), 4 Jan")."""
    number = f" ({verdict.value:g} of {verdict.best:g})" if verdict.value is not None and verdict.best else ""
    number = "" if number.strip(" ()") == verdict.words else number
    when = f", {short(verdict.date)}" if verdict.date else ""
    return f"{verdict.author or verdict.article}: “{verdict.words}”{number}{when}"


def alone(story: Story) -> tuple[Verdict, ...]:
    """The verdicts on claims that no other page of the story carries."""
    return tuple(one for one in story.verdicts if one.claim is None)


def told(notice: Notice, story: Story) -> str:
    """A notice in words: who takes back what ("Alder Post: retraction of “Guards sold keys”")."""
    titles = {page.id: page.title or page.id for page in story.articles}
    pages = ", ".join(dict.fromkeys(f"“{titles.get(id, id)}”" for id in notice.pages))
    return f"{notice.outlet or notice.article}: {notice.kind} of {pages}"
