"""The loop of `stemma follow`: what threads have got is kept and noted, and what it names is put on the schedule."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stemma import clock
from stemma.engine import Cores, Executor, InProcess, read_many
from stemma.errors import Busy, InputError, OptionError
from stemma.follow import folders
from stemma.follow.schedule import Schedule
from stemma.follow.turns import Job, Named, Turn, is_address, take
from stemma.library import Library, followed, gauges
from stemma.model import Article, Capture, Problem
from stemma.read.fetch import Fetcher
from stemma.read.finding import MAX_BYTES, problem
from stemma.read.sources import captures
from stemma.serve.keeper import keep

log = logging.getLogger("stemma")

EVERY = 600
"""Seconds between two looks at a list that has something new each time."""
LAZY = 6
"""A list that never has anything new is looked at so many times less often."""
LONGEST = 86_400.0
"""Seconds before a list that fails is tried again, at most."""
TRIES = 4
"""So often a page is tried, with pauses that grow, before it is left."""
FIRST = 200
"""Pages that are taken of a list at the first look: the latest. The others were there before."""
THREADS = 12
"""Hosts that are asked for pages at once, and as many for lists."""
HELD = 32
"""Turns with pages in them that wait to be kept; who has one more waits with it."""
BATCH, TOGETHER = 16, 64
"""Pages, and turns, after which what was got is kept."""
PATIENCE = 3.0
"""Seconds that the threads have at the end to finish what they are getting."""
MEASURED = 5.0
"""Seconds between two looks at how far the library is behind the news."""
RESTS, DUE = 4.0, 60.0
"""Seconds for which stories are related when nothing else is to be done, and after which it is done in any case."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to follow, and how."""

    path: str
    """The library; it is made where there is none."""
    inputs: tuple[str, ...]
    """Addresses of feeds, sitemaps, OPML files, sites and pages; paths of OPML files, lists of addresses, folders."""
    every: int = EVERY
    once: bool = False
    """Look once at everything, get what it names, and end."""
    relate: bool = True
    """Relate stories and look for watches, too; not where a keeper does that beside."""
    workers: int = 1
    deadline: float = 120.0
    max_bytes: int = MAX_BYTES
    private: bool = False
    delay: float = 1.0
    timeout: float = 30.0
    """Seconds between two requests to one host, and for one page."""
    threads: int = THREADS
    given: dict[str, str] = field(default_factory=dict)
    """What is known of all pages, by field of `Capture`."""


@dataclass(slots=True)
class Counts:
    """What became of what was found since the start."""

    new: int = 0
    known: int = 0
    aside: int = 0
    lists: int = 0
    """Lists that are followed."""
    failing: int = 0
    waiting: int = 0
    """Pages that are not got yet."""
    lag: float | None = None
    """Median seconds from publication to being added."""
    doing: str = ""
    """What is being done at this moment."""


