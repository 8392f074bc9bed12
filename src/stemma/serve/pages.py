"""The web pages: front page, story, claim, article, comparison, party. Rendered here; they work without script."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Cookie, Path, Query
from fastapi.responses import HTMLResponse, Response

from stemma import clock
from stemma._version import __version__
from stemma.model import Change, Story, StoryArticle
from stemma.serve import looking
from stemma.tell import board as boards
from stemma.tell import marking

if TYPE_CHECKING:
    from jinja2 import Environment

    from stemma.serve.shelf import Shelf

Id = Annotated[str, Path(min_length=1, max_length=500)]
Name = Annotated[str, Query(min_length=1, max_length=500)]
FRONT = 20
"""Stories on one front page."""
BARS = 24
"""Bars of a spark line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A story on the front page. `bars` are reports over its life, scaled to 1; `fresh` how many came since a visit."""

    story: Story
    fresh: int
    bars: tuple[float, ...]
    latest: Change | None
    disputed: int


def router(shelf: Shelf) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @routes.get("/")
    def front(
        q: Annotated[str, Query(max_length=300)] = "",
        start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
        seen: Annotated[str, Cookie(alias="stemma-seen", max_length=40)] = "",
    ) -> HTMLResponse:
        """Stories as they develop, with what is new since the last visit."""
        with shelf.open() as library:
            part = list(itertools.islice(library.stories(query=q or None), start, start + FRONT + 1))
            hits = library.search(q, FRONT) if q else []
        more = start + FRONT if len(part) > FRONT else None
        answer = render(
            "front.html", lines=[_line(s, seen) for s in part[:FRONT]], q=q, hits=hits, more=more, seen=seen
        )
        now = datetime.now(UTC)
        answer.set_cookie("stemma-seen", clock.utc(now), max_age=90 * 86400, httponly=True, samesite="lax")
        answer.headers["vary"] = "cookie"
        return answer

    @routes.get("/stories/{story}")
    def story(story: Id, since: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
        """One story: brief, stemma, claims, differences, changes, timeline, coverage."""
        from stemma.tell.changes import changes
        from stemma.tell.formats.html import view

        with shelf.open() as library:
            found, articles, more = looking.story(library, story)
        known = clock.bounds(since, "UTC") is not None
        changed = changes(found, since if known else None)
        return render(
            "story_page.html",
            **view(found, articles, **more, href=article_href),
            changes=changed[: None if known else 12],
            since=since if known else "",
            inline=False,
            claim_href=lambda claim: claim_href(found.id, claim),
        )

    @routes.get("/stories/{story}/claims/{claim}")
    def claim(story: Id, claim: Id, part: bool = False) -> HTMLResponse:
        """What a claim rests on; with `part` only the list, to stand below the claim on the story's page."""
        from stemma.tell.formats.html import rests

        with shelf.open() as library:
            found = library.story(story)
            articles = library.articles(found.id)
        one = looking.claim(found, claim)
        names = boards.names(found, articles)
        row = next(row for row in boards.board(found) if row.claim.id == claim)
        return render(
            "rests_part.html" if part else "claim.html",
            story=found,
            claim=one,
            row=row,
            names=names,
            found=list(rests(one.statements, articles, names)),
            href=article_href,
        )

    @routes.get("/articles/{article}")
    def article(article: Id) -> HTMLResponse:
        """The clean text of an article with its attributions and times marked, and its siblings."""
        with shelf.open() as library:
            annotated = library.article(article)
            where = library.store.story_of(article)
            told = library.story(where) if where else None
            versions = [other for other in library.store.versions(article) if other != article]
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
            versions=versions,
            href=article_href,
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
    def party(name: Name) -> HTMLResponse:
        """All that one source said or is said to have said, by story."""
        with shelf.open() as library:
            said = looking.said_by(library, name)
            titles = {id: library.story(id).title for id in {one.story for one in said}}
        groups = [(id, title, [one for one in said if one.story == id]) for id, title in titles.items()]
        groups.sort(key=lambda group: -len(group[2]))
        return render("party.html", name=name, groups=groups, href=article_href)

    @routes.get("/style.css")
    def style() -> Response:
        """The style sheet of the report and of these pages."""
        return joined("text/css", "report.css", "site.css")

    @routes.get("/script.js")
    def script() -> Response:
        """The script of the report and of these pages."""
        return joined("text/javascript", "report.js", "site.js")

    return routes


def joined(media_type: str, *names: str) -> Response:
    """Templates one after the other, as one file that browsers may keep for an hour."""
    content = "\n".join(environment().get_template(name).render() for name in names)
    return Response(content, media_type=media_type, headers={"cache-control": "max-age=3600"})


def problem(error: Exception, status: int) -> HTMLResponse:
    """One of our errors as a page."""
    return render(
        "problem.html", status, message=str(error), heading="Not found" if status == 404 else "That did not work"
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


def _line(story: Story, seen: str) -> Line:
    from stemma.tell.changes import changes

    visited = clock.bounds(seen, "UTC")
    fresh = [a for a in story.articles if visited and (when := clock.bounds(a.published)) and when[0] > visited[0]]
    turned = [change for change in changes(story) if change.before is not None]
    disputed = sum(claim.status == "disputed" for claim in story.claims)
    return Line(story, len(fresh), _bars(story.articles), turned[0] if turned else None, disputed)


def _bars(members: Sequence[StoryArticle]) -> tuple[float, ...]:
    """Reports over the life of a story in equal steps, scaled so that the busiest is 1; empty without two times."""
    times = sorted(found[0] for member in members if (found := clock.bounds(member.published)))
    if len(times) < 2 or times[0] == times[-1]:
        return ()
    counts = [0] * BARS
    for time in times:
        counts[min(BARS - 1, int(BARS * ((time - times[0]) / (times[-1] - times[0]))))] += 1
    return tuple(count / max(counts) for count in counts)
