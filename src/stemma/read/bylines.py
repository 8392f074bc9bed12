"""Bylines, read by a small grammar: who wrote a story, for which agency, in whatever order a page prints it.

The grammar and its words are data (`data/bylines.toml`); its examples and non-examples are `data/bylines.tsv`, which
are its test. A line is cut into units, each unit gets a class, and a production must fit all of them: one unit that
is nothing known makes the line no byline.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from stemma import outlets
from stemma.read import dates

MAX_LENGTH = 220
"""Characters of a line that can be a byline."""


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says. `kind` is the production that fits; only `byline` is one wherever it stands."""

    kind: Literal["byline", "bare", "agency"]
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    """By full name."""
    outlets: tuple[str, ...]
    units: str
    """The classes of its units."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """`bylines.toml`, compiled."""

    words: dict[str, frozenset[str]]
    short: dict[str, str]
    productions: tuple[tuple[Literal["byline", "bare", "agency"], re.Pattern[str]], ...]
    intro: re.Pattern[str]
    glued: re.Pattern[str]
    hints: frozenset[str]


_BY, _WORK, _DATE = "\ue001", "\ue002", "\ue003"
"""What stands for "by", for "photos by" and for a stamp while a line is cut."""


@functools.cache
def grammar() -> _Grammar:
    """The grammar, read once."""
    raw: dict[str, Any] = tomllib.loads(
        resources.files("stemma").joinpath("data/bylines.toml").read_text(encoding="utf-8")
    )
    words = {name: frozenset(text.split() if isinstance(text, str) else text) for name, text in raw["words"].items()}

    def either(*names: str) -> str:
        every = {word for name in names for word in words[name]}
        return "|".join(sorted(map(re.escape, every), key=len, reverse=True))

    texts, works, by = either("texts"), either("works"), either("by")
    more = rf"(?:\s*(?:,|&|/|\band\b|\bund\b|\bet\b|\by\b)\s*(?:{texts}|{works}))*"
    start = rf"(?:^|(?<=[{_BY}{_WORK}{_DATE},;|/•·–—(\n]))\s*"
    intro = (
        rf"{start}(?:(?P<work>(?:{works}){more}\s+(?:{by})\b|(?:{either('work_labels')})\s*:)"
        rf"|(?P<by>(?:(?:an?|eine?|this)\s+)?(?:(?:{texts}){more}\s+)?(?:{by})\b\s?:?|(?:{either('labels')})\s*:"
        r"|(?-i:By)(?=(?-i:[A-Z]))))|(?P<mid>\s(?-i:By|BY)\s(?=(?-i:[A-Z])))"
    )
    accounts = "|".join(word.capitalize() for word in sorted(words["noise"] | _STAMPED) if word.isalpha())
    offices = "|".join(word.capitalize() for word in sorted(words["roles"]))
    accounts += "|January|February|March|April|May|June|July|August|September|October|November|December"
    glued = rf"(?<=[a-zß-ÿ])(?=(?:{accounts})\b|(?:[A-Z][a-z]+\s){{0,3}}(?:{offices})\b)"
    return _Grammar(
        words,
        raw["short"],
        tuple((kind, re.compile(raw["productions"][kind])) for kind in ("byline", "bare", "agency")),
        re.compile(intro, re.I),
        re.compile(glued),
        frozenset(word.strip("()") for word in words["by"] | words["labels"]),
    )


_STAMPED = frozenset({"published", "posted", "updated", "modified"})
_SEPARATOR = re.compile(
    r"\s*(?:[,;|•·\n()\[\]\ue001\ue002\ue003]|–|—|\s[-/&+]\s|/|\s(?:and|und|et|y|e|och|og|en|with|avec|mit|con|via)\s)\s*",
    re.I,
)
_NOISE = re.compile(
    r"@[\w.]+|[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+|[+()\d][\d\s()./-]*|\d+\s*[-–]?\s*min(?:ute)?s?(?:\s\w+){0,2}"
    r"|(?:reading|read)\s(?:time)?.{0,20}|\d+\s\w+|(?:jr|sr|iii?|md|phd|d\.phil)\.?|[\W_]*",
    re.I,
)
_JOINTS = frozenset("and und et y e och og en with avec mit con via by".split())
_EDGES = frozenset("published posted updated modified on at um am vom last".split())
"""Words at the edges of a unit that belong to the stamp beside it."""
_PLACE = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]+")
"""A place, where one word stands behind a name."""
_GENERATIONS = frozenset("jr sr ii iii iv".split())
_ACCOUNT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@[\w./]+")
_TITLES = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|sir|dame|rev)\.?\s+)+(?=\S+\s+\S)", re.I)


def parse(line: str) -> Byline | None:
    """The byline that a line is; None where any part of it is something else.

    `line` is the text of one line, or the texts of a page's elements with line breaks between them.
    """
    if not 2 <= len(line) <= MAX_LENGTH:
        return None
    if sum(word[0].islower() for word in line.split()) > MAX_WORDS:
        return None
    return _parse(line)


def says_by(line: str) -> bool:
    """Whether a line has a word in it that begins bylines; a cheap look before `parse`."""
    return not grammar().hints.isdisjoint(_WORD.findall(line.casefold())) or _GLUED_BY.match(line) is not None


_WORD = re.compile(r"[^\W_]+")
_GLUED_BY = re.compile(r"\W*By[A-Z]")


@functools.lru_cache(4096)
def _parse(line: str) -> Byline | None:
    found: list[tuple[str, str]] = []
    byline = grammar().productions[0][1]
    for kind, value in _units(line):
        if kind != "X":
            found.append((kind, value))
        elif (
            len(value.split()) <= 4
            and (so_far := "".join(k for k, _ in found))[-1:] == "D"
            and byline.fullmatch(so_far)
        ):
            break  # the name of a section behind the date
        else:
            return None
    units = "".join(kind for kind, _ in found)
    production = next((name for name, pattern in grammar().productions if pattern.fullmatch(units)), None)
    if production is None:
        return None
    own = found[: units.index("W")] if "W" in units else found
    if production == "bare" and (line[0] in "—–-" or any(k == "N" and _is_no_byline(text) for k, text in own)):
        return None
    named = [tuple(dict.fromkeys(text for k, text in own if k in letters)) for letters in ("N", "AS", "O")]
    return Byline(production, named[0], named[1], named[2], units)


def _is_no_byline(name: str) -> bool:
    """Whether what looks like a name is a place, or of a script without capitals: no byline where nothing says "by"."""
    return name.casefold() in _places() or name.lower() == name.upper()


@functools.cache
def _places() -> frozenset[str]:
    """The names of places of two words and more, casefolded."""
    text = resources.files("stemma").joinpath("data/places.tsv").read_text(encoding="utf-8")
    names = (line.partition("\t")[0] for line in text.splitlines() if not line.startswith("#"))
    return frozenset(name.casefold() for name in names if " " in name)


def _units(line: str) -> Iterator[tuple[str, str]]:
    """(class, value) of each unit of a line: a name as it should be printed, an agency by its full name."""
    rules = grammar()
    text = rules.glued.sub("\n", _ACCOUNT.sub("\n", line.strip().strip("*_|")))
    stamps = dates.find(text)
    for stamp in reversed(stamps):
        text = f"{text[: stamp.start]}{_DATE}{text[stamp.end :]}"
    while True:
        marked = rules.intro.sub(lambda match: _WORK if match["work"] else _BY, text)
        if marked == text:
            break
        text = marked
    at = 0
    for match in [*_SEPARATOR.finditer(text), None]:
        end = match.start() if match else len(text)
        yield from _classified(text[at:end].strip(" .:*_\"'-"))
        if match is None:
            break
        if mark := match.group().strip():
            kind = {_BY: "B", _WORK: "W", _DATE: "D"}.get(mark)
            if kind:
                yield kind, ""
        at = match.end()


MAX_WORDS = 9
"""Words of a unit that can be something known."""


@functools.lru_cache(8192)
def _classified(unit: str) -> tuple[tuple[str, str], ...]:
    """The classes of one unit; a name with what follows it ("Jane Roe in Sall", "Jane Roe AP Writer") is several."""
    return (("X", unit),) if unit.count(" ") >= MAX_WORDS else tuple(_classes(unit))


def _classes(unit: str) -> Iterator[tuple[str, str]]:
    if not unit:
        return
    rules = grammar()
    folded = unit.casefold()
    if folded in _JOINTS:
        return
    parts, whole = folded.split(), unit.split()
    if len(parts) > 1 and (parts[-1] in _EDGES or parts[0] in _EDGES):
        last = parts[-1] in _EDGES
        yield from _classified(" ".join(whole[:-1] if last else whole[1:]))
        yield "P", whole[-1 if last else 0]
        return
    if agency := agency_name(unit):
        yield "A", agency
    elif unit in rules.short:
        yield "S", rules.short[unit]
    elif _NOISE.fullmatch(unit) or all(part.strip(".:") in rules.words["noise"] for part in parts):
        yield "H", unit
    elif all(part.strip(".:") in rules.words["stamp"] for part in parts):
        yield "P", unit
    elif known := outlets.identify(unit):
        yield "O", known.name
    elif (at := _named_behind(whole)) is not None:
        yield from _classified(" ".join(whole[:at]))
        yield "N", person(" ".join(whole[at:]))
    elif (at := _named_before(whole)) is not None:
        yield "N", person(" ".join(whole[:at]))
        yield from _classified(" ".join(whole[at:]))
    elif _is_role(parts):
        inside = [" ".join(whole[1:]), *(" ".join(whole[:n]) for n in range(len(parts), 0, -1))]
        if agency := next((found for text in inside if (found := agency_name(text))), None):
            yield "A", agency
        elif short := next((rules.short[text] for text in inside if text in rules.short), None):
            yield "S", short
        yield "R", unit
    elif _is_outlet(parts):
        yield "O", unit
    elif is_person(_TITLES.sub("", unit)):
        yield from _named(unit)
    elif (cut := re.search(r"\s(?:in|for|of|at|from|aus|special\sto)\s(?=\S)", unit, re.I)) and is_person(
        _TITLES.sub("", unit[: cut.start()])
    ):
        yield "N", person(unit[: cut.start()])
        rest = unit[cut.end() :]
        agency, known = agency_name(rest), outlets.identify(rest)
        if agency or known:
            yield ("A", agency) if agency else ("O", rest)
        elif len(rest.split()) <= 5:
            yield "R", rest
        else:
            yield "X", rest
    else:
        yield ("L" if _PLACE.fullmatch(unit) else "X"), unit


def _named_before(words: Sequence[str]) -> int | None:
    """Where a name ends that an agency, an account or a role with either follows: "Jane Roe AP Staff Writer"."""
    for at in range(2, min(len(words), 6)):
        name = words[:at]
        if words[at].casefold().strip(".") in _GENERATIONS:
            continue  # it is a part of the name
        if (
            name[0] in grammar().short
            or not is_person(" ".join(name))
            or _is_outlet([*map(str.casefold, name), words[at]])
        ):
            continue
        if " ".join(words[at:]).casefold() in grammar().words["nobody"]:
            return None
        if all(kind in "ASORPH" for kind, _ in _classified(" ".join(words[at:]))):
            return at
    return None


def _named_behind(words: Sequence[str]) -> int | None:
    """Where a name begins that a role stands before: "Staff Writer Jane Roe"."""
    roles = grammar().words["roles"]
    found = (at for at in range(1, len(words) - 1) if words[at - 1].casefold() in roles)
    return next((at for at in found if is_person(" ".join(words[at:]))), None)


def _named(name: str) -> Iterator[tuple[str, str]]:
    """A person's name; one printed twice (the link and its picture) once, one with an agency behind it without."""
    words = name.split()
    half = len(words) // 2
    if len(words) % 2 == 0 and words[:half] == words[half:]:
        words = words[:half]
    for at in range(len(words) - 1, 1, -1):
        if (agency := agency_name(" ".join(words[at:]))) and is_person(" ".join(words[:at])):
            yield "N", person(" ".join(words[:at]))
            yield "A", agency
            return
    yield "N", person(" ".join(words))


