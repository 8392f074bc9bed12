"""Trains the line model for plain-text dumps and writes `src/stemma/models/lines.npz`.

    python train/lines.py --data ../shared/data [--folds-only]

Folds are by site: no site is both trained and tested on. Prints body F1 (4-gram shingles) of held-out pages. A line's
label is whether its words are in the gold body. Needs lightgbm; what it writes is evaluated with numpy alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from stemma.read import lines as features

MODEL = Path(__file__).resolve().parents[1] / "src" / "stemma" / "models" / "lines.npz"
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 24,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbosity": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
}
ROUNDS = 150


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    tokens = words(text)
    return Counter(tuple(tokens[i : i + n]) for i in range(max(1, len(tokens) - n + 1))) if tokens else Counter()


def overlap(predicted: str, gold: str) -> tuple[float, float]:
    """Precision and recall of 4-gram shingles, as scrapinghub's scorer counts them for one page."""
    a, b = shingles(predicted), shingles(gold)
    common = sum((a & b).values())
    return (common / sum(a.values()) if a else 0.0), (common / sum(b.values()) if b else 0.0)


def labels(lines: list[str], gold: str) -> list[float]:
    """Whether each line is in the gold body: its 4-grams are, or, for a short line, its words in that order."""
    tokens = words(gold)
    text = f" {' '.join(tokens)} "
    grams = {tuple(tokens[i : i + 4]) for i in range(len(tokens) - 3)}
    found = []
    for line in lines:
        own = words(line)
        if len(own) >= 5:
            inside = sum(1 for i in range(len(own) - 3) if tuple(own[i : i + 4]) in grams)
            found.append(float(inside >= 0.6 * (len(own) - 3)))
        else:
            found.append(float(bool(own) and len(own) >= 2 and f" {' '.join(own)} " in text))
    # A short line is body only between lines that are: "he said" is in every body.
    for i, line in enumerate(lines):
        if found[i] and len(words(line)) < 5:
            near = [found[j] for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(lines) and len(words(lines[j])) >= 5]
            found[i] = float(any(near))
    return found


def fold_of(site: str, folds: int = 5) -> int:
    return zlib.crc32(site.encode()) % folds


def export(booster: Any) -> dict[str, Any]:
    """The arrays of a LightGBM booster for `stemma.read.trees`."""
    feature: list[int] = []
    threshold: list[float] = []
    children: list[tuple[int, int]] = []
    value: list[float] = []
    roots: list[int] = []

    def add(node: dict[str, Any]) -> int:
        here = len(feature)
        feature.append(node.get("split_feature", -1))
        threshold.append(float(node.get("threshold", 0.0)))
        value.append(float(node.get("leaf_value", 0.0)))
        children.append((here, here))
        if "split_feature" in node:
            assert node["decision_type"] == "<="
            children[here] = (add(node["left_child"]), add(node["right_child"]))
        return here

    for tree in booster.dump_model()["tree_info"]:
        roots.append(add(tree["tree_structure"]))
    return {
        "feature": np.array(feature, np.int16),
        "threshold": np.array(threshold, np.float32),
        "children": np.array(children, np.int32),
        "value": np.array(value, np.float32),
        "roots": np.array(roots, np.int32),
    }


class Page:
    """A dump with its lines, labels, features and fold."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.gold: str = record["gold_body"]
        self.lines = [line for line in record["dump_text"].split("\n") if line.strip()]
        self.fold = fold_of(record["site"])
        self.labels = np.array(labels(self.lines, self.gold))
        self.rows = features.features(self.lines)
        size = np.array([len(line.strip()) for line in self.lines])
        self.weights = np.sqrt(np.minimum(size, 600) / 60 + 0.2) / np.sqrt(len(self.lines) / 200 + 0.3)


def fit(rows: list[Any], pages: list[Page]) -> Any:
    data = lightgbm.Dataset(
        np.concatenate(rows),
        np.concatenate([page.labels for page in pages]),
        weight=np.concatenate([page.weights for page in pages]),
    )
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def out_of_fold(rows: list[Any], pages: list[Page]) -> list[Any]:
    """For each page the probabilities of a model that has not seen its site."""
    folds = sorted({page.fold for page in pages})
    models = {
        fold: fit([r for r, p in zip(rows, pages, strict=True) if p.fold != fold], [p for p in pages if p.fold != fold])
        for fold in folds
    }
    return [models[page.fold].predict(r) for r, page in zip(rows, pages, strict=True)]


def score(pages: list[Page], probabilities: list[Any], threshold: float) -> tuple[float, float, float]:
    found = [
        overlap("\n".join(line for line, p in zip(page.lines, ps, strict=True) if p >= threshold), page.gold)
        for page, ps in zip(pages, probabilities, strict=True)
    ]
    precision, recall = (float(np.mean([pair[i] for pair in found])) for i in (0, 1))
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folds-only", action="store_true", help="print held-out figures, write nothing")
    options = parser.parse_args()
    with gzip.open(options.data / "reading" / "dumps.dev.jsonl.gz", "rt", encoding="utf-8") as file:
        pages = [Page(json.loads(line)) for line in file]
    oracle = [[float(x) for x in page.labels] for page in pages]
    print("oracle    P {:.4f} R {:.4f} F1 {:.4f}".format(*score(pages, oracle, 0.5)))
    first_rows = [page.rows for page in pages]
    held_out = out_of_fold(first_rows, pages)
    for threshold in (0.3, 0.4, 0.5, 0.6):
        print(f"stage 1 ≥ {threshold} " + "P {:.4f} R {:.4f} F1 {:.4f}".format(*score(pages, held_out, threshold)))
    second_rows = [features.second(rows, p) for rows, p in zip(first_rows, held_out, strict=True)]
    both = out_of_fold(second_rows, pages)
    for threshold in (0.3, 0.4, 0.5, 0.6):
        print(f"stage 2 ≥ {threshold} " + "P {:.4f} R {:.4f} F1 {:.4f}".format(*score(pages, both, threshold)))
    if options.folds_only:
        return
    first, second = fit(first_rows, pages), fit(second_rows, pages)
    arrays = {f"{name}.{key}": a for name, b in (("first", first), ("second", second)) for key, a in export(b).items()}
    np.savez_compressed(MODEL, **arrays)
    print(f"wrote {MODEL.name}, {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
