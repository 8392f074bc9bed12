"""Shared furniture is no reuse: invented cases, whose right answers were written before the code.

Imprints, appeals, disclaimers, biographies and standing paragraphs of background recur over stories and time. The
pages of a case come in one after the other, as a library gets them; `same` are pairs of one text, `apart` pairs that
must share none, whether in one story or in two. Those whose names begin with 2- were written when the code was there.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from stemma.engine.sharing import Groups, prints_of, sharing
from stemma.library import Library
from stemma.model import Article, Capture, Section
from stemma.relate.texts.lineage import joins
from stemma.relate.texts.reuse import MemoryPostings

FILE: dict[str, Any] = json.loads(Path(__file__).parent.joinpath("data/furniture_invented.json").read_text("utf-8"))


def page(given: dict[str, Any], hour: int) -> Article:
    body = "\n\n".join(itertools.chain.from_iterable(FILE["texts"][name] for name in given["text"]))
    day = given["day"] - 1
    time = f"2031-{3 + day // 30:02}-{1 + day % 30:02}T{6 + hour:02}:00:00Z"
    whole = (Section("original", time, 0, len(body)),)
    return Article(given["id"], body, outlet=given["outlet"], published=time, sections=whole)


def of_one_text(pages: Sequence[Article]) -> Groups:
    """Which pages are of one text (by number), as they come in one after the other."""
    postings, texts = MemoryPostings(), Groups()
    known: list[tuple[int, ...]] = []

    def joined(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
        return ((number, other) for number in numbers for other in known[number])

    for number, article in enumerate(pages):
        found, _ = sharing(number, article, prints_of(article), postings, pages.__getitem__, joined)
        known.append(tuple(other for other, rows in found.items() if joins(rows)))
        for other in known[-1]:
            texts.join(number, other)
    return texts


OPEN = {
    "first-time-shared": "two reports with no words in common share a paragraph: taken for boilerplate of both",
    "2-background-at-the-second-stage": "the same, when the paragraph had stood once before",
}
"""Right answers that are not given today, with the reason."""
CASES = [
    pytest.param(case, id=case["name"], marks=[pytest.mark.xfail(reason=OPEN[n]) for n in OPEN if n == case["name"]])
    for case in FILE["cases"]
]


@pytest.mark.parametrize("case", CASES)
def test_invented_furniture(case: dict[str, Any]) -> None:
    pages = [page(given, hour) for hour, given in enumerate(case["pages"])]
    texts = of_one_text(pages)
    of = {article.id: texts.root(number) for number, article in enumerate(pages)}
    wrong = [pair for pair in case["same"] if of[pair[0]] != of[pair[1]]]
    wrong += [pair for pair in case["apart"] if of[pair[0]] == of[pair[1]]]
    assert not wrong, case["why"]


def test_a_library_remembers_what_stands_again(tmp_path: Path) -> None:
    """Two reporters at one verdict, each with the paragraph that stood below two stories before: two texts."""
    case = next(case for case in FILE["cases"] if case["name"] == "background-within-one-story")
    pages = [page(given, hour) for hour, given in enumerate(case["pages"])]
    with Library(tmp_path / "n.db") as library:
        library.add(Capture(a.id, "body", a.body, outlet=a.outlet, published=a.published) for a in pages)
        standing = dict(library.store.rows("SELECT id, standing FROM articles WHERE standing IS NOT NULL"))
        assert set(standing) == {"p", "q"}
        for id, spans in standing.items():
            [[start, end]] = json.loads(spans)
            assert library.article(id).article.body[start:end] == FILE["texts"]["bg.agnes"][0]
        texts = [set(line.members) for story in library.stories(everything=True) for line in story.lineages]
    assert all(len(members) == 1 for members in texts)
