"""What is claimed: the claim of the library that a sentence is nearest to, and whether the draft tells it more firmly.

More firmly: in the writer's own voice what the pages give on somebody's word alone, flatly what they hedge, or as
confirmed what nobody with standing confirmed. What one page tells as firmly is not more firmly told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from stemma.check.forms import Forms
from stemma.check.held import Ground, Line, meets
from stemma.check.sentence import Sentence
from stemma.lang import words as vocabulary
from stemma.lang.terms import stems
from stemma.lang.words import LANGUAGE
from stemma.model import Claim, Finding, Span, Spans, Statement, Status

CLAIM = 0.45
"""Share of a sentence's words that a line of a claim must have to be its evidence."""
SAID = 0.6
"""Share of a statement's words that the line, and the statement in it, must have to say the same."""
WHOLE, PART = 0.85, 0.35
"""In a line with so large a share of the words, a clause with the smaller one is of the same statement."""
ALIKE = 0.5
"""Share of the words of the page's statement that the draft's must have."""
WORDS = 3
"""Statements of fewer content words are not compared."""
SURE: Mapping[str, int] = {"CT": 3, "PR": 2, "PS": 1}
SETTLED: frozenset[Status] = frozenset({"confirmed", "announced"})
HEDGES = ("probable", "possible", "unlikely", "maybe")
"""The vocabularies of hedges."""
LEFT_OUT = 3
"""Words of a page that are left out where a hedge is, at most: more is another clause."""
BESIDE = 4
"""Words around the place of a hedge in which another one may stand for it."""
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
    for ours in () if sentence.whole else sentence.statements:
        if ours.act not in HELD or ours.reading.polarity == 0 or sentence.quotes_most(ours):
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
    if not sentence.whole:
        yield from _dropped(sentence)


def _dropped(sentence: Sentence) -> Iterator[Finding]:
    """A hedge that was left out where the draft goes on in the words of a page."""
    known = vocabulary.of(LANGUAGE)
    hedging = frozenset().union(*(known[name] for name in HEDGES))
    ours = Forms(sentence.text)
    at = sentence.span[0]

    def quoted(span: Span) -> bool:
        return meets(tuple(sentence.quotes), (at + span[0], at + span[1]))

    near = [one for one in sentence.near if one.share >= WHOLE]
    lines = [(one.line, Forms(sentence.ground.words(one.line))) for one in near]
    if any(not hedging & set(theirs.forms) for _, theirs in lines):
        return
    for line, theirs in lines:
        for tag, a, b, c, d in SequenceMatcher(None, ours.forms, theirs.forms, autojunk=False).get_opcodes():
            inside = a > 0 and b < len(ours.forms) and d - c <= LEFT_OUT
            if not inside or hedging & set(ours.forms[max(0, a - BESIDE) : b + BESIDE]) or quoted(ours.spans[a]):
                continue
            left = [i for i in range(c, d) if theirs.forms[i] in hedging and theirs.text[theirs.spans[i][0]].islower()]
            if tag != "equal" and left:
                start = line.span[0]
                place = (start + theirs.spans[left[0]][0], start + theirs.spans[left[-1]][1])
                if _holds(sentence.ground, line, place):
                    return
                words = sentence.ground.pages[line.article].text(line.where)[slice(*place)]
                note = f"“{words}” there is left out"
                yield Finding("hedge", "firmer", sentence.span, line.article, (place,), note, words, line.where)
                return


def _holds(ground: Ground, line: Line, place: Span) -> bool:
    """Whether the claim that is hedged at `place` has come to be confirmed."""
    return any(claim.status in SETTLED for one, claim, _ in ground.claims(line) if meets(one.content, place))


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
            least = SAID if near.share < WHOLE else PART
            enough = both >= least * total and both >= ALIKE * sum(map(ground.weight, has))
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
