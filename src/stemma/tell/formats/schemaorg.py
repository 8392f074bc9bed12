"""A story as schema.org JSON-LD (schema.org, www.w3.org/TR/json-ld11): NewsArticle, Quotation, Claim.

Only what schema.org has a word for: pages with publisher, dates and what they are based on; words in quotation marks
as `Quotation` with who speaks them; claims as `Claim` with where they appear and appeared first, so that a fact-checker
can start from them. What others judged of a claim is left out. An indirect report is no Quotation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from stemma import clock
from stemma.model import Annotated, Claim, PartyType, Story
from stemma.tell.formats import excerpt as excerpts
from stemma.tell.formats.html import web

_TYPES: dict[PartyType, str] = {
    "person": "Person",
    "organisation": "Organization",
    "government": "GovernmentOrganization",
    "outlet": "NewsMediaOrganization",
    "agency": "NewsMediaOrganization",
}
"""Parties that schema.org has a type for; a group, a document or an unknown party is no agent there."""


def story(story: Story, articles: Mapping[str, Annotated], *, excerpt: int = excerpts.LENGTH) -> dict[str, Any]:
    """`story` as a JSON-LD object with one `@graph`. Text is cut to `excerpt` code points a span."""
    graph: list[dict[str, Any]] = [_page(story, one, excerpt) for one in articles.values()]
    for one in articles.values():
        graph += _quotations(one, excerpt)
    graph += [_claim(story, claim, excerpt) for claim in story.claims]
    return {"@context": "https://schema.org", "@graph": graph}


def name(kind: str, *ids: str) -> str:
    """The `urn:stemma:` name of a thing, e.g. `urn:stemma:article:a1`; the same as in `prov`."""
    return f"urn:stemma:{kind}:" + ":".join(quote(id.encode("utf-8", "replace"), safe="-._~:") for id in ids)


def _page(story: Story, annotated: Annotated, most: int) -> dict[str, Any]:
    article = annotated.article
    made: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": name("article", article.id),
        "headline": article.title,
        "url": web(article.url),
        "datePublished": article.published,
        "dateModified": article.modified,
        "inLanguage": article.language,
        "dateline": article.dateline,
        "articleSection": article.section,
        "isAccessibleForFree": article.free,
        "publisher": {"@type": "NewsMediaOrganization", "name": article.outlet} if article.outlet else None,
        "author": [{"@type": "Person", "name": author} for author in article.authors],
        "sourceOrganization": [{"@type": "NewsMediaOrganization", "name": credit} for credit in article.credits],
        "isBasedOn": [{"@id": name("article", id)} for id in _bases(story, article.id)],
        "abstract": excerpts.cut(article.body, most),
    }
    return _without_gaps(made)


def _bases(story: Story, id: str) -> Iterator[str]:
    """Articles that `id` took its text from, where the direction is known."""
    for lineage in story.lineages:
        for found in lineage.derivations:
            if found.direction == "forward" and found.to == id:
                yield found.from_
            elif found.direction == "backward" and found.from_ == id:
                yield found.to


def _quotations(annotated: Annotated, most: int) -> Iterator[dict[str, Any]]:
    for one in annotated.annotations.attributions:
        if one.kind != "direct":
            continue
        origin = one.chain[-1] if one.chain else None
        speaker = None
        if origin and origin.named and origin.type in _TYPES:
            speaker = {"@type": _TYPES[origin.type], "name": origin.name}
        made = {
            "@type": "Quotation",
            "@id": name("attribution", annotated.article.id, one.id),
            "text": excerpts.words(annotated, one.content, most),
            "creator": speaker,
            "isPartOf": {"@id": name("article", annotated.article.id)},
            "url": web(annotated.article.url),
        }
        yield _without_gaps(made)


def _claim(story: Story, claim: Claim, most: int) -> dict[str, Any]:
    ordered = sorted(claim.statements, key=lambda one: clock.order_key(one.time))
    judges = {one.article for one in story.verdicts if one.claim == claim.id}
    told = [one for one in ordered if one.article not in judges] or ordered
    pages = [{"@id": name("article", id)} for id in dict.fromkeys(one.article for one in told)]
    said = {
        (one.origin, _TYPES[one.origin_type])
        for one in claim.statements
        if one.named and one.origin and one.origin_type in _TYPES and one.act in ("assert", "confirm", "announce")
    }
    made = {
        "@type": "Claim",
        "@id": name("claim", story.id, claim.id),
        "text": excerpts.cut(claim.text, most),
        "creativeWorkStatus": claim.status,
        "appearance": pages,
        "firstAppearance": pages[0] if pages else None,
        "author": [{"@type": type, "name": origin} for origin, type in sorted(said)],
    }
    return _without_gaps(made)


def _without_gaps(made: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in made.items() if value not in (None, "", [])}
