"""`lang/en/cases/said.tsv`: what is said, by whom, what they do by it and how surely. Floors for each column.

The upper half is for work; of the lower half only the score is looked at. `asserts` is the law behind both: whether
the content is taken for something that its source says is so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources

import pytest

from stemma.annotate import annotate_many
from stemma.model import Annotations, Article, Attribution, Spans

HELD_OUT = "# held out below"
LEADING = re.compile(r"[“\"‘]?(?:(?:that|whether|if)\s+)?[“\"‘]?", re.IGNORECASE)
SILENT = frozenset({"nothing", "retract", "ask", "demand", "not-confirm", "no-comment"})
"""Acts by which nobody says that the content is so, or is not."""

WORK = {"speech": 0.90, "act": 0.95, "asserts": 0.975, "certainty": 0.94, "content": 0.86, "source": 0.87}
HELD = {"speech": 0.81, "act": 0.84, "asserts": 0.90, "certainty": 0.84, "content": 0.79, "source": 0.83}


def cases(held: bool) -> list[list[str]]:
    """The rows of one half: sentence, content, source, speech, act, certainty."""
    text = resources.files("stemma.lang.en").joinpath("cases", "said.tsv").read_text(encoding="utf-8")
    work, _, rest = text.partition(HELD_OUT)
    lines = (rest if held else work.partition("\n")[2]).splitlines()
    return [line.replace("\\n", "\n").split("\t") for line in lines if line.count("\t") == 5 and line[0] != "#"]


def overlap(text: str, part: str, spans: Spans) -> float:
    """Shared characters over all of `part`, as it stands in `text`, and `spans`, without "that" and quotation marks."""
    start = text.find(part)
    if not part or start < 0 or not spans:
        return 0.0
    lead = LEADING.match(text, spans[0][0], spans[0][1])
    spans = ((lead.end() if lead else spans[0][0], spans[0][1]), *spans[1:])
    common = sum(max(0, min(start + len(part), e) - max(start, s)) for s, e in spans)
    return common / (len(part) + sum(e - s for s, e in spans) - common)


def best(notes: Annotations, text: str, content: str, source: str, speech: str) -> Attribution | None:
    """The attribution that a case is about: the one with its content, else with its source, else any."""
    found = notes.attributions
    if content:
        nearest = max(found, key=lambda a: overlap(text, content, a.content), default=None)
        if nearest is not None and overlap(text, content, nearest.content) >= 0.5:
            return nearest
    same = [a for a in found if overlap(text, source, a.source) > 0.3]
    if same:
        return max(same, key=lambda a: a.confidence)
    return found[0] if found and not content and not source else None


def judged(case: list[str], notes: Annotations) -> Iterator[tuple[str, bool]]:
    """Column and whether it is right, for each that the case has."""
    text, content, source, speech, act, certainty = case
    one = best(notes, text, content, source, speech)
    mine = (one.speech, one.act, one.certainty) if one else ("none", "nothing", "U")
    yield "speech", mine[0] == speech
    yield "act", mine[1] == act
    yield "asserts", (mine[0] == "speech" and mine[1] not in SILENT) == (speech == "speech" and act not in SILENT)
    if content:
        yield "certainty", mine[2] == certainty
        yield "content", one is not None and overlap(text, content, one.content) >= 0.8
    if source and speech != "none":
        yield "source", one is not None and overlap(text, source, one.source) >= 0.5


def shares(held: bool) -> dict[str, float]:
    """Of the cases of one half that have a column, the share that is right."""
    rows = cases(held)
    articles = [Article(id="case", body=row[0], language="en") for row in rows]
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row, notes in zip(rows, annotate_many(articles), strict=True):
        for column, good in judged(row, notes):
            total[column] += 1
            right[column] += good
    return {column: right[column] / total[column] for column in total}


@pytest.mark.parametrize(("held", "floors"), [(False, WORK), (True, HELD)], ids=["work", "held-out"])
def test_what_is_said(held: bool, floors: dict[str, float]) -> None:
    found = shares(held)
    below = {column: round(found[column], 3) for column, floor in floors.items() if found[column] < floor}
    assert not below, f"below their floors: {below}"


def test_there_are_enough_cases() -> None:
    assert len(cases(held=False)) + len(cases(held=True)) >= 300
