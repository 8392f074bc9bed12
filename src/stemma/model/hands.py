"""What a desk has done to what is shown, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CorrectionKind = Literal[
    "merge",
    "split",
    "same",
    "part",
    "hide",
    "pin",
    "dispute",
    "party",
    "outlet",
    "undo",
    "keep",
]


@dataclass(frozen=True, slots=True)
class Hand:
    """That something is shown as a desk has said: by which correction, and who said so, when and why."""

    correction: str
    kind: CorrectionKind
    time: str
    who: str
    why: str = ""
    note: str = ""
    """What it did, where that is not plain: "Harbor Six is called Harbour 6"."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the desk: what came later and speaks against a correction, which stays in force meanwhile."""

    id: str
    correction: str
    reason: str
    articles: tuple[str, ...] = ()
    claim: str | None = None
