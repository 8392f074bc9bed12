"""The trained span tagger: who says what, read by a small encoder in one pass over the words.

A MiniLM encoder with 8-bit weights reads each word with what rules and parser make of it (`hints`). It scores 13 tags
(BIOES of source, cue, content) for each word and a link from each word to the first word of its cue. Windows overlap
and are averaged; a Viterbi pass with the transitions of a linear-chain CRF turns the scores into whole spans; each
source and content goes to its likeliest cue; a logistic model makes a calibrated confidence of it. Trained on PolNeAR
by `train/attribution.py`; figures and the data's licence situation are in `models/attribution.md`. Needs numpy and
onnxruntime, which is imported when the first text comes.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stemma.annotate.hints import hinted
from stemma.annotate.linking import Doubles, Floats, Found, Ground, Window, chances, features, near
from stemma.annotate.wordpieces import BREAK_SHAPE, SHAPES, WordPieces, Words, windows
from stemma.lang import Doc
from stemma.lang.proposals import Proposal, kind_of
from stemma.model import Spans
from stemma.text import quoted

NETWORK, REST = "attribution.onnx", "attribution.npz"
ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{place}-{role}" for role in ROLES for place in "BIES"))
BEGINNINGS = [number for number, name in enumerate(TAGS) if name[0] in "BS"]
SIZE = 252
"""Pieces in a window; with the start and end piece as many as the encoder was trained on."""
OVERLAP = 24
SURE = 7.0
"""A word whose "outside" leads every other tag by this much (in nats) is outside, whatever its neighbours are."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A cue with what was linked to it, and what the confidence is reckoned from (see `evidence`)."""

    cue: Found
    contents: tuple[Found, ...]
    source: Found | None
    content_link: float
    source_link: float


def available() -> bool:
    """Whether the model's files are installed."""
    folder = resources.files("stemma.models")
    return all(folder.joinpath(name).is_file() for name in (NETWORK, REST))


def tag(
    body: str, rules: Sequence[Proposal] = (), doc: Doc | None = None, quotes: Spans | None = None
) -> list[Proposal]:
    """The attributions of a text as the tagger sees them, in text order.

    `rules` and `doc` are what rules and parser found in the same text; without them it reads the words alone, and
    less well. `quotes` are its stretches in quotation marks, which make speech direct (default: `stemma.text.quoted`).
    `confidence` is the calibrated probability that content and source are right; nothing is left out for being unsure,
    so choose a threshold (`stemma.annotate.fuse`). Every proposal has a cue and a content; the source may be empty.
    Raises `FileNotFoundError` if the model's files are not installed.
    """
    return load().proposals(body, rules, doc, quotes)


@functools.cache
def load() -> Model:
    """The model, read once. One thread: run several processes, or articles in threads, to use more cores."""
    import onnxruntime

    folder = resources.files("stemma.models")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        folder.joinpath(NETWORK).read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    with folder.joinpath(REST).open("rb") as file, np.load(file) as rest:
        return Model(session, {name: rest[name] for name in rest.files})


