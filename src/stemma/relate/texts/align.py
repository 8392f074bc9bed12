"""Which sentence of one text says what a sentence of the other says, in much the same words, and where they differ.

Sentences are compared as bags of words weighed by how rare a word is in the two texts (idf over their sentences).
The score is the share of the lighter sentence's weight that the other one has too: containment, because an editor
who trims a sentence leaves all its remaining words. Time words are masked first, and compared afterwards: "on Monday"
becomes "yesterday" in the next edition, and that difference is what a reader wants to see, not a reason to miss it.

Each sentence takes its best partner where the two prefer each other; order is free, since editors move paragraphs. A
sentence whose best partner is taken joins it as well where it covers words that the first one left uncovered: one
sentence of one text was made of two of the other.
"""

from __future__ import annotations

import difflib
import functools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stemma.lang import words as vocabulary
from stemma.model import Span, Spans
from stemma.text import STOPWORDS, fold, quoted, sentences, unspaced, words

LEAST = 0.525
"""Least containment of a mutual pair (idf-weighted)."""
LEAST_RUN, LEAST_WITH_RUN = 8, 0.3
"""Where a mutual pair shares so many words in a row, so much containment will do: the sentence was begun alike."""
JOINED = 0.6
"""Least containment of a sentence that joins a pair as its second part."""
RESIDUE = 0.5
"""Share of a joining sentence's weight that must lie in words its pair left uncovered."""
CONTENT = 2
"""Sentences of fewer different content words ("He was 77.", "Updated: 6 May") are alike only word for word."""
USUAL = 100
"""A word that stands in more sentences of a text than this says little about which of them belong together."""
TOO_LONG = 4_000_000
"""Two runs of words whose lengths multiply to more than this are not compared word by word."""
FLOOR = 3.0
"""Sentences lighter than so many words of the rarest kind are weighed as if they had that weight."""

MASKED = "time-words"
"""The vocabulary of the words that are masked while sentences are matched."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: its span, its words (folded, with their spans), their bag without time words, and the
    share of its words that is quoted speech."""

    span: Span
    terms: tuple[str, ...]
    spans: Spans
    bag: Mapping[str, int]
    quoted: float

    @property
    def prose(self) -> bool:
        """Whether less than half of it is quoted speech."""
        return self.quoted < 0.5


@dataclass(frozen=True, slots=True)
class Pair:
    """Sentence `i` of the first text beside sentence `j` of the second. `exact`: word for word, times included."""

    i: int
    j: int
    score: float
    exact: bool


@functools.lru_cache(1 << 16)
def _term(word: str) -> str:
    return fold(word).replace("'", "")


