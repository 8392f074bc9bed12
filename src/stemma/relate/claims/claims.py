"""Claims: the statements of a story that say the same thing, in the words of the clearest one, with their status."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict

from stemma import clock, houses
from stemma.lang.terms import stems
from stemma.model import Annotated, Ask, Claim, Correction, Lineage, Statement
from stemma.relate.claims import copies, disputes, models, origins, releases, series, status, verdicts
from stemma.relate.claims.facts import sign
from stemma.relate.claims.notices import notices, taken_back
from stemma.relate.claims.people import Heard, introduced, news
from stemma.relate.claims.statements import in_correction, points_back, stands, statements
from stemma.relate.claims.worth import weighed
from stemma.relate.desk import claims as desk
from stemma.relate.desk.names import Parties

__all__ = ["claims", "clearest", "corrected"]


def claims(
    members: Sequence[Annotated],
    lineages: Sequence[Lineage] = (),
    *,
    model: models.Model | None = None,
    worth: models.Model | None = None,
) -> tuple[Claim, ...]:
    """The claims of a story, first stated first, each with its ledger and four counts.

    `members` are the story's articles; `lineages` what `stemma.relate.texts.lineage` found (articles in none count
    each as a lineage of its own). A statement is in one claim at most; what is said in `passing`, and what is
    `minor`, is in none: it stays searchable as a statement. `model` is the pair model, `worth` that of worth (those
    that are shipped if None).
    """
    return corrected(members, lineages, (), model=model, worth=worth)[0]


def corrected(
    members: Sequence[Annotated],
    lineages: Sequence[Lineage],
    lines: Sequence[Correction],
    *,
    model: models.Model | None = None,
    worth: models.Model | None = None,
) -> tuple[tuple[Claim, ...], tuple[Ask, ...], copies.Scores | None]:
    """`claims` with the corrections in force laid over them, what speaks against these, and what statements scored."""
    issued = releases.releases(members)
    texts = {member: lineage.id for lineage in lineages for member in lineage.members}
    rested = releases.rested(statements(members), issued, texts)
    said = Parties(lines, [m.article.id for m in members]).same(rested)
    of = {m.article.id: m for m in members}
    survey = houses.Survey([m.article for m in members])
    ground = _ground(said, members, survey.outlet, texts)
    heard = Heard(copies.earliest(said))
    judged = verdicts.verdicts(members)
    found = disputes.answered(copies.groups(said, members, model), said)
    wanted = desk.stays(said, lines)
    grouped = [(verdicts.unasserted([said[i] for i in g], judged), sure) for g, sure in desk.edited(found, said, lines)]
    grouped = [
        (group, sure)
        for group, sure in grouped
        if any(s.id in wanted for s in group) or (not passing(group) and not verdicts.repeated(group, judged))
    ]
    judges = verdicts.placed(judged, [group for group, _ in grouped])
    judging = [{one.article for one in judges.get(n, ())} for n in range(len(grouped))]
    made = [
        dataclasses.replace(_claim(group, heard, of, lineages, ground, survey, issued, pages), confidence=sure)
        for (group, sure), pages in zip(grouped, judging, strict=True)
    ]
    scores = copies.scores(said, members, model)
    unsure = copies.unsure(made, scores) if scores else {}
    made = [
        dataclasses.replace(c, loose=loose, **_counts(c.statements, pages, loose, lineages, survey, issued))
        if (loose := unsure.get(c.id))
        else c
        for c, pages in zip(made, judging, strict=True)
    ]
    weighty = weighed(made, members, worth)
    made = [claim for claim in weighty if not minor(claim) or any(s.id in wanted for s in claim.statements)]
    made.sort(key=lambda c: (clock.order_key(c.history[0].time), c.statements[0].id))
    return desk.marked(made, lines), tuple(desk.asks(made, found, said, lines)), scores


MINOR = 0.15
"""Below this worth a detail that one page tells in its own voice is no claim."""


def minor(claim: Claim) -> bool:
    """Whether a claim is a detail of one page in its own voice that no editor would put on a board."""
    pages = {s.article for s in claim.statements}
    own = all(s.attribution is None for s in claim.statements)
    return len(pages) == 1 and own and claim.worth < MINOR


def _ground(
    said: Sequence[Statement],
    members: Sequence[Annotated],
    keys: Mapping[str, str | None],
    lineage_of: Mapping[str, str],
) -> status.Ground:
    """What the ledgers must know of the pages: corrections, whose own pages are there, what was taken back."""
    of = {m.article.id: m.article for m in members}
    return status.Ground(
        corrections=frozenset(s.id for s in said if in_correction(of[s.article], s)),
        outlets=frozenset(key for key in keys.values() if key),
        retracted=taken_back(said, notices(members), keys, lineage_of),
    )


def _claim(
    group: list[Statement],
    story: Heard,
    of: dict[str, Annotated],
    lineages: Sequence[Lineage],
    ground: status.Ground,
    survey: houses.Survey,
    issued: Mapping[str, releases.Release],
    judges: Collection[str],
) -> Claim:
    """The claim that a group of statements makes; pages that judge it (`judges`) are not counted for it."""
    group.sort(key=lambda s: (clock.order_key(s.time), s.id))
    history = status.ledger([s for s in group if s.id in story.ids], story, ground)
    last = history[-1]
    gone = series.outdated(group, story)
    now = [s for s in group if s.id not in gone] or group
    best = clearest(now, () if last.status == "denied" else supporting(now, last.because))
    return Claim(
        id="c" + hashlib.sha256(group[0].id.encode("utf-8", "surrogatepass")).hexdigest()[:10],
        text=shown(best, of.get(best.article)),
        shown=best.id,
        statements=tuple(introduced(group, [s for _, s in news(group, story)])),
        status=history[-1].status,
        history=history,
        **_counts(group, judges, (), lineages, survey, issued),
    )


class Counts(TypedDict):
    """How much a claim rests on, as fields of it."""

    outlets: int
    houses: int | None
    owned: int
    lineages: int
    origins: tuple[int, int]


def _counts(
    group: Sequence[Statement],
    judges: Collection[str],
    loose: Collection[str],
    lineages: Sequence[Lineage],
    survey: houses.Survey,
    issued: Mapping[str, releases.Release],
) -> Counts:
    """What a group of statements rests on, without pages that judge it (`judges`), what is `loose` in it, and who told
    what held before."""
    counted = [s for s in series.holding(group) if s.article not in judges and s.id not in loose]
    pages = {s.article for s in counted}
    known, owned = survey.houses(pages)
    return Counts(
        outlets=survey.outlets(pages),
        houses=known,
        owned=owned,
        lineages=origins.lineages(counted, lineages),
        origins=origins.origins(counted, lineages, releases.aliases(counted, issued)),
    )


def supporting(group: Sequence[Statement], because: Collection[str]) -> frozenset[str]:
    """Ids of what the status rests on, and of what else the same parties say: once confirmed, a ledger adds nothing."""
    parties = {(s.identity or s.origin, s.act) for s in group if s.id in because}
    return frozenset(s.id for s in group if s.id in because or (s.identity or s.origin, s.act) in parties)


def clearest(group: Sequence[Statement], because: Collection[str] = ()) -> Statement:
    """The statement that says it best: one that its status rests on, standing alone, affirmative and firm."""

    def rank(s: Statement) -> tuple[bool, bool, bool, bool, bool, bool, bool, bool, int, str]:
        length = abs(len(s.text.split()) - 10)
        weak = not s.certainty.startswith("CT")
        leaning = "leaning" in s.reading.marks
        broken = len(s.content) > 1
        return (
            points_back(s), s.id not in because, not stands(s), sign(s) <= 0, leaning, weak, broken,
            s.where == "title", length, s.id,
        )  # fmt: skip

    return min(group, key=rank)


SENTENCE = 45
"""A longer sentence (in words) is not shown in place of a part of it."""


def shown(statement: Statement, member: Annotated | None) -> str:
    """The words that a claim shows itself in: those of `statement`, or of its sentence if it cannot stand alone."""
    below = (
        statement.clause == "adverbial" and "own-subject" in statement.reading.marks
    )  # "when *a drone hit the base*"
    if stands(statement) or below or member is None or statement.sentence is None:
        return statement.text
    text = member.article.body if statement.where == "body" else member.article.title or ""
    sentence = " ".join(text[slice(*statement.sentence)].split())
    return sentence if 0 < len(sentence.split()) <= SENTENCE else statement.text


FEW = 3


def passing(group: Sequence[Statement]) -> bool:
    """Whether a group is a lone half-sentence of fewer than `FEW` content words ("as it always had", "who agreed")."""
    (only, *others) = group
    below = only.clause not in ("main", "coordinate")
    return not others and below and len(stems(only.text)) < FEW and not only.reading.figures
