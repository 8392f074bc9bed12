"""The headline in a plain-text dump: a choice among the lines around the begin of its story, by a measured model.

As for pages (`titles`), but all that a line has is its place, its look, what stands beside it, and whether the story
speaks of the same things.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Sequence

from stemma.read import credits, dates, furniture, heads, teasers, titles, titles_cut

REACH = 60
"""Lines before the story in which the headline is looked for."""
NONE = {"none": 1.0}
"""The features of there being no headline, which is a choice like every line."""
_SUBJECT = re.compile(r"(?:subject|betreff|objet|asunto|oggetto|assunto|тема)\s*:\s*(?=\S)", re.I)
"""What stands before the headline of a story that came by mail."""
_MARK = re.compile(r"^\s*(?:#{1,6}\s|\*{2,6}\s?\S|={2,}\s?\S)")
"""What dump tools print before a heading."""


def choose(raw: Sequence[str], stripped: Sequence[str], story: Sequence[bool]) -> tuple[str | None, int | None]:
    """The headline of a dump and the number of its line; (None, None) where no line looks like one.

    `raw` are its lines, `stripped` the same without marks and indents, `story` whether each is a part of the story.
    """
    found = candidates(stripped, story)
    if not found:
        return None, None
    scores = [titles.score("dump", row) for row in features(found, raw, stripped, story)]
    best = scores.index(max(scores))
    if scores[best] < titles.score("dump", NONE):
        return None, None
    return cleaned(stripped[found[best]], stripped), found[best]


def candidates(stripped: Sequence[str], story: Sequence[bool]) -> list[int]:
    """The numbers of lines that may be the headline: before the story, or its first one where that is no sentence."""
    first = list(story).index(True) if any(story) else len(story)
    found = []
    for at in range(max(0, first - REACH), min(first + 1, len(stripped))):
        line = stripped[at]
        if at == first and (line[-1:] in ".…。" or len(line) > 140):
            continue
        if not 3 <= titles.words(line) <= 40 or len(line) < 8 or len(line) > 300 or line.endswith((",", ":")):
            continue
        if sum(map(str.isalpha, line)) < 0.6 * len(line) or not teasers.may_be_title(line):
            continue
        if (len(line) < 60 and dates.find(line)) or credits.byline(line) or credits.photo_credit(line):
            continue
        if furniture.is_pointer(line) or _is_caption_of(line, stripped[at + 1 : at + 2]):
            continue
        found.append(at)
    return found


def features(
    found: Sequence[int], raw: Sequence[str], stripped: Sequence[str], story: Sequence[bool]
) -> list[dict[str, float]]:
    """What the model looks at, for each of the lines `found`, by name."""
    first = list(story).index(True) if any(story) else len(story)
    body = Counter(word for line, s in zip(stripped, story, strict=True) if s for word in set(_long_words(line)))
    opening = {word for line in stripped[first : first + 4] for word in _long_words(line)}
    counts = Counter(stripped)
    top = titles_cut.bare(stripped[0]) if stripped else ""
    marked = [at for at in found if _MARK.match(raw[at])]
    rows = []
    for at in found:
        line = stripped[at]
        own = _long_words(line)
        key = titles_cut.same(titles_cut.bare(line))
        after = stripped[at + 1 : at + 4]
        between = sum(1 for other in found if at < other < first)
        distance = first - at
        yes = {
            "twice": counts[line] > 1,
            "begins the page's first line": at != 0 and len(key) > 9 and titles_cut.same(top).startswith(key),
            "is the page's first line": at == 0,
            "ends as a sentence": line.endswith((".", "。")),
            "question or call": line.endswith(("?", "!")),
            "byline next": any(map(_is_byline, after[:1])),
            "byline near": any(map(_is_byline, after)),
            "stamp near": any(map(_is_stamp, after)),
            "stamp before": at > 0 and _is_stamp(stripped[at - 1]),
            "story next": distance == 1,
            "in the story": distance <= 0,
            "heading": at in marked,
            "only heading": marked == [at],
            "first heading": marked[:1] == [at],
            "last heading": marked[-1:] == [at],
            "in a list": bool(re.match(r"\s*(?:[*•·▪◦+-]|\d{1,2}[.)])\s", raw[at])),
            "capitals": line.isupper(),
            "long": len(line) > 140,
            "short": titles.words(line) < 5,
            "quotation": line[:1] in "\"“„«‘'",
            "menu before": at > 0 and titles.words(stripped[at - 1]) <= 3,
            "rail before": any(teasers.is_rail(other) for other in stripped[max(0, at - 6) : at]),
            "links": line.count("|") > 1 or "[" in line or "http" in line,
        }
        rows.append(
            {
                **{name: float(value) for name, value in yes.items()},
                "known words": sum(1 for word in own if body[word]) / max(1, len(own)),
                "known in the opening": sum(1 for word in own if word in opening) / max(1, len(own)),
                "distance": math.log1p(max(0, distance)),
                "near": float(distance <= 8),
                "candidates between": float(min(between, 6)),
                "words": min(titles.words(line), 20) / 20,
                "capitals at words' heads": sum(word[:1].isupper() for word in line.split()) / len(line.split()),
            }
        )
    return rows


def cleaned(line: str, stripped: Sequence[str]) -> str:
    """A headline as an editor would put it: no labels, no site's name at its end, no head of a mail."""
    if subject := _SUBJECT.match(line):
        line = line[subject.end() :]
    bare = titles_cut.bare(line)
    if not stripped or line != stripped[0]:
        return bare
    # The page's first line is its <title>: what stands again below, or what is left without the piece at its end.
    shown = set(stripped[1:])
    for cut in titles_cut.cuts(bare):
        if cut.side == 1 and cut.text in shown and len(cut.text) > len(cut.lost):
            return cut.text
    return re.sub(r"\s+[|–—-]\s+[^|–—]{2,40}$", "", bare)


def _is_caption_of(line: str, after: Sequence[str]) -> bool:
    """Whether what stands below a line is the credit of its picture, alone or behind the same words."""
    found = credits.photo_credit(after[0]) if after else None
    return found is not None and (not found[0] or found[0].startswith(line))


@functools.lru_cache(4096)
def _is_byline(line: str) -> bool:
    return credits.byline(line) is not None


@functools.lru_cache(4096)
def _is_stamp(line: str) -> bool:
    stamps = dates.find(line) if len(line) < 80 else []
    return len(stamps) == 1 and heads.only_stamp(line, stamps[0])


def _long_words(line: str) -> list[str]:
    """The words of a line that say something; pairs of characters in scripts without spaces."""
    return re.findall(r"(?=([\u3040-\u30ff\u3400-\u9fff]{2}))", line) or re.findall(r"\w{4,}", line.casefold())
