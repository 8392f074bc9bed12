"""Words, sentences, paragraphs and quoted stretches of a text. Imports nothing of ours.

All spans are code-point offsets into the text that was given, half-open, so that `text[start:end]` is what they mean.
Rules instead of a model: they need no download, run at megabytes a second, and can be read. They know news prose
(abbreviated titles, initials, decimal numbers, speech that goes on after a question mark) and the sentence enders of
Latin, Cyrillic, Arabic, Devanagari and CJK script.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

Span = tuple[int, int]
Spans = tuple[Span, ...]
REMEMBERED = 64
"""Texts whose paragraphs, sentences and quoted stretches are kept in memory: those under way are asked for often."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOPWORDS = _listed(
    """a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing down during each either else few for from further had has have having he
    her here hers herself him himself his how however i if in into is it its itself just may me might more most must
    my myself neither no nor not now of off on once only or other our ours ourselves out over own per same shall she
    should since so some such than that the their theirs them themselves then there these they this those though
    through to too under until up upon us very was we were what when where whether which while who whom whose why
    will with within without would yet you your yours yourself yourselves"""
)
"""English function words, casefolded, contractions left out."""

_UNSPACED = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17ff"
)
"""Scripts written without spaces: Han, kana, Thai, Lao, Burmese, Khmer."""
_WORD = re.compile(
    rf"\d+(?:[.,:]\d+)*[^\W\d_{_UNSPACED}]*|[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’ʼ][^\W\d_{_UNSPACED}]+)*"
)
_ASCII_WORD = re.compile(r"\d+(?:[.,:]\d+)*[A-Za-z]*|[A-Za-z0-9]+(?:'[A-Za-z]+)*")  # the same, faster
_ALONE = re.compile(f"[{_UNSPACED}]")

_BLANK = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?:(?:\r\n?|\n)[^\S\r\n]*)+|[\u2029\f\v]+")
_LINE = re.compile(r"\r\n?|\n|\u2028|\x85")

_WIDE = "。！？｡．"  # full-width enders: no space follows them
_ENDERS = ".!?…؟۔।॥" + _WIDE
_OPENING = "\"'“‘„‚«‹»›([{「『（〈《【¿¡`-–—•*#"
_CLOSING = "\"'”’“»›«‹)]}」』）〉》】"
_END = re.compile(
    rf"[{_WIDE}]+[{re.escape(_CLOSING)}]*"
    rf"|[{re.escape(_ENDERS)}]{{1,200}}+(?: ?[.!?…](?=\s|$))*[{re.escape(_CLOSING)}]*(?=\s|$)"
    rf"|[{re.escape(_ENDERS)}]{{1,200}}+ [\"'”’](?=\s|$)"
)  # a row of enders is taken whole and no part of it tried again: else its cost is quadratic
_DASHES = "-–—"
_BEFORE = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")

