"""The commands for corrections: what a desk says of the board, as a log that only grows."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stemma.cli.base import as_json, complain, emit, library_option, main, open_library, say, typed
from stemma.errors import OptionError

if TYPE_CHECKING:
    from stemma.model import Correction

F = TypeVar("F", bound=Callable[..., Any])


def said_options(command: F) -> F:
    """Who corrects, why, and in which library."""
    for option in (
        as_json,
        click.option("--why", default="", metavar="NOTE", help="Why; is kept and shown."),
        click.option("--who", envvar="STEMMA_DESK", metavar="NAME", help="Who says so [default: the user's name]."),
        library_option,
    ):
        command = option(command)
    return command


@main.group("corrections", invoke_without_command=True)
@library_option
@click.option("--all", "everything", is_flag=True, help="Also what was taken back, and what takes it back.")
@click.option(
    "--train", metavar="FILE", help="Write what editors joined and parted as data to learn from (JSON Lines)."
)
@as_json
@click.pass_context
def corrections(context: click.Context, path: str, everything: bool, train: str | None, as_json: bool) -> None:
    """Correct the board by hand, and see what was corrected: a log that only grows.

    Without a further command: the corrections in force, oldest first. Each holds whatever is added afterwards, and is
    marked where it shows.
    """
    if context.invoked_subcommand is not None:
        return
    from stemma.library import correcting

    with open_library(path) as library:
        if train:
            _train(library, train)
            return
        found = correcting.lines(library) if everything else correcting.standing(library)
        words = [correcting.quoted(library, one) for one in found]
    for one, said in zip(found, words, strict=True):
        _show(one, as_json, said)
    if not found and not as_json:
        say("nothing is corrected", err=True)


@corrections.command("merge")
@click.argument("story")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@said_options
def merge(story: str, others: tuple[str, ...], path: str, who: str | None, why: str, as_json: bool) -> None:
    """STORY and the OTHERs are one story, called STORY."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.merge(library, story, *others, who=_who(who), why=why), as_json)


@corrections.command("split")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@said_options
def split(pages: tuple[str, ...], path: str, who: str | None, why: str, as_json: bool) -> None:
    """PAGEs (ids of articles) are a story of their own, apart from the rest of theirs."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.split(library, *pages, who=_who(who), why=why), as_json)


@corrections.command("same")
@click.argument("story")
@click.argument("claim")
@click.argument("other")
@said_options
def same(story: str, claim: str, other: str, path: str, who: str | None, why: str, as_json: bool) -> None:
    """CLAIM and OTHER of STORY are one claim."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.same(library, story, claim, other, who=_who(who), why=why), as_json)


@corrections.command("part")
@click.argument("story")
@click.argument("claim")
@click.argument("statement")
@said_options
def part(story: str, claim: str, statement: str, path: str, who: str | None, why: str, as_json: bool) -> None:
    """STATEMENT (its id, as `stemma claims --ids` shows it) does not belong to CLAIM of STORY."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.part(library, story, claim, statement, who=_who(who), why=why), as_json)


@corrections.command("hide")
@click.argument("story")
@click.argument("claim")
@said_options
def hide(story: str, claim: str, path: str, who: str | None, why: str, as_json: bool) -> None:
    """CLAIM of STORY is not for the board."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.hide(library, story, claim, who=_who(who), why=why), as_json)


@corrections.command("pin")
@click.argument("story")
@click.argument("claim")
@said_options
def pin(story: str, claim: str, path: str, who: str | None, why: str, as_json: bool) -> None:
    """CLAIM of STORY stands on the board, whatever its worth."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.pin(library, story, claim, who=_who(who), why=why), as_json)


@corrections.command("dispute")
@click.argument("story")
@click.argument("claim")
@said_options
def dispute(story: str, claim: str, path: str, who: str | None, why: str, as_json: bool) -> None:
    """The desk does not agree with the status of CLAIM of STORY; --why is the note that is shown."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.dispute(library, story, claim, who=_who(who), why=why), as_json)


