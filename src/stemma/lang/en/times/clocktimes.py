"""Readers for times of day: 3:30 p.m. ET, 1930 GMT, noon, four in the morning. The day comes from the words nearby."""

from __future__ import annotations

from stemma.lang.en.times.context import Context, Match, Reading
from stemma.lang.en.times.dates import Readings
from stemma.lang.en.times.lexicon import NUMBER, WEEKDAY, ZONE_WORDS, ZONES, listed

_AT = listed("at around about by until till before after from since to between and ( , approximately past")
NO_DAY = "XXXX-XX-XX"
"""Stands for the day until `resolve` has found it."""


def clock(c: Context, m: Match) -> Readings:
    """Any time of day, with its zone if it is printed."""
    zone, local = _zone(m)
    if m.has("k"):
        hour = {"noon": 12, "midday": 12, "midnight": 24}[m.word("k")]
        if m.before() == "-" or m.after() == "-":
            return None
        return Reading("TIME", f"{NO_DAY}T{hour:02}:00", 0.85, zone=zone, local=local, hanging=True)
    if m.has("f"):
        text = m.words("f")[0]
        hour, minutes = int(text[:2]), int(text[2:])
        zone = ZONES.get(m.word("z")) if m.has("z") else zone
        if hour > 24 or minutes > 59 or (not m.has("z") and m.before() not in _AT):
            return None
        return Reading("TIME", f"{NO_DAY}T{hour:02}:{minutes:02}" + _z(zone), 0.9, zone=zone, hanging=True)
    if not m.has("h"):
        return None
    text = m.words("h")[0]
    hour = NUMBER[text] if text in NUMBER else int(text)
    minute = m.figure("i") if m.has("i") else None
    half = m.words("p")[:1] or {"in the morning": ["a"], "at night": ["p"]}.get(
        m.word("d"), ["p"] if m.has("d") else []
    )
    if hour > (12 if half else 24) or (minute or 0) > 59 or (half and hour == 0):
        return None
    if half:
        late = half[0][0] == "p"
        if m.word("d") == "at night" and hour in (12, 1, 2, 3, 4):
            late = False
        hour = hour % 12 + (12 if late else 0)
    elif minute is None and "clock" not in [w.lower() for w in m.tokens.words[m.start : m.stop]]:
        return None
    elif minute is not None:
        follows = m.after()
        glued = (
            follows in (".", ":", ",")
            and m.tokens.words[m.stop + 1 : m.stop + 2]
            and m.tokens.close(m.stop)
            and (m.tokens.words[m.stop + 1].isdigit() and m.tokens.close(m.stop + 1))
        )
        if glued or (m.before() not in _AT and zone is None and not local and not _day_follows(m)):
            return None
    value = f"{NO_DAY}T{hour:02}:{minute or 0:02}" + (f":{m.figure('s'):02}" if m.has("s") else "") + _z(zone)
    return Reading(
        "TIME",
        value,
        0.9 if half or zone else 0.75,
        mod="APPROX" if m.has("b") else None,
        zone=zone,
        local=local,
        hanging=True,
    )


def _z(zone: str | None) -> str:
    """The sign of ISO 8601 for a time given in UTC."""
    return "Z" if zone == "+00:00" else ""


def _day_follows(m: Match) -> bool:
    """Whether a weekday or "on" comes next: a bare 3:30 is then a time of day."""
    following = m.after().lower()
    return following in WEEKDAY or following in ("on", "today", "yesterday", "tomorrow")


def _zone(m: Match) -> tuple[str | None, bool]:
    """The zone that part `z` names, and whether it says "local time"."""
    if not m.has("z"):
        return None, False
    words = m.words("z")
    if "local" in words or "here" in words:
        return None, True
    name = next((w for w in words if w in ZONES or w in ZONE_WORDS), "")
    return ZONES.get(name) or ZONE_WORDS.get(name), False
