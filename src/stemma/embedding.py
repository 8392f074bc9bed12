"""What a short text is about, as a vector: the one dense comparison in Stemma, for headlines and single statements.

`models/sentences.onnx` is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019) in 8 bits, made by
`train/sentences.py`. It needs numpy and onnxruntime, which is imported when the first text comes: some 5,000 words a
second of one core. A vector depends on its own text alone, not on what is asked for beside it.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stemma.pieces import Pieces

NETWORK, PIECES = "sentences.onnx", "sentences.txt"
WIDTH = 384
LONGEST = 128
"""Pieces of a text that are read (some 95 words), the two at its ends included; the rest is left out."""
BATCH = 32


def available() -> bool:
    """Whether the encoder's files are installed."""
    folder = resources.files("stemma.models")
    return all(folder.joinpath(name).is_file() for name in (NETWORK, PIECES))


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """The vectors of `texts`, [texts, 384], each of length 1, so that a product is a cosine.

    Raises `FileNotFoundError` if the encoder's files are not installed.
    """
    session, pieces = _load()
    rows = [(pieces.start, *_beginning(text, pieces), pieces.end) for text in texts]
    vectors: NDArray[np.float32] = np.zeros((len(rows), WIDTH), np.float32)
    alike = defaultdict(list)  # texts of one length go together: nothing is padded, nothing masked
    for i, row in enumerate(rows):
        alike[len(row)].append(i)
    for members in alike.values():
        for at in range(0, len(members), BATCH):
            some = members[at : at + BATCH]
            vectors[some] = session.run(None, {"ids": np.array([rows[i] for i in some], np.int64)})[0]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return vectors


def _beginning(text: str, pieces: Pieces) -> list[int]:
    """The numbers of the first pieces of a text."""
    found: list[int] = []
    for word in text.split(maxsplit=LONGEST)[:LONGEST]:
        found += pieces.of(word)
    return found[: LONGEST - 2]


@functools.cache
def _load() -> tuple[Any, Pieces]:
    """The session and its vocabulary, read once a process, on one thread."""
    import onnxruntime

    folder = resources.files("stemma.models")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    network = folder.joinpath(NETWORK).read_bytes()
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return session, Pieces(folder.joinpath(PIECES).read_text(encoding="utf-8").split("\n"))