class Model:
    """An onnxruntime session of the network with the rest of the model.

    `rest` holds `vocabulary` (UTF-8 bytes, one piece a line), `between` (tag transitions, 13 × 13), `begin` (what is
    added to the score of the first word of a span, in nats), `linker` (weights of `stemma.annotate.linking.features`)
    and `calibration` (weights of `evidence`, the intercept last).
    """

    def __init__(self, session: Any, rest: dict[str, NDArray[Any]]) -> None:
        self.session = session
        self.inputs = [given.name for given in session.get_inputs()]
        self.splitter = WordPieces(rest["vocabulary"].tobytes().decode("utf-8").split("\n"))
        self.between: Floats = rest["between"].astype(np.float32)
        self.begin = float(rest["begin"])
        self.calibration: Doubles = rest["calibration"].astype(np.float64)
        self.linker: Doubles = rest["linker"].astype(np.float64)

    def proposals(
        self, body: str, rules: Sequence[Proposal] = (), doc: Doc | None = None, quotes: Spans | None = None
    ) -> list[Proposal]:
        """The attributions in one text, in text order. See `tag`."""
        words = self.splitter.words(body)
        if doc is not None:
            words = hinted(words, rules, doc)
        quotes = quoted(body) if quotes is None else quotes
        found = []
        for relation in self.relations(words):
            content = offsets(words, relation.contents)
            source = offsets(words, (relation.source,) if relation.source else ())
            confidence = self.confidence(evidence(relation, words))
            kind = kind_of(content, quotes)
            found.append(Proposal(content, offsets(words, (relation.cue,)), source, kind, confidence, "tagger"))
        return sorted(found, key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))

    def confidence(self, values: Sequence[float]) -> float:
        """The calibrated probability for what `evidence` gives."""
        score = float(np.dot(values, self.calibration[:-1]) + self.calibration[-1])
        return round(float(1 / (1 + np.exp(-score))), 4)

    def relations(self, words: Words) -> list[Relation]:
        """Cues with their contents and sources; a cue without content is left out."""
        spans, seen = self.spans(words)
        return related(spans, words, self.splitter, seen, self.linker)

    def spans(self, words: Words) -> tuple[list[Found], list[Window]]:
        """The spans of all roles, in text order, with the windows they were read in."""
        if not len(words):
            return [], []
        seen = [self.read(words, start, end) for start, end in windows(words, SIZE, OVERLAP)]
        emissions = blend(len(words), seen)
        emissions[:, BEGINNINGS] += self.begin
        return list(whole(decode(emissions, self.between), emissions)), seen

    def read(self, words: Words, start: int, end: int) -> Window:
        """The network's word on the words `[start, end)`."""
        pieces = words.pieces[start:end]
        counts = np.array([len(word) for word in pieces])
        firsts = 1 + np.cumsum(counts) - counts

        def spread(values: Sequence[int], edge: int = 0) -> NDArray[np.int64]:
            return np.concatenate(([edge], np.repeat(values[start:end], counts), [edge]))

        given = {
            "ids": np.array([self.splitter.start, *(piece for word in pieces for piece in word), self.splitter.end]),
            "shapes": spread(words.shapes, SHAPES),
            "quotes": spread(words.quotes),
            "readings": spread(words.readings),
            "relations": spread(words.relations),
        }
        scores: Floats = self.session.run(None, {name: given[name].astype(np.int64) for name in self.inputs})[0]
        tags = len(TAGS)
        link = (scores.shape[1] - tags) // 2
        return Window(
            start,
            end,
            scores[firsts, :tags],
            scores[firsts, tags : tags + link],
            scores[np.concatenate(([0], firsts)), tags + link :],
        )


def offsets(words: Words, found: Sequence[Found]) -> Spans:
    """Spans of words as spans of code points, in text order."""
    return tuple(sorted((words.spans[f.start][0], words.spans[f.end - 1][1]) for f in found))


def blend(count: int, seen: Sequence[Window]) -> Floats:
    """Emissions of the whole text, [words, 13]: where windows overlap, the one whose edge is farther counts more."""
    total = np.zeros((count, len(TAGS)), np.float32)
    weights = np.zeros((count, 1), np.float32)
    for window in seen:
        size = window.end - window.start
        at = np.arange(size, dtype=np.float32) + 1
        left = at if window.start else np.full(size, size, np.float32)
        right = at[::-1] if window.end < count else np.full(size, size, np.float32)
        weight = np.minimum(left, right)[:, None]
        total[window.start : window.end] += weight * window.emissions
        weights[window.start : window.end] += weight
    blended: Floats = total / weights
    return blended


