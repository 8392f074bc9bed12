"""Counts in how many sentences of news the stems of words and rows of four characters stand.

    python train/rarity.py --data ../shared/data    # writes models/claims_rarity.npz, half a minute of one core

Of PolNeAR (its training part), AllSides and NeuS; not of ECB+ and BASIL, which claims are measured on. Each sentence
counts once. Terms of few sentences are left out: they are as rare as those that nobody has seen.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stemma.lang.terms import stems
from stemma.relate.claims.sheets import grams
from stemma.text import sentences

MODELS = Path(__file__).resolve().parent.parent / "src" / "stemma" / "models"
SETS = ("attribution/polnear_train.jsonl", "stories/allsides.dev.jsonl", "stories/neus.dev.jsonl")
LEAST = {"stems": 3, "letters": 12}
"""Sentences that a term must stand in."""


def told(data: Path) -> Iterator[str]:
    """The sentences of the sets, each once."""
    seen: set[str] = set()
    for name in SETS:
        for line in (data / name).read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            found = {text[start:end] for start, end in sentences(text)} - seen
            seen |= found
            yield from sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    texts, counts = 0, {name: Counter[str]() for name in LEAST}
    for sentence in told(parser.parse_args().data):
        texts += 1
        counts["stems"].update(set(stems(sentence)))
        counts["letters"].update(set(grams(sentence)))
    arrays = {"texts": np.array(texts)}
    for name, least in LEAST.items():
        kept = sorted((term for term, count in counts[name].items() if count >= least and "\n" not in term))
        arrays[name] = np.frombuffer("\n".join(kept).encode(), dtype=np.uint8)
        arrays[f"{name} counts"] = np.array([counts[name][term] for term in kept], dtype=np.uint16)
    np.savez_compressed(MODELS / "claims_rarity.npz", **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
