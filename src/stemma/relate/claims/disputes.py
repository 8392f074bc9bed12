"""Disputes: where two parties contradict each other: a denial, a "not", opposite words, a count against none."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from stemma import clock
from stemma.lang import words as vocabulary
from stemma.lang.terms import stemmer, stems, tokens
from stemma.lang.words import LANGUAGE
from stemma.model import Statement
from stemma.relate.claims.facts import ahead, sign
from stemma.relate.claims.origins import words
from stemma.relate.claims.quantities import TOLLS
from stemma.relate.claims.statements import points_back

FIRM = frozenset({"CT+", "CT-"})


def opposed(affirmed: Statement, denied: Statement) -> bool:
    """Whether two parties contradict each other: an act of denial, or one deed told with and without "not".

    An act of denial counts if two content words are shared, or if it points back to what is affirmed. A negated content
    denies a statement of the same deed (the word that heads both clauses) that has nearly all its other words too: who
    says that the mine "did not close because of the strike" does not say that it is open.
    """
    if same_party(affirmed, denied) or _unknown(affirmed) or _unknown(denied):
        return False
    if affirmed.antecedent == denied.id:
        return True  # "…, a point that the league denied" affirms what was denied
    if denied.antecedent is not None:
        return affirmed.id == denied.antecedent
    if points_back(denied):
        return affirmed.act == "accuse"  # else nobody knows what "the allegations" were
    if affirmed.attribution is not None and (_same_kind(affirmed, denied) or _opposite(affirmed, denied)):
        return True
    if "too-much" in denied.reading.marks and "too-much" not in affirmed.reading.marks:
        return False  # "was not opened too late" does not deny that it was opened
    mine, theirs = _told(affirmed), _told(denied)
    short, shared = min(len(mine), len(theirs)), len(mine & theirs)
    if denied.act == "deny":
        one = affirmed.act == "accuse" or _one_deed(affirmed, denied)
        alike = shared >= 2 and (
            2 * shared >= len(theirs) if one else NEARLY * shared >= len(theirs) and shared >= MANY
        )
        return alike or (short < 2 and mine == theirs) or theirs == {affirmed.reading.event}
    if short < 2:
        return mine == theirs  # "the alarm did not sound" against all that is told of the alarm
    if affirmed.attribution is None and affirmed.clause == "adverbial":
        return False  # said by the way, with a "while" or an "as"
    if ahead(affirmed) and not ahead(denied):
        return False  # what is not so now may still come
    if "other-time" in denied.reading.marks and "other-time" not in affirmed.reading.marks:
        return False  # what would not be, or would not have been, says nothing of what is
    if "so-far" in denied.reading.marks and clock.order_key(denied.time) <= clock.order_key(affirmed.time):
        return False  # "not opened yet" and, later, "opened" are two stages
    if not _one_deed(affirmed, denied) and not (affirmed.reading.event in beliefs() and theirs <= mine):
        return False  # who fears that it sank says so below another head
    foreign = len(theirs - mine)
    if shared < 2 * (foreign + len(mine - theirs)) and foreign and mine - theirs:
        return False  # each tells of something else: "not small firms", "large firms"
    if not _names(denied) <= _names(affirmed) | mine:
        return False  # "Senator Vang did not vote", "the senators voted"
    if shared >= MANY:
        return 2 * foreign <= len(theirs)
    return shared >= min(2, short) and FOREIGN * foreign < len(theirs)


def answers(denied: Statement) -> bool:
    """Whether a denial itself tells that somebody said so: "the reports are false", "contrary to what was reported"."""
    marks = {"points-back", "dismisses", "apposed", "as-reported"}
    said = vocabulary.of(LANGUAGE)["denied-objects"]
    return not marks.isdisjoint(denied.reading.marks) or not said.isdisjoint(tokens(denied.text))


Group = tuple[list[int], float]


def answered(groups: Sequence[Group], said: Sequence[Statement]) -> list[Group]:
    """`groups` (of positions in `said`, each with how sure it is) where one that only denies is in the group that it
    contradicts, if there is exactly one: who says so and who denies it belong on one line."""
    out = [(list(group), sure) for group, sure in groups]
    affirmed = [n for n, s in enumerate(said) if sign(s) > 0 and s.attribution is not None]
    home = {i: n for n, (group, _) in enumerate(out) for i in group}
    for n, (group, sure) in enumerate(out):
        if not all(said[i].act == "deny" and sign(said[i]) < 0 and said[i].antecedent is None for i in group):
            continue
        met = {home[a] for a in affirmed if a in home and any(opposed(said[a], said[i]) for i in group)}
        if len(met) == 1:
            (into,) = met
            out[into] = (sorted([*out[into][0], *group]), min(out[into][1], sure))
            out[n] = ([], sure)
    return [(group, sure) for group, sure in out if group]


MANY = 3
"""Where so many words are shared, up to half of a negated statement may be foreign to what it denies."""
NEARLY = 1.25
"""So many times what is shared are the words of a denial whose deed is told with another word."""
FOREIGN = 3
"""Else of so many words at most one."""
ROOT = 4
"""Letters that two forms of a word share at least ("fail", "failure")."""


def _unknown(statement: Statement) -> bool:
    """Whether the origin is a pronoun that nobody was found for: it may be the other one."""
    leaning = vocabulary.of(LANGUAGE)["leaning-words"]
    return statement.attribution is not None and not statement.named and (statement.origin or "").casefold() in leaning


def _told(statement: Statement) -> set[str]:
    """The content words of a statement, and the plain form of the one that heads it ("hid" of "had hidden")."""
    head = statement.reading.event
    return set(stems(statement.text)).union([head] if head else ()) - light()


def _names(statement: Statement) -> set[str]:
    """The stems of the names that a statement tells something of."""
    return set(stems(" ".join(statement.reading.names))) - light()


def _one_deed(a: Statement, b: Statement) -> bool:
    """Whether two clauses have one head, as far as it is known."""
    one, two = a.reading.event, b.reading.event
    if one is None or two is None or one == two:
        return True
    short, long = sorted((one, two), key=len)
    return len(short) >= ROOT and long.startswith(short)


def outspoken(affirmed: Sequence[Statement], denied: Sequence[Statement]) -> list[Statement]:
    """The denials where two parties or more say "not" and another says, in other words, that it is so.

    "She drew a pistol" against "she had no gun". One "not" alone may be about something beside: it has to meet
    the words of `opposed`.
    """
    firm = [d for d in denied if d.attribution is not None and d.certainty in FIRM]
    several = any(not same_party(firm[0], d) for d in firm[1:])
    told = {word for d in firm for word in stems(d.text)} - light()
    sure = [a for a in affirmed if a.attribution is not None and a.certainty in FIRM]
    said = [a for a in sure if not any(same_party(a, d) for d in firm)]
    return firm if several and any(told & set(stems(a.text)) for a in said) else []


def contrary(said: Sequence[Statement]) -> list[Statement]:
    """Two statements by different parties that tell one thing with opposite words ("was slow", "went smoothly")."""
    firm = [s for s in said if s.attribution is not None and s.certainty in FIRM]
    spoken = [s for s in firm if not _sides().keys().isdisjoint(tokens(s.text))]
    for at, a in enumerate(spoken):
        for b in spoken[at + 1 :]:
            if not same_party(a, b) and _opposite(a, b):
                return [a, b]
    return []


def _opposite(a: Statement, b: Statement) -> bool:
    side = _sides()
    one, two = tokens(a.text), tokens(b.text)
    turned = (sign(a) < 0) == (sign(b) < 0)  # "did not work" is on the side of "failed"
    other = {(pair, 1 - half if turned else half) for pair, half in (side[w] for w in one if w in side)}
    pairs = {pair for pair, _ in other & {side[w] for w in two if w in side}}
    if not pairs:
        return False
    mine, theirs = (
        set(stems(" ".join(w for w in words if w not in side or side[w][0] not in pairs))) - light()
        for words in (one, two)
    )
    return 2 * len(mine & theirs) >= max(1, len(mine), len(theirs))


@functools.cache
def _sides() -> dict[str, tuple[int, int]]:
    """For each word with an opposite its pair and its side; in none of them the one becomes the other with time."""
    rows = vocabulary.of(LANGUAGE).rows("opposites")
    return {w: (n, k) for n, row in enumerate(rows) for k, side in enumerate(row.split("|")) for w in side.split()}


@functools.cache
def beliefs() -> frozenset[str]:
    """Stems of the verbs of holding something likely or expecting it."""
    return frozenset(stemmer(LANGUAGE)(word) for word in vocabulary.of(LANGUAGE)["beliefs"])


def light() -> frozenset[str]:
    """Stems that two statements may share and still speak of different things."""
    return vocabulary.of(LANGUAGE)["light-words"]


def _same_kind(affirmed: Statement, denied: Statement) -> bool:
    """Whether `denied` says that something was not what `affirmed` calls it ("not a riot"), or that nobody was hurt."""
    if denied.reading.about and sign(denied) < 0 and denied.act != "deny":
        return denied.reading.about in stems(affirmed.text)
    if "as-reported" in denied.reading.marks:
        return False
    none = {v.what for v in denied.reading.figures if v.high == 0}
    some = {v.what for v in affirmed.reading.figures if v.low > 0}
    some |= {what for what in TOLLS if f"several-{what}" in affirmed.reading.marks}
    return bool(none & some & TOLLS) and clock.order_key(denied.time) >= clock.order_key(affirmed.time)


def same_party(a: Statement, b: Statement) -> bool:
    """Whether one party says both: of persons also where one name is part of the other, or first and last name are in
    both ("Quill", "Councilman Ivo Quill", "Ivo D. Quill")."""
    if party(a) == party(b):
        return True
    if not (a.origin_type == b.origin_type == "person" and a.named and b.named):
        return False
    mine, others = ({w for w in words(s.origin or "") if len(w) > 1} for s in (a, b))
    return len(mine & others) > 1 or bool(mine and others and (mine <= others or others <= mine))


def party(statement: Statement) -> str:
    """Who speaks: the origin, or the page itself."""
    return (statement.identity or statement.origin or statement.article).casefold()
