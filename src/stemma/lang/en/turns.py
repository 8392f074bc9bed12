"""Speech that the layout attributes: the turns of a transcript ("LINDQVIST: …") and signed quotations ("“…” — A Name").

Neither has a verb to go by. The mark between speaker and speech is the cue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from stemma.lang.proposals import Proposal

SURE = 0.9
"""Confidence of both kinds; of what they found in PolNeAR train, more than nine in ten are in the gold."""

_NAME = r"[A-Z][\w.'’\-]*"
_PART = rf"(?:{_NAME}|of|the|de|van|von|\([^()\n]{{1,30}}\))"
TURN = re.compile(
    rf"^[ \t]*(?P<who>{_NAME}(?:,? {_PART}){{0,6}}) ?(?P<mark>:)\s+(?P<said>(?=[^\n]*[^\W\d_]{{2}})\S[^\n]*)$",
    re.MULTILINE,
)
SIGNED = re.compile(
    r"^[ \t]*(?P<said>[“”\"][^\n]{15,}?[”\"])\s*\n?[ \t]*(?P<mark>[―—–]|--?)"
    rf"[ \t]*(?P<who>{_NAME}(?: [\w.'’\-]+){{1,4}}(?:, [^\n”\"]{{2,60}})?)\.?[ \t]*$",
    re.MULTILINE,
)
TURNS, SPEAKERS = 3, 2
"""A text is a transcript if so many turns of so many speakers stand in it, each label in capitals or repeated."""


def turns(body: str) -> list[Proposal]:
    """The attributions that the layout of a text makes, in text order."""
    found = [*_transcript(body), *(_proposal(match) for match in SIGNED.finditer(body))]
    return sorted(found, key=lambda p: p.content)


def _transcript(body: str) -> Iterator[Proposal]:
    matches = list(TURN.finditer(body))
    counts = Counter(match["who"] for match in matches)
    # "Q" and "A" name nobody
    kept = [m for m in matches if len(m["who"]) > 2 and (counts[m["who"]] > 1 or m["who"].isupper())]
    if len(kept) < TURNS or len({match["who"] for match in kept}) < SPEAKERS:
        return
    for match in kept:
        yield _proposal(match)


def _proposal(match: re.Match[str]) -> Proposal:
    end = match.end("said")
    while match.string[end - 1].isspace():
        end -= 1
    content = (match.start("said"), end)
    return Proposal((content,), (match.span("mark"),), (match.span("who"),), "direct", SURE, "pattern")
