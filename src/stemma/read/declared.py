"""What an HTML page declares about its story: JSON-LD, OpenGraph and other meta elements, microdata.

After schema.org (NewsArticle, LiveBlogPosting), ogp.me and the HTML standard. Broken JSON-LD is repaired where that
is beyond doubt (control characters, comments, a comma too many, several objects one after the other).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from stemma import outlets
from stemma.read import credits, dates

MAX_JSON = 3_000_000
"""Characters of JSON-LD of one page that are parsed."""
MAX_NODES = 20_000

_ARTICLES = {
    "newsarticle": 5, "reportagenewsarticle": 5, "analysisnewsarticle": 5, "liveblogposting": 5,
    "backgroundnewsarticle": 5,
    "opinionnewsarticle": 5, "reviewnewsarticle": 5, "askpublicnewsarticle": 5, "article": 4, "blogposting": 4,
    "report": 4, "satiricalarticle": 4, "socialmediaposting": 3, "techarticle": 4, "scholarlyarticle": 4,
    "advertisercontentarticle": 3, "medicalwebpage": 2, "creativework": 2, "newsvideo": 2, "videoobject": 1,
    "webpage": 1,
}  # fmt: skip
"""schema.org types that can describe the page's story, and how well."""


@dataclass(slots=True)
class Entry:
    """One update of a live blog: its headline, its words and its time."""

    title: str | None
    body: str | None
    time: str | None


@dataclass(slots=True)
class Declared:
    """What was declared. Times are ISO 8601 as declared; `titles` best first, as are the other lists."""

    titles: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    """Declared sourceOrganization."""
    publisher: str | None = None
    site: str | None = None
    section: str | None = None
    topics: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    body: str | None = None
    language: str | None = None
    url: str | None = None
    free: bool | None = None
    based_on: str | None = None
    corrections: list[str] = field(default_factory=list)
    live: list[Entry] = field(default_factory=list)
    is_live: bool = False
    dateline: str | None = None


def read(tree: Any, url: str | None) -> Declared:
    """Everything declared in an lxml HTML tree; `url` is the page's own address, for relative links."""
    found = Declared()
    _json_ld(tree, found)
    _meta(tree, found, url)
    _microdata(tree, found)
    return found


# --- JSON-LD


def _json_ld(tree: Any, found: Declared) -> None:
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
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    ranked = sorted(nodes, key=lambda node: -_rank(node))
    best = [node for node in ranked if _rank(node) > 0][:3]
    for node in best[:1] if best and _rank(best[0]) >= 3 else best:
        _article(node, by_id, found)
    for node in best[1:]:
        if _rank(node) >= 3:  # a second article node fills gaps only
            other = Declared()
            _article(node, by_id, other)
            if other.titles and found.titles and other.titles[0] == found.titles[0]:
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
                ):
                    if key in ("hasPart", "itemListElement", "item") and level > 3:
                        continue
                    stack.append((child, level + 1 if key != "itemListElement" else level + 6))
        elif isinstance(item, list):
            stack.extend((child, level + 1) for child in reversed(item))


