"""Which lines of a plain-text dump belong to the story: features of a line and its neighbourhood, boosted trees.

The trees were trained on dumps of real pages by four dump tools (`train/lines.py`, card in `models/lines.md`).
Features know no vocabulary of a single site. A second stage sees what the first one says of the lines around.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from stemma.read import teasers
from stemma.read.words import listed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

MARKER = re.compile(r"^\s*(?:[-*•·▪◦‣–+]|\d{1,2}[.)]|#{1,6}|>|\|)\s+")
"""What dump tools print before list items, headings and table cells."""

_FUNCTION_WORDS = listed(
    """the a an of to in on at for with and or but that this from by as is are was were be been has have had it its he
    she they his her their who which not will would said after before about over than when while into we you i our
    der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat
    dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis
    mehr durch le la les de des du un une et à en que qui dans pour sur au par est pas plus ce il elle ne se son sa
    ses aux avec el los las y del se por con una para su al lo como más o pero sus fue ha era il di che e per non
    sono una con da si i della del alla gli anche ha os as um uma do da em no na não com mais dos ao que foi het een
    van en op te dat die voor met zijn niet aan er ook om och att det som på är av för med den till inte om ett har
    de var vi og det er på til af en for med den som ikke at har de var и в не на что с он как по это из у к но за
    от был для yang dan di untuk dengan ini dari dalam tidak"""
)
_CUES = tuple(
    frozenset(words.split("|"))
    for words in (
        "subscribe|subscription|subscriptions|subscriber|subscribers|newsletter|newsletters|sign up|sign in|log in"
        "|login|register|abonnieren|abo|abonn|anmelden|suscríbete|suscribirse|abonnez|iscriviti|подписаться|подписка",
        "cookie|cookies|privacy|terms|conditions|policy|datenschutz|impressum|agb|copyright|rights reserved|consent"
        "|gdpr|accessibility|disclaimer|confidentialité|privacidad|einwilligung",
        "share|facebook|twitter|whatsapp|instagram|linkedin|youtube|pinterest|telegram|tiktok|reddit|follow us|follow"
        "|teilen|folgen|partager|compartir|condividi|поделиться",
        "advertise|advertisement|advertisements|advertising|advertiser|anzeige|werbung|sponsored|promo|promotion"
        "|promoted|shop|buy|deal|deals|coupon|coupons|offer|offers|price|free trial|publicité|publicidad|реклама",
        "read more|more from|related|also read|recommended|trending|most read|popular|latest|see also|you may"
        "|more stories|more on|next|previous|mehr zum|lesen sie|das könnte|à lire|lire aussi|leia também|les også"
        "|läs också|leggi anche|lea también|читайте также|read also",
        "photo|photograph|image|images|getty|reuters|picture|pictured|afp|foto|bild|caption|credit|source|quelle|via"
        "|fotos|photos|фото",
        "comment|comments|reply|report abuse|leave a|post a|kommentar|kommentare|commentaire|commentaires|comentarios"
        "|email|e mail|print|download|app|contact|call|phone|search|menu|skip|close|click|watch|video|listen|podcast"
        "|play|antworten|répondre|responder|комментарии",
        "by|von|par|por|editor|reporter|correspondent|journalist|author|autor|written|staff|updated|published|posted"
        "|veröffentlicht|aktualisiert|publié",
        "said|says|told|according|added|reported|sagte|laut|teilte|erklärte|selon|déclaré|dijo|según|disse|secondo"
        "|сказал|сообщил|заявил|сообщили",
        "he|she|they|his|her|their|who|er|il|elle|él|ella|sie|он|она|они",
        "story continues|continues below|end of|this article|this story|your browser|javascript|enable|supported"
        "|we use|please|thank you",
        "i|i’m|i'm|i’ve|i've|my|me|ich|mir|mich|je|moi|yo|mi|io|you|your|you’re|you're|du|dein|ihr|vous|votre|tu|usted|eu",
        "upvote|downvote|replies|votes|likes|report|flag|permalink|anonymous|guest|avatar|edited|moderator|commented"
        "|said on|am said|pm said|antworten|melden|signaler|gast",
    )
)
"""Words and pairs of words that speak for furniture of a kind or for prose; a column each."""
_CUE_OF: dict[str, int] = {}
for _number, _words in enumerate(_CUES):
    for _word in _words:
        _CUE_OF[_word] = _CUE_OF.get(_word, 0) | 1 << _number
_FIRSTS = frozenset(word.split()[0] for word in _CUE_OF if " " in word)
_STAMP = re.compile(
    r"\b(?:\d{1,2}[:.]\d\d(?:\s?[ap]\.?m)?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19"
    r"|20)\d\d|\d+\s?(?:min|hour|hr|day|week|month|h|d)\w* ago|vor \d+)\b",
    re.I,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDERS = ".!?。！？…"
_AFTER_END = "\"'”’»)] \t"
_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)]*(?=\s+[^\sa-z]|$)|[。！？]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_PARTICLES = frozenset("的是在了和不有为也这のはをにがでとも은는이가을를에의도로")
"""What function words are in scripts without spaces, about."""
Rows = list[list[float]]

SURE = 0.01
"""Probability of the first stage below which a line is no story, whatever the second would say."""
LEAST = 0.12
"""Probability below which no line is story, however unsure the model is of its page."""
MAX_LINE = 4000
"""Characters of a line that are looked at."""


def split(text: str) -> tuple[list[str], list[int]]:
    """The lines of a dump that are not blank, unstripped, and for each how many blank ones stand before it."""
    found: list[str] = []
    gaps: list[int] = []
    blank = 0
    for line in text.split("\n"):
        if line.strip():
            found.append(line)
            gaps.append(blank)
            blank = 0
        else:
            blank += 1
    return found, gaps


def features(lines: Sequence[str], gaps: Sequence[int] | None = None) -> Matrix:
    """One row of features for each line of a dump that is not blank (`lines` are those, unstripped, in page order).

    `gaps` are the blank lines before each, where they are known (`split`).
    """
    import numpy as np

    if not lines:
        return np.zeros((0, 0), np.float32)
    stripped = [MARKER.sub("", line).strip() for line in lines]
    own, tokens = _own(lines, stripped)
    start, end = _best_segment(own)
    page = _of_page(own, tokens, start, end)
    states = _states(own, stripped, list(gaps) if gaps is not None else [0] * len(lines))
    return np.concatenate([own, page, states, _around(own)], axis=1)


def _own(lines: Sequence[str], stripped: list[str]) -> tuple[Matrix, list[list[str]]]:
    """What each line says of itself, and its words, casefolded (pairs of characters in scripts without spaces)."""
    import numpy as np

    rows: Rows = []
    bits: list[int] = []
    tokens: list[list[str]] = []
    counts = Counter(stripped)
    heads = Counter([text[:12] for text in stripped])
    earlier: set[str] = set()
    for raw, text in zip(lines, stripped, strict=True):
        plain = text.isascii()
        looked = text if len(text) <= MAX_LINE else text[:MAX_LINE]
        words = _WORD.findall(looked)
        wide = 0 if plain else len(_WIDE.findall(looked))
        lower = [word.casefold() for word in words]
        kinds = sum(map(_kinds, words))
        common = kinds & _FIELD
        known = _CUE_OF.keys() & (lower if len(lower) <= 100 else lower[:100])
        cues = 0
        for word in known:
            cues |= _CUE_OF[word]
        if not _FIRSTS.isdisjoint(lower):
            for word, after in itertools.pairwise(lower[:101]):
                if word in _FIRSTS:
                    cues |= _CUE_OF.get(f"{word} {after}", 0)
        bits.append(cues)
        if wide > 8:
            common += sum([char in _PARTICLES for char in looked])
            lower = [text[at : at + 2] for at in range(min(len(text), 1000) - 1)]
        tokens.append(lower)
        digits = kinds >> 16 & _FIELD
        sentences = len(_SENTENCE.findall(text)) if any(mark in text for mark in _ENDERS) else 0
        last = text[-1:]
        rows.append(
            [
                len(text),
                max(len(words), wide // 2, 1),
                sum(map(len, words)),
                kinds >> 48,
                common,
                digits,
                kinds >> 32 & _FIELD,
                text.count(",") if plain else text.count(",") + text.count("、") + text.count("，"),
                text.count(" "),
                text.rstrip(_AFTER_END)[-1:] in _ENDERS and last != "",
                sentences,
                last == ":",
                text[:1].islower(),
                text[:1].isdigit(),
                raw[:1] in " \t",
                _marker(raw),
                text.count('"') if plain else sum([text.count(mark) for mark in '"“”„«»「」']),
                text.count("|") if plain else sum([text.count(mark) for mark in "|›»→"]),
                "(" in text,
                text[:1] == "(" and last == ")",
                "http" in text or "www." in text or "@" in text,
                "#" in text,
                " - " in text or (not plain and (" — " in text or " – " in text)),
                digits > 0 and _STAMP.search(text[:300]) is not None,
                wide,
                counts[text],
                text in earlier,
                heads[text[:12]],
                len(set(lower)),
                text.count("!"),
                text.count("?"),
            ]
        )
        earlier.add(text)
    matrix = np.array(rows, dtype=np.float32)
    size = np.maximum(matrix[:, 0], 1)
    marks = (size - matrix[:, 2] - matrix[:, 8]) / size
    number = matrix[:, 1]
    matrix[:, 2] = np.maximum(matrix[:, 2], 1)
    matrix[:, [2, 3, 4, 5, 6, 7, 28]] /= number[:, None]
    matrix[:, 8] = marks
    matrix[:, 24] /= size
    matrix[:, 0] = np.minimum(matrix[:, 0], 3000)
    cue = (np.array(bits)[:, None] >> np.arange(len(_CUES))[None, :]) & 1
    return np.concatenate([matrix, cue.astype(np.float32)], axis=1), tokens


_FIELD = 0xFFFF


@functools.lru_cache(32_768)
def _kinds(word: str) -> int:
    """What a word is, as fields of sixteen bits that are added up over a line.

    From the lowest: a function word, begins with a digit, in capitals, begins with a capital.
    """
    return (
        (word.casefold() in _FUNCTION_WORDS)
        | word[0].isdigit() << 16
        | (len(word) > 1 and word.isupper()) << 32
        | word[0].isupper() << 48
    )


def _marker(raw: str) -> int:
    """What a dump tool prints before a line: 0 nothing, 1 an item of a list, 2 a heading, 3 a quotation or a cell."""
    if not MARKER.match(raw):
        return 0
    first = raw.lstrip()[:1]
    return 2 if first == "#" else 3 if first in ">|" else 1


# Columns of the line's own features that are looked at around it.
_SIZE, _WORDS, _COMMON, _FULL, _SENTENCES, _INDENT, _MARKER, _STAMPED, _CUE = 0, 1, 4, 9, 10, 14, 15, 23, 31


def _prose(matrix: Matrix) -> Any:
    """Which lines read like prose: long ones that end as sentences do or have many function words."""
    words, full, common = matrix[:, _WORDS], matrix[:, _FULL], matrix[:, _COMMON]
    return (words >= 9) & ((full > 0) | (common > 0.3)) | (matrix[:, _SIZE] > 60) & (matrix[:, 24] > 0.3)


def _worth(matrix: Matrix) -> Matrix:
    """A rough score of each line for the search of the main segment: prose is worth its words, other lines cost."""
    import numpy as np

    words = matrix[:, _WORDS]
    return np.where(_prose(matrix), np.minimum(words, 60.0), np.where(words > 5, -3.0, -5.0)).astype(np.float32)


def _best_segment(matrix: Matrix) -> tuple[int, int]:
    """The run of lines with the largest sum of worth (Kadane), half-open."""
    best, best_span, total, start = 0.0, (0, len(matrix)), 0.0, 0
    for at, worth in enumerate(_worth(matrix).tolist()):
        if total <= 0:
            total, start = 0.0, at
        total += worth
        if total > best:
            best, best_span = total, (start, at + 1)
    return best_span


def _of_page(matrix: Matrix, tokens: list[list[str]], start: int, end: int) -> Matrix:
    """Where the line stands on its page and in its main segment, and how many of its words that segment has."""
    import numpy as np

    number = len(matrix)
    at = np.arange(number, dtype=np.float32)
    sizes = matrix[:, _SIZE]
    total = sizes.sum()
    before = np.cumsum(sizes) - sizes
    inside = (at >= start) & (at < end)
    prose = _prose(matrix).tolist()
    long = [[word for word in row if len(word) > 3 or not word.isascii()] for row in tokens]
    segment = Counter(itertools.chain.from_iterable(map(set, long[start:end])))
    everywhere = Counter(itertools.chain.from_iterable(set(row) for row, p in zip(long, prose, strict=True) if p))
    # A line that was counted itself shares the words that another one has too.
    known = [[words.keys(), {word for word, count in words.items() if count > 1}] for words in (segment, everywhere)]
    shares = np.array(
        [
            [
                sum(map(known[kind][counted].__contains__, row)) / max(1, len(row))
                for kind, counted in enumerate((is_inside, is_prose))
            ]
            for row, is_inside, is_prose in zip(long, inside.tolist(), prose, strict=True)
        ],
        dtype=np.float32,
    )
    first, last = before[start], before[end - 1] + sizes[end - 1]
    columns = [
        at / number,
        before / total,
        np.full(number, number),
        np.full(number, total),
        inside,
        np.clip(at - start, -60, 60),
        np.clip(end - 1 - at, -60, 60),
        np.clip(before - first, -3000, 6000),
        np.clip(last - before, -3000, 6000),
        np.full(number, (last - first) / total),
        np.full(number, matrix[start:end, _FULL].mean()),
        np.full(number, np.median(matrix[start:end, _WORDS])),
        np.full(number, matrix[start:end, _INDENT].mean()) - matrix[:, _INDENT],
        np.full(number, (matrix[start:end, _MARKER] > 0).mean()) - (matrix[:, _MARKER] > 0),
    ]
    return np.concatenate([np.stack(columns, axis=1).astype(np.float32), shares], axis=1)


def _states(matrix: Matrix, stripped: list[str], gaps: list[int]) -> Matrix:
    """What went before on the page: heads of rails and of comments, runs of prose, blank lines, cues near by."""
    import numpy as np

    number = len(matrix)
    sizes = matrix[:, _SIZE]
    prose = _prose(matrix)
    comments = [teasers.is_comments_head(text) for text in stripped]
    rails = [teasers.is_rail(text) for text in stripped]
    told = np.cumsum(np.where(prose, sizes, 0))
    columns = []
    for heads in (comments, rails):
        at = np.maximum.accumulate(np.where(heads, np.arange(number), -1))
        since = np.where(at < 0, 400, np.minimum(np.arange(number) - at, 400))
        columns += [since, np.cumsum(heads), np.where(at < 0, -1.0, told[at] / max(1.0, float(told[-1])))]
    # Runs of prose, broken by four other lines in a row: how much of the page's prose each has, and its rank.
    run = np.zeros(number, dtype=np.int64)
    now = other = 0
    for line, is_prose in enumerate(prose.tolist()):
        other = 0 if is_prose else other + 1
        now += other == 4
        run[line] = now
    amount = np.bincount(run, weights=np.where(prose, sizes, 0.0), minlength=now + 1)
    rank = np.empty(now + 1)
    rank[np.argsort(-amount, kind="stable")] = np.arange(now + 1)
    columns += [amount[run] / max(1.0, float(amount.sum())), amount[run], np.minimum(rank[run], 9)]
    columns += [np.minimum(gaps, 4), np.minimum([*gaps[1:], 4], 4)]
    body = prose & (run == int(np.argmax(amount)))
    usual = float(np.median(np.minimum(gaps, 4)[body])) if body.any() else 0.0
    columns.append(np.full(number, usual))
    near = np.concatenate([matrix[:, _CUE:], matrix[:, [_STAMPED]]], axis=1)
    sums = np.concatenate([np.zeros((1, near.shape[1]), np.float32), np.cumsum(near, axis=0)])
    at = np.arange(number)
    low, high = np.maximum(at - 8, 0), np.minimum(at + 9, number)
    density = (sums[high] - sums[low]) / (high - low)[:, None]
    return np.concatenate([np.stack(columns, axis=1), density], axis=1).astype(np.float32)


def _around(matrix: Matrix) -> Matrix:
    """Features of the two lines before and after, and means and maxima over wider windows."""
    import numpy as np

    looked = matrix[:, [_WORDS, _COMMON, _FULL, _SENTENCES, 3, _MARKER, _STAMPED, 25, _CUE, _CUE + 4, _CUE + 5]]
    parts = [shifted(looked, by) for by in (-2, -1, 1, 2)]
    worth = _worth(matrix)[:, None]
    parts += [shifted(worth, by) for by in (-3, -2, -1, 1, 2, 3)]
    for width in (3, 8):
        for sign in (-1, 1):
            parts.append(np.mean([shifted(worth, sign * by) for by in range(1, width + 1)], axis=0))
            parts.append(np.max([shifted(matrix[:, [_WORDS]], sign * by) for by in range(1, width + 1)], axis=0))
    return np.concatenate(parts, axis=1).astype(np.float32)


def shifted(matrix: Matrix, by: int) -> Matrix:
    """`matrix` moved so that row i holds row i+by; beyond the ends −1."""
    import numpy as np

    out = np.full_like(matrix, -1)
    if by > 0:
        out[: -by or None] = matrix[by:]
    elif by < 0:
        out[-by:] = matrix[:by]
    else:
        out[:] = matrix
    return out


def chosen(lines: Sequence[str], probability: Sequence[float]) -> list[bool]:
    """The lines that make the best story of a page: the likeliest ones, as many as give the highest expected F1.

    A line counts as many words as it has. A fixed threshold loses pages on which the model is unsure of everything.
    """
    import numpy as np

    if not lines:
        return []
    words = _word_counts(lines)
    p = np.array(probability)
    order = np.argsort(-p, kind="stable")
    found = np.cumsum((p * words)[order])
    score = found / (np.cumsum(words[order]) + found[-1])
    last = p[order][int(np.argmax(score))]
    return [bool(one) for one in p >= max(last, LEAST)]


def second(rows: Matrix, lines: Sequence[str], probability: Any) -> Matrix:
    """The features of the second stage: those of the first, and what it says of the lines around and of the page."""
    import numpy as np

    number = len(rows)
    p = np.asarray(probability, dtype=np.float64)
    words = _word_counts(lines)
    weighed = p * words
    at = np.arange(number)
    columns: list[Any] = [p]
    for by in range(1, 6):
        for sign in (-1, 1):
            columns.append(shifted(p[:, None].astype(np.float32), sign * by)[:, 0])
    sums, counts = (np.concatenate([[0.0], np.cumsum(values)]) for values in (weighed, words))
    for width in (5, 12, 30):
        low, high = np.maximum(at - width, 0), np.minimum(at + width + 1, number)
        columns.append((sums[high] - sums[low]) / (counts[high] - counts[low]))
    total = weighed.sum() + 1e-6
    ranked = np.sort(p)
    page = (total, ranked[-1], (p > 0.5).sum(), ranked[-min(5, number)])
    columns += [np.cumsum(weighed) / total, *(np.full(number, float(value)) for value in page)]
    columns.append(np.argsort(np.argsort(-p, kind="stable"), kind="stable"))
    sure = np.flatnonzero((p > 0.8) & (words > 15))
    if len(sure):
        after = np.searchsorted(sure, at)
        left, right = sure[np.maximum(after - 1, 0)], sure[np.minimum(after, len(sure) - 1)]
        near = np.minimum(np.abs(at - left), np.abs(at - right))
        columns += [np.minimum(near, 100), np.clip(at - sure[0], -100, 100), np.clip(sure[-1] - at, -100, 100)]
    else:
        columns += [np.full(number, 100)] * 3
    return np.concatenate([rows, np.stack(columns, axis=1).astype(np.float32)], axis=1)


def _word_counts(lines: Sequence[str]) -> Any:
    import numpy as np

    wide = [0 if line.isascii() else len(_WIDE.findall(line)) // 2 for line in lines]
    return np.array([len(line.split()) + more or 1 for line, more in zip(lines, wide, strict=True)], dtype=np.float64)


def probabilities(lines: Sequence[str], gaps: Sequence[int] | None = None) -> list[float]:
    """For each non-blank line of a dump, how likely it is a part of the story (arguments as for `features`)."""
    if not lines:
        return []
    from stemma.read.trees import load

    stages = load("lines.npz")
    rows = features(lines, gaps)
    probability = stages["first"](rows)
    open_ = probability >= SURE
    if open_.any():
        probability[open_] = stages["second"](second(rows, lines, probability)[open_])
    return [float(p) for p in probability]
