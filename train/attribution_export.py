"""Writes the files the package ships: `python train/attribution_export.py --run RUN --data DATA --to DIR`.

`attribution.onnx` is the network, built node by node so that every matrix product runs on 8-bit integers and the rest
in fused operators of onnxruntime; `attribution.npz` holds the rest: word pieces, transitions, calibration.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import onnx
import onnxruntime
import torch
from attribution_net import HEADS, WIDTH, Tagger, vocabulary
from attribution_score import right
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from torch import Tensor
from torch.nn import functional as F

from attribution import HELD_OUT, Labelled, label, prepare, split
from stemma.annotate import tagger
from stemma.annotate.linking import FEATURES, NONE_FEATURES, WEIGHTS, Ground, Window, features, near
from stemma.annotate.tagger import evidence, offsets
from stemma.annotate.wordpieces import BREAK, Words
from stemma.lang.proposals import Proposal
from stemma.pieces import END, START, UNKNOWN

Array = NDArray[np.float32]
MS = "com.microsoft"


class Graph:
    """An ONNX graph in the making. Methods add a node and give the name of its output."""

    def __init__(self, product: str) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.product = product
        self.count = 0

    def constant(self, value: NDArray[np.generic]) -> str:
        self.count += 1
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), f"c{self.count}"))
        return f"c{self.count}"

    def node(self, kind: str, *inputs: str, domain: str = "", to: str = "", **attributes: object) -> str:
        self.count += 1
        name = to or f"n{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def linear(self, x: str, weight: Array, bias: Array, to: str = "") -> str:
        """x @ weight.T + bias; weight is [out, in] as in torch."""
        if self.product == "float":
            found = self.node("MatMul", x, self.constant(weight.T))
            return self.node("Add", found, self.constant(bias), to=to)
        if self.product == "dynamic":  # one scale for the whole of x, one for each output column
            scale = np.maximum(np.abs(weight).max(1), 1e-8) / LIMIT
            whole = np.clip(np.round(weight / scale[:, None]), -LIMIT, LIMIT).astype(np.int8)
            return self.node(
                "DynamicQuantizeMatMul",
                x,
                self.constant(whole.T),
                self.constant(scale.astype(np.float32)),
                "",
                self.constant(bias),
                domain=MS,
                to=to,
            )
        bits, block = (int(part) for part in self.product.split("x"))
        out, width = weight.shape
        blocks = weight.reshape(out, width // block, block)
        top = 2 ** (bits - 1)
        scale = np.maximum(np.abs(blocks).max(-1), 1e-8) / (top - 1)
        whole = np.clip(np.round(blocks / scale[..., None]), -top, top - 1) + top
        packed = whole.astype(np.uint8)
        if bits == 4:
            packed = packed[..., ::2] | (packed[..., 1::2] << 4)
        return self.node(
            "MatMulNBits",
            x,
            self.constant(packed),
            self.constant(scale.astype(np.float32).reshape(out, -1)),
            "",
            "",
            self.constant(bias),
            domain=MS,
            to=to,
            K=width,
            N=out,
            bits=bits,
            block_size=block,
            accuracy_level=4,
        )


LIMIT = 127.0
SPECIAL = (UNKNOWN, START, END, BREAK)
LATIN = re.compile(r"[\u0021-\u024f\u2010-\u2044\u20a0-\u20bf]+")


def build(model: Tagger, product: str = "dynamic") -> onnx.ModelProto:
    """The network as an ONNX model, for one window at a time, so that nothing is padded.

    Inputs `ids`, `shapes`, `quotes`, `readings`, `relations` [pieces]; output `scores` [pieces, 13 + LINK + LINK]:
    emissions, dependent side and head side of the links.
    """
    state = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
    state["words.weight"] = state["words.weight"][needed()]
    graph = Graph(product)

    def pair(name: str) -> tuple[str, str]:
        return graph.constant(state[f"{name}.weight"]), graph.constant(state[f"{name}.bias"])

    zero = graph.constant(np.array([0]))
    length = graph.node("Shape", "ids")
    places = graph.node("Slice", graph.constant(state["places.weight"]), zero, length, zero)
    # the word embeddings are kept as 8-bit integers with a scale for each row
    scale = np.maximum(np.abs(state["words.weight"]).max(1, keepdims=True), 1e-8) / LIMIT
    whole = graph.constant(np.round(state["words.weight"] / scale).astype(np.int8))
    x = graph.node("CastLike", graph.node("Gather", whole, "ids"), graph.constant(np.zeros(1, np.float32)))
    x = graph.node("Mul", x, graph.node("Gather", graph.constant(scale.astype(np.float32)), "ids"))
    x = graph.node("Add", x, places)
    for feature in INPUTS[1:]:
        x = graph.node("Add", x, graph.node("Gather", graph.constant(state[f"{feature}.weight"]), feature))
    x = graph.node("LayerNormalization", x, *pair("norm"), epsilon=1e-12, axis=-1)
    x = graph.node("Unsqueeze", x, zero)
    for i in range(len(model.layers)):
        name = f"layers.{i}."
        qkv = state[name + "qkv.weight"], state[name + "qkv.bias"]
        mixed = graph.linear(x, *qkv)
        graph.count += 3
        parts = [f"n{graph.count - k}" for k in range(3)]
        graph.nodes.append(helper.make_node("Split", [mixed, graph.constant(np.array([WIDTH] * 3))], parts, axis=-1))
        attended = graph.node("MultiHeadAttention", *parts, domain=MS, num_heads=HEADS)
        out = graph.linear(attended, state[name + "out.weight"], state[name + "out.bias"])
        x = graph.node("LayerNormalization", graph.node("Add", x, out), *pair(name + "norm1"), epsilon=1e-12, axis=-1)
        up = graph.linear(x, state[name + "up.weight"], state[name + "up.bias"])
        down = graph.linear(graph.node("Gelu", up, domain=MS), state[name + "down.weight"], state[name + "down.bias"])
        # onnxruntime's own SkipLayerNormalization takes six times as long as these two
        x = graph.node("LayerNormalization", graph.node("Add", x, down), *pair(name + "norm2"), epsilon=1e-12, axis=-1)
    x = graph.node("Squeeze", x, zero)
    heads = np.concatenate([state[f"{name}.weight"] for name in HEAD_NAMES])
    biases = np.concatenate([state[f"{name}.bias"] for name in HEAD_NAMES])
    x = graph.node("MatMul", x, graph.constant(heads.T))
    graph.node("Add", x, graph.constant(biases), to="scores")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["pieces"]) for name in INPUTS]
    outputs = [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["pieces", len(biases)])]
    made = helper.make_graph(graph.nodes, "attribution", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MS, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=9)


INPUTS = ("ids", "shapes", "quotes", "readings", "relations")
HEAD_NAMES = ("emit", "dependent", "head")


def needed() -> list[int]:
    """Numbers of the word pieces that are shipped: special ones, and those in Latin script, digits and punctuation."""
    return [
        number
        for number, piece in enumerate(vocabulary())
        if piece in SPECIAL or (LATIN.fullmatch(piece) and not piece.startswith("[unused"))
    ]


def rest(model: Tagger) -> dict[str, NDArray[np.generic]]:
    """What the tagger needs besides the network; the linker trusts the network alone, all confidences are 1/2."""
    pieces = vocabulary()
    linker = np.zeros(WEIGHTS, np.float32)
    linker[[*range(0, 4 * FEATURES, FEATURES), 4 * FEATURES, 4 * FEATURES + NONE_FEATURES]] = 1
    return {
        "vocabulary": np.frombuffer("\n".join(pieces[number] for number in needed()).encode("utf-8"), np.uint8),
        "between": model.crf()[0].detach().numpy().astype(np.float32),
        "begin": np.float32(0),
        "linker": linker,
        "calibration": np.zeros(11, np.float32),
    }


class Remembering(tagger.Model):
    """A tagger that reads each window once, to try many settings on the same articles."""

    memory: ClassVar[dict[tuple[int, int], Window]] = {}

    def read(self, words: Words, start: int, end: int) -> Window:
        key = id(words), start
        if key not in self.memory:
            self.memory[key] = super().read(words, start, end)
        return self.memory[key]


@dataclass
class Held:
    """A held-out article, with its words and gold."""

    article: dict[str, Any]
    words: Words
    gold: Labelled


def learn_linker(model: tagger.Model, held_out: list[Held]) -> NDArray[np.float32]:
    """Weights of the conditional logit, learned on the spans that the tagger finds in held-out articles.

    The right cue of a span is the one that meets the gold cue of most of its words, if there is any.
    """
    choices: list[tuple[Tensor, int]] = []
    for held in held_out:
        words, heads = held.words, held.gold.heads
        spans, seen = model.spans(words)
        cues = [span for span in spans if span.role == "cue"]
        ground = Ground(words, model.splitter, spans)
        for span in spans:
            if span.role == "cue" or not cues:
                continue
            candidates = near(span, cues)
            head = Counter(heads[span.start : span.end]).most_common(1)[0][0]
            answer = next(
                (i for i, cue in enumerate(candidates, 1) if head >= 0 and head in heads[cue.start : cue.end]), 0
            )
            rows, none = features(span, candidates, ground, seen)
            choices.append((torch.tensor(np.concatenate((none[None], rows))), answer))
    weights = torch.tensor(model.linker, requires_grad=True)
    start = weights.detach().clone()
    optimiser = torch.optim.LBFGS([weights], max_iter=60, line_search_fn="strong_wolfe")
    longest = max(len(rows) for rows, _ in choices)
    table = torch.zeros(len(choices), longest, WEIGHTS, dtype=torch.float64)
    empty = torch.ones(len(choices), longest, dtype=torch.bool)
    for i, (rows, _) in enumerate(choices):
        table[i, : len(rows)] = rows
        empty[i, : len(rows)] = False
    answers = torch.tensor([answer for _, answer in choices])

    def loss() -> Tensor:
        optimiser.zero_grad()
        scores = (table @ weights).masked_fill(empty, -1e9)
        value = F.cross_entropy(scores, answers, reduction="sum") + 0.5 * (weights - start).square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return weights.detach().numpy().astype(np.float32)


def calibrate(model: tagger.Model, held_out: list[Held]) -> tuple[NDArray[np.float64], float]:
    """Weights of a logistic model of "the gold has this relation", by what `evidence` gives, on held-out articles.

    Also the best relation F1 there, over all thresholds of that probability (in percent).
    """
    values, proposed = [], []
    for held in held_out:
        proposals = []
        for relation in model.relations(held.words):
            values.append(evidence(relation, held.words))
            content = offsets(held.words, relation.contents)
            source = offsets(held.words, (relation.source,) if relation.source else ())
            cue = offsets(held.words, (relation.cue,))
            proposals.append(Proposal(content, cue, source, "indirect", 0.5, "tagger"))
        proposed.append(proposals)
    hits = np.array([hit for article in right([held.article for held in held_out], proposed) for hit in article])
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(values), hits)
    gold = sum(len(held.article["attributions"]) for held in held_out)
    best_first = np.argsort(-fitted.predict_proba(np.array(values))[:, 1])
    kept = np.arange(1, len(hits) + 1)
    best = 100 * float((2 * np.cumsum(hits[best_first]) / (kept + gold)).max())
    return np.append(fitted.coef_[0], fitted.intercept_), best


def tune(session: Any, parts: dict[str, NDArray[Any]], articles: list[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    """`parts` with the bonus for beginnings, the linker and the calibration that do best on held-out articles."""
    splitter = Remembering(session, parts).splitter
    held_out = []
    for article, seen in zip(articles, prepare([article["text"] for article in articles], splitter), strict=True):
        words = replace(splitter.words(article["text"]), readings=seen.readings, relations=seen.relations)
        held_out.append(Held(article, words, label(article, splitter, seen)))
    best, found = 0.0, parts
    for begin in BONUSES:
        tried = {**parts, "begin": np.float32(begin)}
        tried["linker"] = learn_linker(Remembering(session, tried), held_out)
        calibration, f1 = calibrate(Remembering(session, tried), held_out)
        print(f"bonus for beginnings {begin}: relation F1 {f1:.1f}", flush=True)
        if f1 > best:
            best, found = f1, {**tried, "calibration": calibration.astype(np.float32)}
    return found


BONUSES = (0.0, 0.5, 1.0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--product", default="dynamic", help="float, dynamic, or BITSxBLOCK")
    parser.add_argument("--articles", type=int, default=HELD_OUT, help="how many held-out articles to tune on")
    given = parser.parse_args()
    torch.set_num_threads(1)
    weights = torch.load(given.run / "tagger.pt")
    network = Tagger(layers=1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers.")))
    network.load_state_dict(weights)
    given.to.mkdir(parents=True, exist_ok=True)
    _, held_out = split(given.data / "attribution" / "polnear_train.jsonl")
    onnx.save(build(network, given.product), given.to / tagger.NETWORK)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(given.to / tagger.NETWORK, options, providers=["CPUExecutionProvider"])
    parts = tune(session, rest(network), held_out[: given.articles])
    np.savez_compressed(given.to / tagger.REST, **parts)
