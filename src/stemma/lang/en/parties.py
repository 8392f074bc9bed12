"""Who a source is: its type, name or description, role and affiliation, from the words of its noun phrase.

Known agencies and outlets come from `stemma.outlets`; the rest is told by head nouns and capital letters. Who an
unnamed source is, is never guessed: its description stands as printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemma.lang import words as vocabularies
from stemma.lang.en import names, nouns
from stemma.lang.en.bearers import bearer
from stemma.lang.en.parse import everyday
from stemma.model import PartyType
from stemma.outlets import identify

if TYPE_CHECKING:
    from stemma.lang.en.document import Token


@dataclass(frozen=True, slots=True)
class Described:
    """A source as its noun phrase describes it."""

    name: str
    type: PartyType
    named: bool
    description: str | None = None
    role: str | None = None
    affiliation: str | None = None
    identity: str | None = None


def source_like(head: Token) -> bool:
    """Whether a noun can speak: a person, body, outlet or document, a name, a personal pronoun."""
    if proper(head) or any(c.dep_ == "appos" and c.pos_ == "PROPN" for c in head.children):
        return True
    if head.pos_ == "PRON":
        return head.lower_ in nouns.PRONOUNS
    return nouns.type_of(head.lower_, head.lemma_) is not None


def proper(token: Token) -> bool:
    """Whether the token is a proper noun, or the second half of one that is written with a hyphen ("Ji-hoon").

    A small "president" that the parser took for a name is none.
    """
    if token.pos_ == "PROPN":
        return not (token.text.islower() and nouns.type_of(token.lower_, token.lemma_))
    at, doc = token.i, token.doc
    return at > 1 and doc[at - 1].text == "-" and doc[at - 2].pos_ == "PROPN" and doc[at - 1].whitespace_ == ""


def describe(head: Token, tokens: Sequence[Token]) -> Described:
    """The party that the noun phrase `tokens` with the head word `head` means."""
    if len(tokens) > 1 and tokens[-1].tag_ == "POS":  # "the administration's announcement" is its own
        tokens = tokens[:-1]
    found = _by_parse(head, tokens)
    held = bearer(tokens) if len(tokens) > 1 and found.type not in ("outlet", "agency") else None
    if held is None:
        return found
    name, lead = held
    text = printed(name)
    if found.name == text or (
        found.named
        and found.type == "person"
        and len(found.name) > len(text)
        and nouns.TITLES.isdisjoint(found.name.casefold().split())
        and not lead
    ):
        return found
    role, place = _role([t for t in lead if t.i < name[0].i], (), name, tokens)
    return Described(text, "person", True, None, role, place, f"person:{_key(text)}")


def _by_parse(head: Token, tokens: Sequence[Token]) -> Described:
    """The same by the parse alone."""
    text = printed(tokens)
    if head.pos_ == "PRON" and not proper(head):
        return Described(text, _pronoun_type(head.lower_), False, text)
    known = _known(head, tokens)
    if known is not None:
        return known
    if DOMAIN.search(head.text):
        return Described(head.text, "outlet", True, None, identity=f"outlet:{_key(head.text)}")
    after = head.nbor(1) if head.i + 1 < len(head.doc) else head
    if head.lower_ in ("channel", "radio") and head.text[0].isupper() and after.like_num and after in tokens:
        title = f"{head.text} {after.text}"
        return Described(title, "outlet", True, None, identity=f"outlet:{_key(title)}")
    kind = nouns.type_of(head.lower_, head.lemma_)
    text = printed(_without_clause(tokens))
    if head.i > 1 and head.nbor(-1).text == "-" and head.nbor(-2).text.islower() and head.nbor(-2) in tokens:
        return Described(text, "person" if head.tag_ == "NNP" else "group", False, text)  # "the ex-Republican"
    if head.lower_ == "paper" and STUDY.search(head.doc.text):
        kind = "document"
    if AGED.search(text):
        return Described(text, "person", False, text)
    if head.lower_ == "one" and any(c.lower_ == "of" for c in head.children):
        return Described(text, "person", False, text)
    people = nouns.BODIES.get(head.lower_) is None and kind in (None, "group", "person")
    surname = kind is None and len(tokens) == 1 and not head.lower_.endswith(nouns.PEOPLES)
    surname = surname and head.lower_.removesuffix("s") not in nouns.NATIONALS
    if head.tag_ == "NNPS" and people and not surname and text.lower().removeprefix("the ") not in nouns.countries():
        team = kind is None and not head.lower_.endswith(nouns.PEOPLES) and _compounded(head)
        if not team:
            return Described(text, "group", False, text)
    if head.lower_ in nouns.NATIONALS and tokens[0].lower_ in ("the", "a", "an", "one", "another"):
        return Described(text, "person", False, text)
    relay = _relay(head, kind)
    if relay is not None:
        return relay
    name = _name(head, tokens)
    if name:
        return _named(head, tokens, name, kind)
    if (
        kind in ("outlet", "agency")
        and head.tag_ == "NN"
        and (title := _following(head, tokens) or _title(head, tokens))
    ):
        return Described(title, kind, True, None, identity=f"{kind}:{_key(title)}")
    if kind is None:
        kind = "group" if head.tag_ == "NNS" else "unknown"
    if kind == "person" and head.tag_ == "NNS":
        kind = "group"
    before = [t for t in tokens if t.pos_ == "PROPN" and t.i < head.i]
    if kind in ("government", "organisation") and before and head.tag_ == "NN":
        owner = _owner(head)
        return Described(
            _plain(text), kind, True, None, affiliation=owner, identity=_body_key(kind, head, tokens, owner)
        )
    return Described(text, kind, False, text)


def printed(tokens: Sequence[Token]) -> str:
    """The words as they stand in the text, gaps left out, white space made plain."""
    text = "".join(
        t.text_with_ws if k + 1 < len(tokens) and tokens[k + 1].i == t.i + 1 else t.text + " "
        for k, t in enumerate(tokens)
    )
    return " ".join(text.split()).strip(" ,;:—–-")


def timeless(head: Token, tokens: Sequence[Token]) -> list[Token]:
    """`tokens` around `head` without the time behind them: "a prison statement *Monday*", "Voss *over the weekend*"."""
    days, parts = vocabularies.of("en")["days-and-months"], vocabularies.of("en")["parts-of-days"]
    kept = list(tokens)
    if proper(head):
        cut = next((k for k, t in enumerate(kept) if t.i > head.i and t.lower_ in BESIDE and t.head == head), None)
        kept = kept[:cut]
    at = len(kept)
    while at > 1 and (kept[at - 1].lower_ in days or (kept[at - 1].lower_ in parts and kept[at - 2].lower_ in days)):
        at -= 1
    return kept[:at] if kept[at - 1].i >= head.i else kept


BESIDE = frozenset({"over", "on", "after", "during", "before", "since"})
"""Prepositions that tell when somebody named speaks, and are no part of who he is."""
STUDY = re.compile(r"\b(?:peer[- ]review|co-?authors?|lead author|journal)")
"""In an article with one of these, a "paper" is no newspaper."""
FIRMS = re.compile(r"[a-z](?:stat|soft|tech|corp|media|watch|pol)$")
"""Endings of single words that name a body ("Eurostat")."""
INITIALS = re.compile(r"(?:[A-Z]\.-?){1,3}")
"""Initials for a given name: "A.J. Smith"."""
DOMAIN = re.compile(r"\w\.(?:com|net|org|co\.[a-z]{2})$")
"""A name on the web: of an outlet, when it speaks."""
AGED = re.compile(r"\b\d{1,3}-year-old$")


def _without_clause(tokens: Sequence[Token]) -> Sequence[Token]:
    """A description without what is told of it behind a comma ("…, who left", "…, speaking on condition …")."""
    for at in range(1, len(tokens) - 1):
        following = tokens[at + 1]
        told = following.tag_ in ("WP", "WDT", "WP$", "WRB") or following.lower_ in (
            "speaking",
            "requesting",
            "asking",
            "when",
            "reached",
            "contacted",
        )
        if tokens[at].text in (",", "–", "—", "--") and told:
            return tokens[:at]
    return tokens


def _plain(text: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", text, flags=re.IGNORECASE)


def _pronoun_type(word: str) -> PartyType:
    if word in ("he", "she", "him", "her", "i", "me", "who"):
        return "person"
    return "group" if word in ("they", "them", "we", "many", "some", "others", "both", "all", "several") else "unknown"


def _known(head: Token, tokens: Sequence[Token]) -> Described | None:
    """A known agency or outlet: the head with its modifiers, without what follows it."""
    if head.pos_ not in ("PROPN", "NOUN"):
        return None
    before = [t for t in tokens if t.i <= head.i]
    if not any(t.text[:1].isupper() for t in before):
        return None
    found = identify(printed(before))
    if found is None:
        return None
    return Described(found.name, found.kind, True, None, identity=found.key)


DESKS = frozenset("unit desk team bureau newsroom".split())
"""Parts of an outlet that speak for it: "the Courier's investigations desk"."""


def _relay(head: Token, kind: PartyType | None) -> Described | None:
    """The outlet of "an AP account", "the Herald report": the words are the outlet's own."""
    own = ("poss",) if head.lemma_ in DESKS else ("compound", "nmod")
    if head.lemma_ not in DESKS and (
        kind != "document" or head.lemma_ not in ("account", "report", "story", "article")
    ):
        return None
    for child in head.children:
        if child.dep_ in own and child.pos_ == "PROPN":
            known = identify(printed([t for t in child.subtree if t.i <= child.i]))
            if known is not None:
                return Described(known.name, known.kind, True, None, identity=known.key)
    return None


