"""Trains the block model for HTML pages and writes `src/stemma/models/blocks.npz`.

    python train/blocks.py --data ../shared/data [--folds-only] [--cache FILE]

The model decides, block by block of a page, what is story: from features of the text (as for dumps), of the elements
around it, and from what trafilatura and the page's own JSON-LD take for the body. Folds are by site. Prints body F1
of held-out pages for each page set, and trafilatura's beside it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from lines import PARAMETERS, export, fold_of, labels, overlap

from stemma.read import html

MODEL = Path(__file__).resolve().parents[1] / "src" / "stemma" / "models" / "blocks.npz"
ROUNDS = 160
SEEDS = (1, 2, 3)
"""Models that differ by their seed; the mean of their log-odds counts."""
SETS = ("sh", "fe", "fu en", "fu other")


def prepare(record: dict[str, Any]) -> dict[str, Any]:
    """Blocks, features, labels and fold of one page."""
    page = html.parse(record["html"], record["id"])
    rows = html.rows(page)
    texts = [block.text for block in page.blocks]
    size = np.array([len(text) for text in texts])
    kind = record["ds"] if record["ds"] != "fu" else "fu en" if record["lang"] == "en" else "fu other"
    return {
        "texts": texts,
        "rows": rows,
        "labels": np.array(labels(texts, record["body"])),
        "weights": np.sqrt(np.minimum(size, 600) / 60 + 0.2) / np.sqrt(len(texts) / 200 + 0.3),
        "fold": fold_of(record["site"]),
        "gold": record["body"],
        "set": kind,
        "peer": page.extracted,
    }


def fit(rows: list[Any], pages: list[dict[str, Any]]) -> list[Any]:
    """A booster for each seed."""
    every = np.concatenate(rows)
    found = np.concatenate([page["labels"] for page in pages])
    weight = np.concatenate([page["weights"] for page in pages])
    return [
        lightgbm.train(PARAMETERS | {"seed": seed}, lightgbm.Dataset(every, found, weight=weight), ROUNDS)
        for seed in SEEDS
    ]


def out_of_fold(rows: list[Any], pages: list[dict[str, Any]]) -> list[Any]:
    """For each page the probabilities of models that have not seen its site."""
    models = {}
    for fold in sorted({page["fold"] for page in pages}):
        kept = [i for i, page in enumerate(pages) if page["fold"] != fold]
        models[fold] = fit([rows[i] for i in kept], [pages[i] for i in kept])
    found = []
    for page, r in zip(pages, rows, strict=True):
        odds = np.mean([model.predict(r, raw_score=True) for model in models[page["fold"]]], axis=0)
        found.append(1 / (1 + np.exp(-odds)))
    return found


def report(name: str, texts: list[str], pages: list[dict[str, Any]]) -> None:
    shown = []
    for kind in SETS:
        pairs = [overlap(t, p["gold"]) for t, p in zip(texts, pages, strict=True) if p["set"] == kind]
        p, r = np.mean(pairs, axis=0)
        shown.append(f"{2 * p * r / (p + r):.4f}")
    print(f"{name:24}", *shown, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folds-only", action="store_true", help="print held-out figures, write nothing")
    parser.add_argument("--cache", type=Path, help="keep the prepared pages here between runs")
    options = parser.parse_args()
    if options.cache and options.cache.exists():
        pages = pickle.loads(options.cache.read_bytes())
    else:
        with gzip.open(options.data / "reading" / "pages.dev.jsonl.gz", "rt", encoding="utf-8") as file:
            pages = [page for line in file if len((page := prepare(json.loads(line)))["texts"])]
        if options.cache:
            options.cache.write_bytes(pickle.dumps(pages))
    print(" " * 24, *SETS)
    report("trafilatura", [page["peer"] for page in pages], pages)
    oracle = ["\n".join(t for t, y in zip(p["texts"], p["labels"], strict=True) if y) for p in pages]
    report("oracle", oracle, pages)
    rows = [page["rows"] for page in pages]
    held_out = out_of_fold(rows, pages)
    for low, high in ((0.42, 0.42), (html.KEEP, html.ADD)):
        texts = []
        for page, probabilities in zip(pages, held_out, strict=True):
            chosen = np.where(page["rows"][:, html.TAKEN] >= 0.5, probabilities >= low, probabilities >= high)
            texts.append("\n".join(text for text, c in zip(page["texts"], chosen, strict=True) if c))
        report(f"held out, {low} and {high}", texts, pages)
    if options.folds_only:
        return
    arrays = {
        f"seed{seed}.{key}": array
        for seed, booster in zip(SEEDS, fit(rows, pages), strict=True)
        for key, array in export(booster).items()
    }
    np.savez_compressed(MODEL, **arrays)
    print(f"wrote {MODEL.name}, {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