@corrections.command("party")
@click.argument("name")
@click.argument("names", nargs=-1, required=True, metavar="OTHER...")
@click.option("--story", metavar="ID", help="In this story only.")
@said_options
def party(
    name: str, names: tuple[str, ...], story: str | None, path: str, who: str | None, why: str, as_json: bool
) -> None:
    """NAME and the OTHERs are one party, called NAME."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.party(library, name, *names, story=story, who=_who(who), why=why), as_json)


@corrections.command("outlet")
@click.argument("outlet")
@click.option("--name", metavar="NAME", help="What it is called.")
@click.option("--owner", metavar="OWNER", help="Who owns it.")
@click.option("--zone", metavar="ZONE", help="Whose time it keeps, e.g. Pacific/Auckland or +13:00.")
@said_options
def outlet(
    outlet: str,
    name: str | None,
    owner: str | None,
    zone: str | None,
    path: str,
    who: str | None,
    why: str,
    as_json: bool,
) -> None:
    """OUTLET (its name, or its host where it has none) has another name, owner or zone."""
    from stemma.library import correcting

    with open_library(path) as library:
        made = correcting.outlet(library, outlet, name=name, owner=owner, zone=zone, who=_who(who), why=why)
        _show(made, as_json)


@corrections.command("undo")
@click.argument("id")
@said_options
def undo(id: str, path: str, who: str | None, why: str, as_json: bool) -> None:
    """Take a correction back. Taking that back puts it in force again."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.undo(library, id, who=_who(who), why=why), as_json)


@corrections.command("keep")
@click.argument("story")
@click.argument("ask")
@said_options
def keep(story: str, ask: str, path: str, who: str | None, why: str, as_json: bool) -> None:
    """Answer what STORY asks about a correction: it stays as it is."""
    from stemma.library import correcting

    with open_library(path) as library:
        _show(correcting.keep(library, story, ask, who=_who(who), why=why), as_json)


@corrections.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@library_option
def export(file: str, path: str) -> None:
    """Write the whole log to FILE (`-`: standard output) as JSON Lines."""
    from stemma.library import correcting
    from stemma.safe import json_line

    with open_library(path) as library:
        found = [json_line(one) for one in correcting.exported(library)]
    _write(file, "".join(f"{line}\n" for line in found))
    say(f"{len(found)} line{'s' * (len(found) != 1)} written", err=True)


@corrections.command("import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@library_option
def import_(file: str, path: str) -> None:
    """Take in a log that was exported elsewhere. What it says of pages that are not here counts when they come.

    Exit status 1 if a line could not be used; the others are taken in.
    """
    from stemma.library import correcting

    if file == "-":
        typed()
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        lines = text.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError(f"cannot be read as JSON Lines: {error}", input=file) from error
    with open_library(path) as library:
        new, known, wrong = correcting.imported(library, file, lines)
    for problem in wrong:
        complain(problem)
    say(f"{new} new, {known} known already, {len(wrong)} set aside", err=True)
    if wrong:
        sys.exit(1)


def _show(one: Correction, as_json: bool, words: str = "") -> None:
    from stemma import contract
    from stemma.tell import desk

    if as_json:
        emit(contract.document(one))
    else:
        why = f": {one.why}" if one.why else ""
        say(f"{one.id}  {desk.moment(one.time)}  {one.kind:7}  {desk.line(one, words)}  ({one.who}){why}")


def _who(given: str | None) -> str:
    try:
        return given or getpass.getuser()
    except (KeyError, OSError) as error:  # a user without a name, in a container
        raise OptionError("who says so?", remedy="--who NAME, or STEMMA_DESK") from error


def _train(library: Any, file: str) -> None:
    from stemma.library.teaching import taught
    from stemma.safe import json_line

    found = [json_line(one) for one in taught(library)]
    _write(file, "".join(f"{line}\n" for line in found))
    say(f"{len(found)} {'story' if len(found) == 1 else 'stories'} written", err=True)


def _write(file: str, text: str) -> None:
    if file == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OptionError(f"cannot be written: {error.strerror}", input=file) from error
