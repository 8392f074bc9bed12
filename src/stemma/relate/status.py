"""The status ledger of a claim: an append-only function of the statements up to each moment.

The states are those of DESIGN: *speculated*, *unconfirmed*, *reported*, *announced*, *confirmed*, *denied*,
*disputed*, *withdrawn*, *superseded*. Only a named party with standing (`stemma.relate.standing`) confirms; "did not
confirm" and "declined to comment" are listed and change nothing; the future is announced, never confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from stemma import clock
from stemma.model import Claim, Statement, Status, StatusChange
from stemma.relate import polarity, standing
from stemma.relate.likeness import stems
from stemma.relate.statements import points_back

FIRM = frozenset({"CT+", "CT-"})
BY_THE_WAY = frozenset({"adverbial", "relative"})
"""What is said with a "when" or a "which" is taken for granted, not confirmed."""
_AHEAD = re.compile(
    r"\b(?:will|shall|would(?! (?:\w+ )?have\b)|going to|about to|due to|set to|plan(?:s|ned|ning)?|"
    r"arrang(?:e|es|ed|ing)|"
    r"prepar(?:e|es|ed|ing)|intend(?:s|ed)?|vow(?:s|ed)?|promis(?:es?|ed)|expect(?:s|ed)?|possible|upcoming|potential|"
    r"next (?:week|month|year)|to be (?:held|voted|signed|opened)|[’']ll)\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:\w+ed|was|were|had|has|have|been|died|fell|left|took|made|found|struck|shot|hit|met|went|came|won|lost|put|held"
    r"|told|broke|began|fled|stole|threw|caught|sent|set|cut|hurt|dead|missing|in custody)\b",
    re.IGNORECASE,
)
_THING = re.compile(r"(?:the|an?|his|her|their|its|this|these|those)\b", re.IGNORECASE)
_TO_DO = re.compile(r"\W*(?:not )?to (?!have\b)[a-z]+\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:was|were|had|has|have|is|are|did|died|fell|left|took|made|found|struck|shot|hit|met|killed|held)\b"
)
_INFERRED = re.compile(
    r"\b(?:proof|prov(?:e|es|ed|en)|evidence|indicat(?:e|es|ed|ion)|suggest(?:s|ed)?|appear(?:s|ed)? to|"
    r"seem(?:s|ed)? to|must|should|ought|needs? to|ha(?:s|ve) to|hopes?|wants?|feels?|believes?|thinks?|deserves?|"
    r"good|bad|great|terrible|tragic|tragedy|unacceptable|right|wrong|"
    r"fair|unfair|guidelines?)\b",
    re.IGNORECASE,
)


def ledger(
    statements: Sequence[Statement], story: Sequence[Statement] = (), corrections: Collection[str] = ()
) -> tuple[StatusChange, ...]:
    """Every state the claim has been in, oldest first, each with the ids of the statements that cause it.

    `statements` are the claim's own, in any order; those without a time count as last. `story` are all statements of
    the story (for standing), `corrections` the ids of statements that stand in a correction. The ledger of the
    evidence up to a moment is a prefix of the ledger of all evidence.
    """
    moments: dict[tuple[bool, object], list[Statement]] = {}
    for statement in sorted(statements, key=lambda s: (clock.order_key(s.time), s.id)):
        moments.setdefault(clock.order_key(statement.time), []).append(statement)
    evidence: list[Statement] = []
    entries: list[StatusChange] = []
    for fresh in moments.values():
        evidence.extend(fresh)
        state, because, reason = judge(evidence, story, corrections)
        if not entries or entries[-1].status != state:
            entries.append(StatusChange(fresh[0].time, state, tuple(s.id for s in because), reason))
    return tuple(entries)


def at(claim: Claim, time: str) -> Status | None:
    """The status that `claim` had at `time` (ISO 8601; a date means its end in UTC); None before it was stated."""
    moment = clock.bounds(time, "UTC")
    found: Status | None = None
    for change in claim.history:
        began = clock.bounds(change.time)
        if moment is None or began is None or began[0] <= moment[1]:
            found = change.status
    return found


def judge(
    evidence: Sequence[Statement], story: Sequence[Statement] = (), corrections: Collection[str] = ()
) -> tuple[Status, list[Statement], str]:
    """The status that `evidence` gives, with the statements that cause it and the rule in words."""
    signs = {s.id: polarity.sign(s) for s in evidence}
    affirmed = [s for s in evidence if signs[s.id] > 0]
    denied = [s for s in evidence if signs[s.id] < 0]
    taken_back = [s for s in denied if s.id in corrections]
    if taken_back:
        return "withdrawn", taken_back, f"corrected by {_who(taken_back)}"
    denials = [s for s in denied if s.act == "deny"]
    firm = [s for s in denied if s.attribution is not None and s.certainty in FIRM]
    feared = bool(affirmed) and all(s.certainty in ("PS+", "PR+") and s.attribution is not None for s in affirmed)
    if feared and any(opposed(a, d) for a in affirmed for d in firm):
        return "denied", firm, f"only thought possible before, denied by {_who(firm)}"
    if denials and not affirmed:
        return "denied", denials, f"denied by {_who(denials)}"
    if not affirmed:
        # A claim that everybody words with "not" is no denial of anything.
        affirmed, denied = denied, []
    against = [d for d in denied if d.attribution is not None and any(opposed(a, d) for a in affirmed)]
    if against and any(a.attribution is not None or denials for a in affirmed):
        return "disputed", [*affirmed, *against], f"asserted by {_who(affirmed)}, denied by {_who(against)}"
    if not affirmed:
        return "unconfirmed", list(evidence), "nobody asserts it yet"
    last = max(denied, key=lambda s: clock.order_key(s.time), default=None)
    if last is not None and all(_reversed(a, last) for a in affirmed):
        return "superseded", [last], f"{_who([last])} said otherwise later"
    return _affirmative(affirmed, story, denied)


def _affirmative(
    said: list[Statement], story: Sequence[Statement], denied: Sequence[Statement]
) -> tuple[Status, list[Statement], str]:
    """The status of what is said by `said`; `denied` are statements beside them that say "not" to something."""
    firm = [s for s in said if s.certainty in FIRM]
    placed = [s for s in firm if s.act != "accuse" and standing.has_standing(s, story)]
    happened = [s for s in placed if not ahead(s) and factual(s) and s.clause not in BY_THE_WAY]
    happened = happened if _enough(happened, said, story) else []
    if any(d.attribution is not None and _party(d) not in {_party(s) for s in happened} for d in denied):
        happened = []  # whatever it is that others deny here, they do not say the same
    planned = [s for s in placed if ahead(s)]
    if happened and 2 * len(happened) > len(placed) - len(planned):  # one past tense among many opinions is no event
        return "confirmed", happened, f"said with standing by {_who(happened)}"
    named = [s for s in firm if s.named or standing.institution(s)]
    done = [s for s in named if s.tense == "past" and not ahead(s) and all(_after(s, p) for p in planned)]
    if planned and not done:
        return "announced", planned, f"announced by {_who(planned)}"
    if named:
        named = done if planned else named
        return "reported", named, f"said without hedge by {_who(named)}"
    worded = [s for s in said if s.antecedent is None] or said  # "similar reports" has no words of its own to judge by
    if all(ahead(s) or s.certainty in ("PS+", "PS-") for s in worded) and not firm_fact(worded):
        return "speculated", said, "only possible, intended or expected"
    return "unconfirmed", said, "only hedged or by unnamed sources"


def _after(later: Statement, earlier: Statement) -> bool:
    return clock.order_key(earlier.time) < clock.order_key(later.time)


def _enough(happened: list[Statement], said: list[Statement], story: Sequence[Statement]) -> bool:
    """Whether somebody of `happened` needs no other beside him, or another origin says the same."""
    found = [standing.rule(s, story) for s in happened]
    others = {_party(s) for s in said if s.attribution is not None and (s.named or standing.institution(s))}
    return any(r is not None and r.alone for r in found) or len(others) > 1


def firm_fact(said: Sequence[Statement]) -> bool:
    """Whether somebody says without hedge that it has happened."""
    return any(s.certainty in FIRM and not ahead(s) for s in said)


def ahead(statement: Statement) -> bool:
    """Whether the statement speaks of something future, intended or possible."""
    return statement.act == "announce" or statement.tense == "future" or bool(_AHEAD.search(statement.text))


def factual(statement: Statement) -> bool:
    """Whether the statement tells of an event or a state of things, and not an opinion or an inference from it.

    "a disgrace", "we must stand firm", "there is no evidence that …" and what is generally so are no events, and nobody
    can confirm them.
    """
    if _INFERRED.search(statement.text):
        return False
    if statement.tense == "unknown" and _THING.match(statement.text) and not _VERB.search(statement.text):
        return False  # "the independence of two regions" names a thing and tells of nothing
    if _TO_DO.match(statement.text):
        return False  # "hopes to pass it this week": who means to do it has not done it
    if statement.tense == "past":
        return True
    if _HAPPENED.search(statement.text):
        return True
    if statement.tense == "present":
        return False
    return statement.origin_type != "person" or bool(re.search(r"\d|^\W*\w+ing\b", statement.text))


def opposed(affirmed: Statement, denied: Statement) -> bool:
    """Whether two parties contradict each other: an act of denial, or the same words with and without "not".

    An act of denial counts if two content words are shared, or if it points back to what it denies. A negated content
    "not" in a statement that is about something else disputes nothing.
    """
    if _party(affirmed) == _party(denied):
        return False
    if denied.antecedent is not None:
        return True
    if points_back(denied.text):
        return affirmed.act == "accuse"  # else nobody knows what "the allegations" were
    mine, theirs = ({x for x in stems(s.text) if x not in _LIGHT} for s in (affirmed, denied))
    short, shared = min(len(mine), len(theirs)), len(mine & theirs)
    if short < 2 and denied.act != "deny":
        return mine == theirs  # "the alarm did not sound" against all that is told of the alarm
    if denied.act == "deny":
        return shared >= min(2, short)
    if affirmed.attribution is None and affirmed.clause == "adverbial":
        return False  # said by the way, with a "while" or an "as"
    if ahead(affirmed) and not ahead(denied):
        return False  # what is not so now may still come
    if _YET.search(denied.text) and clock.order_key(denied.time) <= clock.order_key(affirmed.time):
        return False  # "not opened yet" and, later, "opened" are two stages
    return shared >= max(min(2, short), 0.5 * short, 0.5 * len(theirs))


_LIGHT = frozenset("did do go off on had ha come came get got make made take took any all ever even just".split())
"""Words (cut to their stems) that two statements may share and still speak of different things."""
_YET = re.compile(r"\b(?:yet|so far|still)\b", re.IGNORECASE)


def _reversed(affirmed: Statement, denied: Statement) -> bool:
    same = _party(affirmed) == _party(denied)
    return same and clock.order_key(affirmed.time) < clock.order_key(denied.time)


def _party(statement: Statement) -> str:
    return (statement.identity or statement.origin or statement.article).casefold()


def _who(statements: Sequence[Statement]) -> str:
    names = dict.fromkeys(s.origin or "an unnamed source" for s in statements)
    return ", ".join(names)
