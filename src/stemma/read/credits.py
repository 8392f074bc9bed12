"""Datelines, agency credits, bylines, contributor lines and photo credits: what newsrooms print around a story."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from stemma import outlets
from stemma.read import bylines
from stemma.read.bylines import agency_name as agency_name
from stemma.read.words import listed

_UPPER = "A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐΑ-Ω"
_NAME = (
    rf"[{_UPPER}][\w.'’-]*(?:\s+(?:(?:de|del|della|der|den|van|von|bin|al|el|la|le|di|da|dos|ter|ten|y"
    rf"|e)\s+)*[{_UPPER}][\w.'’-]*){{1,4}}"
)

_DATELINE = re.compile(
    rf"""^(?P<place>
        [{_UPPER}][{_UPPER}.'’\- ]{{2,40}}(?:,\s*[{_UPPER}][\w.]*(?:\s[{_UPPER}][\w.]*){{0,3}}){{0,2}}
        |[{_UPPER}][\w.'’-]+(?:[ ](?:(?:de|del|al|am|an|der|la|le|of|sur|upon)[ ])?[{_UPPER}][\w.'’-]+){{0,3}}
         (?:,\s*[{_UPPER}][\w.]*(?:\s[{_UPPER}][\w.]*){{0,3}})?
        |)
        (?:,?\s*(?P<date>(?:[A-Z][a-z]{{2,8}}\.?\s\d{{1,2}}|\d{{1,2}}\.?\s[A-Za-z][a-z]{{2,8}}\.?)(?:,?\s\d{{4}})?))?
        \s*(?:[(\[](?P<agency>[^()\[\]\d]{{2,40}})[)\]]|/(?P<agency2>[A-Z]{{2,5}}|[A-Z][a-z]+)/|,?\s(?P<agency3>[A-Z]{{2,5}}))?
        \s*\.?\s*(?P<dash>—|–|--|―|-(?=\s|[{_UPPER}])|:)\s*""",
    re.VERBOSE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4}\s+)?(?P<who>[^.,|;]{2,60})", re.I)
_PICTURE = re.compile(r"^(?:image|photo|picture|foto|bild)\b", re.I)
_RIGHTS = re.compile(r"\b(?:the|all rights reserved)\b", re.I)
_CREDIT_LINE = re.compile(
    r"^(?:(?:source|quelle|fuente|fonte|via|from|by|par|por|mit material von|with"
    r"|agencies)\s*[:/]?\s+)?(?P<who>.{2,60}?)\s*$",
    re.I,
)
_PAREN_END = re.compile(
    r"(?:^|\s)[\(\[](?:(?:source|quelle|fuente|with|mit|avec|con)\s*:?\s+)?(?P<who>[^()\[\]]{2,60})[\)\]]\.?$", re.I
)
_DASH_END = re.compile(r"(?:^|[.!?”\"])\s*(?:—|–|--|-)\s?(?:with\s+)?(?P<who>[A-Z][\w .'’-]{1,30})\.?$")
_WRITER = re.compile(
    r"\b(?P<who>Associated Press|AP|Reuters|AFP|Agence France-Presse|Bloomberg|Kyodo|[A-Z][\w "
    r"]{2,30}?) (?:\w+ )?(?:writers?|journalists?|correspondents?|reporters?|videojournalists?|staff "
    r"writers?)\b"
)
_RELAY = re.compile(
    r"(?:\b(?:per|according to|via|reports?|reported by"
    r"|told)\s+(?P<after>the\s+[A-Z][\w-]*(?:\s[A-Z][\w-]*){0,3}|[A-Z][\w-]*(?:\s[A-Z][\w-]*){0,3})"
    r"|(?P<before>(?:\bthe\s+)?[A-Z][\w-]*(?:\s[A-Z][\w-]*){0,3})\s+(?:reports|reported|notes|adds)\b)"
)
_HAN_BYLINE = re.compile(
    r"^(?:本[报網网刊])?(?:记者|記者|作者|撰文|文)\s*[:：/ ]\s*"
    r"(?P<names>[\u4e00-\u9fff]{2,4}(?:[ 、,，]+[\u4e00-\u9fff]{2,4}){0,3})(?:\s*(?:报道|報道))?$"
)
_CONTRIBUTED = re.compile(
    r"\b(?:contributed (?:to|reporting)|contributing to this|helped report|reporting (?:by"
    r"|from)\b.{0,120}\b(?:editing|writing) by|additional reporting)"
    r"|^\(?(?:reporting|additional reporting|writing|editing|edited|with reporting|compiled|redaktion"
    r"|bearbeitet|producing)\s+(?:(?:and \w+\s+)?by|von)\b",
    re.I,
)
_PHOTO = re.compile(
    r"""(?:\((?P<paren>(?:source|photo(?:graph)?(?:er)?s?|image|picture|credit|foto|bild|quelle|crédits?|file)
            \s*(?:by|credit|:|/|\s)\s*[^()]{2,90}
            |[^()]{0,60}\b(?:photo|via\ ap|getty(?:\ images)?|reuters|afp|epa|shutterstock|pool)\b[^()]{0,50})\)
        |(?:^|\s|[.!?])(?:photo(?:graph)?(?:\ (?:by|credit|courtesy(?:\ of)?))?|image(?:\ (?:source|credit))?|picture
            |credit|fotos?|bild|bildquelle|crédit\ photo|photo\ credit|source)
            \s*:\s*(?P<colon>[^:]{2,80})
        |(?:^|\s)(?P<sure>AP\ Photo(?:\s?/\s?[^.]{2,60})?|REUTERS/[^.]{2,60})
        |(?:^|[.!?”"]\s|\s{2,}|\|\s*)(?P<bare>(?:AP\ Photo|REUTERS|AFP|Getty(?:\ Images)?|EPA|Shutterstock|iStock
            |Statista|Pixabay|Unsplash)(?:\s?/\s?[^.]{2,60})?)
        |(?:^|[.!?”"]\s|\s-\s|[—–]\s)(?P<slash>[^/!?]{3,50}\s?(?:/|,|\|)\s?(?:AP|AFP|Reuters|REUTERS
            |Getty(?:\ Images)?|EPA|dpa|imago|Shutterstock|iStock|PA|Anadolu|Bloomberg)
            (?:\ file)?(?:\s?(?:via|/|\|)\s?[^.]{2,40})?)
        |\s?(?:(?:bild|foto|photo|image)\s)?©\s?(?P<sign>[^©]{2,60})
        |[—–-]\s(?:picture|photo)\sby\s(?P<by>[^.]{2,50})
       )\s*\.?$""",
    re.I | re.VERBOSE,
)
_PHOTO_REACH = 300
"""Characters at the end of a line that a photo credit can take."""
_RESERVED = re.compile(r"rights reserved|terms of (?:use|service)|alle rechte|tous droits|derechos reservados", re.I)
_PHOTO_WORDS = re.compile(
    r"\b(?:photos?|getty|images?|reuters|afp|ap|epa|shutterstock|pool|foto|bild|picture|credit|source|file)\b", re.I
)
_CORRECTION = re.compile(
    r"^(?:correction|clarification|retraction|retracted|corrections and clarifications|"
    r"editor[’']?s[’']? note|editors[’'] "
    r"note|amended|korrektur|berichtigung|rectificatif|"
    r"corrección|anmerkung der redaktion|nota del editor)\b.{0,60}?[:—–-]"
    r"|\b(?:an earlier|a previous|an earlier|the original) version of this (?:story|article|report"
    r"|post|piece|headline)\b"
    r"|\bthis (?:story|article|report|post|piece|headline) (?:has been|was) (?:corrected|amended"
    r"|clarified|updated to correct|revised to correct)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """`text` is the dateline as printed, `end` where the story begins in the paragraph, `agency` its full name."""

    text: str
    place: str
    end: int
    agency: str | None


def dateline(paragraph: str) -> Dateline | None:
    """The dateline that a first paragraph begins with ("LOWMERE, Eastland (AP) —"), or None.

    Without an agency in brackets the place must be in capitals, or be followed by a date, so that "Update: " and
    "Rain - lots of it" are none.
    """
    match = _DATELINE.match(paragraph[:160])
    if not match or match.end() >= len(paragraph):
        return None
    place = match["place"].strip(" ,-")
    said = (match["agency"] or match["agency2"] or match["agency3"] or "").strip()
    known = agency_name(said) if said else None
    capitals = place.split(",")[0].isupper() and len(place.split(",")[0]) > 2
    if match["dash"] == ":" and not (match["agency"] and known):
        return None
    if match["agency3"] and not known:
        return None
    if match["agency"] and not known and not capitals:
        return None
    if not place and not known:
        return None
    if not (known or (place and match["date"]) or (capitals and match["dash"] != ":" and _placelike(place))):
        return None
    text = re.sub(r"(?<=[)\]])\.$", "", paragraph[: match.start("dash")].strip())
    return Dateline(text, place, match.end(), known)


_PLACE_LINE = re.compile(
    rf"(?P<place>[{_UPPER}][{_UPPER}.'’\- ]{{2,30}},\s+[{_UPPER}][\w.'’ -]{{1,30}}?)"
    r"(?:\s*[(\[](?P<agency>[^()\[\]]{2,40})[)\]])?\s*[–—-]{0,2}"
)


def place_line(line: str) -> Dateline | None:
    """The dateline that a whole line is ("LOWMERE, Eastland", "LOWMERE, Eastland (AP) —"), or None."""
    match = _PLACE_LINE.fullmatch(line)
    if match is None or not _placelike(match["place"]) or any(char.isdigit() for char in line):
        return None
    return Dateline(line.rstrip(" –—-"), match["place"], len(line), agency_name(match["agency"] or ""))


_ROLE = re.compile(
    r"(?:(?:[\w&’'-]+ ){0,4})(?:correspondent|reporter|editor|journalist|writer|columnist|producer|analyst"
    r"|korrespondent(?:in)?|redakteur(?:in)?|reporterin|journaliste|redactora?|periodista|giornalista)(?:,? .{0,40})?"
    r"|in [A-Z]\w+(?: [A-Z]\w+)?",
    re.I,
)


def is_role(line: str) -> bool:
    """Whether a line says for whom or as what the person named above it writes ("Science reporter", an outlet)."""
    return len(line) < 60 and (_ROLE.fullmatch(line) is not None or outlets.identify(line) is not None)


def _placelike(place: str) -> bool:
    first = place.split(",")[0]
    return len(first.split()) <= 4 and first.casefold() not in _NO_PLACE


_NO_PLACE = listed(
    "update updated breaking live watch video photos exclusive analysis opinion correction editorial review read more "
    "note new just in developing explainer fact check podcast gallery recap preview"
) | {"fact check", "just in", "read more", "breaking news"}


@functools.cache
def _agency_words() -> frozenset[str]:
    """A word or more of every name and domain of an agency: a line with none of them names no agency."""
    names = [name for known in outlets.everything() if known.kind == "agency"
             for name in (known.name, *known.aliases, *known.domains)]  # fmt: skip
    words = [set(_WORD.findall(_folded(name))) for name in names]
    return frozenset().union(*(own - _EMPTY_WORDS or own for own in words))


_WORD = re.compile(r"[^\W_]+")
_EMPTY_WORDS = listed("the of and de la for in www com org net co")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))


def may_name_agency(text: str) -> bool:
    """Whether a word of an agency's name stands in `text`; a cheap look before a closer one."""
    return not _agency_words().isdisjoint(_WORD.findall(text.casefold() if text.isascii() else _folded(text)))


