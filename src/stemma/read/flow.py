"""What the neighbours of an HTML block say of it, where the block model alone is not to be believed.

A paragraph that is one link stands in the flow of its siblings; a whole sentence in a heading does, too. What stands
below the head of a rail or of comments, in elements named so, is not the story's, and neither are cards: linked
headlines with a summary each.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from stemma.read import furniture, teasers
from stemma.read.blocks import Block

BESIDE = 4
"""Blocks before and after, among which a doubtful block needs a sibling that is story."""
LEAST_STORY = 200
"""Characters of a story that stand before what is cut off from it."""
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)]*$")
_OUTSIDE = frozenset(("aside", "nav", "footer", "form", "button", "figure", "figcaption"))


def mend(blocks: Sequence[Block], chosen: Sequence[bool], url: str | None = None, live: bool = False) -> list[bool]:
    """`chosen` (for each block, whether it is story) with what the neighbours say.

    `url` is the page's address, to tell its site's links from others; `live`: entries look like cards.
    """
    out = list(chosen)
    if not any(out):
        return out
    main = _main(blocks, out)
    _add_linked(blocks, out)
    _add_sentences(blocks, out)
    _drop_below_heads(blocks, out, main)
    if not live:
        _drop_cards(blocks, out, main, url)
    return out


def _main(blocks: Sequence[Block], chosen: Sequence[bool]) -> Block:
    """The longest block of the element that most of the story stands in."""
    sizes: Counter[int] = Counter()
    for block, is_story in zip(blocks, chosen, strict=True):
        if is_story:
            sizes[block.parent] += len(block.text)
    parent = max(sizes, key=lambda key: sizes[key])
    return max(
        (block for block, is_story in zip(blocks, chosen, strict=True) if is_story and block.parent == parent),
        key=lambda block: len(block.text),
    )


def _tells(block: Block, least: int) -> bool:
    return len(block.text.split()) >= least and _SENTENCE.search(block.text) is not None


def _near(blocks: Sequence[Block], chosen: Sequence[bool], at: int, alike: bool = False) -> tuple[bool, bool]:
    """Whether a block of the story stands near before, and near behind; only those in `alike` elements, if asked."""

    def is_near(i: int) -> bool:
        return chosen[i] and not (alike and _place(blocks[i]) != _place(blocks[at]))

    low, high = max(0, at - BESIDE), min(len(blocks), at + BESIDE + 1)
    return any(map(is_near, range(low, at))), any(map(is_near, range(at + 1, high)))


def _place(block: Block) -> tuple[object, ...]:
    return block.tag, block.depth, block.around - {"a"}, block.marks


def _add_linked(blocks: Sequence[Block], chosen: list[bool]) -> None:
    """Paragraphs that are a link as a whole: sentences between or behind siblings that are story."""
    for at, block in enumerate(blocks):
        if chosen[at] or block.links < 0.9 or block.tag not in ("p", "div", "td") or not _tells(block, 9):
            continue
        if all(_near(blocks, chosen, at, alike=True)) and not furniture.is_pointer(block.text):
            chosen[at] = True


def _add_sentences(blocks: Sequence[Block], chosen: list[bool]) -> None:
    """Sentences that a page sets as headings, between paragraphs of the story or right behind them."""
    for at, block in enumerate(blocks):
        if chosen[at] or not block.heading or block.links > 0.3 or block.marks[1] or block.caption:
            continue
        if (
            not _tells(block, 10)
            or block.around & _OUTSIDE
            or teasers.is_rail(block.text)
            or furniture.is_pointer(block.text)
        ):
            continue
        if _near(blocks, chosen, at)[0]:
            chosen[at] = True


def _drop_below_heads(blocks: Sequence[Block], chosen: list[bool], main: Block) -> None:
    """What stands below the head of a rail or of comments, in an element that is named as one, the story is not."""
    if main.marks[1]:
        return
    told, below = 0, False
    places: set[tuple[object, ...]] = set()  # elements that the story has stood in
    for at, block in enumerate(blocks):
        if block.parent == main.parent:
            below = False
        elif told >= LEAST_STORY and (teasers.is_rail(block.text) or teasers.is_comments_head(block.text)):
            below = True
        if chosen[at]:
            told += len(block.text)
            if not below:
                places.add(_place(block))
            elif block.marks[1] and _place(block) not in places:
                chosen[at] = False


def _drop_cards(blocks: Sequence[Block], chosen: list[bool], main: Block, url: str | None) -> None:
    """Summaries below linked headlines of the same site, several in a row, each in an element of its own.

    Headings that link to other sites are products and sources that a story lists.
    """
    cards: list[list[int]] = []
    told = 0
    places: set[tuple[object, ...]] = set()  # elements that the story has stood in
    for at, block in enumerate(blocks):
        told += len(block.text) * chosen[at]
        if chosen[at] and (not cards or block.parent == main.parent):
            places.add(_place(block))
        if told < LEAST_STORY or block.parent == main.parent or not _links_away(block, url):
            continue
        own = [at]
        for later in range(at + 1, min(at + 5, len(blocks))):
            if blocks[later].heading or (_tells(blocks[later], 9) and _place(blocks[later]) in places):
                break
            own.append(later)
        if 1 <= sum(_tells(blocks[i], 9) for i in own[1:]) <= 2:
            cards.append(own)
    if len(cards) >= 2:
        for at in itertools.chain.from_iterable(cards):
            chosen[at] = False


def _links_away(block: Block, url: str | None) -> bool:
    """Whether a block is a headline that links to another page of the same site."""
    href = block.href or ""
    if not block.heading or block.links < 0.9 or not href or href.startswith(("#", "mailto:", "javascript:")):
        return False
    try:
        own, other = urlsplit(url or "").hostname, urlsplit(href).hostname
    except ValueError:
        return False
    return other is None or own is None or other.removeprefix("www.") == own.removeprefix("www.")


REST = 300
"""Characters that a declared text must have behind what the page shows, to be a rest of it."""


def rest_of(declared: str, shown: Sequence[str]) -> list[str]:
    """What a declared text has behind the paragraphs that a page shows: the rest of a story behind a paywall.

    Empty where the page does not show the declared text's begin, or all of it but little.
    """
    words = list(re.finditer(r"\w+", declared))
    text = " ".join(match.group().casefold() for match in words) + " "
    long = [own for paragraph in shown if len(own := re.findall(r"\w+", paragraph.casefold())) >= 8]
    found = [own for own in long if " ".join(own[:6]) + " " in text]
    if not long or len(found) < 0.7 * len(long):
        return []
    at = text.rfind(" ".join(found[-1][-6:]) + " ")
    if at < 0:
        return []
    number = text[:at].count(" ") + 6  # the first word behind what is shown
    if number >= len(words):
        return []
    rest = declared[words[number - 1].end() :].lstrip(" .!?…\"'”’»)\n")
    if len(rest) < max(REST, 0.4 * sum(map(len, shown))):
        return []
    return [line.strip() for line in rest.split("\n") if line.strip()]
