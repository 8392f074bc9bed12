"""Finding texts that share wording, among very many: sampled word n-grams and an index of them.

A text is reduced to the 64-bit hashes of its word 5-grams, quoted speech left out (a quotation both pages carry is no
sign that one was copied from the other), of which those divisible by four are kept: about one in four, the same ones
in every text (Broder 1997; Manber 1994). Two texts are candidates where they share such hashes. A hash that many
texts carry inside the time window is a phrase of the trade ("according to a statement released by") or a legal line,
and counts for nothing unless most of a text consists of such: then the text itself is printed everywhere.

The index is a small protocol, `Postings`. `MemoryPostings` serves tests, notebooks and batches; a store implements the
same two methods on its own tables.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from stemma.text import fold, quoted, tokens, unspaced

Fingerprints = NDArray[np.uint64]

GRAM = 5
"""Words in one n-gram."""
SAMPLE = 4
"""One in so many n-grams is kept."""
FREQUENT = 30
"""A hash that more texts than this carry (inside the time window) is common."""
SHARED = 2
"""Rare hashes that two texts must share to be candidates."""
FULL = 0.25
"""Share of a text's hashes that must be found in another one where they are common."""


class Candidate(NamedTuple):
    """A text that shares wording: its key, the rare and the common hashes shared, and the share of the query's."""

    key: str
    rare: int
    common: int
    share: float


class Postings(Protocol):
    """An index from fingerprints to the texts (sections of articles) that carry them.

    Times are seconds since 1970 (UTC). Fingerprints are unsigned 64-bit; a store with signed integers keeps
    `fingerprints.view(np.int64)`.
    """

    def add(self, key: str, fingerprints: Fingerprints, time: float) -> None:
        """Enter the text `key`. A key that is there already is left as it is."""

    def lookup(self, fingerprints: Fingerprints, begin: float, until: float, limit: int) -> Iterable[tuple[int, str]]:
        """`(position in fingerprints, key)` of texts with `begin <= time <= until`: for each at most `limit` keys.

        Which `limit` of them, where there are more, should be the latest ones.
        """

    def times(self, keys: Iterable[str]) -> Mapping[str, float]:
        """The times of texts that were entered, by key."""


BREAK = ""
"""Stands in a list of terms where something was left out: no n-gram reaches over it."""


def terms(text: str) -> list[str]:
    """The words of `text` for comparison: folded, apostrophes dropped, quoted speech included."""
    return tokens(fold(text).replace("'", ""))


def prose_terms(text: str) -> list[str]:
    """The words of `text` outside quoted speech; `BREAK` stands for each quotation."""
    found: list[str] = []
    at = 0
    for start, end in quoted(text):
        found += (*terms(text[at:start]), BREAK)
        at = end
    return found + terms(text[at:]) if at else terms(text)


class _Codes(dict[str, int]):
    """Word → 64-bit hash, made when first asked for. Not `hash()`: that differs from process to process."""

    MOST = 1 << 19

    def __missing__(self, word: str) -> int:
        if len(self) >= self.MOST:
            self.clear()
        digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        code = self[word] = int.from_bytes(digest, "little")
        return code


_CODES = _Codes()


def gram_hashes(terms: list[str], n: int = GRAM) -> Fingerprints:
    """The 64-bit hashes of all word n-grams of `terms`, in order; the same on every machine and in every process.

    N-grams that would reach over a `BREAK` are left out.
    """
    if len(terms) < n:
        return np.empty(0, np.uint64)
    codes = np.fromiter(map(_CODES.__getitem__, terms), np.uint64, len(terms))
    size = len(terms) - n + 1
    mixed = np.zeros(size, np.uint64)
    for shift in range(n):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + codes[shift : shift + size]
    # The finisher of splitmix64, so that the low bits used for sampling depend on every word.
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    if BREAK not in terms:
        return mixed
    holes = np.convolve(codes == _CODES[BREAK], np.ones(n, np.int64))[n - 1 : size + n - 1]
    whole: Fingerprints = mixed[holes == 0]
    return whole


def gram_size(terms: list[str], n: int = GRAM) -> int:
    """`n`, or twice that where most terms are single characters of a script without spaces: about as much text."""
    if "".join(terms).isascii():
        return n
    return 2 * n if 2 * sum(map(unspaced, terms)) > len(terms) else n


def fingerprints(text: str) -> Fingerprints:
    """The sampled fingerprints of `text`: sorted, without repeats, quoted speech left out. May be empty."""
    found = prose_terms(text)
    hashes = gram_hashes(found, gram_size(found))
    return np.unique(hashes[hashes % np.uint64(SAMPLE) == 0])


def candidates(
    postings: Postings,
    fingerprints: Fingerprints,
    begin: float = -math.inf,
    until: float = math.inf,
    exclude: Iterable[str] = (),
) -> list[Candidate]:
    """The texts of the time window that share wording with a text of these `fingerprints`, most shared first.

    Needs `SHARED` rare hashes in common, or (where the text is printed so often that its hashes are common) `FULL` of
    the text's hashes. `exclude` are keys to leave out, such as the text's own.
    """
    return ranked(holders(postings, fingerprints, begin, until), exclude)


