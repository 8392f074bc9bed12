"""Relating the articles of a story that has grown: asked for here, worked out anywhere, kept here.

A story is related from the articles alone, so the work can be done by any process: `job` collects what is needed,
`relate_batch` does it, `keep` writes it down unless the story has changed meanwhile.
"""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stemma import contract
from stemma.engine import POISON, Executor
from stemma.errors import NotFound
from stemma.library.corrections import Corrections
from stemma.library.records import pack, pack_derivations, pack_told, unpack_annotated
from stemma.library.rows import StoryRows
from stemma.library.store import Row, Store
from stemma.model import Derivation, Spans, Story, StoryEvent, StoryState
from stemma.relate.desk.log import Desk, in_force
from stemma.relate.desk.names import Outlets
from stemma.relate.stories.placing import Stories, keywords, spelled

log = logging.getLogger("stemma")

COMPARED_ALL = 12
"""Of the first so many articles of a story every pair is compared: a free rewrite may be missed by the index."""
BATCH = 4
"""Stories that are related in one go on a worker."""


class Job(NamedTuple):
    """What a worker needs to relate a story."""

    id: str
    sequences: list[int]
    """Of the articles, in the order of `records`."""
    records: list[bytes]
    derivations: list[tuple[int, int, str]]
    """Pairs of sequence numbers that were compared, with what was found."""
    state: StoryState
    keywords: tuple[str, ...]
    possibly_same: tuple[str, ...]
    events: tuple[StoryEvent, ...]
    standing: dict[int, Spans]
    """Sentences that recur over stories and time, by sequence number."""
    desk: Desk = Desk()


class Related(NamedTuple):
    """A related story, ready to be kept."""

    id: str
    sequences: list[int]
    document: bytes
    told: bytes
    """Its timeline and brief, as `pack_told` made them."""
    figures: Row
    derivations: list[tuple[int, int, str]]
    """Pairs that were compared now."""
    desk: Desk = Desk()
    """The corrections that it was related with."""


def job(store: Store, id: str, corrections: Corrections | None = None) -> Job:
    """What is to be done for the story `id`. Raises `NotFound` if another process has joined it to another one."""
    index = StoryRows(store)
    corrections = corrections or Corrections(store)
    records = store.records(id)
    try:
        summary = corrections.summary(id)
    except KeyError:
        records = []
    if not records:
        raise NotFound("no such story", input=id, remedy="stemma stories --all lists them")
    return Job(
        id=id,
        sequences=[seq for seq, _ in records],
        records=[record for _, record in records],
        derivations=store.derivations(id),
        state=Stories(index).state(summary),
        keywords=keywords(summary),
        possibly_same=tuple(other for other in store.links(id) if store.is_stale(other) is not None),
        events=store.events(id),
        standing=store.standing(id),
        desk=corrections.desk(id),
    )


def work(todo: Job) -> tuple[Story, Related]:
    """The story, and what is to be kept of it."""
    from stemma.relate import relate
    from stemma.relate.texts.derive import derive

    members = [unpack_annotated(record) for record in todo.records]
    compared = {(a, b): record for a, b, record in todo.derivations}
    held = todo.standing.get
    first = list(zip(todo.sequences, members, strict=True))[:COMPARED_ALL]
    now = [
        (a, b, pack_derivations(derive(earlier.article, later.article, held(a, ()), held(b, ()))))
        for (a, earlier), (b, later) in itertools.combinations(first, 2)
        if (a, b) not in compared
    ]
    compared |= {(a, b): record for a, b, record in now}
    derivations = [contract.load(Derivation, d) for _, record in sorted(compared.items()) for d in json.loads(record)]
    story = relate(
        members,
        derivations,
        id=todo.id,
        state=todo.state,
        keywords=spelled(todo.keywords, (member.article for member in members)),
        possibly_same=todo.possibly_same,
        events=todo.events,
        desk=todo.desk,
    )
    figures = (story.title, story.outlets, len(story.lineages), *story.origins)
    outlets = Outlets(in_force(todo.desk.lines))
    told = pack_told(story, {member.article.id: outlets.page(member) for member in members})
    return story, Related(todo.id, todo.sequences, pack(story), told, figures, now, todo.desk)


def relate_batch(jobs: list[Job]) -> list[Related | str]:
    """Relate stories, on a worker; the reason for one that fails (it stays stale, and fails when it is asked for)."""
    found: list[Related | str] = []
    for todo in jobs:
        try:
            found.append(work(todo)[1])
        except POISON as error:
            found.append(f"{todo.id}: {error!r}")
    return found


def keep(store: Store, related: Related) -> bool:
    """Write a related story down, in a transaction; not (False) if its articles or its corrections are others now."""
    with store.transaction():
        if store.sequences(related.id) != related.sequences or Corrections(store).desk(related.id) != related.desk:
            return False
        for a, b, record in related.derivations:
            store.keep_derivations(a, b, record)
        store.keep_story(related.id, related.document, related.told, related.figures)
    return True


def refresh(store: Store, id: str) -> Story:
    """Relate one story here and now, and keep it."""
    story, related = work(job(store, id))
    keep(store, related)
    return story


def relate_all(store: Store, stories: Sequence[str], executor: Executor) -> Iterator[int]:
    """Relate stories on an executor and keep them; yields how many are done after each batch."""
    done = 0
    for results in executor.map(relate_batch, _jobs(store, stories), _lost):
        for related in results:
            if isinstance(related, Related):
                keep(store, related)
            else:
                log.warning("not related", extra={"fields": {"reason": related}})
        done += len(results)
        yield done


def _jobs(store: Store, stories: Iterable[str]) -> Iterator[list[Job]]:
    iterator, corrections = iter(stories), Corrections(store)
    while group := list(itertools.islice(iterator, BATCH)):
        yield list(_still_there(store, group, corrections))


def _still_there(store: Store, stories: Iterable[str], corrections: Corrections) -> Iterator[Job]:
    """What is to be done for `stories`, without those that another process has joined to others meanwhile."""
    for id in stories:
        try:
            yield job(store, id, corrections)
        except NotFound:
            log.info("story gone", extra={"fields": {"story": id}})


def _lost(todo: Job, reason: str) -> str:
    return f"{todo.id}: {reason}"
