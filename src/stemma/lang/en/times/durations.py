"""Readers for lengths of time and for sets: three days, the past two years, every Monday, $5 a week."""

from __future__ import annotations

from stemma.lang.en.times.context import Context, Match, Reading, number, season, unit
from stemma.lang.en.times.dates import Readings
from stemma.lang.en.times.lexicon import DAYPARTS, MONTH, NUMBER, OFTEN, UNITS, WEEKDAY, listed
from stemma.lang.en.times.relative import duration_value, midnight, moved, vague_value
from stemma.lang.en.times.tense import FORWARD

_SPAN_BEFORE = listed("for in within took take over after lasted of the")
_HEAPS = listed("million billion dozen couple dozens hundreds thousands matter lot number")
_SPAN_AFTER = listed("of before after since following that , . to leading")

_MOD = {
    "about": "APPROX",
    "around": "APPROX",
    "roughly": "APPROX",
    "approximately": "APPROX",
    "some": "APPROX",
    "almost": "LESS_THAN",
    "nearly": "LESS_THAN",
    "under": "LESS_THAN",
    "less": "LESS_THAN",
    "fewer": "LESS_THAN",
    "over": "MORE_THAN",
    "more": "MORE_THAN",
    "longer": "MORE_THAN",
    "at": "EQUAL_OR_MORE",
    "up": "EQUAL_OR_LESS",
    "no": "EQUAL_OR_LESS",
}
_MONEY = listed("times time once twice million billion thousand percent % cents p dollars euros pounds")
_LENGTH_BEFORE = listed("for in within after over the of during through until throughout by many")


def bound(m: Match) -> str | None:
    """TIMEX3 mod that "more than", "almost", "at least" give."""
    words = m.words("b")
    if words[:2] == ["at", "most"]:
        return "EQUAL_OR_LESS"
    return _MOD.get(words[-1] if words and words[0] in ("just", "only", "well") else words[0]) if words else None


def _count(m: Match) -> float | None:
    if m.has("s"):
        words = m.words("s")
        return 2.0 if "couple" in words else 12.0 if words[-1:] == ["dozen"] and len(words) == 1 else None
    return number(m.words("n"))


def span(c: Context, m: Match) -> Readings:
    """The past two years, the next few days, the first nine months."""
    letter = unit(m)
    count = _count(m)
    if not m.has("s") and count is None:
        return None
    value = duration_value(count, letter) if count is not None else vague_value(letter)
    if m.tokens.words[m.stop - 1].lower().rstrip(".") == m.words("u")[0] and m.words("u")[0] in ("second", "minute"):
        return None
    word = m.word("r")
    interval = None
    if c.now is not None and count is not None and word in ("last", "past", "next", "coming"):
        sign = -1 if word in ("last", "past") else 1
        try:
            there = moved(c.now, letter, sign * count)
        except (OverflowError, ValueError):
            return None
        edge = midnight(there) if letter not in "SMH" else there
        interval = (edge, c.now) if sign < 0 else (c.now, edge)
    return Reading("DURATION", value, 0.88, mod=bound(m), interval=interval, deictic=interval is not None)


def duration(c: Context, m: Match) -> Readings:
    """Two years, a 16-hour flight, half an hour, an hour and a half, a week."""
    letter = unit(m)
    words = [w.lower() for w in m.tokens.words[m.start : m.stop]]
    u = m.words("u")[0]
    single = not m.has("n") and not m.has("s")
    if single and words[-1] in ("long", "old"):
        return Reading("DURATION", vague_value(letter) if u.endswith("s") else duration_value(1.0, letter), 0.75)
    if m.has("h"):
        return Reading("DURATION", duration_value(1.5 if "and" in words else 0.5, letter), 0.85)
    if single:
        if words[0] in ("a", "an") and _is_rate(m) and len(words) == 2:
            return Reading("SET", "P1" + letter.upper() if letter not in "SMH" else f"PT1{letter}", 0.75)
        if u == "quarter" or (u == "second" and m.after()[:1].isalpha()):
            return None
        if u in ("day", "hour", "minute", "second") and m.before() not in _LENGTH_BEFORE and not m.has("b"):
            return None
        return Reading("DURATION", duration_value(1.0, letter), 0.75, mod=bound(m))
    count = _count(m)
    if count is None and not m.has("s"):
        return None
    if u in ("quarter", "second") and "-" not in words and count != 1:
        return None
    if u in ("quarter", "quarters") and m.words("n")[:1] == ["three"] and ("-" in words or m.after() in ("of", "in")):
        return None
    if u in ("sec", "min", "second") and count is None:
        return None
    if (
        m.has("n")
        and m.words("n")[-1].isdigit()
        and count is not None
        and count > 1500
        and letter in "DWmQ"
        and count < 2100
    ):
        return None  # "in 2019 days of protest"
    if m.before() in ("$", "£", "€"):
        return None
    at = m.found.start("u")
    if m.tokens.words[at][:1].isupper() and m.tokens.words[at - 1].isdigit() and not m.tokens.words[at].isupper():
        return None  # a title: "60 Minutes"
    if words == ["one", "day"] and m.before() not in _LENGTH_BEFORE:
        return Reading("DATE", "FUTURE_REF", 0.7) if c.direction(m)[0] == FORWARD else None
    value = duration_value(count, letter) if count is not None else vague_value(letter)
    return Reading("DURATION", value, 0.88, mod=bound(m))


