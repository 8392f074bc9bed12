"""What pages, feeds and API look up in a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stemma import clock, text
from stemma.errors import NotFound
from stemma.library import Library
from stemma.model import Annotated, Attribution, Claim, Story

MOST_FOUND = 200
"""Articles that are searched for a party's words."""


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution with the party in its chain, its article, and the id of the story."""

    story: str
    annotated: Annotated
    attribution: Attribution


def story(library: Library, id: str) -> tuple[Story, dict[str, Annotated], dict[str, Any]]:
    """A story, its articles, and its timeline and brief as keyword arguments. Raises `NotFound`."""
    from stemma.tell.brief import brief
    from stemma.tell.timeline import timeline

    found = library.story(id)
    articles = library.articles(found.id)
    return found, articles, {"timeline": timeline(found, articles), "brief": brief(found, articles)}


def claim(found: Story, id: str) -> Claim:
    """A claim of a story. Raises `NotFound`."""
    for one in found.claims:
        if one.id == id:
            return one
    raise NotFound("no such claim in the story", input=id)


def said_by(library: Library, name: str) -> list[Said]:
    """Attributions whose chain holds the party `name` (its name, the end of it, or identity), newest first."""
    wanted = text.fold(name)

    def meant(called: str | None) -> bool:
        return f" {text.fold(called or '')}".endswith(f" {wanted}")

    found: list[Said] = []
    for annotated, story in library.search(name.rpartition(":")[2], MOST_FOUND):
        ids = {
            p.id for p in annotated.annotations.parties if wanted in (text.fold(p.name), text.fold(p.identity or ""))
        }
        for attribution in annotated.annotations.attributions:
            if any(link.party in ids or meant(link.name) for link in attribution.chain):
                found.append(Said(story, annotated, attribution))
    found.sort(key=lambda one: clock.order_key(one.annotated.article.published), reverse=True)
    return found
