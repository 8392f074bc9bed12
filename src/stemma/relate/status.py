"""The status ledger of a claim: an append-only function of the statements up to each moment.

The states are those of DESIGN: *speculated*, *unconfirmed*, *reported*, *announced*, *confirmed*, *denied*,
*disputed*, *withdrawn*, *superseded*. Only a named party with standing (`stemma.relate.standing`) confirms; "did not
confirm" and "declined to comment" are listed and change nothing; the future is announced, never confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence

from stemma import clock
from stemma.model import Claim, Statement, Status, StatusChange
from stemma.relate import polarity, standing

FIRM = frozenset({"CT+", "CT-"})


def ledger(statements: Sequence[Statement], story: Sequence[Statement] = ()) -> tuple[StatusChange, ...]:
    """Every state the claim has been in, oldest first, each with the ids of the statements that cause it.

    `statements` are the claim's own, in any order; those without a time count as last. `story` are all statements of
    the story (for standing). The ledger of the evidence up to a moment is a prefix of the ledger of all evidence.
    """
    moments: dict[tuple[bool, object], list[Statement]] = {}
    for statement in sorted(statements, key=lambda s: (clock.order_key(s.time), s.id)):
        moments.setdefault(clock.order_key(statement.time), []).append(statement)
    evidence: list[Statement] = []
    entries: list[StatusChange] = []
    for fresh in moments.values():
        evidence.extend(fresh)
        state, because, reason = judge(evidence, story)
        if not entries or entries[-1].status != state:
            entries.append(StatusChange(fresh[0].time, state, tuple(s.id for s in because), reason))
    return tuple(entries)


def at(claim: Claim, time: str) -> Status | None:
    """The status that `claim` had at `time` (ISO 8601; a date means its end); None before it was first stated."""
    moment = clock.bounds(time)
    found: Status | None = None
    for change in claim.history:
        began = clock.bounds(change.time)
        if moment is None or began is None or began[0] <= moment[1]:
            found = change.status
    return found


def judge(evidence: Sequence[Statement], story: Sequence[Statement] = ()) -> tuple[Status, list[Statement], str]:
    """The status that `evidence` gives, with the statements that cause it and the rule in words."""
    said = [s for s in evidence if s.act not in polarity.REACTIONS and s.certainty != "U"]
    if not said:
        return "unconfirmed", list(evidence), "nobody asserts it yet"
    signs = {s.id: polarity.sign(s) for s in said}
    affirmed = [s for s in said if signs[s.id] > 0]
    denied = [s for s in said if signs[s.id] < 0]
    # A claim that everybody words with "not" is no denial: only acts of denial count then.
    if denied and not affirmed:
        denials = [s for s in denied if s.act == "deny"]
        if denials:
            return "denied", denials, f"denied by {_who(denials)}"
        affirmed, denied = denied, []
    if denied and any(_party(a) != _party(d) for a in affirmed for d in denied):
        return "disputed", [*affirmed, *denied], f"asserted by {_who(affirmed)}, denied by {_who(denied)}"
    if denied:
        return "superseded", denied, f"{_who(denied)} said otherwise before or after"
    return _affirmative(affirmed, story)


def _affirmative(said: list[Statement], story: Sequence[Statement]) -> tuple[Status, list[Statement], str]:
    firm = [s for s in said if s.certainty in FIRM]
    placed = [s for s in firm if s.named and s.act != "accuse" and standing.has_standing(s, story)]
    happened = [s for s in placed if s.tense in ("past", "present") and s.act != "announce"]
    if happened:
        return "confirmed", happened, f"said with standing by {_who(happened)}"
    planned = [s for s in placed if s.tense == "future" or s.act == "announce"]
    if planned:
        return "announced", planned, f"announced by {_who(planned)}"
    named = [s for s in firm if s.named and s.tense != "future"]
    if named:
        return "reported", named, f"said without hedge by {_who(named)}"
    if not firm and all(s.tense == "future" or s.certainty in ("PS+", "PS-") for s in said):
        return "speculated", said, "only possible or expected"
    return "unconfirmed", said, "only hedged or by unnamed sources"


def _party(statement: Statement) -> str:
    return (statement.identity or statement.origin or statement.article).casefold()


def _who(statements: Sequence[Statement]) -> str:
    names = dict.fromkeys(s.origin or "an unnamed source" for s in statements)
    return ", ".join(names)