def agencies_in(text: str) -> list[str]:
    """The agencies that a short credit names: "AP/Reuters", "dpa, AFP", "By Associated Press and staff"."""
    if not may_name_agency(text):
        return []
    found = [
        agency_name(part)
        for part in re.split(r"\s*(?:/|,|;|&|\||\band\b|\bund\b|\bet\b|\by\b|\bwith\b|\bvia\b)\s*", text)
        if part
    ]
    return list(dict.fromkeys(name for name in found if name))


def credit_of_line(line: str) -> list[str]:
    """The agencies that a short line of its own credits ("Associated Press", "Source: Reuters", "© 2021 AFP").

    Empty where the line is no credit, or says anything else.
    """
    if len(line) > 240:
        return _notice(line)
    if _PICTURE.match(line):
        return []
    if (match := _COPYRIGHT.search(line)) and (names := agencies_in(_RIGHTS.sub("", match["who"]).strip())):
        return names
    if len(line) <= 80 and (match := _CREDIT_LINE.match(line.strip("()[]| "))):
        who = match["who"]
        names = agencies_in(who)
        parts = [p for p in re.split(r"\s*(?:/|,|;|&|\||\band\b|\bund\b)\s*", who) if p]
        initials = sum(1 for p in parts if p.islower() and len(p) <= 5 and not agency_name(p))
        named_source = re.match(r"(?:source|quelle|fuente|fonte)n?\s*:", line, re.I)
        if names and (len(names) + initials == len(parts) or named_source):
            return names
    return []


