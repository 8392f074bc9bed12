"""`retold`: how probable it is that one page retells another without a line of its text.

Who rewrites from the facts alone, a language model or a hurried colleague, leaves no sentence behind, but keeps what
was told, in its order: the same figures, the same names, the same quotations, and nothing of his own. Who asked for
himself has names, figures and words that the other has not, and another order. A logistic model over these signs,
learned from invented stories (`models/retold.md`), gives a probability with a name of its own. It is no derivation and
makes no lineage: two who read the same release look much the same.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from stemma import clock, houses, text
from stemma.lang import words as vocabulary
from stemma.lang.terms import stems
from stemma.lang.words import LANGUAGE
from stemma.model import Article, Lineage, Retold

FEATURES = (
    "words kept",
    "words told again",
    "figures kept",
    "figures told again",
    "own figures",
    "names kept",
    "names told again",
    "own names",
    "quotations kept",
    "own quotations",
    "order",
    "sentences kept",
)
"""Of the later page's words, figures, names, quotations the share that the earlier one has (*kept*), of the earlier
one's the share that the later has (*told again*), how many the later has alone (*own*: 1 − 1/(1 + n)), how far those of
both stand in one order (the longest rising run, as a share), and of the later one's sentences the share with a figure,
name or quotation of the earlier one."""
SHOWN = 0.8
"""Least probability that is told: of 3,455 pairs of real reports of one event that share no text one has it."""
SHORTEST = 40
"""Words that both pages must have: less has too few facts to tell."""
MOST = 40
"""Articles of a story up to which every pair is looked at."""
SPOKEN = 3
"""Words that a quotation must have."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text tells, as sets: content words, figures, names, quotations; `places` is where each first stands.

    `sentences` are the figures, names and quotations of each sentence.
    """

    words: frozenset[str]
    figures: frozenset[str]
    names: frozenset[str]
    quotations: frozenset[str]
    places: dict[str, int]
    sentences: tuple[frozenset[str], ...]
    length: int


@functools.lru_cache(512)
def facts(body: str) -> Facts:
    """The facts of a text. Names are words with a capital that stand inside a sentence, there or elsewhere."""
    numbers = {word: str(n) for n, word in enumerate(vocabulary.of(LANGUAGE).listed("one-to-ten"), 1)}
    said = [(start, end) for start, end in text.quoted(body) if len(body[start:end].split()) >= SPOKEN]
    spans = text.words(body)
    starts = {next((a for a, _ in spans if a >= start), -1) for start, _ in text.sentences(body)}
    capital = {body[a:b] for a, b in spans if body[a].isupper() and a not in starts and len(body[a:b]) > 1}
    places: dict[str, int] = {}
    figures, names, quotations = set(), set(), set()
    for start, end in said:
        spoken = text.fold(body[start:end]).strip(" .,;:!?")
        quotations.add(spoken)
        places.setdefault(spoken, start)
    for a, b in spans:
        word = body[a:b]
        plain = word.casefold().replace(",", "").removesuffix("'s").removesuffix("’s")
        if any(start <= a < end for start, end in said):
            continue
        if plain[:1].isdigit() or plain in numbers:
            plain = numbers.get(plain, plain.rstrip("."))
            figures.add(plain)
            places.setdefault(plain, a)
        elif word in capital:
            names.add(plain)
            places.setdefault(plain, a)
    marks = sorted(places.items(), key=lambda one: one[1])
    parts = tuple(frozenset(m for m, at in marks if start <= at < end) for start, end in text.sentences(body))
    prose = frozenset(stems(body))
    return Facts(prose, frozenset(figures), frozenset(names), frozenset(quotations), places, parts, len(spans))


def features(earlier: Facts, later: Facts) -> tuple[float, ...]:
    """The numbers of `FEATURES` for two texts, each from 0 to 1."""
    marks = earlier.places.keys() & later.places.keys()
    ranked = [earlier.places[m] for m in sorted(marks, key=lambda m: later.places[m])]
    kept = [bool(part & marks) for part in later.sentences]
    return (
        _share(later.words, earlier.words),
        _share(earlier.words, later.words),
        _share(later.figures, earlier.figures),
        _share(earlier.figures, later.figures),
        _own(later.figures, earlier.figures),
        _share(later.names, earlier.names),
        _share(earlier.names, later.names),
        _own(later.names, earlier.names),
        _share(later.quotations, earlier.quotations),
        _own(later.quotations, earlier.quotations),
        _rising(ranked) / len(ranked) if len(ranked) > 2 else 0.0,
        sum(kept) / len(kept) if kept else 0.0,
    )


def _share(of: frozenset[str], there: frozenset[str]) -> float:
    """The share of `of` that stands in `there`; a half where there is none, which tells nothing."""
    return len(of & there) / len(of) if of else 0.5


def _own(of: frozenset[str], there: frozenset[str]) -> float:
    return 1 - 1 / (1 + len(of - there))


def _rising(values: Sequence[int]) -> int:
    """The length of the longest rising run with gaps."""
    best: list[int] = []
    for value in values:
        at = next((n for n, other in enumerate(best) if other >= value), len(best))
        best[at : at + 1] = [value]
    return len(best)


@functools.lru_cache(1024)
def told_again(earlier: str, later: str) -> float | None:
    """The probability that one body retells another; None where either is too short to tell. A story that grows asks
    for what its pages make of each other again and again."""
    a, b = facts(earlier), facts(later)
    return round(probability(a, b), 4) if min(a.length, b.length) >= SHORTEST else None


def probability(earlier: Facts, later: Facts) -> float:
    """The probability that the later text retells the earlier one."""
    weights, intercept = _model()
    x = intercept + sum(w * f for w, f in zip(weights, features(earlier, later), strict=True))
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))


@functools.cache
def _model() -> tuple[tuple[float, ...], float]:
    found = json.loads(resources.files("stemma.models").joinpath("retold.json").read_text("utf-8"))
    return tuple(found["weights"]), found["intercept"]


def retold(articles: Sequence[Article], lineages: Sequence[Lineage]) -> tuple[Retold, ...]:
    """The pages of a story that probably retell an earlier page of another outlet, the surest first.

    Of each page the one that it most probably retells. Pairs of one lineage are told there and left out here. Only
    texts in the language that the facts are read in, with a time each.
    """
    if len(articles) > MOST:
        return ()
    text_of = {member: one.id for one in lineages for member in one.members}
    found: dict[str, Retold] = {}
    for earlier, later in _pairs(articles):
        if text_of.get(earlier.id, earlier.id) == text_of.get(later.id, later.id):
            continue
        sure = told_again(earlier.body, later.body)
        if sure is not None and sure >= SHOWN and (later.id not in found or found[later.id].retold < sure):
            found[later.id] = Retold(earlier.id, later.id, sure)
    return tuple(sorted(found.values(), key=lambda one: (-one.retold, one.to)))


def _pairs(articles: Sequence[Article]) -> Iterator[tuple[Article, Article]]:
    """Pairs of pages of two outlets, the certainly earlier one first."""
    ours = [a for a in articles if a.language in (None, LANGUAGE)]
    for a, b in itertools.permutations(ours, 2):
        first, second = clock.bounds(a.published, a.timezone), clock.bounds(b.published, b.timezone)
        if first and second and first[1] <= second[0] and first[0] < second[0] and not houses.same_outlet(a, b):
            yield a, b
