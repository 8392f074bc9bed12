"""Online story clustering: each article, as it arrives, joins a story or opens one, in one pass.

    stories = Stories()
    for annotated in stream:
        placement = stories.place(annotated)

Candidates come from an inverted index of terms (`story_index`), one trained model gives the probability that an
article belongs to a candidate (`story_features`, `models/stories.md`), and nothing is reshuffled silently: what
happens to a story comes back as `StoryEvent`s with their reason. Time is that of the articles, never that of the
machine: an article that arrives late finds the stories of its own time, whatever has happened since.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from stemma.clock import bounds, utc
from stemma.model import Annotated, Article, StoryEvent, StoryState
from stemma.relate.story_features import (
    DAY,
    FEATURES,
    Profile,
    StorySummary,
    Vector,
    dot,
    gap_days,
    pair_features,
    profile,
    term,
    unit,
    words,
)
from stemma.relate.story_index import UNDATED, MemoryStoryIndex, StoryIndex

QUERY_TERMS = 24
CANDIDATES = 8
POSTINGS = 64
"""At most so many stories are looked at for one term: bounds the cost of an article, however many stories are open."""
BLOCK_DAYS = 15
MERGING_ARTICLES = 2
STRANGER_DAYS = 3
STRANGE = 0.1
"""An article whose names, by weight, are nine tenths strange to a story (it may share a weekday), and that lies more
days from it, is linked at most: accidents and crimes are told alike, and the training data holds too few dated ones."""
_KEY_NAMES = FEATURES.index("key_names_in_story")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article went.

    `probability` is the model's that the article belongs there (for a story just opened: that it belongs nowhere
    else). `possibly_same` are ids of stories that it may belong to as well. `merged` are ids of stories that became
    part of `story` by this article; their articles move with them.
    """

    story: str
    opened: bool
    probability: float
    possibly_same: tuple[str, ...] = ()
    events: tuple[StoryEvent, ...] = ()
    merged: tuple[str, ...] = ()


class StoryModel:
    """Logistic regression over `FEATURES`: the probability that an article belongs to a story.

    `weights` has a weight for names of features; others weigh nothing. Raises `ValueError` for another name.
    """

    def __init__(
        self, weights: Mapping[str, float], bias: float, join: float = 0.5, possible: float = 0.2, merge: float = 0.9
    ) -> None:
        if unknown := weights.keys() - set(FEATURES):
            raise ValueError(f"no such features: {', '.join(sorted(unknown))}")
        self.weights = np.array([weights.get(name, 0.0) for name in FEATURES])
        self.bias = bias
        self.join = join
        """An article joins its best story from this probability on."""
        self.possible = possible
        """From this probability on, two stories are linked as possibly the same."""
        self.merge = merge
        """Two stories become one when `MERGING_ARTICLES` articles belong to both with this probability."""

    def probabilities(self, rows: np.ndarray[Any, np.dtype[np.float64]]) -> list[float]:
        """One probability for each row of `pair_features`."""
        scores = (rows @ self.weights + self.bias).tolist()
        return [1 / (1 + math.exp(-min(50.0, max(-50.0, x)))) for x in scores]

    @classmethod
    def load(cls, path: Path) -> StoryModel:
        """From a JSON file as `train/stories.py` writes it."""
        data = json.loads(path.read_text("utf-8"))
        return cls(data["weights"], data["bias"], data["join"], data["possible"], data["merge"])

    @classmethod
    def shipped(cls) -> StoryModel:
        """The model of the package."""
        return _shipped()


@lru_cache(1)
def _shipped() -> StoryModel:
    return StoryModel.load(Path(__file__).parent.parent / "models" / "stories.json")


