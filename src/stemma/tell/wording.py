"""Words for people in place of codes: how sure a probability is, how firmly something was said, what was done by it.

The codes themselves (FactBank's certainty, acts, TIMEX3 values) stay in JSON and in the exports.
"""

from __future__ import annotations

from stemma import clock
from stemma.model import Act, Attribution, Certainty, Conflict, Timex
from stemma.tell import board, panel

SAID: dict[Certainty, str] = {
    "CT+": "as a fact",
    "CT-": "as not so",
    "PR+": "as probable",
    "PR-": "as improbable",
    "PS+": "as possible",
    "PS-": "as possibly not so",
    "U": "left open",
}
"""How firmly the content was put by who said it."""

ACTS: dict[Act, str] = {
    "not-confirm": "did not confirm",
    "no-comment": "would not comment",
    "nothing": "said nothing of it",
    "retract": "took it back",
    "assert": "said",
    "deny": "denied",
    "confirm": "confirmed",
    "accuse": "accused",
    "announce": "announced",
    "demand": "demanded",
    "ask": "asked",
    "recommend": "recommended",
    "apologise": "apologised",
    "promise": "promised",
    "threaten": "threatened",
}
"""What was done by saying it."""

SURE = ((0.95, "surely"), (0.75, "probably"), (0.5, "rather yes"), (0.25, "rather no"), (0.05, "hardly"))
"""Least probability of each word; below the last it is "surely not"."""


def differ(found: Conflict) -> tuple[str, str]:
    """What two pages differ on, and how: ("dead", "do not agree")."""
    how = {"hard": "do not agree", "soft": "may both be true", "superseded": "the later replaces the earlier"}
    if found.kind != "polarity":
        counted = panel.of(found) if found.kind in ("number", "name") else ""
        return "sum" if counted.startswith("money ") else counted or found.kind, how[found.strength]
    return "yes or no", how["superseded"] if found.strength == "superseded" else "one says so, the other denies it"


def manner(found: Attribution) -> str:
    """What was done by saying it, when, and how firmly: "said as a fact, of the past"; "denied"."""
    words = ACTS[found.act]
    if found.act == "assert" or found.certainty[:2] in ("PR", "PS"):
        words += f" {SAID[found.certainty]}"
    return words if found.tense == "unknown" else f"{words}, of the {found.tense}"


def likely(probability: float) -> str:
    """A probability in words with the number behind: "probably, 83%"; it never claims to be certain."""
    word = next((word for least, word in SURE if probability >= least), "surely not")
    return f"{word}, {percent(probability)}"


def percent(probability: float) -> str:
    """A probability in whole per cent, "over 99%" and "under 1%" at its ends: the one rounding for people."""
    if probability > 0.99:
        return "over 99%"
    return "under 1%" if probability < 0.01 else f"{probability:.0%}"


def time(found: Timex) -> str:
    """What a time expression means, in words: a date or a moment, a stretch of time, a length, a repetition."""
    if found.type in ("DURATION", "SET"):
        return "a length of time" if found.type == "DURATION" else "again and again"
    if words := board.dated(found.value or ""):
        return words
    if found.begin and found.until and found.begin != found.until:
        return f"between {board.full(found.begin)} and {board.full(found.until)}"
    if found.begin or clock.parse(found.value):
        return board.full(found.begin or found.value)
    return "no point in time"
