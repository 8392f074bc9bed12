"""Figures of a text: how many of what, with unit and bounds, read before they are compared.

"at least 12 people were killed" is a count of *dead*, 12 or more; "about €2m" is money near 2,000,000 EUR; "dozens"
is vague and clashes with nothing. The words around them stand in `words/figures.toml`.
"""

from __future__ import annotations

import functools
import math
import re

from stemma.lang import words
from stemma.model import Quantity

_W = words.of("en")

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_SMALL = _TO_NINETEEN.split()
_BY_TEN = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = dict(zip(_BY_TEN.split(), range(20, 100, 10), strict=True))
_WORDS = {word: float(n) for n, word in enumerate(_SMALL)} | {word: float(n) for word, n in _TENS.items()}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_CURRENCY = {
    "$": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY", "yen": "JPY", "yuan": "CNY", "rupees": "INR",
    "rupee": "INR", "roubles": "RUB", "rubles": "RUB", "won": "KRW", "francs": "CHF", "usd": "USD", "eur": "EUR",
    "gbp": "GBP",
}  # fmt: skip
_UNITS = {
    "km": ("length", 1.0), "kilometre": ("length", 1.0), "kilometer": ("length", 1.0), "mile": ("length", 1.609344),
    "metre": ("length", 0.001), "meter": ("length", 0.001), "foot": ("length", 0.0003048),
    "feet": ("length", 0.0003048), "ft": ("length", 0.0003048),
    "percent": ("share", 1.0), "%": ("share", 1.0), "per cent": ("share", 1.0),
    "magnitude": ("magnitude", 1.0), "hour": ("duration", 1.0), "minute": ("duration", 1 / 60),
    "day": ("duration", 24.0), "week": ("duration", 168.0), "month": ("duration", 730.0), "year": ("duration", 8766.0),
    "tonne": ("mass", 1000.0), "ton": ("mass", 1000.0), "kg": ("mass", 1.0), "kilogram": ("mass", 1.0),
    "acre": ("area", 0.4047), "hectare": ("area", 1.0),
}  # fmt: skip
_NUMBER = r"(?:\d{1,3}(?:, ?\d{3})+(?:\.\d+)?|\d+(?:\. ?\d+)?|(?:a|half a) (?:dozen|hundred|thousand|million|billion)"
_NUMBER += rf"|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL[1:10])}))?|{'|'.join(_SMALL[::-1])})"
_WHOLE = r"(?!\d|(?<=[a-z])[a-z]|(?:st|nd|rd|th)\b)"
"""Behind a number: not amid one or a word ("Sixers", "eighth"), nor before the ending of an ordinal ("112th")."""
_FIGURE = re.compile(
    rf"(?P<money>(?:us ?)?\$|€|£|¥|euro(?=\d))? ?(?:(?<=euro)|\b)(?P<number>{_NUMBER}){_WHOLE}(?! ?[ap]\. ?m)"
    r"(?:[ -]{0,3}(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|tn|[mkb])\b)?(?P<percent> ?%)?",
    re.IGNORECASE,
)
_NOUNS = re.compile(r"^[\s-]*((?:[^\W\d_][\w’'-]*[ -]{0,3}){1,4})")

_OLDEST = 115.0
"""Years that nobody is older than."""
KINDS = ("dead", "injured", "arrested", "missing", "rescued", "homeless", "ill")
"""Kinds of toll; `words/figures.toml` has the words of each under its name."""
_KIND = [(name, _W.expression(name)) for name in KINDS]
_LOW, _HIGH, _ABOUT = _W.expression("low-before"), _W.expression("high-before"), _W.expression("about-before")
_MORE, _BETWEEN, _TO = _W.expression("more-before"), _W.expression("between-before"), _W.expression("range-to")
_DATE_AFTER, _DATE_BEFORE, _CLOCK = (_W.expression(name) for name in ("date-after", "date-before", "clock-times"))
_YEAR_NOUNS, _POPULATION = _W.expression("year-nouns"), _W.expression("population-before")
_NONE, _ONE, _NTH, _RISEN = (_W.expression(n) for n in ("no-victims", "single-person", "nth-dead", "toll-risen"))
_BREAK, _PEOPLE = _W["no-part-of-noun"], _W["counted-people"]
_OF_NONE = _W.expression("before-one-of-none")
_REPLACED, _REPLACED_AFTER = _W.expression("replaced-before"), _W.expression("replaced-after")
_BASE, _DIFFERENCE, _ASIDE_NOT = (_W.expression(n) for n in ("base-before", "difference-after", "aside-not"))
_NAMED = _W.expression("named-by-number")
ORDINALS = _W.listed("ordinals-of-dead")