def _title(head: Token, tokens: Sequence[Token]) -> str:
    """The proper name right before the noun of an outlet ("the Lakeside Courier newspaper")."""
    run: list[Token] = []
    for token in reversed([t for t in tokens if t.i < head.i]):
        if token.pos_ == "PROPN" and token.dep_ == "compound":
            run.insert(0, token)
        elif run or token.lower_ not in ("news", "daily", "weekly", "local"):
            break
    return printed(run) if run else ""


def _compounded(head: Token) -> bool:
    """Whether a plural is the end of a longer proper name ("the Joint Chiefs of Staff", "Calder Rovers")."""
    return any(c.dep_ == "compound" and c.pos_ == "PROPN" for c in head.children)


def _following(head: Token, tokens: Sequence[Token]) -> str:
    """The proper name that ends the phrase right after the noun of an outlet ("the news agency Norvision")."""
    after = [t for t in tokens if t.i > head.i]
    return printed(after) if after and all(t.pos_ == "PROPN" or t.text == "-" for t in after) else ""


def _name(head: Token, tokens: Sequence[Token]) -> list[Token]:
    """The proper name at the core of the noun phrase: `head` and the capitalised words before it, or an apposition."""
    present = {t.i: t for t in tokens}
    if proper(head) or _capital(head):
        run = [head]
        at = head.i - 1
        while at in present and (present[at].pos_ == "PROPN" or _joins(present, at) or _within(present, at, head)):
            run.insert(0, present[at])
            at -= 1
        after = head.i + 1  # "Ministry of Defence", "University of X"
        while after in present and present[after].lower_ in ("of", "for", "and") and after + 1 in present:
            step = after + 1
            while step in present and present[step].lower_ in ("the",):
                step += 1
            if step not in present or present[step].pos_ != "PROPN" or head.lower_ not in OFFICES:
                break
            while step in present and present[step].pos_ == "PROPN":
                step += 1
            run += [present[i] for i in range(after, step)]
            after = step
        while len(run) < 4 and run[-1].i + 1 in present and present[run[-1].i + 1].pos_ == "PROPN":
            run.append(present[run[-1].i + 1])  # the parser took the first name for the head
        number = present.get(head.i + 1)
        if number is not None and number.text.isdigit() and head.lower_ in ("channel", "radio", "unit", "local"):
            run.append(number)
        return run
    for child in head.children:  # "the spokesman, Dmitry Peskov"
        owner = child.i + 1 in present and present[child.i + 1].tag_ == "POS"  # "one senator, Norland's NAME"
        if child.dep_ == "appos" and child.pos_ == "PROPN" and child.i in present and not owner:
            return _name(child, tokens)
    return []