def _notice(line: str) -> list[str]:
    match = _COPYRIGHT.match(line)
    return agencies_in(match["who"]) if match else []


def credit_at_end(paragraph: str) -> tuple[list[str], int] | None:
    """Agencies credited in brackets or after a dash at the very end of a story, and where the story's words end."""
    for pattern in (_PAREN_END, _DASH_END):
        match = pattern.search(paragraph)
        if match and (names := agencies_in(match["who"])):
            end = match.start("who")
            while end > 0 and paragraph[end - 1] not in '.!?”"':
                end -= 1
            return names, end
    return None


def relayed(paragraphs: Iterable[str]) -> list[str]:
    """Agencies that the text leans on again and again ("the AP reports … per the AP"): relayed at least twice.

    A page that sums up one agency's story says so in this way. Where several agencies are relayed as often, it is a
    story with many sources, and none is a credit. Only agencies that cover the whole world count: national ones are
    quoted for what they saw.
    """
    count: Counter[str] = Counter()
    for paragraph in paragraphs:
        for match in _RELAY.finditer(paragraph):
            for group in ("after", "before"):
                if match[group] and (name := agency_name(match[group])) in _WORLD:
                    count[name] += 1
                    break
    top = count.most_common(2)
    if top and top[0][1] >= 2 and (len(top) == 1 or top[0][1] >= 2 * top[1][1]):
        return [top[0][0]]
    return []


