"""Known news agencies and outlets, by fact: names, countries, time zones, domains, what they are and whose.

Nothing is guessed. A name that another paper or an everyday word bears too ("the Times", "Independent", "Time") is
identified only by its domain or by an alias that says more ("Times of London"). The facts are in `data/outlets.tsv` and
`data/owners.toml`; a newsroom's own (`stemma.registry`) go before them.
"""

from __future__ import annotations

import functools
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Literal
from urllib.parse import urlsplit

from stemma import registry
from stemma.registry import Medium


@dataclass(frozen=True, slots=True)
class Known:
    """A news agency or outlet. `country` is ISO 3166-1 alpha-2, `timezone` the IANA zone of its home office.

    Both are empty where a newsroom's own entry does not say. `medium` is what it is, `owner` the name or host of its
    house; None where that is not known.
    """

    key: str
    name: str
    kind: Literal["agency", "outlet"]
    country: str
    timezone: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    medium: Medium | None = None
    owner: str | None = None

    @property
    def one_zone(self) -> bool:
        """Whether its country keeps one civil time (far islands aside), so that the zone says when a page speaks."""
        return bool(self.timezone) and self.country not in _MANY_ZONES


_MANY_ZONES = frozenset({"AU", "BR", "CA", "CD", "ID", "KZ", "MN", "MX", "RU", "US"})


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOUNS = _listed(
    """agency agencies newspaper paper daily weekly broadcaster network newswire wire service magazine outlet website
    channel station tabloid broadsheet publication portal radio tv television"""
)
"""Words that say what kind of thing a name is."""
_DESCRIPTORS = _NOUNS | _listed(
    """the news state state-run state-owned state-controlled state-funded state-backed official semi-official
    semiofficial government government-run government-owned public private independent local national international
    domestic business financial online media press us uk south north english-language pro-government"""
)
_TRAILING = _NOUNS | {"news"}
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
_AROUND = re.compile(r"^(?:The|the)\s+|\.(?:com|org|net|co\.\w\w|\w\w)$")
"""What others leave away where they name an outlet: its article, the ending of its domain."""
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+$")


def identify(name_or_domain: str) -> Known | None:
    """The agency or outlet that a name ("the Yonhap news agency", "AP") or a domain ("nytimes.com") means.

    A leading article, a possessive country ("Japan's Kyodo news agency") and descriptions ("the Russian state news
    agency Tass", "the Chosun Ilbo newspaper") are looked through. Abbreviations of up to four capitals match only
    when they are written in capitals. None where the name is unknown or may mean something else.
    """
    return _identified(name_or_domain, _tables())


@functools.lru_cache(20_000)  # the same names are asked for at every page
def _identified(name_or_domain: str, tables: _Tables) -> Known | None:
    text = " ".join(name_or_domain.translate(_APOSTROPHES).split()).strip(' ,.;:"“”()')
    if not text or len(text) > 100:
        return None
    if "://" in text:
        return from_url(text)
    if found := _lookup(text, tables):
        return found
    if _HOST.match(text.lower()):
        return _by_host(text.lower(), tables)
    words = text.split()
    end = len(words)
    while end > 1 and words[end - 1].casefold() in _TRAILING:
        end -= 1
        if found := _after_description(words[:end], tables, described=True):
            return found
    return _after_description(words, tables, described=False)


