"""Makes `src/stemma/data/atlas-*.json`, the outlines of countries that the maps of stories are drawn from.

From two TopoJSON files of the npm package world-atlas 2.0.2 (ISC; Natural Earth, public domain), coarse and fine:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python train/atlas.py package/countries-110m.json package/countries-50m.json

A country stands under its ISO 3166-1 code with the names that `data/places.tsv` has for it. A ring is a list of
hundredths of a degree: longitude, latitude, then the steps from point to point.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "src/stemma/data"
OTHERWISE = {
    "Bosnia and Herz.": "BA", "Central African Rep.": "CF", "Congo": "CG", "Côte d'Ivoire": "CI",
    "Dem. Rep. Congo": "CD", "Dominican Rep.": "DO", "Eq. Guinea": "GQ", "Falkland Is.": "FK",
    "Fr. S. Antarctic Lands": "TF", "Georgia": "GE", "Macedonia": "MK", "N. Cyprus": "-1", "Palestine": "PS",
    "S. Sudan": "SS", "Solomon Is.": "SB", "Somaliland": "-2", "Timor-Leste": "TL", "W. Sahara": "EH", "eSwatini": "SZ",
}  # fmt: skip
"""Codes of countries that the list of places calls by another name; land without a code gets a number,
and what is in neither list keeps its name."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("atlas", type=Path, nargs="+", help="countries-*.json of world-atlas")
    options = parser.parse_args()
    for atlas in options.atlas:
        convert(atlas, DATA / atlas.name.replace("countries", "atlas"))


def convert(atlas: Path, output: Path) -> None:
    """One TopoJSON file of countries."""
    names = _names(DATA / "places.tsv")
    codes = {name: code for code, called in names.items() for name in called} | OTHERWISE
    topology = json.loads(atlas.read_text(encoding="utf-8"))
    countries = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        if name == "Antarctica":
            continue
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        rings = [_steps(_ring(topology, ring)) for polygon in parts for ring in polygon]
        code = codes.get(name, name)
        countries[code] = {"names": sorted({name, *names.get(code, ())}), "rings": rings}
    note = f"world-atlas 2.0.2, {atlas.stem} (ISC, Michael Bostock), from Natural Earth (public domain)"
    text = json.dumps({"source": note, "countries": countries}, ensure_ascii=False, separators=(",", ":"))
    output.write_text(text + "\n", encoding="utf-8")


def _names(places: Path) -> dict[str, list[str]]:
    """Code → names of the countries of the list of places."""
    found: dict[str, list[str]] = {}
    for line in places.read_text(encoding="utf-8").splitlines():
        name, kind, country, *_ = (*line.split("\t"), "", "")
        if kind == "country":
            found.setdefault(country, []).append(name)
    return found


def _ring(topology: dict[str, Any], arcs: list[int]) -> list[tuple[int, int]]:
    """The points of a ring (TopoJSON 1.1: delta-coded arcs; a negative number is an arc the other way round)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    ring: list[tuple[int, int]] = []
    for number in arcs:
        x = y = 0
        points = []
        for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((round(100 * (x * sx + tx)), round(100 * (y * sy + ty))))
        ring += points if number >= 0 else points[::-1]
    return [point for at, point in enumerate(ring) if at == 0 or point != ring[at - 1]]


def _steps(ring: list[tuple[int, int]]) -> list[int]:
    (x, y), *rest = ring
    steps = [x, y]
    for next_x, next_y in rest:
        steps += [next_x - x, next_y - y]
        x, y = next_x, next_y
    return steps


if __name__ == "__main__":
    main()