def _is_role(parts: Sequence[str]) -> bool:
    words = grammar().words
    if len(parts) > 7:
        return False
    plain = [part.strip(".,'’") for part in parts]
    if plain[0] in words["role_starts"]:
        return len(plain) > 1
    return plain[-1].partition("-")[0] in words["roles"] or plain[0] in words["roles"]


def _is_outlet(parts: Sequence[str]) -> bool:
    names = grammar().words["outlets"]
    return 2 <= len(parts) <= 5 and any(part.casefold().strip(".,") in names for part in parts)


_PICTURE_AGENCIES = frozenset({"agency:gettyimages", "agency:epa", "agency:sipa", "agency:apo"})
"""They sell pictures and releases; a story is not theirs."""


@functools.lru_cache(4096)
def agency_name(text: str) -> str | None:
    """The full name of the agency that `text` means ("AP" → "Associated Press"); None if it means none."""
    known = outlets.identify(re.sub(r"^(?:the|die|der|l[’'])\s+", "", text.strip(), flags=re.I))
    return known.name if known and known.kind == "agency" and known.key not in _PICTURE_AGENCIES else None


def is_person(name: str) -> bool:
    """Whether a declared or printed author looks like a person's name, not like a desk or an outlet."""
    words = name.split()
    if not 2 <= len(words) <= 5 or any(char.isdigit() for char in name) or len(name) > 60:
        return False
    if words[0].isupper() and len(words[0]) <= 4 and agency_name(words[0]):
        return False  # "AP Sports"
    said = [word.casefold().strip(".") for word in words]
    if (
        not grammar().words["no_name"].isdisjoint(said)
        or said[-1] in grammar().words["outlets"]
        or outlets.identify(name)
    ):
        return False
    if any(char in name for char in "@|:;/()[]\ue001\ue002\ue003"):
        return False
    capital = [word for word in words if word[:1].isupper() or not word[:1].isalpha() or not word.isascii()]
    small = [word for word in words if word[:1].islower() and word.isascii() and word not in _PARTICLES]
    caseless = name.lower() == name.upper()
    return (len(capital) >= 2 and words[-1][:1].isupper() and not small) or (caseless and not name.isascii())


def can_be_name(text: str) -> bool:
    """Whether no word of `text` says that it is no name ("Watermark feed", "No author")."""
    return grammar().words["no_name"].isdisjoint(word.casefold().strip(".") for word in text.split())


def is_nobody(text: str) -> bool:
    """Whether `text` names no one at all: "No Author", "admin", "Staff"."""
    return all(word.casefold().strip(".") in grammar().words["no_name"] for word in text.split())


_PARTICLES = frozenset(
    """de del della dell der den dem van von vom zu zur bin bint ibn al el la las los le lo li di da das dos du do dei y
    e i ter ten te af av d' d’ ap st o abu ben bat op 't ’t""".split()
)


def person(name: str) -> str:
    """A name as it should be printed: "JANE ROE" → "Jane Roe"."""
    name = " ".join(name.split()).strip(" ,.|")
    if not name.isupper() or len(name) <= 3:
        return name
    first, _, last = name.rpartition(" ")
    return f"{first.title()} {last}" if last in ("II", "III", "IV") else name.title()
