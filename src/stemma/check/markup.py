"""Markdown and HTML taken off a text, character by character, so that every place can be told in what was given.

No library does that: those that read Markdown or HTML give trees or new text, without the places of inline marks.
"""

from __future__ import annotations

import bisect
import html as entities
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from stemma.model import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation at `at` in the clean text; `target` is an address, the name of a note, or None."""

    at: int
    label: str
    target: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """Clean text, where each of its characters stood, its citations, and what its notes lead to."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    marks: tuple[Mark, ...] = ()
    notes: Mapping[str, str | None] = field(default_factory=dict)
    cuts: tuple[Span, ...] = ()

    def given(self, span: Span) -> Span:
        """Where a span (not empty) stood in what was given."""
        return self.starts[span[0]], self.ends[span[1] - 1]

    def without(self, gone: Sequence[Span]) -> Text:
        """The same without the spans `gone`; `moved` tells where places went."""
        keep = [i for i in range(len(self.text)) if not any(start <= i < end for start, end in gone)] if gone else None
        if keep is None:
            return self
        pick = [(self.text[i], self.starts[i], self.ends[i]) for i in keep]
        chars, starts, ends = zip(*pick, strict=True) if pick else ((), (), ())
        return Text("".join(chars), starts, ends, self.marks, self.notes, tuple(gone))

    def moved(self, at: int) -> int:
        """Where a place of the text before `without` is now."""
        return at - sum(min(end, at) - start for start, end in self.cuts if start < at)


class _Builder:
    """Puts clean text together from pieces of what was given."""

    def __init__(self, given: str) -> None:
        self.source = given
        self.out: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.marks: list[Mark] = []
        self.notes: dict[str, str | None] = {}

    @property
    def at(self) -> int:
        return len(self.out)

    def copy(self, start: int, end: int) -> None:
        """Take over what stands there, without carriage returns and what nobody sees."""
        for i in range(start, end):
            if self.source[i] not in _UNSEEN:
                self.put(self.source[i], i, i + 1)

    def put(self, char: str, start: int, end: int) -> None:
        self.out.append(char)
        self.starts.append(start)
        self.ends.append(end)

    def cite(self, start: int, end: int, target: str | None) -> None:
        if self.out and self.out[-1] == " " and self.source[end : end + 1] in _POINTS:
            del self.out[-1], self.starts[-1], self.ends[-1]  # the blank before "[1]." goes with it
        self.marks.append(Mark(self.at, self.source[start:end], target, (start, end)))

    def made(self) -> Text:
        text = "".join(self.out)
        return Text(text, tuple(self.starts), tuple(self.ends), tuple(self.marks), self.notes)


_POINTS = (*".,;:!?) \n", "")
_UNSEEN = frozenset("\r\0\u00ad\u200b\u200e\u200f\u2060\ufeff")

# Markdown (CommonMark 0.31, with the footnotes that most programs know)

