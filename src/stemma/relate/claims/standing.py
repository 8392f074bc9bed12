"""Standing: whether an origin can confirm a claim, by a table of rules an editor can read (`standing.toml`).

Standing is standing for this claim's own subject: the actor itself, its spokesperson, its official agency, a court or
authority for what it decides. Reporters, news agencies, outlets, analysts and the unnamed have none.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from stemma.lang import terms
from stemma.lang import words as vocabulary
from stemma.lang.words import LANGUAGE, compiled
from stemma.model import Statement
from stemma.outlets import identify


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: see the head of `standing.toml`."""

    name: str
    grants: bool
    named: bool | None = None
    types: tuple[str, ...] = ()
    who: re.Pattern[str] | None = None
    subject: str = ""
    about: re.Pattern[str] | None = None
    note: str = ""
    alone: bool = True
    """Whether the word of such an origin is enough; if not, another origin must say the same."""
    deals: bool = False
    """Whether events are what such an origin deals with, so that one told by the way is known to it all the same."""
    camp: str = ""
    """Origins of one camp are one voice: they do not second each other."""


@functools.cache
def table() -> tuple[Rule, ...]:
    """The rules in order. Raises `KeyError` or `re.error` where the table is malformed."""
    return tuple(
        Rule(
            name=row["name"],
            grants=row["grants"],
            named=row.get("named"),
            types=tuple(row.get("types", ())),
            who=compiled(row["who"]) if "who" in row else None,
            subject=row.get("subject", ""),
            about=compiled(row["about"]) if "about" in row else None,
            note=row.get("note", ""),
            alone=row.get("alone", True),
            deals=row.get("deals", False),
            camp=row.get("camp", ""),
        )
        for row in _file()["rule"]
    )


@functools.cache
def _expressions() -> dict[str, re.Pattern[str]]:
    found = _file()["expression"]
    return {name: compiled(one["any"], case=one.get("case", False)) for name, one in found.items()}


@functools.cache
def _file() -> dict[str, Any]:
    return tomllib.loads(resources.files("stemma.relate.claims").joinpath("standing.toml").read_text(encoding="utf-8"))


@functools.lru_cache(8192)
def _holds(name: str, text: str) -> bool:
    """Whether an expression of the table stands somewhere in `text`; the same names are asked about again and again."""
    return _expressions()[name].search(text) is not None


def _capitals(text: str) -> list[str]:
    """The words of `text` that begin with a capital."""
    return [w for part in text.split() if (w := part.strip(".,;:()“”‘\"'"))[:1].isupper()]


def rule(statement: Statement, story: Sequence[Statement] = ()) -> Rule | None:
    """The first rule that fits the origin of `statement`; None if none does.

    `story` are the statements of the same story: their words tell whose leader a person is ("Ruritania's president").
    """
    described = _expressions()["beside-the-office"].sub(
        "", " ; ".join(part for part in (statement.origin, statement.role) if part)
    )
    kind = "outlet" if statement.attribution and _medium(statement.origin or "") else statement.origin_type
    if _holds("addressed", described):
        kind = "person"
    if kind == "agency" and _expressions()["public"].fullmatch(statement.origin or ""):
        kind = "government"  # an agency for the environment is none of news
    named = (
        (statement.named and not _holds("source", statement.origin or "")) or institution(statement) or _told(statement)
    )
    for row in table():
        if row.named is not None and row.named != named:
            continue
        if row.types and kind not in row.types:
            continue
        if row.who is not None and not row.who.search(described):
            continue
        if row.about is not None and not row.about.search(statement.text):
            continue
        if row.subject == "own" and not _own(statement):
            continue
        if row.subject == "state" and not _state(statement, described, story):
            continue
        return row
    return None


def _medium(name: str) -> bool:
    """Whether `name`, a head of it in capitals ("XYZ North") or its owner ("the Courier's service") is a known news
    agency or outlet."""
    words, owner = name.split(), name.replace("’", "'").partition("'s ")[0]
    if identify(name) is not None or (owner != name and identify(owner) is not None):
        return True
    return len(words) > 1 and words[0].isupper() and identify(words[0]) is not None


