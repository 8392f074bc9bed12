"""Statements: what each article of a story says, by whom, how surely and when.

One statement for each attribution and for each clause that an article states in its own voice. A content that states
two things ("that the ferry sank and that all were saved") becomes two statements with narrower spans. A content that
only points back ("those details", "such claims") is linked to the statement it speaks of.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from stemma.model import Annotated, Article, Assertion, Attribution, Party, Span, Spans, Statement
from stemma.relate.claims import houses, standing
from stemma.relate.claims.people import recognised
from stemma.relate.claims.phrases import with_phrases

_NOUNS = (
    "details?|claims?|reports?|allegations?|accusations?|charges?|information|account|statements?|rumou?rs?|news"
    "|suggestions?|speculation|assertions?|findings?|figures?|numbers?|story|stories|matter|incident"
)
_POINTING = re.compile(
    rf"(?:(?:any|all|both|either|some) (?:of )?)?(?:the|those|these|that|this|such|its|their|his|her|any|similar)"
    rf" (?:\w+ ){{0,1}}(?:{_NOUNS})(?: (?:immediately|yesterday|today))?",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:it|that|this|them|so|either|the same)", re.IGNORECASE)
_BARE_NOUN = re.compile(rf"(?:{_NOUNS})", re.IGNORECASE)
_EDGE = " \t\n\r,;:.!?—–-\"'“”‘’()[]"
MIN_WORDS = 3
"""A part of a content with fewer words than this is not split off."""


def statements(members: Sequence[Annotated]) -> tuple[Statement, ...]:
    """The statements of `members`, article by article in text order; ids are `ARTICLE#ATTRIBUTION` (`…/2` for parts).

    A statement's `time` is that of its section, else the article's publication. Own-voice statements have the agency
    whose text it is (its credit), else the outlet, as origin.
    """
    found: list[Statement] = []
    for member in members:
        found.extend(_article(member))
    return tuple(recognised(found))


def _article(member: Annotated) -> list[Statement]:
    notes = member.annotations
    parties = {party.id: party for party in notes.parties}
    made = [s for a in notes.attributions for s in _attributed(member, a, parties)]
    made += [s for assertion in notes.assertions for s in _own_voice(member, assertion)]
    made.sort(key=lambda s: (s.content[0] if s.content else (0, 0), s.id))
    return with_phrases(_linked(_issued(member, made)), member)


_ISSUED = r"(?:(?:press|news|media) )?(statement|release|communiqu[eé]|bulletin)"
_THE_ISSUED = re.compile(rf"(?:the|that|this)(?: same)? {_ISSUED}", re.IGNORECASE)
_AN_ISSUED = re.compile(rf"\b{_ISSUED}\b", re.IGNORECASE)


def _issued(member: Annotated, made: list[Statement]) -> list[Statement]:
    """Statements of "the statement" get the origin whose statement (release, bulletin) the page told of before."""
    issuers: dict[str, dict[str, Statement]] = {}
    out: list[Statement] = []
    for one in made:
        if one.attribution is not None and one.origin and one.content:
            back = _THE_ISSUED.fullmatch(one.origin.strip(_EDGE))
            before = issuers.get(back[1].casefold(), {}) if back else {}
            if len(before) == 1:
                (who,) = before.values()
                role = "; ".join(part for part in (one.role, who.role) if part) or None
                one = dataclasses.replace(one, origin=who.origin, origin_type=who.origin_type, named=who.named)
                one = dataclasses.replace(one, identity=who.identity, role=role)
            elif not back and (one.named or standing.institution(one)):
                for noun in _AN_ISSUED.findall(_sentence(member, one)):
                    issuers.setdefault(noun.casefold(), {}).setdefault(one.identity or one.origin or "", one)
        out.append(one)
    return out


def _sentence(member: Annotated, one: Statement) -> str:
    """The sentence of the page in which `one` begins, and the origin's own words."""
    start = one.content[0][0]
    around = next((s for s in member.annotations.sentences if s[0] <= start < s[1]), one.content[0])
    return f"{one.origin} {member.article.body[slice(*around)]}"


