"""Commands for stories: list, show, report."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from pathlib import Path

import click

from stemma import clock
from stemma.cli.base import as_json, at, busy, colour, emit, library_option, main, open_library, say, told, width, write
from stemma.errors import OptionError


@main.command()
@library_option
@click.option("--all", "everything", is_flag=True, help="Include closed and one-article stories.")
@click.option("--since", metavar="TIME", help="Only stories with something newer than this (ISO 8601).")
@click.option("--search", "query", metavar="WORDS", help="Only stories with articles that match.")
@click.option("--limit", type=click.IntRange(1), help="At most so many stories.")
@as_json
def stories(
    path: str, everything: bool, since: str | None, query: str | None, limit: int | None, as_json: bool
) -> None:
    """List the stories of a library like a front page: developing, quiet, closed; the latest first.

    Each with its counts, latest page, parties and keywords; with --since also what is new in it. Where no two
    pages tell of one event, the single pages are shown.
    """
    from stemma.tell.formats import json as as_document
    from stemma.tell.formats import text

    with open_library(path) as library, busy("relating stories"):
        found = list(library.stories(everything=everything, since=since, query=query, limit=limit))
        if not (found or everything or since or query or as_json):
            found = list(library.stories(everything=True, limit=limit))
    if as_json:
        for story in found:
            emit(as_document.line(story, since))
    else:
        say(text.stories(found, since=since, width=width(), colour=colour(), options=at(path)), lines=True, styled=True)


@main.command()
@click.argument("id", required=False)
@library_option
@as_json
@click.option("--markdown", is_flag=True, help="Print Markdown.")
@click.option("--since", metavar="TIME", help="Put on top what came or turned after this (ISO 8601).")
def story(id: str | None, path: str, as_json: bool, markdown: bool, since: str | None) -> None:
    """Show one story: figures, claims with their status, brief, conflicts, timeline, lineage.

    Without ID: the latest story of more than one article.
    """
    from stemma.tell.formats import json as as_document
    from stemma.tell.formats import text

    if since:
        moment(since)
    with open_library(path) as library:
        found, articles, more = told(library, id)
    if as_json:
        emit(as_document.story(found, articles, **more))
    elif markdown:
        from stemma.tell.formats import markdown as as_markdown

        say(as_markdown.story(found, articles, **more), lines=True)
    else:
        told_so = text.story(found, articles, **more, since=since, width=width(), colour=colour(), options=at(path))
        say(told_so, lines=True, styled=True)


@main.command()
@click.argument("id", required=False)
@library_option
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Where to write it [default: STORY.html].")
def report(id: str | None, path: str, output: str | None) -> None:
    """Write one story as a self-contained HTML page."""
    from stemma.tell.formats import html

    with open_library(path) as library:
        found, articles, more = told(library, id)
    target = Path(output or f"{found.id}.html")
    write(target, html.story(found, articles, **more))
    say(str(target))


@main.command()
@click.argument("id", required=False)
@library_option
@click.option("--at", metavar="TIME", help="The board as it stood at this time (ISO 8601).")
@click.option("--ids", is_flag=True, help="With the ids of claims and statements, for corrections.")
@as_json
def claims(id: str | None, path: str, at: str | None, ids: bool, as_json: bool) -> None:
    """The claims of a story with their status, now or at a time in the past: the board, then the others by kind."""
    from stemma import contract
    from stemma.relate.claims.past import as_of
    from stemma.tell.board import board
    from stemma.tell.formats import text

    with open_library(path) as library, busy("relating the story"):
        found = library.story(id)
        articles = library.articles(found.id)
    if at:
        moment(at)
        known = as_of(found.claims, at, articles, found.lineages)
        until = clock.bounds(at, "UTC")
        figures = tuple(
            dataclasses.replace(figure, series=series)
            for figure in found.figures
            if (series := tuple(v for v in figure.series if _by(v.asof, until)))
        )
        found = dataclasses.replace(found, claims=known, conflicts=(), figures=figures)
    if as_json:
        for row in board(found):
            emit(contract.document(row.claim))
    else:
        say(text.claims(found, articles, ids=ids, width=width(), colour=colour()), lines=True, styled=True)


@main.command()
@click.argument("id", required=False)
@library_option
@click.option("--since", required=True, metavar="TIME", help="What changed after this time (ISO 8601).")
@as_json
def changes(id: str | None, path: str, since: str, as_json: bool) -> None:
    """What became known, confirmed, denied, superseded or corrected in a story since a time."""
    from stemma import contract
    from stemma.tell.changes import changes as find_changes
    from stemma.tell.formats import text

    moment(since)
    with open_library(path) as library, busy("relating the story"):
        found = library.story(id)
    made = find_changes(found, since)
    if as_json:
        for change in made:
            emit(contract.document(change))
    else:
        outlets = {a.id: a.outlet for a in found.articles}
        say(
            text.changes(made, outlets, width=width(), colour=colour()) or f"nothing changed since {since}",
            lines=True,
            styled=True,
        )


@main.command()
@click.argument("id", required=False)
@library_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "graphml", "prov", "json"]),
    default="text",
    show_default=True,
    help="A tree to look at, a graph for other tools, W3C PROV-O, or the records.",
)
def lineage(id: str | None, path: str, form: str) -> None:
    """Which text of a story comes from which."""
    from stemma import contract
    from stemma.tell.formats import graphml, prov, text

    with open_library(path) as library, busy("relating the story"):
        found = library.story(id)
    if form == "json":
        for line in found.lineages:
            emit(contract.document(line))
    elif form == "text":
        say(text.lineages(found, width=width(), colour=colour()), lines=True, styled=True)
    else:
        say(graphml.story(found) if form == "graphml" else prov.story(found), lines=True)


@main.command()
@click.argument("words", nargs=-1, required=True)
@library_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many articles.")
@as_json
def search(words: tuple[str, ...], path: str, limit: int, as_json: bool) -> None:
    """Find articles by their words, best first."""
    with open_library(path) as library:
        found = library.search(" ".join(words), limit)
    if as_json:
        for member, story in found:
            a = member.article
            frame = {"id": a.id, "story": story, "outlet": a.outlet, "title": a.title, "published": a.published}
            emit({"schema": "stemma/1", **frame})
    elif found:
        from stemma.tell.formats import text

        say(text.hits(found, width=width(), colour=colour()), lines=True, styled=True)
    else:
        say("no page has all these words (try fewer; stemma stories lists what there is)", err=True)


@main.command()
@click.argument("id")
@library_option
@as_json
def article(id: str, path: str, as_json: bool) -> None:
    """Show one article of the library with who says what in it."""
    from stemma import contract
    from stemma.tell.formats import text

    with open_library(path) as library:
        found = library.article(id)
    if as_json:
        emit(contract.document(found))
    else:
        say(text.article(found, width=width(), colour=colour()), lines=True, styled=True)


@main.command()
@click.argument("id")
@library_option
@as_json
def versions(id: str, path: str, as_json: bool) -> None:
    """What changed between the captures of one page, and whether the page says so."""
    from stemma import contract
    from stemma.tell.formats import text

    with open_library(path) as library:
        made = library.versions(id)
        bodies = {name: library.article(name).article.body for r in made for name in (r.before, r.after)}
    if as_json:
        for revision in made:
            emit(contract.document(revision))
    else:
        say(
            text.versions(made, bodies, width=width(), colour=colour()) or "one version, or none that differs",
            lines=True,
            styled=True,
        )


@main.command()
@library_option
@click.option("--story", metavar="ID", help="Only the pages of this story.")
@click.option("--since", metavar="TIME", help="Only pages published or changed after this (ISO 8601).")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table with commas, with a header.")
@as_json
def sources(path: str, story: str | None, since: str | None, as_csv: bool, as_json: bool) -> None:
    """Who is quoted: how often, in which role, named or not, by which outlets, and where first.

    Counted is the end of each chain: whose word it is, not who carried it.
    """
    from stemma import contract
    from stemma.tell import sources as audits
    from stemma.tell.formats.audit_text import audit

    if as_csv and as_json:
        raise OptionError("--csv and --json exclude each other", input="--csv")
    with open_library(path) as library:
        found = library.sources(story, since)
    if as_json:
        for one in found:
            emit(contract.document(one))
    elif as_csv:
        say(audits.as_csv(found).rstrip("\n"), lines=True)
    else:
        say(audit(found, width=width()), lines=True)


@main.command()
@click.argument("words", nargs=-1)
def explain(words: tuple[str, ...]) -> None:
    """What a word of the board means: confirmed, reported, texts, origins. Without WORD: all of them."""
    from stemma.tell import legend
    from stemma.tell.formats import text

    found = [legend.find(word) for word in words]
    for word, one in zip(words, found, strict=True):
        if one is None:
            raise OptionError("is no word of the board", input=word, remedy=f"one of {', '.join(legend.words())}")
    say(text.legend([one for one in found if one], width=width(), colour=colour()), lines=True, styled=True)


def _by(time: str | None, until: tuple[datetime, datetime] | None) -> bool:
    """Whether `time` is not after the moment that ends `until`; what has no time counts."""
    when = clock.bounds(time, "UTC")
    return when is None or until is None or when[0] <= until[1]


def moment(time: str) -> None:
    """Raises `OptionError` where an option is no ISO 8601 time."""
    if clock.bounds(time, "UTC") is None:
        raise OptionError("is no ISO 8601 time", input=time, remedy="write for example 2031-05-01T08:00:00Z")
