"""Commands for single pages: read, annotate, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from stemma.cli.base import (
    as_json,
    colour,
    each,
    emit,
    engine_options,
    executor,
    gather,
    given_options,
    inputs,
    main,
    open_library,
    outlets_option,
    say,
    width,
    write,
)
from stemma.errors import NotFound


@main.command()
@inputs
@given_options
@outlets_option
@as_json
def read(inputs: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Read pages into clean, dated, credited articles."""
    from stemma import contract
    from stemma.engine import read_many

    def show(article: Any) -> None:
        if as_json:
            emit(contract.document(article))
        else:
            from stemma.tell.formats import text

            say(text.page(article, width=width(), colour=colour()), lines=True, styled=True)

    each(read_many(gather(inputs, given)), show)


@main.command()
@inputs
@given_options
@outlets_option
@engine_options
@as_json
def annotate(
    inputs: tuple[str, ...],
    as_json: bool,
    workers: int,
    engine: str,
    scheduler: str | None,
    deadline: float,
    **given: Any,
) -> None:
    """Read pages and mark who says what, on whose word, how surely, and when."""
    from stemma import contract
    from stemma.engine import process

    def show(annotated: Any) -> None:
        if as_json:
            emit(contract.document(annotated))
        else:
            from stemma.tell.formats import text

            say(text.article(annotated, width=width(), colour=colour()), lines=True, styled=True)

    with executor(workers, engine, scheduler, deadline) as where:
        each((outcome for _, outcome in process(gather(inputs, given), executor=where)), show)


@main.command()
@click.argument("a")
@click.argument("b")
@click.option("--library", "-l", "path", envvar="STEMMA_LIBRARY", metavar="PATH", help="Where to look up article ids.")
@click.option("--html", "html_path", type=click.Path(dir_okay=False), help="Write the comparison as an HTML page.")
@as_json
def compare(a: str, b: str, path: str | None, html_path: str | None, as_json: bool) -> None:
    """Set two pages side by side: what they share, and what each has that the other lacks.

    A and B are inputs (files, addresses) or, with --library, ids of articles in it.
    """
    from stemma import contract
    from stemma.relate import compare as compare_articles
    from stemma.tell.formats import compare_html, compare_text

    first, second = (find_article(name, path) for name in (a, b))
    found = compare_articles(first, second)
    if html_path:
        write(Path(html_path), compare_html.compare(found, first, second))
    if as_json:
        emit(contract.document(found))
    elif not html_path:
        say(compare_text.compare(found, first, second, width=width(), colour=colour()), lines=True, styled=True)


def find_article(name: str, path: str | None) -> Any:
    """The article of an id in the library, or else read from an input: a file that is there, an address."""
    from stemma.engine import read_many
    from stemma.model import Problem
    from stemma.read.sources import captures

    if path and not Path(name).is_file() and "://" not in name:
        with open_library(path) as library:
            return library.article(name).article
    items = list(read_many(captures([name])))
    for item in items:
        if isinstance(item, Problem):
            raise NotFound(item.reason, input=item.input, remedy=item.remedy)
        return item
    raise NotFound("no article in it", input=name)