@functools.lru_cache(4096)
def figures(text: str) -> tuple[Quantity, ...]:
    """The quantities in `text`, in order. Dates, clock times, years and vague words ("several") are left out."""
    found: list[Quantity] = []
    text = _CLOCK.sub(lambda match: "_" * len(match[0]), text)
    raw = list(_FIGURE.finditer(text))
    skip = -1
    for position, match in enumerate(raw):
        if position == skip:
            continue
        number = amount(match["number"], match["scale"])
        if number is None or _dated(text, match, number):
            continue
        before, after = text[: match.start()], text[match.end() :]
        if (number == 1 and _OF_NONE.search(before)) or _NAMED.search(before):
            continue
        low = high = number
        end = match.end()
        replaced = bool(_REPLACED.search(before) or _REPLACED_AFTER.match(after))
        if not replaced and position + 1 < len(raw) and _TO.match(text[match.end() : raw[position + 1].start()]):
            second = amount(raw[position + 1]["number"], raw[position + 1]["scale"])
            ranged = _BETWEEN.search(before) or re.search(r"[-–—]|to", text[match.end() : raw[position + 1].start()])
            if second is not None and second > number and ranged:
                high, end, skip = second, raw[position + 1].end(), position + 1
                after = text[end:]
        if low == high:
            low, high = _bounds(before, number)
        what, factor, noun = _what(text, match, after)
        if what in KINDS and (replaced or not low.is_integer() or _BASE.search(before) or _DIFFERENCE.match(after)):
            what = noun if noun and noun not in KINDS else "number"
        start = match.start() + (len(match[0]) - len(match[0].lstrip()))
        most = None if math.isinf(high) else high * factor
        found.append(Quantity(what, low * factor, most, start, end, text[start:end], noun))
    counted = any(value.what in KINDS or value.noun == "people" for value in found)
    for match in _ONE.finditer(text) if counted else ():  # "a man and two women" are three
        kind = _kind(text, match) or "people"
        found.append(Quantity(kind, 1.0, 1.0, match.start(), match.start() + 1, text[match.start()], "people"))
    for match in _NONE.finditer(text):
        kind = _kind(text, match) or "number"
        found.append(Quantity(kind, 0.0, 0.0, match.start(), match.end(), match[0]))
    for match in _NTH.finditer(text):
        number = float(ORDINALS.index(match[1].casefold()) + 2)
        found.append(Quantity("dead", number, number, match.start(1), match.end(1), match[1]))
    return tuple(sorted(found, key=lambda v: v.start))


def amount(number: str, scale: str | None = None) -> float | None:
    """The number that digits or English words mean, or None."""
    bare = number.casefold().replace(", ", ",").replace(". ", ".")
    times = _SCALES.get((scale or "").casefold()) or _SHORT.get((scale or "").casefold(), 1.0)
    if bare[0].isdigit():
        return float(bare.replace(",", "")) * times
    if bare.startswith(("a ", "half a ")):
        unit = {"dozen": 12.0, **_SCALES}[bare.rsplit(" ", 1)[1]]
        return unit * (0.5 if bare.startswith("half") else 1.0) * times
    parts = [_WORDS.get(part) for part in re.split(r"[- ]", bare)]
    known = [p for p in parts if p is not None]
    return sum(known) * times if len(known) == len(parts) else None


def _bounds(before: str, number: float) -> tuple[float, float]:
    if _ABOUT.search(before):
        return number * 0.85, number * 1.15
    if _MORE.search(before):
        return number, number * 1.15  # in news "more than 26,000" is no 31,000
    if _LOW.search(before):
        return number, math.inf
    if _HIGH.search(before):
        return (0.0, number)
    return number, number


def _dated(text: str, match: re.Match[str], number: float) -> bool:
    """Whether the figure is part of a date, a clock time, a year or an age rather than a quantity."""
    after, before = text[match.end() :], text[: match.start()]
    if match["money"] or match["percent"]:
        return False
    if _DATE_AFTER.match(after) or (_DATE_BEFORE.search(before) and number < 2100):
        return True
    year = match["number"].isdigit() and 1900 <= number <= 2100 and not match["scale"]
    return year and not _YEAR_NOUNS.match(after)


