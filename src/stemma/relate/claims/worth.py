"""Worth: how probable it is that an editor must see a claim, and the board that is made of those.

A trained model over what can be counted of a claim: how many texts carry it, where on the page and in which titles it
stands, who says it, what kind of thing it tells, its figures and its status. Not the time of its last change.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from stemma import clock
from stemma.lang import words
from stemma.lang.terms import stems
from stemma.lang.words import LANGUAGE
from stemma.model import Annotated, Claim, Statement
from stemma.relate.claims import grouping, models
from stemma.relate.claims.copies import Scores
from stemma.relate.claims.quantities import TOLLS
from stemma.relate.claims.sheets import STEPS
from stemma.relate.claims.statements import REACTIONS, whole

FEATURES = (
    "pages", "share of pages", "outlets", "texts", "share of texts", "titles", "share of titles", "first place",
    "mean place", "leads", "share of leads", "attributed", "named", "sources", "statements", "words",
    "words in titles", "most words in a title", "central words", "central words in all", "figures", "toll", "money",
    "disputed", "confirmed", "announced", "reported", "open", "event", "state", "plan", "opinion", "demand", "past",
    "present", "future", "outright", "first", "last", "done about it", "denied", "confidence", "another time",
    "speaks of himself", "leans", "reactions", "pages of the story", "contested",
)  # fmt: skip
BOARD = 12
"""So many claims are on a board at most."""
LEAST = 0.08
"""What is less probable than this is on no board, however few there are."""
CONSIDERED = 2 * BOARD
"""So many claims, the worthiest, are looked at for a board."""
VOICES = 6
"""Statements that speak for a claim when two are compared, its first ones."""
ALIKE = 0.6
"""What shares so much of its words with a claim above it is not shown."""
INSIDE = 0.7
"""Nor is what has so much of its words in the sentence of one above it: that is read there."""
FRAGMENT = 0.5
"""What a claim counts that is told in no sentence of its own."""
DISPUTED = 1.5
"""What parties contradict each other on an editor must see in three of four cases (in one of three else): so many times
its worth it counts for the board."""
FEW = 3
"""Fewer content words tell nothing by themselves."""


@functools.cache
def shipped() -> models.Model:
    """`models/worth.npz`: must an editor see a claim?"""
    return models.load("worth.npz", FEATURES)


def weighed(claims: Sequence[Claim], members: Sequence[Annotated], model: models.Model | None = None) -> list[Claim]:
    """`claims` with their worth, 0 to 1."""
    if not claims:
        return []
    found = (model or shipped())(features(claims, members))
    return [replace(claim, worth=round(float(p), 4)) for claim, p in zip(claims, found, strict=True)]


def board(
    claims: Sequence[Claim],
    members: Sequence[Annotated] = (),
    model: models.Model | None = None,
    scores: Scores | None = None,
) -> tuple[str, ...]:
    """Ids of the at most `BOARD` claims that an editor must see, nothing twice.

    One after the other the claim with the greatest expected news: its worth times the probability, by the pair model,
    that none of those above it says the same (maximal marginal relevance, Carbonell and Goldstein 1998). Never two in
    much the same words, in one sentence, or one of which is read in the sentence of the other. A claim of reactions
    alone ("declined to comment") is on no board. What a desk has pinned comes first, whatever it is; what it has hidden
    is left out.
    """
    pinned = [c for c in claims if any(hand.kind == "pin" for hand in c.by_hand)]
    said_something = [c for c in claims if any(s.act not in REACTIONS for s in c.statements) and not c.hidden]
    ranked = sorted(said_something, key=lambda c: (-_news(c), c.id))[:CONSIDERED]
    ranked = [*sorted(pinned, key=lambda c: (-c.worth, c.id)), *(c for c in ranked if c not in pinned)]
    news = np.array([_news(c) for c in ranked])
    told = _told_by(ranked, members, model, scores)
    of = {m.article.id: m for m in members}
    printed = [_as_told(c, of) for c in ranked]
    shown = list(range(len(pinned)))
    left = list(range(len(pinned), len(ranked)))
    for n in shown:
        news *= 1 - told[n]
    apart = news.copy()
    while left and len(shown) < BOARD:
        best = max(left, key=lambda n: (news[n], -n))
        if news[best] < LEAST and shown:
            break
        shown.append(best)
        news *= 1 - told[best]
        left = [n for n in left if n != best and not _twice(printed[n], printed[best])]
    # What is disputed has its place on the board, and there the place of its worth.
    apart /= [DISPUTED if c.status == "disputed" else 1.0 for c in ranked]
    order, left = shown[: len(pinned)], shown[len(pinned) :]
    while left:
        order.append(max(left, key=lambda n: (apart[n], -n)))
        left.remove(order[-1])
        apart *= 1 - told[order[-1]]
    return tuple(ranked[n].id for n in order)


def _told_by(
    ranked: Sequence[Claim], members: Sequence[Annotated], model: models.Model | None, scores: Scores | None
) -> NDArray[np.float64]:
    """How probably each claim says what each other one says: the mean over their first statements, n by n.

    `scores` are what is known of the story's statements; without them these are compared by themselves.
    """
    said = [(n, s) for n, c in enumerate(ranked) for s in c.statements[:VOICES]]
    if scores is not None and any(s.id in scores.at for _, s in said):
        said = [(n, s) for n, s in said if s.id in scores.at]  # what points back, and later copies, tell nothing more
        rows = [scores.at[s.id] for _, s in said]
        score = scores.table[np.ix_(rows, rows)]
    else:
        score = grouping.same([s for _, s in said], members, model)
    mine = np.zeros((len(ranked), len(said)))
    mine[[n for n, _ in said], range(len(said))] = 1
    many = mine.sum(axis=1)
    return mine @ score @ mine.T / np.maximum(1, np.outer(many, many))


def _news(claim: Claim) -> float:
    """What a claim counts for the board by itself."""
    return claim.worth * (FRAGMENT if _fragment(claim) else 1.0) * (DISPUTED if claim.status == "disputed" else 1.0)


def _fragment(claim: Claim) -> bool:
    """Whether the statement that shows a claim is no sentence by itself, a question, or of hardly any words."""
    best = next((s for s in claim.statements if s.id == claim.shown), None)
    if best is None:
        return False
    return not whole(best) or best.reading.telling == "question" or len(set(stems(best.text))) < FEW


def _twice(claim: _Told, other: _Told) -> bool:
    """Whether a claim is told in much the words of another above it, in its sentence, or either in the other's."""
    a, b = claim.words, other.words
    alike = not a or len(a & b) >= ALIKE * min(len(a), len(b))
    inside = len(a & other.sentence) >= INSIDE * len(a) or (b and len(b & claim.sentence) >= INSIDE * len(b))
    return alike or bool(inside) or claim.place == other.place


