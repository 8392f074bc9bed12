"""Watches: what somebody wants to be told of, and what was found for them.

A watch sees what came after it was made. `look` finds what is new for every watch and keeps it; asking twice gives
nothing twice. A match is delivered when its webhook has taken it, and given when it was printed and its command has
taken it, not before: at least once, and with an id by which a receiver knows it again. Matches hold an excerpt, and go
when their article goes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from stemma import clock, contract, text
from stemma.errors import NotFound, OptionError
from stemma.library import Library, owner
from stemma.library.store import Row
from stemma.model import Annotated, Attribution, Match, Watch
from stemma.tell.changes import changes

KINDS = ("query", "party", "story")
EXCERPT = 300
"""Characters of an article in a match at most: full text stays in the library."""
BATCH = 200
"""Articles that one transaction looks at."""
KEPT = timedelta(days=7)
"""Matches that nobody took for so long are given up."""
PAUSE, LONGEST = timedelta(seconds=30), timedelta(hours=6)
"""Before a webhook that failed is tried again: after the first failure, doubled with each further one, and at most."""
_COLUMNS = "id, kind, what, made, webhook, private"


def add(
    library: Library,
    kind: str,
    what: str,
    *,
    webhook: str | None = None,
    private: bool = False,
    past: bool = False,
) -> tuple[Watch, str | None]:
    """Watch a `query`, a `party` or a `story`; gives the watch and the secret that its webhook is signed with.

    The secret is told once: of a watch that was there already it is None, and the same watch is not made twice. With
    `past` what is in the library already is found too. Raises `OptionError` where it can watch nothing, `NotFound`
    where there is no such story.
    """
    what = " ".join(what.split())
    if kind not in KINDS:
        raise OptionError(f"is no kind of watch: {', '.join(KINDS)}", input=kind)
    if not (_words(what) if kind == "query" else what):
        raise OptionError("has no words to watch for", input=what)
    if webhook is not None and not re.match(r"https?://[^\s/]", webhook):
        raise OptionError("is no http or https address", input=webhook)
    store = library.store
    with store.transaction():
        known = store.one(
            "SELECT id FROM watches WHERE kind = ? AND what = ? AND coalesce(webhook, '') = ?",
            (kind, what, webhook or ""),
        )
        if known:
            return get(library, known[0]), None
        anchor = None
        if kind == "story":
            row = store.one(
                "SELECT a.id FROM members m JOIN articles a ON a.seq = m.seq WHERE m.story = ? ORDER BY a.seq", (what,)
            )
            if row is None:
                raise NotFound("no such story", input=what, remedy="stemma stories --all lists them")
            anchor = row[0]
        secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}" if webhook else None
        made = Watch(f"w-{secrets.token_hex(4)}", kind, what, clock.utc(datetime.now(UTC)), webhook, private)  # type: ignore[arg-type]
        upto = 0 if past else _top(library)
        mark = owner.mark(made.id, webhook, private) if webhook else None
        store.rows(
            f"INSERT INTO watches ({_COLUMNS}, secret, anchor, upto, mark) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (made.id, kind, what, made.made, webhook, int(private), secret, anchor, upto, mark),
        )
        if kind == "story" and not past:
            for match, seq in _turns(library, made, anchor):
                _keep(library, match, seq, silent=True)
    return made, secret


def watches(library: Library) -> list[Watch]:
    """All watches, oldest first."""
    return [_watch(row) for row in library.store.rows(f"SELECT {_COLUMNS} FROM watches ORDER BY made, id")]


def get(library: Library, id: str) -> Watch:
    """One watch. Raises `NotFound`."""
    row = library.store.one(f"SELECT {_COLUMNS} FROM watches WHERE id = ?", (id,))
    if row is None:
        raise NotFound("no such watch", input=id, remedy="stemma watch list")
    return _watch(row)


def delete(library: Library, id: str) -> None:
    """Forget a watch and what it found. Raises `NotFound`."""
    get(library, id)
    with library.store.transaction():
        library.store.rows("DELETE FROM watches WHERE id = ?", (id,))


def matches(library: Library, id: str, limit: int = 50) -> list[Match]:
    """What a watch found, latest first. Raises `NotFound`."""
    get(library, id)
    rows = library.store.rows(
        "SELECT record FROM watch_matches WHERE watch = ? AND record IS NOT NULL ORDER BY number DESC LIMIT ?",
        (id, limit),
    )
    return [contract.load(Match, json.loads(row[0])) for row in rows]


def look(library: Library, only: Sequence[str] = ()) -> list[Match]:
    """Find what is new for every watch (or those of `only`) and keep it; what others found meanwhile is theirs."""
    store = library.store
    found: list[Match] = []
    rows = store.rows(f"SELECT {_COLUMNS}, anchor, upto FROM watches ORDER BY made, id")
    todo = [(_watch(row), row[-2], int(row[-1])) for row in rows if not only or row[0] in only]
    top = _top(library)
    behind = [(watch, upto) for watch, _, upto in todo if upto < top]
    if not behind:
        return []
    tests = {watch.id: _test(library, watch) for watch, _ in behind}
    at = min(upto for _, upto in behind)
    while part := store.rows("SELECT seq, id FROM articles WHERE seq > ? ORDER BY seq LIMIT ?", (at, BATCH)):
        pages = [(seq, store.article(id), store.story_of(id)) for seq, id in part]
        with store.transaction():
            for seq, annotated, story in pages:
                for watch, upto in behind:
                    if annotated is not None and upto < seq:
                        made = tests[watch.id](annotated, story)
                        found += [match for match in made if _keep(library, match, seq)]
        at = part[-1][0]
    for watch, anchor, upto in todo:
        if watch.kind == "story" and upto < top:
            turned = list(_turns(library, watch, anchor))
            with store.transaction():
                found += [match for match, seq in turned if _keep(library, match, seq)]
    with store.transaction():
        store.many("UPDATE watches SET upto = ? WHERE id = ? AND upto < ?", [(top, w.id, top) for w, _ in behind])
    return found


class Waiting(NamedTuple):
    """A webhook that has not had all matches."""

    watch: Watch
    secret: str
    matches: list[Match]
    allowed: bool
    """Whether this user said on this machine that it may be posted to."""


def undelivered(library: Library, *, patient: bool = False, now: datetime | None = None) -> list[Waiting]:
    """Watches with a webhook that has not had all matches found in the last days (`KEPT`).

    With `patient` those are left out that failed and whose pause is not over.
    """
    now = now or datetime.now(UTC)
    rows = library.store.rows(
        "SELECT w.id, w.secret, w.mark, m.record FROM watches w JOIN watch_matches m ON m.watch = w.id"
        " WHERE w.webhook IS NOT NULL AND m.delivered = 0 AND m.record IS NOT NULL AND m.found >= ?"
        " AND (w.retry IS NULL OR w.retry <= ?) ORDER BY m.number",
        (clock.utc(now - KEPT), clock.utc(now) if patient else "9"),
    )
    waiting: dict[str, Waiting] = {}
    for id, secret, mark, record in rows:
        if id not in waiting:
            watch = get(library, id)
            wanted = owner.mark(id, watch.webhook or "", watch.private)
            waiting[id] = Waiting(watch, secret, [], hmac.compare_digest(wanted, mark or ""))
        waiting[id].matches.append(contract.load(Match, json.loads(record)))
    return list(waiting.values())


def delivered(library: Library, found: Sequence[Match]) -> None:
    """Note that the webhook of their watch has had these matches."""
    _note(library, found, "delivered")
    with library.store.transaction():
        for id in {match.watch for match in found}:
            library.store.rows("UPDATE watches SET failures = 0, retry = NULL WHERE id = ?", (id,))


def failed(library: Library, watch: Watch, now: datetime | None = None) -> None:
    """Note that a webhook failed: the pause before the next patient try doubles, from `PAUSE` to `LONGEST`."""
    now = now or datetime.now(UTC)
    with library.store.transaction():
        row = library.store.one("SELECT failures FROM watches WHERE id = ?", (watch.id,))
        if row is not None:
            pause = min(PAUSE * 2 ** min(int(row[0]), 20), LONGEST)
            values = (int(row[0]) + 1, clock.utc(now + pause), watch.id)
            library.store.rows("UPDATE watches SET failures = ?, retry = ? WHERE id = ?", values)


def allow(library: Library, id: str) -> Watch:
    """Let the webhook of a watch be posted to by this user on this machine. Raises `NotFound`, `OptionError`."""
    watch = get(library, id)
    if watch.webhook is None:
        raise OptionError("has no webhook", input=id)
    with library.store.transaction():
        values = (owner.mark(id, watch.webhook, watch.private), id)
        library.store.rows("UPDATE watches SET mark = ?, failures = 0, retry = NULL WHERE id = ?", values)
    return watch


def ungiven(library: Library, only: Sequence[str] = (), now: datetime | None = None) -> list[Match]:
    """Matches of the last days (`KEPT`) that nobody has taken yet, oldest first; of all watches, or those of `only`."""
    since = clock.utc((now or datetime.now(UTC)) - KEPT)
    sql = (
        "SELECT watch, record FROM watch_matches WHERE given = 0 AND record IS NOT NULL AND found >= ? ORDER BY number"
    )
    rows = library.store.rows(sql, (since,))
    return [contract.load(Match, json.loads(record)) for watch, record in rows if not only or watch in only]


def gave(library: Library, found: Sequence[Match]) -> None:
    """Note that somebody has taken these matches."""
    _note(library, found, "given")


def _note(library: Library, found: Sequence[Match], column: str) -> None:
    with library.store.transaction():
        library.store.many(
            f"UPDATE watch_matches SET {column} = 1 WHERE watch = ? AND key = ?",
            [(match.watch, match.id.partition(":")[2]) for match in found],
        )


def said_by(annotated: Annotated, name: str) -> list[Attribution]:
    """Attributions whose chain holds the party `name` (its name, the end of it, or its identity)."""
    wanted = text.fold(name)
    ids = {p.id for p in annotated.annotations.parties if wanted in (text.fold(p.name), text.fold(p.identity or ""))}
    return [
        one
        for one in annotated.annotations.attributions
        if any(link.party in ids or f" {text.fold(link.name or '')}".endswith(f" {wanted}") for link in one.chain)
    ]


def cut(words: str, most: int = EXCERPT) -> str:
    """At most `most` characters of `words`, white space made plain."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _test(library: Library, watch: Watch) -> Callable[[Annotated, str | None], list[Match]]:
    """What tells which matches an article gives for a watch that looks at articles."""
    wanted = _words(watch.what)

    def page(annotated: Annotated, story: str | None) -> list[Match]:
        article = annotated.article
        hit = story == watch.what if watch.kind == "story" else wanted <= _words(f"{article.title}\n{article.body}")
        return [_match(watch, "page", f"page/{article.id}", annotated, story, article.body)] if hit else []

    def words(annotated: Annotated, story: str | None) -> list[Match]:
        return [
            _match(watch, "words", f"words/{annotated.article.id}/{one.id}", annotated, story,
                   annotated.text(one.content))
            for one in said_by(annotated, watch.what)
        ]  # fmt: skip

    return words if watch.kind == "party" else page


