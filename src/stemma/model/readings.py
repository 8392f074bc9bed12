"""What one clause says, written once where the parse is and read everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Telling = Literal["event", "state", "plan", "opinion", "demand", "question", "thing"]
Tense = Literal["past", "present", "future", "unknown"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text. `what` is what is counted or measured ("dead", "money EUR", "length", a noun's stem).

    `low` and `high` bound it (inclusive; `high` None: open) in the base unit of its kind: km, hours, kg, km², the
    currency's own. `start`/`end` are offsets into the text that it was read from (a statement's `text`).
    """

    what: str
    low: float
    high: float | None
    start: int
    end: int
    text: str
    noun: str = ""

    @property
    def exact(self) -> bool:
        """Whether it is one number and not a range."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Role:
    """Who or what takes part in what a clause tells (PropBank, simplified), by the words of the text.

    `role`: *agent* (who does it), *patient* (whom or what it is done to or befalls), *recipient*, *place*, *time*,
    *means*. `head` is the stem of the head noun or the last word of the name.
    """

    role: Literal["agent", "patient", "recipient", "place", "time", "means"]
    text: str
    head: str


@dataclass(frozen=True, slots=True)
class Frame:
    """An event whose stages are one claim however they are worded: a journey of a party to a goal, a meeting of two.

    `parties` holds the words of each name. `stage`: which end of a journey is told of, None for neither or both.
    """

    kind: Literal["journey", "meeting"]
    parties: tuple[tuple[str, ...], ...]
    goal: str = ""
    stage: Literal["start", "end"] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one clause says, written once where the parse is and read everywhere (FactBank, TimeML, SRL).

    `polarity`: +1 it is so, −1 it is not, 0 left open. `telling`: what kind of thing is told; `outright` false where
    it is told by the way ("when it sank", "which …"). `condition`: the words under which alone it holds. `figures` are
    its quantities, `names` the names in it, `roles` who does what to whom, `event` the stem of the verb or noun that
    heads it, `marks` names of the word lists and expressions (`lang/*/words/marks.toml`) that hold of its text.
    """

    polarity: Literal[1, -1, 0] = 1
    telling: Telling = "event"
    tense: Tense = "unknown"
    outright: bool = True
    condition: str | None = None
    figures: tuple[Quantity, ...] = ()
    names: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    event: str | None = None
    marks: tuple[str, ...] = ()
    about: str | None = None
    """Stem of the noun that a content only points to ("the allegations"), or that it says something was not."""
    frame: Frame | None = None


UNREAD = Reading()
"""Of what nobody read: plain, so, of no known time."""
