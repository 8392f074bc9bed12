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

from stemma.model import Statement
from stemma.outlets import identify

_WORD = re.compile(r"\w[\w’'-]*")
_CAPITAL = re.compile(r"\b[A-Z][\w’'-]*")
_BODY = re.compile(
    r"(?:^|; ?|\b)(?:the |\w+ )?(?:police|fire (?:brigade|department|service)|coast ?guard|government|ministry|"
    r"navy|army|court|coroner|prosecutors|defen[cs]e pro|spokes(?:man|woman|person)|autopsy(?: report)?|"
    r"medical examiner|(?:town|city|county|district|regional|municipal|borough|parish) (?:council|hall|administration)|"
    r"(?:environment\w*|health|transport|aviation|maritime|rail|weather|meteorolog\w+|emergenc\w+|civil protection|"
    r"disaster(?: management)?|border|tax|food|safety|nuclear|energy|water|forest\w*|mine\w*|security|intelligence|"
    r"statistics) (?:\w+ )?(?:agency|authority|authorities|office|service|department|board|inspectorate|regulator|"
    r"commission|cent(?:er|re))|(?:prime minister|president|governor|mayor|chancellor|prosecutor)[’']s office)\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(rf"(?:the )?(?:\w+[’']?s? )*?{_BODY.pattern}", re.IGNORECASE)
_OF_A_BODY = re.compile(r"^(?:the )?[A-Z][\w.]+(?: [A-Z][\w.]+)* (?:authorities|officials)$")
"""Who speaks for a body or place that is named: "Vale County officials"."""
_THE_ONE = re.compile(
    r"the (?:(?:trial|presiding|high|district|federal) )?(?:judge|magistrate|jury|coroner|prosecutor)", re.I
)
"""Offices of which a story has one: what the judge found is the court's word."""
_UNNAMED = re.compile(
    r"\b(?:sources?|officials?|officers?|anonym\w*|unidentified|unnamed|not (?:to be )?(?:named|identified)|members?|"
    r"people|someone|insiders?|accounts?|reports|witness(?:es)?)\b",
    re.IGNORECASE,
)
_ISSUED = re.compile(r"\b(?:statement|communiqu[eé]|(?:press|news) release|bulletin)\b", re.IGNORECASE)
_FULL_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*)+"
_BESIDE = re.compile(
    rf"^{_FULL_NAME}, (?:the|an?|its|head|chief|director|\w+ of)\b|^(?:the|its|their) .*, {_FULL_NAME}$"
)
_WEEK = "The A An This Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_DAYS = frozenset(_WEEK.split())
_SOURCE = re.compile(r"\b(?:sources?|insiders?|witness(?:es)?)$|^(?:an?|some|two|three|several) ", re.IGNORECASE)
_LEADERS = re.compile(
    r"\b(leader|president|king|queen|emir|sultan|premier|prime minister|ruler|government|army|military|parliament|"
    r"ruling party|cabinet|state)\b",
    re.IGNORECASE,
)


_ASIDE = re.compile(r",? (?:who|whom|whose|which|where)\b[^;]*|(?<=[a-z]) at (?:the )?[A-Z][^;,]*")
"""What a description tells besides the office: what the person did, and the house where he works."""
_ADDRESSED = re.compile(r"(?:^|; )(?:Mr|Mrs|Ms|Miss|Mx)\.? ")


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
    camp: str = ""
    """Origins of one camp are one voice: they do not second each other."""


@functools.cache
def table() -> tuple[Rule, ...]:
    """The rules in order. Raises `KeyError` or `re.error` where the table is malformed."""
    text = resources.files("stemma.relate.claims").joinpath("standing.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            name=row["name"],
            grants=row["grants"],
            named=row.get("named"),
            types=tuple(row.get("types", ())),
            who=re.compile(_any(row["who"]), re.IGNORECASE) if "who" in row else None,
            subject=row.get("subject", ""),
            about=re.compile(row["about"], re.IGNORECASE) if "about" in row else None,
            note=row.get("note", ""),
            alone=row.get("alone", True),
            camp=row.get("camp", ""),
        )
        for row in tomllib.loads(text)["rule"]
    )


def _any(patterns: str | list[str]) -> str:
    return patterns if isinstance(patterns, str) else "|".join(f"(?:{pattern})" for pattern in patterns)


def rule(statement: Statement, story: Sequence[Statement] = ()) -> Rule | None:
    """The first rule that fits the origin of `statement`; None if none does.

    `story` are the statements of the same story: their words tell whose leader a person is ("Ruritania's president").
    """
    described = _ASIDE.sub("", " ; ".join(part for part in (statement.origin, statement.role) if part))
    kind = "outlet" if statement.attribution and _medium(statement.origin or "") else statement.origin_type
    if _ADDRESSED.search(described):
        kind = "person"
    if kind == "agency" and _PUBLIC.fullmatch(statement.origin or ""):
        kind = "government"  # an agency for the environment is none of news
    named = (
        (statement.named and not _SOURCE.search(statement.origin or "")) or institution(statement) or _told(statement)
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
    """Whether `name`, or a head of it in capitals ("XYZ North"), is a known news agency or outlet."""
    words = name.split()
    return identify(name) is not None or bool(len(words) > 1 and words[0].isupper() and identify(words[0]))


def institution(statement: Statement) -> bool:
    """Whether the origin is a body that speaks as a whole without a proper name: "the police", "a navy spokesman".

    So is a statement or release that a named body put out. Its people and sources ("police sources", "an official",
    "two officers") are not.
    """
    if _THE_ONE.fullmatch(statement.origin or ""):
        return True
    words = " ".join(part for part in (statement.origin, statement.role) if part)
    issued = bool(_ISSUED.search(words)) and bool(set(_CAPITAL.findall(words)) - _DAYS)
    if _OF_A_BODY.match(statement.origin or "") and (statement.origin or "").split()[0] not in _DAYS:
        return True
    return (bool(_BODY.search(words)) or issued) and not _UNNAMED.search(words)


def _told(statement: Statement) -> bool:
    """Whether the origin's printed words hold a person's name beside the office: "the head of the port, Ada Quill"."""
    return bool(_BESIDE.search(statement.origin or "")) and not _UNNAMED.search(statement.origin or "")


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
    names = _CAPITAL.findall(statement.origin)
    head = " ".join(_WORD.findall(statement.text)[:5])
    we = r"[Ww]e|[Oo]ur|" if statement.origin_type != "person" else ""
    return bool(names) and bool(re.search(rf"\b({we}{re.escape(names[-1])})\b", head))


def _state(statement: Statement, described: str, story: Sequence[Statement]) -> bool:
    """Whether the statement is about a leader or the government of the state that the origin's description names.

    The state is a capitalised word shared by the origin's description ("Ruritania's official news agency", "Ruritanian
    state media") and by words that stand beside a title in the story ("Ruritanian leader Rudolf Elphberg").
    """
    states = {stem(word) for word in _CAPITAL.findall(described)}
    people = set(_CAPITAL.findall(statement.text))
    if not states or not people:
        return False
    if any(stem(p) in states for p in people) and _LEADERS.search(statement.text):
        return True
    for other in story:
        for match in _LEADERS.finditer(other.text):
            around = other.text[max(0, match.start() - 40) : match.end() + 40]
            before = {stem(w) for w in _CAPITAL.findall(other.text[max(0, match.start() - 40) : match.start()])}
            after = set(_CAPITAL.findall(other.text[match.end() : match.end() + 30]))
            if before & states and after & people and around:
                return True
    return False


def stem(word: str) -> str:
    """A country word cut to what name and adjective share: Ruritania, Ruritanian, Ruritania's → `ruritani`."""
    bare = re.sub(r"[’']s?$", "", word).casefold()
    return re.sub(r"(a|an|ian|ese|ish|i|s)$", "", bare)[:8] if len(bare) > 4 else bare
