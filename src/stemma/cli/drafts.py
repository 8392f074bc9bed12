"""Checking a draft: verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stemma.cli.base import (
    as_json,
    colour,
    complain,
    emit,
    library_option,
    main,
    open_library,
    say,
    typed,
    width,
    write,
)
from stemma.errors import StemmaError


@main.command()
@click.argument("draft")
@library_option
@click.option("--story", metavar="ID", help="Compare with the pages of this story alone.")
@click.option(
    "--html",
    "html_path",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Print an HTML page, or write it to FILE.",
)
@click.option(
    "--fail-on",
    default="altered,misattributed,overtaken,not-found",
    show_default=True,
    metavar="RESULTS",
    help="Exit with 1 on these results, or KIND:RESULT, comma-separated; none.",
)
@as_json
def verify(draft: str, path: str, story: str | None, html_path: str | None, fail_on: str, as_json: bool) -> None:
    """Check a text against the pages of the library: what they hold of each sentence.

    DRAFT is a file with Markdown, HTML or plain text, or - for standard input. Quotations, speakers, figures, dates,
    names, claims, hedges and citations are looked up, and the exact words stand beside each. Nothing of it is kept.
    Exit status 1: something is one of --fail-on; 2: the draft or the library cannot be read.
    """
    from stemma.check import draft as drafts
    from stemma.tell import checks

    if draft == "-":
        typed()
    try:
        failing = checks.wanted(fail_on)
        given = sys.stdin.buffer.read(drafts.BYTES + 1) if draft == "-" else drafts.load(draft)
        text = drafts.decoded(given, draft)
        with open_library(path) as library:
            found = library.verify(text, story=story, name=draft)
    except StemmaError as error:
        complain(error)
        sys.exit(2)
    if html_path:
        from stemma.tell.formats import checks_html

        page = checks_html.checked(text, found, "standard input" if draft == "-" else Path(draft).name)
        if html_path == "-":
            say(page, lines=True)
        else:
            write(Path(html_path), page)
    if as_json:
        from stemma import contract

        for one in found:
            emit(contract.document(one))
    elif not html_path:
        from stemma.tell.formats import checks_text

        say(checks_text.checked(found, failing, width=width(), colour=colour()), lines=True, styled=True)
    if checks.nothing(found):
        say("stemma: the library has no page on this", err=True)
    if any(checks.fails(finding, failing) for one in found for finding in one.findings):
        sys.exit(1)
