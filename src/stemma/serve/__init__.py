"""A library as web pages, a JSON API and feeds, for a newsroom's own machine.

    from stemma.serve import run
    run("news.db")

Server-rendered, nothing is loaded from elsewhere, the pages work without script. Needs the extra `serve`.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from stemma.errors import MissingExtra, OptionError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from stemma.serve.keeper import Keeper

__all__ = ["application", "run"]


def application(
    path: str,
    *,
    token: str | None = None,
    rate: int = 600,
    patient: bool = False,
    hosts: Sequence[str] = (),
    address: str = "http://127.0.0.1:8765",
    down: Callable[[], float | None] | None = None,
) -> FastAPI:
    """The ASGI application for the library at `path`.

    Reading needs nothing; adding, watching and deleting over the API needs `token` as a bearer token, and is off
    without one. `rate` is how many requests a client may make in a minute. With `patient` pages show a story as it was
    last related, or its pages where it never was: somebody else relates it (`stemma.serve.keeper`), and `down` tells
    for how many seconds that somebody has been missing. Requests must name a host of `hosts`, that of `address`, or a
    loopback name; feeds link to `address`. Raises `MissingExtra`, and `LibraryError` where the library cannot be
    opened.
    """
    try:
        from stemma.serve.site import build
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    return build(path, token=token, rate=rate, patient=patient, hosts=hosts, address=address, down=down)


def run(
    path: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    token: str | None = None,
    rate: int = 600,
    allowed: Sequence[str] = (),
    public_url: str | None = None,
    proxies: Sequence[str] = (),
    announce: Callable[[str], None] | None = None,
    beside: Sequence[Keeper] = (),
) -> None:
    """Serve the library until interrupted, with a keeper beside it, and others; port 0 takes a free one.

    `allowed` are names besides `host` and the loopback ones that requests may name as their host; `public_url` is the
    address that feeds link to; `proxies` are addresses of proxies whose `X-Forwarded-For` is believed. `announce` is
    called with the address as soon as it can be asked. Raises `MissingExtra`, `LibraryError`, and `OptionError` where
    nothing can listen at `host` and `port`.
    """
    try:
        import uvicorn

        from stemma.serve import wire
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    from stemma.serve.keeper import Keeper

    with _listen(host, port) as listening:
        here = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
        everywhere = host in ("0.0.0.0", "::")
        keeper = Keeper(path)
        served = application(
            path,
            token=token,
            rate=rate,
            patient=True,
            hosts=[*(() if everywhere else (host,)), *allowed],
            address=(public_url or (here.replace(host, "127.0.0.1", 1) if host == "0.0.0.0" else here)).rstrip("/"),
            down=keeper.down,
        )
        wire.Protocol.proxies = frozenset(proxies)
        config = uvicorn.Config(
            served,
            http=wire.Protocol,
            ws="none",
            log_config=wire.log_config(),
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            timeout_graceful_shutdown=5,
        )
        processes = (keeper, *beside)
        for process in processes:
            process.start()
        if threading.current_thread() is threading.main_thread():
            # The server ends first, then raises the signal again: without this it would leave the processes behind.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            if announce:
                announce(f"{here}/")
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:  # the server ends first, and then tells
            pass
        finally:
            for process in processes:
                process.stop()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, opened before anything is started that would have to be stopped again."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        remedy = "name another --port or --host"
        raise OptionError(f"cannot listen here: {error.strerror}", input=f"{host}:{port}", remedy=remedy) from error


def _missing(error: ModuleNotFoundError) -> MissingExtra:
    return MissingExtra(f"{error.name} is not installed", remedy="pip install 'stemma-news[serve]'")
