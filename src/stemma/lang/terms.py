"""Words of a text as claims are compared by them: case folded, function words left out, common endings cut off."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from stemma.lang import words

_TOKEN = re.compile(r"\d+(?:[.,:] ?\d+)*|[^\W\d_]+")


def tokens(text: str) -> list[str]:
    """The words and figures of `text`, case folded, without punctuation."""
    return [t.replace(" ", "") for t in _TOKEN.findall(text.casefold().replace("’", "'"))]


def stems(text: str, code: str = "en") -> list[str]:
    """The content words of `text` with common endings of the language cut off, figures as they stand."""
    stop, cut = words.of(code)["function-words"], stemmer(code)
    return [cut(token) for token in tokens(text) if token not in stop]


@functools.cache
def stemmer(code: str = "en") -> Callable[[str], str]:
    """A function that cuts a common ending off a word: coarse, but one form for most forms of a word."""
    endings = words.of(code).listed("endings")

    @functools.lru_cache(65536)
    def stem(token: str) -> str:
        for ending in endings:
            if token.endswith(ending) and len(token) - len(ending) >= 3:
                token = token[: -len(ending)]
                break
        if len(token) > 3 and token[-1] == token[-2]:
            token = token[:-1]
        return token[:-1] if len(token) > 3 and token[-1] in "ey" else token

    return stem
