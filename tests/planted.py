"""Planted cases of sources: the invented pages of `tests/data/origins`, each with its right answers, and their score.

PYTHONPATH=src:. python -m tests.planted            # all, with what is wrong
PYTHONPATH=src:. python -m tests.planted releases r08
"""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stemma.annotate import annotate_many
from stemma.model import Annotated, Capture, Claim, Story
from stemma.read import read
from stemma.relate import relate

FOLDER = Path(__file__).parent / "data" / "origins"
KINDS = ("releases", "circles", "takebacks")
LATER = tuple(f"{kind}_later" for kind in KINDS)


@dataclass
class Case:
    """Pages (id, outlet, address, time, title, text) and the right answers, a line each."""

    name: str
    pages: list[list[str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)


def cases(kind: str) -> list[Case]:
    """The cases of one file, in its order."""
    found: list[Case] = []
    for line in (FOLDER / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            found.append(Case(line[4:]))
        elif line.startswith("--- "):
            head, url, time, title = line[4:].split(" | ")
            found[-1].pages.append([*head.split(" ", 1), url, time, title, ""])
        elif line.startswith(">>> "):
            found[-1].answers.append(line[4:])
        elif found:
            found[-1].pages[-1][-1] += line + "\n"
    return found


def story(case: Case) -> Story:
    """What Stemma makes of the pages of a case."""
    articles = [read(capture) for capture in captures(case)]
    return relate([Annotated(a, n) for a, n in zip(articles, annotate_many(articles), strict=True)])


def captures(case: Case) -> list[Capture]:
    """The pages of a case as they would be got."""
    return [_capture(*page) for page in case.pages]


def _capture(id: str, outlet: str, url: str, time: str, title: str, text: str) -> Capture:
    lines = text.strip().split("\n")
    marks = [line for line in lines if line.startswith("+")]
    body = "\n".join(line for line in lines if not line.startswith("+")).strip()
    if not marks:
        return Capture(id, "body", body, url=url, outlet=outlet, title=title, published=time)
    return Capture(id, "html", _page(outlet, url, time, title, body, marks).encode(), url=url, outlet=outlet)


def _page(outlet: str, url: str, time: str, title: str, body: str, marks: list[str]) -> str:
    """A web page that declares what a case says with "+"."""
    publisher = {"@type": "NewsMediaOrganization", "name": outlet}
    nodes: list[dict[str, object]] = [
        {"@type": "NewsArticle", "headline": title, "datePublished": time, "url": url, "publisher": publisher}
    ]
    items = ""
    for mark in marks:
        kind, _, rest = mark.partition(" ")
        if kind == "+correction":
            nodes[0]["correction"] = {"@type": "CorrectionComment", "text": rest}
            continue
        claim, rating, value, author, date = (part.strip() for part in rest.split("|"))
        number, _, best = value.partition(" of ")
        if kind == "+microdata":
            items += (
                '<div itemscope itemtype="https://schema.org/ClaimReview">'
                f'<meta itemprop="datePublished" content="{date}"><span itemprop="claimReviewed">{claim}</span>'
                f'<div itemprop="author" itemscope itemtype="https://schema.org/Organization">'
                f'<meta itemprop="name" content="{author}"></div>'
                '<div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">'
                f'<meta itemprop="ratingValue" content="{number}"><meta itemprop="bestRating" content="{best}">'
                f'<span itemprop="alternateName">{rating}</span></div></div>'
            )
            continue
        judged = {"@type": "Rating", "alternateName": rating} | (
            {"ratingValue": number, "bestRating": best, "worstRating": "1"} if number else {}
        )
        who = {"@type": "Organization", "name": author}
        review = {"@type": "ClaimReview", "claimReviewed": claim, "datePublished": date, "author": who}
        nodes.append(review | {"reviewRating": judged})
    head = json.dumps({"@context": "https://schema.org", "@graph": nodes})
    text = "".join(f"<p>{html.escape(part)}</p>" for part in body.split("\n\n"))
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{html.escape(title)}</title>'
        f'<script type="application/ld+json">{head}</script></head><body><main><article>'
        f"<h1>{html.escape(title)}</h1>{text}</article>{items}</main></body></html>"
    )


def wrong(kind: str, case: Case, told: Story) -> list[str]:
    """What of the right answers of a case is missing, and what is told beyond them; empty where all is right."""
    return list(
        {"releases": _releases, "circles": _circles, "takebacks": _takebacks}[kind.removesuffix("_later")](case, told)
    )


def carriers(told: Story, words: str) -> list[Claim]:
    """The claims that have these words in one of their statements, or are shown in them; of most statements first."""
    plain = words.casefold()
    found = [c for c in told.claims if any(plain in s.casefold() for s in (c.text, *(s.text for s in c.statements)))]
    return sorted(found, key=lambda c: -len(c.statements))


def _releases(case: Case, told: Story) -> Iterator[str]:
    right = {a.split()[1]: a.partition(" = ")[2] for a in case.answers if a.startswith("release ")}
    made = {a.id: a.party for a in told.articles if a.kind == "release"}
    if right != made:
        yield f"releases {made}"
    for answer in case.answers:
        rule, _, words = answer.partition(" ")
        if rule in ("one", "more"):
            found = carriers(told, words)
            if not found:
                yield f"no claim with {words!r}"
            elif (found[0].origins[1] == 1) != (rule == "one"):
                yield f"{words!r} rests on {found[0].origins}"


def _circles(case: Case, told: Story) -> Iterator[str]:
    right = set()
    for answer in case.answers:
        page, _, names = answer.removeprefix("circle ").partition(" through ")
        right.add((page, tuple(names.split(", "))))
    made = {(one.article, one.through) for one in told.circles}
    if made - right:
        yield f"beyond: {sorted(made - right)}"
    if right - made:
        yield f"missing: {sorted(right - made)}"


def _takebacks(case: Case, told: Story) -> Iterator[str]:
    verdicts, events = set(), set()
    for answer in case.answers:
        rule, _, rest = answer.partition(" ")
        if rule == "verdict":
            page, _, more = rest.partition(" = ")
            rating, _, words = more.partition(" on ")
            verdicts.add((page, rating))
            ids = {c.id for c in carriers(told, words)}
            fits = [v for v in told.verdicts if v.article == page and v.words == rating]
            if fits and not any((v.claim is None) if words == "-" else (v.claim in ids) for v in fits):
                yield f"verdict of {page} is on {[v.claim for v in fits]}, not on {words!r}"
        elif rule == "event":
            kind, page, _, *pages = rest.split()
            events.add((kind, page, tuple(sorted(pages))))
        else:
            number, _, words = rest.partition(" ") if rule == "outlets" else ("", "", rest)
            found = carriers(told, words)
            if not found:
                yield f"no claim with {words!r}"
            elif rule == "outlets" and found[0].outlets != int(number):
                yield f"{words!r} has {found[0].outlets} outlets"
            elif rule in ("withdrawn", "stands") and (found[0].status == "withdrawn") != (rule == "withdrawn"):
                yield f"{words!r} is {found[0].status}"
    if verdicts != (made := {(v.article, v.words) for v in told.verdicts}):
        yield f"verdicts {sorted(made)}"
    if events != (seen := {(n.kind, n.article, tuple(sorted(n.pages))) for n in told.notices}):
        yield f"events {sorted(seen)}"


def main(kinds: list[str]) -> None:
    """Prints what is wrong, case by case, and how many are right."""
    every = (*KINDS, *LATER)
    names = [k for k in kinds if k not in every]
    for kind in [k for k in kinds if k in every] or every:
        some = [case for case in cases(kind) if not names or case.name.split()[0] in names]
        bad = 0
        for case in some:
            found = wrong(kind, case, story(case))
            bad += bool(found)
            for line in found:
                print(f"{case.name}: {line}")
        print(f"{kind}: {len(some) - bad} of {len(some)} right")


if __name__ == "__main__":
    main(sys.argv[1:])
