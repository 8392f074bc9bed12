"""Trains the story model and counts its background table: `python train/stories.py --data ../shared/data`.

Pairs come from replaying each set as a stream: each article against the candidates that the index gives for it. The
first replay follows the gold stories, the second a model trained on the first, so that the model also meets the
fragments and mixtures that it makes itself (Ross et al. 2011, DAgger). `bench/stories.py` uses the same functions
with parts of the data held out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from stemma.model import Annotated, Annotations, Article  # noqa: E402
from stemma.relate.stories import Stories, StoryModel  # noqa: E402
from stemma.relate.story_features import (  # noqa: E402
    FEATURES,
    Frequencies,
    StorySummary,
    pair_features,
    profile,
    term,
    words,
)
from stemma.relate.story_index import MemoryStoryIndex  # noqa: E402

SETS = ("ecbplus", "basil", "allsides", "neus", "uci")
TIMED = ("ecbplus", "basil")
MODELS = ROOT / "src" / "stemma" / "models"

Stream = list[tuple[Article, str]]
"""Articles in the order in which they arrive, with the gold story of each."""
Pairs = tuple[Any, Any, Any]
"""Features, labels and weights, one row a pair."""


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


def terms_of(text: str) -> set[str]:
    return {term(word) for word in words(text)}


def background(texts: Iterable[set[str]]) -> Frequencies:
    """The table of text frequencies over these texts."""
    found = Frequencies.empty()
    for terms in texts:
        found.count(terms)
        found.texts += 1
    return found


def replay(stream: Stream, frequencies: Frequencies, model: StoryModel | None = None) -> Pairs:
    """The pairs met when a stream is placed by the gold stories, or by a model.

    A candidate is right if most of its articles are of the article's gold story. Every article weighs 1 in all,
    shared among its candidates.
    """
    stories = Stories(MemoryStoryIndex(Frequencies.load(frequencies.dump())), StoryModel({}, 0.0))
    home: dict[str, str] = {}
    golds: dict[str, Counter[str]] = defaultdict(Counter)
    rows, labels, weights = [], [], []
    for article, gold in stream:
        found = profile(Annotated(article, Annotations()), stories.index.frequencies)
        stories.advance(found.last)
        candidates = stories.candidates(found)
        story = None
        if candidates:
            features = pair_features(found, candidates)
            rows.append(features)
            labels += [golds[c.id].most_common(1)[0][0] == gold for c in candidates]
            weights += [1.0 / len(candidates)] * len(candidates)
            if model is not None:
                scores = model.probabilities(features)
                best = int(np.argmax(scores))
                story = candidates[best] if scores[best] >= model.join else None
        if model is None and gold in home:
            (story,) = stories.index.load([home[gold]])
        if story is None:
            story = StorySummary(id="s-" + found.id)
            stories.index.frequencies.texts += 1
            home.setdefault(gold, story.id)
        golds[story.id][gold] += 1
        stories.keep(story, found)
    return np.vstack(rows), np.array(labels, dtype=float), np.array(weights)


SIGNS: dict[str, tuple[float | None, float | None]] = {
    **dict.fromkeys(("gap", "strangers"), (None, 0.0)),
    **dict.fromkeys(("rare", "shared", "length", "headlines", "headline_to_body"), (None, None)),
}
"""Bounds of the weights; any other weight is at least 0: likeness may only speak for a story, distance in time and
foreign names only against it. A sign that a set of three-article stories turns round by chance would do harm
elsewhere."""
EMPHASIS = {"ecbplus": 3.0}
"""How much a set weighs, if not 1. ECB+ alone has look-alikes for every story, and stories of more than three."""


def fit(sets: dict[str, Pairs], strength: float = 1.0) -> StoryModel:
    """Logistic regression with an L2 penalty and bounds. Sets weigh the same whatever their size, but `EMPHASIS`."""
    from scipy.optimize import minimize

    x = np.concatenate([pairs[0] for pairs in sets.values()])
    y = np.concatenate([pairs[1] for pairs in sets.values()])
    w = np.concatenate(
        [1000 * EMPHASIS.get(name.split("-")[0], 1.0) * pairs[2] / pairs[2].sum() for name, pairs in sets.items()]
    )
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = (x - mean) / scale

    def loss(theta: Any) -> tuple[float, Any]:
        scores = z @ theta[:-1] + theta[-1]
        value = w @ (np.logaddexp(0.0, scores) - y * scores) + theta[:-1] @ theta[:-1] / (2 * strength)
        error = w * (1 / (1 + np.exp(-scores)) - y)
        return value, np.append(z.T @ error + theta[:-1] / strength, error.sum())

    bounds = [SIGNS.get(name, (0.0, None)) for name in FEATURES]
    found = minimize(loss, np.zeros(len(FEATURES) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    weights = found.x[:-1] / scale
    return StoryModel(dict(zip(FEATURES, weights.tolist(), strict=True)), float(found.x[-1] - weights @ mean))


def train(streams: dict[str, Stream], frequencies: Frequencies) -> StoryModel:
    """A model from these streams. Times are used where they are real (`TIMED`).

    Each set with bodies is replayed once more as a mixture (`mixed`).
    """
    streams = {name: stream if name in TIMED else untimed(stream) for name, stream in streams.items()}
    streams |= {f"{name}-mixed": mixed(stream) for name, stream in streams.items() if name != "uci"}
    gold = {name: replay(stream, frequencies) for name, stream in streams.items()}
    first = fit(gold)
    own = {name: replay(stream, frequencies, first) for name, stream in streams.items()}
    both = {n: tuple(np.concatenate(part) for part in zip(gold[n], own[n], strict=True)) for n in streams}
    return fit(both)


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


def untimed(stream: Stream) -> Stream:
    return [(replace(article, published=None), gold) for article, gold in stream]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the shared data")
    options = parser.parse_args()
    streams = {name: articles(options.data, name) for name in SETS}
    table = background([*general_texts(options.data), *story_texts(streams)])
    (MODELS / "stories_background.bin").write_bytes(table.dump())
    model = train(streams, table)
    out = {
        "weights": {name: round(w, 5) for name, w in zip(FEATURES, model.weights.tolist(), strict=True)},
        "bias": round(model.bias, 5),
        "join": model.join,
        "possible": model.possible,
        "merge": model.merge,
    }
    (MODELS / "stories.json").write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
