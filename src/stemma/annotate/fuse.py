"""Brings what rules and tagger propose together: one list, each attribution once, with one calibrated confidence.

The tagger draws the spans. A rule or pattern that agrees with it raises its confidence; what only a rule saw is kept
where it is worth it: fixed wordings ("according to"), and chains, where one says what another says. Those the tagger
cannot see, for its training gold holds each word in one attribution at most; there the rules draw the spans.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from stemma.lang import Syntax
from stemma.lang.proposals import Nearby, Proposal
from stemma.model import Spans

THRESHOLD = 0.45
"""Proposals below this confidence are left out. Chosen on held-out articles of PolNeAR train."""

UNSUPPORTED = 0.62
"""The same for indirect speech whose cue no rule knows and whose content states nothing ("recognised the republic")."""

FACTORS = ("logit", "weak", "rule", "pattern", "shared", "agrees", "speaker", "begins", "ends", "given", "constant")
"""What `weighed` looks at: the tagger's own logit; the rule on the same cue, by level; the share of content both have,
and whether that is at least half; whether they have one speaker, begin and end alike; whether the rule gave it."""

WEIGHTS = (0.76, -0.53, 0.01, 0.01, 0.38, 0.76, -0.03, 0.5, 0.0, 0.11, -0.15)
"""Logistic model of "the gold has it", learned on held-out articles by `train/attribution_fuse.py`."""

ALONE = {"pattern": 0.8, "rule": 0.24, "weak": 0.05}
"""How often the gold has what only a pattern, a rule, or an unsure rule saw (held-out)."""

EXPLICIT = 0.7
"""The same where a rule saw a speaker, a verb of saying and "that" (three of the four in held-out articles and dev)."""

FIRM = 0.7
"""A rule that is less sure than this counts as weak."""

GIVEN = 0.3
"""A rule gives its speaker to what the tagger left without one, if their contents share this much."""

NESTED = 0.9
"""What has this share of its characters in a content lies inside it."""


def fuse(
    rules: Sequence[Proposal],
    tagged: Sequence[Proposal],
    syntax: Syntax | None = None,
    threshold: float = THRESHOLD,
    unsupported: float = UNSUPPORTED,
) -> list[Proposal]:
    """The attributions of one text that `rules` (patterns too) and the tagger propose, in text order.

    `syntax` is that of the text; without it no indirect speech is known to state anything. Each keeps in `by` who drew
    its spans. `confidence` is the probability that a careful annotator would have it, but for links of a chain that
    only rules saw, where it is the rule's own.
    """
    ruled = Nearby(rules)
    if syntax is not None:
        tagged = [said for proposal in tagged if (said := syntax.trimmed(proposal)) is not None]
    read = [weighed(proposal, [rule for _, rule in ruled.of(proposal)]) for proposal in tagged]
    drawn = Nearby(proposal for proposal, _ in read)
    partner = {number: best for number, rule in enumerate(rules) if (best := same(rule, drawn.of(rule))) is not None}
    kept: dict[int, Proposal] = {}
    for number, (proposal, values) in enumerate(read):
        score = sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
        known = proposal.kind != "indirect" or any(values[1:4]) or (syntax is not None and syntax.states(proposal))
        confidence = round(_logistic(score), 4)
        if confidence >= (threshold if known else max(threshold, unsupported)):
            kept[number] = replace(proposal, confidence=confidence)
    found = []
    chained = in_chains(rules) | {
        number
        for number, rule in enumerate(rules)
        if rule.confidence >= FIRM
        and rule.source
        and any(linked(rule, kept[n]) for n, _ in drawn.of(rule) if n in kept)
    }
    for number, rule in enumerate(rules):
        match = partner.get(number)
        if number in chained:  # the rules' spans fit into one another; the tagger's would tear the chain
            sure = kept[match].confidence if match in kept else rule.confidence
            found.append(replace(rule, confidence=max(sure, rule.confidence)))
        elif (
            match is None
            and alone(rule, syntax) >= threshold
            and not any(clash(rule, kept[n]) for n, _ in drawn.of(rule) if n in kept)
        ):
            found.append(replace(rule, confidence=alone(rule, syntax)))
    inside = {partner[number] for number in chained if number in partner}
    found += [proposal for number, proposal in kept.items() if number not in inside]
    return sorted(found, key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))


def weighed(proposal: Proposal, rules: Sequence[Proposal]) -> tuple[Proposal, list[float]]:
    """A proposal of the tagger, with the speaker from the rule on its cue if it had none; and its `FACTORS`.

    Of "X said …, adding that …" the tagger's gold has X in the first attribution alone, so it often leaves the second
    without a speaker.
    """
    values = dict.fromkeys(FACTORS, 0.0) | {"logit": logit(proposal.confidence), "constant": 1.0}
    there = [rule for rule in rules if meet(rule.cue, proposal.cue)]
    if there:
        rule = max(there, key=lambda rule: jaccard(rule.content, proposal.content))
        shared = jaccard(rule.content, proposal.content)
        if not proposal.source and rule.source and shared >= GIVEN:
            proposal = replace(proposal, source=rule.source)
            values["given"] = 1.0
        values[level(rule)] = 1.0
        values["shared"] = shared
        values["agrees"] = float(shared >= 0.5)
        values["speaker"] = float(meet(rule.source, proposal.source) or not (rule.source or proposal.source))
        values["begins"] = float(rule.content[0][0] == proposal.content[0][0])
        values["ends"] = float(rule.content[-1][1] == proposal.content[-1][1])
    return proposal, list(values.values())


def in_chains(rules: Sequence[Proposal]) -> set[int]:
    """Numbers of the firm rules that are links of one chain: one inside another's content, or two with one content."""
    firm = [number for number, rule in enumerate(rules) if rule.confidence >= FIRM and rule.source]
    firm.sort(key=lambda number: rules[number].content[0][0])
    found: set[int] = set()
    for place, a in enumerate(firm):
        end = rules[a].content[-1][1]
        for b in firm[place + 1 :]:
            if rules[b].content[0][0] >= end:
                break
            if linked(rules[a], rules[b]) or linked(rules[b], rules[a]):
                found |= {a, b}
    return found


