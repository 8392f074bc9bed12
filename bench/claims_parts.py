"""The parts of claims, each on a public set: stance of headlines, certainty of events, paraphrase.

    python bench/claims_parts.py --data ../shared/data [--json]

*Stance* (Emergent, folds by claim): does a headline affirm a rumour, deny it, or only pass it on? Stemma's reading of
acts, polarity and hedges as it stands, nothing fitted; a logistic regression over what Stemma reads (and nothing
else), fitted on the other folds; and one that also sees the headline's words beside the claim's, which abstains below a
probability. *Certainty* (UW, MEANTIME): the factuality of an event
from −3 to +3, from the value that Stemma gives it; what FactBank's letters are worth on that scale is fitted on the
training part; a linear model over the same parse (`claims_events`) beside it. *Paraphrase* (MRPC): the two sentences as
the pair model's views see them, with a logistic regression fitted on other folds; and boosted trees that also see the
sentence encoder's cosine and what the words share. The sets are used here alone: no
model that ships has seen their labels.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np

import claims_events
from stemma.embedding import embed
from stemma.lang.en import certainty
from stemma.lang.en.parse import parse
from stemma.lang.en.rereading import read
from stemma.model import Article, Statement
from stemma.relate.claims.facts import sign
from stemma.relate.claims.likeness import FEATURES, Views, features
from stemma.relate.claims.memory import story

_PASSED_ON = re.compile(
    r"\?|\b(?:report(?:s|ed|edly)?|claim(?:s|ed)?|rumou?r(?:s|ed)?|alleged(?:ly)?|accus\w+|suspect\w*|says?|said|according|"
    r"sources?|officials?|analysts?|may|might|could|possibl[ey]|likely|probabl[ey]|believed|"
    r"thought to|appear(?:s|ed)?|seem(?:s|ed)?|in talks|investigat\w+|prob(?:e|es|ing)|unconfirmed|allegation\w*|"
    r"purported\w*|supposed\w*|apparently)\b",
    re.IGNORECASE,
)
"""What passes a rumour on without vouching for it."""


def rows(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def macro(gold: Sequence[object], found: Sequence[object]) -> float:
    """The mean F1 of the classes of `gold`."""
    out = []
    for name in sorted(set(map(str, gold))):
        hit = sum(str(g) == name == str(f) for g, f in zip(gold, found, strict=True))
        said, true = sum(str(f) == name for f in found), sum(str(g) == name for g in gold)
        out.append(2 * hit / max(said + true, 1))
    return float(np.mean(out))


def accuracy(gold: Sequence[object], found: Sequence[object]) -> float:
    """The share of equal answers."""
    return float(np.mean([g == f for g, f in zip(gold, found, strict=True)]))


def said(text: str, number: int, sure: str = "CT+") -> Statement:
    """`text` as a statement of an article of its own."""
    bare = Statement(f"{number}#s", str(number), None, ((0, len(text)),), "assert", sure, text=text)  # type: ignore[arg-type]
    return read(bare)


def pair_features(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """What the pair model's views say of each pair of texts (`FEATURES`), weighed over all the texts, in blocks."""
    out = []
    for start in range(0, len(pairs), 500):
        block = pairs[start : start + 500]
        texts = [text for pair in block for text in pair]
        whole = story([said(text, number) for number, text in enumerate(texts)], ())
        views = Views(whole, whole)
        at = np.arange(0, len(texts), 2)
        out.append(features(views, at, at + 1))
    kept = [i for i, name in enumerate(FEATURES) if "margin" not in name and "article" not in name]
    return np.concatenate(out)[:, kept]


