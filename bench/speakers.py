"""Who speaks: what readers called a wrong source in the statements of 33 stories, and the tables of cases.

    python bench/speakers.py --data ../shared/data [--half 0|1]

A listed fault is *still there* if the attribution that now holds most of the statement's words (the shortest one; none
is the page itself) has the same wrong source as the statement of the sheet; *right* if its source shares its last word
with the one that the reader names. Of statements without fault the share whose source is no longer the same is told
too. `--half` takes every other story: one half was worked on, of the other only the figures were seen.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stemma.annotate import annotate_many
from stemma.model import Annotations, Article

PAGE = "(page itself)"
SMALL = re.compile(r"\b(?:the|a|an|mr|mrs|ms|dr|his|her|their)\b\.?|[’']s\b|[^\w ]", re.IGNORECASE)
WANTED = re.compile(r"source: (?:should be |is |it is )?(.*?)(?:, is |, not |;|\(|, are |, in |, was |$)")


def plain(name: str) -> str:
    return " ".join(SMALL.sub(" ", name.casefold()).split())


def same(one: str, other: str) -> bool:
    a, b = plain(one), plain(other)
    return a == b or bool(a and b and (f" {a} " in f" {b} " or f" {b} " in f" {a} "))


def source_of(content: list[list[int]], found: Annotations) -> str:
    """The last origin of the shortest attribution that holds 60 % of the words, or the page itself."""
    size = sum(e - s for s, e in content)
    best: tuple[int, str] | None = None
    for one in found.attributions:
        shared = sum(max(0, min(e, y) - max(s, x)) for s, e in content for x, y in one.content)
        length = sum(y - x for x, y in one.content)
        if shared >= 0.6 * size and (best is None or length < best[0]):
            best = length, one.chain[-1].name
    return best[1] if best else PAGE


def right(note: str, who: str) -> bool:
    wanted = WANTED.search(note)
    name = plain(wanted[1]) if wanted else ""
    if re.search(r"source: (?:should be |is |it is )?(?:the )?page", note):
        return who == PAGE
    return bool(name) and who != PAGE and (same(name, who) or name.split()[-1] in plain(who).split())


def stories(data: Path, half: int | None) -> Iterator[tuple[dict[str, Any], dict[str, list[str]], set[str]]]:
    """Each sheet with the readers' faults by statement, and what they called junk."""
    for number, path in enumerate(sorted((data / "boards" / "sheets").glob("*.sheet.json"))):
        if half is not None and number % 2 != half:
            continue
        wrong: dict[str, list[str]] = {}
        junk: set[str] = set()
        for gold in (data / "boards" / "gold").glob(f"{path.name.removesuffix('.sheet.json')}.*.json"):
            read = json.loads(gold.read_text(encoding="utf-8"))
            junk |= set(read["junk"])
            for statement, note in read["wrong"].items():
                wrong.setdefault(statement, []).append(note)
        yield json.loads(path.read_text(encoding="utf-8")), wrong, junk


def measure(data: Path, half: int | None) -> Counter[str]:
    count: Counter[str] = Counter()
    for sheet, wrong, junk in stories(data, half):
        pages = [Article(a["id"], a["body"], outlet=a.get("outlet"), language="en") for a in sheet["articles"]]
        found = dict(zip((a["a"] for a in sheet["articles"]), annotate_many(pages), strict=True))
        for one in sheet["statements"]:
            who = source_of(one["content"], found[one["a"]])
            notes = [note for note in wrong.get(one["s"], ()) if re.search(r"\bsource:", note)]
            if notes:
                kind = "right" if right(notes[0], who) else "still" if same(one["who"], who) else "other"
                count.update(("faults", kind))
            elif one["s"] not in junk and one["s"] not in wrong:
                count.update(("good", "kept" if same(one["who"], who) else "changed"))
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1))
    args = parser.parse_args()
    count = measure(args.data, args.half)
    faults = count["faults"]
    print(f"faults {faults}: still {count['still'] / faults:.3f}, right {count['right'] / faults:.3f}")
    print(f"good {count['good']}: source changed {count['changed'] / count['good']:.4f}")


if __name__ == "__main__":
    main()
