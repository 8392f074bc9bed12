"""Why a claim has its status, in plain words, from the statements that the ledger names for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stemma import text
from stemma.lang import words as vocabulary
from stemma.model import Claim, Statement, StatusChange
from stemma.tell import naming

MOST_NAMED = 3
"""So many parties are named for a reason; of more the number is told."""
_MANY = frozenset({"police", "people", "crew", "staff", "media"})
"""Words for many people that have no plural ending."""


def why(claim: Claim, change: StatusChange | None = None) -> str:
    """Why `claim` has the status of `change` (default: its last one); empty where nothing is known of it."""
    change = change or (claim.history[-1] if claim.history else None)
    if change is None:
        return ""
    causes = [one for one in claim.statements if one.id in change.because]
    reason = change.reason or ""
    if change.status == "confirmed":
        how = "by name" if any(one.named for one in causes) else "as the office in charge"
        if causes and all(one.attribution is None for one in causes):  # the page of a body that can know
            return _clause(causes, "says so on its own page", "say so on their own pages")
        return _told(causes, f"says so {how}", f"say so {how}")
    if change.status == "reported":
        return _told(causes, "says so", "say so")
    if change.status == "announced":
        return _clause(causes, "announces it", "announce it")
    if change.status == "disputed":
        return _disputed(causes, reason)
    if change.status == "denied":
        before = "it was only thought possible, and " if reason.startswith("only thought possible") else ""
        return before + _clause(causes, "denies it", "deny it")
    if change.status == "withdrawn" and reason.startswith("the page"):
        return reason
    if change.status == "withdrawn":
        return _clause(causes, "took it back in a correction", "took it back in a correction")
    if change.status == "superseded":
        return _clause(causes, "said otherwise later", "said otherwise later")
    if change.status == "speculated":
        return "it is only called possible, expected or intended"
    spoken = [one for one in causes if one.act not in ("not-confirm", "no-comment", "nothing")]
    if not spoken:
        return _clause(causes, "would not say; nobody says it is so", "would not say; nobody says it is so")
    if reason.startswith("nobody"):
        return "nobody says outright that it is so"
    hedged = [one for one in spoken if not one.certainty.startswith("CT")]
    if not hedged:
        return "only sources whom nobody could ask say so"
    if len(hedged) == len(spoken) and all(one.named or one.attribution is None for one in spoken):
        return _told(spoken, "says so, with a hedge", "say so, with a hedge")
    return "only sources whom nobody could ask say so, or with a hedge"


def _told(causes: Sequence[Statement], one: str, many: str) -> str:
    """Who says so: a party, or a page on nobody's word but its own."""
    sourced = [cause for cause in causes if cause.attribution is not None]
    if not sourced and causes:
        return _clause(causes, "writes so itself, naming nobody", "write so themselves, naming nobody")
    return _clause(sourced, one, many)


def _disputed(causes: Sequence[Statement], reason: str) -> str:
    against = [one for one in causes if _denies(one)]
    for_it = [one for one in causes if not _denies(one)]
    if against and not for_it and reason.startswith("denied by"):
        return f"{_clause(against, 'denies', 'deny')} what others said"
    if not against or not for_it:
        return f"it is {reason}" if reason.startswith("told") else "it is told in two ways that cannot both be so"
    return f"{_clause(for_it, 'says so', 'say so')}, {_clause(against, 'denies it', 'deny it')}"


def _denies(one: Statement) -> bool:
    return one.act == "deny" or one.reading.polarity < 0 or one.certainty.endswith("-")


def _clause(causes: Sequence[Statement], one: str, many: str) -> str:
    names = parties(causes)
    if not names:
        return ""
    verb = many if len(names) > 1 or plural(names[0], named=any(cause.named for cause in causes)) else one
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[: MOST_NAMED - 1])} and {len(names) - MOST_NAMED + 1} others {verb}"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) + f" {verb}"


def parties(causes: Sequence[Statement], name: Callable[[Statement], str] | None = None) -> list[str]:
    """The parties behind `causes`, each once however it is printed: "Two crew members", "two unidentified crew"."""
    found: dict[str, str] = {}
    for one in causes:
        end = one.chain[-1] if one.chain else "an unnamed source"
        called = name(one) if name else naming.called(one.origin or "") or end
        words = {w for w in text.fold(called).replace(",", "").split() if w not in text.STOPWORDS}
        same = next((k for k in found if words <= set(k.split()) or set(k.split()) <= words), None)
        if same is None:
            found[" ".join(sorted(words))] = called
        elif naming.same_person(called, found[same]) and one.origin_type == "person":
            found[same] = min(called, found[same], key=len)
        elif len(called) > len(found[same]) and one.named:
            found[same] = called
    return list(found.values())


def plural(name: str, *, named: bool = True) -> bool:
    """Whether a party takes "say": "police", "two crew members", "analysts at the institute".

    Of a party that is not `named` a capital is no sign of a name: "Other Democrats", "Republicans".
    """
    head: list[str] = []
    for word in name.partition(",")[0].split():
        if head and word in text.STOPWORDS:
            break
        if word.casefold() not in text.STOPWORDS:
            head.append(word)
    last = head[-1] if head else ""
    many = not named or name.partition(" ")[0].casefold() in vocabulary.of(vocabulary.LANGUAGE)["many-openers"]
    ends = (last.islower() or many) and last.endswith("s") and not last.endswith(("ss", "'s", "’s"))
    return ends or any(word.casefold() in _MANY for word in head)
