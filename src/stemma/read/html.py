"""HTML pages: a model decides block by block what is story, on top of trafilatura and what the page declares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from stemma.errors import NoArticle, TooLarge, Unreadable
from stemma.model import Capture
from stemma.read import (
    blocks,
    bylines,
    credits,
    dates,
    declared,
    flow,
    furniture,
    heads,
    jsonld,
    lines,
    live,
    metas,
    titles,
)
from stemma.read.declaration import Declared
from stemma.read.found import Found
from stemma.read.parts import Line

KEEP, ADD = 0.2, 0.7
"""Probabilities from which a block is story: where trafilatura takes it too, and where it does not (held-out folds)."""
TAKEN = -2
"""Column of `rows` that says how much of a block trafilatura took."""


ENOUGH = 0.6
"""Share of a page's prose from which trafilatura's quick answer is taken: the full one is the same then, or as good."""
_SENTENCE_ENDS = '.!?…”"。！？'
MAX_TAGS = 300_000
"""Tags ("<") of a page that is read; a common page has 3,000, and each takes memory while the page is parsed."""
MAX_ELEMENTS = 40_000
"""Elements of a page up to which trafilatura is asked too."""
MAX_ATTRIBUTES = 1000
"""Attributes of one tag that are kept; libxml2 takes quadratic time over them."""
_TAG = re.compile(r"""<([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)(>|$)""")


def tame(text: str) -> str:
    """`text` with the attributes of monstrous tags left out (more than `MAX_ATTRIBUTES`)."""
    if text.count("=") < 5 * MAX_ATTRIBUTES:
        return text
    out: list[str] = []
    at = 0
    for match in _TAG.finditer(text):
        if match.end() - match.start() > 2 * MAX_ATTRIBUTES and match[2].count("=") > MAX_ATTRIBUTES:
            out += [text[at : match.start()], f"<{match[1]}>"]
            at = match.end()
    return "".join([*out, text[at:]])


@dataclass(slots=True)
class Page:
    """A parsed page: its blocks, what it declares, and what trafilatura takes for its body."""

    blocks: list[blocks.Block]
    declared: Declared
    extracted: str
    scripts: list[str]
    """The scripts of a page that shows no text itself."""


def parse(text: str, name: str, url: str | None = None) -> Page:
    """Parses a page. Raises `Unreadable` where there is no HTML in it, `TooLarge` with more than `MAX_TAGS` tags."""
    from lxml import etree
    from lxml import html as parser

    if text.count("<") > MAX_TAGS:
        raise TooLarge(f"more than {MAX_TAGS:,} tags", input=name, remedy="split it")
    text = tame(text)
    try:
        tree = parser.document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, ValueError):
        raise Unreadable("no HTML in it", input=name) from None
    elements = list(tree.iter())  # held, so that lxml does not make them anew for every walk
    said = declared.read(tree, url)
    said.marked = metas.marked_byline(tree)
    found = blocks.blocks(tree)
    # Beyond any real page trafilatura's time grows without bound; the blocks are bounded by themselves.
    extracted = _extracted(tree, found) if len(elements) <= MAX_ELEMENTS else ""
    empty = sum(len(block.text) for block in found) < 400
    scripts = [script.text or "" for script in tree.iter("script")] if empty else []
    return Page(found, said, extracted, scripts)


def _extracted(tree: Any, found: list[blocks.Block]) -> str:
    """What trafilatura takes for the body: quickly, and with all its comparisons where that is little of the prose."""
    import trafilatura

    quick = trafilatura.extract(tree, include_comments=False, fast=True) or ""
    prose = sum(len(block.text) for block in found if len(block.text) > 60 and block.text[-1] in _SENTENCE_ENDS)
    if len(quick) >= ENOUGH * prose:
        return quick
    return trafilatura.extract(tree, include_comments=False) or ""


def _parser() -> Any:
    """A parser whose elements are all `HtmlElement`: lxml.html's own asks Python for the class of each one."""
    from lxml import etree
    from lxml.html import HtmlElement

    made = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    made.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return made


def rows(page: Page) -> Any:
    """The features of each block of a page: of its text, of its elements, of what others took."""
    import numpy as np

    own = lines.features([block.text for block in page.blocks])
    dom = blocks.features(page.blocks, {"trafilatura": page.extracted, "declared": page.declared.body or ""})
    return np.concatenate([own, dom], axis=1)


def choose(page: Page) -> list[bool]:
    """For each block of a page, whether it is a part of the story."""
    from stemma.read.trees import agreed, load

    if not page.blocks:
        return []
    matrix = rows(page)
    probability = agreed(list(load("blocks.npz").values()), matrix)
    taken = matrix[:, TAKEN] >= 0.5
    chosen = [bool(p >= (KEEP if t else ADD)) for p, t in zip(probability, taken, strict=True)]
    return flow.mend(page.blocks, chosen, page.declared.url, page.declared.is_live)


def read(text: str, capture: Capture, country: str | None) -> Found:
    """What an HTML page says. Raises `NoArticle` where no story is found on it."""
    page = parse(text, capture.id, capture.url)
    chosen = choose(page)
    if not any(chosen):
        # Pages that build themselves in the browser carry their text in JSON-LD, or in the state of their scripts.
        page.blocks = _plain_blocks(page.declared.body or page.extracted or jsonld.longest_text(page.scripts))
        chosen = [True] * len(page.blocks)
    if not any(chosen):
        raise NoArticle("no story was found on the page", input=capture.id)
    first = chosen.index(True)
    last = len(chosen) - 1 - chosen[::-1].index(True)
    shown = [block.text for block, is_story in zip(page.blocks, chosen, strict=True) if is_story]
    if page.declared.body and (rest := flow.rest_of(page.declared.body, shown)):
        page.blocks[last + 1 : last + 1] = _plain_blocks("\n".join(rest))
        chosen[last + 1 : last + 1] = [True] * len(rest)
        last += len(rest)
    start, end = max(0, first - 8), min(len(chosen), last + 9)
    top = max((at for at, block in enumerate(page.blocks[: first + 1]) if block.tag == "h1"), default=0)
    below = page.blocks[last + 1 : end]
    rail = next((at for at, block in enumerate(below, last + 1) if block.heading and block.links > 0.8), end)
    region = [
        Line(
            block.text,
            is_story,
            block.caption,
            time=dates.normal(block.time),
            heading=block.heading,
            ruled=block.ruled,
            linked=block.links,
        )
        for at, (block, is_story) in enumerate(zip(page.blocks[start:end], chosen[start:end], strict=True), start)
        if top <= at < rail or is_story or not bylines.parse(block.text)  # the others are of other stories
    ]
    headline = next((block.text for block in page.blocks if block.tag == "h1"), None)
    is_live = page.declared.is_live or live.is_live(headline, capture.url)
    said = page.declared
    found = Found(furniture.split(region, country=country, live=is_live, title=headline, authors=said.authors))
    live.add_entries(found.parts, page.declared.live)
    found.declared = page.declared
    if len(page.blocks) >= blocks.MAX_BLOCKS:
        found.flags.append("cut-after-many-blocks")
    found.headings = headings(page, first)
    _stamps(page, chosen, found, country, top)
    taken = tuple(caption for caption, _ in found.parts.captions if len(caption) > 20)
    found.other_lines = [
        "" if is_story or block.caption or (taken and block.text.startswith(taken)) else block.text
        for block, is_story in zip(page.blocks, chosen, strict=True)
    ]
    return found


def headings(page: Page, first: int) -> list[titles.Heading]:
    """The headings of a page, with their places before or after the story's `first` block."""
    found = [(at, block) for at, block in enumerate(page.blocks) if block.heading]
    return [titles.Heading(block.text, int(block.tag[1]), at - first) for at, block in found]


def _plain_blocks(text: str) -> list[blocks.Block]:
    marks = (False,) * 5
    kept = [line.strip() for line in text.split("\n") if line.strip()]
    return [blocks.Block(line, "p", 0.0, frozenset(), 1, 0, marks) for line in kept]


def _stamps(page: Page, chosen: list[bool], found: Found, country: str | None, top: int) -> None:
    """Visible stamps right before and after the story, time elements first; bylines from the headline (`top`) on."""
    first = chosen.index(True)
    after = [block for block in page.blocks[first + 1 : first + 4] if block.time and len(block.text) < 60]
    near = range(max(0, first - 14), first + 1)
    for at, block in [*((at, page.blocks[at]) for at in near), *((first + 1, block) for block in after)]:
        if len(block.text) > 200:
            continue
        if block.time and (iso := dates.normal(block.time)):
            form = dates.Stamp(iso, 0, 0, "full")
            found.parts.stamps.append((heads.role(block.text), form))
            found.parts.clocks += dates.find(block.text, country=country)
        else:
            found.parts.stamps += [
                (role, stamp) for role, stamp in heads.stamps(block.text, country) if stamp.form in ("full", "ago")
            ]
        if at >= top and not found.parts.authors and (by := credits.byline(block.text)):
            found.parts.authors += by[0]
            found.add_credits(by[1])
