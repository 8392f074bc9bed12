"""Makes a tagger of fewer layers: `python train/attribution_distil.py --data ../shared/data --out RUN --minutes 50`.

The shipped network teaches (Hinton et al. 2015): on each window the small one learns its tags and links as they are,
sure and unsure alike, and the states after the layers that it keeps (Sun et al. 2019). It starts with the teacher's
own weights in those layers and keeps its heads and transitions. Texts are PolNeAR's train part, its gold unseen here,
and other news without gold (`attribution_teach.texts`). The teacher reads long windows, the learner those and short
ones cut out of them. Writes `RUN/tagger.pt` every few minutes; `train/attribution_export.py` makes files of it.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from attribution_export import INPUTS, needed
from attribution_net import LAYERS, LINK, TAGS, Tagger, vocabulary
from attribution_teach import LONGEST, texts
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional as F

import attribution
from attribution import Labelled, Varied, batch, split
from stemma.annotate import tagger
from stemma.annotate.wordpieces import WordPieces, windows

SIZES = (124, 252)
"""Pieces of the windows that the learner reads."""
HEAT = 2.0
"""Temperature at which tags are compared."""


def shipped() -> onnx.ModelProto:
    return onnx.load_from_string(resources.files("stemma.models").joinpath(tagger.NETWORK).read_bytes())


def restored(model: onnx.ModelProto) -> dict[str, Tensor]:
    """The weights of a network that `attribution_export.build` made, under the names of `Tagger`, as 32-bit numbers."""
    constants = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
    nodes = list(model.graph.node)
    found: dict[str, NDArray[Any]] = {}
    products = iter([n for n in nodes if n.op_type == "DynamicQuantizeMatMul"])
    norms = iter([n for n in nodes if n.op_type == "LayerNormalization"])
    gathers = [n for n in nodes if n.op_type == "Gather"]

    def norm(name: str) -> None:
        node = next(norms)
        found[f"{name}.weight"], found[f"{name}.bias"] = constants[node.input[1]], constants[node.input[2]]

    norm("norm")
    for i in range(sum(n.op_type == "MultiHeadAttention" for n in nodes)):
        for part in ("qkv", "out", "up", "down"):
            node = next(products)
            whole, scale, bias = (constants[node.input[k]] for k in (1, 2, 4))
            found[f"layers.{i}.{part}.weight"] = (whole * scale).T
            found[f"layers.{i}.{part}.bias"] = bias
        norm(f"layers.{i}.norm1")
        norm(f"layers.{i}.norm2")
    words = constants[gathers[0].input[0]] * constants[gathers[1].input[0]]
    found["words.weight"] = np.zeros((len(vocabulary()), words.shape[1]), np.float32)
    found["words.weight"][needed()] = words
    for name, node in zip(INPUTS[1:], gathers[2:], strict=True):
        found[f"{name}.weight"] = constants[node.input[0]]
    found["places.weight"] = constants[next(n for n in nodes if n.op_type == "Slice").input[0]]
    weights = constants[next(n for n in nodes if n.op_type == "MatMul").input[1]].T
    biases = constants[nodes[-1].input[1]]
    at = 0
    for name, size in (("emit", len(TAGS)), ("dependent", LINK), ("head", LINK)):
        found[f"{name}.weight"], found[f"{name}.bias"] = weights[at : at + size], biases[at : at + size]
        at += size
    return {name: torch.tensor(np.ascontiguousarray(value, np.float32)) for name, value in found.items()}


class Teacher:
    """The shipped network, with the states after each layer of `kept` as further outputs."""

    def __init__(self, model: onnx.ModelProto, kept: Sequence[int]) -> None:
        norms = [n.output[0] for n in model.graph.node if n.op_type == "LayerNormalization"]
        self.states = [norms[2 * layer + 2] for layer in kept]
        for name in self.states:
            model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        pieces = WordPieces(vocabulary())
        self.number = np.full(len(vocabulary()), needed().index(pieces.unknown))
        self.number[needed()] = np.arange(len(needed()))

    def read(self, text: Labelled, splitter: WordPieces) -> tuple[Tensor, list[Tensor]]:
        """Scores [pieces, 13 + 2 × LINK] and states [pieces, 384] of a window, its start and end pieces included."""
        given = batch([text], splitter)
        fed = {name: getattr(given, name)[0].numpy() for name in INPUTS}
        fed["ids"] = self.number[fed["ids"]]
        scores, *states = self.session.run(["scores", *self.states], fed)
        return torch.tensor(scores), [torch.tensor(state[0]) for state in states]


class Learner(Tagger):
    """A tagger that gives the states after its layers, too."""

    def forward_all(self, given: attribution.Batch) -> tuple[Tensor, Tensor, Tensor, list[Tensor]]:
        place = torch.arange(given.ids.shape[1])
        x = self.words(given.ids) + self.places(place) + self.shapes(given.shapes) + self.quotes(given.quotes)
        x = self.dropout(self.norm(x + self.readings(given.readings) + self.relations(given.relations)))
        bias = (1.0 - given.mask.to(torch.float32))[:, None, None, :] * -1e4
        states = []
        for layer in self.layers:
            x = layer(x, bias)
            states.append(x)
        return self.emit(x), self.dependent(x), self.head(x), states


Lesson = tuple[Labelled, Tensor, list[Tensor]]
"""A window, and what the teacher's scores and states for its pieces are (its start and end piece included)."""


