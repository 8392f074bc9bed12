"""Plain-text dumps of whole pages: the line model finds the story, rules find what stands around it."""

from __future__ import annotations

import re
from collections import Counter

from stemma.errors import NoArticle, TooLarge
from stemma.model import Capture
from stemma.read import credits, dates, furniture, heads, lines, live, teasers
from stemma.read.found import Found
from stemma.read.parts import Line
from stemma.read.words import listed

LEAD = 0.25
"""Probability from which a whole sentence right before the first line of the story belongs to it."""
BEFORE, AFTER = 10, 8
"""Lines before and after the story in which captions, bylines and credits are looked for."""
LEAST_STORY = 600
"""Characters of a story that stand before its comments."""
TITLE_REACH = 30
"""Lines between the headline and the story up to which all that stands there is looked at."""
MAX_LINES = 20_000
"""Lines of one dump that is read; a common one has 200."""

_SECTIONS = listed(
    """world news politics business economy sport sports technology tech science health entertainment culture opinion
    environment climate europe asia africa americas national local international lifestyle travel education media us
    uk crime weather money markets life arts style food panorama politik wirtschaft wissen kultur gesellschaft
    ausland inland lokales local regional monde politique économie société mundo política economía sociedad deportes
    mondo politica economia nyheter"""
)
_HEADER_STAMP = re.compile(r"^\s*(?:date|published|posted|updated)?\s*:?\s*", re.I)
_SUBJECT = re.compile(r"(?:subject|betreff|objet|asunto|oggetto|assunto|тема)\s*:\s*(?=\S)", re.I)
"""What stands before the headline of a story that came by mail."""
_HEADING = re.compile(r"^#{1,6}\s+")
"""The mark of a heading that dump tools leave (Markdown)."""
_GLUE = re.compile(r"(?<=[a-zß-ÿ0-9])(?=[A-Z][a-zA-Z])")


def read(text: str, capture: Capture, country: str | None) -> Found:
    """What a dump says: its story's parts, title, stamps, section, topics and teasers.

    Raises `NoArticle` where no line of it reads like a story, `TooLarge` with more than `MAX_LINES` lines.
    """
    if text.count("\n") > 10 * MAX_LINES:
        raise TooLarge(f"more than {10 * MAX_LINES:,} lines, blank ones counted", input=capture.id, remedy="split it")
    raw, gaps = _lines(text)
    if len(raw) > MAX_LINES:
        raise TooLarge(f"more than {MAX_LINES:,} lines", input=capture.id, remedy="split it")
    stripped = [_bare(line) for line in raw]
    chosen = _choose(raw, gaps, stripped)
    if not any(chosen):
        raise NoArticle(
            "no story was found in the text", input=capture.id, remedy="if it is clean text, give it as body"
        )
    first = chosen.index(True)
    last = len(chosen) - 1 - chosen[::-1].index(True)
    title, title_at = _title(stripped, first, chosen)
    start, end = _reach(stripped, first, last, title_at)
    is_live = live.is_live(capture.url, *stripped[:first][-12:])
    region = [Line(line, is_story) for line, is_story in zip(stripped[start:end], chosen[start:end], strict=True)]
    parts = furniture.split(region, country=country, live=is_live, title=title)
    found = Found(parts)
    found.title = capture.title or title
    _header(stripped[:first], found, country, title_at)
    _after(stripped, last + 1, found)
    taken = {caption for caption, _ in parts.captions}
    found.other_lines = [
        "" if is_story or line in taken or line == "***" else line
        for line, is_story in zip(stripped, chosen, strict=True)
    ][: end + teasers.MAX_LINES]
    return found


def _lines(text: str) -> tuple[list[str], list[int]]:
    """The lines of a dump that are not blank, and the blank ones before each; hard-wrapped text is put together."""
    found, gaps = lines.split(text)
    long = [line.strip() for line in found if len(line.strip()) >= 40]
    if long and max(map(len, found)) <= 110 and 2 * sum(line[-1] in '.!?"”:。！？' for line in long) < len(long):
        return _unwrapped(found, gaps)
    return found, gaps


