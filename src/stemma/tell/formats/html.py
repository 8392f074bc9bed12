"""A story as one self-contained HTML page: nothing is loaded from elsewhere, and page text cannot act on it.

Every value goes through Jinja2's escaping and `shown`; the policy in the page's head lets only the script of this
package run (by its hash), so that hostile text would do nothing even if it broke out.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stemma import text
from stemma._version import __version__
from stemma.model import Annotated, BriefSentence, Claim, Statement, Story, TimelineEntry
from stemma.tell import board as boards
from stemma.tell import desk, legend, marking, panel, picture, places, remarks, tally, voices, witnesses, wording
from stemma.tell.brief import untold
from stemma.tell.changes import turned
from stemma.tell.showing import sentences
from stemma.tell.showing import shown as shown_sentence

if TYPE_CHECKING:
    from jinja2 import Environment

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Characters that no reader sees and that can turn the direction of what follows, and halves of code points."""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
)
MOST_TICKS = 24
"""Times in the drawing of the timeline; the list below it has all."""
MOST_TURNS = 4
"""Turns of claims that stand on top; the list of changes has all."""
MOST_PLACES = 30
"""Places in the list beside the map."""
_WEB = re.compile(r"https?://[^\s\"'<>\\]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a claim or brief sentence rests on: the sentence that holds a statement, marked.

    `told` are the statements in these very words, each with the name of its page: the first, then the copies.
    """

    pieces: tuple[marking.Piece, ...]
    told: tuple[tuple[Statement, str], ...]


def story(
    story: Story,
    articles: Mapping[str, Annotated],
    *,
    timeline: Sequence[TimelineEntry],
    brief: Sequence[BriefSentence],
) -> str:
    """The report of `story`: a whole HTML document as text (UTF-8 when written)."""
    env = environment()
    script = env.get_template("report.js").render()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    numbers = {member.id: n for n, member in enumerate(story.articles, 1)}

    def href(article: str, attribution: str | None = None) -> str:
        return f"#page-{numbers[article]}" + (f"-{attribution}" if attribution else "")

    return env.get_template("report.html").render(
        **view(story, articles, timeline=timeline, brief=brief, href=href),
        inline=True,
        style=env.get_template("report.css").render(),
        script=script,
        policy=POLICY.format(digest=digest),
        version=__version__,
    )


def view(
    story: Story,
    articles: Mapping[str, Annotated],
    *,
    timeline: Sequence[TimelineEntry],
    brief: Sequence[BriefSentence],
    href: Callable[..., str],
    whole: bool = True,
) -> dict[str, Any]:
    """All that the templates of a story show, by name. `href(article, attribution=None)` is their address.

    Without `whole` the pages themselves and what claims rest on are left out: they are pages of their own.
    """
    names = boards.names(story, articles)
    board = boards.arranged(story, folded=True)
    figures = panel.panels(story, names)
    told = sentences(story, articles)
    besides = untold(brief, (told[row.claim.id].sentence for row in board.main))
    page_ids = {member.id: f"page-{n + 1}" for n, member in enumerate(story.articles)}
    claim_ids = {claim.id: f"claim-{n + 1}" for n, claim in enumerate(story.claims)}
    belongs: dict[str, dict[str, str]] = {}
    for claim in story.claims:
        for statement in claim.statements:
            if statement.attribution and statement.where == "body":
                belongs.setdefault(statement.article, {})[statement.attribution] = claim_ids[claim.id]
    beneath = {claim.id: tuple(rests(claim.statements, articles, names)) for claim in story.claims if whole}
    stemma = picture.stemma(story, articles)
    numbers = {key: number for number, key in enumerate(key for node in stemma.nodes for key in node.stands)}
    shared = sorted(
        (one for one in story.lineages if len(one.members) > 1 or one.unseen), key=lambda one: -len(one.members)
    )
    alone = [one for one in story.lineages if one not in shared]
    now, before = boards.near(timeline, story)
    spots = places.spots(story, articles)
    drawn = places.drawing(spots)
    bodies = {key: annotated.article.body for key, annotated in articles.items()}
    return {
        "story": story,
        "articles": articles,
        "names": names,
        "page_ids": page_ids,
        "href": href,
        "claim_ids": claim_ids,
        "counts": tally.counts(story),
        "standings": tally.standings(board.main),
        "houses": tally.shared_houses(story),
        "together": {claim.id: tally.beside(claim, story) for claim in story.claims},
        "rows": board.main,
        "groups": [(boards.GROUPS[name], rows) for name, rows in board.groups],
        "more": len(story.claims) - len(board.main),
        "shown": told,
        # What turned is told in the words that the claim had then, not with a value that came later.
        "turned_in": lambda id: shown_sentence(next(one for one in story.claims if one.id == id), articles),
        "figures": figures,
        "figure_of": {one.figure.claim: one for one in figures},
        "box": (panel.WIDTH, panel.HEIGHT),
        "numbers": numbers,
        "touches": _touches(story, numbers),
        "turns": turned(story)[:MOST_TURNS],
        "rests": beneath,
        "brief": [(s, tuple(_beneath(s, story, articles, names, whole))) for s in besides],
        "timeline": [(entry, _split(entry, bodies)) for entry in now],
        "background": [(entry, _split(entry, bodies)) for entry in before],
        "line": picture.line(boards.foremost(now, story, MOST_TICKS), names, bodies),
        "year": boards.year(story),
        "stemma": stemma,
        "map": drawn,
        # Without a map a list of places that one page names each tells nothing.
        "spots": spots[:MOST_PLACES] if drawn else [spot for spot in spots if len(spot.articles) > 1][:MOST_PLACES],
        "trees": [(lineage, witnesses.tree(lineage, names)) for lineage in shared],
        "alone": [w for one in alone for w in witnesses.tree(one, names)],
        "members": {member.id: member for member in story.articles},
        "pages": [
            (
                member,
                articles[member.id],
                marking.paragraphs(articles[member.id], _marks(member.id, articles, belongs, story)),
            )
            for member in story.articles
            if member.id in articles and whole
        ],
        "conflicts": panel.differences(story, figures),
        "remarks": remarks.of_pages(story),
        "judged_alone": remarks.alone(story),
        "years": boards.years((story.first, story.last)),
    }


def _touches(story: Story, numbers: Mapping[str, int]) -> dict[str, str]:
    """The nodes of the stemma that each claim rests on, by number: outlets and parties of its chains."""
    outlets = {member.id: member.outlet or member.id for member in story.articles}

    def of(claim: Claim) -> set[int]:
        ways = ((outlets.get(one.article, one.article), *one.chain) for one in claim.statements)
        keys = {picture.node_key(name) for way in ways for name in way}
        return {numbers[key] for key in keys if key in numbers}

    return {claim.id: " ".join(map(str, sorted(of(claim)))) for claim in story.claims}


def _marks(
    key: str,
    articles: Mapping[str, Annotated],
    belongs: Mapping[str, Mapping[str, str]],
    story: Story,
) -> list[marking.Mark]:
    return marking.marks(articles[key], belongs.get(key)) + marking.own(story, key)


def rests(
    statements: Sequence[Statement],
    articles: Mapping[str, Annotated],
    names: Mapping[str, str],
) -> Iterator[Rest]:
    """What `statements` rest on, those of articles that are at hand; the same words are shown once."""
    shown: dict[str, tuple[tuple[marking.Piece, ...], list[tuple[Statement, str]]]] = {}
    for statement in statements:
        annotated = articles.get(statement.article)
        if annotated is None:
            continue
        marks = [marking.Mark(span, "content", statement.id) for span in statement.content]
        titled = statement.where == "title"
        notes = annotated.annotations.headline if titled else annotated.annotations
        for attribution in notes.attributions:
            if attribution.id == statement.attribution:
                marks += [marking.Mark(span, "cue", statement.id) for span in attribution.cue]
                marks += [marking.Mark(span, "source", statement.id) for span in attribution.source]
        printed = (annotated.article.title or "") if titled else annotated.article.body
        pieces = marking.excerpt(printed, ((0, len(printed)),) if titled else annotated.annotations.sentences, marks)
        words = text.fold("".join(piece.text for piece in pieces))
        name = annotated.article.outlet or names.get(statement.article, statement.article)
        shown.setdefault(words, (pieces, []))[1].append((statement, name))
    for pieces, told in shown.values():
        yield Rest(pieces, tuple(told))


def _beneath(
    sentence: BriefSentence,
    story: Story,
    articles: Mapping[str, Annotated],
    names: Mapping[str, str],
    whole: bool,
) -> Iterator[tuple[str, tuple[Rest, ...]]]:
    """The claims that a brief sentence tells, each with the statements they rest on, its own page's first."""
    for claim in story.claims:
        inside = [
            s
            for s in claim.statements
            if s.article == sentence.article
            and s.where == "body"
            and any(a < sentence.span[1] and sentence.span[0] < b for a, b in s.content)
        ]
        if inside:
            others = [s for s in claim.statements if s not in inside]
            yield claim.id, tuple(rests([*inside, *others], articles, names)) if whole else ()


def _split(entry: TimelineEntry, bodies: Mapping[str, str]) -> tuple[str, str, str]:
    """The words before, of and after the time in an entry's sentence."""
    start, end = entry.span
    a, b = entry.time_span
    body = bodies.get(entry.article)
    if body is None or not start <= a < b <= end:
        return entry.text, "", ""
    return body[start:a], body[a:b], body[b:end]


def shown(value: Any) -> Any:
    """`value` as it may stand on a page: text without characters that are not seen and act on their surroundings."""
    return _HIDDEN.sub("", value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def web(url: str | None) -> str | None:
    """`url` if it is a plain http(s) address, else None: no `javascript:`, no `data:`."""
    return url if url and _WEB.match(url) else None


@functools.cache
def environment() -> Environment:
    """The Jinja2 environment of the templates in `stemma/tell/templates`."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
    from jinja2.runtime import Context

    @pass_context
    def short(context: Context, iso: str | None) -> str:
        """A moment, with its year on a page whose moments are of several (`years`)."""
        return boards.yearly(iso) if context.get("years") else boards.short(iso)

    env = Environment(
        loader=PackageLoader("stemma.tell", "templates"),
        autoescape=lambda name: name is None or name.endswith(".html"),
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "web": web,
        "short": short,
        "full": boards.full,
        "number": boards.number,
        "reading": boards.reading,
    }
    env.globals |= {"anchor": marking.anchor, "whole": voices.chain, "when": boards.when}
    env.filters |= {"worded": panel.worded, "listed": panel.listed, "explained": legend.line}
    env.filters |= {"by_hand": desk.told, "asked": desk.asked, "logged": desk.line}
    env.filters |= {"judged": remarks.judged, "around": remarks.around, "told_notice": remarks.told}
    env.filters["differ"] = wording.differ
    env.filters |= {"claimed": boards.claimed, "likely": wording.likely, "said": wording.SAID.get}
    env.filters["acted"] = wording.ACTS.get
    env.filters["ends"] = lambda pair: boards.span_words(*pair)
    env.filters["range"] = lambda pair: boards.span_figures(*pair)
    env.globals["legend_groups"] = legend.grouped
    env.globals["history"] = boards.history
    env.globals |= {"labelled_sides": boards.labelled_sides, "told_verbs": voices.TOLD_VERBS}
    env.globals["since_when"] = boards.since
    return env
