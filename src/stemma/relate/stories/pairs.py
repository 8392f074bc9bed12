"""How likely two articles are to be of one story, and what groups follow from that.

One logistic regression over likenesses of the pair (`models/stories.md`), with weights of its own for pairs of two
bodies, of a headline and a body, and of two headlines. What counts most is not how alike two articles are but how
alike they are *for them*: compared with the most alike article that each has met (local scaling; Zelnik-Manor and
Perona 2004). Groups are made by average link (UPGMA) over those probabilities: what comes out depends on the articles
and not on the order in which they came.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stemma.relate.stories.sketches import Column, Fact, Matrix, Sketches
from stemma.relate.stories.state import DAY

FEATURES = (
    "terms", "title", "lead", "title_in_high", "title_in_low", "contained_high", "contained_low", "keys_high",
    "keys_low", "names", "numbers", "other_numbers", "year", "gap", "undated", "shorter", "longer", "shared",
    "meaning", "close", "behind_any", "close_behind_any", "behind_both", "close_behind_both", "scaled", "close_scaled",
)  # fmt: skip
"""Names of the pair features, in order. None tells how large a story is: what is learnt from sets with stories of
three articles must hold for stories of a hundred. The last six are relative (`relative`). What is "close" is of
embeddings, and 0 where there are none."""
RELATIVE = 6
GAP, UNDATED = FEATURES.index("gap"), FEATURES.index("undated")
KINDS = ("bodies", "mixed", "headlines", "bodies_embedded", "mixed_embedded", "headlines_embedded")
EMBEDDED = 3
"""What is added to the number of a kind where both articles have embeddings."""
UNKNOWN_GAP = float(np.log1p(2.0))
"""What `gap` is where there is no date: as if two days lay between."""
NEAREST_DAYS = 1.0
"""Many events share a day: articles within one are not nearer to each other than that."""
UNKNOWN_SHARE = 0.5
TABLE_BITS = 17
"""Of the hash of a term, for looking it up: two terms of one article that fall together count as the later one."""
STRANGER_DAYS = 3
STRANGE = 0.1
"""Articles whose names, by weight, are nine tenths strange to each other (they may share a weekday), and that lie more
days apart, are linked at most: accidents and crimes are told alike, and the training data holds too few dated ones."""

BRIDGED, BRIDGED_NAMES, BRIDGED_NUMBERS, BRIDGED_DAYS = 0.5, 0.5, 0.5, 1.0
"""Articles in two languages are possibly the same if this part of the names that stand out in one stands in the other,
and no more days lie between; they are the same if it is so of both, and their numbers are as alike (cosine)."""

Doubles = NDArray[np.float64]


class Pairs:
    """The likenesses of an article with each of others, before the best match of either is looked at.

    `features` is (others, features without the relative ones), float32; `alike` (others, 2) the cosines of terms and
    of embeddings; `days` are the days between (NaN where either has no date), `kinds` the number of each pair in
    `KINDS`.
    """

    def __init__(self, article: Sketches, others: Sketches) -> None:
        n, me, facts = len(others), article.facts[0], others.facts
        left, right, owner = _matched(article, others)
        mine, theirs = left[:, Column.TERMS] > 0, right[:, Column.TERMS] > 0
        terms = np.empty((len(owner), 13), dtype=np.float32)
        products = np.multiply(left, right, out=terms[:, : len(Column)])
        products[:, Column.NAMES] = left[:, Column.NAMES] * (right[:, Column.NAMES] > 0)
        # Which part of the weight of the article stands in each other, and of each other in the article.
        terms[:, 6:8] = np.square(left[:, :2]) * theirs[:, None]
        terms[:, 8:10] = np.square(right[:, :2]) * mine[:, None]
        terms[:, 10] = left[:, Column.KEYS] * theirs
        terms[:, 11] = right[:, Column.KEYS] * mine
        terms[:, 12] = mine & theirs
        places = owner[:, None] * terms.shape[1] + np.arange(terms.shape[1])
        totals = np.bincount(places.ravel(), terms.ravel(), n * terms.shape[1]).reshape(n, -1).T
        keys = (
            totals[10] if me[Fact.KEYED] else np.full(n, UNKNOWN_SHARE),
            np.where(facts[:, Fact.KEYED] > 0, totals[11], UNKNOWN_SHARE),
        )
        names = totals[Column.NAMES] / np.maximum(me[Fact.NAMES] + facts[:, Fact.NAMES] - totals[Column.NAMES], 1e-9)
        numbers = totals[Column.NUMBERS]
        embedded = (facts[:, Fact.EMBEDDED] > 0) & (me[Fact.EMBEDDED] > 0)
        close = others.dense @ article.dense[0] if embedded.any() else np.zeros(n, np.float32)
        self.alike: Doubles = np.stack([totals[Column.TERMS], np.where(embedded, close, 0.0)], axis=-1)
        gap = np.maximum(me[Fact.FIRST] - facts[:, Fact.LAST], facts[:, Fact.FIRST] - me[Fact.LAST])
        self.days = np.maximum(gap, 0.0) / DAY
        undated = np.isnan(self.days)
        years = np.where(me[Fact.YEAR] == facts[:, Fact.YEAR], 1.0, -1.0)
        lengths = math.log1p(me[Fact.LENGTH]), np.log1p(facts[:, Fact.LENGTH])
        self.kinds = (facts[:, Fact.LENGTH] == 0).astype(np.intp) + (me[Fact.LENGTH] == 0) + EMBEDDED * embedded
        known = article.meaning.shape[1] == others.meaning.shape[1]
        found = (
            totals[Column.TERMS],
            totals[Column.TITLE],
            totals[Column.LEAD],
            *_high_and_low(totals[7], totals[9]),
            *_high_and_low(totals[6], totals[8]),
            *_high_and_low(*keys),
            names,
            numbers,
            (me[Fact.NUMBERED] > 0) & (facts[:, Fact.NUMBERED] > 0) & (numbers == 0),
            np.where((me[Fact.YEAR] > 0) & (facts[:, Fact.YEAR] > 0), years, 0.0),
            np.where(undated, UNKNOWN_GAP, np.log1p(np.maximum(self.days, NEAREST_DAYS))),
            undated,
            np.minimum(*lengths),
            np.maximum(*lengths),
            np.log1p(totals[12]),
            others.meaning @ article.meaning[0] if known else np.zeros(n),
            self.alike[:, 1],
        )
        self.features: Matrix = np.empty((n, len(found)), dtype=np.float32)
        for column, values in enumerate(found):
            self.features[:, column] = values
        self.strange = (np.maximum(*keys) < STRANGE) & (self.days > STRANGER_DAYS)
        both = me[Fact.LANGUAGE] * facts[:, Fact.LANGUAGE]
        self.foreign = (both > 0) & (me[Fact.LANGUAGE] != facts[:, Fact.LANGUAGE])
        """Pairs of two languages: words say nothing; `bridged` is how likely names, numbers and days make them."""
        named = (me[Fact.KEYED] > 0) & (facts[:, Fact.KEYED] > 0) & (self.days <= BRIDGED_DAYS)
        self.bridged = np.where(named & (np.maximum(*keys) >= BRIDGED_NAMES), BRIDGED, 0.0)
        sure = named & (np.minimum(*keys) >= BRIDGED_NAMES) & (numbers >= BRIDGED_NUMBERS)
        self.bridged[sure] = 1.0


def _high_and_low(a: Doubles, b: Doubles) -> tuple[Doubles, Doubles]:
    return np.maximum(a, b), np.minimum(a, b)


def _matched(article: Sketches, others: Sketches) -> tuple[Matrix, Matrix, NDArray[np.intp]]:
    """The terms that others share with an article: its weights, theirs, and the row of the other, one line each."""
    table = np.full(1 << TABLE_BITS, -1, dtype=np.int16)
    mask = np.uint32(len(table) - 1)
    table[article.terms & mask] = np.arange(len(article.terms), dtype=np.int16)
    place = table[others.terms & mask]
    where = np.flatnonzero(place >= 0)
    place = place[where]
    same = article.terms[place] == others.terms[where]
    where, place = where[same], place[same]
    owner = np.repeat(np.arange(len(others)), others.sizes)[where]
    return article.weights[place], others.weights[where], owner


def relative(alike: Doubles, best_a: Doubles, best_b: Doubles) -> Doubles:
    """The relative features: how far cosines are behind the better and the lesser of two bests, and scaled by both.

    `alike` is (pairs, 2), the cosines of terms and of embeddings; `best_a` and `best_b` are what either article of a
    pair has met at best, of the same shape or one that numpy makes the same. Gives (pairs, 6).
    """
    high, low = np.maximum(best_a, best_b), np.minimum(best_a, best_b)
    return np.concatenate([alike - high, alike - low, alike / np.sqrt(np.maximum(high * low, 0.0) + 1e-6)], axis=-1)


class PairModel:
    """Logistic regression over `FEATURES`: the probability that two articles are of one story.

    `weights` is (6 `KINDS`, features), `bias` one number for each kind. Raises `ValueError` for another shape.
    """

    def __init__(
        self,
        weights: Sequence[Sequence[float]],
        bias: Sequence[float],
        join: float = 0.6,
        possible: float = 0.2,
        seed: float = 0.85,
        merge: float | None = None,
    ) -> None:
        self.weights = np.array(weights, dtype=np.float64)
        self.bias = np.array(bias, dtype=np.float64)
        if self.weights.shape != (len(KINDS), len(FEATURES)) or self.bias.shape != (len(KINDS),):
            raise ValueError(f"not {len(KINDS)} × {len(FEATURES)} weights: {self.weights.shape}, {self.bias.shape}")
        self.join = join
        """An article belongs to a story of several if the mean probability between them is at least this."""
        self.seed = seed
        """Two single articles are one story from this probability on."""
        self.merge = seed if merge is None else merge
        """Two groups are one story from this mean probability on."""
        self.possible = possible
        """From this mean probability on, two stories are linked as possibly the same."""

    def scores(self, pairs: Pairs) -> Doubles:
        """What speaks for each pair apart from the relative features (log odds).

        Many events share a day: where a headline is all there is, days may part two items, but not join them.
        """
        features, bare = pairs.features, pairs.kinds % EMBEDDED > 0
        if bare.any():
            features = features.copy()
            features[bare, GAP] = np.maximum(features[bare, GAP], UNKNOWN_GAP)
            features[bare, UNDATED] = 1.0
        of_each_kind = features @ self.weights[:, :-RELATIVE].T + self.bias
        return np.asarray(of_each_kind[np.arange(len(pairs.kinds)), pairs.kinds])

    def probabilities(
        self, scores: Doubles, alike: Doubles, kinds: NDArray[np.intp], best_a: Doubles, best_b: Doubles
    ) -> Doubles:
        """Probabilities from `scores` and from the cosines beside the best that either article has met."""
        weights = self.weights[kinds, -RELATIVE:]
        if not (kinds >= EMBEDDED).any():  # the rest weighs nothing
            alike, best_a, best_b, weights = alike[:, :1], best_a[..., :1], best_b[..., :1], weights[:, ::2]
        odds = scores + (relative(alike, best_a, best_b) * weights).sum(axis=-1)
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -50.0, 50.0))))

    @classmethod
    def load(cls, path: Path) -> PairModel:
        """From a JSON file as `train/stories.py` writes it."""
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if tuple(data["features"]) != FEATURES:
            raise ValueError(f"{path.name} is for other features")
        weights = [data["weights"][kind] for kind in KINDS]
        return cls(weights, data["bias"], data["join"], data["possible"], data["seed"], data.get("merge"))

    def dump(self) -> Mapping[str, Any]:
        """What `load` reads."""
        weights = {kind: [round(w, 4) for w in row] for kind, row in zip(KINDS, self.weights.tolist(), strict=True)}
        return {
            "features": FEATURES,
            "weights": weights,
            "bias": [round(x, 4) for x in self.bias.tolist()],
            "join": self.join,
            "possible": self.possible,
            "seed": self.seed,
            "merge": self.merge,
        }

    @classmethod
    def shipped(cls) -> PairModel:
        """The model of the package."""
        return _shipped()


@lru_cache(1)
def _shipped() -> PairModel:
    return PairModel.load(Path(__file__).parents[2] / "models" / "stories.json")
