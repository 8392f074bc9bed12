"""The log of corrections: which of its lines are in force, in which order, and what each shows of itself.

A line is in force unless another one that is in force takes it back. The order is that of their times, whenever they
came into the library: so two libraries with the same lines show the same.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from stemma import contract
from stemma.model import Ask, Correction, Hand

MOVES = frozenset({"merge", "split"})
"""Kinds that say which pages are of one story."""


class Desk(NamedTuple):
    """What relating a story must know of corrections."""

    lines: tuple[Correction, ...] = ()
    """Those that may touch the story, with what takes them back or keeps them."""
    across: tuple[tuple[str, str], ...] = ()
    """Pages (here, elsewhere) that share a line of text."""


def named(line: Correction) -> Correction:
    """`line` with the id that its other fields give it."""
    fields = {key: value for key, value in contract.dump(line).items() if key != "id"}
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False)
    return dataclasses.replace(line, id="c-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12])


def now() -> str:
    """This moment as lines are stamped with it: UTC to the microsecond, so that the order of two clicks is known."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def in_force(lines: Iterable[Correction]) -> list[Correction]:
    """The lines that count, oldest first: neither taken back, nor lines that take back or keep others."""
    found, gone = _standing(lines)
    return [line for line in found if line.kind not in ("undo", "keep") and line.id not in gone]


def kept(lines: Iterable[Correction]) -> frozenset[str]:
    """Ids of the asks that the desk has answered: the correction stays."""
    found, gone = _standing(lines)
    return frozenset(line.evidence for line in found if line.kind == "keep" and line.id not in gone and line.evidence)


def _standing(lines: Iterable[Correction]) -> tuple[list[Correction], frozenset[str]]:
    """All lines in their order, and the ids of those that are taken back.

    The id of a line is made of what it takes back, so lines cannot take back each other in a circle.
    """
    found = sorted({line.id: line for line in lines}.values(), key=lambda line: (line.time, line.id))
    undoing: dict[str, list[str]] = {}
    for line in found:
        if line.kind == "undo" and line.line:
            undoing.setdefault(line.line, []).append(line.id)
    known: dict[str, bool] = {}

    def stands(id: str) -> bool:
        todo = [id]
        while todo:  # no recursion: a line may be taken back and put in force again a thousand times
            one = todo[-1]
            waits = [other for other in undoing.get(one, ()) if other not in known]
            if waits:
                todo += waits
                continue
            known[one] = not any(known[other] for other in undoing.get(one, ()))
            todo.pop()
        return known[id]

    return found, frozenset(line.id for line in found if not stands(line.id))


def hand(line: Correction, note: str = "") -> Hand:
    """What is shown of a line beside what it has changed."""
    return Hand(line.id, line.kind, line.time, line.who, line.why, note)


def ask(line: Correction, reason: str, articles: Sequence[str] = (), claim: str | None = None, *key: str) -> Ask:
    """A question about `line`; its id changes with the evidence (`articles` and `key`)."""
    text = "\x1f".join([line.id, *sorted(articles), *key])
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Ask("a-" + digest, line.id, reason, tuple(sorted(articles)), claim)
