"""How a library is doing: counts, how fast it grows, how far it is behind the news, its size."""

from __future__ import annotations

import dataclasses
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stemma import clock
from stemma._version import __version__
from stemma.library import followed
from stemma.library.store import Store

RECENT = 100
"""Articles, the last ones added, over which the lag is taken."""


@dataclass(frozen=True, slots=True)
class Status:
    """Figures of a library at one moment."""

    captures: int
    """Captures kept, redacted ones included."""
    articles: int
    stories: int
    derivations: int
    """Pairs of articles that share wording."""
    problems: int
    """Inputs set aside."""
    redacted: int
    stale: int
    """Stories that have changed and wait to be related anew; that happens when they are next asked for."""
    bytes: int
    added_last_hour: int
    """Articles added in the hour before, redacted ones included."""
    added_last_day: int
    added_total: int
    """The number of the newest capture: grows by one with each, whatever is deleted."""
    last_added: str | None
    """When the newest capture was added (UTC)."""
    newest_published: str | None
    """The latest time of publication among the last `RECENT` articles added (UTC)."""
    lag_seconds: float | None
    """Median seconds from publication to being added, of the last `RECENT` articles that say when they were
    published. Archives added later have a lag of years; it is of use for a library that follows the news."""
    followed: int
    """Lists (feeds, sitemaps, folders) that `stemma follow` looks after at the moment."""
    followed_failing: int
    """Those of them that could not be read when it was last tried."""
    followed_waiting: int
    """Pages that they named and that are not got yet."""
    followed_last: str | None
    """When one of them was last read (UTC)."""


def status(store: Store, now: datetime | None = None) -> Status:
    """The figures at the moment `now` (default: the clock of the machine)."""
    now = now or datetime.now(UTC)
    lag, newest = lateness(store)
    following = followed.figures(store, now)
    last = store.one("SELECT seq, added FROM captures ORDER BY seq DESC LIMIT 1") or (0, None)
    return Status(
        **store.counts(),
        added_last_hour=store.added_since(clock.utc(now - timedelta(hours=1))),
        added_last_day=store.added_since(clock.utc(now - timedelta(days=1))),
        added_total=last[0],
        last_added=last[1],
        newest_published=clock.utc(newest) if newest else None,
        lag_seconds=lag,
        followed=following.followed,
        followed_failing=following.failing,
        followed_waiting=following.waiting,
        followed_last=following.looked,
    )


def lateness(store: Store) -> tuple[float | None, datetime | None]:
    """Median seconds from publication to being added, and the latest publication, of the last `RECENT` articles."""
    rows = store.rows(
        "SELECT c.added, a.published FROM captures c JOIN articles a ON a.seq = c.seq ORDER BY c.seq DESC LIMIT ?",
        (RECENT,),
    )
    times = [(bounds(added), bounds(published)) for added, published in rows]
    lags = [(added - published).total_seconds() for added, published in times if added and published]
    newest = max((published for _, published in times if published), default=None)
    return statistics.median(lags) if lags else None, newest


def bounds(time: str | None) -> datetime | None:
    """The moment that a time names, at the earliest; times without a zone are taken as UTC."""
    found = clock.bounds(time, "UTC")
    return found[0] if found else None


METRICS = (
    ("captures", "stemma_captures", "gauge", "Captures kept, redacted ones included."),
    ("articles", "stemma_articles", "gauge", "Articles kept."),
    ("stories", "stemma_stories", "gauge", "Stories."),
    ("stale", "stemma_stories_stale", "gauge", "Stories that wait to be related anew."),
    ("derivations", "stemma_derivations", "gauge", "Pairs of articles that share wording."),
    ("problems", "stemma_problems", "gauge", "Inputs set aside."),
    ("redacted", "stemma_redacted", "gauge", "Captures whose text was removed."),
    ("bytes", "stemma_library_bytes", "gauge", "Size of the library on disk."),
    ("added_total", "stemma_added_total", "counter", "Captures ever added."),
    ("added_last_hour", "stemma_added_last_hour", "gauge", "Captures added in the last hour."),
    ("last_added", "stemma_last_added_timestamp_seconds", "gauge", "When the newest capture was added."),
    ("newest_published", "stemma_newest_published_timestamp_seconds", "gauge", "Publication of the newest article."),
    ("lag_seconds", "stemma_lag_seconds", "gauge", "Median time from publication to being added, last 100 articles."),
    ("followed", "stemma_followed", "gauge", "Lists that are followed now."),
    ("followed_failing", "stemma_followed_failing", "gauge", "Lists of them that could not be read."),
    ("followed_waiting", "stemma_followed_waiting", "gauge", "Pages named by them that are not got yet."),
    ("followed_last", "stemma_followed_last_timestamp_seconds", "gauge", "When a list was last read."),
)
"""Field of `Status`, name, type and help of each metric."""


def prometheus(found: Status) -> str:
    """The figures in the text format of Prometheus (version 0.0.4). What is unknown is left out."""
    figures = dataclasses.asdict(found)
    lines = [
        "# HELP stemma_info The version of Stemma.",
        "# TYPE stemma_info gauge",
        f'stemma_info{{version="{__version__}"}} 1',
    ]
    for field, name, kind, help in METRICS:
        value = figures[field]
        if isinstance(value, str):
            moment = bounds(value)
            value = moment.timestamp() if moment else None
        if value is not None:
            lines += [f"# HELP {name} {help}", f"# TYPE {name} {kind}", f"{name} {value}"]
    return "\n".join(lines) + "\n"
