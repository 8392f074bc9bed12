"""JSON-LD: what a page says of its story in schema.org's words (NewsArticle, LiveBlogPosting).

Broken JSON-LD is repaired where that is beyond doubt: control characters, comments, a comma too many, several objects
one after the other.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from stemma.read import dates, reviews
from stemma.read.declaration import Declared, Entry, add_author, as_list, is_true, keywords, plain
from stemma.read.titles import Title

MAX_JSON = 3_000_000
"""Characters of JSON-LD of one page that are parsed."""
MAX_NODES = 20_000
_TITLES = {"headline": "headline", "name": "name", "alternativeHeadline": "alternative"}

_ARTICLES = {
    "newsarticle": 5, "reportagenewsarticle": 5, "analysisnewsarticle": 5, "liveblogposting": 5,
    "backgroundnewsarticle": 5,
    "opinionnewsarticle": 5, "reviewnewsarticle": 5, "askpublicnewsarticle": 5, "article": 4, "blogposting": 4,
    "report": 4, "satiricalarticle": 4, "socialmediaposting": 3, "techarticle": 4, "scholarlyarticle": 4,
    "advertisercontentarticle": 3, "medicalwebpage": 2, "creativework": 2, "newsvideo": 2, "videoobject": 1,
    "webpage": 1,
}  # fmt: skip
"""schema.org types that can describe the page's story, and how well."""


def read(tree: Any, found: Declared) -> None:
    """Adds to `found` what the JSON-LD of an lxml HTML tree says of its story."""
    nodes: list[dict[str, Any]] = []
    total = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text or ""
        total += len(text)
        if total > MAX_JSON:
            break
        for value in parse(text):
            nodes.extend(_objects(value))
    judged = [node for node in nodes if "claimreview" in _types(node)]
    found.reviews += [review for node in judged[: reviews.MOST] if (review := reviews.of_node(node)) is not None]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    ranked = sorted(nodes, key=lambda node: -_rank(node))
    best = [node for node in ranked if _rank(node) > 0][:3]
    for node in best[:1] if best and _rank(best[0]) >= 3 else best:
        _article(node, by_id, found)
    for node in best[1:]:
        if _rank(node) >= 3:  # a second article node fills gaps only
            other = Declared()
            _article(node, by_id, other)
            if other.titles and found.titles and other.titles[0].text == found.titles[0].text:
                _fill(found, other)


def _rank(node: dict[str, Any]) -> float:
    score = max((_ARTICLES.get(kind, 0) for kind in _types(node)), default=0)
    if not score:
        return 0
    return score + 0.4 * ("headline" in node) + 0.4 * ("datePublished" in node) + 0.3 * ("articleBody" in node)


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return [str(k).rsplit("/", 1)[-1].casefold() for k in kinds if k]


def parse(text: str) -> list[Any]:
    """The JSON values in a script of JSON-LD, repaired where it is broken; empty where that cannot be done."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = re.sub(r"^(?://)?\s*<!\[CDATA\[|(?://)?\s*\]\]>$", "", text).strip().rstrip(";")
    if not text:
        return []
    for candidate in (text, html.unescape(text) if "&quot;" in text[:300] else None):
        if candidate is None:
            continue
        try:
            return [json.loads(candidate, strict=False)]
        except (ValueError, RecursionError):
            continue
    text = re.sub(r"[\x00-\x1f]+", " ", text)
    text = re.sub(r"(?<![:\w\"'/])/\*.*?\*/", " ", text)
    text = re.sub(r",(\s*[}\]])", r"\1", text)
    text = re.sub(r"\\(?![\"\\/bfnrtu])", r"\\\\", text)
    values: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while 0 <= at < len(text) and len(values) < 50:
        try:
            value, at = decoder.raw_decode(text, at)
            values.append(value)
        except (ValueError, RecursionError):
            break
        at = min((p for p in (text.find("{", at), text.find("[", at)) if p >= 0), default=-1)
    return values or _scraped(text)


def _scraped(text: str) -> list[Any]:
    """Single string fields of an article whose JSON-LD cannot be parsed as a whole (unescaped quotation marks)."""
    kind = re.search(r'"@type"\s*:\s*\[?\s*"(\w*(?:Article|Posting))"', text)
    if not kind:
        return []
    found: dict[str, Any] = {"@type": kind[1]}
    for key in ("headline", "datePublished", "dateModified", "articleSection"):
        if match := re.search(rf'"{key}"\s*:\s*"(.{{1,300}}?)"\s*[,}}]', text):
            found[key] = match[1]
    return [found]


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """All JSON-LD nodes in a value that could be or describe the page's story."""
    stack = [(value, 0)]
    seen = 0
    while stack and seen < MAX_NODES:
        item, level = stack.pop()
        seen += 1
        if level > 12:
            continue
        if isinstance(item, dict):
            yield item
            for key, child in item.items():
                if isinstance(child, (dict, list)) and key in (
                    "@graph",
                    "mainEntity",
                    "mainEntityOfPage",
                    "hasPart",
                    "author",
                    "publisher",
                    "itemListElement",
                    "item",
                    "review",
                ):
                    if key in ("hasPart", "itemListElement", "item") and level > 3:
                        continue
                    stack.append((child, level + 1 if key != "itemListElement" else level + 6))
        elif isinstance(item, list):
            stack.extend((child, level + 1) for child in reversed(item))


