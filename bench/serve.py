"""How long the served pages take and how big they are, from a library of ten thousand articles.

Articles of AllSides, BASIL and ECB+ (`--read` of them) are added to a new library, which is then made as big as asked
for (`serve_library.py`). Each kind of page is asked for through the application itself, without a network, by one
client, and timed in CPU milliseconds: `NAME.p50`, `NAME.p95`, and the largest answer in kB as `NAME.kb`. `NAME.first`
is the slowest first answer of an application just started (templates and the latest stories are read before it
listens), `NAME.grown` the slowest first answer after new articles came to stories and nothing was related yet; the
keeper does that beside the server, in `keeper.seconds` of CPU. `start.ms` is what starting takes.

    python bench/serve.py --data ../shared/data --articles 10000
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fastapi.testclient import TestClient

from serve_library import multiply
from stemma.library import Library, listing
from stemma.model import Capture, Story
from stemma.serve import application, keeper

SETS = ("allsides", "basil", "ecbplus")
ROUNDS = 5
STORIES = 20


def measure(
    data: Path, *, articles: int = 10_000, read: int = 400, letters: int = 20_000, library: Path | None = None
) -> dict[str, float]:
    """Milliseconds and kilobytes by page, see the module."""
    with tempfile.TemporaryDirectory() as folder:
        path = library or Path(folder) / "bench.db"
        if not path.exists():
            small = Path(folder) / "small.db"
            with Library(small) as made:
                made.add(captures(data, read, letters))
            multiply(small, path, articles)
        return times(path)


def captures(data: Path, most: int, letters: int) -> Iterator[Capture]:
    """Captures with clean bodies, in the order of the files."""
    opened = [(data / "stories" / f"{name}.dev.jsonl").open(encoding="utf-8") for name in SETS]
    try:
        lines = itertools.chain.from_iterable(zip(*opened, strict=False))
        for line in itertools.islice(lines, most):
            one = json.loads(line)
            body, date = one["text"][:letters], one.get("date")
            yield Capture(
                one["id"], "body", body, outlet=one.get("outlet"), title=one.get("title"), published=date, language="en"
            )
    finally:
        for file in opened:
            file.close()


def times(path: Path) -> dict[str, float]:
    """Asks for every kind of page for some stories and articles, `ROUNDS` times."""
    with Library(path, create=False) as library:
        while keeper.keep(library, deliver=False):
            pass
        figures = {f"library.{key}": float(value) for key, value in library.store.counts().items()}
        stories = [library.story(id) for id in listing.stories(library.store, limit=STORIES)]
    pages = addresses(stories)
    start = time.process_time()
    client = started(path)
    figures["start.ms"] = _since(start)
    for name in pages:
        figures[f"{name}.first"] = max(ask(client, address)[0] for address in pages[name])
    for name in pages:
        asked = [ask(client, address) for _ in range(ROUNDS) for address in pages[name]]
        spent = sorted(taken for taken, _ in asked)
        figures[f"{name}.p50"] = spent[len(spent) // 2]
        figures[f"{name}.p95"] = spent[int(0.95 * (len(spent) - 1))]
        figures[f"{name}.kb"] = round(max(size for _, size in asked) / 1000, 1)
    with Library(path, create=False) as library:
        with library.store.transaction():
            for story in stories:
                library.store.mark_stale(story.id)
        client = started(path)
        for name in pages:
            figures[f"{name}.grown"] = max(ask(client, address)[0] for address in pages[name])
        start = time.process_time()
        keeper.keep(library, deliver=False)
        figures["keeper.seconds"] = round(time.process_time() - start, 1)
    return figures


def addresses(stories: list[Story]) -> dict[str, list[str]]:
    """Addresses by kind of page."""
    members = [story.articles[0].id for story in stories]
    return {
        "front": ["/", "/?start=20"],
        "search": [f"/?q={words}" for words in ("police", "court", "president", "said officials")],
        "story": [f"/stories/{story.id}" for story in stories],
        "article": [f"/articles/{member}" for member in members],
        "compare": [f"/compare?a={story.articles[0].id}&b={story.articles[-1].id}" for story in stories],
        "party": [f"/party?name={name}" for name in ("police", "officials", "spokesman")],
        "api-stories": ["/api/stories", "/api/stories?everything=true&offset=2000"],
        "api-story": [f"/api/stories/{story.id}" for story in stories],
        "feed": ["/feed.atom", "/feed.json?q=court"],
    }


def started(path: Path) -> TestClient:
    """A client of an application that was just started."""
    return TestClient(application(str(path), rate=10**9, patient=True), base_url="http://localhost")


def ask(client: TestClient, address: str) -> tuple[float, int]:
    """CPU milliseconds and bytes of one answer."""
    start = time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return _since(start), len(answer.content)


def _since(start: float) -> float:
    return round(1000 * (time.process_time() - start), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the prepared data")
    parser.add_argument("--articles", type=int, default=10_000, help="articles in the library")
    parser.add_argument("--read", type=int, default=400, help="articles that are read, annotated and related for it")
    parser.add_argument("--letters", type=int, default=20_000, help="characters of each body that are kept")
    parser.add_argument("--library", type=Path, help="a library to use, or to make and keep")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    figures = measure(
        options.data, articles=options.articles, read=options.read, letters=options.letters, library=options.library
    )
    if options.json:
        json.dump(figures, sys.stdout, indent=1)
        return
    for name, value in figures.items():
        print(f"{name:24}{value:12,.1f}")


if __name__ == "__main__":
    main()
