"""The engine: the same outcomes in the same order wherever batches run, and a bad capture costs only itself."""

from __future__ import annotations

import os

import pytest

from stemma import contract
from stemma.engine import Cores, Dask, Executor, InProcess, Outcome, process
from stemma.model import Annotated, Capture, Problem

PAGES = [
    Capture(
        id=f"p{n}",
        kind="body",
        content=f"The mayor of Tarn Hollow said on Monday that {n} bridges would close.",
        language="en",
    )
    for n in range(5)
]
ITEMS = [PAGES[0], Problem("lost.html", "no such file"), PAGES[1], Capture(id="e", kind="body", content=""), *PAGES[2:]]


def shown(outcomes: list[Outcome]) -> list[object]:
    return [contract.dump(outcome) for _, outcome in outcomes]


def test_one_outcome_for_each_item_in_order() -> None:
    outcomes = list(process(ITEMS, batch=2))
    kinds = [type(outcome) for _, outcome in outcomes]
    assert kinds == [Annotated, Problem, Annotated, Problem, Annotated, Annotated, Annotated]
    assert [o.article.id for _, o in outcomes if isinstance(o, Annotated)] == ["p0", "p1", "p2", "p3", "p4"]


@pytest.mark.parametrize("where", ["cores", "dask"])
def test_the_same_to_the_byte_wherever_it_runs(where: str) -> None:
    executor: Executor
    if where == "dask":
        pytest.importorskip("distributed")
        executor = Dask(workers=1)
    else:
        executor = Cores(2)
    there = list(process(ITEMS, executor=executor, batch=2))
    assert shown(there) == shown(list(process(ITEMS, executor=InProcess(), batch=3)))
    if isinstance(executor, Dask):
        executor.close()


def deadly(batch: list[int]) -> list[int]:
    if 3 in batch:
        os._exit(1)
    return [2 * n for n in batch]


def test_a_batch_that_kills_its_worker_is_lost_alone() -> None:
    batches = [[n] for n in range(6)]
    found = list(Cores(2).map(deadly, batches, lambda batch: [-1 for _ in batch]))
    assert found == [[0], [2], [4], [-1], [8], [10]]
