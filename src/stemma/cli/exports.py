"""The commands that hand stories to other tools: files in their formats, and an MCP server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stemma.cli.base import library_option, main, open_library
from stemma.errors import OptionError

if TYPE_CHECKING:
    from stemma.library import Library
    from stemma.model import Annotated, Story

TABLES = ("csv", "parquet", "sqlite")
SUFFIXES = {
    "graphml": ".graphml",
    "gexf": ".gexf",
    "prov": ".jsonld",
    "schemaorg": ".jsonld",
    "webannotation": ".jsonld",
    "ninjs": ".json",
    "markdown": ".md",
    "json": ".json",
}
Told = tuple["Story", dict[str, "Annotated"]]


@main.command()
@click.argument("id", required=False, metavar="[STORY]")
@library_option
@click.option("--format", "form", type=click.Choice([*TABLES, *SUFFIXES]), required=True, help="What to write.")
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
    if id and everything:
        raise OptionError("--all and a story exclude each other", input=id)
    with open_library(path) as library:
        told = _told(library, id, everything)
        if form in TABLES:
            written = _tables(told, form, output, excerpt)
        elif form == "ninjs":
            written = _articles(told, output, excerpt)
        elif everything:
            written = _stories(told, form, output, excerpt)
        else:
            story, articles = next(told)
            _write(output, document(story, articles, form, excerpt))
            written = 1
    click.echo(f"{output}: {written} {'file' if written == 1 else 'files'}", err=True)


def _told(library: Library, id: str | None, everything: bool) -> Iterator[Told]:
    for story in library.stories(everything=True) if everything else [library.story(id)]:
        yield story, library.articles(story.id)


def _stories(told: Iterator[Told], form: str, output: Path, excerpt: int) -> int:
    written = 0
    for written, (story, articles) in enumerate(told, 1):
        name = f"{_file(story.id, written)}{SUFFIXES[form]}"
        _write(output / name, document(story, articles, form, excerpt))
    return written


def document(story: Story, articles: dict[str, Annotated], form: str, excerpt: int) -> str:
    """One story in a format that is one text."""
    from stemma.tell.formats import gexf, graphml, prov, schemaorg, webannotation

    graphs = {"graphml": graphml.story, "gexf": gexf.story, "prov": prov.story}
    if form in graphs:
        return graphs[form](story)
    if form == "schemaorg":
        return _json(schemaorg.story(story, articles, excerpt=excerpt))
    if form == "webannotation":
        return _json(webannotation.story(story, articles, excerpt=excerpt))
    return _whole(story, articles, form, excerpt)


def _whole(story: Story, articles: dict[str, Annotated], form: str, excerpt: int) -> str:
    """The story as `stemma story` prints it, with its text cut."""
    from stemma.tell.brief import brief
    from stemma.tell.formats import excerpt as excerpts
    from stemma.tell.formats import json as as_document
    from stemma.tell.formats import markdown
    from stemma.tell.timeline import timeline

    more: dict[str, Any] = {
        "timeline": excerpts.timeline(timeline(story, articles), excerpt),
        "brief": excerpts.brief(brief(story, articles), excerpt),
    }
    cut = excerpts.story(story, excerpt)
    if form == "markdown":
        return markdown.story(cut, articles, **more)
    return _json(as_document.story(cut, articles, **more))


def _tables(told: Iterator[Told], form: str, output: Path, excerpt: int) -> int:
    from stemma.tell.formats import tables

    made = tables.rows(told, excerpt=excerpt)
    if form == "sqlite":
        _write(output, tables.sqlite(made))
        beside = output.with_name("metadata.json")
        _write(beside, _json(tables.metadata(output.stem, "Stories of Stemma")))
        return 2
    for name, rows in made.items():
        content = tables.csv(name, rows) if form == "csv" else tables.parquet(name, rows)
        _write(output / f"{name}.{form}", content)
    return len(made)


def _articles(told: Iterator[Told], output: Path, excerpt: int) -> int:
    from stemma.tell.formats import ninjs

    count = 0
    for _, articles in told:
        for id, annotated in articles.items():
            count += 1
            _write(output / f"{_file(id, count)}.json", _json(ninjs.article(annotated, excerpt=excerpt)))
    return count


def _file(id: str, number: int) -> str:
    """A file name for `id` that is valid everywhere and taken only once."""
    return f"{number:04}-" + (re.sub(r"[^\w-]+", "-", id, flags=re.ASCII).strip("-") or "item")[:80]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write(target: Path, content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
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

    run(path, excerpt=excerpt, read_only=read_only)
