"""The headline of a page: one choice among what it declares, what it shows, and its `<title>`, by a measured model.

Every declared title, every heading and what they may be cut to (`titles_cut`) is a candidate. A conditional logistic
model (`train/titles.py`, card in `models/titles.md`) says which of them an editor would call the story, from where each
stands, who agrees with it and what it looks like. It knows no words of any language.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from stemma.read import titles_cut

SOURCES = ("headline", "name", "alternative", "shared", "tweet", "meta", "title", "item", "h1", "heading")
"""Where a title stands: JSON-LD (three fields), og:title, twitter:title, other meta elements, `<title>`, microdata, the
page's h1 elements, its other headings near the story."""
NEAR = 12
"""Blocks before the story in which a heading below h1 may be its headline."""
MOST_HEADINGS = 30
_FORM = {
    True: ("shared", "headline", "h1", "tweet", "meta", "item", "title", "name", "alternative", "heading"),
    False: ("h1", "shared", "headline", "tweet", "meta", "item", "title", "name", "alternative", "heading"),
}
"""Whose quotation marks and dashes are taken where several have the headline: on pages with JSON-LD, and on others."""
_EMPTY = re.compile(
    r"(?:home ?page|home|index|untitled(?: document)?|startseite|accueil|inicio|início|главная|no title)"
    r"\s*(?:$|[|–—:·-]\s*[^|–—]{2,40}$)",
    re.I,
)
"""What a page calls itself that has no title of its own."""


class Title(NamedTuple):
    """A title and where it stands, one of `SOURCES`."""

    source: str
    text: str


class Heading(NamedTuple):
    """A heading of a page: its level (1 for h1), and how many blocks after the story's first one it stands."""

    text: str
    level: int
    at: int


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a page says of its headline. `site`: names by which it calls its site, `url`: its address."""

    declared: Sequence[Title]
    headings: Sequence[Heading]
    site: tuple[str | None, ...] = ()
    url: str | None = None


@dataclass(slots=True)
class Candidate:
    """One wording that the headline may have, and the readings of titles that come out as it."""

    text: str
    whole: set[str]
    """Sources that have it as it is."""
    cut: dict[str, titles_cut.Cut]
    """Sources that are cut to it, and how."""
    at: int = 99
    """Where the heading stands, if it is one."""


def choose(shown: Shown) -> str | None:
    """The headline of a page; None where it has none."""
    found = candidates(shown)
    if not found:
        return None
    scores = [score("page", row) for row in features(found, shown)]
    return in_form(found, scores.index(max(scores)), shown).text


def score(kind: str, row: Mapping[str, float]) -> float:
    """How well a candidate of a `page` or a `dump` scores; comparable with others of the same page only."""
    weights = _weights()[kind]
    return sum(weights.get(name, 0.0) * value for name, value in row.items())


@functools.cache
def _weights() -> dict[str, dict[str, float]]:
    text = resources.files("stemma").joinpath("models", "titles.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)
    return weights


def candidates(shown: Shown) -> list[Candidate]:
    """What the headline may be, each wording once, in the order in which they stand."""
    names = titles_cut.site_names(shown.site, shown.url)
    found: dict[str, Candidate] = {}
    for source, text, at in _said(shown):
        if not text or _EMPTY.match(text):
            continue
        for cut in titles_cut.cuts(text):
            if len(cut.text) < 2 or titles_cut.same(cut.text) in names:
                continue
            one = found.setdefault(cut.text, Candidate(cut.text, set(), {}))
            if cut.side == 0:
                one.whole.add(source)
                one.at = min(one.at, at, key=abs)
            else:
                one.cut.setdefault(source, cut)
    return list(found.values())


def in_form(found: Sequence[Candidate], best: int, shown: Shown) -> Candidate:
    """Of the candidates that differ from the best one in their marks alone, the one whose marks are the editors'."""
    order = _FORM[any(title.source == "headline" for title in shown.declared)]
    own = titles_cut.same(found[best].text)

    def rank(one: Candidate) -> float:
        return min(order.index(source) + 0.5 * (source not in one.whole) for source in (*one.whole, *one.cut))

    return min((one for one in found if titles_cut.same(one.text) == own), key=rank)


