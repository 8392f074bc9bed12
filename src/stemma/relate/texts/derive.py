"""How sections of two articles relate: copy, rewrite, update, common source, shared statement, none, or undecidable.

`derived` is the probability that the two share a line of written text, from a logistic model over what they share
(`stemma.relate.texts.evidence`). Where both credit one agency the prior is another: such pages are what METER
measured, a wire and its subscribers, and its curve holds. Between `DOUBTFUL` and `SURE` the overlap does not
settle the question, and the kind is *undecidable*.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib import resources
from typing import Literal, NamedTuple

from stemma import clock, houses, outlets
from stemma.model import Article, Comparison, Derivation, DerivationKind, Passage, Section, Span, Spans
from stemma.relate.texts.align import Pair, Sentence, align, difference, groups
from stemma.relate.texts.evidence import Evidence, Reading, evidence, left_out, reading, sections, within
from stemma.relate.texts.reuse import containment
from stemma.text import stands_in

DOUBTFUL = 0.35
"""Below it two sections are held not to share written text."""
SURE = 0.65
"""From it on they are held to share it; between the two the kind is *undecidable*."""
PLAIN = 0.9
"""Least probability where copying is plain to see, whatever else the two have: `RUN` words of prose in a row (all 30
labelled pairs with such a run are derived), or `CONTAINED` of the 5-grams of one, `SHARED` at least (all 18; METER: all
of 944). The model alone doubts short alerts, of which there are not three sentences to be alike."""
RUN = 20
CONTAINED, SHARED = 0.4, 8
LATER = timedelta(days=2)
"""A copy is printed within so much time of the report, but for what is printed again as a whole."""
MINOR = 0.4
"""Share of the sentences of either text up to which what they share may be background."""
SIBLINGS: tuple[DerivationKind, ...] = ("common-source", "shared-statement", "none")
"""Kinds in which neither section is the parent of the other."""

Direction = Literal["forward", "backward"]


class _Model(NamedTuple):
    weights: tuple[float, ...]
    intercept: float
    wire_weights: tuple[float, ...]
    wire_intercept: float
    copy_weight: float
    copy_intercept: float


@functools.cache
def _model() -> _Model:
    found = json.loads(resources.files("stemma.models").joinpath("derivation.json").read_text("utf-8"))
    return _Model(
        tuple(found["sections"]["weights"]),
        found["sections"]["intercept"],
        tuple(found["wire"]["weights"]),
        found["wire"]["intercept"],
        found["copy"]["weight"],
        found["copy"]["intercept"],
    )


def probability(features: Sequence[float]) -> float:
    """The probability that two sections of these `evidence.FEATURES` share a line of written text."""
    model = _model()
    return _logistic(model.intercept + sum(w * x for w, x in zip(model.weights, features, strict=True)))


def wire_probability(contained1: float, contained3: float, contained5: float, hapax: float) -> float:
    """The same for a page of a known subscriber and the wire, from METER's four scores (each 0 to 1).

    Containment of the page's words, 3-grams and 5-grams in the wire, and of the words it uses once (Clough et al.
    2002). Pages of subscribers without any overlap are rewrites as often as not, so the curve starts near a half.
    """
    model = _model()
    scores = (contained1, contained3, contained5, hapax)
    return _logistic(model.wire_intercept + sum(w * x for w, x in zip(model.wire_weights, scores, strict=True)))


def copy_probability(verbatim: float) -> float:
    """The probability that derived text was only cut and touched up, from the share that stands word for word."""
    return _logistic(_model().copy_intercept + _model().copy_weight * verbatim)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))


def derive(
    a: Article, b: Article, without_a: Sequence[Span] = (), without_b: Sequence[Span] = ()
) -> tuple[Derivation, ...]:
    """One derivation for each pair of sections of `a` and `b` that have anything in common.

    `from_` is the parent where there is one (`direction` is then `forward`), else the earlier of the two, else `a`.
    Pairs of sections that share neither a sentence nor a 5-gram of prose nor a quotation are left out. The same in
    whichever order the two articles are given, but for ties. `without_a` and `without_b` are sentences of the bodies
    that count for nothing: those known to recur over stories and time (`stemma.relate.texts.standing`).
    """
    out = (without_a, without_b)
    found = (_section_pair(a, i, b, j, out) for i in range(len(sections(a))) for j in range(len(sections(b))))
    return tuple(d for d in found if d is not None)


def _section_pair(
    a: Article, i: int, b: Article, j: int, out: tuple[Sequence[Span], Sequence[Span]]
) -> Derivation | None:
    here, there = sections(a)[i], sections(b)[j]
    read_a, read_b = reading(a.body, here.start, here.end), reading(b.body, there.start, there.end)
    if out[0] or out[1]:
        read_a, read_b = (left_out(one, within(one, spans)) for one, spans in zip((read_a, read_b), out, strict=True))
    found = evidence(read_a, read_b)
    if _background(a, here, b, there, read_a, read_b, found):
        read_a, read_b = left_out(read_a, (p.i for p in found.pairs)), left_out(read_b, (p.j for p in found.pairs))
        found = evidence(read_a, read_b)
    if not found.pairs and not found.speech and not found.features[0]:
        return None
    probabilities, derived = judge(a, here, read_a, b, there, read_b, found)
    kind = kind_of(probabilities, derived)
    direction, reason = _direction(a, here, b, there, found)
    if kind in SIBLINGS:
        direction, reason = None, "credit" if kind == "common-source" else reason
    passages = _passages(read_a.sentences, read_b.sentences, found.pairs)
    turned = direction == "backward" or (direction is None and _earlier(a, here, b, there) == "backward")
    if turned:
        passages = tuple(Passage(p.b, p.a, p.score) for p in passages)
        a, i, b, j = b, j, a, i
    return Derivation(
        from_=a.id,
        to=b.id,
        kind=kind,
        derived=round(derived, 4),
        probabilities=probabilities,
        passages=passages,
        from_section=i,
        to_section=j,
        reason=reason,
        direction="forward" if direction else None,
    )


def _background(
    a: Article, here: Section, b: Article, there: Section, read_a: Reading, read_b: Reading, found: Evidence
) -> bool:
    """Whether what two sections share stands again: a few sentences of either, long after they were first printed.

    A report is copied within a day or two. What comes back later below another report is its background.
    """
    first, second = _time(a, here), _time(b, there)
    if not found.prose or first is None or second is None or houses.same_page(a, b):
        return False
    apart = max(second[0] - first[1], first[0] - second[1])
    return apart >= LATER and found.prose <= MINOR * min(read_a.told, read_b.told)


def judge(
    a: Article, here: Section, read_a: Reading, b: Article, there: Section, read_b: Reading, found: Evidence
) -> tuple[dict[str, float], float]:
    """The probability of each kind but *undecidable* (adding up to 1), and `derived`, the sum of the first four."""
    derived = probability(found.features)
    contained = max(found.forth, found.back) >= CONTAINED and found.shared >= SHARED
    if found.run >= RUN or contained:
        derived = max(derived, PLAIN)
    shared = credited(a, b)
    if shared and found.prose:
        derived = max(derived, wire_probability(*_meter(read_a, read_b, found)))
    kinds = dict.fromkeys(("copy", "rewrite", "update", "common-source", "shared-statement", "none"), 0.0)
    if shared and houses.outlet(a) not in shared and houses.outlet(b) not in shared:
        kinds["common-source"] = derived
    elif houses.same_page(a, b) or (houses.same_outlet(a, b) and _earlier(a, here, b, there)):
        kinds["update"] = derived
    else:
        copied = copy_probability(found.verbatim)
        kinds["copy"], kinds["rewrite"] = derived * copied, derived * (1 - copied)
    # Three quoted 6-grams are eight words in a row: more than two reporters write down alike by chance.
    said = 1 - math.exp(-found.speech / 3)
    kinds["shared-statement"], kinds["none"] = (1 - derived) * said, (1 - derived) * (1 - said)
    return {name: round(p, 4) for name, p in kinds.items()}, derived


def kind_of(probabilities: Mapping[str, float], derived: float) -> DerivationKind:
    """The likeliest kind; *undecidable* where `derived` lies between `DOUBTFUL` and `SURE`."""
    if DOUBTFUL <= derived < SURE:
        return "undecidable"
    names: tuple[DerivationKind, ...] = ("copy", "rewrite", "update", "common-source")
    if derived < DOUBTFUL:
        names = ("shared-statement", "none")
    return max(names, key=lambda name: probabilities[name])


def credited(a: Article, b: Article) -> frozenset[str]:
    """Keys of the agencies that both articles rest on by their own word: credited, or (by one of them) the outlet."""
    held_a, held_b = houses.credits(a), houses.credits(b)
    own_a, own_b = houses.outlet(a), houses.outlet(b)
    return (held_a & held_b) | {key for key in held_a if key == own_b} | {key for key in held_b if key == own_a}


def _meter(a: Reading, b: Reading, found: Evidence) -> tuple[float, float, float, float]:
    """METER's scores for two sections, of the one that is more contained in the other."""
    words_a, words_b = set(a.words), set(b.words)
    once_a, once_b = a.once, b.once
    return (
        len(words_a & words_b) / (min(len(words_a), len(words_b)) or 1),
        max(containment(a.grams[3], b.grams[3]), containment(b.grams[3], a.grams[3])),
        max(found.forth, found.back),
        len(once_a & once_b) / (min(len(once_a), len(once_b)) or 1),
    )