def held_out(x: np.ndarray, y: np.ndarray, folds: Sequence[object]) -> np.ndarray:
    """Class probabilities of each row by a logistic regression fitted on the other folds."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    of = np.array([str(f) for f in folds])
    out = np.zeros((len(y), len(np.unique(y))))
    for fold in np.unique(of):
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, C=0.3, class_weight=None))
        out[of == fold] = model.fit(x[of != fold], y[of != fold]).predict_proba(x[of == fold])
    return out


def stance(data: Path) -> dict[str, float]:
    """Emergent: accuracy and macro F1 of the rules alone and of the fitted reading; coverage at p ≥ .8."""
    told = rows(data / "claims" / "emergent_clean_pairs.dev.jsonl")
    pairs = [(row["claim"], row["headline"]) for row in told]
    gold = np.array([row["stance"] for row in told])
    signs = [[sign(said(text, 0)) for text in pair] for pair in pairs]
    hedged = [bool(_PASSED_ON.search(headline)) for _, headline in pairs]
    ruled = [
        "against" if a * b < 0 else "observing" if hedge or a * b == 0 else "for"
        for (a, b), hedge in zip(signs, hedged, strict=True)
    ]
    own = [[a, b, a * b, a * b < 0, b < 0, b == 0, hedge, b > 0 and hedge]
           for (a, b), hedge in zip(signs, hedged, strict=True)]  # fmt: skip
    cues = [[bool(re.search(cue, headline, re.IGNORECASE)) for cue in _CUES] for _, headline in pairs]
    x = np.column_stack([np.array(own, dtype=float), np.array(cues, dtype=float)])
    folds = [row["fold"] for row in told]
    names = np.unique(gold)
    found = names[held_out(x, gold, folds).argmax(axis=1)]
    sure = with_words(x, [beside(*pair) for pair in pairs], gold, folds)
    worded, firm = names[sure.argmax(axis=1)], sure.max(axis=1) >= 0.8
    return {
        "claims.stance.rules": accuracy(gold, ruled),
        "claims.stance.rules_macro": macro(gold, ruled),
        "claims.stance.fitted": accuracy(gold, found),
        "claims.stance.fitted_macro": macro(gold, found),
        "claims.stance.words": accuracy(gold, worded),
        "claims.stance.words_macro": macro(gold, worded),
        "claims.stance.sure": accuracy(gold[firm], worded[firm]),
        "claims.stance.sure_share": float(firm.mean()),
        "claims.stance.denials_p": float(np.mean(gold[np.array(ruled) == "against"] == "against")),
        "claims.stance.denials_r": float(np.mean(np.array(ruled)[gold == "against"] == "against")),
    }


_CUES = (
    r"\breport(?:s|ed|edly)?\b(?! to\b)", r"\bclaim(?:s|ed|ing)?\b", r"\brumou?r", r"\balleg|accus|suspect",
    r"\b(?:says?|said|told|tells?|according)\b",
    r"(?:,| -+|:) ?(?:\w+ ){0,4}(?:says?|said|reports?|officials?|police)$",
    r"^(?:[\w’'.-]+ ){0,3}[\w’'.-]+:", r"\b(?:may|might|could|can|would)\b",
    r"apparent|appear|seem|likely|probabl|possibl|perhaps|maybe|believ|thought|think|suppos|purport|expect",
    r"\?", r"\?\W*$",
    r"^(?:did|is|was|are|has|have|had|will|does|do|could|can|should)\b", r"^(?:who|what|why|how|where|when)\b",
    r"\b(?:sources?|officials?|analysts?|insiders?|witness|experts?|media|papers?|websites?|outlets?)",
    r"unconfirm|unverif|conflicting|confusion|myster|questions?|doubt|s[ck]eptic|controvers|debate|wonder",
    r"investigat|prob(?:e|ing)\b|check|verif|inquir|examin|analy[sz]",
    r"\bconfirm|official(?:ly)?|proof|prove|identified|admit|announc|reveal|launch",
    r"\b(?:will|to|set to|plans?|planning|in talks|considering|wants?|poised)\b", "[‘'\"“]",
    r"video|photo|watch|footage|image|picture", r"\bden(?:y|ies|ied)|refus|reject|dismiss", r"\bnot?\b|n[’']t\b",
    r"\bfake|hoax|false|debunk|untrue|satir|prank|troll|myth|fabricat",
    r"react|respond|condemn|vow|slams?|outrage|mourn|after",
    r"really|actually|truth|real\b",
    r"quit|exits?|pulls? out|drops? out|cancel", r"update|exclusive|breaking", r"\d",
    r"caught|found|gets?\b|is\b|are\b|was\b|has\b",
)  # fmt: skip
"""Words of headlines that vouch, doubt, ask or name somebody else."""


def beside(claim: str, headline: str) -> str:
    """The words and signs of `headline`, with one word for all that the claim has too: what is said *of* the claim."""
    known = {word.lower()[:6] for word in re.findall(r"\w+", claim)}
    words = re.findall(r"[\w'’]+|[?:!‘\"-]", headline)
    return " ".join("shared" if {w.lower()[:6] for w in re.findall(r"\w+", word)} & known else word for word in words)


def with_words(x: np.ndarray, texts: Sequence[str], y: np.ndarray, folds: Sequence[object]) -> np.ndarray:
    """As `held_out`, with the words and pairs of words of `texts` beside `x`."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    of = np.array([str(f) for f in folds])
    out = np.zeros((len(y), len(np.unique(y))))
    for fold in np.unique(of):
        rest, here = np.flatnonzero(of != fold), np.flatnonzero(of == fold)
        scale = StandardScaler().fit(x[rest])
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+|[?:!‘\"-]")
        known = hstack([words.fit_transform(texts[i] for i in rest), 0.3 * scale.transform(x[rest])]).tocsr()
        asked = hstack([words.transform(texts[i] for i in here), 0.3 * scale.transform(x[here])]).tocsr()
        out[here] = LogisticRegression(max_iter=3000, C=0.3).fit(known, y[rest]).predict_proba(asked)
    return out


