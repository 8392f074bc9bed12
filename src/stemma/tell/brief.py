"""The brief: a handful of sentences out of the story's own pages, chosen so that together they tell it.

Nothing is generated. A greedy choice under diminishing returns (maximum coverage; Lin and Bilmes 2011) takes whole
sentences, word for word, for two things they carry. *Claims* weigh by their worth; one that carries several beats one.
*Concepts* are content words and pairs of neighbouring ones that several articles use (Gillick and Favre 2009): they
hold where claims were missed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from stemma import clock, text
from stemma.lang import words as vocabulary
from stemma.model import Annotated, BriefSentence, Claim, Section, Span, Statement, Story
from stemma.tell import board as boards
from stemma.tell import voices
from stemma.tell.showing import after_dateline

SHORTEST, LONGEST = 7, 48
"""Sentences of fewer or more words are not taken."""
ALIKE = 0.5
"""Two sentences that share this part of the shorter one's content words say the same."""
LEVEL = 0.7
"""The power of a claim's worth that it weighs: what is only likely to matter counts for a little more, so that a
sentence that carries three such claims beats one that carries a sure one."""
CLAIMS = 0.85
"""What the claims weigh against the concepts."""
OVERTAKEN = 0.6
"""What a value that replaced another speaks for its sentence, and a replaced one against it."""
COPIED = 0.3
"""What speaks against the page that has its text from another."""
PAST = 0.6
"""What speaks against background."""
LEAST = 0.12
"""A sentence that adds less ends the brief."""
SEEN_AGAIN = 0.15
"""What a claim is still worth once a chosen sentence carries it."""
REACTION, TURN, COPY = 0.25, 1.4, 0.9
"""A reaction (no comment, did not confirm) tells little of a claim, the statement that turned its status last tells
more, and of two pages with the same text the one that had it first is to be quoted."""

Concept = tuple[str, ...]
"""One content word, or two that follow each other."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    article: str
    span: Span
    text: str
    words: frozenset[str]
    concepts: frozenset[Concept]
    claims: Mapping[int, float]
    """Index of each claim it carries, and how well it tells it (1 is a plain assertion)."""
    statement: Statement | None
    section: Section | None
    place: int
    """How many sentences stand before it in its section."""
    past: bool
    """Whether it names a time long before the story."""


def brief(story: Story, articles: Mapping[str, Annotated], *, most: int = 8) -> tuple[BriefSentence, ...]:
    """At most `most` verbatim sentences of `articles` that cover the claims of `story`, updates on top.

    Updates come first, newest on top; the rest follows in the order of its weight. Every span slices back from the
    body of its article. Articles that are not at hand are left out; without any the brief is empty.
    """
    here = {member.id: articles[member.id] for member in story.articles if member.id in articles}
    candidates = list(_candidates(story, here))
    if not candidates or most < 1:
        return ()
    worth = _Worth(story, candidates)
    first = clock.order_key(story.first)[1]
    chosen: list[_Candidate] = []
    while candidates and len(chosen) < most:
        best = max(candidates, key=worth.of)
        if chosen and worth.news(best) < LEAST:
            break
        chosen.append(best)
        worth.tell(best)
        candidates = [c for c in candidates if not _alike(c, best)]
    told = [(_sentence(c, story, here, first), c) for c in chosen]
    updates = [sentence for sentence, _ in told if sentence.update]
    updates.sort(key=lambda s: clock.order_key(s.time), reverse=True)
    return (*updates, *(sentence for sentence, _ in told if not sentence.update))


def untold(found: Sequence[BriefSentence], sentences: Iterable[str]) -> tuple[BriefSentence, ...]:
    """Of a brief what `sentences` that stand beside it (those of a board) do not say as well."""
    told = [frozenset(_words(sentence)) for sentence in sentences]
    return tuple(one for one in found if not any(_same(frozenset(_words(one.text)), words) for words in told))


def _candidates(story: Story, articles: Mapping[str, Annotated]) -> Iterator[_Candidate]:
    spoken: dict[str, list[tuple[int, Statement]]] = {}
    for index, claim in enumerate(story.claims):
        for statement in (one for one in claim.statements if one.where == "body"):
            spoken.setdefault(statement.article, []).append((index, statement))
    copies = {derivation.to for lineage in story.lineages for derivation in lineage.derivations}
    for key, annotated in articles.items():
        body = annotated.article.body
        place: Counter[int] = Counter()
        for start, end in annotated.annotations.sentences or text.sentences(body):
            which = next((i for i, s in enumerate(annotated.article.sections) if s.start <= start < s.end), -1)
            before = place[which]
            place[which] += 1
            start = after_dateline(body, start, end)
            words = _words(body[start:end])
            pairs = pairwise(words)
            if not SHORTEST <= len(text.words(body[start:end])) <= LONGEST or not words:
                continue
            inside = [(i, s) for i, s in spoken.get(key, ()) if _covers((start, end), s)]
            yield _Candidate(
                article=key,
                span=(start, end),
                text=body[start:end],
                words=frozenset(words),
                concepts=frozenset((word,) for word in words) | frozenset(pairs),
                claims={
                    i: max(_telling(s, story.claims[i], key in copies) for j, s in inside if j == i) for i, _ in inside
                },
                statement=max((s for _, s in inside), key=_told, default=None),
                section=annotated.article.sections[which] if which >= 0 else None,
                place=before,
                past=any(
                    start <= t.start < end and boards.long_before(t.until, story) for t in annotated.annotations.times
                ),
            )


def _covers(span: Span, statement: Statement) -> bool:
    """Whether most of the statement's content lies in `span`."""
    inside = sum(max(0, min(span[1], e) - max(span[0], s)) for s, e in statement.content)
    return inside > 0.6 * sum(e - s for s, e in statement.content)


