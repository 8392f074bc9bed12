"""The attributions of a story as W3C Web Annotations (www.w3.org/TR/annotation-model).

One annotation for each attribution. Its targets are the spans of the content in the article's clean text
(`urn:stemma:article:…`, with the page as `via`), each with a TextPositionSelector (code points) and a
TextQuoteSelector with the words around it. A span longer than the excerpt has the position alone: a shortened quote
would select something else. Cue and source are given in the same way under `stemma:cue` and `stemma:source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stemma.model import Annotated, Article, Attribution, Span, Spans, Story
from stemma.tell.formats import excerpt as excerpts
from stemma.tell.formats.html import web
from stemma.tell.formats.schemaorg import name

CONTEXT: list[Any] = [
    "http://www.w3.org/ns/anno.jsonld",
    {"stemma": "urn:stemma:vocabulary:", "stemma:chain": {"@container": "@list"}},
]
AROUND = 32
"""Code points of prefix and suffix."""
ARROW = " ← "


def story(story: Story, articles: Mapping[str, Annotated], *, excerpt: int = excerpts.LENGTH) -> dict[str, Any]:
    """The attributions of all `articles` as an AnnotationCollection with one page."""
    items = [_annotation(one, found, excerpt) for one in articles.values() for found in one.annotations.attributions]
    collection = name("annotations", story.id)
    page = {"id": f"{collection}:page", "type": "AnnotationPage", "partOf": collection, "startIndex": 0, "items": items}
    label = story.title or story.id
    return {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(items),
        "first": page,
    }


def spans(targets: list[dict[str, Any]]) -> Spans:
    """The spans that targets (or the values of `stemma:cue`, `stemma:source`) select, in their order."""
    found = [selector for target in targets for selector in target["selector"]]
    return tuple((s["start"], s["end"]) for s in found if s["type"] == "TextPositionSelector")


def _annotation(annotated: Annotated, found: Attribution, most: int) -> dict[str, Any]:
    article = annotated.article
    chain = [link.name for link in found.chain]
    return {
        "id": name("attribution", article.id, found.id),
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "value": ARROW.join(chain), "format": "text/plain", "purpose": "describing"},
            {"type": "TextualBody", "value": found.certainty, "format": "text/plain", "purpose": "classifying"},
            {"type": "TextualBody", "value": found.act, "format": "text/plain", "purpose": "classifying"},
        ],
        "target": [_target(article, span, most) for span in found.content],
        "stemma:chain": chain,
        "stemma:kind": found.kind,
        "stemma:confidence": found.confidence,
        "stemma:cue": [_target(article, span, most) for span in found.cue],
        "stemma:source": [_target(article, span, most) for span in found.source],
    }


def _target(article: Article, span: Span, most: int) -> dict[str, Any]:
    start, end = span
    source: dict[str, Any] = {"id": name("article", article.id), "type": "Text", "format": "text/plain"}
    if article.language:
        source["language"] = article.language
    if address := web(article.url):
        source["via"] = address
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    if end - start <= most:
        around = min(AROUND, most)
        quote = {
            "type": "TextQuoteSelector",
            "exact": article.body[start:end],
            "prefix": article.body[max(0, start - around) : start],
            "suffix": article.body[end : end + around],
        }
        selectors.append(quote)
    return {"type": "SpecificResource", "source": source, "selector": selectors}
