"""Which cue a source or content span belongs to: the network's word on it, weighed with where the two stand.

A conditional logit over the cues of the text and "none", with weights for each role and each direction. The features
are those of dependency linkers for quotations (after O'Keefe et al. 2012; Pareti 2015), without a parse.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemma.annotate.wordpieces import BREAK_SHAPE, WordPieces, Words

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

FEATURES = 9
"""Of a span and a cue: see `features`."""
NONE_FEATURES = 2
WEIGHTS = 4 * FEATURES + 2 * NONE_FEATURES
"""Weights for source before cue, source after, content before, content after; then "none" for source, for content."""
NEAR = 6
FAR = 3
"""Counts of what stands between are cut off here."""


@dataclass(frozen=True, slots=True)
class Found:
    """A span of words `[start, end)` with its role and how sure its tags are (mean log-probability, at most 0)."""

    role: str
    start: int
    end: int
    sure: float


@dataclass(frozen=True, slots=True)
class Window:
    """What the network says of the words `[start, end)`. Row 0 of `heads` stands for "the cue is elsewhere"."""

    start: int
    end: int
    emissions: Floats
    dependents: Floats
    heads: Floats


class Ground:
    """What `features` counts between two places of a text, ready for looking up."""

    def __init__(self, words: Words, splitter: WordPieces, spans: Sequence[Found]) -> None:
        stops = {splitter.numbers[mark] for mark in ".?!"}
        count = len(words)
        kinds = [np.array(words.shapes) == BREAK_SHAPE]
        kinds += [np.array([pieces[0] in stops for pieces in words.pieces], bool)]
        for role in ("source", "cue", "content"):
            starts = np.zeros(count, bool)
            starts[[span.start for span in spans if span.role == role]] = True
            kinds.append(starts)
        self.counts = np.array([running(flags) for flags in kinds])
        """How many breaks, stops, sources, cues and contents begin before each place, [5, count + 1]."""
        self.quoted = np.array(words.quotes) > 0


def running(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many flags are set before each place, [count + 1]."""
    return np.concatenate(([0], np.cumsum(flags)))


def near(span: Found, cues: Sequence[Found]) -> Sequence[Found]:
    """The `NEAR` cues before the span and as many after it; `cues` are in text order."""
    at = bisect.bisect_left(cues, span.start, key=lambda cue: cue.start)
    return cues[max(0, at - NEAR) : at + NEAR]


def features(span: Found, cues: Sequence[Found], ground: Ground, seen: Sequence[Window]) -> tuple[Doubles, Doubles]:
    """For each cue a row of `WEIGHTS` features, and such a row for "none"; only a few of a row are not 0."""
    network = np.log(np.maximum(links(span, cues, seen), 1e-4))
    rows = np.zeros((len(cues), WEIGHTS))
    of_content = int(span.role == "content")
    starts, ends = np.array([cue.start for cue in cues]), np.array([cue.end for cue in cues])
    after = starts < span.end
    left, right = np.where(after, ends, span.end), np.where(after, span.start, starts)
    values = np.empty((len(cues), FEATURES))
    values[:, 0] = network[1:]
    values[:, 1] = 1.0
    values[:, 2] = np.log1p(np.maximum(right - left, 0))
    values[:, 3:8] = np.minimum(ground.counts[:, right] - ground.counts[:, left], FAR).T
    values[:, 8] = ground.quoted[starts]
    for side in (False, True):
        at = (2 * of_content + side) * FEATURES
        rows[after == side, at : at + FEATURES] = values[after == side]
    none = np.zeros(WEIGHTS)
    at = 4 * FEATURES + of_content * NONE_FEATURES
    none[at : at + NONE_FEATURES] = network[0], 1.0
    return rows, none


def chances(rows: Doubles, none: Doubles, weights: Doubles) -> Doubles:
    """The probability of "none" and of each cue, [1 + cues]."""
    scores = np.concatenate(([none @ weights], rows @ weights))
    odds = np.exp(scores - scores.max())
    found: Doubles = odds / odds.sum()
    return found


def links(span: Found, cues: Sequence[Found], seen: Sequence[Window]) -> Doubles:
    """What the network alone says: the probability of none and of each cue to be that of `span`, [1 + cues].

    Windows that show part of the span are averaged by how many of its words they show.
    """
    total = np.zeros(1 + len(cues))
    weight = 0
    for window in seen:
        start, end = max(span.start, window.start), min(span.end, window.end)
        if start >= end:
            continue
        dependent = window.dependents[start - window.start : end - window.start].mean(0)
        scores = (window.heads @ dependent).tolist()
        values = np.full(1 + len(cues), -1e4)
        values[0] = scores[0]
        for number, cue in enumerate(cues, 1):
            first, last = max(cue.start, window.start), min(cue.end, window.end)
            if first < last:
                values[number] = max(scores[1 + first - window.start : 1 + last - window.start])
        odds = np.exp(values - values.max())
        total += (end - start) * odds / odds.sum()
        weight += end - start
    return total / max(weight, 1)
