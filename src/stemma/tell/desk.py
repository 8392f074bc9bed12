"""What a desk has corrected, in words: one line for each, the same in text, Markdown and pages."""

from __future__ import annotations

from stemma import clock
from stemma.model import Ask, Correction, CorrectionKind, Hand

DONE: dict[CorrectionKind, str] = {
    "merge": "stories merged by hand",
    "split": "pages split off by hand",
    "same": "claims joined by hand",
    "part": "a statement taken out by hand",
    "hide": "hidden by hand",
    "pin": "pinned by hand",
    "dispute": "its status is disputed by the desk",
    "party": "party named by hand",
    "outlet": "outlet corrected by hand",
    "undo": "taken back",
    "keep": "kept as it is",
}
"""What each kind of correction does, as it is marked where it shows."""


def told(hand: Hand) -> str:
    """A mark in words: "pinned by hand (Ada, 3 May 09:10): the minister asked"."""
    words = DONE[hand.kind] + (f": {hand.note}" if hand.note else "")
    return f"{words} ({hand.who}, {moment(hand.time)})" + (f": {hand.why}" if hand.why else "")


def asked(ask: Ask) -> str:
    """An ask in words, with what answers it."""
    pages = f" ({', '.join(ask.articles)})" if ask.articles else ""
    return f"{ask.reason}{pages}: does the correction {ask.correction} still hold?"


def line(one: Correction, words: str = "") -> str:
    """What a line of the log says, without who and when; `words` are those of the claim that it speaks of."""
    about = {
        "merge": f"{len(one.pages)} pages: {_some(one.pages)}",
        "split": f"{_some(one.pages)} from {_some(one.others)}",
        "party": f"{' = '.join(one.names)}, called {one.name}",
        "outlet": f"{_some(one.names[:1])}: {_fields(one)}",
        "undo": one.line or "",
        "keep": f"{one.line}, asked {one.evidence}",
    }
    articles = tuple(dict.fromkeys(words.article for words in one.words))
    return about.get(one.kind) or (f"“{words}” " if words else "a claim ") + f"in {_some(articles)}"


def _fields(one: Correction) -> str:
    given = (("name", one.name), ("owner", one.owner), ("zone", one.zone))
    return ", ".join(f"{field} {value}" for field, value in given if value)


def _some(names: tuple[str, ...], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def moment(time: str) -> str:
    """When a line was written, to the minute, in UTC: "3 May 2031 09:10"."""
    when = clock.parse(time)
    return f"{when.day} {when:%b %Y %H:%M}" if when else time
