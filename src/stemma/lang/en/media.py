"""What a phrase needs to name an outlet where the frame lets one expect it, and which of its words are the name.

Read off the words, not the parse: titles in quotation marks ("on 'Harbour Talk'"), possessives ("Channel 9's Dana
Holt") and call signs ("KTRN-TV") are what a parser gets wrong.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import nouns
from stemma.lang.en.trees import noun_phrase
from stemma.outlets import identify

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

LONGEST = 14
"""Words of an outlet's phrase at most."""
CALL_SIGN = re.compile(r"[KW][A-Z]{2,3}(?:-(?:TV|FM|AM))?")
_OPENING, _CLOSING = frozenset({"“", '"', "``", "''", "‘"}), frozenset({"”", '"', "''", "’", "'"})
_ARTICLES = frozenset({"the", "a", "an", "another", "one"})


@dataclass(frozen=True, slots=True)
class Medium:
    """An outlet as a phrase names it.

    `loose`: told by its form alone (a quoted title, a capital "The"), no known name or noun. `quoted`: a title in
    quotation marks. `own`: the speaker's ("her blog"). `person`: a host who is named without an outlet. `outlet`:
    false for whoever else published something ("released by the campaign"). `relayed`: it passes on what another
    outlet has ("…, as reported by X").
    """

    head: Token
    words: list[Token]
    loose: bool = False
    quoted: bool = False
    own: bool = False
    person: bool = False
    outlet: bool = True
    relayed: bool = False


@functools.cache
def _listed(name: str) -> frozenset[str]:
    """A vocabulary of `words/carriers.toml`; asked for each token."""
    return words.of("en")[name]


def medium_at(doc: Doc, start: int, inside: set[int]) -> Medium | None:
    """The outlet that the phrase at token `start` names, if it names one. `inside` words end the phrase.

    `start` may lie behind the last token: no phrase.
    """
    phrase = _phrase(doc, start, inside)
    owned = any(t.tag_ == "POS" for t in phrase) and phrase[-1].lemma_ in _listed("own-places")
    own = bool(phrase) and (phrase[0].tag_ == "PRP$" or owned)
    core = phrase[1:] if phrase and (phrase[0].lower_ in _ARTICLES or own) else phrase
    if not core:
        return None
    station = core[-1].pos_ == "NOUN" and core[-1].lemma_ in _listed("stations")
    if station and phrase[0].lower_ in ("a", "an", "another"):
        return Medium(core[-1], phrase, own=own)  # "a CBS affiliate": which, is not told
    owner = _owner(core)
    called = next((k for k, t in enumerate(core) if nouns.type_of(t.lower_, t.lemma_) == "outlet"), None)
    if owner and called is not None and called < len(owner) and core[0].text.islower():
        return Medium(core[-1], list(core[called + 1 :]), own=own, quoted=True)  # "radio show Mo's Corner"
    if owner:
        found = _named(owner) or _form(owner, phrase)
        if found is not None and not _voiceless(core):
            return found
    title = _title(core)
    if title:
        return Medium(title[-1], title, loose=True, quoted=True, own=own)
    whole = _named(phrase) if phrase[0].lower_ == "the" else None  # "The Intercept" is known, "Intercept" is not
    found = whole or _named(core)
    if found is not None and not _voiceless(core):
        return Medium(found.head, found.words, own=own)
    show = next((k for k, t in enumerate(core) if nouns.type_of(t.lower_, t.lemma_) == "outlet"), None)
    if show is not None and 0 < show < len(core) - 1 and core[0].text[:1].isupper():
        return Medium(core[show], list(core[: show + 1]), own=own)  # "HARBOUR show co-host NAME"
    head = core[-1]
    kind = nouns.type_of(head.lower_, head.lemma_)
    if kind in ("outlet", "agency") and head.pos_ in ("NOUN", "PROPN"):
        return _called(head, inside) or Medium(head, phrase, own=own)
    called = next((k for k, t in enumerate(core) if t.lower_ in _listed("hosts") and t.pos_ == "NOUN"), None)
    if called is not None and called + 2 < len(core) and all(t.pos_ == "PROPN" for t in core[called + 1 :]):
        return Medium(head, phrase, person=True) if called and core[0].lower_ in _listed("airwaves") else None
    return _form(core, phrase) if not _voiceless(core) else None


