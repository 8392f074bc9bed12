"""Verifies a library: every offset slices, every reference leads somewhere, every capture is what it was."""

from __future__ import annotations

import dataclasses
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from stemma.errors import LibraryError
from stemma.library.corrections import Corrections
from stemma.library.records import pack_content, unzip
from stemma.library.store import Store
from stemma.model import Annotated, Span, Story
from stemma.safe import sound

REFERENCES = (
    ("articles", "seq", "captures", "seq"),
    ("sections", "seq", "articles", "seq"),
    ("members", "seq", "articles", "seq"),
    ("members", "story", "stories", "id"),
    ("members", "placed", "stories", "id"),
    ("derivations", "a", "articles", "seq"),
    ("derivations", "b", "articles", "seq"),
    ("story_events", "story", "stories", "id"),
    ("story_terms", "story", "stories", "id"),
)
"""(table, column, table it refers to, column there)."""


def check(store: Store) -> Iterator[str]:
    """One line for each thing that is wrong; nothing where all is right.

    Where the file itself is damaged only that is told: what rests on it cannot be trusted.
    """
    if wrong := store.database.damage():
        yield from wrong
        return
    for table, column, other, key in REFERENCES:
        where = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {other})"
        if lost := store.count(f"{table} WHERE {where}"):
            yield f"{table}.{column}: {lost} rows refer to {other} that are not there"
    for column in ("articles WHERE seq NOT IN (SELECT seq FROM members)",):
        if lost := store.count(column):
            yield f"{lost} articles are in no story"
    if lost := store.count("captures WHERE redacted IS NULL AND seq NOT IN (SELECT seq FROM articles)"):
        yield f"{lost} captures have no article"
    for id in Corrections(store).wrong():
        yield f"{id}: is not shown in the story where the corrections want it"
    for id in store.article_ids():
        yield from _told(id, _article(store, id))
    for story in store.story_ids(singles=True):
        yield from _told(story, _story(store, story))


def repair(store: Store) -> list[str]:
    """Make the texts of kept records sound: no half of a surrogate pair in them. Ids of what was changed.

    Older libraries have such halves, which no page could be made of. Offsets stay; the capture's digest is taken anew.
    """
    changed = []
    for table, column in (("articles", "record"), ("stories", "document"), ("stories", "told")):
        for (id,) in store.rows(f"SELECT id FROM {table}"):
            with store.transaction():
                row = store.one(f"SELECT {column} FROM {table} WHERE id = ?", (id,))
                if row is None or not row[0]:
                    continue
                text = unzip(row[0], id).decode("utf-8", "surrogatepass")
                if (made := sound(text)) != text:
                    store.rows(f"UPDATE {table} SET {column} = ? WHERE id = ?", (zlib.compress(made.encode()), id))
                    changed.append(id)
    for id, given in store.rows("SELECT id, given FROM captures WHERE redacted IS NULL AND is_text = 1"):
        with store.transaction():
            row = store.one("SELECT content, digest FROM captures WHERE id = ?", (id,))
            if row is None:
                continue
            text = unzip(row[0], id).decode("utf-8", "surrogatepass")
            capture = store.capture(id)
            if capture is None or (sound(text) == text and capture.digest == row[1] and sound(given) == given):
                continue
            if sound(text) != text or _HALF.search(given):
                fields = json.dumps({k: sound(v) if isinstance(v, str) else v for k, v in json.loads(given).items()})
                values = (pack_content(capture), capture.digest, fields, id)
                store.rows("UPDATE captures SET content = ?, digest = ?, given = ? WHERE id = ?", values)
                changed.append(id)
    return list(dict.fromkeys(changed))


_HALF = re.compile(r"\\ud[89a-f][0-9a-f]{2}")


def _told(id: str, found: Iterator[str]) -> Iterator[str]:
    """What is wrong with one article or story; that it cannot be read back is one of these things."""
    try:
        yield from found
    except LibraryError as error:
        yield f"{id}: cannot be read back: {error.message}"
    except (ValueError, TypeError, LookupError) as error:
        yield f"{id}: cannot be read back: {error!r}"


def _article(store: Store, id: str) -> Iterator[str]:
    member, capture = store.article(id), store.capture(id)
    if member is None or capture is None:
        yield f"{id}: cannot be read back"
        return
    row = store.one("SELECT digest FROM captures WHERE id = ?", (id,))
    if row and dataclasses.replace(capture, id=id).digest != row[0]:
        yield f"{id}: the capture is not what it was (digest differs)"
    for place, span in spans(member):
        where = "title" if place.startswith("annotations.headline.") else "body"
        if not 0 <= span[0] <= span[1] <= len(getattr(member.article, where) or ""):
            yield f"{id}: {place} {span} lies outside the {where}"


def _story(store: Store, id: str) -> Iterator[str]:
    count = store.one("SELECT articles FROM stories WHERE id = ?", (id,))
    members = {m.article.id: m for m in store.members(id)}
    if count and count[0] != len(members):
        yield f"{id}: has {len(members)} articles, not {count[0]}"
    story = None if store.is_stale(id) else store.story(id)
    if story is None:
        return  # made anew when it is next asked for
    if {a.id for a in story.articles} != set(members):
        yield f"{id}: its document is of other articles"
        return
    for article, span, text, where in quoted(story):
        page = members[article].article
        # Shown words run on over line breaks; nothing else may differ.
        if ((page.title or "") if where == "title" else page.body)[slice(*span)].split() != text.split():
            yield f"{id}: {article} {span} does not read {text[:40]!r}"


def spans(member: Annotated) -> Iterator[tuple[str, Span]]:
    """Every span of an annotated article, with the name of where it stands; those of its headline are of the title."""
    for section in member.article.sections:
        yield "sections", (section.start, section.end)
    for timex in member.annotations.times:
        yield "times", (timex.start, timex.end)
    yield from _walk("annotations", member.annotations)


def _walk(place: str, value: Any) -> Iterator[tuple[str, Span]]:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _walk(f"{place}.{field.name}", getattr(value, field.name))
    elif isinstance(value, tuple):
        if len(value) == 2 and all(type(n) is int for n in value):
            yield place, value
        else:
            for item in value:
                yield from _walk(place, item)


def quoted(story: Story) -> Iterator[tuple[str, Span, str, str]]:
    """(article, span, words, "body" or "title") of every text that a story shows as an article's own words."""
    titles: set[str] = set()
    for claim in story.claims:
        for statement in claim.statements:
            if statement.where == "title":
                titles.add(statement.id)
            if len(statement.content) == 1:
                yield statement.article, statement.content[0], statement.text, statement.where
    for conflict in story.conflicts:
        for side in (conflict.a, conflict.b):
            yield side.article, side.span, side.text, "title" if side.statement in titles else "body"
