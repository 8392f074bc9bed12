"""A checked draft for the terminal: each sentence, and below it what the pages hold, faults first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stemma.model import CheckedSentence, Finding
from stemma.tell import checks
from stemma.tell.formats.excerpt import cut
from stemma.tell.formats.terminal import clean, wrap

NARROWEST, WIDEST = 72, 120
SHOWN = 160
"""Characters of a page's words that are shown."""


def checked(
    found: Sequence[CheckedSentence], failing: Collection[str], *, width: int = 88, colour: bool = False
) -> str:
    """The findings of a draft, `width` columns wide (72 to 120). `✗` stands before what is one of `failing`."""
    width = max(NARROWEST, min(WIDEST, width))
    lines: list[str] = []
    for one in found:
        if not one.findings:
            continue
        lines += wrap(clean(" ".join(one.text.split())), width)
        for finding in checks.ordered(one.findings):
            lines += _finding(finding, checks.fails(finding, failing), width, colour)
        lines.append("")
    return "\n".join([*lines, checks.summary(found)]) + "\n"


def _finding(finding: Finding, fails: bool, width: int, colour: bool) -> list[str]:
    import click

    good = finding.result in checks.GOOD
    sign = "✗" if fails else "·" if good else "!"
    head = clean(checks.told(finding))
    if finding.article:
        head += f"  [{clean(finding.article)}]"
    lines = [f"  {sign} {line}" if not n else f"    {line}" for n, line in enumerate(wrap(head, width - 4))]
    if finding.words and not (good and finding.kind in ("figure", "date", "claim", "speaker")):
        words = clean(cut(" ".join(finding.words.split()), SHOWN))
        lines += [f"      {line}" for line in wrap(f"“{words}”", width - 6)]
    if not colour:
        return lines
    tone = {"fg": "red"} if fails else {"dim": True} if good else {"fg": "yellow"}
    return [click.style(line, **tone) for line in lines]
