"""Measures reading: bodies of HTML pages and of plain-text dumps, titles, dates, authors, furniture, speed, memory.

    python bench/reading.py --data ../shared/data [--sample N] [--no-peers] [--json]

Peers that are installed run on the same pages in the same run (trafilatura, newspaper4k, resiliparse; justext on dumps
with every line wrapped in <p>). Body F1 is of 4-gram shingles, precision and recall averaged over pages (scrapinghub).
**The shipped body models were trained on these very pages**: their body F1 here is in-sample; what they reach on sites
they have not seen is printed by `train/blocks.py --folds-only` and `train/lines.py --folds-only`. Everything else
(title, day, instant, authors, furniture, speed) comes from rules. Furniture is scored against `reading_gold.jsonl`, 60
dumps marked by hand: offsets into the dump and values, no text. Its teasers are those near the story only: recall.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stemma.errors import InputError
from stemma.model import Article, Capture
from stemma.read import read

SETS = {"sh": "scrapinghub", "fe": "fundus-eval", "en": "fundus fixtures en", "other": "fundus fixtures other"}
PEER_SECONDS = 60.0
"""Seconds that a peer has for a page."""
GOLD = Path(__file__).with_name("reading_gold.jsonl")


def load(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text.casefold())
    return Counter(tuple(tokens[i : i + n]) for i in range(max(1, len(tokens) - n + 1))) if tokens else Counter()


def body_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """F1 of the mean shingle precision and the mean shingle recall over (predicted, gold) pages."""
    found = []
    for predicted, gold in pairs:
        a, b = shingles(predicted), shingles(gold)
        common = (a & b).total()
        found.append((common / a.total() if a else 0.0, common / b.total() if b else 0.0))
    precision, recall = (sum(pair[i] for pair in found) / max(1, len(found)) for i in (0, 1))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def set_of(page: dict[str, Any]) -> str:
    return page["ds"] if page["ds"] != "fu" else "en" if page["lang"] == "en" else "other"


def flat(text: str | None) -> str:
    return " ".join((text or "").replace("\u00ad", "").replace("\u200b", "").split())


def article_of(capture: Capture) -> Article | None:
    try:
        return read(capture)
    except InputError:
        return None


Answer = dict[str, Any]


def peers() -> dict[str, Callable[[str], Answer]]:
    """The HTML peers that are installed, as functions from a page to body, title, authors and date."""
    found: dict[str, Callable[[str], Answer]] = {}

    def trafilatura_with(**options: Any) -> Callable[[str], Answer]:
        import trafilatura

        def run(page: str) -> Answer:
            got = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True, **options)
            if got is None:
                return {}
            return {"body": got.text, "title": got.title, "date": got.date, "authors": (got.author or "").split("; ")}

        return run

    found["trafilatura"] = trafilatura_with()
    found["trafilatura precision"] = trafilatura_with(favor_precision=True)
    if importlib.util.find_spec("newspaper"):
        import newspaper

        def run_newspaper(page: str) -> Answer:
            it = newspaper.Article("https://example.org/", fetch_images=False)  # it must not look for the network
            try:
                it.download(input_html=page)
                it.parse()
            except (ImportError, newspaper.ArticleException):  # Korean and others need nltk
                return {}
            return {"body": it.text, "title": it.title, "date": it.publish_date, "authors": it.authors}

        found["newspaper4k"] = run_newspaper
    else:
        print("newspaper4k is not installed: left out", file=sys.stderr)
    from resiliparse.extract.html2text import extract_plain_text

    found["resiliparse"] = lambda page: {"body": extract_plain_text(page, main_content=True, alt_texts=False)}
    return found


def limited(run: Callable[[str], Answer], page: str) -> Answer:
    """What a peer says of a page; nothing where it takes more than `PEER_SECONDS`."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, PEER_SECONDS)
    try:
        return run(page)
    except TimeoutError:
        return {}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def same_instant(a: Any, b: Any) -> bool:
    """Within 60 s; a gold time without zone is met by the same local time too, and midnight without zone is a day."""
    first, second = moment(a), moment(b)
    if second is not None and second.tzinfo is None and (second.hour, second.minute) == (0, 0) and len(str(a)) == 10:
        return first == second
    if first is None or second is None or "T" not in str(a).replace(" ", "T"):
        return False
    if second.tzinfo is None and abs((first.replace(tzinfo=None) - second).total_seconds()) <= 60:
        return True
    first, second = (when if when.tzinfo else when.replace(tzinfo=UTC) for when in (first, second))
    return abs((first - second).total_seconds()) <= 60


