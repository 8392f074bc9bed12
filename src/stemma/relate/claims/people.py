"""People of a story: who is told by last name, by office or in another spelling on one page, in full on another.

"Mr Quill" of one page is "Ada Quill" of another where all full names of the story with that last name are forms of
one: with and without middle names and suffixes, with a common short form ("Dick" for Richard), or spelt with one letter
more, less or other by people of one office. Everything else stays apart: two sources taken for one are worse than one
taken for two.
"""

from __future__ import annotations

import dataclasses
import functools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations

from stemma import clock
from stemma.lang import terms, words
from stemma.lang.words import LANGUAGE
from stemma.model import Statement
from stemma.relate.claims.origins import words as name_words

TOLD = 4
"""What other pages say of a person, in so many different ways at most."""
ODD = 5
"""A name of fewer letters is not taken for another one by spelling ("Joan" is not "John")."""


def recognised(said: Sequence[Statement]) -> list[Statement]:
    """`said` with origins that are told by a form of their name or by their office given the name that fits.

    The forms of one name all become the one that most statements use. A last name alone becomes the one full name of
    the story with it. An office fits where its words, two or more with a capital among them ("the harbour's director"),
    are all words that the story uses of one named person, and of one only; one word ("the officer") where the same
    page has exactly one named person so described. "A spokesman" and "officials" may be anybody and stay as they are.
    """
    known: dict[str, set[str]] = {}
    here: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    keys: dict[str, str] = {}
    used: Counter[str] = Counter()
    for one in said:
        if one.named and one.origin and one.origin_type == "person" and one.attribution is not None:
            told = _told(f"{one.origin} {one.role or ''}")
            known[one.origin] = known.get(one.origin, set()) | told
            here[one.origin][one.article] |= told
            keys.setdefault(one.origin, one.identity or one.origin)
            used[one.origin] += 1
    name_of = _forms(known, used)
    people: _People = {}
    for name, told in known.items():
        whole, pages = people.setdefault(name_of.get(name, name), (set(), defaultdict(set)))
        whole |= told
        for page, there in here[name].items():
            pages[page] |= there

    def given(one: Statement) -> Statement:
        if one.attribution is None or not one.origin:
            return one
        name = name_of.get(one.origin) if one.named else None
        if name is None:
            fits = _fits(one, people)
            name = fits.pop() if len(fits) == 1 else None
        if name is None or (name == one.origin and one.identity == keys[name]):
            return one
        return dataclasses.replace(one, origin=name, origin_type="person", named=True, identity=keys[name])

    return [given(one) for one in said]


Told = tuple[tuple[bool, datetime], Statement]
"""A statement with the moment it was made, as `clock.order_key` gives it."""


class Heard(tuple[Statement, ...]):
    """The statements of a story. What is asked of them for every claim is worked out once."""

    @functools.cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all."""
        return frozenset(s.id for s in self)

    @functools.cached_property
    def news(self) -> dict[str, list[tuple[int, Told]]]:
        """By identity, oldest first, the statements that tell something new of who somebody is, with their places."""
        found: dict[str, list[tuple[int, Told]]] = defaultdict(list)
        known: dict[str, set[str]] = defaultdict(set)
        timed = [(clock.order_key(s.time), place) for place, s in enumerate(self) if s.identity is not None]
        for when, place in sorted(timed):
            who, parts = self[place].identity or "", set(_parts(self[place]))
            if not parts <= known[who]:
                found[who].append((place, (when, self[place])))
                known[who] |= parts
        return found


def news(said: Sequence[Statement], story: Iterable[Statement]) -> list[Told]:
    """The statements of `story`, oldest first, that tell something new of who the named people of `said` are."""
    heard = story if isinstance(story, Heard) else Heard(story)
    wanted = {s.identity for s in said if _person(s) and s.identity in heard.news}
    found = [one for who in wanted for one in heard.news[who or ""]]
    return [told for _, told in sorted(found, key=lambda one: (one[1][0], one[0]))]


def introduced(said: Sequence[Statement], told: Iterable[Statement]) -> list[Statement]:
    """`said` with what the statements `told` say of the same people ("Captain Rask", elsewhere a spokesman)."""
    parts: dict[str | None, list[str]] = defaultdict(list)
    for other in told:
        parts[other.identity] += _parts(other)
    return [
        dataclasses.replace(s, role=_joined(_parts(s), parts[s.identity])) if _person(s) and s.identity in parts else s
        for s in said
    ]


def _joined(own: list[str], others: list[str]) -> str | None:
    """The words of a page for a person, with up to `TOLD` of other pages that say something else."""
    kept = list(own)
    for part in others:
        if len(kept) == len(own) + TOLD:
            break
        if not any(part.casefold() in known.casefold() for known in kept):
            kept.append(part)
    return "; ".join(kept) or None


def _person(statement: Statement) -> bool:
    return statement.attribution is not None and statement.origin_type == "person" and statement.identity is not None


def _parts(statement: Statement) -> list[str]:
    """What a page says of the origin besides a pronoun or its bare name."""
    bare = {*_words(statement.origin or ""), *words.of(LANGUAGE)["forms-of-address"]}
    return [part for part in (statement.role or "").split("; ") if not bare.issuperset(_words(part))]


def _forms(known: dict[str, set[str]], used: Counter[str]) -> dict[str, str]:
    """Each full name that is a form of another one, with the form that is used most (the longest of several)."""
    by_last: dict[str, list[str]] = defaultdict(list)
    full = {name: parts for name in known if len(parts := _words(name)) > 1}
    for name, parts in full.items():
        by_last[parts[-1]].append(name)
    group = {name: name for name in full}

    def top(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for names in by_last.values():
        for a, b in combinations(names, 2):
            if _same(full[a], full[b]) or _respelt(full[a], full[b], known[a] & known[b]):
                group[top(b)] = top(a)
    for a, b in combinations(full, 2):
        alike = full[a][-1] != full[b][-1] and full[a][0] == full[b][0]
        if alike and _respelt(full[a], full[b], known[a] & known[b]):
            group[top(b)] = top(a)
    best: dict[str, str] = {}
    for name in sorted(full, key=lambda n: (used[n], len(n), n)):
        best[top(name)] = name
    return {name: best[top(name)] for name in full}


@functools.lru_cache(4096)  # the same few names stand in thousands of statements
def _words(name: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    parts = [w.strip(".,’'") for w in "-".join(half.strip() for half in plain.split("-")).split()]
    while len(parts) > 1 and parts[-1] in words.of(LANGUAGE)["suffixes"]:
        parts.pop()
    return tuple(w for w in parts if w)


@functools.cache
def _long_forms() -> dict[str, frozenset[str]]:
    """For each given name, long or short, the long names that it may stand for."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in words.of(LANGUAGE).rows("short-names"):
        for form in row.split():
            found[form].add(row.split()[0])
    return {form: frozenset(names) for form, names in found.items()}