def _what(text: str, match: re.Match[str], after: str) -> tuple[str, float, str]:
    """What the figure counts: `(kind, factor to the base unit, head noun)`."""
    if match["money"]:
        return f"money {_CURRENCY[match['money'].casefold().replace(' ', '')]}", 1.0, ""
    if match["percent"]:
        return "share", 1.0, "%"
    if _age(text[: match.start()], after, match["number"]):
        return "age", 1.0, "year"
    nouns = _counted(after)
    first = nouns[0] if nouns else ""
    if first in _CURRENCY:
        return f"money {_CURRENCY[first]}", 1.0, first
    if after.casefold().lstrip().startswith("per cent"):
        return "share", 1.0, "%"
    if nouns[:1] == ["nautical"]:
        return "length", 1.852, "mile"
    for word in nouns[:1]:
        unit = _UNITS.get(word) or _UNITS.get(word.rstrip("s"))
        if unit:
            return unit[0], unit[1], word
    around = text[max(0, match.start() - 25) : match.end() + 16].casefold()
    if "magnitude" in around or "richter" in around:
        return "magnitude", 1.0, "magnitude"
    noun = _head(nouns)
    if not noun and _POPULATION.search(text[: match.start()]):
        noun = "people"
    if noun in ("caliber", "calibre") or {"caliber", "calibre"} & set(nouns):
        return "calibre", 1.0, noun
    if told := _RISEN.search(text[: match.start()]):
        return _kind_of(told[told.lastindex or 0]), 1.0, noun
    kind = _kind(text, match) if _befalls(text[: match.start()], after, nouns) else None
    return kind or noun or "number", 1.0, noun


def _counted(after: str) -> list[str]:
    """The words behind a figure up to the first that ends what is counted."""
    run = _NOUNS.match(after)
    nouns: list[str] = []
    for word in run[1].split() if run else []:
        if word.casefold() in _BREAK:
            break
        nouns.append(word.casefold())
    return nouns


def _age(before: str, after: str, number: str) -> bool:
    """Whether a figure tells how old somebody is: "a 36-year-old climber", "Ivo Sandel, 44, was"."""
    if _W.expression("age-units").search(after):
        return True
    years = amount(number)
    beside = re.match(r"\s*(?:[,;).]|in\b|$)", after) is not None and _W.expression("before-an-age").search(before)
    return bool(beside) and years is not None and years <= _OLDEST


def _befalls(before: str, after: str, nouns: list[str]) -> bool:
    """Whether what a figure counts may be people something befell: by their noun, by a word of the loss ("9 dead"), or
    with no noun at all ("killing 12"); not those who did it ("two men accused of killing her")."""
    if _W.expression("parents").search(before) or _W.expression("doers").match(after):
        return False
    of = _W.expression("counted-of").match(after)
    if of and not nouns:
        behind = after[of.end() :]
        number = re.match(rf"(?:{_NUMBER})\b ?", behind, re.IGNORECASE)  # "one of her four cats"
        nouns = _counted(behind[number.end() :] if number else behind)
    plain = [word for word in nouns if not word.endswith("ed") or _loss(word)]
    until = next((n for n, word in enumerate(plain) if _loss(word)), None)
    if not plain[:until]:
        return True
    head = next((n for n, word in enumerate(plain[:until]) if word.endswith("s") or _person(word)), len(plain))
    return any(_person(word) for word in plain[:until][: head + 1])


def _loss(word: str) -> bool:
    return any(pattern.fullmatch(word) for _, pattern in _KIND)


@functools.lru_cache(4096)
def _person(word: str) -> bool:
    if word in _W["counted-persons"]:
        return True
    ended = any(word.endswith(end) and len(word) > len(end) + 2 for end in _W.listed("person-endings"))
    return ended and word not in _W["things-with-person-endings"]


def _kind_of(word: str) -> str:
    return next(name for name, pattern in _KIND if pattern.search(word))


def _head(nouns: list[str]) -> str:
    if _PEOPLE & set(nouns):
        return "people"
    for word in nouns:
        if word.endswith("s") and len(word) > 3 and not word.endswith("ous"):
            return word.rstrip("s")
    return nouns[-1] if nouns else ""


_ASIDE = re.compile(r"\b(?:and|but)\b|,")
_ENDED = re.compile(r"[;.!?]\s")
_ANOTHER = re.compile(rf",\s*(?:\w+ )?{_NUMBER}\b", re.IGNORECASE)


def _kind(text: str, match: re.Match[str]) -> str | None:
    """The kind of toll whose word stands nearest to the figure, within six words of its own part of the sentence.

    A word before an "and" belongs rather to the figure there: "12 died and 30 were injured". "Two of the wounded died"
    tells of two dead.
    """
    best: tuple[int, str] | None = None
    of = _W.expression("counted-of").match(text[match.end() :])
    for name, pattern in _KIND:
        for hit in pattern.finditer(text):
            behind = hit.start() >= match.end()
            gap = text[match.end() : hit.start()] if behind else text[hit.end() : match.start()]
            if _ENDED.search(gap):
                continue
            gap = _ASIDE_NOT.sub(" ", gap)
            if behind and _ANOTHER.search(gap):
                continue  # "1,200 to leave, four hurt": the word is the other figure's
            distance = len(gap.split())
            if distance > 6:
                continue
            if (not behind and _ASIDE.search(gap)) or (of and hit.start() == match.end() + of.end()):
                distance += 5
            if best is None or distance < best[0]:
                best = (distance, name)
    return best[1] if best else None
