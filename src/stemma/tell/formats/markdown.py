"""A story as Markdown (CommonMark), for notes, issues and mails. Page text is escaped: it stays text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stemma.model import Annotated, BriefSentence, Story, TimelineEntry
from stemma.tell import board as boards
from stemma.tell import desk, panel, tally, voices, witnesses, wording
from stemma.tell.board import Row
from stemma.tell.brief import untold
from stemma.tell.formats.html import web
from stemma.tell.formats.terminal import clean
from stemma.tell.formats.text_board import ARROW
from stemma.tell.showing import Shown, sentences
from stemma.tell.voices import Voice

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#|~&!]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")


def story(
    story: Story,
    articles: Mapping[str, Annotated],
    *,
    timeline: Sequence[TimelineEntry],
    brief: Sequence[BriefSentence],
) -> str:
    """The story: counts, figures, the board, other claims by kind, brief, differences, timeline, pages with links."""
    names = boards.names(story, articles)
    year = boards.year(story)
    lines = [f"# {plain(story.title or 'Untitled story')}", "", plain(tally.counts(story)), ""]
    marks = [*map(desk.told, story.by_hand), *map(desk.asked, story.asks)]
    lines += [*(f"- *{plain(mark)}*" for mark in marks), ""] if marks else []
    figures = panel.panels(story, names)
    if figures:
        lines += ["## Figures", "", *(f"- {plain(panel.told(one))}" for one in figures), ""]
    board = boards.arranged(story)
    told = sentences(story, articles)
    if board.main:
        lines += ["## What is claimed", "", plain(tally.states(board.main)), ""]
    for row in board.main:
        lines += [*_claim(row, told[row.claim.id]), ""]
    for name, rows in board.groups:
        lines += [f"### {boards.GROUPS[name]}", "", *(f"- {_line(row)}" for row in rows), ""]
    besides = untold(brief, (told[row.claim.id].sentence for row in board.main))
    if besides:
        lines += ["## Also told" if board.main else "## In brief", ""]
        for sentence in besides:
            when = f"**{plain(boards.short(sentence.time))}** " if sentence.update else ""
            lines.append(f"- {when}{plain(sentence.text)}  \n  *{plain(ARROW.join(sentence.chain))}*")
        lines.append("")
    if differing := panel.differences(story, figures):
        lines += ["## Where they differ", "", "| | one | another |", "|---|---|---|"]
        for conflict in differing:
            a, b = (f"{plain(s.text)} ({plain(names.get(s.article, s.article))})" for s in (conflict.a, conflict.b))
            lines.append(f"| {', '.join(wording.differ(conflict))} | {a} | {b} |")
        lines.append("")
    near, _ = boards.near(timeline, story)
    if near:
        lines += ["## Timeline", ""]
        for entry in near:
            way = plain(ARROW.join(voices.chain(entry.chain, entry.outlet)) or names.get(entry.article, entry.article))
            lines.append(f"- **{plain(boards.when(entry, year))}** {plain(boards.claimed(entry.text))} *{way}*")
        lines.append("")
    lines += ["## Pages", ""]
    members = {member.id: member for member in story.articles}
    for lineage in sorted(story.lineages, key=lambda one: -len(one.members)):
        for witness in witnesses.tree(lineage, names):
            member = members.get(witness.article or "")
            title = plain(member.title) if member and member.title else ""
            if member and (address := web(member.url)):
                title = f"[{title or 'page'}](<{address}>)"
            how = f" ({witness.kind.replace('-', ' ')})" if witness.kind else ""
            lines.append(f"{'  ' * witness.depth}- {plain(witness.label)}{how} {title}".rstrip())
    return "\n".join(lines).rstrip() + "\n"


def _claim(row: Row, sentence: Shown) -> list[str]:
    """The sentence with the part that makes the claim in bold, its status and why, and who stands where."""
    # Emphasis must not begin or end with a space (CommonMark), and what is all core needs none.
    words = "".join(
        f"**{plain(part.text)}**" if part.core and len(sentence.parts) > 1 else _spaced(part.text)
        for part in sentence.parts
    )
    lines = [f"### {words}", ""]
    steps = (f"{status} {plain(boards.short(time))}" for status, time, _ in boards.history(row.claim))
    why = f": {plain(row.why)}" if row.why else ""
    lines.append(f"**{row.claim.status}** — {' → '.join(steps)}{why}")
    lines.append("")
    lines += [f"- {voice.verb}: {_voice(voice)}" for voice in (*row.says, *row.denies, *row.reacts)]
    lines += [f"- perhaps {voice.verb}: {_voice(voice)}" for voice in row.perhaps]
    lines += [f"- *{plain(desk.told(hand))}*" for hand in row.claim.by_hand]
    return lines


def _line(row: Row) -> str:
    return f"{plain(boards.claimed(row.claim.text))} ({row.claim.status})"


def _spaced(words: str) -> str:
    """`plain`, with a space kept at either end."""
    return " " * words[:1].isspace() + plain(words) + " " * (len(words) > 1 and words[-1:].isspace())


def _voice(voice: Voice) -> str:
    who = plain(voice.name) + ("" if voice.named else " (not named)")
    if voice.role:
        who += f", {plain(voice.role)}"
    way = max(voice.chains, key=len, default=())
    return f"{who} — *{plain(ARROW.join(way))}*" if len(way) > 1 else who


def plain(words: str) -> str:
    """`words` on one line, with every character that Markdown or HTML gives a meaning escaped."""
    return _SPECIAL.sub(r"\\\1", clean(words))
