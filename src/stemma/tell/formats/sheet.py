"""A sheet of plain lines for the terminal: labels in a column of their own, colour only where it is asked for."""

from __future__ import annotations

from stemma.tell import board as boards
from stemma.tell.formats.terminal import clean, columns, wrap
from stemma.tell.showing import Shown

NARROWEST, WIDEST = 72, 120
"""Columns between which the width of a sheet is kept."""
TONE = {
    "confirmed": {"fg": "green"},
    "announced": {"fg": "green"},
    "reported": {"fg": "cyan"},
    "unconfirmed": {"fg": "yellow"},
    "speculated": {"fg": "yellow"},
    "disputed": {"fg": "red", "bold": True},
    "denied": {"fg": "red"},
    "withdrawn": {"fg": "red"},
    "superseded": {"dim": True},
    "heading": {"bold": True},
    "quiet": {"dim": True},
}
"""What words of the board look like in colour, as `click.style` takes it."""


class Sheet:
    """Lines of at most `width` columns. A label stands in a column of its own, its text hangs beside it."""

    LABEL = 17

    def __init__(self, width: int, colour: bool, *, years: bool = False) -> None:
        self.width = max(NARROWEST, min(WIDEST, width))
        self.colour = colour
        self.lines: list[str] = []
        self.short = boards.yearly if years else boards.short
        """How a moment is told: with its year where the list spans several."""

    def put(self, said: str, *, label: str | None = None, tone: str | None = None, indent: int = 0) -> None:
        """Adds a paragraph, wrapped; with `label` (coloured by `tone` if it is a status) hanging beside it."""
        room = self.LABEL + 2 if label is not None else indent
        for number, line in enumerate(wrap(clean(said), self.width - room)):
            if label is None:
                self.lines.append(" " * room + self._paint(line, tone))
            else:
                head = clean(label)[: room - 1] if number == 0 else ""
                on_label = tone if tone not in ("heading", "quiet") else "quiet"
                painted = self._paint(head, on_label) + " " * (room - columns(head))
                self.lines.append(painted + (self._paint(line, tone) if tone in ("heading", "quiet") else line))

    def sentence(self, shown: Shown, *, label: str, tone: str) -> None:
        """Adds a claim in its sentence beside `label`: its core bold and the rest dim, or between marks."""
        if not self.colour:
            self.put(shown.marked, label=label, tone=tone)
            return
        core = [part.core for part in shown.parts for _ in clean(part.text).split()]
        lines = wrap(clean(" ".join(clean(part.text) for part in shown.parts)), self.width - self.LABEL - 2)
        at = 0
        for number, line in enumerate(lines):
            painted = []
            for word in line.split():
                painted.append(self._paint(word, "heading" if at < len(core) and core[at] else "quiet"))
                at += 1
            head = clean(label) if number == 0 else ""
            self.lines.append(self._paint(head, tone) + " " * (self.LABEL + 2 - columns(head)) + " ".join(painted))

    def heading(self, words: str) -> None:
        """Adds a heading, an empty line before it."""
        self.gap()
        self.lines.append(self._paint(clean(words).upper(), "heading"))

    def gap(self) -> None:
        """Adds an empty line, unless there is one already."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def beside(self, left: list[str], right: list[str]) -> None:
        """Adds two columns of wrapped paragraphs side by side."""
        room = (self.width - self.LABEL - 2 - 3) // 2
        sides = [[line for words in side for line in wrap(clean(words), room)] for side in (left, right)]
        for number in range(max(map(len, sides))):
            a, b = (side[number] if number < len(side) else "" for side in sides)
            line = " " * (self.LABEL + 2) + a + " " * (room - columns(a)) + " │ " + b
            self.lines.append(line.rstrip())

    def text(self) -> str:
        """The whole sheet."""
        return "\n".join(line.rstrip() for line in self.lines) + "\n"

    def _paint(self, words: str, tone: str | None) -> str:
        if not self.colour or not words or tone not in TONE:
            return words
        import click

        return click.style(words, **TONE[tone])  # type: ignore[arg-type]
