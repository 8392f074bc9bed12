"""What all commands share: the group, options, and how results and problems are printed."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stemma import limits
from stemma._version import __version__
from stemma.cli.footer import SILENT, footer
from stemma.errors import OptionError, StemmaError
from stemma.safe import json_line, plain

if TYPE_CHECKING:
    from stemma.engine import Executor
    from stemma.library import Library
    from stemma.model import Annotated, Capture, Problem, Story

F = TypeVar("F", bound=Callable[..., Any])

GROUPS = {
    "The main job": ("demo", "add", "stories", "story", "report"),
    "One page at a time": ("read", "annotate", "compare"),
    "Looking closer": ("claims", "changes", "explain", "lineage", "versions", "sources", "search", "article", "verify"),
    "The library": ("follow", "status", "problems", "library", "corrections", "watch", "serve"),
    "For programs": ("export", "mcp", "schema"),
}


class Commands(click.Group):
    """A group that prints our errors as one line, ends quietly on a closed pipe, and lists commands by task."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        limits.one_thread(always=False)
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
    say(f"stemma: {' '.join(text.split())}", err=True)


def say(text: str, *, err: bool = False, lines: bool = False, styled: bool = False) -> None:
    r"""Everything that commands write goes through here: one line (or `lines`) in which nothing acts on a terminal.

    What would stands there as `\x1b` or `\u202e`; `styled` lets the colours through that a format has put in.
    """
    _echo(plain(text, lines=lines, styled=styled), err=err)


def emit(value: Any) -> None:
    """One JSON object on a line of its own."""
    _echo(json_line(value))


def _echo(text: str, *, err: bool = False) -> None:
    footer.clear()
    click.echo(text, err=err)
    if not err:
        footer.written()


def ask(question: str) -> None:
    """Ask on the terminal; the command ends where the answer is no."""
    footer.off()
    click.confirm(question, abort=True)


def typed() -> None:
    """Standard input is about to be read: say so where somebody must type it."""
    if sys.stdin.isatty():
        footer.off()
        say("stemma: reading what is typed here; Ctrl-D on a line of its own ends it", err=True)


inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON lines of the contract stemma/1.")


def _lay_outlets(context: click.Context, option: click.Parameter, paths: tuple[str, ...]) -> None:
    """Lay a newsroom's own files on outlets over what is known, for this process and its workers."""
    from stemma import registry

    if paths:
        os.environ[registry.VARIABLE] = os.pathsep.join(str(Path(path).resolve()) for path in paths)
    if os.environ.get(registry.VARIABLE):
        for problem in registry.laid().problems:
            complain(problem)


outlets_option = click.option(
    "--outlets",
    metavar="FILE",
    multiple=True,
    expose_value=False,
    callback=_lay_outlets,
    help="Your own facts on outlets and owners: TOML, CSV, trust.txt or a folder of them.",
)


def library_option(command: F) -> F:
    """The library, and what goes with looking into it."""
    which = click.option(
        "--library",
        "-l",
        "path",
        default="stemma.db",
        envvar="STEMMA_LIBRARY",
        show_default=True,
        metavar="PATH",
        help="The library file (environment: STEMMA_LIBRARY).",
    )
    return which(outlets_option(command))


def at(path: str) -> str:
    """What must stand behind a command that is named to a reader, for it to find the same library; no password."""
    if path in ("stemma.db", os.environ.get("STEMMA_LIBRARY")):
        return ""
    return f" --library {'URL' if '://' in path else shlex.quote(path)}"


def _start_log(context: click.Context, option: click.Parameter, format: str | None) -> None:
    if format is not None:
        from stemma.cli.logs import start

        footer.off()
        start(format)


log_option = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    expose_value=False,
    callback=_start_log,
    help="Log a line for each page on stderr.",
)


def engine_options(command: F) -> F:
    """Options that say where captures are read and annotated; `executor` makes one of them."""
    for option in (
        click.option(
            "--workers", "-w", type=click.IntRange(1), default=1, show_default=True, help="Processes at work."
        ),
        click.option(
            "--engine",
            type=click.Choice(["local", "dask"]),
            default="local",
            show_default=True,
            help="This machine's processes, or a Dask cluster.",
        ),
        click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler [default: start one]."),
        click.option(
            "--deadline",
            type=click.FloatRange(min=0, min_open=True),
            default=120,
            show_default=True,
            help="Seconds after which workers give up a page; needs --workers 2 or more.",
        ),
    ):
        command = option(command)
    return command


@contextmanager
def executor(workers: int, engine: str, scheduler: str | None, deadline: float) -> Iterator[Executor]:
    """Where to run, from the options. What was started for it is stopped afterwards."""
    from stemma.engine import Cores, Dask, InProcess

    if engine == "dask":
        cluster = Dask(scheduler, workers)
        try:
            yield cluster
        finally:
            cluster.close()
    elif scheduler:
        raise OptionError("--scheduler goes with --engine dask", input=scheduler)
    elif workers > 1:
        with Cores(workers, deadline) as cores:
            yield cores
    else:
        yield InProcess()


