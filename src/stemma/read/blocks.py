"""The blocks of an HTML page: its lines of text in page order, each with what its elements say of it.

A block is the text of one block element (paragraph, heading, list item, caption, table cell, bare text of a div),
white space made single. Invisible elements (script, style, template, `hidden`) give none. The walk is iterative and
bounded, so that deep nesting and huge pages cost bounded time.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_BLOCKS = 6000
"""Blocks of one page that are looked at."""
MAX_TEXT = 20_000
"""Characters of one block that are kept."""

_SKIP = frozenset(
    ("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "select", "option",
     "canvas", "audio", "video", "head", "title", "input", "textarea", "map", "datalist", "dialog")
)  # fmt: skip
_INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
     "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
     "time", "tt", "u", "var", "wbr", "nobr", "img", "picture", "source", "button")
)  # fmt: skip
_TAGS = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "blockquote",
    "figcaption",
    "td",
    "div",
    "section",
    "article",
    "header",
    "dd",
    "span",
)
_AROUND = (
    "article",
    "main",
    "aside",
    "nav",
    "footer",
    "header",
    "figure",
    "form",
    "ul",
    "ol",
    "table",
    "blockquote",
    "section",
    "a",
    "figcaption",
    "button",
)
_POSITIVE = re.compile(r"article|body|content|story|text|entry|post|paragraph|main|rich|prose", re.I)
_NEGATIVE = re.compile(
    r"relat|share|social|comment|foot|nav|side|promo|\bads?\b|advert|sponsor|newsletter|subscri"
    r"|recirc|recommend|most|popular|trending|teaser|widget|banner|cookie|"
    r"consent|menu|header|breadcrumb|signup|paywall|modal|popup|outbrain|taboola|more-|disclaimer"
    r"|legal|login|toolbar|player|rail|also|read-?next|follow|cta",
    re.I,
)
_FRAME = re.compile(
    r"byline|author|meta|date|time|tag|topic|label|kicker|caption|credit|copyright|figure|headline"
    r"|title|dek|summary|lead|standfirst|intro|bio|correction|note|source",
    re.I,
)
_LEAD = re.compile(r"dek|summary|lead|standfirst|intro|excerpt|subtitle|sub-?head|description", re.I)
_CAPTION = re.compile(r"caption|legend|bildunterschrift|legende|photo-?credit|image-?credit|media-?description", re.I)


@dataclass(slots=True)
class Block:
    """One block: its text, its element, and marks of the elements around it."""

    text: str
    tag: str
    links: float
    """Share of its characters that are inside links."""
    around: frozenset[str]
    depth: int
    parent: int
    """Number of the element it stands in, to tell siblings."""
    marks: tuple[bool, ...]
    """Whether class names around it are those of stories, of furniture, of frames, of leads, of captions."""
    time: str | None = None
    """`datetime` of a time element in it."""
    href: str | None = None
    heading: bool = False
    bold: bool = False

    @property
    def caption(self) -> bool:
        """Whether the page marks it as a caption."""
        return "figcaption" in self.around or self.tag == "figcaption" or (self.marks[4] and len(self.text) < 600)


@dataclass(slots=True)
class _Open:
    """What is collected for the block that is being read."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    length: int = 0
    bold: int = 0
    time: str | None = None
    href: str | None = None


