"""What two sections share, as numbers: the evidence on which a derivation is judged.

Counted on prose alone: quoted speech is scored apart, since two reporters at one press conference write down the same
words. Containment in both directions instead of Jaccard, since a brief made of a long report shares little of the
report but much of itself (Broder 1997; Clough et al. 2002 for news).
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stemma.lang import words as vocabulary
from stemma.model import Article, Section, Span, Spans
from stemma.relate.texts.align import Pair, Sentence, align, longest_run, read
from stemma.relate.texts.reuse import BREAK, GRAM, Fingerprints, containment, gram_hashes, gram_size, prose_terms, terms
from stemma.text import STOPWORDS, quoted

FEATURES = ("grams", "alike")
"""Names of the numbers that the derivation model reads, in its order: ln(1 + shared 5-grams of prose), and the mean
likeness of the three most alike pairs of prose sentences (a missing pair counts 0; of two where one has no three)."""
APART = 0.1
"""Two texts are of different things if no larger share of the content words of either stands in the other."""
FOREIGN = 0.15
"""What they have in common is foreign to a text if no larger share of its content words stands in the rest of it."""
REST = 25
"""Content words that the rest of a text must have to tell."""
STOCK = "stock-phrases"
"""The vocabulary of what makes a sentence one of the trade: legal lines and appeals."""
LONG = 1000
"""In two texts both longer than so many words, n-grams met by chance are many: shared ones are scaled down to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A section made ready for comparing: its sentences, the words of its prose, and its n-grams."""

    sentences: tuple[Sentence, ...]
    words: tuple[str, ...]
    grams: Mapping[int, Fingerprints]
    speech: Fingerprints
    """6-grams of its quoted speech."""
    stock: frozenset[int]
    """Sentences (by number) that are stock phrases, or were left out, and count for nothing."""
    source: tuple[str, int, int]
    """The body that it is of, and from where to where."""

    @property
    def told(self) -> int:
        """How many of its sentences are prose."""
        return sum(s.prose and n not in self.stock for n, s in enumerate(self.sentences))

    @property
    def once(self) -> frozenset[str]:
        """The words of its prose that it uses once (METER's hapax legomena)."""
        return frozenset(word for word, count in Counter(self.words).items() if count == 1)


def sections(article: Article) -> tuple[Section, ...]:
    """The article's sections; the whole body where it has none."""
    return article.sections or (Section("original", article.published, 0, len(article.body)),)


@functools.lru_cache(512)
def reading(body: str, start: int, end: int, out: frozenset[int] = frozenset()) -> Reading:
    """The section `body[start:end]` made ready for comparing, the sentences `out` (by number) left out.

    Kept for the 512 used last.
    """
    part = body[start:end]
    sentences = tuple(read(body, start, end))
    stock = out | frozenset(
        n for n, s in enumerate(sentences) if vocabulary.expression_in_all(STOCK).search(body, *s.span)
    )
    said = [gram_hashes(spoken, gram_size(spoken, 6)) for spoken in (terms(part[s:e]) for s, e in quoted(part))]
    told: list[str] = []
    at = start
    for number in sorted(stock):
        told += (*prose_terms(body[at : sentences[number].span[0]]), BREAK)
        at = sentences[number].span[1]
    told += prose_terms(body[at:end])
    return Reading(
        sentences=sentences,
        words=tuple(word for word in told if word != BREAK),
        grams={n: np.unique(gram_hashes(told, gram_size(told, n))) for n in (3, 5)},
        speech=np.unique(np.concatenate([np.empty(0, np.uint64), *said])),
        stock=stock,
        source=(body, start, end),
    )


@functools.cache
def _empty_words() -> frozenset[str]:
    return STOPWORDS | vocabulary.in_all("function-words")


def boilerplate(a: Reading, b: Reading, pairs: Sequence[Pair]) -> tuple[frozenset[int], frozenset[int]]:
    """The sentences (by number) of either that stand in both though the two texts are of different things.

    A promotion, an appeal or the note on an author recurs on pages that have nothing else in common, and speaks of
    nothing that they speak of: its words are neither those of the rest of the one page nor of the other's, whereas two
    reports of one event name the same people and places outside what they copied, too. Empty where the rest of either
    is too short to tell, and where all fits.
    """
    both = [(p.i, p.j) for p in pairs if p.i not in a.stock and p.j not in b.stock]
    mine, yours = frozenset(i for i, _ in both), frozenset(j for _, j in both)
    none: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    if not both:
        return none
    rest_a, rest_b = _content(a, mine, inside=False), _content(b, yours, inside=False)
    if min(len(rest_a), len(rest_b)) < REST or len(rest_a & rest_b) > APART * min(len(rest_a), len(rest_b)):
        return none
    for reading, shared, rest in ((a, mine, rest_a), (b, yours, rest_b)):
        words = _content(reading, shared, inside=True)
        if len(words & rest) > FOREIGN * len(words):
            return none
    return mine, yours


def stock(article: Article) -> Spans:
    """Where in the body of an article sentences with stock phrases stand, in order."""
    if not vocabulary.expression_in_all(STOCK).search(article.body):
        return ()
    read = [reading(article.body, section.start, section.end) for section in sections(article)]
    return tuple(one.sentences[number].span for one in read for number in sorted(one.stock))


def recurring(article: Article, other: Article) -> Spans:
    """Where in the body of an article its `boilerplate` stands, as another article shows it; sentence by sentence."""
    found: set[Span] = set()
    for here in sections(article):
        a = reading(article.body, here.start, here.end)
        for there in sections(other):
            b = reading(other.body, there.start, there.end)
            out, _ = boilerplate(a, b, align(a.sentences, b.sentences))
            found |= {a.sentences[number].span for number in out}
    return tuple(sorted(found))


def _content(reading: Reading, numbers: frozenset[int], *, inside: bool) -> frozenset[str]:
    """The content words of the sentences `numbers`, or of all others that are no stock phrases."""
    chosen = (
        s for n, s in enumerate(reading.sentences) if (n in numbers if inside else n not in numbers | reading.stock)
    )
    return frozenset(term for s in chosen for term in s.bag if len(term) > 1) - _empty_words()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What section a shares with section b.

    `pairs` are the aligned sentences but for stock ones, `prose` the number of those that are quoted speech on
    neither side. `shared` is the number of prose 5-grams in common, `forth` their share of those of a, `back` of those
    of b. `speech` is the number of quoted 6-grams in common. `verbatim` is the share of the aligned prose that stands
    there word for word: of the 5-grams of the shorter sentence of each pair those that the longer one has. `run` is
    the longest run of words that two aligned sentences of prose share (in scripts without spaces half the
    characters). `features` holds one number for each of `FEATURES`.
    """

    pairs: tuple[Pair, ...]
    prose: int
    forth: float
    back: float
    speech: int
    verbatim: float
    run: int
    shared: int
    features: tuple[float, ...]


def left_out(read: Reading, numbers: Iterable[int]) -> Reading:
    """A section without some sentences (by number), which then count for nothing."""
    return reading(*read.source, read.stock | frozenset(numbers))


def within(read: Reading, spans: Sequence[Span]) -> frozenset[int]:
    """The sentences of a section (by number) that lie in `spans` of its body."""
    return frozenset(
        number
        for number, sentence in enumerate(read.sentences)
        if any(start <= sentence.span[0] and sentence.span[1] <= end for start, end in spans)
    )


def evidence(a: Reading, b: Reading) -> Evidence:
    """Compare two sections."""
    aligned = align(a.sentences, b.sentences)
    out = boilerplate(a, b, aligned)
    if out[0]:
        a, b = left_out(a, out[0]), left_out(b, out[1])
    pairs = tuple(p for p in aligned if p.i not in a.stock and p.j not in b.stock)
    both = [(a.sentences[p.i], b.sentences[p.j]) for p in pairs]
    told = [(one, two) for one, two in both if one.prose and two.prose]
    alike = sorted((_alike(one, two) for one, two in told), reverse=True)
    shared = len(np.intersect1d(a.grams[5], b.grams[5], assume_unique=True))
    shorter = min(len(a.words), len(b.words))
    most = max(2, min(3, a.told, b.told))
    return Evidence(
        pairs=pairs,
        prose=len(told),
        forth=containment(a.grams[5], b.grams[5]),
        back=containment(b.grams[5], a.grams[5]),
        speech=len(np.intersect1d(a.speech, b.speech, assume_unique=True)),
        verbatim=_verbatim(told),
        shared=shared,
        run=max((_run(one, two) for one, two in told), default=0),
        features=(math.log1p(shared * min(1.0, LONG / max(1, shorter))), sum(alike[:3]) / most),
    )


def _alike(a: Sentence, b: Sentence) -> float:
    """Shared words over the geometric mean of the two lengths, 0 to 1: high only where both sentences are used up."""
    shared = sum(min(count, b.bag.get(term, 0)) for term, count in a.bag.items())
    size = math.sqrt(sum(a.bag.values()) * sum(b.bag.values()))
    return shared / size if size else 0.0


def _verbatim(pairs: Sequence[tuple[Sentence, Sentence]]) -> float:
    """Shared 5-grams over those of the shorter sentences, summed over the pairs; 0 where there are none."""
    shared = whole = 0
    for one, two in pairs:
        grams = [{s.terms[n : n + 5] for n in range(len(s.terms) - 4)} for s in (one, two)]
        shared += len(grams[0] & grams[1])
        whole += min(map(len, grams))
    return shared / whole if whole else 0.0


def _run(a: Sentence, b: Sentence) -> int:
    return longest_run(a.terms, b.terms) * GRAM // gram_size(list(a.terms))
