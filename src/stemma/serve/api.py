"""Everything the pages show as JSON, in the records of the contract `stemma/1`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from stemma import clock, contract
from stemma.errors import OptionError
from stemma.library import listing, watching
from stemma.model import Capture, Watch
from stemma.serve import bodies, looking

if TYPE_CHECKING:
    from stemma.serve.shelf import Shelf

Id = Annotated[str, Path(min_length=1, max_length=500)]
ISO = (
    "^[12][0-9]{3}-(0[13578]-(0[1-9]|[12][0-9]|3[01])|1[02]-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|[12][0-9]))"
    "([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?$"
)
"""A date, or a date and a time, with or without an offset."""
Time = Annotated[str | None, Query(description="ISO 8601; UTC where it has no offset", max_length=40, pattern=ISO)]
Words = Annotated[str | None, Query(description="Words that an article must have", max_length=300)]
ERRORS: dict[int | str, dict[str, Any]] = {
    404: {"description": "No such story or article"},
    422: {"description": "A value that cannot be used"},
    429: {"description": "Too many requests"},
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    408: {"description": "A body that did not come in time"},
    413: {"description": "A body that is too large"},
    401: {"description": "Not the token of this server"},
    403: {"description": "The server was started without a token"},
}


class Wanted(BaseModel):
    """A watch to be made. Webhooks at private addresses can only be made on the command line."""

    model_config = ConfigDict(strict=True)

    kind: Literal["query", "party", "story"]
    what: str = Field(min_length=1, max_length=300, pattern=r"\w")
    webhook: str | None = Field(default=None, max_length=2000, pattern=r"^https?://[A-Za-z0-9][A-Za-z0-9.:\-]*(/\S*)?$")
    past: bool = False


GIVEN = ("id", "url", "outlet", "title", "published", "timezone", "language")
CONTENT = ("html", "dump", "body")
MOST = 100
"""Captures in one request."""
CAPTURES: dict[str, Any] = {
    "type": "array",
    "maxItems": MOST,
    "items": {
        "type": "object",
        "properties": {name: {"type": "string"} for name in (*GIVEN, *CONTENT)},
        "oneOf": [{"required": [name]} for name in CONTENT],
    },
}
"""The body of adding: objects as in the JSON Lines input, each with exactly one of html, dump and body."""


DRAFT: dict[str, Any] = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "story": {"type": "string"}},
    "required": ["text"],
}
"""The body of checking a draft."""


def sent(schema: dict[str, Any]) -> dict[str, Any]:
    """How OpenAPI describes a route whose body is read by `bodies.value` and whose rights are the guard's matter."""
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


