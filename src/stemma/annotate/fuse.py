"""Brings what rules and tagger propose together: one list, each attribution once, with one calibrated confidence.

The tagger draws the spans. A rule or pattern that agrees with it raises its confidence; what only a rule saw is kept
where it is worth it: fixed wordings ("according to"), and what lies inside another's content or says the same content
on another's word, which the tagger cannot see (its training gold holds each word in one attribution at most) and which
chains are made of.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from stemma.annotate.proposals import Proposal
from stemma.model import Spans

THRESHOLD = 0.5
"""Proposals below this confidence are left out. Chosen on held-out articles of PolNeAR train."""

LOGIT, CONSTANT = 0.98, -0.19
AGREES = {"none": 0.0, "weak": 0.4, "rule": 0.67, "pattern": 0.67}
"""Logistic model of "the gold has it": weight of the tagger's own logit, and what an agreeing rule adds (held-out)."""

ALONE = {"pattern": 0.8, "rule": 0.24, "weak": 0.05}
"""How often the gold has what only a pattern, a rule, or an unsure rule saw (held-out)."""

FIRM = 0.7
"""A rule that is less sure than this counts as weak."""

NESTED = 0.9
"""What has this share of its characters in a content lies inside it."""


def fuse(rules: Sequence[Proposal], tagged: Sequence[Proposal], threshold: float = THRESHOLD) -> list[Proposal]:
    """The attributions of one text that `rules` (patterns too) and the tagger propose, in text order.

    Each keeps in `by` who drew its spans. `confidence` is the probability that a careful annotator would have it,
    but for chain parts (see above), where it is the rule's own.
    """
    partner = {number: best for number, rule in enumerate(rules) if (best := same(rule, tagged)) is not None}
    found = []
    for number, proposal in enumerate(tagged):
        levels = [level(rules[other]) for other, mine in partner.items() if mine == number]
        help_ = max((AGREES[name] for name in levels), default=AGREES["none"])
        confidence = _logistic(LOGIT * logit(proposal.confidence) + help_ + CONSTANT)
        found.append(replace(proposal, confidence=round(confidence, 4)))
    kept = [proposal for proposal in found if proposal.confidence >= threshold]
    cited = {partner[number] for number, rule in enumerate(rules) if number in partner and rule.by == "pattern"}
    sure = [(proposal, number in cited) for number, proposal in enumerate(found) if proposal.confidence >= threshold]
    for number, rule in enumerate(rules):
        if number in partner and found[partner[number]].confidence >= threshold:
            continue
        parts = [part for other, by_pattern in sure if (part := chain_part(rule, other, by_pattern)) is not None]
        if parts:
            kept.append(parts[0])
        elif number not in partner and ALONE[level(rule)] >= threshold and not any(clash(rule, o) for o in kept):
            kept.append(replace(rule, confidence=ALONE[level(rule)]))
    return sorted(kept, key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))


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


def chain_part(rule: Proposal, other: Proposal, by_pattern: bool) -> Proposal | None:
    """`rule` as a link before or behind `other`, or None.

    Either it lies inside the content of `other`, or it gives the same content on another's word ("Citing Y, X
    reported …"): then it is given the very content of `other`. `by_pattern`: a fixed wording agrees with `other`.
    """
    if not rule.source or meet(rule.cue, other.cue) or meet(rule.source, other.source):
        return None
    if all(covered(part, other.content) >= NESTED for part in (rule.content, rule.cue, rule.source)):
        return rule if rule.confidence >= FIRM else None
    same = jaccard(rule.content, other.content) >= 0.5 and not meet(rule.cue, other.content)
    if same and (rule.by == "pattern" or (by_pattern and rule.confidence >= FIRM)):
        return replace(rule, content=other.content)
    return None


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
