"""Readers for years and their parts: decades, centuries, quarters, halves, fiscal years, seasons."""

from __future__ import annotations

from datetime import datetime, timedelta

from stemma.lang.en.times.context import Context, Match, Reading, ordinal, season
from stemma.lang.en.times.dates import Readings, mod, named_year
from stemma.lang.en.times.lexicon import DECADES, NUMBER, listed
from stemma.lang.en.times.tense import BACK, FORWARD

_NO_YEAR_AFTER = listed("$ £ € # no number c room flight route highway nearly almost")
_YEAR_PREPOSITIONS = listed(
    """in of since from by until till before after during early mid late through to between ( and or - – for around
    circa year about late"""
)
_COUNTED = listed(
    """people men women children km kilometres kilometers metres meters miles feet pounds dollars euros troops soldiers
    tons tonnes jobs homes workers employees students percent or more of acres votes points hectares calories gmt
    hours hrs yards square"""
)


def year(c: Context, m: Match) -> Readings:
    """2019; late 2023; the year 2000; the first half of 2024. A figure that counts something is none."""
    value = m.words("y")[0]
    if m.stop - m.start == 1 and not _is_year(m, int(value)):
        return None
    words = m.words("e")
    if "half" in words:
        return Reading("DATE", f"{value}-H{1 if 'first' in words else 2}", 0.93)
    return Reading("DATE", value, 0.95, mod=mod(m))


def _is_year(m: Match, number: int) -> bool:
    """Whether a bare figure of four digits is a year, by its neighbours."""
    before, after = m.before(), m.after()
    if _part_of_more(m) or before in _NO_YEAR_AFTER:
        return False
    if after.lower() in _COUNTED and after.lower() not in ("or", "of", "square", "more"):
        return False
    if number < 1400:
        return before in ("in", "since", "year", "from", "until", "by")
    if before in _YEAR_PREPOSITIONS:
        return True
    plural = after[:1].islower() and after.endswith("s") and after not in ("was", "is", "has", "as", "this", "results")
    if plural and before not in ("the", "its", "their", "his", "a", "our", "s"):
        return False  # "2000 seats", but "the 1996 games"
    return 1900 <= number <= 2100


def _part_of_more(m: Match) -> bool:
    """Whether the figure is glued to something: a decimal, a sum, a model number, a range of other figures."""
    tokens, at, before, after = m.tokens, m.start, m.before(), m.after()
    further = m.after(1)
    if tokens.close(at) and before not in _OPENERS:
        return True
    if m.stop < len(tokens.words) and tokens.close(m.stop):
        if after.isalpha() or after in ("%", "°", "/", ":") or (after == "-" and not further.isdigit()):
            return True
        if after in (",", ".") and further.isdigit() and tokens.close(m.stop + 1):
            return True
    if at > 1 and tokens.close(at) and tokens.close(at - 1):
        left = tokens.words[at - 2].lower()
        if before in (",", ".") and left.isdigit():
            return True
        return before == "-" and left.isalnum() and left not in ("pre", "post", "mid", "late", "early")
    return False


_OPENERS = listed("( [ ' “ ‘ - – — _ / , `") | {'"'}


def years(c: Context, m: Match) -> Readings:
    """1957-58; 2019–2021; 2023/24: first and last year. 2023-10 is a month."""
    if not m.close("y") or not m.tokens.close(m.stop - 1):
        return None
    first, text = m.figure("y"), m.words("f")[0]
    last = int(text) if len(text) == 4 else first - first % 100 + int(text)
    if last < first and len(text) == 2:  # 1999-00 goes on into the next century; 2023-10 is a month
        if first % 100 < 90:
            month = 1 <= int(text) <= 12 and m.tokens.words[m.stop - 2] == "-"
            return Reading("DATE", f"{first:04}-{text}", 0.7) if month else None
        last += 100
    if not first < last <= first + 120 or not 1400 <= first <= 2100:
        return None
    if m.after() in ("-", "/") and m.tokens.close(m.stop):
        return None
    cut = m.found.start("f")
    return [
        Reading("DATE", f"{first:04}", 0.9, span=(m.start, cut - 1)),
        Reading("DATE", f"{last:04}", 0.85, span=(cut, m.stop)),
    ]


def spoken_year(c: Context, m: Match) -> Readings:
    """Nineteen ninety-four; the year two thousand."""
    if m.has("k"):
        rest = [w for w in m.words("k") if w not in ("two", "thousand", "and", "-")]
        return Reading("DATE", str(2000 + sum(NUMBER[w] for w in rest)), 0.9)
    century = NUMBER[m.words("c")[0]]
    tail = sum(NUMBER.get(w, 0) for w in m.words("t"))
    if century < 17 or (tail < 10 and "oh" not in m.words("t")):
        return None
    if century == 20 and m.before() not in _YEAR_PREPOSITIONS:
        return None
    return Reading("DATE", f"{century}{tail:02}", 0.85, mod=mod(m))


