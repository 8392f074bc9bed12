"""Statements: what each article of a story says, by whom, how surely and when.

One statement for each clause of what an article attributes, and for each clause that it states in its own voice, in its
text and in its title. Only what is said makes a statement: what a source thinks, sees, plans or does stands in the
voice that tells it. A content that only points back ("those details") is linked to the statement it speaks of.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Iterator, Sequence

from stemma import houses
from stemma.lang import terms
from stemma.model import (
    Act,
    Annotated,
    Article,
    Assertion,
    Attribution,
    Clause,
    Headline,
    Party,
    Reading,
    Span,
    Spans,
    Statement,
    Where,
)
from stemma.relate.claims.people import recognised

REACTIONS = frozenset({"not-confirm", "no-comment"})
"""Acts that take no side on what they are about."""
SHORT = 3
"""Content words of a reaction that only names what it is about."""
NEAR = 6
"""A statement that points back speaks of one of so many before it."""


def statements(members: Sequence[Annotated]) -> tuple[Statement, ...]:
    """The statements of `members`, article by article, those of the title first, then in text order.

    Ids are `ARTICLE#ATTRIBUTION` (`…/2` for parts). A statement's `time` is that of its section, else the article's
    publication. Own-voice statements have the agency whose text it is (its credit), else the outlet, as origin.
    """
    return tuple(recognised([one for member in members for one in _article(member)]))


def _article(member: Annotated) -> list[Statement]:
    notes = member.annotations
    parties = {party.id: party for party in notes.parties}
    body = _said(member, "body", notes.attributions, notes.assertions, notes.clauses, parties)
    title = _said(member, "title", *_parts(notes.headline), parties)
    return [*title, *_linked(body)]


def _parts(
    headline: Headline,
) -> tuple[tuple[Attribution, ...], tuple[Assertion, ...], tuple[Clause, ...]]:
    return headline.attributions, headline.assertions, headline.clauses


def _said(
    member: Annotated,
    where: Where,
    attributions: Sequence[Attribution],
    assertions: Sequence[Assertion],
    clauses: Sequence[Clause],
    parties: dict[str, Party],
) -> list[Statement]:
    of: dict[str, list[Clause]] = {}
    for clause in clauses:
        of.setdefault(clause.attribution, []).append(clause)
    made = [
        statement
        for one in attributions
        if one.content
        for statement in _attributed(member, where, one, of.get(one.id, []), parties)
    ]
    made += [_own_voice(member, where, one) for one in assertions]
    text = member.article.body if where == "body" else member.article.title or ""
    sentences = member.annotations.sentences if where == "body" else ((0, len(text)),)
    starts = [start for start, _ in sentences]
    made = [
        dataclasses.replace(
            s,
            text=" … ".join(text[start:end] for start, end in s.content),
            sentence=_sentence(s.content, sentences, starts),
        )
        for s in made
    ]
    return sorted(made, key=lambda s: (s.content[0] if s.content else (0, 0), s.id))


def _sentence(content: Spans, sentences: Spans, starts: Sequence[int]) -> Span | None:
    """The sentence that holds the content whole; None where it goes over several."""
    at = bisect.bisect_right(starts, content[0][0]) - 1
    found = sentences[at] if 0 <= at < len(sentences) else None
    return found if found is not None and content[-1][1] <= found[1] else None


def _attributed(
    member: Annotated, where: Where, attribution: Attribution, clauses: Sequence[Clause], parties: dict[str, Party]
) -> Iterator[Statement]:
    article = member.article
    origin = attribution.chain[-1] if attribution.chain else None
    party = parties.get(origin.party) if origin and origin.party else None
    for number, clause in enumerate(clauses, 1):
        told = clause.kind in ("main", "coordinate")
        yield Statement(
            id=f"{article.id}#{attribution.id}" + (f"/{number}" if len(clauses) > 1 else ""),
            article=article.id,
            attribution=attribution.id,
            content=clause.content,
            act=_act(attribution, clause) if told else "assert",
            certainty=clause.certainty,
            tense=clause.tense,
            chain=tuple(link.name for link in attribution.chain),
            origin=origin.name if origin else None,
            origin_type=origin.type if origin else "unknown",
            named=origin.named if origin else False,
            time=section_time(article, attribution.section),
            role=_role(member, where, attribution, party),
            identity=party.identity if party else None,
            section=attribution.section,
            clause=clause.kind,
            where=where,
            reading=clause.reading or Reading(tense=clause.tense),
        )


def _act(attribution: Attribution, clause: Clause) -> Act:
    """The act of a clause: that of what holds it, and a denial where it only calls untrue what was said before."""
    dismisses = clause.reading is not None and "dismisses" in clause.reading.marks
    return "deny" if dismisses and attribution.act in ("assert", "confirm") else attribution.act


def _role(member: Annotated, where: Where, attribution: Attribution, party: Party | None) -> str | None:
    """The printed words of the origin with what the article says elsewhere of the same party."""
    origin = attribution.chain[-1] if attribution.chain else None
    if origin is None:
        return None
    text = member.article.body if where == "body" else member.article.title or ""
    printed = " … ".join(text[start:end] for start, end in origin.source)
    told = [printed, origin.description or ""]
    if party is not None:
        told += [party.description or "", party.role or "", party.affiliation or ""]
    unique = dict.fromkeys(word for word in told if word)
    return "; ".join(unique) or None


def _own_voice(member: Annotated, where: Where, assertion: Assertion) -> Statement:
    article = member.article
    agency = article.credits[0] if article.credits else None
    origin = agency or article.outlet
    public = agency is None and houses.public(article)
    return Statement(
        id=f"{article.id}#{assertion.id}",
        article=article.id,
        attribution=None,
        content=assertion.content,
        act=assertion.act,
        certainty=assertion.certainty,
        tense=assertion.tense,
        clause=assertion.clause,
        chain=(origin,) if origin else (),
        origin=origin,
        origin_type="agency" if agency else "government" if public else "outlet" if origin else "unknown",
        named=origin is not None,
        time=section_time(article, assertion.section),
        section=assertion.section,
        where=where,
        reading=assertion.reading or Reading(tense=assertion.tense),
    )


def section_time(article: Article, section: int) -> str | None:
    """When section number `section` of `article` was published: its own time, else the article's."""
    if 0 <= section < len(article.sections) and article.sections[section].time:
        return article.sections[section].time
    return article.published or article.modified


