"""Who stands for a claim, against it, or only reacted to it: one voice for each origin, however many pages carry it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stemma import clock, text
from stemma.lang import words as vocabulary
from stemma.lang.terms import stemmer, stems
from stemma.model import Claim, Statement, Story
from stemma.steps import steps
from stemma.tell import naming

SIDES = ("says", "perhaps", "denies", "reacts")
"""Whether a voice stands for a claim (perhaps: in words of which that is not sure), against it, or only reacted to it
(did not confirm, asks, demands, comments)."""
CONTRADICTED = ("denied", "disputed", "withdrawn", "superseded")
"""In these somebody contradicts somebody."""
CHANGED_MIND = ("withdrawn", "superseded")
"""In these a party stands on both sides of a claim."""
VERBS = ("confirms", "denies", "announces", "says", "did not confirm")
"""Of what one party does on one side of a claim the first of these is told."""
SILENT = frozenset({"not-confirm", "no-comment", "nothing", "retract"})
"""Acts that stand neither for nor against a claim."""
REACTING = {
    "ask": "asks",
    "demand": "demands",
    "recommend": "advises",
    "threaten": "threatens",
    "apologise": "apologises",
}
"""Acts of which another claim than one of the like is but the occasion, and what they are called."""
COMMENTS = "comments"
"""What he does who judges what a claim tells of, or hopes, or says what would be."""
TOLD_VERBS = ("says probably", "says possibly", "takes it back", "says nothing of it", COMMENTS, *REACTING.values())
"""What one does is told beside the name, where the side that one stands on does not say it."""


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

    @property
    def silent(self) -> bool:
        """Whether it would not say: it neither asserts anything nor asks or judges."""
        return all(statement.act in SILENT for statement in self.statements)


def sides(
    claim: Claim, story: Story, outlets: Mapping[str, str | None], people: frozenset[str]
) -> dict[str, tuple[Voice, ...]]:
    """The voices on each of `SIDES`, those that are named first. `outlets` are the pages' by id; `people` the folded
    full names of the story."""
    voices: dict[tuple[str, str], list[Statement]] = {}
    against = denying(claim, story)
    negative = worded_with_not(claim)
    judges = {one.article for one in story.verdicts if one.claim == claim.id}
    shown = _shown(claim)
    asked = _asked(claim)
    old = _overtaken(claim, story)
    for statement in claim.statements:
        if statement.act == "nothing" and statement.article in judges:
            continue  # repeated to be judged: the verdict stands beside the claim
        stands = side(statement, against, negative=negative)
        if stands != "denies" and not asked and reaction(statement, shown):
            stands = "reacts"
        if stands == "says" and statement.id in claim.loose:
            stands = "perhaps"
        if stands is None or (stands in ("says", "perhaps") and statement.id in old):
            continue  # its "not" is of something beside the claim; or it told what held before
        who = statement.identity or " ".join(sorted(_words(origin(statement, outlets))))
        voices.setdefault((stands, _known(who, stands, statement, voices, outlets)), []).append(statement)
    found: dict[str, list[Voice]] = {name: [] for name in SIDES}
    outright = {who for (name, who), some in voices.items() if name == "denies" and any(s.act == "deny" for s in some)}
    for (name, who), statements in voices.items():
        if name == "says" and who in outright and claim.status in CONTRADICTED:
            continue  # "he claims that it helps … This is nonsense": told to be denied
        if name == "denies" and ("says", who) in voices and claim.status not in CHANGED_MIND and who not in outright:
            continue  # nobody denies what he says: his "not" is of something else in the sentence
        if name == "reacts" and ("says", who) in voices and not any(s.act in SILENT for s in statements):
            continue  # who says it is not told to comment on it too
        verbs = [_verb(statement, name, shown) for statement in statements]
        found[name].append(_voice(next((v for v in VERBS if v in verbs), verbs[-1]), statements, outlets, people))
    surely = [_words(voice.name) for name in ("says", "denies") for voice in found[name]]
    found["perhaps"] = [voice for voice in found["perhaps"] if _words(voice.name) not in surely]
    for some in found.values():
        # Who is named for it stands before who is not, and both before what pages write in their own voice.
        some.sort(key=lambda v: (all(s.attribution is None for s in v.statements), not v.named, -len(v.statements)))
        # "he" beside a name tells nothing, and may be the same man.
        told = [voice for voice in some if not naming.nameless(voice.statements[-1].origin or "")]
        some[:] = told or some
    return {name: tuple(some) for name, some in found.items()}


def _overtaken(claim: Claim, story: Story) -> frozenset[str]:
    """Ids of the statements of a claim that counts people which give another value than the one that holds now."""
    old: set[str] = set()
    for figure in story.figures:
        if figure.claim == claim.id and not figure.slot.startswith("money "):
            now = steps(figure.series)[-1].low
            for one in claim.statements:
                told = {value.low for value in one.reading.figures if value.what == figure.slot}
                old |= {one.id} if told and now not in told else set()
    return frozenset(old) if len(old) < len(claim.statements) else frozenset()


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


def _shown(claim: Claim) -> Statement | None:
    """The statement whose words a claim is told in."""
    return next((s for s in claim.statements if s.id == claim.shown), None)


def _asked(claim: Claim) -> bool:
    """Whether a claim is a demand or a question itself: so are most of those who say it, or it tells of one."""
    said = [s for s in claim.statements if s.attribution is not None and s.act not in SILENT]
    shown = _shown(claim)
    told = shown is not None and (shown.reading.telling == "demand" or shown.reading.event in _askings())
    return told or 2 * sum(s.act in REACTING or s.reading.telling == "demand" for s in said) > len(said)


@functools.cache
def _askings() -> frozenset[str]:
    """Stems of the verbs for the acts of `REACTING`."""
    stem, known = stemmer(vocabulary.LANGUAGE), vocabulary.of(vocabulary.LANGUAGE)
    return frozenset(stem(verb) for act in REACTING for verb in known[f"act-{act}"])


def _calling(statement: Statement) -> str | None:
    """What a statement does that asserts nothing: "asks", "demands" …; None where it asserts."""
    asks = REACTING["ask"] if statement.reading.telling == "question" else None
    return REACTING.get(statement.act, asks)


def reaction(statement: Statement, shown: Statement | None) -> str | None:
    """What somebody does who only takes the claim that is told in `shown` as an occasion; None for who speaks to it.

    He asks, demands, threatens; he hopes, or says what would be if it were so; he praises or blames what it tells of
    without telling it.
    """
    if statement.attribution is None or shown is None or statement.id == shown.id or statement.act in SILENT:
        return None
    if _calling(shown) is not None:
        return None
    if called := _calling(statement):
        return called
    if statement.act != "assert":
        return None
    if statement.reading.telling == "demand" and statement.certainty[:2] != "CT" and shown.reading.telling == "event":
        return REACTING["demand"]  # "it must not close"
    under = set(stems(statement.reading.condition or "")) & set(stems(shown.text))
    suspended = len(under) > 1 and statement.reading.polarity == 0 and shown.reading.polarity != 0
    judged = "praise-or-blame" in statement.reading.marks and "praise-or-blame" not in shown.reading.marks
    own = statement.reading.event is not None and statement.reading.event == shown.reading.event
    return COMMENTS if suspended or (judged and not own) else None


def worded_with_not(claim: Claim) -> bool:
    """Whether the statement a claim is shown in says "not" ("the ferry had not left"): nobody who says so denies it."""
    one = _shown(claim)
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
    parties = {_party(s) for s in turned if s.id in named and s.attribution is not None}
    against = {s.id for s in turned if s.id in named or _party(s) in parties}
    return frozenset(against | _otherwise(claim, named))


def _otherwise(claim: Claim, named: Collection[str]) -> set[str]:
    """Of the statements that a conflict names (`named`) and none of which says "not", those of other parties than the
    one whose words the claim is told in: "is lawful" where it is told that it "breaks the law"."""
    of = {s.id: s for s in claim.statements}
    plain = [of[id] for id in named if id in of and not _negative(of[id])]
    shown = _shown(claim)
    if shown is None or any(_negative(of[id]) for id in named if id in of) or shown.id not in {s.id for s in plain}:
        return set()
    return {s.id for s in plain if _party(s) != _party(shown)} if len({_party(s) for s in plain}) == 2 else set()


def _party(statement: Statement) -> str | None:
    return statement.identity or statement.origin


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


def _verb(statement: Statement, stands: str, shown: Statement | None = None) -> str:
    if stands == "reacts" and statement.act not in SILENT:
        return reaction(statement, shown) or COMMENTS
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