def score(name: str, pages: list[dict[str, Any]], answers: list[Answer], seconds: float) -> dict[str, float]:
    out: dict[str, float] = {}
    for kind in SETS:
        pairs = [(a.get("body") or "", p["body"]) for p, a in zip(pages, answers, strict=True) if set_of(p) == kind]
        if pairs:
            out[f"{name} body {kind}"] = body_f1(pairs)
    framed = [(p, a) for p, a in zip(pages, answers, strict=True) if p["title"]]
    if framed and any("title" in a for a in answers):
        count = len(framed)
        out[f"{name} title"] = sum(flat(a.get("title")) == flat(p["title"]) for p, a in framed) / count
        out[f"{name} day"] = sum(str(a.get("date") or "")[:10] == p["date"][:10] for p, a in framed) / count
        out[f"{name} instant"] = sum(same_instant(a.get("date"), p["date"]) for p, a in framed) / count
        golds = [
            (set(map(flat, p["authors"])), set(map(flat, filter(None, a.get("authors") or []))))
            for p, a in framed
            if p["authors"]
        ]
        hits = sum(len(gold & got) for gold, got in golds)
        out[f"{name} authors F1"] = 2 * hits / max(1, sum(len(gold) + len(got) for gold, got in golds))
    out[f"{name} pages/s"] = len(pages) / max(seconds, 1e-9)
    return out


def html_pages(data: Path, step: int, with_peers: bool) -> dict[str, float]:
    pages = load(data / "reading" / "pages.dev.jsonl.gz")[::step]

    def ours(page: dict[str, Any]) -> Answer:
        it = article_of(Capture(id=page["id"], kind="html", content=page["html"], url=page["url"]))
        if it is None:
            return {}
        return {"body": it.body, "title": it.title, "date": it.published, "authors": list(it.authors)}

    runs: dict[str, Callable[[dict[str, Any]], Answer]] = {"stemma": ours}
    if with_peers:
        runs |= {name: (lambda page, run=run: limited(run, page["html"])) for name, run in peers().items()}
    out: dict[str, float] = {}
    for name, run in runs.items():
        run(pages[0])  # imports
        started = time.process_time()
        answers = [run(page) for page in pages]
        out |= score(name, pages, answers, time.process_time() - started)
    return out


def dumps(data: Path, step: int, with_peers: bool) -> dict[str, float]:
    records = load(data / "reading" / "dumps.dev.jsonl.gz")[::step]
    started = time.process_time()
    found = [article_of(Capture(id=r["id"], kind="dump", content=r["dump_text"], url=r["url"])) for r in records]
    seconds = time.process_time() - started
    out = {
        "stemma dumps body": body_f1(
            (a.body if a else "", r["gold_body"]) for a, r in zip(found, records, strict=True)
        ),
        "stemma dumps/s": len(records) / max(seconds, 1e-9),
    }
    titled = [(a, r) for a, r in zip(found, records, strict=True) if r["title"]]
    if titled:
        out["stemma dumps title"] = sum(bool(a) and flat(a.title) == flat(r["title"]) for a, r in titled) / len(titled)  # type: ignore[union-attr]
    if with_peers and importlib.util.find_spec("justext"):
        import html

        import justext

        def wrapped(text: str) -> str:
            page = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
            kept = justext.justext(f"<html><body>{page}</body></html>", justext.get_stoplist("English"))
            return "\n".join(p.text for p in kept if not p.is_boilerplate)

        out["justext dumps body"] = body_f1((wrapped(r["dump_text"]), r["gold_body"]) for r in records)
    return out