def holders(
    postings: Postings, fingerprints: Fingerprints, begin: float = -math.inf, until: float = math.inf
) -> list[list[str]]:
    """The keys of the texts of the time window that have each of the `fingerprints`, side by side with them."""
    found: list[list[str]] = [[] for _ in range(len(fingerprints))]
    for position, key in postings.lookup(fingerprints, begin, until, FREQUENT + 1):
        found[position].append(key)
    return found


def ranked(found: Sequence[Sequence[str]], exclude: Iterable[str] = ()) -> list[Candidate]:
    """`candidates`, from the `holders` of a text's fingerprints."""
    rare: Counter[str] = Counter()
    common: Counter[str] = Counter()
    for keys in found:
        (common if len(keys) > FREQUENT else rare).update(keys)
    out = set(exclude)
    size = max(1, len(found))
    least = max(SHARED, math.ceil(FULL * size))
    result = [
        Candidate(key, rare[key], common[key], (rare[key] + common[key]) / size)
        for key in rare.keys() | common.keys()
        if key not in out and (rare[key] >= SHARED or rare[key] + common[key] >= least)
    ]
    return sorted(result, key=lambda c: (-c.rare, -c.common, c.key))


class MemoryPostings:
    """`Postings` in memory: sorted runs that are merged as they grow, so that adding costs the same however many.

    12 bytes a posting (about 1 kB a news text). New texts gather in a dict and are sorted into a run every
    `buffer` postings; a run is merged with its neighbour while it is not much smaller (a log-structured merge tree).
    A table of flags, one for each value of a hash's highest bits, tells at once of most hashes that nobody has them
    (64 MB of address space, of which only the pages touched are taken).
    """

    def __init__(self, buffer: int = 1 << 18) -> None:
        self.keys: list[str] = []
        self._known: dict[str, float] = {}
        self._times: list[float] = []
        self._buffer = buffer
        self._recent: dict[int, int] = {}
        self._again: dict[int, list[int]] = {}  # the further texts of a hash; most hashes have one
        self._waiting = 0
        self._runs: list[tuple[Fingerprints, NDArray[np.uint32]]] = []
        self._flags = np.zeros(1 << 26, np.bool_)

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, key: str, fingerprints: Fingerprints, time: float) -> None:
        """Enter the text `key`. A key that is there already is left as it is."""
        if key in self._known:
            return
        number = len(self.keys)
        self._known[key] = time
        self.keys.append(key)
        self._times.append(time)
        self._flags[_high(fingerprints)] = True
        for code in fingerprints.tolist():
            if code in self._recent:
                self._again.setdefault(code, []).append(number)
            else:
                self._recent[code] = number
        self._waiting += len(fingerprints)
        if self._waiting >= self._buffer:
            self._flush()

    def times(self, keys: Iterable[str]) -> dict[str, float]:
        """The times of texts that were entered, by key."""
        return {key: self._known[key] for key in keys}

    def _flush(self) -> None:
        codes = np.array([*self._recent, *(c for c, held in self._again.items() for _ in held)], np.uint64)
        texts = np.array([*self._recent.values(), *(t for held in self._again.values() for t in held)], np.uint32)
        self._recent, self._again, self._waiting = {}, {}, 0
        order = np.argsort(codes, kind="stable")
        run = (codes[order], texts[order])
        while self._runs and len(self._runs[-1][0]) < 2 * len(run[0]):
            older = self._runs.pop()
            codes = np.concatenate((older[0], run[0]))
            texts = np.concatenate((older[1], run[1]))
            order = np.argsort(codes, kind="stable")  # older texts first among equal codes
            run = (codes[order], texts[order])
        self._runs.append(run)

    def lookup(self, fingerprints: Fingerprints, begin: float, until: float, limit: int) -> list[tuple[int, str]]:
        """`(position in fingerprints, key)` of texts with `begin <= time <= until`, the latest `limit` for each."""
        places = np.flatnonzero(self._flags[_high(fingerprints)])
        asked = fingerprints[places]
        found: dict[int, list[int]] = {}
        for place, code in zip(places.tolist(), asked.tolist(), strict=True):
            if (first := self._recent.get(code)) is not None:
                found[place] = [first, *self._again.get(code, ())]
        for codes, texts in reversed(self._runs):
            left = np.searchsorted(codes, asked, "left")
            right = np.searchsorted(codes, asked, "right")
            for n in np.flatnonzero(right > left).tolist():
                least = max(int(left[n]), int(right[n]) - 4 * limit)
                place = int(places[n])
                found[place] = texts[least : int(right[n])].tolist() + found.get(place, [])
        result: list[tuple[int, str]] = []
        for place, numbers in found.items():
            inside = [n for n in numbers if begin <= self._times[n] <= until]
            result.extend((place, self.keys[n]) for n in inside[-limit:])
        return result


def _high(fingerprints: Fingerprints) -> Fingerprints:
    """The highest 26 bits of each."""
    return fingerprints >> np.uint64(38)


def containment(a: Fingerprints, b: Fingerprints) -> float:
    """The share of the (distinct) hashes of `a` that `b` has too; 0 where `a` has none. Both sorted and distinct."""
    if not len(a) or not len(b):
        return 0.0
    return len(np.intersect1d(a, b, assume_unique=True)) / len(a)
