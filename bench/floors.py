"""Floors: what was reached once and must not be lost.

    python bench/floors.py check seeds time --data ../shared/data     # exit status 1 where a figure is below its floor
    python bench/floors.py raise seeds time --data ../shared/data     # keep better figures as the new floors

`floors.json` holds for each figure its floor and the history of floors with their dates. A floor only goes up by
`raise`; to lower one, a person adds a line with `why` to its history, and `tests/test_floors.py` insists on that.
Speeds depend on the machine and have no floor. Figures whose names end in one of `LOWER` are better when lower.
`seeds` and `time` take seconds and are checked by the tests; `attribution`, `claims`, `lineage` and `stories` take
minutes and are checked by hand.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
FILE = HERE / "floors.json"
LOWER = (".unlisted", "false_confirmed", "traps", "false_derived_q", "ece_held_out", ".mae")
SLACK = 0.005
"""What a figure may fall below its floor before it counts: rounding of other machines."""


def better(name: str, a: float, b: float) -> bool:
    """Whether `a` is better than `b` for this figure."""
    return a < b if name.endswith(LOWER) else a > b


def measured(bench: str, data: Path) -> dict[str, float]:
    """The figures of `bench/NAME.py`, speeds left out."""
    sys.path.append(str(HERE))  # benchmarks use each other; at the end, since one is called like a standard module
    spec = importlib.util.spec_from_file_location(f"bench_{bench}", HERE / f"{bench}.py")
    if spec is None or spec.loader is None:
        sys.exit(f"no benchmark of this name: {bench}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    found: dict[str, float] = module.measure(data)
    kept = {name: value for name, value in found.items() if not name.endswith("_per_second")}
    return {name if name.startswith(f"{bench}.") else f"{bench}.{name}": value for name, value in kept.items()}


def below(name: str, value: float, floor: float) -> bool:
    """Whether a figure is worse than its floor by more than `SLACK`."""
    return better(name, floor, value) and abs(value - floor) > SLACK


def load() -> dict[str, dict[str, object]]:
    """`floors.json`."""
    floors: dict[str, dict[str, object]] = json.loads(FILE.read_text())
    return floors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["check", "raise"])
    parser.add_argument("benches", nargs="+", metavar="BENCH", help="names of files beside this one")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    floors, failed = load(), False
    for bench in options.benches:
        for name, value in measured(bench, options.data).items():
            entry = floors.get(name)
            floor = float(str(entry["floor"])) if entry else None
            low = floor is not None and below(name, value, floor)
            failed |= low
            print(f"{'✗' if low else '✓'} {name:45} {value:8.3f}   floor {'none' if floor is None else f'{floor:.3f}'}")
            if options.task == "raise" and (floor is None or better(name, value, floor)):
                line = {"date": datetime.date.today().isoformat(), "floor": round(value, 4)}
                history = [*(entry["history"] if entry else []), line]  # type: ignore[misc]
                floors[name] = {"floor": line["floor"], "history": history}
    if options.task == "raise":
        FILE.write_text(json.dumps(dict(sorted(floors.items())), indent=1) + "\n")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
