"""Frames: two kinds of event whose stages are one claim however they are worded, a journey and a meeting.

"boarded a train bound for Ruritania", "is heading for Ruritania" and "has entered Ruritania" share few words and are
stages of one journey; "a meeting is possible" and "the two will meet" are one meeting that draws nearer. Both are
told by who takes part and, for a journey, where it leads. A frame is only seen where mover and goal, or two parties,
are named; a definite vehicle without a name ("the train") takes both from the statement before that told of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from stemma.lang import words
from stemma.model import Frame

_W = words.of("en")
_NAME = _W.expression("name-run")
_TRAVEL, _GOAL, _VEHICLE = (_W.expression(name) for name in ("travelling", "goal-of-travel", "carrying-vehicles"))
_DEFINITE, _PAST_TRIP = _W.expression("definite-opening"), _W.expression("trip-of-the-past")
_MET, _SET_UP = _W.expression("met"), _W.expression("session-ahead")
_NOT_NAMES = _W["capitals-no-names"]


def frames(texts: Sequence[str]) -> list[Frame | None]:
    """The frame of each of `texts`, clauses of one section in text order; None for most."""
    found: list[Frame | None] = []
    vehicles: dict[str, Frame] = {}
    for text in texts:
        frame = _journey(text, vehicles) or _meeting(text)
        vehicle = _VEHICLE.search(text)
        if frame is not None and frame.kind == "journey" and vehicle:
            vehicles.setdefault(vehicle[1].casefold(), frame)
        found.append(frame)
    return found


def stage(text: str) -> Literal["start", "end"] | None:
    """Which end of a journey `text` tells of: `start`, `end`, or None for neither or both."""
    start, end = (bool(_W.expression(name).search(text)) for name in ("setting-out", "arriving"))
    return None if start == end else "start" if start else "end"


def _journey(text: str, vehicles: dict[str, Frame]) -> Frame | None:
    verb = _TRAVEL.search(text)
    if verb is None or _PAST_TRIP.search(text):
        return None
    goal = _GOAL.search(text, verb.start())
    movers = _names(text[: verb.start()])
    if goal and movers:
        return Frame("journey", (movers[-1],), goal[1].split()[-1], stage(text))
    vehicle = _VEHICLE.search(text[: verb.start()])
    if vehicle and not movers and _DEFINITE.search(text):
        known = vehicles.get(vehicle[1].casefold())
        return replace(known, stage=stage(text)) if known else None
    return None


def _meeting(text: str) -> Frame | None:
    if _PAST_TRIP.search(text):
        return None
    met, planned = _MET.search(text), _SET_UP.search(text)
    if met is None and planned is None:
        return None
    names = _names(text[: met.start()] if met and not planned else text)
    return Frame("meeting", (names[0], names[1])) if len(names) == 2 else None


def _names(text: str) -> list[tuple[str, ...]]:
    """The names in `text`, in order: runs of capitalised words, owners ("Ruritania's") cut off, "A-B" as A and B."""
    found = []
    for run in _NAME.findall(text):
        owned = re.split(r"[’']s?(?: |$)", run)
        for part in " ".join(w for w in owned[-1].split() or owned[0].split() if w not in _NOT_NAMES).split("-"):
            if part[:1].isupper():
                found.append(tuple(dict.fromkeys(part.split())))
    return found
