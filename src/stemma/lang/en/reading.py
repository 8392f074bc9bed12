"""What one clause says, read once: from its words, and from its parse where there is one (`stemma.model.Reading`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from stemma.lang import terms, words
from stemma.lang.en import events, polarity
from stemma.lang.en.figures import figures
from stemma.lang.en.telling import Shape, outright, shape, telling
from stemma.model import Act, Certainty, ClauseKind, Reading, Role, Tense

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

OPEN_ACTS = frozenset({"not-confirm", "no-comment", "nothing", "ask", "retract"})
"""Acts that take no side on their content."""
DIRECTIVE = frozenset({"demand", "recommend", "promise", "threaten", "apologise"})
"""Acts that stand for themselves, whatever becomes of their content."""
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_CONDITIONAL = frozenset({"advcl", "prep", "npadvmod"})


def reading(
    text: str,
    *,
    act: Act = "assert",
    certainty: Certainty = "CT+",
    tense: Tense = "unknown",
    clause: ClauseKind = "main",
    head: Token | None = None,
    inside: Iterable[int] = (),
) -> Reading:
    """The Reading of a clause of the words `text`.

    `head` is the word that heads it in the parse, `inside` the numbers of its tokens; without a parse there are no
    roles, the event is unknown, and a condition is seen only where it stands at an end.
    """
    marks = tuple(name for name, holds in _marks() if holds.search(text))
    own = frozenset(inside)
    formed = shape(head, text) if head is not None else Shape()
    time = formed.tense or tense
    under = condition(head, own) if head is not None else condition_of(text)
    told = telling(text, act, time)
    if told == "plan" and head is not None and (rest := without_plans(head, own, text)) != text:
        told = telling(rest, act, time)
    if formed.telling is not None and not (
        told in ("question", "thing") or (told, formed.telling) == ("plan", "state")
    ):
        told = formed.telling
    sign = signed(text, act, certainty, head)
    if sign > 0 and formed.polarity is not None and act not in DIRECTIVE:
        sign = formed.polarity
    if sign > 0 and under is not None and time == "future" and not _aim(under):
        sign = 0  # it will be so only then
    return Reading(
        polarity=sign,
        telling=told,
        tense=time,
        outright=outright(text, tense, clause),
        condition=under,
        figures=figures(text),
        names=tuple(dict.fromkeys(n for n in _NAME.findall(text) if n.casefold() not in _stop())),
        roles=roles(head, own) if head is not None else (),
        event=_event(head) if head is not None else None,
        marks=marks,
        about=_about(text, act),
    )


def without_plans(head: Token, inside: frozenset[int], text: str) -> str:
    """`text` without its nouns that say nothing of what is to come: "his own *plan* achieves savings"."""
    for noun in head.subtree:
        aims = any(c.dep_ in ("acl", "relcl", "prep") and c.i > noun.i for c in noun.children)
        if noun.pos_ == "NOUN" and not aims and noun.i != head.i and (not inside or noun.i in inside):
            text = re.sub(rf"\b{re.escape(noun.text)}\b", "", text) if _ahead().fullmatch(noun.lower_) else text
    return text


@functools.cache
def _ahead() -> re.Pattern[str]:
    return words.of("en").expression("ahead")


def signed(text: str, act: Act, certainty: Certainty, head: Token | None = None) -> Literal[1, -1, 0]:
    """+1 it is so, −1 it is not, 0 left open: what the source makes of the words, and what the words say themselves."""
    if act in OPEN_ACTS:
        return 0
    if act == "deny" or certainty in ("CT-", "PR-", "PS-"):
        return -1
    if act not in DIRECTIVE and (certainty == "U" or polarity.undecided(text)):
        return 0
    return -1 if polarity.negates(text, head) else 1


def framed(readings: Sequence[tuple[str, Reading]]) -> list[Reading]:
    """Readings of one section's clauses in text order, each with the journey or meeting that its text tells of."""
    frames = events.frames([text for text, _ in readings])
    return [
        replace(one, frame=frame) if frame is not None else one
        for (_, one), frame in zip(readings, frames, strict=True)
    ]


@functools.cache
def _stop() -> frozenset[str]:
    return words.of("en")["function-words"]


@functools.cache
def _marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    known = words.of("en")
    return tuple((name, known.expression(name)) for name in known.listed("marks"))


