"""What a draft has somebody say who denies it on the pages, or deny who says it there.

A party is compared by name or identity, what is said by its words or by the claim that it stands in; polarity tells who
denies. Where the pages have the party say both, nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stemma.check.held import Ground, meets
from stemma.check.sentence import Sentence
from stemma.check.speakers import place, same, telling
from stemma.lang.terms import stems
from stemma.model import Finding, Span, Statement

CLOSE = 0.5
"""Share of the words of what the draft has somebody say that a line, or a statement, must have to say or deny it."""
WORDS = 3
"""Statements of fewer content words are not compared."""
LEAST = 0.3
"""… and a statement that stands in one claim with such a line."""


def findings(sentence: Sentence, said: Mapping[str, Sequence[Statement]]) -> Iterator[Finding]:
    """The statements of a sentence that their speaker says the opposite of. `said` are the statements of each page."""
    for ours in () if sentence.whole else sentence.statements:
        if ours.attribution is None or ours.reading.polarity == 0 or not telling(sentence, ours):
            continue
        if sentence.quotes_most(ours):
            continue
        told = list(_of(sentence, ours, said))
        if not told or any(one.reading.polarity == ours.reading.polarity for one in told):
            continue
        one = told[0]
        who = one.origin or ours.origin
        note = f"denied there by {who}" if one.reading.polarity < 0 else f"said there by {who}, not denied"
        evidence: tuple[Span, ...] = (one.sentence,) if one.sentence else one.content
        words = sentence.ground.pages[one.article].text(one.where)[slice(*evidence[0])]
        yield Finding(
            "speaker", "misattributed", place(sentence, ours, ours.content[0]), one.article, evidence, note, words,
            one.where,
        )  # fmt: skip


def _of(sentence: Sentence, ours: Statement, said: Mapping[str, Sequence[Statement]]) -> Iterator[Statement]:
    """What the same party says of the same thing on the pages, that it says so or denies it."""
    ground = sentence.ground
    words = set(stems(ours.text))
    total = sum(map(ground.weight, words))
    if len(words) < WORDS:
        return
    beside = _one_claim(ground, words)
    for page in said.values():
        known = {one.id: one for one in page}
        for one in page:
            if one.attribution is None or one.reading.polarity == 0 or not same(ours, one):
                continue
            earlier = known.get(one.antecedent or "")  # "denied that": what was said before it
            has = set(stems(f"{one.text} {earlier.text}" if earlier else one.text))
            share = sum(map(ground.weight, words & has)) / total
            if share >= CLOSE or (share >= LEAST and one.id in beside):
                yield one


def _one_claim(ground: Ground, words: set[str]) -> set[str]:
    """Ids of the statements that stand in one claim with a statement that has most of `words`."""
    total = sum(map(ground.weight, words))
    found: set[str] = set()
    for near in ground.near(words):
        if near.share < CLOSE:
            break
        for one, claim, _ in ground.claims(near.line):
            if meets(one.content, near.line.span):
                shared = sum(map(ground.weight, words & set(stems(one.text))))
                if shared >= CLOSE * total:
                    found.update(other.id for other in claim.statements)
    return found
