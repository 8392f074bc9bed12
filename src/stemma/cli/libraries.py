"""Commands for the library: add, demo, status, problems; and the schema for programs."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stemma.cli.base import (
    as_json,
    ask,
    busy,
    called,
    colour,
    complain,
    emit,
    engine_options,
    executor,
    gather,
    given_options,
    inputs,
    library_option,
    log_option,
    main,
    open_library,
    pace,
    progress,
    say,
    told,
    width,
    write,
)
from stemma.errors import OptionError
from stemma.model import Added

if TYPE_CHECKING:
    from stemma.engine import Executor
    from stemma.library import Library


@main.command()
@inputs
@library_option
@given_options
@engine_options
@log_option
@click.option(
    "--teasers", is_flag=True, help="Also keep headlines of other stories on the pages, as items of their own."
)
@click.option(
    "--embeddings/--no-embeddings",
    default=False,
    show_default=True,
    help="Find stories by the meaning of headlines, too (English; some 2 ms more a page).",
)
@as_json
def add(
    inputs: tuple[str, ...],
    path: str,
    teasers: bool,
    embeddings: bool,
    as_json: bool,
    workers: int,
    engine: str,
    scheduler: str | None,
    deadline: float,
    **given: Any,
) -> None:
    """Keep pages in a library and relate them. Adding the same page twice changes nothing."""
    from stemma.library import Library

    with Library(path) as library:
        try:
            with executor(workers, engine, scheduler, deadline) as where:
                result = library.add(
                    gather(inputs, given), executor=where, progress=pace(progress()), embeddings=embeddings
                )
                if teasers:
                    result = _with_teasers(library, result, where, embeddings)
        except KeyboardInterrupt:
            count = library.status().articles
            say(
                f"\nstemma: interrupted; {count:,} articles are kept. The same command goes on from here",
                err=True,
                lines=True,
            )
            sys.exit(130)
    for problem in result.problems:
        complain(problem)
    if as_json:
        from stemma import contract

        emit(contract.document(result))
    else:
        counts = (("added", result.added), ("known already", result.known), ("set aside", result.problems))
        parts = [f"{len(found)} {word}" for word, found in counts if found] or ["nothing to add"]
        if result.stories:
            parts.append(f"{len(result.stories)} stories touched" if len(result.stories) > 1 else "one story touched")
        say(", ".join(parts), err=True)
    if result.problems and not (result.added or result.known):
        sys.exit(1)


def _with_teasers(library: Library, result: Added, where: Executor, embeddings: bool) -> Added:
    """Adds the headlines that the pages just added show of other stories."""
    from stemma.relate.stories.placing import teasers

    shown = (capture for id in result.added for capture in teasers(library.article(id).article))
    more = library.add(shown, executor=where, progress=pace(progress()), embeddings=embeddings)
    return Added(
        result.added + more.added,
        result.known + more.known,
        result.problems + more.problems,
        tuple(dict.fromkeys(result.stories + more.stories)),
    )


@main.command()
@click.option("--folder", default="stemma-demo", show_default=True, help="Where library and report are written.")
@click.option("--open", "open_it", is_flag=True, help="Open the report in the browser.")
def demo(folder: str, open_it: bool) -> None:
    """Run everything on ten bundled pages about an invented event, and write an HTML report."""
    from stemma.demo import captures
    from stemma.library import Library
    from stemma.tell.formats import html, text

    home = Path(folder)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptionError(f"cannot be made: {error.strerror}", input=folder, remedy="name another --folder") from error
    with Library(home / "demo.db") as library:
        result = library.add(captures(), progress=pace(progress()))
        for problem in result.problems:
            complain(problem)
        found, articles, more = told(library, None)
    say(text.story(found, articles, **more, width=width(), colour=colour()), lines=True, styled=True)
    target = home / "report.html"
    write(target, html.story(found, articles, **more))
    say(
        f"\nReport: {target} (open it in a browser)\nLibrary: {home / 'demo.db'}\n"
        f"  look around: {called()} stories --library {home / 'demo.db'}\n"
        f"  what the words mean: {called()} explain",
        lines=True,
    )
    if open_it:
        click.launch(str(target))


@main.command()
def schema() -> None:
    """Print the JSON Schema of every record."""
    from stemma import contract

    say(json.dumps(contract.schema(), indent=1), lines=True)


@main.command()
@library_option
@as_json
def problems(path: str, as_json: bool) -> None:
    """List inputs that were set aside, with the reason. Adding an input again retries it."""
    from stemma import contract

    with open_library(path) as library:
        found = library.problems()
    for problem in found:
        if as_json:
            emit(contract.document(problem))
        else:
            say(f"{problem.input}: {problem.reason}" + (f" ({problem.remedy})" if problem.remedy else ""))
    if not found and not as_json:
        say("no problems", err=True)


@main.command()
@library_option
@as_json
def status(path: str, as_json: bool) -> None:
    """Counts, how fast the library grows, how far it is behind the news, and its size."""
    with open_library(path) as library, busy("counting"):
        found = dataclasses.asdict(library.status())
    if as_json:
        emit({"schema": "stemma/1", **found})
    else:
        for name, value in found.items():
            shown = "-" if value is None else value if isinstance(value, str) else f"{value:,.0f}"
            say(f"{name:16} {shown}")


@main.group("library")
def library_group() -> None:
    """Check, back up, move or trim a library."""


@library_group.command()
@library_option
@click.option("--repair", is_flag=True, help="First make texts sound that have halves of characters in them.")
def check(path: str, repair: bool) -> None:
    """Verify every offset and every reference. Exit status 1 if anything is wrong."""
    with open_library(path) as library:
        if repair:
            for id in library.repair():
                say(f"{id}: its text was made sound", err=True)
        with busy("checking"):
            wrong = list(library.check())
    for line in wrong:
        say(line)
    if wrong:
        sys.exit(1)
    say("all offsets and references are right", err=True)


@library_group.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@library_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(ids: tuple[str, ...], path: str, yes: bool) -> None:
    """Remove articles and all that came from them."""
    with open_library(path) as library:
        for id in ids:
            library.article(id)  # names what is not there before anything is removed
        if not yes:
            ask(f"Remove {len(ids)} article(s) and all that came from them?")
        for id in ids:
            library.delete(id)


@library_group.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@library_option
@click.option("--reason", default="", help="Why; is kept and shown.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def redact(ids: tuple[str, ...], path: str, reason: str, yes: bool) -> None:
    """Remove the words of articles and all that came from them, and keep that they were there."""
    with open_library(path) as library:
        for id in ids:
            if not library.store.redaction(id):
                library.article(id)
        if not yes:
            ask(f"Remove the words of {len(ids)} article(s) for good?")
        with busy("writing the library anew"):
            library.redact(*ids, reason=reason)


@library_group.command()
@library_option
@as_json
def redactions(path: str, as_json: bool) -> None:
    """List what was redacted, when and why, latest first."""
    with open_library(path) as library:
        found = library.redactions()
    for one in found:
        if as_json:
            emit({"schema": "stemma/1", **one._asdict()})
        else:
            say(f"{one.redacted}  {one.id}  {one.url or ''}  {one.reason}".rstrip())
    if not found and not as_json:
        say("nothing was redacted", err=True)


@library_group.command()
@click.argument("target")
@library_option
def move(target: str, path: str) -> None:
    """Copy a library into a new one, of the same or the other kind (a file or a postgresql:// URL)."""
    from stemma.library import Library

    with open_library(path) as source, Library(target) as copy, busy("copying"):
        count = source.copy_to(copy)
    say(f"{count} articles copied to {target}; the original is as it was", err=True)


@library_group.command()
@click.argument("target", type=click.Path(dir_okay=False))
@library_option
def backup(target: str, path: str) -> None:
    """Write a consistent copy of a SQLite library while it is in use."""
    with open_library(path) as library, busy("copying"):
        library.backup(target)
    say(target)
