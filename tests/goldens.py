"""Goldens: all that Stemma says of the demo and of two invented stories, kept as files in `tests/goldens/`.

    python3 dev.py goldens        # write them anew; the difference is then read in the commit

They tell what a change changes beside what it was meant to change. No test of quality: what is in them may be wrong.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from stemma import contract, demo
from stemma.annotate import annotate_many
from stemma.model import Annotated
from stemma.read import read
from stemma.relate import relate
from stemma.tell.brief import brief
from stemma.tell.formats import json as document
from stemma.tell.timeline import timeline
from tests.test_boards import FIRE, members
from tests.test_status_boards import TRAIN

FOLDER = Path(__file__).parent / "goldens"
DIGITS = 3
"""Probabilities are kept so exactly: machines differ in the last digits."""


def told(pages: Sequence[Annotated]) -> tuple[str, str]:
    """What annotating says of `pages`, and the story they tell, as JSON to be compared line by line."""
    story, articles = relate(pages), {page.article.id: page for page in pages}
    whole = document.story(story, articles, timeline=timeline(story, articles), brief=brief(story, articles))
    return text([contract.document(page) for page in pages]), text(whole)


def text(value: Any) -> str:
    """`value` as JSON, indented, numbers rounded."""
    return json.dumps(_rounded(value), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, (list, tuple)) else value


def _demo() -> Sequence[Annotated]:
    articles = [read(capture) for capture in demo.captures()]
    return [Annotated(a, n) for a, n in zip(articles, annotate_many(articles), strict=True)]


CORPORA = {"demo": _demo, "fire": functools.partial(members, FIRE), "train": functools.partial(members, TRAIN)}


def made(corpus: str) -> Iterator[tuple[Path, str]]:
    """The golden files of a corpus, with what they should hold now."""
    for kind, now in zip(("annotate", "story"), told(CORPORA[corpus]()), strict=True):
        yield FOLDER / f"{corpus}.{kind}.json", now


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    for corpus in CORPORA:
        for path, now in made(corpus):
            path.write_text(now, encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main()
