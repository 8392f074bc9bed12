"""A source audit for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from stemma.model import Quoted
from stemma.tell import board as boards
from stemma.tell.formats.terminal import clean, wrap

LABEL = 8
MOST_OUTLETS = 4
"""Outlets that are named of each source; the CSV has all."""


def audit(found: Sequence[Quoted], *, width: int = 88) -> str:
    """Each source with how often it is quoted, its role, by whom, and where it was first seen."""
    if not found:
        return "Nobody is quoted in these pages."
    named = sum(one.named for one in found)
    total, by_name = sum(one.quoted for one in found), sum(one.quoted for one in found if one.named)
    head = (
        f"{len(found):,} sources, {named:,} of them named; quoted {total:,} times, {by_name:,} of them by name "
        f"({by_name / total:.0%})."
    )
    lines = [*wrap(head, width), ""]
    for one in found:
        who = one.name + (f", {one.roles[0]}" if one.roles and one.roles[0] not in one.name else "")
        outlets = [f"{outlet} {count}" for outlet, count in one.by_outlet[:MOST_OUTLETS]]
        more = [f"{len(one.by_outlet) - MOST_OUTLETS} more"] * (len(one.by_outlet) > MOST_OUTLETS)
        told = [
            f"{who}{'' if one.named else ' (not named)'}",
            f"{one.pages} page{'s' * (one.pages != 1)}, {one.verbatim} verbatim; {', '.join([*outlets, *more])}",
            f"first {boards.short(one.first)}, {one.first_outlet}",
        ]
        rows = [row for line in told for row in wrap(clean(line), width - LABEL)]
        lines += [(f"{one.quoted:,}×" if n == 0 else "").ljust(LABEL) + row for n, row in enumerate(rows)]
    return "\n".join(lines)