class Stories:
    """Places articles into stories, one at a time.

    `quiet_after` and `close_after` are counted from the last article of a story, in stream time. An article joins a
    story only if the two are not further apart than `close_after` in their own times, or if they share a text
    (`related`): so the order in which articles arrive hardly matters.
    """

    def __init__(
        self,
        index: StoryIndex | None = None,
        model: StoryModel | None = None,
        quiet_after: timedelta = timedelta(days=7),
        close_after: timedelta = timedelta(days=60),
    ) -> None:
        self.index: StoryIndex = index if index is not None else MemoryStoryIndex()
        self.model = model or StoryModel.shipped()
        self.quiet_after = quiet_after.total_seconds()
        self.close_after = close_after.total_seconds()

    def place(self, annotated: Annotated, *, related: Sequence[tuple[str, float]] = ()) -> Placement:
        """Put an article into its story, or open one for it.

        `related` are ids of articles placed before with the probability that the article shares a line of written
        text with them. An article that is placed already stays where it is.
        """
        index = self.index
        known = index.story_of([annotated.article.id, *(other for other, _ in related)])
        if placed := known.get(annotated.article.id):
            return Placement(placed, opened=False, probability=1.0)
        article = profile(annotated, index.frequencies)
        derived: dict[str, float] = {}
        for other, probability in related:
            if of_other := known.get(other):
                derived[of_other] = max(derived.get(of_other, 0.0), probability)
        self.advance(article.last)
        candidates = self.candidates(article, derived)
        scores = self._scores(article, candidates, derived)
        ranked = sorted(zip(scores, candidates, strict=True), key=lambda pair: (-pair[0], pair[1].id))
        best = ranked[0][0] if ranked else 0.0
        when = utc(datetime.fromtimestamp(article.last, UTC)) if article.last is not None else None
        events: list[StoryEvent] = []
        if opened := best < self.model.join:
            digest = hashlib.sha256(article.id.encode("utf-8", "surrogatepass")).hexdigest()
            story = StorySummary(id="s-" + digest[:12])
            events.append(StoryEvent(when, "opened", _why_opened(ranked), article.id))
            index.frequencies.texts += 1
        else:
            story = ranked[0][1]
            events.append(StoryEvent(when, "joined", _why_joined(article, story, best, derived), article.id))
            if self.state(story) == "closed":
                events.append(StoryEvent(when, "reopened", "an article joined it after it was closed", article.id))
        near = [(p, rival) for p, rival in ranked if rival.id != story.id and p >= self.model.possible]
        merged: list[str] = []
        for p, neighbour in near:
            reason = f"article {article.id} belongs to it with probability {p:.2f}"
            if p >= self.model.merge:
                story.close[neighbour.id] = story.close.get(neighbour.id, 0) + 1
            if story.close.get(neighbour.id, 0) >= MERGING_ARTICLES:
                story.absorb(neighbour)
                index.merge(neighbour.id, story.id)
                merged.append(neighbour.id)
                reason = f"{MERGING_ARTICLES} articles belong to both; article {article.id} with probability {p:.2f}"
                events.append(StoryEvent(when, "merged", reason, article.id, neighbour.id))
            else:
                events.append(StoryEvent(when, "possibly-same", reason, article.id, neighbour.id))
        self.keep(story, article)
        return Placement(
            story=story.id,
            opened=opened,
            probability=round(1 - best if opened else best, 4),
            possibly_same=tuple(neighbour.id for _, neighbour in near if neighbour.id not in merged),
            events=tuple(events),
            merged=tuple(merged),
        )

    def candidates(self, article: Profile, derived: dict[str, float] | None = None) -> list[StorySummary]:
        """The stories worth comparing: those that share the most weight of the article's heaviest terms."""
        query = dict(list(article.terms.items())[:QUERY_TERMS])
        votes: dict[str, float] = {}
        for t, ids in self.index.postings(list(query), self._blocks(article), POSTINGS).items():
            weight = query[t] * query[t]
            for story in ids:
                votes[story] = votes.get(story, 0.0) + weight
        best = sorted(votes, key=lambda story: (-votes[story], story))[:CANDIDATES]
        best += [story for story in derived or () if story not in best]
        near = self.close_after / DAY
        return [
            story
            for story in self.index.load(best)
            if (derived and story.id in derived) or (gap_days(article, story) or 0.0) <= near
        ]

    def state(self, story: StorySummary, now: float | None = None) -> StoryState:
        """Developing, quiet or closed at a moment of stream time (default: the latest time of any article)."""
        now = now if now is not None else self.index.now
        last = story.last if story.last is not None else story.seen
        if now is None or last is None or now - last < self.quiet_after:
            return "developing"
        return "quiet" if now - last < self.close_after else "closed"

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

    def _scores(self, article: Profile, candidates: Sequence[StorySummary], derived: dict[str, float]) -> list[float]:
        if not candidates:
            return []
        rows = pair_features(article, candidates)
        scores = self.model.probabilities(rows)
        for i, story in enumerate(candidates):
            if rows[i, _KEY_NAMES] < STRANGE and (gap_days(article, story) or 0.0) > STRANGER_DAYS:
                scores[i] = min(scores[i], self.model.possible)
        # A shared line of text speaks for the same story, independently of the words shared.
        return [1 - (1 - p) * (1 - derived.get(s.id, 0.0)) for p, s in zip(scores, candidates, strict=True)]

    def keep(self, story: StorySummary, article: Profile) -> None:
        """Take an article into a story and put both into the index."""
        new = story.add(article)
        self.index.frequencies.count(new)
        story.seen = self.index.now
        self.index.save(story, article.id, list(article.terms)[:QUERY_TERMS], block(article))


