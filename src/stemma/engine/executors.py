"""Where batches run: this process, this machine's cores, or a Dask cluster. The results are the same to the byte."""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock
from types import TracebackType
from typing import Any, Protocol, TypeVar

from stemma import limits
from stemma.errors import MissingExtra, OptionError, StemmaError

A = TypeVar("A")
B = TypeVar("B")

WINDOW = 3
"""Batches under way for each worker: enough to keep it busy, few enough that memory does not grow with the input."""
DEADLINE = 120.0
"""Seconds that a batch may take on a worker of this machine, and each item of it alone if it took longer."""
RECYCLE = 1000
"""Batches after which a worker is replaced, so that what its libraries gather (words seen) does not grow for ever."""

POISON = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError, RuntimeError),
    *(TypeError, ValueError),
)
"""What code can raise on a page made to break it: caught where one item can be set aside without its neighbours."""

DIED = "the process that worked on it died"


class Executor(Protocol):
    """Applies a function to batches (lists) and yields the lists of results in order, one result for each item.

    `lost` gives the result for an item over which its worker died (out of memory, a crash in compiled code) or that
    took too long, from the item and the reason.
    """

    def map(
        self, function: Callable[[list[A]], list[B]], batches: Iterable[list[A]], lost: Callable[[A, str], B]
    ) -> Iterator[list[B]]:
        """The results, in the order of the batches."""


class InProcess:
    """Runs each batch here and now. It cannot stop what takes too long, nor survive a crash: workers can."""

    def map(
        self, function: Callable[[list[A]], list[B]], batches: Iterable[list[A]], lost: Callable[[A, str], B]
    ) -> Iterator[list[B]]:
        """The results, in the order of the batches."""
        return map(function, batches)


class Cores:
    """Long-lived processes on this machine; each loads the models once and computes on one thread.

    A batch over which its worker dies or that takes longer than `deadline` seconds is tried again item by item on a
    new worker, so that only the item at fault is lost. The processes start with the first batch and end with
    `close()` (or the `with` block, or this process).
    """

    def __init__(self, workers: int, deadline: float = DEADLINE) -> None:
        self.workers = workers
        self.deadline = deadline
        # A thread waits for each worker: so a worker gets its next batch at once, whatever this process is doing.
        self._threads = ThreadPoolExecutor(workers)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._closed = False

    def __enter__(self) -> Cores:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def map(
        self, function: Callable[[list[A]], list[B]], batches: Iterable[list[A]], lost: Callable[[A, str], B]
    ) -> Iterator[list[B]]:
        """The results, in the order of the batches. What `function` raises is raised here."""
        pending: deque[Future[list[B]]] = deque()
        source = iter(batches)
        try:
            while True:
                while len(pending) < WINDOW * self.workers and (batch := next(source, None)) is not None:
                    pending.append(self._threads.submit(self._run, function, batch, lost))
                if not pending:
                    return
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._closed = True
        for worker in list(self._all):
            worker.kill()
        self._threads.shutdown(cancel_futures=True)

    def _run(self, function: Callable[[list[A]], list[B]], batch: list[A], lost: Callable[[A, str], B]) -> list[B]:
        try:
            return self._ask(function, batch)
        except _Lost as error:
            if len(batch) == 1 or self._closed:
                return [lost(item, str(error)) for item in batch]
            return [result for item in batch for result in self._run(function, [item], lost)]

    def _ask(self, function: Callable[[list[A]], list[B]], batch: list[A]) -> list[B]:
        worker = self._idle.pop() if self._idle else self._hire()
        try:
            worker.connection.send((function, batch))
            if not worker.connection.poll(self.deadline):
                raise _Lost(f"took longer than {self.deadline:g} seconds")
            result, error = worker.connection.recv()
        except (EOFError, OSError) as problem:
            self._dismiss(worker)
            raise _Lost(DIED) from problem
        except _Lost:
            self._dismiss(worker)
            raise
        worker.batches += 1
        if worker.batches < RECYCLE:
            self._idle.append(worker)
        else:
            self._dismiss(worker)
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    def _hire(self) -> _Worker:
        if self._closed:
            raise _Lost(DIED)
        worker = _Worker()
        self._all.add(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        self._all.discard(worker)
        worker.kill()


class _Lost(Exception):
    """A worker gave no answer."""


class _Worker:
    """One process and the line to it."""

    def __init__(self) -> None:
        # Spawned, not forked: the parent may hold open databases and threads that must not be copied.
        context = get_context("spawn")
        self.connection, there = context.Pipe()
        self.batches = 0
        self._ending = Lock()
        self.process = context.Process(target=_work, args=(there,), daemon=True)
        self.process.start()
        there.close()

    def kill(self) -> None:
        """End it, whatever it is doing. The thread that waits for it may do the same at the same moment."""
        with self._ending:
            self.process.kill()
            self.process.join()
            self.connection.close()


def _work(connection: Connection) -> None:
    """What a worker process does: batches come in, results or an error go out, until the line is closed."""
    # Ctrl-C goes to the whole group; the parent decides what becomes of its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits.one_thread()
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, batch = connection.recv()
            result: Any = None
            error: Exception | None = None
            try:
                result = function(batch)
            except (*POISON, StemmaError) as raised:
                error = raised
            connection.send((result, error))


class Dask:
    """A Dask cluster: the scheduler at `address`, or (None) one started on this machine with `workers` processes.

    Raises `MissingExtra` without the extra `dask`, `OptionError` where the scheduler does not answer. Dask retries a
    batch whose worker died; it has no deadline.
    """

    def __init__(self, address: str | None = None, workers: int = 2) -> None:
        try:
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise MissingExtra("Dask is not installed", remedy="pip install 'stemma-news[dask]'") from error
        try:
            if address:
                self.client = Client(address, timeout="20s")
            else:
                self.cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0")
                self.client = Client(self.cluster)
        except OSError as error:
            raise OptionError(
                "no Dask scheduler answers", input=str(address), remedy="start one: dask scheduler"
            ) from error

    def map(
        self, function: Callable[[list[A]], list[B]], batches: Iterable[list[A]], lost: Callable[[A, str], B]
    ) -> Iterator[list[B]]:
        """The results, in the order of the batches."""
        window = WINDOW * max(1, len(self.client.scheduler_info(n_workers=-1)["workers"]))
        pending: deque[tuple[list[A], Any]] = deque()
        source = iter(batches)
        while True:
            while len(pending) < window and (batch := next(source, None)) is not None:
                pending.append((batch, self._submit(function, batch)))
            if not pending:
                return
            batch, future = pending.popleft()
            yield self._result(function, batch, future, lost)

    def _submit(self, function: Callable[[list[A]], list[B]], batch: list[A]) -> Any:
        # Not pure: equal batches are work to be done, not results to be shared.
        return self.client.submit(function, batch, pure=False)

    def _result(
        self, function: Callable[[list[A]], list[B]], batch: list[A], future: Any, lost: Callable[[A, str], B]
    ) -> list[B]:
        from distributed import KilledWorker

        try:
            return future.result()  # type: ignore[no-any-return]
        except KilledWorker:
            if len(batch) == 1:
                return [lost(batch[0], DIED)]
            alone = [([item], self._submit(function, [item])) for item in batch]
            return [result for one, again in alone for result in self._result(function, one, again, lost)]

    def close(self) -> None:
        """Let go of the cluster; one that was started here is stopped."""
        self.client.close()
        if hasattr(self, "cluster"):
            self.cluster.close()
