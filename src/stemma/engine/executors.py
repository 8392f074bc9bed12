"""Where batches run: this process, this machine's cores, or a Dask cluster. The results are the same to the byte."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

from stemma.errors import MissingExtra, OptionError

A = TypeVar("A")
B = TypeVar("B")

WINDOW = 3
"""Batches under way for each worker: enough to keep it busy, few enough that memory does not grow with the input."""


class Executor(Protocol):
    """Applies a function to batches and yields the results in order.

    `lost` gives the result for a batch whose worker died over it (out of memory, a crash in compiled code).
    """

    def map(self, function: Callable[[A], B], batches: Iterable[A], lost: Callable[[A], B]) -> Iterator[B]:
        """The results, in the order of the batches."""


class InProcess:
    """Runs each batch here and now."""

    def map(self, function: Callable[[A], B], batches: Iterable[A], lost: Callable[[A], B]) -> Iterator[B]:
        """The results, in the order of the batches."""
        return map(function, batches)


class Cores:
    """Long-lived processes on this machine; each loads the models once and computes on one thread."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, function: Callable[[A], B], batches: Iterable[A], lost: Callable[[A], B]) -> Iterator[B]:
        """The results, in the order of the batches. A batch that kills its worker is `lost`, the others are not."""
        pool = self._pool(self.workers)
        pending: deque[tuple[A, Future[B]]] = deque()
        source = iter(batches)
        try:
            while True:
                while len(pending) < WINDOW * self.workers and (batch := next(source, None)) is not None:
                    pending.append((batch, pool.submit(function, batch)))
                if not pending:
                    return
                try:
                    result = pending[0][1].result()
                except BrokenExecutor:
                    # Every batch under way failed with the pool. Each is tried again alone, so that the one that
                    # kills its worker is found.
                    pool.shutdown(cancel_futures=True)
                    waiting, pool = [b for b, _ in pending], self._pool(self.workers)
                    pending.clear()
                    for one in waiting:
                        yield self._alone(function, one, lost)
                    continue
                pending.popleft()
                yield result
        finally:
            pool.shutdown(cancel_futures=True)

    def _alone(self, function: Callable[[A], B], batch: A, lost: Callable[[A], B]) -> B:
        with self._pool(1) as pool:
            try:
                return pool.submit(function, batch).result()
            except BrokenExecutor:
                return lost(batch)

    @staticmethod
    def _pool(workers: int) -> ProcessPoolExecutor:
        # Spawned, not forked: the parent may hold open databases and threads that must not be copied.
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_one_thread)


class Dask:
    """A Dask cluster: the scheduler at `address`, or (None) one started on this machine with `workers` processes.

    Raises `MissingExtra` without the extra `dask`, `OptionError` where the scheduler does not answer.
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
                self.cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
                self.client = Client(self.cluster)
        except OSError as error:
            raise OptionError(
                "no Dask scheduler answers", input=str(address), remedy="start one: dask scheduler"
            ) from error

    def map(self, function: Callable[[A], B], batches: Iterable[A], lost: Callable[[A], B]) -> Iterator[B]:
        """The results, in the order of the batches. Dask itself retries a batch whose worker died."""
        from distributed import KilledWorker

        window = WINDOW * max(1, len(self.client.scheduler_info(n_workers=-1)["workers"]))
        pending: deque[tuple[A, Any]] = deque()
        source = iter(batches)
        while True:
            while len(pending) < window and (batch := next(source, None)) is not None:
                # Not pure: equal batches are work to be done, not results to be shared.
                pending.append((batch, self.client.submit(function, batch, pure=False)))
            if not pending:
                return
            batch, future = pending.popleft()
            try:
                yield future.result()
            except KilledWorker:
                yield lost(batch)

    def close(self) -> None:
        """Let go of the cluster; one that was started here is stopped."""
        self.client.close()
        if hasattr(self, "cluster"):
            self.cluster.close()


def _one_thread() -> None:
    """One thread for each worker: the processes share the cores already."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
