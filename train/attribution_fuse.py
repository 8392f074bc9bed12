"""Figures for `stemma.annotate.fuse` from the held-out articles: `python train/attribution_fuse.py --data DATA`.

Prints the weights of the logistic model that joins the tagger's confidence with the agreement of a rule, how often the
gold has what only a rule saw, and relation precision, recall and F1 at several thresholds.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
from attribution_score import measure, right
from sklearn.linear_model import LogisticRegression

from attribution import split
from stemma.annotate import fuse as fusing
from stemma.annotate import tagger
from stemma.lang.en.parse import parse
from stemma.lang.en.quotes import quotations
from stemma.lang.en.spans import propose
from stemma.lang.en.turns import turns
from stemma.lang.proposals import Proposal
from stemma.model import Article


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    _, records = split(given.data / "attribution" / "polnear_train.jsonl")
    articles = [Article(id=record["id"], body=record["text"]) for record in records]
    docs = list(parse(articles))
    ruled = [[*propose(a, doc), *turns(a.body)] for a, doc in zip(articles, docs, strict=True)]
    texts = zip(articles, ruled, docs, strict=True)
    tagged = [tagger.tag(article.body, rules, doc, quotations(article.body)) for article, rules, doc in texts]
    values, alone, given = [], [], []
    for rules, found in zip(ruled, tagged, strict=True):
        read = [fusing.weighed(proposal, rules) for proposal in found]
        given.append([proposal for proposal, _ in read])
        values += [factors[:-1] for _, factors in read]
        partner = {n for n, rule in enumerate(rules) if fusing.same(rule, enumerate(given[-1])) is not None}
        sure = [p for p in given[-1] if p.confidence >= fusing.THRESHOLD]
        alone.append(
            [
                rule
                for number, rule in enumerate(rules)
                if number not in partner
                and number not in fusing.in_chains(rules)
                and not any(fusing.clash(rule, other) for other in sure)
            ]
        )
    hits = [hit for article in right(records, given) for hit in article]
    fitted = LogisticRegression(C=0.3, max_iter=1000).fit(np.array(values), hits)
    fusing.WEIGHTS = tuple(float(w) for w in (*fitted.coef_[0], fitted.intercept_[0]))
    print("WEIGHTS", {name: round(w, 2) for name, w in zip(fusing.FACTORS, fusing.WEIGHTS, strict=True)})
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for rules, marks in zip(alone, right(records, alone), strict=True):
        for rule, mark in zip(rules, marks, strict=True):
            total[fusing.level(rule)] += 1
            good[fusing.level(rule)] += mark
    print("ALONE", {name: (round(good[name] / total[name], 2), total[name]) for name in total})
    fusing.ALONE |= {name: good[name] / total[name] for name in total if total[name] >= 20}
    for threshold in np.arange(0.2, 0.75, 0.05):
        fused: list[list[Proposal]] = [
            fusing.fuse(rules, found, None, float(threshold), float(threshold))
            for rules, found in zip(ruled, tagged, strict=True)
        ]
        figures = measure(records, fused)
        print(f"{threshold:.2f}", {name: figures[name] for name in ("precision", "recall", "f1", "strict")})


if __name__ == "__main__":
    main()