def host_at(doc: Doc, start: int, inside: set[int]) -> Medium | None:
    """The outlet of whom a phrase names with it: "Mo Dane of Channel 9", "the hosts of 'Harbour Talk'"."""
    whom = _phrase(doc, start, inside)
    at = whom[-1].i + 1 if whom else len(doc)
    if at + 1 >= len(doc) or doc[at].lower_ not in ("of", "from") or _voiceless(whom):
        return None
    core = whom[1:] if whom[0].lower_ in _ARTICLES else whom
    named = all(t.pos_ == "PROPN" for t in core)
    if not core or not (named or core[-1].lemma_ in _listed("hosts")):
        return None
    found = medium_at(doc, at + 1, inside)
    return found if found is not None and (not found.loose or (found.quoted and not named)) else None


def _called(noun: Token, inside: set[int]) -> Medium | None:
    """The name behind the comma after an outlet's noun: "the local newspaper, the Perry Herald, that …"."""
    doc, at = noun.doc, noun.i + 2
    if noun.pos_ != "NOUN" or at >= len(doc) or noun.nbor(1).text != ",":
        return None
    name = _phrase(doc, at, inside)
    if len(name) < 2 or name[0].lower_ != "the" or not all(t.text[:1].isupper() for t in name[1:]):
        return None
    return Medium(name[-1], name)


def _phrase(doc: Doc, start: int, inside: set[int]) -> list[Token]:
    """The words of a name or noun phrase from `start` on, without what hangs on it by a preposition or a comma."""
    found: list[Token] = []
    quoted = False
    for token in doc[start : start + LONGEST]:
        if token.i in inside or token.is_space:
            break
        if token.text in _OPENING and not quoted and _has_end(token):
            quoted = True
        elif quoted:
            quoted = token.text not in _CLOSING
        elif token.text in (",", ";", ".", ":", "(") or not _nominal(token, found):
            break
        found.append(token)
    while found and (found[-1].lower_ in ("and", "&") or found[-1].tag_ == "POS"):
        found.pop()
    return found


def _has_end(mark: Token) -> bool:
    """Whether a title opens here: a closing mark follows within a few capitalised words."""
    after = mark.doc[mark.i + 1 : mark.i + 9]
    return bool(after) and after[0].text[:1].isupper() and any(t.text in _CLOSING for t in after)


def _nominal(token: Token, before: Sequence[Token]) -> bool:
    if token.lower_ in _listed("days") or token.lower_ in ("that", "this", "he", "she", "they", "it"):
        return not before and token.lower_ == "this"
    if token.lower_ in _ARTICLES or token.tag_ == "PRP$":
        return not before or before[-1].tag_ == "POS"
    if token.tag_ == "POS" or token.text in ("-", "/", "&", "’", "'", "’s", "'s"):
        return bool(before)
    if token.lower_ == "and":
        return bool(before) and before[-1].text[:1].isupper() and token.i + 1 < len(token.doc) and (
            token.nbor(1).text[:1].isupper() and "newspaper" in {t.lower_ for t in token.doc[token.i : token.i + 4]}
        )  # fmt: skip
    if token.pos_ == "NUM" or token.like_num:
        return bool(before) and before[-1].text[:1].isupper()
    return token.pos_ in ("PROPN", "NOUN", "ADJ") or (token.text[:1].isupper() and token.pos_ != "PRON")


def _owner(core: Sequence[Token]) -> list[Token]:
    """The words before the possessive: "Channel 9" of "Channel 9's Dana Holt"."""
    for k, token in enumerate(core):
        if k and (token.tag_ == "POS" or token.text in ("’s", "'s")):
            return list(core[:k])
        if token.text in _OPENING:
            return []
    return []


def _title(core: Sequence[Token]) -> list[Token]:
    """The words of a title in quotation marks that the phrase begins with or ends in."""
    opened = next((k for k, t in enumerate(core) if t.text in _OPENING), None)
    if opened is None:
        return []
    ends = next((k for k, t in enumerate(core[opened + 1 :], opened + 1) if t.text in _CLOSING), len(core))
    return [t for t in core[opened + 1 : ends] if not t.is_punct or t.text == "&"]


