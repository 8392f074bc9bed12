"""Story clustering against gold: `python bench/stories.py --data ../shared/data`.

BCubed (Amigó et al. 2009), pairwise F1, number of stories and false merges on five sets, with one model and one
setting for all. The model that is measured on a set was trained on the other four (leave one set out).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "train")]


def score(gold: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """BCubed and pairwise precision, recall, F1; share of false pairs among joined pairs."""
    both, g, f = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    n = len(gold)
    precision = sum(c * c / f[b] for (_, b), c in both.items()) / n
    recall = sum(c * c / g[a] for (a, _), c in both.items()) / n
    together = sum(c * (c - 1) for c in both.values())
    joined = sum(c * (c - 1) for c in f.values())
    wanted = sum(c * (c - 1) for c in g.values())
    pp, pr = together / (joined or 1), together / (wanted or 1)
    return {
        "bcubed_p": precision,
        "bcubed_r": recall,
        "bcubed": 2 * precision * recall / (precision + recall),
        "pairwise": 2 * pp * pr / ((pp + pr) or 1),
        "false_merges": 1 - pp,
        "stories": len(f),
        "gold": len(g),
    }


def run(stream, model) -> tuple[list[str], float]:
    from stemma.model import Annotated, Annotations
    from stemma.relate.stories import Stories

    stories = Stories(model=model)
    started = time.process_time()
    for article, _ in stream:
        stories.place(Annotated(article, Annotations()))
    spent = time.process_time() - started
    where = stories.index.story_of([article.id for article, _ in stream])
    return [where[article.id] for article, _ in stream], spent


def measure(data: Path) -> dict[str, float]:
    import stories as train  # train/stories.py

    streams = {name: train.articles(data, name) for name in train.SETS}
    pairs = {name: train.pairs(stream, 0) for name, stream in streams.items()}
    result: dict[str, float] = {}
    for name, stream in streams.items():
        model = train.StoryModel(*train.fit({k: v for k, v in pairs.items() if k != name}), 0.5, 0.2)
        found, spent = run(stream, model)
        for key, value in score([gold for _, gold in stream], found).items():
            result[f"{name}.{key}"] = round(value, 4)
        result[f"{name}.per_second"] = round(len(stream) / spent)
    return result


def table(result: dict[str, float]) -> str:
    rows: dict[str, dict[str, float]] = defaultdict(dict)
    for key, value in result.items():
        name, column = key.split(".")
        rows[name][column] = value
    columns = list(next(iter(rows.values())))
    out = [f"{'':10}" + "".join(f"{c:>13}" for c in columns)]
    out += [f"{name:10}" + "".join(f"{row[c]:>13}" for c in columns) for name, row in rows.items()]
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    result = measure(options.data)
    print(json.dumps(result) if options.json else table(result))


if __name__ == "__main__":
    main()