def factuality(data: Path, name: str) -> dict[str, float]:
    """UW or MEANTIME: mean absolute error and macro F1 (five classes) of the certainty of an event; a linear peer."""
    told = rows(data / "claims" / f"fact_{name}.dev.jsonl")
    sentences: dict[str, int] = {}
    for row in told:
        sentences.setdefault(" ".join(row["tokens"]), len(sentences))
    docs = list(parse([Article(str(i), text) for text, i in sentences.items()]))
    words = [_event(docs[sentences[" ".join(row["tokens"])]], row) for row in told]
    gold = np.array([row["label"] for row in told])
    training = np.array([row["split"] == "train" for row in told])
    rest, truth = gold[~training], np.digitize(gold[~training], claims_events.CLASSES)
    letters = np.array([certainty.of_event(word) for word in words])
    values, classes = claims_events.worth(letters[training], gold[training])
    guess = np.array([values.get(x, 3.0) for x in letters[~training]])
    ruled = np.array([classes.get(x, 4) for x in letters[~training]])
    linear, found, sure = claims_events.fitted(words, gold, training)
    return {
        f"claims.certainty.{name}.mae": float(np.abs(guess - rest).mean()),
        f"claims.certainty.{name}.always": float(np.abs(3 - rest).mean()),
        f"claims.certainty.{name}.macro": claims_events.macro_of(truth, ruled),
        f"claims.certainty.{name}.linear_mae": float(np.abs(linear - rest).mean()),
        f"claims.certainty.{name}.linear_macro": claims_events.macro_of(truth, found),
        f"claims.certainty.{name}.linear_sure": accuracy(truth[sure >= 0.8], found[sure >= 0.8]),
        f"claims.certainty.{name}.linear_sure_share": float((sure >= 0.8).mean()),
    }


def _event(doc: Any, row: dict[str, Any]) -> Any:
    """The word of `doc` that `row` is about."""
    first = row["head"][0]
    start = len(" ".join(row["tokens"][:first])) + bool(first)
    return next(t for t in doc if t.idx <= start < t.idx + max(1, len(t)))


