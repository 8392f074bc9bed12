"""The lineages of a story as GEXF 1.3 (gexf.net), for Gephi: the graph of `graphml`, in Gephi's own notation.

Edges of unknown direction are `type="undirected"`; `weight` is the probability that the two share a text.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from stemma.model import Story
from stemma.tell.formats import graphml

NAMESPACE = "http://gexf.net/1.3"
_FROM = "{http://graphml.graphdrawing.org/xmlns}"
_TYPES = {"int": "integer"}
"""GraphML types whose names differ in GEXF."""


def story(story: Story) -> str:
    """The lineages of `story` as a GEXF document (text, to be written as UTF-8)."""
    source = ET.fromstring(graphml.story(story)).find(f"{_FROM}graph")
    assert source is not None
    root = ET.Element("gexf", {"xmlns": NAMESPACE, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "Stemma"
    ET.SubElement(meta, "description").text = f"Text lineages of the story {source.get('id')}"
    graph = ET.SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "static"})
    for kind, keys in (("node", graphml.NODE_KEYS), ("edge", graphml.EDGE_KEYS)):
        declared = ET.SubElement(graph, "attributes", {"class": kind})
        for key, type in keys.items():
            ET.SubElement(declared, "attribute", {"id": key, "title": key, "type": _TYPES.get(type, type)})
    nodes, edges = ET.SubElement(graph, "nodes"), ET.SubElement(graph, "edges")
    for found in source.iter(f"{_FROM}node"):
        values = _values(found)
        id = found.get("id", "")
        label = values.get("outlet") or values.get("title") or id
        _add(nodes, "node", {"id": id, "label": label}, values)
    for number, found in enumerate(source.iter(f"{_FROM}edge")):
        values = _values(found)
        ends = {"id": str(number), "source": found.get("source", ""), "target": found.get("target", "")}
        if found.get("directed") == "false":
            ends["type"] = "undirected"
        if "derived" in values:
            ends["weight"] = values["derived"]
        _add(edges, "edge", ends, values)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _values(element: ET.Element) -> dict[str, str]:
    return {data.get("key", "")[2:]: data.text or "" for data in element.iter(f"{_FROM}data")}


def _add(parent: ET.Element, name: str, attributes: dict[str, str], values: dict[str, str]) -> None:
    made = ET.SubElement(ET.SubElement(parent, name, attributes), "attvalues")
    for key, value in values.items():
        ET.SubElement(made, "attvalue", {"for": key, "value": value})