_NOTE = re.compile(r"^ {0,3}(?:\[\^?([^\[\]\n]{1,80})\]:?|【(\d{1,4})】:?|(\^?\d{1,3})[.:)])[ \t]+(\S.*)$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_HEAD = re.compile(r"^[ \t]{0,12}(?:(?:#{1,6}|>|[-*+•]|\d{1,3}[.)])[ \t]+|>)+")
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$|^[ \t]*\|?[ \t:|-]{3,}\|[ \t:|-]*$")
_URL = r"(?:https?://|www\.)[^\s<>\[\]\"“”|]*[^\s<>\[\]\"“”|.,;:!?'’)]"
_INLINE = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<image>!\[[^\[\]\n]*\]\([^()\n]*\))"
    r"|\[(?P<text>(?:[^\[\]\n]|\[[^\[\]\n]{0,40}\]){1,500})\]"
    r"(?:\([ \t]*<?(?P<link>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?"
    r"(?:[ \t]+[\"'(][^\n]*?[\"')])?[ \t]*\)|\[(?P<named>[^\[\]\n]{0,80})\])"
    r"|\[\^(?P<foot>[^\[\]\s]{1,40})\]"
    r"|(?P<number>[\[【](?P<list>\d{1,3}(?:[ \t]*[,;–-][ \t]*\d{1,3})*)(?:†[^】\n]{0,60})?[\]】])"
    rf"|<?(?P<url>{_URL})>?"
    r"|(?P<tick>`+)|(?P<emphasis>\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~)|(?P<cell>[ \t]*\|[ \t]*)"
)


def markdown(given: str) -> Text:
    """Markdown or plain text without its marks; links, footnotes and numbers in brackets are its citations."""
    made = _Builder(given)
    fenced, start = False, 0
    for line in given.splitlines(keepends=True):
        body = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        after = start + len(body)
        if _FENCE.match(body):
            fenced = not fenced
        elif not fenced and not _RULE.match(body) and not _note(made, body):
            head = _HEAD.match(body)
            _inline(made, start + (head.end() if head else 0), after)
            if head and head.group().strip():
                _break(made, after)
        if len(line) > len(body):
            made.put("\n", after, start + len(line))
            if body.lstrip().startswith(("#", "|")):
                made.put("\n", after, start + len(line))  # a heading is a paragraph of its own
        start += len(line)
    return made.made()


def _break(made: _Builder, at: int) -> None:
    """Items of a list are paragraphs."""
    if made.out and made.out[-1] != "\n":
        made.put("\n", max(0, at - 1), at)


def _note(made: _Builder, line: str) -> bool:
    """Whether the line is a note that leads somewhere; it is kept under its name then."""
    match = _NOTE.match(line)
    if match is None:
        return False
    address = re.search(_URL, match[4])
    rest = match[4].strip()
    bracketed = match[3] is None
    target = address.group() if address else rest if bracketed and not re.search(r"\s", rest) else None
    if target is None and not line.lstrip().startswith("[^"):
        return False
    made.notes[_name((match[1] or match[2] or match[3]).lstrip("^"))] = target
    return True


def _name(label: str) -> str:
    return f"note {' '.join(label.casefold().split())}"


def _inline(made: _Builder, start: int, end: int) -> None:
    """One line (or the text of a link) of Markdown."""
    at = start
    for match in _INLINE.finditer(made.source, start, end):
        made.copy(at, match.start())
        at = match.end()
        if match["escape"]:
            made.copy(match.start() + 1, match.end())
        elif match["text"]:
            _inline(made, match.start("text"), match.end("text"))
            target = match["link"] if match["named"] is None else _name(match["named"] or match["text"])
            made.cite(*match.span(), target or None)
        elif match["foot"]:
            made.cite(*match.span(), _name(match["foot"]))
        elif match["number"]:
            for number in _numbers(match["list"]):
                made.cite(*match.span(), _name(number))
        elif match["url"]:
            made.cite(*match.span(), match["url"])
        elif match["cell"]:
            made.put("\n", match.start(), match.end())
    made.copy(at, end)


def _numbers(told: str) -> Iterator[str]:
    """The numbers of "1, 3" and "2–4"."""
    for part in re.split(r"[,;]", told):
        bounds = [int(number) for number in re.findall(r"\d+", part)]
        yield from map(str, range(bounds[0], min(bounds[-1], bounds[0] + 20) + 1))


# HTML

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|p|div|article|section|main|h[1-6]|ul|ol|li|br|a|span|em|strong|b|i|q|blockquote|table)\b",
    re.I,
)


def is_html(given: str) -> bool:
    """Whether the text is HTML and no Markdown: tags of HTML, and at least one that is closed or declares itself."""
    return bool(_TAG.search(given) and re.search(r"</[a-z]|<!doctype", given, re.I))


def html(given: str) -> Text:
    """HTML without its tags, scripts and heads; links and notes that they lead to are its citations."""
    parser = _Page(given)
    parser.feed(given)
    parser.close()
    return parser.made.made()