def decode(emissions: Floats, between: Floats) -> NDArray[np.int64]:
    """The likeliest legal tags (Viterbi), [words].

    The text falls apart at words that are surely outside; the stretches between them are decoded one by one.
    """
    tags = np.zeros(len(emissions), np.int64)
    unsure = emissions[:, 0] - emissions[:, 1:].max(1) < SURE
    edges = np.flatnonzero(np.diff(np.concatenate(([False], unsure, [False])).astype(np.int8))).tolist()
    into = np.ascontiguousarray(between.T)  # [to, from]
    moves = np.empty_like(into)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        best = emissions[start:end].copy()
        best[0] += between[0]  # outside goes before, and (below) after
        rows = list(best)
        for before, row in itertools.pairwise(rows):
            np.add(into, before, out=moves)
            row += np.maximum.reduce(moves, axis=1)
        back = (best[:-1, None] + into).argmax(2).tolist()
        now = int((best[-1] + between[:, 0]).argmax())
        tags[end - 1] = now
        for at in range(end - start - 2, -1, -1):
            now = back[at][now]
            tags[start + at] = now
    return tags


def whole(tags: NDArray[np.int64], emissions: Floats) -> Iterator[Found]:
    """The spans that legal tags spell out."""
    top = emissions.max(1, keepdims=True)
    logs = emissions - top - np.log(np.exp(emissions - top).sum(1, keepdims=True))
    # sure of the role, not of the place in it: sum the four tags of a role
    roles = np.log(np.exp(logs[:, 1:]).reshape(-1, len(ROLES), 4).sum(2) + 1e-9)
    start = 0
    for at, number in enumerate(tags.tolist()):
        place = TAGS[number][0]
        if place in "BS":
            start = at
        if place in "ES":
            role = (number - 1) // 4
            yield Found(ROLES[role], start, at + 1, float(roles[start : at + 1, role].mean()))


def related(
    spans: Sequence[Found], words: Words, splitter: WordPieces, seen: Sequence[Window], weights: Doubles
) -> list[Relation]:
    """Each source and content with its likeliest cue, by cue."""
    cues = [span for span in spans if span.role == "cue"]
    if not cues:
        return []
    ground = Ground(words, splitter, spans)
    contents: dict[Found, list[tuple[float, Found]]] = {cue: [] for cue in cues}
    sources: dict[Found, list[tuple[float, Found]]] = {cue: [] for cue in cues}
    for span in spans:
        if span.role == "cue":
            continue
        candidates = near(span, cues)
        odds = chances(*features(span, candidates, ground, seen), weights)
        best = int(odds[1:].argmax())
        if odds[1 + best] > odds[0]:
            side = contents if span.role == "content" else sources
            side[candidates[best]].append((float(odds[1 + best]), span))
    found = []
    for cue in cues:
        if not contents[cue]:
            continue
        source_link, source = max(sources[cue], key=lambda pair: pair[0]) if sources[cue] else (1.0, None)
        content_link = max(contents[cue], key=lambda pair: pair[1].end - pair[1].start)[0]
        found.append(Relation(cue, tuple(span for _, span in contents[cue]), source, content_link, source_link))
    return found


def evidence(relation: Relation, words: Words) -> list[float]:
    """What the confidence is reckoned from, in the order of the calibration's weights."""
    content = relation.contents
    size = sum(span.end - span.start for span in content)
    quoted = sum(words.quotes[at] > 0 for span in content for at in range(span.start, span.end))
    return [
        sum(span.sure * (span.end - span.start) for span in content) / size,
        relation.cue.sure,
        relation.source.sure if relation.source else 0.0,
        1.0 if relation.source else 0.0,
        float(np.log(relation.content_link + 1e-6)),
        float(np.log(relation.source_link + 1e-6)),
        float(np.log(size)),
        1.0 if len(content) > 1 else 0.0,
        quoted / size,
        1.0 if any(words.shapes[at] == BREAK_SHAPE for span in content for at in range(span.start, span.end)) else 0.0,
    ]