def _versions(a: Article, b: Article) -> bool:
    """Whether the two are from one place: the same address, or the same outlet."""
    return houses.same_page(a, b) or houses.same_outlet(a, b)


def _direction(
    a: Article, here: Section, b: Article, there: Section, found: Evidence
) -> tuple[Direction | None, str | None]:
    """Which way the text went, and what says so: credit, version, time, containment, in that order."""
    a_names, b_names = _names(a, here, b), _names(b, there, a)
    if a_names != b_names:
        return ("backward" if a_names else "forward"), "credit"
    earlier = _earlier(a, here, b, there)
    if earlier:
        return earlier, "version" if _versions(a, b) else "time"
    if abs(found.forth - found.back) >= 0.1:
        return ("backward" if found.forth > found.back else "forward"), "containment"
    return None, None


def _names(article: Article, section: Section, other: Article) -> bool:
    """Whether `article` credits `other`'s outlet, or names it in this section."""
    if not other.outlet or houses.same_outlet(article, other):
        return False
    if houses.outlet(other) in houses.credits(article):
        return True
    name = outlets.short(other.outlet)
    plain = " " not in name and not name.isupper() and name[1:].islower()
    if len(name) < 2 or (plain and not houses.is_agency(other)):
        return False  # "Time", "Independent": a common word as likely as a name
    return stands_in(name, article.body[section.start : section.end])