def _attributed(member: Annotated, attribution: Attribution, parties: dict[str, Party]) -> Iterator[Statement]:
    if not attribution.content:
        return
    article = member.article
    origin = attribution.chain[-1] if attribution.chain else None
    party = parties.get(origin.party) if origin and origin.party else None
    said, content = member.text(attribution.source), member.text(attribution.content)
    verb = _CONTESTING.search(said)
    contested = attribution.act == "assert" and verb is not None and not refused(verb[0], content)
    turned_down = attribution.act == "deny" and refused(member.text(attribution.cue), content)
    base = Statement(
        id=f"{article.id}#{attribution.id}",
        article=article.id,
        attribution=attribution.id,
        content=attribution.content,
        act="deny" if contested else "assert" if turned_down else attribution.act,
        certainty="CT-" if contested else "CT+" if turned_down else attribution.certainty,
        tense=attribution.tense,
        chain=tuple(link.name for link in attribution.chain),
        origin=origin.name if origin else None,
        origin_type=origin.type if origin else "unknown",
        named=origin.named if origin else False,
        time=section_time(article, attribution.section),
        role=_role(member, attribution, party),
        identity=party.identity if party else None,
        section=attribution.section,
    )
    yield from _parts(member, base)


_CONTESTING = re.compile(
    r"\b(?:den(?:y|ies|ied)|disput(?:e|es|ed)|contest(?:s|ed)?|reject(?:s|ed)?|refut(?:e|es|ed))\b"
)
"""A verb of denying that was taken for a part of who says it ("many *contest* the claim of the police that …")."""


_DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput\w+|contest\w*|refut\w+|rebut\w*|contradict\w*|debunk\w*)\b", re.I
)
_SAYABLE = re.compile(
    rf"\b(?:{_NOUNS}|contentions?|(?:notion|idea)s?(?! of)|theor(?:y|ies)|concerns?|fears?|criticism|wrong\w*)\b"
    r"|^\W*that\b",
    re.I,
)


def refused(cue: str, content: str) -> bool:
    """Whether a "denial" only turns something down: "rejected the proposals", "disavowed his support", "dismissed her".

    What is denied is a sentence or something said ("rejected the claim"); a plan, an offer or a person is refused.
    """
    if _DENYING.search(cue) or _SAYABLE.search(content) or points_back(content):
        return False
    return not _FINITE.search(_RELATIVE.sub("", content))


_RELATIVE = re.compile(r"(?<=\w )(?:who|which|that)\b.*", re.DOTALL)
_FINITE = re.compile(r"\b(?:is|are|was|were|be|been|has|have|had|did|does|do|will|would|could|can)\b|n[’']t\b")


def _parts(member: Annotated, whole: Statement) -> Iterator[Statement]:
    parts = split(member, whole)
    for number, part in enumerate(parts, 1):
        suffix = f"/{number}" if len(parts) > 1 else ""
        content = _tidy(member.article.body, part.content)
        part = dataclasses.replace(part, id=whole.id + suffix, content=content, text=member.text(content))
        mistaken = in_correction(member.article, part) and _EARLIER.search(part.origin or "")
        if part.act in ("assert", "confirm") and (mistaken or dismisses(part.text)):
            part = dataclasses.replace(part, act="deny", certainty="CT-")
        yield part


_EARLIER = re.compile(
    r"\b(?:earlier|previous|original|first|initial) (?:version|report|article|story|post|headline)|"
    r"^(?:this|the|our) (?:newspaper|report|article|story|page|headline|site|website)$|^we$",
    re.IGNORECASE,
)


_CORRECTING = re.compile(r"\W*(?:correction|clarification|corrected|editor[’']?s[’']? note)\b", re.IGNORECASE)


def in_correction(article: Article, statement: Statement) -> bool:
    """Whether the statement stands where the page corrects itself: a section of that kind, or a paragraph so headed."""
    start = statement.content[0][0] if statement.content else 0
    kinds = {part.kind for part in article.sections[statement.section : statement.section + 1]}
    paragraph = article.body[article.body.rfind("\n", 0, start) + 1 : start + 1]
    return "correction" in kinds or _CORRECTING.match(paragraph) is not None


def taken_back(statement: Statement) -> bool:
    """Whether the statement is what a page said before, told in its correction ("An earlier version said that …")."""
    return statement.act == "deny" and bool(_EARLIER.search(statement.origin or ""))


