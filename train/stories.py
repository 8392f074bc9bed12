"""Trains the story model and counts its background table: `python train/stories.py --data ../shared/data`.

Learnt from are pairs of articles of one set that share words; what each article has met (the relative features) is
taken over the whole set and over parts of it. `bench/stories.py` uses the same functions with parts held out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from stemma.model import Annotated, Annotations, Article  # noqa: E402
from stemma.relate.stories.features import Frequencies, embedded, profile, term  # noqa: E402
from stemma.relate.stories.pairs import EMBEDDED, FEATURES, UNKNOWN_GAP, PairModel, Pairs, relative  # noqa: E402
from stemma.relate.stories.sketches import Sketches, hashes  # noqa: E402
from stemma.text import printed  # noqa: E402

SETS = ("ecbplus", "basil", "allsides", "neus", "uci")
TIMED = ("ecbplus", "basil")
MODELS = ROOT / "src" / "stemma" / "models"

Stream = list[tuple[Article, str]]
"""Articles in the order in which they arrive, with the gold story of each."""
Pairs_ = tuple[Any, Any, Any, Any]
"""Features, kinds, labels and weights, one row a pair."""
Vectors = dict[str, Any]
"""What is embedded → its vector."""
CLOSE_DAYS = 60


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file, packed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def articles(data: Path, name: str) -> Stream:
    """A story set in stream order, with gold stories.

    AllSides has one time for all articles of a story, which would give the answer away: we keep the day only, moved
    by up to a day at random (seeded). UCI's times do the same within seconds and are left out; NeuS has none.
    """
    rows = list(lines(data / "stories" / f"{name}.dev.jsonl"))
    for row in rows:
        row["date"] = _day(row, name)
    rows.sort(key=lambda row: row["date"] or "9999")
    return [
        (
            Article(
                id=row["id"],
                title=row["title"] or None,
                body=row["text"] or "",
                published=row["date"] or None,
                outlet=row["outlet"] or None,
                language="en",
            ),
            row["cluster"],
        )
        for row in rows
    ]


def _day(row: dict[str, Any], name: str) -> str:
    if name in TIMED:
        return row["date"]
    if name != "allsides":
        return ""
    move = random.Random(row["id"]).choice((-1, 0, 0, 1))
    return (date.fromisoformat(row["date"][:10]) + timedelta(days=move)).isoformat()


def topic(name: str, gold: str) -> str:
    """What must stay together when data is held out: in ECB+ two stories of one kind make a topic."""
    return name + re.sub(r"ecb(plus)?$", "", gold)


def fold_of(name: str, gold: str, folds: int) -> int:
    """The fold in which a story is held out."""
    return zlib.crc32(topic(name, gold).encode()) % folds


def general_texts(data: Path) -> Iterator[set[str]]:
    """Terms of news texts that are in none of the story sets."""
    for name in ("polnear_train", "polnear_dev"):
        for row in lines(data / "attribution" / f"{name}.jsonl"):
            yield terms_of(f"{row['title']}\n{row['text']}")
    for row in lines(data / "reading" / "pages.dev.jsonl.gz"):
        if row.get("lang") in (None, "en"):
            yield terms_of(row["body"])
    for name in ("timebank_train", "timebank_dev", "aquaint", "meantime_en"):
        for row in lines(data / "time" / f"{name}.jsonl"):
            yield terms_of(row["text"])


def story_texts(streams: dict[str, Stream]) -> Iterator[set[str]]:
    """Terms of the articles of the story sets; bare headlines are no texts."""
    for stream in streams.values():
        for article, _ in stream:
            if article.body:
                yield terms_of(f"{article.title or ''}\n{article.body}")


def terms_of(text: str, language: str | None = None) -> set[str]:
    return {term(word, language) for word in printed(text)}


def background(texts: Iterable[set[str]]) -> Frequencies:
    """The table of text frequencies over these texts."""
    found = Frequencies.empty()
    for terms in texts:
        found.count(hashes(terms))
        found.texts += 1
    return found


SEEN = (1.0, 0.6, 0.3)
"""Each stream is looked at whole and with parts left out: early in a stream, articles have met fewer others."""
NEAR = 0.04
NEAR_TITLE = 0.15
NEAR_CLOSE = 0.3
"""Pairs that share less are no candidates of each other, and not learnt from."""
NEIGHBOURS = ("basil", "allsides", "neus")
"""Sets of one country and time."""
HEADLINES = 3.5
"""Added to the score of two headlines. Chosen on held-out folds: most pairs of headlines of a large story share no
word, so that the mean over a group is far below the probability of a pair that does."""
HEADLINES_EMBEDDED = 4.5
"""The same where both have embeddings."""
REST = 0.7
"""How freely the weights of one kind of pair may differ from those of all."""


def vectors(streams: dict[str, Stream]) -> Vectors:
    """The embeddings of all that is embedded of these articles, `mixed` ones too."""
    from stemma.embedding import embed

    some = [article for stream in streams.values() for article, _ in [*stream, *mixed(stream)]]
    texts = sorted({embedded(article) for article in some})
    return dict(zip(texts, embed(texts), strict=True))


def pairs(stream: Stream, frequencies: Frequencies, timed: bool, known: Vectors | None = None) -> Pairs_:
    """Features (`FEATURES`), kinds, labels and weights of the pairs of a stream that are candidates of each other.

    Pairs that nobody has labelled (`_unlabelled`) are met, but not learnt from.
    """
    profiles = [
        profile(Annotated(article, Annotations()), frequencies, known[embedded(article)] if known else None)
        for article, _ in stream
    ]
    everything = Sketches.joined([one.sketch for one in profiles])
    gold = np.array([one for _, one in stream])
    found: list[Any] = []
    for row, one in enumerate(profiles[:-1]):
        likeness = Pairs(one.sketch, everything.take(range(row + 1, len(profiles))))
        near = (
            (likeness.alike[:, 0] > NEAR) | (likeness.features[:, 1] > NEAR_TITLE) | (likeness.alike[:, 1] > NEAR_CLOSE)
        )
        near &= ~(likeness.days > CLOSE_DAYS)
        found.append((likeness, np.flatnonzero(near)))
    first = np.concatenate([np.full(len(near), row) for row, (_, near) in enumerate(found)])
    second = np.concatenate([row + 1 + near for row, (_, near) in enumerate(found)])
    base = np.concatenate([likeness.features[near] for likeness, near in found])
    kinds = np.concatenate([likeness.kinds[near] for likeness, near in found]) % EMBEDDED
    if not timed:
        base[:, FEATURES.index("gap")], base[:, FEATURES.index("undated")] = UNKNOWN_GAP, 1.0
    rows, labels, weights, of = [], [], [], []
    for number, share in enumerate(SEEN):
        seen = np.random.default_rng(number).random(len(profiles)) < share
        both = seen[first] & seen[second]
        a, b = first[both], second[both]
        alike = base[both][:, [FEATURES.index("terms"), FEATURES.index("close")]]
        best = np.zeros((len(profiles), 2))
        np.maximum.at(best, a, alike)
        np.maximum.at(best, b, alike)
        rows.append(np.concatenate([base[both], relative(alike, best[a], best[b])], axis=-1))
        same = gold[a] == gold[b]
        labels.append(same)
        weights.append(_weights(a, b, same, ~same & ~_unlabelled(gold[a], gold[b])) * math.sqrt(len(stream)))
        of.append(kinds[both])
    return np.concatenate(rows), np.concatenate(of), np.concatenate(labels), np.concatenate(weights)


def _weights(a: Any, b: Any, same: Any, different: Any) -> Any:
    """What pairs weigh: the pairs of an article with its own story 1 in all, those with others the more, the more there
    are, but by the square root: in between all articles alike, and all pairs alike, which large stories would rule."""
    articles = int(max(a.max(), b.max())) + 1
    own, other = (
        np.maximum(np.bincount(a[part], minlength=articles) + np.bincount(b[part], minlength=articles), 1)
        for part in (same, different)
    )
    each = sum(same / own[side] + different / np.sqrt(own * other)[side] for side in (a, b))
    return each / (each[same].sum() or 1.0)


def _unlabelled(a: Any, b: Any) -> Any:
    """Pairs from two sets that tell of the same years and country: nobody has said whether they are of one story."""
    one, two = (np.array([gold.partition("/")[0] for gold in side]) for side in (a, b))
    return (one != two) & np.isin(one, NEIGHBOURS) & np.isin(two, NEIGHBOURS)


def crowd(streams: dict[str, Stream]) -> Stream:
    """One stream of all sets with bodies in which few articles have company, as on the pages of many sites.

    Of six stories in ten one article is left, of three in ten two, of the others all. The gold is `SET/STORY`. Times
    are left out where they are not real.
    """
    found: Stream = []
    for name, stream in streams.items():
        by_story: dict[str, list[Article]] = {}
        for article, gold in stream:
            if article.body:
                by_story.setdefault(gold, []).append(article)
        for gold, some in by_story.items():
            chance = random.Random(f"{name}{gold}")
            lot = chance.random()
            left = chance.sample(some, min(len(some), 1 if lot < 0.6 else 2 if lot < 0.9 else len(some)))
            found += [(a if name in TIMED else replace(a, published=None), f"{name}/{gold}") for a in left]
    found.sort(key=lambda one: one[0].published or "9999")
    return found


Weights = tuple[list[list[float]], list[float]]
"""Weights and bias of the three kinds of pairs."""


def fit(sets: Iterable[Pairs_], headlines: float, strength: float = 0.3) -> Weights:
    """Logistic regression with weights for all pairs and, more strongly held to 0, differences for each kind.

    The loss is the weighted mean of the log loss plus half the squares of the weights over `strength` times the rows.
    `headlines` is added to the score of two headlines.
    """
    from scipy.optimize import minimize

    x, kind, y, w = (np.concatenate(part) for part in zip(*sets, strict=True))
    w = w / w.sum()
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = ((x - mean) / scale).astype(np.float64)
    n = len(FEATURES)
    wide = np.concatenate([z, *(REST * z * (kind == k)[:, None] for k in (1, 2))], axis=1)
    penalty = 1 / (strength * len(x))

    def loss(theta: Any) -> tuple[float, Any]:
        scores = wide @ theta[:-1] + theta[-1]
        value = w @ (np.logaddexp(0.0, scores) - y * scores) + penalty / 2 * (theta[:-1] @ theta[:-1])
        error = w * (1 / (1 + np.exp(-np.clip(scores, -50.0, 50.0))) - y)
        return float(value), np.append(wide.T @ error + penalty * theta[:-1], error.sum())

    theta = minimize(loss, np.zeros(3 * n + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    differences = np.stack([np.zeros(n), REST * theta[n : 2 * n], REST * theta[2 * n : 3 * n]])
    weights = (theta[:n] + differences) / scale
    bias = theta[-1] - weights @ mean + np.array([0.0, 0.0, headlines])
    return weights.tolist(), bias.tolist()


def train(streams: dict[str, Stream], frequencies: Frequencies, known: Vectors | None) -> PairModel:
    """A model from these streams. Times are used where they are real (`TIMED`).

    Each set with bodies is looked at once more as a mixture (`mixed`), and all together as a `crowd`.
    """
    jobs = [(stream, name in TIMED) for name, stream in streams.items()]
    jobs += [(mixed(stream), name in TIMED) for name, stream in streams.items() if name != "uci"]
    jobs.append((crowd(streams), True))
    plain = fit((pairs(stream, frequencies, timed) for stream, timed in jobs), HEADLINES)
    if known is None:
        return PairModel([*plain[0], *plain[0]], [*plain[1], *plain[1]])
    dense = fit((pairs(stream, frequencies, timed, known) for stream, timed in jobs), HEADLINES_EMBEDDED)
    return PairModel([*plain[0], *dense[0]], [*plain[1], *dense[1]])


COLUMNS = ("Five things to know today", "Morning briefing", "The week in pictures", "News in brief", "Live updates")
"""Invented names of columns: under them stand other stories every day."""


def mixed(stream: Stream) -> Stream:
    """The stream with three tenths of its articles cut down to their headlines, and some under the name of a column."""
    return [(_mixed(article, random.Random(article.id)), gold) for article, gold in stream]


def _mixed(article: Article, chance: random.Random) -> Article:
    lot = chance.random()
    if article.title and lot < 0.3:
        return replace(article, body="")
    if article.body and lot < 0.4:
        return replace(article, title=chance.choice(COLUMNS))
    return article


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the shared data")
    options = parser.parse_args()
    streams = {name: articles(options.data, name) for name in SETS}
    table = background([*general_texts(options.data), *story_texts(streams)])
    (MODELS / "stories_background.bin").write_bytes(table.dump())
    model = train(streams, table, vectors(streams))
    out = json.dumps(model.dump(), indent=1) + "\n"
    (MODELS / "stories.json").write_text(out, encoding="utf-8")
    print(out)


if __name__ == "__main__":
    main()
