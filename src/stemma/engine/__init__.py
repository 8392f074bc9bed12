"""Runs `read` and `annotate` over many captures: in this process, on this machine's cores, or on a Dask cluster."""

from stemma.engine.executors import POISON, Cores, Dask, Executor, InProcess
from stemma.engine.local import Item, Outcome, chosen, in_batches, process, process_batch, read_many

__all__ = [
    "POISON",
    "Cores",
    "Dask",
    "Executor",
    "InProcess",
    "Item",
    "Outcome",
    "chosen",
    "in_batches",
    "process",
    "process_batch",
    "read_many",
]
