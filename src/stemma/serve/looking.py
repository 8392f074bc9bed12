"""What pages, feeds and API look up in a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stemma.errors import NotFound, TooLarge
from stemma.library import Library, listing, verifying, watching
from stemma.model import Annotated, Attribution, CheckedSentence, Claim, Story
from stemma.serve.shelf import Shelf

MOST_FOUND = 2000
"""Articles that a party's words are looked for in: the best ones for its name."""
MOST_SAID = 60
"""Sayings on one page of a party, or a few more: those of one article stay together."""
LONGEST_DRAFT = 30_000
"""Characters of a draft, some 5,000 words, that are checked for one request."""
MOST_READ = 80
"""Articles that are read for one page of a party, so that no page takes long."""


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution with the party in its chain, its article, and the id of the story."""

    story: str
    annotated: Annotated
    attribution: Attribution


def told(library: Library, found: Story) -> tuple[dict[str, Annotated], dict[str, Any]]:
    """The articles of a story, and its timeline and brief as keyword arguments; none where it was never related."""
    more = library.told(found) if found.lineages else {"timeline": (), "brief": ()}
    return articles(library, found), more


def articles(library: Library, found: Story) -> dict[str, Annotated]:
    """The articles that a story is told of, also where some have moved to another one since it was related.

    Raises `NotFound`.
    """
    held = library.articles(found.id)
    return held | {one.id: library.article(one.id) for one in found.articles if one.id not in held}


def claim(found: Story, id: str) -> Claim:
    """A claim of a story. Raises `NotFound`."""
    for one in found.claims:
        if one.id == id:
            return one
    raise NotFound("no such claim in the story", input=id)


def verified(shelf: Shelf, library: Library, text: str, story: str | None = None) -> tuple[CheckedSentence, ...]:
    """What a library holds of a draft; its stories are those of the shelf.

    Raises as `Library.verify` does, and `TooLarge` beyond `LONGEST_DRAFT`: nobody needs a token for it.
    """
    if len(text) > LONGEST_DRAFT:
        remedy = "split it, or use stemma verify"
        raise TooLarge(f"more than {LONGEST_DRAFT:,} characters", input="the draft", remedy=remedy)
    return verifying.verify(library.store, text, story=story, related=lambda id: shelf.story(library, id))


def said_by(library: Library, name: str, start: int = 0) -> tuple[list[Said], int | None]:
    """Attributions whose chain holds the party `name` (its name, the end of it, or identity), newest article first.

    `start` is how many articles to pass over; the second value is the `start` to go on with, None at the end.
    """
    hits = dict(library.store.search(name.rpartition(":")[2], MOST_FOUND))
    ids = listing.newest_first(library.store, list(hits))
    found: list[Said] = []
    number = start
    for id in ids[start : start + MOST_READ]:
        number += 1
        if not listing.may_cite(library.store, id, name):
            continue
        annotated = library.article(id)
        found += [Said(hits[id], annotated, one) for one in watching.said_by(annotated, name)]
        if len(found) >= MOST_SAID:
            break
    return found, number if number < len(ids) else None
