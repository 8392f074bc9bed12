"""Trains the models that choose headlines and writes `src/stemma/models/titles.json`.

    python train/titles.py --data ../shared/data [--folds-only] [--cache FILE] [--dumps FILE...]

Conditional logistic regression: of the candidates of a page one is right. For HTML it learns from pages whose
headline is given (fundus fixtures), and from the other pages of the data, where the only h1 above the story is taken
for right. Each page is learnt from again without its JSON-LD, and without that and what it gives to be shared: there
the only h1 is right, so that pages with poor meta elements are known too. For dumps it learns from the dumps of the
data, from those of the HTML pages by every dump tool (`lines.py`), and from FILEs of further ones (JSON Lines with
id, dumper, text).

Folds are by site. Prints how many headlines come out exact on held-out pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from lines import dump_tools, fold_of
from scipy.optimize import minimize

from stemma.read import dump, html, titles, titles_cut, titles_dump

MODEL = Path(__file__).resolve().parents[1] / "src" / "stemma" / "models" / "titles.json"
RIDGE = {"page": 20.0, "dump": 8.0}
WEIGHT = {"given": 1.0, "visible": 0.1, "no JSON-LD": 0.05, "poor": 0.05, "dumps": 1.0}
"""What a page counts in the fit by its kind; dumps made for training count `MADE`."""
MADE = 0.3


@dataclass
class Case:
    """The candidates of one page by their features, and which are right. `kind` is what it is counted as."""

    kind: str
    rows: list[dict[str, float]]
    right: list[bool]
    texts: list[str]
    """What comes out for each candidate."""
    gold: str
    fold: int


def flat(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").split())


def visible(shown: titles.Shown) -> str | None:
    """The only h1 with four words or more above the story, without labels; None where there is none."""
    found = {titles_cut.bare(h.text) for h in shown.headings if h.level == 1 and -60 <= h.at <= 0}
    long = [text for text in found if len(text.split()) >= 4]
    return long[0] if len(long) == 1 else None


def page_cases(record: dict[str, Any]) -> Iterator[Case]:
    """A page, and the same without its JSON-LD and without what it gives to be shared."""
    page = html.parse(record["html"], record["id"])
    chosen = html.choose(page)
    said = page.declared
    headings = html.headings(page, chosen.index(True) if any(chosen) else len(chosen))
    shown = titles.Shown(said.titles, headings, (said.site, said.publisher), record["url"])
    seen = visible(shown)
    gold, kind = (record["title"], "given") if record["title"] else (seen, "visible")
    if gold:
        yield case_of(shown, gold, kind, record["site"])
    json_ld, shared = ("headline", "name", "alternative", "item"), ("shared", "tweet", "meta")
    for name, lost in (("no JSON-LD", json_ld), ("poor", (*json_ld, *shared))):
        if seen or gold:
            left = replace(shown, declared=[title for title in said.titles if title.source not in lost])
            yield case_of(left, seen or gold or "", name, record["site"])


def case_of(shown: titles.Shown, gold: str, kind: str, site: str) -> Case:
    found = titles.candidates(shown)
    texts = [titles.in_form(found, at, shown).text for at in range(len(found))]
    right = [titles_cut.same(one.text) == titles_cut.same(gold) for one in found]
    return Case(kind, titles.features(found, shown), right, texts, gold, fold_of(site))


def dump_case(text: str, gold: str, site: str, kind: str) -> Case:
    """The candidates of a dump; where none is right, that there is no headline is."""
    raw, stripped, story = dump.lines_of(text)
    found = titles_dump.candidates(stripped, story)
    texts = [titles_dump.cleaned(stripped[at], stripped) for at in found]
    right = [titles_cut.same(one) == titles_cut.same(gold) for one in texts]
    rows = [*titles_dump.features(found, raw, stripped, story), titles_dump.NONE]
    return Case(kind, rows, [*right, not any(right)], [*texts, ""], gold, fold_of(site))


def all_cases(data: Path, more: Sequence[Path]) -> dict[str, list[Case]]:
    with gzip.open(data / "reading" / "pages.dev.jsonl.gz", "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    with gzip.open(data / "reading" / "dumps.dev.jsonl.gz", "rt", encoding="utf-8") as file:
        given = [json.loads(line) for line in file]
    by_id = {page["id"]: page for page in pages if page["title"]}
    made = [case for page in pages for case in page_cases(page)]
    dumps = [dump_case(r["dump_text"], r["title"], r["site"], "dumps") for r in given if r["title"]]
    held = {(r["id"], r["dumper"]) for r in given}
    for name, tool in dump_tools().items():
        for page in by_id.values():
            if (page["id"], name) not in held:
                dumps.append(dump_case(tool(page["html"]), page["title"], page["site"], name))
    for path in more:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if (page := by_id.get(record["id"])) and record["text"].strip():
                dumps.append(dump_case(record["text"], page["title"], page["site"], record["dumper"]))
    return {"page": made, "dump": dumps}


def fit(cases: Sequence[Case], ridge: float) -> dict[str, float]:
    """The weights that make the right candidates likeliest, by the names of the features."""
    cases = [case for case in cases if any(case.right) and len(case.rows) > 1]
    names = sorted({name for case in cases for row in case.rows for name in row})
    column = {name: at for at, name in enumerate(names)}
    x = np.zeros((sum(len(case.rows) for case in cases), len(names)))
    for at, row in enumerate(row for case in cases for row in case.rows):
        for name, value in row.items():
            x[at, column[name]] = value
    spread = x.std(axis=0) + 1e-6
    x /= spread
    sizes = [len(case.rows) for case in cases]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    page = np.repeat(np.arange(len(cases)), sizes)
    right = np.concatenate([case.right for case in cases]).astype(float)
    weight = np.array([WEIGHT.get(case.kind, MADE) for case in cases])

    def loss(b: Any) -> tuple[float, Any]:
        scores = x @ b
        e = np.exp(scores - np.maximum.reduceat(scores, starts)[page])
        total, hit = np.add.reduceat(e, starts), np.add.reduceat(e * right, starts)
        slope = x.T @ ((e * right / (hit[page] + 1e-12) - e / total[page]) * weight[page])
        return -float((weight * np.log(hit / total + 1e-12)).sum()) + ridge * float(b @ b) / 2, ridge * b - slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x / spread
    if "none" in column:
        found[column["none"]] -= NONE_LESS
    return {name: round(float(value), 4) for name, value in zip(names, found, strict=True)}


NONE_LESS = 1.0
"""Taken from the score of there being no headline in a dump: a wrong one costs no more than none (see the card)."""


def best(case: Case, weights: dict[str, float]) -> int:
    scores = [sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in case.rows]
    return int(np.argmax(scores))


def report(cases: Sequence[Case], train: Callable[[Sequence[Case]], dict[str, float]], errors: bool) -> None:
    hits: dict[str, list[bool]] = {}
    for fold in range(5):
        weights = train([case for case in cases if case.fold != fold])
        for case in cases:
            if case.fold == fold and case.rows:
                text = case.texts[best(case, weights)]
                hits.setdefault(case.kind, []).append(flat(text) == flat(case.gold))
                if errors and not hits[case.kind][-1] and case.kind in ("given", "dumps"):
                    print(f"  {case.kind}: {case.gold!r} came out as {text!r}")
    for kind, right in hits.items():
        print(f"{kind:16} {np.mean(right):.3f} of {len(right)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folds-only", action="store_true", help="print held-out figures, write nothing")
    parser.add_argument("--errors", action="store_true", help="print what came out wrong")
    parser.add_argument("--cache", type=Path, help="keep the prepared pages here between runs")
    parser.add_argument("--dumps", type=Path, nargs="*", default=[], help="further dumps of the pages")
    options = parser.parse_args()
    if options.cache and options.cache.exists():
        cases = pickle.loads(options.cache.read_bytes())
    else:
        cases = all_cases(options.data, options.dumps)
        if options.cache:
            options.cache.write_bytes(pickle.dumps(cases))
    made = {}
    for kind, of_kind in cases.items():
        train = lambda some, ridge=RIDGE[kind]: fit(some, ridge)  # noqa: E731
        report(of_kind, train, options.errors)
        made[kind] = train(of_kind)
    if not options.folds_only:
        MODEL.write_text(json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
        print(f"wrote {MODEL.name}, {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
