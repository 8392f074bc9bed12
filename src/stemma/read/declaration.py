"""The record of what a page declares, and how declared strings, names and keywords are read, wherever they stand."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from stemma import outlets
from stemma.model import Review
from stemma.read import bylines, credits
from stemma.read.titles import Title


@dataclass(slots=True)
class Entry:
    """One update of a live blog: its headline, its words and its time."""

    title: str | None
    body: str | None
    time: str | None


@dataclass(slots=True)
class Declared:
    """What was declared. Times are ISO 8601 as declared; lists best first."""

    titles: list[Title] = field(default_factory=list)
    """Every declared title, with where it stands."""
    authors: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    """Declared persons whose names are not those of persons: one word, the account of a feed."""
    marked: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))
    """Persons and agencies in the elements that the page marks as its author's."""
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
    reviews: list[Review] = field(default_factory=list)


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


_SPLIT = re.compile(
    r"\s*(?:;|\||,(?!\s*(?:Jr|Sr|III?|MD|PhD)\b)|\s&\s|\s+(?:and|und|et|y|e|och|og|en)\s+|\s/\s)\s*", re.I
)


def add_author(found: Declared, text: str, is_person: bool | None) -> None:
    """Sorts declared authors into persons and organisations; several in one string are parted."""
    text = re.sub(r"^(?:by|von|par|por|di|av|af|door|text(?:e)?:|foto:|autor(?:in)?:)\s+", "", text.strip(), flags=re.I)
    if len(text) > 300:
        return
    by = bylines.parse(text) if is_person is not False else None
    if by is not None and by.authors:
        found.authors += [name for name in by.authors if name not in found.authors]
        found.organisations += [*by.agencies, *by.outlets]
        return
    for part in _SPLIT.split(text):
        part = re.sub(r"\s*[\(\[].*?[\)\]]\s*", " ", part).strip(" .|*–-")
        part = re.sub(r"(?<=[\uac00-\ud7af])\s+(?:기자|특파원|논설위원)$", "", part)
        if not part or "@" in part or "http" in part:
            continue
        if outlets.identify(part) or credits.agency_name(part) or is_person is False:
            found.organisations.append(part)
        elif bylines.is_person(part) or _EAST_ASIAN.fullmatch(part):
            name = bylines.person(part)
            if name not in found.authors:
                found.authors.append(name)
        elif is_person and not any(c.isdigit() for c in part) and not _DESK.search(part):
            if len(part.split()) <= 3 and part[0].isupper() and bylines.can_be_name(part):
                found.accounts.append(bylines.person(part))
        elif not bylines.is_nobody(part):
            found.organisations.append(part)


_EAST_ASIAN = re.compile(r"[\u4e00-\u9fff]{2,5}|[\uac00-\ud7af]{2,4}")
"""A personal name without space: two to five Han characters, two to four of Hangul."""
_DESK = re.compile(
    r"\b(?:staff|desk|news|editor(?:s|ial)?|newsroom|redaktion|redacción|rédaction|reporters?|team"
    r"|agenc(?:y|ies|ia)|online|media|press|admin|contributors?|correspondents?|"
    r"service|web|newsletter|times|post|tribune|radio|tv|gmbh|inc|ltd|writers?|magazine|bureau)\b",
    re.I,
)


def keywords(value: Any) -> list[str]:
    """Declared topics: a list, or one string parted by commas; no numbers and no `name:value` pairs."""
    found: list[str] = []
    for item in as_list(value)[:80]:
        text = plain(item)
        if text:
            found += (
                [part.strip() for part in re.split(r"[;,|]", text)] if isinstance(value, str) or "," in text else [text]
            )
    return [word for word in found if 1 < len(word) <= 60 and ":" not in word and not re.fullmatch(r"[\d_-]+", word)]


def as_list(value: Any) -> list[Any]:
    """A declared value as a list: itself, what it is alone, or nothing."""
    return value if isinstance(value, list) else [] if value is None else [value]


def is_true(value: Any) -> bool:
    """A declared truth value: true, "True", 1, "https://schema.org/True"."""
    return str(value).strip().casefold().rsplit("/", 1)[-1] in ("true", "1", "yes")
