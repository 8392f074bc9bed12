"""Posts what a watch found to its webhook, signed as Standard Webhooks (standardwebhooks.com) has it.

Headers: `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`, `v1,` and the base64 of
HMAC-SHA256 over `ID.TIMESTAMP.BODY` with the watch's secret (what follows `whsec_`, base64). A receiver compares the
signature in constant time, refuses a timestamp that is minutes old, and takes an id only once. Each match comes at
least once: it has an `id` of its own, for the receiver that must know it again in another message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from stemma import contract
from stemma._version import __version__
from stemma.library import Library, watching
from stemma.limits import Deadline
from stemma.model import Match, Problem, Watch
from stemma.read.fetch import guarded

PAUSES = (1.0, 5.0)
"""Seconds before the second and the third try."""
TIMEOUT = 10.0
"""Seconds for one whole try: headers and answer, however slowly they come."""
MOST = 100
"""Matches in one message at most."""
BESIDE = 8
"""Webhooks that are posted to beside each other."""


def deliver(
    library: Library,
    *,
    transport: Any = None,
    sleep: Callable[[float], None] = time.sleep,
    private: bool = False,
    patient: bool = False,
) -> list[Problem]:
    """Post to every webhook what it has not had yet, three tries each; what fails waits for the next run.

    Each has its own time, beside the others. With `patient` there is one try, and those that failed wait for their
    pause, which grows. Addresses that are not of the open internet are refused, unless the watch was made with
    `private` or `private` allows them for all; webhooks that came with a library from elsewhere until they are allowed.
    `transport` replaces the network (httpx). Gives a problem for each webhook that failed.
    """
    problems = []
    waiting = watching.undelivered(library, patient=patient)
    for one in waiting:
        if not one.allowed and not patient:
            remedy = f"stemma watch allow {one.watch.id} posts to it"
            problems.append(Problem(one.watch.webhook or "", "a webhook that came with the library", remedy, "Refused"))
    pauses = () if patient else PAUSES

    def post(one: watching.Waiting) -> tuple[list[Match], str | None]:
        done: list[Match] = []
        for start in range(0, len(one.matches), MOST):
            part = one.matches[start : start + MOST]
            reason = _post(one.watch, one.secret, part, transport, private, pauses, sleep)
            if reason is not None:
                return done, reason
            done += part
        return done, None

    with ThreadPoolExecutor(BESIDE) as threads:
        sent = {threads.submit(post, one): one.watch for one in waiting if one.allowed}
        for future in as_completed(sent):
            done, reason = future.result()
            if done:
                watching.delivered(library, done)
            if reason is not None:
                watching.failed(library, sent[future])
                remedy = "it is tried again at the next run"
                problems.append(Problem(sent[future].webhook or "", reason, remedy, "Refused"))
    return problems


def signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


def _post(
    watch: Watch,
    secret: str,
    found: Sequence[Match],
    transport: Any,
    private: bool,
    pauses: Sequence[float],
    sleep: Callable[[float], None],
) -> str | None:
    """None where the message was taken, else why not."""
    import httpx

    message = {"schema": contract.SCHEMA, "watch": contract.dump(watch), "matches": contract.dump(tuple(found))}
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    # The same matches have the same id, so that a message whose answer was lost is not taken twice.
    id = "msg_" + hashlib.sha256("\n".join(match.id for match in found).encode("utf-8", "replace")).hexdigest()[:24]
    reason = ""
    for pause in (0.0, *pauses):
        sleep(pause)
        now = int(time.time())
        headers = {
            "content-type": "application/json",
            "user-agent": f"stemma/{__version__}",
            "webhook-id": id,
            "webhook-timestamp": str(now),
            "webhook-signature": signature(secret, id, now, body),
        }
        deadline = Deadline(TIMEOUT)
        way = transport or guarded(watch.private or private, deadline.left)
        try:
            with (
                deadline.running(),
                httpx.Client(transport=way, timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
                # The answer's body is of no use and may be endless: only its head is read.
                client.stream("POST", watch.webhook or "", content=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            reason = f"cannot be reached: {error}"[:200]
            continue
        if 200 <= status < 300:
            return None
        reason = f"the server says {status}"
        if status < 500 and status not in (408, 425, 429):
            break
    return reason
