"""Online story clustering: each article, as it arrives, joins a story or opens one.

    stories = Stories()
    for annotated in stream:
        placement = stories.place(annotated)

Candidates come from an inverted index of terms (`story_index`), one trained model gives the probability that two
articles are of one story (`story_pairs`, `models/stories.md`). Where an article touches stories, their articles are
grouped anew by average link: so what comes out depends little on the order of arrival. Nothing is reshuffled silently:
what happens to a story comes back as `StoryEvent`s with their reason. Time is that of the articles, never that of the
machine: an article that arrives late finds the stories of its own time, whatever has happened since.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stemma.clock import utc
from stemma.model import Annotated, Spans, StoryEvent, StoryState
from stemma.relate.clusters import average_link
from stemma.relate.stories.features import Profile, Vector, embedded, profile
from stemma.relate.stories.groups import Changes, history, new_id, settle, tie
from stemma.relate.stories.index import UNDATED, MemoryStoryIndex, StoryIndex
from stemma.relate.stories.pairs import EMBEDDED, Doubles, PairModel, Pairs
from stemma.relate.stories.sketches import BESTS, Fact, Links, Matrix, Sketches
from stemma.relate.stories.state import CLOSE_AFTER, DAY, QUIET_AFTER, state_at
from stemma.relate.stories.summary import StorySummary, new_terms
from stemma.relate.stories.titles import headlines, keywords, spelled, teasers, title

__all__ = ["PairModel", "Placement", "Stories", "headlines", "keywords", "spelled", "teasers", "title"]

CANDIDATES, FOR_HEADLINES = 8, 16
"""So many stories an article is compared with; a bare headline, whose words say less of where to look, with more."""
POSTINGS = 64
"""At most so many postings are looked at for one term: bounds the cost of an article, however many stories are open."""
BLOCK_DAYS = 15
TOUCHED = 3
"""At most so many stories are grouped anew because of one article: those with the strongest links to it."""
LINKS = 64
"""Pairs kept of one article, the likeliest first."""
FAINT = 0.001
"""Pairs less likely are not kept."""
CERTAIN = 20.0
"""The score that is kept of a pair of two languages that are the same for sure."""
LOOKED_UP = 0.02
"""A story whose articles have met a better match is written back if it is better by this much."""


Embedding = Callable[[Sequence[str]], Matrix]
"""Texts → their vectors, one row each, of length 1."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article went.

    `probability` is the mean probability that the article is of one story with each of the others there (for a story
    just opened: that it belongs to none). `possibly_same` are ids of stories that it may belong to as well. `merged`
    are ids of stories that became part of `story` by this article; their articles move with them. `moved` are pairs
    (article, story) of articles that went from one story to another, `elsewhere` pairs (story, event) of what
    happened to other stories than `story`.
    """

    story: str
    opened: bool
    probability: float
    possibly_same: tuple[str, ...] = ()
    events: tuple[StoryEvent, ...] = ()
    merged: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, StoryEvent], ...] = ()


@dataclass(slots=True)
class _Neighbours:
    """The stories near an article, their kept articles one after the other, and how likely each goes with it."""

    stories: list[StorySummary]
    owner: list[int]
    """The number of the story of each row."""
    sketches: Sketches
    likely: Doubles
    links: list[float]
    """For each story the mean probability, shared text included."""
    strongest: list[float]
    raised: set[int]
    """Stories with an article that has met a clearly better match than before."""


class Stories:
    """Places articles into stories, one at a time.

    `quiet_after` and `close_after` are counted from the last article of a story, in stream time. An article joins a
    story only if it lies no further than `close_after` from its articles, in their own times, or if they share a text
    (`related`): so the order in which articles arrive hardly matters. `embedding`, if given, turns what an article
    is called into a vector (`stemma.embedding.embed`), which helps most where there is little text; articles placed
    with and without may stand side by side.
    """

    def __init__(
        self,
        index: StoryIndex | None = None,
        model: PairModel | None = None,
        quiet_after: timedelta = timedelta(seconds=QUIET_AFTER),
        close_after: timedelta = timedelta(seconds=CLOSE_AFTER),
        embedding: Embedding | None = None,
    ) -> None:
        self.index: StoryIndex = index if index is not None else MemoryStoryIndex()
        self.model = model or PairModel.shipped()
        self.quiet_after = quiet_after.total_seconds()
        self.close_after = close_after.total_seconds()
        self.embedding = embedding

    def place(
        self, annotated: Annotated, *, related: Sequence[tuple[str, float]] = (), without: Spans = ()
    ) -> Placement:
        """Put an article into its story, or open one for it.

        `related` are ids of articles placed before with the probability that the article shares a line of written
        text with them; `without` is boilerplate, spans of the body in order, that is no evidence. An article that is
        placed already stays where it is.
        """
        index = self.index
        known = index.story_of([annotated.article.id, *(other for other, _ in related)])
        if placed := known.get(annotated.article.id):
            return Placement(placed, opened=False, probability=1.0)
        article = self._profile(annotated, without)
        article.ties = {other: round(p, 4) for other, p in related}
        derived: dict[str, float] = {}
        for other, probability in related:
            if of_other := known.get(other):
                derived[of_other] = max(derived.get(of_other, 0.0), probability)
        self.advance(article.last)
        near = self._neighbours(article, self.candidates(article, derived), derived)
        touched = self._touched(near)
        when = utc(datetime.fromtimestamp(article.last, UTC)) if article.last is not None else None
        changes = Changes()
        joined = self._grouped(article, near, touched, changes)
        opened = joined is None
        story = joined or StorySummary(id=new_id(article.id))
        links = {one.id: link for one, link in zip(near.stories, near.links, strict=True)}
        if opened:
            events = [StoryEvent(when, "opened", _why_opened(links), article.id)]
            index.frequencies.texts += 1
            probability = 1 - max(links.values(), default=0.0)
        else:
            probability = max(links.get(story.id, 0.0), self.model.join)
            events = [StoryEvent(when, "joined", _why_joined(article, story, probability, derived), article.id)]
            if self.state(story) == "closed":
                events.append(StoryEvent(when, "reopened", "an article joined it after it was closed", article.id))
        alike = [
            one
            for one in near.stories
            if links[one.id] >= self.model.possible and one.id != story.id and one.id not in changes.merged
        ]
        for one in alike:
            reason = f"article {article.id} belongs to it with probability {links[one.id]:.2f}"
            events.append(StoryEvent(when, "possibly-same", reason, article.id, one.id))
        self._keep(story, article, near, changes)
        told = list(history(changes, article.id, when))
        return Placement(
            story=story.id,
            opened=opened,
            probability=round(probability, 4),
            possibly_same=tuple(one.id for one in alike),
            events=(*events, *(event for one, event in told if one == story.id)),
            merged=tuple(gone for gone, into in changes.merged.items() if into == story.id),
            moved=tuple((id, now) for id, (_, now) in changes.moved.items()),
            elsewhere=tuple((one, event) for one, event in told if one != story.id),
        )

    def renew(self, story: str, members: Iterable[Annotated]) -> None:
        """Make anew what the index keeps of a story, from these articles: some may have been taken out of it.

        Embeddings are kept as they are.
        """
        before = self.index.load([story])[0]
        summary = StorySummary(id=story, seen=before.seen)
        dense = {}
        if before.sketches and before.sketches.dense.shape[1]:
            dense = {m.id: row for m, row in zip(before.members, before.sketches.dense, strict=True) if row.any()}
        for member in members:
            article = profile(member, self.index.frequencies, dense.get(member.article.id))
            self._neighbours(article, [summary] if summary.members else [], {})
            summary.add(article)
            self.index.save(summary, None, article.query, block(article))

    def _profile(self, annotated: Annotated, without: Spans) -> Profile:
        dense = self.embedding([embedded(annotated.article)])[0] if self.embedding else None
        return profile(annotated, self.index.frequencies, dense, without)

    def candidates(self, article: Profile, derived: dict[str, float] | None = None) -> list[StorySummary]:
        """The stories worth comparing: those that share the most weight of the article's heaviest terms."""
        most = CANDIDATES if article.sketch.facts[0, Fact.LENGTH] else FOR_HEADLINES
        best = self.index.nearest(article.query, self._blocks(article), POSTINGS, most)
        best += [story for story in derived or () if story not in best]
        return [story for story in self.index.load(best) if story.sketches is not None]

    def state(self, story: StorySummary, now: float | None = None) -> StoryState:
        """Developing, quiet or closed at a moment of stream time (default: the latest time of any article)."""
        now = now if now is not None else self.index.now
        last = story.last if story.last is not None else story.seen
        return state_at(last, now, self.quiet_after, self.close_after)

    def advance(self, time: float | None) -> None:
        """Move the stream time on to `time` (seconds since 1970 UTC), if that is later."""
        if time is not None and (self.index.now is None or time > self.index.now):
            self.index.now = time

    def _blocks(self, article: Profile) -> tuple[int, int] | None:
        if article.first is None or article.last is None:
            return None
        return (
            int((article.first - self.close_after) // (BLOCK_DAYS * DAY)),
            int((article.last + self.close_after) // (BLOCK_DAYS * DAY)),
        )

    def _neighbours(self, article: Profile, stories: list[StorySummary], derived: dict[str, float]) -> _Neighbours:
        """Compares an article with the articles of its candidates; both sides remember their best match."""
        parts = [story.sketches for story in stories if story.sketches is not None]
        owner = [number for number, part in enumerate(parts) for _ in range(len(part))]
        if not parts:
            return _Neighbours([], [], article.sketch, np.zeros(0), [], [], set())
        sketches = Sketches.joined(parts)
        pairs = Pairs(article.sketch, sketches)
        near = ~(pairs.days * DAY > self.close_after)
        alike = np.where(near[:, None], pairs.alike, 0.0)
        article.sketch.facts[0, BESTS] = alike.max(axis=0)
        before = sketches.facts[:, BESTS]
        best = np.maximum(before, alike)
        raised = {owner[row] for row in np.flatnonzero((best > before + LOOKED_UP).any(axis=1)).tolist()}
        spans = list(pairwise(np.cumsum([0, *map(len, parts)]).tolist()))
        for part, (start, end) in zip(parts, spans, strict=True):
            part.facts[:, BESTS] = best[start:end]
        sketches.facts[:, BESTS] = best
        scores = self.model.scores(pairs)
        likely = near * self.model.probabilities(scores, alike, pairs.kinds, article.sketch.facts[0, BESTS], best)
        likely[pairs.strange] = np.minimum(likely[pairs.strange], self.model.possible)
        likely[pairs.foreign] = (near * pairs.bridged)[pairs.foreign]
        kept = near & (likely > FAINT) & np.where(pairs.foreign, pairs.bridged == 1, ~pairs.strange)
        article.links = _links(article.sketch, sketches, np.where(pairs.foreign, CERTAIN, scores), alike, kept)
        for story, (start, end) in zip(stories, spans, strict=True):
            if text := derived.get(story.id):
                # A shared line of text speaks for the same story, independently of the words shared.
                likely[start:end] = 1 - (1 - likely[start:end]) * (1 - text)
        starts = [start for start, _ in spans]
        links = (np.add.reduceat(likely, starts) / list(map(len, parts))).tolist()
        strongest = np.maximum.reduceat(likely, starts).tolist()
        return _Neighbours(stories, owner, sketches, likely, links, strongest, raised)

    def _touched(self, near: _Neighbours) -> list[int]:
        """The stories that an article may belong to, strongest link first, as numbers."""
        found = [
            number
            for number, link in enumerate(near.links)
            if link >= self.model.possible or near.strongest[number] >= self.model.join
        ]
        return sorted(found, key=lambda number: (-near.links[number], near.stories[number].id))[:TOUCHED]

    def _grouped(
        self, article: Profile, near: _Neighbours, touched: list[int], changes: Changes
    ) -> StorySummary | None:
        """Groups the article with the articles of the stories it touches. Gives its story, None if it is to open one.

        The part of a story that stays with most of its articles keeps its id; `changes` says what else happened.
        """
        if not touched:
            return None
        rows = [row for row, owner in enumerate(near.owner) if owner in touched]
        least = self.model.join if len(rows) > 1 else self.model.seed
        if len(touched) == 1 and min(near.likely[row] for row in rows) >= least:
            return near.stories[touched[0]]  # nothing to weigh up
        start = {number: near.owner.index(number) for number in touched}
        homes = [near.stories[near.owner[row]] for row in rows]
        members = [home.members[row - start[near.owner[row]]] for home, row in zip(homes, rows, strict=True)]
        likely = np.zeros((len(rows) + 1, len(rows) + 1))
        known = Links.joined([near.stories[number].links for number in touched])
        likely[:-1, :-1] = self._likely(known, near.sketches.ids[rows], near.sketches.facts[rows])
        likely[-1, :-1] = likely[:-1, -1] = near.likely[rows]
        tie(likely, members, homes)
        groups = average_link(likely, self.model.join, self.model.seed, merge=self.model.merge)
        return settle(article.id, groups, homes, members, near.sketches.take(rows), changes)

    def _likely(self, links: Links, ids: NDArray[np.uint32], facts: Doubles) -> Doubles:
        """(articles, articles) probabilities of the pairs in `links`, 0 for others."""
        order = np.argsort(ids)
        a = np.minimum(np.searchsorted(ids, links.own, sorter=order), len(ids) - 1)
        b = np.minimum(np.searchsorted(ids, links.other, sorter=order), len(ids) - 1)
        a, b = order[a], order[b]
        here = (ids[a] == links.own) & (ids[b] == links.other)
        a, b = a[here], b[here]
        kinds = (facts[a, Fact.LENGTH] == 0).astype(np.intp) + (facts[b, Fact.LENGTH] == 0)
        kinds += EMBEDDED * ((facts[a, Fact.EMBEDDED] > 0) & (facts[b, Fact.EMBEDDED] > 0))
        best = facts[:, BESTS]
        found = np.zeros((len(ids), len(ids)))
        found[a, b] = found[b, a] = self.model.probabilities(
            links.score[here].astype(np.float64), links.alike[here].astype(np.float64), kinds, best[a], best[b]
        )
        return found

    def _keep(self, story: StorySummary, article: Profile, near: _Neighbours, changes: Changes) -> None:
        """Take an article into its story, and write all that has changed into the index."""
        index = self.index
        index.frequencies.count(new_terms(article, story))
        for number in near.raised:
            changes.touched.setdefault(near.stories[number].id, near.stories[number])
        for one in changes.touched.values():
            if one.id not in changes.merged and one.id != story.id:
                self._post(one, {id for id, (_, now) in changes.moved.items() if now == one.id})
        story.add(article)
        story.seen = index.now
        self._post(story, {id for id, (_, now) in changes.moved.items() if now == story.id})
        index.save(story, article.id, article.query, block(article))
        by_story: dict[str, list[str]] = {}
        for id, (_, now) in changes.moved.items():
            by_story.setdefault(now, []).append(id)
        for now, ids in by_story.items():
            index.move(ids, now)
        for gone, into in changes.merged.items():
            index.merge(gone, into)

    def _post(self, story: StorySummary, came: set[str]) -> None:
        """Write a story, and post it under the terms of the articles that came to it from others."""
        self.index.save(story, None, (), UNDATED)
        for member, facts in zip(story.members, story.sketches.facts if story.sketches else (), strict=True):
            if member.id in came:
                self.index.save(story, None, member.query, _block(float(facts[Fact.FIRST])))


def _links(article: Sketches, others: Sketches, scores: Doubles, alike: Doubles, kept: NDArray[np.bool_]) -> Links:
    """The pairs of an article with those of its candidates that are worth keeping."""
    rows = np.flatnonzero(kept)
    if len(rows) > LINKS:
        rows = rows[np.argsort(-scores[rows], kind="stable")[:LINKS]]
    own = np.repeat(article.ids, len(rows))
    return Links(own, others.ids[rows], scores[rows].astype(np.float32), alike[rows].astype(np.float32))


def block(article: Profile) -> int:
    """The block of time under which the terms of an article are posted."""
    return _block(article.first if article.first is not None else math.nan)


def _block(first: float) -> int:
    return UNDATED if math.isnan(first) else int(first // (BLOCK_DAYS * DAY))


def _why_opened(links: Mapping[str, float]) -> str:
    if not links:
        return "no open story shares its words"
    nearest = min(links, key=lambda id: (-links[id], id))
    return f"the nearest story, {nearest}, has probability {links[nearest]:.2f}"


KEPT_REASONS = 8
"""Articles of a story that are looked at to say what an article shares with it."""


def _why_joined(article: Profile, story: StorySummary, probability: float, derived: dict[str, float]) -> str:
    weights: Vector = {}
    for member in story.members[-KEPT_REASONS:]:
        for t in article.query.keys() & member.query.keys():
            weights[t] = max(weights.get(t, 0.0), article.query[t] * member.query[t])
    shared = sorted(weights, key=lambda t: (-weights[t], t))
    reason = f"probability {probability:.2f}; shares " + ", ".join(shared[:5])
    if derived.get(story.id):
        reason += f"; shares text with it (probability {derived[story.id]:.2f})"
    return reason