def lessons(window: Labelled, teacher: Teacher, splitter: WordPieces, chance: random.Random) -> Iterator[Lesson]:
    """A window as it is, or cut in shorter ones, with what the teacher said of the whole."""
    scores, states = teacher.read(window, splitter)
    size = chance.choice(SIZES)
    if size == max(SIZES):
        yield window, scores, states
        return
    ends = np.cumsum([0, *(len(word) for word in window.pieces)])
    for start, end in windows(window, chance.randint(size - 30, size), 0):  # type: ignore[arg-type]
        rows = torch.tensor([0, *range(1 + ends[start], 1 + ends[end]), len(scores) - 1])
        yield window.cut(start, end), scores[rows], [state[rows] for state in states]


def loss(model: Learner, given: Sequence[Lesson], splitter: WordPieces) -> tuple[Tensor, Tensor, Tensor]:
    """How far from the teacher: tags (a word), links (a word with a tag), states (a piece and layer)."""
    made = batch([text for text, _, _ in given], splitter)
    with torch.autocast("cpu", torch.bfloat16):
        emissions, dependent, head, states = model.forward_all(made)
    length = made.ids.shape[1]
    wanted = torch.stack([F.pad(scores, (0, 0, 0, length - len(scores))) for _, scores, _ in given])
    mask = made.word_mask.bool()

    def at(values: Tensor) -> Tensor:
        return attribution.at_words(values.float(), made.firsts)

    tags = len(TAGS)
    aim, mine = at(wanted[..., :tags])[mask], at(emissions)[mask]
    tag = HEAT * HEAT * F.kl_div(
        F.log_softmax(mine / HEAT, -1), F.log_softmax(aim / HEAT, -1), log_target=True, reduction="batchmean"
    )  # fmt: skip
    tag = tag + F.kl_div(F.log_softmax(mine, -1), F.log_softmax(aim, -1), log_target=True, reduction="batchmean")

    def links(dependents: Tensor, heads: Tensor) -> Tensor:
        heads = torch.cat([heads[:, :1].float(), at(heads)], 1)
        scores = at(dependents) @ heads.transpose(1, 2)
        scores[:, :, 1:] += (made.word_mask[:, None, :] - 1) * 1e4
        return F.log_softmax(scores[mask], -1)

    weight = 1 - F.softmax(aim, -1)[:, 0]
    far = F.kl_div(
        links(dependent, head), links(wanted[..., tags : tags + LINK], wanted[..., tags + LINK :]),
        log_target=True, reduction="none",
    ).sum(-1)  # fmt: skip
    link = (far * weight).sum() / weight.sum().clamp(min=1)
    pieces = made.mask.bool()
    state = torch.zeros(())
    for k, mine in enumerate(states):
        aim = torch.stack([F.pad(s[k], (0, 0, 0, length - len(s[k]))) for _, _, s in given])
        state = state + F.mse_loss(mine.float()[pieces], aim[pieces]) / aim[pieces].var()
    return tag, link, state / len(states)


def remembered(file: Path) -> None:
    """Have parses and rules of texts, which take a quarter of an hour, kept in `file`."""
    parse = attribution.prepare
    known: dict[str, attribution.Prepared] = pickle.loads(file.read_bytes()) if file.is_file() else {}

    def prepare(given: list[str], splitter: WordPieces) -> list[attribution.Prepared]:
        new = [text for text in dict.fromkeys(given) if text not in known]
        if new:
            known.update(zip(new, parse(new, splitter), strict=True))
            file.write_bytes(pickle.dumps(known))
        return [known[text] for text in given]

    attribution.prepare = prepare


