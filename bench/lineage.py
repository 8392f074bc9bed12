"""Text reuse and lineage, measured: pairs, calibration, alignment, whole stories, and planted copies in bulk.

    python bench/lineage.py --data ../shared/data [--documents 100000] [--json]

pairs      D (derived) against N and Q (independent, shared statement) on hand-labelled pairs of real articles: AUC of
           the probability, with the shipped model and with models that have not seen the topic; share of Q pairs taken
           for derived; the same pairs by MinHash (datasketch), rapidfuzz and headline similarity
meter      expected calibration error of the wire model on METER's scores, ten folds
alignment  F1 of sentence pairs on synthetic newsroom edits, with rapidfuzz as peer
stories    whole stories: precision and recall of "same lineage" over all pairs of articles, exact counts; the credits
           are what `stemma.read` finds in the text
planted    edited copies hidden among generated documents: recall, CPU seconds, peak memory, and what adding one
           document costs at the end against the beginning; MinHash-LSH on a part of them

Times are CPU seconds. Peers that are not installed are skipped with a message. Figures of peers start with `peer_`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from stemma.model import Article, Capture, Derivation
from stemma.read import read as read_capture
from stemma.relate.texts import align
from stemma.relate.texts.derive import SURE, derive, wire_probability
from stemma.relate.texts.lineage import lineages
from stemma.relate.texts.reuse import MemoryPostings, candidates, fingerprints

sys.path.insert(0, str(Path(__file__).parent.parent / "train"))
import derivation as training

WORDS = 40_000
"""Size of the invented vocabulary."""
LEGAL = "this page may not be copied or shown or sold in whole or in part without the leave of its owners"


def measure(data: Path, documents: int = 100_000, peers: bool = True, synthetic: int | None = None) -> dict[str, float]:
    """All figures by name. `synthetic` takes every n-th synthetic pair only; `documents` 0 leaves the bulk test out."""
    found = pairs(data, peers) | meter(data) | alignment(data, synthetic or 1, peers) | stories(data)
    return found | (planted(documents, peers) if documents else {})


def auc(scores: list[float], truth: list[bool]) -> float:
    return training.auc(np.array(scores), np.array(truth, float))


def pairs(data: Path, peers: bool = True) -> dict[str, float]:
    bodies = training.texts(data)
    rows = training.picked_pairs(data)
    truth = [label == "D" for *_, label in rows]
    shipped = [
        max((d.derived for d in derive(Article(a, bodies[a]), Article(b, bodies[b]))), default=0.0) for a, b, _ in rows
    ]
    held = _held_out(data, bodies)[: len(rows)]
    q = [n for n, (*_, label) in enumerate(rows) if label == "Q"]
    found = {
        "pairs_auc": auc(shipped, truth),
        "pairs_auc_held_out": auc(held, truth),
        "pairs_false_derived_q": sum(shipped[n] >= SURE for n in q) / len(q),
        "pairs_false_derived_q_held_out": sum(held[n] >= SURE for n in q) / len(q),
        "pairs_derived_recall_held_out": sum(p >= SURE for p, t in zip(held, truth, strict=True) if t) / sum(truth),
    }
    if peers:
        lines = (data / "stories/ecbplus.dev.jsonl").read_text("utf-8").splitlines()
        titles = {row["id"]: row["title"] or row["text"].split("\n")[0] for row in map(json.loads, lines)}
        for name, score in _pair_peers(bodies, titles).items():
            found[f"peer_{name}_auc"] = auc([score(a, b) for a, b, _ in rows], truth)
    return found


def _held_out(data: Path, bodies: dict[str, str]) -> list[float]:
    """The probability of each picked pair, then of each pair of the whole stories, by models blind to its topic."""
    picked, whole = training.picked_pairs(data), training.story_pairs(data)
    x = np.array([training.features(bodies, a, b) for a, b, _ in [*picked, *whole]])
    y = np.array([float(label in ("D", 1)) for *_, label in [*picked, *whole]])
    weight = np.r_[np.full(len(picked), 1.0), np.full(len(whole), len(picked) / len(whole))]
    topic = np.array([int(a.split("_")[0]) for a, *_ in [*picked, *whole]])
    held = np.zeros(len(y))
    for number in np.unique(topic):
        out = topic == number
        held[out] = training.predict(x[out], training.fit(x[~out], y[~out], weight[~out]))
    return [float(p) for p in held]


def _pair_peers(bodies: dict[str, str], titles: dict[str, str]) -> dict[str, Callable[[str, str], float]]:
    found: dict[str, Callable[[str, str], float]] = {}
    try:
        from rapidfuzz import fuzz
    except ImportError:
        print("rapidfuzz is not installed: skipped", file=sys.stderr)
    else:
        found["rapidfuzz_token_set"] = lambda a, b: fuzz.token_set_ratio(bodies[a], bodies[b])
        found["rapidfuzz_ratio"] = lambda a, b: fuzz.ratio(bodies[a], bodies[b])
        found["headline"] = lambda a, b: fuzz.token_set_ratio(titles[a].lower(), titles[b].lower())
    try:
        from datasketch import MinHash  # noqa: F401
    except ImportError:
        print("datasketch is not installed: skipped", file=sys.stderr)
    else:
        found["minhash"] = lambda a, b: _minhash(bodies[a]).jaccard(_minhash(bodies[b]))
    return found


def _minhash(text: str) -> Any:
    from datasketch import MinHash

    made = MinHash(num_perm=128)
    words = text.lower().split()
    made.update_batch([" ".join(words[n : n + 5]).encode() for n in range(max(1, len(words) - 4))])
    return made


def meter(data: Path) -> dict[str, float]:
    from sklearn.model_selection import StratifiedKFold

    rows = [json.loads(line) for line in (data / "lineage/meter_scores.jsonl").read_text("utf-8").splitlines()]
    x = np.array([[row[name] for name in ("c1", "c3", "c5", "hapax")] for row in rows])
    y = np.array([float(row["derived"]) for row in rows])
    held = np.zeros(len(rows))
    for seen, out in StratifiedKFold(10, shuffle=True, random_state=0).split(x, y):
        held[out] = training.predict(x[out], training.fit(x[seen], y[seen]))
    shipped = np.array([wire_probability(*scores) for scores in x])
    return {
        "meter_ece": training.calibration_error(shipped, y),
        "meter_ece_held_out": training.calibration_error(held, y),
        "meter_auc_held_out": training.auc(held, y),
    }


def alignment(data: Path, step: int = 1, peers: bool = True) -> dict[str, float]:
    lines = (data / "lineage/synthetic_docs.dev.jsonl").read_text("utf-8").splitlines()
    docs = {row["id"]: row for row in map(json.loads, lines)}
    rows = [json.loads(x) for x in (data / "lineage/synthetic_pairs.dev.jsonl").read_text("utf-8").splitlines()][::step]
    methods: dict[str, Callable[[list[str], list[str]], set[tuple[int, int]]]] = {"alignment": _aligned}
    if peers:
        try:
            import rapidfuzz  # noqa: F401
        except ImportError:
            print("rapidfuzz is not installed: skipped", file=sys.stderr)
        else:
            methods["peer_rapidfuzz_alignment"] = _aligned_by_ratio
    found = {}
    for name, method in methods.items():
        hit = made = wanted = 0
        for row in rows:
            a, b = docs[row["a"]], docs[row["b"]]
            gold = {(i, j) for i, one in enumerate(a["src"]) for j, two in enumerate(b["src"]) if set(one) & set(two)}
            got = method(a["sents"], b["sents"])
            hit, made, wanted = hit + len(got & gold), made + len(got), wanted + len(gold)
        found |= {f"{name}_p": hit / made, f"{name}_r": hit / wanted, f"{name}_f1": 2 * hit / (made + wanted)}
    return found


def _aligned(a: list[str], b: list[str]) -> set[tuple[int, int]]:
    one, two = _units(a), _units(b)
    return {(one[p.i][0], two[p.j][0]) for p in align.align([s for _, s in one], [s for _, s in two])}


def _units(sentences: list[str]) -> list[tuple[int, align.Sentence]]:
    """The given sentences as they are: what the splitter would part again is one sentence here."""
    found = []
    for number, text in enumerate(sentences):
        parts = align.read(text)
        if parts:
            terms = tuple(term for part in parts for term in part.terms)
            bag: dict[str, int] = {}
            for part in parts:
                for term, count in part.bag.items():
                    bag[term] = bag.get(term, 0) + count
            found.append((number, align.Sentence((0, len(text)), terms, (), bag, 0.0)))
    return found


def _aligned_by_ratio(a: list[str], b: list[str], least: float = 60) -> set[tuple[int, int]]:
    from rapidfuzz import fuzz, process

    if not a or not b:
        return set()
    scores = process.cdist(a, b, scorer=fuzz.ratio)
    best = scores.argmax(1)
    return {(i, int(j)) for i, j in enumerate(best) if scores[:, j].argmax() == i and scores[i, j] >= least}


def stories(data: Path) -> dict[str, float]:
    lines = (data / "stories/ecbplus.dev.jsonl").read_text("utf-8").splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    hit = made = wanted = exact = right = 0
    off = []
    gold_stories = training.story_groups(data)
    held = dict(
        zip(_story_keys(data), _held_out(data, training.texts(data))[len(training.picked_pairs(data)) :], strict=True)
    )
    blind_hit = blind_made = 0
    for gold in gold_stories:
        articles = [_article(rows[id]) for id in sorted(itertools.chain.from_iterable(gold))]
        derivations = [d for a, b in itertools.combinations(articles, 2) for d in derive(a, b)]
        wished = _together(gold)
        got = _together([set(line.members) for line in lineages(articles, derivations)])
        hit, made, wanted = hit + len(got & wished), made + len(got), wanted + len(wished)
        count = len(lineages(articles, derivations))
        exact += count == len(gold)
        off.append(abs(count - len(gold)))
        right += got == wished
        blind = [Derivation(a, b, "rewrite", held[a, b]) for a, b in held if a in {x.id for x in articles}]
        apart = _together([set(line.members) for line in lineages(articles, blind)])
        blind_hit, blind_made = blind_hit + len(apart & wished), blind_made + len(apart)
    return {
        "stories_p": hit / made,
        "stories_r": hit / wanted,
        "stories_p_held_out": blind_hit / blind_made,
        "stories_r_held_out": blind_hit / wanted,
        "stories_exact_counts": exact / len(gold_stories),
        "stories_exact_groups": right / len(gold_stories),
        "stories_count_error": sum(off) / len(off),
    }


def _story_keys(data: Path) -> list[tuple[str, str]]:
    return [(a, b) for a, b, _ in training.story_pairs(data)]


def _article(row: dict[str, Any]) -> Article:
    given = {"title": row["title"], "outlet": row.get("outlet"), "published": row.get("date")}
    return read_capture(Capture(row["id"], "body", row["text"], **given))


def _together(groups: list[set[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in itertools.combinations(sorted(group), 2)}


def generated(count: int, copies: int, seed: int = 7) -> Iterator[tuple[str, str | None, str]]:
    """`(key, key of the original or None, text)`: about 300 invented words each, every tenth with a legal line.

    The copies come last among `count`, each an earlier text with a third of its sentences gone and one word in ten
    replaced in what is left, with a new first sentence.
    """
    random = np.random.default_rng(seed)
    vocabulary = np.array(_vocabulary(random))
    weights = 1 / np.arange(1, WORDS + 1)
    weights /= weights.sum()
    cumulative = np.cumsum(weights)
    kept: dict[int, list[list[str]]] = {}
    chosen = set(random.choice(count - copies, copies, replace=False).tolist())
    for number in range(count - copies):
        sentences = _sentences(random, vocabulary, cumulative, 15)
        if number in chosen:
            kept[number] = sentences
        yield f"d{number}", None, _text(sentences, number)
    for number, (original, sentences) in enumerate(kept.items()):
        edited = [s for s in sentences if random.random() > 1 / 3] or sentences[:5]
        edited = [
            [str(vocabulary[random.integers(WORDS)]) if random.random() < 0.1 else word for word in s] for s in edited
        ]
        yield f"c{number}", f"d{original}", _text(_sentences(random, vocabulary, cumulative, 1) + edited, number)


def _vocabulary(random: np.random.Generator) -> list[str]:
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(random.choice(letters, random.integers(2, 10)))] = None
    return list(words)


def _sentences(random: np.random.Generator, words: Any, cumulative: Any, count: int) -> list[list[str]]:
    drawn = words[np.searchsorted(cumulative, random.random(20 * count)).clip(0, WORDS - 1)].tolist()
    return [drawn[20 * n : 20 * n + 20] for n in range(count)]


def _text(sentences: list[list[str]], number: int) -> str:
    body = " ".join(" ".join(s).capitalize() + "." for s in sentences)
    return f"{body} {LEGAL}." if number % 10 == 0 else body


def planted(count: int = 100_000, peers: bool = True, copies: int = 1000) -> dict[str, float]:
    index = MemoryPostings()
    spent, found = 0.0, 0
    early = late = 0.0
    window = min(5000, count // 10)
    for number, (key, original, text) in enumerate(generated(count, copies)):
        start = time.process_time()
        prints = fingerprints(text)
        near = candidates(index, prints)
        index.add(key, prints, 0.0)
        took = time.process_time() - start
        spent += took
        if count // 10 - window <= number < count // 10:
            early += took
        elif number >= count - copies - window and original is None:
            late += took
        found += original is not None and any(c.key == original for c in near)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {
        "planted_documents": count,
        "planted_recall": found / copies,
        "planted_cpu_s": spent,
        "planted_peak_mb": peak,
        "planted_ms_each": 1000 * spent / count,
        "planted_marginal_ratio": late / early,
    }
    return result | (_planted_lsh(min(count, 5000)) if peers else {})


def _planted_lsh(count: int, copies: int = 250) -> dict[str, float]:
    try:
        from datasketch import MinHashLSH
    except ImportError:
        print("datasketch is not installed: skipped", file=sys.stderr)
        return {}
    lsh = MinHashLSH(threshold=0.3, num_perm=128)
    spent, found = 0.0, 0
    for key, original, text in generated(count, copies):
        start = time.process_time()
        made = _minhash(text)
        near = lsh.query(made)
        lsh.insert(key, made)
        spent += time.process_time() - start
        found += original is not None and original in near
    return {"peer_minhash_lsh_recall": found / copies, "peer_minhash_lsh_ms_each": 1000 * spent / count}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the shared data folder")
    parser.add_argument("--documents", type=int, default=100_000, help="documents of the bulk test; 0 leaves it out")
    parser.add_argument("--every", type=int, default=1, help="take every n-th synthetic pair only")
    parser.add_argument("--no-peers", action="store_true", help="measure Stemma alone")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    found = measure(given.data, given.documents, not given.no_peers, given.every)
    if given.json:
        print(json.dumps({name: round(value, 4) for name, value in found.items()}))
    else:
        for name, value in found.items():
            print(f"{name:34} {value:10.3f}")


if __name__ == "__main__":
    main()
