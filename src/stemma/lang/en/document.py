"""A parsed text as plain objects: words, their tree, stretches of them. The names are those that spaCy gives them.

Rules ask the words of a page for relation, tag and children some hundred thousand times. In a spaCy `Doc` each such
question makes a new object or looks a string up; here each word is made once, with all that is asked of it.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

if TYPE_CHECKING:
    from spacy.lexeme import Lexeme
    from spacy.tokens import Doc as SpacyDoc

__all__ = ["Doc", "Stretch", "Token", "document"]

REMEMBERED = 200_000
"""Words whose form is kept in memory."""
_Word = tuple[str, str, bool, bool, bool, bool, bool]
"""What is the same wherever a word stands: as it stands, in lower case, and five things that it may be."""


class Token:
    """One word or mark. `i` is its number in `doc`, `idx` its offset in the text; the root of a tree is its own head.

    `tag_` is of the Penn Treebank, `pos_` of Universal Dependencies, `dep_` ClearNLP's. `children` stand in text order.
    """

    __slots__ = (
        "_ancestors", "_sent", "_subtree", "children", "dep_", "doc", "head", "i", "idx", "is_alpha", "is_punct",
        "is_quote", "is_sent_start", "is_space", "left_edge", "lemma_", "like_num", "lower_", "pos_", "right_edge",
        "tag_", "text", "whitespace_",
    )  # fmt: skip

    children: list[Token]
    head: Token
    is_sent_start: bool
    left_edge: Token
    right_edge: Token
    whitespace_: str

    def __init__(self, doc: Doc, i: int, idx: int, word: _Word, tag: str, coarse: str, lemma: str, dep: str) -> None:
        self.doc, self.i, self.idx = doc, i, idx
        (
            self.text, self.lower_, self.is_alpha, self.is_punct, self.is_quote, self.is_space, self.like_num
        ) = word  # fmt: skip
        self.tag_, self.pos_, self.lemma_, self.dep_ = tag, coarse, lemma, dep
        self.children = []
        self._ancestors: tuple[Token, ...] | None = None
        self._subtree: tuple[Token, ...] | None = None
        self._sent: Stretch | None = None

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return self.text

    @property
    def text_with_ws(self) -> str:
        """Its text with the blank behind it, if there is one."""
        return self.text + self.whitespace_

    @property
    def lefts(self) -> tuple[Token, ...]:
        """The children before it."""
        return tuple(child for child in self.children if child.i < self.i)

    @property
    def rights(self) -> tuple[Token, ...]:
        """The children after it."""
        return tuple(child for child in self.children if child.i > self.i)

    @property
    def subtree(self) -> tuple[Token, ...]:
        """It and all that hangs on it, in text order."""
        found = self._subtree
        if found is None:
            before = [one for child in self.lefts for one in child.subtree]
            after = [one for child in self.rights for one in child.subtree]
            found = self._subtree = (*before, self, *after)
        return found

    @property
    def ancestors(self) -> tuple[Token, ...]:
        """The words above it, the nearest first."""
        found = self._ancestors
        if found is None:
            found = self._ancestors = () if self.head is self else (self.head, *self.head.ancestors)
        return found

    def is_ancestor(self, other: Token) -> bool:
        """Whether `other` hangs on it, directly or not."""
        return any(above is self for above in other.ancestors)

    @property
    def sent(self) -> Stretch:
        """Its sentence."""
        if self._sent is None:
            for sentence in self.doc.sents:
                for token in sentence:
                    token._sent = sentence
        assert self._sent is not None
        return self._sent

    def nbor(self, by: int = 1) -> Token:
        """The word so many places on. Raises `IndexError` beyond the text."""
        at = self.i + by
        if at < 0:
            raise IndexError(at)
        return self.doc[at]


class Stretch:
    """The tokens `[start, end)` of a document."""

    __slots__ = ("doc", "end", "start")

    def __init__(self, doc: Doc, start: int, end: int) -> None:
        self.doc, self.start, self.end = doc, start, end

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __len__(self) -> int:
        return self.end - self.start

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Stretch: ...
    def __getitem__(self, at: int | slice) -> Token | Stretch:
        inside = range(self.start, self.end)[at]
        return self.doc.tokens[inside] if isinstance(inside, int) else Stretch(self.doc, inside.start, inside.stop)

    @property
    def text(self) -> str:
        """Its text without white space behind it."""
        return self.doc.text[self.start_char : self.end_char] if self.start < self.end else ""

    @property
    def start_char(self) -> int:
        """The offset of its first character."""
        return self.doc[self.start].idx

    @property
    def end_char(self) -> int:
        """The offset behind its last character."""
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def root(self) -> Token:
        """Its first token that is the root of a tree; its first one where there is none."""
        return next((token for token in self if token.head is token), self[0])


class Doc:
    """The tokens of a `text`, in order; every character but single blanks is in one."""

    __slots__ = ("_offsets", "_sents", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self._offsets: list[int] | None = None
        self._sents: tuple[Stretch, ...] | None = None

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Stretch: ...
    def __getitem__(self, at: int | slice) -> Token | Stretch:
        if isinstance(at, int):
            return self.tokens[at]
        start, end, _ = at.indices(len(self.tokens))
        return Stretch(self, start, max(start, end))

    @property
    def offsets(self) -> list[int]:
        """The offset of each token."""
        if self._offsets is None:
            self._offsets = [token.idx for token in self.tokens]
        return self._offsets

    @property
    def sents(self) -> tuple[Stretch, ...]:
        """The sentences, in order."""
        if self._sents is None:
            starts = [token.i for token in self.tokens if token.is_sent_start or not token.i]
            self._sents = tuple(Stretch(self, *edges) for edges in itertools.pairwise((*starts, len(self.tokens))))
        return self._sents

    def char_span(self, start: int, end: int, *, alignment_mode: Literal["contract", "expand"]) -> Stretch | None:
        """The tokens that lie within the characters `[start, end)`, or that have part in them; None where none does."""
        first, last = self._at(start), self._at(end - 1)
        if first < 0 or last < 0:
            return None
        one, other = self.tokens[first], self.tokens[last]
        if alignment_mode == "contract":
            first += one.idx < start
            last -= end < other.idx + len(other.text)
            if last < first:
                return None
        elif start == one.idx + len(one.text):  # the blank behind a token is no part of it
            first += 1
        return Stretch(self, first, last + 1)

    def _at(self, offset: int) -> int:
        """The number of the token at `offset`, a blank counting for the token before it; −1 beyond the text."""
        return bisect.bisect_right(self.offsets, offset) - 1 if offset < len(self.text) else -1


def document(parsed: SpacyDoc, coarse: Sequence[str], lemmas: Sequence[str]) -> Doc:
    """The document that a spaCy pipeline `parsed`, with the parts of speech and lemmas of its words."""
    doc, strings, known = Doc(parsed.text), parsed.vocab.strings, _words()
    tokens = doc.tokens
    columns = parsed.to_array(["ORTH", "TAG", "DEP", "IDX", "HEAD", "SPACY", "SENT_START"])
    orths, tags, labels = columns[:, :3].T.tolist()
    offsets, steps, blanks, starts = columns[:, 3:].astype(np.int64).T.tolist()
    names = {number: strings[number] for number in {*tags, *labels}}
    for at, orth in enumerate(orths):
        word = known.get(orth)
        if word is None:
            word = _word(parsed.vocab[orth])
            if len(known) < REMEMBERED:
                known[orth] = word
        token = Token(doc, at, offsets[at], word, names[tags[at]], coarse[at], lemmas[at], names[labels[at]])
        token.whitespace_ = " " if blanks[at] else ""
        token.is_sent_start = starts[at] == 1
        tokens.append(token)
    heads = [at + step for at, step in enumerate(steps)]
    left, right = list(range(len(heads))), list(range(len(heads)))
    backwards = range(len(heads) - 1, -1, -1)
    for at in (*range(len(heads)), *backwards):  # both ways: what hangs on it may stand on either side
        head = heads[at]
        if left[at] < left[head]:
            left[head] = left[at]
        if right[at] > right[head]:
            right[head] = right[at]
    for at, (token, head) in enumerate(zip(tokens, heads, strict=True)):
        token.head, token.left_edge, token.right_edge = tokens[head], tokens[left[at]], tokens[right[at]]
        if head != at:
            token.head.children.append(token)
    return doc


@functools.cache
def _words() -> dict[int, _Word]:
    return {}


def _word(word: Lexeme) -> _Word:
    return (word.text, word.lower_, word.is_alpha, word.is_punct, word.is_quote, word.is_space, word.like_num)
