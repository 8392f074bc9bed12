"""The places that the pages of a story name, and the map they stand on. Geometry only; the outlines are offline.

The map is an equirectangular one with its true scale at its middle (Plate carrée, Snyder 1987, p. 90), cut to the
places. Towns with coordinates are dots; states without are shaded; what has neither is only in the list.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from itertools import pairwise

from stemma import text
from stemma.model import Annotated, Story

WIDTH, HEIGHT = 1110.0, 420.0
LEAST_DEGREES = 12.0
"""The map shows at least so many degrees from west to east: its outlines are too coarse for less."""
NEAR_DEGREES = 60.0
"""Up to so many degrees from west to east the fine outlines are drawn, else the coarse ones."""
MOST_DOTS = 24
LETTER = 7.3
"""Average width of a letter of a label."""
FINE = 1.5
"""Points of an outline that are nearer to the last one than this are left out."""
_BOX = (-2.0, -2.0, WIDTH + 2, HEIGHT + 2)
"""What outlines are cut to: a little more than what is seen, so that the cut is not."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the articles that name it, the first mention of each, and its coordinates where they are known."""

    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A town on the map. `anchor` says on which side of it the label stands; without a label there was no room."""

    spot: Spot
    x: float
    y: float
    radius: float
    label: str = ""
    anchor: str = "start"
    label_x: float = 0.0
    label_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing: all land and the states that are named as SVG paths, dots from the most named on.

    A dot without a radius is the label of a state.
    """

    width: float
    height: float
    land: str
    shaded: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class _Ring:
    """An outline in degrees, with the box that it lies in."""

    points: tuple[tuple[float, float], ...]
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class _Country:
    names: frozenset[str]
    rings: tuple[_Ring, ...]


