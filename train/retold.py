"""The model of `retold` (relate/texts/retold.py): logistic regression over what a page keeps of an earlier one.

    PYTHONPATH=src:. python train/retold.py             # learns on the odd stories, measures on the even ones
    PYTHONPATH=src:. python train/retold.py --data DATA # also what it says of real reports of one event (BASIL, ECB+)
    PYTHONPATH=src:. python train/retold.py --write     # learns on all and writes src/stemma/models/retold.json

The stories are invented (`tests/data/origins/retold.txt`): 40, each with a report, two rewrites of it by hand and one
by rule, and three reports of the same event by others, one of them from the same press conference.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stemma.model import Article
from stemma.relate.texts import retold
from stemma.relate.texts.derive import DOUBTFUL, derive
from stemma.text import sentences

DATA = Path("tests/data/origins/retold.txt")
MODEL = Path("src/stemma/models/retold.json")
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
FORMS = {"said": "stated", "about": "roughly", "some": "about", "had": "did have", "according to": "as told by"}
STRENGTH = 1.0


@dataclass(frozen=True)
class Pair:
    """Two texts of one story, the earlier first, and whether the later one was made from it."""

    story: int
    kinds: str
    earlier: str
    later: str
    right: bool


def stories() -> dict[int, dict[str, str]]:
    """Story number → the texts by their letter."""
    found: dict[int, dict[str, str]] = {}
    at = 0
    for line in DATA.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            at = int(line.split()[1])
        elif re.match(r"[a-z]: ", line):
            found.setdefault(at, {})[line[0]] = line[3:]
    for texts in found.values():
        texts["r"] = by_rule(texts["h"], texts["i"])
    return found


def by_rule(first: str, second: str) -> str:
    """A third rewrite: the sentences of two rewrites by turns, in their order, figures and small words exchanged.

    What both tell of one fact is told once: a sentence whose figures and quotations all stand before is left out.
    """
    parts = [[text[a:b] for a, b in sentences(text)] for text in (first, second)]
    told: set[str] = set()
    made: list[str] = []
    for turn, pair in enumerate(itertools.zip_longest(*parts, fillvalue="")):
        one = pair[turn % 2] or pair[1 - turn % 2]
        marks = set(re.findall(r"\d[\d,.]*|“[^”]*”", one))
        if one and not (marks and marks <= told):
            made.append(one)
        told |= marks
    text = " ".join(made)
    for old, new in FORMS.items():
        text = re.sub(rf"\b{old}\b(?![^“]*”)", new, text)
    return re.sub(r"\b([2-9]|1[0-2])\b(?![.:,]\d)(?![^“]*”)", lambda m: NUMBERS[int(m[1]) - 1], text)


def pairs() -> Iterator[Pair]:
    """Every rewrite after its report, and every two of the reports that are no rewrites."""
    for number, texts in stories().items():
        for letter in "hir":
            yield Pair(number, f"o{letter}", texts["o"], texts[letter], True)
        for a, b in itertools.permutations("omnp", 2):
            yield Pair(number, a + b, texts[a], texts[b], False)


def matrix(some: list[Pair]) -> tuple[np.ndarray, np.ndarray]:
    """The features and the right answers of pairs."""
    rows = [retold.features(retold.facts(p.earlier), retold.facts(p.later)) for p in some]
    return np.array(rows), np.array([p.right for p in some], float)


def learn(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and intercept of a logistic regression with an L2 penalty (`STRENGTH`), by Newton's method."""
    rows = np.c_[x, np.ones(len(x))]
    weights = np.zeros(rows.shape[1])
    penalty = np.full(rows.shape[1], 1 / STRENGTH)
    penalty[-1] = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (p - y) + penalty * weights
        hessian = (rows * (p * (1 - p))[:, None]).T @ rows + np.diag(penalty + 1e-9)
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights[:-1], float(weights[-1])


def report(name: str, p: np.ndarray, y: np.ndarray) -> None:
    """Precision and recall at the threshold that is shown, and the recall at a precision of .95."""
    at = retold.SHOWN
    told = p >= at
    order = np.argsort(-p)
    hits = np.cumsum(y[order])
    precise = hits / np.arange(1, len(y) + 1)
    best = max((hits[k] / y.sum() for k in range(len(y)) if precise[k] >= 0.95), default=0.0)
    precision = y[told].mean() if told.any() else 1.0
    print(f"{name}: {int(y.sum())} rewrites, {int((1 - y).sum())} others; at {at}: precision {precision:.3f}"
          f" recall {y[told].sum() / y.sum():.3f}; recall at precision .95 {best:.3f}")  # fmt: skip


def real(data: Path, weights: np.ndarray, intercept: float) -> None:
    """How many ordered pairs of real reports of one event that share no text are held retold, by threshold."""
    for name in ("basil", "ecbplus"):
        groups: dict[str, list[str]] = {}
        for line in (data / "stories" / f"{name}.dev.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if len(row["text"].split()) >= retold.SHORTEST:
                groups.setdefault(row["cluster"], []).append(row["text"])
        found: list[float] = []
        for texts in groups.values():
            for a, b in itertools.permutations(texts[:8], 2):
                x = np.array(retold.features(retold.facts(a), retold.facts(b)))
                p = float(1 / (1 + np.exp(-(x @ weights + intercept))))
                pair = Pair(0, name, a, b, False)
                if p < 0.5 or max((d.derived for d in derive(*_articles(pair))), default=0) < DOUBTFUL:
                    found.append(p)
        counts = ", ".join(f"{sum(p >= t for p in found)} at {t}" for t in (0.5, 0.8, 0.9))
        print(f"{name}: {len(found)} pairs, {counts}")


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    some = list(pairs())
    shared = [p for p in some if p.right and max((d.derived for d in derive(*_articles(p))), default=0) >= DOUBTFUL]
    print(f"rewrites that share text by the derivation model: {len(shared)} of {sum(p.right for p in some)}")
    x, y = matrix(some)
    odd = np.array([p.story % 2 == 1 for p in some])
    weights, intercept = learn(x[odd], y[odd])
    p = 1 / (1 + np.exp(-(x @ weights + intercept)))
    report("learned on (odd)", p[odd], y[odd])
    report("held out (even)", p[~odd], y[~odd])
    kinds = np.array([one.kinds for one in some])
    for kind in sorted(set(kinds)):
        mine = ~odd & (kinds == kind)
        print(f"  {kind}: {np.mean(p[mine] >= retold.SHOWN):.2f} told, mean {p[mine].mean():.2f}")
    for feature, weight in zip(retold.FEATURES, weights, strict=True):
        print(f"  {feature:18} {weight:6.2f}")
    weights, intercept = learn(x, y)
    if options.data:
        real(options.data, weights, intercept)
    if options.write:
        model = {
            "features": retold.FEATURES,
            "weights": [round(w, 4) for w in weights],
            "intercept": round(intercept, 4),
        }
        MODEL.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


def _articles(pair: Pair) -> tuple[Article, Article]:
    return Article("a", pair.earlier, language="en"), Article("b", pair.later, language="en")


if __name__ == "__main__":
    main()