_WORLD = frozenset(
    {"Associated Press", "Reuters", "Agence France-Presse", "United Press International", "Bloomberg News"}
)


def writers_agency(line: str) -> str | None:
    """The agency in "Associated Press writers …"."""
    match = _WRITER.search(line)
    return agency_name(match["who"]) if match else None


_FIRST_APPEARED = re.compile(
    r"""^\W*(?:(?:this|the|(?:a|an\ \w+)\ version\ of\ this)\s+)?
    (?:article|story|report|piece|post|essay|column|interview|text)?\s*(?:was|has\ been|is)?\s*
    (?:(?:originally|first|previously)\s+(?:appeared|published|ran|posted|reported)
      |(?:re(?:published|printed|posted)|syndicated|reproduced)(?:\ (?:here|with\ (?:the\ )?(?:kind\ )?permission))?)
    \s+(?:on|in|at|by|from|of|with\ permission\ (?:from|of))\s+
    (?P<where>(?:[^.!?]|\.(?=\w)){2,60}?)
    (?:\s+(?:on\s+\w+\s+\d{1,2},?\s+\d{4}|(?:and|under)\ .{3,90}))?\W*$
    |^\W*(?:dieser|der)\ (?:artikel|text|beitrag)\ (?:erschien|ist)\ (?:(?:zuerst|zunächst|ursprünglich)\ )?
    (?:bei|in|auf|im)\s+(?P<wo>(?:[^.!?]|\.(?=\w)){2,60}?)(?:\s+erschienen)?\W*$""",
    re.I | re.VERBOSE,
)