def given_options(command: F) -> F:
    """Options that say what is known of all inputs; a capture's own fields come first."""
    for option in (
        click.option("--timezone", help="Zone of the outlet, e.g. Pacific/Auckland or +13:00."),
        click.option("--language", help="Language of the pages, e.g. en."),
        click.option("--outlet", help="Name of the outlet."),
        click.option("--max-bytes", type=click.IntRange(1), default=20_000_000, help="Largest page."),
        click.option("--allow-private", is_flag=True, help="Also fetch from private and loopback addresses."),
    ):
        command = option(command)
    return command


def gather(inputs: Iterable[str], given: dict[str, Any]) -> Iterator[Capture | Problem]:
    """Captures from inputs, filled up with what the options say of all of them."""
    from stemma.read.sources import captures

    given_inputs = tuple(inputs)
    if "-" in given_inputs:
        typed()
    network = None
    if given.pop("allow_private"):
        from stemma.read.fetch import Fetcher

        network = Fetcher(max_bytes=given["max_bytes"], private=True)
    return captures(given_inputs, network=network, **given)


def each(items: Iterable[Annotated | Any], show: Callable[[Any], None]) -> None:
    """Show what is good, complain of each problem; exit status 1 only if nothing was good.

    Where the good goes to a file, a terminal is told how many pages went there, and how fast.
    """
    from stemma.model import Problem

    count = None if sys.stdout.isatty() else pace(progress())
    good = bad = 0
    for item in items:
        if isinstance(item, Problem):
            bad += 1
            complain(item)
        else:
            good += 1
            show(item)
        if count:
            count(f"{good} pages")
    if bad and not good:
        sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="stemma")
@click.option(
    "--config",
    metavar="FILE",
    envvar="STEMMA_CONFIG",
    help="Defaults for options, in TOML (environment: STEMMA_CONFIG) [default: stemma.toml, if there].",
)
@click.pass_context
def main(context: click.Context, config: str | None) -> None:
    """Reads news pages about an event and tells what they rest on.

    What is claimed, who says so and on whose word, which pages are copies of which, what changed, and what is still
    only reported - each with the exact words behind it. INPUT is a file, a folder, an address, a feed, a web archive,
    JSON Lines, or - for standard input.
    """
    from stemma.cli.config import defaults

    assert isinstance(context.command, click.Group)
    context.default_map = defaults(context.command, config)
    context.with_resource(busy(f"stemma {context.invoked_subcommand}"))


def called() -> str:
    """How this program was called: what to type before a command, also where no `stemma` is on the path."""
    if Path(sys.argv[0]).name != "__main__.py":
        return "stemma"
    python = Path(sys.executable)
    return f"{python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else python} -m stemma"


def open_library(path: str) -> Library:
    """A library that must exist already."""
    from stemma.library import Library

    return Library(path, create=False)


def write(target: Path, content: str) -> None:
    """Write a file, with a clear error where that is not possible."""
    try:
        target.write_text(content, encoding="utf-8")
    except OSError as error:
        raise OptionError(f"cannot be written: {error.strerror}", input=str(target)) from error


def width() -> int:
    """Columns of the terminal, between 72 and 120."""
    return max(72, min(120, shutil.get_terminal_size((100, 24)).columns))


def colour() -> bool:
    """Whether to colour what goes to stdout."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def progress() -> Callable[[str], None] | None:
    """A function that shows on stderr how far a long run has come; None where nobody looks."""
    return footer.show if sys.stderr.isatty() else None


def pace(show: Callable[[str], None] | None) -> Callable[[str], None] | None:
    """`show` for a long run: with how many pages a second were read, or how long what is left will take."""
    if show is None:
        return None
    begun: dict[str, float] = {}
    calls: dict[str, int] = {}

    def paced(text: str) -> None:
        phase = text.partition(":")[0] if " of " in text else "pages"
        seconds = time.monotonic() - begun.setdefault(phase, time.monotonic())
        calls[phase] = calls.get(phase, 0) + 1
        if text and phase == "pages" and seconds > SILENT:
            text += f" · {calls[phase] / seconds:.1f} pages a second"
        elif text and phase != "pages":
            done, _, all_ = text.rpartition(": ")[2].partition(" of ")
            if seconds > SILENT and done.isdecimal() and all_.isdecimal() and int(done):
                text += f" · {seconds / int(done) * (int(all_) - int(done)):.0f} s left"
        show(text)

    return paced


def busy(doing: str) -> AbstractContextManager[None]:
    """Says on a terminal what is being done, once it takes longer than `SILENT`; the line is gone afterwards."""
    return footer.working(doing)


def told(library: Library, id: str | None) -> tuple[Story, dict[str, Annotated], dict[str, Any]]:
    """A story, its articles, and its timeline and brief as keyword arguments of the formats."""
    with busy("relating the story"):
        story = library.story(id)
        return story, library.articles(story.id), library.told(story)
