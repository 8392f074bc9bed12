"""The counts for statements, never one: text lineages and origins as a range; outlets and houses are `houses.Survey`'s.

Origins are the ends of the chains. A named origin is one, however many pages carry it. An unnamed source may be the
same as another unnamed source, or as a named one of its kind, so the unknown widen the range instead of adding up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from stemma.lang import terms
from stemma.lang import words as vocabulary
from stemma.lang.words import LANGUAGE
from stemma.model import Lineage, Statement


def lineages(statements: Sequence[Statement], known: Sequence[Lineage]) -> int:
    """How many text lineages lie behind the statements; an article in no lineage counts as one of its own."""
    of = {member: lineage.id for lineage in known for member in lineage.members}
    return len({of.get(s.article, s.article) for s in statements})


def origins(
    statements: Sequence[Statement],
    known: Sequence[Lineage] = (),
    aliases: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> tuple[int, int]:
    """Fewest and most distinct origins of the statements. Reactions that assert nothing are left out.

    `aliases`: statements (by id) that count as the word of another, by the words of its name; without any words, of
    one and the same unnamed origin.

    Most: every distinct chain end (unnamed ones told apart by their description) and one for each lineage that only
    speaks in its own voice. Fewest: the named ends that are certainly different; one if there is any statement.
    """
    said = [s for s in statements if s.act not in ("not-confirm", "no-comment")]
    if not said:
        return (0, 0)
    of = {member: lineage.id for lineage in known for member in lineage.members}
    named: list[frozenset[str]] = []
    unnamed: set[str] = set()
    attributed: set[str] = set()
    silent: set[str] = set()
    for statement in said:
        lineage = of.get(statement.article, statement.article)
        if (alias := aliases.get(statement.id)) is not None:
            attributed.add(lineage)
            if alias:
                _add(named, alias)
            else:
                unnamed.add("")
        elif statement.attribution is None:
            silent.add(lineage)
        else:
            attributed.add(lineage)
            if statement.named and statement.origin:
                _add(named, words(statement.origin))
            else:
                unnamed.add(description(statement))
    most = len(named) + len(unnamed) + len(silent - attributed)
    return (max(1, len(named)), max(1, most))


def description(statement: Statement) -> str:
    """Who an unnamed origin is, as far as its description tells it from others.

    "Two unidentified crew members" and "two crew members, who requested anonymity" are the same description. Who
    carried it does not matter: one and the same source may have spoken to several.
    """
    known = vocabulary.of(LANGUAGE)
    numbers = {word: str(n) for n, word in enumerate(known.listed("one-to-ten"), 1)}
    bare: list[str] = []
    for word in terms.tokens(statement.origin or ""):
        if bare and word in known["veiled-after"]:
            break
        if word not in known["veiling"]:
            bare.append(numbers.get(word, word))
    return " ".join(bare)


def words(name: str) -> frozenset[str]:
    """A name as its set of words, small words and titles dropped."""
    return frozenset(terms.tokens(name)) - vocabulary.of(LANGUAGE)["small-name-words"]


def _add(named: list[frozenset[str]], name: frozenset[str]) -> None:
    """Adds `name`, unless it is a shorter or longer form of one that is there ("Tamm" / "Liis Tamm")."""
    for position, other in enumerate(named):
        if name <= other or other <= name:
            named[position] = max(name, other, key=len)
            return
    named.append(name)
