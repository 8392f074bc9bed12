"""As many articles as are wanted, from a few that were annotated: the same pages with other words, names and dates.

Annotating 200,000 articles takes hours; keeping and relating them is what is measured. Each round over the base texts
exchanges every word of four letters or more for one of the same length, case and about the same frequency, by a
permutation of its own. So all offsets hold, texts of a round share wording exactly as their originals do, texts of
different rounds share only short words and a few n-grams, and words keep their frequencies.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from stemma import clock, contract
from stemma.engine import process
from stemma.library.adding import Prepared, prepare
from stemma.model import Annotated, Capture
from throughput import articles

WORD = re.compile(r"\b[A-Z]?[a-z]{3,}\b")
BLOCK = 64
"""Words of neighbouring frequency that are exchanged among each other."""
TEXTS = {"body", "title", "name", "description", "text"}
"""Fields whose words are exchanged."""
START = datetime(2031, 1, 1, tzinfo=UTC)


class Copies:
    """Article number N for any N, `per_day` of them published each day."""

    def __init__(self, base: list[tuple[Capture, Annotated]], per_day: int = 10_000) -> None:
        self.base = [(capture, contract.dump(annotated)) for capture, annotated in base]
        self.gap = timedelta(days=1) / per_day
        counts = Counter(word for _, record in self.base for word in WORD.findall(record["body"]))
        self.classes: dict[tuple[int, bool], list[str]] = {}
        for word, _ in counts.most_common():
            self.classes.setdefault((len(word), word[0].isupper()), []).append(word)

    def __call__(self, number: int) -> tuple[Capture, Prepared]:
        """The capture and what a worker would have made of it."""
        turn, place = divmod(number, len(self.base))
        capture, record = self.base[place]
        exchange = self._exchange(turn)
        changed = _changed(record, lambda text: WORD.sub(lambda m: exchange.get(m[0], m[0]), text))
        changed |= {"id": f"c{number}", "published": clock.utc(START + number * self.gap), "modified": None}
        for section in changed["sections"]:
            section["time"] = None
        annotated = contract.load(Annotated, changed)
        article = annotated.article
        mine = dataclasses.replace(capture, id=article.id, content=article.body, published=article.published)
        return mine, prepare(mine, annotated)

    @functools.lru_cache(2)  # noqa: B019 - one object for a run
    def _exchange(self, turn: int) -> dict[str, str]:
        found = {}
        for (length, upper), words in self.classes.items():
            for start in range(0, len(words), BLOCK):
                block = words[start : start + BLOCK]
                others = block[:]
                random.Random(f"{turn} {length} {upper} {start}").shuffle(others)
                found |= zip(block, others, strict=True)
        return found


def _changed(value: Any, change: Callable[[str], str], text: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: _changed(item, change, key in TEXTS) for key, item in value.items()}
    if isinstance(value, list):
        return [_changed(item, change, text) for item in value]
    return change(value) if text and isinstance(value, str) else value


def base(data: Path, count: int, cache: Path | None = None) -> list[tuple[Capture, Annotated]]:
    """`count` real articles with their annotations; kept in the file `cache`, for they take a while."""
    if cache is not None and cache.exists():
        rows = [json.loads(line) for line in cache.read_text().splitlines()]
        return [(Capture(**row["capture"]), contract.load(Annotated, row["annotated"])) for row in rows]
    found = list(_annotated(data, count))
    if cache is not None:
        cache.write_text(
            "\n".join(json.dumps({"capture": dataclasses.asdict(c), "annotated": contract.dump(a)}) for c, a in found)
        )
    return found


def _annotated(data: Path, count: int) -> Iterator[tuple[Capture, Annotated]]:
    for capture, outcome in process(articles(data, count)):
        if capture is not None and isinstance(outcome, Annotated):
            yield capture, outcome
