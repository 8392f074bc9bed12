"""Bringing the tables of a library up to date: numbered SQL files, a folder for each dialect."""

from __future__ import annotations

import re
from importlib import resources

from stemma.errors import LibraryError
from stemma.library.store import Database


def newest(dialect: str) -> int:
    """The version that the migrations of a dialect lead to."""
    return migrations(dialect)[-1][0]


def migrations(dialect: str) -> list[tuple[int, list[str]]]:
    """The numbered migrations of a dialect, each as its statements (none of ours has a semicolon inside one)."""
    folder = resources.files("stemma.library").joinpath("migrations", dialect)
    scripts = sorted((f.name, f.read_text()) for f in folder.iterdir() if re.match(r"\d{4}_\w+\.sql$", f.name))
    bare = [(int(name[:4]), re.sub(r"--[^\n]*", "", script)) for name, script in scripts]
    return [(number, [part for part in script.split(";") if part.strip()]) for number, script in bare]


def migrate(database: Database, dialect: str, version: int) -> None:
    """Bring a database of this `version` up to date; call it inside a transaction.

    Raises `LibraryError` where it was made by a newer Stemma.
    """
    if version > newest(dialect):
        raise LibraryError(
            f"made by a newer Stemma (version {version})", input=database.name, remedy="upgrade stemma-news"
        )
    for number, statements in migrations(dialect):
        if number > version:
            for statement in statements:
                database.rows(statement)
