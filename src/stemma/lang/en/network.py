"""The parser's network, run from its own weights in whole arrays: the same parses as spaCy's pipes, for half the CPU.

Three things differ from `nlp.pipe` (spaCy 3.8): what is known of a word by itself (its embedding, a third of the
encoder) is kept for the next time; the encoder's layers are plain products of numpy; and the sentences of a batch are
parsed side by side, one step of each at a time, where spaCy goes through a text word by word and takes Python's global
lock several times at each step, which is 40 % of its parser's time. No tree crosses a sentence here (`parse`), and a
state of the transition system (Nivre 2008) looks at words only, so where it begins does not matter. Transitions, their
conditions and the trees are spaCy's own.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc as SpacyDoc

Floats = NDArray[np.float32]

KEPT = 30_000
"""Words whose embedding is kept in memory, 384 bytes each."""
TINY = 1e-8
"""What thinc adds to a variance, lest it divides by nothing."""

_Word = tuple[int, int, int]
"""A word with all that its embedding depends on: its form, its norm, whether a blank follows."""


class Maxout:
    """The largest of some affine maps, normed (Goodfellow et al. 2013; Ba et al. 2016): a layer of spaCy's encoder."""

    def __init__(self, layer: Any) -> None:
        maxout, norm = (next(one for one in layer.walk() if one.name == name) for name in ("maxout", "layernorm"))
        weights = maxout.get_param("W")  # [out, pieces, in]
        self.width, self.pieces, size = weights.shape
        self.weights = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(size, -1))
        self.bias = maxout.get_param("b").T.reshape(-1).copy()
        self.gain, self.shift = norm.get_param("G"), norm.get_param("b")

    def __call__(self, rows: Floats) -> Floats:
        """Rows [n, in] to rows [n, width]."""
        maps: Floats = rows @ self.weights
        maps += self.bias
        found: Floats = maps[:, : self.width]
        for piece in range(1, self.pieces):
            found = np.maximum(found, maps[:, piece * self.width : (piece + 1) * self.width])
        found -= found.mean(1, keepdims=True)
        found /= np.sqrt(np.einsum("ij,ij->i", found, found) / self.width + TINY)[:, None]
        found *= self.gain
        found += self.shift
        return found


