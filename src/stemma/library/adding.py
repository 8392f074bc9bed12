"""The one way into a library: each capture is read, annotated, related and kept in one transaction, or not at all."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator

from stemma import clock
from stemma.engine import Executor, process
from stemma.library.rows import GramRows, StoryRows
from stemma.library.store import Store
from stemma.model import Added, Annotated, Article, Capture, Derivation, Problem
from stemma.relate.derive import derive
from stemma.relate.reuse import candidates, fingerprints
from stemma.relate.stories import Stories

WINDOW_DAYS = 45
"""Text is looked for in sections at most this much older or newer."""
COMPARED = 20
"""Candidates that an article is compared with sentence by sentence, best first: bounds the cost of one article."""
SMALL_STORY = 12
"""In stories up to this size every pair is compared, so that a free rewrite is not missed by the index."""
UNKNOWN_TIME = math.inf
"""Sections without a time are kept under this one; they are candidates only of each other."""


class Adding:
    """Keeps and relates articles one by one; holds what is worth keeping in memory between them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.index = StoryRows(store)
        self.stories = Stories(self.index)
        self.grams = GramRows(store)

    def keep(self, capture: Capture, annotated: Annotated) -> str | None:
        """Keep and relate one article in a transaction. Returns its id, or None if it was kept already."""
        with self.store.transaction():
            return self._keep(capture, annotated)

    def flush(self) -> None:
        """Keep what is held in memory."""
        with self.store.transaction():
            self.index.flush()

    def _keep(self, capture: Capture, annotated: Annotated) -> str | None:
        store = self.store
        if store.known(capture.digest):  # another process was faster
            return None
        article = annotated.article
        if store.taken(article.id):  # another page of the same name, or a new version of it
            article = dataclasses.replace(article, id=f"{article.id}~{capture.digest[:6]}")
            annotated = dataclasses.replace(annotated, article=article)
        seq = store.keep(capture, annotated)
        found = self._reuse(seq, article)
        related = [(other, max((d.derived for d in rows), default=0.0)) for other, rows in found.items()]
        placement = self.stories.place(annotated, related=[(other, p) for other, p in related if p > 0])
        store.join(seq, placement.story, placement.probability, placement.events, placement.possibly_same)
        others = store.members(placement.story) if store.size(placement.story) <= SMALL_STORY else []
        for member in others:
            if member.article.id not in found and member.article.id != article.id:
                found[member.article.id] = derive(member.article, article)
        for other, rows in found.items():
            if rows:
                store.keep_derivations(store.sequence(other), seq, rows)
        store.solved(capture.file or capture.url or capture.id)
        return article.id

    def _reuse(self, seq: int, article: Article) -> dict[str, tuple[Derivation, ...]]:
        """Articles that share wording with this one, with what was found between them; enters its own n-grams."""
        shared: dict[int, float] = {}
        window = WINDOW_DAYS * 86_400
        for number, section in enumerate(article.sections):
            prints = fingerprints(article.body[section.start : section.end])
            bounds = clock.bounds(section.time or article.published, article.timezone)
            time = bounds[0].timestamp() if bounds else UNKNOWN_TIME
            for candidate in candidates(self.grams, prints, time - window, time + window):
                other = int(candidate.key.split("#")[0])
                if other != seq:
                    shared[other] = shared.get(other, 0.0) + candidate.rare + candidate.common
            self.grams.add(f"{seq}#{number}", prints, time)
        best = sorted(shared, key=lambda other: (-shared[other], other))[:COMPARED]
        names = self.store.ids_of(best)
        result = {}
        for other in best:
            earlier = self.store.article(names[other])
            assert earlier is not None
            result[names[other]] = derive(earlier.article, article)
        return result


def add(
    store: Store,
    items: Iterable[Capture | Problem],
    *,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Callable[[str], None] | None = None,
) -> Added:
    """Keep and relate captures, in their order. What is known already is left as it is; problems are set aside.

    Each article is durable as soon as it is kept; a run that is killed loses only what it had not kept yet and can be
    started again. `progress` is called with a line of text after each capture.
    """
    added: list[str] = []
    known: list[str] = []
    problems: list[Problem] = []
    adding = Adding(store)
    try:
        for capture, outcome in process(_unknown(store, items, known), workers=workers, executor=executor):
            if isinstance(outcome, Problem):
                problems.append(outcome)
                with store.transaction():
                    store.keep_problem(outcome)
            elif capture is not None:
                id = adding.keep(capture, outcome)
                (known if id is None else added).append(id or outcome.article.id)
            if progress:
                progress(f"{len(added)} added, {len(known)} known, {len(problems)} problems")
    finally:
        if added:
            adding.flush()
    if progress:
        progress("")
    touched = dict.fromkeys(story for id in added if (story := store.story_of(id)))
    return Added(tuple(added), tuple(known), tuple(problems), tuple(touched))


def _unknown(store: Store, items: Iterable[Capture | Problem], known: list[str]) -> Iterator[Capture | Problem]:
    """Items without the captures that are kept already, so that they are not read again."""
    for item in items:
        kept = store.known(item.digest) if isinstance(item, Capture) else None
        if kept:
            known.append(kept)
        else:
            yield item