def paraphrase(data: Path) -> dict[str, float]:
    """MRPC: F1 of "says the same", held out by tenths; and of one view alone with its best threshold.

    `f1` is what the pair model's views give with a logistic regression, `more` what they give with the sentence
    encoder's cosine, `surface` beside them and boosted trees.
    """
    told = rows(data / "claims" / "mrpc.dev.jsonl")
    pairs = [(row["a"], row["b"]) for row in told]
    gold = np.array([row["label"] for row in told])
    folds = [i % 10 for i in range(len(told))]
    x = pair_features(pairs)
    first, second = (embed([pair[side] for pair in pairs]) for side in (0, 1))
    more = np.column_stack([x, (first * second).sum(axis=1), [surface(*pair) for pair in pairs]])
    sure, boosted = held_out(x, gold, folds)[:, 1], trees(more, gold, folds)
    return {
        "claims.mrpc.f1": max(f1(gold, sure >= cut) for cut in (0.4, 0.45, 0.5)),
        "claims.mrpc.more": f1(gold, boosted >= 0.45),
        "claims.mrpc.tfidf": max(f1(gold, x[:, 0] >= cut) for cut in np.arange(0, 0.6, 0.01)),
        "claims.mrpc.all": f1(gold, np.ones(len(gold), dtype=bool)),
    }


def surface(a: str, b: str) -> list[float]:
    """Words, pairs and threes of words, names and figures shared, both ways; and the longest common runs."""
    first, second = (re.findall(r"[A-Za-z]+|\d+(?:[.,]\d+)*", text) for text in (a, b))
    low = [[word.lower() for word in words] for words in (first, second)]
    runs = [run.size for run in SequenceMatcher(None, *low, autojunk=False).get_matching_blocks()]
    short, long = sorted(len(words) for words in low)
    out = [sum(runs) / max(1, short), sum(runs) / max(1, long), max(runs) / max(1, short), long - short, long + short]
    kinds = [[set(zip(*(words[i:] for i in range(n)), strict=False)) for words in low] for n in (1, 2, 3)]
    kinds.append([{(w,) for w in words[1:] if w[0].isupper()} for words in (first, second)])
    kinds.append([{(w,) for w in words if w[0].isdigit()} for words in (first, second)])
    for one, other in kinds:
        few, many = sorted((len(one), len(other)))
        apart = sorted((len(one - other), len(other - one)))
        out += [len(one & other) / max(1, few), len(one & other) / max(1, many), *apart]
    one, other = kinds[-1]
    return [*out, one == other, one <= other or other <= one, bool(one and other and not one & other)]


def trees(x: np.ndarray, y: np.ndarray, folds: Sequence[int]) -> np.ndarray:
    """Probability of the second class of each row by boosted trees fitted on the other folds."""
    from lightgbm import LGBMClassifier

    out = np.zeros(len(y))
    of = np.array(folds)
    for fold in np.unique(of):
        model = LGBMClassifier(
            n_estimators=200, learning_rate=0.03, num_leaves=15, min_child_samples=30, subsample=0.8, subsample_freq=1,
            colsample_bytree=0.5, random_state=0, n_jobs=1, verbose=-1,
        )  # fmt: skip
        out[of == fold] = np.asarray(model.fit(x[of != fold], y[of != fold]).predict_proba(x[of == fold]))[:, 1]
    return out


def f1(gold: np.ndarray, found: np.ndarray) -> float:
    """F1 of the positive class."""
    hit = float((found & (gold == 1)).sum())
    return 2 * hit / max(1.0, float(found.sum() + (gold == 1).sum()))


def measure(data: Path) -> dict[str, float]:
    """All figures by name."""
    parts = (stance(data), factuality(data, "uw"), factuality(data, "meantime"), paraphrase(data))
    return dict(itertools.chain.from_iterable(part.items() for part in parts))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    figures = measure(options.data)
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        print(f"{name:36}{value:8.3f}")


if __name__ == "__main__":
    main()
