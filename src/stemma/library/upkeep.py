"""Removing articles, and copying a library into another one."""

from __future__ import annotations

from collections.abc import Iterable

from stemma.errors import LibraryError
from stemma.library.corrections import Corrections
from stemma.library.rows import StoryRows
from stemma.library.store import Store
from stemma.relate.stories.placing import Stories

TABLES = (
    ("captures", "seq, digest, id, kind, url, given, content, is_text, added, redacted, reason", "seq"),
    ("articles", "seq, id, url, outlet, title, published, words, version_of, record, via, page, standing", "seq"),
    ("sections", "key, seq, section, time", "key"),
    ("grams", "gram, section", "section"),
    ("derivations", "a, b, record", "a, b"),
    (
        "stories",
        "number, id, summary, first, last, seen, articles, outlets, lineages, origins_min, origins_max, title, stale,"
        " document, told",
        "number",
    ),
    ("story_terms", "posted, term, block, story", "posted"),
    ("members", "seq, story, probability, placed", "seq"),
    ("story_links", "story, other", "story"),
    ("story_events", "id, story, record", "id"),
    ("problems", "id, input, reason, remedy, kind, time", "id"),
    ("state", "name, value", "name"),
    ("watches", "id, kind, what, made, webhook, secret, private, anchor, upto, mark, failures, retry", "made, id"),
    ("followed", "source, etag, modified, due, period, failures, looked", "source"),
    ("followed_pages", "page, source, stamp, etag, modified, rank, due, failures, listed", "page"),
    ("watch_matches", "number, watch, key, seq, found, record, delivered, given", "number"),
    ("corrections", "number, id, kind, line, record", "number"),
    ("correction_articles", "article, number", "number, article"),
)
"""Every table but the full-text index: name, columns, order."""

PAGE = 500
"""Rows copied together."""


def delete(store: Store, id: str) -> None:
    """Remove an article and all that came from it: its capture, relations, and its share in its story.

    The story's summary is made anew from the articles that are left; a story without articles goes away.
    """
    with store.transaction():
        shown = store.story_of(id)
        if (story := store.remove(id)) is not None:
            _without(store, story, shown or story, id)


def redact(store: Store, ids: Iterable[str], reason: str) -> None:
    """Remove the words of articles and all that came from them; that they were there stays known.

    What stays is each capture's id, digest, address, outlet and times, with when and why it was redacted: so the same
    page is not added a second time. The words are wiped from the files as far as the database can; what was redacted
    before is wiped once more, for the time the disk had no room for it.
    """
    with store.transaction():
        for id in ids:
            if store.redaction(id):
                continue
            shown = store.story_of(id)
            if (story := store.redact(id, reason)) is not None:
                _without(store, story, shown or story, id)
    try:
        store.database.wipe()
    except LibraryError as error:
        error.remedy = "the words are out of the tables, but may still be in the files: make room and redact again"
        raise


def _without(store: Store, story: str, shown: str, id: str) -> None:
    """Make anew what is kept of a story, from the articles left in it after `id` was removed.

    `story` is where it was placed, `shown` where it was shown: documents of both may have its words.
    """
    rows = store.rows("SELECT a.id FROM members m JOIN articles a ON a.seq = m.seq WHERE m.placed = ?", (story,))
    left = [member for (other,) in rows if (member := store.article(other)) is not None]
    store.rows("DELETE FROM story_terms WHERE story = ?", (story,))
    for one in {story, shown}:
        store.drop_events(one, id)
        store.forget_document(one)
        store.mark_stale(one)
    corrections = Corrections(store)
    if left:
        Stories(StoryRows(store)).renew(story, left)
        corrections.settle([story])
        return
    tied = [row[0] for row in store.rows("SELECT DISTINCT placed FROM members WHERE story = ?", (story,))]
    store.rows("UPDATE members SET story = placed WHERE story = ?", (story,))  # shown there by a desk alone
    store.rows("DELETE FROM stories WHERE id = ?", (story,))
    for one in tied:
        store.mark_stale(one)
    corrections.settle(tied)
    if shown != story and not store.count("members WHERE story = ? OR placed = ?", (shown, shown)):
        store.rows("DELETE FROM stories WHERE id = ?", (shown,))


def copy(source: Store, target: Store) -> int:
    """Copy everything of one library into an empty one, in one transaction. Returns the number of articles.

    What is copied is the library of one moment; others may go on adding to it. Raises `LibraryError` where the file of
    the source is damaged, for rows may then be missing without notice.
    """
    if wrong := source.database.damage():
        raise LibraryError(f"is damaged: {wrong[0]}", input=source.database.name, remedy="restore a backup")
    with source.database.snapshot(), target.transaction():
        for table, columns, order in TABLES:
            marks = ",".join("?" * (columns.count(",") + 1))
            for rows in source.database.stream(f"SELECT {columns} FROM {table} ORDER BY {order}", PAGE):
                target.many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        ids = source.article_ids()
        for id in ids:
            member = source.article(id)
            if member is not None:
                target.index(source.sequence(id), member.article)
        target.database.renumber()
    return len(ids)
