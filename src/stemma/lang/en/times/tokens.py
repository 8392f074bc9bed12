"""Text to tokens, and tokens to a string of class symbols that regular expressions can run over.

Every distinct set of classes gets one character, so that a rule such as `(WD ,?)? MONTH DAY (, YEAR)?` becomes a
plain regular expression over one character a token. The scan then runs at the speed of `re`, and blanks inside
tokenised text ("4 : 30 p . m .") do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stemma.lang.en.times.lexicon import classes

BREAK = "\n"
"""The token for a line end that parts paragraphs."""

_TOKEN = re.compile(r"[^\W\d_]+|\d+|(?<![^\S\n])[^\S\n]*+\n\s*|\S")  # a run of blanks is gone through once
_ENDS = frozenset(".!?:;)\"'”’»…")
_RULE = re.compile(
    r"""(?:(?P<group>[a-z])=)?
    (?: \{ (?P<macro>\w+) \} | (?P<name>[A-Z][A-Z0-9]*) | (?P<open>\()
      | \\(?P<sign>[()]) | (?P<word>[a-z]+|[^\w\s()|?*]) )""",
    re.VERBOSE,
)
_PIECE = re.compile(r"\(\?(?:P<\w>|:)|\[[^]]*\]|\{0,7\}|[^{]", re.DOTALL)
_MEMORY = 200_000
"""How many distinct words are remembered before the memory is emptied."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as tokens. `symbols` has one character a token; `starts` are offsets into the text."""

    text: str
    words: list[str]
    starts: list[int]
    symbols: str

    def end(self, i: int) -> int:
        """Offset just after token `i`."""
        return self.starts[i] + len(self.words[i])

    def close(self, i: int) -> bool:
        """Whether token `i` follows the one before it without a blank."""
        return i > 0 and self.end(i - 1) == self.starts[i]


def needed(expression: str) -> tuple[frozenset[str], ...]:
    """The characters of each part of a rule's `expression` that may not be left out: what it finds has one of each.

    So most rules need not be looked for in most texts. None where a rule is one of several things altogether.
    """
    parts: list[str] = []
    depth = 0
    for piece in _PIECE.findall(expression):
        if piece == "|" and not depth:
            return ()
        depth -= piece == ")"
        if not depth and piece not in (")", "?", "{0,7}"):
            parts.append("")
        parts[-1] += piece
        depth += piece.startswith("(")
    return tuple(frozenset(c for c in part if not c.isascii() or c == BREAK) for part in parts if part[-1] not in "?}")


class Alphabet:
    """Gives every set of classes a character, and turns rules over class names into regular expressions.

    All rules and all words must be known before the first rule is expanded: the words that rules name are classes of
    their own, and a regular expression lists the characters of its classes.
    """

    def __init__(self, rules: Iterable[str], macros: dict[str, str], words: Iterable[str]) -> None:
        self.macros = macros
        found = [m for rule in [*rules, *macros.values()] for m in _RULE.finditer(rule)]
        self.literals = {m["word"] or m["sign"] for m in found} - {None}
        self.char: dict[frozenset[str], str] = {frozenset(): "\x01", frozenset({"BREAK"}): BREAK}
        self.known: dict[str, str] = {BREAK: BREAK}
        self.sets: dict[str, str] = {}
        """What matches a token of each class that a rule has named so far."""
        self.closed = False
        for word in sorted(self.literals | set(words)):
            for form in (word, word.capitalize(), word.upper()):
                self.symbol(form)
        self.closed = True

    def symbol(self, word: str) -> str:
        """The character for a token."""
        found = self.known.get(word)
        if found is None:
            if len(self.known) > _MEMORY:
                self.known = {BREAK: BREAK}
            found = self.known[word] = self._new(word)
        return found

    def _new(self, word: str) -> str:
        kinds = classes(word)
        if word.lower() in self.literals:
            kinds.add(word.lower())
        key = frozenset(kinds)
        if key not in self.char and not self.closed:
            self.char[key] = chr(0x100 + len(self.char))
        return self.char.get(key, self.char[frozenset()])

    def expanded(self, rule: str) -> str:
        """The regular expression over symbols for a rule; its named groups are those of the rule."""
        out: list[str] = []
        at = 0
        while at < len(rule):
            if rule[at].isspace() or rule[at] in ")|?*":
                out.append("{0,7}" if rule[at] == "*" else rule[at].strip())  # bounded: the scan stays linear
                at += 1
                continue
            match = _RULE.match(rule, at)
            if match is None:
                raise ValueError(f"{rule!r} at {at}")
            at = match.end()
            group = f"(?P<{match['group']}>" if match["group"] else "(?:"
            if match["open"]:
                out.append(group)
            elif match["macro"]:
                out.append(group + self.expanded(self.macros[match["macro"]]) + ")")
            else:
                part = self._set(match["name"] or match["word"] or match["sign"])
                out.append(group + part + ")" if match["group"] else part)
        return "".join(out)

    def _set(self, name: str) -> str:
        found = self.sets.get(name)
        if found is None:
            chars = [c for kinds, c in self.char.items() if name in kinds]
            if not chars:
                raise ValueError(f"no token has the class {name!r}")
            found = self.sets[name] = chars[0] if len(chars) == 1 else "[" + "".join(sorted(chars)) + "]"
        return found

    def read(self, text: str) -> Tokens:
        """The tokens of a text. A blank line is a break; so is a line end after the end of a sentence."""
        words: list[str] = []
        starts: list[int] = []
        for match in _TOKEN.finditer(text):
            word = match.group()
            if "\n" in word:
                if word.count("\n") == 1 and words and words[-1] not in _ENDS:
                    continue  # a line end inside a sentence
                word = BREAK
            words.append(word)
            starts.append(match.start())
        known = self.known
        try:
            symbols = "".join([known[w] for w in words])
        except KeyError:
            symbols = "".join([self.symbol(w) for w in words])
        return Tokens(text, words, starts, symbols)
