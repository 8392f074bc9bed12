"""Other stories' headlines on a page, with the times printed beside them."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence

from stemma.model import Teaser
from stemma.read import credits, dates

MAX_TEASERS = 200
MAX_LINES = 3000
"""Lines after a story in which they are looked for."""

_RAIL = re.compile(
    r"^\W*(?:more\b.{0,40}|related\b.{0,40}|(?:most )?popular(?: \w+)?|latest\b.{0,25}"
    r"|trending\b.{0,25}|most (?:read|viewed|popular|watched|shared)\b.{0,25}|recommended\b.{0,30}"
    r"|top (?:stories|news|headlines)|(?:read|see|watch) (?:also|next|more)|also (?:read|on"
    r"|in)\b.{0,25}|you (?:may|might) (?:also )?(?:like|be interested).{0,30}|editor[’']?s[’']? "
    r"picks?|headlines|around the web"
    r"|in (?:this )?(?:other news|case you missed it)|don[’']t miss|what to (?:read|watch) next|up "
    r"next|news|featured\b.{0,20}|must.read\w*|in the news"
    r"|mehr zum thema|das könnte .{0,40}|meistgelesen\w*|aktuelle .{0,25}|weitere .{0,30}|lesen sie "
    r"auch.{0,20}|à lire aussi|sur le même (?:sujet|thème)|les plus lus|lo más (?:leído|visto)|te "
    r"puede interesar"
    r"|(?:noticias |artículos )?relacionad[oa]s|lea también|también te puede.{0,20}|te recomendamos"
    r"|leggi anche|potrebbe interessarti|più letti|les også|läs (?:också|mer|även)"
    r"|mest (?:läst|lest|læst)\w*|lees ook|meest gelezen|mais lidas|leia também|читайте также"
    r"|popularne|najczęściej czytane"
    r"|関連記事|最新|相关(?:新闻|阅读)|관련 ?기사)\W*$",
    re.I,
)
_COMMENTS = re.compile(
    r"^\W*(?:\d+\s+)?(?:reader\s+|top\s+|all\s+|your\s+)?(?:comments?|responses?|replies|thoughts on|discussion"
    r"|kommentare?|leserkommentare|leserdebatte|commentaires?|réactions?|comentarios?|commenti|reacties|kommentarer"
    r"|комментарии|评论|コメント|댓글)\b.{0,30}$"
    r"|^\W*(?:leave a|post a|write a|join the|add a) (?:comment|reply|conversation|discussion).{0,30}$",
    re.I,
)

_NO_TEASER = re.compile(
    r"\b(?:newsletters?|sign up|subscribe|cookies?|privacy|terms (?:of|and)|rights reserved|copyright"
    r"|©|log ?in|download|follow us|advertis\w+|click here|contact us|your (?:email|account|browser"
    r"|consent|privacy)|"
    r"datenschutz|impressum|javascript|accessibility|comments?$|leave a|read (?:more|next)|see (?:all"
    r"|more)|view all|show more|load more|all rights|droits réservés|rechte vorbehalten)\b",
    re.I,
)
_DURATION = re.compile(r"^\W*\d{1,2}:\d\d(?::\d\d)?\W*$")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def find(
    lines: Sequence[str], *, title: str | None, reference: str | None, country: str | None, timezone: str | None
) -> list[Teaser]:
    """The teasers among lines that are no part of the story (in page order, stripped; story lines as empty strings).

    A line counts as a headline where it stands under the head of a rail ("More Stories"), is printed twice in a row
    (picture text and link), or has a stamp of its own beside it, and reads like one: four words or more, no menu
    entry. `reference` is the moment of capture or else of publication, for "12:18pm" and "Sun, Sep 10".
    """
    stamps = [_stamp(line, country) for line in lines]
    count = Counter(lines)
    before = _stamps_before(lines, stamps, count)
    found: dict[str, Teaser] = {}
    rail = -1000
    own = _plain(title) if title else ""
    for at, line in enumerate(lines):
        if not line:
            rail = -1000
            continue
        if is_rail(line) or is_comments_head(line):
            rail = at if is_rail(line) else -1000
            continue
        if stamps[at] is not None:
            continue
        if not headline(line) or credits.byline(line) or credits.credit_of_line(line):
            continue
        twice = count[line] > 1 and line in lines[max(0, at - 2) : at]
        stamp = _beside(lines, stamps, at, before)
        railed = 0 <= at - rail <= 60 and not (line[-1] in ".。" and len(line.split()) > 12)
        if not (twice or stamp is not None or railed) or _plain(line) == own:
            continue
        if _summary(lines, at, count):
            continue
        iso = dates.resolve(stamp, reference, timezone) if stamp else None
        printed = lines[stamps.index(stamp)] if stamp else None
        time = iso or printed
        key = _plain(line)
        if key not in found or (found[key].time is None and time):
            found[key] = Teaser(line, time)
        if len(found) >= MAX_TEASERS:
            break
    return list(found.values())


def is_rail(line: str) -> bool:
    """Whether a line heads a list of other stories ("More Stories", "Related")."""
    return len(line) < 60 and _rail_words(line)


@functools.lru_cache(4096)
def _rail_words(line: str) -> bool:
    return len(line.split()) <= 6 and _RAIL.match(line) is not None


def is_comments_head(line: str) -> bool:
    """Whether a line heads what readers wrote ("12 Comments", "Leave a reply")."""
    return len(line) < 70 and _COMMENTS.match(line) is not None


def headline(line: str) -> bool:
    """Whether a line can be a headline: 4 to 30 words, not a whole sentence of prose, no words of page furniture."""
    words = line.split()
    wide = len(_WIDE.findall(line))
    if not (4 <= len(words) <= 30 or 8 <= wide <= 60) or len(line) > 220 or not may_be_title(line):
        return False
    letters = sum(char.isalpha() for char in line)
    if line.count(")") > line.count("("):
        return False  # the end of something
    return letters > len(line) * 0.6 and not line.endswith((":", ","))


def may_be_title(line: str) -> bool:
    """Whether a line has no words of page furniture in it."""
    return line[:1] != "©" and not _NO_TEASER.search(line)


def _plain(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))


def _stamp(line: str, country: str | None) -> dates.Stamp | None:
    """The stamp that a line consists of; video lengths ("4:33") are none."""
    if len(line) > 60 or _DURATION.match(line):
        return None
    stamps = dates.find(line, country=country)
    if len(stamps) == 1:
        stamp = stamps[0]
        rest = line[: stamp.start] + line[stamp.end :]
        if len(re.findall(r"\w+", rest)) <= 3:
            return stamp
    return None


def _summary(lines: Sequence[str], at: int, count: Counter[str]) -> bool:
    """Whether a line is the summary under a headline: a sentence after a line that is printed twice."""
    line = lines[at]
    return line.endswith(".") and count[line] == 1 and at > 0 and (count[lines[at - 1]] > 1 or len(line) > 110)


def _stamps_before(lines: Sequence[str], stamps: Sequence[dates.Stamp | None], count: Counter[str]) -> list[bool]:
    """For each line, whether stamps stand before their headline in its rail, judged by what the rail begins with."""
    before: list[bool] = []
    state: bool | None = None
    for at, line in enumerate(lines):
        if is_rail(line):
            state = None
        elif state is None and stamps[at] is not None:
            state = True
        elif state is None and headline(line):
            state = False
        before.append(bool(state))
    return before


def _beside(
    lines: Sequence[str], stamps: Sequence[dates.Stamp | None], at: int, before: Sequence[bool]
) -> dates.Stamp | None:
    """The stamp that belongs to the headline at `at`: across its repetition, a summary or a video length."""
    step = -1 if before[at] else 1
    other = at + step
    passed = 0
    while 0 <= other < len(lines) and passed < 4:
        if stamps[other] is not None:
            return stamps[other]
        line = lines[other]
        if line == lines[at] or _DURATION.match(line) or (step > 0 and passed < 3 and line.endswith(".")):
            other += step
            passed += 1
            continue
        return None
    return None