def _same(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two names with one last name may be forms of one: like first names, middle names not at odds."""
    first = a[0] == b[0] or bool(_long_forms().get(a[0], frozenset()) & _long_forms().get(b[0], frozenset()))
    if not first or a[-1] != b[-1]:
        return False
    one, two = ([w[0] for w in parts[1:-1]] for parts in (a, b))
    return not one or not two or one == two


def _respelt(a: Sequence[str], b: Sequence[str], shared: set[str]) -> bool:
    """Whether one letter of the first or the last name is other, and both hold an office told in two words or more."""
    odd = [(x, y) for x, y in ((a[0], b[0]), (a[-1], b[-1])) if x != y]
    if len(odd) != 1 or min(map(len, odd[0])) < ODD or not _one_letter(*odd[0]):
        return False
    return len(shared - set(a) - set(b)) > 1


def _one_letter(a: str, b: str) -> bool:
    """Whether `a` becomes `b` when one letter is put in, taken out or changed (Levenshtein distance 1)."""
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a[at + 1 :] == b[at + 1 :] if len(a) == len(b) else len(b) - len(a) == 1 and a[at:] == b[at + 1 :]


_People = dict[str, tuple[set[str], dict[str, set[str]]]]
"""For each full name the words that the story uses of the person, and those of each page."""
_BODIES = frozenset({"government", "organisation", "agency", "outlet", "document"})


def _told(description: str) -> set[str]:
    """The words that a page has of a person, and the nouns for a title among them ("Sen.": "senator")."""
    said = set(terms.tokens(description))
    return set(name_words(description)) | {
        noun
        for title, _, noun in (pair.partition(":") for pair in words.of(LANGUAGE).listed("titles-and-nouns"))
        if title in said
    }


def _fits(one: Statement, people: _People) -> set[str]:
    """The full names that `one`, told by a last name or an office, may stand for."""
    origin = one.origin or ""
    if one.named:
        if one.origin_type != "person" or " " in origin:
            return set()
        last = _words(origin)[-1:]
        return {name for name in people if " " in name and _words(name)[-1:] == last}
    known = words.of(LANGUAGE)
    first, *rest = origin.split()
    if not rest and first[:1].isupper() and one.origin_type in ("person", "unknown"):  # a title took "Trump" for a noun
        return {name for name in people if " " in name and _words(name)[-1:] == _words(origin)[-1:]}
    if first.casefold() in known["openers"] or first[0].isdigit():
        return set()
    if one.origin_type in _BODIES and len(origin.split()) < 3:
        return set()  # "the police" is no officer of it
    office = name_words(" ".join(rest) if first.casefold() in words.of(LANGUAGE)["office-articles"] else origin)
    if len(office) > 1:
        owner = first[0].isupper() and first.rstrip("s")[-1] in "'’"  # "Norland's finance minister"
        own = owner or any(word[:1].isupper() for word in rest)
        single = first.casefold() in known["office-articles"] and rest[-1] not in known["offices-of-many"]
        if not own and (one.origin_type in _BODIES or not single):
            return set()  # "the police officer" may be another one of them
        past = known["former"] - office
        return {name for name, (whole, _) in people.items() if office <= whole and past.isdisjoint(whole)}
    here = len(office) == 1 and len(rest) > 0 and first.casefold() in words.of(LANGUAGE)["office-articles"]
    return {n for n, (_, pages) in people.items() if office <= pages.get(one.article, set())} if here else set()
