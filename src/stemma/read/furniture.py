"""Splits the lines of a story's region into its body, with dated sections, and what stands around and inside it.

Works on lines, whether they come from HTML or from a plain-text dump: captions and photo credits, update heads and
live entries, corrections, contributor lines, bylines, agency credits, the dateline, pointers to other pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stemma.read import bylines, captions, credits, dates, heads, notices
from stemma.read.parts import Head, Line, Parts, credit

_POINTER = re.compile(
    r"""^\W*(?:
        (?:story|article|post|video|content)\ continues\ (?:below|after|on).*|advertisement(?:\ -.*)?
        |advert|anzeige|werbung|publicité|publicidad
        |(?:continue|keep)\ reading.*|(?:read|see|find\ out|learn|watch)\ (?:more|also|next)\b.{0,120}
        |share(?:\ (?:this|me|on).{0,30})?
        |scroll\ (?:down\ )?(?:to|for).{0,40}|loading\.*|click\ here.{0,80}
        |(?:print|e-?mail|save|share|copy|bookmark)\ (?:this\ (?:page|story|article|post)|link)
        |skip\ (?:to|past).{0,60}|sign\ up\ .{0,140}
        |(?:related|also\ read|more\ on\ this|recommended|read\ also
            |lesen\ sie\ auch|mehr\ zum\ thema|lire\ aussi|lea\ también|leggi\ anche)\s*:?.{0,140}
        |(?:(?:please\ )?(?:subscribe|register|sign\ in|log\ in|sign\ up|create\ an\ account))\b.{0,60}
            \b(?:to|and)\ (?:continue|read|keep|unlock|view|access)\b.{0,100}
        |(?:already|are\ you)\ an?\ (?:subscriber|member)\b.{0,60}|already\ have\ an?\ (?:account|subscription).{0,60}
        |(?:get|enjoy)\ (?:unlimited|full|unrestricted)\ (?:digital\ )?access\b.{0,140}|cancel\ any\ ?time
        |(?:this|the)\ (?:article|story|content)\ is\ (?:\w+\ ){0,2}(?:for|to)\ (?:\w+\ ){0,2}
            (?:subscribers|members).{0,60}
        |jetzt\ (?:weiterlesen|abonnieren).{0,100}
        |(?:sie\ haben|haben\ sie)\ (?:bereits|schon)\ ein\ (?:abo|konto).{0,60}
        |(?:cet\ )?article\ (?:est\ )?réservé\ aux\ abonnés.{0,80}|déjà\ abonné.{0,40}
        |(?:contenido|artículo)\ (?:exclusivo\ )?para\ suscriptores.{0,60}
        |(?:watch|listen|video|photos?|gallery|in\ pictures|see\ also|also\ see|more
            |more\ (?:news|coverage|on\ this)
            |don[’']t\ miss|explainer|catch\ up|go\ deeper|from\ the\ archives?|(?:video\ )?zum\ thema|ver\ también
            |voir\ aussi|guarda\ anche|veja\ também|смотрите\ также)\s*(?::|\||»|›|&gt;|>)\s*\S.{0,140}
        |end\ of\ (?:advertisement|story)|\[?\.{3}\]?|listen\ to\ (?:this\ )?(?:article|story).{0,40}|play\ video.{0,60}
        )\W*$""",
    re.I | re.VERBOSE,
)
"""Lines that point elsewhere or speak of the page."""
_LABELLED = re.compile(r"^\W*(?:[^\Wa-z\d_][^\Wa-z_]*[ ’'&-]*){1,4}\s*(?::|\||»|›|>|–|—)\s*\S")
"""A label in capitals before a link: "IN DEPTH: …"."""
_TAIL_POINTER = re.compile(
    r"(?<=[.!?”\"’)])\s+\(?(?:(?:Much|Lots|Plenty|Read|See|Find|Learn)\s+(?:much\s+)?more|More|Read "
    r"(?:on|it|the (?:full|whole|entire) \w+)|"
    r"(?:See|Check out|Click for) (?:the )?(?:full|whole|more) ?\w*|The (?:full|whole) (?:story|piece"
    r"|report|article|list)(?: is)?|Click)"
    r"(?:\s+(?:on|about|at|from)\s+[^.!?]{1,40})?\s+here\.?\)?$"
)
_MINUTES = re.compile(r"(?:\d{1,2}\s?[-–]\s?)?\d{1,2}[\s-]min(?:ute)?s?\b(?:\s(?:read|lesezeit|de lectura))?", re.I)
"""How long a story takes to read."""
_ROLE_BEHIND = re.compile(
    r"(?<=[a-z])\s+(?:(?:Senior|Staff|Chief|Deputy|Managing|Political|National|Special|Associate|Freelance|News)\s+)*"
    r"(?:Reporter|Writer|Editor|Correspondent|Contributor|Columnist|Journalist|Producer)\b.{0,60}$"
)
"""What a writer is, printed behind the name without a comma."""
_RULE = re.compile(r"(?:[*_=~•·—–-]\s*){3,}")
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


def split(
    lines: Sequence[Line],
    *,
    country: str | None = None,
    live: bool = False,
    title: str | None = None,
    authors: Sequence[str] = (),
) -> Parts:
    """The parts of a story's region, from before its first paragraph to after its last one.

    `country` is the outlet's (for zones and 04/05/2020); `live` says that the page calls itself a live blog; `title` is
    the headline and `authors` who wrote it, where they are known.
    """
    lines = captions.mark(_agency_lines(_join_brackets(lines), title), title)
    parts = Parts()
    pending: Head | None = None
    seen: set[str] = set()
    ended = False  # whether an update at the top is over: a rule, a byline or a dateline begin the original anew
    for number, line in enumerate(lines):
        text = line.text
        ended = ended or line.ruled
        if is_rule(text):
            ended = True
            continue
        if (text in seen and len(text) > 30) or (text == title and not parts.paragraphs):
            continue
        head = heads.find(line, parts, pending, country, live)
        if head is not None:
            head_found, rest = head
            if head_found is not None:
                if pending is not None and head_found.stamp is not None and pending.stamp is None:
                    pending.stamp = head_found.stamp
                else:
                    heads.leave(parts, pending)
                    pending = head_found
                ended = False
                if not rest:
                    continue
                text = rest
        framed = (len(parts.authors), parts.dateline)
        if _aside(line, text, lines, number, parts, country):
            ended = ended or framed != (len(parts.authors), parts.dateline)
            continue
        if text.startswith("(") and (more := _MORE.match(text)):
            parts.topics.append(more["topic"])
            continue
        if not line.story and text is line.text:
            if live and pending is not None and pending.title is None and line.heading and _story_next(lines, number):
                pending.title = text
            continue
        text = _TAIL_POINTER.sub("", text).strip()
        if not text:
            continue
        seen.add(line.text)
        if pending is not None:
            if pending.kind is None and (line.heading or (len(text) < 120 and text[-1:] not in ".!?…:;,。！？")):
                pending.title = pending.title or text
            pending.at = len(parts.paragraphs)
            parts.heads.append(pending)
            # What follows "UPDATE:" on its line is the update; what follows a head of its own goes on.
            ended = pending.kind == "update" and text is not line.text
            pending = None
        elif heads.updated_at_top(parts) and (ended or credits.dateline(text)):
            parts.heads.append(Head(len(parts.paragraphs), "original", None))
        parts.paragraphs.append(text)
    if pending is not None:
        heads.leave(parts, pending)
    _drop_biographies(parts, authors)
    _finish(parts, live)
    return parts


def _drop_biographies(parts: Parts, authors: Sequence[str]) -> None:
    """Takes off what the last paragraphs say of who wrote the story."""
    for at in range(len(parts.paragraphs) - 1, max(1, len(parts.paragraphs) - 4), -1):
        if notices.is_biography(parts.paragraphs[at], (*parts.authors, *authors)):
            del parts.paragraphs[at]
            parts.heads = [head if head.at <= at else replace(head, at=head.at - 1) for head in parts.heads]


def _aside(line: Line, text: str, lines: Sequence[Line], number: int, parts: Parts, country: str | None) -> bool:
    """Takes what is no part of the body; False where the line stays a candidate for it."""
    if is_pointer(text) and not _WRITERS_END.search(text):
        return True
    if line.linked >= 0.5 and len(text) < 200 and _LABELLED.match(text):
        return True
    if line.agency and (by := bylines.parse(text)):
        _stamp(line, text, parts, country)
        credit(parts, list(by.agencies))
        return True
    if source := credits.first_appeared(text):
        parts.based_on = parts.based_on or source
        credit(parts, credits.agencies_in(source))
        return True
    if match := _TAGS.match(text):
        parts.topics += [tag.strip() for tag in re.split(r"\s*[,;|•·]\s*", match["tags"]) if tag.strip()]
        return True
    if captions.take(line if text is line.text else replace(line, text=text), parts):
        return True
    if credits.is_correction(text):
        parts.corrections.append(text)
        return True
    if notices.is_notice(text):
        credit(parts, credits.credit_of_line(text))  # "© 2026 …, all rights reserved"
        return True
    if credits.is_contributor_line(text) and (not line.story or len(text) < 400):
        parts.contributors += [name for name in credits.contributors(text) if name not in parts.contributors]
        if agency := credits.writers_agency(text):
            credit(parts, [agency])
        return True
    if found := credits.byline(text):
        _stamp(line, text, parts, country)
        parts.authors += [name for name in found[0] if name not in parts.authors]
        credit(parts, found[1])
        return True
    if names := credits.credit_of_line(text):
        credit(parts, names)
        return True
    if not line.story and len(parts.paragraphs) <= 2 and (bare := _by_its_place(lines, number, parts)):
        _stamp(line, text, parts, country)
        parts.authors += [name for name in bare[0] if name not in parts.authors]
        credit(parts, bare[1])
        return True
    if len(parts.paragraphs) <= 3 and (place := credits.place_line(text)) and _story_next(lines, number):
        parts.dateline = place.text
        credit(parts, [place.agency] if place.agency else [])
        return True
    _stamp(line, text, parts, country)
    return False


def _stamp(line: Line, text: str, parts: Parts, country: str | None) -> None:
    """Keeps the stamps of a line that is no part of the story."""
    if len(text) < 160 and not line.story:
        parts.stamps += heads.stamps(text, country)


def _agency_lines(lines: Sequence[Line], title: str | None) -> list[Line]:
    """`lines`, with those marked that are an agency alone where bylines stand: above the story, under its headline,
    or beside a byline or a stamp. Elsewhere it may be the credit of a picture.
    """
    out = list(lines)
    for at, line in enumerate(lines):
        if line.story and line.text[-1:] in ".!?…”":
            break
        if line.caption or len(line.text) > 80 or not credits.may_name_agency(line.text):
            continue
        by = bylines.parse(line.text)
        if by is None or by.kind != "agency":
            continue
        before = lines[at - 1] if at else Line(title or "", False)
        after = lines[at + 1].text if at + 1 < len(lines) else ""
        framed = before.text == title or before.heading or bool(by.units.strip("AO"))
        framed = framed or any(_frames(text) for text in (before.text, after))
        if framed and not before.caption:
            out[at] = replace(line, agency=True, story=False)
    return out


def _frames(text: str) -> bool:
    """Whether a line is a byline, a name or a stamp and nothing else."""
    if len(text) > 100:
        return False
    stamps = dates.find(text)
    return bylines.parse(text) is not None or (len(stamps) > 0 and heads.only_stamp(text, stamps[0]))


def _by_its_place(lines: Sequence[Line], number: int, parts: Parts) -> tuple[list[str], list[str]] | None:
    """A name alone that is a byline because of where it stands.

    Under "by", after "Published …", before a stamp, an outlet or a role ("Science reporter"), or beside a stamp.
    """
    text = lines[number].text
    stamps = dates.find(text)
    bare = credits.bare_byline(_ROLE_BEHIND.sub("", text))
    if bare is None and len(stamps) == 1 and stamps[0].form == "full" and stamps[0].start == 0:
        bare = credits.bare_byline(text[stamps[0].end :].strip(" ,|•·–—-"))
    if bare is None:
        return None
    after = lines[number + 1] if number + 1 < len(lines) else Line("", True)
    first = number - 1  # names under a "by" that stands alone
    while first > 0 and credits.bare_byline(lines[first].text):
        first -= 1
    if first >= 0 and lines[first].text.casefold() in ("by", "von", "par", "por", "av", "af", "door", "di"):
        return bare
    if parts.authors:
        return None
    stamped = (
        not after.story and len(after.text) < 80 and bool(dates.find(after.text) or _MINUTES.fullmatch(after.text))
    )
    last = [line.text for line in lines[max(0, number - 2) : number]]
    above = any(len(one) < 100 and _is_stamp(one) for one in last)
    return bare if stamps or stamped or above or (not after.story and credits.is_role(after.text)) else None


def _is_stamp(text: str) -> bool:
    """Whether a line is a stamp of the page: alone, or with what it is of ("Published …")."""
    stamps = dates.find(text)
    return bool(stamps) and (bool(heads.role(text)) or (stamps[0].form == "full" and heads.only_stamp(text, stamps[0])))


def _story_next(lines: Sequence[Line], number: int) -> bool:
    return number + 1 < len(lines) and lines[number + 1].story


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
            credit(parts, end[0])
            parts.paragraphs[-1] = parts.paragraphs[-1][: end[1]].rstrip()
            if not parts.paragraphs[-1]:
                parts.paragraphs.pop()
    if not parts.credits:
        credit(parts, credits.relayed(parts.paragraphs))
    parts.heads = [head for head in parts.heads if head.at < len(parts.paragraphs)]
    heads.name(parts, live)


def is_rule(line: str) -> bool:
    """Whether a line is a rule drawn with characters ("* * *", "----")."""
    return len(line) < 200 and _RULE.fullmatch(line.strip()) is not None


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
        credit(parts, [found.agency] if found.agency else [])
    edges = [*paragraphs[:3], *paragraphs[-4:]]
    for text in dict.fromkeys(edges):
        if len(text) < 90:
            credit(parts, credits.credit_of_line(text))
        if by := credits.byline(text):
            credit(parts, by[1])
        if credits.is_contributor_line(text) and len(text) < 400:
            parts.contributors += [name for name in credits.contributors(text) if name not in parts.contributors]
            agency = credits.writers_agency(text)
            credit(parts, [agency] if agency else [])
    if end := credits.credit_at_end(paragraphs[-1]):
        credit(parts, end[0])
    if not parts.credits:
        credit(parts, credits.relayed(paragraphs))
    return parts
