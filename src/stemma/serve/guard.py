"""What stands between every request and the application: the host asked for, the rate, rights, security headers, ETags.

Nothing of a request's body is read before it is known that the client may send one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections import OrderedDict
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stemma.serve.desk import COOKIE, Desk

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
CLIENTS = 10_000
"""How many clients are remembered for the limit; the one that was seen longest ago is forgotten first."""


LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Names of this machine, which no other site can make its own."""
_WRITING = re.compile(r"/api/(?:articles|watches|corrections)(?:/|$)")
"""Addresses that take something with POST or DELETE."""
_AT_DESK = re.compile(r"/corrections/?$")
"""Where the forms of somebody go who is signed in."""


def host_of(authority: str) -> str:
    """The host in `HOST`, `HOST:PORT` or `[ADDRESS]:PORT`, in lower case."""
    match = re.fullmatch(r"\[([0-9a-f:.]+)\](?::\d*)?|([^:\[\]]*)(?::\d*)?", authority.strip().casefold())
    return (match[1] or match[2] or "").rstrip(".") if match else ""


class Guard:
    """ASGI middleware. A client that asks more than `rate` times a minute is told to wait (token bucket).

    What is asked of a host that is not in `hosts` is refused (421): a page of another site could read the library by
    giving its own name this machine's address. Writing needs `token` as a bearer token, or (the forms of the pages) the
    cookie of somebody who has signed in with it, and is off without one. Whole answers to GET carry a strong ETag
    (SHA-256 of the body); a client that has it already gets 304.
    """

    def __init__(self, app: ASGIApp, *, rate: int, hosts: Iterable[str], token: str | None) -> None:
        self.app = app
        self.rate = rate
        self.hosts = frozenset(host_of(host) or host.casefold() for host in hosts if host)
        self.token = token
        self.desk = Desk(token)
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = (scope.get("client") or ("unknown",))[0]
        wait = self._wait(client)
        if wait > 0:
            answer = PlainTextResponse("Too many requests.\n", 429, {"retry-after": str(int(wait) + 1), **HEADERS})
            await answer(scope, receive, send)
            return
        if (refusal := self._refusal(scope)) is not None:
            refusal.headers.update(HEADERS)
            refusal.headers["connection"] = "close"  # whatever body is under way: nobody reads it
            await refusal(scope, receive, send)
            return
        await _Answer(self.app, scope, receive, send).run()

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is refused by its head alone; None where it may go on."""
        headers = Headers(scope=scope)
        if host_of(headers.get("host", "")) not in self.hosts:
            return PlainTextResponse("This server has another name: allow this one with --allowed-host.\n", 421)
        if scope["method"] == "POST" and _AT_DESK.match(scope["path"]):
            signed = self.desk.signed(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""))
            return None if signed else PlainTextResponse("Sign in at /desk first.\n", 403)
        if scope["method"] not in ("POST", "DELETE") or not _WRITING.match(scope["path"]):
            return None
        if not self.token:
            return JSONResponse({"detail": "writing is off: start the server with a token"}, 403)
        scheme, _, given = headers.get("authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), self.token.encode())
        if not same or scheme.casefold() != "bearer":
            return JSONResponse({"detail": "a bearer token is needed"}, 401, {"WWW-Authenticate": "Bearer"})
        return None

    def _wait(self, client: str) -> float:
        """Takes one token; seconds until there is one if there is none."""
        now = time.monotonic()
        tokens, seen = self.buckets.pop(client, (float(self.rate), now))
        tokens = min(float(self.rate), tokens + (now - seen) * self.rate / 60)
        self.buckets[client] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(self.buckets) > CLIENTS:
            self.buckets.popitem(last=False)
        return 0.0 if tokens >= 1 else (1 - tokens) * 60 / self.rate


class _Answer:
    """Holds an answer back until its body is whole, to name it by its ETag."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self.app, self.scope, self.receive, self.send = app, scope, receive, send
        self.start: Message = {}
        self.body = b""

    async def run(self) -> None:
        await self.app(self.scope, self.receive, self._sent)

    async def _sent(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            headers = MutableHeaders(raw=message["headers"])
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(raw=self.start["headers"])
        if self.scope["method"] in ("GET", "HEAD") and self.start["status"] == 200 and self.body:
            tag = headers.setdefault("etag", f'"{hashlib.sha256(self.body).hexdigest()[:32]}"')
            headers.setdefault("cache-control", "no-cache")
            if tag in Headers(scope=self.scope).get("if-none-match", ""):
                self.start["status"], self.body = 304, b""
                del headers["content-length"]
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": self.body})
