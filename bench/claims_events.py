"""A linear model over the parse that says how far an event has happened: the peer of `certainty.of_event`.

Not shipped: it judges what became of an event, which is not how sure its origin is, and the pipeline asks the latter
(see `bench/RESULTS.md`, Claims). The features are the words of an event's clause and of up to four words above it,
with the relations between them; the model is a logistic regression over nine steps of the scale from −3 to +3, whose
median is the value (the best guess for an absolute error).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from stemma.lang.en import certainty

STEPS = (-2.5, -1.25, -0.5, 0.5, 1.2, 1.7, 2.2, 2.7)
CLASSES = (-2.0, -0.5, 0.5, 2.0)
"""Five classes: did not happen, unlikely, open, likely, happened."""
LABELLED = {"mark": "mark", "advmod": "adverb", "det": "det", "amod": "adjective", "poss": "adjective"}
_FILLED = {"acomp", "attr", "prt"}


def features(word: Any) -> list[str]:
    """What the parse says of the event `word` (a spaCy token), as names."""
    kind = word.dep_
    found = [f"lemma {word.lemma_.lower()}", f"tag {word.tag_}", f"dep {kind}", f"rule {certainty.of_event(word)}"]
    own = list(_clause(word, "0"))
    found += (
        own + [f"{x} & {kind}" for x in own] + [f"{x} & {word.tag_}" for x in own if x.startswith(("0 aux", "0 neg"))]
    )
    at, path = word, ""
    for step in range(1, 5):
        if at.head.i == at.i:
            found += [f"root {step}", f"root {at.lemma_.lower()}"]
            break
        path, at = f"{path}/{at.dep_}", at.head
        lemma, above = at.lemma_.lower(), list(_clause(at, str(min(step, 3))))
        found += [f"path {path}", f"path {path} {lemma}", f"above {lemma}", *above]
        if step <= 2:
            found += [f"{x} & {path}" for x in above]
        if step == 1:
            found += [f"head {lemma} & {x}" for x in above if "aux" in x or "neg" in x or "mark" in x]
    for up in (word, *word.ancestors):
        found += [f"modal {c.lower_}" for c in up.children if c.dep_ == "aux" and c.tag_ == "MD"]
        found += ["condition" for c in up.children if c.dep_ == "mark" and c.lower_ in ("if", "whether", "unless")]
    sentence = word.sent
    found += [f"before {t.lemma_.lower()}" for t in word.doc[max(sentence.start, word.i - 8) : word.i]]
    found += [
        f"{t.i - word.i} {t.lower_}" for t in word.doc[max(sentence.start, word.i - 3) : min(sentence.end, word.i + 3)]
    ]
    return found + ["asked"] * sentence.text.rstrip(" \"'”’)").endswith("?")


def _clause(word: Any, place: str) -> Iterator[str]:
    """The auxiliaries, negation, marks, adverbs, subject and fillers that a word has of its own."""
    yield f"{place} tag {word.tag_}"
    for child in word.children:
        low = child.lower_
        if child.dep_ in ("aux", "auxpass"):
            yield f"{place} aux {low}"
        elif child.dep_ == "neg" or low == "no":
            yield f"{place} neg"
        elif child.dep_ in LABELLED:
            yield f"{place} {LABELLED[child.dep_]} {low}"
        elif child.dep_ in ("nsubj", "nsubjpass", "expl"):
            yield f"{place} subject {low if child.pos_ == 'PRON' else child.pos_}"
        elif child.dep_ in _FILLED:
            yield f"{place} {child.dep_} {child.lemma_.lower()}"


def fitted(words: Sequence[Any], gold: np.ndarray, training: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, classes and the probability of the class, for the rest of `words` after fitting on those in `training`.

    A class is the likeliest after dividing by the root of how common it is, so that the rare ones are found at all.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    names = [features(w) for w in words]
    vectorizer = CountVectorizer(analyzer=lambda found: found, binary=True, min_df=3)
    known = vectorizer.fit_transform(n for n, k in zip(names, training, strict=True) if k).astype(float)
    asked = vectorizer.transform(n for n, k in zip(names, training, strict=True) if not k).astype(float)
    steps = np.digitize(gold[training], STEPS)
    model = LogisticRegression(C=0.08, max_iter=300).fit(known, steps)
    middle = np.array([np.median(gold[training][steps == s]) for s in model.classes_])
    sure = model.predict_proba(asked)
    values = middle[(sure.cumsum(axis=1) >= 0.5).argmax(axis=1)]
    of = np.digitize(middle, CLASSES)
    share = np.stack([sure[:, of == k].sum(axis=1) for k in range(5)], axis=1)
    common = np.bincount(np.digitize(gold[training], CLASSES), minlength=5) / training.sum()
    found = (share / np.sqrt(np.maximum(common, 1e-3))).argmax(axis=1)
    return values, found, share[np.arange(len(found)), found]


def worth(letters: np.ndarray, gold: np.ndarray) -> tuple[dict[str, float], dict[str, int]]:
    """What FactBank's letters are worth on the scale: the median and the class that gives the best macro F1."""
    values = {x: float(np.median(gold[letters == x])) for x in np.unique(letters)}
    classes = {x: int(np.digitize(v, CLASSES)) for x, v in values.items()}
    truth = np.digitize(gold, CLASSES)
    for _ in range(3):
        for x in classes:
            trials = [classes | {x: k} for k in range(5)]
            classes = max(trials, key=lambda trial: macro_of(truth, np.array([trial[y] for y in letters])))
    return values, classes


def macro_of(truth: np.ndarray, found: np.ndarray) -> float:
    """The mean F1 of the classes that `truth` has."""
    scores = []
    for k in np.unique(truth):
        hit = np.sum((truth == k) & (found == k))
        scores.append(2 * hit / max(1, np.sum(truth == k) + np.sum(found == k)))
    return float(np.mean(scores))
