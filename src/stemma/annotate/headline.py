"""The title of a page, annotated like its text (`stemma.model.Headline`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stemma.lang import Chains, Doc, Titles
from stemma.model import Article, Headline, Link, Party


def headline(titles: Titles, chains: Chains, title: Article, doc: Doc) -> Headline:
    """What a title says: `title` as `Titles.text` made it, `doc` its document, `chains` as for the text below it."""
    found, _ = chains(title, doc, titles.propose(title, doc))
    own, said = titles.told(title, doc, found)
    return Headline(
        attributions=tuple(replace(a, id=f"h{a.id}") for a in found),
        assertions=tuple(replace(s, id=f"h{s.id}") for s in own),
        clauses=tuple(replace(c, attribution=f"h{c.attribution}") for c in said),
    )


def introduced(found: Headline, title: str, parties: Sequence[Party]) -> Headline:
    """A headline whose people have the names that the text below gives them in full.

    "Wendel" of a title is the one person of the text of that last name, whatever else bears it: an outlet, a town.
    """
    people: dict[str, list[Party]] = {}
    for party in parties:
        if party.type == "person" and party.named and " " in party.name:
            people.setdefault(party.name.split()[-1], []).append(party)

    def named(link: Link) -> Link:
        printed = " ".join(title[start:end] for start, end in link.source)
        meant = people.get(printed, [])
        if len(meant) != 1:
            return link
        return replace(link, name=meant[0].name, type="person", named=True, description=None, party=meant[0].id)

    told = (replace(one, chain=tuple(map(named, one.chain))) for one in found.attributions)
    return replace(found, attributions=tuple(told))
