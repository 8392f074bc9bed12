"""The places of a story and their map. Real towns, invented pages."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.model import Annotated, Annotations, Article, Place, Story, StoryArticle
from stemma.tell import places
from stemma.tell.formats import html
from stemma.tell.places import Spot

OSLO = Spot("Oslo", "NO", 59.91, 10.75, ("a", "b"))
SUVA = Spot("Suva", "FJ", -18.14, 178.44, ("a",))
HONOLULU = Spot("Honolulu", "US", 21.31, -157.86, ("a",))
CHAD = Spot("Chad", "TD", None, None, ("a",))
NOWHERE = Spot("Loom Lane", None, None, None, ("a",))


def told(*named: tuple[Place, ...]) -> tuple[Story, dict[str, Annotated]]:
    """A story of one page for each tuple of places."""
    ids = [f"p{n}" for n in range(len(named))]
    articles = {
        id: Annotated(Article(id=id, body="x"), Annotations(places=here)) for id, here in zip(ids, named, strict=True)
    }
    members = tuple(StoryArticle(id, f"Outlet {id}", None, None) for id in ids)
    return Story("s", "Bridges", "developing", None, None, members, len(ids), (), (0, 0)), articles


def test_a_place_is_one_spot_however_many_pages_name_it_and_keeps_what_any_page_knows():
    bare, known = Place("Oslo", ((0, 1),)), Place("Oslo", ((0, 1),), "NO", 59.91, 10.75)
    other = Place("Loom Lane", ((0, 1),))
    story, articles = told((other,), (bare, bare), (known,))
    first, second = places.spots(story, articles)
    assert (first.name, first.articles, first.country, first.latitude) == ("Oslo", ("p1", "p2"), "NO", 59.91)
    assert second.name == "Loom Lane"


def test_what_has_no_coordinates_and_is_no_state_is_on_no_map():
    assert places.drawing([NOWHERE]) is None
    assert places.drawing([]) is None
    made = places.drawing([NOWHERE, OSLO])
    assert [dot.label for dot in made.dots] == ["Oslo"]


def test_a_state_is_shaded_and_a_town_of_its_name_in_another_country_is_not():
    made = places.drawing([CHAD])
    assert made.shaded
    assert [(dot.label, dot.radius) for dot in made.dots] == [("Chad", 0.0)]
    assert places.drawing([replace(CHAD, country="US")]) is None


def test_over_the_date_line_the_short_way_is_taken():
    made = places.drawing([SUVA, HONOLULU])
    x = {dot.label: dot.x for dot in made.dots}
    assert 0 < x["Suva"] < x["Honolulu"] < made.width


def test_a_town_stands_on_its_land():
    """The outline that holds Oslo's dot is Norway's: found by the even-odd rule on the drawn path."""
    made = places.drawing([OSLO, replace(CHAD, name="Norway", country="NO")])
    (dot,) = [dot for dot in made.dots if dot.radius]
    inside = False
    for ring in made.shaded.split("z"):
        if not ring:
            continue
        start, steps = re.fullmatch(r"M(.*?)l(.*)", ring).groups()
        x, y = map(int, start.split())
        points = [(x, y)]
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        for (ax, ay), (bx, by) in zip(points[-1:] + points[:-1], points, strict=True):
            if (ay > dot.y) != (by > dot.y) and dot.x < ax + (dot.y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    assert inside


@given(
    st.lists(
        st.tuples(st.floats(-60, 75), st.floats(-180, 180)).map(lambda at: Spot("Town", None, *at, ("a",))),
        min_size=1,
        max_size=6,
    )
)
def test_every_town_is_on_the_map_and_no_label_covers_another(towns):
    made = places.drawing(towns)
    assert len(made.dots) == len(towns)
    for dot in made.dots:
        assert -1 <= dot.x <= made.width + 1
        assert -1 <= dot.y <= made.height + 1 or max(abs(t.latitude) for t in towns) > 60
        assert math.isfinite(dot.label_x)
    labels = [(d.label_x, d.label_y) for d in made.dots if d.label]
    assert len(set(labels)) == len(labels)
    assert len(made.land) < 60_000


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202eolsO"])
def test_a_hostile_name_stays_text(name):
    story, articles = told((Place(name, ((0, 1),), "NO", 59.91, 10.75),), (Place(name, ((0, 1),)),))
    page = html.story(story, articles, timeline=(), brief=())
    assert '<svg class="map"' in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page
