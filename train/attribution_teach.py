"""Labels other news for the span tagger: `python train/attribution_teach.py --data ../shared/data --out FILE RUN …`.

The networks of several runs read it together (their scores averaged) and their labels teach the next run
(`train/attribution.py --more FILE`): PolNeAR knows US politics only and has one annotator an article, and a mean of
networks errs less than one of them (self-training with a noisy student, Xie et al. 2020). Tags are *sampled* from the
mean's CRF, several times a text, not its best path, so what it is unsure of is taught as unsure. Documents of the
chain gold and of the story gold are left out, and so is every PolNeAR text.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from attribution_export import INPUTS, rest
from attribution_net import Tagger, vocabulary
from numpy.typing import NDArray

from attribution import prepare
from stemma.annotate.linking import Floats
from stemma.annotate.tagger import Model, blend, load, offsets, related, whole
from stemma.annotate.wordpieces import windows

SAMPLES = 3
LONGEST = 6000
"""Characters read of one text, so that no single page outweighs the others."""


def texts(data: Path) -> Iterator[str]:
    """English news of all kinds: crime, disasters, sport, business, culture, politics."""

    def records(path: str) -> list[dict[str, Any]]:
        opened = gzip.open if path.endswith(".gz") else open
        with opened(data / path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    gold = {record["doc"] for record in records("chains/chains.dev.jsonl")}
    for path in sorted((data / "stories_gold" / "dev").glob("*.json")):
        gold |= set(json.loads(path.read_text(encoding="utf-8"))["articles"])
    for name in ("stories/ecbplus.dev", "stories/basil.dev", "time/timebank_train", "time/aquaint"):
        yield from (record["text"] for record in records(f"{name}.jsonl") if record["id"] not in gold)
    yield from (
        record["body"] for record in records("reading/pages.dev.jsonl.gz") if record["lang"] in ("en", "", None)
    )


class Together:
    """Several networks as one session of onnxruntime: emissions averaged, links too."""

    def __init__(self, runs: Sequence[Path]) -> None:
        self.models = []
        for run in runs:
            model = Tagger(shapes=6, quotes=4)
            model.load_state_dict(torch.load(run / "tagger.pt"), strict=False)
            self.models.append(model.eval())

    def get_inputs(self) -> list[Any]:
        return [argparse.Namespace(name=name) for name in INPUTS]

    def run(self, _: None, given: dict[str, NDArray[np.int64]]) -> list[Floats]:
        ids = torch.tensor(given["ids"])[None]
        features = [torch.tensor(given[name])[None] for name in INPUTS[1:]]
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            scores = [model(ids, *features, torch.ones_like(ids)) for model in self.models]
        emissions = sum(score[0][0].float() for score in scores) / len(scores)
        dependents = [score[1][0].float() / len(scores) for score in scores]
        heads = [score[2][0].float() for score in scores]
        return [torch.cat([emissions, *dependents, *heads], 1).numpy()]

    def parts(self) -> dict[str, NDArray[Any]]:
        """What `tagger.Model` needs besides: the whole vocabulary, the mean transitions, and the shipped linker."""
        between = [model.crf()[0].detach().numpy() for model in self.models]
        return {
            **rest(self.models[0]),
            "vocabulary": np.frombuffer("\n".join(vocabulary()).encode("utf-8"), np.uint8),
            "between": np.mean(between, 0).astype(np.float32),
            "linker": load().linker,
        }


def sample(emissions: Floats, between: Floats, chance: np.random.Generator, count: int) -> list[NDArray[np.int64]]:
    """Legal tag sequences drawn from the CRF: filtered forwards, sampled backwards (Scott 2002)."""
    alpha = np.empty_like(emissions)
    alpha[0] = between[0] + emissions[0]
    moves = np.exp(between)
    for at in range(1, len(emissions)):
        top = alpha[at - 1].max()
        alpha[at] = np.log(np.exp(alpha[at - 1] - top) @ moves + 1e-30) + top + emissions[at]
    found = []
    for _ in range(count):
        tags = np.zeros(len(emissions), np.int64)
        following = 0
        for at in range(len(emissions) - 1, -1, -1):
            odds = alpha[at] + between[:, following]
            odds = np.exp(odds - odds.max())
            following = tags[at] = chance.choice(len(odds), p=odds / odds.sum())
        found.append(tags)
    return found


def taught(model: Model, given: Sequence[str], seed: int = 1) -> Iterator[dict[str, Any]]:
    """Records as in PolNeAR, but with `drawn`: several lists of attributions for the one text."""
    chance = np.random.default_rng(seed)
    for text, hints in zip(given, prepare(list(given), model.splitter), strict=True):
        words = replace(model.splitter.words(text), readings=hints.readings, relations=hints.relations)
        if len(words) < 30:
            continue
        seen = [model.read(words, start, end) for start, end in windows(words, 252, 24)]
        emissions = blend(len(words), seen)
        drawn = []
        for tags in sample(emissions, model.between, chance, SAMPLES):
            relations = related(list(whole(tags, emissions)), words, model.splitter, seen, model.linker)
            drawn.append(
                [
                    {
                        "source": offsets(words, (r.source,) if r.source else ()),
                        "cue": offsets(words, (r.cue,)),
                        "content": offsets(words, r.contents),
                    }
                    for r in relations
                ]
            )
        yield {"title": "", "text": text, "drawn": drawn}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=500, help="how many, drawn from all")
    parser.add_argument("runs", type=Path, nargs="+")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    together = Together(arguments.runs)
    unique = list(dict.fromkeys(text[:LONGEST].rsplit("\n", 1)[0] for text in texts(arguments.data)))
    unique = random.Random(1).sample(unique, min(arguments.texts, len(unique)))
    with arguments.out.open("w", encoding="utf-8") as file:
        for number, record in enumerate(taught(Model(together, together.parts()), unique)):
            file.write(json.dumps(record) + "\n")
            if number % 50 == 0:
                print(number, len(unique), flush=True)