def read(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The sentences of `text[start:end]`, with offsets into `text`. Sentences without a word are left out."""
    part = text[start:end]
    masked = vocabulary.of(vocabulary.LANGUAGE)[MASKED]
    speech = [False] * (len(part) + 1)
    for s, e in quoted(part):
        speech[s:e] = [True] * (e - s)
    found: list[Sentence] = []
    for s, e in sentences(part):
        spans = [(s + ws, s + we) for ws, we in words(part[s:e])]
        if not spans:
            continue
        terms = tuple(_term(part[ws:we]) for ws, we in spans)
        bag = Counter(term for term in _units(terms) if term not in masked)
        if sum(term not in STOPWORDS and not term[0].isdigit() for term in bag) < CONTENT:
            bag.clear()
        share = sum(speech[ws] for ws, _ in spans) / len(spans)
        moved = tuple((start + ws, start + we) for ws, we in spans)
        found.append(Sentence((start + s, start + e), terms, moved, bag, share))
    return found


def _units(terms: Sequence[str]) -> list[str]:
    """The terms, but pairs of neighbours for single characters of scripts without spaces: those are no words."""
    alone = [unspaced(term) for term in terms]
    if not any(alone):
        return list(terms)
    last = len(terms) - 1
    pairs = [terms[n] + terms[n + 1] for n in range(last) if alone[n] and alone[n + 1]]
    return pairs + [term for term, single in zip(terms, alone, strict=True) if not single]


def align(a: Sequence[Sentence], b: Sequence[Sentence]) -> list[Pair]:
    """The pairs of sentences of `a` and `b` that say the same in much the same words, in the order of `a`."""
    if not a or not b:
        return []
    frequency: Counter[str] = Counter()
    for sentence in (*a, *b):
        frequency.update(sentence.bag.keys())
    weight = {term: math.log((len(a) + len(b) + 1) / count) for term, count in frequency.items()}
    floor = FLOOR * math.log((len(a) + len(b) + 1) / 2)
    weights_a = [_weigh(s.bag, weight) for s in a]
    weights_b = [_weigh(s.bag, weight) for s in b]
    best_a: dict[int, tuple[tuple[float, float, float], int]] = {}
    best_b: dict[int, tuple[tuple[float, float, float], int]] = {}
    for (i, j), shared in _overlaps(a, b, weight).items():
        heavy, light = max(weights_a[i], weights_b[j]), min(weights_a[i], weights_b[j])
        score = shared / max(light, min(floor, heavy))
        # A sentence prefers the one that uses both up; ties go to the one at the more equal place.
        key = (score + 2 * shared / (heavy + light), score, -abs(i / len(a) - j / len(b)))
        if i not in best_a or key > best_a[i][0]:
            best_a[i] = (key, j)
        if j not in best_b or key > best_b[j][0]:
            best_b[j] = (key, i)
    mutual = {
        i: j
        for i, (key, j) in best_a.items()
        if best_b[j][1] == i
        and (key[1] >= LEAST or (key[1] >= LEAST_WITH_RUN and longest_run(a[i].terms, b[j].terms) >= LEAST_RUN))
    }
    taken = {j: i for i, j in mutual.items()}
    scores = {(i, j): best_a[i][0][1] for i, j in mutual.items()}
    for i, (key, j) in best_a.items():
        rest = _minus(b[j].bag, a[taken[j]].bag) if j in taken else b[j].bag
        if i not in mutual and key[1] >= JOINED and _covers(a[i].bag, rest, weight, weights_a[i], weights_b[j], floor):
            scores[i, j] = key[1]
    for j, (key, i) in best_b.items():
        rest = _minus(a[i].bag, b[mutual[i]].bag) if i in mutual else a[i].bag
        if j not in taken and key[1] >= JOINED and _covers(b[j].bag, rest, weight, weights_b[j], weights_a[i], floor):
            scores[i, j] = key[1]
    slight: dict[tuple[str, ...], list[int]] = {}
    for j, sentence in enumerate(b):
        if not sentence.bag:
            slight.setdefault(sentence.terms, []).append(j)
    for i, sentence in enumerate(a):
        if not sentence.bag and slight.get(sentence.terms):
            scores[i, slight[sentence.terms].pop(0)] = 1.0
    return [Pair(i, j, min(1.0, s), a[i].terms == b[j].terms) for (i, j), s in sorted(scores.items())]


def longest_run(a: Sequence[str], b: Sequence[str]) -> int:
    """The length of the longest run of words that both have; 0 where they are too long to be compared."""
    if len(a) * len(b) > TOO_LONG:
        return 0
    where: dict[str, list[int]] = {}
    for j, word in enumerate(b):
        where.setdefault(word, []).append(j)
    longest = 0
    last: dict[int, int] = {}
    for word in a:
        here = {j: last.get(j - 1, 0) + 1 for j in where.get(word, ())}
        if here:
            longest = max(longest, *here.values())
        last = here
    return longest


def _weigh(bag: Mapping[str, int], weight: Mapping[str, float]) -> float:
    return sum(weight[term] * count for term, count in bag.items())


def _minus(bag: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return Counter(bag) - Counter(other)


def _covers(
    bag: Mapping[str, int], rest: Mapping[str, int], weight: Mapping[str, float], own: float, its: float, floor: float
) -> bool:
    """Whether enough of a sentence lies in the words that are left of the other one."""
    shared = sum(weight[term] * min(count, rest[term]) for term, count in bag.items() if term in rest)
    return shared >= RESIDUE * max(own, min(floor, its))


def _overlaps(
    a: Sequence[Sentence], b: Sequence[Sentence], weight: Mapping[str, float]
) -> dict[tuple[int, int], float]:
    """The weight of the words that pairs of sentences share, for pairs that share one of some rarity.

    Words that stand in more than `USUAL` sentences lead to no pair by themselves: the cost of two long live reports
    grows with their length, not with its square.
    """
    where: dict[str, list[int]] = {}
    for j, sentence in enumerate(b):
        for term in sentence.bag:
            where.setdefault(term, []).append(j)
    shared: dict[tuple[int, int], float] = {}
    for i, sentence in enumerate(a):
        bag = sentence.bag
        near = {
            j for term in bag if term not in STOPWORDS and len(found := where.get(term, ())) <= USUAL for j in found
        }
        for j in near:
            other = b[j].bag
            short, long = (bag, other) if len(bag) <= len(other) else (other, bag)
            shared[i, j] = sum(weight[term] * min(n, long[term]) for term, n in short.items() if term in long)
    return shared


def difference(a: Sequence[Sentence], b: Sequence[Sentence]) -> tuple[Spans, Spans]:
    """What the sentences of `a` have that those of `b` lack, and the reverse, by a word-level diff.

    The spans are runs of words, with what stands between them. Typography and upper or lower case are no difference.
    Texts too long to be compared word by word (`TOO_LONG`) differ as a whole.
    """
    terms_a = [term for s in a for term in s.terms]
    terms_b = [term for s in b for term in s.terms]
    spans_a = [span for s in a for span in s.spans]
    spans_b = [span for s in b for span in s.spans]
    only_a: list[Span] = []
    only_b: list[Span] = []
    if len(terms_a) * len(terms_b) > TOO_LONG and terms_a != terms_b:
        return ((spans_a[0][0], spans_a[-1][1]),), ((spans_b[0][0], spans_b[-1][1]),)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, terms_a, terms_b, autojunk=False).get_opcodes():
        if tag != "equal":
            if i2 > i1:
                only_a.append((spans_a[i1][0], spans_a[i2 - 1][1]))
            if j2 > j1:
                only_b.append((spans_b[j1][0], spans_b[j2 - 1][1]))
    return tuple(only_a), tuple(only_b)


def groups(pairs: Sequence[Pair]) -> list[tuple[list[int], list[int]]]:
    """The pairs as groups of sentences that hang together: mostly one and one, else one that was made of two."""
    found: list[tuple[set[int], set[int]]] = []
    for pair in pairs:
        touching = [g for g in found if pair.i in g[0] or pair.j in g[1]]
        left, right = {pair.i}, {pair.j}
        for group in touching:
            left |= group[0]
            right |= group[1]
            found.remove(group)
        found.append((left, right))
    return [(sorted(left), sorted(right)) for left, right in sorted(found, key=lambda g: min(g[0]))]