def _turns(library: Library, watch: Watch, anchor: str | None) -> Iterator[tuple[Match, int]]:
    """The claims of a watched story whose status turned, and what its pages took back, with the number of an article.

    A story that was joined to another is found through the article that it was watched by.
    """
    here = watch.what if library.store.is_stale(watch.what) is not None else library.store.story_of(anchor or "")
    if here is None:
        return
    story = library.story(here)
    numbers = {member.id: library.store.sequence(member.id) for member in story.articles}
    for change in changes(story):
        cause = next((id for id in change.articles if id in numbers), None)
        if cause is None or (change.before is None and change.claim):
            continue
        member = next(one for one in story.articles if one.id == cause)
        because = sorted(change.because) or [change.text]
        causes = hashlib.sha256("\n".join(because).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        what = f"{change.before} → {change.after}" if change.claim else change.kind
        key = f"change/{change.after if change.claim else change.kind}/{causes}"
        yield (
            Match(
                f"{watch.id}:{key}", watch.id, "change", clock.utc(datetime.now(UTC)),
                f"{what}: {cut(change.text, 120)}", cut(change.reason or change.text),
                cause, story.id, change.claim or None, member.outlet, change.time, member.url,
            ),
            numbers[cause],
        )  # fmt: skip


def _match(watch: Watch, kind: str, key: str, annotated: Annotated, story: str | None, excerpt: str) -> Match:
    article = annotated.article
    return Match(
        f"{watch.id}:{key}", watch.id, kind, clock.utc(datetime.now(UTC)),  # type: ignore[arg-type]
        cut(article.title or article.body, 90), cut(excerpt), article.id, story, None, article.outlet,
        article.published, article.url,
    )  # fmt: skip


def _keep(library: Library, match: Match, seq: int, *, silent: bool = False) -> bool:
    """Keep a match; False where it is there already."""
    record = None if silent else json.dumps(contract.dump(match), ensure_ascii=False)
    rows = library.store.rows(
        "INSERT INTO watch_matches (watch, key, seq, found, record) VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING"
        " RETURNING number",
        (match.watch, match.id.partition(":")[2], seq, match.found, record),
    )
    return bool(rows)


def _words(words: str) -> set[str]:
    """The words as the full-text index sees them: letters and digits, without case and marks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return set(re.findall(r"\w+", plain.casefold()))


def _top(library: Library) -> int:
    """The number of the newest article."""
    return int(library.store.rows("SELECT coalesce(max(seq), 0) FROM articles")[0][0])


def _watch(row: Row) -> Watch:
    id, kind, what, made, webhook, private, *_ = row
    return Watch(id, kind, what, made, webhook, bool(private))
