"""Lists of a library for who looks at them one page at a time: ids and heads, without opening what is not shown."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stemma import clock, text
from stemma.errors import NotFound
from stemma.library.corrections import Corrections
from stemma.library.records import unzip
from stemma.library.store import Store
from stemma.model import Story, StoryArticle
from stemma.relate.stories.state import CLOSE_AFTER, state_at

_NAMED = re.compile(r'"(?:name|identity)": "((?:[^"\\]|\\.)+)"')
WHEN = "coalesce(last, seen, 0)"
"""When a story last had news; what has no time at all is never closed. There is an index on it."""
SEARCHED = 1000
"""Articles that a search for stories looks at, the best ones."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a list shows of an article."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    story: str | None


def stories(
    store: Store,
    *,
    limit: int = -1,
    offset: int = 0,
    everything: bool = False,
    since: float | None = None,
    query: str | None = None,
) -> list[str]:
    """Ids of stories, latest first: those still open with at least two articles, or `everything`.

    `since` (seconds since 1970 UTC) leaves out what has no later news; with `query` all stories are looked at, and
    those remain that have an article with its words. A `limit` below 0 is none.
    """
    where = ["articles >= ?"]
    limit = limit if limit >= 0 else 1 << 62
    values: list[Any] = [1 if everything or query else 2]
    if query:
        found = list(dict.fromkeys(story for _, story in store.search(query, SEARCHED)))
        if not found:
            return []
        where.append(f"id IN ({','.join('?' * len(found))})")
        values += found
    elif not everything and (now := store.one("SELECT value FROM state WHERE name = 'now'")):
        where.append(f"({WHEN} > ? OR {WHEN} = 0)")
        values.append(float(now[0]) - CLOSE_AFTER)
    if since is not None:
        where.append("last >= ?")
        values.append(since)
    sql = f"SELECT id FROM stories WHERE {' AND '.join(where)} ORDER BY {WHEN} DESC, number DESC"
    return [row[0] for row in store.rows(f"{sql} LIMIT ? OFFSET ?", (*values, limit, offset))]


def today(store: Store, story: Story) -> Story:
    """A kept story with the state that it has now, seen from the newest article of the library."""
    row = store.one("SELECT last, seen FROM stories WHERE id = ?", (story.id,))
    now = store.one("SELECT value FROM state WHERE name = 'now'")
    last = next((float(time) for time in row or () if time is not None), None)
    state = state_at(last, float(now[0]) if now else None)
    return story if state == story.state else dataclasses.replace(story, state=state)


def unrelated(store: Store, id: str) -> Story:
    """A story that was never related: its pages, without lineages and claims. Raises `NotFound`."""
    sql = (
        "SELECT a.id, a.outlet, a.title, a.published, a.url FROM members m JOIN articles a ON a.seq = m.seq"
        " WHERE m.story = ? ORDER BY a.seq"
    )
    found = [StoryArticle(*row) for row in store.rows(sql, (id,))]
    if not found:
        raise NotFound("no such story", input=id, remedy="stemma stories --all lists them")
    found.sort(key=lambda one: clock.order_key(one.published))
    times = [one.published for one in found if one.published]
    story = Story(
        id=id,
        title=next((one.title for one in found if one.title), None),
        state="developing",
        first=times[0] if times else None,
        last=times[-1] if times else None,
        articles=tuple(found),
        outlets=len({one.outlet for one in found}),
        lineages=(),
        origins=(0, 0),
    )
    return today(store, story)


def heads(store: Store, query: str, limit: int) -> list[Head]:
    """The heads of the articles that best match the words of `query`."""
    found = store.search(query, limit)
    if not found:
        return []
    sql = f"SELECT id, title, outlet, published FROM articles WHERE id IN ({','.join('?' * len(found))})"
    rows = {row[0]: row for row in store.rows(sql, [id for id, _ in found])}
    return [
        Head(id, rows[id][1] or _opening(store, id), rows[id][2], rows[id][3], story or None)
        for id, story in found
        if id in rows
    ]


def _opening(store: Store, id: str) -> str | None:
    """The first words of an article without a headline."""
    annotated = store.article(id)
    return " ".join(annotated.article.body.split()[:12]) + " …" if annotated else None


def document(store: Store, id: str) -> tuple[bytes | None, bool] | None:
    """The kept document of a story as bytes that change when it does, and whether it is out of date; None if none."""
    row = store.one("SELECT document, stale FROM stories WHERE id = ? AND articles > 0", (id,))
    return (bytes(row[0]) if row[0] else None, bool(row[1])) if row else None


def stamp(store: Store, story: Story) -> bytes:
    """A digest of what a page of `story` shows beside its document: it is another one when any of that is.

    The records of its articles, what is told of it, and what the desk says of outlets.
    """
    digest = hashlib.blake2b(store.told(story.id) or b"", digest_size=16)
    ids = [one.id for one in story.articles]
    sql = f"SELECT id, record FROM articles WHERE id IN ({','.join('?' * len(ids))}) ORDER BY seq"
    for id, record in store.rows(sql, ids) if ids else ():
        digest.update(id.encode())
        digest.update(record)
    digest.update(repr(Corrections(store).lines("outlet")).encode())
    return digest.digest()


def grown(store: Store, since: str) -> dict[str, int]:
    """How many articles came to each story after `since` (UTC, `YYYY-MM-DDThh:mm:ssZ`)."""
    sql = "SELECT m.story, count(*) FROM captures c JOIN members m ON m.seq = c.seq WHERE c.added > ? GROUP BY m.story"
    return {row[0]: int(row[1]) for row in store.rows(sql, (since,))}


def newest_first(store: Store, ids: Sequence[str]) -> list[str]:
    """Article ids by their time of publication as it is written, latest first."""
    if not ids:
        return []
    sql = f"SELECT id FROM articles WHERE id IN ({','.join('?' * len(ids))}) ORDER BY coalesce(published, '') DESC, seq"
    return [row[0] for row in store.rows(sql, tuple(ids))]


def may_cite(store: Store, id: str, name: str) -> bool:
    """Whether the record of an article can have a party `name`: a look at its bytes, much cheaper than opening it."""
    row = store.one("SELECT record FROM articles WHERE id = ?", (id,))
    if row is None:
        return False
    wanted = text.fold(name)
    found = _NAMED.finditer(unzip(row[0]).decode("utf-8", "surrogatepass"))
    return any(wanted in text.fold(json.loads(f'"{match[1]}"')) for match in found)