class _Page(HTMLParser):
    HIDDEN = frozenset({"script", "style", "head", "template", "noscript", "svg", "nav", "form"})
    INLINE = frozenset(
        {
            "a",
            "span",
            "em",
            "strong",
            "b",
            "i",
            "u",
            "s",
            "sup",
            "sub",
            "small",
            "mark",
            "q",
            "cite",
            "abbr",
            "time",
            "code",
        }
    )

    def __init__(self, given: str) -> None:
        super().__init__(convert_charrefs=False)
        self.made = _Builder(given)
        self.lines = [0, *(m.end() for m in re.finditer("\n", given))]
        self.hidden = 0
        self.link: tuple[int, str] | None = None
        self.anchors: list[tuple[str, str, int]] = []
        """Open elements that have an id, and where their text begins: the first address in one is what a note of that
        name leads to, or its text where that is one word (the id of an article)."""

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        here = self._here()
        if tag in self.HIDDEN:
            self.hidden += 1
        if told.get("id"):
            self.anchors.append((tag, _name(told["id"]), self.made.at))
        if tag == "a" and told.get("href"):
            self.link = here, told["href"].strip()
        self._apart(tag, here)

    def handle_endtag(self, tag: str) -> None:
        here = self._here()
        if tag in self.HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        if tag == "a" and self.link:
            self._linked(here, *self.link)
            self.link = None
        if self.anchors and self.anchors[-1][0] == tag:
            self._noted(*self.anchors.pop()[1:])
        self._apart(tag, here)

    def _noted(self, name: str, begin: int) -> None:
        """Keep the one word of a note that is cited and has no address; it is no sentence of the draft."""
        made = self.made
        text = "".join(made.out[begin:]).strip()
        cited = any(mark.target == name for mark in made.marks)
        if cited and text and not any(char.isspace() for char in text) and name not in made.notes:
            made.notes[name] = text
            del made.out[begin:], made.starts[begin:], made.ends[begin:]

    def _linked(self, here: int, start: int, href: str) -> None:
        end = min(len(self.made.source), self.made.source.find(">", here) + 1 or here)
        note = href.startswith("#")
        if not note and self.anchors:
            self.made.notes.setdefault(self.anchors[-1][1], href)
        if note:  # the number of a note is no word of the sentence
            back = bisect.bisect_left(self.made.starts, start)
            del self.made.out[back:], self.made.starts[back:], self.made.ends[back:]
        self.made.cite(start, end, _name(href[1:]) if note else href)

    def _apart(self, tag: str, here: int) -> None:
        if tag not in self.INLINE and not self.hidden and self.made.out:
            end = self.made.source.find(">", here) + 1 or len(self.made.source)
            for _ in range(1 if tag == "br" else 2):
                self.made.put("\n", here, end)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            here = self._here()
            at = here
            for match in _CITED.finditer(self.made.source, here, here + len(data)):
                self._spaced(at, match.start())
                at = match.end()
                for number in _numbers(match[1]):
                    self.made.cite(*match.span(), _name(number))
            self._spaced(at, here + len(data))

    def _spaced(self, start: int, end: int) -> None:
        """Line breaks of the source are blanks in HTML."""
        for i in range(start, end):
            char = self.made.source[i]
            if char not in _UNSEEN:
                self.made.put(" " if char == "\n" else char, i, i + 1)

    def handle_entityref(self, name: str) -> None:
        self._entity(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._entity(f"&#{name};")

    def _entity(self, told: str) -> None:
        if not self.hidden:
            here = self._here()
            semicolon = self.made.source.startswith(told, here)
            for char in entities.unescape(told):
                self.made.put(char, here, here + len(told) - (not semicolon))


_CITED = re.compile(r"\[(\d{1,3}(?:[ \t]*[,;–-][ \t]*\d{1,3})*)\]")