def _said(shown: Shown) -> Iterator[tuple[str, str, int]]:
    """(source, bare text, place) of everything that may be the headline."""
    for title in shown.declared:
        yield title.source, titles_cut.bare(title.text), 99
    headings = [h for h in shown.headings if h.level == 1 or -NEAR <= h.at <= 0]
    for heading in headings[:MOST_HEADINGS]:
        yield "h1" if heading.level == 1 else "heading", titles_cut.bare(heading.text), heading.at


def features(found: Sequence[Candidate], shown: Shown) -> list[dict[str, float]]:
    """What the model looks at, for each candidate, by name."""
    names = titles_cut.site_names(shown.site, shown.url)
    every = list(_said(shown))
    core: dict[str, str] = {}
    for source, text, _ in every:
        if source != "h1" or words(text) >= 3:
            core.setdefault(source, titles_cut.same(titles_cut.without_site(text, names)))
    rich = "headline" in core
    # A title that is shared and in <title>, but not the JSON-LD's, was written for search engines.
    search = rich and core.get("shared", "") == core.get("title") != core["headline"]
    h1 = {titles_cut.same(text) for source, text, _ in every if source == "h1"}
    only = len(h1) == 1 and any(source == "h1" and words(text) >= 4 for source, text, _ in every)
    slug = _slug(shown.url)
    rows: list[dict[str, float]] = []
    for one in found:
        own = titles_cut.same(one.text)
        agree = {source for source, key in core.items() if key == own}
        cut = next(iter(one.cut.values()), None) if not one.whole else None
        ends = list(titles_cut.cuts(one.text))
        site_cut = cut is not None and titles_cut.is_site(cut.lost, names)
        own_words = re.findall(r"\w+", one.text.casefold())
        yes: dict[str, bool] = {
            # Who agrees, on pages with JSON-LD and on those without.
            **{f"{source}, with JSON-LD": rich and source in agree for source in ("shared", "headline", "tweet")},
            **{f"{source}, no JSON-LD": not rich and source in agree for source in ("shared", "title", "h1", "tweet")},
            "JSON-LD, against a search title": search and "headline" in agree,
            "search title": search and "shared" in agree,
            "h1 and <title> against both": rich and {"title", "h1"} <= agree and not agree & {"shared", "headline"},
            "only h1, no JSON-LD": only and not rich and "h1" in agree,
            **{source: source in one.whole for source in ("name", "alternative", "meta", "item", "heading")},
            # What was cut off, and what might still be.
            "site at its end": any(c.side == 1 and titles_cut.is_site(c.lost, names) for c in ends),
            "site at its head": any(c.side == -1 and titles_cut.is_site(c.lost, names) for c in ends),
            "bar": any(c.side == 1 and c.joint[:1] in "|｜ㅣ" and len(c.lost) < 40 for c in ends),
            "cut": cut is not None,
            "head cut off": cut is not None and cut.side == -1,
            "head cut off, the site": cut is not None and cut.side == -1 and site_cut,
            "end cut off, not the site": cut is not None and cut.side == 1 and not site_cut,
            # What it looks like.
            "broken off": one.text.endswith(("…", "..."))
            and any(len(own) > 9 and key != own and key.startswith(own) for key in core.values()),
            "begins with a mark": one.text[:1] in "….,;:)",
            "long": len(one.text) > 130,
            "below the story's begin": 0 < one.at < 99,
        }
        rows.append(
            {
                **{name: float(value) for name, value in yes.items()},
                "agreeing, no JSON-LD": 0.0 if rich else float(len(agree)),
                "words": min(words(one.text), 5) / 5,
                "in the address": sum(w in slug for w in own_words) / max(1, len(own_words)) if slug else 0.5,
                "begins others": float(min(3, sum(t != one.text and t.startswith(one.text) for _, t, _ in every))),
            }
        )
    return rows


def words(text: str) -> int:
    """The words of a title, or half its characters in scripts without spaces."""
    return max(len(text.split()), len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", text)) // 2)


def _slug(url: str | None) -> set[str]:
    """The words of the longest piece of an address, which are often the headline's first wording."""
    try:
        path = unquote(urlsplit(url).path) if url else ""
    except ValueError:
        return set()
    pieces = [re.findall(r"[^\W\d_]{2,}", piece.casefold()) for piece in path.split("/")]
    longest = max(pieces, key=len, default=[])
    return set(longest) if len(longest) >= 3 else set()