def level(rule: Proposal) -> str:
    """`pattern`, `rule` or `weak`."""
    return "pattern" if rule.by == "pattern" else "rule" if rule.confidence >= FIRM else "weak"


def alone(rule: Proposal, syntax: Syntax | None) -> float:
    """How sure a rule is of what the tagger did not see: "X told Y that …" says by its grammar who says what."""
    sure = syntax is not None and rule.source and rule.confidence >= FIRM and level(rule) == "rule"
    if syntax is not None and sure and syntax.explicit(rule):
        return EXPLICIT
    return ALONE[level(rule)]


def same(rule: Proposal, tagged: Iterable[tuple[int, Proposal]]) -> int | None:
    """The number of the tagged proposal that means the same attribution as `rule`; `tagged` are those near it."""
    best, most = None, 0.0
    for number, other in tagged:
        shared = jaccard(rule.content, other.content)
        if shared > most and meet(rule.cue, other.cue) and (meet(rule.source, other.source) or not other.source):
            best, most = number, shared
    return best


def linked(inner: Proposal, outer: Proposal) -> bool:
    """Whether `inner` is a link behind `outer`, which says it, or gives its very content on another's word."""
    if meet(inner.cue, outer.cue) or meet(inner.source, outer.source):
        return False
    if inner.content == outer.content:
        return "pattern" in (inner.by, outer.by)
    return all(covered(part, outer.content) >= NESTED for part in (inner.content, inner.cue, inner.source))


def clash(rule: Proposal, other: Proposal) -> bool:
    """Whether the two read the same words in ways that cannot both be right."""
    return meet(rule.cue, other.cue) or (
        meet(rule.content, other.content) and jaccard(rule.content, other.content) > 0.3
    )


def meet(a: Spans, b: Spans) -> bool:
    """Whether two span sets share a character."""
    return any(s < end and start < e for s, e in a for start, end in b)


def covered(a: Spans, b: Spans) -> float:
    """How much of `a` lies in `b`."""
    size = sum(end - start for start, end in a)
    return sum(max(0, min(e, end) - max(s, start)) for s, e in a for start, end in b) / size if size else 0.0


def jaccard(a: Spans, b: Spans) -> float:
    """Shared characters over all characters of two span sets, each without overlaps of its own."""
    shared = sum(max(0, min(e, end) - max(s, start)) for s, e in a for start, end in b)
    union = sum(e - s for s, e in a) + sum(e - s for s, e in b) - shared
    return shared / union if union else 0.0


def logit(p: float) -> float:
    """The log-odds of a probability, kept finite."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))
