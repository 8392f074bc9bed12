"""Live blogs: the updates that a page declares (schema.org liveBlogUpdate) become dated sections of its body."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from stemma.read.dates import Stamp
from stemma.read.declaration import Entry
from stemma.read.parts import Head, Parts

_LIVE = re.compile(
    r"\blive\b(?!\s+(?:in|with|music|stream|tv|radio|on)\b)|\blive-?(?:blog|ticker|updates?|text)|news-?blog|\bticker\b"
    r"|as it happened|minute by minute|\ben direct\b|\ben vivo\b|minuto a minuto|\b(?:in )?diretta\b|\bao vivo\b",
    re.I,
)


def is_live(*said: str | None) -> bool:
    """Whether a headline or an address calls its page a live blog or ticker."""
    return any(text and _LIVE.search(text) for text in said)


def add_entries(parts: Parts, entries: Sequence[Entry]) -> None:
    """Opens a `live` section of `parts` for each declared update, with its time and headline.

    An update is found in the body by its words (half of a paragraph's 3-grams, or its headline); what follows up to the
    next one is its own, since updates are often declared cut short. Those that the body lacks ("load more") are added
    at its end from what is declared. Fewer than two updates make no live blog.
    """
    entries = [entry for entry in entries if entry.body or entry.title]
    if len(entries) < 2:
        return
    owners = _owners(parts.paragraphs, entries)
    places = {entry: at for at, entry in sorted(owners.items(), reverse=True)}
    heads = [_head(at, entries[entry]) for entry, at in places.items()]
    for number, entry in enumerate(entries):
        if number not in places and entry.body and entry.time:
            heads.append(_head(len(parts.paragraphs), entry))
            parts.paragraphs += entry.body.split("\n")
    if heads:
        parts.heads = sorted(heads, key=lambda head: head.at)


def _head(at: int, entry: Entry) -> Head:
    return Head(at, "live", Stamp(entry.time, 0, 0, "full") if entry.time else None, entry.title or None)


def _owners(paragraphs: Sequence[str], entries: Sequence[Entry]) -> dict[int, int]:
    """For paragraphs that are of a declared update its number: each update once, where most of its words stand.

    A list of the main points at the head of a page may repeat the beginning of many updates.
    """
    where: dict[tuple[str, ...], set[int]] = defaultdict(set)
    titles: dict[str, int] = {}
    for number, entry in enumerate(entries):
        for gram in _grams(entry.body or ""):
            where[gram].add(number)
        if entry.title:
            titles.setdefault(" ".join(_words(entry.title)), number)
    votes: list[int | None] = []
    for paragraph in paragraphs:
        grams = _grams(paragraph)
        count = Counter(number for gram in grams for number in where.get(gram, ()))
        best = max(count, key=lambda number: count[number], default=None)
        if best is not None and 2 * count[best] < len(grams):
            best = None
        votes.append(best if best is not None else titles.get(" ".join(_words(paragraph))))
    runs: dict[int, list[tuple[int, int]]] = defaultdict(list)  # (characters, first paragraph) of each update
    last: int | None = None
    for at, vote in enumerate(votes):
        if vote is not None and vote == last:
            size, start = runs[vote][-1]
            runs[vote][-1] = (size + len(paragraphs[at]), start)
        elif vote is not None:
            runs[vote].append((len(paragraphs[at]), at))
        last = vote if vote is not None else last
    return {max(found, key=lambda run: run[0])[1]: number for number, found in runs.items()}


def _words(text: str) -> list[str]:
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|\w+", text.casefold())


def _grams(text: str) -> set[tuple[str, ...]]:
    words = _words(text[:5000])
    return set(zip(words, words[1:], words[2:], strict=False))
