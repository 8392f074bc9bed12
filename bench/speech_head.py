"""What is said, by a trained head: `lang/en/speech.py` held against classifiers over the same parse.

    PYTHONPATH=src:tests python bench/speech_head.py --data ../shared/data [--weak N] [--only WORDS]

(needs scikit-learn and lightgbm, which Stemma itself does not.) A head is put in the place of `speech.judge` in the
whole pipeline and scored as `tests/test_cases_said.py` does: `speech`, `act`, `asserts`. It is two classifiers, one
for the kind of speech and one for the act; of a belief and of what is perceived the act is "nothing". Certainty and
tense stay those of the rules. Where the pipeline finds no attribution there is nothing to judge: *no error* tells what
a head that is always right would reach.

Learnt from the work half of `said.tsv` (the judgement whose content is that of the case's attribution) and, where
*weak* is told, from the spans of the first `--weak` articles of PolNeAR train, labelled by the lexicon. A head with
the *answer* gets the lexicon's kind and act as features; its weak labels would be its features, so it has none.

Of each variant the setting is chosen by five folds of the work half, by the mean of the three shares; then each is
scored once on the held-out half, of which no line is printed. `won` and `lost` count the held-out cases that a head has
right and the lexicon wrong, and the other way about, for kind and act.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import lightgbm
import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from stemma.annotate import annotate_many
from stemma.annotate.nesting import Tokens
from stemma.lang.en import certainty, deeds, speech
from stemma.lang.en.parse import parse
from stemma.lang.en.trees import SUBJECTS
from stemma.model import Article, Spans
from stemma.relate.claims.sheets import vectors
from test_cases_said import SILENT, best, cases, judged

COLUMNS = ("speech", "act", "asserts")
IDLE = ("belief", "perception")
"""Kinds that do nothing."""
FOLDS = 5
SEED = 17


@dataclass(frozen=True)
class Example:
    """One judgement: what the parse shows, the vector of its deed (96 numbers), the lexicon's answer, the labels."""

    shown: dict[str, float]
    vector: np.ndarray
    answer: tuple[str, str]
    labels: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Variant:
    """A kind of head; `settings` to choose from: C or number of trees, and the weight of a case over a weak label."""

    name: str
    model: str
    weak: bool
    answer: bool
    settings: tuple[tuple[float, float], ...]


SIZES = {"logistic": (3.0, 1.0), "LightGBM": (40.0, 100.0)}
"""C, or the number of trees. With weak labels, which cost most, only the first."""
WEIGHTS = (5.0, 25.0)
VARIANTS = [
    variant
    for model, sizes in SIZES.items()
    for variant in (
        Variant(f"{model}, cases", model, False, False, tuple((size, 1.0) for size in sizes)),
        Variant(f"{model}, cases and weak labels", model, True, False, tuple((sizes[0], w) for w in WEIGHTS)),
        Variant(f"{model}, cases, with the answer", model, False, True, tuple((size, 1.0) for size in sizes)),
    )
]


# ---------------------------------------------------------------- what a head sees


def example(content: Sequence[Any], cue: Sequence[Any], answer: tuple[str, str]) -> Example:
    """The features of an attribution with these content and cue words (spaCy tokens)."""
    deed, head = deeds.deed_of(content, cue), certainty.head_of(content)
    found = {f"form {deed.form}", f"quoted {deed.quoted}", f"tense {certainty.tense_of(head)}"}
    found |= {f"cue {t.lemma_.lower()}" for t in cue}
    found |= {f"first {content[0].lower_}", f"last {content[-1].text}"} if content else set()
    if head is not None:
        found |= {f"content {head.tag_}", f"content {head.lemma_.lower()}", f"content dep {head.dep_}"}
        found |= {f"content {c.dep_} {c.lower_}" for c in head.children if c.dep_ in ("aux", "mark", "neg")}
    vector = np.zeros(vectors().table.shape[1], dtype=np.float32)
    if deed.word is None:
        return Example(dict.fromkeys([*found, "fixed"], 1.0), vector, answer)
    word = deed.word
    known = vectors().of([word.lemma_.lower()])
    if known is not None:
        vector = known / (float(np.linalg.norm(known)) or 1.0)
    found |= {f"deed {key}" for key in deed.keys} | {f"tag {word.tag_}", f"dep {word.dep_}", f"pos {word.pos_}"}
    found |= {f"deed {word.lemma_.lower()} & {deed.form}", f"pos {word.pos_} & {deed.form}"}
    for place, token in (("own", word), *(("over", t) for t in deed.over)):
        found |= set(_clause(place, token))
    found |= {f"over {t.lemma_.lower()}" for t in deed.over}
    negations = sum(deeds.negations(t) for t in (word, *deed.over))
    found |= {f"negations {negations}", f"negations {negations} & {deed.form}"}
    return Example(dict.fromkeys(found, 1.0), vector, answer)