def blocks(root: Any) -> list[Block]:
    """The blocks of an lxml HTML tree in page order."""
    out: list[Block] = []
    now = _Open()
    context: list[tuple[str, frozenset[str], tuple[bool, ...], int]] = [("body", frozenset(), (False,) * 5, 0)]
    links = bolds = 0
    number = 0

    def close() -> None:
        nonlocal now
        text = " ".join("".join(now.pieces).split())
        if text:
            tag, around, marks, parent = context[-1]
            size = max(now.length, 1)
            out.append(
                Block(text[:MAX_TEXT], tag, now.linked / size, around, len(context), parent, marks, now.time, now.href,
                      tag in ("h1", "h2", "h3", "h4", "h5", "h6"), now.bold > 0.9 * size)
            )  # fmt: skip
        now = _Open()

    def add(text: str | None) -> None:
        if text:
            now.pieces.append(text)
            size = len(text.strip())
            now.length += size
            if links:
                now.linked += size
            if bolds:
                now.bold += size

    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack and len(out) < MAX_BLOCKS:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if leaving:
            if tag == "a":
                links -= 1
            elif tag in ("b", "strong"):
                bolds -= 1
            if tag not in _INLINE:
                close()
                context.pop()
            if tag == "a" and context[-1][0] != "a":
                pass
            add(node.tail)
            continue
        if not tag or tag in _SKIP or _hidden(node):
            add(node.tail if node is not root else None)
            continue
        if tag == "br":
            now.pieces.append("\n" if now.pieces and now.pieces[-1] != "\n" else "\x1e")
            if "\x1e" in now.pieces[-1]:
                now.pieces.pop()
                close()
            add(node.tail)
            continue
        number += 1
        if tag == "a":
            links += 1
            now.href = now.href or node.get("href")
        elif tag in ("b", "strong"):
            bolds += 1
        elif tag == "time":
            now.time = now.time or node.get("datetime")
        if tag not in _INLINE:
            close()
            _, around, marks, _ = context[-1]
            parent = (
                number
                if tag in ("div", "section", "article", "main", "body", "ul", "ol", "td", "aside")
                else context[-1][3]
            )
            names = (
                f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''} "
                f"{node.get('data-testid') or ''}"
            )[:400]
            if names.strip() and tag not in ("body", "html"):
                marks = tuple(mark or own for mark, own in zip(marks, _marks(names), strict=True))
            context.append((tag, around | {tag} if tag in _AROUND else around, marks, parent))
        add(node.text)
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    close()
    return out


@functools.lru_cache(4096)  # items of a list all have the same names
def _marks(names: str) -> tuple[bool, ...]:
    """What class names say: story, furniture, frame, lead, caption."""
    patterns = (_POSITIVE, _NEGATIVE, _FRAME, _LEAD, _CAPTION)
    return tuple(pattern.search(names) is not None for pattern in patterns)


def _hidden(node: Any) -> bool:
    if node.get("hidden") is not None or (
        node.get("aria-hidden") == "true" and node.tag not in ("p", "div", "span", "article")
    ):
        return True
    style = node.get("style")
    return bool(style) and re.search(r"display\s*:\s*none", style, re.I) is not None


def features(found: list[Block], texts: dict[str, str]) -> NDArray[np.float32]:
    """DOM features, one row a block; `texts` are what other extractors took for the body, by their names."""
    import numpy as np

    sizes: dict[int, int] = {}
    paragraphs: dict[int, int] = {}
    for block in found:
        if len(block.text) > 60 and block.links < 0.5:
            sizes[block.parent] = sizes.get(block.parent, 0) + len(block.text)
            paragraphs[block.parent] = paragraphs.get(block.parent, 0) + 1
    best = max(sizes, key=lambda key: sizes[key], default=-1)
    total = max(sum(sizes.values()), 1)
    taken = [_taken(found, text) for text in texts.values()]
    rows = []
    for at, block in enumerate(found):
        rows.append(
            [
                *(1.0 if block.tag == tag else 0.0 for tag in _TAGS),
                *(1.0 if name in block.around else 0.0 for name in _AROUND),
                *(1.0 if mark else 0.0 for mark in block.marks),
                block.links,
                block.depth,
                1.0 if block.parent == best else 0.0,
                sizes.get(block.parent, 0) / total,
                paragraphs.get(block.parent, 0),
                1.0 if block.time else 0.0,
                1.0 if block.bold else 0.0,
                *(column[at] for column in taken),
            ]
        )
    return np.array(rows, dtype=np.float32) if rows else np.zeros((0, 0), np.float32)


def _taken(found: list[Block], text: str) -> list[float]:
    """How much of each block another extractor kept: its share of 3-grams, −1 for a text that is empty."""
    if not text:
        return [-1.0] * len(found)
    words = _words(text)
    grams = set(zip(words, words[1:], words[2:], strict=False))
    single = set(text.split("\n"))
    out = []
    for block in found:
        own = _words(block.text)
        if len(own) < 3:
            out.append(1.0 if block.text in single else 0.0)
            continue
        inside = sum(1 for gram in zip(own, own[1:], own[2:], strict=False) if gram in grams)
        out.append(inside / (len(own) - 2))
    return out


def _words(text: str) -> list[str]:
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|\w+", text)
