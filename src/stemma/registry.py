"""A newsroom's own facts on outlets and houses: TOML or CSV files, and `trust.txt` files (journallist.net/trust.txt).

A file that cannot be used gives one `Problem` with its line and is left out as a whole: half of a list of owners would
be another list. Nothing here judges which of two facts is right; `stemma.outlets` and `stemma.owners` do.
"""

from __future__ import annotations

import csv
import functools
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from stemma import urls
from stemma.model import Problem

VARIABLE = "STEMMA_OUTLETS"
"""Environment: the files and folders of a newsroom, with the path separator between them. Workers inherit it;
`--outlets` and the configuration set it."""
Medium = Literal[
    "agency", "paper", "magazine", "broadcaster", "site", "public body", "party", "company", "aggregator", "state media"
]
"""What an outlet is."""
KINDS = frozenset(get_args(Medium))
RELATIONS = ("member", "belongto", "control", "controlledby", "vendor", "customer")
"""What a line of `trust.txt` may say of two hosts. Only *control* and *controlledby* say whose an outlet is."""
TRUST = "trust.txt"
MOST = 2_000_000
"""Bytes of one file that are read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An outlet as a newsroom describes it. `owner` is the name or the host of its house."""

    name: str
    hosts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    country: str | None = None
    timezone: str | None = None
    kind: Medium | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """A house as a newsroom describes it, and the house that owns it."""

    name: str
    hosts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """What one `trust.txt` says: relation → hosts, without `www.`. `host` is whose file it is, where that is known."""

    host: str | None
    relations: Mapping[str, tuple[str, ...]]

    @property
    def owner(self) -> str | None:
        """The host that it says it is controlled by."""
        return next(iter(self.relations.get("controlledby", ())), None)


@dataclass(slots=True)
class Registry:
    """What a newsroom's files say, and what is wrong with those that were left out."""

    outlets: list[Entry] = field(default_factory=list)
    houses: list[Owner] = field(default_factory=list)
    trusts: list[Trust] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _Damaged(Exception):
    """What is wrong with a file, and in which line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def is_laid() -> bool:
    """Whether a newsroom's own files are laid over what is known."""
    return bool(os.environ.get(VARIABLE))


def laid() -> Registry:
    """What the files say that `STEMMA_OUTLETS` names: read once for each value of it."""
    return _laid(os.environ.get(VARIABLE, ""))


@functools.lru_cache(4)
def _laid(value: str) -> Registry:
    return read(filter(None, value.split(os.pathsep)))


def read(paths: Iterable[str | Path]) -> Registry:
    """What files say, and the files in folders. A `trust.txt` is of the host that its folder or its name is called."""
    found = Registry()
    for path in paths:
        for file in _files(Path(path)):
            try:
                _add(found, file, _text(file))
            except _Damaged as error:
                found.problems.append(_problem(file, error))
            except OSError as error:
                reason = error.strerror or str(error)
                found.problems.append(Problem(str(file), reason, "check the path; it was left out", "Unreadable"))
    return found


def beside(folder: Path) -> tuple[Trust | None, Problem | None]:
    """What the `trust.txt` in a folder of pages says, or what is wrong with it; neither where there is none."""
    file = folder / TRUST
    if not file.is_file():
        return None, None
    try:
        return trust(_text(file), _host_of(file)), None
    except _Damaged as error:
        return None, _problem(file, error)
    except OSError as error:
        return None, Problem(str(file), error.strerror or str(error), "it was left out", "Unreadable")


def trust(text: str, host: str | None = None) -> Trust:
    """The relations in the text of a `trust.txt`; comments and attributes of no relation are passed over."""
    found: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        name, sign, value = line.partition("=")
        if not sign or not re.fullmatch(r"[\w-]{1,40}", name.strip()):
            raise _Damaged(number, "is no line NAME=ADDRESS")
        if (relation := name.strip().casefold()) in RELATIONS:
            other = hostname(value)
            if other is None:
                raise _Damaged(number, f"{relation} is no address")
            found.setdefault(relation, []).append(other)
    return Trust(host, {name: tuple(dict.fromkeys(hosts)) for name, hosts in found.items()})


def hostname(text: str) -> str | None:
    """The host in an address or alone, without `www.`; None where it is none."""
    text = text.strip().casefold()
    host = urls.host(text if "://" in text else f"https://{text}")
    return host if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host) and len(text.split()) == 1 else None


