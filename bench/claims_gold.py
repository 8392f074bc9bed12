"""The gold stories as `stemma.relate` would get them, for `bench/claims.py`.

The gold gives spans, sources and chains; what annotation adds to a span (act, certainty, tense, type and role of the
origin) is read off here with Stemma's own annotator, so that status is measured on what a real run would know.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from stemma.annotate import annotate_many
from stemma.lang.en import certainty, clauses, parties, speech
from stemma.lang.en.parse import parse
from stemma.lang.en.rereading import read
from stemma.model import Annotated, Statement
from stemma.outlets import identify


def _script(name: str) -> Any:
    """A training script as a module, under a name of its own (benchmark and script are both called `claims`)."""
    path = Path(__file__).parents[1] / "train" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"train_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


training = _script("claims")
Gold = training.Gold
gold_stories = training.gold_stories


def raw(story: Gold) -> tuple[Annotated, ...]:
    """The story's articles, annotated from their bare text."""
    articles = [m.article for m in story.members]
    return tuple(Annotated(a, n) for a, n in zip(articles, annotate_many(articles), strict=True))


def read_off(story: Gold) -> tuple[Statement, ...]:
    """The gold statements with act, certainty, tense, and type and role of the origin as Stemma reads them."""
    articles = [m.article for m in story.members]
    docs = {a.id: doc for a, doc in zip(articles, parse(articles), strict=True)}
    told = [said for claim in story.record["claims"] for said in claim["statements"]]
    unnamed = set(story.record.get("unnamed", ()))
    return tuple(_read(s, t, docs[s.article], unnamed) for s, t in zip(story.statements, told, strict=True))


def _read(statement: Statement, told: dict[str, Any], doc: Any, unnamed: set[str]) -> Statement:
    start, end = statement.content[0]
    inside = [t for t in doc if t.idx < end and t.idx + len(t.text) > start]
    head = certainty.head_of(inside)
    judged = speech.judge(inside, _cue(head, inside) if told["source"] else [])
    sure = judged.certainty
    if head is not None and sure == "CT+":
        sure = clauses.certainty_of(head) if clauses.certainty_of(head)[:2] != "CT" else sure
    out = read(dataclasses.replace(statement, act=judged.act, certainty=sure, tense=judged.tense))
    return _origin(out, told, doc, unnamed) if statement.attribution else out


def _cue(head: Any, inside: Sequence[Any]) -> list[Any]:
    """The verb that governs the span, with its negation and auxiliaries: the cue of a gold span."""
    if head is None:
        return []
    places = {t.i for t in inside}
    while head.head.i != head.i and head.head.pos_ != "VERB":
        head = head.head
    verb = head.head
    if verb.i in places or verb.pos_ != "VERB":
        return []
    return [verb, *(c for c in verb.children if c.dep_ in ("neg", "aux", "auxpass") and c.i not in places)]


def _origin(statement: Statement, told: dict[str, Any], doc: Any, unnamed: set[str]) -> Statement:
    name = statement.origin or ""
    words = name.split()
    core = words[1:] if words and words[0].casefold() in ("a", "an", "the", "some") else words
    named = any(w[:1].isupper() for w in core) and not name.casefold().startswith(("a ", "an ")) and name not in unnamed
    kind, role = "unknown", [told["source"] or ""]
    start = told.get("source_start")
    printed = [t for t in doc if start is not None and start <= t.idx < start + len(told["source"] or "")]
    if printed:
        top = certainty.head_of(printed) or printed[0]
        found = parties.describe(top, printed)
        kind = found.type
        role += [found.role or "", found.affiliation or ""]
    first = next((t for t in doc if words and t.text == words[-1]), None)
    if first is not None:
        top, phrase = _phrase(first)
        found = parties.describe(top, phrase)
        kind = found.type if kind == "unknown" else kind
        role += [parties.printed(phrase), found.role or ""]
    known = identify(name)
    kind = known.kind if known else kind
    told_of = "; ".join(dict.fromkeys(r for r in role if r))
    return dataclasses.replace(statement, origin_type=kind, named=named, role=told_of or None)  # type: ignore[arg-type]


def _phrase(token: Any) -> tuple[Any, list[Any]]:
    """The noun phrase around a name, without its clauses."""
    head = token
    while head.dep_ in ("compound", "amod", "poss", "nmod", "appos") and head.head.i != head.i:
        head = head.head
    cut = {x.i for t in head.subtree if t.dep_ in ("relcl", "acl", "advcl") and t.i != head.i for x in t.subtree}
    return head, [t for t in head.subtree if t.i not in cut]


def matched(statements: Sequence[Statement], story: Gold) -> list[int | None]:
    """For each gold statement the position of the statement that covers at least half of it; the shortest wins."""
    found: list[int | None] = []
    for gold in story.statements:
        (start, end) = gold.content[0]
        best: tuple[int, int] | None = None
        for i, s in enumerate(statements):
            shared = _shared(s.content, start, end) if s.article == gold.article else 0
            if 2 * shared >= end - start:
                size = sum(e - b for b, e in s.content)
                best = min(best, (size, i)) if best else (size, i)
        found.append(best[1] if best else None)
    return found


def _shared(content: Iterable[tuple[int, int]], start: int, end: int) -> int:
    return sum(max(0, min(e, end) - max(b, start)) for b, e in content)
