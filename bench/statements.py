"""What is said: the program's statements held against 33 stories that were read statement by statement.

    python bench/statements.py --data ../shared/data [--stories N] [--errors N]

Over `boards`: `sheets` hold the statements that the program of November 2026 cut, `gold` what readers thought of each.
A statement is compared only with those of its article. With `shared` the characters that two contents share:

- *good kept*: of the sheet's statements that are neither junk nor wrong, those of which a statement of the program has
  at least seven tenths of the characters without being more than three times as long;
- *junk left*: of those that are junk, those that are still there in the same words (`shared` at least nine tenths of
  the characters of both together);
- *faults left*: of those that are good but wrong in something, those still there in the same words with the same
  source and the same act (the source of own voice is the page, whatever its name);
- *missed found*: of the statements of main claims that readers missed, those of which a statement, title included,
  has at least six tenths of the words of the quote.

A story that two readers read counts once for each. Nothing is trained here; the figures for kinds of fault (`source`,
`content`, `act`, `certainty`) go by the first word of the reader's note.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import stemma
from stemma.relate.claims.statements import statements as made

KEPT, LONGEST, SAME, QUOTED = 0.7, 3.0, 0.9, 0.6
WORD = re.compile(r"\w+(?:['’]\w+)*")


def size(spans: Sequence[Sequence[int]]) -> int:
    """Characters of spans."""
    return sum(end - start for start, end in spans)


def shared(a: Sequence[Sequence[int]], b: Sequence[Sequence[int]]) -> int:
    """Characters that two sets of spans share."""
    return sum(max(0, min(e, f) - max(s, g)) for s, e in a for g, f in b)


def same(a: Sequence[Sequence[int]], b: Sequence[Sequence[int]]) -> bool:
    """Whether two contents are the same words."""
    common = shared(a, b)
    return common >= SAME * (size(a) + size(b) - common)


def statements(sheet: dict[str, Any]) -> dict[str, list[stemma.Statement]]:
    """The program's statements on a sheet's articles, by article."""
    members = []
    for given in sheet["articles"]:
        article = stemma.read(
            stemma.Capture(
                id=given["id"], kind="body", content=given["body"], title=given["title"],
                published=given.get("published"), outlet=given.get("outlet"), language="en",
            )
        )  # fmt: skip
        members.append(stemma.Annotated(article, stemma.annotate(article)))
    found: dict[str, list[stemma.Statement]] = defaultdict(list)
    for statement in made(members):  # those of minor claims too, which no story lists
        found[statement.article].append(statement)
    return found


def who(statement: stemma.Statement) -> str:
    """The sources of a statement as sheets give them, the origin last: nothing for the page's own voice."""
    return " <- ".join(statement.chain).casefold() if statement.attribution else ""


def told(sheet: dict[str, Any], gold: dict[str, Any], found: dict[str, list[stemma.Statement]]) -> Iterator[str]:
    """What came of each statement of a sheet, and of each that its reader missed: `KIND` and, if so, `KIND yes`."""
    ids = {a["a"]: a["id"] for a in sheet["articles"]}
    junk, wrong = set(gold["junk"]), gold["wrong"]
    for one in sheet["statements"]:
        mine = [s for s in found[ids[one["a"]]] if getattr(s, "where", "body") == "body"]
        content = one["content"]
        if one["s"] in junk:
            yield from ("junk", "junk yes") if any(same(content, s.content) for s in mine) else ("junk",)
        elif one["s"] in wrong:
            source = (one["who"] or "").casefold() if one["attributed"] else ""
            left = any(same(content, s.content) and s.act == one["act"] and who(s) == source for s in mine)
            kind = wrong[one["s"]].split(":")[0].split()[0]
            for name in ("fault", f"fault {kind}"):
                yield from (name, f"{name} yes") if left else (name,)
        else:
            kept = any(
                shared(content, s.content) >= KEPT * size(content) and size(s.content) <= LONGEST * size(content)
                for s in mine
            )
            yield from ("good", "good yes") if kept else ("good",)
    for miss in gold["missed"]:
        words = Counter(WORD.findall(miss["quote"].casefold()))
        near = found[ids.get(miss["a"], miss["a"])]
        hits = [sum((words & Counter(WORD.findall(s.text.casefold()))).values()) for s in near]
        yield from ("missed", "missed yes") if max(hits, default=0) >= QUOTED * words.total() else ("missed",)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--stories", type=int, help="only every Nth story, for a sample")
    options = parser.parse_args()
    boards = options.data / "boards"
    counts: Counter[str] = Counter()
    made = 0
    for sheet_file in sorted((boards / "sheets").glob("*.sheet.json"))[:: options.stories or 1]:
        sheet = json.loads(sheet_file.read_text(encoding="utf-8"))
        name = sheet_file.name.removesuffix(".sheet.json")
        found = statements(sheet)
        made += sum(len(some) for some in found.values())
        for gold_file in sorted((boards / "gold").glob(f"{name}.*json")):
            counts.update(told(sheet, json.loads(gold_file.read_text(encoding="utf-8")), found))
    for label, kind in (
        ("good kept", "good"), ("junk left", "junk"), ("faults left", "fault"), ("missed found", "missed"),
        *((f"  of {k[6:]}", k) for k in sorted(counts) if k.startswith("fault ") and " yes" not in k),
    ):  # fmt: skip
        total = counts[kind]
        if total >= 5:
            print(f"{label:<16}{counts[f'{kind} yes'] / total:6.3f}  {counts[f'{kind} yes']} of {total}")
    print(f"{'statements':<16}{made:6d}")


if __name__ == "__main__":
    main()