def _clause(place: str, word: Any) -> Iterator[str]:
    """Auxiliaries, negation, voice, particles, objects and the kind of subject that a word has of its own."""
    for child in word.children:
        if child.dep_ in ("aux", "neg", "mark", "prt", "prep", "advmod", "acomp", "det"):
            yield f"{place} {child.dep_} {child.lower_}"
        elif child.dep_ in ("dobj", "attr", "oprd"):
            yield f"{place} object"
            yield f"{place} object {child.lemma_.lower()}"
        elif child.dep_ in SUBJECTS:
            yield f"{place} subject {child.dep_} {child.pos_}"
            yield f"{place} subject {child.lemma_.lower()}"
        if child.dep_ in ("auxpass", "nsubjpass"):
            yield f"{place} passive"


# ---------------------------------------------------------------- labels


def where(content: Sequence[Any]) -> Spans:
    """The offsets of tokens, one span for each."""
    return tuple((t.idx, t.idx + len(t)) for t in content)


def shared(a: Spans, b: Spans) -> int:
    return sum(max(0, min(e, f) - max(s, g)) for s, e in a for g, f in b)


def labelled(rows: Sequence[list[str]]) -> list[Example | None]:
    """For each case the example of its attribution with the case's labels; None where the pipeline has none."""
    rules, heard = speech.judge, dict[str, list[tuple[Spans, Spans, Example]]]()

    def listen(content: Sequence[Any], cue: Sequence[Any]) -> speech.Judged:
        said = rules(content, cue)
        if content:
            seen = example(content, cue, (said.speech, said.act))
            heard.setdefault(content[0].doc.text, []).append((where(content), where(cue), seen))
        return said

    with patch.object(speech, "judge", listen):
        notes = list(annotate_many(articles(rows)))
    found: list[Example | None] = []
    for row, note in zip(rows, notes, strict=True):
        text, content, source, kind, act, _ = row
        one = best(note, text, content, source, kind)
        calls = heard.get(text, []) if one is not None else []
        if one is None or not calls:
            found.append(None)
            continue
        cues = one.chain[-1].cue

        def nearness(call: tuple[Spans, Spans, Example], content: Spans = one.content, cues: Spans = cues) -> float:
            common, size = shared(call[0], content), shared(call[0], call[0])
            return common / max(1, size) + common / max(1, shared(content, content)) + (shared(call[1], cues) > 0)

        found.append(replace(max(calls, key=nearness)[2], labels=(kind, act)))
    return found


def articles(rows: Sequence[list[str]]) -> list[Article]:
    return [Article(id="case", body=row[0], language="en") for row in rows]


def weak(path: Path, limit: int) -> list[Example]:
    """PolNeAR's attributions in `limit` articles, as the lexicon labels them."""
    with path.open(encoding="utf-8") as file:
        records = [json.loads(line) for line, _ in zip(file, range(limit), strict=False)]
    found = []
    bodies = [Article(id=r["id"], body=r["text"], language="en") for r in records]
    for record, doc in zip(records, parse(bodies), strict=True):
        tokens = Tokens(doc)
        for one in record["attributions"]:
            content, cue = tokens.within(one["content"]), tokens.within(one["cue"])
            if content and cue:
                said = speech.judge(content, cue)
                answer = (said.speech, said.act)
                found.append(replace(example(content, cue, answer), labels=answer))
    return found


# ---------------------------------------------------------------- heads


class Head:
    """A classifier of kinds and one of acts, trained on examples with weights."""

    def __init__(self, variant: Variant, setting: tuple[float, float], own: list[Example], more: list[Example]) -> None:
        size, weight = setting
        self.answer = variant.answer
        self.names = DictVectorizer(dtype=np.float32)
        examples = own + more
        seen = Counter(name for e in examples for name in self._shown(e))
        self.names.fit([{name: 1.0 for name in self._shown(e) if seen[name] > 1} for e in examples])
        table, weights = self.table(examples), np.array([weight] * len(own) + [1.0] * len(more))
        self.models = []
        for part in (0, 1):
            model = _model(variant.model, size)
            self.models.append(model.fit(table, [e.labels[part] for e in examples], sample_weight=weights))

    def _shown(self, one: Example) -> dict[str, float]:
        if not self.answer:
            return one.shown
        kind, act = one.answer
        return {**one.shown, f"answer {kind}": 2.0, f"answer {act}": 2.0, f"answer {kind} {act}": 2.0}

    def table(self, examples: Sequence[Example]) -> Any:
        """One row for each example: names, then the word vector (times three, so that it weighs like a few names)."""
        named = self.names.transform([self._shown(e) for e in examples])
        return sparse.hstack([named, sparse.csr_matrix(np.stack([3 * e.vector for e in examples]))], format="csr")

    def __call__(self, one: Example) -> tuple[str, str]:
        row = self.table([one])
        kind, act = (str(model.predict(row)[0]) for model in self.models)
        return kind, "nothing" if kind in IDLE else act


