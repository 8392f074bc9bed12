"""Trains the story model and counts its background table: `python train/stories.py --data ../shared/data`.

The background table is counted on texts that are in none of the five story sets. The pairs come from replaying each
set as a stream with its gold stories: each article against the candidates that the index gives for it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from stemma.model import Annotated, Annotations, Article  # noqa: E402
from stemma.relate.stories import Stories, StoryModel  # noqa: E402
from stemma.relate.story_features import FEATURES, Frequencies, Profile, pair_features, profile, term, words  # noqa: E402
from stemma.relate.story_index import MemoryStoryIndex  # noqa: E402

SETS = ("ecbplus", "basil", "allsides", "neus", "uci")
TIMED = ("ecbplus", "basil")
MODELS = ROOT / "src" / "stemma" / "models"
BITS = 17


def lines(path: Path) -> Iterator[dict[str, object]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def background(data: Path) -> Frequencies:
    """Text frequencies of terms, over texts that are in none of the story sets."""
    texts: list[str] = []
    for name in ("polnear_train", "polnear_dev"):
        texts += [f"{r['title']}\n{r['text']}" for r in lines(data / "attribution" / f"{name}.jsonl")]
    texts += [str(r["body"]) for r in lines(data / "reading" / "pages.dev.jsonl.gz") if r.get("lang") in (None, "en")]
    for name in ("timebank_train", "timebank_dev", "aquaint", "meantime_en"):
        texts += [str(r["text"]) for r in lines(data / "time" / f"{name}.jsonl")]
    found = Frequencies.empty(BITS)
    for text in texts:
        found.count({term(word) for word in words(text)})
        found.texts += 1
    return found


def articles(data: Path, name: str) -> list[tuple[Article, str]]:
    """A story set in stream order (by date where dates are real, else as it comes), with gold stories."""
    rows = list(lines(data / "stories" / f"{name}.dev.jsonl"))
    timed = name in TIMED
    if timed:
        rows.sort(key=lambda row: str(row["date"] or "9999"))
    return [
        (
            Article(
                id=str(row["id"]),
                title=str(row["title"]) or None,
                body=str(row["text"] or ""),
                published=(str(row["date"]) or None) if timed else None,
                outlet=str(row["outlet"]) or None,
            ),
            str(row["cluster"]),
        )
        for row in rows
    ]


Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


def pairs(stream: list[tuple[Article, str]], seed: int) -> Pairs:
    """Features, labels and weights of the pairs met when the stream is replayed with gold stories.

    Every article weighs 1 in all, shared among its candidates.
    """
    stories = Stories(MemoryStoryIndex(), StoryModel([0.0] * len(FEATURES), 0.0, 1.0, 1.0))
    gold_story: dict[str, str] = {}
    gold_of: dict[str, str] = {}
    rows, labels, weights = [], [], []
    for article, gold in stream:
        found: Profile = profile(Annotated(article, Annotations()), stories.index.frequencies)
        stories._advance(found.last)
        candidates = stories.candidates(found)
        if candidates:
            rows.append(pair_features(found, candidates))
            labels += [gold_of[c.id] == gold for c in candidates]
            weights += [1.0 / len(candidates)] * len(candidates)
        if gold in gold_story:
            (story,) = stories.index.load([gold_story[gold]])
        else:
            story = _open(stories, found)
            gold_story[gold], gold_of[story.id] = story.id, gold
        stories._keep(story, found)
    return np.vstack(rows), np.array(labels, dtype=float), np.array(weights)


def _open(stories: Stories, found: Profile):
    from stemma.relate.story_features import StorySummary

    stories.index.frequencies.texts += 1
    return StorySummary(id="s-" + found.id)


def fit(sets: dict[str, Pairs]) -> tuple[list[float], float]:
    """Logistic regression; every set weighs the same, so that no set's manner rules."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    x = np.vstack([s[0] for s in sets.values()])
    y = np.concatenate([s[1] for s in sets.values()])
    w = np.concatenate([s[2] / s[2].sum() for s in sets.values()]) * 1000
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=1.0, max_iter=2000).fit(scaler.transform(x), y, sample_weight=w)
    weights = model.coef_[0] / scaler.scale_
    return weights.tolist(), float(model.intercept_[0] - weights @ scaler.mean_)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--background", action="store_true", help="count the background table anew, too")
    options = parser.parse_args()
    if options.background or not (MODELS / "stories_background.bin").exists():
        (MODELS / "stories_background.bin").write_bytes(background(options.data).dump())
    random.seed(0)
    sets = {name: pairs(articles(options.data, name), 0) for name in SETS}
    weights, bias = fit(sets)
    out = {
        "weights": {n: round(w, 5) for n, w in zip(FEATURES, weights, strict=True)},
        "bias": round(bias, 5),
        "join": 0.5,
        "possible": 0.2,
    }
    (MODELS / "stories.json").write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
