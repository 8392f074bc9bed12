"""The person whom a noun phrase names, read from its words alone: the office stands before the name, or a comma.

"Unity MP Lucia Berrow", "the acting head of Calder Analytics, Dr Alexander Teal", "One of the anglers, Colm Ferris",
"Will Carr, HCA director", "Dolores “Lola” Quint": the parser hangs such names now on the office, now on what it is an
office of, and takes names made of everyday words for those words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stemma.lang.en import names, nouns

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

PARTICLES = frozenset("de la van von der den bin al el di da du ten ter y".split())
MARKS = frozenset("“”\"‘’'-.")
LONGEST = 6
"""Words of a name."""


def bearer(words: Sequence[Token]) -> tuple[list[Token], list[Token]] | None:
    """The name of the one person that the noun phrase `words` names, and the words before it; None if it names none.

    The name begins with a known given name, or stands right behind a noun for a person, and has two words or more. An
    office before it must hold a noun for a person; "and" may stand in the office ("president and general manager
    NAME"), but not between two parties.
    """
    told = next((k for k, t in enumerate(words) if t.tag_ in ("WP", "WDT", "WP$") and t.lower_ != "what"), len(words))
    parts = _parted(words[:told])
    if not parts:
        return None
    first = parts[0]
    at = next((k for k in range(len(first)) if _begins(first, k)), None)
    if at is not None:
        lead = first[:at]
        return (_name(first[at:]), lead) if not lead or (_office(lead) and not _two(lead)) else None
    if len(parts) < 2 or not (_office(first) or first[0].lower_ == "one") or _two(first):
        return None
    second = parts[1]
    at = next((k for k in range(len(second)) if _begins(second, k)), None)
    if at is None or not all(_title(t) for t in second[:at]):
        return None
    return _name(second[at:]), [*first, *second[:at]]


def _parted(words: Sequence[Token]) -> list[list[Token]]:
    """The words between commas; commas themselves left out."""
    parts: list[list[Token]] = [[]]
    for token in words:
        if token.text in (",", "("):
            parts.append([])
        elif not token.is_space:
            parts[-1].append(token)
    return [part for part in parts if part]


def _begins(part: Sequence[Token], at: int) -> bool:
    """Whether the words of `part` from `at` on are one name of a person, from the given name on."""
    run = _name(part[at:])
    behind = at > 0 and part[at - 1].text.islower() and nouns.type_of(part[at - 1].lower_, part[at - 1].lemma_)
    known = run[0].text in names.given_names() or (behind == "person" and run[0].pos_ == "PROPN")
    if not known or not _named(run[-1]) or not 2 <= sum(t.text[0].isalpha() for t in run) <= LONGEST:
        return False
    if nouns.BODIES.get(run[-1].lower_.rstrip(".")) or run[-1].lower_ in nouns.TITLES or _title(run[0]):
        return False
    return all(_named(t) or t.lower_ in PARTICLES or t.text in MARKS for t in run)


def _name(run: Sequence[Token]) -> list[Token]:
    """The words up to where the bearer is from or what he is of: "Stephen F. Lynch | of Massachusetts"."""
    end = next(
        (k for k, t in enumerate(run) if k > 1 and t.tag_ == "IN" and t.lower_ in ("of", "from", "in")), len(run)
    )
    return list(run[:end])


def _named(token: Token) -> bool:
    return token.text[:1].isupper() and token.tag_ != "POS" and nouns.HEADS.get(token.lower_) != "person"


def _title(token: Token) -> bool:
    low = token.lower_.rstrip(".")
    return low in nouns.TITLES or token.text == "."


def _office(lead: Sequence[Token]) -> bool:
    """Whether the words are an office or a kind of person: they hold a noun for one, and end in no "of" or "'s"."""
    own = next((k for k in range(len(lead) - 1, -1, -1) if not _title(lead[k])), -1)
    if own >= 0 and lead[own].tag_ in ("IN", "TO") and own + 1 < len(lead):
        return False  # "an aide *to Governor* NAME"
    if lead[-1].tag_ in ("IN", "POS", "DT", "PRP$") or lead[-1].tag_.startswith("V"):
        return False
    return any(_title(t) or nouns.type_of(t.lower_, t.lemma_) == "person" for t in lead if t.text[0].isalpha())


def _two(lead: Sequence[Token]) -> bool:
    """Whether an "and" before the name joins another party to it, and no second office."""
    for k, token in enumerate(lead):
        if token.tag_ == "CC" and k + 1 < len(lead):
            before, after = lead[:k], lead[k + 1 :]
            apart = lead[0].tag_ in ("DT", "PRP$") and not any(t.tag_ == "IN" for t in before)
            many = any(t.tag_ in ("NNS", "PRP") for t in before if t.tag_ != "NNPS")
            named = any(t.text in names.given_names() for t in before)
            if (apart or many or named) and any(_title(t) or nouns.type_of(t.lower_, t.lemma_) for t in after):
                return True
    return False


def one_party(words: Sequence[Token]) -> bool:
    """Whether an "and" in `words` joins two offices of one named person and no two parties."""
    if not any(t.tag_ == "CC" for t in words):
        return False
    found = bearer(words)
    return found is not None and any(t.tag_ == "CC" for t in found[1])


def persons(words: Sequence[Token]) -> list[tuple[Token, list[Token]]]:
    """The persons of "Speaker NAME of X and Senate Leader NAME, of Y", each as (last word of the name, words).

    Empty unless there are two or more, each with a full name: the parser hangs the second name on the first.
    """
    sides: list[list[Token]] = [[]]
    for token in words:
        if token.tag_ == "CC" and token.lower_ in ("and", "or"):
            sides.append([])
        else:
            sides[-1].append(token)
    sides = [[t for k, t in enumerate(side) if k or not t.is_punct] for side in sides]
    named = [bearer(side) for side in sides]
    listed = any(bearer(part) is not None for side in sides for part in _parted(side)[1:])  # "NAME, NAME and NAME"
    told = any(t.tag_ in ("WP", "WDT", "WP$") for t in words)
    if len(sides) < 2 or listed or told or any(one is None for one in named):
        return []
    return [(one[0][-1], side) for one, side in zip(named, sides, strict=True) if one is not None]
