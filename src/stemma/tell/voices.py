"""Who stands for a claim, against it, or only reacted to it: one voice for each origin, however many pages carry it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stemma import clock, text
from stemma.model import Claim, Statement, Story
from stemma.tell import naming

SIDES = ("says", "denies", "reacts")
"""Whether a voice stands for a claim, against it, or only reacted to it (did not confirm, no comment)."""
CONTRADICTED = ("denied", "disputed", "withdrawn", "superseded")
"""In these somebody contradicts somebody."""
CHANGED_MIND = ("withdrawn", "superseded")
"""In these a party stands on both sides of a claim."""
VERBS = ("confirms", "denies", "announces", "says", "did not confirm")
"""Of what one party does on one side of a claim the first of these is told."""
SILENT = frozenset({"not-confirm", "no-comment", "nothing", "retract"})
"""Acts that stand neither for nor against a claim."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One origin's word on a claim, however many pages carry it.

    `verb` says what it does ("says", "denies", "did not confirm"); `chains` are the ways it reached the pages, from
    the publisher to the origin, the shortest first; `statements` are in the order of their time.
    """

    name: str
    role: str | None
    named: bool
    verb: str
    chains: tuple[tuple[str, ...], ...]
    statements: tuple[Statement, ...]


def sides(
    claim: Claim, story: Story, outlets: Mapping[str, str | None], people: frozenset[str]
) -> dict[str, tuple[Voice, ...]]:
    """The voices on each of `SIDES`, those that are named first. `outlets` are the pages' by id; `people` the folded
    full names of the story."""
    voices: dict[tuple[str, str], list[Statement]] = {}
    against = denying(claim, story)
    negative = worded_with_not(claim)
    judges = {one.article for one in story.verdicts if one.claim == claim.id}
    for statement in claim.statements:
        if statement.act == "nothing" and statement.article in judges:
            continue  # repeated to be judged: the verdict stands beside the claim
        stands = side(statement, against, negative=negative)
        if stands is None:
            continue  # its "not" is of something beside the claim
        who = statement.identity or " ".join(sorted(_words(origin(statement, outlets))))
        voices.setdefault((stands, _known(who, stands, statement, voices, outlets)), []).append(statement)
    found: dict[str, list[Voice]] = {name: [] for name in SIDES}
    for (name, who), statements in voices.items():
        if name == "denies" and ("says", who) in voices and claim.status not in CHANGED_MIND:
            continue  # nobody denies what he says: his "not" is of something else in the sentence
        verbs = [_verb(statement, name) for statement in statements]
        found[name].append(_voice(next((v for v in VERBS if v in verbs), verbs[-1]), statements, outlets, people))
    for some in found.values():
        # Who is named for it stands before who is not, and both before what pages write in their own voice.
        some.sort(key=lambda v: (all(s.attribution is None for s in v.statements), not v.named, -len(v.statements)))
        # "he" beside a name tells nothing, and may be the same man.
        told = [voice for voice in some if not naming.nameless(voice.statements[-1].origin or "")]
        some[:] = told or some
    return {name: tuple(some) for name, some in found.items()}


def _known(
    who: str,
    stands: str,
    statement: Statement,
    voices: Mapping[tuple[str, str], list[Statement]],
    outlets: Mapping[str, str | None],
) -> str:
    """The key of the voice on the same side whose name has all words of this one's, or the reverse; else `who`."""
    words = _words(origin(statement, outlets))
    for (other, key), (first, *_) in voices.items():
        if other == stands and key != who:
            theirs = _words(origin(first, outlets))
            loose = statement.identity is None or first.identity is None
            if words and (words == theirs or (loose and theirs and (words <= theirs or theirs <= words))):
                return key
            people = statement.origin_type == first.origin_type == "person" and statement.named and first.named
            if people and naming.same_person(statement.origin or "", first.origin or ""):
                return key
    return who


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in text.fold(name).replace(",", "").split() if word not in text.STOPWORDS)


