"""Makes a big library out of a small one, fast: for measuring pages, not the adding of articles.

Every story of the small library is kept again and again, each time with its names turned into other names of the same
length (so that every offset still slices), other ids, and days later. The rows are written as the library writes them,
but for the n-grams and term postings of the copies: new articles find the stories of the small library only.
"""

from __future__ import annotations

import functools
import json
import re
import string
import zlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from stemma.library import Library
from stemma.relate.stories.summary import StorySummary

_NAME = re.compile(r"\b[A-Z][a-z]{3,}")
_DAY = re.compile(r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b")
DAYS = 2
"""How much later each round of copies is."""


def multiply(small: Path, big: Path, articles: int) -> int:
    """Write a library of at least `articles` to `big`. Returns how many it has."""
    with Library(small, create=False) as library:
        library.backup(big)
    with Library(big, create=False) as library:
        store = library.store
        stories = [(id, *_rows(library, id)) for id in store.story_ids(singles=True)]
        count = store.count("articles")
        for turn in range(1, 1 + articles // count):
            if store.count("articles") >= articles:
                break
            with store.transaction():
                for id, row, members in stories:
                    _again(library, turn, id, row, members)
        with store.transaction():
            latest = store.rows("SELECT max(coalesce(last, seen)) FROM stories")[0][0]
            store.rows("UPDATE state SET value = ? WHERE name = 'now'", (repr(latest).encode(),))
        return store.count("articles")


def _rows(library: Library, id: str) -> tuple[Any, ...]:
    columns = "summary, first, last, seen, articles, outlets, lineages, origins_min, origins_max, title, document, told"
    story = library.store.rows(f"SELECT {columns} FROM stories WHERE id = ?", (id,))[0]
    members = library.store.rows(
        "SELECT a.seq, a.id, a.url, a.outlet, a.title, a.published, a.words, a.record, m.probability FROM members m"
        " JOIN articles a ON a.seq = m.seq WHERE m.story = ? ORDER BY a.seq",
        (id,),
    )
    return story, members


def _again(library: Library, turn: int, id: str, row: tuple[Any, ...], members: list[tuple[Any, ...]]) -> None:
    """One story with its articles as the copy of this turn."""
    store = library.store
    words, seconds = _turned(turn, [member[1] for member in members]), turn * DAYS * 86_400
    summary, first, last, seen, articles, outlets, lineages, low, high, title, document, told = row
    later = [None if time is None else time + seconds for time in (first, last, seen)]
    loaded = StorySummary.load(summary)
    loaded.id = f"{id}.{turn}"
    loaded.first, loaded.last, loaded.seen = later
    store.rows(
        "INSERT INTO stories (id, summary, first, last, seen, articles, outlets, lineages, origins_min, origins_max,"
        " title, stale, document, told) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (loaded.id, loaded.dump(), *later, articles, outlets, lineages, low, high, title and words(title),
         0 if document else 1, document and _packed(document, lambda text: words(text.replace(id, loaded.id))),
         told and _packed(told, words)),
    )  # fmt: skip
    numbers = {}
    for seq, name, url, outlet, head, published, length, record, probability in members:
        made = _packed(record, words)
        body = json.loads(zlib.decompress(made))["body"]
        new = store.rows(
            "INSERT INTO captures (digest, id, kind, url, given, content, is_text, added) VALUES (?,?,?,?,?,?,?,?)"
            " RETURNING seq",
            (f"{turn}:{name}", words(name), "body", url, "{}", zlib.compress(body.encode()), 1, "2031-01-01T00:00:00Z"),
        )[0][0]
        store.rows(
            "INSERT INTO articles (seq, id, url, outlet, title, published, words, record) VALUES (?,?,?,?,?,?,?,?)",
            (new, words(name), url, outlet, head and words(head), published and words(published), length, made),
        )
        store.rows(
            "INSERT INTO members (seq, story, placed, probability) VALUES (?,?,?,?)",
            (new, loaded.id, loaded.id, probability),
        )
        store.database.index(new, words(head or ""), body)
        numbers[seq] = new
    for seq in numbers:
        for other, found in store.rows("SELECT b, record FROM derivations WHERE a = ?", (seq,)):
            if other in numbers:
                store.rows(
                    "INSERT INTO derivations (a, b, record) VALUES (?,?,?)",
                    (numbers[seq], numbers[other], words(found)),
                )


def _packed(record: bytes, change: Callable[[str], str]) -> bytes:
    text = zlib.decompress(record).decode("utf-8", "surrogatepass")
    return zlib.compress(change(text).encode("utf-8", "surrogatepass"))


def _turned(turn: int, ids: list[str]) -> Callable[[str], str]:
    """What makes the words of a copy: names turned by `turn` letters, days later, ids with the number of the turn."""
    low = string.ascii_lowercase
    table = str.maketrans(low, low[turn % 26 :] + low[: turn % 26])
    known = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, ids)) + r")(?![\w-])")

    def change(text: str) -> str:
        text = _NAME.sub(lambda match: match[0][0] + match[0][1:].translate(table), text)
        return known.sub(rf"\1.{turn}", _DAY.sub(lambda match: _later(match[0], turn * DAYS), text))

    return change


@functools.lru_cache(100_000)
def _later(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except ValueError:
        return day
