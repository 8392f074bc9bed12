"""The headline in a declared title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stemma import outlets

_EMPTY = re.compile(
    r"(?:home ?page|home|index|untitled(?: document)?|startseite|accueil|inicio|início|главная|no title)"
    r"\s*(?:$|[|–—:·-]\s*[^|–—]{2,40}$)",
    re.I,
)
"""What a page calls itself that has no title of its own."""


def headline(title: str, site: str | None, headings: list[str], others: Sequence[str] = ()) -> str | None:
    """A declared title without the site's name at its end ("… | Example News"); None where nothing is left of it.

    The page's own headings decide where a dash parts headline and site and where it belongs to the headline; another
    declared title (`others`) that this one only lengthens is taken for the headline.
    """
    title = " ".join(title.split())
    if not title or (site and title.casefold() == site.casefold()) or _EMPTY.match(title):
        return None
    folded = {" ".join(h.split()).casefold() for h in headings}
    if title.casefold() in folded:
        return title
    for other in sorted((h for h in (*headings, *others) if len(h) >= 12), key=len):
        rest = title[len(other) :]
        if (
            title.startswith(other)
            and re.match(r"\s*[|｜ㅣ：*•·]\s*\S|-\w+[ㅣ|｜]|--", rest)
            and len(rest) < len(other)
        ):
            return other
    for heading in headings:
        before = title[: -len(heading)]
        if title.endswith(heading) and (match := re.fullmatch(r"([^:|–—]{2,40}?)\s*(?::|\||\s[–—-])\s*", before)):
            # "Topic: Headline" is a headline, so the name must be known, or nothing else be declared.
            known = bool(site and _same(match[1], site)) or outlets.identify(match[1]) is not None
            if known or (len(set(others)) <= 1 and len(heading) > 2 * len(before)):
                return heading
    pieces = re.split(r"(\s+[|–—·•»:*-]\s+|\s*[|｜]\s*)", title)
    for end in range(len(pieces) - 2, 0, -2):
        head, tail = "".join(pieces[:end]), "".join(pieces[end + 1 :])
        if head.casefold() in folded:
            return head
        is_site = (
            bool(site and _same(tail, site))
            or outlets.identify(tail) is not None
            or ("|" in pieces[end] and len(tail) < 40)
        )
        if is_site and len(head) >= 10:
            return head
    return title


def _same(a: str, b: str) -> bool:
    def letters(text: str) -> str:
        return re.sub(r"\W|\.(?:com|de|org|net)\b", "", text.casefold())

    return bool(letters(a)) and (letters(a) in letters(b) or letters(b) in letters(a))
