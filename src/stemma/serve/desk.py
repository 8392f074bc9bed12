"""Correcting in the browser and over the API: who is at the desk, what was said, the log and how to take it back.

Who knows the token of the server signs in at `/desk`; a signed cookie remembers the name for a working day. Every form
carries a word that only a page of this server could give it, so no other site can correct by a visitor's hand.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Cookie, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from stemma import contract
from stemma.errors import OptionError
from stemma.library import Library, correcting
from stemma.model import Correction
from stemma.serve import bodies

if TYPE_CHECKING:
    from stemma.serve.shelf import Shelf

COOKIE = "stemma-desk"
HOURS = 12
"""So long a desk stays signed in."""
SHOWN = 200
"""Lines of the log on the page of the desk, the latest."""
AT_ONCE = 60
"""Pages up to which the story that was corrected is related before the answer; a larger one by the keeper."""
Seen = Annotated[str, Cookie(alias=COOKIE, max_length=600)]
Short = Annotated[str, Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is at the desk, and the word that its forms carry."""

    who: str
    form: str


class Desk:
    """Signs people in who know the `token`; without one nobody is."""

    def __init__(self, token: str | None) -> None:
        self.token = token

    @property
    def open(self) -> bool:
        """Whether anybody can sign in here."""
        return bool(self.token)

    def cookie(self, who: str, until: float | None = None) -> str:
        """The cookie of somebody who is signed in `until` a moment (seconds since 1970)."""
        head = f"{urlsafe_b64encode(who.encode()).decode()}.{int(until or time.time() + HOURS * 3600)}"
        return f"{head}.{self._mark(head)}"

    def signed(self, cookie: str) -> Signed | None:
        """Who is signed in by a cookie; None where it is not of this server, or too old."""
        head, _, mark = cookie.rpartition(".")
        name, _, until = head.partition(".")
        if not self.token or not hmac.compare_digest(mark.encode(), self._mark(head).encode()):
            return None
        if not until.isdecimal() or int(until) < time.time():
            return None
        return Signed(urlsafe_b64decode(name).decode("utf-8", "replace"), self._mark(f"form {cookie}"))

    def right(self, token: str) -> bool:
        """Whether this is the token of the server."""
        return bool(self.token) and hmac.compare_digest(token.encode("utf-8", "replace"), (self.token or "").encode())

    def _mark(self, text: str) -> str:
        return hmac.new((self.token or "").encode(), f"desk {text}".encode(), hashlib.sha256).hexdigest()


class Said(BaseModel):
    """A correction as it is sent: what it needs depends on its kind (docs/corrections.md)."""

    model_config = ConfigDict(strict=True, extra="forbid")

    kind: Literal["merge", "split", "same", "part", "hide", "pin", "dispute", "party", "outlet", "undo", "keep"]
    who: Short
    why: str = Field(default="", max_length=correcting.LONGEST)
    story: Short | None = None
    stories: list[Short] = Field(default=[], max_length=50)
    pages: list[Short] = Field(default=[], max_length=500)
    claim: Short | None = None
    other: Short | None = None
    statement: Short | None = None
    names: list[Short] = Field(default=[], max_length=50)
    outlet: Short | None = None
    name: Short | None = None
    owner: Short | None = None
    zone: Short | None = None
    line: Short | None = None
    ask: Short | None = None


LISTS = ("stories", "pages", "names")


def said(library: Library, one: Said) -> Correction:
    """Say it. Raises `OptionError` where something is missing, `NotFound` where it is not there."""
    at: dict[str, Any] = {"who": one.who, "why": one.why}

    def need(name: str) -> Any:
        if not (value := getattr(one, name)):
            raise OptionError(f"needs {name!r}", input=one.kind)
        return value

    match one.kind:
        case "merge":
            return correcting.merge(library, *need("stories"), **at)
        case "split":
            return correcting.split(library, *need("pages"), **at)
        case "same":
            return correcting.same(library, need("story"), need("claim"), need("other"), **at)
        case "part":
            return correcting.part(library, need("story"), need("claim"), need("statement"), **at)
        case "hide" | "pin" | "dispute":
            of: Mapping[str, Callable[..., Correction]]
            of = {"hide": correcting.hide, "pin": correcting.pin, "dispute": correcting.dispute}
            return of[one.kind](library, need("story"), need("claim"), **at)
        case "party":
            return correcting.party(library, *need("names"), story=one.story, **at)
        case "outlet":
            return correcting.outlet(library, need("outlet"), name=one.name, owner=one.owner, zone=one.zone, **at)
        case "undo":
            return correcting.undo(library, need("line"), **at)
        case "keep":
            return correcting.keep(library, need("story"), need("ask"), **at)


