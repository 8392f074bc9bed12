"""The command that keeps reading: feeds, sites and folders, until it is stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from stemma.cli.base import as_json, complain, emit, given_options, library_option, log_option, main, progress, say
from stemma.cli.serving import serve_options, start

if TYPE_CHECKING:
    from types import FrameType

    from stemma.follow import Counts, Plan
    from stemma.model import Problem


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="FEED|OPML|SITEMAP|FOLDER...")
@library_option
@given_options
@click.option(
    "--every", type=click.IntRange(60), default=600, show_default=True, help="Seconds between two looks at a feed."
)
@click.option("--once", is_flag=True, help="Look once at everything, add what is new, and end.")
@click.option("--serve", is_flag=True, help="Also show the library in the browser (extra serve).")
@click.option(
    "--workers", "-w", type=click.IntRange(1), default=1, show_default=True, help="Processes that read pages."
)
@click.option(
    "--deadline",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    help="Seconds after which workers give up a page; needs --workers 2 or more.",
)
@log_option
@serve_options
@as_json
def follow(
    inputs: tuple[str, ...],
    path: str,
    every: int,
    once: bool,
    serve: bool,
    workers: int,
    deadline: float,
    max_bytes: int,
    allow_private: bool,
    as_json: bool,
    timezone: str | None,
    language: str | None,
    outlet: str | None,
    **serving: Any,
) -> None:
    """Keep reading: add what is new in feeds, sitemaps, sites and folders, and relate it, until Ctrl-C.

    An input is the address of a feed, a sitemap, an OPML file, a site that has a feed, or a page; a file with an
    address on each line, an OPML file, or a folder. Each is asked politely: robots.txt, one request a host at a time,
    only for what has changed, less often where nothing is new or it fails. What is killed goes on where it was.
    """
    from stemma.follow import Plan

    given = {"timezone": timezone, "language": language, "outlet": outlet}
    plan = Plan(
        path, inputs, every, once, relate=not serve, workers=workers, deadline=deadline, max_bytes=max_bytes,
        private=allow_private, given={key: value for key, value in given.items() if value},
    )  # fmt: skip
    if serve:
        from stemma.library import Library
        from stemma.serve.keeper import Keeper

        Library(path).close()
        start(path, beside=[Keeper(plan, _logging(), work=beside)], **serving)
        return
    with _stopping(signal.SIGINT, signal.SIGTERM) as stopped:
        counts = run(plan, stopped)
    if as_json:
        emit({"schema": "stemma/1", "new": counts.new, "known": counts.known, "set_aside": counts.aside,
              "lists": counts.lists, "failing": counts.failing, "waiting": counts.waiting})  # fmt: skip
    else:
        again = "; the same command goes on from here" if stopped() else ""
        say(f"{line(counts)}{again}", err=True)


def beside(plan: Plan, log: str | None, parent: int) -> None:
    """Follow in a process of its own, as long as the process `parent` is there."""
    if log is not None:
        from stemma.cli.logs import start as start_log

        start_log(log)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both; the parent decides
    with _stopping(signal.SIGTERM) as stopped:
        run(plan, lambda: stopped() or os.getppid() != parent)


def run(plan: Plan, stopped: Callable[[], bool]) -> Counts:
    """Follow, with one line on a terminal that says how it goes."""
    from stemma.follow import follow as keep_following

    show = progress()

    def tell(problem: Problem) -> None:
        if show:
            show("")
        complain(problem)

    counts = keep_following(
        plan,
        show=(lambda counts: show(line(counts))) if show else None,
        tell=tell,
        stop=stopped,
    )
    if show:
        show("")
    return counts


def line(counts: Counts) -> str:
    """How it goes, in one line."""
    lists = f"{counts.lists:,} followed" + (f" ({counts.failing:,} failing)" if counts.failing else "")
    parts = [lists, f"{counts.new:,} new", f"{counts.known:,} known"]
    if counts.aside:
        parts.append(f"{counts.aside:,} set aside")
    if counts.waiting:
        parts.append(f"{counts.waiting:,} waiting")
    if counts.new and counts.lag is not None and 0 <= counts.lag < 7 * 86_400:
        parts.append(f"{span(counts.lag)} behind the news")
    return " · ".join(parts) + (f" · {counts.doing}" if counts.doing else "")


def span(seconds: float) -> str:
    """Seconds in words: `40 s`, `12 min`, `3 h`, `2 days`."""
    for size, word in ((86_400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{seconds:.0f} s"


@contextlib.contextmanager
def _stopping(*signals: signal.Signals) -> Iterator[Callable[[], bool]]:
    """Whether one of the signals has come: the first asks to stop, a second one of Ctrl-C stops at once."""
    came: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if came and number == signal.SIGINT:
            sys.exit(130)
        came.append(number)

    before = {number: signal.signal(number, stop) for number in signals}
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _logging() -> str | None:
    """The log format that was asked for, for a process that must be told again."""
    import logging

    from stemma.cli.logs import JSONLines, Lines

    handlers = logging.getLogger("stemma").handlers
    formatter = handlers[0].formatter if handlers else None
    return "json" if isinstance(formatter, JSONLines) else "text" if isinstance(formatter, Lines) else None
