"""Invented pages for the tests of corrections, annotated once, and libraries of them in no time."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from stemma import contract
from stemma.library import Library
from stemma.library.adding import Prepared, prepare_batch
from stemma.model import Capture, Story

PIT = """Fire crews pulled four miners out of the Kessel Ridge pit on Monday evening, the mine's operator said.

"All four are awake and talking," said Ines Marold, a spokeswoman for Ridge Minerals. The shaft had collapsed on
Saturday after two days of heavy rain, according to the Inland Press Service.

The regional mines inspectorate did not immediately confirm the number of the rescued."""

AGAIN = """Four miners trapped since Saturday in the Kessel Ridge pit were brought to the surface on Monday evening.

Marold of Ridge Minerals said all four miners were awake. The shaft at Kessel Ridge had collapsed after heavy rain,
Governor Tilda Voss said. The inspectorate confirmed on Tuesday that four miners were rescued."""

FIRE = """A fire destroyed two warehouses at the harbour of Port Vellan early on Wednesday, the harbour master said.

"Nobody was hurt," harbour master Olo Brandt told reporters. Police said they were looking into arson."""

FIRE_AGAIN = """Two warehouses at the harbour of Port Vellan burned down early on Wednesday, harbour master Brandt said.

Brandt said nobody was hurt in the fire. The cause was not known, fire chief Mira Lund said."""

MUSIC = """The orchestra of Port Vellan will play three new works this season, its director Tomas Arend said on Tuesday.

Tickets go on sale in May. "We want to be heard again," Arend said of the hall, which was rebuilt after a flood."""


def page(id: str, body: str, outlet: str, published: str, title: str) -> Capture:
    """A page of an invented outlet."""
    url = f"https://{outlet.lower().replace(' ', '-')}.example/{id}"
    return Capture(
        id=id, kind="body", content=body, outlet=outlet, title=title, published=published, language="en", url=url
    )


PAGES = (
    page("wire", PIT, "Inland Press Service", "2031-05-05T19:00:00+02:00", "Four miners rescued at Kessel Ridge"),
    page(
        "copy", PIT.replace("Fire crews pulled", "Crews have pulled") + "\n\nThe pit employs about 300 people.",
        "Vellan Courier", "2031-05-05T21:30:00+02:00", "Four miners pulled from Kessel Ridge pit",
    ),
    page("again", AGAIN, "Ridge Sentinel", "2031-05-06T08:00:00+02:00", "Kessel Ridge: four miners brought up"),
    page("fire", FIRE, "Port Vellan Post", "2031-05-07T07:00:00+02:00", "Warehouses burn at Port Vellan harbour"),
    page("blaze", FIRE_AGAIN, "Vellan Courier", "2031-05-07T09:00:00+02:00", "Port Vellan harbour fire: sheds lost"),
    page("music", MUSIC, "Port Vellan Post", "2031-05-06T10:00:00+02:00", "Orchestra plans three new works"),
)  # fmt: skip


class Ready:
    """An executor that hands out pages that were read before; all else is done here and now."""

    def map(self, function: Callable[..., Any], batches: Iterable[list[Any]], lost: object) -> Iterator[list[Any]]:
        for batch in batches:
            yield [prepared(item) for item in batch] if function is prepare_batch else function(batch)


@functools.cache
def prepared(capture: Capture) -> Prepared:
    """A page as a worker would have made it."""
    (made,) = prepare_batch([capture])
    assert isinstance(made, Prepared)
    return made


def add(library: Library, *ids: str, more: Sequence[Capture] = ()) -> None:
    """Add pages by their ids; all of them without one."""
    known = {capture.id: capture for capture in (*PAGES, *more)}
    library.add([known[id] for id in ids or known], executor=Ready())


def told(story: Story) -> dict[str, Any]:
    """What a story tells, without what depends on which of its pages came first (its id, and its own history)."""
    found: dict[str, Any] = contract.dump(story)
    return {key: found[key] for key in found if key not in ("id", "events", "possibly_same", "state", "keywords")}


def boards(library: Library) -> dict[str, dict[str, Any]]:
    """What every story of a library tells, by its pages."""
    return {" ".join(sorted(a.id for a in story.articles)): told(story) for story in library.stories(everything=True)}
