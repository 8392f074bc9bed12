"""Whom a description means that names nobody: "the company", "the former prosecutor", "his mother".

Only what the text makes plain: the one who bears the title or role; the body or person that the sentence before is
about, if nobody else fits; the owner, where the description has one. What could be two stays as printed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.lang import words as vocabularies
from stemma.lang.en import names, nouns
from stemma.lang.en.parties import Described, describe, proper
from stemma.lang.en.trees import SUBJECTS

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

REACH = 90
"""Words back to whom a bare description may mean."""


@functools.cache
def called() -> dict[str, frozenset[str]]:
    """The nouns by which a bearer of a title may be called, by title."""
    found: dict[str, set[str]] = {}
    for pair in vocabularies.of("en").listed("titles-and-nouns"):
        title, _, noun = pair.partition(":")
        found.setdefault(title, set()).add(noun)
    return {title: frozenset(nouns_) for title, nouns_ in found.items()}


@functools.cache
def _listed(name: str) -> frozenset[str]:
    return vocabularies.of("en")[name]


def bodies(doc: Doc) -> list[tuple[int, Described]]:
    """The named bodies (firms, clubs, banks) that a whole sentence is about, by the number of their head word."""
    found = []
    for token in doc:
        if token.dep_ not in SUBJECTS or not (token.head.dep_ == "ROOT" or _reported(token.head)) or not proper(token):
            continue
        words = [t for t in token.subtree if t.i <= token.i and (t.pos_ in ("PROPN", "DET") or t.text in ("&", "-"))]
        of = next((c for c in token.children if c.i == token.i + 1 and c.lower_ == "of"), None)  # "Department of Roads"
        if of is not None:
            words += [
                t for t in of.subtree if t.i > token.i and (t.pos_ == "PROPN" or t.lower_ in ("of", "the", "and"))
            ]
        body = describe(token, words)
        if body.named and body.type in ("organisation", "unknown", "government"):
            found.append((token.i, body))
        elif body.named and body.type == "person" and _town(token):
            name = " ".join(t.text for t in words if t.pos_ == "PROPN")
            found.append((token.i, Described(name, "organisation", True, None, identity=None)))
    return found


def _reported(verb: Token) -> bool:
    """Whether a clause stands before who reports it: "The Marle Department of Roads has closed a bridge, …"."""
    return verb.dep_ == "ccomp" and verb.head.dep_ == "ROOT" and verb.i < verb.head.i


def _town(head: Token) -> bool:
    """Whether a name of two words ends as clubs' names do ("Velmouth City")."""
    return head.lower_ in ("city", "united", "town", "rovers", "county", "wanderers", "athletic") and head.i > 0


def body(head: Token, words: Sequence[Token], known: Sequence[tuple[int, Described]]) -> Described | None:
    """The body that "the company" means: the last one that a sentence was about, if it is the only one near."""
    noun = head.lower_
    if len(words) != 2 or words[0].lower_ not in ("the", "this") or noun not in _listed("firms") | _listed("bureaus"):
        return None
    near = {d.name: d for i, d in known if head.i - REACH <= i < head.i}
    if noun in _listed("bureaus"):
        called = _listed("bureaus") if noun == "agency" else {noun}
        near = {n: d for n, d in near.items() if not called.isdisjoint(n.casefold().split())}
    else:
        near = {n: d for n, d in near.items() if d.type != "government"}
    fitting = {n: d for n, d in near.items() if head.lower_ in n.casefold().split()} or near
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def person(
    head: Token,
    words: Sequence[Token],
    mentions: Iterable[tuple[int, Described]],
    fits: Callable[[Described, str], bool],
) -> Described | None:
    """The person that "the former prosecutor", "the seven-term congressman" or "the mate" means.

    Who bears a title or role of that noun, if one does; else, where the description tells something new ("former",
    "seven-term"), the only person near without a role of another kind.
    """
    noun = head.lower_
    if words[0].lower_ != "the" or head.tag_ != "NN" or nouns.type_of(noun, head.lemma_) != "person":
        return None
    before: dict[str, list[tuple[int, Described]]] = {}
    for i, one in mentions:
        if i < head.i:
            before.setdefault(one.name.split()[-1], []).append((i, one))
    bearing = {last: ds for last, ds in before.items() if any(_bears(d, noun) for _, d in ds)}
    telling = [t for t in words[1:-1] if t.lower_ in _listed("told-anew") or t.tag_ in ("CD", "HYPH") or "-" in t.text]
    if bearing and own_words(head, words) and not telling:
        return None  # "the Tarn judge" is perhaps no judge that is named
    if bearing:
        return _fullest(next(iter(bearing.values()))) if len(bearing) == 1 else None
    if not telling or len(words) > 6 or words[-1].i != head.i or noun in _listed("anybody"):
        return None
    sex = "he" if noun in names.MALE else "she" if noun in names.FEMALE else ""
    near = {
        last: ds
        for last, ds in before.items()
        if any(head.i - REACH <= i for i, _ in ds)
        and (not sex or fits(ds[-1][1], sex))
        and not any(_post(d) for _, d in ds)
    }
    return _fullest(next(iter(near.values()))) if len(near) == 1 else None