def first_appeared(line: str) -> str | None:
    """Where a story appeared first, in a line that says so ("This article originally appeared on lowmere.example")."""
    match = _FIRST_APPEARED.match(line) if len(line) <= 200 else None
    if match is None:
        return None
    where = (match["where"] or match["wo"]).strip(" ,;:")
    known = outlets.identify(where)
    return known.name if known else where


def is_contributor_line(line: str) -> bool:
    """ "Jane Roe in Lowmere contributed to this report.", "Reporting by A; Editing by B"."""
    return len(line) < 700 and _CONTRIBUTED.search(line) is not None


def contributors(line: str) -> list[str]:
    """The names in a contributor line: persons, and agencies that helped ("The Associated Press contributed")."""
    helped = re.match(r"(?P<who>.{2,80}?)\s+(?:also\s+)?(?:contributed|helped report)\b", line.strip("(*_ "), re.I)
    if helped and (by := bylines.parse(helped["who"])):
        return [*by.authors, *by.agencies]
    plain = re.sub(
        r"\b(?:Associated Press|The|Reporting|Additional|Editing|Writing|With|AP|Reuters|Compiled|Producing)\b",
        "|",
        line,
    )
    return list(dict.fromkeys(name.rstrip(".,") for name in re.findall(_NAME, plain)))[:20]


def is_correction(line: str) -> bool:
    """Whether a paragraph says what was wrong in an earlier version of its page."""
    return len(line) < 1500 and _CORRECTION.search(line) is not None


def byline(line: str) -> tuple[list[str], list[str]] | None:
    """(authors, agencies) of a byline ("By Jane Roe and John Doe, Associated Press"), None if the line is none."""
    if not line.isascii() and (match := _HAN_BYLINE.match(line.strip().strip("*_| "))):
        return re.split(r"[ 、,，]+", match["names"]), []
    found = bylines.parse(line) if bylines.says_by(line) else None
    if found is None or found.kind != "byline":
        return None
    return list(found.authors), list(found.agencies)


def bare_byline(line: str) -> tuple[list[str], list[str]] | None:
    """(authors, agencies) of a line that is a name, perhaps with its agency, role or account: "Jane Roe @jroe".

    Only the place of such a line (beside a stamp) makes it a byline; that is for the caller to see.
    """
    found = bylines.parse(line)
    return (list(found.authors), list(found.agencies)) if found and found.kind == "bare" else None


@functools.lru_cache(2048)
def photo_credit(line: str) -> tuple[str, str | None] | None:
    """(caption, credit) of a line that ends with a photo credit; the caption may be empty. None if it has none."""
    if len(line) > 900 or _RESERVED.search(line):
        return None
    match = _PHOTO.search(line, max(0, len(line) - _PHOTO_REACH))
    if not match:
        return None
    said = next(match[group] for group in ("paren", "colon", "sure", "bare", "slash", "sign", "by") if match[group])
    if match["colon"] and len(said.split()) > 9:
        return None
    if not (match["colon"] or match["sign"] or match["by"] or _PHOTO_WORDS.search(said)):
        return None
    caption = line[: match.start()].strip()
    after = line[match.start() : match.start() + 1]
    if after in '.!?”"':
        caption += after
    credit = re.sub(
        r"^(?:source|photo(?:graph)?(?:er)?s?|image|picture|credit|foto|bild|quelle)\s*(?:by|credit|:|/)?\s*:?\s*",
        "",
        said,
        flags=re.I,
    )
    caption = caption.strip()
    if "|" in caption and len(caption.split()) <= 6:
        return "", line.strip()  # "Jane Roe | Agency | Pictures": all of it is the credit
    return caption, credit.strip() or None