def _words(piece: str) -> list[str]:
    """The content words, folded, in order."""
    found = (text.fold(piece[s:e]) for s, e in text.words(piece))
    return [word for word in found if word not in text.STOPWORDS and len(word) > 1]


def _weight(claim: Claim, story: Story) -> float:
    """What it is worth to tell `claim`: nothing where the desk has hidden it.

    Where nothing has a worth (records made before there was one) the independent texts behind it count.
    """
    if not story.board:
        return 1.0 + math.log2(max(1, claim.lineages))
    return 0.0 if claim.hidden else claim.worth**LEVEL


def _telling(statement: Statement, claim: Claim, copied: bool) -> float:
    """How well `statement` tells `claim`."""
    worth = REACTION if statement.act in ("not-confirm", "no-comment") else 1.0
    if claim.history and statement.id in claim.history[-1].because:
        worth *= TURN
    return worth * COPY if copied else worth


class _Worth:
    """What each sentence still adds to those that were told. Both scales are set so that a full brief is worth 10."""

    def __init__(self, story: Story, candidates: list[_Candidate]) -> None:
        self.claims = [_weight(claim, story) for claim in story.claims]
        users: dict[Concept, set[str]] = {}
        for candidate in candidates:
            for concept in candidate.concepts:
                users.setdefault(concept, set()).add(candidate.article)
        self.concepts = {c: (len(by) - 1) * len(c) / 2 for c, by in users.items() if len(by) > 1}
        self.claim_scale = 10 * CLAIMS / (sum(sorted(self.claims, reverse=True)[:8]) or 1)
        self.concept_scale = 10 / (sum(sorted(self.concepts.values(), reverse=True)[:100]) or 1)
        old, new = _overtaken(story)
        copies = {derivation.to for lineage in story.lineages for derivation in lineage.derivations}
        self.standing = {
            id(c): _standing(c)
            + OVERTAKEN * (_holds(c, new) - _holds(c, old))
            - COPIED * (c.article in copies)
            - PAST * c.past
            for c in candidates
        }
        self.carried: set[int] = set()
        self.told: set[Concept] = set()

    def tell(self, candidate: _Candidate) -> None:
        """Counts what `candidate` carries as told."""
        self.carried |= candidate.claims.keys()
        self.told |= candidate.concepts

    def news(self, candidate: _Candidate) -> float:
        """What `candidate` tells that is not told yet."""
        claims = sum(
            self.claims[i] * part * (SEEN_AGAIN if i in self.carried else 1.0) for i, part in candidate.claims.items()
        )
        concepts = sum(self.concepts.get(c, 0.0) for c in candidate.concepts if c not in self.told)
        return self.claim_scale * claims + self.concept_scale * concepts

    def of(self, candidate: _Candidate) -> float:
        """`news` and what speaks for the sentence itself."""
        return self.news(candidate) + self.standing[id(candidate)]


