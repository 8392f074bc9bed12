"""The command that serves a library on the web."""

from __future__ import annotations

import re

import click

from stemma.cli.base import library_option, main, open_library, say
from stemma.errors import OptionError


@main.command()
@library_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port to listen on.")
@click.option("--token", envvar="STEMMA_TOKEN", help="Allow writing over the API with this bearer token.")
@click.option("--rate", type=click.IntRange(1), default=600, show_default=True, help="Requests a minute of one client.")
@click.option("--allowed-host", "allowed", multiple=True, metavar="NAME", help="A further name of this server.")
@click.option("--public-url", metavar="URL", help="Where feeds say that they are [default: http://HOST:PORT].")
@click.option("--proxy", "proxies", multiple=True, metavar="ADDRESS", help="A proxy whose X-Forwarded-For is believed.")
def serve(
    path: str,
    host: str,
    port: int,
    token: str | None,
    rate: int,
    allowed: tuple[str, ...],
    public_url: str | None,
    proxies: tuple[str, ...],
) -> None:
    """Serve the library as web pages, a JSON API and feeds.

    Beside it a second process relates what was added since, and looks for all watches every few seconds.
    """
    from stemma.serve import run

    def announce(address: str) -> None:
        say(f"Stemma at {address} (stop with Ctrl-C)", err=True)

    open_library(path).close()
    if public_url and not re.match(r"https?://[^\s/]", public_url):
        raise OptionError("is no http or https address", input=public_url)
    run(
        path, host=host, port=port, token=token, rate=rate, allowed=allowed, public_url=public_url, proxies=proxies,
        announce=announce,
    )  # fmt: skip
