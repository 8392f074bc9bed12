"""Pronouns, short names and definite descriptions to the party they stand for, inside one article.

Cautious on purpose: what could be two parties stays as printed. A title, a role or a given name that tells a man from a
woman rules a person out for "she" or "he"; it never chooses one.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stemma.lang.en import descriptions, names, nouns
from stemma.lang.en.offices import Offices
from stemma.lang.en.parties import AGED, Described, describe, proper
from stemma.lang.en.quotes import token_ranges
from stemma.lang.en.trees import SUBJECTS, children, noun_phrase
from stemma.model import PartyType, Spans
from stemma.outlets import identify

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

SINGULAR: dict[str, names.Sex] = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
PLURAL = frozenset("they them".split())
NEAR, FAR = 80, 400
"""Words back to an antecedent: of a pronoun that may mean one who did not speak yet, and of one who did."""

OFTEN = 4
"""So many times, and so many times as often as anybody else, is he named whom a page is about."""
BODY: tuple[PartyType, ...] = ("government", "organisation", "outlet", "agency", "document", "unknown")
"""What "it" can mean. A noun of no known type counts: it may be the one that is meant, and is not passed by."""


class Resolver:
    """Remembers the sources of an article in text order and resolves later mentions to them."""

    def __init__(self, doc: Doc, quotes: Spans = ()) -> None:
        self.quotes = token_ranges(doc, quotes)
        self.seen: list[tuple[int, Described]] = []
        self.full: dict[str, str] = {}
        self.families: dict[str, list[tuple[int, str]]] = {}
        """Where each full name stands, by last name."""
        self.mentions: list[tuple[int, Described]] = []
        """Persons wherever they are named."""
        self.titled: dict[str, dict[str, Described]] = {}
        """Persons by the title before their name ("president"), each under the last name."""
        self.leads: list[tuple[int, Described]] = []
        """Persons in full name who are the subject of a whole sentence."""
        self.roles: dict[str, tuple[str | None, str | None]] = {}
        self.sexes: dict[str, names.Sex] = {}
        self.media: list[tuple[int, Described]] = []
        """Outlets wherever they are named."""
        self._read(doc)
        self.offices = Offices(doc, self.mentions)
        self.bodies = descriptions.bodies(doc)
        """Named bodies that a whole sentence is about."""

    def known(self, head: Token, words: Sequence[Token]) -> Described:
        """The party that `words`, a noun phrase around `head`, mean here. To be asked in text order."""
        found = describe(head, words)
        if head.pos_ == "PRON" and not proper(head):
            meant = self._pronoun(head)
            if meant is not None and meant.type == "person":
                self.seen.append((head.i, meant))
            return meant or found
        found = self._bearer(head, words) or found
        short = found.name if " " not in found.name and found.name[:1].isupper() else ""
        if short in self.full and (found.type == "person" or not found.named):
            name = self._namesake(short, head.i, names.ADDRESS.get(words[0].lower_.rstrip(".")))
            found = Described(name, "person", True, None, found.role, found.affiliation, identity(name))
        elif short and not found.named:  # the parser took a name for another word
            found = next((d for _, d in self.mentions if d.name == short), found)
        elif words[0].lower_ == "the" and AGED.search(found.name):
            meant = self._near(head)
            if meant is None:
                return found  # a pronoun after it means whoever it means
            found = meant
        elif not found.named and (held := self._holder(head, words)) is not None:
            found = held
        elif not found.named and words[0].lower_ in ("the", "this", "that"):
            found = (
                self._definite(head, words)
                or descriptions.person(head, words, self.mentions, self._fits)
                or descriptions.body(head, words, self.bodies)
                or descriptions.issued(found, head, words, self._owner)
                or found
            )
        else:
            found = descriptions.owned(found, words, self._pronoun)
        self.seen.append((head.i, found))
        if found.identity and (found.role or found.affiliation):
            role, affiliation = self.roles.get(found.identity, (None, None))
            self.roles[found.identity] = (role or found.role, affiliation or found.affiliation)
        return found

    def _holder(self, head: Token, words: Sequence[Token]) -> Described | None:
        """Who holds the office that a definite description names ("the Dalmark senator", "his lawyer")."""
        first = words[0]
        owner = self._pronoun(first) if first.tag_ == "PRP$" else None
        owned = any(c.dep_ == "poss" and c.pos_ == "PROPN" for c in head.children)
        if first.lower_ not in ("the", "this", "that", "its") and owner is None and not owned:
            return None
        held = self.offices.meant(head, words, self._fits, owner)
        return None if held is None else self._in_full(held)

    def _owner(self, head: Token) -> Described | None:
        """Whose a paper is, or who put it out: the party that `head` means, where that is plain."""
        if head.pos_ == "PRON" or head.tag_ == "PRP$":
            return self._pronoun(head)
        found = describe(head, [head.doc[i] for i in sorted(noun_phrase(head))])
        return self._in_full(found) if found.named or found.type in ("group", "organisation", "government") else None

    def _bearer(self, head: Token, words: Sequence[Token]) -> Described | None:
        """The person who bears the name of an outlet, where the page names him in full: "Mr. Bloomberg said"."""
        own = [t for t in words if proper(t) and t.i <= head.i]
        titled = [t for t in words if t.lower_.rstrip(".") in names.ADDRESS]
        named = [t for t in own if t not in titled]
        if len(named) != 1 or named[0].text not in self.full or words[0].lower_ == "the":
            return None
        if identify(named[0].text) is None:
            return None
        name = self._namesake(named[0].text, head.i, names.ADDRESS.get(words[0].lower_.rstrip(".")))
        return Described(name, "person", True, None, None, None, identity(name))

    def _read(self, doc: Doc) -> None:
        """Note full names, and the persons that are subjects of something."""
        run: list[Token] = []
        led = -1  # where the sentence begins whose subject was seen
        for token in doc:
            naming = token.pos_ == "PROPN" or _everyday_name(token)
            if naming and not token.is_sent_start:
                run.append(token)
            else:
                self._note(run)
                run = [token] if naming else []
            if token.pos_ == "PROPN" and token.i and (sex := names.ADDRESS.get(_title_before(token))):
                self.sexes.setdefault(token.text, sex)
            if token.dep_ in SUBJECTS and led != token.sent.start:
                led = token.sent.start
                if proper(token) and token.head.dep_ == "ROOT":
                    name = describe(token, [t for t in token.subtree if t.i <= token.i])
                    if name.type == "person" and (" " in name.name or name.name in self.full):
                        self.leads.append((token.i, self._in_full(name)))
        self._note(run)

    def _note(self, run: list[Token]) -> None:
        if not 1 <= len(run) <= 6:
            return
        if len(run) == 1 and run[0].text not in self.full and run[0].dep_ not in SUBJECTS:
            if (known := identify(run[0].text)) is not None:
                self.media.append((run[0].i, Described(known.name, known.kind, True, identity=known.key)))
            elif nouns.BODIES.get(run[0].lower_) == "outlet" and run[0].i and run[0].nbor(-1).lower_ == "the":
                self.media.append((run[0].i, Described(run[0].text, "outlet", True)))  # "the Post story"
            return  # no "Friday", no town
        name = describe(run[-1], run)
        if name.type == "outlet" and name.named:
            self.media.append((run[-1].i, name))
        if name.type != "person":
            return
        titled = bool(name.role) or _title(run[0]) in names.ADDRESS
        if " " in name.name or name.name in self.full or run[-1].dep_ in SUBJECTS or titled:
            self.mentions.append((run[-1].i, name))
        if " " in name.name:
            last = run[-2] if run[-1].lower_.rstrip(".") in names.SUFFIXES else run[-1]
            self.full.setdefault(last.text, name.name)
            self.families.setdefault(last.text, []).append((run[-1].i, name.name))
        if name.role:
            self.titled.setdefault(name.role.casefold(), {}).setdefault(run[-1].text, name)

    def _pronoun(self, head: Token) -> Described | None:
        word = head.lower_
        if word in SINGULAR:
            return self._person(head)
        if head.head.dep_ == "conj" and head.dep_ in SUBJECTS:  # "X did this and it did that": X is meant, or unknown
            who = next(iter(children(head.head.head, *SUBJECTS)), None)
            if who is not None and who.pos_ in ("NOUN", "PROPN"):
                meant = describe(who, [head.doc[i] for i in sorted(noun_phrase(who))])
                return meant if meant.type in (*BODY, "group") and meant.named else None
        wanted = ("group", "government", "organisation") if word in PLURAL else BODY if word == "it" else ()
        if word in PLURAL and self._two(head):
            return None
        for i, candidate in reversed(self.seen):
            if i < head.i and head.i - i <= FAR and candidate.type in wanted:
                return candidate
        return None

    def _person(self, head: Token) -> Described | None:
        """Who last spoke or was the subject of a sentence, else the only one who was named just before.

        Where neither tells, it is who does what the pronoun's own sentence tells of, if nobody else is named between.
        """
        return self._spoken(head) or self._doing(head) or self._leading(head)

    def _two(self, head: Token) -> bool:
        """Whether the last who spoke were two persons with one voice: "they" are both."""
        before = [(i, d) for i, d in self.seen if i < head.i][-2:]
        both = len(before) == 2 and all(d.type == "person" for _, d in before)
        return both and head.doc[before[0][0]].sent == head.doc[before[1][0]].sent and before[0][1] != before[1][1]

    def _leading(self, head: Token) -> Described | None:
        """The one person that the page is about, if he was named just before and no other does anything since."""
        doc = head.doc
        counted = Counter(d.name.split()[-1] for _, d in self.mentions if self._fits(d, head.lower_))
        if not counted:
            return None
        (last, most), *others = counted.most_common(2)
        if most < OFTEN or (others and most < OFTEN * others[0][1]):
            return None
        at = next((i for i in range(head.i - 1, -1, -1) if doc[i].text == last), None)
        if at is None or self._between(at, head.i) > NEAR:
            return None
        acting = (doc[i] for i, d in self.mentions if at < i < head.i and self._fits(d, head.lower_))
        unnamed = (t for t in doc[at : head.i] if t.tag_ == "NN" and nouns.HEADS.get(t.lower_) == "person")
        if any(t.dep_ in SUBJECTS for t in (*acting, *unnamed)):
            return None
        return self._in_full(next(d for _, d in self.mentions if d.name.split()[-1] == last))

    def _doing(self, head: Token) -> Described | None:
        here = head.sent
        who = next((c for c in children(here.root, "nsubj", "nsubjpass") if c.i < head.i and proper(c)), None)
        if who is None:
            return None
        found = describe(who, [t for t in who.subtree if t.i <= who.i])
        between = any(who.i < i < head.i and self._fits(d, head.lower_) for i, d in self.mentions)
        if found.type != "person" or between or not self._fits(found, head.lower_):
            return None
        return self._in_full(found)

    def _outside(self, mentions: Sequence[tuple[int, Described]], head: Token) -> Iterator[tuple[int, Described]]:
        """The mentions that the page makes itself; all of them where `head` stands in a quotation as well."""
        inside = self._quoted(head.i)
        return ((i, d) for i, d in mentions if inside or not self._quoted(i))

    def _quoted(self, at: int) -> bool:
        k = bisect.bisect_right(self.quotes, (at, len(self.quotes) and self.quotes[-1][1])) - 1
        return k >= 0 and self.quotes[k][0] <= at <= self.quotes[k][1]

    def _between(self, first: int, last: int) -> int:
        """Words from one token to another, quotations left out."""
        said = (min(e, last) - max(s, first) for s, e in self.quotes if s < last and first < e)
        return last - first - sum(said)

    def _spoken(self, head: Token) -> Described | None:
        told = (*self.seen, *self._outside(self.leads, head))
        fitting = [d for d in told if d[0] < head.i and self._fits(d[1], head.lower_)]
        last = max((d for d in fitting if d[1].type == "person"), key=lambda d: d[0], default=None)
        if last is not None and self._between(last[0], head.i) <= NEAR:
            return None if self._crossed(last, head) else self._in_full(last[1])
        return self._near(head)

    def _crossed(self, last: tuple[int, Described], head: Token) -> bool:
        """Whether somebody else stands between a speaker and the pronoun, who could be meant as well.

        After a named speaker only who is the subject of a whole sentence ("NAME's son wants to sell"); after an
        unnamed one whoever is named, or does anything.
        """
        at, candidate = last
        others = [
            t
            for t in head.doc[at + 1 : head.i]
            if t.dep_ in SUBJECTS
            and t.tag_ == "NN"
            and nouns.HEADS.get(t.lower_) == "person"
            and not any(c.lower_ in ("my", "our") for c in t.children)  # somebody in the speaker's own words
            and self._fits(_by_noun(t), head.lower_)
        ]
        if candidate.named:
            return any(t.head.dep_ == "ROOT" and t.sent != head.sent for t in others)
        return bool(others) or any(at < i < head.i and self._fits(d, head.lower_) for i, d in self.mentions)

    def _near(self, head: Token) -> Described | None:
        """The only person named just before `head`, of those a "she" or "he" can mean."""
        near = {
            d.name.split()[-1]: d
            for i, d in self._outside(self.mentions, head)
            if head.i - NEAR <= i < head.i and (head.lower_ not in SINGULAR or self._fits(d, head.lower_))
        }
        return self._in_full(next(iter(near.values()))) if len(near) == 1 else None

    def _namesake(self, last: str, at: int, sex: names.Sex | None = None) -> str:
        """The full name that a last name means at token `at`, of several in the text that end in it.

        "Mr" and "Ms" tell man from woman; then whoever spoke or led a sentence last, else whoever was named last.
        """
        family = [(i, name) for i, name in self.families.get(last, ()) if i < at]
        fitting = [(i, n) for i, n in family if sex is None or names.sex_of(n) in (None, "b", sex)]
        if sex is not None:  # a name that is known to be a man's before one that nobody knows of
            fitting = [(i, n) for i, n in fitting if names.sex_of(n) == sex] or fitting
        called = {name for _, name in fitting or family}
        if len(called) < 2:
            return next(iter(called), self.full[last])
        acting = [(i, d.name) for i, d in (*self.seen, *self.leads) if i < at and d.name in called]
        return max(acting or fitting or family)[1]

    def _in_full(self, found: Described) -> Described:
        """A person under the fullest name in the article."""
        if not found.named or found.name not in self.full:
            return found
        name = self.full[found.name]
        return Described(name, "person", True, None, found.role, found.affiliation, identity(name))

    def _fits(self, candidate: Described, pronoun: str) -> bool:
        """Whether nothing known about the person forbids the pronoun."""
        name = self.full.get(candidate.name, candidate.name)
        own = names.sex_of(name, candidate.role or "")
        alone = len({full for _, full in self.families.get(name.split()[-1], ())}) < 2  # "Mr X" tells of no other X
        known = (self.sexes.get(name.split()[-1]) if alone else None) or own
        return known in (None, "b", SINGULAR[pronoun])

    def _definite(self, head: Token, words: Sequence[Token]) -> Described | None:
        """ "The ministry" after "the Foreign Ministry", "the governor" after "Governor X", "the agency" after one."""
        titled = self.titled.get(" ".join(t.lower_ for t in words[1:]), {})
        if titled:
            return self._in_full(next(iter(titled.values()))) if len(titled) == 1 else None
        if len(words) != 2:
            return None
        noun = head.lower_
        kind = nouns.type_of(noun, head.lemma_)
        matching: dict[str, Described] = {}
        for i, candidate in self.seen:
            if i >= head.i or head.i - i > FAR or not candidate.named:
                continue
            called = {*candidate.name.casefold().split(), _post(candidate.role or "")}
            if noun in called or (kind in ("outlet", "agency") and candidate.type == kind):
                matching[candidate.name] = candidate
        if kind == "outlet" and not matching:
            near = [(i, d) for i, d in self.media if head.i - NEAR <= i < head.i]
            led = [(i, d) for i, d in near if head.doc[i].dep_ in SUBJECTS and head.doc[i].head.dep_ == "ROOT"]
            matching = {d.name: d for _, d in led[-1:] or near}
        return next(iter(matching.values())) if len(matching) == 1 else None


def _by_noun(noun: Token) -> Described:
    """Somebody under a noun ("the engineer"), and by name where it follows ("the engineer, Mr Quell")."""
    name = next((c.text for c in children(noun, "appos") if c.pos_ == "PROPN"), noun.text)
    return Described(name, "person", False, role=noun.lower_)


def _post(role: str) -> str:
    """The noun of a role: "adviser" of "the mayor's adviser on safety"."""
    words = re.split(r" (?:of|for|on|at|to|in|with) |,", role.casefold())[0].split()
    return words[-1] if words else ""


def _everyday_name(token: Token) -> bool:
    """Whether a word that the tagger took for an everyday one is a given name: "Will Carr, a director"."""
    if token.tag_ not in ("MD", "NN", "VB", "JJ") or token.i + 1 == len(token.doc) or not token.text[:1].isupper():
        return False
    return token.nbor(1).pos_ == "PROPN" and token.text in names.given_names() and token.sent[-1].text != "?"


def _title(token: Token) -> str:
    return token.lower_.rstrip(".")


def _title_before(token: Token) -> str:
    return _title(token.nbor(-1))


def identity(name: str) -> str:
    """The key of a person of that name."""
    return "person:" + "-".join(name.casefold().split())
