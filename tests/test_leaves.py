"""Pages of stories are made once, and again as soon as anything on them is another."""

from __future__ import annotations

import pytest

from stemma.library import Library, correcting, listing
from stemma.model import Capture

fastapi_testclient = pytest.importorskip("fastapi.testclient")

from stemma.serve import application, keeper, leaves, pages  # noqa: E402

SHARED = (
    "The footbridge at Loom Lane was closed on Monday, the council said. "
    "Surveyor Ida Marl said that the footbridge at Loom Lane had three broken cables. "
)


def page(key: str, more: str) -> Capture:
    return Capture(
        key, "body", SHARED + more, outlet=f"Outlet {key}", title=f"Loom Lane footbridge closed {key}",
        url=f"https://{key}.example/bridge", published=f"2031-06-0{ord(key) - 95}T08:00:00+00:00", language="en",
    )  # fmt: skip


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A library of one story, what a visitor sees of it, and how often its page was made."""
    where = str(tmp_path / "news.db")
    with Library(where) as library:
        library.add([page("a", "Few came."), page("b", "A baker, Gus Orme, said ferries would run instead.")])
        while keeper.keep(library, deliver=False):
            pass
        (id,) = listing.stories(library.store, everything=True)
    made: list[str] = []
    make = pages._leaf
    monkeypatch.setattr(pages, "_leaf", lambda *a, **more: made.append(id) or make(*a, **more))
    client = fastapi_testclient.TestClient(
        application(where, rate=100_000, patient=True), base_url="http://127.0.0.1:8765"
    )

    def look(**more: str) -> str:
        return client.get(f"/stories/{id}", **more).text

    return where, id, look, made


def test_it_is_made_once_for_all_readers_and_moments(served):
    _, id, look, made = served
    first = look()
    assert look() == first
    assert "Changes" in look(params={"since": "2031-07-01T00:00"})
    assert made == [id]


def test_what_turned_since_a_visit_is_made_for_the_visitor(served):
    _, id, look, made = served
    assert "What turned" in look(params={"since": "2031-06-01T00:00"})
    assert "since 1 Jun" not in look()
    assert made == [id, id]


def test_another_name_of_an_outlet_and_another_page_make_it_anew(served):
    where, _, look, made = served
    assert "Outlet a" in look()
    with Library(where) as library:
        correcting.outlet(library, "Outlet a", name="Loom Lane Gazette", who="Ada Pell")
        while keeper.keep(library, deliver=False):
            pass
    assert "Loom Lane Gazette" in look()
    with Library(where) as library:
        library.add([page("c", "The bridge was opened again, the council said.")])
        while keeper.keep(library, deliver=False):
            pass
    assert "Outlet c" in look()
    assert len(made) >= 3


def test_what_was_taken_out_is_on_no_page_any_more(served):
    where, _, look, _ = served
    assert "ferries would run instead" in look()
    with Library(where) as library:
        library.redact("b", reason="asked for by the writer")
        while keeper.keep(library, deliver=False):
            pass
    assert "ferries would run instead" not in look()


def test_only_the_last_ones_are_held(served, monkeypatch):
    _, id, look, made = served
    monkeypatch.setattr(leaves, "MOST", 0)
    look(), look()
    assert made == [id, id]