def from_url(url: str) -> Known | None:
    """The agency or outlet whose site a URL is on, by its domain or the domain it is under; None if unknown."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return _by_host(host.lower().rstrip("."), _tables()) if host else None


def short(name: str) -> str:
    """The name of an outlet as others print it: without article, blanks around it or the ending of a domain."""
    return _AROUND.sub("", name.strip())


def everything() -> tuple[Known, ...]:
    """All that is known, agencies first."""
    return tuple(_tables().known.values())


def _after_description(words: list[str], tables: _Tables, *, described: bool) -> Known | None:
    """The longest name that ends `words` and is preceded only by a description of it."""
    for start in range(len(words)):
        found = _lookup(" ".join(words[start:]), tables)
        if found and (start == 0 or _describes(words[:start], described=described)):
            return found
    return None


def _describes(words: list[str], *, described: bool) -> bool:
    """Whether `words` before a name only say what it is: "the Russian state news agency", "Japan's"."""
    noun = described or any(word.casefold() in _NOUNS for word in words)
    possessive = words[-1].endswith(("'s", "s'"))
    for word in words:
        plain = word.casefold()
        if plain in _DESCRIPTORS or word.endswith(("'s", "s'")):
            continue
        if not (noun and word[:1].isupper()):  # "Russian state news agency Tass", but not "Kim Yonhap"
            return False
    return noun or possessive or all(word.casefold() == "the" for word in words)


def _lookup(name: str, tables: _Tables) -> Known | None:
    names = tables.names
    folded = _fold(name)
    found = names.get(folded)
    if found is None and folded.startswith("the "):
        found = names.get(folded[4:])
    if found is None:
        return None
    known, spelling = found
    if spelling.isupper() and len(spelling) <= 4 and spelling.isascii() and spelling not in name.split():
        return None
    return known


def _by_host(host: str, tables: _Tables) -> Known | None:
    domains = tables.domains
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if found := domains.get(".".join(labels[start:])):
            return found
    return None


def _fold(name: str) -> str:
    if name.isascii():
        return " ".join(name.casefold().split()).rstrip(".")
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split()).rstrip(".")


class _Tables:
    """Everything known; folded name → (it, spelling); domain → it. Names that two share are left out."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.names: dict[str, tuple[Known, str]] = {}
        self.domains: dict[str, Known] = {}
        facts = owners()
        houses = {_key(key): str(one["name"]) for one in facts["house"] for key in one.get("outlets", "").split()}
        media = {_key(key): medium for medium, keys in facts["kinds"].items() for key in keys.split()}
        shared: set[str] = set()
        text = resources.files("stemma").joinpath("data/outlets.tsv").read_text(encoding="utf-8")
        for line in text.splitlines():
            if not line or line.startswith("#"):
                continue
            key, name, country, timezone, sites, others = line.split("\t")
            aliases = tuple(filter(None, others.split(";")))
            kind: Literal["agency", "outlet"] = "agency" if key.startswith("agency:") else "outlet"
            medium = media.get(key, "agency" if kind == "agency" else None)
            it = Known(
                *(key, name.lstrip("~"), kind, country, timezone, aliases, tuple(sites.split())),
                medium=medium,
                owner=houses.get(key),
            )
            self.known[key] = it
            self.domains.update(dict.fromkeys(it.domains, it))
            for spelling in aliases if name.startswith("~") else (name, *aliases):
                for form in _forms(spelling):
                    if form in self.names and self.names[form][0] is not it:
                        shared.add(form)
                    elif form not in self.names or not spelling.isupper():
                        self.names[form] = (it, spelling)
        for form in shared:
            del self.names[form]

    def lay(self, entries: Iterable[registry.Entry]) -> None:
        """Lay a newsroom's own outlets over what is known: its word on names, hosts and owners goes first."""
        for entry in entries:
            held = [self.domains[host] for host in entry.hosts if host in self.domains]
            held += [self.names[form][0] for form in _forms(entry.name) if form in self.names]
            kind: Literal["agency", "outlet"] = "agency" if entry.kind == "agency" else "outlet"
            before = held[0] if held else Known(f"{kind}:{_fold(entry.name)}", entry.name, kind, "", "")
            it = replace(
                before,
                name=entry.name,
                country=entry.country or before.country,
                timezone=entry.timezone or before.timezone,
                aliases=tuple(dict.fromkeys((*before.aliases, *entry.aliases))),
                domains=tuple(dict.fromkeys((*before.domains, *entry.hosts))),
                medium=entry.kind or before.medium,
                owner=entry.owner or before.owner,
            )
            self.known[it.key] = it
            self.domains.update(dict.fromkeys(it.domains, it))
            self.names = {
                form: (it, said) if one is before else (one, said) for form, (one, said) in self.names.items()
            }
            for spelling in (entry.name, *entry.aliases):
                self.names.update(dict.fromkeys(_forms(spelling), (it, spelling)))


@functools.cache
def owners() -> dict[str, Any]:
    """The facts of `data/owners.toml`, as they stand there."""
    return tomllib.loads(resources.files("stemma").joinpath("data/owners.toml").read_text(encoding="utf-8"))


def _key(short: str) -> str:
    return short if ":" in short else f"outlet:{short}"


def _tables() -> _Tables:
    return _laid(os.environ.get(registry.VARIABLE, ""))


@functools.lru_cache(4)
def _laid(value: str) -> _Tables:
    made = _Tables()
    if value:
        made.lay(registry.laid().outlets)
    return made


def _forms(spelling: str) -> tuple[str, ...]:
    """Folded spellings: without its article only where more than one word is left ("The Hindu" keeps it)."""
    folded = _fold(spelling)
    if folded.startswith("the ") and " " in folded[4:]:
        return (folded, folded[4:])
    return (folded,)