def api(shelf: Shelf, refusals: dict[int | str, dict[str, Any]]) -> APIRouter:
    """The routes under /api/corrections; writing is behind the guard."""
    routes = APIRouter(prefix="/api/corrections", tags=["api"])
    schema = {"requestBody": {"required": True, "content": {"application/json": {"schema": Said.model_json_schema()}}}}

    @routes.get("")
    def listed(everything: bool = False) -> dict[str, Any]:
        """The corrections in force, oldest first; with `everything` the whole log."""
        with shelf.open() as library:
            found = correcting.lines(library) if everything else correcting.standing(library)
        return {"schema": contract.SCHEMA, "corrections": contract.dump(found)}

    @routes.post("", status_code=201, responses=refusals, openapi_extra=schema)
    async def correct(request: Request) -> dict[str, Any]:
        """Say what is wrong. It holds from now on; another line (`undo`) takes it back."""
        try:
            one = Said.model_validate(await bodies.value(request, bodies.SMALL))
        except ValidationError as error:
            raise HTTPException(422, f"a value that cannot be used: {_wrong(error)}") from None

        def keep() -> dict[str, Any]:
            with shelf.open(writing=True) as library:
                line = said(library, one)
                _related(library, one, line)
                return contract.document(line)

        return await run_in_threadpool(keep)

    return routes


def router(shelf: Shelf, desk: Desk, render: Callable[..., HTMLResponse]) -> APIRouter:
    """The page of the desk, and where its forms go. `render` makes a page of a template and values."""
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    def page(status: int = 200, *, signed: Signed | None, back: str, wrong: str = "") -> HTMLResponse:
        with shelf.open() as library:
            latest = correcting.lines(library)[::-1][:SHOWN]
            standing = {line.id for line in correcting.standing(library)}
            lines = [(line, correcting.quoted(library, line)) for line in latest]
        values = {"lines": lines, "standing": standing, "back": back, "wrong": wrong}
        return render("desk_page.html", status, hand=signed, opened=desk.open, **values)

    @routes.get("/desk")
    def look(cookie: Seen = "", back: Annotated[str, Query(max_length=1000)] = "") -> HTMLResponse:
        """The log of corrections with what takes each back; a form to sign in."""
        return page(signed=desk.signed(cookie), back=_back(back))

    @routes.post("/desk")
    async def sign(request: Request) -> Response:
        """Sign in, or out."""
        given = await bodies.form(request, bodies.SMALL)
        back = _back(given.get("back", ""))
        if "out" in given:
            answer: Response = RedirectResponse("/desk", 303)
            answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
            return answer
        who = " ".join(given.get("who", "").split())[:200]
        if not who or not desk.right(given.get("token", "")):
            wrong = "That is not the token of this server." if who else "Who says so?"
            return await run_in_threadpool(page, 403, signed=None, back=back, wrong=wrong)
        answer = RedirectResponse(back, 303)
        safe = request.url.scheme == "https"
        cookie = desk.cookie(who)
        answer.set_cookie(COOKIE, cookie, max_age=HOURS * 3600, httponly=True, samesite="strict", secure=safe)
        return answer

    @routes.post("/corrections")
    async def correct(request: Request, cookie: Seen = "") -> Response:
        """A form that was sent: say it, relate the story that it is of, and go back to the page."""
        given = await bodies.form(request, bodies.SMALL)
        signed = desk.signed(cookie)
        if signed is None or not hmac.compare_digest(given.pop("form", "").encode(), signed.form.encode()):
            raise HTTPException(403, "The form is of another visit: open the page anew, and sign in.")
        back = _back(given.pop("back", ""))
        fields: dict[str, Any] = {key: value.strip() for key, value in given.items() if value.strip()}
        for key in LISTS:
            if key in fields:
                fields[key] = [one.strip() for one in fields[key].splitlines() if one.strip()]
        try:
            one = Said.model_validate(fields | {"who": signed.who})
        except ValidationError as error:
            raise HTTPException(422, f"Something is missing, or cannot be used: {_wrong(error)}.") from None

        def keep() -> None:
            with shelf.open(writing=True) as library:
                _related(library, one, said(library, one))

        await run_in_threadpool(keep)
        return RedirectResponse(back, 303)

    return routes


def _related(library: Library, one: Said, line: Correction) -> None:
    """Relate the story that was corrected, so that who looks next sees it; of an `undo` that of the line taken back."""
    about = next((other for other in correcting.lines(library) if other.id == line.line), line)
    places = [*about.pages, *(words.article for words in about.words)]
    homes = [*([one.story] if one.story else []), *(library.store.story_of(id) for id in places[:1])]
    for home in dict.fromkeys(homes):
        if home and library.store.is_stale(home) and library.store.size(home) <= AT_ONCE:
            library.story(home)


def _wrong(error: ValidationError) -> str:
    return ", ".join(sorted({".".join(map(str, one["loc"])) or "the body" for one in error.errors()}))


def _back(address: str) -> str:
    """An address of this server; the desk's own where it is none."""
    return address if re.fullmatch(r"/(?:stories|articles|desk)(?:[/?#][!-\[\]-~]*)?", address) else "/desk"
