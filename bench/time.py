"""Times against gold: the TempEval-3 measures on TimeBank, MEANTIME and AQUAINT, with peers in the same run.

    python bench/time.py --data ../shared/data [--set timebank_dev] [--peers] [--errors] [--json]

Spans match strictly (same offsets) or relaxed (they overlap); each gold time is matched with at most one answer, the
one it overlaps most. Type and value are compared on relaxed matches, and their F1 is over all answers and all gold
times, as in UzZaman et al. 2013 (TempEval-3). Values are compared as strings. Speed is words (split at blanks) per
second of CPU time, the fastest of three runs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Answer = tuple[int, int, str, str]
"""start, end, type, value"""
System = Callable[[dict[str, Any]], list[Answer]]

SETS = ("timebank_train", "timebank_dev", "aquaint", "meantime_en")
REPORTED = ("timebank_dev", "meantime_en", "aquaint")
HEIDELTIME = {"timebank_dev": 76.4, "meantime_en": 79.9}
"""Value F1 of HeidelTime with TreeTagger, measured once on the same files."""


def load(data: Path, name: str) -> list[dict[str, Any]]:
    """The documents of one set."""
    return [json.loads(line) for line in (data / "time" / f"{name}.jsonl").read_text().splitlines()]


def stemma(doc: dict[str, Any]) -> list[Answer]:
    """Ours."""
    from stemma.lang.en.times import find

    return [(t.start, t.end, t.type, t.value) for t in find(doc["text"], anchor=doc["dct"])]


def dateparser_search(doc: dict[str, Any]) -> list[Answer]:
    """dateparser.search: dates only, without spans, so its strings are looked up in order."""
    from datetime import datetime

    from dateparser.search import search_dates

    base = datetime.fromisoformat(doc["dct"])
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
    found = search_dates(doc["text"], languages=["en"], settings=settings) or []
    out, at = [], 0
    for text, when in found:
        start = doc["text"].find(text, at)
        if start >= 0:
            out.append((start, start + len(text), "DATE", f"{when:%Y-%m-%d}"))
            at = start + len(text)
    return out


def recognizers(doc: dict[str, Any]) -> list[Answer]:
    """Microsoft's recognizers-text: of several resolutions the one nearest before the document time."""
    from datetime import datetime

    import emoji

    if not hasattr(emoji, "UNICODE_EMOJI"):  # its last release predates emoji 2, and uses this for nothing here
        emoji.UNICODE_EMOJI = emoji.EMOJI_DATA
    from recognizers_date_time import Culture, recognize_datetime

    out = []
    base = datetime.fromisoformat(doc["dct"])
    for r in recognize_datetime(doc["text"], Culture.English, reference=base):
        values = (r.resolution or {}).get("values", [])
        if not values:
            continue
        kind = r.type_name.split(".")[-1]
        past = [v for v in values if v.get("value", v.get("start", "9")) <= doc["dct"]]
        chosen = (past or values)[-1]
        timex = str(chosen.get("timex", ""))
        label = "SET" if kind == "set" else "DURATION" if kind == "duration" else "TIME" if "T" in timex else "DATE"
        value = str(chosen.get("value", timex)) if kind == "date" else timex
        if timex.startswith("(") or "XX" in timex:
            value = str(chosen.get("start", chosen.get("value", timex)))
        out.append((r.start, r.end + 1, label, value))
    return out


PEERS: dict[str, System] = {"dateparser.search": dateparser_search, "recognizers-text": recognizers}


def matched(gold: list[Answer], found: list[Answer]) -> Iterator[tuple[Answer, Answer | None]]:
    """Each gold time with its answer: the one that overlaps most and is not yet taken."""
    taken: set[int] = set()
    for g in gold:
        best, size = None, 0
        for i, f in enumerate(found):
            shared = min(g[1], f[1]) - max(g[0], f[0])
            if shared > size and i not in taken:
                best, size = i, shared
        if best is not None:
            taken.add(best)
        yield g, None if best is None else found[best]


def gold_of(doc: dict[str, Any]) -> list[Answer]:
    """The gold times of a document."""
    return [(t["start"], t["end"], t["type"], t["value"]) for t in doc["timexes"]]


def f1(right: int, gold: int, found: int) -> float:
    """100 × the harmonic mean of right/found and right/gold."""
    return 200 * right / (gold + found) if gold + found else 0.0


