"""A story as Markdown (CommonMark), for notes, issues and mails. Page text is escaped: it stays text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stemma.model import Annotated, BriefSentence, Story, TimelineEntry
from stemma.tell import board as boards
from stemma.tell.board import Row, Voice
from stemma.tell.formats.html import web
from stemma.tell.formats.text import ARROW, clean

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#|~&!]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")


def story(
    story: Story,
    articles: Mapping[str, Annotated],
    *,
    timeline: Sequence[TimelineEntry],
    brief: Sequence[BriefSentence],
) -> str:
    """The story: counts, brief, claims with their ledger and voices, differences, timeline, pages with links."""
    names = boards.names(story, articles)
    year = boards.year(story)
    lines = [f"# {plain(story.title or 'Untitled story')}", "", plain(boards.counts(story)), ""]
    if brief:
        lines += ["## In brief", ""]
        for sentence in brief:
            when = f"**{plain(boards.short(sentence.time))}** " if sentence.update else ""
            lines.append(f"- {when}{plain(sentence.text)}  \n  *{plain(ARROW.join(sentence.chain))}*")
        lines.append("")
    rows = [row for row in boards.board(story) if boards.attributed(row)]
    if rows:
        lines += ["## What is claimed", ""]
        for row in rows:
            lines += [*_claim(row), ""]
    if story.conflicts:
        lines += ["## Where they differ", "", "| | one | another |", "|---|---|---|"]
        for conflict in story.conflicts:
            a, b = (f"{plain(s.text)} ({plain(names.get(s.article, s.article))})" for s in (conflict.a, conflict.b))
            lines.append(f"| {conflict.kind}, {conflict.strength} | {a} | {b} |")
        lines.append("")
    near, _ = boards.near(timeline, story)
    if near:
        lines += ["## Timeline", ""]
        for entry in near:
            way = plain(ARROW.join(boards.chain(entry.chain, entry.outlet)) or names.get(entry.article, entry.article))
            lines.append(f"- **{plain(boards.when(entry, year))}** {plain(boards.claimed(entry.text))} *{way}*")
        lines.append("")
    lines += ["## Pages", ""]
    members = {member.id: member for member in story.articles}
    for lineage in sorted(story.lineages, key=lambda one: -len(one.members)):
        for witness in boards.tree(lineage, names):
            member = members.get(witness.article or "")
            title = plain(member.title) if member and member.title else ""
            if member and (address := web(member.url)):
                title = f"[{title or 'page'}](<{address}>)"
            how = f" ({witness.kind.replace('-', ' ')})" if witness.kind else ""
            lines.append(f"{'  ' * witness.depth}- {plain(witness.label)}{how} {title}".rstrip())
    return "\n".join(lines).rstrip() + "\n"


def _claim(row: Row) -> list[str]:
    lines = [f"### {plain(boards.claimed(row.claim.text))}", ""]
    steps = (f"{status} {plain(boards.short(time))}" for status, time, _ in boards.history(row.claim))
    lines.append(f"**{row.claim.status}** — {' → '.join(steps)}")
    lines.append("")
    lines += [f"- {voice.verb}: {_voice(voice)}" for voice in (*row.says, *row.denies, *row.reacts)]
    return lines


def _voice(voice: Voice) -> str:
    who = plain(voice.name) + ("" if voice.named else " (not named)")
    if voice.role:
        who += f", {plain(voice.role)}"
    way = max(voice.chains, key=len, default=())
    return f"{who} — *{plain(ARROW.join(way))}*" if len(way) > 1 else who


def plain(words: str) -> str:
    """`words` on one line, with every character that Markdown or HTML gives a meaning escaped."""
    return _SPECIAL.sub(r"\\\1", clean(words))
