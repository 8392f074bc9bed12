"""The one way into a library: each capture is read, annotated, placed and kept in a transaction, or not at all.

What needs only the page (reading, annotating, packing, fingerprints) is done by the workers of an executor, a batch
at a time; what needs the library is done here, a batch in one transaction.
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from stemma.engine import POISON, Executor, Item, chosen, in_batches, process_batch
from stemma.engine.sharing import boilerplate, prints_of, sharing
from stemma.library.corrections import Corrections
from stemma.library.records import pack, pack_content, pack_derivations, storable
from stemma.library.relating import relate_all
from stemma.library.rows import GramRows, StoryRows
from stemma.library.store import Store
from stemma.model import Added, Annotated, Article, Capture, Derivation, Problem, Spans
from stemma.relate.stories.placing import Embedding, Stories
from stemma.relate.texts.lineage import joins
from stemma.relate.texts.reuse import Fingerprints

log = logging.getLogger("stemma")

BATCH = 16
"""Captures that are read together and kept in one transaction."""


class Prepared(NamedTuple):
    """An annotated article and all that can be worked out for keeping it without the library."""

    annotated: Annotated
    record: bytes
    content: bytes
    prints: list[Fingerprints]
    """Of each section."""
    seconds: float = 0.0
    """Spent on reading and annotating: the mean of its batch."""


def prepare(capture: Capture, annotated: Annotated, seconds: float = 0.0) -> Prepared:
    """All that can be worked out for keeping an article without the library."""
    return Prepared(annotated, pack(annotated), pack_content(capture), prints_of(annotated.article), seconds)


def prepare_batch(items: list[Item]) -> list[Prepared | Problem]:
    """Read, annotate and prepare captures, on a worker."""
    begun = time.perf_counter()
    outcomes = process_batch(items)
    seconds = (time.perf_counter() - begun) / max(1, len(items))
    found: list[Prepared | Problem] = []
    for item, outcome in zip(items, outcomes, strict=True):
        if isinstance(item, Capture) and isinstance(outcome, Annotated):
            found.append(prepare(item, outcome, seconds))
        elif isinstance(outcome, Problem):
            found.append(outcome)
    return found


class Adding:
    """Keeps articles and places them in stories, one by one; holds what is worth keeping in memory between them.

    `keep` must be called inside a transaction of the store.
    """

    def __init__(self, store: Store, *, embeddings: bool = False) -> None:
        self.store = store
        self.index = StoryRows(store)
        self.stories = Stories(self.index, embedding=_encoder() if embeddings else None)
        self.grams = GramRows(store)
        self.corrections = Corrections(store)

    def flush(self) -> None:
        """Keep what is held in memory."""
        with self.store.transaction():
            self.index.flush()

    def keep(self, capture: Capture, prepared: Prepared) -> tuple[str, str] | None:
        """Keep one article and put it into its story. Returns the ids of both, or None if it was kept already."""
        store = self.store
        if store.known(capture.digest):  # another process was faster
            return None
        annotated, record = prepared.annotated, prepared.record
        article = annotated.article
        id = storable(article.id)
        if store.taken(id):  # another page of the same name, or a new version of it
            id = f"{id}~{capture.digest[:6]}"
        if id != article.id:
            article = dataclasses.replace(article, id=id)
            annotated = dataclasses.replace(annotated, article=article)
            record = pack(annotated)
        seq = store.keep(capture, article, record, prepared.content)
        found, standing = self._reuse(seq, article, prepared.prints)
        if standing:
            store.keep_standing(seq, standing)
        related = [(other, max((d.derived for d in rows), default=0.0)) for other, rows in found.values()]
        apart = [other for other, (_, rows) in found.items() if not joins(rows)]
        without = boilerplate(article, map(self._article, apart), standing)
        near = [(other, p) for other, p in related if p > 0]
        placement = self.stories.place(annotated, related=near, without=without)
        store.join(seq, placement.story, placement.probability, placement.events, placement.possibly_same)
        for story, event in placement.elsewhere:
            self.index.note(story, event)
        self.corrections.settle({placement.story, *(story for story, _ in placement.elsewhere)})
        for other_seq, (_, rows) in found.items():
            store.keep_derivations(other_seq, seq, pack_derivations(rows))
        store.solved(_name(capture))
        return article.id, placement.story

    def _article(self, seq: int) -> Article:
        """The article of a sequence number."""
        earlier = self.store.article(self.store.ids_of([seq])[seq])
        assert earlier is not None
        return earlier.article

    def _reuse(
        self, seq: int, article: Article, prints: Iterable[Fingerprints]
    ) -> tuple[dict[int, tuple[str, tuple[Derivation, ...]]], Spans]:
        """Articles that share wording with this one, with what was found between them; enters its own n-grams.

        By sequence number: id and derivations. And its sentences that recur over stories and time.
        """

        def joined(sequences: Sequence[int]) -> Iterator[tuple[int, int]]:
            return ((one, other) for one, other, rows in self.store.earlier(sequences) if joins(rows))

        found, standing = sharing(seq, article, prints, self.grams, self._article, joined, self.grams.stories)
        names = self.store.ids_of(list(found))
        return {other: (names[other], rows) for other, rows in found.items()}, standing


class Run:
    """One run of `add`: what was added, known and set aside so far."""

    def __init__(self, store: Store, progress: Callable[[str], None] | None, *, embeddings: bool = False) -> None:
        self.store = store
        self.embeddings = embeddings
        self.adding = Adding(store, embeddings=embeddings)
        self.progress = progress
        self.added: list[str] = []
        self.known: list[str] = []
        self.problems: list[Problem] = []

    def unknown(self, items: Iterable[Item]) -> Iterator[Item]:
        """Items without the captures that are kept already, so that they are not read again."""
        for item in items:
            kept = self.store.known(item.digest) if isinstance(item, Capture) else None
            if kept:
                self.known.append(kept)
                log.info("known", extra={"fields": {"id": kept}})
            else:
                yield item

    def keep(self, batch: list[tuple[Capture | None, Prepared | Problem]]) -> None:
        """Keep a batch in one transaction; if that fails, each capture in its own, so that one costs only itself."""
        try:
            with self.store.transaction():
                done = [self._one(capture, outcome) for capture, outcome in batch]
        except POISON:
            self.adding = Adding(self.store, embeddings=self.embeddings)  # what it holds may be half changed
            done = [self._alone(capture, outcome) for capture, outcome in batch]
        for report in done:  # durable now, so it may be told
            report()
            if self.progress:
                self.progress(f"{len(self.added)} added, {len(self.known)} known, {len(self.problems)} problems")

    def _alone(self, capture: Capture | None, outcome: Prepared | Problem) -> Callable[[], None]:
        try:
            with self.store.transaction():
                return self._one(capture, outcome)
        except POISON as error:
            self.adding = Adding(self.store, embeddings=self.embeddings)
            name = _name(capture) if capture else ""
            problem = Problem(name, f"could not be kept: {error!r}", "please report this page", "Unreadable")
            with self.store.transaction():
                return self._one(capture, problem)

    def _one(self, capture: Capture | None, outcome: Prepared | Problem) -> Callable[[], None]:
        """Keep one outcome; what is returned counts and logs it, once the transaction is through."""
        begun = time.perf_counter()
        if isinstance(outcome, Problem):
            self.store.keep_problem(outcome)
            return lambda: self._set_aside(outcome)
        assert capture is not None
        placed = self.adding.keep(capture, outcome)
        id = outcome.annotated.article.id
        fields = {
            "id": placed[0] if placed else id,
            "input": _name(capture),
            "process_ms": round(1000 * outcome.seconds, 1),
            "keep_ms": round(1000 * (time.perf_counter() - begun), 1),
        }
        return lambda: self._kept(placed, fields)

    def _set_aside(self, problem: Problem) -> None:
        self.problems.append(problem)
        fields = {"input": problem.input, "kind": problem.kind, "reason": problem.reason}
        log.warning("set aside", extra={"fields": fields})

    def _kept(self, placed: tuple[str, str] | None, fields: dict[str, object]) -> None:
        if placed is None:
            self.known.append(str(fields["id"]))
            log.info("known", extra={"fields": fields})
            return
        self.added.append(placed[0])
        log.info("kept", extra={"fields": fields | {"story": placed[1]}})


def add(
    store: Store,
    items: Iterable[Item],
    *,
    workers: int = 1,
    executor: Executor | None = None,
    batch: int = BATCH,
    progress: Callable[[str], None] | None = None,
    embeddings: bool = False,
    relate: bool = True,
) -> Added:
    """Keep and relate captures, in their order. What is known already is left as it is; problems are set aside.

    `progress` is called with a line of text after each capture that is durable; a run that is killed loses only what
    it had not told of yet, at most the batches under way, and can be started again. All stories
    touched, single pages too, are related at the end, by the same workers, so that the first look at them is quick; one
    that is asked for before is related then (all of them without `relate`). With `embeddings` stories are found by the
    meaning of headlines, too (`stemma.embedding`).
    """
    run = Run(store, progress, embeddings=embeddings)
    with chosen(workers, executor) as where:
        try:
            for results in in_batches(run.unknown(items), prepare_batch, where, batch):
                run.keep(results)
        finally:
            if run.added:
                run.adding.flush()
        # A story may have become part of another one since.
        touched = dict.fromkeys(story for id in run.added if (story := store.story_of(id)))
        begun = time.perf_counter()
        for done in relate_all(store, list(touched), where) if relate else ():
            if progress:
                progress(f"relating stories: {done} of {len(touched)}")
    if progress:
        progress("")
    fields = {"added": len(run.added), "known": len(run.known), "problems": len(run.problems), "related": len(touched)}
    log.info("finished", extra={"fields": fields | {"relate_ms": round(1000 * (time.perf_counter() - begun), 1)}})
    return Added(tuple(run.added), tuple(run.known), tuple(run.problems), tuple(touched))


def _encoder() -> Embedding:
    from stemma.embedding import embed

    return embed


def _name(capture: Capture) -> str:
    return capture.file or capture.url or capture.id
