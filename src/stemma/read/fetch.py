"""Gets pages over the network with good manners, and refuses what a URL from a stranger should not reach.

`robots.txt` (RFC 9309) is obeyed; one request a host at a time, with a delay; what was got before is asked for with
ETag and Last-Modified; every redirect is checked like a first address. Loopback, private, link-local and other
addresses that are not global are refused unless they are allowed, at the moment of connecting: a name that is
resolved to such an address is refused too. Size and time have bounds.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from stemma._version import __version__
from stemma.errors import InputError, NotFound, Refused, TooLarge, Unreadable
from stemma.model import Capture, Problem

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
"""Pages that one feed, sitemap or OPML file makes us fetch at most."""


@dataclass(slots=True)
class Fetcher:
    """How pages are got. One instance keeps robots rules, delays and validators for a run.

    `delay` is the pause in seconds between two requests to one host, `timeout` the seconds for one whole page,
    `private` allows addresses that are not global. `transport`, `sleep` and `resolve` are there to be replaced.
    """

    max_bytes: int = 20_000_000
    delay: float = 1.0
    timeout: float = 30.0
    private: bool = False
    agent: str = AGENT
    transport: Any = None
    sleep: Callable[[float], None] = time.sleep
    resolve: Callable[[str, int], list[str]] | None = None
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """URL → (ETag, Last-Modified) of what was got before."""
    _robots: dict[str, Any] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _client: Any = None

    def get(self, url: str) -> Capture | None:
        """The page at `url`; None where the server says that it has not changed since it was got before.

        Raises `Refused` (robots.txt, address, status), `NotFound` (404, 410, unknown host), `TooLarge` and
        `Unreadable` (what came is no text, the connection broke).
        """
        import httpx

        started = time.monotonic()
        here = url
        for _ in range(MAX_REDIRECTS + 1):
            self._allowed(here)
            try:
                answer = self._request(here, started, conditional=here == url)
            except httpx.InvalidURL:
                raise Unreadable("not a valid address", input=here) from None
            except httpx.ConnectError as error:
                raise NotFound(f"cannot connect: {error}"[:200], input=here, remedy="check the address") from None
            except httpx.TimeoutException:
                raise TooLarge(f"took longer than {self.timeout:g} s", input=here, remedy="try again later") from None
            except httpx.HTTPError as error:
                raise Unreadable(f"the connection broke: {error}"[:200], input=here, remedy="try again") from None
            if answer.status in (301, 302, 303, 307, 308) and answer.location:
                here = urljoin(here, answer.location)
                continue
            return self._capture(url, here, answer)
        raise Refused(f"more than {MAX_REDIRECTS} redirects", input=url)

    def _capture(self, url: str, here: str, answer: _Answer) -> Capture | None:
        from stemma.read.finding import slug

        if answer.status == 304:
            return None
        if answer.status in (404, 410):
            raise NotFound(f"the server says {answer.status}", input=url, remedy="check the address")
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
        except OSError:
            raise NotFound("no such host", input=url, remedy="check the address") from None
        for address in addresses:
            if not public(address):
                raise Refused("a private or local address", input=url, remedy="allow it with --allow-private")

    def _robots_for(self, url: str) -> Any:
        from urllib.robotparser import RobotFileParser

        import httpx

        parts = _split(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            rules: Any = RobotFileParser()
            try:
                answer = self._robots_answer(f"{origin}/robots.txt")
                if answer.status in (401, 403) or answer.status >= 500:
                    rules.disallow_all = answer.status >= 500  # RFC 9309: unreachable means no; 4xx means no rules
                    rules.allow_all = answer.status < 500
                elif answer.status == 200:
                    rules.parse(answer.body[:MAX_ROBOTS].decode("utf-8", "replace").splitlines())
                else:
                    rules.allow_all = True
            except (httpx.HTTPError, InputError):
                rules.disallow_all = True
            self._robots[origin] = rules
        return self._robots[origin]

    def _robots_answer(self, url: str) -> _Answer:
        started = time.monotonic()
        for _ in range(5):
            answer = self._request(url, started, limit=MAX_ROBOTS, cut=True)
            if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
                return answer
            url = urljoin(url, answer.location)
            parts = _split(url)
            self._check_host(parts.hostname or "", parts.port or 443, url)
        return answer

    def _request(
        self, url: str, started: float, *, conditional: bool = False, limit: int | None = None, cut: bool = False
    ) -> _Answer:
        host = _split(url).netloc
        delay = self.delay
        rules = self._robots.get(f"{_split(url).scheme}://{host}")
        if rules is not None and (asked := rules.crawl_delay(self.agent)):
            delay = max(delay, min(float(asked), 30.0))
        wait = self._last.get(host, -1e9) + delay - time.monotonic()
        if wait > 0:
            self.sleep(wait)
        headers: dict[str, str] = {}
        if conditional and url in self.validators:
            etag, modified = self.validators[url]
            headers |= {"If-None-Match": etag} if etag else {}
            headers |= {"If-Modified-Since": modified} if modified else {}
        try:
            with self._session().stream("GET", url, headers=headers) as response:
                return _read(response, limit or self.max_bytes, started + self.timeout, url, cut=cut)
        finally:
            self._last[host] = time.monotonic()

    def _session(self) -> httpx.Client:
        import httpx

        if self._client is None:
            self._client = httpx.Client(
                transport=self.transport or guarded(self.private),
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


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Unreadable("not a valid address", input=url) from None
    return parts


def _read(response: httpx.Response, limit: int, deadline: float, url: str, *, cut: bool) -> _Answer:
    """The body of a response, unpacked, within `limit` bytes and before `deadline` (monotonic seconds)."""
    pieces: list[bytes] = []
    size = 0
    length = response.headers.get("Content-Length", "").strip()
    if not cut and length.isdecimal() and int(length) > limit:
        raise TooLarge(f"more than {limit:,} bytes", input=url, remedy="raise the bound with --max-bytes")
    for piece in response.iter_bytes(65536):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            if cut:
                break
            raise TooLarge(f"more than {limit:,} bytes", input=url, remedy="raise the bound with --max-bytes")
        if time.monotonic() > deadline:
            raise TooLarge("took too long", input=url, remedy="try again later")
    header = response.headers
    charset = re.search(r"charset=[\"']?([\w.:-]+)", header.get("Content-Type", ""), re.I)
    return _Answer(
        response.status_code,
        b"".join(pieces),
        charset[1] if charset else None,
        header.get("Location"),
        header.get("ETag"),
        header.get("Last-Modified"),
    )


def _resolve(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not loopback, private, link-local, multicast or reserved."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return public(str(inner))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def guarded(private: bool) -> Any:
    """A transport of httpx that connects only to checked addresses: a name is resolved once, at connecting."""
    import httpcore
    import httpx

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
            except OSError as error:
                raise httpcore.ConnectError(str(error)) from None
            if not private and not all(map(public, addresses)):
                raise httpcore.ConnectError("a private or local address")
            for last, address in enumerate(addresses, 1 - len(addresses)):
                try:
                    return super().connect_tcp(address, port, timeout, local_address, socket_options)
                except httpcore.ConnectError:
                    if last == 0:
                        raise
            raise httpcore.ConnectError("no address")

    transport = httpx.HTTPTransport(retries=0, trust_env=False)
    # httpx has no public way to set the network backend of its pool.
    transport._pool._network_backend = Guarded()
    return transport


def captures(
    url: str, fetcher: Fetcher, finder: Finder, from_bytes: Unpack, depth: int = 0
) -> Iterator[Capture | Problem]:
    """The page at `url`, or the pages that the feed, sitemap or OPML file at `url` names.

    `from_bytes` tells what the bytes are that were got (`sources.from_bytes`).
    """
    from stemma.read import feeds
    from stemma.read.finding import problem

    count = 0

    def further(link: str) -> Iterator[Capture | Problem]:
        nonlocal count
        count += 1
        if depth >= 2 or count > LIST_PAGES:
            yield Problem(link, "not fetched: too many or too deep lists", "give its address", "Refused")
            return
        yield from captures(link, fetcher, finder, from_bytes, depth + 1)

    try:
        capture = fetcher.get(url)
    except InputError as error:
        yield problem(error, url)
        return
    if capture is None:
        return
    data = capture.content if isinstance(capture.content, bytes) else capture.content.encode()
    inner = replace(finder, fetch=further) if feeds.is_list(data[:8192]) or data.lstrip()[:1] == b"{" else finder
    yield from from_bytes(data, url, inner, replace(capture, file=url))