def score(docs: list[dict[str, Any]], system: System) -> dict[str, float]:
    """Strict, relaxed, type and value F1 (0–100) and words per CPU second."""
    gold = found = strict = relaxed = kinds = values = 0
    words = sum(len(d["text"].split()) for d in docs)
    began = time.process_time()
    answers = [system(d) for d in docs]
    spent = time.process_time() - began
    for doc, answer in zip(docs, answers, strict=True):
        want = gold_of(doc)
        gold, found = gold + len(want), found + len(answer)
        for g, f in matched(want, answer):
            if f is None:
                continue
            relaxed += 1
            strict += g[:2] == f[:2]
            kinds += g[2] == f[2]
            values += g[3] == f[3]
    return {
        "strict": f1(strict, gold, found),
        "relaxed": f1(relaxed, gold, found),
        "relaxed_precision": 100 * relaxed / max(found, 1),
        "relaxed_recall": 100 * relaxed / max(gold, 1),
        "type": f1(kinds, gold, found),
        "value": f1(values, gold, found),
        "words_per_second": words / max(spent, 1e-9),
    }


def speed(docs: list[dict[str, Any]]) -> float:
    """Words per CPU second of ours over all documents, the fastest of three runs."""
    words = sum(len(d["text"].split()) for d in docs)
    spent = []
    for _ in range(3):
        began = time.process_time()
        for doc in docs:
            stemma(doc)
        spent.append(time.process_time() - began)
    return words / min(spent)


def measure(data: Path) -> dict[str, float]:
    """`time.SET.value`, `.relaxed`, `.strict` (F1, 0–100) for each reported set, and `time.words_per_second`."""
    stemma({"text": "Warm up on Monday.", "dct": "2024-01-01"})
    out: dict[str, float] = {}
    docs = {name: load(data, name) for name in REPORTED}
    for name, members in docs.items():
        result = score(members, stemma)
        out |= {f"time.{name}.{key}": result[key] for key in ("value", "relaxed", "strict", "type")}
    out["time.words_per_second"] = speed([d for members in docs.values() for d in members])
    return out


def errors(docs: list[dict[str, Any]]) -> Iterator[str]:
    """One line for each miss, false answer and wrong value."""
    for doc in docs:
        text, answer = doc["text"], stemma(doc)
        used = set()
        for g, f in matched(gold_of(doc), answer):
            context = text[max(0, g[0] - 50) : g[0]] + "[[" + text[g[0] : g[1]] + "]]" + text[g[1] : g[1] + 40]
            line = context.replace("\n", "/")
            if f is None:
                yield f"MISS  {doc['dct'][:10]} {g[2]}:{g[3]} | {line}"
                continue
            used.add(f)
            if f[3] != g[3]:
                yield f"VALUE {doc['dct'][:10]} {g[2]}:{g[3]} got {f[2]}:{f[3]} <{text[f[0] : f[1]]}> | {line}"
        for f in answer:
            if f not in used:
                context = text[max(0, f[0] - 50) : f[0]] + "[[" + text[f[0] : f[1]] + "]]" + text[f[1] : f[1] + 40]
                yield f"FALSE {doc['dct'][:10]} {f[2]}:{f[3]} | " + context.replace("\n", "/")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--set", choices=SETS, action="append", help="only these sets (default: the reported ones)")
    parser.add_argument("--peers", action="store_true", help="run the installed peers too")
    parser.add_argument("--errors", action="store_true", help="print every difference from the gold instead")
    parser.add_argument("--json", action="store_true", help="print what measure() gives as JSON")
    options = parser.parse_args()
    if options.json:
        print(json.dumps(measure(options.data)))
        return
    names = options.set or REPORTED
    if options.errors:
        for name in names:
            print("\n".join(errors(load(options.data, name))))
        return
    stemma({"text": "Warm up on Monday.", "dct": "2024-01-01"})
    print(f"{'set':16}{'system':20}{'strict':>8}{'relaxed':>9}{'type':>7}{'value':>7}{'words/s':>10}")
    for name in names:
        docs = load(options.data, name)
        systems: dict[str, System] = {"stemma": stemma} | (PEERS if options.peers else {})
        for label, system in systems.items():
            try:
                r = score(docs, system)
            except ImportError as missing:
                print(f"{name:16}{label:20} not installed: {missing}", file=sys.stderr)
                continue
            figures = f"{r['strict']:8.1f}{r['relaxed']:9.1f}{r['type']:7.1f}{r['value']:7.1f}"
            print(f"{name:16}{label:20}{figures}{r['words_per_second']:10.0f}")
        if name in HEIDELTIME and options.peers:
            print(f"{name:16}{'HeidelTime (before)':20}{'':8}{'':9}{'':7}{HEIDELTIME[name]:7.1f}")


if __name__ == "__main__":
    main()
