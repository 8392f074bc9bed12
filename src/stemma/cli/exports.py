"""The commands that hand stories to other tools: files in their formats, and an MCP server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stemma.cli.base import library_option, main, open_library, pace, progress, say
from stemma.cli.footer import footer
from stemma.errors import OptionError

if TYPE_CHECKING:
    from stemma.library import Library
    from stemma.tell.formats.files import Told

FORMATS = (
    *("csv", "parquet", "sqlite", "graphml", "gexf", "prov"),
    *("schemaorg", "webannotation", "ninjs", "markdown", "json"),
)


@main.command()
@click.argument("id", required=False, metavar="[STORY]")
@library_option
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    help="A file; a folder for csv, parquet and ninjs, and with --all.",
)
@click.option("--excerpt", type=click.IntRange(0), default=300, show_default=True, help="Characters shown of a span.")
@click.option("--all", "everything", is_flag=True, help="All stories of the library.")
def export(id: str | None, path: str, form: str, output: Path, excerpt: int, everything: bool) -> None:
    """Write a story, or all, for spreadsheets, databases, graph tools and news systems.

    Full text stays in the library: text is cut to excerpts, with the address of the page. Without STORY: the latest
    story of more than one article. docs/exports.md lists all columns.
    """
    from stemma.tell.formats import files

    if id and everything:
        raise OptionError("--all and a story exclude each other", input=id)
    written = 0
    with open_library(path) as library:
        told = _told(library, id, everything)
        if form == "sqlite":
            made = files.files(told, form, excerpt, name=output.stem)
            paths = iter([output, output.with_name("metadata.json")])
        elif form in files.TABLES or form == "ninjs" or everything:
            made, paths = files.files(told, form, excerpt), None
        else:
            made = ((output.name, files.document(*one, form, excerpt).encode("utf-8", "replace")) for one in told)
            paths = iter([output])
        for name, content in made:
            _write(next(paths) if paths else output / name, content)
            written += 1
    say(f"{output}: {written} {'file' if written == 1 else 'files'}", err=True)


def _told(library: Library, id: str | None, everything: bool) -> Iterator[Told]:
    show = pace(progress()) if everything else None
    count = library.status().stories if show else 0
    for done, story in enumerate(library.stories(everything=True) if everything else [library.story(id)]):
        if show:
            show(f"writing stories: {done} of {count}")
        yield story, library.articles(story.id)


def _write(target: Path, data: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        raise OptionError(f"cannot be written: {error.strerror}", input=str(target)) from error


@main.command()
@library_option
@click.option("--excerpt", type=click.IntRange(0), default=300, show_default=True, help="Characters shown of a span.")
@click.option("--read-only", is_flag=True, help="Without the tool that adds pages.")
def mcp(path: str, excerpt: int, read_only: bool) -> None:
    """Serve the library to language models (Model Context Protocol) on standard input and output."""
    from stemma.serve.mcp import run

    footer.off()
    if sys.stdin.isatty():
        say("stemma: a client starts this and talks to it here; nothing to type (Ctrl-C ends it)", err=True)
    run(path, excerpt=excerpt, read_only=read_only)
