"""The tables of cases of a language: rows above and below the mark, and how a row is scored.

What stands below `# held out below` is for its score alone: the failures of that half are never printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources

from stemma.annotate import annotate
from stemma.model import Annotations, Article, Attribution

HELD_OUT = "# held out below"
SMALL = re.compile(r"\b(?:the|a|an|mr|mrs|ms|dr)\b\.?|[’']s\b|[^\w ]", re.IGNORECASE)


@dataclass(frozen=True)
class Half:
    """Rows of one half of a table by column name, in the order of the file."""

    rows: tuple[dict[str, str], ...]

    def texts(self, column: str = "text") -> Iterator[tuple[str, list[dict[str, str]]]]:
        """Each text once, with line breaks, and its rows."""
        by: dict[str, list[dict[str, str]]] = {}
        for row in self.rows:
            by.setdefault(row[column].replace("\\n", "\n"), []).append(row)
        yield from by.items()


def halves(name: str) -> tuple[Half, Half]:
    """The half for work and the half held out of `lang/en/cases/NAME.tsv`."""
    lines = resources.files("stemma.lang.en").joinpath("cases", f"{name}.tsv").read_text("utf-8").splitlines()
    header, *rest = lines
    columns = header.split("\t")
    at = rest.index(HELD_OUT)

    def rows(part: Iterable[str]) -> Half:
        kept = (line.split("\t") for line in part if line and not line.startswith("#"))
        return Half(tuple(dict(zip(columns, [*cells, *[""] * len(columns)], strict=False)) for cells in kept))

    return rows(rest[:at]), rows(rest[at:])


def read(text: str) -> Annotations:
    """The annotations of a text that stands alone."""
    return annotate(Article(id="case", body=text, language="en"))


def around(text: str, content: str, found: Annotations) -> Attribution | None:
    """The attribution with the shortest content that holds most of `content` in `text`, if any does."""
    start = text.find(content)
    assert start >= 0, f"{content!r} stands not in {text!r}"
    end = start + len(content)
    best: tuple[int, Attribution] | None = None
    for one in found.attributions:
        shared = sum(max(0, min(e, end) - max(s, start)) for s, e in one.content)
        size = sum(e - s for s, e in one.content)
        if shared >= 0.6 * len(content) and (best is None or size < best[0]):
            best = size, one
    return best[1] if best else None


def plain(name: str) -> str:
    """A name or description without articles, forms of address and signs."""
    return " ".join(SMALL.sub(" ", name.casefold().replace("’", "'")).split())


def same(wanted: str, name: str) -> bool:
    """Whether a party's name is the one of the case: as it is, or a description that begins with it or holds it whole.

    A description may be longer ("a pensioner who asked not to be named"), a name may keep a role before it.
    """
    a, b = plain(wanted), plain(name)
    return a == b or (len(a) > 2 and bool(re.search(rf"(?:^|\s){re.escape(a)}(?:\s|$)", b)))
