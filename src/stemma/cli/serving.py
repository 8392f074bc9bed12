"""The command that serves a library on the web."""

from __future__ import annotations

import click

from stemma.cli.base import library_option, main, open_library


@main.command()
@library_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port to listen on.")
@click.option("--token", envvar="STEMMA_TOKEN", help="Allow writing over the API with this bearer token.")
@click.option("--rate", type=click.IntRange(1), default=600, show_default=True, help="Requests a minute of one client.")
def serve(path: str, host: str, port: int, token: str | None, rate: int) -> None:
    """Serve the library as web pages, a JSON API and feeds.

    Beside it a second process relates what was added since, and looks for all watches every few seconds.
    """
    from stemma.serve import run

    def announce(address: str) -> None:
        click.echo(f"Stemma at {address} (stop with Ctrl-C)", err=True)

    open_library(path).close()
    run(path, host=host, port=port, token=token, rate=rate, announce=announce)
