"""Which outlet a page is of: by its capture, its address, what it declares and shows of itself, else by its place.

A search feed, an aggregator and a platform publish nothing, so their labels are no outlet; nor is a headline that a
content system puts where a publisher belongs. A page that calls itself by the name of a known house on a host that is
not that house's is of its host. The name of a file says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from stemma import houses, outlets, registry, urls
from stemma.model import Capture, OutletOrigin
from stemma.read.declaration import Declared
from stemma.read.found import Found
from stemma.text import fold

LONGEST = 8
"""A declared name of more words is a slogan or a headline."""


@dataclass(frozen=True, slots=True)
class Whose:
    """The outlet of a page by name, where that is from, and what is known of it."""

    name: str | None = None
    by: OutletOrigin | None = None
    known: outlets.Known | None = None
    claimed: bool = False
    """Whether the page calls itself by the name of a known house that it is not of, as far as its address tells."""
    canonical: str | None = None
    """Another address that the page gives itself, of the same outlet."""
    original: str | None = None
    """The page of another outlet that it says it is a copy of."""


def of(capture: Capture, said: Declared | None = None, found: Found | None = None, title: str | None = None) -> Whose:
    """Whose page a capture is. `said` and `found` are what it declares and shows, `title` is its headline."""
    said = said or Declared()
    address = urls.original(capture.url or said.url or "")
    place = houses.place(address)
    at = outlets.from_url(address) if address else None
    at = None if at and at.medium == "aggregator" else at
    canonical, original = _canonical(capture.url, said.url)
    if capture.outlet and not houses.aggregator(capture.outlet):
        return Whose(capture.outlet, "given", outlets.identify(capture.outlet) or at, False, canonical, original)
    if at:
        return Whose(at.name, "known", at, False, canonical, original)
    names = list(_declared(said, found, title, place))
    identified = [(name, known) for name in names if (known := outlets.identify(name))]
    own = [(name, known) for name, known in identified if _may_be(name, known, place)]
    claimed = len(own) < len(identified)
    if own:
        return Whose(own[0][1].name, "declared", own[0][1], claimed, canonical, original)
    strangers = {name for name, _ in identified}
    for name in names:
        if name not in strangers:
            return Whose(name, "declared", None, claimed, canonical, original)
    if place and found and (shown := _shown(place, said, found)):
        return Whose(shown, "visible", None, claimed, canonical, original)
    if place:
        return Whose(place, "host", None, claimed, canonical, original)
    folder = _folder(capture) if not address else None
    if folder and (host := registry.hostname(folder)):
        known = outlets.from_url(f"https://{host}")
        return Whose(known.name if known else host, "host", known)
    return Whose(folder, "folder" if folder else None)


def _declared(said: Declared, found: Found | None, title: str | None, place: str) -> Iterator[str]:
    """The names that a page declares for its site and its publisher, without those that cannot be one."""
    shown = [one.text for one in said.titles] + [
        one.text for one in (found.headings if found else ()) if one.level == 1
    ]
    headlines = {fold(text) for text in (title, *shown) if text and len(text.split()) > 2}
    for name in (said.site, said.publisher):
        if not name or len(name.split()) > LONGEST or houses.aggregator(name):
            continue
        # A house may stand in its own heading.
        if fold(name) not in headlines or outlets.identify(name) or _letters(name) in map(_letters, place.split(".")):
            yield name


def _may_be(name: str, known: outlets.Known, place: str) -> bool:
    """Whether the page of a host may be of a known house: it has no other host, or one that bears its very name."""
    return not place or not known.domains or _letters(name) in map(_letters, place.split("."))


def _canonical(url: str | None, declared: str | None) -> tuple[str | None, str | None]:
    """(canonical address of the same outlet, address of another outlet's page), from what a page declares."""
    if not url or not declared or urls.address(url) == urls.address(declared):
        return None, None
    mine, theirs = urls.host(url), urls.host(declared)
    if not theirs or not urls.address(declared).partition("/")[2]:
        return None, None
    known = [outlets.from_url(f"https://{host}") for host in (mine, theirs)]
    same = mine == theirs or urls.below(mine, theirs) or urls.below(theirs, mine) or (known[0] and known[0] is known[1])
    return (declared, None) if same else (None, declared)


_BETWEEN = re.compile(r"\s+[|\-–—·•:»]\s+|\s*[|»]\s*")
_RIGHTS = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s,]*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?[\s,]*)?(?:by\s+)?", re.I
)
_AFTER = re.compile(r"\s*(?:[.,|·–—]|\s-\s|\b(?:all rights|19\d\d|20\d\d)\b)", re.I)


def _shown(place: str, said: Declared, found: Found) -> str | None:
    """The name on the page whose letters are those of its host: at an end of its title or in its line of rights."""
    labels = {_letters(label) for label in place.split(".")[:-1]}
    return next((name for name in _candidates(said, found) if len(name) > 3 and _letters(name) in labels), None)


def _candidates(said: Declared, found: Found) -> Iterable[str]:
    for one in said.titles:
        pieces = _BETWEEN.split(one.text)
        if len(pieces) > 1:
            yield from (pieces[-1].strip(), pieces[0].strip())
    for line in found.other_lines:
        if len(line) < 200 and (match := _RIGHTS.search(line)):
            yield _AFTER.split(line[match.end() :], maxsplit=1)[0].strip()


def _letters(name: str) -> str:
    """The letters and digits of a name, folded, without its article."""
    return re.sub(r"[\W_]+", "", re.sub(r"^(?:the|die|der|das|le|la|el|il)\s+", "", fold(name)))


def _folder(capture: Capture) -> str | None:
    """The folder of a page's own file: the nearest one that is called like a host, else the one that it lies in."""
    file = PurePath(capture.file or "")
    if "://" in str(file) or not capture.id.startswith(file.name) or file.suffix.casefold() in _LISTS:
        return None
    names = [name for name in file.parent.parts if name.strip("./\\")]
    return next(filter(_HOST.fullmatch, reversed(names)), names[-1] if names else None)


_HOST = re.compile(
    r"(?:[a-z][a-z0-9-]*\.)+(?:[a-z]{2}|com|org|net|info|news|edu|gov|int|media|press|example|test)", re.I
)
_LISTS = (".jsonl", ".ndjson", ".json")
"""Files of many pages: the folder says nothing of each."""
