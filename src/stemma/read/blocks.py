"""The blocks of an HTML page: its lines of text in page order, each with what its elements say of it.

A block is the text of one block element (paragraph, heading, list item, caption, table cell, bare text of a div),
white space made single. Invisible elements (script, style, template, `hidden`) give none. The walk is iterative and
bounded, so that deep nesting and huge pages cost bounded time.
"""

from __future__ import annotations

import functools
import operator
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
_PARENTS = frozenset(("div", "section", "article", "main", "body", "ul", "ol", "td", "aside"))
"""Elements whose blocks are siblings."""
_NAMES = tuple(
    tuple(words.split())
    for words in (
        "article body content story text entry post paragraph main rich prose",
        """relat share social comment coment kommentar commenti
        reacties foot nav side promo advert sponsor newsletter subscri recirc recommend most
        popular trending teaser widget banner cookie consent menu header breadcrumb signup paywall modal popup outbrain
        taboola more- disclaimer legal login toolbar player rail also readnext read-next follow cta""",
        """byline author meta date time tag topic label kicker caption credit copyright figure headline title dek
        summary lead standfirst intro bio correction note source""",
        "dek summary lead standfirst intro excerpt subtitle subhead sub-head description",
        """caption legend bildunterschrift legende photocredit photo-credit imagecredit image-credit mediadescription
        media-description""",
    )
)
"""What the class names of stories, furniture, frames, leads and captions have in them."""
_ADS = re.compile(r"\bads?\b")


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
    ruled: bool = False
    """Whether a rule (`<hr>`) stands above it."""

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
    ruled: bool = False


def blocks(root: Any) -> list[Block]:
    """The blocks of an lxml HTML tree in page order."""
    out: list[Block] = []
    now = _Open()
    context: list[tuple[str, frozenset[str], tuple[bool, ...], int]] = [("body", frozenset(), (False,) * 5, 0)]
    bolds = 0
    hrefs: list[str | None] = []  # of the links that are open
    number = 0
    hidden = _hidden(root)

    def close() -> None:
        nonlocal now
        if not (now.pieces or now.time):
            return
        text = " ".join("".join(now.pieces).split())
        if text:
            tag, around, marks, parent = context[-1]
            size = max(now.length, 1)
            out.append(
                Block(text[:MAX_TEXT], tag, now.linked / size, around, len(context), parent, marks, now.time, now.href,
                      tag in ("h1", "h2", "h3", "h4", "h5", "h6"), now.bold > 0.9 * size, now.ruled)
            )  # fmt: skip
        now = _Open(ruled=now.ruled and not text, href=hrefs[-1] if hrefs else None)

    def add(text: str) -> None:
        now.pieces.append(text)
        size = len(text.strip())
        now.length += size
        if hrefs:
            now.linked += size
        if bolds:
            now.bold += size

    stack: list[tuple[Any, str]] = [(root, "")]  # with the tag of an element that is being left
    while stack and len(out) < MAX_BLOCKS:
        node, left = stack.pop()
        if left:
            if left == "a":
                hrefs.pop()
            elif left in ("b", "strong"):
                bolds -= 1
            if left not in _INLINE:
                close()
                context.pop()
            if text := node.tail:
                add(text)
            continue
        tag = node.tag
        if tag in _SKIP or not isinstance(tag, str) or node in hidden:
            if node is not root and (text := node.tail):
                add(text)
            continue
        if tag == "br":
            if now.pieces and now.pieces[-1] != "\n":
                now.pieces.append("\n")
            else:
                close()
            if text := node.tail:
                add(text)
            continue
        number += 1
        if tag == "hr":
            close()
            now.ruled = True
        elif tag == "a":
            hrefs.append(node.get("href"))
            now.href = now.href or hrefs[-1]
        elif tag in ("b", "strong"):
            bolds += 1
        elif tag == "time":
            now.time = now.time or node.get("datetime")
        if tag not in _INLINE:
            close()
            _, around, marks, parent = context[-1]
            if tag in _PARENTS:
                parent = number
            if tag not in ("body", "html") and (own := _named(node)):
                marks = tuple(map(operator.or_, marks, own))
            context.append((tag, around | {tag} if tag in _AROUND else around, marks, parent))
        if text := node.text:
            add(text)
        stack.append((node, tag))
        stack.extend([(child, "") for child in reversed(node)])
    close()
    return out


def _named(node: Any) -> tuple[bool, ...] | None:
    """What the names of an element say of it; None if it has none."""
    names = [name for attribute in ("class", "id", "itemprop", "data-testid") if (name := node.get(attribute))]
    return _marks(" ".join(names)[:400]) if names else None


@functools.lru_cache(4096)  # items of a list all have the same names
def _marks(names: str) -> tuple[bool, ...]:
    """What class names say: story, furniture, frame, lead, caption."""
    return tuple(map(any, zip(*map(_mark, names.split()), strict=True))) or (False,) * 5


@functools.lru_cache(16_384)
def _mark(name: str) -> tuple[bool, ...]:
    name = name.lower()
    found = [any(map(name.__contains__, words)) for words in _NAMES]
    found[1] = found[1] or ("ad" in name and _ADS.search(name) is not None)
    return tuple(found)


def _hidden(root: Any) -> set[Any]:
    """The elements below `root` that are not shown."""
    found = root.xpath("//*[@hidden or @aria-hidden='true' or contains(@style, ':')]")
    return {node for node in found if _is_hidden(node)}


def _is_hidden(node: Any) -> bool:
    if node.get("hidden") is not None or (
        node.get("aria-hidden") == "true" and node.tag not in ("p", "div", "span", "article")
    ):
        return True
    style = node.get("style")
    return bool(style) and re.search(r"display\s*:\s*none", style, re.I) is not None


def features(found: list[Block], texts: dict[str, str]) -> NDArray[np.float32]:
    """DOM features, one row a block; `texts` are what other extractors took for the body, by their names."""
    import numpy as np

    if not found:
        return np.zeros((0, 0), np.float32)
    sizes: dict[int, int] = {}
    paragraphs: dict[int, int] = {}
    for block in found:
        if len(block.text) > 60 and block.links < 0.5:
            sizes[block.parent] = sizes.get(block.parent, 0) + len(block.text)
            paragraphs[block.parent] = paragraphs.get(block.parent, 0) + 1
    best = max(sizes, key=lambda key: sizes[key], default=-1)
    total = max(sum(sizes.values()), 1)
    kinds: dict[tuple[str, frozenset[str], tuple[bool, ...]], int] = {}  # many blocks stand in the same elements
    kind = [kinds.setdefault((block.tag, block.around, block.marks), len(kinds)) for block in found]
    places = [
        [*(tag == name for name in _TAGS), *(name in around for name in _AROUND), *marks]
        for tag, around, marks in kinds
    ]
    own = [
        (
            block.links,
            block.depth,
            block.parent == best,
            sizes.get(block.parent, 0) / total,
            paragraphs.get(block.parent, 0),
            block.time is not None and block.time != "",
            block.bold,
        )
        for block in found
    ]
    taken = [_taken(found, text) for text in texts.values()]
    columns = [np.array(places, np.float32)[kind], np.array(own, np.float32), np.array(taken, np.float32).T]
    return np.concatenate(columns, axis=1)


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
