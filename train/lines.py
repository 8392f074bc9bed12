"""Trains the line model for plain-text dumps and writes `src/stemma/models/lines.npz`.

    python train/lines.py --data ../shared/data [--folds-only] [--dumps FILE...]

Folds are by site: no site is both trained and tested on. Prints body F1 (4-gram shingles) of held-out pages. A line's
label is whether its words are in the gold body. The second stage is trained on what the first one says of sites that it
has not seen. The HTML pages of the data are dumped anew by every dump tool that is installed (resiliparse; html2text,
inscriptis and html_text where they are), for training only: figures are from the dumps of the data alone. FILEs are
further dumps of those pages (w3m, lynx, PDF prints; JSON Lines with id, dumper, text); the shipped model has none.
Needs lightgbm; what it writes is evaluated with numpy alone.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import pickle
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from stemma.read import dump
from stemma.read import lines as features

MODEL = Path(__file__).resolve().parents[1] / "src" / "stemma" / "models" / "lines.npz"
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.07,
    "num_leaves": 24,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbosity": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
}
ROUNDS = 150
SECOND_ROUNDS = 100


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
    """A dump with its lines, labels, features and fold; `extra` ones are trained on and not scored."""

    def __init__(self, text: str, gold: str, site: str, lang: str, extra: bool = False) -> None:
        self.gold = gold
        self.lang = lang
        self.extra = extra
        raw, gaps = dump.split(text)
        self.lines = [line.strip() for line in raw]
        self.fold = fold_of(site)
        self.labels = np.array(labels(self.lines, self.gold))
        self.rows = features.features(raw, gaps)
        size = np.array([len(line) for line in self.lines])
        self.weights = np.sqrt(np.minimum(size, 600) / 60 + 0.2) / np.sqrt(len(self.lines) / 200 + 0.3)
        if extra:
            self.weights = self.weights * 0.5


def dump_tools() -> dict[str, Callable[[str], str]]:
    """The tools that are installed, as functions from HTML to text."""
    from resiliparse.extract.html2text import extract_plain_text

    tools: dict[str, Callable[[str], str]] = {"resiliparse": extract_plain_text}
    for name in ("html2text", "inscriptis", "html_text"):
        if importlib.util.find_spec(name) is None:
            print(f"{name} is not installed: no dumps of it for training")
            continue
        module = importlib.import_module(name)
        if name == "html2text":
            converter = module.HTML2Text()
            converter.ignore_links = converter.ignore_images = True
            converter.body_width = 0
            tools[name] = converter.handle
        else:
            tools[name] = module.get_text if name == "inscriptis" else module.extract_text
    return tools


def more_pages(data: Path, given: set[tuple[str, str]], files: Sequence[Path]) -> Iterator[Page]:
    """Dumps of the HTML pages by every tool and from `files`, but for those that are in the data already."""
    tools = dump_tools()
    made: dict[str, list[tuple[str, str]]] = {}
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            made.setdefault(record["id"], []).append((record["dumper"], record["text"]))
    with gzip.open(data / "reading" / "pages.dev.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            texts = [*made.get(record["id"], ()), *((name, tool(record["html"])) for name, tool in tools.items())]
            for name, text in texts:
                if text.strip() and (record["id"], name) not in given:
                    page = Page(text, record["body"], record["site"], record["lang"], extra=True)
                    if 0 < len(page.lines) < 2000:
                        yield page


def fit(rows: list[Any], pages: list[Page], rounds: int = ROUNDS, first: list[Any] | None = None) -> Any:
    """A booster; with the probabilities of the `first` stage only from lines that it leaves open."""
    kept = [np.ones(len(r), bool) if first is None else first[i] >= features.SURE for i, r in enumerate(rows)]
    data = lightgbm.Dataset(
        np.concatenate([r[k] for r, k in zip(rows, kept, strict=True)]),
        np.concatenate([page.labels[k] for page, k in zip(pages, kept, strict=True)]),
        weight=np.concatenate([page.weights[k] for page, k in zip(pages, kept, strict=True)]),
    )
    return lightgbm.train(PARAMETERS, data, rounds)


def out_of_fold(rows: list[Any], pages: list[Page], rounds: int = ROUNDS, first: list[Any] | None = None) -> list[Any]:
    """For each page the probabilities of a model that has not seen its site, after the `first` stage where given."""
    models = {}
    for fold in sorted({page.fold for page in pages}):
        kept = [i for i, page in enumerate(pages) if page.fold != fold]
        before = [first[i] for i in kept] if first is not None else None
        models[fold] = fit([rows[i] for i in kept], [pages[i] for i in kept], rounds, before)
    found = [models[page.fold].predict(r) for r, page in zip(rows, pages, strict=True)]
    if first is None:
        return found
    return [np.where(p >= features.SURE, q, p) for p, q in zip(first, found, strict=True)]


Choose = Callable[[Page, Any], list[bool]]


def score(
    pages: list[Page], probabilities: list[Any], choose: Choose, english: bool | None = None
) -> tuple[float, float, float]:
    """Mean precision, mean recall and their F1 over the dumps of the data: all, English ones or the others."""
    found = [
        overlap("\n".join(line for line, c in zip(page.lines, choose(page, ps), strict=True) if c), page.gold)
        for page, ps in zip(pages, probabilities, strict=True)
        if not page.extra and english in (None, page.lang == "en")
    ]
    precision, recall = (float(np.mean([pair[i] for pair in found])) for i in (0, 1))
    return precision, recall, 2 * precision * recall / (precision + recall)


def best(page: Page, probability: Any) -> list[bool]:
    return features.chosen(page.lines, probability)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folds-only", action="store_true", help="print held-out figures, write nothing")
    parser.add_argument("--keep", type=Path, help="write held-out probabilities here, to study errors")
    parser.add_argument("--dumps", type=Path, nargs="*", default=[], help="further dumps of the pages")
    options = parser.parse_args()
    with gzip.open(options.data / "reading" / "dumps.dev.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    pages = [Page(r["dump_text"], r["gold_body"], r["site"], r["lang"]) for r in records]
    pages += more_pages(options.data, {(r["id"], r["dumper"]) for r in records}, options.dumps)
    print(f"{len(records)} dumps, {len(pages) - len(records)} more for training", flush=True)
    report = "{:24} P {:.4f} R {:.4f} F1 {:.4f}".format
    print(report("oracle", *score(pages, [page.labels for page in pages], lambda _, p: (p > 0).tolist())), flush=True)
    rows = [page.rows for page in pages]
    first = out_of_fold(rows, pages)
    print(report("first stage, ≥ 0.4", *score(pages, first, lambda _, p: (p >= 0.4).tolist())), flush=True)
    print(report("first stage, expected F1", *score(pages, first, best)), flush=True)
    rows = [features.second(page.rows, page.lines, p) for page, p in zip(pages, first, strict=True)]
    held_out = out_of_fold(rows, pages, SECOND_ROUNDS, first)
    print(report("second stage, expected F1", *score(pages, held_out, best)), flush=True)
    for name, english in (("… English", True), ("… other languages", False)):
        print(report(name, *score(pages, held_out, best, english)), flush=True)
    if options.keep:
        scored = [(page, p) for page, p in zip(pages, held_out, strict=True) if not page.extra]
        options.keep.write_bytes(pickle.dumps([(page.lines, p, page.gold) for page, p in scored]))
    if options.folds_only:
        return
    stages = {"first": fit([page.rows for page in pages], pages), "second": fit(rows, pages, SECOND_ROUNDS, first)}
    arrays = {f"{stage}.{key}": array for stage, booster in stages.items() for key, array in export(booster).items()}
    np.savez_compressed(MODEL, **arrays)
    print(f"wrote {MODEL.name}, {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
