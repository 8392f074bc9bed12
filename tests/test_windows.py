"""Stories found a window at a time are those of one pass, and every article is in exactly one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.engine import Cores, Dask
from stemma.engine.windows import Placed, _Joining, _Stories, _windows, stories_among
from stemma.model import Annotated, Annotations, Article, Section

EVENTS = (
    (
        "Ferry Aurora strikes rocks off Maravel",
        "ferry Aurora Maravel Sable rocks harbour lifeboats captain Ostrem hull pumps",
    ),
    (
        "Kessel pit collapse traps miners",
        "Kessel pit miners shaft Ridge Minerals collapse timber rescuers Marold inspectorate",
    ),
    (
        "Vellan orchestra names conductor",
        "Vellan orchestra conductor Arend concerts brass score symphony Lindqvist podium",
    ),
    (
        "Dunmere counts the tram vote",
        "Dunmere tram referendum ballots quorum precincts Quay council Petrossian turnout",
    ),
)


def report(day: int, event: int, number: int) -> Annotated:
    """What one outlet wrote on a day about an event."""
    title, words = EVENTS[event]
    told = words.split()
    order = told[number % len(told) :] + told[: number % len(told)]
    body = f"{title}. " + " ".join(f"The {a} and the {b}." for a, b in itertools.pairwise(order))
    published = f"2031-{1 + day // 28:02}-{1 + day % 28:02}T{8 + number % 8:02}:00:00Z"
    section = Section("original", None, 0, len(body))
    id = f"e{event}d{day:02}n{number}"
    return Annotated(Article(id=id, body=body, title=title, published=published, sections=(section,)), Annotations())


def of_day(batch: tuple[int, tuple[int, ...]]) -> Iterable[Annotated]:
    day, events = batch
    return [report(day, event, 10 * day + n) for n, event in enumerate(events)]


DAYS = [(day, tuple(event for event in range(4) if 8 * event <= day < 8 * event + 16)) for day in range(40)]


def found(width: int, overlap: int) -> set[frozenset[str]]:
    return {frozenset(story) for story in stories_among(DAYS, of_day, width=width, overlap=overlap)}


def test_windows_give_the_stories_of_one_pass() -> None:
    whole = found(100, 0)
    assert len(whole) > 1
    assert found(20, 8) == whole


def test_a_story_that_is_silent_for_longer_than_the_overlap_is_two() -> None:
    days = [(day, (0,) if day < 4 or day > 20 else ()) for day in range(25)]
    assert len(list(stories_among(days, of_day, width=25, overlap=4))) == 1
    assert len(list(stories_among(days, of_day, width=10, overlap=4))) == 2


def test_without_overlap_what_goes_on_is_cut() -> None:
    assert len(found(5, 0)) > len(found(100, 0))


def test_the_same_wherever_it_runs() -> None:
    here = list(stories_among(DAYS[:12], of_day, width=6, overlap=2))
    with Cores(1) as cores:
        assert list(stories_among(DAYS[:12], of_day, cores, width=6, overlap=2)) == here


def test_the_same_on_dask() -> None:
    pytest.importorskip("distributed")
    cluster = Dask(workers=1)
    there = list(stories_among(DAYS[:12], of_day, cluster, width=6, overlap=2))
    cluster.close()
    assert there == list(stories_among(DAYS[:12], of_day, width=6, overlap=2))


@pytest.mark.parametrize(("width", "overlap"), [(0, 0), (10, 6), (5, -1)])
def test_windows_that_would_not_move_on_are_refused(width: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="overlap"):
        next(stories_among(DAYS, of_day, width=width, overlap=overlap))


sizes = st.integers(1, 12).flatmap(lambda width: st.tuples(st.just(width), st.integers(0, width // 2)))


@given(st.integers(0, 40), sizes, st.randoms(use_true_random=False))
def test_every_article_is_in_exactly_one_story_however_windows_group_them(
    days: int, size: tuple[int, int], chance: object
) -> None:
    width, overlap = size
    joining, told = _Joining(overlap), []
    for window in _windows(range(days), width, overlap):
        stories: dict[int, list[Placed]] = {}
        for batch in range(window.begin, window.begin + len(window.batches)):
            for n in range(2):
                stories.setdefault(chance.randrange(4), []).append(Placed(f"{batch}.{n}", batch))  # type: ignore[attr-defined]
        told += joining.take(_Stories(window.begin, window.begin + len(window.batches), list(stories.values())))
    told += joining.rest()
    assert sorted(id for story in told for id in story) == sorted(f"{day}.{n}" for day in range(days) for n in range(2))
