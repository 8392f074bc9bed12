"""How long the served pages take and how big they are, from a library made of the development stories.

Articles of AllSides, BASIL and ECB+ (their first `--letters` characters, so that building the library takes minutes
and not hours) are added to a new library, or one that `--library` names is used as it is. Each page is then asked for
through the application itself, without a network, and timed in CPU milliseconds: `NAME.p50`, `NAME.p95`, and the
largest answer in kB as `NAME.kb`. The first round, which relates stories that are not up to date, is `NAME.first`.

    python bench/serve.py --data ../shared/data --articles 300
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from stemma.library import Library
from stemma.model import Capture

SETS = ("allsides", "basil", "ecbplus")
ROUNDS = 5


def measure(data: Path, *, articles: int = 300, letters: int = 900, library: Path | None = None) -> dict[str, float]:
    """Milliseconds and kilobytes by page, see the module."""
    with tempfile.TemporaryDirectory() as folder:
        path = library or Path(folder) / "bench.db"
        if not path.exists():
            with Library(path) as made:
                made.add(captures(data, articles, letters))
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
    from fastapi.testclient import TestClient

    from stemma.serve import application

    client = TestClient(application(str(path), rate=10**9))
    with Library(path, create=False) as library:
        stories = [story for story in itertools.islice(library.stories(everything=True), 20) if story.articles]
        counts = library.status()
    members = [story.articles[0].id for story in stories]
    pages: dict[str, Callable[[int], str]] = {
        "front": lambda n: "/",
        "search": lambda n: f"/?q={('police', 'court', 'president')[n % 3]}",
        "story": lambda n: f"/stories/{stories[n].id}",
        "article": lambda n: f"/articles/{members[n]}",
        "compare": lambda n: f"/compare?a={stories[n].articles[0].id}&b={stories[n].articles[-1].id}",
        "party": lambda n: "/party?name=police",
        "api-story": lambda n: f"/api/stories/{stories[n].id}",
        "feed": lambda n: "/feed.atom",
    }
    figures: dict[str, float] = {f"library.{key}": float(value) for key, value in counts.items()}
    for name, address in pages.items():
        spent: list[float] = []
        largest = 0
        for turn in range(ROUNDS):
            for n in range(min(8, len(stories))):
                start = time.process_time()
                answer = client.get(address(n))
                taken = 1000 * (time.process_time() - start)
                assert answer.status_code == 200, address(n)
                largest = max(largest, len(answer.content))
                if turn:
                    spent.append(taken)
                elif n == 0:
                    figures[f"{name}.first"] = round(taken, 1)
        spent.sort()
        figures[f"{name}.p50"] = round(spent[len(spent) // 2], 1)
        figures[f"{name}.p95"] = round(spent[int(0.95 * (len(spent) - 1))], 1)
        figures[f"{name}.kb"] = round(largest / 1000, 1)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the prepared data")
    parser.add_argument("--articles", type=int, default=300, help="articles in the library")
    parser.add_argument("--letters", type=int, default=900, help="characters of each body that are kept")
    parser.add_argument("--library", type=Path, help="a library to use, or to make and keep")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    figures = measure(options.data, articles=options.articles, letters=options.letters, library=options.library)
    if options.json:
        json.dump(figures, sys.stdout, indent=1)
        return
    for name, value in figures.items():
        print(f"{name:24}{value:12,.1f}")


if __name__ == "__main__":
    main()