class Network:
    """Encoder, tagger and parser of a spaCy pipeline `nlp` of the make of `en_core_web_sm`."""

    def __init__(self, nlp: Language) -> None:
        from spacy.tokens import Doc as SpacyDoc

        encoder, self.tagger, self.parser = (nlp.get_pipe(name) for name in ("tok2vec", "tagger", "parser"))
        embed, encode = encoder.model.layers  # type: ignore[attr-defined]
        extract, _, self.hashes, mix, _ = embed.layers
        self.columns = extract.attrs["columns"]
        self.mix = Maxout(mix)
        self.layers = [Maxout(layer) for layer in encode.layers[0].layers]
        self.gap = int(encode.attrs["pad"])
        self.known: dict[_Word, int] = {}
        self.vectors: Floats = np.empty((KEPT, self.mix.width), np.float32)
        self.lock = threading.Lock()
        softmax = next(one for one in self.tagger.model.walk() if one.name == "softmax")  # type: ignore[attr-defined]
        self.of_tags = softmax.get_param("W").T, softmax.get_param("b")
        self.tags = np.array([nlp.vocab.strings.add(tag) for tag in self.tagger.labels], np.uint64)  # type: ignore[attr-defined]
        model = self.parser.model  # type: ignore[attr-defined]
        narrow, lower, upper = model.get_ref("tok2vec").layers[-1], model.get_ref("lower"), model.get_ref("upper")
        self.narrow = narrow.get_param("W").T, narrow.get_param("b")
        weights = lower.get_param("W")  # [places, hidden, pieces, in]
        self.places, self.hidden, self.pieces, size = weights.shape
        self.lower = np.ascontiguousarray(weights.transpose(3, 0, 2, 1).reshape(size, -1))
        self.lower_bias = lower.get_param("b").T.reshape(-1).copy()
        self.nothing = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(-1)
        self.upper = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        empty = SpacyDoc(nlp.vocab, words=["a"])
        empty.tensor = np.zeros((1, self.mix.width), np.float32)
        self.looked_at = model.predict([empty]).get_token_ids
        """The words that the parser looks at in each of some states, [states, places]; −1 where there is none."""

    def read(self, docs: Sequence[SpacyDoc]) -> None:
        """Gives the words of `docs` their tags, heads and labels. Their sentences must be marked already.

        The documents are read together: some thousand words at a time are cheapest.
        """
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        rows = self.encoded(docs)
        weights, bias = self.of_tags
        tags = self.tags[(rows @ weights + bias).argmax(1)]
        at = 0
        for doc in docs:
            doc.from_array(["TAG"], tags[at : at + len(doc), None])
            at += len(doc)
        self.parsed(docs, rows)

    def encoded(self, docs: Sequence[SpacyDoc]) -> Floats:
        """A vector for each word of `docs` in its surroundings, [words, 96]."""
        places, end = [], self.gap  # between two texts stand as many rows of nothing as the layers see
        for doc in docs:
            places.append(np.arange(end, end + len(doc)))
            end += len(doc) + self.gap
        at = np.concatenate(places)
        rows = np.zeros((end, self.mix.width), np.float32)
        rows[at] = self.alone(docs)
        width = self.mix.width
        seen = np.zeros((end, 3 * width), np.float32)  # each word between its neighbours
        for layer in self.layers:
            seen[1:, :width] = rows[:-1]
            seen[:, width : 2 * width] = rows
            seen[:-1, 2 * width :] = rows[1:]
            rows += layer(seen)
        found: Floats = rows[at]
        return found

    def alone(self, docs: Sequence[SpacyDoc]) -> Floats:
        """The embedding of each word of `docs`, [words, 96]."""
        words = [tuple(word) for doc in docs for word in doc.to_array(["ORTH", "NORM", "SPACY"]).tolist()]
        with self.lock:
            new = {word: at for at, word in enumerate(words) if word not in self.known}
            if new:
                if len(self.known) + len(new) > len(self.vectors):
                    self.known.clear()
                    new = {word: at for at, word in enumerate(words)}
                    self.vectors = np.empty((max(KEPT, len(new)), self.mix.width), np.float32)
                features = np.concatenate([doc.to_array(self.columns) for doc in docs])[list(new.values())]
                first = len(self.known)
                self.known.update(zip(new, range(first, first + len(new)), strict=True))
                self.vectors[first : first + len(new)] = self.mix(self.hashes.predict(features))
            return self.vectors[[self.known[word] for word in words]]

    def parsed(self, docs: Sequence[SpacyDoc], rows: Floats) -> None:
        """Gives the words of `docs`, whose vectors are `rows`, their heads and labels."""
        from spacy.pipeline._parser_internals.stateclass import StateClass

        weights, bias = self.narrow
        made = np.empty((len(rows) + 1, len(self.nothing)), np.float32)
        np.matmul(rows @ weights + bias, self.lower, out=made[:-1])
        made[-1] = self.nothing
        of_places = made.reshape(-1, self.pieces * self.hidden)  # a row for each word at each place; the last for none
        states, ends, owners, offset = [], [], [], 0
        for number, doc in enumerate(docs):
            running = StateClass(doc, offset=offset)
            begins = np.flatnonzero(doc.to_array(["SENT_START"]) == 1).tolist()
            for begin, end in itertools.pairwise((*begins, len(doc))):
                states.append(running.copy())
                ends.append(end if end < len(doc) else -1)
                owners.append(number)
                for _ in range(end - begin):
                    running.push()
                    running.pop()
            offset += len(doc)
        place = np.arange(self.places)
        going, until = states, ends
        while going:
            seen = of_places[(self.looked_at(going) * self.places + place).ravel()]
            self.parser.transition_states(going, self.scores(seen.reshape(len(going), self.places, -1)))  # type: ignore[attr-defined]
            open_ = [state.stack_depth() > 0 or state.B(0) != end for state, end in zip(going, until, strict=True)]
            if not all(open_):
                going = list(itertools.compress(going, open_))
                until = list(itertools.compress(until, open_))
        trees = [StateClass(doc) for doc in docs]
        for state, owner in zip(states, owners, strict=True):
            for arc in state.arcs:
                trees[owner].add_arc(arc["head"], arc["child"], arc["label"])
        self.parser.set_annotations(docs, trees)  # type: ignore[attr-defined]

    def scores(self, seen: Floats) -> Floats:
        """How well each transition suits each state, by what it looks at, [states, places, pieces · hidden]."""
        hidden = seen.sum(1)
        hidden += self.lower_bias
        parts = hidden.reshape(len(hidden), self.pieces, self.hidden).max(1)
        weights, bias = self.upper
        found: Floats = parts @ weights
        found += bias
        return found
