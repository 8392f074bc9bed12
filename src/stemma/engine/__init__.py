"""Runs `read` and `annotate` over many captures: in this process, on this machine's cores, or on a Dask cluster."""

from stemma.engine.executors import Cores, Dask, Executor, InProcess
from stemma.engine.local import Outcome, process, read_many

__all__ = ["Cores", "Dask", "Executor", "InProcess", "Outcome", "process", "read_many"]