def _capital(head: Token) -> bool:
    """A capitalised word that the tagger took for a common noun, and that is none that we know."""
    return (
        head.pos_ == "NOUN"
        and head.text[:1].isupper()
        and not head.is_sent_start
        and nouns.type_of(head.lower_, head.lemma_) is None
    )


def _joins(present: dict[int, Token], at: int) -> bool:
    token = present[at]
    return (
        (
            token.text in ("-", "’", "'", "&", ".")
            or (token.tag_ == "POS" and at - 1 in present and present[at - 1].lower_ in POSSESSORS)
            or token.lower_ in ("of", "al", "bin", "de", "la", "van", "von", "der")
        )
        and at - 1 in present
        and present[at - 1].pos_ == "PROPN"
    )


def _within(present: dict[int, Token], at: int, head: Token) -> bool:
    """Whether the "and" at `at` is part of a body's name: "the Transport and General Alliance"."""
    before = present.get(at - 1)
    return (
        present[at].lower_ in ("and", "for")
        and before is not None
        and before.pos_ == "PROPN"
        and before.lower_ not in nouns.BODIES
        and head.lower_ in (OFFICES | nouns.BODIES.keys())
        and at + 1 in present
        and present[at + 1].pos_ == "PROPN"
    )


def _named(head: Token, tokens: Sequence[Token], name: list[Token], kind: PartyType | None) -> Described:
    titles = 0
    if name[-1].lower_ not in nouns.BODIES and name[-1].lower_ not in OFFICES:
        titles = 1 + max((k for k in range(len(name) - 1) if _titular(name, k)), default=-1)
    role = name[:titles]
    core = name[titles:]
    while len(core) > 1 and core[0].is_punct:  # the dot of "Col."
        core = core[1:]
    text = printed(core)
    lead = [t for t in tokens if t.i < name[0].i]
    word = core[-1].lower_
    body = nouns.BODIES.get(word) or nouns.type_of(word, word)
    if len(core) > 2 and core[-2].lower_ in ("news", "press") and word in ("agency", "service", "association"):
        body = "agency"
    if body in ("person", "group") and len(core) > 1:
        body = None
    if body is None and head.pos_ == "NOUN" and kind is not None and kind not in ("person", "group"):
        body = kind
    if body is None:
        for token in core:
            body = nouns.BODIES.get(token.lower_)
            if body:
                break
    if body is None and text.lower() in nouns.countries():
        body = "government"
    if body is None and not role:
        body = _called(core)
    if body is None:
        body = "person" if _personal(core, role, lead, tokens) else "organisation"
    known = identify(text)
    if known is not None and not titles:
        return Described(known.name, known.kind, True, None, identity=known.key)
    if body != "person":
        owner = _owner(head) if body == "government" else None
        return Described(text, body, True, None, affiliation=owner, identity=_body_key(body, head, core, owner))
    roles, place = _role(lead, role, name, tokens)
    return Described(text, "person", True, None, roles, place, f"person:{_key(text)}" if len(core) > 1 else None)