def institution(statement: Statement) -> bool:
    """Whether the origin is a body that speaks as a whole without a proper name: "the police", "a navy spokesman".

    So is a statement or release that a named body put out. Its people and sources ("police sources", "an official",
    "two officers") are not.
    """
    if _expressions()["the-one"].fullmatch(statement.origin or ""):
        return True
    words = " ".join(part for part in (statement.origin, statement.role) if part)
    small = vocabulary.of(LANGUAGE)["function-words"] | vocabulary.of(LANGUAGE)["days-and-months"]
    issued = _holds("issued", words) and any(w.casefold() not in small for w in _capitals(words))
    first = (statement.origin or "").partition(" ")[0].casefold()
    if _holds("of-a-body", statement.origin or "") and first not in small - {"the"}:
        return True
    if _holds("authorities", statement.origin or ""):
        return True
    return (_holds("body", words) or issued) and not _holds("unnamed", words)


def vague(statement: Statement) -> bool:
    """Whether nobody could go and ask the origin: "officials", "a source", "two witnesses", "some in the party".

    Who has no name and yet is told apart ("the jurors", "the indictment", "his sister") can be held to the word: that
    is reported, and confirms nothing. Readers of 91 stories held 155 of 234 such claims for reported, 7 for
    unconfirmed.
    """
    origin = statement.origin or ""
    if statement.named:
        return False
    if statement.origin_type in ("document", "unknown") and len(origin.split()) > BARE:
        return _holds("nobody", origin)  # "a poll of the Courier", "a letter to the growers": one can read it
    return _holds("unnamed", origin) or _holds("source", origin)


BARE = 2
"""A document of no more words is any document: "a statement"."""


def _told(statement: Statement) -> bool:
    """Whether the origin's printed words hold a person's name beside the office: "the head of the port, Ada Quill"."""
    return _holds("name-beside-office", statement.origin or "") and not _holds("unnamed", statement.origin or "")


def has_standing(statement: Statement, story: Sequence[Statement] = ()) -> bool:
    """Whether the origin of `statement` can confirm what it says."""
    found = rule(statement, story)
    return found is not None and found.grants


def _own(statement: Statement) -> bool:
    """Whether the origin's name (last name for a person) stands at the head of what it says, or a body says "we".

    Who says "I" tells of himself in words that nobody else can say of him; that he says so is no second voice.
    """
    if not statement.origin or not statement.named:
        return False
    names = [word.casefold() for word in _capitals(statement.origin)]
    head = " ".join(statement.text.split()[:5])
    own = statement.origin_type != "person" and _holds("we", head)
    return bool(names) and (own or names[-1] in terms.tokens(head))


def of_himself(statement: Statement) -> bool:
    """Whether a named origin speaks of itself: in its own name, or in a pronoun at the head of what it says."""
    return statement.named and (_own(statement) or _holds("himself", statement.text))


def _state(statement: Statement, described: str, story: Sequence[Statement]) -> bool:
    """Whether the statement is about a leader or the government of the state that the origin's description names.

    The state is a capitalised word shared by the origin's description ("Ruritania's official news agency", "Ruritanian
    state media") and by words that stand beside a title in the story ("Ruritanian leader Rudolf Elphberg").
    """
    states = {stem(word) for word in _capitals(described)}
    people = set(_capitals(statement.text))
    if not states or not people:
        return False
    if any(stem(p) in states for p in people) and _holds("leaders", statement.text):
        return True
    for other in story:
        for match in _expressions()["leaders"].finditer(other.text):
            before = {stem(w) for w in _capitals(other.text[max(0, match.start() - 40) : match.start()])}
            after = set(_capitals(other.text[match.end() : match.end() + 30]))
            if before & states and after & people:
                return True
    return False


def stem(word: str) -> str:
    """A country word cut to what name and adjective share: Ruritania, Ruritanian, Ruritania's → `ruritani`."""
    bare = word.replace("’", "'").removesuffix("'s").rstrip("'").casefold()
    if len(bare) <= 4:
        return bare
    for ending in vocabulary.of(LANGUAGE).listed("country-endings"):
        if bare.endswith(ending):
            return bare.removesuffix(ending)[:8]
    return bare[:8]