def _is_rate(m: Match) -> bool:
    """Whether "a year" says how often or how much each time: "$33 million a year", "twice a week"."""
    before = m.before()
    if before in _MONEY or before[:1].isdigit() or before in ("%", ")"):
        return True
    if before.endswith("s") and before not in ("was", "is", "has", "as", "this", "towards", "across", "s", "lasts"):
        near = m.tokens.words[max(0, m.start - 5) : m.start]
        return any(w.isdigit() or w.lower() in NUMBER or w.lower() in _HEAPS for w in near)
    return False


def vague(c: Context, m: Match) -> Readings:
    """Recent years, coming weeks, "for years"."""
    if m.has("x"):
        word = m.words("x")[0]
        before = m.before()
        letter = UNITS[word]
        if letter in "SQ" or before not in _SPAN_BEFORE:
            return None
        if before == "of" and m.before(2) not in _HEAPS:
            return None
        if before in ("the", "in", "over", "of") and m.after().lower() not in _SPAN_AFTER:
            return None
        if before == "the" and m.after().lower() not in ("before", "after", "since", "following", "leading"):
            return None
        return Reading("DURATION", vague_value(letter), 0.75)
    word = m.word("r")
    letter = UNITS[m.tokens.words[m.stop - 1].lower()]
    if word == "recent":
        return Reading("DURATION", vague_value(letter), 0.7)
    if word == "past":
        return Reading("DATE", "PAST_REF", 0.7)
    if word in ("coming", "future", "next"):
        return Reading(
            "DURATION" if word == "coming" else "DATE", vague_value(letter) if word == "coming" else "FUTURE_REF", 0.7
        )
    if word in ("early", "last", "later") and letter == "Y":
        return Reading("DURATION", vague_value(letter), 0.6)
    return None


def often(c: Context, m: Match) -> Readings:
    """Every two weeks, each Thursday, daily, per month, twice a week."""
    if m.has("w"):
        tail = f"T{DAYPARTS[m.word('d')]}" if m.has("d") else ""
        return Reading("SET", f"XXXX-WXX-{WEEKDAY[m.words('w')[0]]}{tail}", 0.93)
    if m.has("k"):
        word = m.word("k")
        if word in ("quarterly", "yearly", "hourly", "nightly") and m.after()[:1].isalpha():
            return None
        if word == "weekly" and m.tokens.words[m.start][:1].isupper():
            return None
        if word == "daily" and m.tokens.words[m.start][:1].isupper() and m.start and m.before() not in (".", "\n"):
            return None  # a newspaper
        return Reading("SET", OFTEN[word], 0.8)
    if m.has("p"):
        return Reading("SET", f"XXXX-XX-XXT{DAYPARTS[m.word('p')]}", 0.85)
    if m.has("m"):
        return Reading("SET", f"XXXX-{MONTH[m.words('m')[0]]:02}", 0.85)
    if m.has("e"):
        return Reading("SET", "XXXX-WXX-WE", 0.85)
    if m.has("s"):
        return Reading("SET", f"XXXX-{season(m)}", 0.85)
    count = 2.0 if m.has("o") else number(m.words("n")) if m.has("n") else 1.0
    return Reading("SET", duration_value(count, unit(m)), 0.9) if count else None
