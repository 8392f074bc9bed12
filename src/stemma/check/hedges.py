"""What is claimed: the claim of the library that a sentence is nearest to, and whether the draft tells it more firmly.

More firmly: in the writer's own voice what the pages give on somebody's word alone, flatly what they hedge, or as
confirmed what nobody with standing confirmed. What one page tells as firmly is not more firmly told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stemma.check.held import Ground, Line, meets
from stemma.check.sentence import Sentence
from stemma.lang.terms import stems
from stemma.model import Claim, Finding, Span, Spans, Statement, Status, Where

CLAIM = 0.45
"""Share of a sentence's words that a line of a claim must have to be its evidence."""
SAID = 0.6
"""Share of a statement's words that the line, and the statement in it, must have to say the same."""
ALIKE = 0.5
"""Share of the words of the page's statement that the draft's must have."""
WORDS = 3
"""Statements of fewer content words are not compared."""
SURE: Mapping[str, int] = {"CT": 3, "PR": 2, "PS": 1}
SETTLED: frozenset[Status] = frozenset({"confirmed", "announced"})
HELD = frozenset({"assert", "confirm", "announce"})
"""Acts that hold what they say."""


def claims(sentence: Sentence) -> Iterator[Finding]:
    """The nearest claim with its status; that no page says anything near it, where that is so."""
    best: tuple[float, Statement, Claim, str] | None = None
    wanted = set(sentence.stems)
    for near in sentence.near:
        if near.share < CLAIM:
            break
        for one, claim, story in sentence.ground.claims(near.line):
            share = _share(sentence.ground, wanted, one)
            if best is None or share > best[0]:
                best = share, one, claim, story
    if best is not None:
        _, one, claim, story = best
        yield Finding(
            "claim", "found", sentence.span, one.article, one.content, f"{claim.status}: {claim.text}", one.text,
            one.where, claim.id, story,
        )  # fmt: skip
    elif wanted and not sentence.near:
        yield Finding("claim", "not-found", sentence.span, note="no page of the library says anything near it")


def _share(ground: Ground, wanted: set[str], one: Statement) -> float:
    has = set(stems(one.text))
    return sum(ground.weight(stem) for stem in wanted & has) / (sum(map(ground.weight, has | wanted)) or 1.0)


def hedges(sentence: Sentence, said: Mapping[str, Sequence[Statement]]) -> Iterator[Finding]:
    """What the draft states more firmly than any page does. `said` are the statements of each page."""
    for ours in sentence.statements:
        if ours.act not in HELD or ours.reading.polarity == 0 or not all(sentence.open(s) for s in ours.content):
            continue
        held = list(_evidence(sentence, ours, said))
        if held and not any(_carries(sentence.ground, ours, one, status) for one, status in held):
            one, status = held[0]
            place = _span(sentence, ours)
            yield Finding(
                "hedge", "firmer", place, one.article, _whole(one), _note(ours, one, status),
                sentence.ground.pages[one.article].text(one.where)[slice(*_whole(one)[0])], one.where,
            )  # fmt: skip
            return


def _evidence(
    sentence: Sentence, ours: Statement, said: Mapping[str, Sequence[Statement]]
) -> Iterator[tuple[Statement, Status | None]]:
    """The statements of pages that say the same as `ours`, with the status of their claim, the nearest first."""
    ground = sentence.ground
    words = set(stems(ours.text))
    if len(words) < WORDS:
        return
    total = sum(map(ground.weight, words))
    for near in ground.near(words):
        if near.share < SAID:
            return
        for one in said.get(near.line.article, ()):
            if one.where != near.line.where or not meets(one.content, near.line.span):
                continue
            has = set(stems(one.text))
            both = sum(map(ground.weight, words & has))
            enough = both >= SAID * total and both >= ALIKE * sum(map(ground.weight, has))
            if enough and one.reading.polarity == ours.reading.polarity:
                yield one, _status(ground, near.line, one)


def _status(ground: Ground, line: Line, one: Statement) -> Status | None:
    return next((claim.status for other, claim, _ in ground.claims(line) if other.id == one.id), None)


def _carries(ground: Ground, ours: Statement, theirs: Statement, status: Status | None) -> bool:
    """Whether a page's statement says it as firmly as the draft's."""
    if ours.act == "confirm" and theirs.act != "confirm" and status not in SETTLED:
        return False
    if status in SETTLED:
        return True
    voiced = theirs.attribution is None or ours.attribution is not None
    return voiced and _sure(theirs) >= _sure(ours)


def _sure(one: Statement) -> int:
    return SURE.get(one.certainty[:2], 0)


def _note(ours: Statement, theirs: Statement, status: Status | None) -> str:
    if _sure(theirs) < _sure(ours):
        told = "less surely there"
    elif ours.act == "confirm":
        told = "confirmed by nobody with standing"
    else:
        told = f"on the word of {theirs.origin or 'somebody unnamed'} there"
    return f"{told}; the claim is {status}" if status else told


def _whole(one: Statement) -> Spans:
    return (one.sentence,) if one.sentence else one.content


def _span(sentence: Sentence, ours: Statement) -> Span:
    start, end = ours.content[0][0], ours.content[-1][1]
    return max(start, sentence.span[0]), min(end, sentence.span[1])


def of_page(said: Sequence[Statement]) -> dict[str, list[Statement]]:
    """The statements of each page."""
    found: dict[str, list[Statement]] = {}
    for one in said:
        found.setdefault(one.article, []).append(one)
    return found


__all__ = ["Where", "claims", "hedges", "of_page"]
