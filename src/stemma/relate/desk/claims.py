"""Claims as a desk wants them: joined, parted, hidden, pinned, disputed; and what came later against that.

A correction names a claim by statements of it, and a statement by its article, its place and the digest of its words:
ids of claims change when a story grows. The claim that has most of them is meant.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from stemma.model import Ask, Claim, Correction, Hand, Statement, Words
from stemma.relate.desk.log import ask, hand
from stemma.text import fold

MOST = 20
"""So many statements name a claim at most, its first ones."""
SHARED = 0.5
"""A statement whose words have moved is known again by this share of its place."""
SHOWN = frozenset({"hide", "pin"})
"""Of what a desk said on where a claim stands the last word counts."""
ONE = frozenset({"hide", "pin", "dispute"})
"""Kinds that speak of one claim."""
KINDS = ONE | {"same", "part"}

Group = tuple[list[int], float]
"""Positions of statements that say the same, and the probability that two of them do."""


def words(statement: Statement) -> Words:
    """How a correction names a statement."""
    return Words(statement.article, statement.content, statement.where, digest(statement.text))


def digest(text: str) -> str:
    """Of words, without regard to case, accents and breaks."""
    return hashlib.sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def named(claim: Claim) -> tuple[Words, ...]:
    """How a correction names a claim: the statement it is shown in, and others of it."""
    first = sorted(claim.statements, key=lambda s: s.id != claim.shown)
    return tuple(words(one) for one in first[:MOST])


class Places:
    """Finds the statements of a story that corrections name."""

    def __init__(self, said: Sequence[Statement]) -> None:
        self.said = said
        self.on: dict[tuple[str, str], list[int]] = {}
        for position, one in enumerate(said):
            self.on.setdefault((one.article, one.where), []).append(position)

    def find(self, wanted: Words) -> int | None:
        """The position of a statement: at its very place, else by its words, else by most of its place."""
        here = self.on.get((wanted.article, wanted.where), ())
        exact = [p for p in here if self.said[p].content == wanted.content]
        for position in [p for p in exact if digest(self.said[p].text) == wanted.digest] or exact:
            return position
        start = wanted.content[0][0] if wanted.content else 0
        same = [p for p in here if digest(self.said[p].text) == wanted.digest]
        if same:
            return min(same, key=lambda p: (abs(self.said[p].content[0][0] - start), p))
        shares = [(_share(self.said[p], wanted), -p) for p in here]
        best, position = max(shares, default=(0.0, 0))
        return -position if best >= SHARED else None

    def all(self, wanted: Iterable[Words]) -> list[int]:
        """The positions of those that are there, each once, in order."""
        return list(dict.fromkeys(p for one in wanted if (p := self.find(one)) is not None))


def _share(statement: Statement, wanted: Words) -> float:
    shared = sum(max(0, min(e, f) - max(s, g)) for s, e in statement.content for g, f in wanted.content)
    lengths = [sum(e - s for s, e in spans) for spans in (statement.content, wanted.content)]
    return shared / max(1, *lengths)


def edited(groups: Sequence[Group], said: Sequence[Statement], lines: Iterable[Correction]) -> list[Group]:
    """The machine's groups of positions in `said` with the desk's joins and parts laid over them, oldest first.

    What is parted takes what says it in the same words along, copies that come later too.
    """
    lines = [line for line in lines if line.kind in ("same", "part")]
    if not lines:
        return list(groups)
    places = Places(said)
    inside: list[list[int]] = [list(positions) for positions, _ in groups]
    sure = [one for _, one in groups]
    home = {position: number for number, group in enumerate(inside) for position in group}
    for line in lines:
        first, second = places.all(line.words), places.all(line.beside)
        if line.kind == "same":
            a, b = _most(first, home), _most(second, home)
            if a is not None and b is not None and a != b:
                inside[a] += inside[b]
                home.update(dict.fromkeys(inside[b], a))
                inside[b], sure[a] = [], min(sure[a], sure[b])
            continue
        for number in sorted({home[p] for p in first} & {home[p] for p in second}):
            texts = {fold(said[p].text) for p in first}
            out = [p for p in inside[number] if p not in second and (p in first or fold(said[p].text) in texts)]
            inside[number] = [p for p in inside[number] if p not in out]
            inside.append(out)
            sure.append(1.0 if len(out) == 1 else sure[number])
            home.update(dict.fromkeys(out, len(inside) - 1))
    return [(sorted(group), one) for group, one in zip(inside, sure, strict=True) if group]


def _most(positions: Sequence[int], home: dict[int, int]) -> int | None:
    """The group that has most of the positions; of equals that of the first."""
    return Counter(home[p] for p in positions).most_common(1)[0][0] if positions else None


def stays(said: Sequence[Statement], lines: Iterable[Correction]) -> frozenset[str]:
    """Ids of statements whose claim is shown however small it is: a desk has spoken of it."""
    places = Places(said)
    wanted = [w for line in lines if line.kind in ("pin", "dispute", "same") for w in (*line.words, *line.beside)]
    return frozenset(said[p].id for p in places.all(wanted))


def marked(claims: Sequence[Claim], lines: Sequence[Correction]) -> tuple[Claim, ...]:
    """`claims` with what was done to each by hand."""
    lines = [line for line in lines if line.kind in KINDS]
    if not lines:
        return tuple(claims)
    found: dict[str, dict[str, Hand]] = {claim.id: {} for claim in claims}
    for line, targets in _targets(claims, lines):
        for target in targets:
            hands = found[target.id]
            if line.kind in SHOWN:
                for kind in SHOWN:
                    hands.pop(kind, None)
            hands[line.kind if line.kind in ONE else line.id] = hand(line)
    return tuple(dataclasses.replace(claim, by_hand=tuple(found[claim.id].values())) for claim in claims)


def _targets(claims: Sequence[Claim], lines: Iterable[Correction]) -> Iterator[tuple[Correction, list[Claim]]]:
    """The claims that each line has to do with, as they are now."""
    said = [one for claim in claims for one in claim.statements]
    places = Places(said)
    of = [number for number, claim in enumerate(claims) for _ in claim.statements]
    home = dict(enumerate(of))
    for line in lines:
        first, second = (_most(places.all(some), home) for some in (line.words, line.beside))
        if line.kind == "same" and first != second:
            continue  # parted again by a later line
        if line.kind == "part" and first == second:
            continue
        yield line, [claims[n] for n in dict.fromkeys(n for n in (first, second) if n is not None)]


def asks(
    claims: Sequence[Claim], machine: Sequence[Group], said: Sequence[Statement], lines: Sequence[Correction]
) -> Iterator[Ask]:
    """What came later against the corrections of claims; `machine` are the groups in `said` before they were edited."""
    lines = [line for line in lines if line.kind in KINDS]
    if not lines:
        return
    places = Places(said)
    home = {position: number for number, (group, _) in enumerate(machine) for position in group}
    for line, targets in _targets(claims, lines):
        claim = targets[0].id if targets else None
        known = {*line.pages}
        first, second = places.all(line.words), places.all(line.beside)
        if line.kind == "same" and (late := _both(first, second, home, said) - known):
            yield ask(line, "pages that came later tell both, each by itself", sorted(late), claim)
        if line.kind == "part":
            texts = {fold(said[p].text) for p in first}
            late = {one.article for one in said if fold(one.text) in texts} - known
            if late:
                yield ask(line, "pages that came later have the same words", sorted(late), claim)
        if line.kind in ONE and targets and line.status is not None and targets[0].status != line.status:
            now = targets[0].status
            yield ask(line, f"its status was {line.status} then and is {now} now", (), claim, now)


def _both(first: Sequence[int], second: Sequence[int], home: dict[int, int], said: Sequence[Statement]) -> set[str]:
    """Pages with a statement in the machine's group of `first` and another one in that of `second`."""
    a, b = _most(first, home), _most(second, home)
    if a is None or b is None or a == b:
        return set()
    pages = [{said[p].article for p, number in home.items() if number == wanted} for wanted in (a, b)]
    return pages[0] & pages[1]
