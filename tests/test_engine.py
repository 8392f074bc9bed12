"""The engine: the same outcomes in the same order wherever batches run, and a bad capture costs only itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stemma import contract
from stemma.engine import Cores, Dask, InProcess, Outcome, process
from stemma.errors import OptionError
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
    executor: Cores | Dask
    if where == "dask":
        pytest.importorskip("distributed")
        executor = Dask(workers=1)
    else:
        executor = Cores(2)
    there = list(process(ITEMS, executor=executor, batch=2))
    assert shown(there) == shown(list(process(ITEMS, executor=InProcess(), batch=3)))
    executor.close()


def deadly(batch: list[int]) -> list[int]:
    if 3 in batch:
        os._exit(1)
    return [2 * n for n in batch]


def test_an_item_that_kills_its_worker_is_lost_alone() -> None:
    batches = [[0, 1], [2, 3, 4], [5]]
    with Cores(2) as cores:
        found = list(cores.map(deadly, batches, lambda item, reason: -item))
    assert found == [[0, 2], [4, -3, 8], [10]]


def slow(batch: list[int]) -> list[str]:
    for n in batch:
        time.sleep(60 if n == 3 else 0)
    return [f"{n} done" for n in batch]


def test_an_item_over_the_deadline_is_lost_alone() -> None:
    begun = time.monotonic()
    with Cores(1, deadline=3.0) as cores:
        found = list(cores.map(slow, [[2, 3], [4]], lambda item, reason: f"{item} {reason}"))
    assert found == [["2 done", "3 took longer than 3 seconds"], ["4 done"]]
    assert time.monotonic() - begun < 50


def broken(batch: list[int]) -> list[int]:
    raise OptionError("no such thing", input=str(batch))


def test_an_error_is_raised_where_the_results_are_read() -> None:
    with Cores(1) as cores, pytest.raises(OptionError, match=r"\[7\]: no such thing"):
        list(cores.map(broken, [[7]], lambda item, reason: 0))


def test_workers_end_with_their_parent() -> None:
    """Killed, it cannot tell them; they see that the line is closed."""
    code = "import os, signal; from stemma.engine import Cores; from tests.test_engine import ids\n"
    code += "if __name__ == '__main__':\n"
    code += "    c = Cores(1); print(*next(c.map(ids, [[1]], None)), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], capture_output=True, text=True)
    worker = int(done.stdout)
    for _ in range(100):
        if not alive(worker):
            return
        time.sleep(0.1)
    raise AssertionError(f"worker {worker} is still there")


def ids(batch: list[int]) -> list[int]:
    return [os.getpid() for _ in batch]


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
