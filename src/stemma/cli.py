"""The commands. Thin: they take options, call the floors below and print. Heavy imports happen inside each command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stemma._version import __version__
from stemma.errors import NotFound, OptionError, StemmaError

if TYPE_CHECKING:
    from stemma.library import Library
    from stemma.model import Annotated, Capture, Problem

F = TypeVar("F", bound=Callable[..., Any])

GROUPS = {
    "The main job": ("demo", "add", "stories", "story", "report"),
    "One page at a time": ("read", "annotate", "compare"),
    "Looking closer": ("claims", "changes", "lineage", "search", "article"),
    "The library": ("status", "problems", "library", "serve"),
    "For programs": ("schema",),
}


class Commands(click.Group):
    """A group that prints our errors as one line, ends quietly on a closed pipe, and lists commands by task."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except StemmaError as error:
            complain(error)
            sys.exit(1)
        except BrokenPipeError:
            # The reader (head, less) has seen enough. Python would complain once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(141)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under the headings of GROUPS."""
        for heading, names in GROUPS.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, command.get_short_help_str(70)) for name, command in found if command is not None]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def complain(error: StemmaError | Problem) -> None:
    """One line on stderr."""
    if isinstance(error, StemmaError):
        text = str(error)
    else:
        text = f"{error.input}: {error.reason}" + (f" ({error.remedy})" if error.remedy else "")
    click.echo(f"stemma: {' '.join(text.split())}", err=True)


def emit(value: Any) -> None:
    """One JSON object on a line of its own."""
    click.echo(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode())


inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON lines of the contract stemma/1.")
library_option = click.option(
    "--library",
    "-l",
    "path",
    default="stemma.db",
    envvar="STEMMA_LIBRARY",
    show_default=True,
    metavar="PATH",
    help="The library file (environment: STEMMA_LIBRARY).",
)
workers_option = click.option(
    "--workers", "-w", type=click.IntRange(1), default=1, show_default=True, help="Processes that read and annotate."
)


def given_options(command: F) -> F:
    """Options that say what is known of all inputs; a capture's own fields come first."""
    for option in (
        click.option("--timezone", help="Zone of the outlet, e.g. Pacific/Auckland or +13:00."),
        click.option("--language", help="Language of the pages, e.g. en."),
        click.option("--outlet", help="Name of the outlet."),
        click.option("--max-size", type=click.IntRange(1), default=20, show_default=True, help="Largest input, in MB."),
        click.option("--allow-private", is_flag=True, help="Also fetch from private and loopback addresses."),
    ):
        command = option(command)
    return command


def gather(inputs: Iterable[str], given: dict[str, Any]) -> Iterator[Capture | Problem]:
    """Captures from inputs, filled up with what the options say of all of them."""
    import dataclasses

    from stemma.model import Capture
    from stemma.read.sources import captures

    size, private = given.pop("max_size") * 1_000_000, given.pop("allow_private")
    known = {key: value for key, value in given.items() if value is not None}
    for item in captures(inputs, max_bytes=size, allow_private=private):
        if isinstance(item, Capture):
            missing = {key: value for key, value in known.items() if getattr(item, key) is None}
            item = dataclasses.replace(item, **missing)
        yield item


def each(items: Iterable[Annotated | Any], show: Callable[[Any], None]) -> None:
    """Show what is good, complain of each problem; exit status 1 only if nothing was good."""
    from stemma.model import Problem

    good = bad = 0
    for item in items:
        if isinstance(item, Problem):
            bad += 1
            complain(item)
        else:
            good += 1
            show(item)
    if bad and not good:
        sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="stemma")
def main() -> None:
    """Reads news pages about an event and tells what they rest on.

    What is claimed, who says so and on whose word, which pages are copies of which, what changed, and what is still
    only reported - each with the exact words behind it. INPUT is a file, a folder, an address, a feed, a web archive,
    JSON Lines, or - for standard input.
    """


@main.command()
@inputs
@given_options
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

            click.echo(text.article(article, width=width()))

    each(read_many(gather(inputs, given)), show)


@main.command()
@inputs
@given_options
@workers_option
@as_json
def annotate(inputs: tuple[str, ...], as_json: bool, workers: int, **given: Any) -> None:
    """Read pages and mark who says what, on whose word, how surely, and when."""
    from stemma import contract
    from stemma.engine import process

    def show(annotated: Any) -> None:
        if as_json:
            emit(contract.document(annotated))
        else:
            from stemma.tell.formats import text

            click.echo(text.annotated(annotated, width=width(), colour=colour()))

    each((outcome for _, outcome in process(gather(inputs, given), workers=workers)), show)