def decade(c: Context, m: Match) -> Readings:
    """The 1990s, the late '80s, the nineties."""
    if m.has("w"):
        if m.before() in ("his", "her", "their", "my", "in") and "the" not in _lower(m):
            return None
        if "the" not in _lower(m) and not m.has("e"):
            return None
        return Reading("DATE", f"19{DECADES[m.words('w')[0]]}", 0.75, mod=mod(m))
    if not m.tokens.close(m.stop - 1):
        return None
    text = m.words("y")[0]
    if len(text) == 2:
        if text[1] != "0":
            return None
        text = ("20" if text < "20" else "19") + text
    return Reading("DATE", text[:3], 0.93, mod=mod(m)) if text[3] == "0" else None


def _lower(m: Match) -> list[str]:
    return [w.lower() for w in m.tokens.words[m.start : m.stop]]


def century(c: Context, m: Match) -> Readings:
    """The 20th century."""
    rank = ordinal(m.words("n"))
    return Reading("DATE", f"{rank - 1:02}", 0.93, mod=mod(m)) if rank and rank <= 30 else None


def bc(c: Context, m: Match) -> Readings:
    """44 BC; AD 79. Years before our era are no point on this calendar's line."""
    words = m.tokens.words[m.start : m.stop]
    if not any(w.isupper() for w in words if w.isalpha()):
        return None
    if m.has("n"):
        return Reading("DATE", f"BC{int(''.join(w for w in m.words('n') if w.isdigit())):04}", 0.85)
    return Reading("DATE", f"{m.figure('p'):04}", 0.8) if 1 <= m.figure("p") <= 2100 else None


def quarter(c: Context, m: Match) -> Readings:
    """The third quarter of 1984; first-half; Q3 2024; the fiscal second quarter."""
    if m.has("f"):
        rank, letter = m.figure("f"), "Q"
        if not m.close("k") or not (m.tokens.close(m.found.start("f")) or m.tokens.close(m.found.start("k"))):
            return None
    else:
        rank = ordinal(m.words("n")) or 0
        letter = "Q" if m.word("q") == "quarter" else "H"
    if m.words("n") == ["last"]:
        rank = 2
    if not 1 <= rank <= (4 if letter == "Q" else 2):
        return None
    year = named_year(c, m)
    if year is not None:
        return Reading("DATE", f"{year:04}-{letter}{rank}", 0.93)
    if (
        letter == "H"
        and m.before() not in ("in", "for", "during", "the", "of")
        and "the" not in _lower(m)[:1]
        and "-" not in _lower(m)
    ):
        return None
    if letter == "H" and not c.now:
        return None
    if c.now is None:
        return Reading("DATE", f"XXXX-{letter}{rank}", 0.7)
    size = 3 if letter == "Q" else 6
    first = datetime(c.now.year, (rank - 1) * size + 1, 1)
    year = c.now.year
    if first > c.now:  # a quarter that has not begun is that of last year, unless it is near or spoken of as to come
        way, _ = c.direction(m)
        near = first - c.now < timedelta(days=100)
        year -= not (way == FORWARD or (near and way != BACK))
    return Reading("DATE", f"{year:04}-{letter}{rank}", 0.8, deictic=True)


def fiscal(c: Context, m: Match) -> Readings:
    """Fiscal 2023; FY24; last fiscal year: by its number, its months differ from one body to the next."""
    year = named_year(c, m)
    if year is None and not m.has("r") and m.after() in ("ended", "ending"):
        return Reading("DURATION", "P1Y", 0.6)  # it is the day behind "ended" that says which
    if year is None:
        if c.now is None:
            return None
        word = m.word("r")
        year = c.now.year + {"last": -1, "past": -1, "previous": -1, "latest": -1, "next": 1, "coming": 1}.get(word, 0)
    interval = (datetime(year - 1, 4, 1), datetime(year + 1, 7, 1))
    return Reading("DATE", f"{year:04}", 0.8, interval=interval, deictic=not m.has("y"))


def season_of(c: Context, m: Match) -> Readings:
    """The summer; last fall; the winter of 1994."""
    name = season(m)
    if m.has("y"):
        return Reading("DATE", f"{m.figure('y'):04}-{name}", 0.93, mod=mod(m))
    if m.has("t"):
        value = NUMBER[m.words("c")[0]] * 100 + sum(NUMBER.get(w, 0) for w in m.words("t"))
        return Reading("DATE", f"{value}-{name}", 0.9)
    words = _lower(m)
    determined = m.has("r") or m.has("e") or words[0] == "the"
    verb_like = m.words("s")[0] in ("fall", "spring")
    if not determined and (verb_like or m.before() not in ("in", "by", "since", "until", "during", "through", "over")):
        return None
    if verb_like and words[0] == "the" and not m.has("r"):
        return None
    if verb_like and not m.has("r") and m.after() in ("of", "in"):
        return None
    if c.now is None:
        return Reading("DATE", f"XXXX-{name}", 0.7, mod=mod(m))
    word, year = m.words("r")[:1], c.now.year
    first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[name]
    if word in (["last"], ["past"], ["previous"]):
        year -= c.now.month <= first + 2 if name != "WI" else 1
    elif word in (["next"], ["coming"]):
        year += c.now.month >= first
    elif not word:
        way, _ = c.direction(m)
        if way == FORWARD:
            year += c.now.month > first + 2
        elif way == BACK:
            year -= c.now.month < first
    return Reading("DATE", f"{year:04}-{name}", 0.8, mod=mod(m), deictic=True)
