"""Records that tests make by hand, as annotating would have left them: every clause with its Reading."""

from __future__ import annotations

import dataclasses

from stemma.lang.en.rereading import read, reread
from stemma.model import Annotated

__all__ = ["page", "read"]


def page(member: Annotated) -> Annotated:
    """A page made by hand with a Reading on each of its clauses; an attribution without clauses gets one."""
    return dataclasses.replace(member, annotations=reread(member.article, member.annotations))
