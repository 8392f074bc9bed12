"""schemathesis against the OpenAPI of the served API: what it finds wrong, in a bounded time.

The demo's library is served with a token by the real server over HTTP; schemathesis makes requests from the schema,
good and bad ones, also writing ones, and checks every answer (status, media type, schema, methods, no server error).
`failures` is 0 where it finds nothing, `cases` how many requests it made. What it found is written to stderr.

    python bench/api.py --examples 10
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from pages import server

TOKEN = "a token of the bench"


def measure(examples: int = 10, seconds: int = 120) -> dict[str, float]:
    """Runs schemathesis on the demo; see the module."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made = [sys.executable, "-m", "stemma", "demo", "--folder", str(home)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        with server(home / "demo.db", "--token", TOKEN) as base:
            (home / "schemathesis.toml").write_text(_known(base))
            done = subprocess.run(
                [Path(sys.executable).parent / "schemathesis", "run", f"{base}/api/openapi.json",
                 "-H", f"Authorization: Bearer {TOKEN}", "--max-examples", str(examples), "--continue-on-failure",
                 "--phases", "examples,coverage,fuzzing", "--max-time", str(seconds), "--seed", "1"],
                cwd=home, capture_output=True, text=True, check=False,
            )  # fmt: skip
            alive = urllib.request.urlopen(base).status == 200
    if done.returncode or not alive:
        print(done.stdout, done.stderr, file=sys.stderr)
    cases = re.search(r"([\d,]+) generated", done.stdout)
    found = re.search(r"(\d+) unique failure", done.stdout)
    return {
        "cases": float(cases[1].replace(",", "")) if cases else 0.0,
        "failures": float(found[1]) if found else float(done.returncode != 0),
        "alive": float(alive),
    }


def _known(base: str) -> str:
    """The ids of a story, a claim and two articles, for requests that find something."""

    def get(path: str) -> Any:
        with urllib.request.urlopen(base + path) as answer:
            return json.load(answer)

    story = get("/api/stories")["stories"][0]
    claim = get(f"/api/stories/{story['id']}")["claims"][0]["id"]
    first, last = story["articles"][0]["id"], story["articles"][-1]["id"]
    known = {"story": story["id"], "claim": claim, "query.a": first, "query.b": last}
    return "[parameters]\n" + "".join(f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in known.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--examples", type=int, default=10, help="requests made up for each operation and phase")
    parser.add_argument("--seconds", type=int, default=120, help="how long it may take")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    figures = measure(options.examples, options.seconds)
    if options.json:
        json.dump(figures, sys.stdout, indent=1)
        return
    for name, value in figures.items():
        print(f"{name:24}{value:12,.0f}")


if __name__ == "__main__":
    main()
