"""Follows lists of pages, sites and folders: what is new is added to a library, again and again, until it is stopped.

    from stemma.follow import Plan, follow
    follow(Plan("news.db", ("https://outlet.example/feed",)))

Several threads get what is due, one request a host at a time; the thread that called reads, annotates and keeps it.
"""

from __future__ import annotations

from stemma.follow.running import Counts, Plan, follow

__all__ = ["Counts", "Plan", "follow"]
