"""Which articles of a story descend from one text, and so how many independent texts stand behind its outlets.

Articles are joined by a derivation of at least `CUT` (stricter than what makes an edge, since one false join spoils a
whole group), and by crediting the same agency: two pages that both say "Associated Press" rest on that agency's text
even where their editors left no sentence in common. The agency's text is a node of its own, `wire:NAME`, where nobody
captured it: the archetype of the stemma.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from stemma import clock, houses
from stemma.model import Article, Derivation, Lineage
from stemma.relate.texts.derive import DOUBTFUL

CUT = 0.8
"""Least probability of shared written text that joins two articles in one lineage."""
JOINING = frozenset(("copy", "rewrite", "update", "common-source"))


def lineages(articles: Sequence[Article], derivations: Iterable[Derivation]) -> tuple[Lineage, ...]:
    """The lineages of a story's `articles`, the earliest first: each article is in exactly one.

    `derivations` between others than the articles given are ignored. The result does not depend on the order of
    either. A lineage keeps the derivations between its members that are more than doubtful. Its `id` names its first
    member, and so stays when others join.
    """
    ordered = sorted(articles, key=lambda a: (clock.order_key(a.published, a.timezone), a.id))
    parent = {article.id: article.id for article in ordered}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    edges = [d for d in derivations if d.from_ in parent and d.to in parent and d.from_ != d.to]
    for edge in edges:
        if joins([edge]):
            parent[root(edge.from_)] = root(edge.to)
    holders: dict[str, str] = {}
    agencies = frozenset(key for article in ordered for key in houses.credits(article))
    for article in ordered:
        if agency := wire(article, agencies):
            first = holders.setdefault(houses.key(agency), article.id)
            parent[root(article.id)] = root(first)
    members: dict[str, list[Article]] = {}
    for article in ordered:
        members.setdefault(root(article.id), []).append(article)
    return tuple(_lineage(group, edges) for group in members.values())


def joins(derivations: Iterable[Derivation]) -> bool:
    """Whether what was found between two articles puts them into one lineage."""
    return any(d.derived >= CUT and d.kind in JOINING for d in derivations)


def wire(article: Article, agencies: frozenset[str] = frozenset()) -> str | None:
    """The one agency whose text `article` is by its own word: the only one it credits, or its own outlet.

    Its own outlet counts where it is a known agency or one of the keys `agencies`. An article that credits several
    agencies was put together by its newsroom: the credit alone joins it to none of them.
    """
    if len(houses.credits(article)) == 1:
        return article.credits[0]
    if article.credits or not article.outlet:
        return None
    return article.outlet if houses.is_agency(article) or houses.outlet(article) in agencies else None


def _lineage(group: Sequence[Article], edges: Iterable[Derivation]) -> Lineage:
    inside = {article.id for article in group}
    kept = [d for d in edges if d.from_ in inside and d.to in inside and d.derived >= DOUBTFUL]
    kept.sort(key=lambda d: (d.from_, d.to, d.from_section, d.to_section))
    # Only who credits one agency alone: so no two lineages have the same unseen text.
    named = Counter(a.credits[0] for a in group if len(houses.credits(a)) == 1)
    credit = min(named, key=lambda name: (-named[name], name)) if named else None
    seen = credit is not None and any(houses.outlet(a) == houses.key(credit) for a in group)
    return Lineage(
        id=f"lineage:{group[0].id}",
        credit=credit,
        members=tuple(article.id for article in group),
        derivations=tuple(kept),
        unseen=f"wire:{credit}" if credit and not seen else None,
    )
