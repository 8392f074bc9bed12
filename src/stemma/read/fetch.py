"""Gets pages over the network with good manners, and refuses what a URL from a stranger should not reach.

`robots.txt` (RFC 9309) is obeyed; one request a host at a time, with a delay; what was got before is asked for with
ETag and Last-Modified; every redirect is checked like a first address. Loopback, private, link-local and other
addresses that are not global are refused unless they are allowed, at the moment of connecting: a name that is
resolved to such an address is refused too. Size and time have bounds: the seconds are those of one whole page, with its
redirects, and what is packed may be packed once, by gzip or deflate, and is unpacked within the bound of its size.
"""

from __future__ import annotations

import contextlib
import email.utils
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from stemma._version import __version__
from stemma.errors import Busy, InputError, NotFound, Refused, TooLarge, Unreadable
from stemma.limits import Deadline, Meter
from stemma.model import Capture, Problem
from stemma.read import payload
from stemma.read.addresses import public

if TYPE_CHECKING:
    import httpx

    from stemma.read.finding import Finder

    Unpack = Callable[[bytes, str, Finder, Capture | None], Iterator[Capture | Problem]]

AGENT = f"stemma/{__version__} (news reader; obeys robots.txt)"
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
MAX_REDIRECTS = 8
MAX_ROBOTS = 500_000
"""Bytes of a robots.txt that are read (RFC 9309 asks for at least 500 KiB)."""
LIST_PAGES = 200
"""Pages that one feed, sitemap or OPML file makes us fetch at most, with all the lists that it names."""
RULES_KEPT, UNREACHABLE_KEPT = 86_400.0, 600.0
"""Seconds for which a robots.txt is believed (RFC 9309: a day at most), and for which one out of reach forbids."""
MOST_HOSTS = 5_000
"""Hosts whose rules are held in memory, those asked last."""


@dataclass(slots=True)
class Manners:
    """What is known of hosts: their rules, when each was last asked, and whose turn it is to ask it.

    Fetchers of several threads share it (`Fetcher.beside`), so that no host is asked twice at once.
    """

    rules: dict[str, tuple[float, Any]] = field(default_factory=dict)
    """Scheme and host → (until when it holds, what robots.txt says), oldest first."""
    last: dict[str, float] = field(default_factory=dict)
    """Host → when its last answer ended."""
    turns: dict[str, threading.Lock] = field(default_factory=dict)

    def rules_of(self, origin: str) -> Any:
        """The rules of an origin, or None where they are unknown or too old."""
        until, rules = self.rules.get(origin, (0.0, None))
        return rules if until > time.monotonic() else None

    def learn(self, origin: str, rules: Any, seconds: float) -> None:
        """Hold the rules of an origin for so long, and those of `MOST_HOSTS` at most."""
        self.rules.pop(origin, None)
        self.rules[origin] = time.monotonic() + seconds, rules
        for old in list(self.rules)[: max(0, len(self.rules) - MOST_HOSTS)]:
            self.rules.pop(old, None)
        if len(self.last) > 2 * MOST_HOSTS:  # who was asked long ago may be asked now
            self.last = {host: at for host, at in self.last.items() if at > time.monotonic() - 60}

    def turn(self, host: str) -> threading.Lock:
        """Who holds this may ask the host."""
        return self.turns.setdefault(host, threading.Lock())