def _standing(candidate: _Candidate) -> float:
    """What speaks for the sentence itself: an early place; against it: words that point out of it."""
    early = 0.2 / (1.0 + candidate.place)
    said = [text.fold(candidate.text[s:e]) for s, e in text.words(candidate.text)]
    known = vocabulary.of(vocabulary.LANGUAGE)
    dangling = said[0] in known["leaning-openers"]
    leaning = sum(word in known["leaning-words"] for word in said) / len(said)
    open_quote = candidate.text.count("“") != candidate.text.count("”") or candidate.text.count('"') % 2 == 1
    return early - 0.4 * dangling - 1.3 * leaning - 0.4 * open_quote


def _told(statement: Statement) -> tuple[bool, int, bool]:
    """Of the statements of a sentence the one whose chain is shown comes last: somebody's before the page's own."""
    return statement.attribution is not None, len(statement.chain), statement.named


def _alike(a: _Candidate, b: _Candidate) -> bool:
    return _same(a.words, b.words)


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= ALIKE * min(len(a), len(b))


def _sentence(candidate: _Candidate, story: Story, articles: Mapping[str, Annotated], first: datetime) -> BriefSentence:
    article = articles[candidate.article].article
    time = (candidate.section.time if candidate.section else None) or article.published
    statement = candidate.statement
    changed = candidate.section is not None and candidate.section.kind in ("update", "correction", "live")
    chain = voices.chain(statement.chain if statement else (), article.outlet or article.id)
    return BriefSentence(
        text=candidate.text,
        article=candidate.article,
        span=candidate.span,
        outlet=article.outlet,
        chain=chain,
        url=article.url,
        time=time,
        update=time is not None
        and (changed or _turned(candidate, story, first) or _holds(candidate, _overtaken(story)[1])),
    )


def _turned(candidate: _Candidate, story: Story, first: datetime) -> bool:
    """Whether somebody's statement in the sentence turned the status of a claim, after the first reports, as it is."""
    for index in candidate.claims:
        claim = story.claims[index]
        mine = {
            s.id
            for s in claim.statements
            if s.article == candidate.article and s.attribution and _covers(candidate.span, s)
        }
        last = claim.history[-1] if len(claim.history) > 1 else None
        if last and mine & set(last.because) and clock.order_key(last.time)[1] > first:
            return True
    return False


def _overtaken(story: Story) -> tuple[list[tuple[str, Span]], list[tuple[str, Span]]]:
    """Where superseded values stand, and where the values that replaced them do."""
    times = {member.id: clock.order_key(member.modified or member.published) for member in story.articles}
    old: list[tuple[str, Span]] = []
    new: list[tuple[str, Span]] = []
    for conflict in story.conflicts:
        if conflict.strength == "superseded" and {conflict.a.article, conflict.b.article} <= times.keys():
            a, b = sorted((conflict.a, conflict.b), key=lambda side: times[side.article])
            old.append((a.article, a.span))
            new.append((b.article, b.span))
    return old, new


def _holds(candidate: _Candidate, places: list[tuple[str, Span]]) -> bool:
    return any(
        article == candidate.article and candidate.span[0] <= span[0] and span[1] <= candidate.span[1]
        for article, span in places
    )
