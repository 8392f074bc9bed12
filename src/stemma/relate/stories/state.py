"""Whether a story is developing, quiet or closed: by the age of its last news alone, so a list needs nothing else."""

from __future__ import annotations

from stemma.model import StoryState

DAY = 86400.0
"""Seconds."""
QUIET_AFTER, CLOSE_AFTER = 7 * DAY, 60 * DAY
"""Seconds after its last article from which on a story is quiet, and closed."""


def state_at(
    last: float | None, now: float | None, quiet_after: float = QUIET_AFTER, close_after: float = CLOSE_AFTER
) -> StoryState:
    """The state, at the moment `now`, of a story whose last news was at `last`; times in seconds."""
    if now is None or last is None or now - last < quiet_after:
        return "developing"
    return "quiet" if now - last < close_after else "closed"