def block(article: Profile) -> int:
    """The block of time under which the terms of an article are posted."""
    return int(article.first // (BLOCK_DAYS * DAY)) if article.first is not None else UNDATED


def _why_opened(ranked: Sequence[tuple[float, StorySummary]]) -> str:
    if not ranked:
        return "no open story shares its words"
    return f"the nearest story, {ranked[0][1].id}, has probability {ranked[0][0]:.2f}"


def _why_joined(article: Profile, story: StorySummary, probability: float, derived: dict[str, float]) -> str:
    shared = sorted(
        ((w * story.terms[t], t) for t, w in article.terms.items() if t in story.terms), key=lambda x: (-x[0], x[1])
    )
    reason = f"probability {probability:.2f}; shares " + ", ".join(t for _, t in shared[:5])
    if derived.get(story.id):
        reason += f"; shares text with it (probability {derived[story.id]:.2f})"
    return reason


def headlines(article: Article) -> tuple[Article, ...]:
    """The teasers of a page as articles without a body, to be placed like others; each headline once.

    The id is `ID#teaser-N`, N counted from 1 in page order. A time that is not ISO 8601 ("45 mins ago") is left out.
    """
    found: dict[str, Article] = {}
    for n, teaser in enumerate(article.teasers, 1):
        key = " ".join(map(term, words(teaser.title)))
        if key and key not in found:
            found[key] = Article(
                id=f"{article.id}#teaser-{n}",
                body="",
                url=teaser.url,
                outlet=article.outlet,
                title=teaser.title,
                language=article.language,
                published=teaser.time if bounds(teaser.time) else None,
                timezone=article.timezone,
                fetched=article.fetched,
            )
    return tuple(found.values())


_LABEL = re.compile(
    r"(?:(?:breaking|live|watch|video|listen|photos?|gallery|podcast|opinion|analysis|editorial|comment|column|letters?"
    r"|press release|news release|media release|statement|transcript|full text|fact ?check|explainer|updates?"
    r"|exclusive)(?: updates?| blog)?\s*[:|–—]"
    r"|(?:joint |press |official |full )?statement (?:on|by|from|of|regarding)\b"
    r"|(?:remarks|speech|letter) (?:by|of|to)\b|(?:press|news|media) release\b)",
    re.IGNORECASE,
)
"""How headlines begin that name the kind of a text, or a document, before they say what happened."""


def title(articles: Iterable[Article]) -> str | None:
    """The headline, verbatim, that says best what the articles are about; None if none has one.

    Best is nearest to the words of all headlines and leads, where every outlet counts once however often it wrote; a
    headline that several outlets print gains. Very short and long ones, questions, quotes and shouting lose a little,
    labels and documents ("Live:", "Opinion:", "Statement on …") more; of equals the earliest stands.
    """
    headed = [(article, article.title.strip()) for article in articles if article.title and article.title.strip()]
    vectors = [unit(dict.fromkeys(map(term, words(text)), 1.0)) for _, text in headed]
    by_outlet = Counter(article.outlet or article.id for article, _ in headed)
    printed: dict[str, set[str]] = {}
    centre: Vector = {}
    for (article, text), vector in zip(headed, vectors, strict=True):
        printed.setdefault(text.casefold(), set()).add(article.outlet or article.id)
        lead = unit(dict.fromkeys(map(term, words(article.body[:300])), 1.0))
        for source in (vector, lead):
            for t, w in source.items():
                centre[t] = centre.get(t, 0.0) + w / by_outlet[article.outlet or article.id]
    best: tuple[float, str] | None = None
    for (_, text), vector in zip(headed, vectors, strict=True):
        count = len(words(text))
        score = dot(vector, centre) * (1.0 if 5 <= count <= 16 else 0.8)
        score *= 0.8 if text.isupper() or text.endswith(("?", "...", "…")) or text[0] in "'\"‘“„«" else 1.0
        score *= 0.5 if _LABEL.match(text) else 1.0
        score *= 1 + 0.1 * min(3, len(printed[text.casefold()]) - 1)
        if best is None or score > best[0] + 1e-9:
            best = (score, text)
    return best[1] if best else None


def keywords(story: StorySummary, most: int = 8) -> tuple[str, ...]:
    """The terms that weigh most in a story, numbers left out."""
    ranked = sorted(story.terms, key=lambda t: (-story.terms[t], t))
    return tuple(t for t in ranked if t.isalpha() and len(t) > 2)[:most]
