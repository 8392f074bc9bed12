"""How much of a story the brief tells, against LexRank and lead sentences, on the claims of the story gold.

A gold claim is told when the chosen sentences hold one of its statements: at least half of the gold quote. Every
method gets the same articles and may take the same number of sentences:

- **brief**: `stemma.tell.brief` on the claims that Stemma itself found
- **brief, no claims**: the same without any claim, on common words and place alone
- **LexRank**: Erkan and Radev 2004, continuous, cosine of tf-idf, over all sentences, skipping near-repeats (peer)
- **lead, in turn**: first sentences of each article, then second ones, in the order of publication
- **lead-3**: the first three sentences of the first article (three, whatever the budget)

Coverage is the mean over stories of claims told / claims with a statement in a sentence; `corroborated` counts only
claims that two or more articles carry; `words` is how long the choice is; `repeats` the mean number of statements of
one told claim beyond the first.

    python bench/brief.py --data ../shared/data
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from stemma import clock, text
from stemma.annotate import annotate
from stemma.model import Annotated, Article, Section
from stemma.relate import relate
from stemma.tell.brief import SHORTEST, brief

MOST = 8
Choice = list[tuple[str, int, int]]


def measure(data: Path, *, most: int = MOST) -> dict[str, float]:
    """`METHOD.coverage`, `METHOD.corroborated`, `METHOD.words`, `METHOD.repeats` for each method, over dev stories."""
    rows: dict[str, list[tuple[float, float, float, float]]] = {}
    for gold, articles in stories(data):
        members = {a.id: Annotated(a, annotate(a)) for a in articles}
        story = relate(list(members.values()))
        methods: dict[str, Callable[[], Choice]] = {
            "brief": lambda s=story, m=members: spans(brief(s, m, most=most)),
            "brief-no-claims": lambda s=story, m=members: spans(brief(replace(s, claims=()), m, most=most)),
            "lexrank": lambda m=members: lexrank(m, most),
            "lead-in-turn": lambda m=members: lead(m, most),
            "lead-3": lambda m=members: lead(dict(list(m.items())[:1]), 3),
        }
        for name, choose in methods.items():
            rows.setdefault(name, []).append(score(choose(), gold, members))
    figures: dict[str, float] = {}
    for name, found in rows.items():
        for key, value in zip(("coverage", "corroborated", "words", "repeats"), np.mean(found, axis=0), strict=True):
            figures[f"{name}.{key}"] = round(float(value), 3)
    return figures


def stories(data: Path) -> Iterable[tuple[dict[str, Any], list[Article]]]:
    """The gold of each dev story with its articles, in the order of publication."""
    source = data / "stories" / "ecbplus.dev.jsonl"
    with source.open(encoding="utf-8") as lines:
        texts = {record["id"]: record for record in map(json.loads, lines)}
    for path in sorted((data / "stories_gold" / "dev").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        articles = []
        for id in gold["articles"]:
            body, date = texts[id]["text"], gold["dates"].get(id)
            sections = (Section("original", date, 0, len(body)),)
            articles.append(
                Article(id, body, outlet=gold["outlets"].get(id), published=date, sections=sections, language="en")
            )
        articles.sort(key=lambda a: clock.order_key(a.published))
        yield gold, articles


def spans(chosen: Iterable[Any]) -> Choice:
    return [(s.article, *s.span) for s in chosen]


def score(
    choice: Choice, gold: Mapping[str, Any], members: Mapping[str, Annotated]
) -> tuple[float, float, float, float]:
    """Coverage, coverage of corroborated claims, words, repeats."""
    told: list[int] = []
    weights: list[bool] = []
    for claim in gold["claims"]:
        held = sum(
            any(
                article == s["article"] and min(end, s["end"]) - max(start, s["start"]) >= 0.5 * (s["end"] - s["start"])
                for article, start, end in choice
            )
            for s in claim["statements"]
        )
        told.append(held)
        weights.append(len({s["article"] for s in claim["statements"]}) > 1)
    words = sum(len(text.words(members[a].article.body[s:e])) for a, s, e in choice)
    many = [t for t, w in zip(told, weights, strict=True) if w]
    repeats = [t - 1 for t in told if t]
    return (
        sum(t > 0 for t in told) / max(1, len(told)),
        sum(t > 0 for t in many) / max(1, len(many)),
        float(words),
        sum(repeats) / max(1, len(repeats)),
    )


def lead(members: Mapping[str, Annotated], most: int) -> Choice:
    """First sentences in turn; headings and other sentences of fewer than `SHORTEST` words are skipped."""
    each = [
        [(key, s, e) for s, e in text.sentences(one.article.body) if len(text.words(one.article.body[s:e])) >= SHORTEST]
        for key, one in members.items()
    ]
    deepest = max(map(len, each))
    return [sentences[i] for i in range(deepest) for sentences in each if i < len(sentences)][:most]


def lexrank(members: Mapping[str, Annotated], most: int, *, damping: float = 0.85, alike: float = 0.5) -> Choice:
    """Continuous LexRank over the sentences of all articles; a sentence too like a chosen one is skipped."""
    places = [(key, s, e) for key, one in members.items() for s, e in text.sentences(one.article.body)]
    bags = [list(_bag(members[k].article.body[s:e])) for k, s, e in places]
    vocabulary = {word: i for i, word in enumerate(sorted({w for bag in bags for w in bag}))}
    tf = np.zeros((len(bags), len(vocabulary)))
    for row, bag in enumerate(bags):
        for word in bag:
            tf[row, vocabulary[word]] += 1
    idf = np.log(len(bags) / (1 + (tf > 0).sum(0))) + 1
    unit = tf * idf
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-9)
    like = unit @ unit.T
    step = like / np.maximum(like.sum(1, keepdims=True), 1e-9)
    rank = np.full(len(bags), 1 / len(bags))
    for _ in range(100):
        rank = (1 - damping) / len(bags) + damping * step.T @ rank
    chosen: list[int] = []
    for i in np.argsort(-rank, kind="stable"):
        if len(text.words(members[places[i][0]].article.body[slice(*places[i][1:])])) >= SHORTEST and all(
            like[i, j] < alike for j in chosen
        ):
            chosen.append(int(i))
        if len(chosen) == most:
            break
    return [places[i] for i in chosen]


def _bag(piece: str) -> Iterable[str]:
    for s, e in text.words(piece):
        word = text.fold(piece[s:e])
        if word not in text.STOPWORDS:
            yield word


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the prepared data")
    parser.add_argument("--most", type=int, default=MOST, help="sentences a method may take")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    figures = measure(options.data, most=options.most)
    if options.json:
        json.dump(figures, sys.stdout, indent=1)
        return
    print(f"{'':18}{'coverage':>10}{'corrob.':>10}{'words':>8}{'repeats':>9}")
    for name in dict.fromkeys(key.split(".")[0] for key in figures):
        c, m, w, r = (figures[f"{name}.{key}"] for key in ("coverage", "corroborated", "words", "repeats"))
        print(f"{name:18}{c:10.3f}{m:10.3f}{w:8.0f}{r:9.2f}")


if __name__ == "__main__":
    main()
