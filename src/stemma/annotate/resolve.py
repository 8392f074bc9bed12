"""Pronouns and short names to the party they stand for, inside one article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemma.annotate.parties import Described, describe
from stemma.model import Article

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SINGULAR = frozenset("he she him her his".split())


class Resolver:
    """Remembers the sources of an article in text order and resolves later mentions to them.

    Short names become the longest name in the body that ends in them; a pronoun becomes the last source before it
    of fitting type. What does not resolve stays as printed.
    """

    def __init__(self, doc: Doc, article: Article) -> None:
        self.doc = doc
        self.full = full_names(doc)
        self.seen: list[tuple[int, Described]] = []

    def known(self, head: Token, words: Sequence[Token]) -> Described:
        """The party that `words` mean here."""
        found = describe(head, words)
        if head.pos_ == "PRON":
            found = self._pronoun(head, found)
        elif found.type == "person" and found.named and " " not in found.name:
            full = self.full.get(found.name)
            if full is not None:
                found = Described(full, "person", True, None, found.role, found.affiliation, _person(full))
        if head.pos_ != "PRON":
            self.seen.append((head.i, found))
        return found

    def _pronoun(self, head: Token, found: Described) -> Described:
        before = [(i, d) for i, d in self.seen if i < head.i]
        for i, candidate in reversed(before):
            if head.i - i > 400:
                break
            if head.lower_ in SINGULAR and candidate.type == "person":
                return candidate
            if head.lower_ == "they" and candidate.type in ("group", "government", "organisation"):
                return candidate
            if head.lower_ == "it" and candidate.type in ("government", "organisation", "outlet", "agency", "document"):
                return candidate
        return found


def _person(name: str) -> str:
    return "person:" + "-".join(name.casefold().split())


def full_names(doc: Doc) -> dict[str, str]:
    """Last names to the first longer name of the body that ends in them."""
    found: dict[str, str] = {}
    run: list[Token] = []
    for token in doc:
        if token.pos_ == "PROPN" and not token.is_sent_start:
            run.append(token)
            continue
        _note(run, found)
        run = [token] if token.pos_ == "PROPN" else []
    _note(run, found)
    return found


def _note(run: list[Token], found: dict[str, str]) -> None:
    if 2 <= len(run) <= 5:
        name = describe(run[-1], run)
        if name.type == "person" and " " in name.name:
            found.setdefault(run[-1].text, name.name)
