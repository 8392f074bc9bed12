"""What corrections teach: the statements that editors joined and parted, as data that the pair model can learn from.

In the form of the boards that the model was fitted on (`train/boards.py`): for each story a sheet with its articles and
statements, and what a reader said of them. Only what editors said is in it (`pairs`), nothing that the machine found.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from stemma.library import Library
from stemma.library.corrections import Corrections
from stemma.model import Annotated, Correction, Statement, Story
from stemma.relate.claims.statements import statements
from stemma.relate.desk.claims import Places
from stemma.relate.desk.log import in_force

TAUGHT = ("same", "part")
"""Kinds that say whether statements are of one claim."""


def taught(library: Library) -> Iterator[dict[str, Any]]:
    """For each story with claims that were joined or parted: `{"sheet": …, "gold": …}`, stories in order of their ids.

    Bodies of articles are in the sheet: their words belong to their publishers.
    """
    lines = in_force(Corrections(library.store).lines(*TAUGHT))
    articles = {one.article for line in lines for one in (*line.words, *line.beside)}
    homes = {home for id in articles if (home := library.store.story_of(id)) is not None}
    for id in sorted(homes):
        story, members = library.story(id), list(library.articles(id).values())
        said = [one for one in statements(members) if one.where == "body"]
        pairs = _pairs(said, lines)
        if pairs:
            yield {"sheet": _sheet(story, members, said), "gold": _gold(story, said, pairs, lines)}


def _pairs(said: list[Statement], lines: Iterable[Correction]) -> dict[tuple[int, int], bool]:
    """Pairs of positions that editors joined (True) or parted; the later word counts."""
    places = Places(said)
    found: dict[tuple[int, int], bool] = {}
    for line in lines:
        for a, b in itertools.product(places.all(line.words), places.all(line.beside)):
            if a != b:
                found[(min(a, b), max(a, b))] = line.kind == "same"
    return found


def _sheet(story: Story, members: list[Annotated], said: list[Statement]) -> dict[str, Any]:
    """The articles of a story and their statements."""
    short = {member.article.id: f"A{n}" for n, member in enumerate(members, 1)}
    articles = [
        {
            "a": short[a.id], "id": a.id, "outlet": a.outlet, "published": a.published, "title": a.title,
            "credits": list(a.credits), "body": a.body,
        }
        for a in (member.article for member in members)
    ]  # fmt: skip
    rows = [
        {
            "s": f"s{n}", "a": short[s.article], "content": [list(span) for span in s.content], "text": s.text,
            "who": s.origin, "act": s.act, "certainty": s.certainty, "tense": s.tense, "clause": s.clause,
            "time": s.time,
        }
        for n, s in enumerate(said, 1)
    ]  # fmt: skip
    return {"story": story.id, "articles": articles, "statements": rows}


def _gold(
    story: Story, said: list[Statement], pairs: dict[tuple[int, int], bool], lines: list[Correction]
) -> dict[str, Any]:
    """What editors said of a story: the claims that they touched, as they stand now, and their pairs."""
    number = {one.id: n for n, one in enumerate(said)}
    judged = {position for pair in pairs for position in pair}
    claims: list[dict[str, Any]] = []
    for claim in story.claims:
        members = [number[s.id] for s in claim.statements if number.get(s.id) in judged]
        if members:
            best = number.get(claim.shown or "", members[0])
            claims.append({
                "id": f"k{len(claims) + 1}", "label": claim.text, "kind": "other", "main": claim.id in story.board,
                "status": claim.status, "members": [f"s{n + 1}" for n in members], "deny": [], "react": [],
                "best": f"s{(best if best in members else members[0]) + 1}",
            })  # fmt: skip
    return {
        "story": story.id,
        "event": story.title,
        "annotator": " ".join(dict.fromkeys(line.who for line in lines)),
        "claims": claims,
        "minor": [],
        "junk": [],
        "wrong": {},
        "missed": [],
        "notes": "from corrections: only the pairs were judged",
        "pairs": [[f"s{a + 1}", f"s{b + 1}", one] for (a, b), one in sorted(pairs.items())],
    }
