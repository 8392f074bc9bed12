"""Posts what a watch found to its webhook, signed as Standard Webhooks (standardwebhooks.com) has it.

Headers: `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`, `v1,` and the base64 of
HMAC-SHA256 over `ID.TIMESTAMP.BODY` with the watch's secret (what follows `whsec_`, base64). A receiver compares the
signature in constant time, refuses a timestamp that is minutes old, and takes an id only once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from stemma import clock, contract
from stemma._version import __version__
from stemma.library import Library, watching
from stemma.model import Match, Problem, Watch
from stemma.read.fetch import guarded

PAUSES = (1.0, 5.0)
"""Seconds before the second and the third try."""
TIMEOUT = 10.0
KEPT = timedelta(days=7)
"""Matches that could not be delivered for so long are given up."""
MOST = 100
"""Matches in one message at most."""


def deliver(
    library: Library, *, transport: Any = None, sleep: Callable[[float], None] = time.sleep, private: bool = False
) -> list[Problem]:
    """Post to every webhook what it has not had yet, three tries each; what fails waits for the next run.

    Addresses that are not of the open internet are refused, unless the watch was made with `private` or `private`
    allows them for all. `transport` replaces the network (httpx). Gives a problem for each webhook that failed.
    """
    problems = []
    since = clock.utc(datetime.now(UTC) - KEPT)
    for watch, secret, found in watching.undelivered(library, since):
        for start in range(0, len(found), MOST):
            part = found[start : start + MOST]
            reason = _post(watch, secret, part, transport or guarded(watch.private or private), sleep)
            if reason is not None:
                problems.append(Problem(watch.webhook or "", reason, "it is tried again at the next run", "Refused"))
                break
            watching.delivered(library, part)
    return problems


def signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


def _post(
    watch: Watch, secret: str, found: Sequence[Match], transport: Any, sleep: Callable[[float], None]
) -> str | None:
    """None where the message was taken, else why not."""
    import httpx

    message = {"schema": contract.SCHEMA, "watch": contract.dump(watch), "matches": contract.dump(tuple(found))}
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    # The same matches have the same id, so that a message whose answer was lost is not taken twice.
    id = "msg_" + hashlib.sha256("\n".join(match.id for match in found).encode()).hexdigest()[:24]
    reason = ""
    with httpx.Client(transport=transport, timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
        for pause in (0.0, *PAUSES):
            sleep(pause)
            now = int(time.time())
            headers = {
                "content-type": "application/json",
                "user-agent": f"stemma/{__version__}",
                "webhook-id": id,
                "webhook-timestamp": str(now),
                "webhook-signature": signature(secret, id, now, body),
            }
            try:
                # The answer's body is of no use and may be endless: only its head is read.
                with client.stream("POST", watch.webhook or "", content=body, headers=headers) as answer:
                    status = answer.status_code
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                reason = f"cannot be reached: {error}"[:200]
                continue
            if 200 <= status < 300:
                return None
            reason = f"the server says {status}"
            if status < 500 and status not in (408, 425, 429):
                break
    return reason