def _unwrapped(found: list[str], gaps: list[int]) -> tuple[list[str], list[int]]:
    """Paragraphs of hard-wrapped lines: one goes on in the next, unless that is blank or an item, or it was short."""
    width = max(len(line.rstrip()) for line in found)
    joined, before = [found[0].strip()], [gaps[0]]
    for last, line, gap in zip(found, found[1:], gaps[1:], strict=False):
        word = len(line.split()[0])
        if gap or len(last.rstrip()) + word + 1 < 0.9 * width or lines.MARKER.match(line):
            joined.append(line.strip())
            before.append(gap)
        else:
            joined[-1] += f" {line.strip()}"
    return joined, before


def _bare(line: str) -> str:
    if furniture.is_rule(line):
        return "***"
    plain = _HEADING.sub("", lines.MARKER.sub("", line).replace("\u00a0", " ").strip())
    return " ".join(plain.strip("*_").split())


def _choose(raw: list[str], gaps: list[int], stripped: list[str]) -> list[bool]:
    if all(map(lead_like, stripped)):
        return [True] * len(stripped)  # nothing around the story at all
    probability = lines.probabilities(raw, gaps)
    chosen = lines.chosen(raw, probability)
    _cut_rails(stripped, chosen)
    _cut_comments(stripped, chosen)
    first = chosen.index(True) if any(chosen) else 0
    for at in range(max(0, first - 3), first):
        found = credits.dateline(stripped[at])
        if found and found.agency and len(stripped[at].split()) >= 8:
            chosen[at] = True  # a wire story begins with its dateline
    # A lead stands next to headers, which makes the model doubt it: a whole sentence right before the story is in.
    before = first - 1
    if (
        before >= 0
        and probability[before] >= LEAD
        and lead_like(stripped[before])
        and stripped.count(stripped[before]) == 1
    ):
        chosen[before] = True
    if not any(chosen):
        sentences = [len(line.split()) >= 8 and line[-1:] in '.!?”"。' for line in stripped]
        if len(stripped) <= 40 or max(probability, default=0) > 0.2:
            return sentences
    return chosen


def lead_like(line: str) -> bool:
    """Whether a line is one or more whole sentences and no caption or byline."""
    return (
        len(line.split()) >= 9
        and line[-1:] in '.!?”"。'
        and not credits.photo_credit(line)
        and not credits.byline(line)
    )


def _cut_rails(stripped: list[str], chosen: list[bool]) -> None:
    """Unchooses stray lines behind the head of a rail ("More Stories"): summaries under other stories' headlines.

    A rail in the middle of a story is passed over: what follows it then is not a stray line but a good part of it.
    """
    total = sum(len(line) for line, c in zip(stripped, chosen, strict=True) if c)
    passed = 0
    for at, line in enumerate(stripped):
        if chosen[at]:
            passed += len(line)
        elif passed >= 0.7 * total and teasers.is_rail(line) and total - passed < 0.2 * total:
            for later in range(at, len(chosen)):
                chosen[later] = False
            return


def _cut_comments(stripped: list[str], chosen: list[bool]) -> None:
    """Unchooses what readers wrote: lines behind the head of comments, where a story stands before it."""
    told = 0
    for at, line in enumerate(stripped):
        if chosen[at]:
            told += len(line)
        elif told >= LEAST_STORY and teasers.is_comments_head(line) and not any(chosen[at + 1 : at + 3]):
            for later in range(at, len(chosen)):
                chosen[later] = False
            return


def _reach(stripped: list[str], first: int, last: int, title_at: int | None) -> tuple[int, int]:
    """The region that is split: the story's lines, and those around them that may belong to it."""
    start = max(0, first - BEFORE)
    if title_at is not None:
        start = min(start, title_at + 1)
    while end_of_rail := next((i for i in range(start, first) if teasers.is_rail(stripped[i])), None):
        start = end_of_rail + 1
    end = last + 1
    for at in range(last + 1, min(len(stripped), last + 1 + AFTER)):
        line = stripped[at]
        if teasers.is_rail(line) and not line.startswith("("):
            break
        opened = stripped[at - 1].startswith("(") and ")" not in stripped[at - 1]
        if furniture.belongs_after(line) or (at - last <= 2 and line.startswith("(")) or opened:
            end = at + 1
    return start, end


SURE_TITLE = 1.6
"""Score from which a line is taken for the headline."""
NEAR_TITLE = 8
"""Lines before the story in which a line right above the byline is likely the headline."""