def _article(node: dict[str, Any], by_id: dict[str, dict[str, Any]], found: Declared) -> None:
    strong = _rank(node) >= 3
    for key in ("headline", "name", "alternativeHeadline"):
        if (text := plain(node.get(key))) and (strong or key != "alternativeHeadline"):
            found.titles.append(text)
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
        _author(found, name, is_person)
    for name, _ in _names(node.get("sourceOrganization"), by_id):
        found.sources.append(name)
    publisher = _names(node.get("publisher"), by_id)
    found.publisher = found.publisher or (publisher[0][0] if publisher else None)
    section = node.get("articleSection")
    found.section = found.section or plain(section[0] if isinstance(section, list) and section else section)
    found.topics += _keywords(node.get("keywords"))
    for thing in _list(node.get("about")) + _list(node.get("mentions")):
        if name := plain(thing.get("name") if isinstance(thing, dict) else None):
            found.topics.append(name)
    found.body = found.body or (plain(node.get("articleBody"), lines=True) or None)
    language = node.get("inLanguage")
    language = language.get("alternateName") if isinstance(language, dict) else language
    found.language = found.language or plain(language)
    free = node.get("isAccessibleForFree")
    if free is not None and found.free is None:
        found.free = str(free).strip().casefold() in (
            "true",
            "1",
            "yes",
            "https://schema.org/true",
            "http://schema.org/true",
        )
    based = _list(node.get("isBasedOn")) or _list(node.get("isBasedOnUrl"))
    if based and found.based_on is None:
        found.based_on = (
            plain(based[0].get("url") or based[0].get("@id") or based[0].get("name"))
            if isinstance(based[0], dict)
            else plain(based[0])
        )
    for correction in _list(node.get("correction")):
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
        for update in _list(node.get("liveBlogUpdate"))[:500]:
            if isinstance(update, dict):
                found.live.append(
                    Entry(
                        plain(update.get("headline")),
                        plain(update.get("articleBody") or update.get("description"), lines=True) or None,
                        dates.normal(_first_text(update.get("datePublished") or update.get("dateModified"))),
                    )
                )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first_text(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        value = value.get("@value")
    return str(value) if isinstance(value, (str, int)) else None


def plain(value: Any, *, lines: bool = False) -> str:
    """A declared string without markup and entities, white space made single (line breaks kept where `lines`)."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return ""
    text = html.unescape(html.unescape(value)) if "&" in value else value
    if "<" in text:
        text = re.sub(r"</(?:p|div|li|h\d)\s*>|<br\s*/?>", "\n", text, flags=re.I)
        text = re.sub(r"</?[a-zA-Z!][^<>]{0,500}>", "", text)
    if lines:
        return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").split())


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> list[tuple[str, bool | None]]:
    """(name, whether it is declared a person) of each author, publisher or the like."""
    found: list[tuple[str, bool | None]] = []
    for item in _list(value)[:40]:
        if isinstance(item, dict):
            node = by_id.get(str(item.get("@id"))) if "name" not in item else item
            node = node or item
            kinds = _types(node)
            person = True if "person" in kinds else False if kinds and "thing" not in kinds else None
            names = node.get("name")
            for name in _list(names):
                if text := plain(name):
                    found.append((text, person))
        elif isinstance(item, str):
            found.append((plain(item), None))
        elif isinstance(item, list):
            found += _names(item, by_id)
    return [(name, person) for name, person in found if name and not name.startswith(("http", "@", "#"))]


_SPLIT = re.compile(
    r"\s*(?:;|\||,(?!\s*(?:Jr|Sr|III?|MD|PhD)\b)|\s&\s|\s+(?:and|und|et|y|e|och|og|en)\s+|\s/\s)\s*", re.I
)


def _author(found: Declared, text: str, is_person: bool | None) -> None:
    """Sorts declared authors into persons and organisations; several in one string are parted."""
    text = re.sub(r"^(?:by|von|par|por|di|av|af|door|text(?:e)?:|foto:|autor(?:in)?:)\s+", "", text.strip(), flags=re.I)
    if len(text) > 300:
        return
    for part in _SPLIT.split(text):
        part = re.sub(r"\s*[\(\[].*?[\)\]]\s*", " ", part).strip(" .|*–-")
        if not part or "@" in part or "http" in part:
            continue
        if outlets.identify(part) or credits.agency_name(part) or is_person is False:
            found.organisations.append(part)
        elif (credits.is_person(part) or _EAST_ASIAN.fullmatch(part)) or (
            is_person and 1 <= len(part.split()) <= 6 and not any(c.isdigit() for c in part) and not _DESK.search(part)
        ):
            name = credits.person(part)
            if name not in found.authors:
                found.authors.append(name)
        else:
            found.organisations.append(part)


_EAST_ASIAN = re.compile(r"[\u4e00-\u9fff]{2,5}|[\uac00-\ud7af]{2,4}")
"""A personal name without space: two to five Han characters, two to four of Hangul."""
_DESK = re.compile(
    r"\b(?:staff|desk|news|editor(?:s|ial)?|newsroom|redaktion|redacción|rédaction|reporters?|team"
    r"|agenc(?:y|ies|ia)|online|media|press|admin|contributors?|correspondents?|"
    r"service|web|newsletter|times|post|tribune|radio|tv|gmbh|inc|ltd|writers?|magazine|bureau)\b",
    re.I,
)


def _keywords(value: Any) -> list[str]:
    found: list[str] = []
    for item in _list(value)[:80]:
        text = plain(item)
        if text:
            found += (
                [part.strip() for part in re.split(r"[;,|]", text)] if isinstance(value, str) or "," in text else [text]
            )
    return [word for word in found if 1 < len(word) <= 60 and ":" not in word and not re.fullmatch(r"[\d_-]+", word)]


def _fill(found: Declared, other: Declared) -> None:
    found.authors = found.authors or other.authors
    found.published = found.published or other.published
    found.modified = found.modified or other.modified
    found.publisher = found.publisher or other.publisher
    found.section = found.section or other.section
    found.topics = found.topics or other.topics
    found.body = found.body or other.body


# --- meta elements

_TITLE = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title", "headline")
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "article.published", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created", "pubdate",
    "publishdate", "publish-date", "publish_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "article_date_original", "originalpublicationdate", "date", "ptime", "bt:pubdate", "rnews:datepublished",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "article:updated_time", "datemodified", "article.updated",
    "dcterms.modified", "dc.date.modified", "lastmod", "last-modified", "last_updated_date", "article_date_updated",
    "utime", "cxenseparse:recs:articlemodified", "revised", "rnews:datemodified",
)  # fmt: skip
_AUTHOR = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "article.author",
    "article:author_name",
    "cxenseparse:author",
    "author_name",
    "og:article:author",
    "dcterms.creator",
    "twitter:data1",
)
_SECTION = ("article:section", "parsely-section", "section", "og:section", "cxenseparse:section", "article.section")
_TOPICS = ("news_keywords", "article:tag", "keywords", "parsely-tags", "sailthru.tags", "og:article:tag")


def _meta(tree: Any, found: Declared, url: str | None) -> None:
    values: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        name = (
            (node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv") or "")
            .strip()
            .casefold()
        )
        content = node.get("content")
        if name and content and content.strip() and len(content) < 5000:
            values.setdefault(name, []).append(content.strip())
    # What a page gives to be shared is its headline; JSON-LD often has the longer one of the page, or a search title.
    shared = [text for name in _TITLE for value in values.get(name, [])[:1] if (text := plain(value))]
    found.titles = shared[:1] + found.titles + shared[1:]
    title = tree.find(".//title")
    if title is not None and (text := plain(title.text_content() if hasattr(title, "text_content") else title.text)):
        found.titles.append(text)
    for names, into in ((_PUBLISHED, found.published), (_MODIFIED, found.modified)):
        for name in names:
            into += [iso for value in values.get(name, [])[:1] if (iso := dates.normal(value))]
    if not found.authors:
        for name in _AUTHOR:
            if name == "twitter:data1" and not any(
                "by" in v.casefold() or "von" in v.casefold() or "auteur" in v.casefold()
                for v in values.get("twitter:label1", [])
            ):
                continue
            for value in values.get(name, [])[:12]:
                if value.startswith("http"):
                    value = _author_of_url(value)
                _author(found, plain(value), None)
            if found.authors:
                break
    found.site = next(
        (
            plain(v)
            for name in (
                "og:site_name",
                "application-name",
                "apple-mobile-web-app-title",
                "dc.publisher",
                "cxenseparse:site",
            )
            for v in values.get(name, [])
            if plain(v)
        ),
        None,
    )
    found.section = found.section or next(
        (plain(v) for name in _SECTION for v in values.get(name, []) if plain(v) and not v.startswith("http")), None
    )
    if not found.topics:
        for name in _TOPICS:
            found.topics += [word for value in values.get(name, []) for word in _keywords(value)]
            if found.topics:
                break
    address = next((v for v in values.get("og:url", []) if v.startswith("http")), None)
    canonical = next(
        (n.get("href") for n in tree.iter("link") if (n.get("rel") or "").casefold() == "canonical" and n.get("href")),
        None,
    )
    link = canonical or address
    try:
        found.url = urljoin(url or "", link) if link else None
        if found.url and not urlsplit(found.url).path.strip("/"):
            found.url = None  # a canonical link to the front page is a mistake
    except ValueError:
        found.url = None
    language = tree.get("lang") if tree.tag == "html" else None
    locale = next(
        iter(values.get("og:locale", []) + values.get("content-language", []) + values.get("language", [])), None
    )
    found.language = found.language or language or locale
    tier = next(iter(values.get("article:content_tier", [])), "").casefold()
    if found.free is None and tier in ("free", "metered", "locked"):
        found.free = tier == "free"


def _author_of_url(url: str) -> str:
    """The name in ".../author/jane-roe"; empty where the address is of another kind."""
    match = re.search(
        r"/(?:authors?|by|profile|people|staff|journalists?|autor(?:en)?)/([a-z]+(?:-[a-z]+){1,3})/?$", unquote(url)
    )
    return match[1].replace("-", " ").title() if match else ""


def visible_authors(tree: Any) -> list[str]:
    """Persons in the first elements that the page marks as author (`rel`, `itemprop` or class), for want of others."""
    found = Declared()
    parent = None
    for node in tree.iter("a", "span", "div", "p", "address", "li"):
        names = f"{node.get('rel') or ''} {node.get('itemprop') or ''} {node.get('class') or ''}"
        if not _AUTHOR_MARK.search(names):
            continue
        text = plain(node.text_content()[:400])
        if not 4 <= len(text) <= 90:
            continue
        above = node.getparent()
        if parent is not None and above is not parent and found.authors:
            break
        before = len(found.authors)
        _author(found, re.sub(r"\s*(?:\||•|·|\d).*$", "", text), None)
        if len(found.authors) > before:
            parent = above
        if len(found.authors) >= 6:
            break
    return found.authors


_AUTHOR_MARK = re.compile(
    r"(?:^|[\s_-])(?:author|byline|autor|auteur|writer)(?:s|[_-]?(?:name|link|text|info))*(?:$|[\s_-])", re.I
)


# --- microdata


def _microdata(tree: Any, found: Declared) -> None:
    """Publication and change times, authors and headline of the first microdata article; gaps only."""
    article = next(
        (
            n
            for n in tree.iter()
            if isinstance(n.tag, str) and re.search(r"schema\.org/\w*(?:Article|Posting)\b", n.get("itemtype") or "")
        ),
        None,
    )
    scope = article if article is not None else tree
    for node in scope.iter():
        if not isinstance(node.tag, str):
            continue
        names = (node.get("itemprop") or "").split()
        if not names:
            continue
        value = node.get("content") or node.get("datetime") or ""
        if ("datePublished" in names or "dateCreated" in names) and (iso := dates.normal(value)):
            found.published.append(iso)
        elif "dateModified" in names and (iso := dates.normal(value)):
            found.modified.append(iso)
        elif "author" in names and article is not None and not found.authors:
            inner = next(
                (n for n in node.iter() if isinstance(n.tag, str) and "name" in (n.get("itemprop") or "").split()), node
            )
            text = plain(inner.get("content") or inner.text_content())
            if len(text) < 100:
                _author(found, text, None)
        elif "headline" in names and article is not None and not found.titles:
            found.titles.append(plain(value or node.text_content()))


def headline(title: str, site: str | None, headings: list[str], others: Sequence[str] = ()) -> str | None:
    """A declared title without the site's name at its end ("… | Example News"); None where nothing is left of it.

    The page's own headings decide where a dash parts headline and site and where it belongs to the headline; another
    declared title (`others`) that this one only lengthens is taken for the headline.
    """
    title = " ".join(title.split())
    if not title or (site and title.casefold() == site.casefold()):
        return None
    folded = {" ".join(h.split()).casefold() for h in headings}
    if title.casefold() in folded:
        return title
    for other in sorted((h for h in (*headings, *others) if len(h) >= 12), key=len):
        rest = title[len(other) :]
        if (
            title.startswith(other)
            and re.match(r"\s*[|｜ㅣ：*•·]\s*\S|-\w+[ㅣ|｜]|--", rest)
            and len(rest) < len(other)
        ):
            return other
    pieces = re.split(r"(\s+[|–—·•»:*-]\s+|\s*[|｜]\s*)", title)
    for end in range(len(pieces) - 2, 0, -2):
        head, tail = "".join(pieces[:end]), "".join(pieces[end + 1 :])
        if head.casefold() in folded:
            return head
        is_site = (
            bool(site and _same(tail, site))
            or outlets.identify(tail) is not None
            or ("|" in pieces[end] and len(tail) < 40)
        )
        if is_site and len(head) >= 10:
            return head
    return title


def _same(a: str, b: str) -> bool:
    def letters(text: str) -> str:
        return re.sub(r"\W|\.(?:com|de|org|net)\b", "", text.casefold())

    return bool(letters(a)) and (letters(a) in letters(b) or letters(b) in letters(a))