@dataclass(slots=True)
class Fetcher:
    """How pages are got. One instance keeps robots rules, delays and validators for a run.

    `delay` is the pause in seconds between two requests to one host, `timeout` the seconds for one whole page (headers,
    body and redirects; pauses do not count), `private` allows addresses that are not global. `most_requests` is how
    many requests there may be in all. `transport`, `sleep` and `resolve` are there to be replaced.
    """

    max_bytes: int = 20_000_000
    delay: float = 1.0
    timeout: float = 30.0
    private: bool = False
    most_requests: int = 1_000_000
    agent: str = AGENT
    transport: Any = None
    sleep: Callable[[float], None] = time.sleep
    resolve: Callable[[str, int], list[str]] | None = None
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """URL → (ETag, Last-Modified) of what was got before."""
    manners: Manners = field(default_factory=Manners)
    _client: Any = None
    _watch: _Watch = field(default_factory=lambda: _Watch())

    def get(self, url: str) -> Capture | None:
        """The page at `url`; None where the server says that it has not changed since it was got before.

        Raises `Refused` (robots.txt, address, status), `NotFound` (404, 410, unknown host), `TooLarge` and
        `Unreadable` (what came is no text, the connection broke).
        """
        import httpx

        deadline = Deadline(self.timeout)
        here = url
        for _ in range(MAX_REDIRECTS + 1):
            self._allowed(here)
            try:
                answer = self._request(here, deadline, conditional=here == url)
            except (httpx.InvalidURL, UnicodeError):
                raise Unreadable("not a valid address", input=here) from None
            except httpx.ConnectError as error:
                raise NotFound(f"cannot connect: {error}"[:200], input=here, remedy="check the address") from None
            except httpx.TimeoutException:
                raise TooLarge(f"took longer than {self.timeout:g} s", input=here, remedy="try again later") from None
            except httpx.HTTPError as error:
                raise Unreadable(f"the connection broke: {error}"[:200], input=here, remedy="try again") from None
            if answer.status in (301, 302, 303, 307, 308) and answer.location:
                here = _joined(here, answer.location)
                continue
            return self._capture(url, here, answer)
        raise Refused(f"more than {MAX_REDIRECTS} redirects", input=url)

    def beside(self) -> Fetcher:
        """Another fetcher for a thread of its own: it knows the same hosts, and takes turns with this one at each."""
        return replace(self, validators={}, _client=None, _watch=_Watch())

    def _capture(self, url: str, here: str, answer: _Answer) -> Capture | None:
        from stemma.read.finding import slug

        if answer.status == 304:
            return None
        if answer.status in (404, 410):
            raise NotFound(f"the server says {answer.status}", input=url, remedy="check the address")
        if answer.status in (429, 503) and answer.after:
            raise Busy(f"the server says {answer.status}", input=url, remedy="try again later", seconds=answer.after)
        if answer.status != 200:
            raise Refused(f"the server says {answer.status}", input=url)
        self.validators[url] = (answer.etag, answer.modified)
        return Capture(
            id=slug(here),
            kind="html",
            content=answer.body,
            url=here,
            fetched=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            encoding=answer.charset,
        )

    def _allowed(self, url: str) -> None:
        """Raises `Refused` where the address, the scheme or robots.txt forbids `url`."""
        parts = _split(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused("only http and https addresses are fetched", input=url)
        if parts.username or parts.password:
            raise Refused("addresses with a user name are not fetched", input=url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self._check_host(parts.hostname, port, url)
        if not self._robots_for(url).can_fetch(self.agent, url):
            raise Refused("robots.txt asks not to fetch it", input=url)

    def _check_host(self, host: str, port: int, url: str) -> None:
        if self.private:
            return
        try:
            addresses = (self.resolve or _resolve)(host, port)
        except (OSError, UnicodeError):  # a name that cannot be a host's is none
            raise NotFound("no such host", input=url, remedy="check the address") from None
        for address in addresses:
            if not public(address):
                raise Refused("a private or local address", input=url, remedy="allow it with --allow-private")

    def _robots_for(self, url: str) -> Any:
        from urllib.robotparser import RobotFileParser

        import httpx

        parts = _split(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules: Any = self.manners.rules_of(origin)
        if rules is None:
            rules = RobotFileParser()
            kept = RULES_KEPT
            try:
                answer = self._robots_answer(f"{origin}/robots.txt")
                if answer.status in (401, 403) or answer.status >= 500:
                    rules.disallow_all = answer.status >= 500  # RFC 9309: unreachable means no; 4xx means no rules
                    rules.allow_all = answer.status < 500
                elif answer.status == 200:
                    rules.parse(answer.body[:MAX_ROBOTS].decode("utf-8", "replace").splitlines())
                    rules.entries = [
                        entry for entry in rules.entries if entry.applies_to(self.agent)
                    ]  # others' are many
                else:
                    rules.allow_all = True
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, InputError):
                rules.disallow_all = True
            if rules.disallow_all:
                kept = UNREACHABLE_KEPT
            self.manners.last.pop(parts.netloc, None)  # no pause between the rules and the first page
            self.manners.learn(origin, rules, kept)
        return rules

    def _robots_answer(self, url: str) -> _Answer:
        deadline = Deadline(self.timeout)
        for _ in range(5):
            answer = self._request(url, deadline, limit=MAX_ROBOTS, cut=True)
            if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
                return answer
            url = _joined(url, answer.location)
            parts = _split(url)
            self._check_host(parts.hostname or "", parts.port or 443, url)
        return answer

    def _request(
        self, url: str, deadline: Deadline, *, conditional: bool = False, limit: int | None = None, cut: bool = False
    ) -> _Answer:
        host = _split(url).netloc
        if self.most_requests < 1:
            raise Refused("not fetched: enough was fetched for one request", input=url, remedy="give its address")
        self.most_requests -= 1
        headers: dict[str, str] = {}
        if conditional and url in self.validators:
            etag, modified = self.validators[url]
            headers |= {"If-None-Match": etag} if etag else {}
            headers |= {"If-Modified-Since": modified} if modified else {}
        with self.manners.turn(host):
            wait = self.manners.last.get(host, -1e9) + self._delay(url) - time.monotonic()
            if wait > 0:
                self.sleep(wait)
            try:
                with (
                    deadline.running(),
                    self._watch.held(deadline),
                    self._session().stream("GET", url, headers=headers) as response,
                ):
                    return _read(response, limit or self.max_bytes, deadline, url, cut=cut)
            finally:
                self.manners.last[host] = time.monotonic()

    def _delay(self, url: str) -> float:
        """Seconds between two requests to the host of `url`: ours, or what its robots.txt asks for."""
        parts = _split(url)
        rules = self.manners.rules_of(f"{parts.scheme}://{parts.netloc}")
        asked = rules.crawl_delay(self.agent) if rules is not None else None
        return max(self.delay, min(float(asked), 30.0)) if asked else self.delay

    def _session(self) -> httpx.Client:
        import httpx

        if self._client is None:
            self._client = httpx.Client(
                transport=self.transport or guarded(self.private, self._watch.left),
                headers={"User-Agent": self.agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"},
                timeout=httpx.Timeout(self.timeout, connect=min(10.0, self.timeout)),
                follow_redirects=False,
                trust_env=False,
            )
        return self._client  # type: ignore[no-any-return]

    def close(self) -> None:
        """Closes the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    charset: str | None
    location: str | None
    etag: str | None
    modified: str | None
    after: float | None = None
    """Seconds that the server asks to wait (Retry-After)."""


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Unreadable("not a valid address", input=url) from None
    return parts


def _joined(url: str, link: str) -> str:
    """`link` as it is meant at `url`. Raises `Unreadable`."""
    try:
        return urljoin(url, link)
    except ValueError:
        raise Unreadable("is redirected to what is no address", input=url) from None


@dataclass(slots=True)
class _Watch:
    """The deadline of the request that is under way: what the connections look at."""

    deadline: Deadline | None = None

    def left(self) -> float | None:
        """Seconds left for the request; None where there is none."""
        return self.deadline.left() if self.deadline else None

    @contextlib.contextmanager
    def held(self, deadline: Deadline) -> Iterator[None]:
        self.deadline = deadline
        try:
            yield
        finally:
            self.deadline = None


def _read(response: httpx.Response, limit: int, deadline: Deadline, url: str, *, cut: bool) -> _Answer:
    """The body of a response, unpacked, within `limit` bytes and before the deadline."""
    pieces: list[bytes] = []
    size = 0
    length = response.headers.get("Content-Length", "").strip()
    if not cut and length.isdecimal() and int(length) > limit:
        raise TooLarge(f"more than {limit:,} bytes", input=url, remedy="raise the bound with --max-bytes")
    assert isinstance(response.stream, Iterable)
    for piece in response.stream:  # as it came: httpx would unpack without a bound
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            if cut:
                break
            raise TooLarge(f"more than {limit:,} bytes", input=url, remedy="raise the bound with --max-bytes")
        if not deadline.left():
            raise TooLarge(f"took longer than {deadline.seconds:g} s", input=url, remedy="try again later")
    header = response.headers
    charset = re.search(r"charset=[\"']?([\w.:-]+)", header.get("Content-Type", ""), re.I)
    return _Answer(
        response.status_code,
        payload.offered(b"".join(pieces), header.get("Content-Encoding", ""), limit, url),
        charset[1] if charset else None,
        header.get("Location"),
        header.get("ETag"),
        header.get("Last-Modified"),
        _seconds(header.get("Retry-After", "")),
    )


def _seconds(after: str) -> float | None:
    """A Retry-After, seconds or a date, in seconds from now."""
    if after.strip().isdecimal():
        return float(after)
    try:
        moment = email.utils.parsedate_to_datetime(after)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(moment.tzinfo)).total_seconds())


def _resolve(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def guarded(private: bool, left: Callable[[], float | None] = lambda: None) -> Any:
    """A transport of httpx that connects only to checked addresses: a name is resolved once, at connecting.

    `left` tells the seconds that the request under way may still take, whatever it does: every step gets no more.
    """
    import httpcore
    import httpx

    def at_most(timeout: float | None) -> float | None:
        most = left()
        if most is None:
            return timeout
        if most <= 0:
            raise httpcore.ReadTimeout("out of time")
        return most if timeout is None else min(most, timeout)

    class Timed(httpcore.NetworkStream):
        """A connection whose every step ends with the time of the whole request."""

        def __init__(self, inner: httpcore.NetworkStream) -> None:
            self.inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self.inner.read(max_bytes, at_most(timeout))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self.inner.write(buffer, at_most(timeout))

        def close(self) -> None:
            self.inner.close()

        def start_tls(
            self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
        ) -> httpcore.NetworkStream:
            return Timed(self.inner.start_tls(ssl_context, server_hostname, at_most(timeout)))

        def get_extra_info(self, info: str) -> Any:
            return self.inner.get_extra_info(info)

    class Guarded(httpcore.SyncBackend):
        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Any = None,
        ) -> httpcore.NetworkStream:
            try:
                addresses = _resolve(host, port)
            except (OSError, UnicodeError) as error:
                raise httpcore.ConnectError(str(error)) from None
            if not private and not all(map(public, addresses)):
                raise httpcore.ConnectError("a private or local address")
            for last, address in enumerate(addresses, 1 - len(addresses)):
                try:
                    stream = super().connect_tcp(address, port, at_most(timeout), local_address, socket_options)
                    return Timed(stream)
                except httpcore.ConnectError:
                    if last == 0:
                        raise
            raise httpcore.ConnectError("no address")

    transport = httpx.HTTPTransport(retries=0, trust_env=False)
    # httpx has no public way to set the network backend of its pool.
    transport._pool._network_backend = Guarded()
    return transport


def captures(
    url: str, fetcher: Fetcher, finder: Finder, from_bytes: Unpack, depth: int = 0, left: Meter | None = None
) -> Iterator[Capture | Problem]:
    """The page at `url`, or the pages that the feed, sitemap or OPML file at `url` names: `LIST_PAGES` in all.

    `from_bytes` tells what the bytes are that were got (`sources.from_bytes`). What it gives of another host than the
    one it was got from is marked (`Capture.fetched_from`).
    """
    from stemma.read import feeds
    from stemma.read.finding import problem

    pages = left or Meter(LIST_PAGES, "pages named by lists", url)

    def further(link: str) -> Iterator[Capture | Problem]:
        try:
            pages.add()
        except TooLarge as error:
            yield Problem(link, f"not fetched: {error.message}", "give its address", "Refused")
            return
        if depth >= 2:
            yield Problem(link, "not fetched: too deep lists", "give its address", "Refused")
            return
        yield from captures(link, fetcher, finder, from_bytes, depth + 1, pages)

    try:
        capture = fetcher.get(url)
    except InputError as error:
        yield problem(error, url)
        return
    if capture is None:
        return
    data = capture.content if isinstance(capture.content, bytes) else capture.content.encode()
    inner = replace(finder, origin=capture.url)
    if feeds.is_list(data[:8192]) or data.lstrip()[:1] == b"{":
        inner = replace(inner, fetch=further)
    yield from from_bytes(data, url, inner, replace(capture, file=url))