@dataclass(frozen=True, slots=True)
class _Told:
    """The stems of a claim's words and of the sentence that it is shown in, and where that stands."""

    words: frozenset[str]
    sentence: frozenset[str]
    place: object


def _as_told(claim: Claim, of: dict[str, Annotated]) -> _Told:
    words = frozenset(stems(claim.text))
    best = next((s for s in claim.statements if s.id == claim.shown), None)
    if best is None or best.sentence is None or best.article not in of:
        return _Told(words, words, _sentence(claim))
    article = of[best.article].article
    printed = article.body if best.where == "body" else article.title or ""
    return _Told(words, words | frozenset(stems(printed[slice(*best.sentence)])), _sentence(claim))


def _sentence(claim: Claim) -> tuple[str, object] | str:
    """The sentence whose words a claim is shown in; the claim itself where that is not known."""
    best = next((s for s in claim.statements if s.id == claim.shown), None)
    return claim.id if best is None or best.sentence is None else (best.article, (best.where, best.sentence))


def features(claims: Sequence[Claim], members: Sequence[Annotated]) -> NDArray[np.float32]:
    """The features (`FEATURES`, in order) of each claim of a story: one row a claim."""
    of = {m.article.id: m for m in members}
    pages = len(members)
    titles: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, member in enumerate(members):
        told = Counter(stems(member.article.title or ""))
        for word in told:
            titles[word].append((place, len(told)))
    known = words.of(LANGUAGE)
    spread = Counter(word for m in members for word in _told(m.article.body, known))
    lineages = max((c.lineages for c in claims), default=1)
    times = sorted({clock.order_key(s.time) for c in claims for s in c.statements})
    rank = {time: i / max(1, len(times) - 1) for i, time in enumerate(times)}
    rows = [_row(c, of, pages, titles, spread, lineages, rank) for c in claims]
    return np.array(rows, dtype=np.float32)


