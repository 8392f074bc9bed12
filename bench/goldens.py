"""Goldens by hash: whether what Stemma says of the six gold stories is what it said. No news text is kept.

python bench/goldens.py --data ../shared/data            # names the stories that differ
python bench/goldens.py --data ../shared/data --write    # keep what is said now (`bench/goldens.json`)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tests.goldens import told  # noqa: E402

from claims_gold import gold_stories, raw  # noqa: E402

FILE = HERE / "goldens.json"


def hashes(data: Path) -> dict[str, dict[str, str]]:
    """For each story the hash of its annotations and of the story told."""
    found = {}
    for story in gold_stories(data):
        texts = zip(("annotate", "story"), told(raw(story)), strict=True)
        found[story.name] = {kind: hashlib.sha256(text.encode()).hexdigest()[:16] for kind, text in texts}
    return found


def main() -> None:
    """Compare or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    now = hashes(options.data)
    if options.write:
        FILE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        return
    before = json.loads(FILE.read_text(encoding="utf-8"))
    differ = [
        f"{name} ({kind})" for name in now for kind in now[name] if before.get(name, {}).get(kind) != now[name][kind]
    ]
    print("\n".join(differ) or "as before")
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
