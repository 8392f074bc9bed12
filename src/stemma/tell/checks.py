"""A checked draft as it is shown: what is to be seen first, in words, and the sentences in pieces with their marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import get_args

from stemma.errors import OptionError
from stemma.model import CheckedSentence, Finding, FindingKind, FindingResult
from stemma.tell.marking import Mark, Piece, excerpt

GOOD = frozenset({"verbatim", "found"})
LABELS: dict[FindingResult, str] = {
    "altered": "altered",
    "misattributed": "said by somebody else",
    "not-found": "in no page",
    "overtaken": "overtaken",
    "conflict": "another value",
    "firmer": "firmer than the pages",
    "copy": "a copy, cited as a second source",
    "elsewhere": "in another page",
    "unknown": "page not in the library",
    "verbatim": "word for word",
    "found": "found",
}
"""Results in words, in the order in which they are told."""
ORDER = tuple(LABELS)


def wanted(told: str) -> frozenset[str]:
    """What a comma-separated list of results (`altered`) or of kinds with results (`claim:not-found`) names.

    *none* names nothing. Raises `OptionError` where one of them is neither.
    """
    kinds, results = get_args(FindingKind), get_args(FindingResult)
    names = [name for part in told.split(",") if (name := part.strip()) and name != "none"]
    for name in names:
        kind, _, result = name.rpartition(":")
        if result not in results or kind not in ("", *kinds):
            raise OptionError(
                "is no result", input=name, remedy=f"one of {', '.join(results)}, or KIND:RESULT, or none"
            )
    return frozenset(names)


def fails(finding: Finding, names: Collection[str]) -> bool:
    """Whether a finding is one of those named. That no claim is near a sentence counts only where it is named fully."""
    if finding.kind != "claim" and finding.result in names:
        return True
    return f"{finding.kind}:{finding.result}" in names


def told(finding: Finding) -> str:
    """A finding in words: what it is about, and how the pages have it."""
    if finding.kind == "claim" and finding.result == "found":
        return f"nearest claim: {finding.note}"
    if finding.kind == "citation" and finding.result == "found":
        return "citation: the page holds it"
    label = (
        "not held by the page"
        if (finding.kind, finding.result) == ("citation", "not-found")
        else LABELS[finding.result]
    )
    if finding.kind == "claim":
        return finding.note
    return f"{finding.kind}: {label}" + (f" ({finding.note})" if finding.note not in ("", label) else "")


def summary(found: Sequence[CheckedSentence]) -> str:
    """What was found, in one line: how many sentences, and how many findings of each result that is not good."""
    counts = Counter(f.result for one in found for f in one.findings if f.result not in GOOD and f.kind != "claim")
    parts = [f"{counts[result]} {LABELS[result]}" for result in ORDER if counts[result]]
    number = f"{len(found)} sentence" + "s" * (len(found) != 1)
    if nothing(found):
        return f"{number}: the library has no page on this"
    return f"{number}: " + (", ".join(parts) if parts else "nothing to object to")


def nothing(found: Sequence[CheckedSentence]) -> bool:
    """Whether the library has no page on what the draft is about."""
    findings = [f for one in found for f in one.findings]
    return not any(f.article for f in findings) and all(f.kind in ("claim", "citation") for f in findings)


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence in pieces with the marks of what was found in it, and its findings, what matters first."""

    pieces: tuple[Piece, ...]
    findings: tuple[tuple[Finding, str], ...]
    worst: FindingResult | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole draft for a page: `summary` in one line, and its sentences."""

    summary: str
    sentences: tuple[Shown, ...]


def view(given: str, found: Sequence[CheckedSentence]) -> Checked:
    """The draft as it was `given` with its findings, ready to be shown."""
    return Checked(summary(found), tuple(_shown(given, one) for one in found))


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Findings in the order in which they are told: faults first, the nearest claim last."""
    return sorted(findings, key=lambda f: (f.kind == "claim", ORDER.index(f.result), f.span))


def _shown(given: str, one: CheckedSentence) -> Shown:
    findings = ordered(one.findings)
    start, end = one.sentence
    marks = [
        Mark((max(start, f.span[0]), min(end, f.span[1])), f.result, f"f{number}")
        for number, f in enumerate(findings)
        if f.kind != "claim" and f.span[0] < end and start < f.span[1]
    ]
    pieces: tuple[Piece, ...] = (Piece(one.text, start, end, (), (), ()),)
    if marks and "<" not in given[start:end]:  # of HTML the words alone are shown
        pieces = excerpt(given, [one.sentence], marks)
    worst = next((f.result for f in findings if f.kind != "claim" and f.result not in GOOD), None)
    return Shown(pieces, tuple((f, told(f)) for f in findings), worst)
