"""Heads of dated sections: UPDATE lines, stamps between paragraphs, entries of live blogs; roles of other stamps."""

from __future__ import annotations

import itertools
import re

from stemma.read import dates
from stemma.read.parts import Head, Line, Parts

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


def updated_at_top(parts: Parts) -> bool:
    """Whether all that stands so far is an update, or several, under which the original story may follow."""
    return bool(parts.heads) and parts.heads[0].at == 0 and all(head.kind == "update" for head in parts.heads)


def leave(parts: Parts, head: Head | None) -> None:
    """A head under which nothing stood is only a stamp of the page."""
    if head is not None and head.stamp is not None:
        parts.stamps.append(("modified" if head.kind == "update" else "", head.stamp))


def find(
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


_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:as (?:on|of)|until|till?|since|before|after|between|from|through|by|expires?|due|born|died|ending|valid)\s*$"
    r"|[©]\s*$",
    re.I,
)
_WORDY = 14
"""Words beside a stamp from which a line is a sentence that tells of a day, and no stamp of its page."""


def stamps(text: str, country: str | None) -> list[tuple[str, dates.Stamp]]:
    """(role, stamp) of the stamps in a line around a story, each with the words between the last one and itself.

    A day that the line speaks of ("1,666 cases as on April 25", a long sentence) is no stamp of the page.
    """
    found: list[tuple[str, dates.Stamp]] = []
    every = dates.find(text, country=country)
    at = 0
    for stamp in every:
        before = text[at : stamp.start]
        at = stamp.end
        if _OF_SOMETHING_ELSE.search(before) and stamp.form == "full":
            continue
        found.append((role(before) or role(text[stamp.start : stamp.end]), stamp))
    rest = len(re.findall(r"[^\W\d_]{2,}", text)) - sum(
        len(re.findall(r"[^\W\d_]{2,}", text[s.start : s.end])) for s in every
    )
    return found if rest < _WORDY or text[-1:] not in ".!?" else []


def name(parts: Parts, live: bool) -> None:
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
