"""Keeps everything, and finds it again.

>>> with Library("news.db") as library:                        # doctest: +SKIP
...     library.add(stemma.read.sources.captures(["pages/"]))
...     for story in library.stories():
...         print(story.title, story.outlets, len(story.lineages), story.origins)
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from stemma import clock, houses, registry
from stemma.errors import LibraryError, NotFound
from stemma.library.corrections import Corrections, heir
from stemma.library.gauges import Status, prometheus, status
from stemma.library.store import Database, Redaction, Store
from stemma.model import Added, Annotated, Article, Capture, CheckedSentence, Problem, Quoted, Revision, Story
from stemma.relate.desk.log import in_force
from stemma.relate.desk.names import Outlets

if TYPE_CHECKING:
    from stemma.engine import Executor

logging.getLogger("stemma").addHandler(logging.NullHandler())  # silent unless the program asks for logs

__all__ = ["Library", "Redaction", "Status", "metrics", "verify"]


class Library:
    """A library of captures, articles and stories: one SQLite file, or a PostgreSQL database given by its URL.

    Opened with `create=False` a file must exist already. Raises `LibraryError` where the library cannot be used.
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.store = Store(_database(str(path), create))

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(
        self,
        items: Iterable[Capture | Problem],
        *,
        workers: int = 1,
        executor: Executor | None = None,
        batch: int = 16,
        progress: Callable[[str], None] | None = None,
        embeddings: bool = False,
        relate: bool = True,
    ) -> Added:
        """Read, annotate, relate and keep captures. Adding the same capture twice changes nothing.

        `workers` or an `executor` of `stemma.engine` say where the work is done. So many captures as `batch` says are
        read together and kept in one transaction; `progress` gets a line of text for each that is durable. With
        `embeddings` stories are found by the meaning of headlines, too: some 2 ms more for each. Without `relate` the
        stories touched are related when they are next asked for.
        """
        from stemma.library.adding import add

        return add(
            self.store,
            items,
            workers=workers,
            executor=executor,
            batch=batch,
            progress=progress,
            embeddings=embeddings,
            relate=relate,
        )

    def stories(
        self,
        *,
        everything: bool = False,
        since: str | None = None,
        query: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Story]:
        """Stories, latest first: those still open with at least two articles, or `everything`.

        `since` (ISO 8601) leaves out stories whose last news is older; `query` those without an article that matches
        (closed ones and single articles are looked through, too). Raises `OptionError` where `since` is no time.
        """
        from stemma.library import listing

        after = _moment(since)
        left = -1 if limit is None else limit
        for id in listing.stories(self.store, limit=-1 if after else left, everything=everything, query=query):
            if not left:
                return
            story = self.story(id)
            last = clock.bounds(story.last) if after else None  # of an update, too
            if after is None or (last and last[1] >= after):
                left -= 1
                yield story

    def story(self, id: str | None = None) -> Story:
        """A story, up to date; without `id` the latest one of several articles, or the latest. Raises `NotFound`."""
        if id is None:
            ids = self.store.story_ids(singles=False) or self.store.story_ids(singles=True)
            if not ids:
                raise NotFound(
                    "the library has no stories yet", input=self.store.database.name, remedy="stemma add INPUT"
                )
            id = ids[0]
        stale = self.store.is_stale(id)
        if stale is None and (other := heir(self.store, id)) not in (None, id):
            return self.story(other)
        if stale is None:
            raise NotFound("no such story", input=id, remedy="stemma stories --all lists them")
        kept = None if stale else self.store.story(id)
        if kept:
            from stemma.library.listing import today

            return today(self.store, houses.recount(kept) if registry.is_laid() else kept)
        from stemma.library.relating import refresh

        return refresh(self.store, id)

    def told(self, story: Story) -> dict[str, Any]:
        """The `timeline` and `brief` of a story that was looked up: kept with it, or else made now."""
        from stemma.library.records import pack_told, unpack_told

        kept = self.store.told(story.id)
        found = unpack_told(kept, story) if kept else None
        if found is None:
            found = unpack_told(pack_told(story, self.articles(story.id)), story)
            assert found is not None
        return found

    def articles(self, story: str) -> dict[str, Annotated]:
        """The articles of a story by id, in the order in which they were added; outlets as a desk wants them."""
        outlets = Outlets(in_force(Corrections(self.store).lines("outlet")))
        return {member.article.id: outlets.page(member) for member in self.store.members(story)}

    def article(self, id: str) -> Annotated:
        """One article. Raises `NotFound`."""
        found = self.store.article(id)
        if found is None:
            raise self._missing(id)
        return found

    def capture(self, id: str) -> Capture:
        """A capture as it was given. Raises `NotFound`."""
        found = self.store.capture(id)
        if found is None:
            raise self._missing(id)
        return found

    def _missing(self, id: str) -> NotFound:
        redacted = self.store.redaction(id)
        if redacted:
            return NotFound(f"was redacted on {redacted.redacted}", input=id, remedy=redacted.reason)
        return NotFound("no such article in the library", input=id, remedy="stemma search finds articles")

    def versions(self, id: str) -> tuple[Revision, ...]:
        """What changed between the captures of one address, in the order in which they were added.

        `id` is that of any of them. Captures whose words are the same give no revision. Raises `NotFound`.
        """
        from stemma.relate.texts.versions import revision

        self.article(id)
        kept = [self.article(other).article for other in self.store.versions(id)]
        found = [revision(before, after) for before, after in itertools.pairwise(kept)]
        return tuple(made for made in found if made.changed)

    def sources(self, story: str | None = None, since: str | None = None) -> tuple[Quoted, ...]:
        """Who is quoted, the most quoted first: in the whole library, in a story, or in pages since a time (ISO 8601).

        Raises `NotFound` where there is no such story, `OptionError` where `since` is no time.
        """
        from stemma.tell.sources import audit

        after = _moment(since)
        ids = list(self.articles(self.story(story).id)) if story else self.store.article_ids()
        found = (self.article(id) for id in ids)
        return audit(one for one in found if after is None or _since(one.article, after))

    def search(self, query: str, limit: int = 20) -> list[tuple[Annotated, str]]:
        """The articles that best match the words of `query` (BM25), each with the id of its story."""
        return [(self.article(id), story) for id, story in self.store.search(query, limit)]

    def verify(
        self, text: bytes | str, *, story: str | None = None, name: str = "the draft"
    ) -> tuple[CheckedSentence, ...]:
        """What the pages hold of each sentence of a draft (Markdown, HTML or plain text); nothing of it is kept.

        `story` is the id of the story that it is about; without it pages are looked for. `name` is what errors call the
        draft. Raises `NotFound`, and `EmptyInput`, `TooLarge` or `Unreadable` for a draft that cannot be used.
        """
        from stemma.library.verifying import verify

        return verify(self.store, text, name=name, story=story, related=self.story)

    def problems(self) -> list[Problem]:
        """Inputs that were set aside, with the reason."""
        return self.store.problems()

    def status(self) -> Status:
        """Counts, how fast the library grows, how far it is behind the news, its size in bytes."""
        return status(self.store)

    def delete(self, id: str) -> None:
        """Remove an article and all that came from it. Raises `NotFound`."""
        from stemma.library.upkeep import delete

        self.article(id)
        delete(self.store, id)

    def redact(self, *ids: str, reason: str = "") -> None:
        """Remove the words of articles and all that came from them; keep that they were there, and `reason`.

        The same captures are not added again. What is redacted already is wiped from the files once more. Raises
        `NotFound`, before anything is removed.
        """
        from stemma.library.upkeep import redact

        for id in ids:
            if not self.store.redaction(id):
                self.article(id)
        redact(self.store, ids, reason)

    def redactions(self) -> list[Redaction]:
        """What was redacted, latest first."""
        return self.store.redactions()

    def check(self) -> Iterator[str]:
        """Verify every offset and reference; one line for each thing that is wrong."""
        from stemma.library.checking import check

        return check(self.store)

    def repair(self) -> list[str]:
        """Make kept texts sound that older versions kept with halves of surrogate pairs. Ids of what was changed."""
        from stemma.library.checking import repair

        return repair(self.store)

    def copy_to(self, target: Library) -> int:
        """Copy everything into an empty library of either kind. Returns the number of articles.

        Raises `LibraryError` where the target has articles already, or this library's file is damaged.
        """
        from stemma.library.upkeep import copy

        if target.store.article_ids():
            raise LibraryError("is not empty", input=target.store.database.name, remedy="name a new library")
        return copy(self.store, target.store)

    def backup(self, target: str | Path) -> None:
        """Write a consistent copy of a SQLite library while it is in use. Raises `LibraryError`."""
        self.store.database.backup(str(target))