def _named(core: Sequence[Token]) -> Medium | None:
    """The known outlet, call sign or numbered channel that the words begin with, as far as it goes."""
    for k in range(len(core), 0, -1):
        text = "".join(t.text_with_ws for t in core[:k]).strip()
        if core[0].text[:1].isupper() and identify(text) is not None:
            return Medium(core[k - 1], list(core[:k]))
    first = core[0]
    if first.lower_ in _listed("networks") and first.text[:1].isupper():
        more = len(core) > 1 and core[1].like_num
        return Medium(first, list(core[: 2 if more else 1]))
    for k, token in enumerate(core):
        if CALL_SIGN.fullmatch(token.text) or (token.text.isupper() and token.text.endswith(("-TV", "-FM"))):
            return Medium(token, [token])
        if token.lower_ in _listed("called-first") and token.text[:1].isupper() and k + 1 < len(core):
            end = next((n for n in range(k + 1, len(core)) if not core[n].text[:1].isupper()), len(core))
            end = k + 2 if core[k + 1].like_num else end  # "Channel 9 anchor NAME"
            if end > k + 1:
                return Medium(core[end - 1], list(core[:end]))
    for k in range(len(core) - 1, -1, -1):
        last = k + 1 == len(core) or core[k + 1].pos_ != "PROPN"
        titled = _titled(core[k]) or (last and nouns.BODIES.get(core[k].lower_) == "outlet")
        if titled and core[k].pos_ == "PROPN" and core[0].text[:1].isupper():
            return Medium(core[k], list(core[: k + 1]))
    return None


def _form(core: Sequence[Token], phrase: Sequence[Token]) -> Medium | None:
    """An outlet by its printed form: a capital "The" in mid-sentence before a name ("told The Beacon")."""
    first = phrase[0]
    capital = first.text in ("The", "THE") and not first.is_sent_start
    if capital and len(core) < 4 and all(t.text[:1].isupper() for t in core):
        return Medium(core[-1], [*phrase[: 1 + len(core)]], loose=True)
    return None


def _voiceless(core: Sequence[Token]) -> bool:
    """Whether the phrase means somebody who has a part in an outlet and is not its voice: "the Courier's owner"."""
    return any(t.lemma_.lower() in _listed("voiceless") for t in core)


def named_before(vehicle: Token) -> Medium | None:
    """The outlet among the modifiers of a noun: "a Channel 9 interview", "an October CNN interview"."""
    doc, start = vehicle.doc, vehicle.i
    while start > vehicle.sent.start and doc[start - 1].pos_ in ("PROPN", "NUM", "NOUN", "ADJ", "PART"):
        start -= 1
    core = [t for t in doc[start : vehicle.i] if t.lower_ not in _listed("days")]
    while core and not core[0].text[:1].isupper():
        core = core[1:]
    return _named(core) if core else None


def is_outlet(head: Token) -> bool:
    """Whether the noun phrase of `head` names an outlet or agency."""
    if head.pos_ == "PRON":
        return False
    before = [t for t in head.subtree if t.i <= head.i]
    text = "".join(t.text_with_ws for t in before).strip()
    if identify(text) is not None:
        return True
    if head.pos_ == "PROPN" and any(t.pos_ == "PROPN" and _titled(t) for t in before):
        return True
    return nouns.type_of(head.lower_, head.lemma_) in ("outlet", "agency")


def _titled(word: Token) -> bool:
    """Whether a word of a name is one that titles of newspapers and channels have."""
    first = word.lower_ in ("daily", "sunday", "weekly", "evening", "morning") and word.dep_ == "compound"
    if word.lower_ in _listed("called-first") and word.text[0].isupper():
        return True
    return first or (word.dep_ != "compound" and nouns.BODIES.get(word.lower_) == "outlet")


def phrase_of(head: Token, inside: set[int]) -> Medium:
    """The noun phrase of `head` as an outlet, without its closing punctuation."""
    found = [head.doc[i] for i in sorted(noun_phrase(head) - inside)]
    while found and found[-1].pos_ == "PUNCT":
        found.pop()
    return Medium(head, found or [head], outlet=is_outlet(head))
