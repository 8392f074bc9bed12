"""Makes the tagger's network smaller: `python train/attribution_prune.py --data ../shared/data --to DIR`. No training.

Heads of attention and neurons that its tags hardly depend on are left out, and what stands behind them is fitted anew,
layer by layer, so that the states come out as those of the whole network on texts of PolNeAR's train part (without
gold). How much the tags depend on each is the square of the gradient of a gate on it, for tags drawn as the network
itself would (Fisher information; Kwon et al. 2022); the fit is least squares, held near the old weights.

Writes `DIR/attribution.onnx`; everything else of the model stays as it is.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from attribution_distil import restored, shipped
from attribution_export import INPUTS, LIMIT, needed
from attribution_net import HEADS, INNER, LAYERS, TAGS, WIDTH
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional as F

from stemma.annotate import annotate_many, tagger
from stemma.model import Article

SIZE = WIDTH // HEADS
"""Width of a head."""
LEAST = 3, 256
"""Heads and neurons that each layer keeps at least."""
STEP = 64
"""Neurons of a layer are kept in multiples of this, as processors multiply."""
NEAR = 1e-3
"""How strongly the fit is held to the old weights, in units of the mean square of what is weighed."""

Weights = dict[str, Tensor]
Window = dict[str, Tensor]
"""What the network is given for one window: `INPUTS`, [pieces] each."""


class Noting:
    """A session of the network that notes what it is asked."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.asked: list[Window] = []

    def run(self, outputs: None, given: dict[str, Any]) -> Any:
        self.asked.append({name: torch.tensor(values) for name, values in given.items()})
        return self.session.run(outputs, given)