def _moment(since: str | None) -> datetime | None:
    """The moment that a time means. Raises `OptionError` where it is none."""
    from stemma.errors import OptionError

    after = clock.bounds(since, "UTC")
    if since and after is None:
        raise OptionError("is no ISO 8601 time", input=since, remedy="write for example 2031-05-01T08:00:00Z")
    return after[0] if after else None


def _since(article: Article, moment: datetime) -> bool:
    """Whether an article was published or changed after a moment; one of unknown time was, if it was fetched then."""
    times = (article.published, article.modified) if article.published or article.modified else (article.fetched,)
    return any(found[1] >= moment for time in times if (found := clock.bounds(time, article.timezone or "UTC")))


def verify(
    text: bytes | str, library: Library | str | Path, *, story: str | None = None
) -> tuple[CheckedSentence, ...]:
    """What the pages of a library (open, or its path) hold of each sentence of a draft. See `Library.verify`."""
    if isinstance(library, Library):
        return library.verify(text, story=story)
    with Library(library, create=False) as opened:
        return opened.verify(text, story=story)


def metrics(library: Library) -> str:
    """The status of a library in the text format of Prometheus (version 0.0.4)."""
    return prometheus(library.status())


def _database(path: str, create: bool) -> Database:
    if path.startswith(("postgresql://", "postgres://")):
        from stemma.library.postgres import PostgreSQL

        return PostgreSQL(path)
    if "://" in path:
        raise LibraryError("no such kind of library", input=path, remedy="a file, or postgresql://USER@HOST/NAME")
    from stemma.library.sqlite import SQLite

    return SQLite(path, create=create)
