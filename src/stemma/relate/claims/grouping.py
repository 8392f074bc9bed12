"""Grouping: which statements of a story say the same thing.

A trained pair model over the features of `stemma.relate.claims.likeness` gives each pair of statements the
probability of saying the same; groups are then made by average link, so that one
likeness cannot chain two claims together.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stemma.model import Annotated, Frame, Quantity, Statement
from stemma.relate.claims import memory, models, sheets
from stemma.relate.claims.likeness import Views, exchanged, features, figures
from stemma.relate.claims.quantities import TOLLS, exclude, most, near
from stemma.relate.claims.series import counts, elsewhen
from stemma.relate.claims.sheets import MEASURES, Matrix, Sheet, found_again
from stemma.relate.clusters import average_link

CANDIDATE = 0.12
"""Pairs less alike (the mean of words and meaning) are taken as different without asking the model."""
ALIKE = 0.3
"""How much a pair of statements of one article weighs in an average (1: as much as any other): how unlike two sentences
of a page are says less of a group that other pages made."""
FEW = 3
"""A group of more statements is no small one."""


Group = tuple[list[int], float]
"""Positions of statements that say the same, and the probability that two of them do (see `calibrated`)."""


def groups(
    statements: Sequence[Statement], members: Sequence[Annotated] = (), model: models.Model | None = None
) -> list[Group]:
    """Groups of positions in `statements` that say the same thing; every position is in exactly one group.

    `members` are the articles that the statements stand in, for the sentences around them; `model` the pair model. A
    statement that only points back ("those details") joins the group of its antecedent.
    """
    place = {s.id: i for i, s in enumerate(statements)}
    own = [i for i, s in enumerate(statements) if s.antecedent not in place]
    score = same([statements[i] for i in own], members, model)
    model = model or models.pairs()
    told = [statements[i] for i in own]
    weights = page_weights([s.article for s in told])
    linked = clear(average_link(score, model.setting("link"), weights=weights), score, model.setting("lone"))
    found = [[own[k] for k in group] for group in by_toll(by_frame(linked, told), told, members)]
    row = {i: k for k, i in enumerate(own)}
    sure = [calibrated(score, [row[i] for i in g], model) for g in found]
    home = {i: g for g in found for i in g}
    for i in range(len(statements)):
        if i not in home:
            said = i
            while said not in home:  # "such claims" may point to "those details"
                said = place[statements[said].antecedent or ""]
            home[said].append(i)
    return [(sorted(g), c) for g, c in zip(found, sure, strict=True)]


def page_weights(articles: Sequence[str]) -> NDArray[np.float64]:
    """How much each pair of statements of these articles counts in an average: `ALIKE` where both are of one."""
    pages = np.array([hash(article) for article in articles], dtype=np.int64)
    return np.where(pages[:, None] == pages, ALIKE, 1.0)


def clear(groups: list[list[int]], score: Matrix, lone: float) -> list[list[int]]:
    """`groups` with the small ones taken apart whose statements are together with a mean probability below `lone`:
    few likenesses are weak evidence."""
    out: list[list[int]] = []
    for group in groups:
        out += [[i] for i in group] if len(group) <= FEW and mean(score, group) < lone else [group]
    return sorted(out)


def mean(score: Matrix, group: list[int]) -> float:
    """The mean score of the pairs of `group`; 1 where there is none."""
    inside, n = score[np.ix_(group, group)], len(group)
    return float((inside.sum() - np.trace(inside)) / (n * (n - 1))) if n > 1 else 1.0


def calibrated(score: Matrix, group: list[int], model: models.Model) -> float:
    """How probable it is that two statements of the group say the same; 1 where there is only one.

    The mean probability of the pairs, through a logistic curve fitted on the groups made of held-out gold stories; a
    pair with a statement that the gold does not list counts as wrong (`python bench/claims.py --calibration`).
    """
    if len(group) < 2:
        return 1.0
    return round(1 / (1 + math.exp(-(model.setting("slope") * mean(score, group) + model.setting("shift")))), 3)


def by_toll(
    groups: list[list[int]], statements: Sequence[Statement], members: Sequence[Annotated] = ()
) -> list[list[int]]:
    """`groups` with all that tells one toll of the story as one: the dead, the missing, the injured.

    However a toll is worded ("at least two workers were killed", "a fifth body"), a story has one of each kind: of 33
    pairs of statements on stories read by hand that gave two values of one toll, and none of another time, 31 were one
    claim, of those with one value all 47. Values too far from each other (`near`) are of two things.
    """
    told = [(*toll, i) for i, toll in enumerate(tolls(statements, members)) if toll is not None]
    series: list[list[int]] = []
    last: tuple[str, float] | None = None
    for slot, value, i in sorted(told):
        if last is None or slot != last[0] or not near((last[1], value)):
            series.append([])
        series[-1].append(i)
        last = slot, value
    into = {i: one for one in series if len(one) > 1 for i in one}
    joined: list[list[int]] = []
    for group in groups:
        telling = [i for i in group if i in into]
        rest = [i for i in group if i not in into]
        if 2 * len(telling) > len(group):  # what says the same without a figure stays with them
            plain = [i for i in rest if not any(q.what in TOLLS for q in statements[i].reading.figures)]
            into[telling[0]].extend(plain)
            rest = [i for i in rest if i not in plain]
        joined += [rest] if rest else []
    return sorted([*joined, *(sorted(one) for one in series if len(one) > 1)])


def tolls(statements: Sequence[Statement], members: Sequence[Annotated] = ()) -> list[tuple[str, float] | None]:
    """For each statement the gravest toll that it is about, with its value; None if it is about none, or another time.

    About a toll is what has its figure in the first half of its words ("left the fans off before the blast that killed
    four" is about the fans), and what speaks of a toll in so many words.
    """
    past = elsewhen(statements, members)
    found: list[tuple[str, float] | None] = []
    for one in statements:
        values = counts(one) if one.id not in past else ()
        about = [v for v in values if v.low > 0 and ("toll" in one.reading.marks or 2 * v.start < len(one.text))]
        told = {v.what: v.low for v in about if v.what != "missing" or not found_again(one.reading)}
        found.append(next(((what, told[what]) for what in MEASURES if what in told and what in TOLLS), None))
    return found


def by_frame(groups: list[list[int]], statements: Sequence[Statement]) -> list[list[int]]:
    """`groups` joined where they tell of one journey or meeting.

    A group joins as a whole if most of its statements do; else only those that do leave it.
    """
    joined: list[list[int]] = []
    events: list[tuple[Frame, list[int]]] = []  # each frame seen, with the group that has it

    def home(telling: list[int]) -> list[int] | None:
        mine = [frame for i in telling if (frame := statements[i].reading.frame) is not None]
        return next((g for frame, g in events if any(same_frame(frame, other) for other in mine)), None)

    partly: list[list[int]] = []
    for group in groups:
        telling = [i for i in group if statements[i].reading.frame is not None]
        if 2 * len(telling) <= len(group):
            partly.append(list(group))
            continue
        into = home(telling)
        if into is None:
            into = []
            joined.append(into)
        into.extend(group)
        events += [(frame, into) for i in telling if (frame := statements[i].reading.frame) is not None]
    for group in partly:
        leaving = []
        for i in group:
            into = home([i]) if statements[i].reading.frame is not None else None
            if into is not None:
                into.append(i)
                leaving.append(i)
        staying = [i for i in group if i not in leaving]
        if staying:
            joined.append(staying)
            events += [(frame, staying) for i in staying if (frame := statements[i].reading.frame) is not None]
    return joined


def same_frame(a: Frame, b: Frame) -> bool:
    """Whether two frames are of one event: a mover and the goal in common, or both parties of a meeting."""
    if a.kind != b.kind or a.goal != b.goal:
        return False
    mine, others = [frozenset(x) for x in a.parties], [frozenset(x) for x in b.parties]
    if a.kind == "journey":
        return bool(mine[0] & others[0])
    (one, two), (other, another) = mine, others
    return bool((one & other and two & another) or (one & another and two & other))


def same(
    statements: Sequence[Statement], members: Sequence[Annotated] = (), model: models.Model | None = None
) -> Matrix:
    """The probability that two statements say the same: a symmetric n×n matrix with zeros on the diagonal.

    What two pages make of each other depends on these two alone, and is remembered (with the model that is shipped):
    a page that comes to a story is compared with the others, and nothing else is compared again.
    """
    of = {m.article.id: m for m in members}
    at: dict[str, list[int]] = {}
    for i, statement in enumerate(statements):
        at.setdefault(statement.article, []).append(i)
    pages = [memory.sheet([statements[i] for i in own], of.get(name)) for name, own in at.items()]
    ends = list(itertools.accumulate(map(len, pages), initial=0))
    found = np.zeros((len(statements), len(statements)), dtype=np.float32)
    known = memory.remembered if model is None else memory.Blocks()
    for i, j, block in memory.blocks(pages, functools.partial(likely, model=model or models.pairs()), known):
        rows, columns = slice(ends[i], ends[i + 1]), slice(ends[j], ends[j + 1])
        found[rows, columns] = block
        found[columns, rows] = block.T
    order = [i for own in at.values() for i in own]
    if order == sorted(order):
        return found
    score = np.empty_like(found)
    score[np.ix_(order, order)] = found  # statements of a page need not stand together
    return score


def likely(mine: Sheet, others: Sheet, model: models.Model) -> Matrix:
    """The probability that two statements say the same, rows those of `mine` and columns those of `others`; of one page
    only above the diagonal."""
    views = Views(mine, others)
    score = np.zeros((len(mine), len(others)), dtype=np.float32)
    rows, columns = candidates(views)
    if len(rows):
        score[rows, columns] = model(features(views, rows, columns))
    for i, j in counted(views):
        score[i, j] = max(score[i, j], SAME_TOLL)
    for i, j in zip(*np.nonzero(score >= OTHERS), strict=True):
        if exchanged(mine.said[i].reading, others.said[j].reading):
            score[i, j] = NEVER
    return score


OTHERS, NEVER = 0.1, -2.0
"""Pairs at least so alike are asked whether another takes part in them; the score of those where it is so."""
SAME_TOLL = 0.5
"""The least probability that two counts of the dead, the injured or the missing are one toll (`counted`)."""


def counted(views: Views) -> list[tuple[int, int]]:
    """Pairs that tell nothing but the same measure of one event, in figures that may be of one thing.

    Victims of one kind, in numbers that one toll may go through as it rises ("At least two workers were killed", "A
    fifth body has been found" share no word and are one count), and magnitudes that two centres may give one quake.
    """
    mine, others = ([(i, one) for i, one in enumerate(side.measures) if one] for side in (views.mine, views.others))
    wanted = asked(views)
    return [
        (i, j)
        for (i, (what, one)), (j, (other, two)) in itertools.product(mine, others)
        if what == other and wanted[i, j] and (abs(one - two) <= 0.25 if what == "magnitude" else near((one, two)))
    ]


def asked(views: Views) -> NDArray[np.bool_]:
    """Which pairs are asked about: of two statements of a page once."""
    later = views.mine.order[:, None] < views.others.order
    return np.asarray(~views.same_page | later)


def candidates(views: Views) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs that are worth asking the model about."""
    close = (views.mean >= CANDIDATE) & asked(views)
    mine, others = views.flagged(sheets.SILENT)
    close &= mine == others  # what somebody will not speak of says nothing
    close &= ~_others(views, "tolls")  # the dead are not the missing
    close &= ~_others(views, "steps")  # who opens an inquiry does not cooperate with it (8 of 188 read pairs are one)
    (gone, others_gone), (back, others_back) = views.flagged(sheets.MISSING), views.flagged(sheets.FOUND)
    close &= ~gone | ~others_gone | (back == others_back)  # who is found is missing no longer
    mine, others = views.flagged(sheets.TAKEN_BACK)
    if mine.any() or others.any():
        shared = views.shared("stems")
        whole = shared == np.bincount(views.mine.stems.rows, minlength=len(views.mine))[:, None]
        wholly = shared == np.bincount(views.others.stems.rows, minlength=len(views.others))
        close &= (~mine | whole) & (~others | wholly)  # a mistake is taken back as it was made
    rows, columns = np.nonzero(close)
    counts = views.mine.flags[rows, sheets.COUNTS] & views.others.flags[columns, sheets.COUNTS]
    kept = np.ones(len(rows), dtype=bool)
    for k in np.flatnonzero(counts):
        a, b = figures(views, rows[k], columns[k])
        kept[k] = not (otherwise(a, b) or apart(a, b))
    return rows[kept], columns[kept]


def _others(views: Views, name: str) -> NDArray[np.bool_]:
    """Whether both have terms of the bags `name`, and none in common."""
    mine, others = (
        np.bincount(getattr(side, name).rows, minlength=len(side)) > 0 for side in (views.mine, views.others)
    )
    return np.asarray(mine[:, None] & others & (views.shared(name) == 0))


def otherwise(a: Sequence[Quantity], b: Sequence[Quantity]) -> bool:
    """Whether two statements count two or more of the same things and agree in none: one tells of a part, or of
    another time. A difference in one figure alone is a conflict."""
    kinds = {v.what for v in a} & {w.what for w in b}
    return len(kinds) > 1 and all(exclude(v, w) for v in a for w in b if v.what == w.what)


def apart(a: Sequence[Quantity], b: Sequence[Quantity]) -> bool:
    """Whether all that two statements count alike is `FAR` times more in one: "20 people", "20,000 people". None is
    not so: "nobody was hurt" and "thirty were hurt" are one question."""
    alike = [(v, w) for v in a for w in b if v.what == w.what]
    return bool(alike) and all(0 < min(most(v), most(w)) * FAR <= max(v.low, w.low) for v, w in alike)


FAR = 20
"""So much more is no later or other count of the same thing."""
