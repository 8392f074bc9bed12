"""Plain-text dumps of whole pages: the line model finds the story, rules find what stands around it."""

from __future__ import annotations

import re

from stemma.errors import NoArticle, TooLarge
from stemma.model import Capture
from stemma.read import credits, dates, furniture, heads, lines, live, teasers, titles_dump
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
_HEADING = re.compile(r"^#{1,6}\s+")
"""The mark of a heading that dump tools leave (Markdown)."""
_STUCK = re.compile(
    r"(?<=[a-zß-ÿ0-9.)])(?:(?=(?:(?:First |Last )?(?:Published|Updated|Posted|Modified)|This (?:article|story) )\b)"
    r"|(?=@\w{2,30}\b))"
    r"|(?<=[a-zß-ÿ])(?=(?:(?:Staff|Senior|Chief|Special|Political|Associate|Freelance)\s)?"
    r"(?:Reporter|Writer|Editor|Correspondent|Contributor|Columnist|Photographer)\b)"
    r"|(?<=[ap]m)(?=[A-Z][a-z])|(?<=\b[A-Z]T)(?=[A-Z][a-z])|(?<=\b[A-Z][SD]T)(?=[A-Z][a-z])|(?<=\bGMT)(?=[A-Z][a-z])"
    r"|(?<=[AP]M)(?=[A-Z][a-z])|(?<=\bUTC)(?=[A-Z][a-z])"
)
"""Where dump tools print two elements without space: "… 2020Last updated …", "Jane RoeStaff Writer"."""
_MAY_STICK = re.compile(r"[a-zß-ÿ0-9.)][A-Z@]|[A-Z]{2}[A-Z][a-z]|\d{5}[:.]\d")
"""What every such place has, for a quick look."""
_YEAR_AND_TIME = re.compile(r"(?<=\b(?:19|20)\d\d)(?=\d{1,2}[:.]\d\d\b)")
MOST_STUCK = 250
"""Characters of a line that can be several elements in a row; paragraphs are not looked at."""
_GLUE = re.compile(r"(?<=[a-zß-ÿ0-9])(?=[A-Z][a-zA-Z])")


def read(text: str, capture: Capture, country: str | None) -> Found:
    """What a dump says: its story's parts, title, stamps, section, topics and teasers.

    Raises `NoArticle` where no line of it reads like a story, `TooLarge` with more than `MAX_LINES` lines.
    """
    if text.count("\n") > 10 * MAX_LINES:
        raise TooLarge(f"more than {10 * MAX_LINES:,} lines, blank ones counted", input=capture.id, remedy="split it")
    raw, stripped, chosen = lines_of(text, capture.id)
    if not any(chosen):
        raise NoArticle(
            "no story was found in the text", input=capture.id, remedy="if it is clean text, give it as body"
        )
    first = chosen.index(True)
    last = len(chosen) - 1 - chosen[::-1].index(True)
    title, title_at = titles_dump.choose(raw, stripped, chosen)
    if title_at is not None and first - title_at > TITLE_REACH:
        title_at = None
    if title_at is not None and _is_pull_quote(stripped, chosen, first):
        chosen[first] = False
        first = chosen.index(True)
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


def lines_of(text: str, name: str = "") -> tuple[list[str], list[str], list[bool]]:
    """The lines of a dump that are not blank, the same without marks and indents, and whether each is story.

    Raises `TooLarge` with more than `MAX_LINES` lines.
    """
    raw, gaps = _unstuck(*split(text))
    if len(raw) > MAX_LINES:
        raise TooLarge(f"more than {MAX_LINES:,} lines", input=name, remedy="split it")
    stripped = [_bare(line) for line in raw]
    return raw, stripped, _choose(raw, gaps, stripped)


def _unstuck(raw: list[str], gaps: list[int]) -> tuple[list[str], list[int]]:
    """The lines with those parted that are several elements of a page's head, printed without space between."""
    out: list[str] = []
    before: list[int] = []
    for line, gap in zip(raw, gaps, strict=True):
        pieces = [line]
        if len(line) <= MOST_STUCK and _MAY_STICK.search(line):
            pieces = [piece for piece in _STUCK.split(_YEAR_AND_TIME.sub(" ", line)) if piece.strip()] or pieces
        out += pieces
        before += [gap, *([0] * (len(pieces) - 1))]
    return out, before


def split(text: str) -> tuple[list[str], list[int]]:
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


def _is_pull_quote(stripped: list[str], chosen: list[bool], first: int) -> bool:
    """Whether the story's first line is a quotation that the page sets between its headline and its byline."""
    if stripped[first][:1] not in '“"„«' or sum(chosen) < 4:
        return False
    after = next((at for at in range(first + 1, len(chosen)) if chosen[at]), first)
    return any(credits.byline(line) for line in stripped[first + 1 : min(after, first + 4)])


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
