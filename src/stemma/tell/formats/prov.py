"""The lineages of a story as W3C PROV-O in JSON-LD (www.w3.org/TR/prov-o, www.w3.org/TR/json-ld11).

An article is a `prov:Entity`, its outlet a `prov:Agent` it is attributed to; an unseen wire text is an entity
attributed to its agency. Where the direction is known, the younger text `prov:wasDerivedFrom` the older one, as
`prov:wasRevisionOf` if it is a version of it, with the probability on the `prov:qualifiedDerivation`. Siblings share a
`prov:hadPrimarySource`. Texts of unknown order are `stemma:sharesTextWith` each other.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from stemma.model import Derivation, Lineage, Story, StoryArticle

CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "stemma": "urn:stemma:vocabulary:",
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasRevisionOf": {"@id": "prov:wasRevisionOf", "@type": "@id"},
    "hadPrimarySource": {"@id": "prov:hadPrimarySource", "@type": "@id"},
    "wasAttributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
    "qualifiedDerivation": {"@id": "prov:qualifiedDerivation"},
    "entity": {"@id": "prov:entity", "@type": "@id"},
    "sharesTextWith": {"@id": "stemma:sharesTextWith", "@type": "@id"},
    "source": {"@id": "dcterms:source", "@type": "@id"},
}


def story(story: Story) -> str:
    """The lineages of `story` as a JSON-LD document (text, to be written as UTF-8). Ids are `urn:stemma:` names."""
    nodes: dict[str, dict[str, Any]] = {}
    for article in story.articles:
        nodes[article.id] = _article(article)
        _agent(nodes, article.outlet)
    for line in story.lineages:
        _lineage(nodes, line)
    return json.dumps({"@context": CONTEXT, "@graph": list(nodes.values())}, ensure_ascii=False, indent=2) + "\n"


def _article(article: StoryArticle) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _name("article", article.id), "@type": "prov:Entity"}
    if article.title:
        node["dcterms:title"] = article.title
    if article.published:
        node["dcterms:issued"] = article.published
    if article.url:
        node["source"] = article.url
    if article.outlet:
        node["wasAttributedTo"] = _name("agent", article.outlet)
    return node


def _agent(nodes: dict[str, dict[str, Any]], name: str | None) -> None:
    if name:
        key = _name("agent", name)
        nodes.setdefault(key, {"@id": key, "@type": ["prov:Agent", "prov:Organization"], "foaf:name": name})


def _lineage(nodes: dict[str, dict[str, Any]], line: Lineage) -> None:
    if line.unseen:
        wire: dict[str, Any] = {
            "@id": _name("text", f"{line.id}:{line.unseen}"),
            "@type": "prov:Entity",
            "stemma:seen": False,
        }
        if line.credit:
            wire["wasAttributedTo"] = _name("agent", line.credit)
            _agent(nodes, line.credit)
        nodes[wire["@id"]] = wire
        for member in line.members:
            if member in nodes:
                _append(nodes[member], "hadPrimarySource", wire["@id"])
    for found in line.derivations:
        if found.from_ in nodes and found.to in nodes:
            _derivation(nodes, found)


def _derivation(nodes: dict[str, dict[str, Any]], found: Derivation) -> None:
    older, younger = (found.to, found.from_) if found.direction == "backward" else (found.from_, found.to)
    source = _name("article", older)
    if found.direction is None:
        _append(nodes[younger], "sharesTextWith", source)
        return
    revised = found.kind == "update"
    _append(nodes[younger], "wasRevisionOf" if revised else "wasDerivedFrom", source)
    qualified = {
        "@type": "prov:Revision" if revised else "prov:Derivation",
        "entity": source,
        "stemma:kind": found.kind,
        "stemma:derived": found.derived,
        "stemma:reason": found.reason,
        "stemma:passages": len(found.passages),
    }
    _append(nodes[younger], "qualifiedDerivation", {k: v for k, v in qualified.items() if v is not None})


def _append(node: dict[str, Any], key: str, value: Any) -> None:
    held = node.setdefault(key, [])
    if value not in held:
        held.append(value)


def _name(kind: str, value: str) -> str:
    return f"urn:stemma:{kind}:" + quote(value.encode("utf-8", "replace"), safe="-._~:")