def _about(text: str, act: Act) -> str | None:
    """The stem of the noun that a reaction, or a content that points back, is about; of what something was not."""
    known, stem = words.of("en"), terms.stemmer("en")
    reacted = (
        known.expression("object-of-reaction").match(text) if act in ("not-confirm", "no-comment", "deny") else None
    )
    if reacted:
        return stem(reacted["noun"].casefold())
    if found := known.expression("was-no").search(text):
        return stem(found["noun"].casefold())
    last = next(reversed(terms.tokens(text)), "")
    return stem(last) if last in known["said-nouns"] else None


def condition(head: Token, inside: frozenset[int]) -> str | None:
    """The words of the condition or aim that a clause stands under: "if …", "until …", "so that …", "after …ing"."""
    known = words.of("en")
    ifs, aims = known["if-words"], known["aim-words"]
    for child in head.children:
        if child.dep_ not in _CONDITIONAL or (inside and child.i not in inside):
            continue
        first = child.left_edge
        mark = {c.lower_ for c in child.children if c.dep_ in ("mark", "advmod", "prep")}
        two = f"{first.lower_} {first.nbor(1).lower_}" if first.i + 1 < len(first.doc) else ""
        clause = child.dep_ == "advcl"
        purpose = clause and child.tag_ == "VB" and any(c.lower_ == "to" for c in child.children)
        after = child.dep_ == "prep" and child.lower_ == "after" and any(c.dep_ == "pcomp" for c in child.children)
        turned = clause and first.dep_ in ("aux", "auxpass") and first.lower_ in known["inverted-auxiliaries"]
        if (clause and mark & ifs) or two in aims or purpose or after or turned:
            return first.doc[first.i : child.right_edge.i + 1].text.strip(" ,;")
    return None


def _aim(words_of_it: str) -> bool:
    """Whether what a clause stands under is an aim or what came before, and no condition."""
    return words_of_it.lower().startswith(("to ", "so that", "in order", "after ", "until ", "till "))


_AT_END = re.compile(
    r"(?:^|(?<=[\w,] ))(?:only )?(?:if|unless|until|lest|provided that|as long as|so that) [^,.;]*$"
    r"|^\W*(?:if|unless|until) [^,.;]*(?=,)",
    re.IGNORECASE,
)


def condition_of(text: str) -> str | None:
    """The same from the words alone."""
    found = _AT_END.search(text)
    return found[0].strip(' ,;“"') if found else None


_PARTS: dict[str, str] = {
    "nsubj": "agent",
    "csubj": "agent",
    "nsubjpass": "patient",
    "dobj": "patient",
    "dative": "recipient",
}
_PLACES = frozenset("in at near on off outside inside over across under".split())


def roles(head: Token, inside: frozenset[int]) -> tuple[Role, ...]:
    """Who does what to whom, from the subjects, objects and prepositions of the verb that heads the clause."""
    found: list[Role] = []
    stem = terms.stemmer("en")

    def add(role: str, noun: Token) -> None:
        if noun.pos_ not in ("NOUN", "PROPN", "PRON", "NUM"):
            return
        text = " ".join(t.text for t in noun.subtree if not inside or t.i in inside)
        found.append(Role(role, text[:120], stem(noun.lower_)))  # type: ignore[arg-type]

    verb = head
    for child in verb.children:
        if child.dep_ in _PARTS:
            add(_PARTS[child.dep_], child)
        elif child.dep_ == "agent":
            for noun in child.children:
                if noun.dep_ == "pobj":
                    add("agent", noun)
        elif child.dep_ == "prep":
            for noun in child.children:
                if noun.dep_ == "pobj":
                    if child.lower_ in _PLACES and noun.pos_ == "PROPN":
                        add("place", noun)
                    elif child.lower_ == "with":
                        add("means", noun)
                    elif child.lower_ == "to":
                        add("recipient", noun)
        elif child.dep_ == "npadvmod":
            add("time", child)
    if not any(r.role in ("agent", "patient") for r in found) and verb.dep_ in ("conj", "xcomp", "advcl"):
        above = next((c for c in verb.head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if above is not None:
            passive = above.dep_ == "nsubjpass" or any(c.dep_ == "auxpass" for c in verb.children)
            add("patient" if passive else "agent", above)
    return tuple(found)


def _event(head: Token) -> str:
    """The stem of the word that heads the clause; of a copula that of what it says ("is *closed*")."""
    if head.lemma_ == "be":
        said = next((c for c in head.children if c.dep_ in ("acomp", "attr", "oprd")), None)
        if said is not None:
            return terms.stemmer("en")(said.lower_)
    return terms.stemmer("en")(head.lemma_.lower())
