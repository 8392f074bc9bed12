"""What a declared or visible title may be cut to: without labels, emoji, and the names of site and section."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from stemma import outlets

MOST = 300
"""Characters of a title that are looked at."""
_WIDE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u23e9-\u23fa\u25a0-\u25ff\u200d\ufe0f\U000e0020-\U000e007f]+"
)
_LABELS = (
    r"opinions?|comment|editorial|analysis|exclusive|breaking(?:\ news)?|just\ in|developing"
    r"|live(?:\ (?:blog|updates?|now|news|coverage|video))?|watch(?:\ live)?|video|photos?|in\ pictures|updated?"
    r"|newsflash|news\ alert"
    r"|meinung|kommentar|leitartikel|eilmeldung|eil|live-?(?:blog|ticker)|newsblog|exklusiv|videos?|bilder"
    r"|exclusif|en\ direct|direct|alerte(?:\ info)?|vidéos?|urgent|édito(?:rial)?"
    r"|opini[óoã]n?o?|última\ hora|en\ (?:vivo|directo)|ao\ vivo|exclusiv[ao]|urgente|vídeos?|diretta|in\ diretta"
    r"|esclusiva|editoriale|мнение|видео|срочно|эксклюзив|онлайн"
)
_LABEL = re.compile(
    rf"^\W{{0,3}}(?:(?:{_LABELS})\s*(?:\||｜|:|：|•|·|»|!|\s[–—-]+(?=\s))\s*"
    rf"|[\[({{【]\s*(?:{_LABELS}|速報|独自|단독|속보)\s*[\])}}】]\s*|(?:速報|独自|단독|속보)[|｜:：\s]\s*)",
    re.I | re.VERBOSE,
)
_END_LABEL = re.compile(
    r"\s*(?:[|｜•·]|\s[–—-]+\s|:)\s*(?:live|live[ -]?(?:blog|updates?|ticker|coverage)|watch(?: live)?|video|opinion"
    r"|analysis"
    r"|en (?:direct|vivo|directo)|ao vivo|exclusive|breaking(?: news)?)\s*[!.]?$",
    re.I,
)
_JOINT = re.compile(
    rf"(\s+[|–—·•»:*~-]+\s+|\s*[|｜ㅣ]\s*"
    rf"|(?<=[{_WIDE}？！」』”])[-–—_]{{1,2}}(?=[{_WIDE}\w ]{{2,14}}(?:[-–—_|]|$))"
    rf"|：(?=[{_WIDE}]{{2,12}}$)|\s*--\s*|(?<=\w):\s+)"
)
"""What parts a headline from the site's name, the section, the topic; in scripts without spaces a dash alone does."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One reading of a title: `text` is what is left, `lost` what was cut off before (`side` −1) or behind it (1)."""

    text: str
    lost: str = ""
    joint: str = ""
    side: int = 0


def bare(title: str) -> str:
    """A title in one line, without emoji and labels such as "Opinion |", "BREAKING:", "| Live"."""
    text = " ".join(title.replace("\u00ad", "").replace("\u200b", "").split())[:MOST]
    if not text.isascii():
        text = " ".join(_EMOJI.sub(" ", text).split())
    for _ in range(3):
        shorter = _END_LABEL.sub("", _LABEL.sub("", text)).strip()
        if shorter == text or len(shorter) < 8:
            break
        text = shorter
    return text


def cuts(title: str) -> Iterator[Cut]:
    """The readings of a bare title: whole, and without each of its ends that a joint parts from the rest."""
    yield Cut(title)
    pieces = _JOINT.split(title)
    for at in range(1, min(len(pieces), 16), 2):
        head, joint, tail = "".join(pieces[:at]).strip(), pieces[at].strip(), "".join(pieces[at + 1 :]).strip()
        if len(head) >= 6:
            yield Cut(bare(head), tail, joint, 1)
        if len(tail) >= 6:
            yield Cut(bare(tail), head, joint, -1)


def without_site(title: str, names: tuple[str, ...]) -> str:
    """A bare title without what plainly is the site's name at its end: a known one, or what follows a bar."""
    for cut in cuts(title):
        if cut.side == 1 and len(cut.text) >= 8:
            pipe = cut.joint[:1] in "|｜ㅣ" and len(cut.lost) < 40
            if pipe or is_site(cut.lost, names):
                return cut.text
    return title


@functools.lru_cache(4096)
def same(text: str) -> str:
    """A title by which two that differ in case, quotation marks, dashes and spaces alone are one."""
    return re.sub(r"[\W_]+", "", text.casefold())


def is_site(text: str, names: tuple[str, ...]) -> bool:
    """Whether a piece of a title is the site: one of its `names`, a known outlet, or a section of either."""
    if outlets.identify(text) is not None:
        return True
    own = _letters(text)
    return any(own == name or (min(len(own), len(name)) > 3 and (own in name or name in own)) for name in names)


def site_names(names: Sequence[str | None], url: str | None) -> tuple[str, ...]:
    """The names of a site for `is_site`: as it declares them, and its address."""
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        host = ""
    labels = [label for label in host.split(".")[:-1] if label not in ("www", "co", "com", "org", "net", "m", "amp")]
    return tuple(dict.fromkeys(name for name in map(_letters, [*filter(None, names), *labels]) if len(name) >= 2))


def _letters(text: str) -> str:
    text = re.sub(r"https?://(?:www\.)?|\.(?:com|de|org|net|co|uk|fr|it|es|se|no)\b", "", text.casefold())
    return re.sub(r"[\W_]+", "", text)
