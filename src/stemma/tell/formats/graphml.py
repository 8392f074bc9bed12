"""The lineages of a story as GraphML (graphml.graphdrawing.org), for Gephi, yEd, Cytoscape or NetworkX.

Nodes are the story's articles and the wire texts that nobody captured; edges run from the older text to the one that
has it. An edge without a direction (two siblings, or an order that is not known) is marked `directed="false"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from stemma.model import Story

NODE_KEYS = {
    "outlet": "string",
    "title": "string",
    "published": "string",
    "url": "string",
    "credits": "string",
    "lineage": "string",
    "seen": "boolean",
}
EDGE_KEYS = {"kind": "string", "derived": "double", "reason": "string", "passages": "int"}
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


def story(story: Story) -> str:
    """The lineages of `story` as a GraphML document (text, to be written as UTF-8)."""
    of = {member: line.id for line in story.lineages for member in line.members}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(f'  <key id="n_{k}" for="node" attr.name="{k}" attr.type="{t}"/>' for k, t in NODE_KEYS.items()),
        *(f'  <key id="e_{k}" for="edge" attr.name="{k}" attr.type="{t}"/>' for k, t in EDGE_KEYS.items()),
        f'  <graph id={_attribute(story.id)} edgedefault="directed">',
    ]
    for article in story.articles:
        values = {
            "outlet": article.outlet,
            "title": article.title,
            "published": article.published,
            "url": article.url,
            "credits": "; ".join(article.credits) or None,
            "lineage": of.get(article.id),
            "seen": "true",
        }
        lines += _element("node", f"id={_attribute(article.id)}", "n", values)
    for line in story.lineages:
        if line.unseen:
            values = {"outlet": line.credit, "lineage": line.id, "seen": "false"}
            lines += _element("node", f"id={_attribute(line.unseen)}", "n", values)
            for member in line.members:
                if not any(d.to == member and d.direction for d in line.derivations):
                    ends = f"source={_attribute(line.unseen)} target={_attribute(member)}"
                    lines += _element("edge", ends, "e", {"kind": "common-source", "reason": "credit"})
    for line in story.lineages:
        for d in line.derivations:
            source, target = (d.to, d.from_) if d.direction == "backward" else (d.from_, d.to)
            ends = f"source={_attribute(source)} target={_attribute(target)}"
            if d.direction is None:
                ends += ' directed="false"'
            values = {"kind": d.kind, "derived": repr(d.derived), "reason": d.reason, "passages": str(len(d.passages))}
            lines += _element("edge", ends, "e", values)
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _element(name: str, attributes: str, prefix: str, values: dict[str, str | None]) -> Iterable[str]:
    yield f"    <{name} {attributes}>"
    for key, value in values.items():
        if value is not None:
            yield f'      <data key="{prefix}_{key}">{escape(_ILLEGAL.sub("", value))}</data>'
    yield f"    </{name}>"


def _attribute(value: str) -> str:
    return quoteattr(_ILLEGAL.sub("", value))
