"""Whose turn it is: jobs with a time, one at once for each host, and a pause between two of one host."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from stemma.follow.turns import Job


class _Waiting(NamedTuple):
    due: float
    rank: int
    number: int
    job: Job


class Schedule:
    """Jobs by host. Any thread may add, take and end them; times are those of `clock` (seconds since 1970)."""

    def __init__(self, delay: float = 1.0, clock: Callable[[], float] = time.time) -> None:
        self.delay = delay
        self.clock = clock
        self._hosts: dict[str, list[_Waiting]] = {}
        self._free: dict[str, float] = {}
        """Host → when it may be asked again; a host that is busy has none."""
        self._busy: set[str] = set()
        self._next: list[tuple[float, str]] = []
        self._numbers = itertools.count()
        self._change = threading.Condition()
        self.closed = False
        """Whether nothing more is given out."""
        self.under_way = 0
        """Jobs that were taken and have not ended."""

    def add(self, job: Job, due: float = 0.0) -> None:
        """A job for the time `due`; of those that are due of one host the one of the highest rank comes first."""
        with self._change:
            begin = self.clock()
            at = max(due, begin) if due else begin
            heapq.heappush(self._hosts.setdefault(job.host, []), _Waiting(at, -job.rank, next(self._numbers), job))
            self._queue(job.host)
            self._change.notify()

    def take(self, wait: float | None = None) -> Job | None:
        """The next job, as soon as its time has come; None at the end, or after so many seconds of waiting."""
        until = None if wait is None else self.clock() + wait
        with self._change:
            while not self.closed:
                now = self.clock()
                if (job := self._first(now)) is not None:
                    return job
                pause = self._next[0][0] - now if self._next else None
                if until is not None:
                    if now >= until:
                        return None
                    pause = until - now if pause is None else min(pause, until - now)
                self._change.wait(pause)
            return None

    def end(self, job: Job) -> None:
        """A job is done: its host may be asked again after the pause."""
        with self._change:
            self.under_way -= 1
            self._busy.discard(job.host)
            if job.host:
                self._free[job.host] = self.clock() + self.delay
            self._queue(job.host)
            self._change.notify()

    def idle(self) -> bool:
        """Whether nothing is under way or due now."""
        with self._change:
            now = self.clock()
            return not self.under_way and not any(jobs[0].due <= now for jobs in self._hosts.values() if jobs)

    def close(self) -> None:
        """Give out nothing more: whoever waits gets None."""
        with self._change:
            self.closed = True
            self._change.notify_all()

    def _queue(self, host: str) -> None:
        if host not in self._busy and (jobs := self._hosts.get(host)):
            heapq.heappush(self._next, (max(jobs[0].due, self._free.get(host, 0.0)), host))

    def _first(self, now: float) -> Job | None:
        while self._next and self._next[0][0] <= now:
            _, host = heapq.heappop(self._next)
            jobs = self._hosts.get(host)
            if host in self._busy or not jobs:  # it was queued twice
                continue
            if max(jobs[0].due, self._free.get(host, 0.0)) > now:
                self._queue(host)
                continue
            job = heapq.heappop(jobs).job
            if not jobs:
                del self._hosts[host]
            self._busy.add(host)
            self._free.pop(host, None)
            self.under_way += 1
            return job
        return None
