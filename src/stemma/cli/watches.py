"""The commands for watches: what somebody wants to be told of."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from stemma.cli.base import as_json, busy, complain, emit, library_option, main, open_library, say, width
from stemma.cli.footer import footer
from stemma.errors import OptionError

if TYPE_CHECKING:
    from stemma.model import Match, Watch


@main.group("watch")
def watch_group() -> None:
    """Be told of what is new: pages with some words, what a party says, what turns in a story."""


@watch_group.command("add")
@library_option
@click.option("--query", metavar="WORDS", help="New pages that have all these words.")
@click.option("--party", metavar="NAME", help="All that this source says, or is said to say.")
@click.option("--story", metavar="ID", help="New pages of this story, and claims whose status turns.")
@click.option("--webhook", metavar="URL", help="Post new matches to this address, signed.")
@click.option("--allow-private", is_flag=True, help="The webhook may be at a private or loopback address.")
@click.option("--past", is_flag=True, help="Also find what is in the library already.")
@as_json
def add(path: str, webhook: str | None, allow_private: bool, past: bool, as_json: bool, **what: str | None) -> None:
    """Watch for a query, a party or a story.

    Matches are found by `stemma watch run`, and by `stemma serve` while it runs; each watch has a feed there.
    """
    from stemma.library import watching

    given = [(kind, value) for kind, value in what.items() if value is not None]
    if len(given) != 1:
        raise OptionError("exactly one of --query, --party and --story is needed")
    with open_library(path) as library:
        watch, secret = watching.add(library, *given[0], webhook=webhook, private=allow_private, past=past)
    if as_json:
        emit({**_document(watch), "secret": secret})
    else:
        say(watch.id)
        if secret:
            say(f"the webhook's secret: {secret}", err=True)


@watch_group.command("list")
@library_option
@as_json
def list_(path: str, as_json: bool) -> None:
    """List the watches."""
    from stemma.library import watching

    with open_library(path) as library:
        found = watching.watches(library)
    for watch in found:
        if as_json:
            emit(_document(watch))
        else:
            to = f"  → {watch.webhook}" if watch.webhook else ""
            say(f"{watch.id}  {watch.made[:10]}  {watch.kind:5}  {watch.what}{to}")
    if not found and not as_json:
        say("nothing is watched (stemma watch add --query WORDS)", err=True)


@watch_group.command("allow")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@library_option
def allow(ids: tuple[str, ...], path: str) -> None:
    """Let webhooks be posted to that came with a library from elsewhere.

    Only webhooks that this user has made or allowed on this machine are posted to.
    """
    from stemma.library import watching

    with open_library(path) as library:
        for id in ids:
            say(f"{id} posts to {watching.allow(library, id).webhook}")


@watch_group.command("delete")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@library_option
def delete(ids: tuple[str, ...], path: str) -> None:
    """Forget watches and what they found."""
    from stemma.library import watching

    with open_library(path) as library:
        for id in ids:
            watching.delete(library, id)


@watch_group.command("run")
@click.argument("ids", nargs=-1, metavar="[ID...]")
@library_option
@click.option("--exec", "command", metavar="CMD", help="Run this for each new match, with its JSON on standard input.")
@click.option("--every", type=click.IntRange(1), metavar="SECONDS", help="Go on, and look again after so long.")
@as_json
def run(ids: tuple[str, ...], path: str, command: str | None, every: int | None, as_json: bool) -> None:
    """Find what is new for all watches, or those named: print it, post it to their webhooks, run a command.

    CMD is split as a shell would split it, but no shell runs it. A command that fails is complained of, the others
    still run, and its match is given again at the next run (with --every after a pause that grows). Exit status 1 if a
    webhook or a command failed.
    """
    from stemma.library import watching
    from stemma.serve.webhook import deliver

    if command is not None:
        footer.off()  # what it writes goes to the same terminal
    failed = False
    tried: dict[str, tuple[int, float]] = {}
    while True:
        with open_library(path) as library:
            for id in ids:
                watching.get(library, id)
            watching.look(library, ids)
            for match in watching.ungiven(library, ids):
                failures, after = tried.get(match.id, (0, 0.0))
                if after > time.monotonic():
                    continue
                if not failures:
                    emit(_document(match)) if as_json else say(line(match))
                if command is not None and not _run(command, match):
                    failed = True
                    tried[match.id] = failures + 1, time.monotonic() + min(30.0 * 2 ** min(failures, 20), 21_600)
                    continue
                sys.stdout.flush()
                watching.gave(library, [match])
                tried.pop(match.id, None)
            for problem in deliver(library, patient=bool(every)):
                failed = True
                complain(problem)
        if not every:
            break
        with busy(f"looking again every {every} s"):
            time.sleep(every)
    if failed:
        sys.exit(1)


def line(match: Match) -> str:
    """A match in one line of the terminal's width."""
    from stemma.library.watching import cut
    from stemma.tell.formats.terminal import clean

    words = match.text if match.kind == "words" else match.title
    time = (match.time or "undated")[:16].replace("T", " ")
    return cut(clean(f"{match.watch}  {time:16}  {match.kind:6}  {match.outlet or 'unknown outlet'}: {words}"), width())


def _run(command: str, match: Match) -> bool:
    """Run the command of `--exec`; whether it could be run and said 0."""
    try:
        done = subprocess.run(shlex.split(command), input=json.dumps(_document(match)).encode(), check=False)
    except (OSError, ValueError) as error:
        raise OptionError(f"cannot be run: {error}", input=command) from error
    if done.returncode:
        say(f"stemma: {command}: exit status {done.returncode} for {match.id}", err=True)
    return done.returncode == 0


def _document(record: Watch | Match) -> dict[str, Any]:
    from stemma import contract

    return contract.document(record)
