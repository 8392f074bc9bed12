"""Releases: pages that are the text of a party itself, and the pages that carry its sentences on its word alone.

A party is a public body, a company, a club, whoever tells of his own doings: what it writes is its word, however many
outlets print it. A page is held a release only on signs that stand on no other: the domain of a public body, the
dateline of a newswire of releases, the marks of a release, or a page that begins with the name of its own outlet and
speaks as that party.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from stemma import clock, houses, outlets, text
from stemma.lang import words as vocabulary
from stemma.lang.terms import stems
from stemma.lang.words import LANGUAGE, Words
from stemma.model import Annotated, Article, Attribution, PartyType, Statement
from stemma.relate.claims.disputes import light
from stemma.relate.claims.origins import words

SHARED = 0.8
"""Share of the content words of a sentence that stand in a sentence of the release from which it is that one's."""
LEAST = 4
"""Content words that such a sentence must have."""
PARTIES = ("public body", "party", "company")
"""Kinds of outlets by the registry whose pages are their own texts."""
OPENING = 4
"""Sentences of which one begins with the name of a party that tells of itself; numbers and dates stand before it."""


@dataclass(frozen=True, slots=True)
class Release:
    """A page that is a party's own text: whose (`party`), of what type, and the people whom it lets speak."""

    article: str
    party: str
    type: PartyType
    speakers: tuple[frozenset[str], ...]


def releases(members: Sequence[Annotated]) -> dict[str, Release]:
    """The releases among the pages of a story, by article id."""
    found: dict[str, Release] = {}
    papers = [words(m.article.outlet) for m in members if m.article.outlet]
    for member in members:
        if (party := issuer(member, papers)) is not None:
            ends = (one.chain[-1] for one in member.annotations.attributions if one.chain)
            speakers = dict.fromkeys(words(link.name) for link in ends if link.named)
            kind = _type(member, party)
            found[member.article.id] = Release(member.article.id, party, kind, tuple(filter(None, speakers)))
    return found


def _type(member: Annotated, party: str) -> PartyType:
    """Of what type the party of a release is: a public body by its domain, or by how the page itself speaks of it."""
    own = words(party)
    told = {one.type for one in member.annotations.parties if len(words(one.name)) > 1 and words(one.name) <= own}
    return "government" if houses.public(member.article) or "government" in told else "organisation"


def issuer(member: Annotated, papers: Sequence[frozenset[str]] = ()) -> str | None:
    """The party whose own text a page is; None where it is a report, or where that is not sure.

    `papers` are the words of the names of the outlets of its story.
    """
    article, known = member.article, vocabulary.of(LANGUAGE)
    if found := _of_a_wire(article, known):
        return found
    name = _outlet(article)
    if name is None:
        return None
    name = known.expression("press-desks").sub("", name) or name
    listed = outlets.identify(article.outlet or "") or (outlets.from_url(article.url) if article.url else None)
    if houses.public(article) or (listed is not None and listed.medium in PARTIES):
        return name
    if listed is not None or article.outlet_by == "folder" or _named_as_news(article, known):
        return None
    if known.expression("release-marks").search(article.body):
        return name
    return (
        name
        if _names_itself(member, name) and _speaks_as(member, name, known) and not _cites(member, name, papers)
        else None
    )


def _of_a_wire(article: Article, known: Words) -> str | None:
    """The party of a text that came over a newswire of releases."""
    head = f"{article.dateline or ''}\n{article.body[:300]}"
    host = urlsplit(article.url).hostname if article.url else None
    dated = known.expression("release-dateline").search(head)
    wired = known.expression("release-wires").search(f"{article.outlet or ''} {host or ''}")
    if not dated and not wired:
        return None
    matches = list(known.expression("release-issuer").finditer(article.body))
    issued = [m["source"] for m in matches if m["source"]] or [m["opens"] for m in matches if m["opens"]]
    return issued[0].strip() if issued else None


def _outlet(article: Article) -> str | None:
    """The outlet by its name; where it is but a host, by the word of the page that the host is made of."""
    if article.outlet and "." not in article.outlet.strip("."):
        return article.outlet
    host = (urlsplit(article.url).hostname if article.url else None) or article.outlet or ""
    plain = text.fold(host.removeprefix("www.").partition(".")[0])
    printed = (w.strip('.,;:!?“”"()') for w in f"{article.title or ''} {article.body[:600]}".split())
    return next((w for w in printed if len(plain) > 2 and text.fold(w) == plain), article.outlet)


def _named_as_news(article: Article, known: Words) -> bool:
    """Whether the name of the outlet says that it is one of news."""
    name = known.expression("press-desks").sub("", article.outlet or "")
    return not known["press-names"].isdisjoint(text.fold(name).replace("-", " ").split())


def _names_itself(member: Annotated, name: str) -> bool:
    """Whether the title or one of the first sentences begins with the page's own outlet."""
    article = member.article
    openings = [article.title or "", *(article.body[a:b] for a, b in member.annotations.sentences[:OPENING])]
    plain = text.fold(name).removeprefix("the ")
    short = plain.rpartition(" of ")[0]  # "the Ministry of Transport" of Maravel
    names = tuple(one for one in (plain, short if " " in short else "") if one)
    return any(text.fold(one).removeprefix("the ").startswith(names) for one in openings)


