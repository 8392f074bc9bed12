"""A story, or many, as the files of every format: name and content, for commands and servers to write or send."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stemma.model import Annotated, Story
from stemma.tell.formats import excerpt as excerpts

Told = tuple[Story, Mapping[str, Annotated]]

TABLES = ("csv", "parquet", "sqlite")
"""Formats that hold many stories together."""
SUFFIXES = {
    "graphml": ".graphml",
    "gexf": ".gexf",
    "prov": ".jsonld",
    "schemaorg": ".jsonld",
    "webannotation": ".jsonld",
    "ninjs": ".json",
    "markdown": ".md",
    "json": ".json",
}
"""Formats with a file for each story, or (ninjs) each article, and how their names end."""


def document(story: Story, articles: Mapping[str, Annotated], form: str, excerpt: int = excerpts.LENGTH) -> str:
    """One story in a format that is one text; page text is cut to `excerpt` code points."""
    from stemma.tell.formats import gexf, graphml, prov, schemaorg, webannotation

    graphs = {"graphml": graphml.story, "gexf": gexf.story, "prov": prov.story}
    if form in graphs:
        return graphs[form](story)
    if form == "schemaorg":
        return _json(schemaorg.story(story, articles, excerpt=excerpt))
    if form == "webannotation":
        return _json(webannotation.story(story, articles, excerpt=excerpt))
    return _whole(story, articles, form, excerpt)


def files(
    told: Iterable[Told], form: str, excerpt: int = excerpts.LENGTH, *, name: str = "stories"
) -> Iterator[tuple[str, bytes]]:
    """The files of `told` in a format, as name and content, one after the other. `name` is that of a SQLite file.

    Raises `MissingExtra` where the format needs a package that is not installed.
    """
    if form in TABLES:
        yield from _tables(told, form, excerpt, name)
    elif form == "ninjs":
        yield from _articles(told, excerpt)
    else:
        for number, (story, articles) in enumerate(told, 1):
            yield f"{_file(story.id, number)}{SUFFIXES[form]}", _bytes(document(story, articles, form, excerpt))


def _whole(story: Story, articles: Mapping[str, Annotated], form: str, excerpt: int) -> str:
    """The story as `stemma story` prints it, with its text cut."""
    from stemma.tell.brief import brief
    from stemma.tell.formats import json as as_document
    from stemma.tell.formats import markdown
    from stemma.tell.timeline import timeline

    more: dict[str, Any] = {
        "timeline": excerpts.timeline(timeline(story, articles), excerpt),
        "brief": excerpts.brief(brief(story, articles), excerpt),
    }
    cut = excerpts.story(story, excerpt)
    if form == "markdown":
        return markdown.story(cut, articles, **more)
    return _json(as_document.story(cut, articles, **more))


def _tables(told: Iterable[Told], form: str, excerpt: int, name: str) -> Iterator[tuple[str, bytes]]:
    from stemma.tell.formats import tables

    made = tables.rows(told, excerpt=excerpt)
    if form == "sqlite":
        yield f"{name}.db", tables.sqlite(made)
        yield "metadata.json", _bytes(_json(tables.metadata(name, "Stories of Stemma")))
        return
    for table, rows in made.items():
        content = _bytes(tables.csv(table, rows)) if form == "csv" else tables.parquet(table, rows)
        yield f"{table}.{form}", content


def _articles(told: Iterable[Told], excerpt: int) -> Iterator[tuple[str, bytes]]:
    from stemma.tell.formats import ninjs

    count = 0
    for _, articles in told:
        for id, annotated in articles.items():
            count += 1
            yield f"{_file(id, count)}.json", _bytes(_json(ninjs.article(annotated, excerpt=excerpt)))


def _file(id: str, number: int) -> str:
    """A file name for `id` that is valid everywhere and taken only once."""
    return f"{number:04}-" + (re.sub(r"[^\w-]+", "-", id, flags=re.ASCII).strip("-") or "item")[:80]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
