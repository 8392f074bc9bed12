"""A story that grows has the board that it has when it is related from nothing, whatever came when."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Sequence

import pytest

from stemma import demo
from stemma.library import Library
from stemma.library.records import pack
from stemma.model import Annotated, Story
from stemma.relate import relate
from stemma.relate.claims import copies, grouping, likeness, memory, models, sheets
from stemma.relate.claims.statements import statements
from tests.goldens import CORPORA

STORIES = sorted(CORPORA)


@functools.cache
def pages(name: str) -> tuple[Annotated, ...]:
    """The annotated pages of an invented story; the demo's hold an update and a correction."""
    return tuple(CORPORA[name]())


@pytest.fixture
def sliced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories of more than 20 statements are large, and grouped 20 different statements at a time."""
    for name, value in (("MANY", 20), ("SLICE", 20), ("CARRIED", 5)):
        monkeypatch.setattr(copies, name, value)
    copies._remembered.cache_clear()


def anew(members: Sequence[Annotated]) -> bytes:
    """The story of `members` by a process that remembers nothing."""
    copies._remembered.cache_clear()
    memory.forget()
    return pack(relate(list(members)))


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.usefixtures("sliced")
def test_pages_in_any_order_make_the_board_from_nothing_at_each_step(name: str) -> None:
    order = list(pages(name))
    random.Random(name).shuffle(order)
    grown = [pack(relate(order[:n])) for n in range(1, len(order) + 1)]
    assert grown == [anew(random.Random(n).sample(order[:n], n)) for n in range(1, len(order) + 1)]


@pytest.mark.parametrize("name", STORIES)
def test_what_two_pages_make_of_each_other_depends_on_nothing_else(name: str) -> None:
    told = {page: statements([page]) for page in pages(name)}
    each = [sheets.sheet(said, page) for page, said in told.items() if said]
    whole = sheets.Sheet.joined(each)
    together = grouping.likely(whole, whole, models.pairs())
    row = 0
    for mine in each:
        column = 0
        for other in each:
            alone = grouping.likely(mine, other, models.pairs())
            assert (together[row : row + len(mine), column : column + len(other)] == alone).all()
            if mine is not other:
                assert (alone == grouping.likely(other, mine, models.pairs()).T).all()
            column += len(other)
        row += len(mine)


def test_a_page_that_comes_to_a_story_is_compared_with_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def counted(views: likeness.Views) -> object:
        asked.append((len(views.mine), len(views.others)))
        return candidates(views)

    candidates = grouping.candidates
    monkeypatch.setattr(grouping, "candidates", counted)
    memory.forget()
    told = pages("demo")
    said = [s for page in told for s in statements([page])]
    grouping.same([s for s in said if s.article != told[3].article.id], told)
    asked.clear()
    grouping.same(said, told)
    new = sum(s.article == told[3].article.id for s in said)
    assert sum(mine * others for mine, others in asked) == new * len(said)


@pytest.mark.usefixtures("sliced")
def test_the_next_page_of_a_large_story_touches_the_last_slice_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(inner: Callable[..., object], statements: Sequence[object], *rest: object) -> object:
        asked.append(len(statements))
        return inner(statements, *rest)

    monkeypatch.setattr(grouping, "groups", functools.partial(counted, grouping.groups))
    told = sorted(pages("demo"), key=lambda page: page.article.published or "")
    relate(told[:-1])
    before = len(asked)
    relate(told)  # the slice that was last, and what the new page fills
    new = len(asked) - before
    assert 0 < new < before / 2
    relate(told)
    assert len(asked) - before == new


def shown(story: Story) -> tuple[object, ...]:
    """All of a story but what depends on where its pages were first placed."""
    return story.title, story.articles, story.lineages, story.claims, story.conflicts, story.board, story.figures


def test_a_library_that_got_a_page_a_day_tells_what_one_tells_that_got_all_at_once() -> None:
    captures = list(demo.captures())
    with Library(":memory:") as whole, Library(":memory:") as daily:
        whole.add(captures)
        for capture in captures:  # in the order they came: what is one story depends on it, see docs/stories.md
            daily.add([capture])
            daily.story()
        assert shown(daily.story()) == shown(whole.story())
