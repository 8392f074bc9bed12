"""As many articles as are wanted, from a few that were annotated: the same pages with other words, names and numbers.

Annotating 200,000 articles takes hours; keeping and relating them is what is measured. Each round over the base texts
exchanges every word of three letters or more, every abbreviation and every number for one of the same length, case and
about the same frequency, by a permutation of its own; only small words that stand in most articles stay. So all offsets
hold, texts of a round share wording exactly as their originals do, texts of different rounds share only common words
and a few n-grams, and words keep their frequencies.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from stemma import clock, contract
from stemma.engine import process
from stemma.engine.sharing import prints_of
from stemma.library.adding import Prepared
from stemma.library.records import pack_content
from stemma.model import Annotated, Capture
from throughput import articles

WORD = re.compile(r"\b[A-Z]?[a-z]{3,}\b")
TOKEN = re.compile(r"\b[A-Z]?[a-z]{2,}\b|\b[A-Z]{2,}\b|\d+")
"""What is exchanged."""
BLOCK = 64
"""Tokens of neighbouring frequency that are exchanged among each other."""
COMMON = 0.6
"""A small word that stands in a larger share of the articles is no word of a subject, and stays."""
TEXTS = {"body", "title", "name", "description", "text"}
"""Fields whose tokens are exchanged."""
START = datetime(2031, 1, 1, tzinfo=UTC)
MARK = "\ue000"
"""Stands for a text in the JSON of a base article, and between the texts while their tokens are exchanged."""


class Copies:
    """Article number N for any N, `per_day` of them published each day."""

    def __init__(self, base: list[tuple[Capture, Annotated]], per_day: int = 10_000) -> None:
        self.base = [(capture, *_template(contract.dump(annotated))) for capture, annotated in base]
        self.gap = timedelta(days=1) / per_day
        self.classes: dict[tuple[int, bool, bool], list[str]] = {}
        held = Counter(t for _, _, texts in self.base for t in dict.fromkeys(TOKEN.findall(texts)))
        for token, count in held.most_common():
            if count <= COMMON * len(self.base) or not token.islower():
                self.classes.setdefault((len(token), token[0].isupper(), token[-1].islower()), []).append(token)

    def __call__(self, number: int) -> tuple[Capture, Prepared]:
        """The capture and what a worker would have made of it."""
        turn, place = divmod(number, len(self.base))
        capture, around, texts = self.base[place]
        exchange = self._exchange(turn)
        changed = TOKEN.sub(lambda match: exchange.get(match[0], match[0]), texts).split(MARK)
        parts = [json.dumps(text, ensure_ascii=False) for text in changed]
        own = f'"id": "c{number}", "published": "{clock.utc(START + number * self.gap)}"'
        record = "".join(part for pair in zip(around, [own, *parts, ""], strict=True) for part in pair)
        annotated = contract.load(Annotated, json.loads(record))
        article = annotated.article
        mine = dataclasses.replace(capture, id=article.id, content=article.body, published=article.published)
        packed = zlib.compress(record.encode("utf-8", "surrogatepass"))
        return mine, Prepared(annotated, packed, pack_content(mine), prints_of(article))

    @functools.lru_cache(2)  # noqa: B019 - one object for a run
    def _exchange(self, turn: int) -> dict[str, str]:
        found = {}
        for kind, tokens in self.classes.items():
            for start in range(0, len(tokens), BLOCK):
                block = tokens[start : start + BLOCK]
                others = block[:]
                random.Random(f"{turn} {kind} {start}").shuffle(others)
                found |= zip(block, others, strict=True)
        return found


def _template(record: dict[str, Any]) -> tuple[list[str], str]:
    """The JSON of a record cut where its id and time and its texts stand, and the texts, `MARK` between them."""
    texts: list[str] = []
    plain = _taken({k: v for k, v in record.items() if k not in ("id", "published", "modified")}, texts)
    for section in plain["sections"]:
        section["time"] = None
    shown = json.dumps(plain, ensure_ascii=False)
    return ["{", ", " + (cut := shown[1:].split(f'"{MARK}"'))[0], *cut[1:]], MARK.join(texts)


def _taken(value: Any, texts: list[str], text: bool = False) -> Any:
    """`value` with `MARK` in place of its texts, which are added to `texts`."""
    if isinstance(value, dict):
        return {key: _taken(item, texts, key in TEXTS) for key, item in value.items()}
    if isinstance(value, list):
        return [_taken(item, texts, text) for item in value]
    if text and isinstance(value, str):
        texts.append(value)
        return MARK
    return value


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