def _article(node: dict[str, Any], by_id: dict[str, dict[str, Any]], found: Declared) -> None:
    strong = _rank(node) >= 3
    for key in _TITLES:
        if (text := plain(node.get(key))) and (strong or key != "alternativeHeadline"):
            found.titles.append(Title(_TITLES[key], text))
    for key, into in (
        ("datePublished", found.published),
        ("dateModified", found.modified),
        ("dateCreated", found.published),
    ):
        value = node.get(key)
        if iso := dates.normal(_first_text(value)):
            into.append(iso)
    if not strong:
        return
    for name, is_person in _names(node.get("author"), by_id) or _names(node.get("creator"), by_id):
        add_author(found, name, is_person)
    for name, _ in _names(node.get("sourceOrganization"), by_id):
        found.sources.append(name)
    publisher = _names(node.get("publisher"), by_id)
    found.publisher = found.publisher or (publisher[0][0] if publisher else None)
    section = node.get("articleSection")
    found.section = found.section or plain(section[0] if isinstance(section, list) and section else section)
    found.topics += keywords(node.get("keywords"))
    for thing in as_list(node.get("about")) + as_list(node.get("mentions")):
        if name := plain(thing.get("name") if isinstance(thing, dict) else None):
            found.topics.append(name)
    found.body = found.body or (plain(node.get("articleBody"), lines=True) or None)
    language = node.get("inLanguage")
    language = language.get("alternateName") if isinstance(language, dict) else language
    found.language = found.language or plain(language)
    free = node.get("isAccessibleForFree")
    if free is not None and found.free is None:
        found.free = is_true(free)
    based = as_list(node.get("isBasedOn")) or as_list(node.get("isBasedOnUrl"))
    if based and found.based_on is None:
        found.based_on = (
            plain(based[0].get("url") or based[0].get("@id") or based[0].get("name"))
            if isinstance(based[0], dict)
            else plain(based[0])
        )
    for correction in as_list(node.get("correction")):
        text = (
            plain(correction.get("text") or correction.get("description"))
            if isinstance(correction, dict)
            else plain(correction)
        )
        if text:
            found.corrections.append(text)
    found.dateline = found.dateline or plain(node.get("dateline"))
    if "liveblogposting" in _types(node):
        found.is_live = True
        for update in as_list(node.get("liveBlogUpdate"))[:500]:
            if isinstance(update, dict):
                found.live.append(
                    Entry(
                        plain(update.get("headline")),
                        plain(update.get("articleBody") or update.get("description"), lines=True) or None,
                        dates.normal(_first_text(update.get("datePublished") or update.get("dateModified"))),
                    )
                )


def _first_text(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        value = value.get("@value")
    return str(value) if isinstance(value, (str, int)) else None


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> list[tuple[str, bool | None]]:
    """(name, whether it is declared a person) of each author, publisher or the like."""
    found: list[tuple[str, bool | None]] = []
    for item in as_list(value)[:40]:
        if isinstance(item, dict):
            node = by_id.get(str(item.get("@id"))) if "name" not in item else item
            node = node or item
            kinds = _types(node)
            person = True if "person" in kinds else False if kinds and "thing" not in kinds else None
            names = node.get("name")
            for name in as_list(names):
                if text := plain(name):
                    found.append((text, person))
        elif isinstance(item, str):
            found.append((plain(item), None))
        elif isinstance(item, list):
            found += _names(item, by_id)
    return [(name, person) for name, person in found if name and not name.startswith(("http", "@", "#"))]


def _fill(found: Declared, other: Declared) -> None:
    found.authors = found.authors or other.authors
    found.published = found.published or other.published
    found.modified = found.modified or other.modified
    found.publisher = found.publisher or other.publisher
    found.section = found.section or other.section
    found.topics = found.topics or other.topics
    found.body = found.body or other.body


def longest_text(scripts: list[str]) -> str:
    """The longest text of a story among the strings in scripts; empty where there is none of 400 characters.

    Pages that are put together in the browser often carry their story there, as HTML in a string of JSON.
    """
    best = ""
    left = MAX_JSON
    for script in scripts:
        for match in _STRING.finditer(script[:left]):
            if match.end() - match.start() < 400 or len(match[1]) < len(best):
                continue
            try:
                text = plain(json.loads(f'"{match[1]}"', strict=False), lines=True)
            except ValueError:
                continue
            sentences = len(re.findall(r"[.!?。！？](?:\s|$|[\"”’])", text))
            code = text.count("{") + text.count(";") + text.count("=")
            if len(text) > max(400, len(best)) and sentences >= 3 and code <= sentences:
                best = text
        left -= len(script)
        if left <= 0:
            break
    return best


_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"')