def _earlier(a: Article, here: Section, b: Article, there: Section) -> Direction | None:
    """`forward` where section `here` of `a` is certainly earlier than `there` of `b`, `backward` where it is later."""
    first, second = _time(a, here), _time(b, there)
    if a.fetched and b.fetched and a.fetched != b.fetched and houses.same_page(a, b):
        # A page that grew may keep the time at which it was first printed.
        first, second = clock.bounds(a.fetched), clock.bounds(b.fetched)
    if first is None or second is None:
        return None
    if first[0] < second[0] and first[1] <= second[0]:
        return "forward"
    if second[0] < first[0] and second[1] <= first[0]:
        return "backward"
    return None


def _time(article: Article, section: Section) -> tuple[datetime, datetime] | None:
    text = section.time or (article.published if section.kind == "original" else article.modified)
    return clock.bounds(text, article.timezone)


def _passages(a: Sequence[Sentence], b: Sequence[Sentence], pairs: Sequence[Pair]) -> tuple[Passage, ...]:
    return tuple(Passage(a[p.i].span, b[p.j].span, round(p.score, 4)) for p in pairs)


def compare(a: Article, b: Article) -> Comparison:
    """Two articles side by side, `from_` being `a` and `to` being `b`, whichever is the parent (see `direction`).

    Kind and probabilities are those of the pair of sections that share most. The passages are the aligned sentences
    of the whole bodies. `only_from` and `only_to` are the sentences without a counterpart, and in aligned sentences
    the words that differ.
    """
    read_a = list(itertools.chain.from_iterable(reading(a.body, s.start, s.end).sentences for s in sections(a)))
    read_b = list(itertools.chain.from_iterable(reading(b.body, s.start, s.end).sentences for s in sections(b)))
    pairs = align(read_a, read_b)
    best = max(derive(a, b), key=lambda d: (d.derived, len(d.passages)), default=None)
    passages = _passages(read_a, read_b, pairs)
    if best is None:
        none = dict.fromkeys(("copy", "rewrite", "update", "common-source", "shared-statement"), 0.0) | {"none": 1.0}
        derivation = Derivation(a.id, b.id, "none", 0.0, none, passages)
    else:
        same = best.from_ == a.id
        direction: Direction | None = None
        if best.direction:
            direction = "forward" if same else "backward"
        derivation = Derivation(
            from_=a.id,
            to=b.id,
            kind=best.kind,
            derived=best.derived,
            probabilities=best.probabilities,
            passages=passages,
            from_section=best.from_section if same else best.to_section,
            to_section=best.to_section if same else best.from_section,
            reason=best.reason,
            direction=direction,
        )
    only_a, only_b = _alone(read_a, read_b, pairs)
    return Comparison(derivation, only_a, only_b)


def _alone(a: Sequence[Sentence], b: Sequence[Sentence], pairs: Sequence[Pair]) -> tuple[Spans, Spans]:
    """What either has alone: whole sentences, and words inside aligned ones."""
    only_a = [s.span for i, s in enumerate(a) if i not in {p.i for p in pairs}]
    only_b = [s.span for j, s in enumerate(b) if j not in {p.j for p in pairs}]
    for left, right in groups(pairs):
        more_a, more_b = difference([a[i] for i in left], [b[j] for j in right])
        only_a += more_a
        only_b += more_b
    return tuple(sorted(only_a)), tuple(sorted(only_b))