def _row(
    claim: Claim,
    of: dict[str, Annotated],
    pages: int,
    titles: Mapping[str, Sequence[tuple[int, int]]],
    spread: Counter[str],
    lineages: int,
    rank: dict[tuple[bool, datetime], float],
) -> list[float]:
    said = claim.statements
    body = [s for s in said if s.where == "body"]
    articles = {s.article for s in said}
    in_title = {s.article for s in said if s.where == "title"}
    leads = {s.article for s in body if _leads(s, of[s.article])}
    places = [_place(s, of[s.article]) for s in body] or [0.0]
    terms = set(stems(claim.text))
    met = _met(terms, titles)
    central = [spread[word] / pages for word in terms]
    best = said[0] if not body else body[0]
    tellings = Counter(s.reading.telling for s in said)
    tenses = Counter(s.tense for s in said)
    marks = Counter(mark for s in said for mark in set(s.reading.marks))
    kinds = {q.what for s in said for q in s.reading.figures}
    attributed = [s for s in said if s.attribution is not None]
    n = len(said)
    moments = [rank[clock.order_key(s.time)] for s in said]
    return [
        len(articles), len(articles) / pages, claim.outlets, claim.lineages, claim.lineages / max(1, lineages),
        len(in_title), len(in_title) / pages, min(places), sum(places) / len(places), len(leads), len(leads) / pages,
        len(attributed) / n, sum(s.named for s in attributed) / max(1, len(attributed)),
        len({s.identity or s.origin for s in attributed}), n, len(terms), sum(met) / pages,
        max(met, default=0.0), sum(central) / max(1, len(central)), min(sorted(central)[-3:], default=0.0),
        len(kinds), bool(kinds & TOLLS), any(k.startswith("money") for k in kinds),
        claim.status == "disputed", claim.status == "confirmed", claim.status == "announced",
        claim.status == "reported", claim.status in ("speculated", "unconfirmed"),
        *(tellings[kind] / n for kind in ("event", "state", "plan", "opinion", "demand")),
        *(tenses[time] / n for time in ("past", "present", "future")),
        sum(s.reading.outright for s in said) / n, min(moments), max(moments),
        sum(marks[step] for step in STEPS) / n, sum(s.reading.polarity < 0 for s in said) / n, claim.confidence,
        marks["other-time"] / n, marks["first-person"] / n, float("leaning" in best.reading.marks),
        sum(s.act in REACTIONS for s in said) / n, math.log(pages),
        claim.status in ("disputed", "denied") or any(s.act in ("deny", "accuse") for s in said),
    ]  # fmt: skip


@functools.lru_cache(512)
def _told(body: str, known: words.Words) -> frozenset[str]:
    """The stems of a text, which is asked for them whenever its story grows; `known` are the words they depend on."""
    return frozenset(stems(body))


def _met(terms: Collection[str], titles: Mapping[str, Sequence[tuple[int, int]]]) -> list[float]:
    """Which part of each title that shares any is made of `terms`; `titles` tell by word which ones, and how long."""
    found: Counter[tuple[int, int]] = Counter(title for term in terms for title in titles.get(term, ()))
    return [shared / length for (_, length), shared in sorted(found.items())]


def _leads(statement: Statement, member: Annotated) -> bool:
    """Whether a statement stands in the first two sentences of its page."""
    sentences = member.annotations.sentences[:2]
    return bool(sentences) and statement.content[0][0] < sentences[-1][1]


def _place(statement: Statement, member: Annotated) -> float:
    """Where on its page a statement begins, 0 to 1."""
    return statement.content[0][0] / max(1, len(member.article.body))
