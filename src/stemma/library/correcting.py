"""What a desk can say of a library: each is one line more in its log of corrections, and holds from then on.

Every function here takes what a user sees (ids of stories and claims, names) and keeps what stays: ids of articles and
places of words. `who` says so, `why` is kept and shown; both are the desk's own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args
from urllib.parse import urlsplit

from stemma import clock, contract, houses, outlets
from stemma.errors import NotFound, OptionError
from stemma.library import Library
from stemma.library.corrections import Corrections
from stemma.library.store import Store
from stemma.model import Claim, Correction, CorrectionKind, Problem, Statement, Story
from stemma.relate.desk import claims as of_claims
from stemma.relate.desk.log import MOVES, in_force, named, now
from stemma.relate.desk.names import outlet_key

LONGEST = 2000
"""Characters of what a desk gives as its reason, and of any name."""
MENTIONED = 100_000
"""Articles that are looked at for the name of a party."""


def lines(library: Library) -> list[Correction]:
    """The log, oldest first."""
    return sorted(Corrections(library.store).lines(), key=lambda line: (line.time, line.id))


def standing(library: Library) -> list[Correction]:
    """The corrections in force, oldest first."""
    return in_force(Corrections(library.store).lines())


def merge(library: Library, story: str, *others: str, who: str, why: str = "") -> Correction:
    """These stories are one, called by the id of the first. Raises `NotFound`, `OptionError`."""
    ids = list(dict.fromkeys([story, *others]))
    pages = list(dict.fromkeys(page for id in ids for page in library.articles(library.story(id).id)))
    if len({library.store.story_of(page) for page in pages}) < 2:
        raise OptionError("two stories are needed", input=story)
    return say(library, "merge", who, why, pages=tuple(pages))


def split(library: Library, *pages: str, who: str, why: str = "") -> Correction:
    """These pages are of another story than the rest of theirs. Raises `NotFound`, `OptionError`."""
    for page in pages:
        library.article(page)
    stories = {library.store.story_of(page) for page in pages}
    if len(stories) != 1:
        raise OptionError("the pages must be of one story", input=", ".join(pages))
    rest = [page for page in library.articles(stories.pop() or "") if page not in pages]
    if not rest:
        raise OptionError("nothing would be left of their story", input=", ".join(pages))
    return say(library, "split", who, why, pages=tuple(dict.fromkeys(pages)), others=tuple(rest))


def same(library: Library, story: str, claim: str, other: str, *, who: str, why: str = "") -> Correction:
    """Two claims of a story are one. Raises `NotFound`, `OptionError`."""
    found = library.story(story)
    if claim == other:
        raise OptionError("two claims are needed", input=claim)
    words, beside = (of_claims.named(_claim(found, id)) for id in (claim, other))
    return say(library, "same", who, why, pages=_pages(found), words=words, beside=beside)


def part(library: Library, story: str, claim: str, statement: str, *, who: str, why: str = "") -> Correction:
    """A statement is of another claim. Raises `NotFound`, `OptionError`."""
    found = library.story(story)
    said = _claim(found, claim).statements
    one = next((s for s in said if s.id == statement), None)
    if one is None:
        raise NotFound("no such statement in the claim", input=statement, remedy="stemma claims --ids lists them")
    rest = [s for s in said if not _alike(s, one)]
    if not rest:
        raise OptionError("nothing would be left of its claim", input=statement)
    words, beside = (of_claims.words(one),), tuple(map(of_claims.words, rest))
    return say(library, "part", who, why, pages=_pages(found), words=words, beside=beside)


def hide(library: Library, story: str, claim: str, *, who: str, why: str = "") -> Correction:
    """A claim is not for the board. Raises `NotFound`."""
    return _of_claim(library, "hide", story, claim, who, why)


def pin(library: Library, story: str, claim: str, *, who: str, why: str = "") -> Correction:
    """A claim is on the board, whatever its worth. Raises `NotFound`."""
    return _of_claim(library, "pin", story, claim, who, why)


def dispute(library: Library, story: str, claim: str, *, who: str, why: str = "") -> Correction:
    """The desk does not agree with the status of a claim; the note `why` says how so. Raises `NotFound`."""
    if not why.strip():
        raise OptionError("a note is needed: what is wrong with the status?", input=claim, remedy="--why NOTE")
    return _of_claim(library, "dispute", story, claim, who, why)


def party(library: Library, name: str, *names: str, story: str | None = None, who: str, why: str = "") -> Correction:
    """These names are one party, called by the first; in one story only, if it is given. Raises `NotFound`."""
    told = tuple(dict.fromkeys([name, *names]))
    if len(told) < 2:
        raise OptionError("two names are needed: the one to show, and another one of the same party", input=name)
    pages = _pages(library.story(story)) if story else ()
    return say(library, "party", who, why, names=told, name=name, pages=pages)


def outlet(
    library: Library,
    outlet: str,
    *,
    name: str | None = None,
    owner: str | None = None,
    zone: str | None = None,
    who: str,
    why: str = "",
) -> Correction:
    """An outlet, given by the name or host it has now, has another name, owner or zone. Raises `OptionError`."""
    if not (name or owner or zone):
        raise OptionError("what is right: its name, its owner or its zone?", input=outlet)
    if zone and clock.zone(zone) is None:
        raise OptionError("is no time zone", input=zone, remedy="write for example Pacific/Auckland or +13:00")
    known = (outlet, *_read_as(library.store, outlet))
    return say(library, "outlet", who, why, names=tuple(dict.fromkeys(known)), name=name, owner=owner, zone=zone)


def undo(library: Library, line: str, *, who: str, why: str = "") -> Correction:
    """A correction is taken back; taking that back puts it in force again. Raises `NotFound`."""
    if Corrections(library.store).line(line) is None:
        raise NotFound("no such correction", input=line, remedy="stemma corrections lists them")
    return say(library, "undo", who, why, line=line)


def keep(library: Library, story: str, ask: str, *, who: str, why: str = "") -> Correction:
    """The correction that a story asks about stays as it is. Raises `NotFound`."""
    asks = {one.id: one for one in library.story(story).asks}
    if ask not in asks:
        raise NotFound("the story does not ask this", input=ask, remedy=f"stemma story {story} shows what it asks")
    return say(library, "keep", who, why, line=asks[ask].correction, evidence=ask)


def say(library: Library, kind: CorrectionKind, who: str, why: str, **fields: Any) -> Correction:
    """Add one line, stamped with this moment. Raises `OptionError` where nobody says so, or too much."""
    if not who.strip():
        raise OptionError("who says so?", remedy="--who NAME")
    texts = (who, why, *fields.get("names", ()), *(fields.get(key) or "" for key in ("name", "owner", "zone")))
    if any(len(text) > LONGEST for text in texts):
        raise OptionError(f"is longer than {LONGEST} characters", input=kind)
    line = named(Correction("", kind, now(), who.strip(), why.strip(), **fields))
    take(library, [line])
    return line


def take(library: Library, given: Iterable[Correction]) -> int:
    """Put lines into the log and into force, in one transaction; how many were not there yet."""
    store = library.store
    log = Corrections(store)
    with store.transaction():
        fresh = [line for line in given if log.append(line)]
        for line in fresh:
            about = line
            while about.line and (other := log.line(about.line)) is not None:  # what is taken back, or kept
                about = other
            for story in _touched(store, log, about):
                store.mark_stale(story)
    return len(fresh)


def quoted(library: Library, line: Correction) -> str:
    """The words that a line speaks of, as their page has them; empty where it speaks of none, or they are gone."""
    for words in line.words[:1]:
        member = library.store.article(words.article)
        if member is not None:
            text = (member.article.title or "") if words.where == "title" else member.article.body
            said = " … ".join(text[start:end] for start, end in words.content)
            return " ".join(said.split()) if of_claims.digest(said) == words.digest else ""
    return ""


def exported(library: Library) -> Iterator[dict[str, Any]]:
    """The log as JSON objects, oldest first."""
    return (contract.document(line) for line in lines(library))


def imported(library: Library, source: str, texts: Iterable[str]) -> tuple[int, int, list[Problem]]:
    """Take the lines of a log of elsewhere in: how many are new, how many were known, and what is no line of a log.

    What they say of pages that are not in this library counts as soon as these come.
    """
    good: list[Correction] = []
    wrong: list[Problem] = []
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            good.append(parsed(text))
        except OptionError as error:
            wrong.append(Problem(f"{source}:{number}", error.message, error.remedy, "OptionError"))
    new = take(library, good)
    return new, len(good) - new, wrong


def parsed(text: str) -> Correction:
    """One line of an exported log. Raises `OptionError` where it is none, or was changed."""
    try:
        line = contract.load(Correction, json.loads(text))
        whole = line.kind in get_args(CorrectionKind) and named(line).id == line.id
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise OptionError("is no correction", remedy="stemma corrections export writes them") from error
    if not whole or clock.parse(line.time) is None:
        raise OptionError("is no correction, or was changed by hand", remedy="stemma corrections export writes them")
    return line


def _of_claim(library: Library, kind: CorrectionKind, story: str, claim: str, who: str, why: str) -> Correction:
    found = library.story(story)
    one = _claim(found, claim)
    return say(library, kind, who, why, pages=_pages(found), words=of_claims.named(one), status=one.status)


def _claim(story: Story, id: str) -> Claim:
    for one in story.claims:
        if one.id == id:
            return one
    raise NotFound("no such claim in the story", input=id, remedy=f"stemma claims {story.id} --ids lists them")


def _pages(story: Story) -> tuple[str, ...]:
    return tuple(member.id for member in story.articles)


def _alike(a: Statement, b: Statement) -> bool:
    return a.id == b.id or of_claims.digest(a.text) == of_claims.digest(b.text)


def _read_as(store: Store, outlet: str) -> list[str]:
    """The names that outlets had on their pages which a desk has called `outlet`."""
    key = houses.key(outlet)
    said = [line for line in in_force(Corrections(store).lines("outlet")) if line.kind == "outlet" and line.name]
    return [name for line in said if houses.key(line.name or "") == key for name in line.names]


def _touched(store: Store, log: Corrections, line: Correction) -> set[str]:
    """Stories that a line may change; its pages are shown where it wants them."""
    articles: Sequence[str]
    if line.kind in MOVES:
        pages = [*line.pages, *line.others]
        before = _shown(store, pages)
        return before | log.settle(set(log.placed(pages).values())) | _shown(store, pages)
    if line.kind == "party" and line.pages:
        articles = line.pages
    elif line.kind in ("party", "outlet"):
        articles = list(_naming(store, _called(log, line)))
    else:
        articles = [one.article for one in (*line.words, *line.beside)]
    return _shown(store, articles)


def _called(log: Corrections, line: Correction) -> list[str]:
    """The names of a line, and all that other lines call so or by these: "Ridge Post" may stand on no page, and yet be
    what a desk calls one of its outlets."""
    names = dict.fromkeys([*line.names, *([line.name] if line.name else [])])
    groups = [{*one.names, *([one.name] if one.name else [])} for one in log.lines("party", "outlet")]
    grown = True
    while grown:
        keys = {outlet_key(name) for name in names}
        met = [name for group in groups if keys & set(map(outlet_key, group)) for name in sorted(group)]
        grown = any(name not in names for name in met)
        names |= dict.fromkeys(met)
    return list(names)


def _naming(store: Store, names: Iterable[str]) -> Iterator[str]:
    """Articles that may name one of these parties or outlets: in their text, or as their own outlet."""
    known = [outlets.identify(name) for name in names]
    for name in dict.fromkeys([*names, *(alias for one in known if one for alias in (one.name, *one.aliases))]):
        yield from (id for id, _ in store.search(name, MENTIONED))
    keys = {outlet_key(name) for name in names}
    for id, name, url in store.rows("SELECT id, outlet, url FROM articles"):
        if _key(name, url) in keys:
            yield id


def _shown(store: Store, articles: Iterable[str]) -> set[str]:
    return {story for id in dict.fromkeys(articles) if (story := store.story_of(id)) is not None}


def _key(name: str | None, url: str | None) -> str:
    return houses.key(name) if name else (urlsplit(url or "").hostname or "").removeprefix("www.")
