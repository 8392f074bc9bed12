"""Defaults for options from one TOML file.

A key in the table `defaults` counts for every command that has the option; a table named like a command is for that
command alone. Hyphens of option names become underscores:

    [defaults]
    library = "/srv/news/stemma.db"
    timezone = "Pacific/Auckland"

    [add]
    workers = 2

The table `words` lays a file of vocabularies of one's own beside those of a language (docs/languages.md):

    [words]
    en = "our-words.toml"
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import click

from stemma.errors import OptionError
from stemma.lang import words

FILE = "stemma.toml"
"""Read from the working folder where `--config` names no other."""


def defaults(group: click.Group, path: str | None) -> dict[str, Any]:
    """The `default_map` that a configuration file gives for the commands of `group`.

    Raises `OptionError` where the file is no TOML or has a key that no command knows.
    """
    if path is None and not Path(FILE).exists():
        return {}
    name = path or FILE
    try:
        found = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError(f"cannot be read as TOML: {error}", input=name) from error
    options = keys(group)
    _lay(found.pop("words", {}), name)
    shared = found.pop("defaults", {})
    tables = _tables(found, options)
    known = {key for names in options.values() for key in names}
    wrong = [f"defaults.{key}" for key in shared if key not in known]
    wrong += [table for table in tables if table not in options]
    for table in tables.keys() & options.keys():
        wrong += [f"{table}.{key}" for key in tables[table] if key not in options[table]]
    if wrong:
        remedy = "docs/configuration.md lists all"
        raise OptionError(f"unknown keys: {', '.join(sorted(wrong))}", input=name, remedy=remedy)
    merged: dict[str, Any] = {}
    for command, names in options.items():
        values = shared | tables.get(command, {})
        _put(merged, command, {names[key]: value for key, value in values.items() if key in names})
    return merged


def _lay(files: dict[str, str], config: str) -> None:
    """Lay the user's files of words beside those of each language, for this process and its workers."""
    folder = Path(config).resolve().parent
    for path in files.values():
        words.read(str(folder / path))
    laid = os.pathsep.join(f"{code}={folder / path}" for code, path in files.items())
    if laid:
        os.environ[words.VARIABLE] = laid


def _tables(found: dict[str, Any], options: dict[str, Any], prefix: str = "") -> dict[str, dict[str, Any]]:
    """Tables by the full name of their command; what is no table, or belongs to none, keeps its name and is unknown."""
    tables: dict[str, dict[str, Any]] = {}
    for key, value in found.items():
        name = prefix + key
        if name in options and isinstance(value, dict):  # of a group that is a command, too, and has commands below
            below = {k: v for k, v in value.items() if f"{name}.{k}" in options and isinstance(v, dict)}
            tables[name] = {k: v for k, v in value.items() if k not in below}
            tables |= _tables(below, options, f"{name}.")
        elif isinstance(value, dict) and any(command.startswith(f"{name}.") for command in options):
            tables |= _tables(value, options, f"{name}.")
        else:
            tables[name] = {}
    return tables


def keys(group: click.Group, prefix: str = "") -> dict[str, dict[str, str]]:
    """Command → key in the file → name of its parameter. A command of a subgroup is written `group.command`."""
    found: dict[str, dict[str, str]] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= keys(command, f"{prefix}{name}.")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            options = [p for p in command.params if isinstance(p, click.Option) and p.name]
            found[prefix + name] = {_key(option): str(option.name) for option in options}
    return found


def _key(option: click.Option) -> str:
    longest: str = max(option.opts, key=len)
    return longest.lstrip("-").replace("-", "_")


def _put(place: dict[str, Any], name: str, values: dict[str, Any]) -> None:
    *groups, command = name.split(".")
    for part in groups:
        place = place.setdefault(part, {})
    place.setdefault(command, {}).update(values)
