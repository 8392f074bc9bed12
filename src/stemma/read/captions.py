"""Captions and the photo credits beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from stemma.read import credits, dates
from stemma.read.parts import Line, Parts

_CAPTION_START = re.compile(
    r"^(?:in this (?:\w+[.,]? )?(?:\d{4} )?(?:file |undated |handout )?(?:photo|image|picture|frame"
    r"|video|still|combination|courtroom sketch)|file(?:\s*(?:photo|image|picture))?\s*[-–—:]|"
    r"this (?:\w+ )?(?:photo|image|picture|satellite image|combination|frame grab|screenshot|undated"
    r"|handout|combo)|(?:a|the) (?:file|handout|undated) (?:photo|picture|image)|pictured\s*:|"
    r"image caption|photo caption|caption|archivbild|symbolbild|media caption)\b",
    re.I,
)
_CAPTION_WORDS = re.compile(
    r"\b(?:left|right|center|centre|pictured|seen here|file photo|file picture|poses? for|stands? "
    r"|walks? |looks? on|speaks? (?:to|at|during)|shakes? hands|shown|"
    r"attends?|arrives?|waves?|gestures?|holds?|sits?|links|rechts|im bild)\b",
    re.I,
)
_BRACKET_CREDIT = re.compile(r"\((?:AP|AFP|Reuters|EPA|dpa|PA|[^()]{3,60}/[^()]{2,40})\)$")
"""A credit in brackets that says nothing of pictures: counts only where the line is no story."""
_NO_CAPTION = re.compile(
    r"^(?:image|photo|picture|slide|bild|foto) \d+\b|\b(?:subscribe|log ?in|sign (?:up|in)|newsletter|cookies?"
    r"|copyright|privacy|rights reserved|read more|read also|copied|kopiert|comments?)\b",
    re.I,
)
_BY_IN_CAPITALS = re.compile(
    r"(?<=[.!?])\s+(?:By|Photo by|Picture by)\s+(?P<who>[A-Z][A-Z.'’&-]+(?:\s[A-Z.'’&-]+){0,5})\.?$"
)
"""The credit behind a caption that is a sentence: "… at the mill. By CALDER POLICE SERVICE"."""
_IN_CAPITALS = re.compile(
    r"(?=.{6,70}$)(?:[A-Z][A-Z.'’&-]*[ /]){0,6}(?:PRESS|IMAGES|PHOTOS?|PICTURES|AGENCY|NEWSWIRE|VIA\s[A-Z ]+)"
)
"""A photo credit alone in capitals, above its caption."""
_BRACKETED = re.compile(r"\((?P<who>[A-Z][^()]{2,60})\)")


def take(line: Line, parts: Parts) -> bool:
    """Keeps a line that is a caption, marked by the page or by its own look, with its credit; False if it is none."""
    text = line.text
    if line.caption:
        add(parts, text, line.credit)
        return True
    found = credits.photo_credit(text)
    if found is not None:
        caption, credit = found
        if caption and (len(caption) < 500 or _CAPTION_START.match(caption)):
            parts.captions.append((caption, credit))
            return True
        if not caption:
            return True
    if len(text) < 500 and (match := _BY_IN_CAPITALS.search(text)):
        parts.captions.append((text[: match.start()], match["who"]))
        return True
    if not line.story and len(text) > 30 and _BRACKET_CREDIT.search(text):
        parts.captions.append((text[: text.rindex("(")].strip(), text[text.rindex("(") + 1 : -1]))
        return True
    if len(text.split()) > 2 and _CAPTION_START.match(text) and len(text) < 700:
        add(parts, text)
        return True
    return False


_COUNTED = re.compile(r"^\W*\d{1,3}\s*(?:of|/|von|de|sur|av|van|из)\s*\d{1,3}\W+")
"""The place of a picture in its gallery."""


def add(parts: Parts, text: str, credit: str | None = None) -> None:
    """Keeps a caption, once, with the credit given or else the one that it ends with."""
    text = _COUNTED.sub("", text)
    found = credits.photo_credit(text) if credit is None else None
    caption, credit = found if found else (text, credit)
    if caption and all(caption != other for other, _ in parts.captions):
        parts.captions.append((caption, credit))


def mark(lines: Sequence[Line], title: str | None = None) -> list[Line]:
    """`lines` with captions marked that show by what stands beside them: a repetition, or a line that is a credit.

    Credits that stand alone are left out. `title` is the story's, which is no caption wherever it stands.
    """
    out = _repeated(lines)
    count = Counter(line.text for line in out)
    prose = [at for at, line in enumerate(out) if line.story and line.text[-1:] in '.!?…”"']
    last = max(prose, default=len(out))
    for at, line in enumerate(out):
        credit = _credit_alone(line, count[line.text] > 1)
        if credit is None or (at > last and line.text.startswith("©")):  # below the story it is the page's own
            continue
        out[at] = Line("", False)
        if _IN_CAPITALS.fullmatch(line.text) and _looks(out, at + 1, title) > -1:
            out[at + 1] = replace(out[at + 1], caption=True, credit=credit)
            continue
        beside = [(_looks(out, at + step, title) + (0.4 if step < 0 else 0.0), at + step) for step in (-1, 1)]
        likely, where = max(beside)
        if likely >= 0.9:
            out[where] = replace(out[where], caption=True, credit=credit)
    return [line for line in out if line.text]


def _credit_alone(line: Line, again: bool) -> str | None:
    """The photo credit that a line consists of, or None; `again`: it stands on the page more than once."""
    if line.agency:
        return None
    found = credits.photo_credit(line.text)
    if found is not None:
        return None if found[0] else found[1] or line.text
    if not line.story and _IN_CAPITALS.fullmatch(line.text):
        return line.text
    match = _BRACKETED.fullmatch(line.text)
    if credits.is_contributor_line(line.text):
        return None
    if match and (again or not line.story) and not credits.agencies_in(match["who"]):
        words = match["who"].split()
        small = sum(1 for word in words if word[0].islower() and len(word) > 3)
        if len(words) <= 8 and not small:
            return match["who"]
    return None


def _looks(lines: Sequence[Line], at: int, title: str | None) -> float:
    """How much a line beside a photo credit looks like its caption; at least .9 for one that is taken."""
    if not 0 <= at < len(lines):
        return -1.0
    line, text = lines[at], lines[at].text
    words = len(text.split())
    if not text or text == title or line.caption or line.heading or not 3 < words <= 60 or len(text) >= 400:
        return -1.0
    if credits.byline(text) or credits.bare_byline(text) or (len(text) < 60 and dates.find(text)):
        return -1.0
    if (
        _NO_CAPTION.search(text)
        or credits.dateline(text)
        or credits.is_correction(text)
        or credits.is_contributor_line(text)
    ):
        return -1.0
    open_end = text[-1:] not in '.!?:…”"'
    score = (1.5 if not line.story else 0.0) + (0.9 if open_end else 0.0) + (0.5 if words <= 14 else 0.0)
    return score + (0.7 if _CAPTION_WORDS.search(text) else 0.0)


def _repeated(lines: Sequence[Line]) -> list[Line]:
    """Marks as captions a line and the next one that repeats it, alone or with a credit in brackets (alt text)."""
    out = list(lines)
    for at in range(len(lines) - 1):
        first, second = lines[at].text, lines[at + 1].text
        if len(first) < 25 or not second.startswith(first.rstrip(" .")):
            continue
        more = second[len(first.rstrip(" .")) :].strip(" .")
        if not more or (more[0] in "([" and more[-1] in ")]" and len(more) < 120) or credits.photo_credit(second):
            out[at] = Line("", False)
            out[at + 1] = Line(second, False, caption=lines[at + 1].caption or bool(more) or lines[at].story)
    return [line for line in out if line.text]