def _model(name: str, size: float) -> Any:
    if name == "logistic":
        return LogisticRegression(C=size, max_iter=150)
    return lightgbm.LGBMClassifier(
        n_estimators=int(size), learning_rate=0.1, num_leaves=15, min_child_samples=3,
        colsample_bytree=0.5, random_state=SEED, n_jobs=1, verbose=-1,
    )  # fmt: skip


# ---------------------------------------------------------------- scores


def scored(rows: Sequence[list[str]], head: Callable[[str], Callable[[Example], tuple[str, str]] | None]) -> list[Any]:
    """For each case which columns are right, with `head(text)` as judge (None: the lexicon)."""
    rules = speech.judge

    def by(content: Sequence[Any], cue: Sequence[Any]) -> speech.Judged:
        said = rules(content, cue)
        decide = head(content[0].doc.text) if content else None
        if decide is None:
            return said
        kind, act = decide(example(content, cue, (said.speech, said.act)))
        return replace(said, speech=kind, act=act)  # type: ignore[arg-type]

    with patch.object(speech, "judge", by):
        notes = list(annotate_many(articles(rows)))
    return [{c: good for c, good in judged(row, note) if c in COLUMNS} for row, note in zip(rows, notes, strict=True)]


def reached(rows: Sequence[list[str]], found: Sequence[Example | None]) -> list[dict[str, bool]]:
    """What a head without error would have right: it cannot judge a case of which the pipeline has no attribution."""
    right = []
    for (_, _, _, kind, act, _), one in zip(rows, found, strict=True):
        asserts = kind == "speech" and act not in SILENT
        right.append(
            {
                "speech": one is not None or kind == "none",
                "act": one is not None or act == "nothing",
                "asserts": one is not None or not asserts,
            }
        )
    return right


def shares(right: Sequence[dict[str, bool]]) -> dict[str, float]:
    return {column: sum(one[column] for one in right) / len(right) for column in COLUMNS}


def crossed(
    variant: Variant,
    setting: tuple[float, float],
    rows: list[list[str]],
    own: list[Example | None],
    more: list[Example],
) -> dict[str, float]:
    """Shares on the work half, each fold judged by a head that has not seen it."""
    order = list(range(len(rows)))
    random.Random(SEED).shuffle(order)
    fold = {rows[n][0]: place % FOLDS for place, n in enumerate(order)}  # a sentence that stands twice is in one fold
    heads = [
        Head(variant, setting, [e for r, e in zip(rows, own, strict=True) if e and fold[r[0]] != k], more)
        for k in range(FOLDS)
    ]
    return shares(scored(rows, lambda text: heads[fold[text]]))


def told(name: str, *groups: dict[str, float], rest: str = "") -> None:
    cells = [" · ".join(f"{group[c]:.3f}" for c in COLUMNS) for group in groups]
    print(f"| {name} | {' | '.join(cells)} | {rest} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weak", type=int, default=60, help="articles of PolNeAR train (default 60)")
    parser.add_argument("--only", default="", help="heads with these words in their name")
    given = parser.parse_args()
    rows, held = cases(held=False), cases(held=True)
    own = labelled(rows)
    more = weak(given.data / "attribution" / "polnear_train.jsonl", given.weak)
    print(f"{sum(e is not None for e in own)} of {len(rows)} cases, {len(more)} weak labels; {len(held)} held out\n")
    print(f"| head | work: {' · '.join(COLUMNS)} | held out | setting; won / lost, kind, act |\n|---|---|---|---|")
    lexicon = scored(held, lambda _: None)
    told("lexicon", shares(scored(rows, lambda _: None)), shares(lexicon))
    told("no error (what a head can reach)", shares(reached(rows, own)), shares(reached(held, labelled(held))))
    for variant in (v for v in VARIANTS if given.only in v.name):
        extra = more if variant.weak else []
        tries = {s: crossed(variant, s, rows, own, extra) for s in variant.settings}
        chosen = max(tries, key=lambda s: sum(tries[s].values()))
        head = Head(variant, chosen, [e for e in own if e], extra)
        right = scored(held, lambda _, head=head: head)  # type: ignore[misc]
        pairs = [(c, list(zip(right, lexicon, strict=True))) for c in ("speech", "act")]
        won = [f"{sum(a[c] > b[c] for a, b in both)}/{sum(a[c] < b[c] for a, b in both)}" for c, both in pairs]
        told(variant.name, tries[chosen], shares(right), rest=f"{chosen}; {', '.join(won)}")


if __name__ == "__main__":
    main()