def own_words(head: Token, words: Sequence[Token]) -> list[Token]:
    """The words of a description that tell whom it means: those before its noun, and what that is "of", "for", "at"."""
    behind = [c for c in head.children if c.dep_ == "prep" and c.i > head.i and c.lower_ in ("of", "for", "at", "from")]
    inside = {t.i for c in behind for t in c.subtree}
    return [t for t in words[1:] if t is not head and (t.i < head.i or t.i in inside)]


def _fullest(found: Sequence[tuple[int, Described]]) -> Described:
    return max((d for _, d in found), key=lambda d: len(d.name))


def _post(one: Described) -> str:
    """The last word of somebody's role, without its dot."""
    words = (one.role or "").casefold().split()
    return words[-1].rstrip(".") if words else ""


def _bears(one: Described, noun: str) -> bool:
    titles = [word.rstrip(".") for word in (one.role or "").casefold().split()]
    return _post(one) == noun or any(noun in called().get(title, ()) for title in titles)


def owned(found: Described, words: Sequence[Token], owner: Callable[[Token], Described | None]) -> Described:
    """ "His mother" as "Ruben Astley's mother", where it is known who "he" is; else as it stands."""
    first = words[0]
    if first.tag_ != "PRP$" or first.lower_ not in ("his", "her") or found.named:
        return found
    if not any(t.lower_ in _listed("kin") for t in words[1:]):
        return found
    whose = owner(first)
    if whose is None or whose.type != "person" or whose.name.casefold() in ("he", "she"):
        return found
    rest = found.name.split(" ", 1)
    if len(rest) < 2:
        return found
    called = whose.name[:1].lower() + whose.name[1:] if whose.name.startswith(("The ", "A ", "An ")) else whose.name
    return replace(found, name=f"{called}’s {rest[1]}" if "’" in found.name else f"{called}'s {rest[1]}")


def issued(
    found: Described, head: Token, words: Sequence[Token], owner: Callable[[Token], Described | None]
) -> Described | None:
    """ "The advertisement" as "the Brandt campaign's advertisement", where the text told before whose it is.

    The nearest mention before it that has an owner ("Brandt's", "by the union") or somebody who put it out.
    """
    if len(words) != 2 or words[0].lower_ not in ("the", "this", "that") or head.lower_ not in _listed("issued-papers"):
        return None
    like = _listed("advertising") if head.lower_ in _listed("advertising") else frozenset({head.lower_})
    for at in range(head.i - 1, max(head.i - REACH, -1), -1):
        paper = head.doc[at]
        if paper.lower_ not in like:
            continue
        parties = [p for whose in _issuers(paper) if whose.i != head.i and (p := owner(whose)) is not None]
        party = next((p for p in parties if p.type not in ("document", "unknown")), None)
        if party is not None:
            person = party.named and party.type == "person"
            name = party.name if person else f"the {_bare(party.name)}"
            return replace(found, name=f"{name}{'’s' if person or not name.endswith('s') else '’'} {head.lower_}")
    return None


def _bare(name: str) -> str:
    return name.split(" ", 1)[1] if name.casefold().startswith(("the ", "a ", "an ")) else name


def _issuers(paper: Token) -> Iterator[Token]:
    """Whose a paper is: its possessor, who it is "by" or "from", who released it or struck back "with" it."""
    yield from (c for c in paper.children if c.dep_ == "poss")
    for child in paper.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from"):
            yield from (c for c in child.children if c.dep_ == "pobj")
    verb = paper.head
    if paper.dep_ == "pobj" and verb.lower_ == "with":
        verb = verb.head
    elif paper.dep_ != "dobj" or verb.lemma_ not in _listed("putting-out"):
        return
    if verb.pos_ == "VERB":
        yield from (c for c in verb.children if c.dep_ == "nsubj" and c.tag_ not in ("WP", "WDT"))
