"""What people are called on a board: a plain name, and of how they are described only what the name does not say."""

from __future__ import annotations

from collections.abc import Collection

from stemma import text
from stemma.lang import words as vocabulary
from stemma.model import Statement

LONGEST = 16
"""A description of more words is a sentence about somebody, no office."""
POSSESSIVES = ("'s", "’s")


def called(name: str) -> str:
    """`name` without an apposition ("the Elm Riders, a cycling club") and without a possessive after a common noun."""
    if nameless(name):
        return vocabulary.of(vocabulary.LANGUAGE).listed("somebody")[0]
    head, comma, rest = name.partition(", ")
    plain = head if comma and rest[:1].islower() else name
    for ending in POSSESSIVES:
        bare = plain.removesuffix(ending)
        if bare != plain and bare.rpartition(" ")[2].islower():
            return bare
    return plain


def nameless(name: str) -> bool:
    """Whether `name` is but a word that leans on another ("he", "they"): whom it means, was not found."""
    return text.fold(name) in vocabulary.of(vocabulary.LANGUAGE)["leaning-words"]


def same_person(name: str, other: str) -> bool:
    """Whether one name is the other with a title before it: "Ida Marl", "Norland Gov. Ida Marl"."""
    short, long = sorted((text.fold(name), text.fold(other)), key=len)
    return short == long or (" " in short and long.endswith(f" {short}"))


def untitled(name: str, people: Collection[str]) -> str:
    """`name` without a title, where one of `people` (folded full names) is called so without it."""
    words = name.split()
    shorter = (" ".join(words[n:]) for n in range(len(words) - 2, 0, -1))
    return next((one for one in shorter if text.fold(one) in people), name)


def office(statement: Statement, others: Collection[str] = ()) -> str | None:
    """The office that the page gives the origin besides its name: "teacher", "opposition member of parliament".

    Of several the longest, without its article. What repeats the name, runs on into a sentence about it or names
    another of the story's people (`others`, folded full names) as its bearer is no office.
    """
    known = vocabulary.of(vocabulary.LANGUAGE)
    bare, ends = known.expression("bare-address"), known.expression("office-ends")
    name = (statement.origin or "").strip()
    person = statement.origin_type == "person"
    # "coastguard spokesman Tomas Wendel", "President Wendel", "Mr. Wendel"
    last = name.rpartition(" ")[2] if person else name
    own = text.fold(name).removeprefix("the ")
    parts: list[str] = []
    met: list[str] = []
    """All descriptions so far, also those that are too long: a piece of one is no office either."""
    for part in (statement.role or "").replace("; ", ", ").split(", "):
        cut = ends.search(part)
        part = (part[: cut.start()] if cut else part).strip()
        part = _before(part.removesuffix(name), name) if person else part.removesuffix(name).strip()
        plain = text.fold(part).removeprefix("the ")
        if not plain or plain in text.STOPWORDS or plain in own or any(plain in one for one in met):
            continue
        short = not person and (part.endswith(".") or part == "".join(word[0] for word in name.split()))  # "Sen.", "AP"
        repeats = short or (person and (own in plain or plain.startswith(f"{text.fold(last)} ")))
        seat = person and part[:1].isupper() and part[1:2] == "-"  # "D-N.Y."
        if repeats or seat or _of_another(plain, own, others):
            continue
        met.append(text.fold(part))
        if len(plain.split()) <= LONGEST:
            parts.append(part)
    shown = [part for part in parts if not bare.fullmatch(part) and not text.fold(part).endswith("'s")]
    longest = max(shown, key=weight, default=None)
    article, _, rest = (longest or "").partition(" ")
    return rest if rest and article.casefold() in ("the", "a", "an") else longest


def _before(part: str, name: str) -> str:
    """`part` without the words of `name` and initials at its end: "House Speaker Pavel D." before "Pavel Orme"."""
    words, own = part.split(), {text.fold(word) for word in name.split()}
    while words and (text.fold(words[-1]) in own or _initial(words[-1])):
        words.pop()
    return " ".join(words)


def _initial(word: str) -> bool:
    return len(word) == 2 and word[0].isupper() and word[1] == "."


def weight(part: str) -> tuple[bool, int]:
    """What is taken first for an office: a title ("House Majority Whip"), then what says most."""
    return part[:1].isupper(), len(part)


def _of_another(plain: str, own: str, others: Collection[str]) -> bool:
    """Whether a description is another one's title and name ("mayor Bo Dahl"), not of him ("aide to Bo Dahl")."""
    for other in others:
        at = plain.find(other)
        before = plain[:at].split()[-1:] if at >= 0 else []
        if at >= 0 and other != own and not (before and before[0] in text.STOPWORDS):
            return True
    return False
