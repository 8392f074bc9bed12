"""Trains the span tagger on PolNeAR: `python train/attribution.py --data ../shared/data --out RUN --minutes 60`.

Writes `RUN/tagger.pt` every few minutes. `train/attribution_export.py` makes the shipped files of it. The last
`HELD_OUT` articles of a fixed shuffle are kept back for choosing thresholds and for calibration; dev is never read.
The learning rate follows the clock (warm-up, then falling to nothing at the end of the minutes), so a run always ends
on time, whatever else the machine is doing. `--more` adds texts that earlier runs labelled
(`train/attribution_teach.py`).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from attribution_net import LAYERS, TAGS, Tagger, crf_loss, pretrained, vocabulary
from torch import Tensor
from torch.nn import functional as F

from stemma.annotate import hints
from stemma.annotate.wordpieces import QUOTE_STATES, SHAPES, WordPieces, windows
from stemma.lang.en.parse import parse
from stemma.lang.en.spans import propose
from stemma.lang.en.turns import turns
from stemma.model import Article

HELD_OUT = 60
SIZE = 252
PLACE = {tag: i for i, tag in enumerate(TAGS)}
BLIND = 0.1
"""Share of windows that are read without hints, so that the network can do without."""
MASKED = 0.04
"""Share of words that are hidden behind `MASK`, as when the encoder was made."""
MASK = 103
CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass
class Labelled:
    """Words of one text with their gold: a tag each, and the index of the first word of the cue (-1: none)."""

    pieces: list[tuple[int, ...]]
    shapes: list[int]
    quotes: list[int]
    readings: list[int]
    relations: list[int]
    tags: list[int]
    heads: list[int]

    def __len__(self) -> int:
        return len(self.pieces)

    def cut(self, start: int, end: int) -> Labelled:
        """The words `[start, end)`, as lists of their own; a cue outside them is out of sight."""
        return Labelled(
            self.pieces[start:end],
            self.shapes[start:end],
            self.quotes[start:end],
            self.readings[start:end],
            self.relations[start:end],
            self.tags[start:end],
            [head - start if start <= head < end else -1 for head in self.heads[start:end]],
        )


@dataclass
class Prepared:
    """A text as parser and rules see it: the numbers of `stemma.annotate.hints`, one a word."""

    readings: list[int]
    relations: list[int]


def prepare(texts: list[str], splitter: WordPieces) -> list[Prepared]:
    """Parses the texts (86 ms of CPU for 600 words) and applies the rules."""
    given = [Article(id="", body=text, language="en") for text in texts]
    found = []
    for article, doc in zip(given, parse(given), strict=True):
        words = splitter.words(article.body)
        rules = [*propose(article, doc), *turns(article.body)]
        found.append(Prepared(hints.readings(words, rules), hints.relations(words, doc)))
    return found


def articles(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def split(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Articles to learn from, and the held-out ones."""
    found = articles(path)
    random.Random(4).shuffle(found)
    return found[HELD_OUT:], found[:HELD_OUT]


def label(article: dict[str, Any], splitter: WordPieces, seen: Prepared, text: str | None = None) -> Labelled:
    """The words of an article with its gold attributions. `text` may replace the article's, letter for letter."""
    words = splitter.words(text or article["text"])
    tags, heads = [0] * len(words), [-1] * len(words)
    at_character = [-1] * (words.spans[-1][1] + 1) if len(words) else []
    for i, (start, end) in enumerate(words.spans):
        at_character[start:end] = [i] * (end - start)
    for attribution in article["attributions"]:
        members: list[int] = []
        first_cue = -1
        for role in ("cue", "source", "content"):
            for start, end in attribution[role]:
                inside = sorted({i for i in at_character[start:end] if i >= 0 and not tags[i]})
                while inside and words.shapes[inside[-1]] == 5:
                    inside.pop()
                while inside and words.shapes[inside[0]] == 5:
                    inside.pop(0)
                if not inside:
                    continue
                if first_cue < 0 and role == "cue":
                    first_cue = inside[0]
                for i in inside:
                    tags[i] = PLACE[f"I-{role}"]
                tags[inside[0]], tags[inside[-1]] = PLACE[f"B-{role}"], PLACE[f"E-{role}"]
                if len(inside) == 1:
                    tags[inside[0]] = PLACE[f"S-{role}"]
                members += inside
        for i in members:
            heads[i] = first_cue
    return Labelled(words.pieces, words.shapes, words.quotes, seen.readings, seen.relations, tags, heads)


def versions(
    article: dict[str, Any], splitter: WordPieces, seen: Prepared, change: dict[int, int] | None = None
) -> list[Labelled]:
    """The article with its gold, or with each of the label sets drawn for it; letters changed one for one."""
    text = article["text"].translate(change or {})
    sets = article.get("drawn") or [article["attributions"]]
    return [label({"attributions": one}, splitter, seen, text) for one in sets]


