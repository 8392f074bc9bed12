"""Pages of stories, made once for all readers and kept until anything that is on them is another."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stemma.library import Library, listing
from stemma.model import Change, Story

MOST = 128
"""Pages that are held in memory, some 100 kB each: those asked for last."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is the same for every reader of a story's page: its body as HTML, what stands in the frame around it by
    name, and all its changes, newest first."""

    body: str
    frame: dict[str, Any]
    changes: tuple[Change, ...]


class Leaves:
    """Leaves by story. One is made again when the story, an article of it, what is told of it or an outlet's name has
    changed: a digest of the kept bytes says so, without opening them."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[Story, bytes, Leaf]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, library: Library, story: Story, make: Callable[[], Leaf]) -> Leaf:
        """The leaf of `story`, held or made now. A shelf gives the same articles for as long as its document stands."""
        stamp = listing.stamp(library.store, story)
        with self._lock:
            held = self._held.pop(story.id, None)
        if held is None or held[0].articles is not story.articles or held[0].state != story.state or held[1] != stamp:
            held = (story, stamp, make())
        with self._lock:
            self._held[story.id] = held
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return held[2]
