"""Runs `read` and `annotate` over many captures: in this process, or on this machine's cores."""

from stemma.engine.local import Outcome, process, read_many

__all__ = ["Outcome", "process", "read_many"]
