"""What a page costs in a library of 50,000 articles against one of 1,000, without annotating 50,000 pages.

    python bench/scale.py --data ../shared/data --articles 1000 --real 0 --library FILE
    python bench/cloned.py --data ../shared/data --library FILE [--articles 50000] [--real 40] [--rounds 3]

A second library, FILE.large, gets the rows of the first again and again: each time with sequence numbers, ids and
digests of their own, all times moved on by the span that the first one covers (so as many articles a day), and all
n-grams moved by a number (so that no clone shares text with another). Words stay, so that a term stands in as many more
stories as the library has more articles: more than in life, where new events bring new words. The records themselves
are not rewritten: a page that shares no line with a clone never opens one.

Then `--real` pages that are in neither library, dated at the end of each, are kept in both in turn and the stories they
come to are related, in a transaction that is undone. Printed for each library and round: CPU milliseconds a page of
reading and annotating, of keeping, of relating, and of all.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import shutil
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from scale import Undone
from stemma import clock, limits
from stemma.library import Library, relating
from stemma.library.adding import Adding, Prepared, prepare, prepare_batch
from stemma.library.records import unpack_annotated
from stemma.model import Capture
from stemma.relate.stories.placing import BLOCK_DAYS, DAY
from stemma.relate.stories.sketches import Fact
from stemma.relate.stories.summary import StorySummary
from throughput import articles

STEP = 0x1F3D5B79A1C3E5
"""What n-grams are moved on by in each clone."""
COPIED = {
    "captures": {"seq": "seq + :seqs", "digest": "digest || :mark", "id": "id || :mark"},
    "articles": {"seq": "seq + :seqs", "id": "id || :mark", "url": "NULL", "page": "NULL", "version_of": "NULL"},
    "sections": {"key": "key + :sections", "seq": "seq + :seqs", "time": "time + :seconds"},
    "derivations": {"a": "a + :seqs", "b": "b + :seqs"},
    "story_terms": {"posted": "posted + :posted", "story": "story || :mark", "block": "block + :blocks"},
    "members": {"seq": "seq + :seqs", "story": "story || :mark", "placed": "placed || :mark"},
}
"""The tables whose rows are copied, with what becomes of their columns; the others stay as they are."""


def clone(path: Path, articles: int) -> None:
    """Fill the library at `path` with clones of its own rows until it has `articles`."""
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA synchronous = OFF")
        (seqs, many), (sections,), (posted,) = (
            base.execute(sql).fetchone()
            for sql in (
                "SELECT max(seq), count(*) FROM articles",
                "SELECT max(key) FROM sections",
                "SELECT max(posted) FROM story_terms",
            )
        )
        first, last = base.execute("SELECT min(time), max(time) FROM sections").fetchone()
        texts = [
            (seq, record.article.title or "", record.article.body)
            for seq, packed in base.execute("SELECT seq, record FROM articles")
            if (record := unpack_annotated(packed))
        ]
        kept = base.execute("SELECT * FROM stories ORDER BY number").fetchall()
        columns = {name: _columns(base, name) for name in (*COPIED, "stories")}
        for turn in range(1, -(-articles // many)):
            seconds = turn * (last - first)
            marks = {
                "seqs": turn * seqs, "sections": turn * sections, "posted": turn * posted, "step": turn * STEP,
                "mark": f"-{turn}", "seconds": seconds, "blocks": int(seconds // (BLOCK_DAYS * DAY)),
            }  # fmt: skip
            base.execute("BEGIN")
            _stories(base, columns["stories"], kept, marks)
            for name, changed in COPIED.items():
                values = ", ".join(changed.get(column, column) for column in columns[name])
                limit = {"captures": "seq", "articles": "seq", "sections": "key", "derivations": "b", "members": "seq"}
                old = f"{limit[name]} <= {sections if name == 'sections' else seqs}" if name in limit else ""
                old = old or f"posted <= {posted}"
                base.execute(f"INSERT INTO {name} SELECT {values} FROM {name} WHERE {old}", marks)
            base.execute(
                "INSERT OR IGNORE INTO grams SELECT gram % 4611686018427387904 + :step, section + :sections FROM grams"
                f" WHERE section <= {sections} ORDER BY 1",
                marks,
            )
            rows = ((seq + marks["seqs"], title, body) for seq, title, body in texts)
            base.executemany("INSERT INTO search (rowid, title, body) VALUES (?,?,?)", rows)
            base.execute("COMMIT")
        base.execute("UPDATE state SET value = ? WHERE name = 'now'", (repr(last + turn * (last - first)).encode(),))
        base.commit()


def _columns(base: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in base.execute(f"PRAGMA table_info({table})")]


def _stories(
    base: sqlite3.Connection, columns: Sequence[str], kept: Sequence[Sequence[object]], marks: dict[str, object]
) -> None:
    """Copy the stories with what is kept of them, ids and times changed in it."""
    mark, seconds = str(marks["mark"]), float(str(marks["seconds"]))
    for row in kept:
        values = dict(zip(columns, row, strict=True))
        summary = StorySummary.load(values["summary"])  # type: ignore[arg-type]
        summary.id += mark
        for name in ("first", "last", "seen"):
            value = getattr(summary, name)
            setattr(summary, name, value + seconds if value is not None else None)
            values[name] = getattr(summary, name)
        summary.members = [dataclasses.replace(member, id=member.id + mark, ties={}) for member in summary.members]
        if summary.sketches is not None:
            summary.sketches.facts[:, [Fact.FIRST, Fact.LAST]] += seconds
        values |= {"number": None, "id": summary.id, "summary": summary.dump(), "stale": 0}
        base.execute(f"INSERT INTO stories VALUES ({','.join('?' * len(columns))})", [values[c] for c in columns])


def cost(path: Path, pages: Sequence[tuple[Capture, Prepared]]) -> tuple[float, float]:
    """CPU milliseconds a page of keeping real pages at the end of a library, and of relating what they came to."""
    spent = [0.0, 0.0]
    with Library(path) as library, contextlib.suppress(Undone), library.store.transaction():
        adding = Adding(library.store)
        when = clock.utc(datetime.fromtimestamp(adding.index.now or 0, UTC))
        dated = [
            prepare(
                capture,
                dataclasses.replace(one.annotated, article=dataclasses.replace(one.annotated.article, published=when)),
            )
            for capture, one in pages
        ]
        for (capture, _), prepared in zip(pages, dated, strict=True):
            begun = time.process_time()
            placed = adding.keep(capture, prepared)
            kept = time.process_time()
            if placed is not None:
                relating.work(relating.job(library.store, placed[1]))
            spent = [spent[0] + kept - begun, spent[1] + time.process_time() - kept]
        raise Undone
    return 1000 * spent[0] / len(pages), 1000 * spent[1] / len(pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--library", type=Path, required=True, help="what scale.py filled")
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--real", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    limits.one_thread(always=False)
    large = options.library.with_suffix(".large")
    if not large.exists():
        shutil.copy(options.library, large)
        clone(large, options.articles)
    captures = [*articles(options.data, options.real, 300)]
    prepare_batch([*captures[:2]])  # loads the models
    begun = time.process_time()
    made = zip(captures, prepare_batch([*captures]), strict=True)
    annotating = 1000 * (time.process_time() - begun) / len(captures)
    pages = [(capture, outcome) for capture, outcome in made if isinstance(outcome, Prepared)]
    cost(options.library, pages)  # loads what relating needs
    for _ in range(options.rounds):
        for path in (options.library, large):
            with Library(path) as library:
                count = library.status().articles
            keep, relate = cost(path, pages)
            row = {"articles": count, "annotate": annotating, "keep": keep, "relate": relate}
            row["all"] = annotating + keep + relate
            print(json.dumps({key: round(value, 1) for key, value in row.items()}), flush=True)


if __name__ == "__main__":
    main()
