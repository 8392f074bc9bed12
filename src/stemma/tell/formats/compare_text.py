"""Two compared articles for the terminal: side by side, aligned, with the words that differ marked.

Words that only one side has stand between ‹ and ›, and in colour where that is asked for: the marks survive a pipe.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stemma.model import Article, Comparison
from stemma.tell import sides
from stemma.tell.formats.terminal import clean, columns, wrap

NARROWEST, WIDEST = 72, 200


def compare(comparison: Comparison, a: Article, b: Article, *, width: int = 88, colour: bool = False) -> str:
    """`comparison` of `a` and `b` in two columns of a page `width` columns wide (72 to 200)."""
    width = max(NARROWEST, min(WIDEST, width))
    room = (width - 3) // 2
    first, second = sides.name(a, b), sides.name(b, a)
    made = sides.rows(comparison, a, b)
    shared = sum(row.score is not None for row in made)
    lines = wrap(clean(sides.summary(comparison, a, b)), width)
    counts = (
        f"{_number(shared, 'passage')} shared; "
        f"{_number(sum(len(r.left) for r in made if r.score is None), 'sentence')} only in {first}, "
        f"{sum(len(r.right) for r in made if r.score is None)} only in {second}. Words between ‹ › stand on one side."
    )
    lines += [*wrap(clean(counts), width), ""]
    lines += _beside([first, a.title or ""], [second, b.title or ""], room)
    lines.append("─" * (room + 1) + "┼" + "─" * (room + 1))
    for row in made:
        if any(row.heads):
            one, two = ([sides.heading(head).upper()] if head else [] for head in row.heads)
            lines += _beside(one, two, room)
        left = [_marked(runs, row.score is not None) for runs in row.left]
        right = [_marked(runs, row.score is not None) for runs in row.right]
        lines += [*_beside(left, right, room, colour), " " * room + " │"]
    if made:
        lines.pop()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _marked(runs: Sequence[sides.Run], aligned: bool) -> str:
    """A sentence's words; in an aligned one the words that the other side lacks are marked."""
    return "".join(f"‹{run.text}›" if run.alone and aligned else run.text for run in runs)


def _beside(left: Sequence[str], right: Sequence[str], room: int, colour: bool = False) -> list[str]:
    one, two = _column(left, room, colour), _column(right, room, colour)
    height = max(len(one), len(two))
    one += [" " * room] * (height - len(one))
    two += [""] * (height - len(two))
    return [f"{a} │ {b}" for a, b in zip(one, two, strict=True)]


def _column(paragraphs: Sequence[str], room: int, colour: bool) -> list[str]:
    """The paragraphs in lines filled up to `room` columns; colour ends with each line, so that none runs over."""
    made = []
    for paragraph in paragraphs:
        inside = False
        for line in wrap(clean(paragraph), room) if paragraph else ():
            fill = " " * (room - columns(line))
            if colour:
                line, inside = _painted(line, inside)
            made.append(line + fill)
    return made


def _painted(line: str, inside: bool) -> tuple[str, bool]:
    """`line` with what stands between marks coloured, and whether a mark is still open at its end."""
    import click

    out = []
    for part in re.split("(?=‹)|(?<=›)", line):
        inside = inside or part.startswith("‹")
        out.append(click.style(part, fg="yellow", bold=True) if inside and part else part)
        inside = inside and not part.endswith("›")
    return "".join(out), inside