_TITLES = _listed(
    """mr mrs ms mx dr drs prof rev fr hon pres gov lt gen maj col capt cmdr cpl sgt pvt adm brig sen sens reps rep supt
    insp govs gens profs revs mses det const ptl atty messrs mme mlle st ste mt ft vs v cf viz approx dept govt assn
    bros jr sr esq sra srta dra dña hr frl dipl ing nr bzw ggf ca evtl inkl usw m mm ll lic ud uds тов им гг г ул стр
    рис проф акад док msgr hs bl phd no nos art arts vol fig figs p pp sec ch op ed eds núm pág tel ext est al etc eg ie
    inc corp co ltd llc plc cie jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri
    sat sun ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore
    pa tenn tex va vt wash wis wyo ave blvd rd hwy rte"""
)
"""Abbreviations, casefolded and without the final dot."""
_ATTACHED = _listed(
    """mr mrs ms mx dr drs prof rev hon gov lt gen maj col capt cmdr cpl sgt pvt adm brig sen sens reps rep supt insp
    govs gens profs revs mses det const atty messrs mme mlle st ste mt ft vs v cf approx sra srta dra dña hr frl dipl
    msgr тов им проф акад"""
)
"""Abbreviations that stand before a name: a capital after them begins no sentence."""
_NUMBERED = _listed(
    """no nos art arts vol fig figs p pp sec ch nr núm pág tel ext г стр рис jan feb mar apr jun jul aug
    sep sept oct nov dec"""
)
"""Abbreviations that go on when a number follows."""
_STARTERS = _listed(
    """the a an this that these those he she it they we i you his her its their our my in on at by for from with after
    before when while as if but and or so yet however meanwhile there here what who why how where many most some
    several all both one two three no not police officials since during under according although because last also
    another earlier until once despite instead then now nobody everybody everyone someone nothing neither either nor
    none each every even only just such perhaps that's there's it's i'll i'm i've we're they're he's she's don't"""
)
"""Words that, capitalised, begin a sentence even after an abbreviation that may stand at the end of one."""
_MONTHS = _listed(
    """januar februar märz april mai juni juli august september oktober november dezember januari februari marts maj
    mars avril"""
)
_BEFORE_POINT = _listed("a an the of to by with from than about around")
"""Words that end no sentence: a full stop between one of them and a figure is the point of ".38"."""
_AFTER_CLOCK = _listed(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january
    february march april may june july august september october november december eastern central pacific mountain
    local et est edt ct cst cdt pt pst pdt gmt bst utc cet cest eat"""
)
"""Words that, capitalised, go on after "a.m." or "p.m."; any other begins a sentence, unless "time" follows it."""


def words(text: str) -> list[Span]:
    """The word tokens of `text`: runs of letters and digits.

    Apostrophes inside a word stay in it ("didn't"), so do the separators of one number ("3.5", "10:30", "120,000");
    hyphens part words. Of a script that is written without spaces (Han, kana, Thai, …) each character is a
    token.
    """
    return [match.span() for match in _WORD.finditer(text)]


def tokens(text: str) -> list[str]:
    """The words of `text` themselves: what `words` gives the spans of."""
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def unspaced(word: str) -> bool:
    """Whether `word` is one character of a script that is written without spaces, and so no whole word."""
    return len(word) == 1 and word > "\u0e00" and _ALONE.match(word) is not None


_PRINTED = re.compile(
    r"[a-zA-Z]+(?![^\W_]|['’][^\W\d_])"  # most words; the others say what a word is
    r"|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+"
)
_SPLIT_NUMBER = re.compile(r"([.,])(?<=\d[.,]) (?=\d)")
_TO_PAIR = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{2,}")
_INSIDE = re.compile(r" [^\W\d_a-z](?<=[^\s.!?:;“”\"] .)[^\W_]*")
"""A space and a word within a sentence that does not begin with one of a–z; the rest of the test is Python's. Patterns
begin with what is rare in a text: a search is fast where it can pass over the rest."""
_CAPITAL_ROW = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][^\W\d_]+(?: [^\W\d_a-zß-öø-ÿ][^\W\d_]+)+")
_YEAR = re.compile(r"(?:19|20)\d\d")


def printed(text: str) -> list[str]:
    """The words and numbers of `text` as printed, for finding texts by them.

    Unlike `tokens`, numbers that a blank parts ("3, 500") are one, and runs of Han, kana, Hangul or Thai are cut into
    pairs of characters.
    """
    found: list[str] = _PRINTED.findall(_SPLIT_NUMBER.sub(r"\1", text))
    if text.isascii() or not _TO_PAIR.search(text):
        return found
    cut: list[str] = []
    for word in found:
        if _TO_PAIR.fullmatch(word):
            cut.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            cut.append(word)
    return cut


def capitals_inside(text: str) -> set[str]:
    """The words of `text` that begin with a capital inside a sentence."""
    return {word[1:] for word in _INSIDE.findall(text) if word[1].isupper()}


def capital_rows(text: str) -> list[str]:
    """Two words or more in a row that each begin with a capital, with one blank between them."""
    return _CAPITAL_ROW.findall(text)


def is_year(word: str) -> bool:
    """Whether `word` is a year from 1900 to 2099."""
    return _YEAR.fullmatch(word) is not None


def stands_in(name: str, text: str) -> bool:
    """Whether `name` stands in `text` as whole words, written the same."""
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


@functools.lru_cache(REMEMBERED)
def paragraphs(text: str) -> Spans:
    """The paragraphs of `text`, without surrounding white space; empty ones are left out.

    A blank line always parts paragraphs. A single line break parts them too, unless the next line goes on in lower
    case or the block is hard-wrapped (three or more lines of at most 100 characters of which most end in
    mid-sentence).
    """
    found: list[Span] = []
    start = 0
    for match in [*_BLANK.finditer(text), None]:
        end = match.start() if match else len(text)
        found.extend(_block(text, start, end))
        start = match.end() if match else end
    return tuple(found)


def _block(text: str, start: int, end: int) -> Iterator[Span]:
    """Paragraphs of one block that holds no blank line."""
    lines: list[Span] = []
    at = start
    for match in [*_LINE.finditer(text, start, end), None]:
        line = _strip(text, at, match.start() if match else end)
        if line[0] < line[1]:
            lines.append(line)
        at = match.end() if match else end
    if not lines:
        return
    ended = [text[e - 1] in _ENDERS + _CLOSING + ":;" for _, e in lines]
    lengths = sorted(e - s for s, e in lines)
    wrapped = (
        len(lines) >= 3
        and lengths[-1] <= 100
        and lengths[len(lines) // 2] >= 40
        and 2 * sum(ended[:-1]) < len(lines) - 1
    )
    first, last = lines[0]
    for index, (s, e) in enumerate(lines[1:]):
        if text[s].islower() or (wrapped and not (ended[index] and last - lines[index][0] < 0.7 * lengths[-1])):
            last = e
        else:
            yield first, last
            first, last = s, e
    yield first, last


@functools.lru_cache(REMEMBERED)
def sentences(text: str) -> Spans:
    """The sentences of `text`, in order, without surrounding white space. No sentence crosses a paragraph."""
    found: list[Span] = []
    for start, end in paragraphs(text):
        at = start
        for match in _END.finditer(text, start, end):
            if match.end() < end and not _breaks(text, match.start(), match.end(), at, end):
                continue
            span = _strip(text, at, match.end())
            if span[0] < span[1]:
                found.append(span)
            at = match.end()
        span = _strip(text, at, end)
        if span[0] < span[1]:
            found.append(span)
    return tuple(found)


def _breaks(text: str, mark: int, after: int, start: int, end: int) -> bool:
    """Whether the ender at `mark` (closers end at `after`) of a sentence begun at `start` ends it."""
    if text[mark] in _WIDE:
        return True
    nxt = after
    while nxt < end and text[nxt].isspace():
        nxt += 1
    if nxt >= end:
        return True
    if text[nxt] in ",;:" or (text[nxt] == "." and text[mark] == "."):
        return False
    opened = nxt
    while nxt < end and (text[nxt] in _OPENING or text[nxt].isspace()):
        nxt += 1
    if nxt >= end:
        return opened == nxt
    head = text[nxt]
    if head.islower() and not text[nxt + 1 : nxt + 2].isupper():  # "iPads"
        return False
    if text[mark] != "." or text[mark : mark + 2] == "..":
        return True
    if head.isdigit() and mark > start and (text[mark - 1].isspace() or text[mark - 1] == "("):
        return False  # "batted . 308", "(. 308"
    before = _BEFORE.search(text, max(start, mark - 40), mark)
    token = before.group() if before else ""
    if head.isdigit() and opened == nxt and token in _BEFORE_POINT:
        return False  # "a. 38-caliber revolver"
    if token.isdigit():
        following = _WORD.match(text, nxt)
        if mark - len(token) == start and len(token) <= 2:
            return False  # "2. Open the valve"
        return not (len(token) <= 2 and following is not None and following.group().casefold() in _MONTHS)
    bare = token.casefold().replace(".", "")
    initials = "." in token or (len(token) == 1 and token.isalpha() and _initial(text, mark, start))
    if not (initials or bare in _TITLES) or after - mark > 1:
        return True
    if text[opened] in _DASHES:
        return False  # "TARNBY, Vt. — The"
    if bare in ("am", "pm"):
        return not _goes_on_after_clock(text, nxt)
    if bare in _ATTACHED and "." not in token:
        return bare == "st" and _street(text, mark, nxt)
    if bare in _NUMBERED and not (len(token) == 1 and token.isupper()):
        return not _numbered(text, nxt) and (bare in ("no", "art", "ext", "p") or _starts(text, nxt))
    if len(token) == 1 and not _initial_pair(text, mark):
        return _starts(text, nxt)  # else "J. Smith"
    return _starts(text, nxt) or opened < nxt


def _initial(text: str, mark: int, start: int) -> bool:
    """Whether the single letter before `mark` is an initial ("J.", "U. S.") and no word ("plan B", "I")."""
    letter = text[mark - 1]
    if not letter.isupper():
        return False
    return letter not in "I" or text[max(start, mark - 4) : mark - 1].endswith(". ")


def _goes_on_after_clock(text: str, at: int) -> bool:
    """Whether the word at `at` goes on after a time of day: a day, a month, a zone, a figure, "London time"."""
    word = _WORD.match(text, at)
    if word is None:
        return False
    return word.group().casefold() in _AFTER_CLOCK or text[word.end() : word.end() + 5] == " time" or text[at].isdigit()


def _numbered(text: str, at: int) -> bool:
    """Whether the word at `at` is a number or holds one ("No. VB0417")."""
    word = _WORD.match(text, at)
    return word is not None and any(letter.isdigit() for letter in word.group())


def _street(text: str, mark: int, nxt: int) -> bool:
    """Whether "St." ends a sentence as a street ("on Mill St. The shop"): a name before it, a first word behind it."""
    before = _WORD.findall(text[max(0, mark - 30) : mark - 2])
    return bool(before) and before[-1][0].isupper() and _starts(text, nxt)


def _initial_pair(text: str, mark: int) -> bool:
    """Whether the initial before `mark` is the second of a pair set apart ("U. S.")."""
    return mark >= 4 and text[mark - 3 : mark - 1] == ". " and text[mark - 4].isupper()


def _starts(text: str, at: int) -> bool:
    word = _WORD.match(text, at)
    return word is not None and word.group()[:1].isupper() and word.group().casefold() in _STARTERS


_PAIRS = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "‹": "›", '"': '"', "``": "''"}
_QUOTE = re.compile(r"``|''|[“”„«»「」『』‹›\"‘']")


@functools.lru_cache(REMEMBERED)
def quoted(text: str) -> Spans:
    """The outermost stretches inside quotation marks, marks left out, in order, white space trimmed.

    Knows “ ”, " ", « », » «, „ “, ‹ ›, 「 」, 『 』, `` '', and single marks where they are no apostrophe. A speech may
    run on over line breaks, but over no blank line; a mark that is never closed, or opened anew on the next line,
    reaches to the end of its paragraph. A single mark that is never closed is an apostrophe. Inch marks (6'2") are
    none.
    """
    found: list[Span] = []
    if not _QUOTE.search(text):
        return ()
    held = paragraphs(text)
    at = 0
    for index, (start, end) in enumerate(held):
        at = max(at, start)
        while match := _QUOTE.search(text, at, end):
            mark, at = match.group(), match.end()
            inside = _closed(text, mark, match.start(), at, end)
            if inside is None:
                continue
            close, at = inside
            if close == end and at == end:
                close, at = _continued(text, held, index, _PAIRS.get(mark, mark))
            span = _strip(text, match.end(), close)
            if span[0] < span[1]:
                found.append(span)
    return tuple(found)


def _continued(text: str, held: Spans, index: int, closers: str) -> tuple[int, int]:
    """Where a stretch not closed in paragraph `index` ends, and where to go on: few lines below, or with its line."""
    last = held[index][1]
    for start, end in held[index + 1 : index + 7]:
        if _BLANK.search(text, last, start) or _QUOTE.match(text, start):
            break
        match = next((m for m in _QUOTE.finditer(text, start, end) if m.group() not in "‘'"), None)
        if match is not None:
            after = match.end()
            closing = match.group() in closers and (after >= end or not text[after].isalnum())
            if not closing:
                break
            return match.start(), after
        last = end
    return held[index][1], held[index][1]


def _closed(text: str, mark: str, at: int, inner: int, end: int) -> tuple[int, int] | None:
    """Where the stretch opened by `mark` ends, and where to go on; None if it opens none."""
    before = text[at - 1] if at else " "
    if mark in "‘'":
        spaced = inner < end and text[inner].isspace()  # tokenised: ‘ I ’ m here . ’
        if before.isalnum() or inner >= end or (spaced and (mark == "'" or not before.isspace())):
            return None
        return _single(text, inner, end, spaced)
    if mark == '"':
        if before.isdigit() and (inner >= end or not text[inner].isalnum()) and '"' not in text[inner:end]:
            return None
        if not before.isspace() and before.isalnum() and (inner >= end or not text[inner].isalnum()):
            return None  # a closing mark whose opening one is missing
    elif mark == "»" and (inner < end and not text[inner].isspace()) and not before.isalnum():
        close = text.find("«", inner, end)  # German and Danish books: »so«
        return (close, close + 1) if close >= 0 else None
    elif mark not in _PAIRS:
        return None
    if mark == "``":
        close = text.find("''", inner, end)
        return (close, close + 2) if close >= 0 else (end, end)
    close = min((p for p in (text.find(c, inner, end) for c in _PAIRS[mark]) if p >= 0), default=-1)
    if mark == "“" and close < 0:
        close = text.find('"', inner, end)
    return (close, close + 1) if close >= 0 else (end, end)


_CLITIC = re.compile(r"[’'] (?:s|m|t|d|re|ll|ve)\b")


def _single(text: str, inner: int, end: int, spaced: bool = False) -> tuple[int, int] | None:
    """The end of a stretch in single marks: the first mark that is no apostrophe, after punctuation if there is one."""
    limit = min(end, inner + 600)
    first: int | None = None
    for match in _SINGLE.finditer(text, inner + 1, min(end, limit + 1)):
        p = match.start()
        if p >= limit:
            break
        first = p if first is None else first
        if spaced and _CLITIC.match(text, p):
            continue
        before = text[p - 2] if spaced and text[p - 1].isspace() else text[p - 1]
        if before in ",.?!…" or (not spaced and not before.isspace() and before not in "sS"):
            return p, p + 1
    return (first, first + 1) if first is not None and not spaced else None


_SINGLE = re.compile(r"[’'](?![^\W_])")


_FOLD = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼʹ＇", "'"),
        **dict.fromkeys("“”„‟″«»「」『』＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "…": "...",
    }
)


def fold(text: str) -> str:
    """`text` for comparison: casefolded, NFKC, quotation marks, dashes and white space made plain, ends trimmed.

    Offsets are not kept. Applying it twice changes nothing more.
    """
    if text.isascii():  # most of English news; ten times as fast
        return " ".join(text.replace("`", "'").casefold().split())
    plain = unicodedata.normalize("NFKC", text.translate(_FOLD)).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).translate(_FOLD).split())


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
