"""Fact-checks that a page declares: schema.org ClaimReview, in JSON-LD or in microdata.

https://schema.org/ClaimReview. A rating is read as it is printed (`alternateName`, else the value); numbers that are
none are left out. Reviews of products have no `claimReviewed` and are no fact-checks.
"""

from __future__ import annotations

from typing import Any

from stemma.model import Review
from stemma.read import dates
from stemma.read.declaration import as_list, plain

MOST = 20
"""Reviews of one page that are kept."""
LONGEST = 1000
"""Characters of a claim or rating."""


def of_node(node: dict[str, Any]) -> Review | None:
    """The review in a JSON-LD node of type ClaimReview; None where it names no claim or no rating."""
    rating = _first(node.get("reviewRating"))
    item = _first(node.get("itemReviewed"))
    claim = plain(node.get("claimReviewed")) or plain(item.get("text")) or plain(item.get("name"))
    value, best, worst = (_number(rating.get(key)) for key in ("ratingValue", "bestRating", "worstRating"))
    words = plain(rating.get("alternateName")) or plain(rating.get("name"))
    return _made(
        claim,
        words,
        (value, best, worst),
        author=_name(node.get("author")),
        date=dates.normal(plain(node.get("datePublished"))),
        url=plain(node.get("url")) or None,
        claimant=_name(item.get("author")),
    )


def of_microdata(tree: Any) -> list[Review]:
    """The reviews that elements of an lxml HTML tree declare with `itemtype` ClaimReview, in their order."""
    found: list[Review] = []
    for node in tree.iter():
        if isinstance(node.tag, str) and "schema.org/ClaimReview" in (node.get("itemtype") or ""):
            review = of_node(_item(node))
            found += [review] if review is not None else []
            if len(found) >= MOST:
                break
    return found


def _item(scope: Any, depth: int = 0) -> dict[str, Any]:
    """The properties of a microdata item, as JSON-LD would have them; items in it are items."""
    made: dict[str, Any] = {}
    for child in scope:
        if not isinstance(child.tag, str):
            continue
        names = (child.get("itemprop") or "").split()
        inner = child.get("itemscope") is not None
        if names and inner and depth < 5:
            value: Any = _item(child, depth + 1)
        elif names:
            value = child.get("content") or child.get("datetime") or child.get("href") or plain(child.text_content())
        for name in names:
            made.setdefault(name, value)
        if not inner and depth < 50:
            made = _item(child, depth + 1) | made
    return made


def _made(
    claim: str, words: str, numbers: tuple[float | None, float | None, float | None], **more: str | None
) -> Review | None:
    value, best, worst = numbers
    if not claim or not (words or value is not None):
        return None
    return Review(claim[:LONGEST], words[:LONGEST] or None, value, best, worst, **more)


def _first(value: Any) -> dict[str, Any]:
    return next((one for one in as_list(value) if isinstance(one, dict)), {})


def _name(value: Any) -> str | None:
    return next((name for one in as_list(value) if (name := plain(one))), None)


def _number(value: Any) -> float | None:
    try:
        found = float(plain(value) if isinstance(value, str) else value)
    except (TypeError, ValueError):
        return None
    return found if abs(found) < 1e6 else None