def _speaks_as(member: Annotated, name: str, known: Words) -> bool:
    """Whether the page quotes its own outlet, or people of it, as who tells, or says "we" outside of quotation."""
    body, own = member.article.body, words(name)
    for one in member.annotations.attributions:
        if _is_the_party(member, one, own, known):
            return True
    said = [span for one in member.annotations.attributions for span in one.content]
    quoted = text.quoted(body)
    spoken = (m.span() for m in known.expression("own-we").finditer(body))
    return any(not any(a <= start < b for a, b in (*said, *quoted)) for start, _ in spoken)


def _cites(member: Annotated, name: str, papers: Sequence[frozenset[str]]) -> bool:
    """Whether the page tells on the word of another outlet: who reads the papers to others is no party."""
    own = words(name)
    ends = (link for one in member.annotations.attributions for link in one.chain if link.named)
    return any(
        not called & own and (link.type == "outlet" or any(called <= paper for paper in papers))
        for link in ends
        if (called := words(link.name))
    )


def _is_the_party(member: Annotated, one: Attribution, own: frozenset[str], known: Words) -> bool:
    """Whether an attribution is to the outlet itself ("Corvane announced"), or to one who speaks for it."""
    if not one.chain or not own:
        return False
    origin = one.chain[-1]
    cue = member.text(one.cue)
    called = words(origin.name)
    if origin.named and (called == own or (len(called) > 1 and called < own)):
        return known.expression("press-verbs").search(cue) is None
    printed = f"{member.text(origin.source)} {origin.description or ''}"
    for_it = own <= words(printed) and called != own and origin.named
    return for_it and known.expression("editors").search(printed) is None


def rested(
    said: Sequence[Statement], issued: Mapping[str, Release], lineage_of: Mapping[str, str]
) -> tuple[Statement, ...]:
    """`said`, with what pages write in their own voice in the words of a release on the word of its party.

    A page's sentence is the release's where nearly all of it stands there; the page must not be older. `lineage_of`
    names the text that an article's descends from, for pages that rest on a release as a whole.
    """
    if not issued:
        return tuple(said)
    told = {release: _sentences(said, release) for release in issued}
    times = {s.article: clock.order_key(s.time) for s in reversed(said)}
    made: list[Statement] = []
    for one in said:
        release = issued.get(one.article)
        if release is None and one.attribution is None:
            release = _behind(one, issued, told, times, lineage_of)
        made.append(_on_word_of(one, release) if release is not None and one.attribution is None else one)
    return tuple(made)


def _sentences(said: Sequence[Statement], release: str) -> list[frozenset[str]]:
    """The content words of what a release says, statement by statement, and of each with the next: "…, and it …"."""
    alone = [_content(one) for one in said if one.article == release]
    return [*alone, *(a | b for a, b in pairwise(alone))]


def _content(one: Statement) -> frozenset[str]:
    return frozenset(stems(one.text)) - light()


def _behind(
    one: Statement,
    issued: Mapping[str, Release],
    told: Mapping[str, list[frozenset[str]]],
    times: Mapping[str, tuple[bool, object]],
    lineage_of: Mapping[str, str],
) -> Release | None:
    """The release whose sentence a page's own-voice statement is; None if it is none's."""
    mine = _content(one)
    for id, release in issued.items():
        if len(mine) < LEAST or clock.order_key(one.time) < times.get(id, clock.order_key(None)):
            continue
        near = lineage_of.get(id) is not None and lineage_of.get(id) == lineage_of.get(one.article)
        least = SHARED / 2 if near else SHARED
        if any(len(mine & theirs) >= least * len(mine) for theirs in told[id] if theirs):
            return release
    return None


def _on_word_of(one: Statement, release: Release) -> Statement:
    return dataclasses.replace(one, chain=(release.party,), origin=release.party, origin_type=release.type, named=True)


def aliases(group: Sequence[Statement], issued: Mapping[str, Release]) -> dict[str, frozenset[str]]:
    """Statements of a claim that are the word of a party whose release makes that claim, with the party's name.

    Who speaks in a release speaks for its party; so does "the company" where one party alone has told the claim.
    """
    told = {s.article for s in group} & issued.keys()
    if not told:
        return {}
    speaking = [release for id, release in issued.items() if id in told]
    known = vocabulary.of(LANGUAGE)
    found = ((one.id, _voice(one, speaking, known)) for one in group)
    return {id: name for id, name in found if name is not None}


def _voice(one: Statement, speaking: Sequence[Release], known: Words) -> frozenset[str] | None:
    mine = words(one.origin or "")
    for release in speaking:
        party = words(release.party)
        spoken = one.named and any(mine <= other or other <= mine for other in release.speakers if mine)
        if one.attribution is None and one.origin == release.party:
            return party
        if one.attribution is not None and (spoken or (one.named and party <= words(one.role or ""))):
            return party
    if one.attribution is None or len(speaking) != 1:
        return None
    party = words(speaking[0].party)
    bare = known.expression("the-body").search((one.origin or "").strip())
    return party if bare or (mine and mine <= party) else None  # "the ministry", where one put out the release
