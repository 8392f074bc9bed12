"""Brings what rules and tagger propose together: one list, each attribution once, with one calibrated confidence.

The tagger draws the spans. A rule or pattern that agrees with it raises its confidence; what only a rule saw is kept
where it is worth it: fixed wordings ("according to"), and chains, where one says what another says. Those the tagger
cannot see, for its training gold holds each word in one attribution at most; there the rules draw the spans.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from stemma.annotate.proposals import Proposal
from stemma.model import Spans

THRESHOLD = 0.45
"""Proposals below this confidence are left out. Chosen on held-out articles of PolNeAR train."""

UNSUPPORTED = 0.65
"""The same for indirect speech whose cue no rule knows as one of speech or thought ("showed interest in …")."""

LOGIT, CONSTANT = 0.98, -0.19
AGREES = {"none": 0.0, "weak": 0.4, "rule": 0.67, "pattern": 0.67}
"""Logistic model of "the gold has it": weight of the tagger's own logit, and what an agreeing rule adds (held-out)."""

ALONE = {"pattern": 0.8, "rule": 0.24, "weak": 0.05}
"""How often the gold has what only a pattern, a rule, or an unsure rule saw (held-out)."""

FIRM = 0.7
"""A rule that is less sure than this counts as weak."""

NESTED = 0.9
"""What has this share of its characters in a content lies inside it."""


def fuse(
    rules: Sequence[Proposal],
    tagged: Sequence[Proposal],
    threshold: float = THRESHOLD,
    unsupported: float = UNSUPPORTED,
) -> list[Proposal]:
    """The attributions of one text that `rules` (patterns too) and the tagger propose, in text order.

    Each keeps in `by` who drew its spans. `confidence` is the probability that a careful annotator would have it,
    but for links of a chain that only rules saw, where it is the rule's own.
    """
    partner = {number: best for number, rule in enumerate(rules) if (best := same(rule, tagged)) is not None}
    kept: dict[int, Proposal] = {}
    for number, proposal in enumerate(tagged):
        levels = [level(rules[other]) for other, mine in partner.items() if mine == number]
        help_ = max((AGREES[name] for name in levels), default=AGREES["none"])
        confidence = round(_logistic(LOGIT * logit(proposal.confidence) + help_ + CONSTANT), 4)
        known = proposal.kind != "indirect" or any(meet(proposal.cue, rule.cue) for rule in rules)
        if confidence >= (threshold if known else max(threshold, unsupported)):
            kept[number] = replace(proposal, confidence=confidence)
    found = []
    chained = in_chains(rules)
    for number, rule in enumerate(rules):
        match = partner.get(number)
        if number in chained:  # the rules' spans fit into one another; the tagger's would tear the chain
            sure = kept[match].confidence if match in kept else rule.confidence
            found.append(replace(rule, confidence=max(sure, rule.confidence)))
        elif match is None and ALONE[level(rule)] >= threshold and not any(clash(rule, o) for o in kept.values()):
            found.append(replace(rule, confidence=ALONE[level(rule)]))
    inside = {partner[number] for number in chained if number in partner}
    found += [proposal for number, proposal in kept.items() if number not in inside]
    return sorted(found, key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))


def in_chains(rules: Sequence[Proposal]) -> set[int]:
    """Numbers of the firm rules that are links of one chain: one inside another's content, or two with one content."""
    firm = [number for number, rule in enumerate(rules) if rule.confidence >= FIRM and rule.source]
    found: set[int] = set()
    for a in firm:
        for b in firm:
            if a != b and linked(rules[a], rules[b]):
                found |= {a, b}
    return found


def level(rule: Proposal) -> str:
    """`pattern`, `rule` or `weak`."""
    return "pattern" if rule.by == "pattern" else "rule" if rule.confidence >= FIRM else "weak"


def same(rule: Proposal, tagged: Sequence[Proposal]) -> int | None:
    """The number of the tagged proposal that means the same attribution as `rule`."""
    best, most = None, 0.0
    for number, other in enumerate(tagged):
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