def _role(member: Annotated, attribution: Attribution, party: Party | None) -> str | None:
    """The printed words of the origin with what the article says elsewhere of the same party."""
    origin = attribution.chain[-1] if attribution.chain else None
    if origin is None:
        return None
    told = [member.text(origin.source) if origin.source else "", origin.description or ""]
    if party is not None:
        told += [party.description or "", party.role or "", party.affiliation or ""]
    unique = dict.fromkeys(word for word in told if word)
    return "; ".join(unique) or None


def _own_voice(member: Annotated, assertion: Assertion) -> Iterator[Statement]:
    article = member.article
    agency = article.credits[0] if article.credits else None
    origin = agency or article.outlet
    public = agency is None and houses.public(article)
    base = Statement(
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
    )
    yield from _parts(member, base)


def section_time(article: Article, section: int) -> str | None:
    """When section number `section` of `article` was published: its own time, else the article's."""
    if 0 <= section < len(article.sections) and article.sections[section].time:
        return article.sections[section].time
    return article.published or article.modified


def split(member: Annotated, whole: Statement) -> list[Statement]:
    """`whole` cut into its clauses where it states more than one thing; ids and texts are those of the whole.

    What stands below the main clause ("before the ship ran aground") is presupposed, whatever the party does with the
    main clause: it has its own certainty, is a plain assertion, and under a denial or a reaction it is left out. Where
    no parse gave clauses, the content is cut at sentence ends.
    """
    if whole.attribution is None:
        return [whole]
    parts = [c for c in member.annotations.clauses if c.attribution == whole.attribution]
    if not parts:
        return [dataclasses.replace(whole, content=piece) for piece in _at_sentence_ends(member, whole.content)]
    open_ = whole.act in ("deny", "not-confirm", "no-comment")
    made: list[Statement] = []
    for part in parts:
        if part.kind in ("main", "coordinate"):
            sure, tense = (whole.certainty, whole.tense) if open_ else (part.certainty, part.tense)
            made.append(dataclasses.replace(whole, content=part.content, certainty=sure, tense=tense, clause=part.kind))
        elif not open_:
            told = dataclasses.replace(whole, content=part.content, certainty=part.certainty, tense=part.tense)
            made.append(dataclasses.replace(told, act="assert", clause=part.kind))
    return made or [whole]


def _at_sentence_ends(member: Annotated, content: Spans) -> list[Spans]:
    if len(content) != 1:
        return [content]
    (start, end), body = content[0], member.article.body
    pieces: list[Spans] = []
    left = start
    for cut in (s for s, _ in member.annotations.sentences if start < s < end):
        if len(body[left:cut].split()) >= MIN_WORDS and len(body[cut:end].split()) >= MIN_WORDS:
            pieces.append(((left, cut),))
            left = cut
    return [*pieces, ((left, end),)]


def _tidy(body: str, content: Spans) -> Spans:
    """`content` with each span trimmed; spans of which nothing is left go, unless none is left at all."""
    kept = tuple(span for span in (_trim(body, *s) for s in content) if span[0] < span[1])
    return kept or content


DATELINE = re.compile(
    r"[A-Z][A-Z’'.-]+(?: [A-Z][A-Z’'.-]+)*(?:, [A-Z][\w. ]+)?(?: ?\([^()]{2,30}\))?\s*[—–-]{1,2}\s+(?=[“‘\"A-Z])"
)
"""Where a report is from, before its first words: "PORT VALE, Marle (ONA) — "."""
_HEAD = re.compile(r"[\s,;:.…—–-]+|(?:and|but|or|that)\s", re.IGNORECASE)
_TAIL = re.compile(r"(?:[\s,;:…—–-]+|\s(?:and|but|or))$", re.IGNORECASE)


def _trim(body: str, start: int, end: int) -> Span:
    """`start`, `end` without blanks, commas, joining words and quotation marks without a partner at the edges."""
    before = None
    while before != (start, end):
        before = start, end
        if match := _HEAD.match(body, start, end) or DATELINE.match(body, start, end):
            start = match.end()
        if match := _TAIL.search(body[start:end]):
            end = start + match.start()
        start, end = _paired(body, start, end)
    return start, end


_OPENING, _CLOSING = "“‘\"'", "”’\"'"


