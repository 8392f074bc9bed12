"""Who holds which office on a page, and whom a description of an office means.

A page tells offices with a title before the name ("Ardent Foods chief executive Teo Ruiz"), in an apposition ("Walt
Pruitt, the governor", "Ruiz's sister, Inez Cole"), in a sentence of its own ("Mara Voss has been principal since May",
"Ada Quill, who chairs the water board"). "The Dalmark senator" is then the one person all of whose words fit; where two
could be meant, or somebody without a name, it stays as printed.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemma.lang import words as vocabularies
from stemma.lang.en import names, nouns
from stemma.lang.en.descriptions import called, own_words
from stemma.lang.en.parties import Described
from stemma.lang.en.trees import SUBJECTS, antecedent, children

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

OFTEN = 3
"""Of several who hold an office, it is he who is named so many times, and so many times as often as each other one."""
BEHIND = 8
"""Words behind a name in which stands where its bearer is from: "Maud Kessel (R-Dalmark)"."""
LONGEST = 7
"""Words of a description."""
EMPTY = frozenset("the a an this that his her its their of for at in to and 's ’s".split())


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a page tells: at which token, whose it is ("" of nobody named), its noun, all its
    other words in small letters, and whether a holder is only introduced ("a second judge")."""

    at: int
    bearer: str
    noun: str
    words: frozenset[str]
    new: bool = False


class Offices:
    """The offices of a page. `mentions` are its persons by their last token, in text order."""

    def __init__(self, doc: Doc, mentions: Sequence[tuple[int, Described]]) -> None:
        self.doc = doc
        self.persons = dict(mentions)
        self.full: dict[str, set[str]] = {}
        """The full names of the page by last name."""
        for _, person in mentions:
            if " " in person.name:
                self.full.setdefault(_last(person), set()).add(person.name)
        self.told = list(self._read())
        self.about: dict[str, set[str]] = {}
        """Everything that the page says with a person's name."""
        for office in self.told:
            if office.bearer:
                self.about.setdefault(office.bearer, set()).update(office.words, {office.noun})
        for at, _ in mentions:
            homes = set(_home(doc, at))
            for one in (at, *(c.i for c in _before(doc[at]))):  # "Sens. NAME and NAME of Dalmark"
                if one in self.persons:
                    self.about.setdefault(self._key(self.persons[one]), set()).update(homes)

    def meant(
        self, head: Token, words: Sequence[Token], fits: Callable[[Described, str], bool], owner: Described | None
    ) -> Described | None:
        """The person that `words` around `head`, a definite description, mean, if they can mean but one.

        `fits` tells whether a person can be "he" or "she"; `owner` is whose the office is, where a "his" tells.
        """
        noun = head.lower_
        own = [words[0], *own_words(head, words)]
        told = {t.lower_ for t in own if t is not head and t.pos_ not in ("PUNCT", "PART")} - EMPTY
        if not _office(head) or len(own) > LONGEST or any(t.dep_ == "relcl" for t in words):
            return None
        if owner is not None:
            told |= {_last(owner).casefold()}
        told, past = told - _listed("former"), bool(told & _listed("former"))
        sex = "he" if noun in names.MALE else "she" if noun in names.FEMALE else ""
        elsewhere = [o for o in self.told if o.at not in {t.i for t in words}]
        here = [o for o in elsewhere if o.at < head.i]

        def holders(offices: Sequence[Office]) -> list[Office]:
            former = _listed("former")
            return [o for o in offices if o.bearer and _same(o.noun, noun) and bool(o.words & former) == past]

        found = {o.bearer for o in holders(here) if told <= o.words | self.about[o.bearer]}
        if not found and told and not _told_of(here, noun):
            # A lead tells the office, a later paragraph the name: "its chief engineer"; "Mara Voss, chief engineer"
            here = elsewhere
            found = {o.bearer for o in holders(here) if told <= o.words}
        found = {name for name in found if not sex or fits(self._person(name), sex)}
        if len(found) > 1 and not told:
            found = self._leading(found)
        if len(found) != 1:
            return None
        name = next(iter(found))
        known = {*self.about[name], *name.casefold().split()}
        others = (o for o in here if not o.bearer and _same(o.noun, noun) and told <= o.words)
        if any(o.new or not o.words <= known for o in others):
            return None
        return self._person(name)

    def _leading(self, found: Collection[str]) -> set[str]:
        """Who of several is named far more often than the others ("the president", of all that a page names)."""
        lasts = {_last(self._person(name)): name for name in found}
        count = Counter(t.text for t in self.doc if t.text in lasts)
        (first, most), *others = count.most_common(2)
        return {lasts[first]} if others and most >= OFTEN * others[0][1] else set(found)

    def _person(self, name: str) -> Described:
        return next(d for d in self.persons.values() if name in (d.name, self._key(d)))

    def _key(self, person: Described) -> str:
        """The full name of a person, where the page has but one with that last name."""
        full = self.full.get(_last(person), ())
        return next(iter(full)) if " " not in person.name and len(full) == 1 else person.name

    def _read(self) -> Iterator[Office]:
        for token in self.doc:
            if _office(token):
                bearers = [name for who in _bearers(token) if (name := self._named(who))]
                words = frozenset(_words(token))
                new = any(c.lower_ in _listed("introducing") for c in token.children if c.i < token.i)
                for name in bearers or ("",):
                    yield Office(token.i, name, token.lower_.rstrip("."), words, new and not bearers)
            elif token.lemma_ in _leading_verbs() and token.pos_ == "VERB":
                for who in children(token, "nsubj"):
                    name = self._named(antecedent(who) if who.tag_ == "WP" and token.dep_ == "relcl" else who)
                    led = {t.lower_ for c in children(token, "dobj", "prep") for t in c.subtree} - EMPTY
                    for noun in _leading_verbs()[token.lemma_] if name else ():
                        yield Office(token.i, name, noun, frozenset(led))

    def _named(self, token: Token) -> str:
        """The name of the person in whose name `token` stands; "" where there is none."""
        at = token
        while at.i not in self.persons:
            if at.pos_ != "PROPN" or at.i + 1 >= len(self.doc):
                return ""
            at = at.nbor(1)
        return self._key(self.persons[at.i])