def _called(core: Sequence[Token]) -> PartyType | None:
    """What the noun right before a name calls its bearer, if no person: "the news agency X", "broadcaster X"."""
    if core[0].i == 0 or core[0].text in names.given_names():
        return None
    noun = core[0].nbor(-1)
    if noun.lower_ in ("daily", "weekly", "tabloid"):
        return "outlet"
    if noun.pos_ != "NOUN" or noun.tag_ != "NN":
        return None
    kind = nouns.type_of(noun.lower_, noun.lemma_)
    return kind if kind in ("outlet", "agency", "government", "organisation") else None


def _owner(head: Token) -> str | None:
    """The state or place whose body it is: "South Korea's …", also where it stands before the first of a list."""
    at = head
    for _ in range(4):
        for child in at.children:
            if child.i >= at.i:
                continue
            if child.dep_ == "poss" and child.pos_ == "PROPN":
                return printed([t for t in child.subtree if t.dep_ != "case" and t.pos_ != "DET"])
            if child.text.lower() in nouns.countries():
                return child.text
        if at.dep_ not in ("conj", "appos"):
            return None
        at = at.head
    return None


POSSESSORS = frozenset(
    """sheriff attorney prosecutor general governor mayor coroner president children women men workers teachers king
    queen veterans people lawyers farmers""".split()
)
"""Whose "'s" is part of a body's name: "Marlow County Sheriff's Office"."""

OFFICES = frozenset(
    """ministry department office bureau board bank university college institute center centre church house court
    council commission committee association society federation union republic academy museum school agency service
    organization organisation party army kingdom conference congress confederation chamber league alliance
    chiefs institution""".split()
)
"""Words after which "of X" belongs to the name of a body."""

GENERIC = frozenset(
    """ministry department office agency service police bureau council court commission committee parliament government
    presidential national federal state foreign defense defence interior justice finance health education home security
    intelligence affairs prime minister minister's president's supreme high central army navy air force coast guard
    military senate house congress authority administration treasury central and of for the""".split()
)
"""Words of which the name of a body may consist in any country; without its country it has no identity."""


def _body_key(kind: PartyType, head: Token, words: Sequence[Token], owner: str | None) -> str | None:
    core = [t for t in words if t.pos_ not in ("DET", "PART", "PUNCT") and t.i <= max(head.i, words[-1].i)]
    names = [t.lower_ for t in core if owner is None or t.text not in owner.split()]
    if not names:
        return None
    key = "-".join(re.findall(r"\w+", " ".join(names)))
    if owner is not None:
        return f"{kind}:{_key(owner)}/{key}"
    common = all(name in GENERIC for name in names) or (len(names) == 1 and names[0] in nouns.BODIES)
    return None if common else f"{kind}:{key}"


