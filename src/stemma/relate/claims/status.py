"""The status ledger of a claim: an append-only function of the statements up to each moment.

The states are those of DESIGN: *speculated*, *unconfirmed*, *reported*, *announced*, *confirmed*, *denied*,
*disputed*, *withdrawn*, *superseded*. Only a named party with standing (`stemma.relate.claims.standing`) confirms;
"did not confirm" and "declined to comment" are listed and change nothing; the future is announced, never confirmed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from stemma import clock, houses
from stemma.lang.terms import stems
from stemma.model import Claim, Statement, Status, StatusChange
from stemma.relate.claims import series, standing
from stemma.relate.claims.disputes import FIRM, answers, beliefs, contrary, light, opposed, outspoken, party
from stemma.relate.claims.facts import ahead, aside, confirmable, demands, factual, sign
from stemma.relate.claims.people import introduced, news
from stemma.relate.claims.quantities import TOLLS
from stemma.relate.claims.statements import REACTIONS


@dataclass(frozen=True, slots=True)
class Ground:
    """What a ledger must know of the pages beside what they say.

    `corrections`: ids of statements that stand in a correction. `outlets`: keys of the outlets whose own pages are
    there. `retracted`: ids of statements that were taken back with their page, or rest on one that was, and when.
    """

    corrections: Collection[str] = ()
    outlets: Collection[str] = ()
    retracted: Mapping[str, str | None] = field(default_factory=dict)


NO_GROUND = Ground()


def ledger(
    statements: Sequence[Statement], story: Sequence[Statement] = (), ground: Ground = NO_GROUND
) -> tuple[StatusChange, ...]:
    """Every state the claim has been in, oldest first, each with the ids of the statements that cause it.

    Of a toll the status is that of the value that holds; one that is confirmed with another value than before is a
    line of its own.

    `statements` are the claim's own, in any order; those without a time count as last. `story` are all statements of
    the story (for standing: an office that another page tells counts from then on), `ground` what is known of
    the pages. The ledger of the evidence up to a moment is a prefix of the ledger of all.
    """
    said = sorted(((clock.order_key(s.time), s) for s in statements), key=lambda one: (one[0], one[1].id))
    told = news(statements, story)
    times = {moment: s.time for moment, s in (*told, *said) if moment >= said[0][0]}
    back = {s.id: clock.order_key(time) for _, s in said if (time := ground.retracted.get(s.id, "")) != ""}
    times |= {m: ground.retracted[i] for i, m in back.items() if m >= said[0][0] and m not in times}
    entries: list[StatusChange] = []
    last: str | None = None
    for moment in sorted(times):
        here = series.holding([s for when, s in said if when <= moment])
        evidence = introduced(here, [s for when, s in told if when <= moment])
        state, because, reason = judge(evidence, story, ground, [i for i, when in back.items() if when <= moment])
        value = _value(because) if state == "confirmed" else None
        if not entries or entries[-1].status != state or value not in (None, last):
            now = f", now {value}" if entries and entries[-1].status == state else ""
            entries.append(StatusChange(times[moment], state, tuple(s.id for s in because), reason + now))
        last = value or last
    return tuple(entries)


def _value(because: Sequence[Statement]) -> str | None:
    """The value of a toll that the last of some statements give, as it is read; None where they count nobody."""
    by_time = sorted(because, key=lambda s: clock.order_key(s.time))
    told = [next((q for q in series.counts(s) if q.what in TOLLS), None) for s in by_time]
    return next((series.printed(q) for q in reversed(told) if q is not None), None)


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
    evidence: Sequence[Statement],
    story: Sequence[Statement] = (),
    ground: Ground = NO_GROUND,
    gone: Collection[str] = (),
) -> tuple[Status, list[Statement], str]:
    """The status that `evidence` gives, with the statements that cause it and the rule in words.

    `gone` are ids of statements taken back by then: what rested on them alone is withdrawn, what rests on more loses
    that voice.
    """
    if taken := [s for s in evidence if s.id in gone and sign(s) > 0]:
        lost = {s.article for s in taken}  # the headline over a sentence that is gone is gone with it
        evidence = [s for s in evidence if s.id not in gone and not (s.where == "title" and s.article in lost)]
        left = [s for s in evidence if sign(s) > 0 and "retracts" not in s.reading.marks]
        if all(relayed(s, ground.outlets) for s in left):
            return "withdrawn", taken, "the page that it rests on was taken back"
    evidence = voices(evidence, story)
    signs = {s.id: sign(s) for s in evidence}
    affirmed = [s for s in evidence if signs[s.id] > 0 or (signs[s.id] == 0 and demands(s))]
    denied = [s for s in evidence if signs[s.id] < 0]
    taken_back = [s for s in evidence if s.id in ground.corrections and (signs[s.id] < 0 or s.act == "retract")]
    if taken_back:
        return "withdrawn", taken_back, f"corrected by {_who(taken_back)}"
    denials = [s for s in denied if s.act == "deny"]
    firm = [s for s in denied if s.attribution is not None and s.certainty in FIRM]
    feared = bool(affirmed) and all(s.certainty in ("PS+", "PR+") and s.attribution is not None for s in affirmed)
    if feared and any(opposed(a, d) for a in affirmed for d in firm):
        return "denied", firm, f"only thought possible before, denied by {_who(firm)}"
    if not affirmed and all("worry" in d.reading.marks for d in denials):
        # Who calms fears says "no" as the others do.
        denied = [d for d in denied if d not in denials] or denied
        denials = []
    if denials and not affirmed:
        if any(answers(d) for d in denials):
            return "disputed", denials, f"denied by {_who(denials)}, who answer what others said"
        return "denied", denials, f"denied by {_who(denials)}"
    if not affirmed:
        # A claim that everybody words with "not" is no denial of anything.
        affirmed, denied = denied, []
    against = [d for d in denied if d.attribution is not None and any(opposed(a, d) for a in affirmed)]
    against = against or outspoken(affirmed, denied)
    if against and any(a.attribution is not None or denials for a in affirmed):
        sides = _contradicted(affirmed, against)
        return "disputed", [*sides, *against], f"asserted by {_who(sides)}, denied by {_who(against)}"
    sides = contrary(affirmed)
    if sides:
        return "disputed", [*affirmed], f"told one way by {_who(sides[:1])}, the other by {_who(sides[1:])}"
    if not affirmed:  # "he had planned to appeal": whether he did is not said, that he had planned it is
        affirmed = [
            s for s in evidence if s.reading.telling == "plan" and s.certainty in FIRM and not s.reading.condition
        ]
    if not affirmed:
        return _left_open(evidence)
    last = max(denied, key=lambda s: clock.order_key(s.time), default=None)
    if last is not None and all(_reversed(a, last) for a in affirmed):
        return "superseded", [last], f"{_who([last])} said otherwise later"
    return _affirmative(affirmed, story, denied, ground.outlets)


def _left_open(evidence: Sequence[Statement]) -> tuple[Status, list[Statement], str]:
    """The status of what nobody asserts: a condition, a question, what is not known, what nobody would speak of.

    That a party says "if" or "it is not known", or would not speak, is itself reported.
    """
    said = [s for s in evidence if s.act not in (*REACTIONS, "nothing") and s.attribution is not None]
    said = [s for s in said if s.reading.telling != "question"]
    said = [s for s in said if standing.institution(s) or not standing.vague(s)]
    if said:
        return "reported", said, f"said to be open, or under a condition, by {_who(said)}"
    if evidence and all(s.act == "no-comment" for s in evidence):
        return "reported", list(evidence), f"{_who(evidence)} would not speak of it"
    if evidence and all(ahead(s) and s.act not in REACTIONS for s in evidence):
        return "speculated", list(evidence), "only possible, intended or under a condition"
    unknown = [s for s in evidence if s.attribution is None and s.act == "assert" and not s.reading.condition]
    if unknown:
        return "reported", unknown, f"said to be open by {_who(unknown)}"
    return "unconfirmed", list(evidence), "nobody asserts it yet"


def _contradicted(affirmed: Sequence[Statement], against: Sequence[Statement]) -> list[Statement]:
    """What of `affirmed` the statements `against` contradict; else what others than their parties say."""
    met = [a for a in affirmed if any(opposed(a, d) for d in against)]
    deniers = {party(d) for d in against}
    return met or [a for a in affirmed if party(a) not in deniers] or list(affirmed)


def voices(evidence: Sequence[Statement], story: Sequence[Statement]) -> list[Statement]:
    """The statements that count: what a title says beside its own page, and a value that was replaced, do not."""
    told = {s.article for s in evidence if s.where == "body"}
    kept = [s for s in evidence if s.where == "body" or s.article not in told]
    gone = series.outdated(kept, story)
    return [s for s in kept if s.id not in gone] or list(evidence)


def _affirmative(
    said: list[Statement], story: Sequence[Statement], denied: Sequence[Statement], outlets: Collection[str]
) -> tuple[Status, list[Statement], str]:
    """The status of what is said by `said`; `denied` are statements beside them that say "not" to something."""
    firm = [s for s in said if s.certainty in FIRM or demands(s) or _held(s)]
    placed = [s for s in firm if s.act != "accuse" and standing.has_standing(s, story)]
    happened = [s for s in placed if not ahead(s) and factual(s)]
    happened = [s for s in happened if not aside(s) or _told_outright(s, said) or _told_beside(s, said, story)]
    happened = _confirmed(happened, said, story)
    if any(d.attribution is not None and party(d) not in {party(s) for s in happened} for d in denied):
        happened = []  # whatever it is that others deny here, they do not say the same
    planned = _planned(firm, placed, story)
    tellers = {party(s) for s in happened}
    opinions = [s for s in placed if not ahead(s) and not factual(s) and party(s) in tellers]
    if len(happened) > len(opinions):  # one past tense among many opinions of his is no event
        return "confirmed", happened, f"said with standing by {_who(happened)}"
    # A page reports, also one whose outlet nobody knows.
    named = [s for s in firm if s.attribution is None or standing.institution(s) or not standing.vague(s)]
    named = [s for s in named if not relayed(s, outlets)]
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


def _confirmed(happened: list[Statement], said: list[Statement], story: Sequence[Statement]) -> list[Statement]:
    """Those of `happened` that confirm: what an office decides, counts or measures, and any event that one tells whose
    word alone is enough; none if they need another voice and there is none."""
    alone = {s.id for s in happened if (rule := standing.rule(s, story)) is not None and rule.alone}
    told = [s for s in happened if confirmable(s) or (s.id in alone and s.reading.telling == "event")]
    return told if any(s.id in alone for s in told) or _enough(told, said, story) else []


def _alone(statement: Statement, story: Sequence[Statement]) -> bool:
    """Whether the word of its origin alone is enough."""
    rule = standing.rule(statement, story)
    return rule is not None and rule.grants and rule.alone


def _planned(firm: list[Statement], placed: list[Statement], story: Sequence[Statement]) -> list[Statement]:
    """The statements that announce: what an office, or anybody of himself, will do; else what pages tell as set.

    Pages announce only where nobody tells anything else than what is to come.
    """
    own = [s for s in firm if s.attribution is not None and s.act != "accuse" and s.reading.telling != "opinion"]
    own = [s for s in own if standing.of_himself(s) and s.origin_type not in ("outlet", "agency")]
    # Who holds an office tells of others too: what he expects them to do is no plan of theirs. Who speaks for one does.
    office = [s for s in placed if s.origin_type != "person" or standing.institution(s) or _alone(s, story)]
    said = [s for s in firm if ahead(s) and _to_come(s) and (s in office or s in own)]
    if said or not all(ahead(s) for s in firm):
        return said
    plans = [s for s in firm if s.attribution is None and s.reading.telling == "plan" and s.tense == "future"]
    return [s for s in plans if sign(s) > 0 and s.reading.event not in beliefs()]  # "had not expected to"


def _held(statement: Statement) -> bool:
    """Whether somebody thinks so, more or less: nobody can confirm an opinion, and that it is held is reported."""
    return statement.reading.telling == "opinion" and statement.certainty in ("PR+", "PR-")


def _to_come(statement: Statement) -> bool:
    """Whether what is planned is told as to come: "has no plans to", "the plan calls for" only say how things are.

    What somebody thinks of the future, or says of it in a quoted aside ("We will see"), is a comment and no plan.
    """
    if statement.act in ("announce", "promise", "threaten"):
        return True
    comment = statement.reading.telling == "opinion" or (statement.reading.telling != "plan" and _quoted(statement))
    return statement.tense in ("future", "unknown") and not comment


def _quoted(statement: Statement) -> bool:
    """Whether all of it is in quotation marks."""
    return statement.text.lstrip()[:1] in '“"'


def _after(later: Statement, earlier: Statement) -> bool:
    return clock.order_key(earlier.time) < clock.order_key(later.time)


def _told_outright(statement: Statement, said: Sequence[Statement]) -> bool:
    """Whether another page tells outright, in much the same words, what `statement` tells by the way."""
    if statement.clause == "relative":
        return False  # a "which" in somebody's words is often the writer's own
    words = set(stems(statement.text)) - light()
    return any(
        s.article != statement.article and s.certainty in FIRM and s.tense == "past" and not aside(s) and not ahead(s)
        and factual(s) and 2 * len(words & set(stems(s.text))) >= min(len(words), len(set(stems(s.text)) - light()))
        for s in said
    )  # fmt: skip


def _told_beside(statement: Statement, said: Sequence[Statement], story: Sequence[Statement]) -> bool:
    """Whether one whose word alone is enough tells an event by the way that is its to deal with, or that another page
    tells outright as its own."""
    rule = standing.rule(statement, story)
    if rule is None or not rule.alone or statement.clause == "relative":
        return False  # a "which" in somebody's words is often the writer's own
    if statement.reading.telling != "event" or statement.tense != "past":
        return False
    if rule.deals:
        return True  # that "she was hit when she crossed" is what the police tell of a crash
    words = set(stems(statement.text)) - light()
    own = [s for s in said if s.attribution is None and s.article != statement.article and s.certainty in FIRM]
    outright = [s for s in own if s.reading.telling == "event" and s.tense == "past" and not aside(s) and not ahead(s)]
    return any(3 * len(words & set(stems(s.text))) >= len(words) for s in outright)


def relayed(statement: Statement, outlets: Collection[str]) -> bool:
    """Whether a statement only passes on what an outlet reported whose own page is in the story: it adds no voice."""
    if statement.attribution is None or not statement.origin or statement.origin_type == "person":
        return False
    return houses.key(statement.origin) in outlets


def _enough(happened: list[Statement], said: list[Statement], story: Sequence[Statement]) -> bool:
    """Whether somebody of `happened` needs no other beside him, or a voice from another camp says the same."""
    if any(rule is not None and rule.alone for rule in (standing.rule(s, story) for s in happened)):
        return True
    told = [s for s in said if s.certainty in FIRM and factual(s) and not ahead(s)]
    others = [s for s in told if s.attribution is not None and (s.named or standing.institution(s))]
    rules = [(s, standing.rule(s, story)) for s in others]
    return len({(r and r.camp) or party(s) for s, r in rules if r is None or r.grants}) > 1


def firm_fact(said: Sequence[Statement]) -> bool:
    """Whether somebody says without hedge that it has happened."""
    return any(s.certainty in FIRM and not ahead(s) for s in said)


def _reversed(affirmed: Statement, denied: Statement) -> bool:
    same = party(affirmed) == party(denied)
    return same and clock.order_key(affirmed.time) < clock.order_key(denied.time)


def _who(statements: Sequence[Statement]) -> str:
    names = dict.fromkeys(s.origin or "an unnamed source" for s in statements)
    return ", ".join(names)