def _title(stripped: list[str], first: int, chosen: list[bool]) -> tuple[str | None, int | None]:
    """The headline, of the lines before the story the one that most looks like it by place, repetition and words.

    Also the number of its line, unless that is far from the story.
    """
    if first == 0:
        return None, None
    body = Counter(word for line, c in zip(stripped, chosen, strict=True) if c for word in set(_long_words(line)))
    counts = Counter(stripped)
    head = stripped[0]
    best, best_at, best_score = None, None, SURE_TITLE
    for at in range(max(0, first - 60), first):
        line = stripped[at]
        if chosen[at] or not teasers.headline(line) or (len(line) < 60 and dates.find(line)) or credits.byline(line):
            continue
        if credits.photo_credit(line) or furniture.is_pointer(line) or credits.photo_credit(stripped[at + 1]):
            continue
        own = _long_words(line)
        known = sum(1 for word in own if body[word]) / max(1, len(own))
        score = 3.0 * known - 0.06 * min(first - at, 30)
        score += 0.5 if counts[line] > 1 else 0.0
        score += 1.0 if at != 0 and len(line) > 15 and head.startswith(line) else 0.0
        score += 0.3 if not line.endswith(".") else -0.5
        score += 0.6 if any(credits.byline(near) or _is_stamp(near) for near in stripped[at + 1 : at + 4]) else 0.0
        score += 0.6 if known and first - at <= NEAR_TITLE and credits.byline(stripped[at + 1]) else 0.0
        score -= 0.4 if len(line) > 140 else 0.0
        if score > best_score:
            best, best_at, best_score = line, at, score
    if best_at is not None and first - best_at > TITLE_REACH:
        best_at = None
    if best and (subject := _SUBJECT.match(best)):
        return best[subject.end() :], best_at
    if best and best == head:
        return re.sub(r"\s+[|–—-]\s+[^|–—]{2,40}$", "", best), best_at
    return best, best_at


def _long_words(line: str) -> list[str]:
    """The words of a line that say something; pairs of characters in scripts without spaces."""
    return re.findall(r"(?=([\u3040-\u30ff\u3400-\u9fff]{2}))", line) or re.findall(r"\w{4,}", line.casefold())


def _is_stamp(line: str) -> bool:
    stamps = dates.find(line) if len(line) < 80 else []
    return len(stamps) == 1 and heads.only_stamp(line, stamps[0])


def _header(header: list[str], found: Found, country: str | None, title_at: int | None) -> None:
    """Stamps, credits and the section in the lines before the story; bylines under the headline only."""
    near = header[-40:]
    under = 15 if title_at is None else len(header) - title_at - 1
    for distance, line in enumerate(reversed(near)):
        if len(line) > 200:
            continue
        stamps = dates.find(line, country=country) if len(line) < 140 else []
        if stamps:
            found.parts.stamps += [
                (role, stamp) for role, stamp in heads.stamps(line, country) if stamp.form in ("full", "ago", "partial")
            ]
        if len(stamps) == 1 and stamps[0].form == "full":
            rest = _HEADER_STAMP.sub("", line[: stamps[0].start]) + line[stamps[0].end :]
            if found.section is None and rest.strip().casefold() in _SECTIONS:
                found.section = rest.strip()
        if distance < under:
            if (by := credits.byline(line)) and not found.parts.authors:
                found.parts.authors += by[0]
                found.add_credits(by[1])
            elif names := credits.credit_of_line(line):
                found.add_credits(names)
        if found.section is None and distance < 6 and line.casefold() in _SECTIONS:
            beside = near[-distance - 2 : -distance - 1] + near[len(near) - distance : len(near) - distance + 1]
            if not any(other.casefold() in _SECTIONS for other in beside):  # several in a row are a menu
                found.section = line


def _after(stripped: list[str], at: int, found: Found) -> None:
    """Topics in the lines right after the story: labels glued together, as dump tools print a row of tags."""
    for line in stripped[at : at + 4]:
        pieces = _GLUE.split(line)
        if 3 <= len(pieces) <= 15 and len(line) < 200 and line[-1:] not in ".!?" and max(map(len, pieces)) < 45:
            found.parts.topics += [piece.strip() for piece in pieces]
            break