@main.command()
@inputs
@library_option
@given_options
@workers_option
@as_json
def add(inputs: tuple[str, ...], path: str, as_json: bool, workers: int, **given: Any) -> None:
    """Keep pages in a library and relate them. Adding the same page twice changes nothing."""
    from stemma.library import Library

    with Library(path) as library:
        result = library.add(gather(inputs, given), workers=workers, progress=progress())
    for problem in result.problems:
        complain(problem)
    if as_json:
        from stemma import contract

        emit(contract.document(result))
    else:
        click.echo(result.summary(), err=True)
    if result.problems and not (result.added or result.known):
        sys.exit(1)


@main.command()
@library_option
@click.option("--all", "everything", is_flag=True, help="Include closed and one-article stories.")
@click.option("--since", metavar="TIME", help="Only stories with something newer than this (ISO 8601).")
@click.option("--search", "query", metavar="WORDS", help="Only stories with articles that match.")
@as_json
def stories(path: str, everything: bool, since: str | None, query: str | None, as_json: bool) -> None:
    """List the stories of a library, latest first, with their three counts."""
    from stemma.tell.formats import json as as_document
    from stemma.tell.formats import text

    with open_library(path) as library:
        found = list(library.stories(everything=everything, since=since, query=query))
    if as_json:
        for story in found:
            emit(as_document.line(story))
    else:
        click.echo(text.stories(found, width=width(), colour=colour()))


@main.command()
@click.argument("id", required=False)
@library_option
@as_json
def story(id: str | None, path: str, as_json: bool) -> None:
    """Show one story: brief, claims with their status, conflicts, timeline, lineage.

    Without ID: the latest story of more than one article.
    """
    from stemma.tell.formats import json as as_document
    from stemma.tell.formats import text

    with open_library(path) as library:
        found = library.story(id)
        articles = library.articles(found.id)
    if as_json:
        from stemma.tell import brief, timeline

        times, best = timeline.timeline(found, articles), brief.brief(found, articles)
        emit(as_document.story(found, articles, timeline=times, brief=best))
    else:
        click.echo(text.story(found, articles, width=width(), colour=colour()))


@main.command()
@click.argument("id", required=False)
@library_option
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Where to write it [default: STORY.html].")
def report(id: str | None, path: str, output: str | None) -> None:
    """Write one story as a self-contained HTML page."""
    from stemma.tell.formats import html

    with open_library(path) as library:
        found = library.story(id)
        articles = library.articles(found.id)
    target = Path(output or f"{found.id}.html")
    write(target, html.story(found, articles))
    click.echo(str(target))


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
        click.echo(compare_text.compare(found, first, second, width=width(), colour=colour()))


@main.command()
def schema() -> None:
    """Print the JSON Schema of every record."""
    from stemma import contract

    click.echo(json.dumps(contract.schema(), indent=1))


@main.command()
@click.option("--folder", default="stemma-demo", show_default=True, help="Where library and report are written.")
@click.option("--open", "open_it", is_flag=True, help="Open the report in the browser.")
def demo(folder: str, open_it: bool) -> None:
    """Run everything on ten bundled pages about an invented event, and write an HTML report."""
    from stemma.demo import pages
    from stemma.library import Library
    from stemma.read.sources import captures
    from stemma.tell.formats import html, text

    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    with Library(home / "demo.db") as library:
        result = library.add(captures(str(page) for page in pages()), progress=progress())
        for problem in result.problems:
            complain(problem)
        found = library.story(None)
        articles = library.articles(found.id)
    click.echo(text.story(found, articles, width=width(), colour=colour()))
    target = home / "report.html"
    write(target, html.story(found, articles))
    click.echo(
        f"\nReport: {target}\nLibrary: {home / 'demo.db'} (look around: stemma stories --library {home / 'demo.db'})"
    )
    if open_it:
        click.launch(str(target))


def open_library(path: str) -> Library:
    """A library that must exist already."""
    from stemma.library import Library

    return Library(path, create=False)


def find_article(name: str, path: str | None) -> Any:
    """The article of an id in the library, or else read from an input."""
    from stemma.engine import read_many
    from stemma.model import Problem
    from stemma.read.sources import captures

    if path:
        with open_library(path) as library:
            return library.article(name).article
    items = list(read_many(captures([name])))
    for item in items:
        if isinstance(item, Problem):
            raise NotFound(item.reason, input=item.input, remedy=item.remedy)
        return item
    raise NotFound("no article in it", input=name)


def write(target: Path, content: str) -> None:
    """Write a file, with a clear error where that is not possible."""
    try:
        target.write_text(content, encoding="utf-8")
    except OSError as error:
        raise OptionError(f"cannot be written: {error.strerror}", input=str(target)) from error


def width() -> int:
    """Columns of the terminal, between 72 and 120."""
    import shutil

    return max(72, min(120, shutil.get_terminal_size((100, 24)).columns))


def colour() -> bool:
    """Whether to colour what goes to stdout."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def progress() -> Callable[[str], None] | None:
    """A function that shows on stderr how far a long run has come; None where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def show(text: str) -> None:
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)

    return show


if __name__ == "__main__":
    main()
