"""Words as data: the vocabulary of a language, one TOML file a subject, and a file of the user's own beside them.

Each table of `lang/CODE/words/*.toml` is one vocabulary:

    [saying]
    note = "Verbs that, with a clause or a quotation, report what somebody says."
    source = "PolNeAR train"
    words = "say tell report"

A table may hold `rows` of words that belong together, or `any`, regular expressions of which one must fit; `{saying}`
in one stands for the words of that vocabulary as alternatives (a blank in a word is written `_`). Every name stands in
one file only. What a user lays beside is added to the vocabulary of its name, or is one more.
"""

from __future__ import annotations

import functools
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from stemma.errors import OptionError

LANGUAGE = "en"
"""The language whose words claims are compared by."""
VARIABLE = "STEMMA_WORDS"
"""Environment: the user's own files, `en=/path/words.toml`, several with the path separator between them. Workers
inherit it; `[words]` in the configuration sets it."""
_NAMED = re.compile(r"\{([a-z][a-z-]*)\}")


class Words:
    """The vocabularies of one language by name. Raises `KeyError` for a name that no file has."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self._tables = tables
        self._lists: dict[str, tuple[str, ...]] = {}
        self._sets: dict[str, frozenset[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}

    def __getitem__(self, name: str) -> frozenset[str]:
        """The words of the vocabulary `name` as a set; blanks as blanks."""
        found = self._sets.get(name)
        if found is None:
            found = self._sets[name] = frozenset(self.listed(name))
        return found

    def listed(self, name: str) -> tuple[str, ...]:
        """The words of the vocabulary `name` in the order in which they are written."""
        if name not in self._lists:
            words = self._tables[name]["words"].split()
            self._lists[name] = tuple(dict.fromkeys(word.replace("_", " ") for word in words))
        return self._lists[name]

    def rows(self, name: str) -> tuple[str, ...]:
        """The rows of the vocabulary `name`, as they are written."""
        return tuple(self._tables[name]["rows"])

    def replacements(self, name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The rows `expression → replacement` of the vocabulary `name`, to be applied in their order."""
        pairs = (row.split(" → ") for row in self.rows(name))
        return tuple((re.compile(expression), to) for expression, to in pairs)

    def names(self) -> tuple[str, ...]:
        """The names of all vocabularies."""
        return tuple(self._tables)

    def expression(self, name: str) -> re.Pattern[str]:
        """The expressions (or words, whole) of the vocabulary `name` as one, compiled once; case folded unless the
        table says `case = true`."""
        if name not in self._patterns:
            table = self._tables[name]
            any_of = table.get("any") or [rf"\b(?:{self.alternatives(name)})\b"]
            text = "|".join(f"(?:{self._filled(one)})" for one in any_of)
            self._patterns[name] = re.compile(text, re.DOTALL | (0 if table.get("case") else re.IGNORECASE))
        return self._patterns[name]

    def alternatives(self, name: str) -> str:
        """The words of `name` as alternatives of a regular expression, the longest first."""
        return "|".join(re.escape(w) for w in sorted(self.listed(name), key=lambda w: (-len(w), w)))

    def _filled(self, text: str) -> str:
        def named(match: re.Match[str]) -> str:
            table = self._tables[match[1]]
            if "words" in table:
                return f"(?:{self.alternatives(match[1])})"
            return f"(?:{'|'.join(self._filled(_unnamed(one)) for one in table['any'])})"

        return _NAMED.sub(named, text)


def _unnamed(expression: str) -> str:
    """An expression without the names of its groups: it may stand in another twice."""
    return re.sub(r"\(\?P<\w+>", "(?:", expression)


def compiled(any_of: str | list[str], *, case: bool = False) -> re.Pattern[str]:
    """One pattern of several expressions of which one must fit; case folded unless `case`."""
    text = any_of if isinstance(any_of, str) else "|".join(f"(?:{one})" for one in any_of)
    return re.compile(text, 0 if case else re.IGNORECASE)


@functools.cache
def codes() -> frozenset[str]:
    """The languages that have vocabularies."""
    folders = resources.files("stemma.lang").iterdir()
    return frozenset(folder.name for folder in folders if folder.joinpath("words").is_dir())


def of(code: str) -> Words:
    """The vocabularies of the language `code` (`en`), with those of the user's own file added.

    Raises `OptionError` where the user's file cannot be read, is no TOML, or has a table without words.
    """
    return _of(code, os.environ.get(VARIABLE, ""))


@functools.cache
def in_all(name: str) -> frozenset[str]:
    """The words of the vocabulary `name` of all languages that have it: for a text that says not which it is in."""
    return frozenset().union(*(one[name] for one in _having(name)))


@functools.cache
def expression_in_all(name: str) -> re.Pattern[str]:
    """The expressions `name` of all languages that have them, as one; case folded."""
    return compiled([one.expression(name).pattern for one in _having(name)])


def _having(name: str) -> Iterator[Words]:
    return (one for one in map(of, sorted(codes())) if name in one.names())


@functools.cache
def _of(code: str, laid: str) -> Words:
    tables: dict[str, dict[str, Any]] = {}
    folder = resources.files(f"stemma.lang.{code}").joinpath("words")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
                if name in tables:
                    raise ValueError(f"{file.name}: the vocabulary {name} stands in another file too")
                tables[name] = table
    for given in laid.split(os.pathsep):
        language, _, path = given.partition("=")
        for name, table in read(path).items() if language == code else ():
            mine = tables.setdefault(name, {})
            if "words" in table:
                mine["words"] = f"{mine.get('words', '')} {table['words']}"
            for kind in ("any", "rows"):
                if kind in table:
                    mine[kind] = [*mine.get(kind, ()), *table[kind]]
    return Words(tables)


def read(path: str) -> dict[str, dict[str, Any]]:
    """The tables of a user's file of vocabularies, checked. Raises `OptionError` with file and table."""
    remedy = "docs/languages.md shows its form"
    try:
        found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError(f"cannot be read as a file of words: {error}", input=path, remedy=remedy) from error
    for name, table in found.items():
        if not isinstance(table, dict) or not {"words", "any", "rows"} & table.keys():
            raise OptionError(f"[{name}] has no words, any or rows", input=path, remedy=remedy)
        try:
            for one in table.get("any", ()):
                re.compile(_NAMED.sub("x", one))
        except (re.error, TypeError) as error:
            raise OptionError(f"[{name}] holds no expression: {error}", input=path, remedy=remedy) from error
    return found
