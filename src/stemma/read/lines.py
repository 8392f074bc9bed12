"""Which lines of a plain-text dump belong to the story: features of a line and its neighbourhood, boosted trees.

The trees were trained on dumps of real pages by four dump tools (`train/lines.py`, card in `models/lines.md`).
Features know no vocabulary of a single site. A second stage over the first one's probabilities was tried: no gain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

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
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:subscribe|subscription|subscriber|newsletter|sign up|sign in|log ?in|register|abonnieren"
        r"|abo|abonn|anmelden|newsletters)\b",
        r"\b(?:cookies?|privacy|terms|conditions|policy|datenschutz|impressum|agb|copyright|rights "
        r"reserved|©|accessibility|disclaimer)\b|©",
        r"\b(?:share|facebook|twitter|whatsapp|instagram|linkedin|youtube|pinterest|telegram|tiktok"
        r"|reddit|follow us|follow|teilen|folgen)\b",
        r"\b(?:advertis\w+|anzeige|werbung|sponsored|promo\w*|shop|buy|deals?|coupons?|offers?|price|free trial)\b",
        r"\b(?:read more|more from|related|also read|recommended|trending|most read|popular|latest|see "
        r"also|you may|more stories|more on|next|previous|mehr zum thema|lesen sie auch|das könnte)\b",
        r"\b(?:photo|photograph|image|getty|reuters|picture|pictured|afp|foto|bild|caption|credit|source"
        r"|quelle|via)\b\s*[:/(]?|\(ap\b",
        r"\b(?:comments?|reply|report abuse|leave a|post a|kommentare?|commentaires?|email|e-mail|print"
        r"|download|app|contact|call|phone|search|menu|skip|close|click|watch|video|listen|podcast"
        r"|play)\b",
        r"\b(?:by|von|par|por|editor|reporter|correspondent|journalist|author|autor|written|staff|updated"
        r"|published|posted|veröffentlicht|aktualisiert|publié)\b",
        r"\b(?:said|says|told|according|added|reported|sagte|laut|teilte|erklärte|selon|déclaré|dijo"
        r"|según|disse|secondo)\b",
        r"\b(?:he|she|they|we|i|his|her|their|who|er|wir|ich|il|elle|nous|él|ella)\b",
        r"\b(?:story continues|continues below|end of|this article|this story|your browser|javascript"
        r"|enable|supported|we use|please|thank you|our)\b",
    )
)
_STAMP = re.compile(
    r"\b(?:\d{1,2}[:.]\d\d(?:\s?[ap]\.?m)?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19"
    r"|20)\d\d|\d+\s?(?:min|hour|hr|day|week|month|h|d)\w* ago|vor \d+)\b",
    re.I,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDS = re.compile(r"[.!?。！？…](?:[\"'”’»)\]]|\s)*$")
_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)]*(?=\s+[^\sa-z]|$)|[。！？]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

Rows = list[list[float]]


def features(lines: Sequence[str]) -> Matrix:
    """One row of features for each line of a dump that is not blank (`lines` are those, unstripped, in page order)."""
    import numpy as np

    if not lines:
        return np.zeros((0, 0), np.float32)
    stripped = [MARKER.sub("", line).strip() for line in lines]
    counts = Counter(stripped)
    own, tokens = _own(lines, stripped, counts)
    matrix = np.array(own, dtype=np.float32).reshape(len(lines), -1)
    start, end = _best_segment(matrix)
    page = _of_page(matrix, tokens, start, end)
    around = _around(matrix)
    return np.concatenate([matrix, page, around], axis=1)


def _own(lines: Sequence[str], stripped: list[str], counts: Counter[str]) -> tuple[Rows, list[list[str]]]:
    rows: Rows = []
    tokens: list[list[str]] = []
    heads = Counter(text[:12] for text in stripped)
    earlier: set[str] = set()
    for raw, text in zip(lines, stripped, strict=True):
        words = _WORD.findall(text[:4000])
        wide = len(_WIDE.findall(text[:4000]))
        number = max(len(words), wide // 2, 1)
        lower = [word.casefold() for word in words]
        tokens.append(lower)
        size = max(len(text), 1)
        letters = sum(map(len, words)) or 1
        capital = sum(1 for word in words if word[0].isupper())
        common = sum(1 for word in lower if word in _FUNCTION_WORDS)
        digits = sum(1 for word in words if word[0].isdigit())
        shouting = sum(1 for word in words if len(word) > 1 and word.isupper())
        commas = text.count(",") + text.count("、") + text.count("，")
        rows.append(
            [
                min(size, 3000),
                number,
                letters / number,
                capital / number,
                common / number,
                digits / number,
                shouting / number,
                commas / number,
                (size - letters - text.count(" ")) / size,
                1.0 if _ENDS.search(text) else 0.0,
                len(_SENTENCE.findall(text)),
                1.0 if text[-1:] == ":" else 0.0,
                1.0 if text[:1].islower() else 0.0,
                1.0 if text[:1].isdigit() else 0.0,
                1.0 if len(raw) - len(raw.lstrip()) > 0 else 0.0,
                1.0 if MARKER.match(raw) else 0.0,
                sum(text.count(mark) for mark in '"“”„«»「」'),
                text.count("|") + text.count("›") + text.count("»") + text.count("→"),
                1.0 if "(" in text else 0.0,
                1.0 if text[:1] == "(" and text[-1:] == ")" else 0.0,
                1.0 if "http" in text or "www." in text or "@" in text else 0.0,
                1.0 if "#" in text else 0.0,
                1.0 if " — " in text or " – " in text or " - " in text else 0.0,
                1.0 if _STAMP.search(text[:300]) else 0.0,
                wide / size,
                counts[text],
                1.0 if text in earlier else 0.0,
                heads[text[:12]],
                len(set(lower)) / number,
                text.count("!"),
                text.count("?"),
                *(1.0 if cue.search(text[:600]) else 0.0 for cue in _CUES),
            ]
        )
        earlier.add(text)
    return rows, tokens


# Columns of the line's own features that are looked at around it.
_SIZE, _WORDS, _COMMON, _FULL, _SENTENCES = 0, 1, 4, 9, 10


def _worth(matrix: Matrix) -> Matrix:
    """A rough score of each line for the search of the main segment: prose is worth its words, other lines cost."""
    import numpy as np

    words, full, common = matrix[:, _WORDS], matrix[:, _FULL], matrix[:, _COMMON]
    prose = (words >= 9) & ((full > 0) | (common > 0.3)) | (matrix[:, _SIZE] > 60) & (matrix[:, 24] > 0.3)
    return np.where(prose, np.minimum(words, 60.0), np.where(words > 5, -3.0, -5.0)).astype(np.float32)


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
    segment = Counter(word for row in tokens[start:end] for word in set(row) if len(word) > 3)
    long_words = np.array(
        [
            [
                sum(1 for w in row if len(w) > 3 and segment[w] > (1 if inside[i] else 0))
                / max(1, sum(1 for w in row if len(w) > 3)),
            ]
            for i, row in enumerate(tokens)
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
        np.full(number, matrix[start:end, 14].mean()) - matrix[:, 14],
        np.full(number, matrix[start:end, 15].mean()) - matrix[:, 15],
    ]
    return np.concatenate([np.stack(columns, axis=1).astype(np.float32), long_words], axis=1)


def _around(matrix: Matrix) -> Matrix:
    """Features of the two lines before and after, and means and maxima over wider windows."""
    import numpy as np

    looked = matrix[:, [_WORDS, _COMMON, _FULL, _SENTENCES, 3, 15, 23, 25, 31, 35, 36]]
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


def probabilities(lines: Sequence[str]) -> list[float]:
    """For each non-blank line of a dump, how likely it is a part of the story."""
    if not lines:
        return []
    from stemma.read.trees import load

    return [float(p) for p in load("lines.npz")["lines"](features(lines))]
