"""Places named in a body: states and larger cities by list, other places by their wording ("the city of X").

The list is `data/places.tsv` (GeoNames, CC BY 4.0; made by `train/places.py`). Many towns bear the names of people, so
a city of the list counts only after a word of place or beside its country; a name inside a longer name does not count.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING

from stemma.model import Place

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

LOCATIVE = frozenset("in at near from to into around outside toward towards through across via of for between".split())
NATURE = frozenset("river lake mount mountain sea ocean bay gulf strait island islands valley desert peninsula".split())
SETTLED = frozenset("city town village capital port suburb district province region state county prefecture".split())


@functools.cache
def gazetteer() -> dict[str, tuple[str, str | None, float | None, float | None]]:
    """Name → (kind, country as ISO 3166-1 alpha-2, latitude, longitude)."""
    text = resources.files("stemma").joinpath("data/places.tsv").read_text(encoding="utf-8")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, kind, country, latitude, longitude = (*line.split("\t"), "", "", "")[:5]
            there = (float(latitude), float(longitude)) if latitude else (None, None)
            found[name] = (kind, country or None, *there)
    return found


@functools.cache
def countries() -> frozenset[str]:
    """Names of states, lower case."""
    return frozenset(name.lower() for name, entry in gazetteer().items() if entry[0] == "country")


def places(doc: Doc) -> tuple[Place, ...]:
    """The places that the text of `doc` names, in the order of their first mention."""
    known: dict[str, Place] = {}
    at = 0
    while at < len(doc):
        if not doc[at].text[:1].isupper() or doc[at].pos_ not in ("PROPN", "NOUN", "ADJ"):
            at += 1
            continue
        end = at + 1
        while end < len(doc) and doc[end].pos_ == "PROPN" and not doc[end].is_sent_start:
            end += 1
        if doc[at].pos_ == "PROPN":
            _note(doc, at, end, known)
        at = end
    return tuple(known.values())


def _note(doc: Doc, first: int, end: int, known: dict[str, Place]) -> None:
    span = doc[first:end]
    name = span.text
    entry = gazetteer().get(name)
    if entry is None and end - first > 1 and doc[first].lower_ in ("north", "south", "east", "west", "central"):
        entry = gazetteer().get(doc[first + 1 : end].text)
        entry = (entry[0], entry[1], None, None) if entry else None
    before = doc[first - 1] if first else None
    located = before is not None and (before.lower_ in LOCATIVE or before.lower_ in SETTLED)
    if entry is not None:
        sure = entry[0] == "country" or name in known or located or _beside(doc, end)
        if not sure:
            return
        place = Place(name, (), entry[1], entry[2], entry[3])
    elif doc[end - 1].lower_ in NATURE or doc[first].lower_ in NATURE:
        if end - first == 1:
            return
        place = Place(name, ())
    elif before is not None and before.lower_ == "of" and first > 1 and doc[first - 2].lower_ in SETTLED:
        place = Place(name, ())
    else:
        return
    held = known.get(name, place)
    known[name] = replace(held, mentions=(*held.mentions, (span.start_char, span.end_char)))


def _beside(doc: Doc, end: int) -> bool:
    """Whether a comma and its state follow ("Springfield, Illinois")."""
    following: Token | None = doc[end] if end < len(doc) else None
    if following is None or following.text != "," or end + 1 >= len(doc):
        return False
    words = doc[end + 1 : end + 3]
    entries = [gazetteer().get(words[:1].text), gazetteer().get(words.text)]
    return any(entry is not None and entry[0] in ("country", "state") for entry in entries)