def worded_with_not(claim: Claim) -> bool:
    """Whether the statement a claim is shown in says "not" ("the ferry had not left"): nobody who says so denies it."""
    one = next((s for s in claim.statements if s.id == claim.shown), None)
    signs = [s.reading.polarity for s in claim.statements]
    together = max(signs, default=1) <= 0 and not any(s.act == "deny" for s in claim.statements)
    return together or (one is not None and one.act != "deny" and _negative(one))


def denying(claim: Claim, story: Story) -> frozenset[str]:
    """Ids of the statements that contradict others of `claim`: those its ledger or a conflict names for it, with what
    else the same parties say with "not". A "not" in a claim is else of something beside it."""
    named = {id for change in claim.history if change.status in CONTRADICTED for id in change.because}
    for found in story.conflicts:
        if found.claim == claim.id and found.kind == "polarity":
            named |= {side.statement for side in (found.a, found.b) if side.statement}
    turned = [s for s in claim.statements if _negative(s)]
    parties = {s.identity or s.origin for s in turned if s.id in named and s.attribution is not None}
    return frozenset(s.id for s in turned if s.id in named or (s.identity or s.origin) in parties)


def side(statement: Statement, against: Collection[str], *, negative: bool = False) -> str | None:
    """`says`, `denies` or `reacts`: where a statement stands towards its claim; None where it stands beside it.

    `against`: ids of those that contradict it (`denying`). `negative`: the claim is told with "not"
    (`worded_with_not`).
    """
    if statement.act in SILENT:
        return "reacts"
    if negative and statement.act != "deny":
        return "says"
    if statement.id in against:
        return "denies"
    return None if _negative(statement) else "says"


def _negative(statement: Statement) -> bool:
    return statement.act == "deny" or statement.reading.polarity < 0 or statement.certainty.endswith("-")


def _verb(statement: Statement, stands: str) -> str:
    named = {
        "not-confirm": "did not confirm",
        "no-comment": "no comment",
        "nothing": "says nothing of it",
        "retract": "takes it back",
        "deny": "denies",
        "confirm": "confirms",
        "accuse": "accuses",
        "announce": "announces",
    }
    if statement.act in named:
        return named[statement.act]
    if stands == "denies":
        return "says not"
    return {"PR": "says probably", "PS": "says possibly"}.get(statement.certainty[:2], "says")


def _voice(verb: str, statements: list[Statement], outlets: Mapping[str, str | None], people: frozenset[str]) -> Voice:
    ordered = sorted(statements, key=lambda s: clock.order_key(s.time))
    best = max(ordered, key=lambda s: (len(s.origin or ""), s.role is not None))
    # "Norland Gov. Ida Marl" is called by her name where a page has it without the title.
    if best.named and best.origin_type == "person":
        alike = [s for s in ordered if s.named and naming.same_person(s.origin or "", best.origin or "")]
        best = min(alike, key=lambda s: len(s.origin or ""))
    ways = {chain(s.chain, outlets.get(s.article) or s.article) for s in ordered}
    name = origin(best, outlets)
    if best.named and best.origin_type == "person":
        name = naming.untitled(name, people)
    return Voice(
        name=name,
        role=max(filter(None, (naming.office(s, people) for s in ordered)), key=naming.weight, default=None),
        named=best.named or best.origin is None,
        verb=verb,
        chains=tuple(sorted(ways, key=lambda way: (len(way), way))),
        statements=tuple(ordered),
    )


def origin(statement: Statement, outlets: Mapping[str, str | None]) -> str:
    """The end of the chain as it is to be shown: a page's own voice is its outlet."""
    own = outlets.get(statement.article) or statement.article
    return naming.called(statement.origin or "") or (statement.chain or (own,))[-1]


def chain(links: tuple[str, ...], publisher: str | None) -> tuple[str, ...]:
    """A chain as it is to be shown: with its publisher first, who is left out where the page itself is the source."""
    if not publisher or (links and text.fold(links[0]) == text.fold(publisher)):
        return links
    return (publisher, *links)
