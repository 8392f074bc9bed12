"""The title of a page, annotated like its text (`stemma.model.Headline`)."""

from __future__ import annotations

from dataclasses import replace

from stemma.lang import Chains, Doc, Titles
from stemma.model import Article, Headline


def headline(titles: Titles, chains: Chains, title: Article, doc: Doc) -> Headline:
    """What a title says: `title` as `Titles.text` made it, `doc` its document, `chains` as for the text below it."""
    found, _ = chains(title, doc, titles.propose(title, doc))
    own, said = titles.told(title, doc, found)
    return Headline(
        attributions=tuple(replace(a, id=f"h{a.id}") for a in found),
        assertions=tuple(replace(s, id=f"h{s.id}") for s in own),
        clauses=tuple(replace(c, attribution=f"h{c.attribution}") for c in said),
    )
