"""What chains need beside the fused proposals: the frames around an attribution, and speakers that the tagger missed.

The tagger's gold has each word in one attribution at most. Of "X said …, according to Y" it marks one or the other; the
rules see both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stemma.annotate.fuse import covered, jaccard, meet
from stemma.lang.proposals import Nearby, Proposal

HOLDS = 0.9
"""Share of an attribution's characters that a frame has to hold."""
SURE = 0.8
"""A rule that is less sure than this frames nothing."""
SPEAKER = 0.6
"""Confidence where the tagger saw cue and content, and only the rule the speaker."""


def framed(rules: Sequence[Proposal], tagged: Sequence[Proposal], fused: Sequence[Proposal]) -> list[Proposal]:
    """`fused` with the rules that frame one of them, and those that give the speaker for what the tagger saw."""
    patterns = [rule for rule in rules if rule.by == "pattern" and rule.confidence >= SURE]
    fixed, ruled, said, seen = Nearby(patterns), Nearby(rules), Nearby(fused), Nearby(tagged)

    def near(places: Nearby, proposal: Proposal) -> list[Proposal]:
        return [other for _, other in places.of(proposal)]

    found: list[Proposal] = []
    kept = Nearby()

    def keep(proposal: Proposal) -> None:
        found.append(proposal)
        kept.add(proposal)

    def known(rule: Proposal) -> bool:
        return any(meet(rule.cue, p.cue) for p in near(kept, rule))

    for p in fused:
        for part in _parted(_by_pattern(_own_source(p, near(ruled, p)), near(fixed, p)), near(ruled, p)):
            keep(part)
    for rule in patterns:
        if rule.source and not known(rule):
            keep(replace(rule, confidence=SURE))
    for rule in rules:
        if known(rule):
            continue
        if any(_begins(rule, p) for p in near(said, rule)):
            keep(rule)
        elif rule.confidence < SURE or not rule.source:
            continue
        elif any(frames(rule, p) for p in near(said, rule)):
            keep(rule)
        elif any(_only_speaker_missing(rule, p) for p in near(seen, rule)):
            keep(replace(rule, confidence=SPEAKER))
    return sorted(found, key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))


def _only_speaker_missing(rule: Proposal, proposal: Proposal) -> bool:
    """Whether `proposal` has no source, but means what `rule` gives one to."""
    same = meet(rule.cue, proposal.cue) and jaccard(rule.content, proposal.content) >= 0.5
    return same and not proposal.source


def _own_source(proposal: Proposal, rules: Sequence[Proposal]) -> Proposal:
    """`proposal` with the source of the sure rule on its cue, where the tagger gave it the source of a fixed wording.

    Of "…, X reported, according to Y" the tagger makes "Y reported".
    """
    if proposal.by != "tagger" or not proposal.source:
        return proposal
    lent = any(r.by == "pattern" and meet(r.source, proposal.source) and not meet(r.cue, proposal.cue) for r in rules)
    for rule in rules if lent else ():
        own = rule.confidence >= SURE and rule.source and meet(rule.cue, proposal.cue)
        if own and not meet(rule.source, proposal.source) and jaccard(rule.content, proposal.content) >= 0.5:
            return replace(proposal, source=rule.source)
    return proposal


def _by_pattern(proposal: Proposal, patterns: Sequence[Proposal]) -> Proposal:
    """`proposal` with the spans of a fixed wording that means the same: it knows where a list of sources begins."""
    for rule in patterns:
        if proposal.by != "tagger" or not meet(rule.cue, proposal.cue):
            continue
        shared = jaccard(rule.content, proposal.content)
        if not meet(rule.source, proposal.source):
            if rule.source and proposal.source and shared >= HOLDS:  # "heard from X that": X, not who heard it
                return replace(rule, confidence=max(SURE, proposal.confidence))
            continue
        aside = shared >= 0.3 and covered(proposal.content, (*rule.content, *rule.source)) >= HOLDS
        if shared >= 0.5 or aside:  # or the tagger took what is said of the source for what the source says
            return replace(rule, confidence=max(SURE, proposal.confidence))
    return proposal


def _parted(proposal: Proposal, rules: Sequence[Proposal]) -> list[Proposal]:
    """`proposal` in two where a part of its content has, for a sure rule, a verb of saying of its own.

    Of ", according to X, who told Y that …" the tagger makes one attribution with two contents and one cue.
    """
    if proposal.by != "tagger" or len(proposal.content) < 2:
        return [proposal]
    for rule in rules:
        if rule.confidence < SURE or meet(rule.cue, proposal.cue) or not meet(rule.source, proposal.source):
            continue
        own = tuple(span for span in proposal.content if covered((span,), rule.content) >= HOLDS)
        rest = tuple(span for span in proposal.content if span not in own)
        if own and rest and jaccard(own, rule.content) >= HOLDS:
            return [replace(proposal, content=rest), replace(rule, confidence=proposal.confidence)]
    return [proposal]


def _begins(rule: Proposal, outer: Proposal) -> bool:
    """Whether what `outer` says is all another's word ("said that investigators believe …")."""
    whole = (*rule.content, *rule.cue, *rule.source)
    size = sum(end - start for start, end in outer.content)
    inside = sum(e - s for s, e in whole)
    return bool(rule.source) and frames(outer, rule) and inside >= 0.75 * size


def frames(outer: Proposal, inner: Proposal) -> bool:
    """Whether the content of `outer` holds another's whole "who says what"."""
    parts = (inner.content, inner.cue, inner.source or inner.cue)
    return all(covered(part, outer.content) >= HOLDS for part in parts)