def furniture(data: Path) -> dict[str, float]:
    """Precision and recall of what stands around and inside a story, on the dumps marked by hand."""
    records = {(r["id"], r["dumper"]): r for r in load(data / "reading" / "dumps.dev.jsonl.gz")}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        record = records.get((gold["id"], gold["dumper"]))
        if record is None:
            continue
        text = record["dump_text"]
        it = article_of(Capture(id=gold["id"], kind="dump", content=text))
        captions = [text[s:e] for s, e in gold["captions"]]
        printed = [f"{c}\n{by or ''}" for c, by in zip(it.captions, it.caption_credits, strict=True)] if it else []
        _count(counts["captions"], captions, printed, same_caption)
        _count(counts["authors"], gold["authors"], list(it.authors) if it else [], equal)
        if gold["credits"] is not None:
            _count(counts["credits"], gold["credits"], list(it.credits) if it else [], equal)
        _count(counts["contributors"], gold["contributors"], list(it.contributors) if it else [], equal)
        datelines = [text[slice(*gold["dateline"])]] if gold["dateline"] else []
        _count(counts["dateline"], datelines, [it.dateline] if it and it.dateline else [], equal)
        teasers = [text[s:e] for s, e in gold["teasers"]]
        hits = sum(any(alike(t, got.title) for got in it.teasers) for t in teasers) if it else 0
        counts["teasers"][0] += hits
        counts["teasers"][2] += len(teasers)
        inside = sum(alike(c, p) for c in captions for p in it.body.split("\n")) if it else 0
        counts["captions left in the body"][0] += inside
    out: dict[str, float] = {}
    for name, (hits, got, wanted) in counts.items():
        if name == "captions left in the body":
            out[name] = float(hits)
            continue
        if name != "teasers":
            out[f"{name} P"] = hits / got if got else 1.0
        out[f"{name} R"] = hits / wanted if wanted else 1.0
    return out


def equal(a: str, b: str) -> bool:
    return flat(a).casefold() == flat(b).casefold()


def alike(a: str, b: str) -> bool:
    """Whether two lines are the same but for a credit at the end: two thirds of the words of both."""
    first, second = set(re.findall(r"\w+", a.casefold())), set(re.findall(r"\w+", b.casefold()))
    return bool(first and second) and len(first & second) >= 0.66 * max(len(first), len(second))


def same_caption(gold: str, got: str) -> bool:
    """Whether a caption is the one marked by hand, which may have its credit or not."""
    return alike(gold, got) or alike(gold, got.partition("\n")[0])


def _count(into: list[int], wanted: list[str], got: list[str], match: Callable[[str, str], bool]) -> None:
    into[0] += sum(any(match(w, g) for g in got) for w in wanted)
    into[1] += sum(1 for g in got if not any(match(w, g) for w in wanted)) + sum(
        any(match(w, g) for g in got) for w in wanted
    )
    into[2] += len(wanted)


def measure(data: Path, sample: int = 1, with_peers: bool = True) -> dict[str, float]:
    """All figures by name. `sample` takes every n-th page; furniture is always measured whole."""
    out = html_pages(data, sample, with_peers) | dumps(data, sample, with_peers)
    out |= {f"furniture {name}": value for name, value in furniture(data).items()}
    out["peak memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--sample", type=int, default=1, help="take every n-th page")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--furniture", action="store_true", help="only the furniture")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = (
        furniture(options.data) if options.furniture else measure(options.data, options.sample, not options.no_peers)
    )
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:42} {value:9.3f}")


if __name__ == "__main__":
    main()
