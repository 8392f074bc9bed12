"""Fit the models of `stemma.relate.texts.derive` and write them to src/stemma/models/derivation.json.

`sections`: logistic regression over `evidence.FEATURES` on hand-labelled pairs of real articles (ECB+), weighed so
that both sets count alike: pairs picked for their overlap (derived, shared statement, independent) and all pairs of
six whole stories. `wire`: logistic regression over the four overlap scores of METER. Prints held-out figures: each
topic judged by a model that has not seen it; METER by ten folds.

    python train/derivation.py --data ../shared/data
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from stemma.relate.texts.evidence import FEATURES, evidence, reading

OUT = Path(__file__).parent.parent / "src/stemma/models/derivation.json"
Matrix = NDArray[np.float64]


def texts(data: Path) -> dict[str, str]:
    lines = (data / "stories/ecbplus.dev.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row["text"] for row in map(json.loads, lines)}


def picked_pairs(data: Path) -> list[tuple[str, str, str]]:
    """`(a, b, label)` of the hand-labelled pairs; X (undecidable) left out."""
    rows = map(json.loads, (data / "lineage/ecb_pairs.dev.jsonl").read_text("utf-8").splitlines())
    return [(row["a"], row["b"], row["label"]) for row in rows if row["label"] != "X"]


def story_groups(data: Path) -> list[list[set[str]]]:
    """For each story the groups of articles whose prose descends from one text, singles included."""
    stories = []
    for file in sorted((data / "stories_gold/dev").glob("*.json")):
        gold = json.loads(file.read_text("utf-8"))
        groups = [{article} for article in gold["articles"]]
        for named in gold["lineage"]:
            touched = [g for g in groups if g & set(named["articles"])]
            groups = [g for g in groups if g not in touched] + [set().union(*touched)]
        stories.append(groups)
    return stories


def story_pairs(data: Path) -> list[tuple[str, str, int]]:
    """`(a, b, same lineage)` for all pairs of articles of each whole story."""
    pairs = []
    for groups in story_groups(data):
        where = {article: n for n, group in enumerate(groups) for article in group}
        pairs += [(a, b, int(where[a] == where[b])) for a, b in itertools.combinations(sorted(where), 2)]
    return pairs


def features(bodies: dict[str, str], a: str, b: str) -> tuple[float, ...]:
    return evidence(reading(bodies[a], 0, len(bodies[a])), reading(bodies[b], 0, len(bodies[b]))).features


def light_edits(data: Path, step: int = 2) -> tuple[Matrix, Matrix]:
    """`Evidence.verbatim` of synthetic parents and children, and whether the child is only cut and touched up."""
    lines = (data / "lineage/synthetic_docs.dev.jsonl").read_text("utf-8").splitlines()
    docs = {row["id"]: row for row in map(json.loads, lines)}
    rows = map(json.loads, (data / "lineage/synthetic_pairs.dev.jsonl").read_text("utf-8").splitlines())
    values, light = [], []
    for row in itertools.islice((r for r in rows if r["rel_of_a"] == "parent"), 0, None, step):
        operation = docs[row["b"]]["op"].split("+")[0]
        if operation == "merge":
            continue
        a, b = ("\n\n".join(docs[row[side]]["sents"]) for side in "ab")
        values.append([evidence(reading(a, 0, len(a)), reading(b, 0, len(b))).verbatim])
        light.append(float(operation in ("trim", "subedit")))
    return np.array(values), np.array(light)


def fit(x: Matrix, y: Matrix, weight: Matrix | None = None, strength: float = 1.0) -> tuple[Matrix, float]:
    """Weights and intercept on the raw scale of the features, fitted on the standardised one."""
    mean, scale = x.mean(0), x.std(0) + 1e-9
    model = LogisticRegression(C=strength, max_iter=2000).fit((x - mean) / scale, y, weight)
    weights = model.coef_[0] / scale
    return weights, float(model.intercept_[0] - weights @ mean)


def predict(x: Matrix, model: tuple[Matrix, float]) -> Matrix:
    return 1 / (1 + np.exp(-(x @ model[0] + model[1])))


def auc(score: Matrix, y: Matrix) -> float:
    yes, no = score[y == 1][:, None], score[y == 0][None, :]
    return float(((yes > no) + 0.5 * (yes == no)).mean())


def calibration_error(p: Matrix, y: Matrix, bins: int = 10) -> float:
    """Expected calibration error over `bins` equally filled bins."""
    order = np.array_split(np.argsort(p, kind="stable"), bins)
    return float(sum(abs(p[part].mean() - y[part].mean()) * len(part) for part in order) / len(p))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the shared data folder")
    data = parser.parse_args().data
    bodies = texts(data)
    picked, whole = picked_pairs(data), story_pairs(data)
    x = np.array([features(bodies, a, b) for a, b, _ in [*picked, *whole]])
    y = np.array([float(label == "D") for *_, label in picked] + [float(label) for *_, label in whole])
    topic = np.array([int(a.split("_")[0]) for a, *_ in [*picked, *whole]])
    weight = np.r_[np.full(len(picked), 1.0), np.full(len(whole), len(picked) / len(whole))]
    held = np.zeros(len(y))
    for number in np.unique(topic):
        out = topic == number
        held[out] = predict(x[out], fit(x[~out], y[~out], weight[~out]))
    first = np.arange(len(y)) < len(picked)
    q = np.array([label == "Q" for *_, label in picked])
    print(f"picked pairs, held-out topics: AUC {auc(held[first], y[first]):.3f}", end="")
    print(f", false derived on Q {(held[first][q] >= 0.65).mean():.3f}", end="")
    print(f", ECE {calibration_error(held[first], y[first], 5):.3f}")
    print(f"whole stories, held-out topics: AUC {auc(held[~first], y[~first]):.3f}", end="")
    print(f", ECE {calibration_error(held[~first], y[~first], 5):.3f}")
    for cut in (0.5, 0.65, 0.8, 0.9):
        for name, part in (("picked", first), ("whole", ~first)):
            hit = (held >= cut) & part
            print(f"  {name} at {cut}: P {y[hit].mean():.3f} R {y[hit].sum() / y[part].sum():.3f}")
    rows = [json.loads(line) for line in (data / "lineage/meter_scores.jsonl").read_text("utf-8").splitlines()]
    scores = np.array([[row[name] for name in ("c1", "c3", "c5", "hapax")] for row in rows])
    derived = np.array([float(row["derived"]) for row in rows])
    held = np.zeros(len(rows))
    for seen, out in StratifiedKFold(10, shuffle=True, random_state=0).split(scores, derived):
        held[out] = predict(scores[out], fit(scores[seen], derived[seen]))
    print(f"METER, ten folds: ECE {calibration_error(held, derived):.3f}, AUC {auc(held, derived):.3f}")
    verbatim, light = light_edits(data)
    copy_weight, copy_intercept = fit(verbatim, light)
    said = predict(verbatim, (copy_weight, copy_intercept)) >= 0.5
    print(f"copy or rewrite, synthetic edits: right {(said == (light == 1)).mean():.3f}")
    weights, intercept = fit(x, y, weight)
    wire_weights, wire_intercept = fit(scores, derived)
    model = {
        "features": list(FEATURES),
        "sections": {"weights": weights.round(5).tolist(), "intercept": round(intercept, 5)},
        "wire": {"weights": wire_weights.round(5).tolist(), "intercept": round(wire_intercept, 5)},
        "copy": {"weight": round(float(copy_weight[0]), 5), "intercept": round(copy_intercept, 5)},
    }
    OUT.write_text(json.dumps(model, indent=2) + "\n", "utf-8")
    print(json.dumps(model))


if __name__ == "__main__":
    main()
