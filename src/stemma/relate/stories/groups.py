"""Grouping the articles of neighbouring stories anew, and what that changes: merged, split, moved; never silently."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from stemma.model import StoryEvent
from stemma.relate.stories.pairs import Doubles
from stemma.relate.stories.sketches import Links, Sketches
from stemma.relate.stories.summary import Member, StorySummary


@dataclass(slots=True)
class Changes:
    """What grouping anew has changed."""

    merged: dict[str, str] = field(default_factory=dict)
    """Story that is gone → story that has its articles."""
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Article → (story it was in, story it is in)."""
    split: dict[str, str] = field(default_factory=dict)
    """New story → story most of its articles come from."""
    touched: dict[str, StorySummary] = field(default_factory=dict)
    """Stories to be written."""


def tie(likely: Doubles, members: Sequence[Member], homes: Sequence[StorySummary]) -> None:
    """Let what shares a line of text with an article of a story count for the whole of that story."""
    rows = {member.id: row for row, member in enumerate(members)}
    for row, member in enumerate(members):
        tied: dict[str, float] = {}
        for other, probability in member.ties.items():
            if other in rows:
                home = homes[rows[other]].id
                tied[home] = max(tied.get(home, 0.0), probability)
        if tied:
            with_it = np.array([tied.get(home.id, 0.0) for home in homes])
            strengthened = 1 - (1 - likely[row, : len(members)]) * (1 - with_it)
            likely[row, : len(members)] = likely[: len(members), row] = strengthened


def settle(
    article: str,
    groups: Sequence[Sequence[int]],
    homes: Sequence[StorySummary],
    members: Sequence[Member],
    local: Sketches,
    changes: Changes,
) -> StorySummary | None:
    """Gives every group the story that most of it comes from, and moves the articles of the others there.

    The last row is the article's own. Gives its story, None if it stands alone.
    """
    stories = {story.id: story for story in homes}
    new = len(members)
    taken: set[str] = set()
    where: dict[int, str] = {}
    own: str | None = None
    for group in sorted(groups, key=lambda group: (-len(group), group)):
        votes = Counter(homes[row].id for row in group if row != new)
        free = [id for id in votes if id not in taken]
        if not votes:
            continue  # the article alone
        if free:
            id = min(free, key=lambda id: (-votes[id], -stories[id].articles, id))
        else:
            origin = min(votes, key=lambda id: (-votes[id], id))
            id = new_id(members[group[0]].id, article)
            stories[id] = StorySummary(id=id, seen=stories[origin].seen)
            changes.split[id] = origin
        taken.add(id)
        where |= dict.fromkeys(group, id)
        own = id if new in group else own
    coming: dict[str, list[int]] = {}
    for row, home in enumerate(homes):
        if where[row] != home.id:
            coming.setdefault(where[row], []).append(row)
    if coming:
        _move(coming, where, stories, homes, members, local, changes)
    return stories[own] if own else None


def _move(
    coming: dict[str, list[int]],
    where: dict[int, str],
    stories: dict[str, StorySummary],
    homes: Sequence[StorySummary],
    members: Sequence[Member],
    local: Sketches,
    changes: Changes,
) -> None:
    """Carries out the moves: rows of `coming` leave their homes for another story."""
    kept: dict[str, list[int]] = {}
    start: dict[str, int] = {}
    links = Links.joined([stories[id].links for id in dict.fromkeys(home.id for home in homes)])
    for row, home in enumerate(homes):
        start.setdefault(home.id, row)
        kept.setdefault(home.id, [])
        if where[row] == home.id:
            kept[home.id].append(row)
    for id, rows in kept.items():
        here = sum(home.id == id for home in homes)
        if len(rows) < here:
            story = stories[id]
            story.keep([row - start[id] for row in rows])
            story.articles -= here - len(rows)
            changes.touched[id] = story
            if not rows:  # what is not compared any more goes where most of it went
                votes = Counter(where[row] for row, home in enumerate(homes) if home.id == id)
                changes.merged[id] = min(votes, key=lambda to: (-votes[to], to))
    for id, rows in coming.items():
        stories[id].articles += len(rows)
        came = local.take(rows)
        stories[id].put([members[row] for row in rows], came, links.of(came.ids))
        changes.touched[id] = stories[id]
        for row in rows:
            if changes.merged.get(homes[row].id) != id:
                changes.moved[members[row].id] = (homes[row].id, id)
    for gone, into in changes.merged.items():
        stories[into].articles += stories[gone].articles
        stories[into].reach(stories[gone].first, stories[gone].last)


def history(changes: Changes, article: str, when: str | None) -> Iterable[tuple[str, StoryEvent]]:
    """What has happened to stories besides the article's own joining, with the reason."""
    because = f"grouped anew when article {article} came: "
    for gone, into in changes.merged.items():
        reason = because + "the articles of both are nearer to each other than to any other"
        yield into, StoryEvent(when, "merged", reason, article, gone)
    for new, origin in changes.split.items():
        ids = [id for id, (_, now) in changes.moved.items() if now == new]
        reason = because + f"{', '.join(ids)} and the others are not near enough to be one story"
        yield origin, StoryEvent(when, "split", reason, article, new)
        yield new, StoryEvent(when, "split", reason, article, origin)
    for id, (before, now) in changes.moved.items():
        if now not in changes.split:
            reason = because + f"{id} is nearer to the articles of the other story"
            if before not in changes.merged:
                yield before, StoryEvent(when, "moved-out", reason, id, now)
            yield now, StoryEvent(when, "moved-in", reason, id, before)


def new_id(*parts: str) -> str:
    """The id of a story that begins with these articles."""
    return "s-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
