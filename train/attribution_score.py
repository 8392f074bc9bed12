"""How good proposals are against PolNeAR's gold: the scorer of the data README, on word tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TOKEN = re.compile(r"\w+|[^\w\s]")
ROLES = ("source", "cue", "content")
Roles = dict[str, frozenset[int]]


def tokens(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in TOKEN.finditer(text)]


def as_tokens(spans: Sequence[Sequence[int]], places: list[tuple[int, int]]) -> frozenset[int]:
    return frozenset(i for i, (s, e) in enumerate(places) for start, end in spans if s < end and start < e)


def pairs(gold: Sequence[Roles], found: Sequence[Roles]) -> list[tuple[int, int, float]]:
    """One-to-one (gold, found, content Jaccard): content Jaccard ≥ .5 and sources overlap, best first."""
    candidates = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            union = len(g["content"] | f["content"])
            jaccard = len(g["content"] & f["content"]) / union if union else 0.0
            sources = bool(g["source"] & f["source"]) or not (g["source"] or f["source"])
            if jaccard >= 0.5 and sources:
                candidates.append((jaccard, i, j))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    kept = []
    for jaccard, i, j in sorted(candidates, reverse=True):
        if i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            kept.append((i, j, jaccard))
    return kept


def strict(gold: Roles, found: Roles, jaccard: float) -> bool:
    if jaccard < 0.8 or not gold["cue"] & found["cue"]:
        return False
    union = len(gold["source"] | found["source"])
    return not union or len(gold["source"] & found["source"]) / union >= 0.5


@dataclass
class Scored:
    """Articles as sets of tokens, ready to be scored at any threshold."""

    gold: list[list[Roles]]
    spans: list[dict[str, set[tuple[int, int]]]]
    kinds: list[list[str]]

    @classmethod
    def of(cls, articles: Sequence[dict[str, Any]]) -> Scored:
        from stemma.lang.en.quotes import quotations
        from stemma.lang.proposals import kind_of

        gold, spans, kinds = [], [], []
        for article in articles:
            places = tokens(article["text"])
            quotes = quotations(article["text"])
            gold.append([{r: as_tokens(a[r], places) for r in ROLES} for a in article["attributions"]])
            spans.append({r: {(s, e) for a in article["attributions"] for s, e in a[r]} for r in ROLES})
            kinds.append([kind_of(tuple((s, e) for s, e in a["content"]), quotes) for a in article["attributions"]])
        return cls(gold, spans, kinds)


def measure(
    articles: Sequence[dict[str, Any]], proposed: Sequence[Sequence[Any]], prefix: str = ""
) -> dict[str, float]:
    """Relation P/R/F1, strict F1, recall by kind, token F1 and exact-segment F1 by role, all in percent."""
    ready = Scored.of(articles)
    hits = strict_hits = gold_count = found_count = 0
    by_kind: dict[str, list[int]] = {k: [0, 0] for k in ("direct", "mixed", "indirect")}
    token_counts = {r: [0, 0, 0] for r in ROLES}
    exact = {r: [0, 0, 0] for r in ROLES}
    for article, gold, gold_spans, kinds, found in zip(
        articles, ready.gold, ready.spans, ready.kinds, proposed, strict=True
    ):
        places = tokens(article["text"])
        mine = [{r: as_tokens(getattr(p, r), places) for r in ROLES} for p in found]
        matched = pairs(gold, mine)
        hits += len(matched)
        strict_hits += sum(strict(gold[i], mine[j], jaccard) for i, j, jaccard in matched)
        gold_count += len(gold)
        found_count += len(found)
        matched_gold = {i for i, _, _ in matched}
        for i, kind in enumerate(kinds):
            by_kind[kind][0] += i in matched_gold
            by_kind[kind][1] += 1
        for role in ROLES:
            a = {i for g in gold for i in g[role]}
            b = {i for m in mine for i in m[role]}
            token_counts[role] = [x + y for x, y in zip(token_counts[role], (len(a & b), len(a), len(b)), strict=True)]
            # segments as runs of tokens: spaces at their edges do not count
            c = {runs for s in gold_spans[role] if (runs := as_tokens([s], places))}
            d = {runs for p in found for s in getattr(p, role) if (runs := as_tokens([s], places))}
            exact[role] = [x + y for x, y in zip(exact[role], (len(c & d), len(c), len(d)), strict=True)]
    out = {
        "precision": hits / max(found_count, 1),
        "recall": hits / max(gold_count, 1),
        "f1": 2 * hits / max(found_count + gold_count, 1),
        "strict": 2 * strict_hits / max(found_count + gold_count, 1),
        **{f"recall_{kind}": a / max(b, 1) for kind, (a, b) in by_kind.items()},
        **{f"token_{role}": 2 * a / max(b + c, 1) for role, (a, b, c) in token_counts.items()},
        **{f"exact_{role}": 2 * a / max(b + c, 1) for role, (a, b, c) in exact.items()},
    }
    return {prefix + name: round(100 * value, 1) for name, value in out.items()}


def right(articles: Sequence[dict[str, Any]], proposed: Sequence[Sequence[Any]]) -> list[list[bool]]:
    """For each proposal whether the gold has it."""
    ready = Scored.of(articles)
    found = []
    for article, gold, mine in zip(articles, ready.gold, proposed, strict=True):
        places = tokens(article["text"])
        matched = {j for _, j, _ in pairs(gold, [{r: as_tokens(getattr(p, r), places) for r in ROLES} for p in mine])}
        found.append([j in matched for j in range(len(mine))])
    return found