class Varied:
    """Articles as the learner sees them in one epoch: changed in ways that leave the gold true.

    Records with `drawn` instead of `attributions` are no gold: each epoch takes one of their samples by lot.

    Names are exchanged for other names; curly quotation marks become straight; the headline that opens each text is
    left out; headlines of other stories stand between paragraphs, without gold, as on a page with teasers.
    """

    def __init__(self, given: list[dict[str, Any]], splitter: WordPieces, seed: int) -> None:
        self.random = random.Random(seed)
        self.given = given
        self.splitter = splitter
        seen = prepare([article["text"] for article in given], splitter)
        texts = list(zip(given, seen, strict=True))
        self.plain = [versions(article, splitter, known) for article, known in texts]
        self.straight = [versions(article, splitter, known, CURLY) for article, known in texts]
        titles = [article["title"] for article in given if article["title"]]
        self.titles = [
            label({"text": title, "attributions": []}, splitter, known)
            for title, known in zip(titles, prepare(titles, splitter), strict=True)
        ]
        self.names: list[tuple[int, ...]] = self._names()

    def _names(self) -> list[tuple[int, ...]]:
        """Capitalised words that do not open a sentence, as often as they occur."""
        full_stops = {self.splitter.numbers[mark] for mark in (".", "?", "!", ":", "“", '"', "”")} | {
            self.splitter.break_
        }
        return [
            text.pieces[i]
            for text, *_ in self.plain
            for i in range(1, len(text))
            if text.shapes[i] == 1 and text.pieces[i - 1][-1] not in full_stops
        ]

    def one(self, index: int) -> Labelled:
        chance = self.random.random
        text = self.random.choice((self.straight if chance() < 0.3 else self.plain)[index])
        cut = 0
        if chance() < 0.5 and 5 in text.shapes and text.shapes.index(5) < 39:
            cut = text.shapes.index(5) + 1
        text = text.cut(cut, len(text))
        if chance() < 0.3:
            self._exchange_names(text)
        if chance() < 0.12:
            self._insert_teasers(text)
        return text

    def _exchange_names(self, text: Labelled) -> None:
        known = set(self.names)
        mapping: dict[tuple[int, ...], tuple[int, ...]] = {}
        for i, pieces in enumerate(text.pieces):
            if text.shapes[i] == 1 and pieces in known:
                if pieces not in mapping:
                    mapping[pieces] = self.random.choice(self.names) if self.random.random() < 0.5 else pieces
                text.pieces[i] = mapping[pieces]

    def _insert_teasers(self, text: Labelled) -> None:
        breaks = [i for i, shape in enumerate(text.shapes) if shape == 5 and text.tags[i] == 0]
        if not breaks:
            return
        at = self.random.choice(breaks) + 1
        break_ = Labelled([(self.splitter.break_,)], [5], [0], [0], [0], [0], [-1])
        for _ in range(self.random.randint(1, 4)):
            for new in (break_, self.random.choice(self.titles)):
                text.heads[:] = [head + len(new) if head >= at else head for head in text.heads]
                for name in vars(text):
                    getattr(text, name)[at:at] = getattr(new, name)

    def epoch(self) -> Iterator[Labelled]:
        """All articles once, cut into windows, in random order."""
        cut = []
        for index in range(len(self.given)):
            text = self.one(index)
            for start, end in windows(text, self.random.randint(200, SIZE), 0):  # type: ignore[arg-type]
                window = text.cut(start, end)
                if self.random.random() < BLIND:
                    window.readings, window.relations = [0] * len(window), [0] * len(window)
                window.pieces = [(MASK,) if self.random.random() < MASKED else word for word in window.pieces]
                cut.append(window)
        self.random.shuffle(cut)
        yield from cut


@dataclass
class Batch:
    ids: Tensor
    shapes: Tensor
    quotes: Tensor
    readings: Tensor
    relations: Tensor
    mask: Tensor
    firsts: Tensor
    """Place of the first piece of each word, [batch, words]"""
    word_mask: Tensor
    tags: Tensor
    heads: Tensor


def batch(texts: list[Labelled], splitter: WordPieces) -> Batch:
    pieces = [[splitter.start, *(p for word in text.pieces for p in word), splitter.end] for text in texts]
    length, words = max(map(len, pieces)), max(map(len, texts))
    shape = (len(texts), length)
    ids, mask = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    shapes = torch.full(shape, SHAPES)
    quotes, readings, relations = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    firsts, tags, word_mask = (torch.zeros((len(texts), words), dtype=torch.long) for _ in range(3))
    heads = torch.full((len(texts), words), -1)
    for row, text in enumerate(texts):
        ids[row, : len(pieces[row])] = torch.tensor(pieces[row])
        mask[row, : len(pieces[row])] = 1
        at = 1
        starts = []
        for word in text.pieces:
            starts.append(at)
            at += len(word)
        of_word = [i for i, word in enumerate(text.pieces) for _ in word]
        shapes[row, 1:at] = torch.tensor(text.shapes)[of_word]
        quotes[row, 1:at] = torch.tensor(text.quotes)[of_word]
        readings[row, 1:at] = torch.tensor(text.readings)[of_word]
        relations[row, 1:at] = torch.tensor(text.relations)[of_word]
        count = len(text)
        firsts[row, :count] = torch.tensor(starts)
        word_mask[row, :count] = 1
        tags[row, :count] = torch.tensor(text.tags)
        heads[row, :count] = torch.tensor(text.heads)
    return Batch(ids, shapes, quotes, readings, relations, mask, firsts, word_mask, tags, heads)


