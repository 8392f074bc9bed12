"""Splits the lines of a story's region into its body, with dated sections, and what stands around and inside it.

Works on lines, whether they come from HTML or from a plain-text dump: captions and photo credits, update heads and
live entries, corrections, contributor lines, bylines, agency credits, the dateline, pointers to other pages.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from stemma.model import SectionKind
from stemma.read import credits, dates


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `story` says whether the reader of lines took it for a part of the story."""

    text: str
    story: bool
    caption: bool = False
    """Marked as a caption by the page itself (`<figcaption>`)."""
    time: str | None = None
    """ISO time of a time element in it."""
    heading: bool = False


@dataclass(slots=True)
class Head:
    """Where a dated section begins: before paragraph `at` of the body."""

    at: int
    kind: SectionKind | None
    stamp: dates.Stamp | None
    title: str | None = None
    bare: bool = False
    """A clock time or a time element alone: counts only on pages that look like live blogs."""


@dataclass(slots=True)
class Parts:
    """What the lines of a story's region were split into. `heads` are in body order."""

    paragraphs: list[str] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    captions: list[tuple[str, str | None]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    contributors: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    stamps: list[tuple[str, dates.Stamp]] = field(default_factory=list)
    """(role, stamp) of stamps outside of heads; the role is `published`, `modified` or empty."""
    dateline: str | None = None


_POINTER = re.compile(
    r"""^\W*(?:
        (?:story|article|post|video|content)\ continues\ (?:below|after|on).*|advertisement(?:\ -.*)?
        |advert|anzeige|werbung|publicité|publicidad
        |(?:continue|keep)\ reading.*|(?:read|see|find\ out|learn|watch)\ (?:more|also|next)\b.{0,120}
        |share(?:\ (?:this|me|on).{0,30})?
        |scroll\ (?:down\ )?(?:to|for).{0,40}|loading\.*|click\ here.{0,80}|skip\ (?:to|past).{0,60}|sign\ up\ .{0,140}
        |(?:related|also\ read|more\ on\ this|recommended|read\ also
            |lesen\ sie\ auch|mehr\ zum\ thema|lire\ aussi|lea\ también|leggi\ anche)\s*:?.{0,140}
        |end\ of\ (?:advertisement|story)|\[?\.{3}\]?|listen\ to\ (?:this\ )?(?:article|story).{0,40}|play\ video.{0,60}
        )\W*$""",
    re.I | re.VERBOSE,
)
"""Lines that point elsewhere or speak of the page."""
_TAIL_POINTER = re.compile(
    r"(?<=[.!?”\"’)])\s+\(?(?:(?:Much|Lots|Plenty|Read|See|Find|Learn)\s+(?:much\s+)?more|More|Read "
    r"(?:on|it|the (?:full|whole|entire) \w+)|"
    r"(?:See|Check out|Click for) (?:the )?(?:full|whole|more) ?\w*|The (?:full|whole) (?:story|piece"
    r"|report|article|list)(?: is)?|Click)"
    r"(?:\s+(?:on|about|at|from)\s+[^.!?]{1,40})?\s+here\.?\)?$"
)
_MORE = re.compile(
    r"^\((?:More|Read more|See more|All)\s+(?:on\s+)?(?P<topic>[^()]{2,60}?)\s+(?:stories|news"
    r"|articles|coverage)\.?\)$",
    re.I,
)
_TAGS = re.compile(
    r"^(?:tags?|topics?|filed under|more on|keywords?|themen|schlagw[oö]rter|related topics|sujets?"
    r"|temas)\s*:\s*(?P<tags>.{2,200})$",
    re.I,
)
_UPDATE = re.compile(
    r"^[\s*\[(]*(?P<word>UPDATED?|Updated?|LATEST|BREAKING UPDATE|Latest update|New update"
    r"|AKTUALISIERUNG|Aktualisierung|MISE À JOUR|Mise à jour|"
    r"ACTUALIZACIÓN|Actualización)(?:\s*(?:#|No\.?)?\s*\d{1,2}(?=\s*(?:[:;,)\]—–-]|$)))?\s*(?P<rest>.*)$",
    re.S,
)
_EARLIER = re.compile(
    r"^\W*(?:original (?:story|post|article|report)(?: (?:below|follows|continues below))?"
    r"|earlier(?: (?:story|version))?|previous(?:ly| story| version))\s*(?P<colon>:?)\s*(?P<rest>.*)$",
    re.I,
)
_STAMP_WORDS = re.compile(
    r"\b(?:first|last|originally|date|time|published|posted|updated?|modified|on|at|am|um|vom|stand"
    r"|veröffentlicht|aktualisiert|publié|mis à jour|le|à|"
    r"publicado|actualizado|el|a las|pubblicato|aggiornato|il|alle|mon|tue|wed|thu|fri|sat|sun|(?:mon"
    r"|tues|wednes|thurs|fri|satur|sun)day|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|uhr|local time|lesezeit|"
    r"min(?:ute)?s? read|created|issued|entry|by)\b\.?",
    re.I,
)
_MODIFIED = re.compile(
    r"\b(?:updated?|modified|revised|aktualisiert|mis à jour|actualizado|aggiornato|atualizado"
    r"|oppdatert|opdateret|uppdaterad|bijgewerkt|stand)\b",
    re.I,
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|issued|created|date|veröffentlicht|publié|publicado|pubblicato|publisert"
    r"|publiceret|publicerad|gepubliceerd|erstellt|first)\b",
    re.I,
)
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


def split(lines: Sequence[Line], *, country: str | None = None, live: bool = False) -> Parts:
    """The parts of a story's region, from before its first paragraph to after its last one.

    `country` is the outlet's (for zones and 04/05/2020); `live` says that the page calls itself a live blog.
    """
    lines = _drop_captions_twice(_join_brackets(lines))
    parts = Parts()
    pending: Head | None = None
    seen: set[str] = set()
    for number, line in enumerate(lines):
        text = line.text
        if text in seen and len(text) > 30:
            continue
        head = _head(line, parts, pending, country, live)
        if head is not None:
            head_found, rest = head
            if head_found is not None:
                if pending is not None and head_found.stamp is not None and pending.stamp is None:
                    pending.stamp = head_found.stamp
                else:
                    _open(parts, pending)
                    pending = head_found
                if not rest:
                    continue
                text = rest
        if _aside(line, text, lines, number, parts, country):
            continue
        if text.startswith("(") and (more := _MORE.match(text)):
            parts.topics.append(more["topic"])
            continue
        if not line.story and text is line.text:
            continue
        text = _TAIL_POINTER.sub("", text).strip()
        if not text:
            continue
        seen.add(line.text)
        if pending is not None:
            if pending.kind is None and (line.heading or (len(text) < 120 and text[-1:] not in ".!?…:;,。！？")):
                pending.title = text
            pending.at = len(parts.paragraphs)
            parts.heads.append(pending)
            pending = None
        parts.paragraphs.append(text)
    if pending is not None:
        _open(parts, pending)
    _finish(parts, live)
    return parts


def _open(parts: Parts, head: Head | None) -> None:
    """A head under which nothing stood is only a stamp of the page."""
    if head is not None and head.stamp is not None:
        parts.stamps.append(("modified" if head.kind == "update" else "", head.stamp))


def _head(
    line: Line, parts: Parts, pending: Head | None, country: str | None, live: bool
) -> tuple[Head | None, str] | None:
    """A section head and the words of the story on the same line; None if the line is no head."""
    text = line.text
    if match := _UPDATE.match(text):
        return _update(match, country)
    if (match := _EARLIER.match(text)) and (match["colon"] or not match["rest"]) and parts.paragraphs:
        return Head(0, "original", None), match["rest"]
    if live and line.story and (found := _live_entry(text, country)):
        return found
    if len(text) > 90:
        return None
    if line.time and "T" in line.time and not line.story and len(text.split()) <= 8:
        return Head(0, None, dates.Stamp(line.time, 0, 0, "full"), bare=True), ""
    stamps = dates.find(text, country=country)
    stamps = [stamp for stamp in stamps if stamp.form in ("full", "clock", "partial") or (live and stamp.form == "ago")]
    if len(stamps) != 1 or not only_stamp(text, stamps[0]):
        return None
    stamp = stamps[0]
    if stamp.form == "ago":
        return Head(0, None, stamp, bare=True), ""
    if stamp.timed and (parts.paragraphs or pending is not None or stamp.form == "full"):
        if stamp.form == "clock" and not parts.paragraphs and pending is None:
            return None
        return Head(0, None, stamp, bare=stamp.form != "full"), ""
    if stamp.form == "full" and pending is not None and pending.stamp is None:
        return Head(0, None, stamp), ""
    return None


def _live_entry(text: str, country: str | None) -> tuple[Head, str] | None:
    """An entry of a live blog that begins with its time on the same line: "10:45 am – Divers …", "[10:45] Divers …"."""
    stamps = dates.find(text[:60], country=country)
    if not stamps or stamps[0].start > 2 or stamps[0].form == "ago" or not stamps[0].timed:
        return None
    rest = re.match(r"[\s\])]*(?:[|:;,–—-]\s*)?(?=[^\Wa-z_]|[\"“'‘«])", text[stamps[0].end :])
    if rest is None or len(text) - stamps[0].end - rest.end() < 20:
        return None
    return Head(0, None, stamps[0], bare=True), text[stamps[0].end + rest.end() :]


def _update(match: re.Match[str], country: str | None) -> tuple[Head | None, str] | None:
    """An "UPDATE" head: alone, with a stamp, or running into the text after a colon."""
    rest = match["rest"].strip()
    if not rest.strip(" :;—–-)]*"):
        return Head(0, "update", None), ""
    stamps = [s for s in dates.find(rest[:90], country=country) if s.form != "ago"]
    if stamps and not re.search(r"[A-Za-z]{4,}", _STAMP_WORDS.sub("", rest[: stamps[0].start])):
        after = rest[stamps[0].end :].lstrip(" :;,.—–-)]*|")
        if not after:
            # "Updated 3 May 2020, 10:15" is a stamp of the whole page; "UPDATE 10:15" heads a section.
            if match["word"].casefold() == "updated":
                return None
            return Head(0, "update", stamps[0]), ""
        joint = rest[stamps[0].end :].lstrip()[:1]
        if joint in (":", "—", "–", "-", ")", "]") or match["word"].isupper():
            return Head(0, "update", stamps[0]), after
        return None
    if rest[0] in ":—–" or rest.startswith("- "):
        return Head(0, "update", None), rest.lstrip(":—–- )]*")
    return None


def only_stamp(text: str, stamp: dates.Stamp) -> bool:
    """Whether a line holds a stamp and nothing else but words such as "Published" and "Updated"."""
    other = text[: stamp.start] + " " + text[stamp.end :]
    return not re.search(r"\w", _STAMP_WORDS.sub(" ", other))


def role(text: str) -> str:
    """What a line says of its stamp: `modified`, `published` or nothing."""
    if _MODIFIED.search(text):
        return "modified"
    return "published" if _PUBLISHED.search(text) else ""


def _aside(line: Line, text: str, lines: Sequence[Line], number: int, parts: Parts, country: str | None) -> bool:
    """Takes what is no part of the body; False where the line stays a candidate for it."""
    if is_pointer(text) and not _WRITERS_END.search(text):
        return True
    if match := _TAGS.match(text):
        parts.topics += [tag.strip() for tag in re.split(r"\s*[,;|•·]\s*", match["tags"]) if tag.strip()]
        return True
    if line.caption or _caption(line, text, lines, number, parts):
        if line.caption:
            _add_caption(parts, text)
        return True
    if credits.is_correction(text):
        parts.corrections.append(text)
        return True
    if credits.is_contributor_line(text) and (not line.story or len(text) < 400):
        parts.contributors += [name for name in credits.contributors(text) if name not in parts.contributors]
        if agency := credits.writers_agency(text):
            _credit(parts, [agency])
        return True
    if found := credits.byline(text):
        parts.authors += [name for name in found[0] if name not in parts.authors]
        _credit(parts, found[1])
        return True
    if names := credits.credit_of_line(text):
        _credit(parts, names)
        return True
    if not line.story and len(parts.paragraphs) <= 2 and not parts.authors and (bare := _by_its_place(lines, number)):
        parts.authors += bare[0]
        _credit(parts, bare[1])
        return True
    if len(text) < 160 and not line.story:
        stamps = dates.find(text, country=country)
        for stamp in stamps:
            parts.stamps.append((role(text[: stamp.end]), stamp))
    return False


def _by_its_place(lines: Sequence[Line], number: int) -> tuple[list[str], list[str]] | None:
    """A name alone that is a byline because of where it stands: after "by", before a stamp, after "Published …"."""
    bare = credits.bare_byline(lines[number].text)
    if bare is None:
        return None
    before = lines[number - 1].text if number else ""
    after = lines[number + 1].text if number + 1 < len(lines) else ""
    if before.casefold() in ("by", "von", "par", "por", "av", "af", "door", "di"):
        return bare
    own = dates.find(lines[number].text)
    stamped = bool(dates.find(after)) and len(after) < 80 and not lines[number + 1].story
    above = bool(dates.find(before)) and len(before) < 100 and bool(role(before))
    return bare if own or stamped or above else None


def _credit(parts: Parts, names: list[str]) -> None:
    parts.credits += [name for name in names if name not in parts.credits]


def _caption(line: Line, text: str, lines: Sequence[Line], number: int, parts: Parts) -> bool:
    """Whether a line is a caption by its own look; it is kept with its credit."""
    found = credits.photo_credit(text)
    if found is not None:
        caption, credit = found
        if caption and (len(caption) < 500 or _CAPTION_START.match(caption)):
            parts.captions.append((caption, credit))
            return True
        if not caption:
            before = lines[number - 1] if number else None
            if before and parts.paragraphs and parts.paragraphs[-1] == before.text and _captionlike(before):
                parts.captions.append((parts.paragraphs.pop(), credit))
                while parts.heads and parts.heads[-1].at > len(parts.paragraphs):
                    parts.heads.pop()
            elif before and not before.story and _captionlike(before) and len(before.text.split()) > 3:
                parts.captions.append((before.text, credit))
            return True
    if not line.story and len(text) > 30 and _BRACKET_CREDIT.search(text):
        parts.captions.append((text[: text.rindex("(")].strip(), text[text.rindex("(") + 1 : -1]))
        return True
    if len(text.split()) > 2 and _CAPTION_START.match(text) and len(text) < 700:
        _add_caption(parts, text)
        return True
    return False


_BRACKET_CREDIT = re.compile(r"\((?:AP|AFP|Reuters|EPA|dpa|PA|[^()]{3,60}/[^()]{2,40})\)$")
"""A credit in brackets that says nothing of pictures: counts only where the line is no story."""


def _captionlike(line: Line) -> bool:
    if credits.byline(line.text) or credits.bare_byline(line.text) or (len(line.text) < 60 and dates.find(line.text)):
        return False
    return len(line.text) < 400 and (not line.story or bool(_CAPTION_WORDS.search(line.text)))


def _add_caption(parts: Parts, text: str) -> None:
    found = credits.photo_credit(text)
    caption, credit = found if found else (text, None)
    if caption and all(caption != other for other, _ in parts.captions):
        parts.captions.append((caption, credit))


def _join_brackets(lines: Sequence[Line]) -> list[Line]:
    """Joins a short bracket that was broken over lines: "(More" / "Lowmere stories.)"."""
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.text.startswith("(") and ")" not in line.text and len(line.text) < 30 and at + 1 < len(lines):
            after = lines[at + 1].text
            if ")" in after[:80]:
                joined.append(Line(f"{line.text} {after}", line.story or lines[at + 1].story))
                at += 2
                continue
        joined.append(line)
        at += 1
    return joined


def _drop_captions_twice(lines: list[Line]) -> list[Line]:
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


_WRITERS_END = re.compile(r"(?<=[.!?”\"])\s*\(?(?:Reporting|Additional reporting|Writing) by [A-Z].{3,300}$")


def _finish(parts: Parts, live: bool) -> None:
    """Dateline and credit at the end; what kind each section is; heads that head nothing dated are dropped."""
    if parts.paragraphs:
        # A summary or a stray line may stand before the paragraph with the dateline; then it must name its agency.
        for at, paragraph in enumerate(parts.paragraphs[:4]):
            found = credits.dateline(paragraph)
            if found and (at == 0 or found.agency):
                parts.dateline = found.text
                parts.paragraphs[at] = paragraph[found.end :].lstrip()
                if found.agency and found.agency not in parts.credits:
                    parts.credits.insert(0, found.agency)
                break
        if written := _WRITERS_END.search(parts.paragraphs[-1]):
            parts.contributors += credits.contributors(written.group())
            parts.paragraphs[-1] = parts.paragraphs[-1][: written.start()].rstrip()
        if end := credits.credit_at_end(parts.paragraphs[-1]):
            _credit(parts, end[0])
            parts.paragraphs[-1] = parts.paragraphs[-1][: end[1]].rstrip()
            if not parts.paragraphs[-1]:
                parts.paragraphs.pop()
    if not parts.credits:
        _credit(parts, credits.relayed(parts.paragraphs))
    parts.heads = [head for head in parts.heads if head.at < len(parts.paragraphs)]
    _name_sections(parts, live)


def _name_sections(parts: Parts, live: bool) -> None:
    """Gives each head its kind. Heads by a bare clock time count only on a live page or where they run backwards."""
    heads = parts.heads
    marked = [head for head in heads if head.kind is not None]
    if len(heads) == 1 and not marked and heads[0].at == 0:
        parts.stamps.insert(0, ("", heads[0].stamp)) if heads[0].stamp else None
        parts.heads = []
        return
    bare = [head for head in heads if head.kind is None and head.bare]
    backwards = len(bare) >= 3 and all(
        a.stamp.iso >= b.stamp.iso for a, b in itertools.pairwise(bare) if a.stamp and b.stamp
    )
    if bare and not (live or backwards or (marked and all(h.stamp and h.stamp.form != "full" for h in bare))):
        parts.heads = heads = [head for head in heads if head not in bare]
    if not heads:
        return
    unmarked = [head for head in heads if head.kind is None]
    entries = not marked and len(unmarked) >= 3
    times = [head.stamp.iso for head in unmarked if head.stamp]
    for head in unmarked:
        if entries or live:
            head.kind = "live"
        else:
            head.kind = "original" if head.stamp is None or head.stamp.iso == min(times) else "update"


def is_update_head(line: str) -> bool:
    """Whether a line says UPDATE and nothing else but perhaps a stamp."""
    match = _UPDATE.match(line)
    return bool(match and len(line) < 80 and not re.search(r"[a-z]{4,}", _STAMP_WORDS.sub("", match["rest"])))


def is_pointer(line: str) -> bool:
    """Whether a line points elsewhere or speaks of the page ("story continues below")."""
    return _POINTER.match(line) is not None or (
        len(line) < 60 and _TAIL_POINTER.fullmatch("." + " " + line, 1) is not None
    )


def belongs_after(line: str) -> bool:
    """Whether a line after the last paragraph still says something of the story: correction, credit, tags, writers."""
    return bool(
        credits.is_correction(line)
        or credits.is_contributor_line(line)
        or credits.credit_of_line(line)
        or _TAGS.match(line)
        or _MORE.match(line)
        or credits.photo_credit(line)
        or is_pointer(line)
    )


def frame(paragraphs: Sequence[str]) -> Parts:
    """Dateline, credits and contributors of a body that is not to be touched."""
    parts = Parts()
    if not paragraphs:
        return parts
    if found := credits.dateline(paragraphs[0]):
        parts.dateline = found.text
        _credit(parts, [found.agency] if found.agency else [])
    edges = [*paragraphs[:3], *paragraphs[-4:]]
    for text in dict.fromkeys(edges):
        if len(text) < 90:
            _credit(parts, credits.credit_of_line(text))
        if by := credits.byline(text):
            _credit(parts, by[1])
        if credits.is_contributor_line(text) and len(text) < 400:
            parts.contributors += [name for name in credits.contributors(text) if name not in parts.contributors]
            agency = credits.writers_agency(text)
            _credit(parts, [agency] if agency else [])
    if end := credits.credit_at_end(paragraphs[-1]):
        _credit(parts, end[0])
    if not parts.credits:
        _credit(parts, credits.relayed(paragraphs))
    return parts
