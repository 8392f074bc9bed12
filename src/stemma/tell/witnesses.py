"""The family tree of a lineage: which page stands below which, as values that every format draws in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stemma.model import Derivation, Lineage

FOLLOWS = ("copy", "rewrite", "update")
"""Derivations in which the one text is the parent of the other."""
SAID = ("credit", "version")
"""Reasons for a direction that the pages themselves give; time and containment are only signs of it."""
ALIKE = 0.08
"""Probabilities of a derivation that differ by less say the same."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A page in the tree of a lineage, or (`article` None) a text that nobody captured. `depth` counts from 0."""

    article: str | None
    label: str
    kind: str | None
    derived: float | None
    depth: int
    parent: str | None


def tree(lineage: Lineage, names: Mapping[str, str]) -> tuple[Witness, ...]:
    """The members of `lineage` in depth-first order, each below the text it most probably comes from.

    Two pages of one wire text are alike, and one came first; that does not make it the other's source. Below an
    unseen wire text a page stands below another page only where a credit or its versions say so. Elsewhere such a
    word goes first, then a copy before a rewrite, and of parents about equally alike the one nearest the root.
    """
    parent = _parents(lineage)
    for member in lineage.members:  # a circle of copies has no root: cut it where it closes
        seen, at = {member}, member
        while at in parent:
            source = parent[at][0]
            if source in seen:
                del parent[at]
                break
            seen.add(source)
            at = source
    likeness = {d.to: d.derived for d in lineage.derivations} | {d.from_: d.derived for d in lineage.derivations}
    if lineage.unseen:
        for member in lineage.members:
            parent.setdefault(member, (lineage.unseen, "common-source", likeness.get(member, 1.0)))
    below: dict[str, list[str]] = {}
    for child, (source, _, _) in parent.items():
        below.setdefault(source, []).append(child)

    def walk(node: str, depth: int) -> Iterator[Witness]:
        source, kind, derived = parent.get(node, (None, None, None))
        unseen = node == lineage.unseen and node not in lineage.members
        label = f"{lineage.credit or node.removeprefix('wire:')}, text not seen" if unseen else names.get(node, node)
        yield Witness(None if unseen else node, label, kind, derived, depth, source)
        for child in sorted(below.get(node, ()), key=lineage.members.index):
            yield from walk(child, depth + 1)

    roots = [lineage.unseen] if lineage.unseen else [m for m in lineage.members if m not in parent]
    return tuple(witness for root in roots if root for witness in walk(root, 0))


def _parents(lineage: Lineage) -> dict[str, tuple[str, str, float]]:
    """Child → its parent, the kind of the derivation and its probability; see `tree`."""
    known = {*lineage.members, lineage.unseen}
    ways: dict[str, list[tuple[str, Derivation]]] = {}
    for found in lineage.derivations:
        source, child = (found.to, found.from_) if found.direction == "backward" else (found.from_, found.to)
        directed = found.kind in FOLLOWS and found.direction and source != child and source in known
        if directed and (found.reason in SAID or not lineage.unseen):
            ways.setdefault(child, []).append((source, found))
    parent: dict[str, tuple[str, str, float]] = {}
    for child, found_ways in ways.items():
        likest = max(way.derived for _, way in found_ways)

        def rank(pair: tuple[str, Derivation], likest: float = likest) -> tuple[bool, bool, bool, int, float]:
            source, way = pair
            near = len(ways.get(source, ()))
            return way.reason in SAID, way.kind != "rewrite", way.derived > likest - ALIKE, -near, way.derived

        source, way = max(found_ways, key=rank)
        parent[child] = (source, way.kind, way.derived)
    return parent