def _told_of(offices: Sequence[Office], noun: str) -> bool:
    """Whether one of `offices` has this noun: then who bears it was told, or is somebody else."""
    return any(_same(o.noun, noun) for o in offices)


def _before(token: Token) -> Iterator[Token]:
    """The name to which that of `token` is added with an "and", and so on."""
    while token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
        yield token


def _last(person: Described) -> str:
    parts = [part for part in person.name.split() if part.casefold().rstrip(".") not in names.SUFFIXES]
    return parts[-1] if parts else person.name


def _office(token: Token) -> bool:
    """Whether a token is a noun or title for one person."""
    low = token.lower_.rstrip(".")
    if token.pos_ not in ("NOUN", "PROPN", "ADJ") or low in names.ADDRESS:
        return False
    if low in _listed("offices") or (token.pos_ == "PROPN" and low in called()):
        return True
    return token.tag_ in ("NN", "NNP") and (nouns.type_of(low, token.lemma_) == "person" or low in nouns.NATIONALS)


def _same(one: str, noun: str) -> bool:
    """Whether a title or noun and a noun call one office ("Sen.", "senator")."""
    one = one.removesuffix("s") if one.removesuffix("s") in called() else one
    return one == noun or noun in called().get(one, ())


def _bearers(token: Token) -> Iterator[Token]:
    """A token of each name that the page gives whoever holds the office of `token`."""
    named = [c for c in children(token, "appos") if c.i > token.i and c.pos_ == "PROPN"]
    if named:
        yield from named[:1]
        return
    head = token.head
    if token.dep_ in ("compound", "nmod", "amod") and head.pos_ == "PROPN" and token.i < head.i:
        yield head
        if token.tag_ == "NNPS" or token.lower_.rstrip(".").removesuffix("s") in called():
            yield from children(head, "conj")
    elif token.dep_ == "appos" and head.pos_ == "PROPN" and head.i < token.i:
        yield head
    elif token.dep_ in ("attr", "oprd", "acomp") and head.pos_ in ("VERB", "AUX"):
        for who in children(head, *SUBJECTS):
            yield antecedent(who) if who.tag_ == "WP" and head.dep_ == "relcl" else who
    elif token.dep_ == "conj" and _office(head):
        yield from _bearers(head)


def _words(token: Token) -> Iterator[str]:
    """The words of an office besides its noun: what stands before it, and the phrases behind it."""
    head = token.head
    first = head.left_edge.i if token.dep_ in ("compound", "nmod", "amod") else token.left_edge.i
    last = max((c.right_edge.i for c in children(token, "prep") if c.i > token.i), default=token.i)
    for t in token.doc[min(first, token.i) : last + 1]:
        if t.i != token.i and t.is_alpha and t.lower_ not in EMPTY:
            yield t.lower_


def _home(doc: Doc, at: int) -> Iterator[str]:
    """Where somebody is from and of which party, in the words behind a name: "(R-Dalmark)", "of Dalmark"."""
    behind = doc[at + 1 : at + 1 + BEHIND]
    opened = next((t for t in behind if not t.is_space), None)
    if opened is None or opened.text not in ("(", ",", "of", "from"):
        return
    for t in behind[1:]:
        if t.text in (")", ",", ";") or t.pos_ in ("VERB", "AUX") or (opened.text == "," and t.text.islower()):
            return
        low = t.lower_.rstrip(".")
        if t.text[:1].isupper() or t.pos_ == "PROPN":
            for part in low.split("-"):
                yield part
                yield from _abbreviated().get(part, ())


@functools.cache
def _listed(name: str) -> frozenset[str]:
    return vocabularies.of("en")[name]


@functools.cache
def _leading_verbs() -> dict[str, tuple[str, ...]]:
    return _rows("leading-verbs")


@functools.cache
def _abbreviated() -> dict[str, tuple[str, ...]]:
    return _rows("homes")


def _rows(name: str) -> dict[str, tuple[str, ...]]:
    pairs = (row.split(":") for row in vocabularies.of("en").listed(name))
    found: dict[str, tuple[str, ...]] = {}
    for key, meaning in pairs:
        found[key] = (*found.get(key, ()), *meaning.split("+"))
    return found
