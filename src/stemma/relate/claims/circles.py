"""Circles: pages whose word on a claim comes back to their own outlet, or to the text that they carry.

The Post says that the Times reported it, and the Times that the Post did. Such a chain has no end, however many pages
stand on it. Looked for claim by claim, along what pages cite: from a page to the outlets that its chain names, from an
outlet to what its pages (and pages with the same text) cite for the same claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from stemma import houses, outlets
from stemma.model import Annotated, Circle, Claim, Lineage, Statement

LONGEST = 6
"""Outlets of a circle at most; no newsroom reads a longer one."""
CITING = frozenset({"assert", "confirm", "announce", "accuse"})
"""Acts with which a page rests on what it cites: who denies a report of the Times does not rest on it."""


def circles(claims: Sequence[Claim], members: Sequence[Annotated], lineages: Sequence[Lineage]) -> tuple[Circle, ...]:
    """The circles of a story's claims, the shortest of each page and claim, in the order of the claims."""
    keys = {m.article.id: houses.outlet(m.article) for m in members}
    labels = {key: m.article.outlet or key for m in members if (key := keys[m.article.id])}
    texts = [frozenset(key for id in one.members if (key := keys.get(id))) for one in lineages]
    return tuple(found for claim in claims for found in _of(claim, keys, labels, texts))


def _of(
    claim: Claim, keys: Mapping[str, str | None], labels: Mapping[str, str], texts: Sequence[frozenset[str]]
) -> Iterator[Circle]:
    ways: dict[str, set[str]] = {}
    starts: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for one in claim.statements:
        chain = _cited(one, keys.get(one.article), labels)
        if len(chain) < 2:
            continue
        for a, b in pairwise(chain):
            ways.setdefault(a, set()).add(b)
        starts.setdefault(one.article, {}).setdefault(chain, []).append(one.id)
    for article, chains in starts.items():
        own = keys[article] or ""
        homes = {own} | {key for text in texts if own in text for key in text}
        found = [(path, ids) for chain, ids in chains.items() if (path := _back(chain, ways, homes))]
        if found:
            path, _ = min(found, key=lambda one: (len(one[0]), one[0]))
            ids = tuple(dict.fromkeys(id for other, some in found if other == path for id in some))
            yield Circle(article, claim.id, tuple(labels.get(key, key) for key in path), ids)


def _cited(one: Statement, own: str | None, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The outlet of a page and those that its chain names, as keys, as far as the chain is one of outlets."""
    if own is None or one.attribution is None or one.act not in CITING:
        return ()
    chain = [own]
    for name in one.chain:
        key = houses.key(name)
        if key not in labels and (key := _by_words(name, labels) or key) not in labels and not outlets.identify(name):
            break
        chain.append(key)
    return tuple(chain)


def _by_words(name: str, labels: Mapping[str, str]) -> str | None:
    """The outlet of the story whose name ends a longer one ("the website orn-insider.example")."""
    plain = houses.key(name)
    return next((key for key in labels if len(key) > 3 and plain.endswith(f" {key}")), None)


def _back(chain: tuple[str, ...], ways: Mapping[str, set[str]], homes: set[str]) -> tuple[str, ...]:
    """The outlets between a page and where it comes back to itself; empty where it does not, or only names itself."""
    for n, key in enumerate(chain[1:], 1):
        if key in homes:
            return chain[1:n]
    found = [chain[1:]]
    seen = {*chain}
    while found and len(found[0]) <= LONGEST:
        later: list[tuple[str, ...]] = []
        for path in found:
            for key in sorted(ways.get(path[-1], ())):
                if key in homes:
                    return path
                if key not in seen:
                    seen.add(key)
                    later.append((*path, key))
        found = later
    return ()