def windows(data: Path, articles: int, count: int) -> list[Window]:
    """`count` windows of the articles of PolNeAR's train part, as annotating them makes the tagger read them."""
    lines = (data / "attribution" / "polnear_train.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    random.Random(7).shuffle(records)
    model = tagger.load()
    model.session = noting = Noting(model.session)
    for _ in annotate_many(
        Article(id=one["id"], body=one["text"], outlet=one["publisher"], language="en") for one in records[:articles]
    ):
        pass
    model.session = noting.session
    random.Random(3).shuffle(noting.asked)
    return noting.asked[:count]


def linear(of: Weights, name: str, x: Tensor) -> Tensor:
    return x @ of[f"{name}.weight"].T + of[f"{name}.bias"]


def normed(of: Weights, name: str, x: Tensor) -> Tensor:
    return F.layer_norm(x, (WIDTH,), of[f"{name}.weight"], of[f"{name}.bias"], 1e-12)


def embedded(of: Weights, given: Window) -> Tensor:
    """The states before the first layer, [pieces, 384]."""
    x = of["words.weight"][given["ids"]] + of["places.weight"][: len(given["ids"])]
    for name in INPUTS[1:]:
        x = x + of[f"{name}.weight"][given[name]]
    return normed(of, "norm", x)


def attended(of: Weights, layer: int, x: Tensor) -> Tensor:
    """What the heads of a layer gather, one beside the other, [pieces, heads · 32]."""
    mixed = linear(of, f"layers.{layer}.qkv", x)
    q, k, v = mixed.view(len(x), 3, -1, SIZE).permute(1, 2, 0, 3)
    found: Tensor = F.scaled_dot_product_attention(q[None], k[None], v[None])[0].transpose(0, 1)
    return found.reshape(len(x), -1)


def inner(of: Weights, layer: int, x: Tensor) -> Tensor:
    """The neurons of a layer, [pieces, neurons]."""
    return F.gelu(linear(of, f"layers.{layer}.up", x))


def scored(of: Weights, x: Tensor) -> Tensor:
    """Emissions and both sides of the links, [pieces, 13 + 2 · LINK]."""
    return torch.cat([linear(of, name, x) for name in ("emit", "dependent", "head")], 1)


def worth(of: Weights, given: Sequence[Window]) -> tuple[Tensor, Tensor]:
    """How much the scores depend on each head [layers, 12] and each neuron [layers, 1536]."""
    heads, neurons = torch.zeros(LAYERS, HEADS), torch.zeros(LAYERS, INNER)
    torch.manual_seed(0)
    for window in given:
        length = len(window["ids"])
        head_gates = [torch.ones(length, HEADS, requires_grad=True) for _ in range(LAYERS)]
        neuron_gates = [torch.ones(length, INNER, requires_grad=True) for _ in range(LAYERS)]
        x = embedded(of, window)
        for i in range(LAYERS):
            gathered = attended(of, i, x) * head_gates[i].repeat_interleave(SIZE, 1)
            x = normed(of, f"layers.{i}.norm1", x + linear(of, f"layers.{i}.out", gathered))
            x = normed(of, f"layers.{i}.norm2", x + linear(of, f"layers.{i}.down", inner(of, i, x) * neuron_gates[i]))
        scores = scored(of, x)
        logs = F.log_softmax(scores[:, : len(TAGS)] / 2, -1)  # heated: what it is sure of matters, too
        drawn = torch.multinomial(logs.detach().exp(), 1)
        links = scores[:, len(TAGS) :]
        (-logs.gather(1, drawn).sum() + 0.1 * (torch.randn(links.shape) * links).sum()).backward()
        for i in range(LAYERS):
            for found, gates in ((heads, head_gates), (neurons, neuron_gates)):
                assert gates[i].grad is not None
                found[i] += gates[i].grad.sum(0).square() / length
    return heads, neurons


def chosen(heads: Tensor, neurons: Tensor, without: int, share: float) -> tuple[list[list[int]], list[Tensor]]:
    """The heads and neurons of each layer that stay: all but the `without` least heads, and `share` of the neurons."""
    gone: list[set[int]] = [set() for _ in range(LAYERS)]
    for number in heads.flatten().argsort().tolist():
        layer, head = divmod(number, HEADS)
        if sum(map(len, gone)) < without and len(gone[layer]) < HEADS - LEAST[0]:
            gone[layer].add(head)
    bound = neurons.flatten().sort(descending=True).values[int(LAYERS * INNER * share)]
    kept = []
    for of_layer in neurons:
        count = max(LEAST[1], STEP * round(float((of_layer > bound).sum()) / STEP))
        kept.append(of_layer.argsort(descending=True)[:count].sort().values)
    return [[head for head in range(HEADS) if head not in out] for out in gone], kept


def fitted(x: Tensor, aim: Tensor, weight: Tensor, bias: Tensor, near: float = NEAR) -> tuple[Tensor, Tensor]:
    """Weight [out, in] and bias with which rows `x` come near the rows `aim`, themselves near those given."""
    x = torch.cat([x, torch.ones(len(x), 1)], 1)
    square, product = (x.T @ x).double(), (x.T @ aim).double()
    hold = near * square.diagonal()[:-1].mean() * torch.eye(len(square), dtype=torch.double)
    hold[-1, -1] = 1e-6
    before = torch.cat([weight.T, bias[None]]).double()
    found = torch.linalg.solve(square + hold, product + hold @ before).float()
    return found[:-1].T, found[-1]


def pruned(of: Weights, heads: Sequence[Sequence[int]], neurons: Sequence[Tensor], given: Sequence[Window]) -> Weights:
    """The weights of the network with those heads and neurons alone, fitted on the windows."""
    small = dict(of)
    whole = [embedded(of, window) for window in given]
    mine = list(whole)

    def refit(name: str, columns: Tensor, inputs: list[Tensor], aims: list[Tensor]) -> None:
        x, aim = torch.cat(inputs), torch.cat(aims) - torch.cat(mine)
        small[f"{name}.weight"], small[f"{name}.bias"] = fitted(
            x, aim, of[f"{name}.weight"][:, columns], of[f"{name}.bias"]
        )

    for i in range(LAYERS):
        name = f"layers.{i}"
        columns = torch.tensor([head * SIZE + k for head in heads[i] for k in range(SIZE)])
        rows = torch.cat([columns, columns + WIDTH, columns + 2 * WIDTH])
        for part in ("weight", "bias"):
            small[f"{name}.qkv.{part}"] = of[f"{name}.qkv.{part}"][rows]
            small[f"{name}.up.{part}"] = of[f"{name}.up.{part}"][neurons[i]]
        aims = [x + linear(of, f"{name}.out", attended(of, i, x)) for x in whole]
        inputs = [attended(small, i, x) for x in mine]
        refit(f"{name}.out", columns, inputs, aims)
        mine = [
            normed(of, f"{name}.norm1", x + linear(small, f"{name}.out", a)) for x, a in zip(mine, inputs, strict=True)
        ]
        whole = [normed(of, f"{name}.norm1", aim) for aim in aims]
        aims = [x + linear(of, f"{name}.down", inner(of, i, x)) for x in whole]
        inputs = [inner(small, i, x) for x in mine]
        refit(f"{name}.down", neurons[i], inputs, aims)
        mine = [
            normed(of, f"{name}.norm2", x + linear(small, f"{name}.down", a)) for x, a in zip(mine, inputs, strict=True)
        ]
        whole = [normed(of, f"{name}.norm2", aim) for aim in aims]
        off = float((torch.cat(mine) - torch.cat(whole)).square().mean().sqrt())
        print(f"layer {i}: {len(heads[i])} heads, {len(neurons[i])} neurons, states off by {off:.3f}", flush=True)
    x = torch.cat(mine)
    for name in ("emit", "dependent", "head"):
        aim = linear(of, name, torch.cat(whole))
        small[f"{name}.weight"], small[f"{name}.bias"] = fitted(
            x, aim, of[f"{name}.weight"], of[f"{name}.bias"], NEAR / 10
        )
    mine_now, before = (
        F.log_softmax(scored(weights, states)[:, : len(TAGS)], -1)
        for weights, states in ((small, x), (of, torch.cat(whole)))
    )
    far = F.kl_div(mine_now, before, log_target=True, reduction="batchmean")
    print(f"tags on the same windows: {float(far):.4f} nats a piece from the whole network")
    return small


def laid(model: onnx.ModelProto, small: Weights) -> onnx.ModelProto:
    """The network `model` with the weights `small`, products in 8 bits as before."""
    constants = {constant.name: constant for constant in model.graph.initializer}

    def put(name: str, value: Tensor | np.ndarray[Any, Any]) -> None:
        constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)

    def of_kind(kind: str) -> list[onnx.NodeProto]:
        return [node for node in model.graph.node if node.op_type == kind]

    products = iter(of_kind("DynamicQuantizeMatMul"))
    for i, (split, attention) in enumerate(zip(of_kind("Split"), of_kind("MultiHeadAttention"), strict=True)):
        for part in ("qkv", "out", "up", "down"):
            node = next(products)
            weight = small[f"layers.{i}.{part}.weight"].numpy()
            scale = np.maximum(np.abs(weight).max(1), 1e-8) / LIMIT
            put(node.input[1], np.clip(np.round(weight / scale[:, None]), -LIMIT, LIMIT).astype(np.int8).T)
            put(node.input[2], scale.astype(np.float32))
            put(node.input[4], small[f"layers.{i}.{part}.bias"].numpy())
        width = len(small[f"layers.{i}.qkv.bias"]) // 3
        split.input[1] = f"widths{i}"
        put(split.input[1], np.array([width] * 3))
        next(one for one in attention.attribute if one.name == "num_heads").i = width // SIZE
    put(
        of_kind("MatMul")[0].input[1],
        torch.cat([small[f"{n}.weight"] for n in ("emit", "dependent", "head")]).T.numpy(),
    )
    put(model.graph.node[-1].input[1], torch.cat([small[f"{n}.bias"] for n in ("emit", "dependent", "head")]).numpy())
    used = {name for node in model.graph.node for name in node.input}
    del model.graph.initializer[:]
    model.graph.initializer.extend(constant for name, constant in constants.items() if name in used)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--heads", type=int, default=22, help=f"heads that are left out, of {LAYERS * HEADS}")
    parser.add_argument("--neurons", type=float, default=0.78, help="share of the neurons that stay")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--windows", type=int, default=220)
    given = parser.parse_args()
    torch.set_num_threads(1)
    model = shipped()
    whole = restored(model)
    if len(whole["layers.0.qkv.bias"]) != 3 * WIDTH:
        parser.error("the network that is shipped has been made smaller already: start from an export")
    whole["words.weight"] = whole["words.weight"][needed()]
    read = windows(given.data, given.articles, given.windows)
    heads, neurons = worth(whole, read[:120])
    with torch.no_grad():
        small = pruned(whole, *chosen(heads, neurons, given.heads, given.neurons), read)
    given.to.mkdir(parents=True, exist_ok=True)
    onnx.save(laid(model, small), given.to / tagger.NETWORK)


if __name__ == "__main__":
    main()
