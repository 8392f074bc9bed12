"""What became known, confirmed, denied, superseded or corrected in a story since a moment, per claim."""

from __future__ import annotations

from datetime import datetime

from stemma import clock
from stemma.model import Change, Claim, Notice, Status, Story, StoryArticle
from stemma.tell.why import why

KINDS: dict[Status, str] = {
    "speculated": "speculated",
    "unconfirmed": "known",
    "reported": "reported",
    "announced": "announced",
    "confirmed": "confirmed",
    "denied": "denied",
    "disputed": "disputed",
    "withdrawn": "corrected",
    "superseded": "superseded",
}
"""A change's `kind` for the status it led to; a claim's first line is `known` whatever its status."""


def changes(story: Story, since: str | None = None) -> tuple[Change, ...]:
    """The ledger lines of all claims of `story` at or after `since` (ISO 8601; None: all), newest first.

    What pages and wires took back or corrected is among them, with an empty `claim` and the kind of the notice. Claims
    that a desk has hidden are left out. Disputed claims come first within one moment. Lines without a known time are
    left out when `since` is given.
    """
    first = clock.bounds(since, "UTC")
    found: list[Change] = []
    for claim in (claim for claim in story.claims if not claim.hidden):
        before: Status | None = None
        for line in claim.history:
            when = clock.bounds(line.time)
            if first is None or (when is not None and when[0] >= first[0]):
                reason = why(claim, line) or line.reason
                found.append(_change(claim, before, line.time, line.status, line.because, reason))
            before = line.status
    found += [_event(notice) for notice in story.notices if _since(notice.time, first)]
    found.sort(key=lambda c: (c.after != "disputed", c.claim))
    found.sort(key=lambda c: clock.order_key(c.time), reverse=True)
    return tuple(found)


def _since(time: str | None, first: tuple[datetime, datetime] | None) -> bool:
    when = clock.bounds(time)
    return first is None or (when is not None and when[0] >= first[0])


def _event(notice: Notice) -> Change:
    """What a page or wire took back or corrected, as a change of no claim."""
    after: Status = "superseded" if notice.kind == "correction" else "withdrawn"
    pages = tuple(dict.fromkeys((notice.article, *notice.pages)))
    chains = tuple((notice.outlet,) if notice.outlet else () for _ in pages)
    return Change(notice.time, notice.kind, "", notice.text, after, chains=chains, articles=pages)


def turned(story: Story, since: str | None = None) -> tuple[Change, ...]:
    """What is news on the board: the last turn of each of its claims, newest first.

    With `since` (ISO 8601) what came and what turned at or after it, the claims of the board before the others.
    """
    board = set(story.board)
    last: dict[str, Change] = {}
    for change in changes(story, since):
        if (
            change.claim
            and (since or change.claim in board)
            and (change.before is not None or (since and change.claim in board))
        ):
            last.setdefault(change.claim, change)
    found = list(last.values())
    return tuple(sorted(found, key=lambda c: c.claim not in board)) if since else tuple(found)


def fresh(story: Story, since: str) -> tuple[StoryArticle, ...]:
    """The articles of a story published or modified at or after `since` (ISO 8601), latest first."""
    first = clock.bounds(since, "UTC")
    found = []
    for article in story.articles:
        times = [when[0] for when in map(clock.bounds, (article.published, article.modified)) if when]
        if first and times and max(times) >= first[0]:
            found.append((max(times), article.id, article))
    return tuple(article for *_, article in sorted(found, key=lambda one: one[:2], reverse=True))


def _change(
    claim: Claim, before: Status | None, time: str | None, after: Status, because: tuple[str, ...], reason: str | None
) -> Change:
    causes = [s for s in claim.statements if s.id in because]
    return Change(
        time=time,
        kind=KINDS[after] if before is not None else "known",
        claim=claim.id,
        text=claim.text,
        after=after,
        before=before,
        because=tuple(s.id for s in causes),
        chains=tuple(s.chain for s in causes),
        articles=tuple(s.article for s in causes),
        reason=reason,
    )