def _files(path: Path) -> Iterator[Path]:
    """A file itself; of a folder the TOML, CSV and trust files in it and in the folders right below it."""
    if not path.is_dir():
        yield path
        return
    for inner in sorted(path.iterdir()):
        if inner.is_dir() and (inner / TRUST).is_file():
            yield inner / TRUST
        elif inner.is_file() and inner.suffix.casefold() in (".toml", ".csv", ".txt"):
            yield inner


def _host_of(file: Path) -> str | None:
    """Whose `trust.txt` it is: by its folder ("tidewater.example/trust.txt") or its name ("tidewater.example.txt")."""
    name = file.parent.resolve().name if file.name.casefold() == TRUST else re.sub(r"[._-]?trust$", "", file.stem)
    return hostname(name)


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        data = opened.read(MOST + 1)
    if len(data) > MOST:
        raise _Damaged(1, f"more than {MOST:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Damaged(data.count(b"\n", 0, error.start) + 1, "not UTF-8") from None


def _add(found: Registry, file: Path, text: str) -> None:
    """Add what one file says, all of it or nothing. Raises `_Damaged`."""
    kind = file.suffix.casefold()
    if kind == ".csv":
        found.outlets += list(_table(text))
    elif kind == ".toml":
        outlets, houses = _toml(text)
        found.outlets += outlets
        found.houses += houses
    else:
        found.trusts.append(trust(text, _host_of(file)))


def _toml(text: str) -> tuple[list[Entry], list[Owner]]:
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise _Damaged(line, f"not valid TOML: {str(error).partition(' (at')[0]}") from None
    if unknown := value.keys() - {"outlet", "house"}:
        raise _Damaged(1, f"has {sorted(unknown)[0]}, which is neither outlet nor house")
    tables: list[list[Any]] = []
    for name, kind in (("outlet", Entry), ("house", Owner)):
        heads = [n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[\[\s*{name}\s*\]\]", line)]
        rows = value.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _Damaged(1, f"write [[{name}]]")
        places = heads if len(heads) == len(rows) else [1] * len(rows)
        tables.append([_record(kind, row, line) for row, line in zip(rows, places, strict=True)])
    return tables[0], tables[1]


def _table(text: str) -> Iterator[Entry]:
    """The rows of a CSV with a header; several hosts or aliases in one field are parted by blanks or `;`."""
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        for row in reader:
            named = {key.strip(): value for key, value in row.items() if isinstance(key, str) and value}
            if None in row:
                raise _Damaged(reader.line_num, "has more fields than the header")
            yield _record(Entry, named, reader.line_num)
    except csv.Error as error:
        raise _Damaged(reader.line_num, f"not valid CSV: {error}") from None


def _record(kind: type[Any], row: dict[str, Any], line: int) -> Any:
    """An entry of a file. Raises `_Damaged` where a field is unknown or not what it must be."""
    fields: dict[str, Any] = {}
    for name, value in row.items():
        if name in ("hosts", "aliases"):
            many = re.split(r"[;\s]+" if name == "hosts" else r"\s*;\s*", value) if isinstance(value, str) else value
            if not isinstance(many, list) or not all(isinstance(one, str) for one in many):
                raise _Damaged(line, f"{name} is no list of texts")
            fields[name] = tuple(hostname(one) if name == "hosts" else one for one in many if one)
            if None in fields[name]:
                raise _Damaged(line, "hosts has what is no host")
        elif name not in kind.__dataclass_fields__:
            raise _Damaged(line, f"{name} is no field of {'an outlet' if kind is Entry else 'a house'}")
        elif not isinstance(value, str):
            raise _Damaged(line, f"{name} is no text")
        else:
            fields[name] = value.strip() or None
    if not fields.get("name"):
        raise _Damaged(line, "has no name")
    if fields.get("kind") not in (None, *KINDS):
        raise _Damaged(line, f"kind is none of {', '.join(sorted(KINDS))}")
    if fields.get("timezone") and not _is_zone(fields["timezone"]):
        raise _Damaged(line, "timezone is no IANA zone")
    return kind(**fields)


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _problem(file: Path, error: _Damaged) -> Problem:
    return Problem(f"{file} line {error.line}", error.reason, "mend it; the whole file was left out", "Unreadable")
