"""Circles: pages whose word on a claim comes back to their own outlet, or to the text that they carry.

The Post says that the Times reported it, and the Times that the Post did. Such a chain has no end, however many pages
stand on it. Looked for claim by claim, along what pages cite: from a page to the outlets that its chain names, from an
outlet to what its pages (and pages with the same text) cite for the same claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from stemma import clock, houses
from stemma.lang import words as vocabulary
from stemma.lang.words import LANGUAGE
from stemma.model import Annotated, Circle, Claim, Lineage, Statement

LONGEST = 6
"""Outlets of a circle at most; no newsroom reads a longer one."""
Moment = tuple[bool, datetime]
"""A time to be ordered, see `clock.order_key`."""
CITING = frozenset({"assert", "confirm", "announce", "accuse"})
"""Acts with which a page rests on what it cites: who denies a report of the Times does not rest on it."""


def looped(found: Sequence[Circle], claims: Sequence[Claim]) -> dict[str, frozenset[str]]:
    """The statements that rest on nothing but a circle, for counting origins: together one unknown.

    A headline over such a statement is among them.
    """
    pages = {(one.claim, one.article) for one in found}
    titles = (s.id for c in claims for s in c.statements if s.where == "title" and (c.id, s.article) in pages)
    return dict.fromkeys([*(id for one in found for id in one.statements), *titles], frozenset())


@dataclass(frozen=True, slots=True)
class _Ground:
    """The pages of a story by id, the key of each one's outlet, what outlets are called, and whose texts are one."""

    pages: Mapping[str, Annotated]
    keys: Mapping[str, str | None]
    labels: Mapping[str, str]
    texts: Sequence[frozenset[str]]


def circles(claims: Sequence[Claim], members: Sequence[Annotated], lineages: Sequence[Lineage]) -> tuple[Circle, ...]:
    """The circles of a story's claims, the shortest of each page and claim, in the order of the claims."""
    keys = {m.article.id: houses.outlet(m.article) for m in members}
    labels = {key: m.article.outlet or key for m in members if (key := keys[m.article.id])}
    texts = [frozenset(key for id in one.members if (key := keys.get(id))) for one in lineages]
    ground = _Ground({m.article.id: m for m in members}, keys, labels, texts)
    return tuple(found for claim in claims for found in _of(claim, ground))


def _of(claim: Claim, ground: _Ground) -> Iterator[Circle]:
    """The circles of one claim. An outlet that had a source of its own when it was cited is where a chain ends."""
    chains = [(one, chain) for one in claim.statements if (chain := _cited(one, ground))]
    ways: dict[str, set[str]] = {}
    sourced: dict[str, Moment] = {}
    for one, chain in chains:
        for a, b in pairwise(chain):
            ways.setdefault(a, set()).add(b)
        if len(chain) == 1:
            sourced[chain[0]] = min(sourced.get(chain[0], clock.order_key(None)), clock.order_key(one.time))
    found: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for one, chain in chains:
        own = chain[0]
        homes = {own} | {key for text in ground.texts if own in text for key in text}
        ends = {key for key, since in sourced.items() if since <= clock.order_key(one.time)}
        if path := _back(chain, ways, homes, ends, told_back=_names_home(one, homes, ground)):
            found.setdefault(one.article, {}).setdefault(path, []).append(one.id)
    names = {houses.key(name): name for one, _ in chains for name in one.chain}
    for article, paths in found.items():
        shortest = min(paths, key=lambda path: (len(path), path))
        through = tuple(ground.labels.get(key, names.get(key, key)) for key in shortest)
        yield Circle(article, claim.id, through, tuple(paths[shortest]))


def _names_home(one: Statement, homes: set[str], ground: _Ground) -> bool:
    """Whether the sentence says of whom it cites that they cite the page's own outlet.

    Attribution never lists the publisher of a page as its source, so this is read where it is printed.
    """
    member = ground.pages.get(one.article)
    if member is None or one.sentence is None:
        return False
    sentence = (member.article.body if one.where == "body" else member.article.title or "")[slice(*one.sentence)]
    named = vocabulary.of(LANGUAGE).expression("citing").finditer(sentence)
    return any(houses.key(match["name"].rstrip(".’'")) in homes for match in named)


def _cited(one: Statement, ground: _Ground) -> tuple[str, ...]:
    """The outlet of a page and those that its chain names, as keys, as far as the chain is one of outlets.

    Empty for what a page says in its own voice, or where it does not rest on whom it names.
    """
    own, labels = ground.keys.get(one.article), ground.labels
    if own is None or one.attribution is None or one.act not in CITING:
        return ()
    chain = [own]
    member = ground.pages[one.article]
    notes = member.annotations if one.where == "body" else member.annotations.headline
    types = {link.name: link.type for a in notes.attributions if a.id == one.attribution for link in a.chain}
    for name in one.chain:
        key = houses.key(name)
        key = key if key in labels else _by_words(name, labels) or key
        if key not in labels and types.get(name) not in ("outlet", "agency"):
            break
        chain.append(key)
    return tuple(chain)


def _by_words(name: str, labels: Mapping[str, str]) -> str | None:
    """The outlet of the story whose name ends a longer one ("the website orn-insider.example")."""
    plain = houses.key(name)
    return next((key for key in labels if len(key) > 3 and plain.endswith(f" {key}")), None)


def _back(
    chain: tuple[str, ...], ways: Mapping[str, set[str]], homes: set[str], ends: set[str], *, told_back: bool
) -> tuple[str, ...]:
    """The outlets between a page and where it comes back to itself; empty where it does not, or only names itself."""
    for n, key in enumerate(chain[1:], 1):
        if key in homes:
            return chain[1:n]
    if told_back or len(chain) < 2:
        return chain[1:]
    found = [chain[1:]]
    seen = {*chain}
    while found and len(found[0]) <= LONGEST:
        later: list[tuple[str, ...]] = []
        for path in found:
            for key in sorted(ways.get(path[-1], ())) if path[-1] not in ends else ():
                if key in homes:
                    return path
                if key not in seen:
                    seen.add(key)
                    later.append((*path, key))
        found = later
    return ()
