"""The web pages: front page, story, claim, article, comparison, party. Rendered here; they work without script."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Cookie, Path, Query
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from stemma import clock
from stemma._version import __version__
from stemma.errors import InputError
from stemma.library import listing, watching
from stemma.model import Change, Story, StoryArticle
from stemma.serve import bodies, downloads, looking
from stemma.serve.desk import Desk, Seen
from stemma.serve.leaves import Leaf, Leaves
from stemma.serve.shelf import HELD
from stemma.tell import board as boards
from stemma.tell import checks, marking, tally

if TYPE_CHECKING:
    from jinja2 import Environment

    from stemma.library import Library
    from stemma.serve.shelf import Shelf

Id = Annotated[str, Path(min_length=1, max_length=500)]
Name = Annotated[str, Query(min_length=1, max_length=500)]
FRONT = 20
"""Stories on one front page."""
FOUND = 10
"""Stories on one page of a search, and twice as many pages."""
MOST_NEWS = 8
"""What came or turned since a time stands on top of a story, so much of it at most."""
MOST_CHANGES = 12
"""Changes on the page of a story; the others stand on that of a moment."""
BARS = 24
"""Bars of a spark line."""


SEEN = "stemma-seen"
"""The cookie with the times of the last visit and of this one, `THEN/NOW`."""
VISIT = timedelta(minutes=30)
"""Who comes back after a longer time pays a new visit."""
SPANS = ((6, "6 hours"), (24, "day"), (72, "3 days"))
"""Hours before the last news from which on a story offers its changes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A story on the front page. `bars` are reports over its life, scaled to 1; `fresh` how many came since a visit."""

    story: Story
    fresh: int
    bars: tuple[float, ...]
    latest: Change | None
    disputed: int


def router(shelf: Shelf, desk: Desk | None = None) -> APIRouter:
    """The routes of the pages. Who is signed in at `desk` finds forms for corrections on them."""
    desk = desk or Desk(None)
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    known: dict[str, Line] = {}
    leaves = Leaves()

    def line(found: Story, fresh: int) -> Line:
        """The line of a story; it is made again only when the shelf has another story for it."""
        held = known.get(found.id)
        if held is None or held.story is not found:
            if len(known) >= HELD:
                known.clear()
            held = known[found.id] = _line(found)
        return held if held.fresh == fresh else replace(held, fresh=fresh)

    @routes.get("/")
    def front(
        q: Annotated[str, Query(max_length=300)] = "",
        start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
        seen: Annotated[str, Cookie(alias=SEEN, max_length=80)] = "",
    ) -> HTMLResponse:
        """Stories as they develop, with what is new since the last visit."""
        now = datetime.now(UTC)
        then, cookie = visit(seen, now)
        with shelf.open() as library:
            store = library.store
            most = FOUND if q else FRONT
            alone = not (q or store.story_ids(singles=False))  # no two pages tell of one event
            ids = listing.stories(store, limit=most + 1, offset=start, query=q or None, everything=alone)
            grown = listing.grown(store, then) if then else {}
            lines = [line(shelf.story(library, id), grown.get(id, 0)) for id in ids[:most]]
            hits = listing.heads(store, q, 2 * FOUND) if q and not start else []
        answer = render(
            "front.html",
            years=boards.years([one.story.last for one in lines] + [head.published for head in hits]),
            lines=lines,
            alone=alone,
            q=q,
            hits=hits,
            before=max(0, start - most) if start else None,
            more=start + most if len(ids) > most else None,
            then=then,
            news=(sum(grown.values()), len(grown)),
        )
        answer.set_cookie(SEEN, cookie, max_age=90 * 86400, httponly=True, samesite="lax")
        answer.headers["vary"] = "cookie"
        return answer

    @routes.get("/stories/{story}")
    def story(
        story: Id,
        since: Annotated[str, Query(max_length=40)] = "",
        seen: Annotated[str, Cookie(alias=SEEN, max_length=80)] = "",
        signed: Seen = "",
    ) -> HTMLResponse:
        """One story: brief, stemma, claims, differences, changes, timeline, places, coverage.

        What is the same for every reader is made once; what turned since somebody's last visit is made for him.
        """
        from stemma.tell.changes import changes, turned

        when = clock.bounds(since, "UTC")
        visited = visit(seen, datetime.now(UTC))[0]
        since_then = clock.utc(when[0]) if when else visited
        with shelf.open() as library:
            found = shelf.story(library, story)
            news = turned(found, since_then)[:MOST_NEWS] if since_then else ()
            if news:
                leaf = _leaf(library, found, turns=news, turned_since=since_then)
            else:
                leaf = leaves.of(library, found, lambda: _leaf(library, found))
            alike = shelf.alike(library, found)
        return render(
            "story_page.html",
            **leaf.frame,
            body=leaf.body,
            changes=changes(found, clock.utc(when[0])) if when else leaf.changes[:MOST_CHANGES],
            since=clock.utc(when[0]) if when else "",
            spans=_spans(found),
            visited=visited,
            alike=alike,
            downloads=downloads.NAMES,
            claim_href=lambda claim: claim_href(found.id, claim),
            hand=desk.signed(signed),
            desk_open=desk.open,
        )

    @routes.get("/stories/{story}/files/{form}")
    def file(story: Id, form: Annotated[str, Path(max_length=20)]) -> Response:
        """A story in one of the formats, to keep: one file, or a zip archive of several."""
        with shelf.open() as library:
            found = shelf.story(library, story)
            return downloads.answer(found, looking.articles(library, found), form)

    @routes.get("/stories/{story}/claims/{claim}")
    def claim(story: Id, claim: Id, part: bool = False, signed: Seen = "") -> HTMLResponse:
        """What a claim rests on; with `part` only the list, to stand below the claim on the story's page."""
        from stemma.tell.formats.html import rests
        from stemma.tell.showing import sentences

        with shelf.open() as library:
            found = shelf.story(library, story)
            articles = looking.articles(library, found)
        one = looking.claim(found, claim)
        names = boards.names(found, articles)
        row = next(row for row in boards.board(found) if row.claim.id == claim)
        return render(
            "rests_part.html" if part else "claim.html",
            story=found,
            claim=one,
            row=row,
            shown=sentences(found, articles)[one.id],
            names=names,
            together=tally.beside(one, found),
            found=list(rests(one.statements, articles, names)),
            href=article_href,
            hand=desk.signed(signed),
            desk_open=desk.open,
            here=claim_href(found.id, claim),
        )

    @routes.get("/articles/{article:path}")
    def article(article: Id, signed: Seen = "") -> HTMLResponse:
        """The clean text of an article with its attributions and times marked, and its siblings."""
        with shelf.open() as library:
            annotated = library.article(article)
            where = library.store.story_of(article)
            told = shelf.story(library, where) if where else None
            versions = [library.article(one).article for one in library.store.versions(article)]
        lineage = next((one for one in told.lineages if article in one.members), None) if told else None
        others = {member.id: member for member in told.articles} if told else {}
        siblings = [others[id] for id in (lineage.members if lineage else ()) if id != article and id in others]
        return render(
            "article.html",
            annotated=annotated,
            article=annotated.article,
            paragraphs=marking.paragraphs(
                annotated, marking.marks(annotated) + (marking.own(told, article) if told else [])
            ),
            story=told,
            siblings=siblings,
            lineage=lineage,
            versions=versions if len(versions) > 1 else [],
            places=[place for place in annotated.annotations.places if place.mentions],
            href=article_href,
            hand=desk.signed(signed),
            desk_open=desk.open,
        )

    @routes.get("/compare")
    def compare(a: Name, b: Name) -> HTMLResponse:
        """Two articles aligned, with the words that differ marked."""
        from stemma.relate import compare as find
        from stemma.tell import sides

        with shelf.open() as library:
            first, second = library.article(a).article, library.article(b).article
        found = find(first, second)
        names = (sides.name(first, second), sides.name(second, first))
        return render(
            "compare_page.html",
            articles=(first, second),
            names=names,
            rows=sides.rows(found, first, second),
            summary=sides.summary(found, first, second),
            href=article_href,
        )

    @routes.get("/party")
    def party(name: Name, start: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> HTMLResponse:
        """All that one source said or is said to have said, by story."""
        with shelf.open() as library:
            said, more = looking.said_by(library, name, start)
            titles = {id: shelf.story(library, id).title for id in dict.fromkeys(one.story for one in said) if id}
        groups = [(id, title, [one for one in said if one.story == id]) for id, title in titles.items()]
        return render("party.html", years=True, name=name, groups=groups, start=start, more=more, href=article_href)

    @routes.get("/verify")
    def ask(story: Annotated[str, Query(max_length=500)] = "") -> HTMLResponse:
        """A form for a text that is to be checked."""
        return render("verify.html", text="", in_story=story, checked=None)

    @routes.post("/verify")
    async def verify(request: Request) -> HTMLResponse:
        """A text that was pasted, with what the library holds of it. Nothing of it is kept."""
        given = await bodies.form(request, bodies.DRAFT)
        text, story = given.get("text", ""), given.get("story", "").strip()

        def look() -> HTMLResponse:
            try:
                with shelf.open() as library:
                    found = looking.verified(shelf, library, text, story or None)
            except InputError as error:
                return render("verify.html", 422, text=text, in_story=story, checked=None, wrong=str(error))
            checked = checks.view(text, found)
            return render(
                "verify.html", text=text, in_story=story, checked=checked, href=article_href, claim_href=claim_href
            )

        return await run_in_threadpool(look)

    @routes.get("/watches")
    def watches() -> HTMLResponse:
        """What is watched, with the feeds of each."""
        with shelf.open() as library:
            found = [(watch, watching.matches(library, watch.id, 3)) for watch in watching.watches(library)]
        return render("watches.html", watches=found, href=article_href)

    @routes.get("/watches/{watch}")
    def watch(watch: Id) -> HTMLResponse:
        """What a watch found, latest first."""
        with shelf.open() as library:
            found = watching.get(library, watch)
            matches = watching.matches(library, watch, 100)
        return render("watch.html", watch=found, matches=matches, href=article_href, claim_href=claim_href)

    @routes.get("/style.css")
    def style() -> Response:
        """The style sheet of the report and of these pages."""
        return joined("text/css", "report.css", "site.css")

    @routes.get("/script.js")
    def script() -> Response:
        """The script of the report and of these pages."""
        return joined("text/javascript", "report.js", "site.js")

    return routes


def warm(shelf: Shelf) -> None:
    """Do once what the first visitor would wait for: read the latest stories, compile templates, import modules."""
    from stemma.tell.formats.html import view

    for module in ("stemma.relate.texts.versions", "stemma.tell.sides", "stemma.tell.changes"):
        importlib.import_module(module)
    latest = shelf.warm()
    for name in environment().list_templates():
        environment().get_template(name)
    if latest is not None:
        with shelf.open() as library:
            articles, more = looking.told(library, latest)
        view(latest, articles, **more, href=article_href, whole=False)


FRAME = ("story", "counts", "years", "href")
"""What the frame of a story's page says of it."""
SECTIONS = ("figures", "rows", "brief", "conflicts", "timeline", "spots")
"""Sections that the frame leads to where there are any."""


def _leaf(library: Library, found: Story, **more: Any) -> Leaf:
    """The body of a story's page; `more` are values of its template beside those of the story."""
    from stemma.tell.changes import changes
    from stemma.tell.formats.html import view

    articles, told = looking.told(library, found)
    values = view(found, articles, **told, href=article_href, whole=False) | more
    body = (
        environment()
        .get_template("story.html")
        .render(**values, inline=False, claim_href=lambda claim: claim_href(found.id, claim))
    )
    frame = {name: values[name] for name in FRAME} | {name: bool(values[name]) for name in SECTIONS}
    return Leaf(body, frame, changes(found))


def joined(media_type: str, *names: str) -> Response:
    """Templates one after the other, as one file that browsers may keep for an hour."""
    content = "\n".join(environment().get_template(name).render() for name in names)
    return Response(content, media_type=media_type, headers={"cache-control": "max-age=3600"})


def problem(message: str, status: int) -> HTMLResponse:
    """What went wrong, as a page."""
    return render(
        "problem.html", status, message=message, heading="Not found" if status == 404 else "That did not work"
    )


def render(template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from its template."""
    page = environment().get_template(template).render(version=__version__, story_href=story_href, **values)
    return HTMLResponse(page, status)


@functools.cache
def environment() -> Environment:
    """The templates of the report with those of the pages before them."""
    from jinja2 import ChoiceLoader, PackageLoader

    from stemma.tell.formats.html import environment as of_report

    report = of_report()
    env = report.overlay(
        loader=ChoiceLoader([PackageLoader("stemma.serve", "templates"), *filter(None, [report.loader])])
    )
    env.filters["query"] = lambda values: urlencode(values)
    return env


def story_href(id: str) -> str:
    """The address of a story."""
    return f"/stories/{quote(id, safe='')}"


def claim_href(story: str, claim: str) -> str:
    """The address of a claim of a story."""
    return f"{story_href(story)}/claims/{quote(claim, safe='')}"


def article_href(id: str, attribution: str | None = None) -> str:
    """The address of an article."""
    return f"/articles/{quote(id, safe='')}" + (f"#at-{quote(attribution)}" if attribution else "")


def visit(cookie: str, now: datetime) -> tuple[str | None, str]:
    """When the last visit was (None at the first one), and the cookie to keep, from the cookie that came."""
    then, _, last = cookie.partition("/")
    known = clock.bounds(last or then, "UTC")
    if known is None:
        return None, f"/{clock.utc(now)}"
    if now - known[0] > VISIT:
        then = clock.utc(known[0])
    before = clock.bounds(then, "UTC")
    kept = clock.utc(before[0]) if before else ""
    return kept or None, f"{kept}/{clock.utc(now)}"


def _spans(story: Story) -> list[tuple[str, str]]:
    """Moments from which on changes are offered, counted back from the story's last news, with their names."""
    last = clock.bounds(story.last, "UTC")
    return [(clock.utc(last[0] - timedelta(hours=hours)), name) for hours, name in SPANS] if last else []


def _line(story: Story) -> Line:
    from stemma.tell.changes import changes, turned

    latest = next(iter(turned(story)), None) or next((c for c in changes(story) if c.before is not None), None)
    disputed = sum(claim.status == "disputed" for claim in story.claims)
    return Line(story, 0, _bars(story.articles), latest, disputed)


def _bars(members: Sequence[StoryArticle]) -> tuple[float, ...]:
    """Reports over the life of a story in equal steps, scaled so that the busiest is 1; empty without two times."""
    times = sorted(found[0] for member in members if (found := clock.bounds(member.published)))
    if len(times) < 2 or times[0] == times[-1]:
        return ()
    counts = [0] * BARS
    for time in times:
        counts[min(BARS - 1, int(BARS * ((time - times[0]) / (times[-1] - times[0]))))] += 1
    return tuple(count / max(counts) for count in counts)
