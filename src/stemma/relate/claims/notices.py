"""Notices: what pages and wires of a story take back or correct, each with its own words, and what it is about.

A page that says so of itself takes back all captures of its address; a notice on another page, or over a wire, the
earlier pages of its outlet in the story: those whose headline it names, else all. What other outlets tell of a
retraction takes nothing back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stemma import clock, houses, text
from stemma.lang import words as vocabulary
from stemma.lang.terms import stems
from stemma.lang.words import LANGUAGE, Words
from stemma.model import Annotated, Article, Notice, NoticeKind, Statement
from stemma.relate.claims.disputes import light

SHARED = 0.8
"""Share of a sentence's content words that stand in a sentence taken back, from which it is the same."""
SHORT = 2
"""Words that a headline must have to be known again in a notice; a sentence must have more."""


def notices(members: Sequence[Annotated]) -> tuple[Notice, ...]:
    """The notices of a story's pages, oldest first; one that several captures of a page carry is told once."""
    known = vocabulary.of(LANGUAGE)
    found: dict[tuple[str, str], Notice] = {}
    for member in sorted(members, key=lambda m: clock.order_key(_time(m.article))):
        for kind, words in _told(member, known):
            same = [
                m.article for m in members if m.article is member.article or houses.same_page(m.article, member.article)
            ]
            pages = _pages(member.article, kind, words, same, members, known)
            key = (min(a.id for a in same), text.fold(words))
            if pages and key not in found:
                found[key] = Notice(kind, member.article.id, pages, words, _time(member.article), member.article.outlet)
    return tuple(found.values())


def _time(article: Article) -> str | None:
    return article.modified or article.published


def _told(member: Annotated, known: Words) -> Iterator[tuple[NoticeKind, str]]:
    """The notices that a page gives, each with its kind and words."""
    article = member.article
    printed = [*article.corrections, *(_section(article, s.start, s.end) for s in article.sections if _mends(s.kind))]
    folded = [text.fold(one) for one in printed]  # what is declared is often printed too, with its date before it
    printed = [p for p, mine in zip(printed, folded, strict=True) if not any(mine in o and mine != o for o in folded)]
    taken_back = known.expression("retracts")
    if member.annotations.retracts:
        lines = [*printed, *(_section(article, a, b) for a, b in member.annotations.sentences), article.title or ""]
        words = next(one for one in lines if taken_back.search(one))
        yield _kind(f"{article.title or ''}\n{words}", known), words
    for one in dict.fromkeys(printed):
        if known.expression("corrects").search(one) and not taken_back.search(one):
            yield "correction", one
    if not printed and known.expression("corrected-title").search(article.title or ""):
        yield "correction", article.title or ""


def _mends(kind: str) -> bool:
    return kind == "correction"


def _section(article: Article, start: int, end: int) -> str:
    return " ".join(article.body[start:end].split())


def _kind(words: str, known: Words) -> NoticeKind:
    if known.expression("kills").search(words):
        return "kill"
    return "withdrawal" if known.expression("withdraws").search(words) else "retraction"


def _pages(
    notice: Article, kind: NoticeKind, words: str, same: Sequence[Article], members: Sequence[Annotated], known: Words
) -> tuple[str, ...]:
    """Ids of what a notice is about: the page it stands on, or the outlet's earlier ones."""
    own = notice.corrections or len(same) > 1 or any(_mends(s.kind) for s in notice.sections)
    if own:
        return tuple(a.id for a in sorted(same, key=lambda a: (clock.order_key(a.published), a.id)))
    key, when = houses.outlet(notice), clock.order_key(notice.published)
    earlier = [
        m.article
        for m in members
        if key and m.article is not notice and houses.outlet(m.article) == key
        and clock.order_key(m.article.published) <= when
    ]  # fmt: skip
    told = text.fold(f"{notice.title or ''}\n{notice.body}")
    named = [a for a in earlier if len((a.title or "").split()) >= SHORT and text.fold(a.title or "") in told]
    if kind == "correction":
        return tuple(a.id for a in named)
    return tuple(a.id for a in named or earlier)


def taken_back(
    said: Sequence[Statement],
    told: Sequence[Notice],
    keys: Mapping[str, str | None],
    lineage_of: Mapping[str, str],
) -> dict[str, str | None]:
    """Statements that are gone with a page that was taken back as a whole, by id, and when.

    Those of the pages themselves, those that rest on the outlet by their chain, and sentences of theirs in pages with
    the same text. `keys` are the outlets of all articles, `lineage_of` names the text that each descends from.
    """
    found: dict[str, str | None] = {}
    for notice in told:
        if notice.kind == "correction":
            continue
        key, gone = keys.get(notice.article), set(notice.pages)
        texts = {lineage_of[id] for id in gone if id in lineage_of}
        printed = [_content(one) for one in said if one.article in gone]
        for one in said:
            if one.article == notice.article and notice.article not in gone:
                if one.where == "title":  # it names what it takes back
                    found.setdefault(one.id, notice.time)
                continue
            if "retracts" in one.reading.marks:
                continue
            rests = one.attribution is not None and any(houses.key(link) == key for link in one.chain)
            copied = lineage_of.get(one.article) in texts and one.article not in gone and _among(one, printed)
            if one.article in gone or rests or copied:
                found.setdefault(one.id, notice.time)
    return found


def _content(one: Statement) -> frozenset[str]:
    return frozenset(stems(one.text)) - light()


def _among(one: Statement, printed: Sequence[frozenset[str]]) -> bool:
    mine = _content(one)
    return any(min(len(mine), len(o)) > SHORT and len(mine & o) >= SHARED * min(len(mine), len(o)) for o in printed)