def follow(
    plan: Plan,
    *,
    show: Callable[[Counts], None] | None = None,
    tell: Callable[[Problem], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Counts:
    """Follow what `plan` names until `stop` says so; `show` is called as things change, `tell` once for each fault.

    What was got is durable before it is noted as done: who is killed loses nothing, and goes on where he was. Raises
    `LibraryError`, and `OptionError` where there is nothing at a path.
    """
    with Library(plan.path) as library, contextlib.ExitStack() as stack:
        executor: Executor = InProcess()
        if plan.workers > 1:
            executor = stack.enter_context(Cores(plan.workers, plan.deadline))
        return _Following(plan, library, executor, show or (lambda counts: None), tell or (lambda p: None), stop).run()


class _Following:
    def __init__(
        self,
        plan: Plan,
        library: Library,
        executor: Executor,
        show: Callable[[Counts], None],
        tell: Callable[[Problem], None],
        stop: Callable[[], bool],
    ) -> None:
        self.plan, self.library, self.store, self.executor = plan, library, library.store, executor
        self.show, self.tell, self.stop = show, tell, stop
        self.schedule = Schedule(plan.delay)
        """Of lists, which are looked at in time however many pages wait. The fetchers take turns at a host."""
        self.pages = Schedule(plan.delay)
        self.counts = Counts()
        self.turns: queue.SimpleQueue[Turn] = queue.SimpleQueue()
        self.room = threading.Semaphore(HELD)
        self.named: dict[str, set[str]] = {}
        """List → lists that it named when it was last read; under "" what the user named."""
        self.failing: set[str] = set()
        self.waiting: set[str] = set()
        self.folders: list[str] = []
        self.stuck: dict[str, float] = {}
        self.related = time.monotonic()
        self.measured = 0.0

    def run(self) -> Counts:
        """Until it is told to stop, or (once) nothing is left to do."""
        self._begin()
        plan = self.plan
        fetcher = Fetcher(plan.max_bytes, plan.delay, plan.timeout, plan.private)
        threads = [
            threading.Thread(target=self._get, args=(schedule, fetcher.beside()), daemon=True)
            for schedule in (self.schedule, self.pages)
            for _ in range(plan.threads)
        ]
        for thread in threads:
            thread.start()
        try:
            with folders.watched([] if plan.once else self.folders, self.pages):
                while not self.stop() and not (self.plan.once and self._finished()):
                    turns = self._collected()
                    if turns:
                        self._settle(turns)
                    self._relate(idle=not turns)
            while self.plan.once and self.plan.relate and self.store.stale() and not self.stop():
                left = len(self.store.stale())
                self._relate(idle=True)
                if len(self.store.stale()) == left:
                    break
        finally:
            self._end(threads)
        return self.counts

    def _begin(self) -> None:
        """Put on the schedule what was named, and the pages that still wait from before."""
        inputs = [name if is_address(name) else os.path.abspath(name) for name in dict.fromkeys(self.plan.inputs)]
        for name in inputs:
            if not is_address(name) and not Path(name).exists():
                raise OptionError("no such file or folder", input=name, remedy="check the path")
        self._say("looking at what is followed")
        with self.store.transaction():
            followed.forget(self.store)
        self.folders = [name for name in inputs if Path(name).is_dir()]
        self._follow("", [name for name in inputs if name not in self.folders], sure=False)
        for folder in self.folders:
            for job, due in folders.files(folder):
                self.pages.add(job, 0.0 if self.plan.once else due)
        for page in followed.waiting(self.store):
            self.waiting.add(page.page)
            job = Job(page.page, "page", page.source, page.stamp, page.etag, page.modified, page.rank, page.failures)
            self.pages.add(job, _seconds(page.due))

    def _follow(self, parent: str, names: Sequence[str], *, sure: bool) -> None:
        """Put lists that the user (`parent` is empty) or another list named on the schedule, as far as they are new."""
        known = set().union(*self.named.values())
        self.named[parent] = set(names)
        new = [name for name in names if name not in known]
        kept = followed.lists(self.store, new)
        for name in new:
            one = kept.get(name)
            failures = one.failures if one else 0
            period = max(one.period if one else 0, self.plan.every)
            etag, modified, looked = (one.etag, one.modified, one.looked) if one else (None, None, None)
            job = Job(name, "list", parent, "", etag, modified, 0, failures, period, looked, sure)
            # One that failed keeps its pause, unless the user asks for it by name.
            self.schedule.add(job, _seconds(one.due) if one and failures and parent else 0.0)

    def _get(self, schedule: Schedule, fetcher: Fetcher) -> None:
        """What each thread does: take a job, get what it names, hand it over as soon as there is room for its pages."""
        try:
            while (job := schedule.take()) is not None:
                turn = take(job, fetcher, self.plan.given) if job.host else self._from_disk(job)
                while turn.heavy and not schedule.closed and not self.room.acquire(timeout=0.5):
                    pass
                self.turns.put(turn)
                schedule.end(job)
        finally:
            fetcher.close()

    def _from_disk(self, job: Job) -> Turn:
        return folders.take(job, self.plan.max_bytes, rested=0.0 if self.plan.once else folders.RESTED)

    def _collected(self) -> list[Turn]:
        """What was got: so much as is kept together, or what there is after a second."""
        turns: list[Turn] = []
        until = time.monotonic() + 1.0
        while len(turns) < TOGETHER and sum(len(turn.found) or len(turn.pages) for turn in turns) < BATCH:
            try:
                turns.append(self.turns.get(timeout=max(0.01, until - time.monotonic())))
            except queue.Empty:
                break
            if turns[-1].heavy:
                self.room.release()
        return turns

    def _settle(self, turns: Sequence[Turn]) -> None:
        """Keep what was got, then note that it was: in this order nothing is lost."""
        named = {page.url: (page, turn) for turn in turns for page in turn.pages}
        before = followed.pages(self.store, [*named, *(turn.job.name for turn in turns if turn.job.kind == "file")])
        fresh = {url for url, (page, _) in named.items() if url not in before or before[url].stamp != page.stamp}
        taken = {page.url for turn in turns for page in _latest(turn, fresh)}
        texts = [page.capture for page, _ in named.values() if page.capture and page.url in taken]
        items = itertools.chain(texts, *(self._captures(turn, before) for turn in turns))
        if (first := next(items, None)) is not None:
            self._add(first, items)
            if self.stop():  # what was cut off is got again
                return
        rows: list[followed.List | followed.Page] = []
        for url, (page, turn) in named.items():
            wanted = url in taken and page.capture is None
            if url in fresh:
                rows.append(self._named(page, turn.job, before.get(url), wanted=wanted))
            elif before[url].listed != _today():
                rows.append(before[url]._replace(listed=_today()))
        for turn in turns:
            rows += self._noted(turn, any(page.url in taken for page in turn.pages))
        with self.store.transaction():
            followed.note(self.store, rows)
            for turn in turns:
                if turn.error is not None:
                    self.store.keep_problem(problem(turn.error, turn.job.name))
                elif turn.job.kind == "list":
                    self.store.solved(turn.job.name)
        for turn in turns:
            if turn.lists:
                self._follow(turn.job.name, turn.lists, sure=turn.sure)
        self._say("")

    def _add(self, first: Capture | Problem, others: Iterable[Capture | Problem]) -> None:
        """Read, annotate and keep, until told to stop."""

        def items() -> Iterator[Capture | Problem]:
            for item in itertools.chain([first], others):
                if self.stop():
                    return
                yield item

        name = first.input if isinstance(first, Problem) else first.file or first.url or first.id
        self._say(f"reading {name}")
        added = self.library.add(
            items(), executor=self.executor, progress=lambda told: self._say(told and f"reading: {told}"), relate=False
        )
        self.counts.new += len(added.added)
        self.counts.known += len(added.known)
        self.counts.aside += len(added.problems)

    def _captures(self, turn: Turn, before: dict[str, followed.Page]) -> Iterator[Capture | Problem]:
        """What is to be kept of a turn: of a file that has changed all, of a page what says something new."""
        job = turn.job
        if job.kind == "file":
            if turn.changed and (job.name not in before or before[job.name].stamp != job.stamp):
                given: dict[str, Any] = {**self.plan.given, "max_bytes": self.plan.max_bytes}
                yield from captures([job.name], **given)
            return
        for item in turn.found:
            if isinstance(item, Problem) or not job.again or not self._says_the_same(item):
                yield item
            else:
                self.counts.known += 1

    def _says_the_same(self, capture: Capture) -> bool:
        """Whether the page has the words that it had when it was kept last: the rest of a page is always new."""
        outcome = next(iter(read_many([capture])))
        if not isinstance(outcome, Article) or outcome.url is None:
            return False
        last = self.store.latest(outcome.url, capture.fetched_from)
        kept = self.store.article(last) if last else None
        return kept is not None and (kept.article.title, kept.article.body) == (outcome.title, outcome.body)

    def _named(self, page: Named, job: Job, before: followed.Page | None, *, wanted: bool) -> followed.Page:
        """The row of a page that is new or has changed; where it is `wanted` it is put on the schedule."""
        etag, modified = (before.etag, before.modified) if before else (None, None)
        due = _iso(time.time()) if wanted else None
        if wanted:
            again = before is not None
            new = Job(page.url, "page", job.name, page.stamp, etag, modified, page.rank, again=again)
            self.pages.add(new)
            self.waiting.add(page.url)
        return followed.Page(page.url, job.name, page.stamp, etag, modified, page.rank, due, 0, _today())

    def _noted(self, turn: Turn, news: bool) -> Iterator[followed.List | followed.Page]:
        """The row of what was looked at; what is to be looked at again is put on the schedule."""
        job, error = turn.job, turn.error
        if error is not None:
            self._set_aside(job, error)
        if job.kind != "list":
            self.named[""].discard(job.name)  # a file that turned out to hold pages
            self.waiting.discard(job.name)
            due = None
            failures = job.failures + 1 if error is not None else 0
            if error is not None and failures < TRIES and not self.plan.once:
                due = time.time() + _pause(self.plan.every, failures, error)
                self.pages.add(replace(job, failures=failures), due)
                self.waiting.add(job.name)
            if job.kind == "page" or turn.changed:
                etag, modified = (turn.etag, turn.modified) if error is None else (job.etag, job.modified)
                at = _iso(due) if due else None
                yield followed.Page(job.name, job.source, job.stamp, etag, modified, job.rank, at, failures, _today())
            return
        if error is None:
            if job.name in self.failing:
                log.info("read again", extra={"fields": {"input": job.name}})
            self.failing.discard(job.name)
            period = self.plan.every if news else min(job.period * 1.5, self.plan.every * LAZY)
            pause = period
            job = replace(
                job, etag=turn.etag, modified=turn.modified, stamp=turn.job.stamp, failures=0, period=int(period),
                looked=_iso(time.time()),
            )  # fmt: skip
        else:
            self.failing.add(job.name)
            job = replace(job, failures=job.failures + 1)
            pause = _pause(job.period, job.failures, error)
        due = time.time() + pause
        if job.name in set().union(*self.named.values()) and not self.plan.once:
            self.schedule.add(job, due)
        yield followed.List(job.name, job.etag, job.modified, _iso(due), job.period, job.failures, job.looked)

    def _set_aside(self, job: Job, error: InputError) -> None:
        """Tell once of a list that fails; of a page the log and `stemma problems` tell."""
        told = problem(error, job.name)
        fields = {"input": told.input, "kind": told.kind, "reason": told.reason}
        log.warning("set aside", extra={"fields": fields})
        self.counts.aside += job.kind == "page"
        if job.kind == "list" and not job.failures:
            self.tell(told)

    def _finished(self) -> bool:
        """Whether all that could be got was got and kept."""
        return self.schedule.idle() and self.pages.idle() and self.turns.empty()

    def _relate(self, *, idle: bool) -> None:
        """Relate what has grown and look for the watches, when there is time or it is due."""
        now = time.monotonic()
        if not self.plan.relate or (not idle and now - self.related < DUE):
            return
        if self.store.stale() or idle:
            if self.store.stale():
                self._say("relating stories")
            keep(self.library, stuck=self.stuck, until=time.monotonic() + RESTS)
            self._say("")
        self.related = time.monotonic()

    def _end(self, threads: Sequence[threading.Thread]) -> None:
        """Let the threads go; relate what is left where there is nothing more to come."""
        self.schedule.close()
        self.pages.close()
        until = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _say(self, doing: str) -> None:
        """Show what is being done; the figures are taken anew every few seconds."""
        counts = self.counts
        if time.monotonic() - self.measured > MEASURED:
            counts.lag, _ = gauges.lateness(self.store)
            self.measured = time.monotonic()
        counts.lists = len(set().union(*self.named.values())) + len(self.folders)
        counts.failing, counts.waiting, counts.doing = len(self.failing), len(self.waiting), doing
        self.show(counts)


def _latest(turn: Turn, fresh: set[str]) -> list[Named]:
    """The pages of a turn that are taken: those that are `fresh`, at the first look at a list the latest `FIRST`."""
    new = [page for page in turn.pages if page.url in fresh]
    return new if turn.job.looked else sorted(new, key=lambda page: -page.rank)[:FIRST]


def _pause(period: float, failures: int, error: InputError) -> float:
    """Seconds until the next try: doubled with each failure, as long as the server asks for, a day at most."""
    pause = period * 2.0 ** min(failures - 1, 20)
    return min(max(pause, error.seconds if isinstance(error, Busy) else 0.0), LONGEST)


def _today() -> str:
    return _iso(time.time())[:10]


def _iso(seconds: float) -> str:
    return clock.utc(datetime.fromtimestamp(seconds, UTC))


def _seconds(time: str | None) -> float:
    found = clock.parse(time)
    return found.timestamp() if found else 0.0