@dataclass(slots=True)
class _View:
    """From degrees to the drawing."""

    west: float
    north: float
    scale: float
    squeeze: float
    wide: float
    """Degrees from west to east."""
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self.west) * self.scale * self.squeeze, (self.north - latitude) * self.scale

    def town(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The same for a place of the view, whichever way round the world its longitude is counted."""
        return self.place(self.west + (longitude - self.west) % 360, latitude)


def spots(story: Story, articles: Mapping[str, Annotated]) -> tuple[Spot, ...]:
    """The places that the pages of `story` name, those that most pages name first."""
    found: dict[str, Spot] = {}
    for member in story.articles:
        for place in articles[member.id].annotations.places if member.id in articles else ():
            key = text.fold(place.name)
            held = found.get(key)
            pages = held.articles if held else ()
            found[key] = Spot(
                held.name if held else place.name,
                (held and held.country) or place.country,
                held.latitude if held and held.latitude is not None else place.latitude,
                held.longitude if held and held.longitude is not None else place.longitude,
                pages if member.id in pages else (*pages, member.id),
            )
    return tuple(sorted(found.values(), key=lambda spot: -len(spot.articles)))


def drawing(found: Sequence[Spot]) -> Map | None:
    """The map of the places; None where none of them can be shown. The latest maps are remembered."""
    return _drawing(tuple(found))


@functools.lru_cache(maxsize=64)
def _drawing(found: tuple[Spot, ...]) -> Map | None:
    towns = [s for s in found if s.latitude is not None and s.longitude is not None][:MOST_DOTS]
    states = {spot.country: spot for spot in found if spot.country and state(spot)}
    if not towns and not states:
        return None
    points = [(s.longitude or 0.0, s.latitude or 0.0) for s in towns]
    main = {code: _largest(atlas("110m")[code]) for code in states}
    if not points:
        points = [point for ring in main.values() for point in ring.points]
    view = _view(points)
    land: list[str] = []
    shaded: list[str] = []
    for code, country in atlas("50m" if view.wide <= NEAR_DEGREES else "110m").items():
        path = "".join(_path(view, ring) for ring in country.rings)
        (shaded if code in states else land).append(path)
    dots = _dots(view, towns)
    for code, spot in states.items():
        x, y = view.town((main[code].west + main[code].east) / 2, (main[code].south + main[code].north) / 2)
        dot = _labelled(view, spot, x, y, 0.0)
        dots += [dot] if dot.label else []
    return Map(WIDTH, HEIGHT, "".join(land), "".join(shaded), tuple(dots))


def state(spot: Spot) -> bool:
    """Whether the place is a state whose outline is known, and no town."""
    country = atlas("110m").get(spot.country or "")
    return spot.latitude is None and country is not None and text.fold(spot.name) in country.names


@functools.cache
def atlas(scale: str) -> dict[str, _Country]:
    """Code of a country (ISO 3166-1) → its names and outlines in degrees; `scale` is `110m` (coarse) or `50m`."""
    data = json.loads(resources.files("stemma").joinpath(f"data/atlas-{scale}.json").read_text(encoding="utf-8"))
    return {
        code: _Country(frozenset(map(text.fold, one["names"])), tuple(map(_ring, one["rings"])))
        for code, one in data["countries"].items()
    }


def _ring(steps: Sequence[int]) -> _Ring:
    """An outline without the jump that a ring over the date line makes."""
    x = y = 0
    points = []
    for at in range(0, len(steps), 2):
        dx = steps[at]
        x += dx - 36_000 * round(dx / 36_000) if at else dx
        y += steps[at + 1]
        points.append((x / 100, y / 100))
    across, along = [x for x, _ in points], [y for _, y in points]
    return _Ring(tuple(points), min(across), min(along), max(across), max(along))


def _largest(country: _Country) -> _Ring:
    return max(country.rings, key=lambda ring: (ring.east - ring.west) * (ring.north - ring.south))


def _view(points: Sequence[tuple[float, float]]) -> _View:
    """The cut of the world that holds all points with room around them, over the date line where that is shorter."""
    around = sorted(x % 360 for x, _ in points)
    gaps = [(b - a) % 360 for a, b in zip(around, [*around[1:], around[0] + 360], strict=True)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    west = around[(widest + 1) % len(around)]
    wide = 360 - gaps[widest] if len(around) > 1 else 0.0
    south, north = min(y for _, y in points), max(y for _, y in points)
    middle, squeeze = (south + north) / 2, math.cos(math.radians(min(70.0, abs(south + north) / 2)))
    wide = max(LEAST_DEGREES / squeeze, wide * 1.3, (north - south) * 1.5 * WIDTH / HEIGHT / squeeze)
    wide = min(360.0, wide)
    scale = WIDTH / (wide * squeeze)
    centre = west + (360 - gaps[widest]) / 2 if len(around) > 1 else west
    return _View(_near(centre) - wide / 2, middle + HEIGHT / scale / 2, scale, squeeze, wide)


def _near(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def _path(view: _View, ring: _Ring) -> str:
    """An outline as an SVG path, cut to the drawing; it is looked for in both directions round the world."""
    found = ""
    for turn in (-360, 0, 360):
        left, top = view.place(ring.west + turn, ring.north)
        right, bottom = view.place(ring.east + turn, ring.south)
        if left < WIDTH and right > 0 and top < HEIGHT and bottom > 0:
            found += _written(_cut([view.place(x + turn, y) for x, y in ring.points], _BOX))
    return found


def _cut(points: list[tuple[float, float]], box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """A polygon cut to a box (Sutherland and Hodgman 1974)."""
    for axis, bound, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        kept: list[tuple[float, float]] = []
        for a, b in zip(points[-1:] + points[:-1], points, strict=True):
            inside_a, inside_b = sign * (a[axis] - bound) >= 0, sign * (b[axis] - bound) >= 0
            if inside_a != inside_b:
                part = (bound - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
            if inside_b:
                kept.append(b)
        points = kept
        if not points:
            break
    return points


def _written(points: Iterable[tuple[float, float]]) -> str:
    steps: list[tuple[int, int]] = []
    last: tuple[float, float] | None = None
    for x, y in points:
        if last is None or math.hypot(x - last[0], y - last[1]) >= FINE:
            steps.append((round(x), round(y)))
            last = (x, y)
    if len(steps) < 3:
        return ""
    moves = [f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(steps)]
    return f"M{steps[0][0]} {steps[0][1]}l{' '.join(moves).replace(' -', '-')}z"


def _dots(view: _View, towns: Sequence[Spot]) -> list[Dot]:
    """Towns with labels where there is room, those that most pages name first."""
    placed = []
    for spot in towns:
        x, y = view.town(spot.longitude or 0.0, spot.latitude or 0.0)
        radius = min(9.0, 3.5 + math.sqrt(len(spot.articles)))
        placed.append((spot, x, y, radius))
    view.taken += [(x - r, y - r, x + r, y + r) for _, x, y, r in placed]
    return [_labelled(view, *one) for one in placed]


def _labelled(view: _View, spot: Spot, x: float, y: float, radius: float) -> Dot:
    long = len(spot.name) * LETTER
    for anchor, left, at_x, at_y in (
        ("start", x + radius + 4, x + radius + 4, y + 4),
        ("end", x - radius - 4 - long, x - radius - 4, y + 4),
        ("middle", x - long / 2, x, y - radius - 6),
        ("middle", x - long / 2, x, y + radius + 14),
    ):
        box = (left, at_y - 12, left + long, at_y + 4)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
        if inside and not any(_meet(box, other) for other in view.taken):
            view.taken.append(box)
            return Dot(spot, x, y, radius, spot.name, anchor, at_x, at_y)
    return Dot(spot, x, y, radius)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
