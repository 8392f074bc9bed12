"""The parts of a story on a sheet for the terminal: its board, what came since a time, times, pages."""

from __future__ import annotations

from collections.abc import Mapping

from stemma.model import Annotated, BriefSentence, Conflict, Story, TimelineEntry
from stemma.tell import board as boards
from stemma.tell import desk, panel, remarks, tally, voices, witnesses, wording
from stemma.tell.board import Row
from stemma.tell.changes import turned
from stemma.tell.formats.sheet import Sheet
from stemma.tell.formats.terminal import clean, columns, wrap
from stemma.tell.showing import CLOSE, OPEN, Shown, sentences, shown
from stemma.tell.voices import Voice

ARROW = " ← "
"""Between a party and whom it has its words from."""
MOST_VOICES = 4
"""Parties that are named on one side of a claim."""
MOST_TURNED = 8
"""Claims that came or turned since a time, on top of a story."""


def put_brief(page: Sheet, sentence: BriefSentence) -> None:
    """A sentence of the brief, with its chain."""
    page.put(sentence.text, label=page.short(sentence.time) if sentence.update else "")
    page.put(ARROW.join(sentence.chain) or sentence.article, label="", tone="quiet")


def put_board(
    page: Sheet, story: Story, articles: Mapping[str, Annotated], names: Mapping[str, str], ids: bool = False
) -> None:
    """The figures and the claims that an editor must see."""
    figures = panel.panels(story, names)
    if figures:
        page.heading("Figures")
        for one in figures:
            page.put(panel.told(one))
    rows = boards.arranged(story).main
    if rows:
        page.heading("What is claimed")
        if not page.colour:
            page.put(f"The words between {OPEN} and {CLOSE} make the claim.", tone="quiet")
    told = sentences(story, articles)
    for row in rows:
        page.gap()
        put_claim(page, row, told[row.claim.id], tally.of_claim(row.claim, story), names, ids)


def put_news(page: Sheet, story: Story, articles: Mapping[str, Annotated], since: str) -> None:
    """What came or turned on the board since `since`, from what it was to what it is."""
    page.heading(f"Since {boards.full(since)}")
    claims = {claim.id: claim for claim in story.claims}
    found = turned(story, since)[:MOST_TURNED]
    for change in found:
        page.put(shown(claims[change.claim], articles).marked, label=page.short(change.time))
        page.put(f"{change.before or 'new'} → {change.after}", label="", tone=change.after)
    if not found:
        page.put("Nothing came or turned.")


def put_claim(
    page: Sheet, row: Row, sentence: Shown, outlets: str, names: Mapping[str, str], ids: bool = False
) -> None:
    """The sentence, its status and why, who says what of it, and on how much it rests."""
    claim = row.claim
    page.sentence(sentence, label=claim.status, tone=claim.status)
    steps = boards.history(claim)
    if steps:
        page.put(f"since {page.short(steps[-1][1])}" + (f": {row.why}" if row.why else ""), label="")
    for label, found in boards.labelled_sides(row):
        if found:
            told = [_voice(voice, label == "reacts") for voice in found[:MOST_VOICES]]
            more = [f"{len(found) - MOST_VOICES} more"] if len(found) > MOST_VOICES else []
            page.put("; ".join([*told, *more]), label=label, tone="denied" if label == "denies it" else None)
    for verdict in row.verdicts:
        page.put(remarks.judged(verdict), label="judged by")
    for circle in row.circles:
        page.put(f"{names.get(circle.article, circle.article)} {remarks.around(circle)}", label="a circle")
    texts, ends = claim.lineages, boards.span_words(*claim.origins) + " origin" + "s" * boards.several(*claim.origins)
    counts = f"{outlets}, {boards.number(texts)} text{'s' * (texts != 1)}, {ends}"
    page.put(counts, label="", tone="quiet")
    for hand in claim.by_hand:
        page.put(desk.told(hand), label="by hand")
    if ids:
        page.put(claim.id, label="claim", tone="quiet")
        for statement in claim.statements:
            page.put(f"{statement.id}: {statement.text}", label="", tone="quiet")


def _voice(voice: Voice, doing: bool = False) -> str:
    """A party with its office, what it does (with `doing`), and how many pages have its word: "Ida Marl, harbour
    master (three pages)"."""
    who = voice.name
    if voice.role and voice.role.casefold() not in voice.name.casefold():
        who = f"{who}, {voice.role}"
    pages = len({statement.article for statement in voice.statements})
    notes = [voice.verb] * doing + ["not named"] * (not voice.named) + [f"{boards.number(pages)} pages"] * (pages > 1)
    return f"{who} ({', '.join(notes)})" if notes else who


def put_conflict(page: Sheet, conflict: Conflict, names: Mapping[str, str]) -> None:
    """Two spans that do not agree, side by side."""
    what, how = wording.differ(conflict)
    page.put(how, label=what, tone="quiet")
    page.beside(*([side.text, names.get(side.article, side.article)] for side in (conflict.a, conflict.b)))


def put_entry(page: Sheet, entry: TimelineEntry, names: Mapping[str, str], story: Story) -> None:
    """A time, what happened then and whose word it is; who gives another one."""
    page.put(boards.claimed(entry.text), label=boards.when(entry, boards.year(story)))
    who = ARROW.join(voices.chain(entry.chain, entry.outlet)) or names.get(entry.article, entry.article)
    others = list(dict.fromkeys(names.get(key, key) for key in entry.differs))
    gives = f"; {panel.listed(others)} give{'s' * (len(others) == 1)} another time" if others else ""
    page.put(who + gives, label="", tone="quiet")


def put_pages(page: Sheet, story: Story, names: Mapping[str, str]) -> None:
    """The pages of a story as trees, each below the text it comes from."""
    entries = {member.id: member for member in story.articles}
    houses = tally.shared_houses(story)
    notes = remarks.of_pages(story)
    for lineage in sorted(story.lineages, key=lambda one: -len(one.members)):
        for witness in witnesses.tree(lineage, names):
            entry = entries.get(witness.article or "")
            branch = "   " * max(0, witness.depth - 1) + ("└─ " if witness.depth else "")
            house = houses.get(witness.article or "")
            words = f"{branch}{witness.label}" + (f" [{house}]" if house else "")
            if witness.kind:
                how = witness.kind.replace("-", " ")
                words += f", {how} ({wording.likely(witness.derived)})" if witness.derived is not None else f", {how}"
            words += "".join(f", {note}" for note in notes.get(witness.article or "", ()))
            if entry and entry.title:
                words += f": {entry.title}"
            lines = wrap(clean(words[len(branch) :]), page.width - page.LABEL - 2 - len(branch))
            for number, line in enumerate(lines):
                label = (page.short(entry.published) if entry else "") if number == 0 else ""
                lead = branch if number == 0 else " " * len(branch)
                page.lines.append(label + " " * (page.LABEL + 2 - columns(label)) + lead + line)
