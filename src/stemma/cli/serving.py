"""The command that serves a library on the web."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from stemma.cli.base import F, library_option, main, open_library, say
from stemma.cli.footer import footer
from stemma.errors import OptionError

if TYPE_CHECKING:
    from stemma.serve.keeper import Keeper


def serve_options(command: F) -> F:
    """Options that say where and to whom is served; `start` takes them."""
    for option in (
        click.option(
            "--proxy", "proxies", multiple=True, metavar="ADDRESS", help="A proxy whose X-Forwarded-For is believed."
        ),
        click.option("--public-url", metavar="URL", help="Where feeds say that they are [default: http://HOST:PORT]."),
        click.option("--allowed-host", "allowed", multiple=True, metavar="NAME", help="A further name of this server."),
        click.option(
            "--rate", type=click.IntRange(1), default=600, show_default=True, help="Requests a minute of one client."
        ),
        click.option("--token", envvar="STEMMA_TOKEN", help="Allow writing over the API with this bearer token."),
        click.option(
            "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port to listen on."
        ),
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    ):
        command = option(command)
    return command


def start(path: str, *, beside: Sequence[Keeper] = (), **options: Any) -> None:
    """Serve a library until interrupted, with `options` of `serve_options`."""
    from stemma.serve import run

    def announce(address: str) -> None:
        footer.off()
        say(f"Stemma at {address} (stop with Ctrl-C)", err=True)

    public_url = options["public_url"]
    if public_url and not re.match(r"https?://[^\s/]", public_url):
        raise OptionError("is no http or https address", input=public_url)
    run(path, announce=announce, beside=beside, **options)


@main.command()
@library_option
@serve_options
def serve(path: str, **options: Any) -> None:
    """Serve the library as web pages, a JSON API and feeds.

    Beside it a second process relates what was added since, and looks for all watches every few seconds.
    """
    open_library(path).close()
    start(path, **options)
