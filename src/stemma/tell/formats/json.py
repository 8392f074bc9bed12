"""A story as the JSON objects of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stemma import contract, model
from stemma.model import Annotated, BriefSentence, Story, TimelineEntry
from stemma.tell.changes import fresh

LINE = (
    "id", "title", "state", "first", "last", "articles", "outlets", "lineages", "origins", "keywords", "parties",
    "houses", "owned",
)  # fmt: skip


def story(
    story: Story,
    articles: Mapping[str, Annotated],
    *,
    timeline: Sequence[TimelineEntry],
    brief: Sequence[BriefSentence],
) -> dict[str, Any]:
    """The `StoryDocument` of the contract: the story, its four `counts`, its `timeline` and its `brief`.

    An article that the story lists without an outlet or title takes them from `articles`, where it is there.
    """
    return contract.document(_filled(story, articles)) | {
        "counts": {
            "outlets": story.outlets,
            "lineages": len(story.lineages),
            "origins": list(story.origins),
            "houses": story.houses,
            "owned": story.owned,
        },
        "timeline": contract.dump(tuple(timeline)),
        "brief": contract.dump(tuple(brief)),
    }


def line(story: Story, since: str | None = None) -> dict[str, Any]:
    """The `StoryLine` of the contract: the story in a list, without its claims, `lineages` as a number.

    With `since` (ISO 8601) the ids of the articles since then are in it, as `new`.
    """
    whole = {key: contract.dump(getattr(story, key)) for key in LINE if key != "lineages"}
    whole["lineages"] = len(story.lineages)
    new = {"new": [article.id for article in fresh(story, since)]} if since else {}
    return {"schema": contract.SCHEMA} | {key: whole[key] for key in LINE} | new


def _filled(story: Story, articles: Mapping[str, Annotated]) -> Story:
    def member(entry: model.StoryArticle) -> model.StoryArticle:
        if entry.id not in articles:
            return entry
        article = articles[entry.id].article
        return replace(
            entry,
            outlet=entry.outlet or article.outlet,
            title=entry.title or article.title,
            published=entry.published or article.published,
        )

    return replace(story, articles=tuple(member(entry) for entry in story.articles))