def at_words(values: Tensor, firsts: Tensor) -> Tensor:
    return values.gather(1, firsts[..., None].expand(-1, -1, values.shape[2]))


def losses(model: Tagger, given: Batch) -> tuple[Tensor, Tensor]:
    """Per word the CRF's negative log-likelihood, and per labelled word that of the link to its cue."""
    with torch.autocast("cpu", torch.bfloat16):
        emissions, dependent, head = model(
            given.ids, given.shapes, given.quotes, given.readings, given.relations, given.mask
        )
    emissions = at_words(emissions.float(), given.firsts)
    crf = crf_loss(emissions, given.tags, given.word_mask, model.crf()).sum() / given.word_mask.sum()
    heads = torch.cat([head[:, :1], at_words(head, given.firsts)], 1).float()
    scores = at_words(dependent, given.firsts).float() @ heads.transpose(1, 2)
    scores[:, :, 1:] += (given.word_mask[:, None, :] - 1) * 1e4
    labelled = given.tags > 0
    link = F.cross_entropy(scores[labelled], given.heads[labelled] + 1)
    return crf, link


def groups(model: Tagger, rate: float) -> list[dict[str, Any]]:
    """Lower layers learn more slowly; the word embeddings stay as they are."""
    found = []
    for i, layer in enumerate(model.layers):
        found.append({"params": list(layer.parameters()), "peak": rate * 0.9 ** (LAYERS - 1 - i)})
    found.append({"params": [*model.norm.parameters(), *model.places.parameters()], "peak": rate * 0.5})
    fresh = [p for name in ("shapes", "quotes", "readings", "relations") for p in getattr(model, name).parameters()]
    fresh += [*model.emit.parameters(), *model.dependent.parameters(), *model.head.parameters()]
    found.append({"params": fresh, "peak": 1e-3})
    found.append({"params": [model.between, model.first, model.last], "peak": 1e-2})
    return found


@dataclass(frozen=True)
class Course:
    """How to train: the settings of the command line."""

    data: Path
    out: Path
    minutes: float
    rate: float
    batch: int
    seed: int
    warm: Path | None
    more: Path | None
    dropout: float


def train(course: Course) -> None:
    out, minutes, rate, size, warm = course.out, course.minutes, course.rate, course.batch, course.warm
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(course.seed)
    splitter = WordPieces(vocabulary())
    learn, _ = split(course.data / "attribution" / "polnear_train.jsonl")
    if course.more is not None:
        learn += articles(course.more)
    varied = Varied(learn, splitter, course.seed)
    model = Tagger(dropout=course.dropout, shapes=SHAPES, quotes=QUOTE_STATES)
    model.load_state_dict(pretrained(), strict=False)
    model.words.weight.requires_grad_(False)
    torch.nn.init.normal_(model.dependent.weight, std=0.02)
    torch.nn.init.normal_(model.head.weight, std=0.02)
    if warm is not None:
        model.load_state_dict(torch.load(warm), strict=False)
    optimiser = torch.optim.AdamW(groups(model, rate), lr=rate, weight_decay=0.01)
    began, saved, step, seen = time.time(), time.time(), 0, 0
    trace: list[tuple[float, float]] = []
    epoch = 0
    while True:
        pending: list[Labelled] = []
        for window in varied.epoch():
            pending.append(window)
            if len(pending) < size:
                continue
            done = (time.time() - began) / (60 * minutes)
            if done >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * min(done / 0.04, (1 - done) / 0.96)
            given = batch(pending, splitter)
            pending = []
            crf, link = losses(model, given)
            (crf + 0.3 * link).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            step += 1
            seen += int(given.mask.sum())
            trace.append((crf.item(), link.item()))
            if step % 25 == 0:
                a, b = (sum(values) / len(values) for values in zip(*trace[-50:], strict=True))
                speed = seen / (time.time() - began)
                print(f"{done:.3f} epoch {epoch} step {step} crf {a:.4f} link {b:.4f} {speed:.0f} pieces/s", flush=True)
            if time.time() - saved > 240:
                torch.save(model.state_dict(), out / "tagger.pt")
                saved = time.time()
        if (time.time() - began) / (60 * minutes) >= 1:
            break
        epoch += 1
    torch.save(model.state_dict(), out / "tagger.pt")
    print(f"done after {epoch} epochs, {step} steps, {seen} pieces")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warm", type=Path, help="weights of an earlier run to start from")
    parser.add_argument("--more", type=Path, help="texts labelled by earlier runs")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=2)
    given = vars(parser.parse_args())
    torch.set_num_threads(given.pop("threads"))
    train(Course(**given))
