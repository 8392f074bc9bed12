"""A story in the formats of `stemma.tell.formats`, as something a browser keeps."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from starlette.responses import Response

from stemma.errors import NotFound
from stemma.model import Annotated, Story
from stemma.tell.formats.files import SUFFIXES, TABLES, document, files

NAMES = {
    "html": "Page to send on (HTML)",
    "markdown": "Text (Markdown)",
    "csv": "Tables (CSV, zip)",
    "parquet": "Tables (Parquet, zip)",
    "sqlite": "Database (SQLite, zip)",
    "json": "Everything (JSON)",
    "graphml": "Graph (GraphML)",
    "gexf": "Graph (GEXF, Gephi)",
    "prov": "Provenance (PROV-O)",
    "schemaorg": "schema.org (JSON-LD)",
    "webannotation": "Annotations (W3C)",
    "ninjs": "Articles (ninjs, zip)",
}
"""Every format with its name on a page."""
TYPES = {".json": "application/json", ".jsonld": "application/ld+json", ".md": "text/markdown; charset=utf-8"}


def answer(story: Story, articles: Mapping[str, Annotated], form: str) -> Response:
    """The story in a format as an attachment: one file, or a zip archive of several.

    Raises `NotFound` where there is no such format, `MissingExtra` where a package for it is not installed.
    """
    if form not in NAMES:
        raise NotFound("no such format", input=form, remedy=", ".join(NAMES))
    if form == "html":
        from stemma.tell.brief import brief
        from stemma.tell.formats import html
        from stemma.tell.timeline import timeline

        page = html.story(story, articles, timeline=timeline(story, articles), brief=brief(story, articles))
        return _attached(page.encode("utf-8", "replace"), story, ".html", "text/html; charset=utf-8")
    if form in TABLES or form == "ninjs":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files([(story, articles)], form):
                # The same story gives the same bytes: no clock in the archive.
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return _attached(packed.getvalue(), story, f"-{form}.zip", "application/zip")
    content = document(story, articles, form).encode("utf-8", "replace")
    suffix = SUFFIXES[form]
    return _attached(content, story, suffix, TYPES.get(suffix, "application/xml"))


def _attached(content: bytes, story: Story, suffix: str, media_type: str) -> Response:
    name = re.sub(r"[^\w-]+", "-", story.id, flags=re.ASCII).strip("-") or "story"
    headers = {"content-disposition": f'attachment; filename="{name}{suffix}"'}
    return Response(content, media_type=media_type, headers=headers)