def kept(data: Path, count: int) -> tuple[list[dict[str, Any]], WordPieces]:
    """PolNeAR's train part without its gold, and `count` other texts."""
    learn, _ = split(data / "attribution" / "polnear_train.jsonl")
    others = [text[:LONGEST] for text in texts(data) if len(text) > 300]
    random.Random(9).shuffle(others)
    records = [{"text": one["text"], "title": one["title"], "attributions": []} for one in learn]
    return records + [{"text": text, "title": "", "attributions": []} for text in others[:count]], WordPieces(
        vocabulary()
    )


def train(given: argparse.Namespace) -> None:
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    remembered(given.out / "prepared.pickle")
    attribution.MASKED = 0.0
    records, splitter = kept(given.data, given.texts)
    varied, chance = Varied(records, splitter, given.seed), random.Random(given.seed)
    source = shipped()
    weights = restored(source)
    teacher = Teacher(source, given.keep)
    model = Learner(dropout=0.0, layers=len(given.keep))
    model.load_state_dict(
        {
            **{name: value for name, value in weights.items() if not name.startswith("layers.")},
            **{
                f"layers.{k}.{name.split('.', 2)[2]}": value
                for k, layer in enumerate(given.keep)
                for name, value in weights.items()
                if name.startswith(f"layers.{layer}.")
            },
        },
        strict=False,
    )
    between = torch.tensor(tagger.load().between)
    with torch.no_grad():
        model.between.copy_(torch.where(model.allowed < 0, torch.zeros(()), between))
    if given.warm is not None:
        model.load_state_dict(torch.load(given.warm), strict=False)
    for fixed in (model.words.weight, model.between, model.first, model.last):
        fixed.requires_grad_(False)
    learned = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=given.rate, weight_decay=0.01)
    began = saved = time.time()
    step = seen = epoch = 0
    trace: list[tuple[float, float, float]] = []
    waiting: dict[bool, list[Lesson]] = {True: [], False: []}
    done = 0.0
    while done < 1:
        for window in varied.epoch():
            for lesson in lessons(window, teacher, splitter, chance):
                waiting[len(lesson[1]) > min(SIZES) + 2].append(lesson)
            for long, size in ((True, given.batch), (False, 2 * given.batch)):
                if len(waiting[long]) < size:
                    continue
                done = (time.time() - began) / (60 * given.minutes)
                for group in optimiser.param_groups:
                    group["lr"] = given.rate * max(0.0, min(done / 0.02, (1 - done) / 0.98))
                some, waiting[long] = waiting[long][:size], waiting[long][size:]
                tag, link, state = loss(model, some, splitter)
                (tag + 0.3 * link + given.states * state).backward()
                torch.nn.utils.clip_grad_norm_(learned, 1.0)
                optimiser.step()
                optimiser.zero_grad()
                step += 1
                seen += sum(len(lesson[1]) for lesson in some)
                trace.append((tag.item(), link.item(), state.item()))
                if step % 25 == 0:
                    means = [sum(values) / len(values) for values in zip(*trace[-50:], strict=True)]
                    told = " ".join(f"{mean:.4f}" for mean in means)
                    speed = seen / (time.time() - began)
                    print(f"{done:.3f} epoch {epoch} step {step} {told} {speed:.0f} pieces/s", flush=True)
                if time.time() - saved > 240:
                    torch.save(model.state_dict(), given.out / "tagger.pt")
                    saved = time.time()
            if done >= 1:
                break
        epoch += 1
    torch.save(model.state_dict(), given.out / "tagger.pt")
    print(f"done after {epoch} epochs, {step} steps, {seen} pieces")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--texts", type=int, default=800, help="other texts beside PolNeAR's")
    parser.add_argument("--keep", type=int, nargs="+", default=[0, 1, 3, 5], help=f"layers of the teacher's {LAYERS}")
    parser.add_argument("--states", type=float, default=1.0, help="weight of the states")
    parser.add_argument("--warm", type=Path, help="weights of an earlier run to start from")
    torch.set_num_threads(1)
    train(parser.parse_args())