def _paired(body: str, start: int, end: int) -> Span:
    """`start`, `end` without a quotation mark at the edge that is opened but not closed in between, or the reverse."""
    if start < end and body[start] in _OPENING:
        close = _CLOSING[_OPENING.index(body[start])]
        if close not in body[start + 1 : end]:
            start += 1
    if start < end and body[end - 1] in _CLOSING and not body[start : end - 1].endswith("s"):
        mark = _OPENING[_CLOSING.index(body[end - 1])]
        if mark not in body[start : end - 1]:
            end -= 1
    return start, end


_DISMISSING = re.compile(
    rf"(?:(?:(?:any|all|both) (?:of )?)?(?:(?:the|those|these|that|this|such|its|their|his|her|any) )?(?:\w+ )?"
    rf"(?:{_NOUNS})|it|that|this)"
    r"(?:[’']s| (?:is|are|was|were|(?:has|have|had) been))(?: \w+ly| all| just| simply| a| an)*\W+"
    r"(?:false|untrue|baseless|unfounded|groundless|fabricat(?:ed|ion)s?|invent(?:ed|ion)s?|made[- ]up|nonsense|lies?"
    r"|rubbish|hoax|fiction|wrong|without (?:any )?(?:basis|foundation|substance)|not true)\b\W*",
    re.IGNORECASE,
)


def dismisses(text: str) -> bool:
    """Whether a content only calls what was said before untrue: 'The accusation was "baseless"', "That is a lie"."""
    return _DISMISSING.fullmatch(text.strip(_EDGE)) is not None


def points_back(text: str) -> bool:
    """Whether a content says nothing itself but points to what was said before ("those details", "such claims")."""
    bare = text.strip(_EDGE)
    return bool(_POINTING.fullmatch(bare) or _PRONOUN.fullmatch(bare) or _BARE_NOUN.fullmatch(bare)) or dismisses(bare)


def _linked(made: list[Statement]) -> list[Statement]:
    """Statements that point back get the nearest earlier statement of their section that says something itself.

    What other parties said is preferred to the article's own voice; nothing more than six statements back is taken.
    """
    out: list[Statement] = []
    for position, statement in enumerate(made):
        if statement.attribution is not None and (points_back(statement.text) or _reacted_to(statement)):
            antecedent = _antecedent(made[:position], statement)
            if antecedent is not None:
                statement = dataclasses.replace(statement, antecedent=antecedent.id)
                if statement.act == "assert":  # "published similar reports": as sure, and of the same time, as those
                    sure, tense = antecedent.certainty, antecedent.tense
                    statement = dataclasses.replace(statement, certainty=sure, tense=tense)
        out.append(statement)
    return out


_OBJECT = re.compile(
    r"(?:to (?:comment|speak|confirm|say|talk)\w* (?:(?:on|about|to) )?)?"
    r"(?:the|this|that|these|those|his|her|its|their)(?: \w+)? (\w+)",
    re.IGNORECASE,
)


def _reacted_to(statement: Statement) -> str | None:
    """The noun that a reaction is about, where that is all it says: "did not confirm the *find*"."""
    found = _OBJECT.fullmatch(statement.text.strip(_EDGE))
    return found[1] if found and statement.act in ("not-confirm", "no-comment", "deny") else None


_SPOKEN = re.compile(
    r"\b(allegation|accusation|claim|charge|report|rumou?r|story|stories|assertion)s?\W*$", re.IGNORECASE
)


def _antecedent(before: list[Statement], statement: Statement) -> Statement | None:
    here = [s for s in before if s.section == statement.section and s.content < statement.content]
    candidates = [s for s in here if not points_back(s.text)][-6:]
    noun = _reacted_to(statement)
    spoken = _SPOKEN.search(statement.text)
    if spoken:  # who speaks of "the allegations" is not who made them
        candidates = [s for s in candidates if not re.search(rf"\b{spoken[1]}", s.text, re.IGNORECASE)]
    if not candidates:
        return None
    if noun and not points_back(statement.text):
        named = [s for s in candidates if re.search(rf"\b{re.escape(noun[:4])}", s.text, re.IGNORECASE)]
        candidates = named or candidates
    attributed = [s for s in candidates if s.attribution is not None and s.attribution != statement.attribution]
    if statement.act == "deny":
        accused = [s for s in attributed if s.act == "accuse"]
        attributed = accused or attributed
    return (attributed or candidates)[-1]
