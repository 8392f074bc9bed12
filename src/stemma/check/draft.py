"""A draft as it comes - Markdown, HTML or plain text - as clean text that knows where each character stood.

What is markup goes; links, footnotes, `[1]` and ids of articles become citations, each at its place in the clean text.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stemma.check import markup
from stemma.check.markup import Mark, Text
from stemma.errors import EmptyInput, TooLarge, Unreadable
from stemma.model import Span
from stemma.read.decode import decode, looks_binary
from stemma.text import words

MOST = 100_000
"""Characters of a draft, some 16,000 words."""
BYTES = 4 * MOST
REMEDY = "split it: stemma verify reads up to 100,000 characters"


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation: where it stands in the clean text, the mark as it is written, and what it leads to.

    `target` is an address or the id of an article; None where the mark leads nowhere (`[4]` without a note of that
    name). `span` is the mark in the draft as it was given.
    """

    at: int
    mark: str
    target: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as clean `text`; `starts` and `ends` tell for each of its characters where it stood in what was given."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    cites: tuple[Cite, ...]

    def given(self, span: Span) -> Span:
        """The span in the draft as it was given of a span (not empty) of the clean text."""
        return self.starts[span[0]], self.ends[span[1] - 1]

    def citing(self, sentences: tuple[Span, ...]) -> dict[Span, tuple[Cite, ...]]:
        """The citations of each sentence: those inside it, and those between it and the next one."""
        found: dict[Span, list[Cite]] = {span: [] for span in sentences}
        begins = [start for start, _ in sentences]
        for cite in self.cites:
            at = max(0, bisect.bisect_left(begins, cite.at) - 1)
            if sentences:
                found[sentences[at]].append(cite)
        return {span: tuple(cites) for span, cites in found.items()}


def load(path: str) -> bytes:
    """The bytes of a draft in a file. Raises `InputError`s: no such file, larger than `BYTES`."""
    file = Path(path)
    try:
        with file.open("rb") as stream:
            data = stream.read(BYTES + 1)
    except OSError as error:
        raise Unreadable(
            f"cannot be read: {error.strerror}", input=path, remedy="name a file, or - for stdin"
        ) from error
    return data


def read(given: bytes | str, *, name: str = "the draft", known: Callable[[str], bool] = lambda id: False) -> Draft:
    """The draft that was `given`; `known` tells the ids of articles, which are citations where they stand in brackets.

    Offsets are code points of the text (of bytes: as they were decoded). Raises `EmptyInput` (no word in it),
    `TooLarge` and `Unreadable` (binary, or in no character set that fits).
    """
    text = given if isinstance(given, str) else decoded(given, name)
    if len(text) > MOST:
        raise TooLarge(f"more than {MOST:,} characters", input=name, remedy=REMEDY)
    made = markup.html(text) if markup.is_html(text) else markup.markdown(text)
    clean = made.text
    if not words(clean):
        raise EmptyInput("there is no sentence in it", input=name)
    return _with_ids(made, known)


def decoded(data: bytes, name: str) -> str:
    """The text of the bytes of a draft. Raises `EmptyInput`, `TooLarge` and `Unreadable`, as `read` does."""
    if len(data) > BYTES:
        raise TooLarge(f"more than {BYTES:,} bytes", input=name, remedy=REMEDY)
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise EmptyInput("there is nothing in it", input=name)
    if looks_binary(data):
        raise Unreadable("binary data, not a text", input=name, remedy="give Markdown, HTML or plain text")
    text = decode(data)
    if "\ufffd" in text or sum(map(_control, text)) * 100 > len(text):
        raise Unreadable("in no character set that fits", input=name, remedy="save it as UTF-8")
    return text


def _control(char: str) -> bool:
    return char < " " and char not in "\t\n\r\f"


_BRACKETED = re.compile(r"[\[(]([^\[\]()\n]{1,300})[\])]")


def _with_ids(made: Text, known: Callable[[str], bool]) -> Draft:
    """The draft with ids of articles in brackets taken out of its text and put among its citations."""
    gone: list[Span] = []
    marks = list(made.marks)
    for match in _BRACKETED.finditer(made.text):
        ids = [one.strip().removeprefix("article:") for one in re.split("[,;]", match[1])]
        if all(one and known(one) for one in ids):
            gone.append(match.span())
            marks += [Mark(match.start(), match[0], one, made.given(match.span())) for one in ids]
    kept = made.without(gone)
    cites = [Cite(kept.moved(m.at), m.label, _leads(m.target, made), m.span) for m in marks]
    return Draft(kept.text, kept.starts, kept.ends, tuple(sorted(cites, key=lambda c: (c.at, c.span))))


def _leads(target: str | None, made: Text) -> str | None:
    """The address or id that a citation leads to, by way of the note of its name."""
    if target and target.startswith("note "):
        return made.notes.get(target)
    return target