def router(shelf: Shelf) -> APIRouter:
    """The routes under /api. Reading is free; writing needs the bearer token, which the guard in front asks for."""
    routes = APIRouter(prefix="/api", tags=["api"], responses=ERRORS)

    @routes.get("/stories")
    def stories(
        q: Words = None,
        since: Time = None,
        everything: bool = False,
        limit: Annotated[int, Query(ge=1, le=200)] = 30,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> dict[str, Any]:
        """Stories as StoryLine records, latest first. `next` is the offset to go on with, or null."""
        from stemma.tell.formats import json

        after = clock.bounds(_time(since), "UTC")
        with shelf.open() as library:
            ids = listing.stories(
                library.store, limit=limit + 1, offset=offset, everything=everything,
                since=after[0].timestamp() if after else None, query=q or None,
            )  # fmt: skip
            found = [shelf.story(library, id) for id in ids[:limit]]
        more = offset + limit if len(ids) > limit else None
        return {"schema": contract.SCHEMA, "stories": [json.line(one) for one in found], "next": more}

    @routes.get("/stories/{story}")
    def story(story: Id) -> dict[str, Any]:
        """One story as a StoryDocument: claims with their ledger, conflicts, lineages, timeline, brief."""
        from stemma.tell.formats import json

        with shelf.open() as library:
            found = shelf.story(library, story)
            articles, more = looking.told(library, found)
        return json.story(found, articles, **more)

    @routes.get("/stories/{story}/changes")
    def changes(story: Id, since: Time = None) -> dict[str, Any]:
        """What became known, confirmed, denied, superseded or corrected, newest first."""
        from stemma.tell.changes import changes as find

        with shelf.open() as library:
            found = find(shelf.story(library, story), _time(since))
        return {"schema": contract.SCHEMA, "changes": contract.dump(found)}

    @routes.get("/stories/{story}/sources")
    def sources(story: Id) -> dict[str, Any]:
        """Who is quoted in a story: how often, in which role, by which outlets, and where first."""
        with shelf.open() as library:
            return {"schema": contract.SCHEMA, "sources": contract.dump(library.sources(story))}

    @routes.get("/stories/{story}/claims/{claim}")
    def claim(story: Id, claim: Id) -> dict[str, Any]:
        """One claim with its statements."""
        with shelf.open() as library:
            return contract.document(looking.claim(shelf.story(library, story), claim))

    @routes.get("/articles/{article:path}")
    def article(article: Id) -> dict[str, Any]:
        """One article with its annotations."""
        with shelf.open() as library:
            return contract.document(library.article(article))

    @routes.get("/compare")
    def compare(
        a: Annotated[str, Query(min_length=1, max_length=500)], b: Annotated[str, Query(min_length=1, max_length=500)]
    ) -> dict[str, Any]:
        """Two articles side by side: the derivation between them, its passages, what each has alone."""
        from stemma.relate import compare as find

        with shelf.open() as library:
            return contract.document(find(library.article(a).article, library.article(b).article))

    @routes.get("/parties")
    def party(
        name: Annotated[str, Query(min_length=1, max_length=300)],
        start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> dict[str, Any]:
        """All that one source said or is said to have said, newest first. `next` is the start to go on with."""
        with shelf.open() as library:
            found, more = looking.said_by(library, name, start)
        return {
            "schema": contract.SCHEMA,
            "name": name,
            "said": [
                {
                    "story": one.story,
                    "article": one.annotated.article.id,
                    "outlet": one.annotated.article.outlet,
                    "published": one.annotated.article.published,
                    "text": one.annotated.text(one.attribution.content),
                    "attribution": contract.dump(one.attribution),
                }
                for one in found
            ],
            "next": more,
        }

    @routes.get("/watches")
    def watches() -> dict[str, Any]:
        """The watches, oldest first. Of a webhook only the host is told."""
        with shelf.open() as library:
            found = [_public(watch) for watch in watching.watches(library)]
        return {"schema": contract.SCHEMA, "watches": contract.dump(found)}

    @routes.get("/watches/{watch}")
    def watch(watch: Id) -> dict[str, Any]:
        """One watch."""
        with shelf.open() as library:
            return contract.document(_public(watching.get(library, watch)))

    @routes.get("/watches/{watch}/matches")
    def matches(watch: Id, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> dict[str, Any]:
        """What a watch found, latest first."""
        with shelf.open() as library:
            return {"schema": contract.SCHEMA, "matches": contract.dump(watching.matches(library, watch, limit))}

    @routes.get("/status")
    def status() -> dict[str, Any]:
        """Counts of the library, how fast it grows, how far it is behind the news."""
        with shelf.open() as library:
            return {"schema": contract.SCHEMA, **dataclasses.asdict(library.status())}

    @routes.get("/schema")
    def schema() -> dict[str, Any]:
        """The JSON Schema of every record."""
        return contract.schema()

    @routes.post("/verify", responses={k: REFUSALS[k] for k in (408, 413)}, openapi_extra=sent(DRAFT))
    async def verify(request: Request) -> dict[str, Any]:
        """What the library holds of each sentence of a draft, as CheckedSentence records. Nothing of it is kept."""
        given = await bodies.value(request, bodies.DRAFT)
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise OptionError("needs a text", input="the body")
        story = given.get("story")
        if not isinstance(story, str | None):
            raise OptionError("is no id of a story", input="story")

        def look() -> dict[str, Any]:
            with shelf.open() as library:
                found = looking.verified(shelf, library, given["text"], story)
            return {"schema": contract.SCHEMA, "sentences": contract.dump(found)}

        return await run_in_threadpool(look)

    @routes.post("/watches", status_code=201, responses=REFUSALS, openapi_extra=sent(Wanted.model_json_schema()))
    async def add_watch(request: Request) -> dict[str, Any]:
        """Watch a query, a party or a story. The `secret` signs what is posted to the webhook; it is told once."""
        try:
            wanted = Wanted.model_validate(await bodies.value(request, bodies.SMALL))
        except ValidationError as error:
            wrong = ", ".join(sorted({".".join(map(str, one["loc"])) or "the body" for one in error.errors()}))
            raise HTTPException(422, f"a value that cannot be used: {wrong}") from None

        def keep() -> dict[str, Any]:
            with shelf.open(writing=True) as library:
                made, secret = watching.add(library, wanted.kind, wanted.what, webhook=wanted.webhook, past=wanted.past)
            return {**contract.document(made), "secret": secret}

        return await run_in_threadpool(keep)

    @routes.delete("/watches/{watch}", status_code=204, responses=REFUSALS)
    def delete_watch(watch: Id) -> Response:
        """Forget a watch and what it found."""
        with shelf.open(writing=True) as library:
            watching.delete(library, watch)
        return Response(status_code=204)

    @routes.post("/articles", status_code=201, responses=REFUSALS, openapi_extra=sent(CAPTURES))
    async def add(request: Request) -> dict[str, Any]:
        """Add captures: objects as in the JSON Lines input (`id`, `url`, …, and one of `html`, `dump`, `body`)."""
        given = await bodies.value(request, bodies.LARGE)

        def keep() -> dict[str, Any]:
            made = _captures(given)
            with shelf.open(writing=True) as library:
                return contract.document(library.add(made))

        return await run_in_threadpool(keep)

    @routes.delete("/articles/{article:path}", status_code=204, responses=REFUSALS)
    def delete(article: Id) -> Response:
        """Remove an article and all that came from it."""
        with shelf.open(writing=True) as library:
            library.delete(article)
        return Response(status_code=204)

    return routes


def _public(watch: Watch) -> Watch:
    """A watch without the path of its webhook, which may be a secret of its own."""
    if watch.webhook is None:
        return watch
    host = urlsplit(watch.webhook)
    return dataclasses.replace(watch, webhook=f"{host.scheme}://{host.hostname or ''}/…")


def problem(error: Exception, status: int) -> JSONResponse:
    """One of our errors as JSON."""
    return JSONResponse({"schema": contract.SCHEMA, "detail": str(error)}, status)


def _time(since: str | None) -> str | None:
    if since is not None and clock.bounds(since, "UTC") is None:
        raise OptionError("is no ISO 8601 time", input=since)
    return since


def _captures(given: Any) -> list[Capture]:
    """Captures from a list of objects of the JSON Lines input. Raises `OptionError` where it is none."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise OptionError("is no list of objects", input="the body")
    if len(given) > MOST:
        raise OptionError(f"has more than {MOST} captures", input="the body")
    return [_capture(one) for one in given]


def _capture(given: dict[str, Any]) -> Capture:
    """A capture from an object of the JSON Lines input. Raises `OptionError` where it is none."""
    named = str(given.get("id") or given.get("url") or "?")
    kinds = [kind for kind in CONTENT if kind in given]
    if len(kinds) != 1:
        raise OptionError("needs exactly one of html, dump, body", input=named)
    if wrong := [key for key in (*GIVEN, *CONTENT) if not isinstance(given.get(key, ""), str)]:
        raise OptionError(f"is no text: {', '.join(wrong)}", input=named)
    fields = {key: given[key] for key in GIVEN[1:] if given.get(key)}
    content = given[kinds[0]]
    capture = Capture(id=given.get("id") or "", kind=kinds[0], content=content, **fields)  # type: ignore[arg-type]
    if capture.id:
        return capture
    return dataclasses.replace(capture, id=capture.digest[:16])
