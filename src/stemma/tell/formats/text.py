"""Stories and articles for the terminal: plain lines that fit a width, with colour only where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from stemma import text as prose
from stemma.model import (
    Annotated,
    Article,
    Attribution,
    BriefSentence,
    Change,
    Revision,
    Story,
    StoryState,
    TimelineEntry,
)
from stemma.tell import board as boards
from stemma.tell import desk, panel, remarks, tally, voices, wording
from stemma.tell.brief import untold
from stemma.tell.changes import changes as changes_since
from stemma.tell.changes import fresh
from stemma.tell.formats.sheet import Sheet
from stemma.tell.formats.text_board import (
    ARROW,
    put_board,
    put_brief,
    put_claim,
    put_conflict,
    put_entry,
    put_news,
    put_pages,
)
from stemma.tell.legend import Word, grouped
from stemma.tell.showing import sentences

MOST_TIMES = 20
MOST_NEW = 3
"""Pages and changes that a front page shows of one story."""
MOST_NAMED = 5


def story(
    story: Story,
    articles: Mapping[str, Annotated],
    *,
    timeline: Sequence[TimelineEntry],
    brief: Sequence[BriefSentence],
    since: str | None = None,
    width: int = 88,
    colour: bool = False,
    options: str = "",
) -> str:
    """A whole story: its counts, figures, claim board, brief, conflicts, timeline and pages.

    With `since` (ISO 8601) what came or turned on its board since then stands on top. `width` is kept between 72 and
    120 columns. `options` stand behind the commands that it names. Page text is shown without control and direction
    characters.
    """
    page = Sheet(width, colour, years=boards.years((story.first, story.last)))
    names = boards.names(story, articles)
    page.put(story.title or "Untitled story", tone="heading")
    page.put(f"{boards.span(story)} · {story.id}", tone="quiet")
    page.put(tally.counts(story))
    page.put(tally.states(main := boards.arranged(story).main))
    _alike(page, story, options)
    for hand in story.by_hand:
        page.put(desk.told(hand), label="by hand")
    for ask in story.asks:
        page.put(desk.asked(ask), label="asked", tone="disputed")
        page.put(
            f"stemma corrections keep {story.id} {ask.id}, or undo {ask.correction}{options}", label="", tone="quiet"
        )
    if since:
        put_news(page, story, articles, since)
    put_board(page, story, articles, names)
    more = len(story.claims) - len(main)
    if more:
        page.gap()
        page.put(f"{more} more, by kind: stemma claims {story.id}{options}", tone="quiet")
    if story.notices or remarks.alone(story):
        page.heading("Taken back and judged")
    for notice in story.notices:
        page.put(remarks.told(notice, story), label=boards.short(notice.time), tone="withdrawn")
        page.put(notice.text, label="", tone="quiet")
    for verdict in remarks.alone(story):
        page.put(f"{verdict.about} — {remarks.judged(verdict)}", label="judged")
    told = sentences(story, articles)
    besides = untold(brief, (told[row.claim.id].sentence for row in main))
    if besides:
        page.heading("Also told" if main else "In brief")
        for number, sentence in enumerate(besides):
            if number:
                page.gap()
            put_brief(page, sentence)
    if differing := panel.differences(story, panel.panels(story, names)):
        page.heading("Where they differ")
        for conflict in differing:
            put_conflict(page, conflict, names)
    near, background = boards.near(timeline, story)
    foremost = boards.foremost(near, story, MOST_TIMES)
    if foremost:
        page.heading("Timeline (UTC)")
        for entry in foremost:
            put_entry(page, entry, names, story)
        if rest := _more_times(len(near) - len(foremost), len(background)):
            page.put(f"{rest}: stemma story --json{options}", tone="quiet")
    page.heading("Pages")
    put_pages(page, story, names)
    return page.text()


def _more_times(near: int, before: int) -> str:
    """How many times are not shown, and how many of them are of long before the story."""
    more = f"{near + before} more time{'s' * (near + before != 1)}"
    if not near:
        return f"{more}, long before" if before else ""
    return more + (f", {before} of them long before" if before else "")


STATES: tuple[StoryState, ...] = get_args(StoryState)
SINGLE = "single pages, of no story yet"
NOTHING = "No stories yet. Add pages: stemma add FILE..., or keep reading: stemma follow FEED..."
ALONE = "No two of these pages tell of one event. Add what other outlets have on it: stemma add FILE..."


def stories(
    found: Sequence[Story], *, since: str | None = None, width: int = 88, colour: bool = False, options: str = ""
) -> str:
    """A front page: developing stories, quiet ones, closed ones, in the order given, and single pages last.

    Each with its title, the counts, its latest page, parties and keywords; with `since` (ISO 8601) also the
    pages and the changes since then. `options` stand behind the commands that it names (" --library news.db").
    """
    page = Sheet(width, colour, years=boards.years(one.last for one in found))
    several = [(state, [one for one in found if one.state == state and len(one.articles) > 1]) for state in STATES]
    for heading, some in (*several, (SINGLE, [one for one in found if len(one.articles) == 1])):
        if some:
            page.heading(f"{heading} ({len(some)})")
        for one in some:
            page.gap()
            _front(page, one, since, options)
    if not found:
        page.put("No stories with anything so new." if since else NOTHING)
    elif all(len(one.articles) == 1 for one in found):
        page.gap()
        page.put(ALONE, tone="quiet")
    return page.text()


def _front(page: Sheet, one: Story, since: str | None, options: str) -> None:
    page.put(one.title or "Untitled story", label=one.id, tone="heading")
    page.put(tally.counts(one), label="")
    new = fresh(one, since) if since else ()
    dated = [article for article in one.articles if article.published]
    latest = new[:MOST_NEW] or dated[-1:]
    if since:
        moved = changes_since(one, since)
        page.put(
            f"{len(new)} new page{'s' * (len(new) != 1)}, {len(moved)} change{'s' * (len(moved) != 1)}", label="new"
        )
        for change in moved[:MOST_NEW]:
            page.put(change.text, label=f"  {change.after if change.claim else change.kind}", tone=change.after)
    for article in latest:
        if since or article.title != one.title:
            page.put(
                f"{article.outlet or article.id}: {article.title or 'untitled'}", label=page.short(article.published)
            )
    if one.parties:
        page.put(", ".join(one.parties[:MOST_NAMED]), label="on the word of")
    _alike(page, one, options)
    about = ", ".join(one.keywords[:MOST_NAMED])
    page.put(" · ".join(filter(None, (about, boards.span(one)))), label="", tone="quiet")


def _alike(page: Sheet, one: Story, options: str) -> None:
    for other in one.possibly_same[:MOST_NEW]:
        merge = f"stemma corrections merge {one.id} {other}{options}"
        page.put(f"possibly one with {other} ({merge})", label="", tone="quiet")


def hits(found: Sequence[tuple[Annotated, str]], *, width: int = 88, colour: bool = False) -> str:
    """The articles of a search, best first, each with its id and that of its story."""
    page = Sheet(width, colour, years=boards.years(one.article.published for one, _ in found))
    for annotated, story in found:
        one = annotated.article
        head = one.title or " ".join(one.body.split()[:12])
        page.gap()
        page.put(f"{one.outlet or 'unknown outlet'}: {head}", label=page.short(one.published) or "undated")
        page.put(f"{one.id}, in {story}" if story else one.id, label="", tone="quiet")
    return page.text()


def article(annotated: Annotated, *, width: int = 88, colour: bool = False) -> str:
    """One article: its frame, then every attribution with its chain, certainty and exact words."""
    page = Sheet(width, colour)
    one = annotated.article
    _frame(page, one)
    found = annotated.annotations.attributions
    page.heading(f"Who says what ({len(found)})")
    for number, attribution in enumerate(found):
        if number:
            page.gap()
        _attribution(page, annotated, attribution)
    if not found:
        page.put("Nobody is cited.")
    times = [time for time in annotated.annotations.times if time.begin or time.value]
    if times:
        page.heading("Times")
        for time in times:
            page.put(f"{one.body[time.start : time.end]} — {wording.time(time)}", label=time.type.lower())
    return page.text()


def claims(
    story: Story, articles: Mapping[str, Annotated], *, ids: bool = False, width: int = 88, colour: bool = False
) -> str:
    """The claim board of a story alone: figures, the claims an editor must see, then the others in groups.

    With `ids` each has its id, and its statements with theirs, as corrections name them.
    """
    page = Sheet(width, colour, years=boards.years((story.first, story.last)))
    names = boards.names(story, articles)
    put_board(page, story, articles, names, ids)
    told = sentences(story, articles)
    for name, rows in boards.arranged(story).groups:
        page.heading(f"{boards.GROUPS[name]} ({len(rows)})")
        for number, row in enumerate(rows):
            if number:
                page.gap()
            put_claim(page, row, told[row.claim.id], tally.of_claim(row.claim, story), names, ids)
    if not story.claims:
        page.put("No claim was found in these pages.")
    return page.text()


def lineages(story: Story, *, width: int = 88, colour: bool = False) -> str:
    """The pages of a story as trees: each below the text it comes from."""
    page = Sheet(width, colour, years=boards.years(one.published for one in story.articles))
    put_pages(page, story, boards.names(story, {}))
    return page.text()


def legend(found: Sequence[Word] = (), *, width: int = 88, colour: bool = False) -> str:
    """What `found` words of the board mean, a line each; without any all of them under their headings."""
    page = Sheet(width, colour)
    for word in found:
        page.put(word.line, label=word.word, tone=word.word)
    if not found:
        for heading, words in grouped():
            page.heading(heading)
            for word in words:
                page.put(word.line, label=word.word, tone=word.word)
    return page.text()


def changes(
    found: Sequence[Change], outlets: Mapping[str, str | None] | None = None, *, width: int = 88, colour: bool = False
) -> str:
    """What changed, one paragraph each, in the order given, with who says so and where; empty if nothing did.

    `outlets` are the outlets of the story's articles by id.
    """
    page = Sheet(width, colour, years=boards.years(change.time for change in found))
    for number, change in enumerate(found):
        if number:
            page.gap()
        page.put(boards.claimed(change.text), label=page.short(change.time))
        step = f"{change.before} → {change.after}" if change.before else f"new, {change.after}"
        step = step if change.claim else change.kind
        page.put(f"{step} ({change.reason})" if change.reason else step, label="", tone=change.after)
        pages = [(outlets or {}).get(article) for article in change.articles]
        for chain in dict.fromkeys(voices.chain(*way) for way in zip(change.chains, pages, strict=True)):
            page.put(ARROW.join(chain), label="", tone="quiet")
    return page.text() if found else ""


def versions(found: Sequence[Revision], bodies: Mapping[str, str], *, width: int = 88, colour: bool = False) -> str:
    """What a page changed from capture to capture; `bodies` by article id. Empty if nothing changed."""
    page = Sheet(width, colour)
    for revision in found:
        silence = "the page does not say so" if revision.silent else "the page says so"
        page.heading(f"{revision.before} → {revision.after}")
        page.put(f"{boards.full(revision.time)}; {silence}", tone="quiet")
        if revision.title:
            page.put(f"“{revision.title[0] or ''}” → “{revision.title[1] or ''}”", label="title")
        old, new = bodies[revision.before], bodies[revision.after]
        for edit in revision.edits:
            page.put(" ".join(old[start:end] for start, end in edit.before), label="before")
            page.put(" ".join(new[start:end] for start, end in edit.after), label="after")
        for label, body, spans in (("removed", old, revision.removed), ("added", new, revision.added)):
            for start, end in spans:
                page.put(body[start:end], label=label)
    return page.text() if found else ""


def page(article: Article, *, width: int = 88, colour: bool = False) -> str:
    """One article as it was read: its frame, the sections of its body, captions apart."""
    sheet = Sheet(width, colour)
    _frame(sheet, article)
    starts = {section.start: section for section in article.sections}
    for start, end in prose.paragraphs(article.body):
        sheet.gap()
        section = next((starts.pop(at) for at in sorted(starts) if at <= start), None)
        if section and len(article.sections) > 1:
            sheet.put(f"{section.kind}, {boards.full(section.time)}", tone="heading")
        sheet.put(article.body[start:end])
    if article.captions:
        sheet.heading("Captions")
        for caption in article.captions:
            sheet.put(caption)
    if article.teasers:
        sheet.gap()
        sheet.put(f"{len(article.teasers)} headlines of other stories on the page are left out.", tone="quiet")
    return sheet.text()


def _frame(sheet: Sheet, article: Article) -> None:
    sheet.put(article.title or article.id, tone="heading")
    frame = [article.outlet, ", ".join(article.authors), boards.full(article.published) if article.published else None]
    sheet.put(" · ".join(part for part in frame if part) or article.id, tone="quiet")
    if article.credits:
        sheet.put(f"Credited to {', '.join(article.credits)}.", tone="quiet")
    for correction in article.corrections:
        sheet.put(correction, label="correction")


def _attribution(page: Sheet, annotated: Annotated, attribution: Attribution) -> None:
    chain = (annotated.article.outlet, *(link.name for link in attribution.chain))
    way = ARROW.join(name for name in chain if name)
    origin = attribution.chain[-1] if attribution.chain else None
    unnamed = " (not named)" if origin and not origin.named else ""
    said = annotated.text(attribution.content)
    page.put(f"“{said}”" if attribution.kind == "direct" else said, label=attribution.kind)
    page.put(f"{way or 'source not said'}{unnamed}", label="")
    cue = annotated.text(attribution.cue)
    note = f"{wording.manner(attribution)}; so read {wording.likely(attribution.confidence)}"
    page.put(f"“{cue}”: {note}" if cue else note, label="", tone="quiet")