def points_back(statement: Statement) -> bool:
    """Whether a content says nothing itself but points to what was said before ("those details", "such claims")."""
    return "points-back" in statement.reading.marks


def stands(statement: Statement) -> bool:
    """Whether the statement reads as a sentence by itself: a `whole` one, and no reaction."""
    return whole(statement) and statement.act in ("assert", "confirm", "announce")


def whole(statement: Statement) -> bool:
    """Whether the statement is a clause with its subject and its verb, and no bare noun."""
    marks = statement.reading.marks
    if statement.clause == "coordinate" and "own-subject" not in marks:
        return False
    clause = statement.clause in ("main", "coordinate") and "subjectless" not in marks
    return clause and (statement.tense != "unknown" or "verb" in marks)


def taken_back(statement: Statement) -> bool:
    """Whether the statement is what a page said before, told in its correction ("An earlier version said that …")."""
    return statement.act == "retract"


def in_correction(article: Article, statement: Statement) -> bool:
    """Whether the statement stands where the page corrects itself."""
    kinds = {part.kind for part in article.sections[statement.section : statement.section + 1]}
    return "correction" in kinds or "correction" in statement.reading.marks


def _linked(made: list[Statement]) -> list[Statement]:
    """Statements that point back get the nearest earlier statement of their section that says something itself.

    What other parties said is preferred to the article's own voice; nothing more than `NEAR` statements back is taken.
    """
    out: list[Statement] = []
    for position, statement in enumerate(made):
        if statement.attribution is not None and _apposed(statement):
            antecedent = _apposition(made[:position], statement)
            if antecedent is not None:
                statement = _contradicts(statement, antecedent)
        elif statement.attribution is not None and (points_back(statement) or _reaction(statement)):
            antecedent = _antecedent(made[:position], statement)
            if antecedent is not None:
                statement = dataclasses.replace(statement, antecedent=antecedent.id)
                if statement.act == "assert":  # "published similar reports": as sure, and of the same time, as those
                    sure, tense = antecedent.certainty, antecedent.tense
                    same = dataclasses.replace(statement.reading, polarity=antecedent.reading.polarity, tense=tense)
                    statement = dataclasses.replace(statement, certainty=sure, tense=tense, reading=same)
        out.append(statement)
    return out


def _reaction(statement: Statement) -> bool:
    """Whether all that a reaction says is what it is about: "did not confirm the *find*"."""
    short = len(terms.stems(statement.text)) <= SHORT
    return statement.act in ("not-confirm", "no-comment", "deny") and statement.reading.about is not None and short


def _apposed(statement: Statement) -> bool:
    """Whether a denial is of the words that stand before it in its sentence: "…, a point that the league denied"."""
    return statement.act == "deny" and "apposed" in statement.reading.marks


def _apposition(before: list[Statement], statement: Statement) -> Statement | None:
    """What another party says in the sentence before an apposition: the last such statement."""
    here = [s for s in before if s.sentence is not None and s.sentence == statement.sentence and not points_back(s)]
    return next((s for s in reversed(here) if s.attribution is not None and _other(s, statement)), None)


def _contradicts(statement: Statement, other: Statement) -> Statement:
    """A denial of what `other` says; who denies a "not" asserts."""
    if other.reading.polarity >= 0:
        return dataclasses.replace(statement, antecedent=other.id)
    affirmed = dataclasses.replace(statement.reading, polarity=1)
    return dataclasses.replace(statement, antecedent=other.id, act="assert", certainty="CT+", reading=affirmed)


def _antecedent(before: list[Statement], statement: Statement) -> Statement | None:
    here = [s for s in before if s.section == statement.section and s.content < statement.content]
    candidates = [s for s in here if not points_back(s)][-NEAR:]
    about = statement.reading.about
    if about and points_back(statement):  # who speaks of "the allegations" is not who made them
        candidates = [s for s in candidates if about not in terms.stems(s.text)]
    elif about:
        candidates = [s for s in candidates if about in terms.stems(s.text)] or candidates
    if not candidates:
        return None
    attributed = [s for s in candidates if s.attribution is not None and s.attribution != statement.attribution]
    if statement.act == "deny":
        attributed = [s for s in attributed if _other(s, statement)]  # nobody denies his own words
        # An accusation stands in the lead, and is denied below: it may lie further back.
        accused = [s for s in here if s.act == "accuse" and s.attribution is not None and _other(s, statement)]
        attributed = accused[-1:] or attributed
        candidates = [s for s in candidates if s.attribution is None]
    return next(reversed(attributed or candidates), None)


def _other(one: Statement, statement: Statement) -> bool:
    return (one.identity or one.origin) != (statement.identity or statement.origin)
