"""Claims: the statements of a story that say the same thing, in the words of the clearest one, with their status."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence

from stemma import clock
from stemma.model import Annotated, Claim, Lineage, Statement
from stemma.relate.claims import copies as twins
from stemma.relate.claims import origins, polarity, status
from stemma.relate.claims.likeness import stems
from stemma.relate.claims.people import introduced, news
from stemma.relate.claims.phrases import host, is_phrase
from stemma.relate.claims.statements import DATELINE, in_correction, points_back, statements

__all__ = ["claims", "clearest"]


def claims(members: Sequence[Annotated], lineages: Sequence[Lineage] = ()) -> tuple[Claim, ...]:
    """The claims of a story, first stated first, each with its ledger and three counts.

    `members` are the story's articles; `lineages` what `stemma.relate.texts.lineage` found (articles in none count
    each as a lineage of its own). A statement is in one claim at most; what is said in `passing`, or `carried` by
    another claim, is in none.
    """
    said = statements(members)
    of = {m.article.id: m for m in members}
    corrections = _corrections(said, members)
    heard = twins.earliest(said)
    grouped = [(without_doubles([said[i] for i in g]), sure) for g, sure in twins.surely(said, members)]
    home = {s.id: number for number, (g, _) in enumerate(grouped) for s in g}
    made = [
        dataclasses.replace(_claim(g, heard, of, lineages, corrections), confidence=sure)
        for g, sure in grouped
        if not passing(g) and not carried(g, home)
    ]
    made.sort(key=lambda c: (clock.order_key(c.history[0].time), c.statements[0].id))
    return tuple(made)


def _corrections(said: Sequence[Statement], members: Sequence[Annotated]) -> frozenset[str]:
    """Ids of the statements that stand in a section that corrects the page."""
    of = {m.article.id: m.article for m in members}
    return frozenset(s.id for s in said if in_correction(of[s.article], s))


def _claim(
    group: list[Statement],
    story: Sequence[Statement],
    of: dict[str, Annotated],
    lineages: Sequence[Lineage],
    corrections: frozenset[str],
) -> Claim:
    group.sort(key=lambda s: (clock.order_key(s.time), s.id))
    voices = {s.id for s in story}
    history = status.ledger([s for s in group if s.id in voices], story, corrections)
    last = history[-1]
    best = clearest(group, () if last.status == "denied" else supporting(group, last.because))
    return Claim(
        id="c" + hashlib.sha256(group[0].id.encode("utf-8", "surrogatepass")).hexdigest()[:10],
        text=shown(best, of.get(best.article)),
        statements=tuple(introduced(group, [s for _, s in news(group, story)])),
        status=history[-1].status,
        history=history,
        outlets=origins.outlets(group, {name: member.article.outlet for name, member in of.items()}),
        lineages=origins.lineages(group, lineages),
        origins=origins.origins(group, lineages),
    )


def supporting(group: Sequence[Statement], because: Collection[str]) -> frozenset[str]:
    """Ids of what the status rests on, and of what else the same parties say: once confirmed, a ledger adds nothing."""
    parties = {(s.identity or s.origin, s.act) for s in group if s.id in because}
    return frozenset(s.id for s in group if s.id in because or (s.identity or s.origin, s.act) in parties)


def clearest(group: Sequence[Statement], because: Collection[str] = ()) -> Statement:
    """The statement that says it best: one that its status rests on, standing alone, affirmative and firm."""

    def rank(s: Statement) -> tuple[bool, bool, bool, bool, bool, bool, bool, int, str]:
        length = abs(len(s.text.split()) - 10)
        weak = not s.certainty.startswith("CT")
        leaning = bool(_LEANING.search(s.text))
        broken = len(s.content) > 1
        return (
            points_back(s.text), s.id not in because, not stands(s), leaning, polarity.sign(s) <= 0, weak, broken,
            length, s.id,
        )  # fmt: skip

    return min(group, key=rank)


_LEANING = re.compile(
    r"\b(?:I|[Ww]e|[Oo]urs?|[Mm]y|[Uu]s|[Mm]e|them)\b|^\W*(?:it|he|she|they|this|that|these|those|his|her|its|their|there)\b"
    r"|, (?:that|this|which) (?:is|was|would|will|makes?|made)\b",
    re.IGNORECASE,
)
"""Words that only the text around can tell what they mean, where they stand first or speak for the speaker."""
SENTENCE = 45
"""A longer sentence (in words) is not shown in place of a part of it."""


def stands(statement: Statement) -> bool:
    """Whether the statement reads as a sentence by itself: a clause with its subject, and no bare noun or reaction."""
    whole = statement.clause in ("main", "coordinate") and sentence_like(statement.text)
    if statement.clause == "coordinate" and not _SUBJECT.match(statement.text):
        return False
    verb = statement.tense != "unknown" or bool(_VERB.search(statement.text))
    return whole and verb and statement.act in ("assert", "confirm", "announce")


_SUBJECT = re.compile(
    r"\W*(?:[A-Z]|\d|(?:the|an?|this|that|these|those|some|many|most|all|both|no|nobody|none|everyone|one|two|three|four|"
    r"five|six|seven|eight|nine|ten|dozens|hundreds|thousands|its|their|his|her|our|my|there|more|several|others)\b)"
)
"""How a clause begins that has a subject of its own, and not the verb that goes on from another ("stole a boat")."""
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|did|does|do|\w{2,}ed)\b", re.I)


def shown(statement: Statement, member: Annotated | None) -> str:
    """The words that a claim shows itself in: those of `statement`, or of its sentence if it cannot stand alone."""
    if stands(statement) or member is None or not statement.content:
        return statement.text
    start, end = statement.content[0][0], statement.content[-1][1]
    around = next(((s, e) for s, e in member.annotations.sentences if s <= start and end <= e), None)
    sentence = " ".join(member.article.body[slice(*around)].split()) if around else ""
    if dateline := DATELINE.match(sentence):
        sentence = sentence[dateline.end() :]
    return sentence if 0 < len(sentence.split()) <= SENTENCE else statement.text


FEW = 3


def without_doubles(group: list[Statement]) -> list[Statement]:
    """`group` without the phrases whose whole statement is in it too."""
    ids = {s.id for s in group}
    return [s for s in group if not is_phrase(s) or host(s) not in ids]


def passing(group: Sequence[Statement]) -> bool:
    """Whether a group is a lone half-sentence of fewer than `FEW` content words ("as it always had", "who agreed"), or
    phrases that no other page tells of."""
    (only, *others) = group
    if all(is_phrase(s) and s.article == only.article for s in group):
        return True
    below = only.clause not in ("main", "coordinate")
    return not others and below and len(stems(only.text)) < FEW and not re.search(r"\d", only.text)


def carried(group: Sequence[Statement], home: Mapping[str, int]) -> bool:
    """Whether a group is of phrases alone whose whole statements are together in another one (`home`: the group of each
    statement id): copies of one sentence say their phrases in it."""
    return all(is_phrase(s) for s in group) and len({home.get(host(s)) for s in group}) == 1


_SUBJECTLESS = re.compile(
    r"[\W_]*(?:(?:then|also|later|and|but|not)\s+)*(?:who|whom|whose|which|where|of|by|when|while|before|after|as|to|was|were|is|are|has|have|"
    r"had|will|would|could|\w+ing|(?!United|Armed|Red\b)\w{3,}ed)\b"
)


def sentence_like(text: str) -> bool:
    """Whether `text` reads as a clause from its subject on: it begins with no bare verb, relative or subordinator."""
    return _SUBJECTLESS.match(text) is None