def _titular(name: Sequence[Token], at: int) -> bool:
    """Whether the word is part of a title: "Secretary", and "of State" after it."""
    word = name[at].lower_.rstrip(".")
    if word == "of":
        return at > 0 and at + 2 < len(name) and _titular(name, at - 1)
    if word in nouns.TITLES or nouns.HEADS.get(word) == "person":
        return True
    if at > 0 and name[at - 1].lower_ == "of" and _titular(name, at - 1):
        return True
    called = at + 1 < len(name) and name[at + 1].text in names.given_names()
    return called and nouns.type_of(word, word) == "person"  # "Contractor Pavel S" at the start of a sentence


def _key(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.casefold()))


def _personal(core: Sequence[Token], titles: Sequence[Token], lead: Sequence[Token], tokens: Sequence[Token]) -> bool:
    if titles or _called_person(core[-1], tokens):
        return True
    if lead and lead[-1].lower_ == "the":
        return False
    if len(core) > 1:
        known = core[0].text in names.given_names() or INITIALS.fullmatch(core[0].text)
        return bool(known) or not _thing(core[-1])
    return not (core[0].text.isupper() or FIRMS.search(core[0].text)) or len(core[0].text) == 1


def _called_person(name: Token, tokens: Sequence[Token]) -> bool:
    """Whether a noun for one person stands behind a name and a comma: "Lis Smith, *a spokeswoman* for the party"."""
    after = [t for t in tokens if t.i > name.i][:6]
    if len(after) < 3 or after[0].text != "," or after[1].lower_ not in ("a", "an", "the"):
        return False
    noun = next((t for t in after[2:] if t.tag_ == "NN"), None)
    return noun is not None and nouns.type_of(noun.lower_, noun.lemma_) == "person"


def _thing(word: Token) -> bool:
    """Whether the last word of a name is an everyday word, as in the names of firms ("Bexley Roads")."""
    low = word.lower_
    return len(low) > 4 and (low in everyday() or (low.endswith("s") and low[:-1] in everyday()))


PORTFOLIOS = frozenset(
    """finance interior defence defense foreign justice health education home transport agriculture energy trade labour
    labor environment culture information prime treasury planning housing tourism interior affairs resources""".split()
)
"""Words before "minister" that belong to the post, not to a place or body."""

CIVIL = names.ADDRESS.keys() | {"mx", "dr"}
"""Forms of address: no role."""


def _role(
    lead: Sequence[Token], titles: Sequence[Token], name: Sequence[Token], tokens: Sequence[Token]
) -> tuple[str | None, str | None]:
    """Role and affiliation: "Kremlin spokesperson NAME", "NAME, a spokesman for the Kremlin"."""
    words = [t for t in (*lead, *titles) if t.lower_.rstrip(".") not in CIVIL and not (t.is_punct and t.text == ".")]
    if not words:
        after = [t for t in tokens if t.i > name[-1].i]
        told = next((k for k, t in enumerate(after) if t.tag_ in ("WP", "WDT", "WP$")), len(after))
        after = after[:told]
        while after and (after[0].is_punct or after[0].like_num):  # "NAME, 31, a nurse"
            after = after[1:]
        if not after or not any(nouns.type_of(t.lower_, t.lemma_) == "person" for t in after):
            return None, None
        of = next((k for k, t in enumerate(after) if t.lower_ in ("of", "for", "at", "with", "from")), None)
        first = next((k for k, t in enumerate(after) if t.text in (",", "(", "and")), None)
        if any(t.pos_ == "PROPN" and t.text in names.given_names() for t in after[: min(of or 99, first or 99)]):
            return None, None  # the next of a list: "NAME, Minority Leader OTHER NAME and 18 members"
        role = _plain(printed(after[:of]))
        return role or None, (_plain(printed(after[of + 1 :])) or None) if of is not None else None
    cut = 0
    for k, token in enumerate(words):
        post = k + 1 < len(words) and words[k + 1].lower_ in ("minister", "secretary") and token.lower_ in PORTFOLIOS
        if (token.pos_ == "PROPN" and token not in titles and not post) or token.text in ("'s", "’s"):
            cut = k + 1
    place = _plain(printed([t for t in words[:cut] if t.text not in ("'s", "’s")])) or None
    return _plain(printed(words[cut:])) or None, place
